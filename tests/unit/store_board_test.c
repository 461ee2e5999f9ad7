/* What the store fills a board and a list of refusals with, now and as of an instant. */
#include "digest_build_fixture.h"

static const period july = {PERIOD_MONTH, 2024, 7, 0};

static void put_ruling(int64_t report_id, ruling_kind kind, const char *when)
{
    const ruling r = {
        .report = report_id, .kind = kind, .at_ms = at(when), .operator= "test", .text = ""};
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(store_put_ruling(writer, &r).code, ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

static board *load(int64_t before_ms)
{
    board *b = board_new(rules);
    assert_non_null(b);
    assert_int_equal(store_load_board(writer, before_ms, b).code, ERR_OK);
    return b;
}

static const point *said(const board *b, const char *unit_code)
{
    return board_point(b, catalogue_obligation(rules, "SHARE"), unit_code, july, "");
}

static void a_ruling_marks_what_counts_and_nothing_older(void **state)
{
    (void)state;
    put_ratio("381", "SHARE", "2024-M07", 1, 10, "2024-07-15T09:00"); /* 1: returned */
    put_ratio("384", "SHARE", "2024-M07", 2, 10, "2024-07-15T09:00"); /* 2: returned, then 4 */
    put_ratio("385", "SHARE", "2024-M07", 3, 10, "2024-07-15T09:00"); /* 3: never */
    put_ruling(1, RULING_RETURNED, "2024-07-16T09:00");
    put_ruling(2, RULING_RETURNED, "2024-07-16T09:00");
    put_ratio("384", "SHARE", "2024-M07", 4, 10, "2024-07-17T09:00");
    board *now = load(0), *then = load(at("2024-07-16T08:00"));
    assert_true(said(now, "381")->returned);
    assert_false(said(now, "384")->returned);
    assert_int_equal(said(now, "384")->report, 4);
    assert_false(said(now, "385")->returned);
    assert_false(said(then, "381")->returned); /* not yet */
    assert_int_equal(said(then, "384")->report, 2);
    board_free(now);
    board_free(then);
}

static void a_confirmed_warning_waits_for_nobody(void **state)
{
    (void)state;
    const verdict jump = {.outcome = ACCEPTED_WITH_WARNING, .code = "jump"};
    report r = blank("381", "SHARE", "2024-M07");
    r.kind = REPORT_FIGURE;
    r.figure = (figure){.is_ratio = true, .value = 9, .denominator = 10};
    put_judged(&r, &jump, "2024-07-15T09:00");
    board *before = load(0);
    assert_true(said(before, "381")->unconfirmed);
    put_ruling(1, RULING_CONFIRMED, "2024-07-16T09:00");
    board *now = load(0);
    assert_false(said(now, "381")->unconfirmed);
    assert_string_equal(said(now, "381")->warning, "jump");
    board_free(before);
    board_free(now);
}

static void nothing_to_report_and_a_figure_are_told_by_the_later(void **state)
{
    (void)state;
    report r = blank("381", "SHARE", "2024-M07");
    r.kind = REPORT_NOTHING;
    put_ratio("381", "SHARE", "2024-M07", 1, 10, "2024-07-15T09:00");
    put(&r, "2024-07-15T10:00");
    board *b = load(0);
    assert_int_equal(said(b, "381")->kind, REPORT_NOTHING);
    board_free(b);
    put_ratio("381", "SHARE", "2024-M07", 2, 10, "2024-07-15T11:00");
    b = load(0);
    assert_int_equal(said(b, "381")->kind, REPORT_FIGURE);
    assert_int_equal(said(b, "381")->figure.value, 2);
    board_free(b);
}

static bool refused(int64_t before_ms)
{
    refusals *r = refusals_new();
    assert_int_equal(store_load_refusals(writer, before_ms, r).code, ERR_OK);
    bool has = refusals_has(r, "381", "SHARE", july);
    refusals_free(r);
    return has;
}

static void a_refusal_counts_until_it_is_mended(void **state)
{
    (void)state;
    verdict out = {.outcome = REJECTED, .code = "out-of-range"};
    report r = blank("381", "SHARE", "2024-M07");
    r.kind = REPORT_FIGURE;
    r.figure = (figure){.is_ratio = true, .value = 19, .denominator = 10};
    put_judged(&r, &out, "2024-07-15T09:00");
    assert_true(refused(0));
    put_ratio("381", "SHARE", "2024-M07", 1, 10, "2024-07-16T09:00");
    assert_false(refused(0));
    assert_false(refused(at("2024-07-15T08:00")));
    assert_true(refused(at("2024-07-15T10:00"))); /* as it was in between */
    assert_false(refused(at("2024-07-16T10:00")));
}

static void the_last_event_before_an_instant_is_found_from_the_end(void **state)
{
    (void)state;
    int64_t id;
    assert_int_equal(store_last_event(writer, &id).code, ERR_OK);
    assert_int_equal(id, 0);
    put_event("catalogue", "", "", "a", "2024-07-15T09:00");
    put_event("catalogue", "", "", "b", "2024-07-16T09:00");
    assert_int_equal(store_last_event(writer, &id).code, ERR_OK);
    assert_int_equal(id, 2);
    assert_int_equal(store_last_event_before(writer, at("2024-07-16T09:00"), &id).code, ERR_OK);
    assert_int_equal(id, 1);
    assert_int_equal(store_last_event_before(writer, at("2024-07-15T09:00"), &id).code, ERR_OK);
    assert_int_equal(id, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIGEST_TEST(a_ruling_marks_what_counts_and_nothing_older),
        DIGEST_TEST(a_confirmed_warning_waits_for_nobody),
        DIGEST_TEST(nothing_to_report_and_a_figure_are_told_by_the_later),
        DIGEST_TEST(a_refusal_counts_until_it_is_mended),
        DIGEST_TEST(the_last_event_before_an_instant_is_found_from_the_end),
    };
    return cmocka_run_group_tests(tests, make_rules, free_rules);
}
