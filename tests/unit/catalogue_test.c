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

static size_t units_on(date day, unit_level level)
{
    size_t n = 0;
    for (size_t i = 0; i < catalogue_unit_count(made); i++) {
        const unit *u = catalogue_unit_at(made, i);
        n += u->level == level && unit_valid_on(u, day);
    }
    return n;
}

static size_t obligations_of(obligation_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < catalogue_obligation_count(made); i++)
        n += catalogue_obligation_at(made, i)->kind == kind;
    return n;
}

static void districts_are_27_then_26_then_communes_166(void **state)
{
    (void)state;
    assert_int_equal(units_on((date){2024, 7, 22}, LEVEL_DISTRICT), 27);
    assert_int_equal(units_on((date){2024, 12, 31}, LEVEL_DISTRICT), 27);
    assert_int_equal(units_on((date){2025, 1, 1}, LEVEL_DISTRICT), 26);
    assert_int_equal(units_on((date){2025, 7, 1}, LEVEL_DISTRICT), 0);
    assert_int_equal(units_on((date){2024, 7, 22}, LEVEL_PROVINCE), 1);
    assert_int_equal(units_on((date){2024, 7, 22}, LEVEL_COMMUNE), 0);
    assert_int_equal(units_on((date){2025, 6, 30}, LEVEL_COMMUNE), 0);
    assert_int_equal(units_on((date){2025, 7, 1}, LEVEL_COMMUNE), 166);
    assert_int_equal(catalogue_unit_count(made), 47 + 1 + 166); /* 380 is two rows */
}

static void every_indicator_and_task_is_there(void **state)
{
    (void)state;
    assert_int_equal(obligations_of(OBLIGATION_INDICATOR), 69);
    assert_int_equal(obligations_of(OBLIGATION_TASK), 62);
}

static void an_indicator_has_what_the_file_says(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "DX-KT-01");
    assert_non_null(o);
    assert_true(o->is_ratio);
    assert_string_equal(o->measure_unit, "%");
    assert_int_equal(o->aggregation, AGGREGATE_RATIO_OF_SUMS);
    assert_int_equal(o->frequency, PERIOD_QUARTER);
    assert_true(o->has_target);
    assert_int_equal(o->target, 400000);
    assert_string_equal(o->deadline_text, "hết năm 2024 (phấn đấu)");
    assert_null(catalogue_obligation(made, "DX-KT-0"));
}

static const date conference = {2024, 7, 22};

static terms terms_of(const char *code, const char *unit)
{
    return obligation_terms(catalogue_obligation(made, code), unit, conference);
}

static void no_target_is_not_zero(void **state)
{
    (void)state;
    assert_false(terms_of("06-CA-02", NULL).has_target);
    assert_true(terms_of("DX-AT-04", "384").has_target);
    assert_int_equal(terms_of("DX-AT-04", "384").target, 0);
}

static void the_target_of_a_sum_is_nobodys_own(void **state)
{
    (void)state;
    assert_true(terms_of("DX-XH-10", NULL).has_target);
    assert_int_equal(terms_of("DX-XH-10", NULL).target, 5580000);
    assert_false(terms_of("DX-XH-10", "384").has_target);
    assert_true(terms_of("DX-KT-01", "384").has_target);
    assert_int_equal(terms_of("DX-KT-01", "384").target, 400000);
}

static void assert_deadline(const char *code, const char *unit, date day)
{
    terms t = terms_of(code, unit);
    assert_true(t.has_deadline);
    assert_int_equal(date_compare(t.deadline, day), 0);
}

static void bim_son_has_a_deadline_of_its_own(void **state)
{
    (void)state;
    assert_deadline("DX-CQ-11", NULL, (date){2025, 5, 31});
    assert_deadline("DX-CQ-11", "381", (date){2024, 12, 31});
    assert_false(terms_of("III.2c", NULL).has_deadline);
}

static void before_a_day_ends_the_day_before_it(void **state)
{
    (void)state;
    assert_string_equal(terms_of("II.2a", NULL).deadline_text, "trước ngày 31/10/2024");
    assert_deadline("II.2a", NULL, (date){2024, 10, 30});
    assert_deadline("II.3a", NULL, (date){2025, 5, 31}); /* "trước tháng 6/2025" */
}

