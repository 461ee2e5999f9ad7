/* Rules between indicators, and all rules through check_report(). */
#include "check_quality_fixture.h"

/* ---- relations ---------------------------------------------------------------------------- */

static verdict related(const obligation *o, figure f, severity how, const obligation *other,
                       const point *there)
{
    const relation rule = {.lesser = "TON", .greater = "SO", .severity = how};
    inspection i = stated(o, 6, f);
    bool goes_on = figure_keeps_relation(&i, &rule, other, there);
    assert_int_equal(goes_on, i.verdict.outcome != REJECTED);
    return i.verdict;
}

static void the_lesser_figure_is_not_above_the_greater_whichever_comes_last(void **state)
{
    (void)state;
    const obligation lesser = stock(SEVERITY_IGNORE), greater = sum;
    const point there = value(6, 100);
    assert_fine(related(&lesser, (figure){.value = 100}, SEVERITY_WARN, &greater, &there));
    assert_objects(related(&lesser, (figure){.value = 101}, SEVERITY_WARN, &greater, &there),
                   ACCEPTED_WITH_WARNING, "relation-broken",
                   "\"TON\" (101 thẻ) lớn hơn \"SO\" (100 thẻ)");
    assert_fine(related(&greater, (figure){.value = 100}, SEVERITY_WARN, &lesser, &there));
    assert_objects(related(&greater, (figure){.value = 99}, SEVERITY_WARN, &lesser, &there),
                   ACCEPTED_WITH_WARNING, "relation-broken",
                   "\"TON\" (100 thẻ) lớn hơn \"SO\" (99 thẻ)");
}

static void a_broken_relation_may_be_ignored_or_refused(void **state)
{
    (void)state;
    const obligation lesser = stock(SEVERITY_IGNORE), greater = sum;
    const point there = value(6, 100);
    assert_fine(related(&lesser, (figure){.value = 101}, SEVERITY_IGNORE, &greater, &there));
    assert_objects(related(&lesser, (figure){.value = 101}, SEVERITY_REJECT, &greater, &there),
                   REJECTED, "relation-broken", "hãy kiểm tra cả hai");
}

static void a_relation_needs_both_figures(void **state)
{
    (void)state;
    const obligation lesser = stock(SEVERITY_IGNORE), greater = sum;
    point there = value(6, 100);
    const figure f = {.value = 101};
    assert_fine(related(&lesser, f, SEVERITY_REJECT, &greater, NULL));
    there.returned = true;
    assert_fine(related(&lesser, f, SEVERITY_REJECT, &greater, &there));
    there = value(6, 0);
    there.kind = REPORT_NOTHING;
    assert_fine(related(&lesser, f, SEVERITY_REJECT, &greater, &there));
}

static void relations_compare_numerators_and_decimals(void **state)
{
    (void)state;
    const obligation lesser = ratio(SEVERITY_IGNORE), greater = sum;
    point there = value(6, 1005);
    there.figure.decimals = 1;
    obligation renamed = lesser;
    renamed.code = "TON";
    figure f = {.is_ratio = true, .value = 100, .denominator = 400};
    assert_fine(related(&renamed, f, SEVERITY_WARN, &greater, &there));
    f.value = 101;
    assert_objects(related(&renamed, f, SEVERITY_WARN, &greater, &there), ACCEPTED_WITH_WARNING,
                   "relation-broken", "(tử số 101) lớn hơn \"SO\" (100,5 thẻ)");
}

/* ---- through check_report() ---------------------------------------------------------------- */

static report total(const char *code, const char *p, int64_t amount)
{
    report r = {.kind = REPORT_FIGURE,
                .unit = "384",
                .obligation = code,
                .period = p,
                .breakdown = "",
                .figure = {.value = amount},
                .source = "",
                .text = "",
                .addressed_to = ""};
    return r;
}

static board *board_with(const char *code, const point *points, size_t n)
{
    board *b = board_new(made);
    for (size_t i = 0; i < n; i++) {
        const statement s = {"384", code, "", points[i]};
        assert_int_equal(board_take(b, &s).code, ERR_OK);
    }
    return b;
}

