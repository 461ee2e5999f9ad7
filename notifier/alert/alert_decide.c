/* From what lives to what is said: what is due, what goes along, in which message. */
#include "notifier/alert/alert_engine_internal.h"

#include <stdlib.h>
#include <string.h>

/* Something to be said of one alert on one route, and when. */
typedef struct candidate {
    entry *entry;
    alert_says says;
    int64_t ready_ms; /* it may go along from then on */
    int64_t due_ms;   /* it makes a message go: ready, the interval kept, nobody disturbed */
} candidate;

typedef struct deciding {
    alert_engine *engine;
    const alert_world *world;
    arena *memory;
    candidate *candidates; /* room for one for each alert */
    alert_decisions *out;
} deciding;

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* A time that was noted before the clock was set back counts as now. */
static int64_t not_after(int64_t ms, int64_t now_ms)
{
    return ms < now_ms ? ms : now_ms;
}

/* ---- what is to be said, and when ------------------------------------------------------------ */

/* INT64_MAX: never. Who has acknowledged it is reminded by the widest gap. */
static int64_t repeat_ms(const alert_engine *e, const alert *a, const alert_telling *t)
{
    const alert_policy *p = e->policy;
    const alert_repeats *repeats = &p->repeats[a->severity];
    bool acked = a->acked_ms != 0;
    int64_t gap_ms = alert_repeat_gap(repeats, acked ? ALERT_REPEATS_MAX : (unsigned)t->times);
    if (alert_kind_about(a->subject.kind)->is_once || gap_ms == 0)
        return INT64_MAX;
    return alert_repeat_at(acked ? later(t->last_ms, a->acked_ms) : t->last_ms, gap_ms,
                           p->repeat_minute);
}

/* What is to be said, now or from *READY_MS on. */
static alert_says find_words(const alert_engine *e, const alert *a, size_t r, int64_t now_ms,
                             int64_t *ready_ms)
{
    const alert_telling *t = &a->tellings[r];
    int64_t wait_ms = e->policy->group_wait_ms;
    bool told = alert_was_told(t);
    if (!alert_lives(a)) {
        bool goes_on = a->ending == ALERT_SUPERSEDED && engine_graver(e, a, r);
        *ready_ms = not_after(a->ended_ms, now_ms) + wait_ms;
        return told && !t->end_told && !goes_on ? ALERT_SAYS_ENDED : ALERT_SAYS_NOTHING;
    }
    if (!alert_is_on(a, r) || a->away_ms || a->silenced || t->held)
        return ALERT_SAYS_NOTHING;
    *ready_ms = not_after(later(a->begun_ms, t->free_ms), now_ms) + wait_ms;
    if (!told)
        return t->escalated ? ALERT_SAYS_ESCALATED : ALERT_SAYS_BEGUN;
    if (t->owed)
        return t->owed;
    *ready_ms = repeat_ms(e, a, t);
    return *ready_ms == INT64_MAX ? ALERT_SAYS_NOTHING : ALERT_SAYS_AGAIN;
}

/* AT_MS, or when nobody is disturbed any more. An end is no reason to wake anybody. */
static int64_t undisturbed_ms(const alert_engine *e, const alert_world *w, const alert *a, size_t r,
                              alert_says says, int64_t at_ms)
{
    const alert_quiet *quiet = &e->policy->routes[r].quiet;
    if (says != ALERT_SAYS_ENDED && (quiet->breaks & 1U << a->severity))
        return at_ms;
    return alert_quiet_until(quiet, catalogue_calendar(w->rules), later(at_ms, w->now_ms));
}

/* News of a kind comes one interval after the last at the earliest. */
static int64_t paced_ms(const alert_engine *e, const alert_world *w, const alert *a, size_t r,
                        alert_says says, int64_t ready_ms)
{
    int64_t last_ms = e->pace[r][a->subject.kind];
    if (says == ALERT_SAYS_AGAIN || last_ms == 0 || last_ms > w->now_ms)
        return ready_ms;
    return later(ready_ms, last_ms + e->policy->routes[r].interval_ms[a->severity]);
}

/* False when there is nothing to say, now or later, as far as is known. */
static bool look_at(const alert_engine *e, const alert_world *w, const alert *a, size_t r,
                    candidate *out)
{
    int64_t ready_ms = INT64_MAX;
    out->says = find_words(e, a, r, w->now_ms, &ready_ms);
    if (out->says == ALERT_SAYS_NOTHING)
        return false;
    out->ready_ms = undisturbed_ms(e, w, a, r, out->says, ready_ms);
    out->due_ms = undisturbed_ms(e, w, a, r, out->says, paced_ms(e, w, a, r, out->says, ready_ms));
    return true;
}

