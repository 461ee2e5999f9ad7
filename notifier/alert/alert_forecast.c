#include "notifier/alert/alert_forecast.h"

#include <string.h>

enum { NOTES_MAX = 1000 };

/* Conditions that say: what holds goes on holding, and what went away stays away. */
typedef struct ahead {
    const alert_forecast *f;
    alert_engine *engine;
    arena *memory, *scratch;
    alert_condition *conditions;
    size_t count;
    alert_world world;
} ahead;

static error load_silences(ahead *a, alert_book *b)
{
    kept_silence *kept;
    size_t count;
    TRY(alert_book_silences(b, a->f->from_ms, false, a->memory, &kept, &count));
    alert_silence *all = arena_alloc(a->memory, (count + 1) * sizeof *all);
    if (!all)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        all[i] = kept[i].covers;
    a->world.silences = all;
    a->world.silence_count = count;
    return OK;
}

static error keep_conditions(ahead *a)
{
    size_t n = alert_engine_count(a->engine);
    a->conditions = arena_alloc(a->memory, (n + 1) * sizeof *a->conditions);
    if (!a->conditions)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        const alert *it = alert_engine_at(a->engine, i);
        if (it->ended_ms || it->away_ms)
            continue;
        alert_condition *c = &a->conditions[a->count++];
        *c = (alert_condition){it->subject, it->since_ms, arena_strdup(a->memory, it->detail),
                               false};
        c->subject.unit = arena_strdup(a->memory, it->subject.unit);
        c->subject.obligation = arena_strdup(a->memory, it->subject.obligation);
        c->subject.object = arena_strdup(a->memory, it->subject.object);
        if (!c->detail || !c->subject.unit || !c->subject.obligation || !c->subject.object)
            return error_no_memory();
    }
    return OK;
}

static error start(ahead *a, alert_book *b)
{
    a->engine = alert_engine_new(a->f->policy);
    a->memory = arena_new(0);
    a->scratch = arena_new(0);
    if (!a->engine || !a->memory || !a->scratch)
        return error_no_memory();
    a->world = (alert_world){.now_ms = a->f->from_ms, .rules = a->f->rules, .reachable = ~0U};
    TRY(alert_book_load(b, a->engine, a->f->policy));
    TRY(load_silences(a, b));
    return keep_conditions(a);
}

static void stop(ahead *a)
{
    alert_engine_free(a->engine);
    arena_free(a->memory);
    arena_free(a->scratch);
}

static error step(ahead *a, alert_decisions *d)
{
    const alert_sight sight = {a->conditions, a->count, ~0U};
    arena_reset(a->scratch);
    TRY(alert_engine_observe(a->engine, &sight, &a->world));
    return alert_engine_decide(a->engine, &a->world, a->scratch, d);
}

static error tell(const ahead *a, const alert_note *n, alert_forecast_fn fn, void *context)
{
    const kept_note kept = {.id = n->id,
                            .made_ms = n->made_ms,
                            .route = a->f->policy->routes[n->route].name,
                            .key = "",
                            .first_key = "",
                            .severity = n->severity,
                            .items = n->items,
                            .count = n->count};
    return fn(context, &kept);
}

static error run_ahead(ahead *a, alert_forecast_fn fn, void *context)
{
    for (size_t told = 0; a->world.now_ms <= a->f->until_ms && told < NOTES_MAX;) {
        alert_decisions d;
        TRY(step(a, &d));
        for (size_t i = 0; i < d.count; i++, told++)
            TRY(tell(a, &d.notes[i], fn, context));
        alert_engine_settled(a->engine);
        a->world.now_ms = d.next_ms;
    }
    return OK;
}

error alert_forecast_each(alert_book *b, const alert_forecast *f, alert_forecast_fn fn,
                          void *context)
{
    ahead a = {.f = f};
    error err = start(&a, b);
    if (!err.code)
        err = run_ahead(&a, fn, context);
    stop(&a);
    return err;
}

/* ---- how things stand ------------------------------------------------------------------------ */

static error look_out(const ahead *a, const alert *it, unsigned routes, alert_outlook_fn fn,
                      void *context)
{
    alert_outlook o = {.about = it, .next_ms = INT64_MAX};
    bool on_any = false;
    for (size_t r = 0; r < a->f->policy->route_count; r++) {
        alert_says says;
        bool on = it->reach & 1U << r || it->tellings[r].escalated;
        if (!on || !(routes & 1U << r))
            continue;
        on_any = true;
        if (!o.held_by)
            o.held_by = alert_engine_held_by(a->engine, it, r);
        int64_t next_ms = alert_engine_next_telling(a->engine, it, r, &a->world, &says);
        o.next_ms = next_ms < o.next_ms ? next_ms : o.next_ms;
    }
    return on_any ? fn(context, &o) : OK;
}

error alert_outlook_each(alert_book *b, const alert_forecast *f, unsigned routes,
                         alert_outlook_fn fn, void *context)
{
    ahead a = {.f = f};
    error err = start(&a, b);
    /* An engine that has just been filled does not know yet who is on which route. */
    const alert_sight sight = {a.conditions, a.count, 0};
    if (!err.code)
        err = alert_engine_observe(a.engine, &sight, &a.world);
    for (size_t i = 0; !err.code && i < alert_engine_count(a.engine); i++)
        if (!alert_engine_at(a.engine, i)->ended_ms)
            err = look_out(&a, alert_engine_at(a.engine, i), routes, fn, context);
    stop(&a);
    return err;
}

int64_t alert_first_telling(const alert_policy *p, const alert_route *r, const calendar *days,
                            alert_severity s, int64_t begun_ms)
{
    int64_t ready_ms = begun_ms + p->group_wait_ms;
    return r->quiet.breaks & 1U << s ? ready_ms : alert_quiet_until(&r->quiet, days, ready_ms);
}
