#include "status_fixture.h"

/* ---- reached ------------------------------------------------------------------------------ */

static void reaching_the_target_is_done(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){30, 35, 40}, 3);
    assert_status(judge_on("SHARE", "384", &h, "2024-03-20").status, STATUS_DONE);
}

static void just_below_the_target_is_not_done(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M03", 399999, 1000000);
    judgement j = judge_on("SHARE", "384", &h, "2024-03-20");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_true(j.has_percent);
    assert_int_equal(j.percent, 99);
    assert_int_equal(j.value, 399999);
}

static void what_was_reached_and_lost_is_not_done(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){38, 41, 39}, 3);
    assert_status(judge_on("SHARE", "384", &h, "2024-03-20").status, STATUS_ON_TRACK);
    for (int m = 4; m <= 12; m++) {
        char code[PERIOD_TEXT_MAX];
        say_share(&h, period_format((period){PERIOD_MONTH, 2024, (uint8_t)m, 0}, code, sizeof code),
                  39, 100);
    }
    say_share(&h, "2025-M01", 39, 100);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-20").status, STATUS_OVERDUE);
}

static void reached_when_measured_and_lost_since_is_overdue(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2025-M01", 41, 100);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-20").status, STATUS_DONE);
    say_share(&h, "2025-M02", 39, 100);
    assert_status(judge_on("SHARE", "384", &h, "2025-02-20").status, STATUS_OVERDUE);
    say_share(&h, "2025-M03", 41, 100);
    assert_status(judge_on("SHARE", "384", &h, "2025-03-20").status, STATUS_DONE);
}

static void reached_only_after_it_was_measured_is_late(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M11", 41, 100);
    say_share(&h, "2025-M01", 39, 100);
    say_share(&h, "2025-M02", 41, 100);
    assert_status(judge_on("SHARE", "384", &h, "2025-02-20").status, STATUS_DONE_LATE);
}

static void a_few_incidents_of_some_units_are_no_success(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_value(&h, "2024-M03", 0);
    p->units = 3;
    p->expected = 4;
    assert_status(judge_on("CASES", NULL, &h, "2024-03-20").status, STATUS_ON_TRACK);
    p->units = 4;
    assert_status(judge_on("CASES", NULL, &h, "2024-03-20").status, STATUS_DONE);
}

static void the_provinces_mean_is_over_the_units_that_said_it(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_value(&h, "2024-M03", 5);
    p->units = 3;
    p->expected = 4;
    judgement j = judge_on("SCORE", NULL, &h, "2024-03-20");
    assert_status(j.status, STATUS_DONE);
    assert_int_equal(j.value, 16667);
    p->units = 4; /* 1.25 */
    assert_status(judge_on("SCORE", NULL, &h, "2024-03-20").status, STATUS_ON_TRACK);
}

/* ---- the deadline ------------------------------------------------------------------------- */

static void a_target_of_31_december_is_measured_in_january(void **state)
{
    (void)state;
    const obligation *share = catalogue_obligation(made, "SHARE");
    period p = status_measuring_period(share, day("2024-12-31"));
    assert_true(period_equal(p, (period){PERIOD_MONTH, 2025, 1, 0}));
    p = status_measuring_period(share, day("2024-10-31"));
    assert_true(period_equal(p, (period){PERIOD_MONTH, 2024, 11, 0}));
}

static void a_years_flow_is_measured_when_its_year_closes(void **state)
{
    (void)state;
    const obligation *flow = catalogue_obligation(made, "FLOW");
    period p = status_measuring_period(flow, day("2024-12-31"));
    assert_true(period_equal(p, (period){PERIOD_MONTH, 2024, 12, 0}));
}

static void what_is_reported_twice_a_year_or_less_is_measured_by_what_closed_before(void **state)
{
    (void)state;
    obligation o = {.kind = OBLIGATION_INDICATOR, .frequency = PERIOD_NINE_MONTHS};
    assert_int_equal(status_measuring_period(&o, day("2024-10-31")).year, 2024);
    o.frequency = PERIOD_YEAR;
    assert_int_equal(status_measuring_period(&o, day("2025-12-31")).year, 2025);
    assert_int_equal(status_measuring_period(&o, day("2025-12-13")).year, 2024);
    o.frequency = PERIOD_HALF_YEAR;
    period p = status_measuring_period(&o, day("2024-12-31"));
    assert_int_equal(p.year, 2024);
    assert_int_equal(p.number, 2);
}

