/* alert_fixture.h - the engine on a stage: what holds is said by hand, the clock is moved, and what
 * is told comes back as lines such as
 *
 *   22/07 09:00:30 lanh-dao: begun overdue 384 DX-XH-01
 */
#pragma once
#include "catalogue_fixture.h"

#include "notifier/alert/alert_engine.h"

enum { STAGE_CONDITIONS = 4000, STAGE_SILENCES = 8, STAGE_SAID = 1 << 16 };

static catalogue *stage_rules;
static alert_policy stage_policy;
static alert_engine *stage_engine;
static arena *stage_memory;
static alert_condition stage_conditions[STAGE_CONDITIONS];
static size_t stage_count;
static alert_silence stage_silences[STAGE_SILENCES];
static size_t stage_silence_count;
static int64_t stage_now_ms, stage_next_ms;
static unsigned stage_seen, stage_reachable;
static size_t stage_messages;
static char stage_said[STAGE_SAID];

/* ---- setting it up --------------------------------------------------------------------------- */

static inline int64_t stage_time(const char *text)
{
    int64_t ms;
    assert_int_equal(clock_parse_iso(text, &ms).code, ERR_OK);
    return ms;
}

static inline alert_route *stage_route(const char *name)
{
    static const char *const to[] = {"somebody"};
    alert_route *r = &stage_policy.routes[stage_policy.route_count++];
    alert_route_init(r, &stage_policy);
    r->name = name;
    r->to = to;
    r->to_count = 1;
    r->kinds = alert_kinds_of(false) | alert_kinds_of(true);
    return r;
}

static inline int stage_load(void **state)
{
    (void)state;
    stage_rules = fixture_load(fixture_source);
    return stage_rules ? 0 : -1;
}

static inline int stage_unload(void **state)
{
    (void)state;
    catalogue_free(stage_rules);
    return 0;
}

/* One route, "all", that takes everything, has looked before, and is never quiet; a Monday, 09:00.
 */
static inline int stage_open(void **state)
{
    (void)state;
    alert_policy_init(&stage_policy);
    stage_count = stage_silence_count = stage_messages = 0;
    stage_said[0] = '\0';
    stage_seen = stage_reachable = ~0U;
    stage_now_ms = stage_time("2024-07-22T09:00");
    stage_memory = arena_new(0);
    stage_engine = alert_engine_new(&stage_policy);
    stage_route("all");
    for (size_t r = 0; r < ALERT_ROUTES_MAX; r++)
        alert_engine_restore_route(stage_engine, r);
    return stage_memory && stage_engine ? 0 : -1;
}

static inline int stage_close(void **state)
{
    (void)state;
    alert_engine_free(stage_engine);
    arena_free(stage_memory);
    return 0;
}

/* ---- acting ---------------------------------------------------------------------------------- */

static inline alert_condition *stage_find(alert_kind k, const char *unit_code,
                                          const char *obligation_code)
{
    for (size_t i = 0; i < stage_count; i++) {
        const alert_subject *s = &stage_conditions[i].subject;
        if (s->kind == k && strcmp(s->unit, unit_code) == 0 &&
            strcmp(s->obligation, obligation_code) == 0)
            return &stage_conditions[i];
    }
    return NULL;
}

/* From now on it holds. */
static inline alert_condition *stage_holds(alert_kind k, const char *unit_code,
                                           const char *obligation_code)
{
    alert_condition *c = stage_find(k, unit_code, obligation_code);
    if (!c) {
        assert_true(stage_count < STAGE_CONDITIONS);
        c = &stage_conditions[stage_count++];
    }
    *c = (alert_condition){{k, unit_code, obligation_code, ""}, stage_now_ms, "", false};
    return c;
}

static inline void stage_stops(alert_kind k, const char *unit_code, const char *obligation_code)
{
    alert_condition *c = stage_find(k, unit_code, obligation_code);
    assert_non_null(c);
    *c = stage_conditions[--stage_count];
}

