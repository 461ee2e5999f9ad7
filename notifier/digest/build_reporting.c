/* Who has reported, and who has not: by level and period, and month by month. */
#include "base/i18n.h"
#include "notifier/digest/build.h"

#include <stdlib.h>
#include <string.h>

enum { HEAT_MONTHS = 12 };

/* What one unit owed for one period, and sent. */
typedef struct dues {
    const unit *unit;
    size_t owed, sent, late;
} dues;

/* The reports of one level for one period that fall due on one day. */
typedef struct turn {
    unit_level level;
    period period;
    date due;
    dues *units;
    size_t count;
    struct turn *next;
} turn;

typedef struct turns {
    building *b;
    turn *first;
} turns;

/* ---- gathering ------------------------------------------------------------------------------- */

static turn *turn_of(turns *r, const owed *it)
{
    for (turn *x = r->first; x; x = x->next)
        if (x->level == it->unit->level && period_equal(x->period, it->period) &&
            date_compare(x->due, it->due) == 0)
            return x;
    turn *made = arena_alloc(r->b->scratch, sizeof *made);
    if (!made)
        return NULL;
    *made = (turn){.level = it->unit->level, .period = it->period, .due = it->due};
    made->units =
        arena_alloc(r->b->scratch, catalogue_unit_count(r->b->rules) * sizeof *made->units);
    made->next = r->first;
    r->first = made;
    return made->units ? made : NULL;
}

static dues *dues_of(turn *x, const unit *u)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->units[i].unit == u)
            return &x->units[i];
    x->units[x->count] = (dues){.unit = u};
    return &x->units[x->count++];
}

static error note(void *context, const owed *it)
{
    turn *x = turn_of(context, it);
    if (!x)
        return error_no_memory();
    dues *d = dues_of(x, it->unit);
    d->owed++;
    d->sent += it->attendance == ATTENDANCE_ON_TIME || it->attendance == ATTENDANCE_LATE;
    d->late += it->attendance == ATTENDANCE_LATE;
    return OK;
}

/* A period that has closed and is not due yet is told as well: reports are coming in. */
static error note_coming(turns *r, const obligation *o, const unit *u)
{
    const building *b = r->b;
    period p = period_last_closed(o->frequency, b->today);
    owed it = {.obligation = o,
               .unit = u,
               .period = p,
               .due = catalogue_due_date(b->rules, o, p, u->level)};
    if (date_compare(it.due, b->today) < 0 || !unit_valid_on(u, period_closes(p)) ||
        !catalogue_is_owed(b->rules, o, p))
        return OK;
    it.said = board_point(b->board, o, u->code, p, "");
    it.attendance = discipline_attendance(b->rules, o, u, p, it.said, false);
    return note(r, &it);
}

static error gather_coming(turns *r)
{
    const building *b = r->b;
    for (size_t i = 0; i < b->matter_count; i++)
        for (size_t k = 0; k < b->matters[i].unit_count; k++)
            if (b->matters[i].units[k].is_mine)
                TRY(note_coming(r, b->matters[i].obligation, b->matters[i].units[k].unit));
    return OK;
}

/* ---- telling --------------------------------------------------------------------------------- */

static int by_code(const void *x, const void *y)
{
    const dues *a = x, *b = y;
    return strcmp(a->unit->code, b->unit->code);
}

