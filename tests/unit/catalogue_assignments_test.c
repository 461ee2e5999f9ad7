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

static bool watches(const char *who, const char *what)
{
    const member *m = catalogue_member(made, who);
    assert_non_null(m);
    return member_watches(made, m, catalogue_obligation(made, what), "384");
}

static void the_vice_chairman_watches_over_digital_transformation(void **state)
{
    (void)state;
    assert_string_equal(catalogue_member(made, "PHO-BCD-TT")->name, "Mai Xuân Liêm");
    assert_true(watches("PHO-BCD-TT", "DX-KT-01"));
    assert_true(watches("PHO-BCD-TT", "I.1c")); /* DX+06 */
    assert_false(watches("PHO-BCD-TT", "06-CA-01"));
}

static void the_head_of_police_watches_over_project_06(void **state)
{
    (void)state;
    assert_string_equal(catalogue_member(made, "TO-PHO-TT")->name, "Thiếu tướng Trần Phú Hà");
    assert_true(watches("TO-PHO-TT", "06-CA-01"));
    assert_false(watches("TO-PHO-TT", "DX-KT-01"));
}

static void the_chairmans_roles_carry_no_name(void **state)
{
    (void)state;
    assert_string_equal(catalogue_member(made, "TRUONG-BCD")->name, "");
    assert_string_equal(catalogue_member(made, "TO-TRUONG-TCT")->name, "");
    assert_true(*catalogue_member(made, "TO-TRUONG-TCT")->role);
}

static void nobody_is_said_to_watch_over_a_locality_that_no_document_gave_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_member_count(made); i++)
        assert_int_equal(catalogue_member_at(made, i)->unit_count, 0);
}

static void criteria_have_four_groups_and_the_three_known_thresholds(void **state)
{
    (void)state;
    size_t measured = 0;
    for (size_t i = 0; i < catalogue_criterion_count(made); i++) {
        const criterion *c = catalogue_criterion_at(made, i);
        assert_string_equal(c->department, "");
        measured += c->obligation_count;
    }
    assert_int_equal(catalogue_criterion_count(made), 7);
    assert_int_equal(measured, 3);
}

/* ---- in a copy ----------------------------------------------------------------------------- */

static void a_member_may_be_given_localities_and_obligations(void **state)
{
    (void)state;
    plant("assignments.conf", "\"PHO-BCD-TT\"",
          "fields = ", "units = [ \"384\" ]; obligations = [ \"DX-KT-01\" ]; fields = ");
    catalogue *c = fixture_load(fixture_dir);
    assert_non_null(c);
    const member *m = catalogue_member(c, "PHO-BCD-TT");
    const obligation *given = catalogue_obligation(c, "DX-KT-01"),
                     *other = catalogue_obligation(c, "DX-KT-02");
    assert_true(member_watches(c, m, given, "384"));
    assert_false(member_watches(c, m, given, "385"));
    assert_false(member_watches(c, m, other, "384"));
    catalogue_free(c);
}

static void a_criterion_may_have_a_department(void **state)
{
    (void)state;
    plant("assignments.conf", "\"1829-KTS\"", "set = ", "department = \"SCT\"; set = ");
    catalogue *c = fixture_load(fixture_dir);
    assert_non_null(c);
    assert_string_equal(catalogue_criterion_at(c, 1)->department, "SCT");
    catalogue_free(c);
}

static void every_planted_problem_is_reported_at_once(void **state)
{
    (void)state;
    planted errors[] = {
        {"assignments.conf", "\"PHO-BCD-TT\"", "fields = [ \"DX\" ]", "fields = [ \"DXX\" ]",
         "\"DX\"", 0},
        {"assignments.conf", "\"TO-PHO-TT\"",
         "fields = ", "units = [ \"384x\" ]; fields = ", "\"384\"", 0},
        {"assignments.conf", "\"TO-PHO-TT\"",
         "source = ", "obligations = [ \"06-CA-011\" ]; source = ", "\"06-CA-01\"", 0},
        {"assignments.conf", "role", "code = \"PHO-BCD-TT\"", "code = \"TRUONG-BCD\"",
         "\"TRUONG-BCD\"", 0},
        {"assignments.conf", "\"1829-CQS\"", "set = ", "department = \"SCTT\"; set = ", "\"SCT\"",
         0},
        {"assignments.conf", "\"1829-XHS\"", "set = ", "obligations = [ \"X\" ]; set = ", "\"X\"",
         0},
        {"assignments.conf", "criteria = (", "code = \"1829-HTS\"", "code = \"1829-KTS\"",
         "\"1829-KTS\"", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void a_member_needs_a_role(void **state)
{
    (void)state;
    plant("assignments.conf", "\"TO-TRUONG-TCT\"", "role = ", "name = ");
    size_t count = 0;
    char *text = fixture_problems(&count);
    assert_int_equal(count, 1);
    assert_non_null(strstr(text, "\"role\""));
    free(text);
}

/* A broken indicators.conf must not make every code here unknown. */
static void codes_are_not_doubted_while_the_indicators_cannot_be_read(void **state)
{
    (void)state;
    fixture_write("indicators.conf", "indicators = (\n  { code = ; }\n);\n");
    planted errors[] = {{"indicators.conf", "{ code = ", ";", ";", "", 0}};
    assert_all_said(errors, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vice_chairman_watches_over_digital_transformation),
        cmocka_unit_test(the_head_of_police_watches_over_project_06),
        cmocka_unit_test(the_chairmans_roles_carry_no_name),
        cmocka_unit_test(nobody_is_said_to_watch_over_a_locality_that_no_document_gave_them),
        cmocka_unit_test(criteria_have_four_groups_and_the_three_known_thresholds),
        cmocka_unit_test_setup_teardown(a_member_may_be_given_localities_and_obligations,
                                        fixture_copy, fixture_remove),
        cmocka_unit_test_setup_teardown(a_criterion_may_have_a_department, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(every_planted_problem_is_reported_at_once, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(a_member_needs_a_role, fixture_copy, fixture_remove),
        cmocka_unit_test_setup_teardown(codes_are_not_doubted_while_the_indicators_cannot_be_read,
                                        fixture_copy, fixture_remove),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
