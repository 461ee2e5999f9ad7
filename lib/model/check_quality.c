#include "model/check_quality.h"

#include "base/i18n.h"
#include "model/amount.h"
#include "model/board.h"
#include "model/discipline.h"
#include "model/quality.h"

#include <stdio.h>
#include <string.h>

/* Percentages are compared as they are shown, so that no one reads "66,67 % is above 66,67 %". */
enum { PERCENT = 100, PERCENT_DECIMALS = 2, WHOLE = PERCENT * 100 };

/* ---- what a figure is compared with ------------------------------------------------------- */

static report_part part_of_figure(const obligation *o)
{
    return o->is_ratio ? PART_NUMERATOR : PART_VALUE;
}

static bool counts(const inspection *i, const point *p)
{
    return p->kind == REPORT_FIGURE && !p->returned &&
           p->figure.is_ratio == i->obligation->is_ratio;
}

/* How many points lie before P; those after begin behind P's own. */
static size_t count_before(series s, period p)
{
    date closes = period_closes(p);
    size_t n = 0;
    while (n < s.count && date_compare(period_closes(s.points[n].period), closes) < 0)
        n++;
    return n;
}

/* What a unit said, and how much of it on periods before the report's. */
typedef struct history {
    const point *points;
    size_t count, before;
} history;

/* The point just before the report's period, whatever it says. */
static const point *previous(const history *own)
{
    return own->before ? &own->points[own->before - 1] : NULL;
}

static const point *latest_before(const inspection *i, const history *own)
{
    for (size_t n = own->before; n-- > 0;)
        if (counts(i, &own->points[n]))
            return &own->points[n];
    return NULL;
}

static const point *first_after(const inspection *i, const history *own)
{
    for (size_t n = own->before; n < own->count; n++)
        if (!period_equal(own->points[n].period, i->period) && counts(i, &own->points[n]))
            return &own->points[n];
    return NULL;
}

static bool is_comparable(const inspection *i, const point *p)
{
    if (period_equal(p->period, i->period))
        return true;
    date a = period_closes(p->period), b = period_closes(i->period);
    bool earlier = date_compare(a, b) < 0;
    return obligation_definition(i->obligation, p->period) ==
               obligation_definition(i->obligation, i->period) &&
           !catalogue_area_changed(i->context->catalogue, i->report->unit, earlier ? a : b,
                                   earlier ? b : a);
}

series comparable_part(const inspection *i, series all)
{
    size_t first = count_before(all, i->period), end = first;
    if (!all.count)
        return all;
    while (first > 0 && is_comparable(i, &all.points[first - 1]))
        first--;
    while (end < all.count && is_comparable(i, &all.points[end]))
        end++;
    return (series){all.points + first, end - first};
}

/* The order of two figures, by value or numerator, whatever their decimals. */
static int compare_figures(const figure *a, const figure *b)
{
    int64_t one = 1;
    for (unsigned n = 0; n < a->decimals; n++)
        one *= 10;
    return amount_compare_ratio(a->value, one, 1, b->value, b->decimals);
}

/* ---- words -------------------------------------------------------------------------------- */

/* "1.234 thẻ", or of a ratio "tử số 1.234". */
static const char *say(const obligation *o, const figure *f, char out[SHOWN_TEXT_MAX])
{
    char number[AMOUNT_TEXT_MAX];
    if (!o->is_ratio)
        return figure_format(o, f, out, SHOWN_TEXT_MAX);
    amount_format_short(f->value, f->decimals, AMOUNT_PEOPLE, number, sizeof number);
    snprintf(out, SHOWN_TEXT_MAX, _("tử số %s"), number);
    return out;
}

static const char *what_to_do(severity how)
{
    return how == SEVERITY_REJECT
               ? _("hãy kiểm tra lại, nếu đúng thì trao đổi với cơ quan thường trực của tỉnh")
               : _("nếu đúng thì không phải làm gì, nếu sai hãy đính chính");
}

/* ---- cumulative figures do not fall ------------------------------------------------------- */

static const char *what_to_do_about_fall(severity how)
{
    return how == SEVERITY_REJECT ? what_to_do(how)
                                  : _("nếu giảm do rà soát, làm sạch dữ liệu thì không phải làm "
                                      "gì, nếu không hãy đính chính");
}