static inline alert_silence *stage_silence(alert_kind k, const char *unit_code, int64_t for_ms)
{
    alert_silence *s = &stage_silences[stage_silence_count++];
    *s = (alert_silence){.id = (int64_t)stage_silence_count,
                         .from_ms = stage_now_ms,
                         .until_ms = stage_now_ms + for_ms,
                         .kind = k,
                         .unit = unit_code};
    return s;
}

static inline const char *stage_word(alert_says says)
{
    static const char *const words[] = {"", "begun", "escalated", "still", "again", "ended"};
    return words[says];
}

static inline void stage_write_note(const alert_note *n)
{
    size_t used = strlen(stage_said);
    char when[32];
    clock_format_log(n->made_ms, when, sizeof when); /* 2024-07-22 09:00:30.000 */
    used += (size_t)snprintf(stage_said + used, STAGE_SAID - used, "%.2s/%.2s %.8s %s:", when + 8,
                             when + 5, when + 11, stage_policy.routes[n->route].name);
    for (size_t i = 0; i < n->count && used < STAGE_SAID - 100; i++) {
        const alert_subject *s = &n->items[i].about->subject;
        used += (size_t)snprintf(stage_said + used, STAGE_SAID - used, "%s %s %s%s%s%s%s",
                                 i ? ";" : "", stage_word(n->items[i].says),
                                 alert_kind_code(s->kind), *s->unit ? " " : "", s->unit,
                                 *s->obligation ? " " : "", s->obligation);
    }
    snprintf(stage_said + used, STAGE_SAID - used, "\n");
    stage_messages++;
}

static inline alert_world stage_world(void)
{
    return (alert_world){.now_ms = stage_now_ms,
                         .rules = stage_rules,
                         .silences = stage_silences,
                         .silence_count = stage_silence_count,
                         .reachable = stage_reachable};
}

/* One look and one decision, now; READ gets each note. */
static inline void stage_tick_to(void (*read)(const alert_note *))
{
    static alert_condition copy[STAGE_CONDITIONS];
    const alert_world w = stage_world();
    alert_decisions d;
    memcpy(copy, stage_conditions, stage_count * sizeof *copy);
    const alert_sight sight = {copy, stage_count, stage_seen};
    assert_int_equal(alert_engine_observe(stage_engine, &sight, &w).code, ERR_OK);
    arena_reset(stage_memory);
    assert_int_equal(alert_engine_decide(stage_engine, &w, stage_memory, &d).code, ERR_OK);
    for (size_t i = 0; i < d.count; i++)
        read(&d.notes[i]);
    stage_next_ms = d.next_ms;
    alert_engine_settled(stage_engine);
}

static inline void stage_tick(void)
{
    stage_tick_to(stage_write_note);
}

/* Time passes until UNTIL_MS; the engine is asked whenever it wanted to be. */
static inline void stage_pass_until(int64_t until_ms)
{
    stage_tick();
    while (stage_next_ms <= until_ms) {
        assert_true(stage_next_ms > stage_now_ms);
        stage_now_ms = stage_next_ms;
        stage_tick();
    }
    stage_now_ms = until_ms;
    stage_tick();
}

static inline void stage_pass(int64_t ms)
{
    stage_pass_until(stage_now_ms + ms);
}

/* Everything said since the last call. */
static inline void stage_assert_said(const char *lines)
{
    assert_string_equal(stage_said, lines);
    stage_said[0] = '\0';
}

static inline const alert *stage_alert(alert_kind k, const char *unit_code,
                                       const char *obligation_code)
{
    for (size_t i = 0; i < alert_engine_count(stage_engine); i++) {
        const alert *a = alert_engine_at(stage_engine, i);
        if (a->subject.kind == k && strcmp(a->subject.unit, unit_code) == 0 &&
            strcmp(a->subject.obligation, obligation_code) == 0)
            return a;
    }
    return NULL;
}
