#include "base/i18n.h"
#include "model/board_slots.h"

#include <stdlib.h>
#include <string.h>

enum { SCOPES_MAX = 8 };

struct board {
    slots slots;
    const catalogue *rules;
    bool takes_all;
};

board *board_new(const catalogue *c)
{
    board *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->rules = c;
    if (slots_open(&b->slots, c))
        return b;
    board_free(b);
    return NULL;
}

void board_free(board *b)
{
    if (!b)
        return;
    slots_close(&b->slots);
    free(b);
}

const catalogue *board_catalogue(const board *b)
{
    return b->rules;
}

void board_take_all(board *b)
{
    b->takes_all = true;
}

/* ---- sums over units ------------------------------------------------------------------------- */

/* The units in whose sums U's figure on O counts; see board.h. Returns how many. */
static size_t scopes_of(const board *b, const obligation *o, const char *code, date closes,
                        const char *out[SCOPES_MAX])
{
    size_t n = 0;
    const unit *u = catalogue_unit(b->rules, code, closes);
    if (!u || !unit_valid_on(u, closes) || !obligation_is_reported_by(o, u))
        return 0;
    while (n < SCOPES_MAX && *u->parent) {
        const unit *above = catalogue_unit(b->rules, u->parent, closes);
        if (!above)
            break;
        out[n++] = above->code;
        if (unit_valid_on(above, closes) && obligation_is_reported_by(o, above))
            break;
        u = above;
    }
    return n;
}

static bool counts_in(const board *b, const obligation *o, const unit *u, date closes,
                      const char *scope)
{
    const char *scopes[SCOPES_MAX];
    size_t n = scopes_of(b, o, u->code, closes, scopes);
    for (size_t i = 0; i < n; i++)
        if (strcmp(scopes[i], scope) == 0)
            return true;
    return false;
}

static size_t count_expected(const board *b, const obligation *o, date closes, const char *scope)
{
    size_t n = 0;
    for (size_t i = 0; i < catalogue_unit_count(b->rules); i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        n += unit_valid_on(u, closes) && counts_in(b, o, u, closes, scope);
    }
    return n;
}

/* Adds BECOMES to and takes WAS (either may be NULL) off T; false, and T as it was, if it does not
 * fit. */
static bool move_sum(tally *t, const obligation *o, const point *was, const point *becomes)
{
    tally before = *t;
    if ((!was || tally_apply(t, o, was, TALLY_TAKE_OFF)) &&
        (!becomes || tally_apply(t, o, becomes, TALLY_ADD)))
        return true;
    *t = before;
    return false;
}

static error move_sums(board *b, const key *where, period p, const point *was, const point *becomes)
{
    const char *scopes[SCOPES_MAX];
    slot *sums[SCOPES_MAX];
    size_t n = scopes_of(b, where->obligation, where->unit, period_closes(p), scopes);
    for (size_t i = 0; i < n; i++) {
        const key k = {where->obligation, scopes[i], where->breakdown, p};
        if (!(sums[i] = slots_need(&b->slots, &k)))
            return error_no_memory();
        if (!sums[i]->expected)
            sums[i]->expected = count_expected(b, k.obligation, period_closes(p), k.unit);
    }
    for (size_t i = 0; i < n; i++) {
        if (sums[i]->too_large || move_sum(&sums[i]->tally, where->obligation, was, becomes)) {
            slots_touch(&b->slots, sums[i]);
            continue;
        }
        if (b->takes_all) {
            sums[i]->too_large = true;
            continue;
        }
        while (i--)
            move_sum(&sums[i]->tally, where->obligation, becomes, was);
        return error_make(ERR_LIMIT,
                          _("tổng của \"%s\" không còn chứa được số này; hãy kiểm tra "
                            "số liệu hoặc đặt max nhỏ hơn trong danh mục"),
                          where->obligation->code);
    }
    return OK;
}

/* ---- taking statements ----------------------------------------------------------------------- */

static point merged(const point *was, const point *said)
{
    point out = *said;
    if (!was)
        return out;
    if (was->first_ms && (!said->first_ms || was->first_ms < said->first_ms))
        out.first_ms = was->first_ms;
    out.corrections = was->corrections + 1;
    return out;
}

error board_take(board *b, const statement *s)
{
    const obligation *o = catalogue_obligation(b->rules, s->obligation);
    const key k = {.obligation = o, .unit = s->unit, .breakdown = s->breakdown};
    if (!o)
        return error_make(ERR_NOT_FOUND, "%s", s->obligation);
    slot *at = slots_need(&b->slots, &k);
    if (!at)
        return error_no_memory();
    point *was = slot_point(at, s->said.period);
    point becomes = merged(was, &s->said);
    point *to = was ? was : slot_insert(at, becomes.period);
    if (!to)
        return error_no_memory();
    error err = move_sums(b, &at->key, becomes.period, was, &becomes);
    if (err.code && !was)
        slot_remove(at, to);
    TRY(err);
    *to = becomes;
    if (!*s->breakdown)
        slots_touch(&b->slots, at);
    return OK;
}

