/* Units over time: who took over from whom, and who must report a period. */
#include "base/text.h"
#include "model/catalogue_internal.h"

#include <string.h>

/* A list that counts further than it has room. */
typedef struct listed {
    const unit **out;
    size_t most, count;
} listed;

static void list(listed *l, const unit *u)
{
    if (l->count < l->most)
        l->out[l->count] = u;
    l->count++;
}

/* catalogue_unit() without its fallback to another day. */
static const unit *unit_on(const catalogue *c, const char *code, date day)
{
    const unit *u = catalogue_unit(c, code, day);
    return u && unit_valid_on(u, day) ? u : NULL;
}

static bool names_successor(const unit *u, const char *code)
{
    for (size_t i = 0; i < u->successor_count; i++)
        if (strcmp(u->successors[i], code) == 0)
            return true;
    return false;
}

/* The first day without U. */
static date day_after(const unit *u)
{
    return date_add_days(u->valid_to, 1);
}

size_t catalogue_successors(const catalogue *c, const unit *u, const unit **out, size_t most)
{
    listed l = {out, most, 0};
    for (size_t i = 0; u->valid_to.year && i < u->successor_count; i++) {
        const unit *next = unit_on(c, u->successors[i], day_after(u));
        if (next)
            list(&l, next);
    }
    return l.count;
}

size_t catalogue_predecessors(const catalogue *c, const unit *u, const unit **out, size_t most)
{
    listed l = {out, most, 0};
    for (size_t i = 0; i < c->unit_count; i++) {
        const unit *before = &c->units[i];
        /* The code alone does not say it: a later unit may have the same. */
        if (before->valid_to.year && names_successor(before, u->code) &&
            unit_valid_on(u, day_after(before)))
            list(&l, before);
    }
    return l.count;
}

/* The latest unit that had CODE and ended before DAY. */
static const unit *last_before(const catalogue *c, const char *code, date day)
{
    const unit *last = NULL;
    for (size_t i = 0; i < c->unit_count; i++) {
        const unit *u = &c->units[i];
        if (strcmp(u->code, code) == 0 && u->valid_to.year && date_compare(u->valid_to, day) < 0 &&
            (!last || date_compare(last->valid_to, u->valid_to) < 0))
            last = u;
    }
    return last;
}

const unit *catalogue_heir(const catalogue *c, const char *code, date day)
{
    const unit *u = unit_on(c, code, day);
    if (!u)
        u = last_before(c, code, day);
    /* Ends: a successor is valid on the day after, so each step comes nearer to DAY. */
    while (u && !unit_valid_on(u, day)) {
        const unit *next = NULL;
        u = catalogue_successors(c, u, &next, 1) == 1 ? next : NULL;
    }
    return u;
}

/* Whether any unit's last day lies in AFTER … the day before UNTIL. */
static bool any_unit_ended(const catalogue *c, date after, date until)
{
    size_t low = 0, high = c->unit_end_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (date_compare(c->unit_ends[middle], after) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->unit_end_count && date_compare(c->unit_ends[low], until) < 0;
}

bool catalogue_area_changed(const catalogue *c, const char *code, date after, date until)
{
    /* Asked for every figure, and hardly ever did a unit end in between. */
    if (!any_unit_ended(c, after, until))
        return false;
    for (size_t i = 0; i < c->unit_count; i++) {
        const unit *u = &c->units[i];
        if (u->valid_to.year && date_compare(u->valid_to, after) >= 0 &&
            date_compare(u->valid_to, until) < 0 && strcmp(u->code, code) != 0 &&
            names_successor(u, code))
            return true;
    }
    return false;
}

size_t catalogue_reporters(const catalogue *c, const obligation *o, period p, const unit **out,
                           size_t most)
{
    listed l = {out, most, 0};
    date closes = period_closes(p);
    for (size_t i = 0; i < c->unit_count; i++)
        if (unit_valid_on(&c->units[i], closes) && obligation_is_reported_by(o, &c->units[i]))
            list(&l, &c->units[i]);
    return l.count;
}

static const unit *only_named(const catalogue *c, const char *const *names, const char *folded,
                              date day)
{
    const unit *found = NULL;
    for (size_t i = 0; i < c->unit_count; i++) {
        if (strcmp(names[i], folded) != 0 || !unit_valid_on(&c->units[i], day))
            continue;
        if (found)
            return NULL;
        found = &c->units[i];
    }
    return found;
}

const unit *catalogue_unit_meant(const catalogue *c, const char *text, date day)
{
    const unit *u = catalogue_unit(c, text, day);
    arena *a = u ? NULL : arena_new(0);
    const char *folded = a ? text_fold(a, text) : NULL;
    if (folded && *folded && !(u = only_named(c, c->folded_names, folded, day)))
        u = only_named(c, c->short_names, folded, day);
    arena_free(a);
    return u;
}
