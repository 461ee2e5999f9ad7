#include "unit_test.h"

#include "model/catalogue.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 8 };

/* A small province: a town takes in a district, both levels are abolished, codes are used again. */
static catalogue *made;
static catalogue *shipped; /* of Thanh Hóa, as in the configuration */

static date day(const char *text)
{
    date out = {0};
    assert_int_equal(date_parse(text, &out).code, ERR_OK);
    return out;
}

static date bound(const char *text)
{
    return text ? day(text) : (date){0};
}

static void add(catalogue_builder *b, const char *code, unit_level level, const char *from,
                const char *to, const char *const *successors)
{
    unit u = {.code = code,
              .name = code,
              .kind = "",
              .level = level,
              .parent = "",
              .valid_from = bound(from),
              .valid_to = bound(to),
              .successors = successors};
    while (successors && successors[u.successor_count])
        u.successor_count++;
    assert_true(catalogue_builder_unit(b, &u));
}

static int load_shipped(void)
{
    problems *found = problems_new();
    error err = catalogue_load(&shipped, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_print(found, stderr);
    problems_free(found);
    return err.code ? -1 : 0;
}

static int make(void **state)
{
    (void)state;
    static const char *const into_town[] = {"town", NULL}, *const wards[] = {"100", "200", NULL},
                             *const one_ward[] = {"200", NULL}, *const office[] = {"office", NULL},
                             *const bureau[] = {"bureau", NULL};
    catalogue_builder *b = catalogue_builder_new();
    add(b, "town", LEVEL_DISTRICT, NULL, "2024-12-31", into_town);
    add(b, "town", LEVEL_DISTRICT, "2025-01-01", "2025-06-30", wards);
    add(b, "suburb", LEVEL_DISTRICT, NULL, "2024-12-31", into_town);
    add(b, "upland", LEVEL_DISTRICT, NULL, "2025-06-30", one_ward);
    add(b, "100", LEVEL_COMMUNE, NULL, "2020-12-31", NULL);
    add(b, "100", LEVEL_COMMUNE, "2025-07-01", NULL, NULL);
    add(b, "200", LEVEL_COMMUNE, "2025-07-01", NULL, NULL);
    add(b, "agency", LEVEL_DEPARTMENT, NULL, "2024-06-30", office);
    add(b, "office", LEVEL_DEPARTMENT, "2024-07-01", "2025-02-28", bureau);
    add(b, "bureau", LEVEL_DEPARTMENT, "2025-03-01", NULL, NULL);
    made = catalogue_builder_finish(b);
    return made ? load_shipped() : -1;
}

static int unmake(void **state)
{
    (void)state;
    catalogue_free(made);
    catalogue_free(shipped);
    return 0;
}

static void successors_are_copied_like_all_else(void **state)
{
    (void)state;
    char code[] = "two";
    const char *successors[] = {code, NULL};
    catalogue_builder *b = catalogue_builder_new();
    add(b, "one", LEVEL_DISTRICT, NULL, "2024-12-31", successors);
    code[0] = 'x';
    successors[0] = NULL;
    catalogue *c = catalogue_builder_finish(b);
    assert_string_equal(catalogue_unit_at(c, 0)->successors[0], "two");
    catalogue_free(c);
}

typedef size_t (*lister)(const catalogue *, const unit *, const unit **, size_t);

/* Whether LIST answers for the unit CODE of DAY the codes in WANTED ("a b"), in this order. */
static void assert_lists(lister list, const char *code, const char *on, const char *wanted)
{
    const unit *out[MOST];
    char text[256] = "";
    size_t n = list(made, catalogue_unit(made, code, day(on)), out, MOST);
    assert_true(n <= MOST);
    for (size_t i = 0; i < n; i++) {
        strcat(text, i ? " " : "");
        strcat(text, out[i]->code);
    }
    assert_string_equal(text, wanted);
}

static void assert_heir(const char *code, const char *on, const char *wanted, const char *from)
{
    const unit *u = catalogue_heir(made, code, day(on));
    if (!wanted) {
        assert_null(u);
        return;
    }
    assert_non_null(u);
    assert_string_equal(u->code, wanted);
    assert_int_equal(date_compare(u->valid_from, bound(from)), 0);
}

static void a_unit_may_have_several_successors(void **state)
{
    (void)state;
    assert_lists(catalogue_successors, "town", "2025-06-30", "100 200");
    assert_lists(catalogue_successors, "suburb", "2024-12-31", "town");
    assert_lists(catalogue_successors, "bureau", "2025-06-30", "");
}

static void a_unit_may_have_several_predecessors(void **state)
{
    (void)state;
    assert_lists(catalogue_predecessors, "200", "2025-07-01", "town upland");
    assert_lists(catalogue_predecessors, "town", "2025-01-01", "town suburb");
    assert_lists(catalogue_predecessors, "town", "2024-12-31", "");
}

static void a_successor_is_the_unit_of_that_day_not_of_that_code(void **state)
{
    (void)state;
    const unit *out[MOST];
    const unit *town = catalogue_unit(made, "town", day("2025-06-30"));
    assert_int_equal(catalogue_successors(made, town, out, MOST), 2);
    assert_int_equal(date_compare(out[0]->valid_from, day("2025-07-01")), 0);
    assert_lists(catalogue_predecessors, "100", "2025-07-01", "town");
    assert_lists(catalogue_predecessors, "100", "2020-12-31", "");
}

static void a_list_counts_further_than_it_has_room(void **state)
{
    (void)state;
    const unit *town = catalogue_unit(made, "town", day("2025-06-30")), *out[2] = {NULL, NULL};
    assert_int_equal(catalogue_successors(made, town, out, 1), 2);
    assert_string_equal(out[0]->code, "100");
    assert_null(out[1]);
    assert_int_equal(catalogue_successors(made, town, NULL, 0), 2);
}

static void while_it_exists_a_unit_answers_for_itself(void **state)
{
    (void)state;
    assert_heir("suburb", "2024-12-31", "suburb", NULL);
    assert_heir("town", "2024-12-31", "town", NULL);
    assert_heir("town", "2025-01-01", "town", "2025-01-01");
    assert_heir("100", "2025-07-01", "100", "2025-07-01");
}

static void the_heir_is_followed_while_there_is_exactly_one(void **state)
{
    (void)state;
    assert_heir("suburb", "2025-01-01", "town", "2025-01-01");
    assert_heir("suburb", "2025-06-30", "town", "2025-01-01");
    assert_heir("suburb", "2025-07-01", NULL, NULL);
    assert_heir("town", "2025-07-01", NULL, NULL);
    assert_heir("upland", "2025-07-01", "200", "2025-07-01");
    assert_heir("agency", "2024-07-01", "office", "2024-07-01");
    assert_heir("agency", "2026-01-01", "bureau", "2025-03-01");
}

static void nobody_answers_for_what_is_not_there(void **state)
{
    (void)state;
    assert_heir("bureau", "2025-02-28", NULL, NULL); /* not yet */
    assert_heir("100", "2021-01-01", NULL, NULL);    /* ended, and nobody took over */
    assert_heir("nothing", "2025-07-01", NULL, NULL);
}

static void a_merger_breaks_the_series_of_the_code_that_stays(void **state)
{
    (void)state;
    assert_true(catalogue_area_changed(made, "town", day("2024-12-31"), day("2025-01-01")));
    assert_true(catalogue_area_changed(made, "town", day("2024-12-14"), day("2025-01-14")));
    assert_false(catalogue_area_changed(made, "town", day("2024-11-14"), day("2024-12-31")));
    assert_false(catalogue_area_changed(made, "town", day("2025-01-01"), day("2025-06-30")));
    assert_false(catalogue_area_changed(made, "upland", day("2024-12-14"), day("2025-01-14")));
}

static void a_new_row_of_the_same_area_breaks_nothing(void **state)
{
    (void)state;
    static const char *const same[] = {"one", NULL};
    catalogue_builder *b = catalogue_builder_new();
    add(b, "one", LEVEL_DISTRICT, NULL, "2024-12-31", same);
    add(b, "one", LEVEL_DISTRICT, "2025-01-01", NULL, NULL);
    catalogue *c = catalogue_builder_finish(b);
    assert_false(catalogue_area_changed(c, "one", day("2024-01-01"), day("2025-12-31")));
    catalogue_free(c);
}

static size_t reporters_of(unsigned levels, const char *code, const unit **out, size_t most)
{
    const obligation o = {.code = "X", .reporters = levels, .frequency = PERIOD_MONTH};
    period p;
    assert_int_equal(period_parse(code, &p).code, ERR_OK);
    return catalogue_reporters(made, &o, p, out, most);
}

static void who_exists_on_the_closing_day_must_report(void **state)
{
    (void)state;
    const unsigned both = 1U << LEVEL_DISTRICT | 1U << LEVEL_COMMUNE;
    const unit *out[MOST];
    assert_int_equal(reporters_of(both, "2024-M12", out, MOST), 3);
    assert_int_equal(reporters_of(both, "2025-M01", out, MOST), 2);
    assert_string_equal(out[0]->code, "town");
    assert_int_equal(out[0]->valid_from.year, 2025);
    assert_int_equal(reporters_of(both, "2025-M06", out, MOST), 2);
    assert_int_equal(reporters_of(both, "2025-M07", out, MOST), 2);
    assert_string_equal(out[0]->code, "100");
    assert_int_equal(reporters_of(1U << LEVEL_DISTRICT, "2025-M07", out, MOST), 0);
    assert_int_equal(reporters_of(both, "2024-M12", NULL, 0), 3);
}

/* ---- the configuration of Thanh Hóa ------------------------------------------------------- */

static size_t must_report(const char *obligation_code, const char *period_code)
{
    period p;
    const obligation *o = catalogue_obligation(shipped, obligation_code);
    assert_non_null(o);
    assert_int_equal(period_parse(period_code, &p).code, ERR_OK);
    return catalogue_reporters(shipped, o, p, NULL, 0);
}

static void districts_report_27_then_26_then_communes_166(void **state)
{
    (void)state;
    assert_int_equal(must_report("06-CA-02", "2024-M12"), 27);
    assert_int_equal(must_report("06-CA-02", "2025-M01"), 26);
    assert_int_equal(must_report("06-CA-02", "2025-M06"), 26);
    assert_int_equal(must_report("06-CA-02", "2025-M07"), 166);
    assert_int_equal(must_report("06-CA-02", "2025-M08"), 166);
    assert_int_equal(must_report("III.3f", "2025-M06"), 26); /* districts alone */
    assert_int_equal(must_report("III.3f", "2025-M08"), 0);
}

static void a_successor_agency_reports_in_place_of_the_old_one(void **state)
{
    (void)state;
    period p;
    const unit *out[1] = {NULL};
    const obligation *o = catalogue_obligation(shipped, "III.2c");
    assert_int_equal(period_parse("2025-M02", &p).code, ERR_OK);
    assert_int_equal(catalogue_reporters(shipped, o, p, out, 1), 1);
    assert_string_equal(out[0]->code, "STTTT");
    assert_int_equal(period_parse("2025-M03", &p).code, ERR_OK);
    assert_int_equal(catalogue_reporters(shipped, o, p, out, 1), 1);
    assert_string_equal(out[0]->code, "SKHCN");
}

static const char *heir_of(const char *code, const char *on)
{
    const unit *u = catalogue_heir(shipped, code, day(on));
    return u ? u->code : "none";
}

static void dong_son_is_answered_for_by_the_city_of_thanh_hoa(void **state)
{
    (void)state;
    assert_string_equal(heir_of("405", "2024-12-31"), "405");
    assert_string_equal(heir_of("405", "2025-02-01"), "380");
    assert_string_equal(heir_of("405", "2025-07-01"), "none");
    assert_int_equal(catalogue_unit(shipped, "380", day("2024-12-31"))->valid_to.year, 2024);
    assert_int_equal(catalogue_unit(shipped, "380", day("2025-01-01"))->valid_from.year, 2025);
    assert_true(catalogue_area_changed(shipped, "380", day("2024-12-14"), day("2025-01-14")));
    assert_false(catalogue_area_changed(shipped, "380", day("2025-01-14"), day("2025-02-14")));
    assert_false(catalogue_area_changed(shipped, "384", day("2024-12-14"), day("2025-01-14")));
}

static void departments_have_the_heirs_of_march_2025(void **state)
{
    (void)state;
    assert_string_equal(heir_of("STTTT", "2025-02-28"), "STTTT");
    assert_string_equal(heir_of("STTTT", "2025-03-01"), "SKHCN");
    assert_string_equal(heir_of("STNMT", "2025-03-01"), "SNNMT");
    assert_string_equal(heir_of("SLDTBXH", "2025-03-01"), "none"); /* two took over */
    assert_string_equal(heir_of("NHNN-TH", "2025-03-01"), "none"); /* left the province */
}

static void every_commune_comes_from_a_district(void **state)
{
    (void)state;
    size_t communes = 0, relations = 0;
    for (size_t i = 0; i < catalogue_unit_count(shipped); i++) {
        const unit *u = catalogue_unit_at(shipped, i), *from[3] = {NULL};
        if (u->level != LEVEL_COMMUNE)
            continue;
        size_t n = catalogue_predecessors(shipped, u, from, 3);
        if (n < 1 || n > 2 || from[0]->level != LEVEL_DISTRICT)
            fail_msg("%s %s has %zu predecessors", u->code, u->name, n);
        communes++;
        relations += n;
    }
    assert_int_equal(communes, 166);
    assert_int_equal(relations, 171); /* five draw on two districts */
}

static void every_district_is_taken_over(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_unit_count(shipped); i++) {
        const unit *u = catalogue_unit_at(shipped, i);
        if (u->level == LEVEL_DISTRICT && catalogue_successors(shipped, u, NULL, 0) == 0)
            fail_msg("%s %s has no successor", u->code, u->name);
    }
    const unit *old_city = catalogue_unit(shipped, "380", day("2025-06-30"));
    assert_int_equal(catalogue_successors(shipped, old_city, NULL, 0), 7);
}