static void the_board_is_asked_at_the_province_and_not_at_a_unit(void **state)
{
    (void)state;
    const point past[] = {value(5, 500)};
    report r = total("SO", "2024-M06", 400);
    assert_fine(check_report(&r, &context));
    board *b = board_with("SO", past, 1);
    context.board = b;
    assert_objects(check_report(&r, &context), ACCEPTED_WITH_WARNING, "cumulative-fell",
                   "500 thẻ của tháng 5/2024");
    r.period = "2024-M04";
    context.judge_lateness = false;
    assert_fine(check_report(&r, &context));
    r.unit = "405";
    context.speaker = "38";
    r.period = "2024-M06";
    assert_fine(check_report(&r, &context));
    board_free(b);
}

static void a_correction_is_not_compared_with_what_it_corrects(void **state)
{
    (void)state;
    const point past[] = {value(5, 500), value(6, 5200)};
    board *b = board_with("SO", past, 2);
    context.board = b;
    report r = total("SO", "2024-M06", 520);
    assert_fine(check_report(&r, &context));
    board_free(b);
}

static void one_code_is_kept_and_the_words_of_all_are_said(void **state)
{
    (void)state;
    const point past[] = {value(5, 500)};
    board *b = board_with("SO", past, 1);
    context.board = b;
    context.now_ms = at("2024-06-19T08:00");
    report r = total("SO", "2024-M06", 400);
    r.observed_at_ms = at("2024-06-20T08:00");
    verdict v = check_report(&r, &context);
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "500 thẻ của tháng 5/2024");
    assert_int_equal(v.part, PART_VALUE);
    assert_non_null(strstr(v.message, "; chậm: hạn báo cáo tháng 6/2024 là ngày 18/06/2024"));
    r.figure.value = 600;
    v = check_report(&r, &context);
    assert_objects(v, ACCEPTED_WITH_WARNING, "observed-in-future", "08:00 20/06/2024");
    assert_non_null(strstr(v.message, "; chậm"));
    board_free(b);
}

static void late_is_said_however_much_there_is_to_say(void **state)
{
    (void)state;
    inspection i = stated(&sum, 6, (figure){0});
    char words[3 * VERDICT_MESSAGE_MAX + 1] = "";
    for (size_t n = 0; n < VERDICT_MESSAGE_MAX; n++)
        memcpy(words + 3 * n, "ấ", 3);
    warn(&i, "relation-broken", PART_VALUE, "%s", words);
    warn(&i, "jump", PART_VALUE, "%.60s", words);
    warn(&i, "late", PART_PERIOD, "chậm: hạn báo cáo %s là ngày %s", "6 tháng đầu năm 2024",
         "18/06/2024");
    assert_string_equal(i.verdict.code, "relation-broken");
    assert_int_equal(i.verdict.part, PART_VALUE);
    assert_non_null(strstr(i.verdict.message, "ấ; chậm: hạn báo cáo 6 tháng đầu năm 2024 là ngày "
                                              "18/06/2024"));
}

static void a_refusal_takes_the_place_of_a_warning(void **state)
{
    (void)state;
    inspection i = stated(&sum, 6, (figure){0});
    warn(&i, "relation-broken", PART_VALUE, "một");
    assert_false(object(&i, SEVERITY_REJECT, "jump", PART_VALUE, "hai"));
    assert_int_equal(i.verdict.outcome, REJECTED);
    assert_string_equal(i.verdict.code, "jump");
    assert_string_equal(i.verdict.message, "hai");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_JUNE(the_lesser_figure_is_not_above_the_greater_whichever_comes_last),
        IN_JUNE(a_broken_relation_may_be_ignored_or_refused),
        IN_JUNE(a_relation_needs_both_figures),
        IN_JUNE(relations_compare_numerators_and_decimals),
        IN_JUNE(the_board_is_asked_at_the_province_and_not_at_a_unit),
        IN_JUNE(a_correction_is_not_compared_with_what_it_corrects),
        IN_JUNE(one_code_is_kept_and_the_words_of_all_are_said),
        IN_JUNE(late_is_said_however_much_there_is_to_say),
        IN_JUNE(a_refusal_takes_the_place_of_a_warning),
    };
    return cmocka_run_group_tests(tests, make_catalogue, free_catalogue);
}
