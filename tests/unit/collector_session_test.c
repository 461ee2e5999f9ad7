#include "collector_fixture.h"

#include "collector/session.h"

static const session_limits LIMITS = {100, 100000, 4};

/* A session that is connected and greeted, with LAST reports in the outbox. */
static session *greeted(uint64_t acknowledged, uint64_t last)
{
    session_batch batch;
    session *s = session_new(acknowledged, 60000);
    session_queue(s, last);
    assert_int_equal(session_next(s, 0, &batch), STEP_OPEN);
    session_opened(s);
    assert_int_equal(session_next(s, 0, &batch), STEP_WAIT);
    session_connected(s);
    assert_int_equal(session_next(s, 0, &batch), STEP_HELLO);
    session_greeted(s, 0);
    return s;
}

static session *ready(uint64_t last)
{
    session *s = greeted(0, last);
    assert_int_equal(session_welcome(s, 1, &LIMITS), WELCOME_FITS);
    return s;
}

static session_batch expect_batch(session *s, int64_t now)
{
    session_batch batch = {0};
    assert_int_equal(session_next(s, now, &batch), STEP_BATCH);
    return batch;
}

static void expect_step(session *s, int64_t now, session_step step)
{
    session_batch batch;
    assert_int_equal(session_next(s, now, &batch), step);
}

static void nothing_is_sent_before_the_welcome(void **state)
{
    (void)state;
    session *s = greeted(0, 10);
    expect_step(s, 1000, STEP_WAIT);
    session_free(s);
}

static void sending_starts_where_the_province_says(void **state)
{
    (void)state;
    session *s = greeted(2, 10);
    assert_int_equal(session_welcome(s, 5, &LIMITS), WELCOME_FITS);
    assert_int_equal(expect_batch(s, 0).first, 5);
    session_free(s);
}

static void a_window_of_batches_is_kept_in_flight(void **state)
{
    (void)state;
    session *s = ready(1000);
    for (uint64_t i = 0; i < LIMITS.max_batches; i++) {
        session_batch b = expect_batch(s, 0);
        assert_int_equal(b.first, i * 100 + 1);
        assert_int_equal(b.max_reports, 100);
        session_sent(s, b.first, b.first + 99, 0);
    }
    expect_step(s, 0, STEP_WAIT);
    assert_true(session_ack_counts(s, 1, 100));
    session_acked(s, 100, 10);
    assert_int_equal(expect_batch(s, 10).first, 401);
    session_free(s);
}

static void the_limits_of_the_program_hold_above_the_provinces(void **state)
{
    (void)state;
    session *s = greeted(0, 10);
    session_limits generous = {100000, 1 << 30, 1000};
    session_welcome(s, 1, &generous);
    assert_int_equal(expect_batch(s, 0).max_reports, SESSION_BATCH_MAX);
    for (uint64_t i = 1; i <= SESSION_WINDOW_MAX; i++)
        session_sent(s, i, i, 0);
    expect_step(s, 0, STEP_WAIT);
    session_free(s);
}

static void a_missing_ack_leads_to_a_new_greeting(void **state)
{
    (void)state;
    session *s = ready(10);
    session_sent(s, 1, 10, 0);
    assert_int_equal(session_deadline(s), SESSION_ANSWER_MS);
    expect_step(s, SESSION_ANSWER_MS - 1, STEP_WAIT);
    expect_step(s, SESSION_ANSWER_MS, STEP_HELLO);
    session_free(s);
}

static void a_missing_welcome_leads_to_a_new_greeting(void **state)
{
    (void)state;
    session *s = greeted(0, 0);
    expect_step(s, SESSION_ANSWER_MS - 1, STEP_WAIT);
    expect_step(s, SESSION_ANSWER_MS, STEP_HELLO);
    session_free(s);
}

static void an_idle_session_greets_from_time_to_time_and_a_busy_one_does_not(void **state)
{
    (void)state;
    session *s = ready(0);
    assert_int_equal(session_deadline(s), SESSION_GREET_MS);
    expect_step(s, SESSION_GREET_MS - 1, STEP_WAIT);
    session_queue(s, 10);
    expect_batch(s, SESSION_GREET_MS);
    session_sent(s, 1, 10, SESSION_GREET_MS);
    expect_step(s, SESSION_GREET_MS, STEP_WAIT);
    assert_true(session_ack_counts(s, 1, 10));
    session_acked(s, 10, SESSION_GREET_MS);
    expect_step(s, SESSION_GREET_MS, STEP_HELLO);
    session_free(s);
}

