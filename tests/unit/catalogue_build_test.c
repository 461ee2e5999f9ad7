#include "unit_test.h"

#include "model/catalogue.h"

#include <stdlib.h>
#include <string.h>

static catalogue_builder *builder;

static int start(void **state)
{
    (void)state;
    return (builder = catalogue_builder_new()) ? 0 : -1;
}

static catalogue *finish(void)
{
    catalogue *c = catalogue_builder_finish(builder);
    assert_non_null(c);
    return c;
}

/* What is built must not depend on what it was built from. */
static char *scratch(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    return copy;
}

static void spoil(char *text)
{
    memset(text, 'x', strlen(text));
    free(text);
}

static void changes_and_definitions_are_copied(void **state)
{
    (void)state;
    char *lead = scratch("SKHCN"), *basis = scratch("văn bản"), *text = scratch("từ 18 tuổi");
    change changes[] = {{.since = {2025, 3, 1}, .lead = lead, .basis = basis}};
    definition definitions[] = {{2, {2025, 1, 1}, text}};
    const obligation o = {.code = "A",
                          .changes = changes,
                          .change_count = 1,
                          .definitions = definitions,
                          .definition_count = 1};
    assert_true(catalogue_builder_obligation(builder, &o));
    spoil(lead);
    spoil(basis);
    spoil(text);
    changes[0].since.year = 1900;
    catalogue *c = finish();
    const obligation *built = catalogue_obligation(c, "A");
    assert_string_equal(built->changes[0].lead, "SKHCN");
    assert_string_equal(built->changes[0].basis, "văn bản");
    assert_string_equal(built->changes[0].deadline_text, "");
    assert_int_equal(built->changes[0].since.year, 2025);
    assert_string_equal(built->definitions[0].text, "từ 18 tuổi");
    assert_int_equal(obligation_definition(built, (period){PERIOD_MONTH, 2025, 1, 0}), 2);
    catalogue_free(c);
}

static void a_legal_basis_that_nobody_normalised_reads_as_quoted(void **state)
{
    (void)state;
    const char *const quoted[] = {"118/KH-BCĐ", "298/KH-UBND"};
    const obligation o = {.code = "A", .legal_basis = quoted, .legal_basis_count = 2};
    assert_true(catalogue_builder_obligation(builder, &o));
    catalogue *c = finish();
    assert_string_equal(catalogue_obligation(c, "A")->legal_basis_normalised[1], "");
    catalogue_free(c);
}

static void without_a_report_type_communes_have_one_working_day_and_others_two(void **state)
{
    (void)state;
    catalogue *c = finish();
    const period july = {PERIOD_MONTH, 2024, 7, 0}; /* closes on Sunday 14/7 */
    date commune = catalogue_due_date(c, NULL, july, LEVEL_COMMUNE),
         district = catalogue_due_date(c, NULL, july, LEVEL_DISTRICT);
    assert_int_equal(catalogue_report_type_count(c), 1);
    assert_int_equal(date_compare(commune, (date){2024, 7, 15}), 0);
    assert_int_equal(date_compare(district, (date){2024, 7, 16}), 0);
    catalogue_free(c);
}

static void obligations_find_their_report_type_and_else_the_general_one(void **state)
{
    (void)state;
    const report_type sector = {.code = "NGANH", .name = "Ngành", .grace_days = 3},
                      general = {.code = "CHUNG", .name = "Chung", .grace_days = 1};
    const obligation own = {.code = "A", .report_type = "NGANH"}, none = {.code = "B"};
    assert_true(catalogue_builder_report_type(builder, &sector, false));
    assert_true(catalogue_builder_report_type(builder, &general, true));
    assert_true(catalogue_builder_obligation(builder, &own));
    assert_true(catalogue_builder_obligation(builder, &none));
    catalogue *c = finish();
    assert_int_equal(catalogue_report_type_count(c), 2);
    assert_string_equal(catalogue_report_type_at(c, 0)->code, "CHUNG");
    assert_string_equal(catalogue_report_type(c, catalogue_obligation(c, "A"))->name, "Ngành");
    assert_string_equal(catalogue_report_type(c, catalogue_obligation(c, "B"))->name, "Chung");
    assert_string_equal(catalogue_report_type(c, NULL)->name, "Chung");
    catalogue_free(c);
}

