#include "unit_test.h"

#include "notifier/delivery/delivery.h"

#include <stdbool.h>

enum { SECOND = 1000, HOUR = 3600 * SECOND };

static const delivery_policy policy = {60 * SECOND, HOUR, 72 * (int64_t)HOUR};

/* What becomes of a delivery whose ATTEMPTS-th try ended with OUTCOME at NOW_MS. */
static delivery_decision decide(send_outcome outcome, int64_t attempts, int64_t queued_ms,
                                int64_t now_ms, const delivery_policy *by, uint32_t random)
{
    const delivery_try t = {
        .outcome = outcome, .attempts = attempts, .queued_ms = queued_ms, .now_ms = now_ms};
    return delivery_decide(&t, by, random);
}

/* How long a delivery queued at 0 waits after its try number ATTEMPTS. */
static int64_t wait_after(int64_t attempts, uint32_t random)
{
    const int64_t now = 5 * SECOND;
    delivery_decision d = decide(SEND_TRY_LATER, attempts, 0, now, &policy, random);
    assert_int_equal(d.state, DELIVERY_DEFERRED);
    return d.next_try_ms - now;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed;
}

static void an_accepted_mail_is_sent_at_the_first_try_or_the_tenth(void **state)
{
    (void)state;
    for (int64_t attempts = 1; attempts <= 10; attempts++)
        assert_int_equal(decide(SEND_ACCEPTED, attempts, 0, 1, &policy, UINT32_MAX).state,
                         DELIVERY_SENT);
}

static void an_accepted_mail_is_sent_even_after_the_time_to_give_up(void **state)
{
    (void)state;
    delivery_decision d = decide(SEND_ACCEPTED, 9, 0, 1000 * (int64_t)HOUR, &policy, 0);
    assert_int_equal(d.state, DELIVERY_SENT);
}

static void a_refused_mail_has_failed_at_once_and_for_good(void **state)
{
    (void)state;
    for (int64_t attempts = 1; attempts <= 10; attempts++)
        assert_int_equal(decide(SEND_REFUSED, attempts, 0, 1, &policy, 0).state, DELIVERY_FAILED);
}

static void the_longest_wait_doubles_with_each_attempt_up_to_the_cap(void **state)
{
    (void)state;
    static const int64_t most[] = {120, 240, 480, 960, 1920, 3600, 3600};
    for (int64_t attempts = 1; attempts <= 7; attempts++) {
        int64_t spread = (most[attempts - 1] - 60) * SECOND;
        assert_int_equal(wait_after(attempts, (uint32_t)spread), most[attempts - 1] * SECOND);
        assert_int_equal(wait_after(attempts, 0), 60 * SECOND);
    }
}

static void every_wait_lies_between_the_first_wait_and_the_cap(void **state)
{
    (void)state;
    uint32_t seed = 20240722;
    for (int round = 0; round < 100000; round++) {
        int64_t attempts = 1 + next_random(&seed) % 1000;
        int64_t wait = wait_after(attempts, next_random(&seed));
        if (wait < policy.retry_first_ms || wait > policy.retry_cap_ms)
            fail_msg("attempt %lld waits %lld ms", (long long)attempts, (long long)wait);
    }
}

static void different_random_numbers_spread_the_tries(void **state)
{
    (void)state;
    uint32_t seed = 1;
    bool low = false, high = false;
    for (int round = 0; round < 1000; round++) {
        int64_t wait = wait_after(20, next_random(&seed));
        low = low || wait < HOUR / 4;
        high = high || wait > HOUR * 3 / 4;
    }
    assert_true(low && high);
}

static void a_cap_equal_to_the_first_wait_leaves_no_spread(void **state)
{
    (void)state;
    const delivery_policy fixed = {SECOND, SECOND, HOUR};
    delivery_decision d = decide(SEND_TRY_LATER, 5, 0, 100, &fixed, UINT32_MAX);
    assert_int_equal(d.next_try_ms, 100 + SECOND);
}

static void a_mail_that_could_only_be_tried_after_the_time_to_give_up_has_expired(void **state)
{
    (void)state;
    const int64_t queued = 1000;
    int64_t last_now = queued + policy.give_up_ms - policy.retry_first_ms;
    delivery_decision d = decide(SEND_TRY_LATER, 1, queued, last_now, &policy, 0);
    assert_int_equal(d.state, DELIVERY_DEFERRED);
    assert_int_equal(d.next_try_ms, queued + policy.give_up_ms);
    d = decide(SEND_TRY_LATER, 1, queued, last_now + 1, &policy, 0);
    assert_int_equal(d.state, DELIVERY_EXPIRED);
}

static void what_could_not_be_reached_is_tried_again_like_what_was_put_off(void **state)
{
    (void)state;
    delivery_decision d = decide(SEND_UNREACHABLE, 1, 0, 5, &policy, 0);
    assert_int_equal(d.state, DELIVERY_DEFERRED);
    assert_int_equal(d.next_try_ms, 5 + policy.retry_first_ms);
}

static void a_wait_that_was_asked_for_is_kept_up_to_the_cap(void **state)
{
    (void)state;
    static const int64_t asked[] = {10 * SECOND, 600 * SECOND, 3 * (int64_t)HOUR};
    static const int64_t waits[] = {60 * SECOND, 600 * SECOND, HOUR};
    for (size_t i = 0; i < 3; i++) {
        const delivery_try t = {
            .outcome = SEND_TRY_LATER, .attempts = 1, .now_ms = 5, .asked_ms = asked[i]};
        assert_int_equal(delivery_decide(&t, &policy, 0).next_try_ms, 5 + waits[i]);
    }
}

static void every_state_is_written_and_read_back(void **state)
{
    (void)state;
    for (int s = DELIVERY_QUEUED; s <= DELIVERY_SKIPPED; s++) {
        assert_int_equal(delivery_state_parse(delivery_state_code((delivery_state)s)), s);
        assert_true(*delivery_state_name((delivery_state)s));
    }
    assert_int_equal(delivery_state_parse("delivered"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_accepted_mail_is_sent_at_the_first_try_or_the_tenth),
        cmocka_unit_test(an_accepted_mail_is_sent_even_after_the_time_to_give_up),
        cmocka_unit_test(a_refused_mail_has_failed_at_once_and_for_good),
        cmocka_unit_test(the_longest_wait_doubles_with_each_attempt_up_to_the_cap),
        cmocka_unit_test(every_wait_lies_between_the_first_wait_and_the_cap),
        cmocka_unit_test(different_random_numbers_spread_the_tries),
        cmocka_unit_test(a_cap_equal_to_the_first_wait_leaves_no_spread),
        cmocka_unit_test(a_mail_that_could_only_be_tried_after_the_time_to_give_up_has_expired),
        cmocka_unit_test(what_could_not_be_reached_is_tried_again_like_what_was_put_off),
        cmocka_unit_test(a_wait_that_was_asked_for_is_kept_up_to_the_cap),
        cmocka_unit_test(every_state_is_written_and_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
