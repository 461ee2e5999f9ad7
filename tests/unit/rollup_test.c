#include "unit_test.h"

#include "model/amount.h"
#include "model/rollup.h"

#include <stdio.h>

static const obligation share = {.kind = OBLIGATION_INDICATOR,
                                 .is_ratio = true,
                                 .measure_unit = "%",
                                 .aggregation = AGGREGATE_RATIO_OF_SUMS};
static const obligation cards = {
    .kind = OBLIGATION_INDICATOR, .measure_unit = "thẻ", .aggregation = AGGREGATE_SUM};

static unit_figure part(const char *unit_code, int64_t numerator, int64_t denominator)
{
    return (unit_figure){
        .unit = unit_code,
        .figure = {.is_ratio = true, .value = numerator, .denominator = denominator}};
}

static unit_figure value(const char *unit_code, int64_t amount, unsigned decimals)
{
    return (unit_figure){.unit = unit_code, .figure = {.value = amount, .decimals = decimals}};
}

static void assert_shown(const obligation *o, const rollup *r, const char *want)
{
    char text[SHOWN_TEXT_MAX];
    assert_string_equal(rollup_format(o, r, text, sizeof text), want);
}

static void the_provinces_ratio_is_no_mean_of_percentages(void **state)
{
    (void)state;
    const unit_figure figures[] = {part("384", 1, 2), part("380", 100, 1000)};
    rollup r = rollup_units(&share, figures, 2, 27);
    assert_true(r.has_value);
    assert_shown(&share, &r, "10,08%"); /* 101/1002; the mean would be 30% */
}

/* Published for the end of March 2025 (doanhnghieptiepthi.vn, 22/4/2025). */
static const struct {
    int64_t numerator, denominator;
    int64_t percent[5]; /* with 0, 1, 2, 3 and 4 decimals */
    const char *shown;
} published[] = {
    {45158, 53571, {84, 843, 8430, 84296, 842956}, "84,3%"},    /* social security by account */
    {59991, 164382, {36, 365, 3649, 36495, 364949}, "36,49%"},  /* pensions */
    {265588, 450684, {59, 589, 5893, 58930, 589300}, "58,93%"}, /* payments online */
};

static void published_figures_are_shown_as_published(void **state)
{
    (void)state;
    char text[SHOWN_TEXT_MAX];
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        const unit_figure f = part("380", published[i].numerator, published[i].denominator);
        assert_string_equal(figure_format(&share, &f.figure, text, sizeof text),
                            published[i].shown);
    }
}

static void published_figures_are_exact_with_any_decimals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        for (unsigned decimals = 0; decimals < 5; decimals++) {
            int64_t percent;
            assert_true(amount_ratio(published[i].numerator, published[i].denominator, 100,
                                     decimals, &percent));
            assert_int_equal(percent, published[i].percent[decimals]);
        }
}

/* 36,4949… is 36,49 and 36,5; what is 5,449 stays 5,4 although 5,45 would become 5,5. */
static void a_percentage_is_rounded_once(void **state)
{
    (void)state;
    int64_t once, first, twice;
    assert_true(amount_ratio(5449, 100000, 100, 1, &once));
    assert_int_equal(once, 54);
    assert_true(amount_ratio(5449, 100000, 100, 2, &first));
    assert_true(amount_ratio(first, 10, 1, 0, &twice));
    assert_int_equal(twice, 55);
}

static void districts_that_make_up_a_published_figure_give_it(void **state)
{
    (void)state;
    /* 20.000/20.000, 10.158/13.571 and 15.000/20.000: the mean of percentages would be 83,28 */
    const unit_figure figures[] = {part("384", 20000, 20000), part("385", 10158, 13571),
                                   part("386", 15000, 20000)};
    rollup r = rollup_units(&share, figures, 3, 3);
    assert_shown(&share, &r, "84,3%");
}

static void coverage_says_how_many_are_in_it(void **state)
{
    (void)state;
    const unit_figure figures[] = {value("384", 5, 0), value("385", 0, 0)};
    rollup r = rollup_units(&cards, figures, 2, 27);
    assert_int_equal(r.have, 2);
    assert_int_equal(r.expected, 27);
    assert_shown(&cards, &r, "5 thẻ");
}