static void an_obligation_outlives_its_lead_agency_and_its_dates(void **state)
{
    (void)state;
    const change changes[] = {
        {.since = {2025, 3, 1}, .lead = "SKHCN", .deadline_text = "", .basis = ""},
        {.since = {2025, 6, 1},
         .lead = "",
         .has_deadline = true,
         .deadline = {2026, 3, 31},
         .deadline_text = "hết tháng 3/2026",
         .basis = ""}};
    obligation o = *catalogue_obligation(made, "III.2c");
    o.changes = changes;
    o.change_count = 2;
    assert_string_equal(obligation_terms(&o, NULL, (date){2025, 2, 28}).lead, "STTTT");
    terms t = obligation_terms(&o, NULL, (date){2025, 3, 1});
    assert_string_equal(t.lead, "SKHCN");
    assert_false(t.has_deadline);
    t = obligation_terms(&o, NULL, (date){2025, 6, 1});
    assert_string_equal(t.lead, "SKHCN");
    assert_int_equal(date_compare(t.deadline, (date){2026, 3, 31}), 0);
    assert_ptr_equal(t.last_change, &changes[1]);
}

static void only_named_units_report_where_units_are_named(void **state)
{
    (void)state;
    date day = {2024, 7, 22};
    const unit *bim_son = catalogue_unit(made, "381", day),
               *muong_lat = catalogue_unit(made, "384", day);
    const obligation *all = catalogue_obligation(made, "II.3a"),
                     *own = catalogue_obligation(made, "II.3b");
    assert_int_equal(all->reporter_unit_count, 11);
    assert_false(obligation_is_reported_by(all, bim_son));
    assert_true(obligation_is_reported_by(all, catalogue_unit(made, "380", day)));
    assert_true(obligation_is_reported_by(own, bim_son));
    assert_false(obligation_is_reported_by(own, muong_lat));
}

static void figures_of_communes_come_from_districts(void **state)
{
    (void)state;
    const unit *muong_lat = catalogue_unit(made, "384", (date){2024, 7, 22});
    assert_true(obligation_is_reported_by(catalogue_obligation(made, "DX-XH-05"), muong_lat));
}

static void what_the_system_computes_is_reported_by_nobody(void **state)
{
    (void)state;
    assert_int_equal(catalogue_obligation(made, "QL-01")->reporters, 0);
}

static void stays_are_split_by_lodging_and_age(void **state)
{
    (void)state;
    const obligation *o = catalogue_obligation(made, "06-DL-02");
    assert_int_equal(o->dimension_count, 2);
    assert_string_equal(o->dimensions[0].code, "luu_tru");
    assert_int_equal(o->dimensions[0].category_count, 4);
    assert_string_equal(o->dimensions[1].categories[1].name, "Từ 18 đến 59 tuổi");
}

static void the_tree_reaches_from_units_to_the_province(void **state)
{
    (void)state;
    assert_true(catalogue_unit_within(made, "384", "38"));
    assert_true(catalogue_unit_within(made, "TTPVHCC", "38"));
    assert_true(catalogue_unit_within(made, "TTPVHCC", "VPUBND"));
    assert_true(catalogue_unit_within(made, "384", "384"));
    assert_false(catalogue_unit_within(made, "38", "384"));
    assert_false(catalogue_unit_within(made, "385", "384"));
}

static void mistyped_codes_get_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(catalogue_nearest_unit(made, "STTT"), "STTTT");
    assert_string_equal(catalogue_nearest_obligation(made, "DX-XH-1"), "DX-XH-01");
}

