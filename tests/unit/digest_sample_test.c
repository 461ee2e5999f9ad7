#include "digest_sample.h"
#include "unit_test.h"

#include <string.h>

static void the_sample_has_something_of_everything(void **state)
{
    (void)state;
    digest *d = digest_sample();
    assert_true(d->simulated && d->summary.count == 3 && d->attention.count == 5);
    assert_true(d->concern_count == 20 && d->indicator_count == 26 && d->difficulty_count == 6);
    assert_true(d->correction_count == 2 && d->directive_count == 3 && d->remark_count == 2);
    assert_true(d->gaps.count && d->changes.count && d->proposals.count && d->finished_count);
    assert_true(d->upcoming_count && d->reporting_count && d->ranking_count == 2);
    assert_true(d->heat_count == 27 && d->heat_periods.count == 12 && d->tile_count == 27);
    digest_free(d);
}

static void no_two_tiles_of_the_sample_share_a_place(void **state)
{
    (void)state;
    digest *d = digest_sample();
    for (size_t i = 0; i < d->tile_count; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(d->tiles[i].row == d->tiles[k].row &&
                         d->tiles[i].column == d->tiles[k].column);
    digest_free(d);
}

static void the_others_are_quiet_and_empty(void **state)
{
    (void)state;
    digest *quiet = digest_sample_quiet(), *empty = digest_sample_empty();
    assert_true(quiet->nothing_new && !quiet->changes.count && quiet->concern_count);
    assert_true(!empty->nothing_new && !empty->since_ms && !empty->concern_count);
    digest_free(quiet);
    digest_free(empty);
}

static void figures_are_written_for_people(void **state)
{
    (void)state;
    digest *d = digest_sample();
    exact percent = {true, 3649, 2, "%"}, cards = {true, 45158, 0, "thẻ"}, none = {.unit = "%"};
    assert_string_equal(exact_text(d->memory, &percent), "36,49%");
    assert_string_equal(exact_text(d->memory, &cards), "45.158 thẻ");
    assert_string_equal(exact_text(d->memory, &none), "—");
    digest_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_has_something_of_everything),
        cmocka_unit_test(no_two_tiles_of_the_sample_share_a_place),
        cmocka_unit_test(the_others_are_quiet_and_empty),
        cmocka_unit_test(figures_are_written_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