static void missing_is_not_zero(void **state)
{
    (void)state;
    const unit_figure zero = value("384", 0, 0);
    rollup nobody = rollup_units(&cards, NULL, 0, 27);
    rollup none = rollup_units(&cards, &zero, 1, 27);
    assert_false(nobody.has_value);
    assert_shown(&cards, &nobody, "—");
    assert_true(none.has_value);
    assert_shown(&cards, &none, "0 thẻ");
}

static void a_ratio_of_no_cases_is_not_shown(void **state)
{
    (void)state;
    const unit_figure nothing = part("384", 0, 0);
    rollup r = rollup_units(&share, &nothing, 1, 1);
    assert_int_equal(r.have, 1);
    assert_shown(&share, &r, "—");
    assert_false(rollup_reaches(&share, &r, 0));
}

static void an_overflow_is_said_not_shown(void **state)
{
    (void)state;
    const unit_figure figures[] = {value("384", INT64_MAX, 0), value("385", 1, 0)};
    rollup r = rollup_units(&cards, figures, 2, 2);
    assert_true(r.overflow);
    assert_false(r.has_value);
    assert_shown(&cards, &r, "—");
}

static void figures_of_other_decimals_add_exactly(void **state)
{
    (void)state;
    obligation money = {.measure_unit = "tỷ đồng", .decimals = 3, .aggregation = AGGREGATE_SUM};
    const unit_figure figures[] = {value("384", 125, 1), value("385", 1, 3)};
    rollup r = rollup_units(&money, figures, 2, 2);
    assert_shown(&money, &r, "12,501 tỷ đồng");
}

static void a_mean_has_two_decimals_more(void **state)
{
    (void)state;
    obligation score = {.measure_unit = "điểm", .aggregation = AGGREGATE_MEAN};
    const unit_figure figures[] = {value("384", 1, 0), value("385", 1, 0), value("386", 2, 0)};
    rollup r = rollup_units(&score, figures, 3, 3);
    assert_shown(&score, &r, "1,33 điểm");
    assert_true(rollup_reaches(&score, &r, 13333));
    assert_false(rollup_reaches(&score, &r, 13334));
}

static void units_that_reached_it_are_counted(void **state)
{
    (void)state;
    obligation done = {.measure_unit = "đơn vị", .aggregation = AGGREGATE_COUNT_TRUE};
    const unit_figure figures[] = {value("384", 1, 0), value("385", 0, 0), value("386", 1, 0)};
    rollup r = rollup_units(&done, figures, 3, 27);
    assert_shown(&done, &r, "2 đơn vị");
}

static unit_figure observed(const char *unit_code, int64_t amount, int64_t ms)
{
    unit_figure f = value(unit_code, amount, 0);
    f.observed_ms = ms;
    return f;
}

static const obligation latest = {
    .kind = OBLIGATION_INDICATOR, .measure_unit = "điểm", .aggregation = AGGREGATE_LAST};

static void the_figure_observed_last_counts_with_all_in_the_coverage(void **state)
{
    (void)state;
    const unit_figure figures[] = {observed("384", 7, 1000), observed("385", 9, 3000),
                                   observed("386", 8, 2000)};
    rollup r = rollup_units(&latest, figures, 3, 27);
    assert_shown(&latest, &r, "9 điểm");
    assert_int_equal(r.have, 3);
    assert_int_equal(r.expected, 27);
}

static void what_was_observed_at_once_counts_alike_in_any_order(void **state)
{
    (void)state;
    const unit_figure there[] = {observed("384", 7, 1000), observed("385", 9, 1000)},
                      back[] = {there[1], there[0]};
    rollup r = rollup_units(&latest, there, 2, 2), again = rollup_units(&latest, back, 2, 2);
    assert_shown(&latest, &r, "9 điểm");
    assert_shown(&latest, &again, "9 điểm");
}

