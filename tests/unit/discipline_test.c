#include "unit_test.h"

#include "model/catalogue_internal.h"
#include "model/discipline.h"

/* June 2024 closes on Friday 14; districts are due on Tuesday 18, communes on Monday 17, and a day
 * of grace follows. */
static catalogue *made;
static report_type general;
static const period june = {PERIOD_MONTH, 2024, 6, 0}, may = {PERIOD_MONTH, 2024, 5, 0};
static const unit district = {.code = "384", .level = LEVEL_DISTRICT},
                  commune = {.code = "14500", .level = LEVEL_COMMUNE};
static const obligation cards = {.code = "CARDS",
                                 .kind = OBLIGATION_INDICATOR,
                                 .report_type = "",
                                 .frequency = PERIOD_MONTH,
                                 .max = 1000},
                        share = {.code = "SHARE",
                                 .kind = OBLIGATION_INDICATOR,
                                 .report_type = "",
                                 .frequency = PERIOD_MONTH,
                                 .is_ratio = true,
                                 .max = 1000};

static int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static int make_catalogue(void **state)
{
    (void)state;
    made = catalogue_builder_finish(catalogue_builder_new());
    if (!made)
        return -1;
    general = made->report_types[0];
    general.grace_days = 1;
    made->report_types = &general; /* the builder knows no grace */
    return 0;
}