/* Shares of January to December 2024 on the way to LAST. */
static history year_up_to(int64_t last)
{
    history h = {0};
    int64_t percents[12];
    for (int m = 0; m < 12; m++)
        percents[m] = last - 2 * (11 - m);
    say_shares(&h, percents, 12);
    return h;
}

static void between_deadline_and_measurement_nothing_is_overdue_yet(void **state)
{
    (void)state;
    history h = year_up_to(39);
    assert_status(judge_on("SHARE", "384", &h, "2024-12-31").status, STATUS_ON_TRACK);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-05").status, STATUS_ON_TRACK);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-16").status, STATUS_ON_TRACK);
    h = year_up_to(37);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-16").status, STATUS_AT_RISK);
}

static void a_missing_measurement_is_overdue_when_it_is_due(void **state)
{
    (void)state;
    history h = year_up_to(39);
    judgement j = judge_on("SHARE", "384", &h, "2025-01-17");
    assert_status(j.status, STATUS_OVERDUE);
    assert_status(j.reporting, STATUS_SILENT);
    assert_int_equal(j.days_left, -17);
}

static void a_measurement_decides(void **state)
{
    (void)state;
    history h = year_up_to(39);
    point *p = say_share(&h, "2025-M01", 395, 1000);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-20").status, STATUS_OVERDUE);
    p->figure.value = 400;
    assert_status(judge_on("SHARE", "384", &h, "2025-01-20").status, STATUS_DONE);
}

static void an_early_report_of_the_measuring_period_does_not_decide(void **state)
{
    (void)state;
    history h = year_up_to(39);
    point *p = say_share(&h, "2025-M01", 39, 100);
    p->first_ms = p->last_ms = clock_day_start_ms(day("2024-12-20"));
    assert_status(judge_on("SHARE", "384", &h, "2024-12-31").status, STATUS_ON_TRACK);
    assert_status(judge_on("SHARE", "384", &h, "2025-01-05").status, STATUS_ON_TRACK);
    p->last_ms = clock_day_start_ms(day("2025-01-03"));
    assert_status(judge_on("SHARE", "384", &h, "2025-01-05").status, STATUS_OVERDUE);
}

static void a_task_is_overdue_the_day_after_its_deadline(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M10", 80, NULL);
    judgement j = judge_on("TASK", "384", &h, "2024-10-31");
    assert_int_equal(j.days_left, 0);
    assert_status(j.status, STATUS_ON_TRACK);
    assert_status(judge_on("TASK", "384", &h, "2024-11-01").status, STATUS_OVERDUE);
}

static void a_task_of_which_nothing_was_said_is_overdue_too(void **state)
{
    (void)state;
    history h = {0};
    assert_status(judge_on("TASK", "384", &h, "2024-10-31").status, STATUS_SILENT);
    assert_status(judge_on("TASK", "384", &h, "2024-11-01").status, STATUS_OVERDUE);
}

static void a_unit_may_have_its_own_deadline(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M10", 80, NULL);
    judgement j = judge_on("TASK", "381", &h, "2024-11-01");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_int_equal(j.days_left, 60);
    say_task(&h, "2024-M12", 80, NULL);
    assert_status(judge_on("TASK", "381", &h, "2024-12-31").status, STATUS_AT_RISK);
    assert_status(judge_on("TASK", "381", &h, "2025-01-01").status, STATUS_OVERDUE);
}

static void a_task_is_done_on_the_day_it_is_said(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M11", 100, "2024-10-31");
    assert_status(judge_on("TASK", "384", &h, "2024-11-20").status, STATUS_DONE);
    h.count = 0;
    say_task(&h, "2024-M11", 100, "2024-11-01");
    assert_status(judge_on("TASK", "384", &h, "2024-11-20").status, STATUS_DONE_LATE);
}

static void a_task_said_late_for_a_period_before_the_deadline_is_in_time(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M10", 100, "2024-11-05");
    judgement j = judge_on("TASK", "384", &h, "2024-11-06");
    assert_status(j.status, STATUS_DONE);
    assert_status(j.reporting, STATUS_REPORTED_LATE);
}

static void a_report_of_the_deadline_that_was_completed_later_is_late(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_task(&h, "2024-M11", 100, "2024-10-28");
    p->last_ms = clock_day_start_ms(day("2024-11-05")); /* said 80 % before */
    assert_status(judge_on("TASK", "384", &h, "2024-11-20").status, STATUS_DONE_LATE);
}

/* ---- target and pace ---------------------------------------------------------------------- */

static void no_target_is_not_zero(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M07", 30, 100);
    judgement j = judge_on("PLAIN", "384", &h, "2024-07-22");
    assert_status(j.status, STATUS_NO_TARGET);
    assert_true(j.has_value);
    assert_false(j.has_percent);
}