/* ---- the first look of a route --------------------------------------------------------------- */

/* What was there before the route is no news to its readers, unless it waits for somebody. */
static void introduce(alert_engine *e, size_t r, int64_t now_ms)
{
    for (size_t i = 0; i < e->count && !e->known[r]; i++) {
        entry *x = e->all[i];
        alert_telling *t = &x->a.tellings[r];
        bool waits = x->a.severity != ALERT_INFO && !alert_kind_about(x->a.subject.kind)->is_once;
        if (waits || !alert_lives(&x->a) || !(x->a.reach & 1U << r) || alert_was_told(t))
            continue;
        *t = (alert_telling){.first_ms = now_ms, .last_ms = now_ms, .times = 1};
        x->changed = true;
    }
    e->introduced = e->introduced || !e->known[r];
    e->known[r] = true;
}

/* ---- making a message ------------------------------------------------------------------------ */

static int gravity(const candidate *c)
{
    return c->says == ALERT_SAYS_ENDED ? ALERT_INFO - 1 : (int)c->entry->a.severity;
}

/* Gravest first, then what is new, then by kind and what it is about. */
static int in_order(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (gravity(x) != gravity(y))
        return gravity(y) - gravity(x);
    if (x->says != y->says)
        return (int)x->says - (int)y->says;
    return alert_subject_compare(&x->entry->a.subject, &y->entry->a.subject);
}

/* The next alert about the same as A but less grave, from kind *K on; NULL: there is no more. */
static entry *next_lesser(const alert_engine *e, const alert *a, alert_kind *k)
{
    alert_subject s = a->subject;
    for (; *k < ALERT_KINDS; ++*k) {
        s.kind = *k;
        entry *x = alert_kind_is_lesser(*k, a->subject.kind) ? engine_find(e, &s) : NULL;
        if (x) {
            ++*k;
            return x;
        }
    }
    return NULL;
}

/* What the alert is now that it is not as grave any more. */
static const alert *what_is_left(const alert_engine *e, const alert *a)
{
    alert_kind k = ALERT_OVERDUE;
    const entry *x;
    while ((x = next_lesser(e, a, &k)))
        if (alert_lives(&x->a) && !x->a.away_ms)
            return &x->a;
    return NULL;
}

/* The route knows now what became of the lesser ones. */
static void close_lesser(alert_engine *e, const alert *a, size_t r)
{
    alert_kind k = ALERT_OVERDUE;
    entry *x;
    while ((x = next_lesser(e, a, &k)))
        if (x->a.ending == ALERT_SUPERSEDED && alert_was_told(&x->a.tellings[r])) {
            x->a.tellings[r].end_told = true;
            x->changed = true;
        }
}

static void take_as_told(alert_engine *e, const candidate *c, size_t r, int64_t note,
                         int64_t now_ms)
{
    alert *a = &c->entry->a;
    alert_telling *t = &a->tellings[r];
    c->entry->changed = true;
    if (c->says != ALERT_SAYS_AGAIN)
        e->pace[r][a->subject.kind] = now_ms;
    if (c->says == ALERT_SAYS_ENDED) {
        t->end_told = true;
        return;
    }
    close_lesser(e, a, r);
    t->last_ms = now_ms;
    t->times++;
    t->owed = ALERT_SAYS_NOTHING;
    if (!alert_was_told(t)) {
        t->first_ms = now_ms;
        t->first_note = note;
    }
}

static error make_note(deciding *d, size_t r, const candidate *chosen, size_t count)
{
    alert_note *note = &d->out->notes[d->out->count];
    *note = (alert_note){.id = ++d->engine->last_note,
                         .route = r,
                         .made_ms = d->world->now_ms,
                         .severity = ALERT_INFO,
                         .items = arena_alloc(d->memory, count * sizeof *note->items),
                         .count = count};
    if (!note->items)
        return error_no_memory();
    for (size_t i = 0; i < count; i++) {
        const candidate *c = &chosen[i];
        const alert *a = &c->entry->a;
        bool ended = c->says == ALERT_SAYS_ENDED;
        note->items[i] = (alert_item){a, c->says, ended ? what_is_left(d->engine, a) : NULL,
                                      a->tellings[r].first_note};
        if (!ended && a->severity > note->severity)
            note->severity = a->severity;
        take_as_told(d->engine, c, r, note->id, d->world->now_ms);
    }
    d->out->count++;
    return OK;
}

