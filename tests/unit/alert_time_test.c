#include "unit_test.h"

#include "notifier/alert/alert_time.h"

/* 02/09/2024 is a Monday off; Saturday 07/09 is worked. */
static const date OFF[] = {{2024, 9, 2}};
static const date MADE_UP[] = {{2024, 9, 7}};
static const calendar DAYS = {OFF, 1, MADE_UP, 1};

static int64_t at(const char *text)
{
    int64_t ms;
    assert_int_equal(clock_parse_iso(text, &ms).code, ERR_OK);
    return ms;
}

/* ---- quiet hours ----------------------------------------------------------------------------- */

static const alert_quiet NIGHT = {.from = 22 * 60, .to = 6 * 60 + 30};

static void assert_quiet_until(const alert_quiet *q, const char *now, const char *end)
{
    assert_int_equal(alert_quiet_until(q, &DAYS, at(now)), at(end));
}

static void a_night_lasts_past_midnight_until_the_morning(void **state)
{
    (void)state;
    assert_quiet_until(&NIGHT, "2024-07-22T22:00", "2024-07-23T06:30");
    assert_quiet_until(&NIGHT, "2024-07-23T00:00", "2024-07-23T06:30");
    assert_quiet_until(&NIGHT, "2024-07-23T06:29", "2024-07-23T06:30");
}

static void outside_of_the_hours_nothing_is_held(void **state)
{
    (void)state;
    assert_quiet_until(&NIGHT, "2024-07-23T06:30", "2024-07-23T06:30");
    assert_quiet_until(&NIGHT, "2024-07-22T21:59", "2024-07-22T21:59");
}

static void hours_within_a_day_hold_within_that_day(void **state)
{
    (void)state;
    const alert_quiet noon = {.from = 11 * 60 + 30, .to = 13 * 60};
    assert_quiet_until(&noon, "2024-07-22T12:00", "2024-07-22T13:00");
    assert_quiet_until(&noon, "2024-07-22T11:29", "2024-07-22T11:29");
    assert_quiet_until(&noon, "2024-07-22T13:00", "2024-07-22T13:00");
}

static void without_hours_no_time_is_quiet(void **state)
{
    (void)state;
    const alert_quiet none = {0};
    assert_quiet_until(&none, "2024-07-22T00:00", "2024-07-22T00:00");
}

static void days_off_are_quiet_as_a_whole_and_join_the_nights_around_them(void **state)
{
    (void)state;
    alert_quiet q = NIGHT;
    q.days_off = true;
    assert_quiet_until(&q, "2024-08-30T23:00",
                       "2024-09-03T06:30"); /* Friday before a long weekend */
    assert_quiet_until(&q, "2024-09-02T12:00", "2024-09-03T06:30");
    assert_quiet_until(&q, "2024-09-07T12:00", "2024-09-07T12:00"); /* a Saturday that is worked */
}

/* ---- office hours ---------------------------------------------------------------------------- */

static void only_office_hours_of_working_days_count(void **state)
{
    (void)state;
    assert_int_equal(alert_office_ms(&DAYS, at("2024-07-22T16:00"), at("2024-07-23T09:00")),
                     2 * ALERT_HOUR_MS);
    assert_int_equal(alert_office_ms(&DAYS, at("2024-08-30T17:00"), at("2024-09-03T08:30")),
                     ALERT_HOUR_MS / 2);
    assert_int_equal(alert_office_ms(NULL, at("2024-07-20T00:00"), at("2024-07-22T00:00")), 0);
}

static void a_time_that_runs_backwards_counts_as_none(void **state)
{
    (void)state;
    assert_int_equal(alert_office_ms(&DAYS, at("2024-07-23T09:00"), at("2024-07-22T16:00")), 0);
}

static void a_unit_that_was_never_heard_of_for_decades_is_counted_quickly(void **state)
{
    (void)state;
    assert_true(alert_office_ms(&DAYS, 0, at("2024-07-23T09:00")) > 1000 * ALERT_HOUR_MS);
}

/* ---- repeats and durations ------------------------------------------------------------------- */

static void repeats_after_whole_days_come_in_the_morning_and_others_on_the_minute(void **state)
{
    (void)state;
    assert_int_equal(alert_repeat_at(at("2024-07-22T14:23"), 3 * ALERT_DAY_MS, 8 * 60),
                     at("2024-07-25T08:00"));
    assert_int_equal(alert_repeat_at(at("2024-07-22T14:23"), 4 * ALERT_HOUR_MS, 8 * 60),
                     at("2024-07-22T18:23"));
}

static void durations_are_a_number_and_a_letter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {{"30s", 30 * ALERT_SECOND_MS},
                {"5m", 5 * ALERT_MINUTE_MS},
                {"4h", 4 * ALERT_HOUR_MS},
                {"3d", 3 * ALERT_DAY_MS},
                {"2w", 14 * ALERT_DAY_MS}};
    static const char *const bad[] = {"", "5", "m", "5x", "-5m", "5 m", "5m ", "0m", "123456s"};
    int64_t ms = 0;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(alert_duration_parse(good[i].text, &ms));
        assert_int_equal(ms, good[i].ms);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(alert_duration_parse(bad[i], &ms));
}

static void durations_are_said_in_the_largest_unit_without_a_rest(void **state)
{
    (void)state;
    char text[64];
    assert_string_equal(alert_duration_say(7 * ALERT_DAY_MS, text, sizeof text), "7 ngày");
    assert_string_equal(alert_duration_say(36 * ALERT_HOUR_MS, text, sizeof text), "36 giờ");
    assert_string_equal(alert_duration_say(90 * ALERT_MINUTE_MS, text, sizeof text), "90 phút");
    assert_string_equal(alert_duration_say(30 * ALERT_SECOND_MS, text, sizeof text), "30 giây");
}

static void a_time_of_day_has_two_digits_each(void **state)
{
    (void)state;
    static const char *const bad[] = {"6:30", "24:00", "06:60", "06-30", "06:3a", "06:300", ""};
    int minute = 0;
    assert_true(alert_minute_parse("06:30", &minute));
    assert_int_equal(minute, 390);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(alert_minute_parse(bad[i], &minute));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_night_lasts_past_midnight_until_the_morning),
        cmocka_unit_test(outside_of_the_hours_nothing_is_held),
        cmocka_unit_test(hours_within_a_day_hold_within_that_day),
        cmocka_unit_test(without_hours_no_time_is_quiet),
        cmocka_unit_test(days_off_are_quiet_as_a_whole_and_join_the_nights_around_them),
        cmocka_unit_test(only_office_hours_of_working_days_count),
        cmocka_unit_test(a_time_that_runs_backwards_counts_as_none),
        cmocka_unit_test(a_unit_that_was_never_heard_of_for_decades_is_counted_quickly),
        cmocka_unit_test(repeats_after_whole_days_come_in_the_morning_and_others_on_the_minute),
        cmocka_unit_test(durations_are_a_number_and_a_letter),
        cmocka_unit_test(durations_are_said_in_the_largest_unit_without_a_rest),
        cmocka_unit_test(a_time_of_day_has_two_digits_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