static void fill(building *b, const turn *x, digest_reporting *to)
{
    char code[PERIOD_TEXT_MAX], name[PERIOD_NAME_MAX];
    int64_t days = date_to_days(b->today) - date_to_days(x->due);
    *to =
        (digest_reporting){.level = unit_level_codes[x->level - 1],
                           .level_name = build_copy(b, unit_level_name(x->level)),
                           .period = build_copy(b, period_format(x->period, code, sizeof code)),
                           .period_name = build_copy(b, period_name(x->period, name, sizeof name)),
                           .due = x->due,
                           .due_passed = days > 0,
                           .days_late = days > 0 ? days : 0,
                           .expected = x->count};
    qsort(x->units, x->count, sizeof *x->units, by_code);
    for (size_t i = 0; i < x->count; i++) {
        const dues *d = &x->units[i];
        to->reported += d->sent > 0;
        to->late += d->late > 0;
        to->on_time += d->sent > 0 && d->late == 0;
        if (d->sent == 0)
            build_add_party(b, &to->missing, build_unit(b, d->unit));
        if (d->late > 0)
            build_add_party(b, &to->late_units, build_unit(b, d->unit));
        if (d->sent > 0 && d->sent < d->owed)
            build_add_party(b, &to->incomplete, build_unit(b, d->unit));
    }
}

/* Districts, then communes, then the rest; of each the month, then longer periods; the latest
 * first. */
static int order_of(const turn *x)
{
    static const int levels[] = {[LEVEL_DISTRICT] = 0,
                                 [LEVEL_COMMUNE] = 1,
                                 [LEVEL_DEPARTMENT] = 2,
                                 [LEVEL_PROVINCE] = 3,
                                 [LEVEL_OTHER] = 4};
    int kind = x->period.kind == PERIOD_MONTH ? 0 : (int)x->period.kind;
    return levels[x->level] * 100 + kind;
}

static int in_order(const void *p, const void *q)
{
    const turn *a = *(const turn *const *)p, *b = *(const turn *const *)q;
    if (order_of(a) != order_of(b))
        return order_of(a) - order_of(b);
    int c = date_compare(period_closes(b->period), period_closes(a->period));
    return c ? c : date_compare(a->due, b->due);
}

static void tell(building *b, const turns *r)
{
    size_t n = 0, i = 0;
    for (const turn *x = r->first; x; x = x->next)
        n++;
    const turn **all = arena_alloc(b->scratch, (n + 1) * sizeof *all);
    b->digest->reportings = build_room(b, n, sizeof *b->digest->reportings);
    b->failed = b->failed || !all;
    if (b->failed)
        return;
    for (const turn *x = r->first; x; x = x->next)
        all[i++] = x;
    qsort(all, n, sizeof *all, in_order);
    for (i = 0; i < n; i++)
        fill(b, all[i], &b->digest->reportings[b->digest->reporting_count++]);
}

/* ---- month by month
 * ------------------------------------------------------------------------------ */

typedef struct heat {
    building *b;
    unit_level level;
    date opens[HEAT_MONTHS]; /* oldest first */
    date from;               /* closing day of the first */
} heat;

static unit_level level_of_map(const building *b)
{
    static const unit_level order[] = {LEVEL_DISTRICT, LEVEL_COMMUNE, LEVEL_DEPARTMENT};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (size_t i = 0; i < catalogue_unit_count(b->rules); i++) {
            const unit *u = catalogue_unit_at(b->rules, i);
            if (u->level == order[k] && unit_valid_on(u, b->today) && build_is_mine(b, u))
                return order[k];
        }
    return LEVEL_DISTRICT;
}

/* The last months whose reports are due by the general regime. */
static void choose_months(heat *h)
{
    building *b = h->b;
    char code[PERIOD_TEXT_MAX];
    period months[HEAT_MONTHS], p = period_at(PERIOD_MONTH, b->today);
    while (date_compare(catalogue_due_date(b->rules, NULL, p, h->level), b->today) >= 0)
        p = period_previous(p);
    for (size_t i = HEAT_MONTHS; i-- > 0; p = period_previous(p))
        months[i] = p;
    for (size_t i = 0; i < HEAT_MONTHS; i++) {
        h->opens[i] = period_opens(months[i]);
        build_add(b, &b->digest->heat_periods,
                  build_copy(b, period_format(months[i], code, sizeof code)));
    }
    h->from = period_closes(months[0]);
}