series board_series(const board *b, const obligation *o, const char *unit)
{
    const key k = {.obligation = o, .unit = unit, .breakdown = ""};
    const slot *at = slots_find(&b->slots, &k);
    return at ? (series){at->points, at->count} : (series){0};
}

const point *board_point(const board *b, const obligation *o, const char *unit, period p,
                         const char *breakdown)
{
    const key k = {.obligation = o, .unit = unit, .breakdown = breakdown};
    const slot *at = slots_find(&b->slots, &k);
    return at ? slot_point(at, p) : NULL;
}

/* The point to be marked; its slot is touched. NULL: nothing is there. */
static point *to_mark(board *b, const obligation *o, const char *unit, period p,
                      const char *breakdown)
{
    const key k = {.obligation = o, .unit = unit, .breakdown = breakdown};
    slot *at = slots_find(&b->slots, &k);
    point *it = at ? slot_point(at, p) : NULL;
    if (it && !*breakdown)
        slots_touch(&b->slots, at);
    return it;
}

bool board_mark_returned(board *b, const obligation *o, const char *unit, period p,
                         const char *breakdown)
{
    point *it = to_mark(b, o, unit, p, breakdown);
    if (it)
        it->returned = true;
    return it != NULL;
}

bool board_mark_confirmed(board *b, const obligation *o, const char *unit, period p,
                          const char *breakdown)
{
    point *it = to_mark(b, o, unit, p, breakdown);
    if (it)
        it->unconfirmed = false;
    return it != NULL;
}

/* ---- roll-ups -------------------------------------------------------------------------------- */

/* Counts from the units' own statements; false: a sum did not fit, though everybody is counted. Of
 * AGGREGATE_LAST only this way. */
static bool collect(const board *b, const obligation *o, period p, const char *breakdown,
                    const char *scope, tally *sums, unit_figure *figures, size_t *count)
{
    date closes = period_closes(p);
    bool fits = true;
    for (size_t i = 0; i < catalogue_unit_count(b->rules); i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        if (!unit_valid_on(u, closes) || !counts_in(b, o, u, closes, scope))
            continue;
        const point *said = board_point(b, o, u->code, p, breakdown);
        if (!said)
            continue;
        if (!tally_apply(sums, o, said, TALLY_ADD)) {
            fits = false;
            sums->have++;
            sums->reported++;
        }
        if (said->kind == REPORT_FIGURE)
            figures[(*count)++] = (unit_figure){
                .unit = u->code, .figure = said->figure, .observed_ms = said->observed_ms};
    }
    return fits;
}

rollup board_recount(const board *b, const obligation *o, period p, const char *breakdown,
                     const char *scope)
{
    size_t n = 0, expected = count_expected(b, o, period_closes(p), scope);
    tally sums = {0};
    unit_figure *figures = calloc(catalogue_unit_count(b->rules) + 1, sizeof *figures);
    bool fits = figures && collect(b, o, p, breakdown, scope, &sums, figures, &n);
    rollup r = {.expected = expected, .have = sums.have, .overflow = true};
    if (figures && o->aggregation == AGGREGATE_LAST)
        r = rollup_units(o, figures, n, expected);
    else if (fits)
        r = tally_rollup(&sums, o, expected);
    r.reported = sums.reported;
    free(figures);
    return r;
}

rollup board_rollup(const board *b, const obligation *o, period p, const char *breakdown,
                    const char *scope)
{
    if (o->aggregation == AGGREGATE_LAST)
        return board_recount(b, o, p, breakdown, scope);
    const key k = {o, scope, breakdown, p};
    const slot *at = slots_find(&b->slots, &k);
    static const tally none;
    if (at && at->too_large)
        return board_recount(b, o, p, breakdown, scope);
    size_t expected =
        at && at->expected ? at->expected : count_expected(b, o, period_closes(p), scope);
    return tally_rollup(at ? &at->tally : &none, o, expected);
}

/* What S last said of its progress by the end of P; NULL: nothing, or it was sent back. */
static const point *progress_by(const slot *s, period p)
{
    date closes = period_closes(p);
    for (size_t i = s->count; i-- > 0;) {
        const point *it = &s->points[i];
        if (it->kind == REPORT_TASK && date_compare(period_closes(it->period), closes) <= 0)
            return it->returned ? NULL : it;
    }
    return NULL;
}

/* A task by its units: whoever has done it has, and need not say so again each period. */
static void set_task(const board *b, const obligation *o, const char *scope, point *it)
{
    date closes = period_closes(it->period);
    size_t done = 0, known = 0;
    for (const slot *s = slots_said(&b->slots, o); s; s = s->next) {
        const unit *u = *s->key.breakdown ? NULL : catalogue_unit(b->rules, s->key.unit, closes);
        if (!u || !unit_valid_on(u, closes) || !counts_in(b, o, u, closes, scope))
            continue;
        const point *last = progress_by(s, it->period);
        bool is_done = last && (last->state == TASK_DONE || last->percent >= 100);
        done += is_done;
        known += is_done || slot_point(s, it->period) != NULL;
    }
    it->kind = REPORT_TASK;
    it->units = known;
    it->percent = it->expected ? (unsigned)(done * 100 / it->expected) : 0;
    it->state = it->expected && done >= it->expected ? TASK_DONE : TASK_IN_PROGRESS;
}