static bool has_not_fallen(inspection *i, const history *own)
{
    const obligation *o = i->obligation;
    const figure *now = &i->report->figure;
    char here[SHOWN_TEXT_MAX], there[SHOWN_TEXT_MAX], name[PERIOD_NAME_MAX];
    if (o->accumulation != ACCUMULATE_CUMULATIVE)
        return true;
    const point *before = latest_before(i, own), *after = first_after(i, own);
    if (before && compare_figures(now, &before->figure) < 0)
        return object(i, o->on_fall, "cumulative-fell", part_of_figure(o),
                      _("lũy kế %s thấp hơn %s của %s; %s"), say(o, now, here),
                      say(o, &before->figure, there),
                      period_name(before->period, name, sizeof name),
                      what_to_do_about_fall(o->on_fall));
    if (after && compare_figures(now, &after->figure) > 0)
        return object(i, o->on_fall, "cumulative-fell", part_of_figure(o),
                      _("lũy kế %s cao hơn %s của kỳ sau, %s; %s"), say(o, now, here),
                      say(o, &after->figure, there), period_name(after->period, name, sizeof name),
                      what_to_do_about_fall(o->on_fall));
    return true;
}

/* ---- jumps -------------------------------------------------------------------------------- */

static bool is_growth(const obligation *o)
{
    return o->accumulation == ACCUMULATE_CUMULATIVE && !o->is_ratio;
}

/* What is compared of two figures: of a ratio the percentage, in hundredths of a percent; of a
 * cumulative figure what came to it since the period just before; else the value. In units of
 * 10^-decimals of the obligation. False: nothing to compare. */
static bool measure(const inspection *i, const figure *f, const point *before, period p,
                    int64_t *out)
{
    const obligation *o = i->obligation;
    int64_t then;
    if (o->is_ratio)
        return amount_ratio(f->value, f->denominator, PERCENT, PERCENT_DECIMALS, out);
    if (!amount_rescale(f->value, f->decimals, o->decimals, out))
        return false;
    if (!is_growth(o))
        return true;
    return before && counts(i, before) && period_equal(before->period, period_previous(p)) &&
           amount_rescale(before->figure.value, before->figure.decimals, o->decimals, &then) &&
           !__builtin_sub_overflow(*out, then, out);
}

/* What is usual, no further than figures may go. */
static usual_range within_bounds(const obligation *o, usual_range usual)
{
    int64_t least = o->is_ratio ? 0 : o->min, most = o->is_ratio ? WHOLE : o->max;
    if (is_growth(o))
        return usual;
    if (usual.low < least)
        usual.low = least;
    if (usual.high > most && !o->may_exceed_denominator)
        usual.high = most;
    return usual;
}

static const char *say_amount(const obligation *o, int64_t amount, char out[SHOWN_TEXT_MAX])
{
    figure f = {.value = amount, .decimals = o->decimals};
    char number[AMOUNT_TEXT_MAX];
    if (!o->is_ratio)
        return figure_format(o, &f, out, SHOWN_TEXT_MAX);
    amount_format_short(amount, PERCENT_DECIMALS, AMOUNT_PEOPLE, number, sizeof number);
    snprintf(out, SHOWN_TEXT_MAX, "%s%%", number);
    return out;
}

static bool object_to_jump(inspection *i, int64_t value, usual_range usual)
{
    const obligation *o = i->obligation;
    char now[SHOWN_TEXT_MAX], low[SHOWN_TEXT_MAX], high[SHOWN_TEXT_MAX];
    usual = within_bounds(o, usual);
    return object(i, o->on_jump, "jump", part_of_figure(o),
                  is_growth(o)
                      ? _("so với kỳ trước thay đổi %s, khác xa mức thường thấy của đơn vị (từ "
                          "%s đến %s); %s")
                      : _("%s khác xa mức thường thấy của đơn vị (từ %s đến %s); %s"),
                  say_amount(o, value, now), say_amount(o, usual.low, low),
                  say_amount(o, usual.high, high), what_to_do(o->on_jump));
}

static bool has_not_jumped(inspection *i, const history *own)
{
    int64_t values[QUALITY_HISTORY_MAX], value;
    size_t n = 0;
    usual_range usual;
    if (i->obligation->on_jump == SEVERITY_IGNORE ||
        !measure(i, &i->report->figure, previous(own), i->period, &value) ||
        (is_growth(i->obligation) && value < 0)) /* told as a fall */
        return true;
    /* The latest first; their order does not matter. */
    for (size_t k = own->before; k-- > 0 && n < QUALITY_HISTORY_MAX;) {
        const point *p = &own->points[k];
        n += counts(i, p) && measure(i, &p->figure, k ? p - 1 : NULL, p->period, &values[n]);
    }
    return !quality_is_jump(values, n, value, &usual) || object_to_jump(i, value, usual);
}