static void an_idle_session_greets_when_it_is_told_to_and_then_waits_again(void **state)
{
    (void)state;
    session *s = ready(0);
    session_greet_now(s);
    expect_step(s, 1, STEP_HELLO);
    session_greeted(s, 1);
    session_welcome(s, 1, &LIMITS);
    assert_int_equal(session_deadline(s), 1 + SESSION_GREET_MS);
    session_queue(s, 10);
    session_sent(s, 1, 10, 2);
    session_greet_now(s);
    expect_step(s, 2, STEP_WAIT);
    session_free(s);
}

static void a_second_welcome_is_ignored(void **state)
{
    (void)state;
    session *s = ready(10);
    session_sent(s, 1, 10, 0);
    assert_true(session_ack_counts(s, 1, 10));
    session_acked(s, 10, 0);
    assert_int_equal(session_welcome(s, 1, &LIMITS), WELCOME_IGNORED);
    assert_int_equal(session_where(s), SESSION_READY);
    session_free(s);
}

static void an_ack_twice_counts_once(void **state)
{
    (void)state;
    session *s = ready(10);
    session_sent(s, 1, 10, 0);
    assert_true(session_ack_counts(s, 1, 10));
    session_acked(s, 10, 0);
    assert_false(session_ack_counts(s, 1, 10));
    assert_int_equal(session_where(s), SESSION_READY);
    session_free(s);
}

static void an_ack_with_a_gap_is_not_believed(void **state)
{
    (void)state;
    session *s = ready(10);
    session_sent(s, 1, 10, 0);
    assert_false(session_ack_counts(s, 3, 10));
    expect_step(s, 0, STEP_HELLO);
    session_free(s);
}

static void an_ack_of_what_was_never_numbered_is_not_believed(void **state)
{
    (void)state;
    session *s = ready(10);
    assert_false(session_ack_counts(s, 1, 11));
    session_free(s);
}

static void a_province_that_is_ahead_asks_for_a_new_stream(void **state)
{
    (void)state;
    session *s = greeted(2, 5);
    assert_int_equal(session_welcome(s, 7, &LIMITS), WELCOME_AHEAD);
    session_restart(s, 3);
    expect_step(s, 0, STEP_HELLO);
    session_greeted(s, 0);
    assert_int_equal(session_welcome(s, 1, &LIMITS), WELCOME_FITS);
    assert_int_equal(expect_batch(s, 0).first, 1);
    session_free(s);
}

static void a_province_that_lost_reports_asks_for_a_new_stream(void **state)
{
    (void)state;
    session *s = greeted(4, 5);
    assert_int_equal(session_welcome(s, 4, &LIMITS), WELCOME_BEHIND);
    session_free(s);
}

static void everything_acknowledged_fits(void **state)
{
    (void)state;
    session *s = greeted(5, 5);
    assert_int_equal(session_welcome(s, 6, &LIMITS), WELCOME_FITS);
    expect_step(s, 0, STEP_WAIT);
    assert_int_equal(session_deadline(s), SESSION_GREET_MS);
    session_free(s);
}

static void a_refused_key_closes_and_waits_longer_each_time(void **state)
{
    (void)state;
    session *s = session_new(0, 60000);
    int64_t now = 0, waits[] = {60000, 120000, 240000, 480000, 900000, 900000};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        expect_step(s, now, STEP_OPEN);
        session_opened(s);
        session_refused(s, now);
        expect_step(s, now, STEP_CLOSE);
        session_closed(s);
        assert_int_equal(session_where(s), SESSION_REFUSED);
        assert_int_equal(session_deadline(s), now + waits[i]);
        expect_step(s, now + waits[i] - 1, STEP_WAIT);
        now += waits[i];
    }
    session_free(s);
}

static void a_disconnection_of_a_refused_key_does_not_end_the_wait(void **state)
{
    (void)state;
    session *s = greeted(0, 0);
    session_refused(s, 0);
    session_disconnected(s);
    assert_int_equal(session_where(s), SESSION_REFUSED);
    session_free(s);
}

static void out_of_sequence_is_settled_at_once_the_first_time(void **state)
{
    (void)state;
    session *s = ready(10);
    session_sent(s, 1, 10, 0);
    session_failed(s, TROUBLE_PLACE, 0, 7, 0);
    expect_step(s, 0, STEP_HELLO);
    session_greeted(s, 0);
    session_failed(s, TROUBLE_PLACE, 0, 7, 0);
    expect_step(s, SESSION_BACKOFF_BASE_MS - 1, STEP_WAIT);
    session_free(s);
}