/* A roll-up as something that can be judged like a unit's report. */
static point rollup_point(const board *b, const obligation *o, period p, const rollup *r,
                          const char *scope)
{
    point out = {.period = p,
                 .kind = REPORT_NOTHING,
                 .units = r->have ? r->have : r->reported,
                 .expected = r->expected,
                 .warning = ""};
    if (o->kind == OBLIGATION_TASK && r->have) {
        set_task(b, o, scope, &out);
    } else if (r->has_value) {
        out.kind = REPORT_FIGURE;
        out.figure = r->figure;
    }
    return out;
}

static int by_closing_day(const void *a, const void *b)
{
    const point *x = a, *y = b;
    return date_compare(period_closes(x->period), period_closes(y->period));
}

static void note_times(point *it, const point *said)
{
    if (!it->first_ms || said->first_ms < it->first_ms)
        it->first_ms = said->first_ms;
    if (said->last_ms > it->last_ms)
        it->last_ms = said->last_ms;
}

/* When the figures of a scope were known: when their first and last unit spoke. Both lists are by
 * closing day, so each is gone through once. */
static void set_times(const board *b, const obligation *o, const char *scope, point *points,
                      size_t count)
{
    for (const slot *s = slots_said(&b->slots, o); s; s = s->next) {
        if (*s->key.breakdown || !catalogue_unit_within(b->rules, s->key.unit, scope))
            continue;
        for (size_t i = 0, k = 0; i < count; i++) {
            while (k < s->count && by_closing_day(&s->points[k], &points[i]) < 0)
                k++;
            /* Periods of different kinds may close on the same day. */
            for (size_t n = k; n < s->count && by_closing_day(&s->points[n], &points[i]) == 0; n++)
                if (period_equal(points[i].period, s->points[n].period))
                    note_times(&points[i], &s->points[n]);
        }
    }
}

static bool is_total_of(const slot *sum, const char *scope)
{
    return !*sum->key.breakdown && sum->tally.reported && strcmp(sum->key.unit, scope) == 0;
}

error board_rollup_series(const board *b, const obligation *o, const char *scope, arena *a,
                          series *out)
{
    size_t n = 0, room = 1;
    for (const slot *s = slots_sums(&b->slots, o); s; s = s->next)
        room += is_total_of(s, scope);
    point *points = arena_alloc(a, room * sizeof *points);
    if (!points)
        return error_no_memory();
    for (const slot *s = slots_sums(&b->slots, o); s; s = s->next) {
        if (!is_total_of(s, scope))
            continue;
        rollup r = board_rollup(b, o, s->key.period, "", scope);
        points[n++] = rollup_point(b, o, s->key.period, &r, scope);
    }
    qsort(points, n, sizeof *points, by_closing_day);
    set_times(b, o, scope, points, n);
    *out = (series){points, n};
    return OK;
}

/* ---- what changed ---------------------------------------------------------------------------- */

void board_each_sum(const board *b, board_sum_fn fn, void *context)
{
    for (size_t i = 0; i < catalogue_obligation_count(b->rules); i++) {
        const obligation *o = catalogue_obligation_at(b->rules, i);
        for (const slot *s = slots_sums(&b->slots, o); s; s = s->next) {
            const board_sum it = {o, s->key.period, s->key.breakdown, s->key.unit, s->tally};
            fn(context, &it);
        }
    }
}

void board_each_entry(const board *b, board_entry_fn fn, void *context)
{
    for (size_t i = 0; i < catalogue_obligation_count(b->rules); i++) {
        const obligation *o = catalogue_obligation_at(b->rules, i);
        for (const slot *s = slots_said(&b->slots, o); s; s = s->next)
            for (size_t n = 0; n < s->count; n++) {
                const board_entry it = {o, s->key.unit, s->key.breakdown, &s->points[n]};
                fn(context, &it);
            }
    }
}

void board_take_touched_sums(board *b, board_sum_fn fn, void *context)
{
    for (slot *s = slots_take_sums(&b->slots), *next; s; s = next) {
        const board_sum it = {s->key.obligation, s->key.period, s->key.breakdown, s->key.unit,
                              s->tally};
        next = s->next_touched;
        fn(context, &it);
    }
}

bool board_next_touched(board *b, const obligation **o, const char **unit)
{
    const slot *s = slots_next_said(&b->slots);
    if (!s)
        return false;
    *o = s->key.obligation;
    *unit = s->key.unit;
    return true;
}

size_t board_count_touched(const board *b)
{
    return b->slots.touched_said_count;
}
