#include "unit_test.h"

#include "model/forecast.h"

/* Figures on the 14th of each month of 2024, from January; the last of them in June. */
enum { MONTHS = 6 };

static void fill(sample *out, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (sample){{2024, (uint8_t)(i + 1), 14}, values[i]};
}

static int64_t days_between(date a, date b)
{
    return date_to_days(b) - date_to_days(a);
}

static void assert_day(date got, int year, int month, int day)
{
    char text[16], want[16];
    date_format_iso(got, text, sizeof text);
    date_format_iso((date){(int16_t)year, (uint8_t)month, (uint8_t)day}, want, sizeof want);
    assert_string_equal(text, want);
}

static void an_exact_line_is_followed_to_the_day(void **state)
{
    (void)state;
    const sample samples[] = {{{2024, 1, 1}, 0}, {{2024, 1, 11}, 20}, {{2024, 1, 31}, 60}};
    forecast f = forecast_line(samples, 3, 100, false);
    assert_true(f.known);
    assert_int_equal(f.pace, 2 * FORECAST_PACE_DAYS);
    assert_int_equal(f.level, 60);
    assert_true(f.reaches);
    assert_day(f.expected, 2024, 2, 20);
}

static void a_day_on_which_it_is_not_quite_there_does_not_count(void **state)
{
    (void)state;
    const sample samples[] = {{{2024, 1, 1}, 0}, {{2024, 1, 31}, 60}};
    assert_day(forecast_line(samples, 2, 100, false).expected, 2024, 2, 20);
    assert_day(forecast_line(samples, 2, 101, false).expected, 2024, 2, 21);
}

static void a_line_that_is_there_already_is_expected_on_its_last_day(void **state)
{
    (void)state;
    const sample samples[] = {{{2024, 1, 1}, 90}, {{2024, 1, 31}, 120}};
    assert_day(forecast_line(samples, 2, 100, false).expected, 2024, 1, 31);
    const sample falling[] = {{{2024, 1, 1}, 120}, {{2024, 1, 31}, 110}};
    assert_day(forecast_line(falling, 2, 100, false).expected, 2024, 1, 31);
}

static void an_even_number_of_slopes_has_the_mean_of_the_middle_ones(void **state)
{
    (void)state;
    /* Slopes per day, sorted: 0, 0, 0, 5/3, 5/2, 5. */
    const sample samples[] = {
        {{2024, 1, 1}, 0}, {{2024, 1, 2}, 5}, {{2024, 1, 3}, 5}, {{2024, 1, 4}, 5}};
    forecast f = forecast_line(samples, 4, 100, false);
    assert_int_equal(f.pace, 833); /* 5/6 * FORECAST_PACE_DAYS */
}

static void one_odd_report_of_six_hardly_moves_the_day(void **state)
{
    (void)state;
    const int64_t steady[MONTHS] = {100, 160, 220, 280, 340, 400};
    sample samples[MONTHS];
    fill(samples, steady, MONTHS);
    date usual = forecast_line(samples, MONTHS, 700, false).expected;
    for (size_t i = 0; i < MONTHS; i++)
        for (int64_t odd = -300; odd <= 300; odd += 600) {
            samples[i].value += odd;
            forecast f = forecast_line(samples, MONTHS, 700, false);
            int64_t moved = days_between(usual, f.expected);
            assert_true(f.reaches);
            assert_in_range(moved + 5, 0, 10);
            samples[i].value -= odd;
        }
}

static void an_odd_last_report_throws_the_straight_line_off(void **state)
{
    (void)state;
    const int64_t steady[MONTHS] = {100, 160, 220, 280, 340, 400};
    sample samples[MONTHS];
    fill(samples, steady, MONTHS);
    date usual = forecast_line(samples, MONTHS, 700, false).expected;
    samples[MONTHS - 1].value = 200;
    date robust = forecast_line(samples, MONTHS, 700, false).expected;
    date straight = forecast_first_to_last(samples, MONTHS, 700, false).expected;
    assert_in_range(days_between(usual, robust) + 5, 0, 10);
    assert_true(days_between(usual, straight) > 365);
}

static void without_an_odd_report_both_lines_agree(void **state)
{
    (void)state;
    const sample samples[] = {{{2024, 1, 1}, 0}, {{2024, 1, 11}, 20}, {{2024, 1, 31}, 60}};
    forecast robust = forecast_line(samples, 3, 100, false);
    forecast straight = forecast_first_to_last(samples, 3, 100, false);
    assert_int_equal(straight.pace, robust.pace);
    assert_int_equal(straight.level, robust.level);
    assert_int_equal(date_compare(straight.expected, robust.expected), 0);
}

