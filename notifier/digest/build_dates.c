/* What falls due soon, and what was finished since the last digest. */
#include "notifier/digest/build.h"

#include <stdlib.h>
#include <string.h>

enum { UPCOMING_DAYS = 30 };

/* A whole, or one of the profile's units. */
typedef struct found {
    const matter *matter;
    const stand *stand;
    int64_t at_ms; /* of what was finished */
} found;

typedef bool (*found_fn)(const building *b, found *it);

static bool is_whole(const found *it)
{
    return it->stand == &it->matter->whole;
}

/* Those that are WANTED, in scratch memory. */
static found *find(building *b, found_fn wanted, size_t *count)
{
    size_t room = 1;
    for (size_t i = 0; i < b->matter_count; i++)
        room += b->matters[i].is_mine ? b->matters[i].unit_count + 1 : 0;
    found *all = arena_alloc(b->scratch, room * sizeof *all);
    b->failed = b->failed || !all;
    *count = 0;
    for (size_t i = 0; all && i < b->matter_count; i++) {
        const matter *m = &b->matters[i];
        for (size_t k = 0; m->is_mine && k <= m->unit_count; k++) {
            const stand *s = k ? &m->units[k - 1] : &m->whole;
            found it = {m, s, 0};
            if (k && (!s->is_mine || s->unit == m->whole.unit))
                continue;
            if (wanted(b, &it))
                all[(*count)++] = it;
        }
    }
    return all;
}

static int by_code(const found *a, const found *b)
{
    int c = strcmp(a->matter->obligation->code, b->matter->obligation->code);
    if (!c)
        c = is_whole(b) - is_whole(a);
    return c || is_whole(a) ? c : strcmp(a->stand->unit->code, b->stand->unit->code);
}

/* ---- what falls due -------------------------------------------------------------------------- */

/* A unit is named only where its deadline is its own. */
static bool is_upcoming(const building *b, found *it)
{
    const judgement *j = &it->stand->judged;
    const terms *all = &it->matter->whole.terms, *t = &it->stand->terms;
    bool own = !all->has_deadline || date_compare(all->deadline, t->deadline) != 0;
    (void)b;
    return j->has_deadline && j->days_left >= 0 && j->days_left <= UPCOMING_DAYS &&
           !build_is_done(j->status) && j->status != STATUS_NOT_APPLICABLE && (is_whole(it) || own);
}

static int by_deadline(const void *x, const void *y)
{
    const found *a = x, *b = y;
    int c = date_compare(a->stand->terms.deadline, b->stand->terms.deadline);
    return c ? c : by_code(a, b);
}

error build_upcoming(building *b)
{
    size_t n;
    digest *d = b->digest;
    found *all = find(b, is_upcoming, &n);
    d->upcoming = build_room(b, n, sizeof *d->upcoming);
    if (b->failed)
        return error_no_memory();
    qsort(all, n, sizeof *all, by_deadline);
    for (size_t i = 0; i < n; i++) {
        const matter *m = all[i].matter;
        bool whole = is_whole(&all[i]);
        d->upcoming[d->upcoming_count++] =
            (digest_upcoming){.about = build_about(b, m->obligation, all[i].stand),
                              .whole = build_standing(b, m->obligation, all[i].stand),
                              .done = whole ? m->done : 0,
                              .units = whole ? m->mine : 1};
    }
    return OK;
}

/* ---- what was finished ----------------------------------------------------------------------- */

/* The first digest tells of wholes only: all that units ever finished would hide the rest. */
static bool is_finished(const building *b, found *it)
{
    const obligation *o = it->matter->obligation;
    const stand *s = it->stand;
    if (!build_is_done(s->judged.status))
        return false;
    it->at_ms = build_changed_ms(b, o, s);
    if (!it->at_ms && s->judged.now)
        it->at_ms = s->judged.now->last_ms;
    return b->since.known ? !build_is_done(build_status_before(b, o, s)) : is_whole(it);
}

/* What the whole has reached first, then the latest. */
static int wholes_first(const void *x, const void *y)
{
    const found *a = x, *b = y;
    if (is_whole(a) != is_whole(b))
        return is_whole(b) - is_whole(a);
    if (a->at_ms != b->at_ms)
        return a->at_ms > b->at_ms ? -1 : 1;
    return by_code(a, b);
}

error build_finished(building *b)
{
    size_t n;
    digest *d = b->digest;
    found *all = find(b, is_finished, &n);
    d->finished = build_room(b, n, sizeof *d->finished);
    if (b->failed)
        return error_no_memory();
    qsort(all, n, sizeof *all, wholes_first);
    for (size_t i = 0; i < n; i++) {
        const obligation *o = all[i].matter->obligation;
        d->finished[d->finished_count++] =
            (digest_finished){.about = build_about(b, o, all[i].stand),
                              .unit = build_standing_unit(b, all[i].stand),
                              .status = all[i].stand->judged.status,
                              .at_ms = all[i].at_ms};
    }
    return OK;
}
