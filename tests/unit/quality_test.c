#include "unit_test.h"

#include "model/quality.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_usual(const int64_t *history, size_t n, int64_t low, int64_t high)
{
    usual_range range = {0};
    assert_true(quality_usual(history, n, &range));
    assert_int_equal(range.low, low);
    assert_int_equal(range.high, high);
}

static void usual_is_within_five_mad_of_the_median(void **state)
{
    (void)state;
    const int64_t history[] = {100, 104, 98, 107, 101}; /* median 101, deviations 0 1 3 3 6 */
    assert_usual(history, COUNT(history), 101 - 15, 101 + 15);
}

static void a_value_at_the_edge_is_usual_and_the_next_one_a_jump(void **state)
{
    (void)state;
    const int64_t history[] = {100, 104, 98, 107, 101};
    usual_range usual = {0};
    assert_false(quality_is_jump(history, COUNT(history), 116, &usual));
    assert_false(quality_is_jump(history, COUNT(history), 86, &usual));
    assert_true(quality_is_jump(history, COUNT(history), 117, &usual));
    assert_int_equal(usual.low, 86);
    assert_int_equal(usual.high, 116);
    assert_true(quality_is_jump(history, COUNT(history), 85, &usual));
}

static void halves_of_an_even_count_are_not_lost(void **state)
{
    (void)state;
    /* Median 2.5, deviations 0.5 0.5 1.5 1.5, MAD 1: from -2.5 to 7.5. */
    const int64_t four[] = {4, 1, 3, 2};
    assert_usual(four, COUNT(four), -2, 7);
    /* Median 10.5, deviations five times 0.5 and 9.5, MAD 0.5: from 8 to 13. */
    const int64_t narrow[] = {10, 11, 10, 20, 11, 10};
    assert_usual(narrow, COUNT(narrow), 8, 13);
    /* Median 0.5, deviations four times 0.5 and twice 1.5, MAD 0.5: from -2 to 3. */
    const int64_t around_zero[] = {-1, 0, 0, 1, 1, 2};
    assert_usual(around_zero, COUNT(around_zero), -2, 3);
}

static void a_very_steady_past_still_leaves_room_for_two_percent(void **state)
{
    (void)state;
    const int64_t history[] = {9954, 9967, 9960, 9961, 9959}; /* median 9960, MAD 1 */
    assert_usual(history, COUNT(history), 9761, 10159);       /* 199.2 to each side */
}

static void less_than_four_values_are_no_habit(void **state)
{
    (void)state;
    const int64_t history[] = {1, 1, 1, 1};
    usual_range usual;
    assert_false(quality_is_jump(history, 3, 1000, &usual));
    assert_false(quality_is_jump(NULL, 0, 1000, &usual));
    assert_true(quality_is_jump(history, 4, 1000, &usual));
}

static void one_odd_value_in_the_past_does_not_widen_what_is_usual(void **state)
{
    (void)state;
    const int64_t history[] = {100, 104, 98, 107000, 101};
    usual_range usual;
    assert_true(quality_is_jump(history, COUNT(history), 1000, &usual));
    assert_false(quality_is_jump(history, COUNT(history), 110, &usual));
}

static void where_the_past_is_the_same_half_of_it_more_is_usual(void **state)
{
    (void)state;
    const int64_t same[] = {20, 20, 20, 20};
    assert_usual(same, COUNT(same), 10, 30);
    const int64_t nearly[] = {20, 20, 26, 20, 18};
    assert_usual(nearly, COUNT(nearly), 8, 36);
    const int64_t odd[] = {15, 15, 15, 15};
    assert_usual(odd, COUNT(odd), 8, 22);
    const int64_t below_zero[] = {-20, -20, -20, -20};
    assert_usual(below_zero, COUNT(below_zero), -30, -10);
}

static void nothing_is_a_jump_where_there_was_always_zero(void **state)
{
    (void)state;
    const int64_t history[] = {0, 0, 0, 0, 3};
    usual_range usual;
    assert_false(quality_is_jump(history, COUNT(history), 5000, &usual));
}

static void only_the_latest_values_count(void **state)
{
    (void)state;
    int64_t history[QUALITY_HISTORY_MAX + 100];
    for (size_t i = 0; i < COUNT(history); i++)
        history[i] = i < 100 ? 7 : 1000;
    assert_usual(history, COUNT(history), 500, 1500);
}

static void the_largest_numbers_do_not_overflow(void **state)
{
    (void)state;
    const int64_t history[] = {INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX};
    assert_usual(history, COUNT(history), INT64_MIN, INT64_MAX);
    const int64_t high[] = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    assert_usual(high, COUNT(high), INT64_MAX / 2 + 1, INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_is_within_five_mad_of_the_median),
        cmocka_unit_test(a_value_at_the_edge_is_usual_and_the_next_one_a_jump),
        cmocka_unit_test(halves_of_an_even_count_are_not_lost),
        cmocka_unit_test(a_very_steady_past_still_leaves_room_for_two_percent),
        cmocka_unit_test(less_than_four_values_are_no_habit),
        cmocka_unit_test(one_odd_value_in_the_past_does_not_widen_what_is_usual),
        cmocka_unit_test(where_the_past_is_the_same_half_of_it_more_is_usual),
        cmocka_unit_test(nothing_is_a_jump_where_there_was_always_zero),
        cmocka_unit_test(only_the_latest_values_count),
        cmocka_unit_test(the_largest_numbers_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
