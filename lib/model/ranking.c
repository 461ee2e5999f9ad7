#include "model/ranking.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHARE_DECIMALS = 4, POINTS_DECIMALS = 2 };

/* ---- one part -------------------------------------------------------------------------------- */

bool ranking_part(score_part *p, const obligation *o, const unit *u, date day)
{
    terms t = obligation_terms(o, u->code, day);
    *p = (score_part){.obligation = o, .weight = o->weight, .target = t.target};
    return o->weight > 0 && t.has_target && obligation_is_reported_by(o, u);
}

/* A target of 0 is reached or not: nothing can be divided by it. */
static int64_t share_reached(bool lower_is_better, int64_t value, int64_t target)
{
    int64_t share;
    if (lower_is_better ? value <= target : value >= target)
        return RANKING_FULL;
    if (value <= 0 || target <= 0)
        return 0;
    bool fits = lower_is_better ? amount_ratio(target, value, 1, SHARE_DECIMALS, &share)
                                : amount_ratio(value, target, 1, SHARE_DECIMALS, &share);
    return fits ? share : 0;
}

void ranking_part_reached(score_part *p, int64_t value, bool scored)
{
    p->has_value = true;
    p->unconfirmed = !scored;
    p->value = value;
    p->points = scored ? share_reached(p->obligation->lower_is_better, value, p->target) : 0;
}

/* ---- a unit's score -------------------------------------------------------------------------- */

static bool results_of(const score *s, int64_t *results)
{
    int64_t weights = 0, points = 0;
    for (size_t i = 0; i < s->part_count; i++) {
        weights += s->parts[i].weight;
        points += s->parts[i].weight * s->parts[i].points;
    }
    return amount_ratio(points, weights, 1, 0, results);
}

/* A part of the formula that does not exist leaves its share to the other. */
void ranking_score(score *s, const scoring *f)
{
    s->results = s->discipline_points = s->total = 0;
    s->has_results = results_of(s, &s->results);
    s->has_discipline = discipline_scored_rate(&s->discipline, &s->discipline_points);
    unsigned results_share = s->has_results ? f->results : 0,
             discipline_share = s->has_discipline ? f->discipline : 0;
    int64_t sum = results_share * s->results + discipline_share * s->discipline_points;
    s->ranked = amount_ratio(sum, results_share + discipline_share, 1, 0, &s->total);
}

/* ---- order ----------------------------------------------------------------------------------- */

static int best_first(const void *a, const void *b)
{
    const score *x = a, *y = b;
    if (x->ranked != y->ranked)
        return y->ranked - x->ranked;
    if (x->total != y->total)
        return x->total > y->total ? -1 : 1;
    int by_name = text_compare(x->unit->name, y->unit->name);
    return by_name ? by_name : strcmp(x->unit->code, y->unit->code);
}

void ranking_order(score *scores, size_t n)
{
    qsort(scores, n, sizeof *scores, best_first);
    for (size_t i = 0; i < n; i++) {
        bool shared = i > 0 && scores[i].total == scores[i - 1].total;
        scores[i].rank = !scores[i].ranked ? 0 : shared ? scores[i - 1].rank : i + 1;
    }
}

int64_t ranking_movement(const score *s)
{
    return s->rank && s->rank_before ? (int64_t)s->rank_before - (int64_t)s->rank : 0;
}

/* ---- in words -------------------------------------------------------------------------------- */

const char *ranking_mark(void)
{
    return _("Cách tính riêng của hệ thống, không phải xếp hạng chính thức");
}

static const char *points_text(int64_t points, char *out, size_t size)
{
    return amount_format(points, POINTS_DECIMALS, AMOUNT_PEOPLE, out, size);
}

static int explain(const score *s, const scoring *f, char *out, size_t size)
{
    char results[AMOUNT_TEXT_MAX], reports[AMOUNT_TEXT_MAX], total[AMOUNT_TEXT_MAX];
    points_text(s->results, results, sizeof results);
    points_text(s->discipline_points, reports, sizeof reports);
    points_text(s->total, total, sizeof total);
    if (!s->ranked)
        return snprintf(out, size, _("Chưa xếp hạng: chưa có gì để chấm điểm. %s."),
                        ranking_mark());
    if (!s->has_results)
        return snprintf(out, size,
                        _("Nề nếp báo cáo 100%% × %s = %s điểm (không có chỉ tiêu được chấm điểm). "
                          "%s."),
                        reports, total, ranking_mark());
    if (!s->has_discipline)
        return snprintf(out, size,
                        _("Kết quả chỉ tiêu 100%% × %s = %s điểm (chưa có báo cáo nào đến hạn). "
                          "%s."),
                        results, total, ranking_mark());
    return snprintf(out, size,
                    _("Kết quả chỉ tiêu và nề nếp báo cáo: %u%% × %s + %u%% × %s = %s điểm. %s."),
                    f->results, results, f->discipline, reports, total, ranking_mark());
}

error ranking_explain(const score *s, const scoring *f, char *out, size_t size)
{
    int length = explain(s, f, out, size);
    if (length < 0 || (size_t)length >= size)
        return error_make(ERR_LIMIT, _("lời giải thích điểm dài %d byte, chỉ có chỗ cho %zu"),
                          length, size);
    return OK;
}
