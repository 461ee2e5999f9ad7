#include "catalogue_fixture.h"

static catalogue *made;

static int load(void **state)
{
    (void)state;
    return (made = fixture_load(fixture_source)) ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

static const char sector_code[] = "TT02-2023-BTTTT";

static void assert_due(const char *type, period p, unit_level level, date day)
{
    const obligation o = {.code = "A", .report_type = type, .frequency = p.kind};
    assert_int_equal(date_compare(catalogue_due_date(made, &o, p, level), day), 0);
}

static void the_general_regime_gives_communes_one_working_day_and_others_two(void **state)
{
    (void)state;
    const period july = {PERIOD_MONTH, 2024, 7, 0}; /* closes on Sunday 14/7 */
    assert_due("", july, LEVEL_COMMUNE, (date){2024, 7, 15});
    assert_due("", july, LEVEL_DISTRICT, (date){2024, 7, 16});
    assert_due("CHUNG", july, LEVEL_DEPARTMENT, (date){2024, 7, 16});
}

static void the_general_regime_locks_half_a_year_after_the_due_date(void **state)
{
    (void)state;
    const period july = {PERIOD_MONTH, 2024, 7, 0};
    const report_type *t = catalogue_report_type(made, NULL);
    assert_int_equal(t->grace_days, 0);
    assert_true(t->locks);
    date open = catalogue_last_days(made, NULL, july, LEVEL_DISTRICT).open;
    assert_int_equal(date_compare(open, (date){2025, 1, 12}), 0);
}

static void every_regime_says_all_ten_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_report_type_count(made); i++) {
        const report_type *t = catalogue_report_type_at(made, i);
        const char *const items[] = {t->code,   t->name,    t->content, t->reporters, t->addressee,
                                     t->method, t->outline, t->form,    t->basis};
        for (size_t k = 0; k < sizeof items / sizeof *items; k++)
            assert_true(*items[k]);
        assert_true(t->frequencies);
    }
}

static void the_sector_calendar_is_due_before_the_decree_closes(void **state)
{
    (void)state;
    const period quarter = {PERIOD_QUARTER, 2024, 3, 0}, half = {PERIOD_HALF_YEAR, 2024, 1, 0},
                 second_half = {PERIOD_HALF_YEAR, 2024, 2, 0}, year = {PERIOD_YEAR, 2024, 0, 0};
    assert_due(sector_code, (period){PERIOD_MONTH, 2024, 7, 0}, LEVEL_DEPARTMENT,
               (date){2024, 7, 15});
    assert_due(sector_code, quarter, LEVEL_DEPARTMENT, (date){2024, 9, 6});
    assert_due(sector_code, half, LEVEL_DISTRICT, (date){2024, 6, 6});
    assert_due(sector_code, second_half, LEVEL_DISTRICT, (date){2024, 12, 6});
    assert_due(sector_code, year, LEVEL_COMMUNE, (date){2024, 11, 25});
    assert_true(date_compare((date){2024, 11, 25}, period_closes(year)) < 0);
    assert_true(date_compare((date){2024, 9, 6}, period_closes(quarter)) < 0);
}

static void no_obligation_is_under_the_sector_calendar_yet(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_obligation_count(made); i++)
        assert_string_equal(catalogue_obligation_at(made, i)->report_type, "");
    assert_string_equal(catalogue_report_type_at(made, 1)->code, sector_code);
    assert_false(catalogue_report_type_at(made, 1)->locks);
}

/* ---- in a copy ----------------------------------------------------------------------------- */

static void an_obligation_may_choose_its_regime(void **state)
{
    (void)state;
    plant("indicators.conf", "\"DX-KT-02\"",
          "source = ", "report_type = \"TT02-2023-BTTTT\"; source = ");
    catalogue *c = fixture_load(fixture_dir);
    assert_non_null(c);
    const obligation *o = catalogue_obligation(c, "DX-KT-02");
    assert_string_equal(catalogue_report_type(c, o)->code, sector_code);
    catalogue_free(c);
}

static void grace_counts_as_on_time(void **state)
{
    (void)state;
    plant("report_types.conf", "\"CHUNG\";\n    name", "grace_days = 0", "grace_days = 3");
    catalogue *c = fixture_load(fixture_dir);
    assert_non_null(c);
    date last =
        catalogue_on_time_until(c, NULL, (period){PERIOD_MONTH, 2024, 7, 0}, LEVEL_DISTRICT);
    assert_int_equal(date_compare(last, (date){2024, 7, 19}), 0);
    catalogue_free(c);
}

static void a_regime_without_any_due_rule_falls_back_to_working_days(void **state)
{
    (void)state;
    plant("report_types.conf", sector_code, "{ frequencies = [ \"month\" ]; day = 15; },", "");
    catalogue *c = fixture_load(fixture_dir);
    assert_non_null(c);
    const report_type *t = catalogue_report_type_at(c, 1);
    assert_int_equal(t->due[PERIOD_MONTH][LEVEL_COMMUNE - 1].working_days, 1);
    assert_int_equal(t->due[PERIOD_MONTH][LEVEL_DISTRICT - 1].working_days, 2);
    catalogue_free(c);
}

