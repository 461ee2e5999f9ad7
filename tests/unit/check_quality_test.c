#include "check_quality_fixture.h"

static point part_of(uint8_t number, int64_t numerator, int64_t denominator)
{
    point p = value(number, numerator);
    p.figure = (figure){.is_ratio = true, .value = numerator, .denominator = denominator};
    return p;
}

static verdict after_history(const obligation *o, uint8_t number, figure f, const point *points,
                             size_t n)
{
    inspection i = stated(o, number, f);
    bool goes_on = figure_fits_history(&i, (series){points, n});
    assert_int_equal(goes_on, i.verdict.outcome != REJECTED);
    return i.verdict;
}

#define AFTER(o, number, amount, ...)                                                              \
    after_history(o, number, (figure){.value = (amount)}, (const point[]){__VA_ARGS__},            \
                  sizeof((const point[]){__VA_ARGS__}) / sizeof(point))

#define AFTER_RATIOS(o, number, top, bottom, ...)                                                  \
    after_history(o, number, (figure){.is_ratio = true, .value = (top), .denominator = (bottom)},  \
                  (const point[]){__VA_ARGS__},                                                    \
                  sizeof((const point[]){__VA_ARGS__}) / sizeof(point))

/* ---- cumulative figures ------------------------------------------------------------------- */

static void a_cumulative_figure_that_fell_is_told_with_both_values_and_periods(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    verdict v = AFTER(&o, 6, 44900, value(4, 40000), value(5, 45158));
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "44.900 thẻ");
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "45.158 thẻ của tháng 5/2024");
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "làm sạch dữ liệu");
    assert_int_equal(v.part, PART_VALUE);
    assert_fine(AFTER(&o, 6, 45159, value(4, 40000), value(5, 45158)));
}

static void a_cumulative_figure_above_the_next_periods_is_told_too(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    verdict v = AFTER(&o, 4, 500, value(3, 100), value(4, 110), value(5, 120));
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "120 thẻ của kỳ sau, tháng 5/2024");
    assert_fine(AFTER(&o, 4, 115, value(3, 100), value(4, 500), value(5, 120)));
}

static void a_fall_may_be_ignored_or_refused(void **state)
{
    (void)state;
    const obligation ignored = cumulative(SEVERITY_IGNORE), refused = cumulative(SEVERITY_REJECT);
    assert_fine(AFTER(&ignored, 6, 1, value(5, 2)));
    verdict v = AFTER(&refused, 6, 1, value(5, 2));
    assert_objects(v, REJECTED, "cumulative-fell", "cơ quan thường trực");
    assert_null(strstr(v.message, "không phải làm gì"));
}

static void only_cumulative_figures_must_not_fall(void **state)
{
    (void)state;
    obligation o = cumulative(SEVERITY_REJECT);
    o.accumulation = ACCUMULATE_FLOW;
    assert_fine(AFTER(&o, 6, 1, value(5, 2)));
    o.accumulation = ACCUMULATE_STOCK;
    assert_fine(AFTER(&o, 6, 1, value(5, 2)));
}

static void of_a_ratio_the_numerator_must_not_fall(void **state)
{
    (void)state;
    obligation o = ratio(SEVERITY_IGNORE);
    o.accumulation = ACCUMULATE_CUMULATIVE;
    verdict v = AFTER_RATIOS(&o, 6, 49, 50, part_of(5, 50, 100));
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "tử số 49");
    assert_int_equal(v.part, PART_NUMERATOR);
    assert_fine(AFTER_RATIOS(&o, 6, 51, 1000, part_of(5, 50, 100)));
}

static void decimals_do_not_matter_when_figures_are_compared(void **state)
{
    (void)state;
    obligation o = cumulative(SEVERITY_WARN);
    o.decimals = 2;
    point before = value(5, 450);
    before.figure.decimals = 2;
    figure f = {.value = 44, .decimals = 1};
    assert_objects(after_history(&o, 6, f, &before, 1), ACCEPTED_WITH_WARNING, "cumulative-fell",
                   "4,4 thẻ");
    f.value = 45;
    verdict v = after_history(&o, 6, f, &before, 1);
    assert_objects(v, ACCEPTED_WITH_WARNING, "repeated-value", "tháng 5/2024");
}

static void what_was_sent_back_or_is_no_figure_is_not_compared_with(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    point returned = value(5, 45158), nothing = value(5, 45158);
    returned.returned = true;
    nothing.kind = REPORT_NOTHING;
    assert_fine(AFTER(&o, 6, 50, value(4, 40), returned));
    assert_fine(AFTER(&o, 6, 50, value(4, 40), nothing));
    assert_objects(AFTER(&o, 6, 30, value(4, 40), returned), ACCEPTED_WITH_WARNING,
                   "cumulative-fell", "tháng 4/2024");
}

