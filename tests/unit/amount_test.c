#include "unit_test.h"

#include "model/amount.h"

#include <string.h>

static int64_t people(const char *text, unsigned decimals)
{
    int64_t out = -1;
    assert_int_equal(amount_parse(text, AMOUNT_PEOPLE, decimals, &out).code, ERR_OK);
    return out;
}

static int64_t machine(const char *text, unsigned decimals)
{
    int64_t out = -1;
    assert_int_equal(amount_parse(text, AMOUNT_MACHINE, decimals, &out).code, ERR_OK);
    return out;
}

static error_code refusal(const char *text, amount_style style, unsigned decimals)
{
    int64_t out;
    return amount_parse(text, style, decimals, &out).code;
}

static void assert_percent(int64_t a, int64_t b, unsigned decimals, const char *text)
{
    int64_t p;
    char out[AMOUNT_TEXT_MAX];
    assert_true(amount_ratio(a, b, 100, decimals, &p));
    assert_string_equal(amount_format(p, decimals, AMOUNT_PEOPLE, out, sizeof out), text);
}

static void a_dot_groups_thousands_for_people(void **state)
{
    (void)state;
    assert_int_equal(people("1.234", 0), 1234);
    assert_int_equal(people("1.234,5", 1), 12345);
    assert_int_equal(people("45.158", 0), 45158);
    assert_int_equal(people("1234", 0), 1234);
    assert_int_equal(people("36,49", 2), 3649);
    assert_int_equal(people("-1.234,50", 2), -123450);
}

static void wrong_groups_are_refused_for_people(void **state)
{
    (void)state;
    static const char *const wrong[] = {"36.49", "1.23",    "1.2345", "1..234", ".123", "1234.567",
                                        "1,",    ",5",      "1,2,3",  "",       "-",    "1 234",
                                        "12a",   "1.234,x", "1e3",    "+1",     "0x10", "1.234."};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (refusal(wrong[i], AMOUNT_PEOPLE, 4) != ERR_INVALID)
            fail_msg("\"%s\" was not refused", wrong[i]);
}

static void a_dot_is_the_decimal_mark_for_machines(void **state)
{
    (void)state;
    assert_int_equal(machine("1.234", 3), 1234);
    assert_int_equal(machine("36.49", 2), 3649);
    assert_int_equal(machine("-0.5", 1), -5);
    assert_int_equal(refusal("1,5", AMOUNT_MACHINE, 1), ERR_INVALID);
    assert_int_equal(refusal("1.234.5", AMOUNT_MACHINE, 4), ERR_INVALID);
}

static void too_many_decimals_are_refused_unless_they_are_zeros(void **state)
{
    (void)state;
    assert_int_equal(refusal("1.25", AMOUNT_MACHINE, 1), ERR_INVALID);
    assert_int_equal(refusal("1.5", AMOUNT_MACHINE, 0), ERR_INVALID);
    assert_int_equal(machine("1.50", 1), 15);
    assert_int_equal(machine("2.000", 0), 2);
}

static void what_does_not_fit_64_bits_is_refused(void **state)
{
    (void)state;
    assert_int_equal(machine("9223372036854775807", 0), INT64_MAX);
    assert_int_equal(machine("-9223372036854775808", 0), INT64_MIN);
    assert_int_equal(refusal("9223372036854775808", AMOUNT_MACHINE, 0), ERR_LIMIT);
    assert_int_equal(refusal("9223372036854775807", AMOUNT_MACHINE, 1), ERR_LIMIT);
    assert_int_equal(refusal("99999999999999999999999999999999999999999999", AMOUNT_MACHINE, 0),
                     ERR_LIMIT);
}