static void a_sum_is_the_provinces_target_and_a_units_only_by_name(void **state)
{
    (void)state;
    history h = {0};
    say_value(&h, "2024-M07", 100);
    assert_status(judge_on("CARDS", "380", &h, "2024-07-22").status, STATUS_NO_TARGET);
    assert_status(judge_on("CARDS", "384", &h, "2024-07-22").status, STATUS_DONE);
    assert_int_equal(judge_on("CARDS", NULL, &h, "2024-07-22").percent, 10);
}

static void a_rank_has_no_provincial_value(void **state)
{
    (void)state;
    history h = {0};
    say_value(&h, "2024-M07", 5)->expected = 4;
    assert_false(judge_on("RANK", NULL, &h, "2024-07-22").has_value);
    assert_status(judge_on("RANK", "384", &h, "2024-07-22").status, STATUS_DONE);
}

static void a_figure_said_once_for_the_province_has_one_author(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_value(&h, "2024-M07", 9);
    p->expected = 2;
    assert_status(judge_on("ONCE", NULL, &h, "2024-07-22").status, STATUS_DONE);
    p->units = 2;
    assert_false(judge_on("ONCE", NULL, &h, "2024-07-22").has_value);
}

static void a_pace_that_suffices_is_on_track(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){10, 13, 16, 19, 22, 25}, 6);
    judgement j = judge_on("SHARE", "384", &h, "2024-06-20");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_true(j.has_pace);
    assert_in_range(j.actual_pace, 96000, 102000); /* 3 points a month */
    assert_in_range(j.needed_pace, 77000, 78000);  /* 15 points in 194 days */
    assert_true(j.has_expected);
    assert_int_equal(j.expected.month, 11);
    assert_int_equal(j.percent, 63);
}

/* From 10 % on 14/01 to 40 % on 31/12/2024: on 14/04 the straight path is at 17,8 %. */
static void the_straight_path_is_told_in_percent_of_the_target(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){10, 11, 12, 13}, 4);
    assert_int_equal(judge_on("SHARE", "384", &h, "2024-04-20").path_percent, 44);
    assert_int_equal(judge_on("SHARE", "384", &h, "2025-02-20").path_percent, 44);
    say_shares(&h, (const int64_t[]){10, 20, 40}, 3);
    assert_int_equal(judge_on("SHARE", "384", &h, "2024-03-20").path_percent, 0);
}

static void a_pace_of_long_ago_hides_no_standstill(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){5, 13, 21, 29, 30, 30, 30, 30, 30}, 9);
    judgement j = judge_on("SHARE", "384", &h, "2024-09-20");
    assert_status(j.status, STATUS_AT_RISK);
    assert_int_equal(j.actual_pace, 0);
}

static void of_frequent_reports_those_of_five_months_make_the_pace(void **state)
{
    (void)state;
    history h = {0};
    for (int week = 10; week < 24; week++) {
        char code[PERIOD_TEXT_MAX];
        period_format((period){PERIOD_WEEK, 2024, (uint8_t)week, 0}, code, sizeof code);
        say_share(&h, code, week < 18 ? week : 18, 100);
    }
    assert_true(judge_on("WEEKLY", "384", &h, "2024-06-14").actual_pace > 0);
}

static void one_odd_report_does_not_change_the_status(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){10, 13, 16, 19, 22, 15}, 6);
    assert_status(judge_on("SHARE", "384", &h, "2024-06-20").status, STATUS_ON_TRACK);
}

static void missing_the_deadline_near_the_path_is_at_risk(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){10, 12, 14, 16}, 4);
    judgement j = judge_on("SHARE", "384", &h, "2024-04-20");
    assert_status(j.status, STATUS_AT_RISK);
    assert_int_equal(j.expected.year, 2025);
}

static void below_the_path_counts_from_a_tenth_of_the_way(void **state)
{
    (void)state;
    /* On 14/5 the path from 0 % on 14/1 to 40 % on 31/12 is at 13.75 %; a tenth is 4 points. */
    history h = {0};
    say_shares(&h, (const int64_t[]){0, 2, 5, 7}, 4);
    point *p = say_share(&h, "2024-M05", 975, 10000);
    assert_status(judge_on("SHARE", "384", &h, "2024-05-20").status, STATUS_AT_RISK);
    p->figure.value = 974;
    assert_status(judge_on("SHARE", "384", &h, "2024-05-20").status, STATUS_BEHIND);
}

