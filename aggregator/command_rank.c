/* rank: units of one level by our own score, with every part of it. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"
#include "model/amount.h"
#include "model/scoreboard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SCORE_DECIMALS = 2, PUBLISHED_TEXT_MAX = 200 };

static const table_column RANK_COLUMNS[] = {
    {"rank", N_("Hạng"), TABLE_RIGHT, 0},
    {"movement", N_("Tăng/giảm"), TABLE_RIGHT, 0},
    {"unit", N_("Mã"), TABLE_LEFT, 0},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 34},
    {"total", N_("Điểm"), TABLE_RIGHT, 0},
    {"results", N_("Kết quả"), TABLE_RIGHT, 0},
    {"discipline", N_("Nề nếp"), TABLE_RIGHT, 0},
    {"with_figure", N_("Có số liệu"), TABLE_RIGHT, 0},
    {"parts", N_("Chỉ tiêu"), TABLE_RIGHT, 0},
    {"published", N_("Điểm công bố"), TABLE_LEFT, 44},
    {"formula", N_("Cách tính"), TABLE_LEFT, 0},
};

static const table_column PART_COLUMNS[] = {
    {"unit", N_("Mã"), TABLE_LEFT, 0},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 24},
    {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
    {"name", N_("Tên"), TABLE_LEFT, 40},
    {"weight", N_("Trọng số"), TABLE_RIGHT, 0},
    {"value", N_("Đạt"), TABLE_RIGHT, 0},
    {"target", N_("Mức giao"), TABLE_RIGHT, 0},
    {"points", N_("Phần đạt %"), TABLE_RIGHT, 0},
    {"note", N_("Ghi chú"), TABLE_LEFT, 0},
};

/* ---- scores ---------------------------------------------------------------------------------- */

/* The ranking at the end of the reporting month before this one. */
typedef struct past {
    view view;
    board *board;
    refusals *refused;
    scoreboard scores;
} past;

static error score_before(const question *q, const view *now, unit_level level, past *out)
{
    out->view = *now;
    out->view.today = date_add_days(period_opens(period_at(PERIOD_MONTH, q->today)), -1);
    out->view.board = out->board = board_new(q->rules);
    out->view.refused = out->refused = refusals_new();
    if (!out->board || !out->refused)
        return error_no_memory();
    int64_t before_ms = clock_day_start_ms(date_add_days(out->view.today, 1));
    TRY(store_load_board(q->store, before_ms, out->board));
    TRY(store_load_refusals(q->store, before_ms, out->refused));
    return scoreboard_make(&out->scores, &out->view, level);
}

static error rank_units(const question *q, const view *now, unit_level level, scoreboard *out)
{
    past before = {0};
    error err = score_before(q, now, level, &before);
    if (!err.code)
        err = scoreboard_make(out, now, level);
    for (size_t i = 0; !err.code && i < out->count; i++) {
        const score *same = scoreboard_find(&before.scores, out->scores[i].unit->code);
        out->scores[i].rank_before = same ? same->rank : 0;
    }
    board_free(before.board);
    refusals_free(before.refused);
    return err;
}

/* ---- showing --------------------------------------------------------------------------------- */

/* The newest score that somebody else published of the unit. */
static const published_score *published_of(const question *q, const char *code)
{
    const published_score *newest = NULL;
    for (size_t i = 0; i < catalogue_published_count(q->rules); i++) {
        const published_score *p = catalogue_published_at(q->rules, i);
        if (strcmp(p->unit, code) == 0 && p->year <= q->today.year &&
            (!newest || p->year > newest->year))
            newest = p;
    }
    return newest;
}

static void put_published(question *q, const char *code)
{
    char text[PUBLISHED_TEXT_MAX], number[AMOUNT_TEXT_MAX];
    const published_score *p = published_of(q, code);
    if (!p) {
        table_text(q->rows, NULL);
        return;
    }
    int n = snprintf(text, sizeof text, "%s %d (%s)", p->index, p->year, p->index_set);
    if (p->score >= 0 && n < (int)sizeof text)
        n += snprintf(
            text + n, sizeof text - (size_t)n, ": %s",
            amount_format_short(p->score, TARGET_DECIMALS, AMOUNT_PEOPLE, number, sizeof number));
    if (p->rank && n < (int)sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, _("; hạng %u"), p->rank);
    table_text(q->rows, text);
}

