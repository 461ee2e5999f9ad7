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

static terms terms_on(const char *code, date day)
{
    return obligation_terms(catalogue_obligation(made, code), NULL, day);
}

static void the_operations_centre_changed_its_lead_and_then_got_a_date(void **state)
{
    (void)state;
    assert_string_equal(terms_on("III.2c", (date){2025, 2, 28}).lead, "STTTT");
    assert_string_equal(terms_on("III.2c", (date){2025, 3, 1}).lead, "SKHCN");
    assert_false(terms_on("III.2c", (date){2026, 2, 4}).has_deadline);
    terms t = terms_on("III.2c", (date){2026, 2, 5});
    assert_true(t.has_deadline);
    assert_int_equal(date_compare(t.deadline, (date){2026, 3, 31}), 0);
    assert_string_equal(t.deadline_text, "dự kiến vận hành chính thức cuối tháng 3/2026");
    assert_string_equal(t.lead, "SKHCN");
}

static void departments_with_one_heir_hand_their_obligations_on(void **state)
{
    (void)state;
    const date after = {2025, 3, 1};
    for (size_t i = 0; i < catalogue_obligation_count(made); i++) {
        const obligation *o = catalogue_obligation_at(made, i);
        const char *lead = obligation_terms(o, NULL, after).lead;
        assert_string_not_equal(lead, "STTTT");
        assert_string_not_equal(lead, "STNMT");
    }
    assert_string_equal(terms_on("06-DD-01", after).lead, "SNNMT");
    assert_string_equal(terms_on("DX-KT-01", after).lead, "SKHCN");
}

/* Whoever inherits from the department of labour waits for a confirmation, which is said. */
static void an_heir_that_is_not_known_is_not_guessed(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "06-AS-01");
    assert_string_equal(terms_on("06-AS-01", (date){2025, 3, 1}).lead, "SLDTBXH");
    assert_non_null(strstr(o->note, "chờ xác nhận"));
}

static void a_telegrams_symbol_is_kept_as_quoted_and_as_it_should_read(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "III.3e");
    assert_string_equal(o->legal_basis[1], "01/CĐ-LĐTĐ ngày 12/01/2024");
    assert_string_equal(o->legal_basis_normalised[1], "01/CĐ-LĐTBXH ngày 12/01/2024");
    assert_string_equal(o->legal_basis_normalised[0], "");
}

static void the_model_of_nhu_xuan_spreads_to_all_districts(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "III.3f");
    assert_string_equal(o->duty, "pilot");
    assert_int_equal(o->pilot_unit_count, 1);
    assert_string_equal(o->pilot_units[0], "402");
    assert_int_equal(o->target, 270000);
}

static void files_done_wholly_online_are_among_those_sent_online(void **state)
{
    (void)state;
    const relation *r = catalogue_relation_at(made, 0);
    assert_string_equal(r->lesser, "DX-CQ-02");
    assert_string_equal(r->greater, "DX-CQ-01");
    assert_int_equal(r->severity, SEVERITY_WARN);
}

static void a_disputed_denominator_is_noted_and_no_definition_changed_yet(void **state)
{
    (void)state;
    const char *const disputed[] = {"06-AS-01", "DX-XH-01", "DX-XH-02", "DX-KT-01"};
    for (size_t i = 0; i < sizeof disputed / sizeof *disputed; i++)
        assert_non_null(strstr(catalogue_obligation(made, disputed[i])->note, "phải chốt"));
    for (size_t i = 0; i < catalogue_obligation_count(made); i++)
        assert_int_equal(catalogue_obligation_at(made, i)->definition_count, 0);
}

/* ---- in a copy ---------------------------------------------------------------------------- */

/* What a copy of the configuration, after planting, makes of an obligation. */
static catalogue *changed;

static const obligation *reread(const char *code)
{
    catalogue_free(changed);
    changed = fixture_load(fixture_dir);
    assert_non_null(changed);
    return catalogue_obligation(changed, code);
}

static int tear_down(void **state)
{
    catalogue_free(changed);
    changed = NULL;
    return fixture_remove(state);
}