static void what_is_missing_on_the_deadline_itself_is_a_risk(void **state)
{
    (void)state;
    history h = {0};
    say_nothing(&h, "2024-M12");
    point *p = say_share(&h, "2025-M01", 30, 100);
    p->first_ms = p->last_ms = clock_day_start_ms(day("2024-12-30"));
    assert_status(judge_on("SHARE", "384", &h, "2024-12-31").status, STATUS_ON_TRACK);
    p->last_ms = clock_day_start_ms(day("2024-12-31"));
    assert_status(judge_on("SHARE", "384", &h, "2024-12-31").status, STATUS_AT_RISK);
}

static void two_reports_are_held_against_the_path_alone(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M01", 10, 100);
    say_share(&h, "2024-M02", 11, 100); /* 360 days to go */
    judgement j = judge_on("SHARE", "384", &h, "2024-02-20");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_true(date_compare(j.expected, day("2024-12-31")) > 0);
    h.count = 1;
    say_share(&h, "2024-M05", 12, 100);
    assert_status(judge_on("SHARE", "384", &h, "2024-05-20").status, STATUS_AT_RISK);
}

static void fewer_is_better_is_judged_downwards(void **state)
{
    (void)state;
    history h = {0};
    say_value(&h, "2024-M01", 120);
    say_value(&h, "2024-M02", 108);
    say_value(&h, "2024-M03", 96);
    judgement j = judge_on("CASES", "384", &h, "2024-03-20");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_false(j.has_percent);
    assert_true(j.needed_pace < 0);
    assert_true(j.actual_pace < 0);
    h.points[2].figure.value = 130;
    assert_status(judge_on("CASES", "384", &h, "2024-03-20").status, STATUS_BEHIND);
}

static void without_a_deadline_only_drifting_away_is_a_risk(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){90, 80, 70}, 3);
    judgement j = judge_on("OPEN", "384", &h, "2024-03-20");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_false(j.has_deadline);
    say_share(&h, "2024-M04", 60, 100);
    assert_status(judge_on("OPEN", "384", &h, "2024-04-20").status, STATUS_AT_RISK);
    say_share(&h, "2024-M05", 60, 100);
    assert_status(judge_on("OPEN", "384", &h, "2024-05-20").status, STATUS_ON_TRACK);
}

static void a_blocked_task_is_at_risk_at_least(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M03", 90, NULL)->state = TASK_BLOCKED;
    assert_status(judge_on("TASK", "384", &h, "2024-03-20").status, STATUS_AT_RISK);
    assert_status(judge_on("UNDATED", "384", &h, "2024-03-20").status, STATUS_AT_RISK);
    h.points[0].state = TASK_IN_PROGRESS;
    assert_status(judge_on("UNDATED", "384", &h, "2024-03-20").status, STATUS_ON_TRACK);
}

static void a_flow_adds_up_within_its_year(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2023-M12", 100, 100);
    say_share(&h, "2024-M01", 10, 100);
    say_share(&h, "2024-M02", 90, 100);
    judgement j = judge_on("FLOW", "384", &h, "2024-02-20");
    assert_int_equal(j.value, 500000);
    assert_status(j.status, STATUS_ON_TRACK);
    assert_non_null(strstr(j.reason, "đạt 50% tính từ đầu năm"));
    say_share(&h, "2024-M03", 400, 500);
    assert_status(judge_on("FLOW", "384", &h, "2024-03-20").status, STATUS_DONE);
}

static void a_years_flow_stays_done_when_the_next_year_begins(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M12", 75, 100);
    say_share(&h, "2025-M01", 10, 100);
    judgement j = judge_on("FLOW", "384", &h, "2025-01-20");
    assert_status(j.status, STATUS_DONE);
    assert_int_equal(j.value, 750000);
    h.points[0].figure.value = 65;
    assert_status(judge_on("FLOW", "384", &h, "2024-12-31").status, STATUS_ON_TRACK);
    assert_status(judge_on("FLOW", "384", &h, "2025-01-01").status, STATUS_OVERDUE);
}

static void another_definition_breaks_the_comparison(void **state)
{
    (void)state;
    /* By the old definition 30 points higher; by the new one it grows as it should. */
    const int64_t percents[] = {30, 33, 36, 9, 13, 17, 21};
    history h = {0};
    say_shares(&h, percents, 7);
    judgement j = judge_on("REDEFINED", "384", &h, "2024-07-20");
    assert_true(j.comparison_broken);
    assert_status(j.status, STATUS_ON_TRACK);
    assert_in_range(j.actual_pace, 128000, 136000); /* 4 points a month */
    j = judge_on("SHARE", "384", &h, "2024-07-20");
    assert_false(j.comparison_broken);
    assert_status(j.status, STATUS_BEHIND);
}

