#include "aggregator/standings.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct standings {
    store *store;
    const catalogue *rules;
    board *board;
    bool *dirty; /* by obligation: the province is to be judged again */
    size_t dirty_count;
    bool in_round;
    size_t left;       /* units to be judged in this round */
    uint8_t *known;    /* last status by obligation and unit row; 0: none yet */
    date judged;       /* day on which everything was judged; year 0: never */
    bool sums_unsure;  /* the stored sums may not be the board's */
    int64_t now_ms;    /* of the settling under way */
    store_batch *into; /* of the settling under way */
    error result;
    arena *scratch;
};

/* ---- life ----------------------------------------------------------------------------------- */

static uint8_t *known_at(const standings *st, const obligation *o, const unit *u)
{
    size_t row = (size_t)(u - catalogue_unit_at(st->rules, 0));
    size_t column = (size_t)(o - catalogue_obligation_at(st->rules, 0));
    return &st->known[column * catalogue_unit_count(st->rules) + row];
}

static bool recall(void *context, const stored_standing *row)
{
    standings *st = context;
    const obligation *o = catalogue_obligation(st->rules, row->obligation);
    const unit *u = catalogue_unit(st->rules, row->unit, clock_local_date(row->judged_ms));
    if (o && u)
        *known_at(st, o, u) = (uint8_t)row->status;
    return true;
}

static error fill(standings *st)
{
    size_t cells = catalogue_obligation_count(st->rules) * catalogue_unit_count(st->rules);
    board_free(st->board);
    free(st->known);
    free(st->dirty);
    st->board = board_new(st->rules);
    st->known = calloc(cells + 1, 1);
    st->dirty = calloc(catalogue_obligation_count(st->rules) + 1, sizeof *st->dirty);
    st->dirty_count = 0;
    st->in_round = false;
    st->judged = (date){0};
    st->sums_unsure = true;
    if (!st->board || !st->known || !st->dirty)
        return error_no_memory();
    TRY(store_load_board(st->store, 0, st->board));
    return store_standings(st->store, recall, st);
}

error standings_open(standings **out, store *s, const catalogue *c)
{
    standings *st = calloc(1, sizeof *st);
    if (!st)
        return error_no_memory();
    *st = (standings){.store = s, .rules = c, .scratch = arena_new(0)};
    error err = st->scratch ? fill(st) : error_no_memory();
    if (err.code) {
        standings_close(st);
        return err;
    }
    *out = st;
    return OK;
}

void standings_close(standings *st)
{
    if (!st)
        return;
    board_free(st->board);
    arena_free(st->scratch);
    free(st->known);
    free(st->dirty);
    free(st);
}

error standings_refill(standings *st, const catalogue *c)
{
    if (c)
        st->rules = c;
    return fill(st);
}

const board *standings_board(const standings *st)
{
    return st->board;
}

/* ---- taking reports in ----------------------------------------------------------------------- */

error standings_take(standings *st, const report *r, const verdict *v, int64_t now_ms)
{
    statement s = {.unit = r->unit, .obligation = r->obligation, .breakdown = r->breakdown};
    bool counts = r->kind == REPORT_FIGURE || r->kind == REPORT_TASK || r->kind == REPORT_NOTHING;
    if (!counts)
        return OK;
    TRY(period_parse(r->period, &s.said.period));
    s.said = (point){.period = s.said.period,
                     .kind = r->kind,
                     .figure = r->figure,
                     .units = 1,
                     .expected = 1,
                     .percent = r->percent,
                     .state = r->state,
                     .first_ms = now_ms,
                     .last_ms = now_ms,
                     .observed_ms = r->observed_at_ms ? r->observed_at_ms : now_ms,
                     .unconfirmed = store_warning_needs_confirmation(v),
                     .warning = v->outcome == ACCEPTED_WITH_WARNING ? v->code : ""};
    return board_take(st->board, &s);
}

void standings_rule(standings *st, const report *r, ruling_kind kind)
{
    const obligation *o = catalogue_obligation(st->rules, r->obligation);
    period p;
    if (!o || period_parse(r->period, &p).code)
        return;
    if (kind == RULING_RETURNED)
        board_mark_returned(st->board, o, r->unit, p, r->breakdown);
    else
        board_mark_confirmed(st->board, o, r->unit, p, r->breakdown);
}

/* ---- judging --------------------------------------------------------------------------------- */

static void note_change(standings *st, const obligation *o, const unit *u, status from, status to)
{
    char detail[64];
    snprintf(detail, sizeof detail, "%s>%s", status_code(from), status_code(to));
    st->result = store_batch_event(st->into, "status", u->code, o->code, "", detail, st->now_ms);
}

