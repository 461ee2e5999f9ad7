#include "unit_test.h"

#include "model/board.h"
#include "model/check.h"

#include <string.h>

static catalogue *made;
static board *said;

static const category guests[] = {{"quoc_te", "Quốc tế"}, {"noi_dia", "Nội địa"}};
static const category ages[] = {{"tre", "Dưới 60"}, {"tu_60", "Từ 60"}};
static const dimension dimensions[] = {{"tuoi", "Nhóm tuổi", ages, 2},
                                       {"khach", "Loại khách", guests, 2}};

static int make(void **state)
{
    (void)state;
    const unit u = {.code = "384", .name = "Huyện A", .level = LEVEL_DISTRICT, .parent = ""};
    const obligation o = {.code = "KHACH",
                          .name = "Lượt khách",
                          .kind = OBLIGATION_INDICATOR,
                          .reporters = 1U << LEVEL_DISTRICT,
                          .frequency = PERIOD_MONTH,
                          .measure_unit = "lượt",
                          .max = 1000000,
                          .dimensions = dimensions,
                          .dimension_count = 2};
    catalogue_builder *b = catalogue_builder_new();
    assert_true(catalogue_builder_unit(b, &u));
    assert_true(catalogue_builder_obligation(b, &o));
    made = catalogue_builder_finish(b);
    said = made ? board_new(made) : NULL;
    return said ? 0 : -1;
}

static int release(void **state)
{
    (void)state;
    board_free(said);
    catalogue_free(made);
    return 0;
}

/* Checks VALUE for BREAKDOWN and takes it; the code of its verdict. */
static const char *report_value(const char *breakdown, int64_t value)
{
    const report r = {.kind = REPORT_FIGURE,
                      .unit = "384",
                      .obligation = "KHACH",
                      .period = "2024-M07",
                      .breakdown = breakdown,
                      .source = "",
                      .text = "",
                      .addressed_to = "",
                      .figure = {.value = value}};
    const check_context context = {.catalogue = made,
                                   .speaker = "384",
                                   .now_ms = clock_day_start_ms((date){2024, 7, 15}),
                                   .judge_lateness = true,
                                   .board = said};
    verdict v = check_report(&r, &context);
    assert_int_not_equal(v.outcome, REJECTED);
    statement s = {.unit = "384", .obligation = "KHACH", .breakdown = breakdown};
    s.said = (point){.period = {PERIOD_MONTH, 2024, 7, 0},
                     .kind = REPORT_FIGURE,
                     .figure = r.figure,
                     .warning = ""};
    assert_int_equal(board_take(said, &s).code, ERR_OK);
    return v.code;
}

static void cells_that_add_up_are_fine(void **state)
{
    (void)state;
    assert_string_equal(report_value("khach=quoc_te", 3), "accepted");
    assert_string_equal(report_value("", 10), "accepted");
    assert_string_equal(report_value("khach=noi_dia", 7), "accepted");
}

static void a_part_of_a_breakdown_is_no_total(void **state)
{
    (void)state;
    report_value("", 10);
    assert_string_equal(report_value("khach=quoc_te", 3), "accepted");
}

static void the_last_to_arrive_shows_that_they_do_not_add_up(void **state)
{
    (void)state;
    report_value("", 10);
    report_value("khach=quoc_te", 3);
    assert_string_equal(report_value("khach=noi_dia", 6), "breakdown-sum");
}

static void the_total_may_be_the_last_to_arrive(void **state)
{
    (void)state;
    report_value("tuoi=tre", 3);
    report_value("tuoi=tu_60", 6);
    assert_string_equal(report_value("", 10), "breakdown-sum");
    assert_string_equal(report_value("", 9), "accepted");
}

static void the_full_cross_of_dimensions_is_added_too(void **state)
{
    (void)state;
    report_value("", 10);
    report_value("khach=quoc_te;tuoi=tre", 1);
    report_value("khach=quoc_te;tuoi=tu_60", 2);
    report_value("khach=noi_dia;tuoi=tre", 3);
    assert_string_equal(report_value("khach=noi_dia;tuoi=tu_60", 5), "breakdown-sum");
    assert_string_equal(report_value("khach=noi_dia;tuoi=tu_60", 4), "accepted");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cells_that_add_up_are_fine),
        TEST(a_part_of_a_breakdown_is_no_total),
        TEST(the_last_to_arrive_shows_that_they_do_not_add_up),
        TEST(the_total_may_be_the_last_to_arrive),
        TEST(the_full_cross_of_dimensions_is_added_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