static void a_last_figure_of_the_wrong_form_counts_for_nothing(void **state)
{
    (void)state;
    unit_figure wrong = part("385", 1, 2);
    wrong.observed_ms = 2000;
    const unit_figure figures[] = {observed("384", 7, 1000), wrong};
    rollup r = rollup_units(&latest, figures, 2, 2);
    assert_shown(&latest, &r, "7 điểm");
    assert_int_equal(r.have, 1);
}

static void a_last_ratio_keeps_both_its_numbers(void **state)
{
    (void)state;
    obligation ratio = share;
    ratio.aggregation = AGGREGATE_LAST;
    unit_figure early = part("384", 1, 2), late = part("385", 3, 4);
    late.observed_ms = 1;
    const unit_figure figures[] = {late, early};
    rollup r = rollup_units(&ratio, figures, 2, 2);
    assert_int_equal(r.figure.value, 3);
    assert_int_equal(r.figure.denominator, 4);
}

static void ranks_are_not_aggregated(void **state)
{
    (void)state;
    obligation rank = {.measure_unit = "hạng", .aggregation = AGGREGATE_NONE};
    const unit_figure figures[] = {value("384", 1, 0)};
    rollup r = rollup_units(&rank, figures, 1, 27);
    assert_int_equal(r.have, 1);
    assert_shown(&rank, &r, "—");
}

static void a_provincial_figure_is_the_only_one(void **state)
{
    (void)state;
    obligation grdp = {
        .measure_unit = "%", .is_ratio = true, .aggregation = AGGREGATE_PROVINCE_ONLY};
    const unit_figure figures[] = {part("STTTT", 828, 10000), part("SCT", 1, 2)};
    rollup one = rollup_units(&grdp, figures, 1, 1);
    rollup two = rollup_units(&grdp, figures, 2, 1);
    assert_shown(&grdp, &one, "8,28%");
    assert_false(two.has_value);
}

static void a_target_is_reached_without_rounding(void **state)
{
    (void)state;
    const unit_figure below = part("384", 399999, 1000000), at = part("385", 2, 5);
    assert_false(figure_reaches(&share, &below.figure, 400000));
    assert_true(figure_reaches(&share, &at.figure, 400000));
}

static void fewer_may_be_better(void **state)
{
    (void)state;
    obligation incidents = cards;
    incidents.lower_is_better = true;
    const unit_figure none = value("384", 0, 0), one = value("385", 1, 0);
    assert_true(figure_reaches(&incidents, &none.figure, 0));
    assert_false(figure_reaches(&incidents, &one.figure, 0));
}

static void the_unit_furthest_behind_comes_first(void **state)
{
    (void)state;
    unit_figure figures[] = {part("380", 1, 2), part("381", 0, 0), part("382", 1, 3),
                             part("385", 2, 4), part("384", 333333, 1000000)};
    rollup_sort_furthest_behind(&share, figures, 5);
    static const char *const order[] = {"384", "382", "380", "385", "381"};
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(figures[i].unit, order[i]);
}

static void with_fewer_better_the_highest_is_furthest_behind(void **state)
{
    (void)state;
    obligation incidents = cards;
    incidents.lower_is_better = true;
    unit_figure figures[] = {value("384", 1, 0), value("385", 25, 1), value("386", 0, 0)};
    rollup_sort_furthest_behind(&incidents, figures, 3);
    assert_string_equal(figures[0].unit, "385");
    assert_string_equal(figures[2].unit, "386");
}

/* ---- breakdowns ---------------------------------------------------------------------------- */

static const category origins[] = {{"noi_dia", "Nội địa"}, {"quoc_te", "Quốc tế"}},
                      lodgings[] = {{"khach_san", "Khách sạn"}, {"homestay", "Homestay"}},
                      ages[] = {{"duoi_18", "Dưới 18"}, {"18_59", "18 đến 59"}, {"tu_60", "Từ 60"}};
/* Not in the order in which a report names them. */
static const dimension tourism[] = {{"tuoi", "Nhóm tuổi", ages, 3},
                                    {"luu_tru", "Loại hình lưu trú", lodgings, 2},
                                    {"khach", "Khách", origins, 2}};
static const obligation guests = {.kind = OBLIGATION_INDICATOR,
                                  .measure_unit = "lượt khách",
                                  .aggregation = AGGREGATE_SUM,
                                  .dimensions = tourism,
                                  .dimension_count = 3};

