#include "status_fixture.h"

static void nobody_is_asked_who_does_not_report(void **state)
{
    (void)state;
    history h = {0};
    judgement j = judge_on("SHARE", "STTTT", &h, "2024-07-22");
    assert_status(j.status, STATUS_NOT_APPLICABLE);
    assert_status(j.reporting, STATUS_NOT_APPLICABLE);
    assert_status(judge_on("NOBODY", NULL, &h, "2024-07-22").status, STATUS_NOT_APPLICABLE);
}

static void silence_begins_the_day_after_the_due_date(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M06", 30, 100);
    judgement j = judge_on("SHARE", "384", &h, "2024-07-16");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_true(period_equal(j.due_period, (period){PERIOD_MONTH, 2024, 6, 0}));
    j = judge_on("SHARE", "384", &h, "2024-07-17");
    assert_status(j.status, STATUS_SILENT);
    assert_status(j.reporting, STATUS_SILENT);
    assert_true(period_equal(j.due_period, (period){PERIOD_MONTH, 2024, 7, 0}));
    assert_true(j.has_value);
    assert_int_equal(j.value, 300000);
}

static void missing_is_not_zero(void **state)
{
    (void)state;
    history none = {0}, zero = {0};
    judgement j = judge_on("SHARE", "384", &none, "2024-07-22");
    assert_status(j.status, STATUS_SILENT);
    assert_false(j.has_value);
    assert_false(j.has_percent);
    say_share(&zero, "2024-M07", 0, 100);
    j = judge_on("SHARE", "384", &zero, "2024-07-22");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_true(j.has_value);
    assert_int_equal(j.percent, 0);
}

static void a_new_unit_is_not_due_before_its_first_period(void **state)
{
    (void)state;
    history h = {0};
    judgement j = judge_on("SHARE", "NEW", &h, "2024-07-16");
    assert_status(j.status, STATUS_NOT_DUE);
    assert_status(j.reporting, STATUS_NOT_DUE);
    assert_int_equal(j.due_period.kind, 0);
    assert_status(judge_on("SHARE", "NEW", &h, "2024-07-17").status, STATUS_SILENT);
}

static void a_new_unit_that_has_spoken_is_judged(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_share(&h, "2024-M07", 10, 100);
    p->first_ms = p->last_ms = clock_day_start_ms(day("2024-07-12"));
    judgement j = judge_on("SHARE", "NEW", &h, "2024-07-13");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_status(j.reporting, STATUS_NOT_DUE);
}

static void a_unit_that_ended_owes_nothing_after(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M12", 50, NULL);
    judgement j = judge_on("UNDATED", "405", &h, "2025-06-01");
    assert_true(period_equal(j.due_period, (period){PERIOD_MONTH, 2024, 12, 0}));
    assert_status(j.reporting, STATUS_ON_TRACK);
    j = judge_on("UNDATED", "405", &h, "2044-06-01");
    assert_int_equal(j.due_period.year, 2024);
}

static void a_report_sent_back_is_returned_and_counts_as_not_said(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M06", 30, 100);
    say_share(&h, "2024-M07", 41, 100)->returned = true;
    judgement j = judge_on("SHARE", "384", &h, "2024-07-22");
    assert_status(j.status, STATUS_RETURNED);
    assert_status(j.reporting, STATUS_RETURNED);
    assert_int_equal(j.value, 300000);
}

static void a_late_report_is_told_beside_the_status(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_share(&h, "2024-M07", 30, 100);
    p->first_ms = clock_day_start_ms(day("2024-07-16")) + 86399999;
    assert_status(judge_on("SHARE", "384", &h, "2024-07-22").reporting, STATUS_ON_TRACK);
    p->first_ms++;
    judgement j = judge_on("SHARE", "384", &h, "2024-07-22");
    assert_status(j.reporting, STATUS_REPORTED_LATE);
    assert_status(j.status, STATUS_ON_TRACK);
}

static void nothing_to_report_is_no_silence(void **state)
{
    (void)state;
    history h = {0};
    say_nothing(&h, "2024-M07");
    judgement j = judge_on("SHARE", "384", &h, "2024-07-22");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_false(j.has_value);
}

static void a_ratio_of_no_cases_has_no_value(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M07", 0, 0);
    judgement j = judge_on("SHARE", "384", &h, "2024-07-22");
    assert_status(j.status, STATUS_ON_TRACK);
    assert_false(j.has_value);
    assert_false(j.has_percent);
}

static void what_came_after_the_day_was_not_known_then(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M06", 30, 100);
    say_share(&h, "2024-M07", 41, 100);
    h.points[1].first_ms = clock_day_start_ms(day("2024-07-25"));
    judgement j = judge_on("SHARE", "384", &h, "2024-07-22");
    assert_status(j.status, STATUS_SILENT);
    assert_int_equal(j.value, 300000);
}

static void the_province_is_silent_when_nobody_spoke(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_share(&h, "2024-M07", 0, 0);
    p->units = 0;
    p->expected = 4;
    assert_status(judge_on("SHARE", NULL, &h, "2024-07-22").status, STATUS_SILENT);
    p->figure = (figure){.is_ratio = true, .value = 30, .denominator = 100};
    p->units = 1;
    assert_status(judge_on("SHARE", NULL, &h, "2024-07-22").status, STATUS_ON_TRACK);
}

static void the_provinces_sum_counts_when_it_is_whole_or_due(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_value(&h, "2024-M06", 600);
    p->units = p->expected = 4;
    p = say_value(&h, "2024-M07", 150);
    p->first_ms = p->last_ms = clock_day_start_ms(day("2024-07-15"));
    p->expected = 4;
    assert_int_equal(judge_on("CARDS", NULL, &h, "2024-07-16").value, 6000000);
    assert_int_equal(judge_on("CARDS", NULL, &h, "2024-07-17").value, 1500000);
    p->units = 4;
    assert_int_equal(judge_on("CARDS", NULL, &h, "2024-07-16").value, 1500000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_asked_who_does_not_report),
        cmocka_unit_test(silence_begins_the_day_after_the_due_date),
        cmocka_unit_test(missing_is_not_zero),
        cmocka_unit_test(a_new_unit_is_not_due_before_its_first_period),
        cmocka_unit_test(a_new_unit_that_has_spoken_is_judged),
        cmocka_unit_test(a_unit_that_ended_owes_nothing_after),
        cmocka_unit_test(a_report_sent_back_is_returned_and_counts_as_not_said),
        cmocka_unit_test(a_late_report_is_told_beside_the_status),
        cmocka_unit_test(nothing_to_report_is_no_silence),
        cmocka_unit_test(a_ratio_of_no_cases_has_no_value),
        cmocka_unit_test(what_came_after_the_day_was_not_known_then),
        cmocka_unit_test(the_province_is_silent_when_nobody_spoke),
        cmocka_unit_test(the_provinces_sum_counts_when_it_is_whole_or_due),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
