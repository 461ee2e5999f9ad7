#include "unit_test.h"

#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static date day(int y, int m, int d)
{
    return (date){(int16_t)y, (uint8_t)m, (uint8_t)d};
}

static int64_t instant(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static void assert_day(date got, int y, int m, int d)
{
    assert_int_equal(date_compare(got, day(y, m, d)), 0);
}

static void leap_days_exist_in_leap_years_only(void **state)
{
    (void)state;
    assert_true(date_is_valid(2024, 2, 29));
    assert_false(date_is_valid(2023, 2, 29));
    assert_true(date_is_valid(2000, 2, 29));
    assert_false(date_is_valid(2100, 2, 29));
    assert_day(date_add_days(day(2024, 2, 28), 1), 2024, 2, 29);
    assert_day(date_add_days(day(2024, 2, 29), 365), 2025, 2, 28);
}

static void months_and_years_roll_over(void **state)
{
    (void)state;
    assert_day(date_add_days(day(2024, 12, 31), 1), 2025, 1, 1);
    assert_day(date_add_days(day(2025, 1, 1), -1), 2024, 12, 31);
    assert_false(date_is_valid(2024, 4, 31));
    assert_false(date_is_valid(2024, 13, 1));
    assert_false(date_is_valid(2024, 1, 0));
}

static void days_count_from_1970_both_ways(void **state)
{
    (void)state;
    assert_int_equal(date_to_days(day(1970, 1, 1)), 0);
    assert_int_equal(date_to_days(day(2024, 7, 22)), 19926);
    for (int64_t n = -30000; n < 60000; n += 7)
        assert_int_equal(date_to_days(date_from_days(n)), n);
}

static void each_day_comes_after_the_one_before(void **state)
{
    (void)state;
    for (date d = day(1999, 12, 1); d.year < 2029; d = date_add_days(d, 1)) {
        date next = date_add_days(d, 1);
        assert_true(date_compare(d, next) < 0 && date_compare(next, d) > 0);
        assert_int_equal(date_compare(d, d), 0);
        assert_int_equal(date_to_days(date_earlier(next, d)), date_to_days(d));
        assert_int_equal(date_to_days(date_later(next, d)), date_to_days(next));
    }
}

static void weekdays_are_right(void **state)
{
    (void)state;
    assert_int_equal(date_weekday(day(2024, 7, 22)), 1);
    assert_int_equal(date_weekday(day(2023, 12, 17)), 7);
    assert_int_equal(date_weekday(day(1969, 12, 31)), 3);
}

static void the_local_day_changes_at_17_utc(void **state)
{
    (void)state;
    assert_day(clock_local_date(instant("2024-07-21T16:59:59Z")), 2024, 7, 21);
    assert_day(clock_local_date(instant("2024-07-21T17:00:00Z")), 2024, 7, 22);
    assert_day(clock_local_date(instant("2024-02-28T17:00:00Z")), 2024, 2, 29);
    assert_day(clock_local_date(instant("2023-12-31T17:00:00Z")), 2024, 1, 1);
    assert_int_equal(clock_day_start_ms(day(2024, 7, 22)), instant("2024-07-21T17:00:00Z"));
}

static void instants_before_1970_are_right_too(void **state)
{
    (void)state;
    assert_day(clock_local_date(-7 * 3600 * 1000LL - 1), 1969, 12, 31);
}

static void instants_are_read_in_local_time_unless_they_say_otherwise(void **state)
{
    (void)state;
    int64_t seven = instant("2024-07-22T00:00:00Z");
    assert_int_equal(instant("2024-07-22T07:00"), seven);
    assert_int_equal(instant("2024-07-22T07:00:00"), seven);
    assert_int_equal(instant("2024-07-22T07:00:00+07:00"), seven);
    assert_int_equal(instant("2024-07-21T19:00:00-05:00"), seven);
    assert_int_equal(instant("2024-07-22T07:00:00.089"), seven + 89);
    assert_int_equal(instant("2024-07-22T00:00:00.089Z"), seven + 89);
    assert_int_equal(instant("2024-07-22"), seven - 7 * 3600 * 1000);
}

static void malformed_instants_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "2024-7-22",
                                        "2024-07-32",
                                        "22/07/2024",
                                        "2024-07-22T",
                                        "2024-07-22T24:00",
                                        "2024-07-22T07:00x",
                                        "2024-07-22T07:00.000",
                                        "2024-07-22T07:00:00.5",
                                        "2024-07-22T07:00:00.0001",
                                        "2024-07-22 07:00"};
    int64_t ms;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(clock_parse_iso(wrong[i], &ms).code, ERR_INVALID);
    date out;
    assert_int_equal(date_parse("2024-02-30", &out).code, ERR_INVALID);
    assert_int_equal(date_parse("2024-02-03 ", &out).code, ERR_INVALID);
}

static void instants_are_written_for_machines_people_and_logs(void **state)
{
    (void)state;
    char iso[26], exact[30], vi[17], log[24], from[11], to[11];
    int64_t at = instant("2024-02-05T07:08:09");
    clock_format_iso(at, iso, sizeof iso);
    clock_format_iso_ms(at + 7, exact, sizeof exact);
    clock_format_vi(at, vi, sizeof vi);
    clock_format_log(at + 7, log, sizeof log);
    date_format_iso(day(2024, 2, 5), from, sizeof from);
    date_format_vi(day(2024, 2, 5), to, sizeof to);
    assert_string_equal(iso, "2024-02-05T07:08:09+07:00");
    assert_string_equal(exact, "2024-02-05T07:08:09.007+07:00");
    assert_string_equal(vi, "07:08 05/02/2024");
    assert_string_equal(log, "2024-02-05 07:08:09.007");
    assert_string_equal(from, "2024-02-05");
    assert_string_equal(to, "05/02/2024");
}

static void the_clock_follows_its_file(void **state)
{
    (void)state;
    char path[] = "/tmp/tiendo-clock-XXXXXX";
    int fd = mkstemp(path);
    int64_t shift = -2LL * 365 * 24 * 3600 * 1000;
    assert_int_equal(write(fd, &shift, sizeof shift), sizeof shift);
    int64_t real = clock_now_ms();
    setenv("TIENDO_CLOCK_FILE", path, 1);
    assert_int_equal(clock_init().code, ERR_OK);
    assert_true(clock_is_shifted());
    assert_true(clock_now_ms() < real + shift / 2);
    shift = 0;
    assert_int_equal(pwrite(fd, &shift, sizeof shift, 0), sizeof shift);
    assert_true(clock_now_ms() >= real);
    close(fd);
    unlink(path);
}

static void a_missing_clock_file_is_an_error(void **state)
{
    (void)state;
    setenv("TIENDO_CLOCK_FILE", "/nonexistent/clock", 1);
    assert_int_equal(clock_init().code, ERR_NOT_FOUND);
    unsetenv("TIENDO_CLOCK_FILE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leap_days_exist_in_leap_years_only),
        cmocka_unit_test(months_and_years_roll_over),
        cmocka_unit_test(days_count_from_1970_both_ways),
        cmocka_unit_test(each_day_comes_after_the_one_before),
        cmocka_unit_test(weekdays_are_right),
        cmocka_unit_test(the_local_day_changes_at_17_utc),
        cmocka_unit_test(instants_before_1970_are_right_too),
        cmocka_unit_test(instants_are_read_in_local_time_unless_they_say_otherwise),
        cmocka_unit_test(malformed_instants_are_refused),
        cmocka_unit_test(instants_are_written_for_machines_people_and_logs),
        cmocka_unit_test(the_clock_follows_its_file),
        cmocka_unit_test(a_missing_clock_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
