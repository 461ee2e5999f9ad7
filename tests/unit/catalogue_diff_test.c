#include "catalogue_fixture.h"

#include "model/catalogue_diff.h"

static arena *memory;
static catalogue_difference *found;
static size_t found_count;

static int start(void **state)
{
    (void)state;
    return (memory = arena_new(0)) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

/* ---- small catalogues ---------------------------------------------------------------------- */

static const unit district = {.code = "384", .name = "Huyện Mường Lát", .level = LEVEL_DISTRICT},
                  department = {.code = "SKHCN",
                                .name = "Sở Khoa học và Công nghệ",
                                .level = LEVEL_DEPARTMENT};
static const obligation cards = {.code = "06-CA-02",
                                 .name = "Số thẻ căn cước",
                                 .kind = OBLIGATION_INDICATOR,
                                 .reporters = 1U << LEVEL_DISTRICT,
                                 .frequency = PERIOD_MONTH,
                                 .measure_unit = "thẻ",
                                 .numerator_name = "Số thẻ",
                                 .max = 1000};

static catalogue *with(const unit *u, const obligation *o)
{
    catalogue_builder *b = catalogue_builder_new();
    assert_non_null(b);
    assert_true(!u || catalogue_builder_unit(b, u));
    assert_true(catalogue_builder_unit(b, &department));
    assert_true(!o || catalogue_builder_obligation(b, o));
    catalogue *c = catalogue_builder_finish(b);
    assert_non_null(c);
    return c;
}

/* Compares, and releases both. */
static void compare(catalogue *old, catalogue *new)
{
    assert_int_equal(catalogue_diff(memory, old, new, &found, &found_count).code, ERR_OK);
    catalogue_free(old);
    catalogue_free(new);
}

static void compare_obligations(const obligation *old, const obligation *new)
{
    compare(with(&district, old), with(&district, new));
}

static void assert_told(size_t i, difference_kind kind, const char *code, const char *what)
{
    assert_true(i < found_count);
    assert_int_equal(found[i].kind, kind);
    assert_string_equal(found[i].code, code);
    assert_string_equal(found[i].what, what);
}

/* The one difference: WHAT of the indicator, with each of the words in its sentence. */
static void assert_only(const char *what, const char *first, const char *second)
{
    assert_int_equal(found_count, 1);
    assert_told(0, DIFFERENCE_CHANGED, "06-CA-02", what);
    assert_non_null(strstr(found[0].text, first));
    assert_non_null(strstr(found[0].text, second));
}

static void the_same_catalogue_has_no_differences(void **state)
{
    (void)state;
    compare(fixture_load(fixture_source), fixture_load(fixture_source));
    assert_int_equal(found_count, 0);
}

static void units_come_and_go(void **state)
{
    (void)state;
    const unit ward = {.code = "14812",
                       .name = "Phường Bỉm Sơn",
                       .level = LEVEL_COMMUNE,
                       .valid_from = {2025, 7, 1}};
    compare(with(&district, NULL), with(&ward, NULL));
    assert_int_equal(found_count, 2);
    assert_told(0, DIFFERENCE_ADDED, "14812", "units");
    assert_non_null(strstr(found[0].text, "Phường Bỉm Sơn"));
    assert_told(1, DIFFERENCE_REMOVED, "384", "units");
}

static void a_unit_ends_and_is_renamed(void **state)
{
    (void)state;
    unit ended = district;
    ended.valid_to = (date){2025, 6, 30};
    ended.name = "Mường Lát";
    compare(with(&district, NULL), with(&ended, NULL));
    assert_int_equal(found_count, 2);
    assert_told(0, DIFFERENCE_CHANGED, "384", "name");
    assert_told(1, DIFFERENCE_CHANGED, "384", "valid_to");
    assert_non_null(strstr(found[1].text, "30/06/2025"));
}

static void a_corrected_first_day_is_not_another_unit(void **state)
{
    (void)state;
    unit later = district;
    later.valid_from = (date){2020, 6, 1};
    compare(with(&district, NULL), with(&later, NULL));
    assert_int_equal(found_count, 1);
    assert_told(0, DIFFERENCE_CHANGED, "384", "valid_from");
}

static void obligations_come_and_go(void **state)
{
    (void)state;
    const obligation task = {.code = "III.4", .name = "Đẩy nhanh", .kind = OBLIGATION_TASK};
    compare_obligations(&cards, &task);
    assert_int_equal(found_count, 2);
    assert_told(0, DIFFERENCE_ADDED, "III.4", "tasks");
    assert_told(1, DIFFERENCE_REMOVED, "06-CA-02", "indicators");
}

static void no_target_is_told_apart_from_a_target_of_zero(void **state)
{
    (void)state;
    obligation zero = cards;
    zero.has_target = true;
    compare_obligations(&cards, &zero);
    assert_only("target", "0 thẻ", "");
    zero.target = 12345000;
    obligation less = zero;
    less.target = 5000;
    compare_obligations(&less, &zero);
    assert_only("target", "0,5 thẻ", "1.234,5 thẻ");
}

static void a_deadline_before_a_day_differs_from_one_by_that_day(void **state)
{
    (void)state;
    obligation by = cards;
    by.has_deadline = true;
    by.deadline = (date){2024, 10, 31};
    by.deadline_text = "trước ngày 31/10/2024";
    obligation before = by;
    before.deadline_exclusive = true;
    compare_obligations(&by, &before);
    assert_only("deadline", "31/10/2024", "30/10/2024");
}

static void the_new_lead_is_named(void **state)
{
    (void)state;
    obligation led = cards;
    led.lead = "SKHCN";
    compare_obligations(&cards, &led);
    assert_only("lead", "Sở Khoa học và Công nghệ", "SKHCN");
}

static void frequency_reporters_and_bounds_are_told(void **state)
{
    (void)state;
    const char *const units[] = {"384"};
    obligation o = cards;
    o.frequency = PERIOD_QUARTER;
    compare_obligations(&cards, &o);
    assert_only("frequency", "", "");
    o = cards;
    o.reporters |= 1U << LEVEL_COMMUNE;
    compare_obligations(&cards, &o);
    assert_only("reporters", "", "");
    o = cards;
    o.reporter_units = units;
    o.reporter_unit_count = 1;
    compare_obligations(&cards, &o);
    assert_only("reporter_units", "Huyện Mường Lát", "384");
    o = cards;
    o.max = 2000;
    compare_obligations(&cards, &o);
    assert_only("max", "1.000", "2.000");
    o = cards;
    o.min = -5;
    compare_obligations(&cards, &o);
    assert_only("min", "0", "-5");
}

static void a_new_definition_says_that_figures_cannot_be_compared(void **state)
{
    (void)state;
    const definition definitions[] = {{2, {2025, 1, 1}, "không tính thẻ cấp lại"}};
    obligation o = cards;
    o.definitions = definitions;
    o.definition_count = 1;
    compare_obligations(&cards, &o);
    assert_only("definitions", "01/01/2025", "không tính thẻ cấp lại");
    assert_non_null(strstr(found[0].text, "2"));
    compare_obligations(&o, &cards);
    assert_only("definitions", "2", "không tính thẻ cấp lại");
}

static void each_thing_that_a_later_document_changes_is_told(void **state)
{
    (void)state;
    const change changes[] = {{.since = {2025, 3, 1},
                               .lead = "SKHCN",
                               .has_target = true,
                               .target = 70000,
                               .has_deadline = true,
                               .deadline = {2026, 3, 31},
                               .deadline_text = "cuối tháng 3/2026",
                               .basis = "văn bản 12"}};
    obligation o = cards;
    o.changes = changes;
    o.change_count = 1;
    compare_obligations(&cards, &o);
    assert_int_equal(found_count, 3);
    assert_told(0, DIFFERENCE_CHANGED, "06-CA-02", "lead");
    assert_told(1, DIFFERENCE_CHANGED, "06-CA-02", "target");
    assert_told(2, DIFFERENCE_CHANGED, "06-CA-02", "deadline");
    assert_non_null(strstr(found[0].text, "01/03/2025"));
    assert_non_null(strstr(found[1].text, "7 thẻ"));
    assert_non_null(strstr(found[2].text, "31/03/2026 (cuối tháng 3/2026)"));
    assert_non_null(strstr(found[2].text, "văn bản 12"));
    compare_obligations(&o, &o);
    assert_int_equal(found_count, 0);
    compare_obligations(&o, &cards);
    assert_only("changes", "01/03/2025", "văn bản 12");
}

static void a_units_own_deadline_is_told_with_the_unit(void **state)
{
    (void)state;
    const exception exceptions[] = {
        {.unit = "384", .has_deadline = true, .deadline = {2024, 12, 31}}};
    obligation o = cards;
    o.exceptions = exceptions;
    o.exception_count = 1;
    compare_obligations(&cards, &o);
    assert_only("exceptions", "Huyện Mường Lát", "31/12/2024");
    compare_obligations(&o, &cards);
    assert_only("exceptions", "Huyện Mường Lát", "31/12/2024");
}

static void regimes_and_days_off_are_told(void **state)
{
    (void)state;
    fixture_copy(NULL);
    plant("report_types.conf", "levels = [ \"commune\" ]; ", "working_days = 1",
          "frequencies = [ \"month\" ]; working_days = 3");
    plant("calendar.conf", "holidays = [", "\"2024-01-01\"", "\"2024-01-01\", \"2026-01-01\"");
    plant("calendar.conf", "makeup_days = [", "\"2024-05-04\"", "");
    compare(fixture_load(fixture_source), fixture_load(fixture_dir));
    fixture_remove(NULL);
    assert_int_equal(found_count, 3);
    assert_told(0, DIFFERENCE_CHANGED, "CHUNG", "due");
    assert_told(1, DIFFERENCE_ADDED, "", "holidays");
    assert_non_null(strstr(found[1].text, "01/01/2026"));
    assert_told(2, DIFFERENCE_REMOVED, "", "makeup_days");
}

static void another_general_regime_is_told_once(void **state)
{
    (void)state;
    catalogue_builder *b = catalogue_builder_new();
    const report_type t = {.code = "KHAC", .name = "Khác", .locks = true, .lock_days = 9};
    assert_true(catalogue_builder_report_type(b, &t, true));
    assert_true(catalogue_builder_unit(b, &department));
    compare(with(NULL, NULL), catalogue_builder_finish(b));
    assert_int_equal(found_count, 3);
    assert_told(0, DIFFERENCE_CHANGED, "KHAC", "general");
    assert_told(1, DIFFERENCE_ADDED, "KHAC", "report_types");
    assert_told(2, DIFFERENCE_REMOVED, "", "report_types");
}

static void too_little_memory_is_an_error_and_not_half_a_list(void **state)
{
    (void)state;
    catalogue *old = with(&district, &cards), *new = with(NULL, NULL);
    for (size_t budget = 16; budget < 400; budget += 16) {
        arena *little = arena_new(budget);
        error err = catalogue_diff(little, old, new, &found, &found_count);
        assert_true(err.code == ERR_NO_MEMORY || (!err.code && found_count == 2));
        assert_true(budget > 16 || err.code);
        arena_free(little);
    }
    catalogue_free(old);
    catalogue_free(new);
}

/* ---- versions ------------------------------------------------------------------------------ */

static uint64_t version_of(catalogue *c)
{
    uint64_t version = catalogue_version(c);
    catalogue_free(c);
    return version;
}

static void equal_content_has_an_equal_version_that_is_not_0(void **state)
{
    (void)state;
    uint64_t version = version_of(fixture_load(fixture_source));
    assert_true(version != 0);
    assert_true(version == version_of(fixture_load(fixture_source)));
    assert_true(version_of(catalogue_builder_finish(catalogue_builder_new())) != 0);
}

static void the_order_of_entries_makes_no_other_version(void **state)
{
    (void)state;
    obligation other = cards;
    other.code = "06-CA-03";
    const unit *units[] = {&district, &department};
    const obligation *obligations[] = {&cards, &other};
    catalogue_builder *b = catalogue_builder_new(), *backwards = catalogue_builder_new();
    for (size_t i = 0; i < 2; i++) {
        assert_true(catalogue_builder_unit(b, units[i]));
        assert_true(catalogue_builder_unit(backwards, units[1 - i]));
        assert_true(catalogue_builder_obligation(b, obligations[i]));
        assert_true(catalogue_builder_obligation(backwards, obligations[1 - i]));
    }
    assert_true(version_of(catalogue_builder_finish(b)) ==
                version_of(catalogue_builder_finish(backwards)));
}

/* Each of these alone, in the shipped configuration. */
static void any_change_makes_another_version(void **state)
{
    (void)state;
    static const planted edits[] = {
        {"units.conf", "\"384\"", "Mường Lát", "Mường Lạt", "", 0},
        {"units.conf", "\"NHNN-TH\"", "2025-02-28", "2025-02-27", "", 0},
        {"units.conf", "\"SLDTBXH\"", "[ \"SNV\", \"SNNMT\" ]", "[ \"SNV\" ]", "", 0},
        {"indicators.conf", "\"DX-KT-01\"", "target = 40", "target = 41", "", 0},
        {"indicators.conf", "\"DX-KT-01\"", "target = 40;", "", "", 0},
        {"indicators.conf", "\"DX-KT-01\"", "since = \"2025-03-01\"", "since = \"2025-03-02\"", "",
         0},
        {"indicators.conf", "\"DX-KT-01\"", "source = ", "on_fall = \"ignore\"; source = ", "", 0},
        {"indicators.conf", "\"DX-KT-01\"", "source = \"Thông", "source = \"Thông  ", "", 0},
        {"indicators.conf", "\"DX-CQ-11\"", "unit = \"381\"", "unit = \"382\"", "", 0},
        {"indicators.conf", "relations = (", "\"warn\"", "\"reject\"", "", 0},
        {"tasks.conf", "\"III.3f\"", "[ \"402\" ];\n", "[ \"402\", \"403\" ];\n", "", 0},
        {"tasks.conf", "\"III.3e\"", "LĐTBXH ngày", "LDTBXH ngày", "", 0},
        {"calendar.conf", "makeup_days = ", "2024-05-04", "2024-05-05", "", 0},
        {"report_types.conf", "general = ", "\"CHUNG\"", "\"TT02-2023-BTTTT\"", "", 0},
        {"report_types.conf", "\"CHUNG\";", "working_days = 2", "working_days = 3", "", 0},
        {"report_types.conf", "\"CHUNG\";", "since = \"2024-01-15\";", "", "", 0},
        {"report_types.conf", "\"CHUNG\";", "grace_days = 0", "grace_days = 1", "", 0},
        {"report_types.conf", "\"CHUNG\";", "lock_days = 180;", "", "", 0},
        {"assignments.conf", "\"PHO-BCD-TT\"", "\"DX\"", "\"06\"", "", 0},
        {"assignments.conf", "\"1829-KTS\"", "set = ", "department = \"SCT\"; set = ", "", 0},
        {"ranking.conf", "results = 70", "results = 70;\n  discipline = 30",
         "results = 71;\n  discipline = 29", "", 0},
        {"ranking.conf", "year = 2024", "rank = 5", "rank = 6", "", 0},
    };
    enum { EDITS = sizeof edits / sizeof *edits };
    uint64_t versions[EDITS + 1];
    versions[EDITS] = version_of(fixture_load(fixture_source));
    for (size_t i = 0; i < EDITS; i++) {
        fixture_copy(NULL);
        plant(edits[i].name, edits[i].after, edits[i].old, edits[i].replacement);
        catalogue *c = fixture_load(fixture_dir);
        assert_non_null(c);
        versions[i] = version_of(c);
        fixture_remove(NULL);
    }
    for (size_t i = 0; i <= EDITS; i++)
        for (size_t j = 0; j < i; j++)
            if (versions[i] == versions[j])
                fail_msg("edits %zu and %zu have one version", j, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_catalogue_has_no_differences),
        cmocka_unit_test(units_come_and_go),
        cmocka_unit_test(a_unit_ends_and_is_renamed),
        cmocka_unit_test(a_corrected_first_day_is_not_another_unit),
        cmocka_unit_test(obligations_come_and_go),
        cmocka_unit_test(no_target_is_told_apart_from_a_target_of_zero),
        cmocka_unit_test(a_deadline_before_a_day_differs_from_one_by_that_day),
        cmocka_unit_test(the_new_lead_is_named),
        cmocka_unit_test(frequency_reporters_and_bounds_are_told),
        cmocka_unit_test(a_new_definition_says_that_figures_cannot_be_compared),
        cmocka_unit_test(each_thing_that_a_later_document_changes_is_told),
        cmocka_unit_test(a_units_own_deadline_is_told_with_the_unit),
        cmocka_unit_test(regimes_and_days_off_are_told),
        cmocka_unit_test(another_general_regime_is_told_once),
        cmocka_unit_test(too_little_memory_is_an_error_and_not_half_a_list),
        cmocka_unit_test(equal_content_has_an_equal_version_that_is_not_0),
        cmocka_unit_test(the_order_of_entries_makes_no_other_version),
        cmocka_unit_test(any_change_makes_another_version),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