/* Moves those that go in the message to the front: all that are ready, if one is due. */
static size_t choose(const deciding *d, candidate *all, size_t count)
{
    size_t ready = 0;
    bool due = false;
    for (size_t i = 0; i < count; i++) {
        candidate c = all[i];
        if (c.ready_ms > d->world->now_ms)
            continue;
        due = due || c.due_ms <= d->world->now_ms;
        all[i] = all[ready];
        all[ready++] = c;
    }
    return due ? ready : 0;
}

/* What is critical goes alone: nothing else may hide it. */
static error tell(deciding *d, size_t r, bool critical)
{
    size_t count = 0;
    for (size_t i = 0; i < d->engine->count; i++) {
        candidate c = {.entry = d->engine->all[i]};
        if (look_at(d->engine, d->world, &c.entry->a, r, &c) &&
            (gravity(&c) == ALERT_CRITICAL) == critical)
            d->candidates[count++] = c;
    }
    size_t chosen = choose(d, d->candidates, count);
    if (!chosen)
        return OK;
    qsort(d->candidates, chosen, sizeof *d->candidates, in_order);
    return make_note(d, r, d->candidates, chosen);
}

/* ---- forgetting ------------------------------------------------------------------------------ */

static bool has_more_to_say(const alert_engine *e, const alert *a)
{
    for (size_t r = 0; r < e->policy->route_count; r++)
        if (alert_was_told(&a->tellings[r]) && !a->tellings[r].end_told)
            return true;
    return false;
}

static void forget_old(alert_engine *e, int64_t now_ms)
{
    for (size_t i = 0; i < e->count; i++) {
        entry *x = e->all[i];
        if (alert_lives(&x->a) || x->a.forgotten || has_more_to_say(e, &x->a) ||
            now_ms - x->a.ended_ms < ALERT_FLAP_WINDOW_MS)
            continue;
        x->a.forgotten = x->changed = true;
    }
}

static void note_time(const deciding *d, int64_t at_ms)
{
    /* What is due but waits, because its cause cannot be looked at now, asks for nothing. */
    if (at_ms > d->world->now_ms && at_ms < d->out->next_ms)
        d->out->next_ms = at_ms;
}

/* When the next word is due, or an absence becomes an end. */
static void find_next(const deciding *d)
{
    const alert_engine *e = d->engine;
    candidate c = {0};
    for (size_t i = 0; i < e->count; i++) {
        const alert *a = &e->all[i]->a;
        if (alert_lives(a) && a->away_ms)
            note_time(d, engine_end_ms(e, a));
        for (size_t r = 0; r < e->policy->route_count; r++)
            if ((d->world->reachable & 1U << r) && look_at(e, d->world, a, r, &c))
                note_time(d, c.due_ms);
    }
}

error alert_engine_decide(alert_engine *e, const alert_world *w, arena *a, alert_decisions *out)
{
    size_t routes = e->policy->route_count;
    deciding d = {e, w, a, NULL, out};
    *out = (alert_decisions){arena_alloc(a, (routes * 2 + 1) * sizeof *out->notes), 0, INT64_MAX};
    d.candidates = arena_alloc(a, (e->count + 1) * sizeof *d.candidates);
    if (!out->notes || !d.candidates)
        return error_no_memory();
    engine_update_holds(e, w, &out->next_ms);
    engine_escalate(e, w, &out->next_ms);
    for (size_t r = 0; r < routes; r++) {
        introduce(e, r, w->now_ms);
        if (!(w->reachable & 1U << r))
            continue;
        TRY(tell(&d, r, true));
        TRY(tell(&d, r, false));
    }
    engine_escalate(e, w, &out->next_ms); /* from what was told just now */
    find_next(&d);
    forget_old(e, w->now_ms);
    return OK;
}

int64_t alert_engine_next_telling(const alert_engine *e, const alert *a, size_t route,
                                  const alert_world *w, alert_says *says)
{
    candidate c = {0};
    bool any = look_at(e, w, a, route, &c);
    *says = c.says;
    return any ? c.due_ms : INT64_MAX;
}
