/* Figures that an earlier digest may have shown and that are different now. */
#include "model/rollup.h"
#include "notifier/digest/build.h"

#include <string.h>

enum { CHAIN_MAX = 64 }; /* corrections of one figure since the last digest that are followed */

/* A report, copied out of its row. */
typedef struct told {
    building *b;
    const char *unit, *obligation, *period;
    bool whole; /* no breakdown */
    figure figure;
    int64_t id, replaces, received_ms;
} told;

static bool take(void *context, const stored_report *row)
{
    told *t = context;
    const report *r = &row->report;
    t->unit = build_copy(t->b, r->unit);
    t->obligation = build_copy(t->b, r->obligation);
    t->period = build_copy(t->b, r->period);
    t->whole = !*r->breakdown && r->kind == REPORT_FIGURE;
    t->figure = r->figure;
    t->id = row->id;
    t->replaces = row->replaces;
    t->received_ms = row->received_at_ms;
    return true;
}

/* *FOUND: ID is there. */
static error read_report(building *b, int64_t id, told *out, bool *found)
{
    *out = (told){.b = b};
    return store_report_by_id(b->store, id, take, out, found);
}

/* What counted at the last digest, from the correction LAST back; *FOUND: something did. */
static error read_before(building *b, const told *last, told *out, bool *found)
{
    *out = *last;
    *found = true;
    for (int i = 0; i < CHAIN_MAX && *found && out->received_ms > b->request->previous->as_of_ms;
         i++) {
        *found = out->replaces != 0;
        if (*found)
            TRY(read_report(b, out->replaces, out, found));
    }
    *found = *found && out->id != last->id && out->received_ms <= b->request->previous->as_of_ms;
    return OK;
}

/* ---- what was shown
 * ------------------------------------------------------------------------------ */

static const digest_indicator *indicator_of(const digest *d, const char *code)
{
    for (size_t i = 0; i < d->indicator_count; i++)
        if (strcmp(d->indicators[i].about.code, code) == 0)
            return &d->indicators[i];
    return NULL;
}

/* The value for the period PERIOD, as the digest of IT shows it. */
static exact shown_value(const digest_indicator *it, const char *period)
{
    for (size_t i = 0; it && i < it->trend_count; i++)
        if (strcmp(it->trend[i].period, period) == 0)
            return it->trend[i].value;
    return build_unknown(it ? it->whole.value.unit : "");
}

static bool showed_unit(const digest_indicator *it, const char *unit, const char *period)
{
    for (size_t i = 0; it && i < it->worst_count; i++)
        if (strcmp(it->worst[i].unit.code, unit) == 0 && strcmp(it->period, period) == 0)
            return true;
    return false;
}

/* ---- telling
 * --------------------------------------------------------------------------------------- */

static exact figure_exact(building *b, const obligation *o, const figure *f)
{
    int64_t shown;
    unsigned decimals;
    return figure_shown(o, f, &shown, &decimals) ? build_exact(shown, decimals, build_measure(b, o))
                                                 : build_unknown(build_measure(b, o));
}

static bool is_same(const exact *a, const exact *b)
{
    exact difference;
    return a->known == b->known &&
           (!a->known || (build_difference(a, b, &difference) && difference.amount == 0));
}

/* Not one that was corrected once more since. */
static bool counts_now(const building *b, const obligation *o, const told *now)
{
    period p;
    const point *said =
        period_parse(now->period, &p).code ? NULL : board_point(b->board, o, now->unit, p, "");
    return said && said->report == now->id;
}

static void tell(building *b, const obligation *o, const told *before, const told *now)
{
    char name[PERIOD_NAME_MAX];
    period p;
    digest *d = b->digest;
    const digest_indicator *was = indicator_of(b->request->previous, o->code);
    digest_correction c = {.unit = build_party(b, now->unit),
                           .obligation = now->obligation,
                           .obligation_name = build_copy(b, o->name),
                           .period = now->period,
                           .before = figure_exact(b, o, &before->figure),
                           .after = figure_exact(b, o, &now->figure),
                           .whole_before = shown_value(was, now->period),
                           .whole_after = shown_value(indicator_of(d, o->code), now->period),
                           .at_ms = now->received_ms};
    c.whole_before.unit = build_measure(b, o);
    c.shown_before = c.whole_before.known || showed_unit(was, now->unit, now->period);
    if (!c.whole_before.known) /* nothing to set it beside */
        c.whole_after = c.whole_before;
    c.period_name = period_parse(now->period, &p).code
                        ? now->period
                        : build_copy(b, period_name(p, name, sizeof name));
    digest_correction *items = build_grow(b, d->corrections, d->correction_count, sizeof *items);
    if (!items || is_same(&c.before, &c.after))
        return;
    d->corrections = items;
    items[d->correction_count++] = c;
}

static error tell_correction(building *b, int64_t report)
{
    told now, before;
    bool found;
    TRY(read_report(b, report, &now, &found));
    const obligation *o = found ? catalogue_obligation(b->rules, now.obligation) : NULL;
    if (!o || !now.whole || !counts_now(b, o, &now))
        return OK;
    TRY(read_before(b, &now, &before, &found));
    if (found)
        tell(b, o, &before, &now);
    return OK;
}

/* What a reader has seen comes first. */
static void put_shown_first(digest *d)
{
    for (size_t i = 0, shown = 0; i < d->correction_count; i++) {
        digest_correction c = d->corrections[i];
        if (!c.shown_before)
            continue;
        memmove(&d->corrections[shown + 1], &d->corrections[shown],
                (i - shown) * sizeof *d->corrections);
        d->corrections[shown++] = c;
    }
}

error build_corrections(building *b)
{
    const since *s = &b->since;
    size_t n = s->corrections < SINCE_CORRECTED_MAX ? s->corrections : SINCE_CORRECTED_MAX;
    for (size_t i = 1; i <= n && !b->failed; i++) /* the newest first */
        TRY(tell_correction(b, s->corrected[(s->corrections - i) % SINCE_CORRECTED_MAX]));
    b->digest->corrections_left_out = s->corrections - n;
    put_shown_first(b->digest);
    return b->failed ? error_no_memory() : OK;
}