static void the_backoff_stays_between_its_base_and_its_growing_bound(void **state)
{
    (void)state;
    session *s = ready(10);
    int64_t most = SESSION_BACKOFF_BASE_MS;
    for (unsigned i = 0; i < 12; i++) {
        session_failed(s, TROUBLE_LATER, 0, i * 2654435761U, 0);
        int64_t wait = session_deadline(s);
        assert_in_range(wait, SESSION_BACKOFF_BASE_MS, most);
        most = most * 2 < SESSION_BACKOFF_CAP_MS ? most * 2 : SESSION_BACKOFF_CAP_MS;
    }
    session_free(s);
}

static void a_longer_wait_asked_by_the_province_is_kept(void **state)
{
    (void)state;
    session *s = ready(10);
    session_failed(s, TROUBLE_LATER, 90000, 1, 1000);
    assert_int_equal(session_deadline(s), 91000);
    session_free(s);
}

static void an_ack_ends_a_row_of_failures(void **state)
{
    (void)state;
    session *s = ready(10);
    for (int i = 0; i < 5; i++)
        session_failed(s, TROUBLE_LATER, 0, 0xffffffff, 0);
    expect_step(s, SESSION_BACKOFF_CAP_MS, STEP_HELLO);
    session_greeted(s, 0);
    session_welcome(s, 1, &LIMITS);
    session_sent(s, 1, 5, 0);
    session_acked(s, 5, 0);
    session_failed(s, TROUBLE_LATER, 0, 0xffffffff, 0);
    assert_int_equal(session_deadline(s), SESSION_BACKOFF_BASE_MS);
    session_free(s);
}

static void a_socket_that_takes_nothing_is_not_asked_for_a_second(void **state)
{
    (void)state;
    session *s = ready(10);
    session_blocked(s, 0);
    expect_step(s, 999, STEP_WAIT);
    assert_int_equal(session_deadline(s), 1000);
    expect_batch(s, 1000);
    session_free(s);
}

/* ---- against a model of the province ------------------------------------------------------------
 */

enum { QUEUE = 64, REPORTS = 3000 };

typedef enum kind { HELLO, BATCH, WELCOME, ACK, PLACE, LATER } kind;

typedef struct message {
    kind kind;
    uint64_t first, last;
} message;

typedef struct channel {
    message items[QUEUE];
    size_t count;
} channel;

typedef struct world {
    uint32_t random;
    int64_t now;
    session *s;
    bool connected, greeted; /* greeted: by this connection, as the province sees it */
    channel up, down;
    uint64_t queued;             /* in the outbox */
    uint64_t stored;             /* last sequence at the province */
    unsigned times[REPORTS + 1]; /* how often each was stored */
} world;

static uint32_t roll(world *w)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 17;
    w->random ^= w->random << 5;
    return w->random;
}

static bool chance(world *w, unsigned percent)
{
    return roll(w) % 100 < percent;
}

static void push(channel *p, message m)
{
    if (p->count < QUEUE)
        p->items[p->count++] = m;
}

static message pop(channel *p)
{
    message m = p->items[0];
    memmove(p->items, p->items + 1, --p->count * sizeof *p->items);
    return m;
}

static void cut(world *w)
{
    w->connected = w->greeted = false;
    w->up.count = w->down.count = 0;
    session_disconnected(w->s);
}

static void province_stores(world *w, message m)
{
    if (m.first > w->stored + 1) {
        push(&w->down, (message){PLACE, w->stored + 1, 0});
        return;
    }
    for (uint64_t i = w->stored + 1; i <= m.last; i++)
        w->times[i]++;
    if (m.last > w->stored)
        w->stored = m.last;
    push(&w->down, (message){ACK, m.first, m.last});
    if (chance(w, 20))
        push(&w->down, (message){ACK, m.first, m.last});
}

static void province_turn(world *w)
{
    if (!w->up.count)
        return;
    message m = pop(&w->up);
    if (m.kind == HELLO) {
        w->greeted = true;
        push(&w->down, (message){WELCOME, w->stored + 1, 0});
        if (w->stored > m.last)
            push(&w->down, (message){ACK, m.last + 1, w->stored});
    } else if (chance(w, 5)) {
        push(&w->down, (message){LATER, 0, 0});
    } else if (!w->greeted) {
        push(&w->down, (message){PLACE, 0, 0});
    } else {
        province_stores(w, m);
    }
}

static void collector_hears(world *w)
{
    if (!w->down.count)
        return;
    message m = pop(&w->down);
    if (m.kind == WELCOME) {
        session_welcome_result r = session_welcome(w->s, m.first, &LIMITS);
        assert_true(r == WELCOME_FITS || r == WELCOME_IGNORED);
    } else if (m.kind == ACK && !chance(w, 10)) { /* some acks are lost */
        if (session_ack_counts(w->s, m.first, m.last))
            session_acked(w->s, m.last, w->now);
    } else if (m.kind == PLACE || m.kind == LATER) {
        session_failed(w->s, m.kind == PLACE ? TROUBLE_PLACE : TROUBLE_LATER, 0, roll(w), w->now);
    }
}