/* ---- jumps -------------------------------------------------------------------------------- */

static void a_value_far_from_the_units_own_past_is_a_jump_with_its_usual_range(void **state)
{
    (void)state;
    const obligation o = stock(SEVERITY_WARN);
    const point past[] = {value(1, 1000), value(2, 1040), value(3, 980), value(4, 1070),
                          value(5, 1010)};
    verdict v = after_history(&o, 6, (figure){.value = 10100}, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "10.100 thẻ khác xa");
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "từ 860 thẻ đến 1.160 thẻ");
    assert_fine(after_history(&o, 6, (figure){.value = 1160}, past, 5));
    assert_objects(after_history(&o, 6, (figure){.value = 859}, past, 5), ACCEPTED_WITH_WARNING,
                   "jump", "859");
    assert_fine(after_history(&o, 5, (figure){.value = 10100}, past, 3)); /* too little past */
}

static void a_jump_may_be_ignored_or_refused(void **state)
{
    (void)state;
    const obligation ignored = stock(SEVERITY_IGNORE), refused = stock(SEVERITY_REJECT);
    const point past[] = {value(1, 20), value(2, 21), value(3, 20), value(4, 22), value(5, 19)};
    assert_fine(after_history(&ignored, 6, (figure){.value = 200}, past, 5));
    assert_objects(after_history(&refused, 6, (figure){.value = 200}, past, 5), REJECTED, "jump",
                   "trao đổi");
}

static void of_a_cumulative_figure_its_growth_is_compared(void **state)
{
    (void)state;
    obligation o = cumulative(SEVERITY_WARN);
    o.on_jump = SEVERITY_WARN;
    const point past[] = {value(1, 100), value(2, 110), value(3, 121), value(4, 130),
                          value(5, 140)};
    assert_fine(after_history(&o, 6, (figure){.value = 150}, past, 5));
    verdict v = after_history(&o, 6, (figure){.value = 400}, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "thay đổi 260 thẻ");
    v = after_history(&o, 6, (figure){.value = 90}, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "90 thẻ");
    o.on_fall = SEVERITY_IGNORE;
    assert_fine(after_history(&o, 6, (figure){.value = 90}, past, 5));
    /* May is missing: what came in two months is no growth of one. */
    assert_fine(after_history(&o, 6, (figure){.value = 400}, past, 4));
}

static void of_a_ratio_the_percentage_is_compared(void **state)
{
    (void)state;
    const obligation o = ratio(SEVERITY_WARN);
    const point past[] = {part_of(1, 30, 100), part_of(2, 62, 200), part_of(3, 2, 0),
                          part_of(4, 290, 1000), part_of(5, 32, 100)};
    const figure same = {.is_ratio = true, .value = 31000, .denominator = 100000};
    assert_fine(after_history(&o, 6, same, past, 5));
    const figure far = {.is_ratio = true, .value = 99, .denominator = 100};
    verdict v = after_history(&o, 6, far, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "99% khác xa");
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "từ 25,5% đến 35,5%");
    const figure none = {.is_ratio = true, .value = 0, .denominator = 0};
    assert_fine(after_history(&o, 6, none, past, 5));
}

static void a_jump_is_outside_of_the_range_that_is_shown(void **state)
{
    (void)state;
    const obligation o = ratio(SEVERITY_WARN);
    const point past[] = {part_of(1, 7, 15), part_of(2, 1, 2), part_of(3, 8, 15), part_of(4, 7, 15),
                          part_of(5, 8, 15)};
    /* 5 times 3.3333 around 50 would end at 66.6665, shown as 66,67%. */
    const figure two_thirds = {.is_ratio = true, .value = 2, .denominator = 3};
    verdict v = after_history(&o, 6, two_thirds, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "66,67% khác xa");
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "đến 66,65%");
}

static void the_usual_range_stays_within_what_is_possible(void **state)
{
    (void)state;
    const obligation o = ratio(SEVERITY_WARN);
    const point high[] = {part_of(1, 95, 100), part_of(2, 97, 100), part_of(3, 94, 100),
                          part_of(4, 96, 100)};
    verdict v = AFTER_RATIOS(&o, 6, 1, 100, high[0], high[1], high[2], high[3]);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "đến 100%");
    const obligation s = stock(SEVERITY_WARN);
    v = AFTER(&s, 6, 900, value(1, 1), value(2, 9), value(3, 20), value(4, 5));
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "từ 0 thẻ");
}

/* ---- figures that look like no work ------------------------------------------------------- */

