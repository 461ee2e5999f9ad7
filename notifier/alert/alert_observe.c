/* What was seen, against what is known: begins, goes on, goes away, ends. */
#include "notifier/alert/alert_engine_internal.h"

#include <stdlib.h>
#include <string.h>

enum { FLAPS_MAX = 6 };

typedef struct observing {
    alert_engine *engine;
    const alert_world *world;
    unsigned seen;
} observing;

/* ---- ends ------------------------------------------------------------------------------------ */

/* Readers of route R need not hear of the end. */
static void close_quietly(alert *a, size_t r)
{
    if (alert_was_told(&a->tellings[r]))
        a->tellings[r].end_told = true;
}

static void end(const observing *o, entry *x, alert_ending how)
{
    alert *a = &x->a;
    a->ended_ms = o->world->now_ms;
    a->ending = how;
    x->changed = true;
    bool quiet = how == ALERT_WITHDRAWN || alert_kind_about(a->subject.kind)->ends_quietly;
    for (size_t r = 0; quiet && r < o->engine->policy->route_count; r++)
        close_quietly(a, r);
    engine_say(o->world, ALERT_ENDED, a, ALERT_NO_ROUTE, NULL);
}

static bool was_told_anywhere(const alert_engine *e, const alert *a)
{
    for (size_t r = 0; r < e->policy->route_count; r++)
        if (alert_was_told(&a->tellings[r]))
            return true;
    return false;
}

/* The living alert of kind K about what S is about. */
static entry *sibling(const alert_engine *e, const alert_subject *s, alert_kind k)
{
    entry *x = k ? engine_find(e, &(alert_subject){k, s->unit, s->obligation, s->object}) : NULL;
    return x && alert_lives(&x->a) ? x : NULL;
}

/* It has become something graver: who was told of that needs no word of this one's end, and who
 * will be needs none until then. */
static bool end_if_superseded(const observing *o, entry *x)
{
    alert_kind k = alert_kind_graver(x->a.subject.kind);
    for (; k; k = alert_kind_graver(k)) {
        const entry *graver = sibling(o->engine, &x->a.subject, k);
        if (!graver || graver->a.away_ms)
            continue;
        for (size_t r = 0; r < o->engine->policy->route_count; r++)
            if (alert_is_on(&graver->a, r) && alert_was_told(&graver->a.tellings[r]))
                close_quietly(&x->a, r);
        end(o, x, ALERT_SUPERSEDED);
        return true;
    }
    return false;
}

int64_t engine_end_ms(const alert_engine *e, const alert *a)
{
    return a->away_ms + (e->policy->calm_ms << (a->flaps < FLAPS_MAX ? a->flaps : FLAPS_MAX));
}

static void end_if_calm(const observing *o, entry *x)
{
    const alert *a = &x->a;
    if (!a->away_ms || !(o->seen & 1U << a->subject.kind))
        return;
    bool unheard = !was_told_anywhere(o->engine, a);
    if (unheard || o->world->now_ms >= engine_end_ms(o->engine, a))
        end(o, x, ALERT_RESOLVED);
}

/* ---- begins ---------------------------------------------------------------------------------- */

static error begin(const observing *o, const alert_condition *c)
{
    int64_t now_ms = o->world->now_ms;
    const alert_rule *rule = &o->engine->policy->rules[c->subject.kind];
    const alert fresh = {.id = o->engine->last_alert + 1,
                         .subject = c->subject,
                         .severity = rule->severity,
                         .detail = c->detail,
                         .since_ms = c->since_ms ? c->since_ms : now_ms,
                         .begun_ms = now_ms};
    entry *x = entry_new(&fresh);
    if (!x)
        return error_no_memory();
    o->engine->last_alert++;
    x->changed = true;
    engine_say(o->world, ALERT_BEGAN, &x->a, ALERT_NO_ROUTE, NULL);
    return engine_insert(o->engine, x);
}

/* Where its end was told it is news again; where it was not, readers never knew that it was gone.
 */
static void come_back(const observing *o, entry *x)
{
    alert *a = &x->a;
    int64_t now_ms = o->world->now_ms;
    a->flaps = now_ms - a->ended_ms < ALERT_FLAP_WINDOW_MS ? a->flaps + 1 : 0;
    a->ended_ms = a->away_ms = a->acked_ms = 0;
    a->ending = ALERT_LIVES;
    a->begun_ms = a->shaken_ms = now_ms;
    for (size_t r = 0; r < o->engine->policy->route_count; r++)
        if (a->tellings[r].end_told || !alert_was_told(&a->tellings[r]))
            a->tellings[r] = (alert_telling){0};
    x->changed = true;
    engine_say(o->world, ALERT_CAME_BACK, a, ALERT_NO_ROUTE, NULL);
}

static error go_on(const observing *o, entry *x, const alert_condition *c)
{
    alert *a = &x->a;
    if (c->unsure)
        return OK;
    if (!alert_lives(a))
        come_back(o, x);
    if (a->away_ms) {
        a->away_ms = 0;
        a->shaken_ms = o->world->now_ms;
        x->changed = true;
    }
    if (c->since_ms && a->since_ms != c->since_ms) {
        a->since_ms = c->since_ms;
        x->changed = true;
    }
    if (a->flaps && o->world->now_ms - a->shaken_ms >= ALERT_FLAP_WINDOW_MS) {
        a->flaps = 0;
        x->changed = true;
    }
    return entry_set_detail(x, c->detail);
}