/* ---- names -------------------------------------------------------------------------------- */

static void codes_are_read_back(void **state)
{
    (void)state;
    for (int s = STATUS_DONE; s <= STATUS_NOT_APPLICABLE; s++)
        assert_int_equal(status_parse(status_code((status)s)), s);
    assert_int_equal(status_parse("late"), 0);
    assert_string_equal(status_name(STATUS_AT_RISK), "Có nguy cơ chậm");
}

static void the_most_urgent_comes_first(void **state)
{
    (void)state;
    static const status order[] = {STATUS_OVERDUE,  STATUS_BEHIND,   STATUS_AT_RISK, STATUS_SILENT,
                                   STATUS_RETURNED, STATUS_ON_TRACK, STATUS_DONE};
    for (size_t i = 1; i < sizeof order / sizeof *order; i++)
        assert_true(status_urgency(order[i - 1]) < status_urgency(order[i]));
    for (int s = STATUS_DONE; s <= STATUS_NOT_APPLICABLE; s++)
        for (int t = STATUS_DONE; t < s; t++)
            assert_int_not_equal(status_urgency((status)s), status_urgency((status)t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaching_the_target_is_done),
        cmocka_unit_test(just_below_the_target_is_not_done),
        cmocka_unit_test(what_was_reached_and_lost_is_not_done),
        cmocka_unit_test(reached_when_measured_and_lost_since_is_overdue),
        cmocka_unit_test(reached_only_after_it_was_measured_is_late),
        cmocka_unit_test(a_few_incidents_of_some_units_are_no_success),
        cmocka_unit_test(the_provinces_mean_is_over_the_units_that_said_it),
        cmocka_unit_test(a_target_of_31_december_is_measured_in_january),
        cmocka_unit_test(a_years_flow_is_measured_when_its_year_closes),
        cmocka_unit_test(what_is_reported_twice_a_year_or_less_is_measured_by_what_closed_before),
        cmocka_unit_test(between_deadline_and_measurement_nothing_is_overdue_yet),
        cmocka_unit_test(a_missing_measurement_is_overdue_when_it_is_due),
        cmocka_unit_test(a_measurement_decides),
        cmocka_unit_test(an_early_report_of_the_measuring_period_does_not_decide),
        cmocka_unit_test(a_task_is_overdue_the_day_after_its_deadline),
        cmocka_unit_test(a_task_of_which_nothing_was_said_is_overdue_too),
        cmocka_unit_test(a_unit_may_have_its_own_deadline),
        cmocka_unit_test(a_task_is_done_on_the_day_it_is_said),
        cmocka_unit_test(a_task_said_late_for_a_period_before_the_deadline_is_in_time),
        cmocka_unit_test(a_report_of_the_deadline_that_was_completed_later_is_late),
        cmocka_unit_test(no_target_is_not_zero),
        cmocka_unit_test(a_sum_is_the_provinces_target_and_a_units_only_by_name),
        cmocka_unit_test(a_rank_has_no_provincial_value),
        cmocka_unit_test(a_figure_said_once_for_the_province_has_one_author),
        cmocka_unit_test(a_pace_that_suffices_is_on_track),
        cmocka_unit_test(the_straight_path_is_told_in_percent_of_the_target),
        cmocka_unit_test(a_pace_of_long_ago_hides_no_standstill),
        cmocka_unit_test(of_frequent_reports_those_of_five_months_make_the_pace),
        cmocka_unit_test(one_odd_report_does_not_change_the_status),
        cmocka_unit_test(missing_the_deadline_near_the_path_is_at_risk),
        cmocka_unit_test(below_the_path_counts_from_a_tenth_of_the_way),
        cmocka_unit_test(what_is_missing_on_the_deadline_itself_is_a_risk),
        cmocka_unit_test(two_reports_are_held_against_the_path_alone),
        cmocka_unit_test(fewer_is_better_is_judged_downwards),
        cmocka_unit_test(without_a_deadline_only_drifting_away_is_a_risk),
        cmocka_unit_test(a_blocked_task_is_at_risk_at_least),
        cmocka_unit_test(a_flow_adds_up_within_its_year),
        cmocka_unit_test(a_years_flow_stays_done_when_the_next_year_begins),
        cmocka_unit_test(another_definition_breaks_the_comparison),
        cmocka_unit_test(codes_are_read_back),
        cmocka_unit_test(the_most_urgent_comes_first),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