static void collector_sends(world *w, const session_batch *b)
{
    uint64_t last = b->first + roll(w) % b->max_reports;
    if (last > w->queued)
        last = w->queued;
    push(&w->up, (message){BATCH, b->first, last});
    session_sent(w->s, b->first, last, w->now);
}

static void collector_turn(world *w)
{
    session_batch b;
    for (session_step step; (step = session_next(w->s, w->now, &b)) != STEP_WAIT;) {
        switch (step) {
        case STEP_OPEN:
            session_opened(w->s);
            break;
        case STEP_CLOSE:
            session_closed(w->s);
            break;
        case STEP_HELLO:
            push(&w->up, (message){HELLO, 0, session_acknowledged(w->s)});
            session_greeted(w->s, w->now);
            break;
        default:
            collector_sends(w, &b);
        }
    }
}

static void world_turn(world *w, bool calm)
{
    w->now += roll(w) % 500;
    if (w->queued < REPORTS && chance(w, 30))
        session_queue(w->s, ++w->queued);
    if (!calm && w->connected && chance(w, 3))
        cut(w);
    if (!w->connected && chance(w, 30)) {
        w->connected = true;
        session_connected(w->s);
    }
    collector_turn(w);
    province_turn(w);
    if (chance(w, 70))
        collector_hears(w);
}

static void simulate(uint32_t seed)
{
    world w = {.random = seed, .s = session_new(0, 60000)};
    for (int i = 0; i < 20000; i++)
        world_turn(&w, false);
    for (int i = 0; i < 200000 && session_acknowledged(w.s) < w.queued; i++)
        world_turn(&w, true);
    if (w.stored != w.queued || session_acknowledged(w.s) != w.queued || !w.queued)
        fail_msg("seed %u: %llu queued, %llu stored, %llu acknowledged", seed,
                 (unsigned long long)w.queued, (unsigned long long)w.stored,
                 (unsigned long long)session_acknowledged(w.s));
    for (uint64_t i = 1; i <= w.queued; i++)
        if (w.times[i] != 1)
            fail_msg("seed %u: report %llu stored %u times", seed, (unsigned long long)i,
                     w.times[i]);
    session_free(w.s);
}

static void through_any_faults_each_report_is_stored_exactly_once(void **state)
{
    (void)state;
    const char *chosen = getenv("TIENDO_TEST_SEED");
    uint32_t first = chosen ? (uint32_t)strtoul(chosen, NULL, 10) : 1;
    uint32_t count = chosen ? 1 : 50;
    printf("seeds %u to %u; TIENDO_TEST_SEED=N runs one\n", first, first + count - 1);
    for (uint32_t seed = first; seed < first + count; seed++)
        simulate(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_sent_before_the_welcome),
        cmocka_unit_test(sending_starts_where_the_province_says),
        cmocka_unit_test(a_window_of_batches_is_kept_in_flight),
        cmocka_unit_test(the_limits_of_the_program_hold_above_the_provinces),
        cmocka_unit_test(a_missing_ack_leads_to_a_new_greeting),
        cmocka_unit_test(a_missing_welcome_leads_to_a_new_greeting),
        cmocka_unit_test(an_idle_session_greets_when_it_is_told_to_and_then_waits_again),
        cmocka_unit_test(an_idle_session_greets_from_time_to_time_and_a_busy_one_does_not),
        cmocka_unit_test(a_second_welcome_is_ignored),
        cmocka_unit_test(an_ack_twice_counts_once),
        cmocka_unit_test(an_ack_with_a_gap_is_not_believed),
        cmocka_unit_test(an_ack_of_what_was_never_numbered_is_not_believed),
        cmocka_unit_test(a_province_that_is_ahead_asks_for_a_new_stream),
        cmocka_unit_test(a_province_that_lost_reports_asks_for_a_new_stream),
        cmocka_unit_test(everything_acknowledged_fits),
        cmocka_unit_test(a_refused_key_closes_and_waits_longer_each_time),
        cmocka_unit_test(a_disconnection_of_a_refused_key_does_not_end_the_wait),
        cmocka_unit_test(out_of_sequence_is_settled_at_once_the_first_time),
        cmocka_unit_test(the_backoff_stays_between_its_base_and_its_growing_bound),
        cmocka_unit_test(a_longer_wait_asked_by_the_province_is_kept),
        cmocka_unit_test(an_ack_ends_a_row_of_failures),
        cmocka_unit_test(a_socket_that_takes_nothing_is_not_asked_for_a_second),
        cmocka_unit_test(through_any_faults_each_report_is_stored_exactly_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