enum { ALL_CELLS = 12 };

/* All cells of guests × lodging × age; their figures are 1, 2, 4, … so that each sum tells which
 * ones are in it. */
static const char *all_cells[ALL_CELLS];
static figure all_figures[ALL_CELLS];

static int make_cells(void **state)
{
    (void)state;
    static char names[ALL_CELLS][80];
    for (size_t i = 0; i < ALL_CELLS; i++) {
        snprintf(names[i], sizeof names[i], "khach=%s;luu_tru=%s;tuoi=%s", origins[i / 6].code,
                 lodgings[i / 3 % 2].code, ages[i % 3].code);
        all_cells[i] = names[i];
        all_figures[i] = (figure){.value = (int64_t)1 << i};
    }
    return 0;
}

static void a_whole_breakdown_has_a_total(void **state)
{
    (void)state;
    figure sum;
    assert_true(breakdown_sum(&guests, all_cells, all_figures, ALL_CELLS, &sum));
    assert_int_equal(sum.value, 4095);
}

static void the_order_of_cells_does_not_matter(void **state)
{
    (void)state;
    const char *cells[ALL_CELLS];
    figure figures[ALL_CELLS], sum;
    for (size_t i = 0; i < ALL_CELLS; i++) {
        cells[i] = all_cells[(i * 5 + 3) % ALL_CELLS];
        figures[i] = all_figures[(i * 5 + 3) % ALL_CELLS];
    }
    assert_true(breakdown_sum(&guests, cells, figures, ALL_CELLS, &sum));
    assert_int_equal(sum.value, 4095);
}

static void a_breakdown_by_some_dimensions_has_a_total_too(void **state)
{
    (void)state;
    static const char *const by_age[] = {"tuoi=tu_60", "tuoi=duoi_18", "tuoi=18_59"},
                             *const by_two[] = {"khach=quoc_te;luu_tru=khach_san",
                                                "khach=noi_dia;luu_tru=khach_san",
                                                "khach=quoc_te;luu_tru=homestay",
                                                "khach=noi_dia;luu_tru=homestay"};
    figure sum;
    assert_true(breakdown_sum(&guests, by_age, all_figures, 3, &sum));
    assert_int_equal(sum.value, 7);
    assert_true(breakdown_sum(&guests, by_two, all_figures, 4, &sum));
    assert_int_equal(sum.value, 15);
}

static void without_one_cell_there_is_no_total(void **state)
{
    (void)state;
    figure sum = {.value = -1};
    for (size_t without = 0; without < ALL_CELLS; without++) {
        const char *cells[ALL_CELLS];
        size_t n = 0;
        for (size_t i = 0; i < ALL_CELLS; i++)
            if (i != without)
                cells[n++] = all_cells[i];
        assert_false(breakdown_sum(&guests, cells, all_figures, n, &sum));
        cells[n] = cells[0]; /* nor when another one is there twice */
        assert_false(breakdown_sum(&guests, cells, all_figures, ALL_CELLS, &sum));
    }
    assert_false(breakdown_sum(&guests, all_cells, all_figures, 0, &sum));
    assert_int_equal(sum.value, -1);
}

static void cells_of_different_dimensions_are_not_added(void **state)
{
    (void)state;
    static const char *const mixed[] = {"tuoi=tu_60", "tuoi=duoi_18", "khach=noi_dia"},
                             *const finer[] = {"tuoi=tu_60", "tuoi=duoi_18",
                                               "khach=noi_dia;tuoi=18_59"};
    figure sum;
    assert_false(breakdown_sum(&guests, mixed, all_figures, 3, &sum));
    assert_false(breakdown_sum(&guests, finer, all_figures, 3, &sum));
}

static void neither_a_total_nor_an_unknown_cell_is_a_breakdown(void **state)
{
    (void)state;
    static const char *const total[] = {""},
                             *const unknown[] = {"tuoi=tu_60", "tuoi=duoi_18", "tuoi=tu_18"},
                             *const foreign[] = {"mau=do"};
    figure sum;
    assert_false(breakdown_sum(&guests, total, all_figures, 1, &sum));
    assert_false(breakdown_sum(&guests, unknown, all_figures, 3, &sum));
    assert_false(breakdown_sum(&guests, foreign, all_figures, 1, &sum));
}

