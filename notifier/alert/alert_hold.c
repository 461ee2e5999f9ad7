/* What holds an alert back - silences, and others that cause it - and what raises it to another
 * route. */
#include "notifier/alert/alert_engine_internal.h"

#include <string.h>

/* Statuses that changed this soon after the catalogue did, changed because of it. */
#define CAUSED_WITHIN_MS (10 * ALERT_MINUTE_MS)

/* ---- others that cause it -------------------------------------------------------------------- */

/* Kinds that follow from another one about the same unit, or about none. */
static unsigned causes_of(alert_kind k)
{
    const unsigned unheard = 1U << ALERT_GONE | 1U << ALERT_DEAF;
    switch (k) {
    case ALERT_OVERDUE:
    case ALERT_BEHIND:
    case ALERT_AT_RISK:
        return unheard | 1U << ALERT_SILENT | 1U << ALERT_CATALOGUE;
    case ALERT_MET:
        return 1U << ALERT_CATALOGUE;
    case ALERT_RETURNED:
        return unheard | 1U << ALERT_SILENT;
    case ALERT_SILENT:
    case ALERT_MISSING:
        return unheard;
    case ALERT_GONE:
        return 1U << ALERT_DEAF;
    default:
        return 0;
    }
}

static bool caused(const alert *cause, const alert *a)
{
    int64_t later_ms = a->begun_ms - cause->since_ms;
    return cause->subject.kind != ALERT_CATALOGUE ||
           (later_ms >= 0 && later_ms <= CAUSED_WITHIN_MS);
}

/* A living alert of KIND about UNIT that reaches R and causes A. */
static const alert *find_cause(const alert_engine *e, const alert *a, size_t r, alert_kind k)
{
    const char *unit = k == ALERT_DEAF || k == ALERT_CATALOGUE ? "" : a->subject.unit;
    for (size_t i = engine_first(e, k, unit); i < e->count; i++) {
        const alert *x = &e->all[i]->a;
        if (x->subject.kind != k || strcmp(x->subject.unit, unit) != 0)
            break;
        if (alert_lives(x) && alert_is_on(x, r) && caused(x, a))
            return x;
    }
    return NULL;
}

const alert *engine_graver(const alert_engine *e, const alert *a, size_t r)
{
    alert_subject s = a->subject;
    while ((s.kind = alert_kind_graver(s.kind))) {
        const entry *x = engine_find(e, &s);
        if (x && alert_lives(&x->a) && alert_is_on(&x->a, r))
            return &x->a;
    }
    return NULL;
}

const alert *engine_holder(const alert_engine *e, const alert *a, size_t r)
{
    unsigned causes = causes_of(a->subject.kind);
    /* While it is not certain that the graver one is over, what is left of it is no news. */
    const alert *found = engine_graver(e, a, r);
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS && !found; k++)
        if (causes & 1U << k)
            found = find_cause(e, a, r, k);
    return found;
}

const alert *alert_engine_held_by(const alert_engine *e, const alert *a, size_t route)
{
    return alert_lives(a) && alert_is_on(a, route) ? engine_holder(e, a, route) : NULL;
}

static void update_hold(alert_engine *e, const alert_world *w, entry *x, size_t r)
{
    alert_telling *t = &x->a.tellings[r];
    const alert *by = engine_holder(e, &x->a, r);
    if (t->held == (by != NULL))
        return;
    t->held = by != NULL;
    if (!t->held)
        t->free_ms = w->now_ms;
    x->changed = true;
    engine_say(w, by ? ALERT_HELD : ALERT_FREED, &x->a, (int)r, by);
}

/* ---- silences -------------------------------------------------------------------------------- */

static bool is_any(const char *text)
{
    return !text || !*text;
}

static bool silence_covers(const alert_silence *s, const catalogue *c, const alert *a)
{
    const alert_subject *about = &a->subject;
    return (!s->kind || s->kind == about->kind) && (!s->severity || s->severity == a->severity) &&
           (is_any(s->obligation) || strcmp(s->obligation, about->obligation) == 0) &&
           (is_any(s->unit) || (*about->unit && catalogue_unit_within(c, about->unit, s->unit)));
}

