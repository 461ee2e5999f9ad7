#include "unit_test.h"

#include "digest_sample.h"
#include "notifier/digest/digest_charts.h"

#include <string.h>

static digest *d;

static int make(void **state)
{
    (void)state;
    d = digest_sample();
    return 0;
}

static int drop(void **state)
{
    (void)state;
    digest_free(d);
    return 0;
}

static void only_indicators_with_a_target_have_a_bar(void **state)
{
    (void)state;
    digest_bars bars = digest_chart_bars(d->memory, d, 100);
    size_t with_target = 0;
    for (size_t i = 0; i < d->indicator_count; i++)
        with_target += d->indicators[i].whole.target.known;
    assert_int_equal(bars.count, with_target);
    assert_int_equal(digest_chart_bars(d->memory, d, 3).count, 3);
}

static void a_bar_shows_the_figure_beside_its_target(void **state)
{
    (void)state;
    digest_indicator it = {.about = {.code = "A", .name = "Tên"},
                           .whole = {.status = STATUS_BEHIND,
                                     .percent = 66,
                                     .path_percent = 76,
                                     .value = {true, 2648, 2, "%"},
                                     .target = {true, 4000, 2, "%"}}};
    d->indicators[0] = it;
    digest_bars bars = digest_chart_bars(d->memory, d, 1);
    assert_string_equal(bars.bars[0].label, "A Tên");
    assert_string_equal(bars.bars[0].figure, "26,48% / 40%");
    assert_int_equal(bars.bars[0].percent, 66);
    assert_int_equal(bars.bars[0].expected_percent, 76);
    assert_non_null(strstr(digest_bars_words(d->memory, &bars), "A Tên: 26,48% / 40%, chậm tiến"));
    d->indicators[0].whole.path_percent = 0;
    assert_int_equal(digest_chart_bars(d->memory, d, 1).bars[0].expected_percent, -1);
}

static void an_unknown_figure_is_an_unknown_bar(void **state)
{
    (void)state;
    d->indicators[0].whole.target = (exact){true, 100, 0, "%"};
    d->indicators[0].whole.value.known = false;
    d->indicators[0].whole.percent = 40;
    assert_int_equal(digest_chart_bars(d->memory, d, 1).bars[0].percent, -1);
}

static void a_trend_needs_two_figures_and_keeps_its_gaps(void **state)
{
    (void)state;
    digest_point points[] = {{"2024-M05", {true, 5, 0, "%"}},
                             {"2024-M06", {false, 0, 0, "%"}},
                             {"2024-Q2", {true, 525, 2, "%"}}};
    digest_indicator it = {
        .about = {.code = "A", .name = "Tên"}, .trend = points, .trend_count = 3};
    chart_trend_data t = digest_chart_trend(d->memory, &it);
    assert_int_equal(t.count, 3);
    assert_int_equal(t.decimals, 2);
    assert_int_equal(t.points[0].value, 500);
    assert_false(t.points[1].known);
    assert_string_equal(t.points[0].label, "T5");
    assert_string_equal(t.points[2].label, "QII");
    assert_string_equal(digest_trend_words(d->memory, &it), "A: từ 5% (T5) đến 5,25% (QII).");
    points[0].value.known = false;
    assert_int_equal(digest_chart_trend(d->memory, &it).count, 0);
}

static void the_map_says_in_words_who_is_overdue(void **state)
{
    (void)state;
    digest_map map = digest_chart_map(d->memory, d);
    assert_int_equal(map.count, d->tile_count);
    d->tile_count = 2;
    d->tiles[0].worst = STATUS_DONE;
    d->tiles[1].worst = STATUS_OVERDUE;
    const char *words = digest_map_words(d->memory, d);
    const char *overdue = strstr(words, "Quá hạn: "), *done = strstr(words, "Hoàn thành: ");
    assert_true(overdue && done && overdue < done);
}

static void completeness_is_not_rounded_up_and_nothing_owed_is_told_apart(void **state)
{
    (void)state;
    digest_cell cells[] = {{300, 299, 0}, {0, 0, 0}, {3, 3, 3}};
    digest_heat_row row = {{"1", "Một", "Một"}, cells, 3};
    const char *periods[] = {"2024-M05", "2024-M06", "2024-M07"};
    d->heat = &row;
    d->heat_count = 1;
    d->heat_periods = (digest_lines){periods, 3};
    chart_heat h = digest_chart_heat(d->memory, d);
    assert_int_equal(h.percent[0], 99);
    assert_int_equal(h.percent[1], -1);
    assert_int_equal(h.percent[2], 100);
    assert_non_null(strstr(digest_heat_words(d->memory, d), "1/1"));
    d->heat_periods.count = 0;
    assert_int_equal(digest_chart_heat(d->memory, d).row_count, 0);
}

static void a_period_that_is_none_is_shown_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(digest_period_label(d->memory, "<b>"), "<b>");
    assert_string_equal(digest_period_label(d->memory, "2024-Y"), "2024-Y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_indicators_with_a_target_have_a_bar, make, drop),
        cmocka_unit_test_setup_teardown(a_bar_shows_the_figure_beside_its_target, make, drop),
        cmocka_unit_test_setup_teardown(an_unknown_figure_is_an_unknown_bar, make, drop),
        cmocka_unit_test_setup_teardown(a_trend_needs_two_figures_and_keeps_its_gaps, make, drop),
        cmocka_unit_test_setup_teardown(the_map_says_in_words_who_is_overdue, make, drop),
        cmocka_unit_test_setup_teardown(
            completeness_is_not_rounded_up_and_nothing_owed_is_told_apart, make, drop),
        cmocka_unit_test_setup_teardown(a_period_that_is_none_is_shown_as_it_is, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