/* ---- figures that look like no work ------------------------------------------------------- */

static point point_of_report(const inspection *i)
{
    return (point){.period = i->period,
                   .kind = REPORT_FIGURE,
                   .figure = i->report->figure,
                   .last_ms = i->context->now_ms};
}

static void note_early_zero(inspection *i, const history *own)
{
    const obligation *o = i->obligation;
    point now = point_of_report(i);
    const point *some = NULL;
    if (!discipline_is_early_zero(o, &now))
        return;
    for (size_t n = own->before; n-- > 0 && !some;)
        if (counts(i, &own->points[n]) && own->points[n].figure.value > 0)
            some = &own->points[n];
    if (!some)
        return;
    char closes[11], there[SHOWN_TEXT_MAX], name[PERIOD_NAME_MAX];
    date_format_vi(period_closes(i->period), closes, sizeof closes);
    warn(i, DISCIPLINE_EARLY_ZERO, part_of_figure(o),
         _("báo 0 khi kỳ chưa chốt (ngày %s) trong khi %s có %s; nếu chưa có số liệu thì gửi lại "
           "sau khi chốt"),
         closes, period_name(some->period, name, sizeof name), say(o, &some->figure, there));
}

static void note_repeated(inspection *i, const history *own)
{
    point now = point_of_report(i);
    const point *before = previous(own);
    if (!before || !discipline_is_repeated(i->obligation, before, &now))
        return;
    char name[PERIOD_NAME_MAX];
    warn(i, DISCIPLINE_REPEATED_VALUE, part_of_figure(i->obligation),
         _("giống hệt số liệu của %s; nếu là số chép lại thì hãy đính chính"),
         period_name(before->period, name, sizeof name));
}

bool figure_fits_history(inspection *i, series own)
{
    const history h = {own.points, own.count, count_before(own, i->period)};
    if (!has_not_fallen(i, &h) || !has_not_jumped(i, &h))
        return false;
    note_early_zero(i, &h);
    note_repeated(i, &h);
    return true;
}

/* ---- relations ---------------------------------------------------------------------------- */

bool figure_keeps_relation(inspection *i, const relation *rule, const obligation *other,
                           const point *said)
{
    const obligation *o = i->obligation;
    const figure *now = &i->report->figure;
    if (!said || said->kind != REPORT_FIGURE || said->returned)
        return true;
    bool is_lesser = strcmp(rule->lesser, o->code) == 0;
    const figure *lesser = is_lesser ? now : &said->figure;
    const figure *greater = is_lesser ? &said->figure : now;
    if (compare_figures(lesser, greater) <= 0)
        return true;
    char small[SHOWN_TEXT_MAX], large[SHOWN_TEXT_MAX];
    return object(i, rule->severity, "relation-broken", part_of_figure(o),
                  _("\"%s\" (%s) lớn hơn \"%s\" (%s) cùng kỳ, lẽ ra không vượt; hãy kiểm tra cả "
                    "hai"),
                  rule->lesser, say(is_lesser ? o : other, lesser, small), rule->greater,
                  say(is_lesser ? other : o, greater, large));
}

/* ---- the rule ----------------------------------------------------------------------------- */

static bool relations_hold(inspection *i)
{
    const check_context *x = i->context;
    const char *own = i->obligation->code;
    for (size_t n = 0; n < catalogue_relation_count(x->catalogue); n++) {
        const relation *rule = catalogue_relation_at(x->catalogue, n);
        const char *code = strcmp(rule->lesser, own) == 0 ? rule->greater : rule->lesser;
        if (strcmp(rule->lesser, own) != 0 && strcmp(rule->greater, own) != 0)
            continue;
        const obligation *other = catalogue_obligation(x->catalogue, code);
        const point *said =
            other ? board_point(x->board, other, i->report->unit, i->period, "") : NULL;
        if (!figure_keeps_relation(i, rule, other, said))
            return false;
    }
    return true;
}

bool figure_is_plausible(inspection *i)
{
    const report *r = i->report;
    const board *b = i->context->board;
    if (!b || r->kind != REPORT_FIGURE)
        return true;
    note_breakdown_sum(i);
    if (*r->breakdown)
        return true;
    return relations_hold(i) &&
           figure_fits_history(i, comparable_part(i, board_series(b, i->obligation, r->unit)));
}