static bool is_in_force(const alert_silence *s, int64_t now_ms)
{
    return s->from_ms <= now_ms && now_ms < s->until_ms;
}

static bool is_silenced(const alert *a, const alert_world *w)
{
    for (size_t i = 0; i < w->silence_count; i++)
        if (is_in_force(&w->silences[i], w->now_ms) && silence_covers(&w->silences[i], w->rules, a))
            return true;
    return false;
}

/* Those who were told before hear once that it is still there; others hear of it anyway. */
static void owe_a_word(alert_engine *e, alert *a, int64_t now_ms)
{
    for (size_t r = 0; r < e->policy->route_count; r++) {
        a->tellings[r].free_ms = now_ms;
        if (alert_was_told(&a->tellings[r]) && !alert_kind_about(a->subject.kind)->is_once)
            a->tellings[r].owed = ALERT_SAYS_STILL;
    }
}

static void update_silence(alert_engine *e, const alert_world *w, entry *x)
{
    bool silenced = is_silenced(&x->a, w);
    if (silenced == x->a.silenced)
        return;
    x->a.silenced = silenced;
    x->changed = true;
    if (!silenced)
        owe_a_word(e, &x->a, w->now_ms);
    engine_say(w, silenced ? ALERT_FELL_SILENT : ALERT_SPOKE_AGAIN, &x->a, ALERT_NO_ROUTE, NULL);
}

static void note_silence_bounds(const alert_world *w, int64_t *next_ms)
{
    for (size_t i = 0; i < w->silence_count; i++) {
        int64_t bounds[] = {w->silences[i].from_ms, w->silences[i].until_ms};
        for (size_t k = 0; k < 2; k++)
            if (bounds[k] > w->now_ms && bounds[k] < *next_ms)
                *next_ms = bounds[k];
    }
}

/* ---- escalation ------------------------------------------------------------------------------ */

static void escalate(const alert_world *w, entry *x, int to)
{
    alert_telling *t = &x->a.tellings[to];
    t->escalated = true;
    t->free_ms = w->now_ms;
    t->owed = alert_was_told(t) ? ALERT_SAYS_ESCALATED : ALERT_SAYS_NOTHING;
    x->changed = true;
    engine_say(w, ALERT_ROSE, &x->a, to, NULL);
}

static void update_escalation(alert_engine *e, const alert_world *w, entry *x, size_t r,
                              int64_t *next_ms)
{
    alert *a = &x->a;
    const alert_route *route = &e->policy->routes[r];
    const alert_telling *t = &a->tellings[r];
    int to = route->escalate_to;
    if (to == ALERT_NO_ROUTE || a->acked_ms || !(route->escalate_severities & 1U << a->severity) ||
        a->tellings[to].escalated || !alert_was_told(t) || a->silenced || t->held || a->away_ms)
        return;
    int64_t from_ms = t->first_ms > t->free_ms ? t->first_ms : t->free_ms;
    int64_t due_ms = from_ms + route->escalate_after_ms;
    if (due_ms <= w->now_ms)
        escalate(w, x, to);
    else if (due_ms < *next_ms)
        *next_ms = due_ms;
}

/* ---- all of them ----------------------------------------------------------------------------- */

void engine_update_holds(alert_engine *e, const alert_world *w, int64_t *next_ms)
{
    note_silence_bounds(w, next_ms);
    for (size_t i = 0; i < e->count; i++) {
        entry *x = e->all[i];
        if (!alert_lives(&x->a))
            continue;
        update_silence(e, w, x);
        for (size_t r = 0; r < e->policy->route_count; r++)
            if (alert_is_on(&x->a, r))
                update_hold(e, w, x, r);
    }
}

void engine_escalate(alert_engine *e, const alert_world *w, int64_t *next_ms)
{
    for (size_t i = 0; i < e->count; i++)
        for (size_t r = 0; alert_lives(&e->all[i]->a) && r < e->policy->route_count; r++)
            update_escalation(e, w, e->all[i], r, next_ms);
}