static void add_rows(heat *h)
{
    building *b = h->b;
    digest *d = b->digest;
    d->heat = build_room(b, catalogue_unit_count(b->rules), sizeof *d->heat);
    for (size_t i = 0; !b->failed && i < catalogue_unit_count(b->rules); i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        if (u->level != h->level || !unit_valid_on(u, b->today) || !build_is_mine(b, u))
            continue;
        d->heat[d->heat_count++] = (digest_heat_row){
            build_unit(b, u), build_room(b, HEAT_MONTHS, sizeof(digest_cell)), HEAT_MONTHS};
    }
}

static digest_heat_row *row_of(const digest *d, const char *unit_code)
{
    for (size_t i = 0; i < d->heat_count; i++)
        if (strcmp(d->heat[i].unit.code, unit_code) == 0)
            return &d->heat[i];
    return NULL;
}

static void note_cell(heat *h, const owed *it)
{
    if (it->period.kind != PERIOD_MONTH || it->unit->level != h->level)
        return;
    digest_heat_row *row = row_of(h->b->digest, it->unit->code);
    date opens = period_opens(it->period);
    for (size_t i = 0; row && i < HEAT_MONTHS; i++)
        if (date_compare(h->opens[i], opens) == 0) {
            digest_cell *c = &row->cells[i];
            c->expected++;
            c->actual += it->attendance == ATTENDANCE_ON_TIME || it->attendance == ATTENDANCE_LATE;
            c->on_time += it->attendance == ATTENDANCE_ON_TIME;
        }
}

/* One pass through all that was owed feeds the heat map and the scores. */
static error note_all(void *context, const owed *it)
{
    heat *h = context;
    note_cell(h, it);
    scoreboard_note_owed(&h->b->scores[it->unit->level - 1], it);
    return OK;
}

/* A month without anything owed, of everybody, is not shown. */
static void drop_empty_months(digest *d)
{
    size_t empty = 0;
    for (bool any = false; empty < d->heat_periods.count; empty++) {
        for (size_t i = 0; i < d->heat_count; i++)
            any = any || d->heat[i].cells[empty].expected;
        if (any)
            break;
    }
    d->heat_periods.items += empty;
    d->heat_periods.count -= empty;
    for (size_t i = 0; i < d->heat_count; i++) {
        d->heat[i].cells += empty;
        d->heat[i].cell_count -= empty;
    }
    if (!d->heat_periods.count)
        d->heat_count = 0;
}

error build_owed(building *b)
{
    heat h = {.b = b, .level = level_of_map(b)};
    choose_months(&h);
    add_rows(&h);
    if (b->failed)
        return error_no_memory();
    TRY(owed_each(&b->everybody, date_earlier(h.from, view_year_opens(&b->everybody)), note_all,
                  &h));
    drop_empty_months(b->digest);
    for (size_t i = 0; i < UNIT_LEVELS; i++)
        scoreboard_finish(&b->scores[i]);
    return OK;
}

static bool is_asked_with(const digest_reporting *a, const digest_reporting *b, bool same_due)
{
    return a->due_passed && b->due_passed && strcmp(a->period, b->period) == 0 &&
           (!same_due || date_compare(a->due, b->due) == 0);
}

digest_parties build_missing(building *b, size_t i, bool same_due)
{
    const digest_reporting *all = b->digest->reportings;
    digest_parties late = {0};
    for (size_t k = 0; k < i; k++)
        if (is_asked_with(&all[k], &all[i], same_due))
            return late;
    for (size_t k = i; k < b->digest->reporting_count; k++)
        for (size_t n = 0; is_asked_with(&all[k], &all[i], same_due) && n < all[k].missing.count;
             n++)
            build_add_party(b, &late, all[k].missing.items[n]);
    return late;
}

error build_reportings(building *b)
{
    static const date last_due_only;
    turns r = {.b = b};
    TRY(owed_each(&b->mine, last_due_only, note, &r));
    TRY(gather_coming(&r));
    tell(b, &r);
    return b->failed ? error_no_memory() : OK;
}