static void bim_son_takes_from_two_districts(void **state)
{
    (void)state;
    const unit *from[2] = {NULL}, *ward = catalogue_unit(shipped, "14812", day("2025-07-01"));
    assert_string_equal(ward->name, "Phường Bỉm Sơn");
    assert_int_equal(catalogue_predecessors(shipped, ward, from, 2), 2);
    assert_string_equal(from[0]->code, "381");
    assert_string_equal(from[1]->code, "392");
}

static void assert_meant(const char *text, const char *code)
{
    const unit *u = catalogue_unit_meant(shipped, text, (date){2024, 7, 22});
    if (!code) {
        assert_null(u);
        return;
    }
    assert_non_null(u);
    assert_string_equal(u->code, code);
}

static void a_typed_name_means_its_unit_however_it_is_spelt(void **state)
{
    (void)state;
    assert_meant("384", "384");
    assert_meant("Huyện Mường Lát", "384");
    assert_meant("mường lát", "384");
    assert_meant("Huyện Hoằng Hoá", "399"); /* the other place for the tone mark */
    assert_meant("hoang hoa", "399");
    assert_meant("Cẩm Thuỷ", "390");
    assert_meant("Ho\u00e0\u0300", NULL);
    assert_meant("", NULL);
}

static void a_name_that_two_units_have_means_neither(void **state)
{
    (void)state;
    assert_meant("Thanh Hóa", "380"); /* the city; the province is called "Tỉnh Thanh Hóa" */
    const unit *u = catalogue_unit_meant(shipped, "Đông Sơn", (date){2025, 1, 2});
    assert_null(u); /* no more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_typed_name_means_its_unit_however_it_is_spelt),
        cmocka_unit_test(a_name_that_two_units_have_means_neither),
        cmocka_unit_test(successors_are_copied_like_all_else),
        cmocka_unit_test(a_unit_may_have_several_successors),
        cmocka_unit_test(a_unit_may_have_several_predecessors),
        cmocka_unit_test(a_successor_is_the_unit_of_that_day_not_of_that_code),
        cmocka_unit_test(a_list_counts_further_than_it_has_room),
        cmocka_unit_test(while_it_exists_a_unit_answers_for_itself),
        cmocka_unit_test(the_heir_is_followed_while_there_is_exactly_one),
        cmocka_unit_test(nobody_answers_for_what_is_not_there),
        cmocka_unit_test(a_merger_breaks_the_series_of_the_code_that_stays),
        cmocka_unit_test(a_new_row_of_the_same_area_breaks_nothing),
        cmocka_unit_test(who_exists_on_the_closing_day_must_report),
        cmocka_unit_test(districts_report_27_then_26_then_communes_166),
        cmocka_unit_test(a_successor_agency_reports_in_place_of_the_old_one),
        cmocka_unit_test(dong_son_is_answered_for_by_the_city_of_thanh_hoa),
        cmocka_unit_test(departments_have_the_heirs_of_march_2025),
        cmocka_unit_test(every_commune_comes_from_a_district),
        cmocka_unit_test(every_district_is_taken_over),
        cmocka_unit_test(bim_son_takes_from_two_districts),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