static void fewer_may_be_better(void **state)
{
    (void)state;
    const sample falling[] = {{{2024, 1, 1}, 100}, {{2024, 1, 11}, 80}, {{2024, 1, 31}, 40}};
    forecast f = forecast_line(falling, 3, 0, true);
    assert_int_equal(f.pace, -2 * FORECAST_PACE_DAYS);
    assert_day(f.expected, 2024, 2, 20);
    assert_false(forecast_line(falling, 3, 200, false).reaches);
    const sample rising[] = {{{2024, 1, 1}, 10}, {{2024, 1, 31}, 40}};
    assert_false(forecast_line(rising, 2, 0, true).reaches);
    assert_day(forecast_line(rising, 2, 50, true).expected, 2024, 1, 31);
}

static void standing_still_never_gets_there(void **state)
{
    (void)state;
    const sample still[] = {{{2024, 1, 1}, 10}, {{2024, 1, 31}, 10}};
    forecast f = forecast_line(still, 2, 11, false);
    assert_true(f.known);
    assert_int_equal(f.pace, 0);
    assert_false(f.reaches);
}

static void further_than_a_hundred_years_is_never(void **state)
{
    (void)state;
    const sample slow[] = {{{2024, 1, 1}, 0}, {{2024, 1, 2}, 1}};
    assert_true(forecast_line(slow, 2, 1 + FORECAST_DAYS_MAX, false).reaches);
    assert_false(forecast_line(slow, 2, 2 + FORECAST_DAYS_MAX, false).reaches);
}

static void of_one_days_samples_the_last_counts(void **state)
{
    (void)state;
    const sample corrected[] = {
        {{2024, 1, 1}, 0}, {{2024, 1, 31}, 999}, {{2024, 1, 31}, 30}, {{2024, 1, 31}, 60}};
    forecast f = forecast_line(corrected, 4, 100, false);
    assert_int_equal(f.pace, 2 * FORECAST_PACE_DAYS);
    assert_int_equal(f.level, 60);
    assert_false(forecast_line(corrected + 1, 3, 100, false).known);
    assert_false(forecast_line(corrected, 1, 100, false).known);
    assert_false(forecast_line(NULL, 0, 100, false).known);
}

static void only_the_newest_samples_make_the_line(void **state)
{
    (void)state;
    sample samples[FORECAST_SAMPLES_MAX + 10];
    for (int i = 0; i < FORECAST_SAMPLES_MAX + 10; i++)
        samples[i] = (sample){date_add_days((date){2024, 1, 1}, i), i < 10 ? 100000 : 3L * i};
    forecast f = forecast_first_to_last(samples, FORECAST_SAMPLES_MAX + 10, 1000, false);
    assert_int_equal(f.pace, 3 * FORECAST_PACE_DAYS);
}

static void great_figures_do_not_overflow(void **state)
{
    (void)state;
    const int64_t great = 1000000000000000; /* 10^15 */
    const sample samples[] = {
        {{2024, 1, 1}, 0}, {{2024, 1, 11}, great}, {{2024, 1, 31}, 3 * great}};
    forecast f = forecast_line(samples, 3, 5 * great, false);
    assert_int_equal(f.pace, great / 10 * FORECAST_PACE_DAYS);
    assert_day(f.expected, 2024, 2, 20);
}

static void the_ends_of_64_bits_are_held(void **state)
{
    (void)state;
    sample samples[FORECAST_SAMPLES_MAX];
    for (int i = 0; i < FORECAST_SAMPLES_MAX; i++)
        samples[i] = (sample){{(int16_t)(-30000 + 2500 * i), 1, 1}, i % 2 ? INT64_MAX : INT64_MIN};
    forecast f = forecast_line(samples, FORECAST_SAMPLES_MAX, INT64_MAX, false);
    assert_true(f.known);
    const sample steep[] = {{{2024, 1, 1}, INT64_MIN}, {{2024, 1, 2}, INT64_MAX}};
    f = forecast_line(steep, 2, INT64_MAX, false);
    assert_true(f.pace == INT64_MAX);
    assert_true(f.level == INT64_MAX);
    assert_day(f.expected, 2024, 1, 2);
    f = forecast_line(steep, 2, INT64_MIN, true);
    assert_false(f.reaches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exact_line_is_followed_to_the_day),
        cmocka_unit_test(a_day_on_which_it_is_not_quite_there_does_not_count),
        cmocka_unit_test(a_line_that_is_there_already_is_expected_on_its_last_day),
        cmocka_unit_test(an_even_number_of_slopes_has_the_mean_of_the_middle_ones),
        cmocka_unit_test(one_odd_report_of_six_hardly_moves_the_day),
        cmocka_unit_test(an_odd_last_report_throws_the_straight_line_off),
        cmocka_unit_test(without_an_odd_report_both_lines_agree),
        cmocka_unit_test(fewer_may_be_better),
        cmocka_unit_test(standing_still_never_gets_there),
        cmocka_unit_test(further_than_a_hundred_years_is_never),
        cmocka_unit_test(of_one_days_samples_the_last_counts),
        cmocka_unit_test(only_the_newest_samples_make_the_line),
        cmocka_unit_test(great_figures_do_not_overflow),
        cmocka_unit_test(the_ends_of_64_bits_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