static void every_planted_problem_is_reported_at_once(void **state)
{
    (void)state;
    planted errors[] = {
        {"report_types.conf", "general = ", "\"CHUNG\"", "\"CHUN\"", "\"CHUNG\"", 0},
        {"report_types.conf", "levels = [ \"commune\" ]", "working_days = 1",
         "working_days = 1; day = 3", "working_days", 0},
        {"report_types.conf", "levels = [ \"province\"", "\"district\"", "\"distrct\"",
         "\"district\"", 0},
        {"report_types.conf", "due = (", "frequencies = [ \"day\", \"week\"",
         "frequencies = [ \"day\", \"wek\"", "\"week\"", 0},
        {"report_types.conf", "lock_days = 180", "180", "-1", "lock_days", 0},
        {"report_types.conf", sector_code, "day = 15", "day = 29", "28", 0},
        {"report_types.conf", sector_code, "day = 6;", "day = 6; month = 6;", "month", 0},
        {"report_types.conf", sector_code, "day = 25; month = 11", "day = 31; month = 11", "31", 0},
        {"report_types.conf", sector_code,
         "basis = ", "grace_days = 8; lock_days = 7; basis = ", "grace_days", 0},
        {"indicators.conf", "\"DX-KT-02\"",
         "source = ", "report_type = \"TT02-2023\"; source = ", "\"TT02-2023\"", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void a_due_rule_is_given_once(void **state)
{
    (void)state;
    plant("report_types.conf", "levels = [ \"commune\" ]", "\"commune\"",
          "\"commune\", \"district\"");
    planted errors[] = {
        {"report_types.conf", "{ levels = [ \"province\"", "working_days", "working_days",
         "\"district\"", 0},
    };
    assert_all_said(errors, 1);
}

static void a_due_rule_is_for_the_regimes_own_frequencies(void **state)
{
    (void)state;
    planted errors[] = {
        {"report_types.conf", sector_code, "[ \"month\" ]; day", "[ \"week\" ]; working_days",
         sector_code, 0},
    };
    assert_all_said(errors, 1);
}

static void a_week_is_not_due_on_a_day_of_the_month(void **state)
{
    (void)state;
    planted errors[] = {
        {"report_types.conf", "levels = [ \"commune\" ]", "working_days = 1", "day = 15",
         "day: ", 0},
    };
    assert_all_said(errors, 1);
}

static void two_regimes_with_one_code_are_refused(void **state)
{
    (void)state;
    planted errors[] = {
        {"report_types.conf", "due = (", "code = \"TT02-2023-BTTTT\"", "code = \"CHUNG\"",
         "\"CHUNG\"", 0},
    };
    assert_all_said(errors, 1);
}

static void an_obligations_frequency_must_be_one_of_its_regime(void **state)
{
    (void)state;
    planted errors[] = {
        {"indicators.conf", "\"DX-XH-05\"", "frequency = \"quarter\"",
         "report_type = \"TT02-2023-BTTTT\"; frequency = \"week\"", "\"week\"", 0},
        {"tasks.conf", "\"III.4\"", "frequency = \"month\"",
         "report_type = \"TT02-2023-BTTTT\"; frequency = \"nine_months\"", "\"nine_months\"", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void nobody_owes_what_closed_before_the_regime_began(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "06-CA-01"); /* monthly, since 2024-01-15 */
    assert_false(catalogue_is_owed(made, o, (period){PERIOD_MONTH, 2024, 1, 0}));
    assert_true(catalogue_is_owed(made, o, (period){PERIOD_MONTH, 2024, 2, 0}));
    assert_false(catalogue_is_owed(made, NULL, (period){PERIOD_YEAR, 2023, 0, 0}));
}

static void nobody_owes_what_closed_before_it_was_assigned(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "III.4"); /* monthly, since 2024-07-22 */
    assert_false(catalogue_is_owed(made, o, (period){PERIOD_MONTH, 2024, 7, 0}));
    assert_true(catalogue_is_owed(made, o, (period){PERIOD_MONTH, 2024, 8, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_owes_what_closed_before_the_regime_began),
        cmocka_unit_test(nobody_owes_what_closed_before_it_was_assigned),
        cmocka_unit_test(the_general_regime_gives_communes_one_working_day_and_others_two),
        cmocka_unit_test(the_general_regime_locks_half_a_year_after_the_due_date),
        cmocka_unit_test(every_regime_says_all_ten_items),
        cmocka_unit_test(the_sector_calendar_is_due_before_the_decree_closes),
        cmocka_unit_test(no_obligation_is_under_the_sector_calendar_yet),
        cmocka_unit_test_setup_teardown(an_obligation_may_choose_its_regime, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(grace_counts_as_on_time, fixture_copy, fixture_remove),
        cmocka_unit_test_setup_teardown(a_regime_without_any_due_rule_falls_back_to_working_days,
                                        fixture_copy, fixture_remove),
        cmocka_unit_test_setup_teardown(every_planted_problem_is_reported_at_once, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(a_due_rule_is_given_once, fixture_copy, fixture_remove),
        cmocka_unit_test_setup_teardown(a_due_rule_is_for_the_regimes_own_frequencies, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(a_week_is_not_due_on_a_day_of_the_month, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(two_regimes_with_one_code_are_refused, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(an_obligations_frequency_must_be_one_of_its_regime,
                                        fixture_copy, fixture_remove),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