static void a_later_document_changes_lead_target_and_deadline(void **state)
{
    (void)state;
    plant("indicators.conf", "\"DX-KT-02\"", "source = ",
          "changes = ( { since = \"2025-01-15\"; target = 85; basis = \"văn bản 1\"; },\n"
          "  { since = \"2025-03-01\"; lead = \"SKHCN\"; deadline = \"2026-12-31\";\n"
          "    deadline_text = \"hết năm 2026\"; basis = \"văn bản 2\"; } ); source = ");
    const obligation *o = reread("DX-KT-02");
    assert_int_equal(o->change_count, 2);
    assert_string_equal(o->changes[0].basis, "văn bản 1");
    terms t = obligation_terms(o, NULL, (date){2025, 1, 14});
    assert_int_equal(t.target, 800000);
    t = obligation_terms(o, NULL, (date){2025, 1, 15});
    assert_int_equal(t.target, 850000);
    assert_string_equal(t.lead, "SCT");
    t = obligation_terms(o, NULL, (date){2025, 3, 1});
    assert_int_equal(t.target, 850000);
    assert_string_equal(t.lead, "SKHCN");
    assert_string_equal(t.deadline_text, "hết năm 2026");
    assert_int_equal(date_compare(t.deadline, (date){2026, 12, 31}), 0);
}

static void a_new_definition_counts_from_the_period_that_closes_on_its_day(void **state)
{
    (void)state;
    plant("indicators.conf", "\"DX-XH-02\"", "source = ",
          "definitions = ( { version = 2; since = \"2025-03-14\"; text = \"từ 18 tuổi\"; } );\n"
          "source = ");
    const obligation *o = reread("DX-XH-02");
    assert_int_equal(obligation_definition(o, (period){PERIOD_QUARTER, 2024, 4, 0}), 1);
    assert_int_equal(obligation_definition(o, (period){PERIOD_QUARTER, 2025, 1, 0}), 2);
    assert_string_equal(o->definitions[0].text, "từ 18 tuổi");
}

static void weight_and_severities_have_defaults_and_can_be_set(void **state)
{
    (void)state;
    plant("indicators.conf", "\"06-CA-02\"",
          "source = ", "weight = 5; on_fall = \"reject\"; on_jump = \"ignore\"; source = ");
    const obligation *o = reread("06-CA-02");
    assert_int_equal(o->weight, 5);
    assert_int_equal(o->on_fall, SEVERITY_REJECT);
    assert_int_equal(o->on_jump, SEVERITY_IGNORE);
    o = catalogue_obligation(changed, "06-CA-03");
    assert_int_equal(o->weight, 1);
    assert_int_equal(o->on_fall, SEVERITY_WARN);
    assert_int_equal(o->on_jump, SEVERITY_WARN);
    assert_int_equal(catalogue_obligation(changed, "III.4")->weight, 1);
}

static void a_quoted_document_keeps_its_words_beside_the_normalised(void **state)
{
    (void)state;
    plant("tasks.conf", "\"III.3f\"", "source = ",
          "legal_basis = [ \"118/KH-BCD\", \"298/KH-UBND\" ];\n"
          "legal_basis_normalised = [ \"118/KH-BCĐ\", \"\" ]; source = ");
    const obligation *o = reread("III.3f");
    assert_string_equal(o->legal_basis[0], "118/KH-BCD");
    assert_string_equal(o->legal_basis_normalised[0], "118/KH-BCĐ");
    assert_string_equal(o->legal_basis_normalised[1], "");
    assert_string_equal(catalogue_obligation(changed, "I.1a")->legal_basis_normalised[2], "");
}

static void a_task_names_where_its_model_was_tried(void **state)
{
    (void)state;
    plant("tasks.conf", "\"III.6b\"", "source = ", "pilot_units = [ \"382\", \"380\" ]; source = ");
    const obligation *o = reread("III.6b");
    assert_int_equal(o->pilot_unit_count, 2);
    assert_string_equal(o->pilot_units[1], "380");
}

static void one_figure_is_never_more_than_another(void **state)
{
    (void)state;
    plant("indicators.conf", "relations = (", "(",
          "( { lesser = \"06-DV-04\"; greater = \"06-DV-03\"; severity = \"reject\";\n"
          "  note = \"vì\"; },");
    reread("06-DV-03");
    const relation *r = catalogue_relation_at(changed, 0);
    assert_string_equal(r->lesser, "06-DV-04");
    assert_string_equal(r->greater, "06-DV-03");
    assert_int_equal(r->severity, SEVERITY_REJECT);
    assert_string_equal(r->note, "vì");
}