/* ---- what is there no more ------------------------------------------------------------------- */

/* Whether what it is about has left the catalogue: a unit that was merged, a task that was ended.
 */
static bool is_withdrawn(const observing *o, const alert_subject *s)
{
    const catalogue *c = o->world->rules;
    date today = clock_local_date(o->world->now_ms);
    const unit *u = *s->unit ? catalogue_unit(c, s->unit, today) : NULL;
    const obligation *about = *s->obligation ? catalogue_obligation(c, s->obligation) : NULL;
    if (*s->unit && (!u || !unit_valid_on(u, today)))
        return true;
    if (*s->obligation && !about)
        return true;
    return u && about && u != catalogue_province(c) && !obligation_is_reported_by(about, u);
}

static void go_away(const observing *o, entry *x)
{
    alert *a = &x->a;
    if (!alert_lives(a) || !(o->seen & 1U << a->subject.kind) || a->away_ms)
        return;
    a->away_ms = o->world->now_ms;
    x->changed = true;
}

/* ---- one look -------------------------------------------------------------------------------- */

static int by_subject(const void *a, const void *b)
{
    const alert_condition *x = a, *y = b;
    return alert_subject_compare(&x->subject, &y->subject);
}

static error take(const observing *o, size_t *at, const alert_condition *c)
{
    alert_engine *e = o->engine;
    int order = -1;
    while (*at < e->count &&
           (order = alert_subject_compare(&e->all[*at]->a.subject, &c->subject)) < 0)
        go_away(o, e->all[(*at)++]);
    if (*at < e->count && order == 0)
        return go_on(o, e->all[(*at)++], c);
    if (c->unsure)
        return OK;
    TRY(begin(o, c));
    (*at)++; /* it was put in just there */
    return OK;
}

/* Both lists are in the same order. */
static error merge(const observing *o, const alert_sight *sight)
{
    alert_engine *e = o->engine;
    size_t at = 0;
    for (size_t i = 0; i < sight->count; i++) {
        const alert_condition *c = &sight->conditions[i];
        bool again = i && by_subject(c - 1, c) == 0;
        if (!again && e->policy->rules[c->subject.kind].enabled)
            TRY(take(o, &at, c));
    }
    for (; at < e->count; at++)
        go_away(o, e->all[at]);
    return OK;
}

static void find_routes(const observing *o, entry *x)
{
    const alert_policy *p = o->engine->policy;
    alert *a = &x->a;
    a->reach = 0;
    for (size_t r = 0; r < p->route_count; r++)
        if (alert_route_takes(&p->routes[r], o->world->rules, &a->subject, a->severity))
            a->reach |= 1U << r;
}

static void refresh(const observing *o, entry *x)
{
    alert *a = &x->a;
    const alert_rule *rule = &o->engine->policy->rules[a->subject.kind];
    if (a->severity != rule->severity) {
        a->severity = rule->severity;
        x->changed = true;
    }
    find_routes(o, x);
    if (alert_lives(a) && (!rule->enabled || (a->away_ms && is_withdrawn(o, &a->subject))))
        end(o, x, ALERT_WITHDRAWN);
}

/* What is left of something graver is no news to those who knew that. */
static void inherit(const observing *o, const entry *graver)
{
    const alert *from = &graver->a;
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++) {
        bool lesser =
            alert_kind_graver(k) == from->subject.kind ||
            (alert_kind_graver(k) && alert_kind_graver(alert_kind_graver(k)) == from->subject.kind);
        entry *x = lesser ? sibling(o->engine, &from->subject, k) : NULL;
        for (size_t r = 0; x && r < o->engine->policy->route_count; r++) {
            alert_telling *t = &x->a.tellings[r];
            if (!alert_was_told(&from->tellings[r]) || alert_was_told(t))
                continue;
            t->first_ms = t->last_ms = o->world->now_ms;
            t->times = 1;
            t->first_note = from->tellings[r].first_note;
            x->changed = true;
        }
    }
}

static void settle_ends(const observing *o)
{
    alert_engine *e = o->engine;
    for (size_t i = 0; i < e->count; i++) {
        entry *x = e->all[i];
        if (!alert_lives(&x->a) || end_if_superseded(o, x))
            continue;
        end_if_calm(o, x);
        if (x->a.ending == ALERT_RESOLVED)
            inherit(o, x);
    }
}

error alert_engine_observe(alert_engine *e, const alert_sight *sight, const alert_world *w)
{
    const observing o = {e, w, sight->seen};
    if (sight->count)
        qsort(sight->conditions, sight->count, sizeof *sight->conditions, by_subject);
    TRY(merge(&o, sight));
    for (size_t i = 0; i < e->count; i++)
        refresh(&o, e->all[i]);
    settle_ends(&o);
    return OK;
}
