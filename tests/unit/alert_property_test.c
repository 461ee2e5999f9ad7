/* Random histories, and what has to be true of every one. A failure prints its seed. */
#include "alert_fixture.h"

enum { SEEDS = 200, STEPS = 250, UNITS = 4, TOPICS = 3, HEARD_MAX = 4096 };

static const char *const unit_codes[UNITS] = {"384", "385", "386", "38"};
static const char *const topics[TOPICS] = {"DX-XH-01", "DX-XH-02", "06-CA-01"};

static uint64_t seed, dice;

static unsigned roll(unsigned sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice % sides);
}

#define CHECK(holds, ...)                                                                          \
    do {                                                                                           \
        if (!(holds))                                                                              \
            fail_at(__LINE__, #holds, __VA_ARGS__);                                                \
    } while (0)

static void fail_at(int line, const char *what, const alert *a, size_t route)
{
    char when[32];
    clock_format_log(stage_now_ms, when, sizeof when);
    fail_msg("seed %llu, line %d, %s: %s: alert %lld %s %s %s on route %zu",
             (unsigned long long)seed, line, when, what, a ? (long long)a->id : 0LL,
             a ? alert_kind_code(a->subject.kind) : "", a ? a->subject.unit : "",
             a ? a->subject.obligation : "", route);
}

/* ---- what the readers remember --------------------------------------------------------------- */

typedef struct heard {
    int64_t alert;
    size_t route;
    bool told; /* and not ended */
    int64_t last_ms, last_gap_ms, silence_ended_ms;
    bool reminded;
} heard;

static heard memories[HEARD_MAX];
static size_t memory_count, notes_made;
static int64_t last_note;
static int64_t silence_over_ms; /* when one last ended or was taken back */

static heard *recall(int64_t id, size_t route)
{
    for (size_t i = 0; i < memory_count; i++)
        if (memories[i].alert == id && memories[i].route == route)
            return &memories[i];
    assert_true(memory_count < HEARD_MAX);
    memories[memory_count] = (heard){.alert = id, .route = route};
    return &memories[memory_count++];
}

static bool told_graver(const alert *a, size_t route)
{
    for (size_t i = 0; i < alert_engine_count(stage_engine); i++) {
        const alert *x = alert_engine_at(stage_engine, i);
        if (alert_kind_is_lesser(a->subject.kind, x->subject.kind) &&
            strcmp(a->subject.unit, x->subject.unit) == 0 &&
            strcmp(a->subject.obligation, x->subject.obligation) == 0 &&
            recall(x->id, route)->last_ms)
            return true;
    }
    return false;
}

static void hear(const alert_item *item, size_t r, int64_t now_ms)
{
    const alert *a = item->about;
    heard *h = recall(a->id, r);
    /* Known without a message: from before, or left of something graver. */
    bool knows = h->told || a->tellings[r].times > 1 || item->says == ALERT_SAYS_ENDED;
    switch (item->says) {
    case ALERT_SAYS_BEGUN:
        /* It may have ended without a word: in something graver, or as news does. */
        CHECK(!h->told || a->begun_ms > h->last_ms, a, r);
        CHECK(!a->ended_ms && !a->away_ms && !a->silenced, a, r);
        h->last_gap_ms = 0;
        break;
    case ALERT_SAYS_ESCALATED:
        CHECK(!a->acked_ms || a->acked_ms > now_ms - ALERT_DAY_MS, a, r);
        CHECK(a->tellings[r].escalated, a, r);
        break;
    case ALERT_SAYS_STILL:
        CHECK(knows, a, r);
        CHECK(silence_over_ms >= h->last_ms, a, r);
        break;
    case ALERT_SAYS_AGAIN: {
        int64_t gap_ms = now_ms - h->last_ms;
        CHECK(knows, a, r);
        CHECK(alert_kind_about(a->subject.kind)->is_once == false, a, r);
        CHECK(!h->last_ms || gap_ms >= stage_policy.repeats[a->severity].gap_ms[0] -
                                           (a->severity == ALERT_CRITICAL ? 0 : ALERT_DAY_MS),
              a, r);
        break;
    }
    default:
        CHECK(h->told || told_graver(a, r) || !h->last_ms, a, r);
        CHECK(a->ended_ms, a, r);
    }
    h->told = item->says != ALERT_SAYS_ENDED;
    h->last_ms = now_ms;
}

static void read_note(const alert_note *n)
{
    const alert_route *route = &stage_policy.routes[n->route];
    bool quiet =
        alert_quiet_until(&route->quiet, catalogue_calendar(stage_rules), n->made_ms) != n->made_ms;
    CHECK(n->id > last_note, NULL, n->route);
    CHECK(n->count > 0, NULL, n->route);
    last_note = n->id;
    notes_made++;
    for (size_t i = 0; i < n->count; i++) {
        const alert_item *item = &n->items[i];
        bool breaks =
            item->says != ALERT_SAYS_ENDED && (route->quiet.breaks & 1U << item->about->severity);
        CHECK(!quiet || breaks, item->about, n->route);
        for (size_t k = 0; k < i; k++)
            CHECK(n->items[k].about != item->about, item->about, n->route);
        hear(item, n->route, n->made_ms);
    }
}

/* ---- what has to be true at every moment ----------------------------------------------------- */

/* The longest that something may wait that nothing holds back: its group, the interval, a night,
 * and nine days of Tết when days off are quiet. */
static int64_t longest_wait_ms(const alert *a, size_t r)
{
    const alert_route *route = &stage_policy.routes[r];
    return stage_policy.group_wait_ms + route->interval_ms[a->severity] +
           (route->quiet.days_off ? 10 * ALERT_DAY_MS : 12 * ALERT_HOUR_MS);
}

static bool any_silence_covers(const alert *a)
{
    for (size_t i = 0; i < stage_silence_count; i++) {
        const alert_silence *s = &stage_silences[i];
        if (s->from_ms <= stage_now_ms && stage_now_ms < s->until_ms &&
            (!s->kind || s->kind == a->subject.kind) &&
            (!s->unit || catalogue_unit_within(stage_rules, a->subject.unit, s->unit)))
            return true;
    }
    return false;
}

static void nothing_is_lost(const alert *a, size_t r)
{
    const alert_telling *t = &a->tellings[r];
    bool on_route = a->reach & 1U << r || t->escalated;
    if (a->ended_ms) {
        bool known = t->first_ms && !t->end_told && a->ending == ALERT_RESOLVED;
        CHECK(!known || stage_now_ms - a->ended_ms <= longest_wait_ms(a, r), a, r);
        return;
    }
    CHECK(a->silenced == any_silence_covers(a), a, r);
    if (!on_route || a->silenced || a->away_ms || t->first_ms)
        return;
    if (t->held) {
        const alert *by = alert_engine_held_by(stage_engine, a, r);
        CHECK(by && !by->ended_ms, a, r);
        CHECK(by->reach & 1U << r || by->tellings[r].escalated, a, r);
        return;
    }
    int64_t from_ms = a->begun_ms > t->free_ms ? a->begun_ms : t->free_ms;
    from_ms = a->shaken_ms > from_ms ? a->shaken_ms : from_ms;
    CHECK(stage_now_ms - from_ms <= longest_wait_ms(a, r), a, r);
}

static void every_cause_has_its_alert(void)
{
    for (size_t i = 0; i < stage_count; i++) {
        const alert_condition *c = &stage_conditions[i];
        bool seen = stage_seen & 1U << c->subject.kind;
        const alert *a = stage_alert(c->subject.kind, c->subject.unit, c->subject.obligation);
        CHECK(!seen || c->unsure || (a && !a->ended_ms && !a->away_ms), a, (size_t)0);
    }
}

static void look_at_everything(void)
{
    every_cause_has_its_alert();
    for (size_t i = 0; i < alert_engine_count(stage_engine); i++)
        for (size_t r = 0; r < stage_policy.route_count; r++)
            nothing_is_lost(alert_engine_at(stage_engine, i), r);
}

/* ---- what happens ---------------------------------------------------------------------------- */

/* As a restart does: everything that is kept, and nothing else. */
static void restart(void)
{
    alert_engine *fresh = alert_engine_new(&stage_policy);
    int64_t last_alert = 0;
    for (size_t i = 0; i < alert_engine_count(stage_engine); i++) {
        const alert *a = alert_engine_at(stage_engine, i);
        assert_int_equal(alert_engine_restore(fresh, a).code, ERR_OK);
        last_alert = a->id > last_alert ? a->id : last_alert;
    }
    for (size_t r = 0; r < stage_policy.route_count; r++) {
        alert_engine_restore_route(fresh, r);
        for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
            alert_engine_restore_pace(fresh, r, k, alert_engine_pace(stage_engine, r, k));
    }
    alert_engine_restore_numbers(fresh, last_alert + 1000, last_note);
    alert_engine_free(stage_engine);
    stage_engine = fresh;
}

static void toggle(alert_kind k, const char *unit_code, const char *topic)
{
    if (stage_find(k, unit_code, topic))
        stage_stops(k, unit_code, topic);
    else
        stage_holds(k, unit_code, topic);
}

/* A status is one of at_risk, behind, overdue, met, or none. */
static void change_status(void)
{
    static const alert_kind statuses[] = {ALERT_AT_RISK, ALERT_BEHIND, ALERT_OVERDUE, ALERT_MET};
    const char *u = unit_codes[roll(UNITS)], *topic = topics[roll(TOPICS)];
    for (size_t i = 0; i < 4; i++)
        if (stage_find(statuses[i], u, topic))
            stage_stops(statuses[i], u, topic);
    unsigned to = roll(6);
    if (to < 4)
        stage_holds(statuses[to], u, topic)->unsure = roll(8) == 0;
}

static void end_silences(void)
{
    size_t kept = 0;
    for (size_t i = 0; i < stage_silence_count; i++)
        if (stage_silences[i].until_ms > stage_now_ms)
            stage_silences[kept++] = stage_silences[i];
        else
            silence_over_ms = stage_now_ms;
    stage_silence_count = kept;
}

static void change_silences(void)
{
    end_silences();
    if (stage_silence_count && roll(3) == 0) {
        stage_silence_count--;
        silence_over_ms = stage_now_ms;
    } else if (stage_silence_count < STAGE_SILENCES) {
        stage_silence(roll(2) ? ALERT_OVERDUE : 0, roll(2) ? unit_codes[roll(UNITS)] : NULL,
                      (int64_t)(1 + roll(100)) * ALERT_HOUR_MS);
    }
}

static void acknowledge_one(void)
{
    size_t n = alert_engine_count(stage_engine);
    if (n)
        alert_engine_acknowledge(stage_engine, alert_engine_at(stage_engine, roll((unsigned)n))->id,
                                 stage_now_ms);
}

static void something_happens(void)
{
    unsigned what = roll(20);
    if (what < 10)
        change_status();
    else if (what < 12)
        toggle(ALERT_SILENT, unit_codes[roll(3)], "");
    else if (what == 12)
        toggle(ALERT_GONE, unit_codes[roll(3)], "");
    else if (what == 13)
        toggle(roll(2) ? ALERT_DISK : ALERT_DEAF, "", "");
    else if (what == 14)
        toggle(ALERT_CATALOGUE, "", "");
    else if (what == 15)
        change_silences();
    else if (what == 16)
        acknowledge_one();
    else if (what == 17)
        stage_seen = roll(2) ? ~0U : ~alert_kinds_of(false); /* the store cannot be read */
    else
        restart();
}

static void tick_and_read(void)
{
    stage_tick_to(read_note);
    look_at_everything();
}

static void let_pass(int64_t ms)
{
    int64_t until_ms = stage_now_ms + ms;
    tick_and_read();
    while (stage_next_ms <= until_ms) {
        CHECK(stage_next_ms > stage_now_ms, NULL, (size_t)0);
        stage_now_ms = stage_next_ms;
        for (size_t i = 0; i < stage_silence_count; i++)
            if (stage_silences[i].until_ms == stage_now_ms)
                silence_over_ms = stage_now_ms;
        tick_and_read();
    }
    stage_now_ms = until_ms;
    tick_and_read();
}

static int64_t some_time(void)
{
    static const int64_t scales[] = {ALERT_SECOND_MS, ALERT_MINUTE_MS, ALERT_HOUR_MS,
                                     4 * ALERT_HOUR_MS, ALERT_DAY_MS};
    return (int64_t)(1 + roll(30)) * scales[roll(5)] / (1 + (int64_t)roll(6));
}

static void set_the_stage(void)
{
    memory_count = 0;
    last_note = 0;
    silence_over_ms = 0;
    alert_route *night = stage_route("night"), *work = stage_route("work"),
                *chief = stage_route("chief");
    night->quiet = (alert_quiet){22 * 60, 6 * 60 + 30, false, 1U << ALERT_CRITICAL};
    night->escalate_to = 3;
    night->escalate_after_ms = 24 * ALERT_HOUR_MS;
    work->kinds = alert_kinds_of(false);
    work->severities = 1U << ALERT_WARNING;
    work->quiet = (alert_quiet){17 * 60, 8 * 60, true, 0};
    chief->kinds = 0;
}

static void nothing_is_lost_and_nothing_is_told_twice(void **state)
{
    size_t all_notes = 0;
    for (seed = 1; seed <= SEEDS; seed++) {
        dice = seed * 0x9e3779b97f4a7c15U;
        assert_int_equal(stage_open(state), 0);
        set_the_stage();
        notes_made = 0;
        for (int i = 0; i < STEPS; i++) {
            something_happens();
            let_pass(some_time());
        }
        all_notes += notes_made;
        stage_close(state);
    }
    print_message("%d seeds, %d steps each: %zu messages\n", SEEDS, STEPS, all_notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_and_nothing_is_told_twice),
    };
    return cmocka_run_group_tests(tests, stage_load, stage_unload);
}