/* ---- bounds of sums ------------------------------------------------------------------------ */

static bool fits_all(const obligation *o, const catalogue *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < catalogue_unit_count(c); i++)
        if (obligation_is_reported_by(o, catalogue_unit_at(c, i)) &&
            __builtin_add_overflow(sum, o->max, &sum))
            return false;
    return true;
}

static void no_sum_of_what_may_be_reported_overflows(void **state)
{
    (void)state;
    plant("indicators.conf", "\"DX-KT-02\"", "source = ", "decimals = 6; source = ");
    const obligation *o = reread("DX-KT-02");
    assert_true(o->max == 100000000000000000); /* a tenth of the default */
    for (size_t i = 0; i < catalogue_obligation_count(changed); i++)
        assert_true(fits_all(catalogue_obligation_at(changed, i), changed));
}

static void a_default_that_fits_is_left_alone(void **state)
{
    (void)state;
    assert_true(reread("DX-KT-02")->max == 1000000000000);
}

static void explicit_bounds_that_do_not_fit_name_the_widest(void **state)
{
    (void)state;
    planted errors[] = {
        {"indicators.conf", "\"DX-KT-02\"",
         "source = ", "decimals = 6; max = \"341606371736\"; source = ", "341606371735.362066", 0},
        {"indicators.conf", "\"DX-KT-07\"", "source = ",
         "decimals = 6; min = \"-341606371736\"; source = ", "-341606371735.362066", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

/* ---- problems ------------------------------------------------------------------------------ */

static void every_planted_problem_is_reported_at_once(void **state)
{
    (void)state;
    planted errors[] = {
        {"indicators.conf", "\"DX-KT-02\"", "source = ",
         "changes = ( { since = \"2025-01-15\"; target = 85; } ); source = ", "\"basis\"", 0},
        {"indicators.conf", "\"DX-KT-03\"", "source = ",
         "changes = ( { since = \"2025-01-15\"; basis = \"x\"; } ); source = ", "lead, target", 0},
        {"indicators.conf", "\"06-CA-01\"", "source = ",
         "changes = ( { since = \"2025-01-15\"; target = 101; basis = \"x\"; } ); source = ", "101",
         0},
        {"indicators.conf", "\"06-CA-02\"", "source = ",
         "changes = ( { since = \"2025-01-15\"; target = 1; basis = \"x\"; }, "
         "{ since = \"2025-01-14\"; target = 1; basis = \"x\"; } ); source = ",
         "since", 0},
        {"indicators.conf", "\"06-CA-03\"", "source = ",
         "changes = ( { since = \"15/01/2025\"; lead = \"SNV\"; basis = \"x\"; } ); source = ",
         "15/01/2025", 0},
        {"indicators.conf", "\"06-CA-04\"", "source = ",
         "changes = ( { since = \"2025-01-15\"; lead = \"SKHNC\"; basis = \"x\"; } ); source = ",
         "\"SKHCN\"", 0},
        {"indicators.conf", "\"06-CA-05\"", "source = ",
         "changes = ( { since = \"2025-01-15\"; lead = \"SNV\"; deadline_text = \"x\"; "
         "basis = \"x\"; } ); source = ",
         "deadline_text", 0},
        {"indicators.conf", "\"DX-XH-05\"", "source = ",
         "definitions = ( { version = 1; since = \"2025-01-15\"; text = \"x\"; } ); source = ",
         "version", 0},
        {"indicators.conf", "\"DX-XH-06\"", "source = ",
         "definitions = ( { version = 3; since = \"2025-01-15\"; text = \"x\"; } ); source = ",
         "version: 3", 0},
        {"indicators.conf", "\"DX-XH-07\"", "source = ",
         "definitions = ( { version = 2; since = \"2025-01-15\"; text = \"x\"; }, "
         "{ version = 3; since = \"2025-01-15\"; text = \"y\"; } ); source = ",
         "since", 0},
        {"indicators.conf", "\"DX-XH-08\"", "source = ", "weight = 101; source = ", "weight", 0},
        {"indicators.conf", "\"DX-XH-09\"",
         "source = ", "on_fall = \"wran\"; source = ", "\"warn\"", 0},
        {"indicators.conf", "\"DX-XH-10\"",
         "source = ", "on_jump = \"rejct\"; source = ", "\"reject\"", 0},
        {"tasks.conf", "\"I.1a\"",
         "source = ", "legal_basis_normalised = [ \"\" ]; source = ", "legal_basis_normalised", 0},
        {"tasks.conf", "\"III.6b\"",
         "source = ", "pilot_units = [ \"402x\" ]; source = ", "\"402\"", 0},
        {"tasks.conf", "\"III.7a\"", "source = ",
         "exceptions = ( { unit = \"STP\"; deadline = \"x\"; } ); source = ", "deadline", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

/* Each in a line of its own, behind the indicators. */
static void relations_must_name_two_indicators_that_can_be_compared(void **state)
{
    (void)state;
    plant("indicators.conf", "relations = (", "(", "(\n#1\n#2\n#3\n#4\n#5\n#6\n#7\n");
    planted errors[] = {
        {"indicators.conf", "relations = (", "#1",
         "{ lesser = \"06-DV-4\"; greater = \"06-DV-03\"; note = \"x\"; },", "\"06-DV-04\"", 0},
        {"indicators.conf", "relations = (", "#2",
         "{ lesser = \"06-DV-04\"; greater = \"06-DV-04\"; note = \"x\"; },", "\"06-DV-04\"", 0},
        {"indicators.conf", "relations = (", "#3",
         "{ lesser = \"DX-AT-02\"; greater = \"DX-AT-01\"; note = \"x\"; },", "quarter", 0},
        {"indicators.conf", "relations = (", "#4",
         "{ lesser = \"DX-IOC-01\"; greater = \"06-CA-02\"; note = \"x\"; },", "\"DX-IOC-01\"", 0},
        {"indicators.conf", "relations = (", "#5",
         "{ lesser = \"06-DV-04\"; greater = \"06-DV-03\"; },", "\"note\"", 0},
        {"indicators.conf", "relations = (", "#6",
         "{ lesser = \"06-DV-04\"; greater = \"06-DV-03\"; note = \"x\"; },", "06-DV-04", 0},
        {"indicators.conf", "relations = (", "#7",
         "{ lesser = \"II.1a\"; greater = \"06-DV-03\"; severity = \"warn\"; note = \"x\"; },",
         "\"II.1a\"", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_operations_centre_changed_its_lead_and_then_got_a_date),
        cmocka_unit_test(departments_with_one_heir_hand_their_obligations_on),
        cmocka_unit_test(an_heir_that_is_not_known_is_not_guessed),
        cmocka_unit_test(a_telegrams_symbol_is_kept_as_quoted_and_as_it_should_read),
        cmocka_unit_test(the_model_of_nhu_xuan_spreads_to_all_districts),
        cmocka_unit_test(files_done_wholly_online_are_among_those_sent_online),
        cmocka_unit_test(a_disputed_denominator_is_noted_and_no_definition_changed_yet),
        cmocka_unit_test_setup_teardown(a_later_document_changes_lead_target_and_deadline,
                                        fixture_copy, tear_down),
        cmocka_unit_test_setup_teardown(
            a_new_definition_counts_from_the_period_that_closes_on_its_day, fixture_copy,
            tear_down),
        cmocka_unit_test_setup_teardown(weight_and_severities_have_defaults_and_can_be_set,
                                        fixture_copy, tear_down),
        cmocka_unit_test_setup_teardown(a_quoted_document_keeps_its_words_beside_the_normalised,
                                        fixture_copy, tear_down),
        cmocka_unit_test_setup_teardown(a_task_names_where_its_model_was_tried, fixture_copy,
                                        tear_down),
        cmocka_unit_test_setup_teardown(one_figure_is_never_more_than_another, fixture_copy,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_sum_of_what_may_be_reported_overflows, fixture_copy,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_default_that_fits_is_left_alone, fixture_copy, tear_down),
        cmocka_unit_test_setup_teardown(explicit_bounds_that_do_not_fit_name_the_widest,
                                        fixture_copy, tear_down),
        cmocka_unit_test_setup_teardown(every_planted_problem_is_reported_at_once, fixture_copy,
                                        tear_down),
        cmocka_unit_test_setup_teardown(relations_must_name_two_indicators_that_can_be_compared,
                                        fixture_copy, tear_down),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
