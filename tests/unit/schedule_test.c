#include "unit_test.h"

#include "base/clock.h"
#include "notifier/schedule.h"

#include <string.h>

static const char MONDAYS[] = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0";

static const calendar no_holidays = {0};

static int64_t at(const char *iso)
{
    int64_t ms;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static void assert_slot(bool has, int64_t slot_ms, const char *expected)
{
    char found[26] = "none";
    if (has)
        clock_format_iso(slot_ms, found, sizeof found);
    assert_string_equal(found, expected);
}

/* The slots around NOW of RULE from START; "none" where there is none. */
static void check(const char *rule, const char *start, const char *now, const char *last,
                  const char *next)
{
    schedule *s;
    int64_t slot_ms = 0;
    const schedule_terms terms = {.rule = rule, .start_ms = at(start)};
    assert_int_equal(schedule_parse(&s, &terms).code, ERR_OK);
    bool has = schedule_last(s, &no_holidays, at(now), &slot_ms);
    assert_slot(has, slot_ms, last);
    has = schedule_next(s, &no_holidays, at(now), &slot_ms);
    assert_slot(has, slot_ms, next);
    schedule_free(s);
}

static void between_two_mondays_the_last_and_the_next_are_found(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-01T00:00", "2024-07-18T12:34:56", "2024-07-15T07:00:00+07:00",
          "2024-07-22T07:00:00+07:00");
}

static void at_the_very_instant_a_slot_is_the_last_one(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-01T00:00", "2024-07-22T07:00:00", "2024-07-22T07:00:00+07:00",
          "2024-07-29T07:00:00+07:00");
}

static void a_second_before_it_a_slot_is_still_the_next_one(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-01T00:00", "2024-07-22T06:59:59", "2024-07-15T07:00:00+07:00",
          "2024-07-22T07:00:00+07:00");
}

static void nothing_is_due_before_the_start(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-16T07:00", "2024-07-17T00:00", "none", "2024-07-22T07:00:00+07:00");
    check(MONDAYS, "2024-07-16T07:00", "2020-01-01T00:00", "none", "2024-07-22T07:00:00+07:00");
}

static void a_start_on_a_slot_is_its_first_slot(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-15T07:00", "2024-07-15T07:00", "2024-07-15T07:00:00+07:00",
          "2024-07-22T07:00:00+07:00");
}

static void the_hour_is_vietnams_and_not_utc(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-01T00:00", "2024-07-21T23:59:59Z", "2024-07-15T07:00:00+07:00",
          "2024-07-22T07:00:00+07:00");
    check(MONDAYS, "2024-07-01T00:00", "2024-07-22T00:00:00Z", "2024-07-22T07:00:00+07:00",
          "2024-07-29T07:00:00+07:00");
}

static void the_29th_of_february_comes_in_leap_years_only(void **state)
{
    (void)state;
    const char rule[] = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=8;BYMINUTE=0;BYSECOND=0";
    check(rule, "2020-01-01T00:00", "2025-03-01T00:00", "2024-02-29T08:00:00+07:00",
          "2028-02-29T08:00:00+07:00");
}

static void the_end_of_a_month_is_its_own_last_day(void **state)
{
    (void)state;
    const char rule[] = "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=17;BYMINUTE=30;BYSECOND=0";
    check(rule, "2024-01-01T00:00", "2024-02-29T17:29:59", "2024-01-31T17:30:00+07:00",
          "2024-02-29T17:30:00+07:00");
    check(rule, "2024-01-01T00:00", "2025-02-28T17:30", "2025-02-28T17:30:00+07:00",
          "2025-03-31T17:30:00+07:00");
}

static void a_year_ends_in_the_middle_of_a_week(void **state)
{
    (void)state;
    check(MONDAYS, "2024-07-01T00:00", "2025-01-01T00:00", "2024-12-30T07:00:00+07:00",
          "2025-01-06T07:00:00+07:00");
    check("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31;BYHOUR=23;BYMINUTE=59;BYSECOND=59",
          "2024-01-01T00:00", "2025-01-01T00:00", "2024-12-31T23:59:59+07:00",
          "2025-12-31T23:59:59+07:00");
}