static void a_code_used_again_is_found_by_its_date(void **state)
{
    (void)state;
    catalogue_builder *b = catalogue_builder_new();
    const unit town = {.code = "14812",
                       .name = "Phường Ba Đình",
                       .kind = "phuong",
                       .level = LEVEL_COMMUNE,
                       .parent = "",
                       .valid_to = {2025, 6, 30}};
    const unit ward = {.code = "14812",
                       .name = "Phường Bỉm Sơn",
                       .kind = "phuong",
                       .level = LEVEL_COMMUNE,
                       .parent = "",
                       .valid_from = {2025, 7, 1}};
    assert_true(catalogue_builder_unit(b, &ward));
    assert_true(catalogue_builder_unit(b, &town));
    catalogue *c = catalogue_builder_finish(b);
    assert_string_equal(catalogue_unit(c, "14812", (date){2024, 7, 22})->name, "Phường Ba Đình");
    assert_string_equal(catalogue_unit(c, "14812", (date){2025, 7, 1})->name, "Phường Bỉm Sơn");
    assert_null(catalogue_unit(c, "14813", (date){2025, 7, 1}));
    catalogue_free(c);
}

/* ---- a broken copy ------------------------------------------------------------------------- */

static void every_planted_problem_is_reported_at_once(void **state)
{
    (void)state;
    planted errors[] = {
        {"units.conf", "\"381\"", "parent = \"38\"", "parent = \"399x\"", "\"399\"", 0},
        {"units.conf", "\"384\"", "valid_to = \"2025-06-30\"", "valid_to = \"2025-06-31\"",
         "2025-06-31", 0},
        {"units.conf", "\"385\"", "code = \"386\"", "code = \"385\"", "\"385\"", 0},
        {"units.conf", "\"387\"", "level = \"district\"", "level = \"distrit\"", "\"district\"", 0},
        {"units.conf", "\"STTTT\"", "parent = ", "parnt = ", "\"parent\"", 0},
        {"indicators.conf", "\"DX-KT-01\"", "lead = \"STTTT\"", "lead = \"STTT\"", "\"STTTT\"", 0},
        {"indicators.conf", "\"DX-KT-01\"", "target = 40", "target = \"bốn mươi\"", "bốn mươi", 0},
        {"indicators.conf", "\"DX-KT-02\"", "target = 80", "target = 80.5", "target", 0},
        {"indicators.conf", "\"DX-KT-02\"", "frequency = \"quarter\"", "frequency = \"quater\"",
         "\"quarter\"", 0},
        {"indicators.conf", "\"DX-KT-03\"", "decimals = 3", "decimals = 9", "decimals", 0},
        {"indicators.conf", "\"DX-KT-07\"", "target = 50", "target = 500", "500", 0},
        {"indicators.conf", "\"DX-XH-02\"", "code = \"DX-XH-03\"", "code = \"DX-XH-02\"",
         "\"DX-XH-02\"", 0},
        {"indicators.conf", "\"DX-CQ-11\"", "unit = \"381\"", "unit = \"383x\"", "\"38", 0},
        {"indicators.conf", "\"DX-AT-04\"", "aggregation = \"sum\"",
         "aggregation = \"ratio_of_sums\"", "denominator", 0},
        {"tasks.conf", "\"II.1a\"", "measured_by = [ \"DX-KT-02\" ]",
         "measured_by = [ \"DX-KT-99\" ]", "\"DX-KT-99\"", 0},
        {"tasks.conf", "\"II.3b\"", "reporter_units = [ \"381\" ]", "reporter_units = [ \"3811\" ]",
         "\"381\"", 0},
        {"tasks.conf", "\"II.2a\"", "deadline = \"2024-10-31\"", "deadline = \"31/10/2024\"",
         "31/10/2024", 0},
        {"tasks.conf", "\"III.4\"", "reporters = [ \"department\", \"district\" ]",
         "reporters = [ \"department\", \"distric\" ]", "\"district\"", 0},
        {"calendar.conf", "makeup_days = [", "makeup_days = [ \"2024-05-04\"",
         "makeup_days = [ \"2024-05-06\"", "2024-05-06", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void successors_are_units_of_the_day_after(void **state)
{
    (void)state;
    planted errors[] = {
        {"units.conf", "\"STTTT\"", "[ \"SKHCN\" ]", "[ \"SKHCM\" ]", "\"SKHCN\"", 0},
        {"units.conf", "\"SLDTBXH\"", "[ \"SNV\", \"SNNMT\" ]", "[ \"SNV\", \"SNV\" ]",
         "\"SNV\" ghi hai lần", 0},
        {"units.conf", "\"STNMT\"", "[ \"SNNMT\" ]", "[ \"STTTT\" ]", "01/03/2025", 0},
        {"units.conf", "\"STP\"", "parent = \"UBND-TINH\";",
         "parent = \"UBND-TINH\"; successors = [ \"SNV\" ];", "valid_to", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void each_district_has_a_place_on_the_map(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_unit_count(made); i++) {
        const unit *u = catalogue_unit_at(made, i);
        assert_int_equal(u->tile_row > 0 && u->tile_column > 0, u->level == LEVEL_DISTRICT);
    }
    const unit *north_west = catalogue_unit(made, "384", (date){2024, 7, 22}),
               *south_east = catalogue_unit(made, "407", (date){2024, 7, 22});
    assert_true(north_west->tile_row < south_east->tile_row);
    assert_true(north_west->tile_column < south_east->tile_column);
}

static void a_unit_has_a_short_name(void **state)
{
    (void)state;
    static const struct {
        const char *code, *name;
    } expected[] = {{"384", "Mường Lát"}, {"381", "TX Bỉm Sơn"},     {"380", "TP Thanh Hóa"},
                    {"STTTT", "Sở TTTT"}, {"SCT", "Sở Công Thương"}, {"38", "Toàn tỉnh"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(catalogue_unit(made, expected[i].code, (date){2024, 7, 22})->short_name,
                            expected[i].name);
}

static void a_place_on_the_map_is_one_units_and_whole(void **state)
{
    (void)state;
    planted errors[] = {
        {"units.conf", "\"384\"", "[ 1, 1 ]", "[ 1 ]", "[ hàng, cột ]", 0},
        {"units.conf", "\"385\"", "[ 2, 2 ]", "[ 0, 2 ]", "0 nằm ngoài", 0},
        {"units.conf", "\"386\"", "[ 2, 3 ]", "[ 6, 5 ]", "\"Thành phố Thanh Hóa\"", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void a_file_that_cannot_be_read_does_not_hide_the_others(void **state)
{
    (void)state;
    fixture_write("units.conf", "units = (\n  { code = ; }\n);\n");
    planted errors[] = {
        {"units.conf", "{ code = ", ";", ";", "", 0},
        {"tasks.conf", "\"II.2a\"", "frequency = \"month\"", "frequency = \"monat\"", "\"month\"",
         0},
    };
    assert_all_said(errors, 2);
}

static void a_missing_folder_is_a_problem_for_each_file(void **state)
{
    (void)state;
    problems *found = problems_new();
    catalogue *c = NULL;
    assert_int_equal(catalogue_load(&c, "/nonexistent", found).code, ERR_CONFIG);
    assert_int_equal(problems_count(found), FIXTURE_FILES);
    problems_free(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(districts_are_27_then_26_then_communes_166),
        cmocka_unit_test(every_indicator_and_task_is_there),
        cmocka_unit_test(an_indicator_has_what_the_file_says),
        cmocka_unit_test(no_target_is_not_zero),
        cmocka_unit_test(the_target_of_a_sum_is_nobodys_own),
        cmocka_unit_test(bim_son_has_a_deadline_of_its_own),
        cmocka_unit_test(before_a_day_ends_the_day_before_it),
        cmocka_unit_test(an_obligation_outlives_its_lead_agency_and_its_dates),
        cmocka_unit_test(only_named_units_report_where_units_are_named),
        cmocka_unit_test(figures_of_communes_come_from_districts),
        cmocka_unit_test(what_the_system_computes_is_reported_by_nobody),
        cmocka_unit_test(stays_are_split_by_lodging_and_age),
        cmocka_unit_test(the_tree_reaches_from_units_to_the_province),
        cmocka_unit_test(each_district_has_a_place_on_the_map),
        cmocka_unit_test(a_unit_has_a_short_name),
        cmocka_unit_test_setup_teardown(a_place_on_the_map_is_one_units_and_whole, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test(mistyped_codes_get_the_nearest),
        cmocka_unit_test(a_code_used_again_is_found_by_its_date),
        cmocka_unit_test_setup_teardown(every_planted_problem_is_reported_at_once, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(successors_are_units_of_the_day_after, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_does_not_hide_the_others,
                                        fixture_copy, fixture_remove),
        cmocka_unit_test(a_missing_folder_is_a_problem_for_each_file),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