static void put(standings *st, const obligation *o, const unit *u, const judgement *j)
{
    uint8_t *known = known_at(st, o, u);
    status before = (status)*known;
    st->result = store_batch_standing(st->into, o->code, u->code, j, st->now_ms);
    if (!st->result.code && before && before != j->status)
        note_change(st, o, u, before, j->status);
    *known = (uint8_t)j->status;
}

static void judge_unit(standings *st, const obligation *o, const unit *u)
{
    if (st->result.code)
        return;
    judgement j = status_judge(st->rules, o, u, board_series(st->board, o, u->code),
                               clock_local_date(st->now_ms));
    put(st, o, u, &j);
}

static void judge_province(standings *st, const obligation *o)
{
    const unit *whole = catalogue_province(st->rules);
    series said;
    if (st->result.code || !whole || !o->reporters)
        return;
    arena_reset(st->scratch);
    st->result = board_rollup_series(st->board, o, whole->code, st->scratch, &said);
    if (st->result.code)
        return;
    judgement j = status_judge(st->rules, o, NULL, said, clock_local_date(st->now_ms));
    put(st, o, whole, &j);
}

static void judge_all(standings *st)
{
    date today = clock_local_date(st->now_ms);
    for (size_t i = 0; i < catalogue_obligation_count(st->rules); i++) {
        const obligation *o = catalogue_obligation_at(st->rules, i);
        for (size_t k = 0; k < catalogue_unit_count(st->rules); k++) {
            const unit *u = catalogue_unit_at(st->rules, k);
            if (unit_valid_on(u, today) && obligation_is_reported_by(o, u))
                judge_unit(st, o, u);
        }
        judge_province(st, o);
    }
}

/* ---- settling -------------------------------------------------------------------------------- */

static void write_sum(void *context, const board_sum *sum)
{
    standings *st = context;
    if (!st->result.code)
        st->result = store_batch_rollup(st->into, sum);
}

/* Judges the next of the units that said something. */
static bool rejudge_next(standings *st)
{
    const obligation *o;
    const char *code;
    date today = clock_local_date(st->now_ms);
    if (st->result.code || !board_next_touched(st->board, &o, &code))
        return false;
    const unit *u = catalogue_unit(st->rules, code, today);
    if (u && unit_valid_on(u, today))
        judge_unit(st, o, u);
    bool *dirty = &st->dirty[o - catalogue_obligation_at(st->rules, 0)];
    st->dirty_count += !*dirty;
    *dirty = true;
    return true;
}

static void judge_dirty_provinces(standings *st, size_t most)
{
    for (size_t i = 0; st->dirty_count && most && i < catalogue_obligation_count(st->rules); i++) {
        if (!st->dirty[i])
            continue;
        judge_province(st, catalogue_obligation_at(st->rules, i));
        st->dirty[i] = false;
        st->dirty_count--;
        most--;
    }
}

/* So much that the reports of a group wait for it little; the province is judged behind the units
 * of a round. */
static void judge_some(standings *st)
{
    enum { UNITS = 32, PROVINCES = 4 };
    if (!st->in_round)
        st->left = board_count_touched(st->board);
    st->in_round = true;
    size_t n = 0;
    while (n < UNITS && st->left && rejudge_next(st)) {
        st->left--;
        n++;
    }
    if (n < UNITS)
        judge_dirty_provinces(st, PROVINCES);
    st->in_round = st->left || st->dirty_count;
}

static void judge_touched(standings *st)
{
    while (rejudge_next(st))
        ;
    judge_dirty_provinces(st, SIZE_MAX);
    st->in_round = false;
}

static error write_all_sums(standings *st)
{
    store_batch_replace_rollups(st->into);
    board_each_sum(st->board, write_sum, st);
    if (!st->result.code)
        st->sums_unsure = false;
    return st->result;
}

bool standings_are_stale(const standings *st, int64_t now_ms)
{
    return date_compare(st->judged, clock_local_date(now_ms)) != 0;
}

bool standings_wait(const standings *st)
{
    return board_count_touched(st->board) || st->dirty_count;
}

bool standings_in_round(const standings *st)
{
    return st->in_round;
}

static void judge_everything(standings *st)
{
    judge_touched(st);
    judge_all(st);
    store_batch_drop_standings(st->into, st->now_ms);
    st->judged = clock_local_date(st->now_ms);
}

error standings_settle(standings *st, int64_t now_ms, judging how, store_batch *b)
{
    st->now_ms = now_ms;
    st->into = b;
    st->result = OK;
    board_take_touched_sums(st->board, write_sum, st);
    if (st->sums_unsure && !st->result.code)
        st->result = write_all_sums(st);
    if (standings_are_stale(st, now_ms))
        judge_everything(st);
    else if (how == JUDGE_ALL)
        judge_touched(st);
    else if (how == JUDGE_SOME)
        judge_some(st);
    return st->result;
}