static void put_points(question *q, bool has, int64_t points)
{
    if (has)
        table_number(q->rows, points, SCORE_DECIMALS);
    else
        table_text(q->rows, NULL);
}

static void put_movement(question *q, const score *s)
{
    int64_t places = ranking_movement(s);
    char text[24];
    snprintf(text, sizeof text, "%s %" PRId64, places > 0 ? "▲" : "▼",
             places > 0 ? places : -places);
    if (q->format != FORMAT_TABLE)
        table_int(q->rows, places);
    else
        table_text(q->rows, places ? text : "=");
}

static error put_score(question *q, const score *s)
{
    char formula[RANKING_TEXT_MAX];
    scoring f = catalogue_scoring(q->rules);
    size_t figures = 0;
    for (size_t i = 0; i < s->part_count; i++)
        figures += s->parts[i].has_value;
    TRY(ranking_explain(s, &f, formula, sizeof formula));
    if (s->rank)
        table_int(q->rows, (int64_t)s->rank);
    else
        table_text(q->rows, NULL);
    put_movement(q, s);
    table_text(q->rows, s->unit->code);
    table_text(q->rows, s->unit->name);
    put_points(q, s->ranked, s->total);
    put_points(q, s->has_results, s->results);
    put_points(q, s->has_discipline, s->discipline_points);
    table_int(q->rows, (int64_t)figures);
    table_int(q->rows, (int64_t)s->part_count);
    put_published(q, s->unit->code);
    table_text(q->rows, formula);
    return OK;
}

static void put_part(question *q, const score *s, const score_part *p)
{
    table_text(q->rows, s->unit->code);
    table_text(q->rows, s->unit->name);
    table_text(q->rows, p->obligation->code);
    table_text(q->rows, p->obligation->name);
    table_int(q->rows, p->weight);
    if (p->has_value)
        table_number(q->rows, p->value, TARGET_DECIMALS);
    else
        table_text(q->rows, NULL);
    table_number(q->rows, p->target, TARGET_DECIMALS);
    table_number(q->rows, p->points, SCORE_DECIMALS);
    table_text(q->rows, !p->has_value    ? _("chưa có số liệu")
                        : p->unconfirmed ? _("chờ xác nhận, chưa tính điểm")
                                         : NULL);
}

/* ---- the verb -------------------------------------------------------------------------------- */

static error read_level(const command *cmd, unit_level *out)
{
    const char *text = command_get(cmd, "group");
    *out = LEVEL_DISTRICT;
    for (int i = 0; text && unit_level_codes[i]; i++)
        if (strcmp(text, unit_level_codes[i]) == 0) {
            *out = (unit_level)(i + 1);
            return OK;
        }
    return text
               ? error_make(ERR_USAGE, _("--group %s: cần district, department hoặc commune"), text)
               : OK;
}

static error show(question *q, const scoreboard *r, bool parts)
{
    for (size_t i = 0; i < r->count; i++) {
        const score *s = &r->scores[i];
        if (q->unit && strcmp(q->unit->code, s->unit->code) != 0)
            continue;
        for (size_t k = 0; parts && k < s->part_count; k++)
            put_part(q, s, &s->parts[k]);
        if (!parts)
            TRY(put_score(q, s));
    }
    TRY(table_print(q->rows, _("Không có đơn vị nào ở nhóm này.")));
    if (q->format == FORMAT_TABLE)
        printf("\n%s\n", ranking_mark());
    return OK;
}

error command_rank(const command *cmd)
{
    question q;
    unit_level level;
    bool parts = command_has(cmd, "parts");
    TRY(read_level(cmd, &level));
    error err =
        parts ? question_open(&q, cmd, PART_COLUMNS, 9) : question_open(&q, cmd, RANK_COLUMNS, 11);
    if (!err.code) {
        scoreboard r;
        view v = question_view(&q);
        err = rank_units(&q, &v, level, &r);
        if (!err.code)
            err = show(&q, &r, parts);
    }
    question_close(&q);
    return err;
}