static void a_zero_before_the_period_closed_is_early(void **state)
{
    (void)state;
    const obligation o = stock(SEVERITY_IGNORE), r = ratio(SEVERITY_IGNORE);
    context.now_ms = at("2024-06-14T23:59");
    verdict v = AFTER(&o, 6, 0, value(4, 12), value(5, 0));
    assert_objects(v, ACCEPTED_WITH_WARNING, "early-zero", "14/06/2024");
    assert_objects(v, ACCEPTED_WITH_WARNING, "early-zero", "tháng 4/2024 có 12 thẻ");
    assert_objects(AFTER_RATIOS(&r, 6, 0, 100, part_of(5, 3, 100)), ACCEPTED_WITH_WARNING,
                   "early-zero", "tử số 3");
    assert_fine(AFTER(&o, 6, 1, value(4, 12)));
    assert_fine(AFTER(&o, 6, 0, value(4, 0)));
    assert_fine(after_history(&o, 6, (figure){0}, NULL, 0));
    context.now_ms = at("2024-06-15T00:00");
    assert_fine(AFTER(&o, 6, 0, value(4, 12)));
}

static void the_figure_of_the_period_before_once_more_is_told(void **state)
{
    (void)state;
    const obligation o = stock(SEVERITY_IGNORE), r = ratio(SEVERITY_IGNORE);
    assert_objects(AFTER(&o, 6, 12, value(5, 12)), ACCEPTED_WITH_WARNING, "repeated-value",
                   "tháng 5/2024");
    assert_fine(AFTER(&o, 6, 12, value(4, 12)));
    assert_fine(AFTER(&o, 6, 12, value(5, 13)));
    assert_fine(AFTER(&o, 6, 0, value(5, 0)));
    assert_objects(AFTER_RATIOS(&r, 6, 3, 9, part_of(5, 3, 9)), ACCEPTED_WITH_WARNING,
                   "repeated-value", "tháng 5/2024");
    assert_fine(AFTER_RATIOS(&r, 6, 3, 9, part_of(5, 3, 10)));
    assert_fine(AFTER_RATIOS(&r, 6, 9, 9, part_of(5, 9, 9)));
}

/* ---- what can be compared ------------------------------------------------------------------ */

static void figures_under_another_definition_are_not_compared(void **state)
{
    (void)state;
    static const definition since_april[] = {{2, {2024, 4, 1}, "người từ 15 tuổi"}};
    obligation o = cumulative(SEVERITY_WARN);
    o.definitions = since_april;
    o.definition_count = 1;
    const point points[] = {value(2, 1), value(3, 2), value(4, 3), value(5, 4), value(6, 5)};
    inspection i = stated(&o, 5, (figure){0});
    series part = comparable_part(&i, (series){points, 5});
    assert_int_equal(part.count, 3);
    assert_ptr_equal(part.points, &points[2]);
    i = stated(&o, 3, (figure){0});
    part = comparable_part(&i, (series){points, 5});
    assert_int_equal(part.count, 2);
    assert_ptr_equal(part.points, &points[0]);
}

static void a_unit_that_took_in_another_is_not_compared_with_itself_before(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    point points[] = {value(11, 1), value(12, 2), value(1, 3), value(2, 4)};
    points[2].period.year = points[3].period.year = 2025;
    inspection i = stated(&o, 2, (figure){0});
    i.period.year = 2025;
    assert_int_equal(comparable_part(&i, (series){points, 4}).count, 2);
    i.period = points[1].period;
    assert_int_equal(comparable_part(&i, (series){points, 4}).count, 2);
    said.unit = "405";
    assert_int_equal(comparable_part(&i, (series){points, 4}).count, 4);
    assert_int_equal(comparable_part(&i, (series){0}).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_JUNE(a_cumulative_figure_that_fell_is_told_with_both_values_and_periods),
        IN_JUNE(a_cumulative_figure_above_the_next_periods_is_told_too),
        IN_JUNE(a_fall_may_be_ignored_or_refused),
        IN_JUNE(only_cumulative_figures_must_not_fall),
        IN_JUNE(of_a_ratio_the_numerator_must_not_fall),
        IN_JUNE(decimals_do_not_matter_when_figures_are_compared),
        IN_JUNE(what_was_sent_back_or_is_no_figure_is_not_compared_with),
        IN_JUNE(a_value_far_from_the_units_own_past_is_a_jump_with_its_usual_range),
        IN_JUNE(a_jump_may_be_ignored_or_refused),
        IN_JUNE(of_a_cumulative_figure_its_growth_is_compared),
        IN_JUNE(of_a_ratio_the_percentage_is_compared),
        IN_JUNE(a_jump_is_outside_of_the_range_that_is_shown),
        IN_JUNE(the_usual_range_stays_within_what_is_possible),
        IN_JUNE(a_zero_before_the_period_closed_is_early),
        IN_JUNE(the_figure_of_the_period_before_once_more_is_told),
        IN_JUNE(figures_under_another_definition_are_not_compared),
        IN_JUNE(a_unit_that_took_in_another_is_not_compared_with_itself_before),
    };
    return cmocka_run_group_tests(tests, make_catalogue, free_catalogue);
}