static void several_slots_a_day_are_all_found(void **state)
{
    (void)state;
    const char rule[] = "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7,11,16;BYMINUTE=30;BYSECOND=0";
    check(rule, "2024-07-01T00:00", "2024-07-18T08:00", "2024-07-18T07:30:00+07:00",
          "2024-07-18T11:30:00+07:00");
    check(rule, "2024-07-01T00:00", "2024-07-18T12:00", "2024-07-18T11:30:00+07:00",
          "2024-07-18T16:30:00+07:00");
    check(rule, "2024-07-01T00:00", "2024-07-20T12:00", "2024-07-19T16:30:00+07:00",
          "2024-07-22T07:30:00+07:00");
}

static void a_rule_that_ends_has_a_last_slot_and_no_next_one(void **state)
{
    (void)state;
    check("FREQ=DAILY;COUNT=2;BYHOUR=7;BYMINUTE=0;BYSECOND=0", "2024-07-01T00:00",
          "2024-07-10T00:00", "2024-07-02T07:00:00+07:00", "none");
}

static void a_bad_rule_is_refused_with_an_example(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "weekly",
                                      "0 7 * * 1",
                                      "FREQ=FORTNIGHTLY",
                                      "FREQ=WEEKLY;BYDAY=XX",
                                      "FREQ=WEEKLY;BYHOUR=25",
                                      "BYDAY=MO;BYHOUR=7"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        schedule *s = NULL;
        const schedule_terms terms = {.rule = bad[i]};
        error err = schedule_parse(&s, &terms);
        if (err.code != ERR_INVALID)
            fail_msg("\"%s\" was taken as a rule", bad[i]);
        if (!strstr(err.text, bad[i]) || !strstr(err.text, MONDAYS))
            fail_msg("\"%s\": %s", bad[i], err.text);
        schedule_free(s);
    }
}

static void assert_refused(const char *rule, const char *why)
{
    schedule *s = NULL;
    const schedule_terms terms = {.rule = rule, .start_ms = at("2024-07-01T00:00")};
    error err = schedule_parse(&s, &terms);
    if (err.code != ERR_INVALID)
        fail_msg("\"%s\" was taken as a rule", rule);
    if (!strstr(err.text, rule) || !strstr(err.text, why))
        fail_msg("\"%s\": %s", rule, err.text);
}

static void a_rule_finer_than_a_day_is_refused_with_what_to_write_instead(void **state)
{
    (void)state;
    assert_refused("FREQ=HOURLY;BYMINUTE=0;BYSECOND=0", "FREQ=DAILY;BYHOUR=");
    assert_refused("FREQ=MINUTELY", "FREQ=DAILY;BYHOUR=");
    assert_refused("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYHOUR=");
}

static void a_rule_that_never_comes_true_is_refused(void **state)
{
    (void)state;
    assert_refused("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "không có lần nào");
    assert_refused("FREQ=DAILY;UNTIL=20240630T235959", "không có lần nào");
}

static void a_rule_with_more_slots_a_day_than_anyone_reads_is_refused(void **state)
{
    (void)state;
    assert_refused("FREQ=DAILY;BYHOUR=7;BYMINUTE=0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,"
                   "36,38,40,42,44,46,48;BYSECOND=0",
                   "hơn 24 lần");
}

static void a_count_that_would_be_walked_for_long_is_refused(void **state)
{
    (void)state;
    assert_refused("FREQ=DAILY;COUNT=1001;BYHOUR=7;BYMINUTE=0;BYSECOND=0", "UNTIL=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(between_two_mondays_the_last_and_the_next_are_found),
        cmocka_unit_test(at_the_very_instant_a_slot_is_the_last_one),
        cmocka_unit_test(a_second_before_it_a_slot_is_still_the_next_one),
        cmocka_unit_test(nothing_is_due_before_the_start),
        cmocka_unit_test(a_start_on_a_slot_is_its_first_slot),
        cmocka_unit_test(the_hour_is_vietnams_and_not_utc),
        cmocka_unit_test(the_29th_of_february_comes_in_leap_years_only),
        cmocka_unit_test(the_end_of_a_month_is_its_own_last_day),
        cmocka_unit_test(a_year_ends_in_the_middle_of_a_week),
        cmocka_unit_test(several_slots_a_day_are_all_found),
        cmocka_unit_test(a_rule_that_ends_has_a_last_slot_and_no_next_one),
        cmocka_unit_test(a_bad_rule_is_refused_with_an_example),
        cmocka_unit_test(a_rule_finer_than_a_day_is_refused_with_what_to_write_instead),
        cmocka_unit_test(a_rule_that_never_comes_true_is_refused),
        cmocka_unit_test(a_rule_with_more_slots_a_day_than_anyone_reads_is_refused),
        cmocka_unit_test(a_count_that_would_be_walked_for_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