static void ratios_of_a_breakdown_add_by_both_numbers(void **state)
{
    (void)state;
    static const char *const by_origin[] = {"khach=noi_dia", "khach=quoc_te"};
    const figure figures[] = {{.is_ratio = true, .value = 1, .denominator = 2},
                              {.is_ratio = true, .value = 100, .denominator = 1000}};
    obligation notified = guests;
    notified.is_ratio = true;
    notified.aggregation = AGGREGATE_RATIO_OF_SUMS;
    figure sum;
    assert_true(breakdown_sum(&notified, by_origin, figures, 2, &sum));
    assert_true(sum.is_ratio);
    assert_int_equal(sum.value, 101);
    assert_int_equal(sum.denominator, 1002);
}

static void what_does_not_add_up_has_no_total(void **state)
{
    (void)state;
    static const char *const by_origin[] = {"khach=noi_dia", "khach=quoc_te"};
    const figure huge[] = {{.value = INT64_MAX}, {.value = 1}},
                 some[] = {{.value = 1}, {.value = 2}};
    static const aggregation never[] = {AGGREGATE_MEAN, AGGREGATE_NONE, AGGREGATE_COUNT_TRUE};
    figure sum = {.value = -1};
    assert_false(breakdown_sum(&guests, by_origin, huge, 2, &sum));
    for (size_t i = 0; i < 3; i++) {
        obligation o = guests;
        o.aggregation = never[i];
        assert_false(breakdown_sum(&o, by_origin, some, 2, &sum));
    }
    assert_int_equal(sum.value, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_provinces_ratio_is_no_mean_of_percentages),
        cmocka_unit_test(published_figures_are_shown_as_published),
        cmocka_unit_test(published_figures_are_exact_with_any_decimals),
        cmocka_unit_test(a_percentage_is_rounded_once),
        cmocka_unit_test(districts_that_make_up_a_published_figure_give_it),
        cmocka_unit_test(coverage_says_how_many_are_in_it),
        cmocka_unit_test(missing_is_not_zero),
        cmocka_unit_test(a_ratio_of_no_cases_is_not_shown),
        cmocka_unit_test(an_overflow_is_said_not_shown),
        cmocka_unit_test(figures_of_other_decimals_add_exactly),
        cmocka_unit_test(a_mean_has_two_decimals_more),
        cmocka_unit_test(units_that_reached_it_are_counted),
        cmocka_unit_test(the_figure_observed_last_counts_with_all_in_the_coverage),
        cmocka_unit_test(what_was_observed_at_once_counts_alike_in_any_order),
        cmocka_unit_test(a_last_figure_of_the_wrong_form_counts_for_nothing),
        cmocka_unit_test(a_last_ratio_keeps_both_its_numbers),
        cmocka_unit_test(ranks_are_not_aggregated),
        cmocka_unit_test(a_provincial_figure_is_the_only_one),
        cmocka_unit_test(a_target_is_reached_without_rounding),
        cmocka_unit_test(fewer_may_be_better),
        cmocka_unit_test(the_unit_furthest_behind_comes_first),
        cmocka_unit_test(with_fewer_better_the_highest_is_furthest_behind),
        cmocka_unit_test(a_whole_breakdown_has_a_total),
        cmocka_unit_test(the_order_of_cells_does_not_matter),
        cmocka_unit_test(a_breakdown_by_some_dimensions_has_a_total_too),
        cmocka_unit_test(without_one_cell_there_is_no_total),
        cmocka_unit_test(cells_of_different_dimensions_are_not_added),
        cmocka_unit_test(neither_a_total_nor_an_unknown_cell_is_a_breakdown),
        cmocka_unit_test(ratios_of_a_breakdown_add_by_both_numbers),
        cmocka_unit_test(what_does_not_add_up_has_no_total),
    };
    return cmocka_run_group_tests(tests, make_cells, NULL);
}