static void amounts_are_written_both_ways(void **state)
{
    (void)state;
    char out[AMOUNT_TEXT_MAX];
    assert_string_equal(amount_format(123456750, 2, AMOUNT_PEOPLE, out, sizeof out),
                        "1.234.567,50");
    assert_string_equal(amount_format(123456750, 2, AMOUNT_MACHINE, out, sizeof out), "1234567.50");
    assert_string_equal(amount_format_short(123456750, 2, AMOUNT_PEOPLE, out, sizeof out),
                        "1.234.567,5");
    assert_string_equal(amount_format_short(1200, 2, AMOUNT_PEOPLE, out, sizeof out), "12");
    assert_string_equal(amount_format(-5, 2, AMOUNT_PEOPLE, out, sizeof out), "-0,05");
    assert_string_equal(amount_format(0, 0, AMOUNT_PEOPLE, out, sizeof out), "0");
    assert_string_equal(amount_format(INT64_MIN, 0, AMOUNT_PEOPLE, out, sizeof out),
                        "-9.223.372.036.854.775.808");
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 1, -1, 999, 1000, -1000, 123456789, INT64_MAX, INT64_MIN};
    char out[AMOUNT_TEXT_MAX];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (unsigned d = 0; d <= AMOUNT_DECIMALS_MAX; d++) {
            amount_format(values[i], d, AMOUNT_PEOPLE, out, sizeof out);
            assert_int_equal(people(out, d), values[i]);
            amount_format(values[i], d, AMOUNT_MACHINE, out, sizeof out);
            assert_int_equal(machine(out, d), values[i]);
        }
}

static void published_ratios_come_out_as_published(void **state)
{
    (void)state;
    assert_percent(45158, 53571, 4, "84,2956");
    assert_percent(45158, 53571, 1, "84,3");
    assert_percent(59991, 164382, 4, "36,4949");
    assert_percent(59991, 164382, 2, "36,49");
    assert_percent(59991, 164382, 1, "36,5");
    assert_percent(265588, 450684, 2, "58,93");
}

static void ratios_round_half_away_from_zero(void **state)
{
    (void)state;
    assert_percent(1, 8, 0, "13"); /* 12,5 */
    assert_percent(-1, 8, 0, "-13");
    assert_percent(1, -8, 0, "-13");
    assert_percent(1, 3, 2, "33,33");
    assert_percent(2, 3, 2, "66,67");
}

static void a_ratio_of_nothing_is_not_a_number(void **state)
{
    (void)state;
    int64_t out = 7;
    assert_false(amount_ratio(0, 0, 100, 2, &out));
    assert_false(amount_ratio(INT64_MAX, 1, 100, 9, &out));
    assert_int_equal(out, 7);
}

static void addition_says_when_it_overflows(void **state)
{
    (void)state;
    int64_t out = 7;
    assert_false(amount_add(INT64_MAX, 1, &out));
    assert_int_equal(out, 7);
    assert_true(amount_add(INT64_MAX, -1, &out));
}

static void rescaling_is_exact_or_refused(void **state)
{
    (void)state;
    int64_t out = 7;
    assert_true(amount_rescale(1250, 2, 1, &out));
    assert_int_equal(out, 125);
    assert_false(amount_rescale(1255, 2, 1, &out));
    assert_true(amount_rescale(-5, 0, 3, &out));
    assert_int_equal(out, -5000);
    assert_false(amount_rescale(INT64_MAX, 0, 1, &out));
    assert_false(amount_rescale(1, 0, AMOUNT_DECIMALS_MAX + 1, &out));
}

static void a_ratio_just_below_its_target_is_below(void **state)
{
    (void)state;
    assert_int_equal(amount_compare_ratio(40, 100, 100, 400000, 4), 0);
    assert_int_equal(amount_compare_ratio(399999999, 1000000000, 100, 400000, 4), -1);
    assert_int_equal(amount_compare_ratio(400000001, 1000000000, 100, 400000, 4), 1);
    assert_int_equal(amount_compare_ratio(INT64_MAX, INT64_MAX, 100, 1000000, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dot_groups_thousands_for_people),
        cmocka_unit_test(wrong_groups_are_refused_for_people),
        cmocka_unit_test(a_dot_is_the_decimal_mark_for_machines),
        cmocka_unit_test(too_many_decimals_are_refused_unless_they_are_zeros),
        cmocka_unit_test(what_does_not_fit_64_bits_is_refused),
        cmocka_unit_test(amounts_are_written_both_ways),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(published_ratios_come_out_as_published),
        cmocka_unit_test(ratios_round_half_away_from_zero),
        cmocka_unit_test(a_ratio_of_nothing_is_not_a_number),
        cmocka_unit_test(addition_says_when_it_overflows),
        cmocka_unit_test(rescaling_is_exact_or_refused),
        cmocka_unit_test(a_ratio_just_below_its_target_is_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