static int free_catalogue(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

static point said_at(const char *iso)
{
    return (point){.period = june,
                   .kind = REPORT_FIGURE,
                   .figure = {.value = 40},
                   .units = 1,
                   .expected = 1,
                   .first_ms = at(iso),
                   .last_ms = at(iso),
                   .warning = ""};
}

static attendance of(const unit *u, point said)
{
    return discipline_attendance(made, &cards, u, june, &said, false);
}

/* ---- on time ------------------------------------------------------------------------------- */

static void the_last_day_with_grace_counts_to_its_last_second(void **state)
{
    (void)state;
    assert_int_equal(of(&district, said_at("2024-06-19T23:59:59")), ATTENDANCE_ON_TIME);
    assert_int_equal(of(&district, said_at("2024-06-20T00:00:00")), ATTENDANCE_LATE);
}

static void a_day_ends_by_local_time(void **state)
{
    (void)state;
    assert_int_equal(of(&district, said_at("2024-06-19T16:59:59Z")), ATTENDANCE_ON_TIME);
    assert_int_equal(of(&district, said_at("2024-06-19T17:00:00Z")), ATTENDANCE_LATE);
}

static void each_level_has_its_own_last_day(void **state)
{
    (void)state;
    assert_int_equal(of(&commune, said_at("2024-06-18T23:59:59")), ATTENDANCE_ON_TIME);
    assert_int_equal(of(&commune, said_at("2024-06-19T00:00:00")), ATTENDANCE_LATE);
}

static void a_later_correction_makes_no_report_late(void **state)
{
    (void)state;
    point said = said_at("2024-06-18T08:00");
    said.last_ms = at("2024-07-30T08:00");
    said.corrections = 2;
    assert_int_equal(of(&district, said), ATTENDANCE_ON_TIME);
}

static void a_late_first_report_stays_late(void **state)
{
    (void)state;
    point said = said_at("2024-06-20T08:00");
    said.last_ms = at("2024-06-21T08:00");
    said.corrections = 1;
    assert_int_equal(of(&district, said), ATTENDANCE_LATE);
}

static void nothing_to_report_is_a_report(void **state)
{
    (void)state;
    point said = said_at("2024-06-18T08:00");
    said.kind = REPORT_NOTHING;
    attendance a = of(&district, said);
    assert_int_equal(a, ATTENDANCE_ON_TIME);
    discipline d = {0};
    discipline_add(&d, a, &said);
    assert_int_equal(d.actual, 1);
    assert_int_equal(d.nothing, 1);
}

/* ---- not there ----------------------------------------------------------------------------- */

static void who_sent_nothing_is_not_who_was_refused(void **state)
{
    (void)state;
    assert_int_equal(discipline_attendance(made, &cards, &district, june, NULL, false),
                     ATTENDANCE_MISSING);
    assert_int_equal(discipline_attendance(made, &cards, &district, june, NULL, true),
                     ATTENDANCE_REJECTED);
}

static void a_refused_correction_takes_no_report_away(void **state)
{
    (void)state;
    point said = said_at("2024-06-18T08:00");
    assert_int_equal(discipline_attendance(made, &cards, &district, june, &said, true),
                     ATTENDANCE_ON_TIME);
}

static void what_was_sent_back_is_not_there_until_completed(void **state)
{
    (void)state;
    point said = said_at("2024-06-18T08:00");
    said.returned = true;
    assert_int_equal(of(&district, said), ATTENDANCE_RETURNED);
    said.returned = false;
    said.corrections = 1;
    said.last_ms = at("2024-06-25T08:00");
    assert_int_equal(of(&district, said), ATTENDANCE_ON_TIME);
}

/* ---- counts and rates ---------------------------------------------------------------------- */

static void each_report_is_counted_as_one_thing(void **state)
{
    (void)state;
    discipline d = {0};
    point said = said_at("2024-06-18T08:00");
    discipline_add(&d, ATTENDANCE_MISSING, NULL);
    discipline_add(&d, ATTENDANCE_REJECTED, NULL);
    discipline_add(&d, ATTENDANCE_RETURNED, &said);
    discipline_add(&d, ATTENDANCE_LATE, &said);
    discipline_add(&d, ATTENDANCE_ON_TIME, &said);
    assert_int_equal(d.expected, 5);
    assert_int_equal(d.missing, 1);
    assert_int_equal(d.rejected, 1);
    assert_int_equal(d.returned, 1);
    assert_int_equal(d.late, 1);
    assert_int_equal(d.on_time, 1);
    assert_int_equal(d.actual, 2);
}

static void a_report_corrected_three_times_is_one_corrected_report(void **state)
{
    (void)state;
    discipline d = {0};
    point said = said_at("2024-06-18T08:00");
    said.corrections = 3;
    discipline_add(&d, ATTENDANCE_ON_TIME, &said);
    assert_int_equal(d.corrected, 1);
}

static void rates_are_rounded_half_away_from_zero(void **state)
{
    (void)state;
    int64_t rate;
    assert_true(discipline_reporting_rate(&(discipline){.expected = 3, .actual = 1}, &rate));
    assert_int_equal(rate, 3333);
    assert_true(discipline_on_time_rate(&(discipline){.expected = 3, .on_time = 2}, &rate));
    assert_int_equal(rate, 6667);
    /* 1/32 = 3,125 % */
    assert_true(discipline_on_time_rate(&(discipline){.expected = 32, .on_time = 1}, &rate));
    assert_int_equal(rate, 313);
}

static void who_owed_nothing_has_no_rate(void **state)
{
    (void)state;
    int64_t rate = -1;
    assert_false(discipline_reporting_rate(&(discipline){0}, &rate));
    assert_false(discipline_on_time_rate(&(discipline){0}, &rate));
    assert_false(discipline_scored_rate(&(discipline){0}, &rate));
    assert_int_equal(rate, -1);
}

static void the_names_are_those_of_dhis2(void **state)
{
    (void)state;
    const discipline d = {.expected = 8, .actual = 6, .on_time = 5};
    static const struct {
        const char *name;
        int64_t value;
    } want[] = {{"EXPECTED_REPORTS", 8},
                {"ACTUAL_REPORTS", 6},
                {"ACTUAL_REPORTS_ON_TIME", 5},
                {"REPORTING_RATE", 7500},
                {"REPORTING_RATE_ON_TIME", 6250}};
    for (int m = 0; m < DISCIPLINE_MEASURES; m++) {
        int64_t value = -1;
        assert_string_equal(discipline_names[m], want[m].name);
        assert_true(discipline_value(&d, (discipline_measure)m, &value));
        assert_int_equal(value, want[m].value);
    }
    assert_null(discipline_names[DISCIPLINE_MEASURES]);
}

static void two_periods_add_up_in_every_count(void **state)
{
    (void)state;
    discipline d = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const discipline more = {100, 200, 300, 400, 500, 600, 700, 800, 900, 1000};
    const discipline want = {101, 202, 303, 404, 505, 606, 707, 808, 909, 1010};
    discipline_merge(&d, &more);
    assert_memory_equal(&d, &want, sizeof d);
}

static void a_streak_ends_at_the_first_gap(void **state)
{
    (void)state;
    static const bool whole[] = {true, true, false, true};
    assert_int_equal(discipline_streak(whole, 4), 2);
    assert_int_equal(discipline_streak(whole, 2), 2);
    assert_int_equal(discipline_streak(whole + 2, 2), 0);
    assert_int_equal(discipline_streak(whole, 0), 0);
}

/* ---- not scored until confirmed ------------------------------------------------------------ */

static int64_t scored(point said)
{
    discipline d = {0};
    int64_t rate = -1;
    discipline_add(&d, ATTENDANCE_ON_TIME, &said);
    assert_int_equal(d.on_time, 1);
    assert_true(discipline_scored_rate(&d, &rate));
    return rate;
}

static void an_early_zero_is_on_time_but_not_scored_until_confirmed(void **state)
{
    (void)state;
    point said = said_at("2024-06-01T08:00");
    said.warning = DISCIPLINE_EARLY_ZERO;
    said.unconfirmed = true;
    assert_int_equal(scored(said), 0);
    said.unconfirmed = false;
    assert_int_equal(scored(said), 10000);
}

static void a_repeated_value_is_not_scored_until_confirmed(void **state)
{
    (void)state;
    point said = said_at("2024-06-18T08:00");
    said.warning = DISCIPLINE_REPEATED_VALUE;
    said.unconfirmed = true;
    assert_int_equal(scored(said), 0);
    said.unconfirmed = false;
    assert_int_equal(scored(said), 10000);
}

static void other_warnings_cost_no_score(void **state)
{
    (void)state;
    point said = said_at("2024-06-18T08:00");
    said.warning = "observed-in-future";
    said.unconfirmed = true;
    assert_int_equal(scored(said), 10000);
}

static void what_is_late_and_repeated_is_taken_off_once(void **state)
{
    (void)state;
    discipline d = {0};
    point said = said_at("2024-06-25T08:00");
    said.warning = DISCIPLINE_REPEATED_VALUE;
    said.unconfirmed = true;
    discipline_add(&d, ATTENDANCE_LATE, &said);
    assert_int_equal(d.unscored, 0);
}

static point figure_of(period p, int64_t value, unsigned decimals, const char *iso)
{
    point said = said_at(iso);
    said.period = p;
    said.figure = (figure){.value = value, .decimals = decimals};
    return said;
}

static point part_of(period p, int64_t numerator, int64_t denominator)
{
    point said = said_at("2024-06-18T08:00");
    said.period = p;
    said.figure = (figure){.is_ratio = true, .value = numerator, .denominator = denominator};
    return said;
}

static void a_zero_before_the_period_closed_is_early(void **state)
{
    (void)state;
    point early = figure_of(june, 0, 0, "2024-06-14T23:59:59"),
          after = figure_of(june, 0, 0, "2024-06-15T00:00:00"),
          one = figure_of(june, 1, 0, "2024-06-01T08:00");
    assert_true(discipline_is_early_zero(&cards, &early));
    assert_false(discipline_is_early_zero(&cards, &after));
    assert_false(discipline_is_early_zero(&cards, &one));
}

static void a_zero_sent_again_after_closing_is_not_early(void **state)
{
    (void)state;
    point said = figure_of(june, 0, 0, "2024-06-01T08:00");
    said.last_ms = at("2024-06-17T08:00");
    assert_false(discipline_is_early_zero(&cards, &said));
}

static void nothing_to_report_is_no_early_zero(void **state)
{
    (void)state;
    point said = figure_of(june, 0, 0, "2024-06-01T08:00");
    said.kind = REPORT_NOTHING;
    assert_false(discipline_is_early_zero(&cards, &said));
}

static bool repeats(const obligation *o, point before, point said)
{
    return discipline_is_repeated(o, &before, &said);
}

static void last_periods_value_is_repeated_whatever_its_decimals(void **state)
{
    (void)state;
    point before = figure_of(may, 40, 0, "2024-05-16T08:00");
    assert_true(repeats(&cards, before, figure_of(june, 40, 0, "2024-06-18T08:00")));
    assert_true(repeats(&cards, before, figure_of(june, 4000, 2, "2024-06-18T08:00")));
    assert_false(repeats(&cards, before, figure_of(june, 41, 0, "2024-06-18T08:00")));
    assert_false(repeats(&cards, before, figure_of(june, 40, 1, "2024-06-18T08:00")));
}

static void large_amounts_repeat_too(void **state)
{
    (void)state;
    point before = figure_of(may, INT64_MAX, 0, "2024-05-16T08:00"),
          same = figure_of(june, INT64_MAX, 0, "2024-06-18T08:00"),
          finer = figure_of(june, INT64_MAX, 3, "2024-06-18T08:00");
    assert_true(repeats(&cards, before, same));
    assert_false(repeats(&cards, before, finer));
}

static void a_ratio_repeats_by_both_its_numbers(void **state)
{
    (void)state;
    assert_true(repeats(&share, part_of(may, 3, 4), part_of(june, 3, 4)));
    assert_false(repeats(&share, part_of(may, 3, 4), part_of(june, 6, 8)));
}

static void a_zero_again_is_no_repeat(void **state)
{
    (void)state;
    assert_false(repeats(&cards, figure_of(may, 0, 0, "2024-05-16T08:00"),
                         figure_of(june, 0, 0, "2024-06-18T08:00")));
    assert_false(repeats(&share, part_of(may, 0, 4), part_of(june, 0, 4)));
}

static void all_there_is_again_is_no_repeat(void **state)
{
    (void)state;
    assert_false(repeats(&share, part_of(may, 4, 4), part_of(june, 4, 4)));
    assert_false(repeats(&cards, figure_of(may, 1000, 0, "2024-05-16T08:00"),
                         figure_of(june, 1000, 0, "2024-06-18T08:00")));
}

static void only_the_period_just_before_is_repeated(void **state)
{
    (void)state;
    const period april = {PERIOD_MONTH, 2024, 4, 0};
    point said = figure_of(june, 40, 0, "2024-06-18T08:00");
    assert_false(repeats(&cards, figure_of(april, 40, 0, "2024-04-16T08:00"), said));
    assert_false(discipline_is_repeated(&cards, NULL, &said));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_day_with_grace_counts_to_its_last_second),
        cmocka_unit_test(a_day_ends_by_local_time),
        cmocka_unit_test(each_level_has_its_own_last_day),
        cmocka_unit_test(a_later_correction_makes_no_report_late),
        cmocka_unit_test(a_late_first_report_stays_late),
        cmocka_unit_test(nothing_to_report_is_a_report),
        cmocka_unit_test(who_sent_nothing_is_not_who_was_refused),
        cmocka_unit_test(a_refused_correction_takes_no_report_away),
        cmocka_unit_test(what_was_sent_back_is_not_there_until_completed),
        cmocka_unit_test(each_report_is_counted_as_one_thing),
        cmocka_unit_test(a_report_corrected_three_times_is_one_corrected_report),
        cmocka_unit_test(rates_are_rounded_half_away_from_zero),
        cmocka_unit_test(who_owed_nothing_has_no_rate),
        cmocka_unit_test(the_names_are_those_of_dhis2),
        cmocka_unit_test(two_periods_add_up_in_every_count),
        cmocka_unit_test(a_streak_ends_at_the_first_gap),
        cmocka_unit_test(an_early_zero_is_on_time_but_not_scored_until_confirmed),
        cmocka_unit_test(a_repeated_value_is_not_scored_until_confirmed),
        cmocka_unit_test(other_warnings_cost_no_score),
        cmocka_unit_test(what_is_late_and_repeated_is_taken_off_once),
        cmocka_unit_test(a_zero_before_the_period_closed_is_early),
        cmocka_unit_test(a_zero_sent_again_after_closing_is_not_early),
        cmocka_unit_test(nothing_to_report_is_no_early_zero),
        cmocka_unit_test(last_periods_value_is_repeated_whatever_its_decimals),
        cmocka_unit_test(large_amounts_repeat_too),
        cmocka_unit_test(a_ratio_repeats_by_both_its_numbers),
        cmocka_unit_test(a_zero_again_is_no_repeat),
        cmocka_unit_test(all_there_is_again_is_no_repeat),
        cmocka_unit_test(only_the_period_just_before_is_repeated),
    };
    return cmocka_run_group_tests(tests, make_catalogue, free_catalogue);
}
