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

static const published_score *dti_of(int year)
{
    for (size_t i = 0; i < catalogue_published_count(made); i++)
        if (catalogue_published_at(made, i)->year == year)
            return catalogue_published_at(made, i);
    fail_msg("no score of %d", year);
    return NULL;
}

static void a_score_is_seventy_parts_results_and_thirty_discipline(void **state)
{
    (void)state;
    assert_int_equal(catalogue_scoring(made).results, 70);
    assert_int_equal(catalogue_scoring(made).discipline, 30);
}

static void the_provinces_dti_of_2021_is_exact(void **state)
{
    (void)state;
    const published_score *s = dti_of(2021);
    assert_string_equal(s->index, "DTI");
    assert_string_equal(s->unit, "38");
    assert_int_equal(s->score, 4880);
    assert_int_equal(s->scale, 10000);
    assert_int_equal(s->rank, 12);
    assert_string_equal(s->index_set, "QĐ 922/QĐ-BTTTT");
}

static void a_score_that_nobody_found_is_not_zero(void **state)
{
    (void)state;
    const int years[] = {2020, 2023, 2024}, ranks[] = {15, 11, 5};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(dti_of(years[i])->score, -1);
        assert_int_equal(dti_of(years[i])->rank, ranks[i]);
    }
}

static void other_shares_can_be_chosen(void **state)
{
    (void)state;
    plant("ranking.conf", "scoring = {", "results = 70;\n  discipline = 30",
          "results = 100;\n  discipline = 0");
    catalogue *c = fixture_load(fixture_dir);
    assert_non_null(c);
    assert_int_equal(catalogue_scoring(c).results, 100);
    catalogue_free(c);
}

static void every_planted_problem_is_reported_at_once(void **state)
{
    (void)state;
    plant("ranking.conf", "scoring = {", "discipline = 30", "discipline = 31");
    planted errors[] = {
        {"ranking.conf", "kèm tệp và dòng", "scoring = {", "scoring = {", "101", 0},
        {"ranking.conf", "year = 2020", "rank = 15", "rank = 0; score = \"0.5\"", "rank", 0},
        {"ranking.conf", "QĐ 922/QĐ-BTTTT\"", "unit = \"38\"", "unit = \"383\"", "\"38", 0},
        {"ranking.conf", "year = 2021", "\"0.4880\"", "\"1.0001\"", "1.0001", 0},
        {"ranking.conf", "year = 2023", "scale = 1", "scale = 0", "scale", 0},
        {"ranking.conf", "published = (", "year = 2024", "year = 2023", "2023", 0},
    };
    assert_all_said(errors, sizeof errors / sizeof *errors);
}

static void something_must_be_published(void **state)
{
    (void)state;
    plant("ranking.conf", "year = 2020", "rank = 15;", "");
    size_t count = 0;
    char *text = fixture_problems(&count);
    assert_int_equal(count, 1);
    assert_non_null(strstr(text, "score"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_is_seventy_parts_results_and_thirty_discipline),
        cmocka_unit_test(the_provinces_dti_of_2021_is_exact),
        cmocka_unit_test(a_score_that_nobody_found_is_not_zero),
        cmocka_unit_test_setup_teardown(other_shares_can_be_chosen, fixture_copy, fixture_remove),
        cmocka_unit_test_setup_teardown(every_planted_problem_is_reported_at_once, fixture_copy,
                                        fixture_remove),
        cmocka_unit_test_setup_teardown(something_must_be_published, fixture_copy, fixture_remove),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