static void a_missing_due_rule_falls_back_to_working_days(void **state)
{
    (void)state;
    report_type t = {.code = "NGANH"};
    t.due[PERIOD_YEAR][LEVEL_DISTRICT - 1] = (due_rule){.day = 25, .month = 11};
    assert_true(catalogue_builder_report_type(builder, &t, true));
    catalogue *c = finish();
    const report_type *built = catalogue_report_type(c, NULL);
    assert_int_equal(built->due[PERIOD_YEAR][LEVEL_DISTRICT - 1].working_days, 0);
    assert_int_equal(built->due[PERIOD_YEAR][LEVEL_COMMUNE - 1].working_days, 1);
    assert_int_equal(built->due[PERIOD_MONTH][LEVEL_DISTRICT - 1].working_days, 2);
    catalogue_free(c);
}

static void members_and_criteria_keep_their_lists(void **state)
{
    (void)state;
    const char *const fields[] = {"DX"}, *const units[] = {"38"}, *const obligations[] = {"A"};
    const member m = {.code = "PCT",
                      .role = "Phó Trưởng ban",
                      .fields = fields,
                      .field_count = 1,
                      .units = units,
                      .unit_count = 1};
    const criterion k = {
        .code = "TC-1", .set = "QĐ 1829", .obligations = obligations, .obligation_count = 1};
    assert_true(catalogue_builder_member(builder, &m));
    assert_true(catalogue_builder_criterion(builder, &k));
    catalogue *c = finish();
    const member *built = catalogue_member(c, "PCT");
    assert_string_equal(built->name, "");
    assert_string_equal(built->fields[0], "DX");
    assert_string_equal(built->units[0], "38");
    assert_int_equal(catalogue_criterion_count(c), 1);
    assert_string_equal(catalogue_criterion_at(c, 0)->obligations[0], "A");
    catalogue_free(c);
}

static void relations_scores_and_shares_are_kept(void **state)
{
    (void)state;
    const relation r = {"A", "B", SEVERITY_REJECT, NULL};
    const published_score s = {.index = "DTI", .unit = "38", .year = 2021, .rank = 12};
    assert_true(catalogue_builder_relation(builder, &r));
    assert_true(catalogue_builder_published(builder, &s));
    catalogue_builder_scoring(builder, (scoring){60, 40});
    catalogue *c = finish();
    assert_int_equal(catalogue_relation_count(c), 1);
    assert_string_equal(catalogue_relation_at(c, 0)->note, "");
    assert_int_equal(catalogue_relation_at(c, 0)->severity, SEVERITY_REJECT);
    assert_int_equal(catalogue_published_count(c), 1);
    assert_int_equal(catalogue_published_at(c, 0)->rank, 12);
    assert_int_equal(catalogue_scoring(c).results, 60);
    catalogue_free(c);
}

static void there_is_room_for_more_than_the_first_handful(void **state)
{
    (void)state;
    enum { MANY = 300 };
    for (unsigned i = 0; i < MANY; i++)
        assert_true(catalogue_builder_published(builder, &(published_score){.rank = i}));
    catalogue *c = finish();
    assert_int_equal(catalogue_published_count(c), MANY);
    assert_int_equal(catalogue_published_at(c, MANY - 1)->rank, MANY - 1);
    catalogue_free(c);
}

static void days_off_count_in_whatever_order_they_are_written(void **state)
{
    (void)state;
    const date off[] = {{2025, 1, 1}, {2024, 9, 2}, {2024, 9, 3}, {2024, 1, 1}, {2024, 4, 30}},
               made_up[] = {{2024, 9, 7}, {2024, 5, 4}};
    assert_true(catalogue_builder_calendar(builder, &(calendar){off, 5, made_up, 2}));
    catalogue *c = finish();
    const calendar *days = catalogue_calendar(c);
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        assert_false(calendar_is_working(days, off[i]));
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++)
        assert_true(calendar_is_working(days, made_up[i]));
    assert_true(calendar_is_working(days, (date){2024, 9, 4}));
    assert_false(calendar_is_working(days, (date){2024, 9, 8}));
    catalogue_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(changes_and_definitions_are_copied, start),
        cmocka_unit_test_setup(a_legal_basis_that_nobody_normalised_reads_as_quoted, start),
        cmocka_unit_test_setup(without_a_report_type_communes_have_one_working_day_and_others_two,
                               start),
        cmocka_unit_test_setup(obligations_find_their_report_type_and_else_the_general_one, start),
        cmocka_unit_test_setup(a_missing_due_rule_falls_back_to_working_days, start),
        cmocka_unit_test_setup(members_and_criteria_keep_their_lists, start),
        cmocka_unit_test_setup(relations_scores_and_shares_are_kept, start),
        cmocka_unit_test_setup(there_is_room_for_more_than_the_first_handful, start),
        cmocka_unit_test_setup(days_off_count_in_whatever_order_they_are_written, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
