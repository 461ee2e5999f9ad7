/* What a digest says of obligations: concerns, indicators, dates, words. */
#include "digest_build_fixture.h"

/* Everybody reports until July: SHARE rises by 2 points a month to 24 %, TASK is done. */
static void put_calm_months(void)
{
    for (int month = 2; month <= 7; month++)
        put_calm_month(month, 10 + 2 * month);
}

static void before_anything_was_said_there_is_nothing_to_rank(void **state)
{
    (void)state;
    digest *d = build_at("2024-02-01T07:00", NULL);
    assert_int_equal(d->obligations, 6);
    assert_int_equal(d->concern_count + d->ranking_count + d->heat_count + d->changes.count, 0);
    assert_false(d->nothing_new);
    assert_line(&d->summary, "6 chỉ tiêu, nhiệm vụ: 6 chưa giao mức hoặc chưa đến kỳ báo cáo.");
    assert_int_equal(d->summary.count, 3);
    digest_free(d);
}

static void the_head_is_as_asked_for_and_names_the_closed_month(void **state)
{
    (void)state;
    static const char *const signature[] = {"GIÁM ĐỐC"}, *const to[] = {"Chủ tịch", "Lưu: VT"};
    digest_request r = request_at("2024-07-22T07:00");
    r.signature = signature;
    r.signature_count = 1;
    r.recipients = to;
    r.recipient_count = 2;
    r.simulated = true;
    digest *d = build(&r);
    assert_string_equal(d->title, "Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ chuyển đổi "
                                  "số, Đề án 06 tháng 7 năm 2024");
    assert_string_equal(d->period, "2024-M07");
    assert_string_equal(d->recipients.items[1], "Lưu: VT");
    assert_string_equal(d->signature.items[0], "GIÁM ĐỐC");
    assert_true(d->simulated && text_has(d->subject, "[SỐ LIỆU MÔ PHỎNG] "));
    assert_int_equal(d->since_ms, 0);
    assert_true(text_has(d->ranking_mark, "không phải xếp hạng chính thức"));
    digest_free(d);
}

/* 24 % in July of 40 % by 31/12: 16 points in 162 days are 2.96 in 30 days; 2 points a month are
 * 1.96 to 2.03. Nobody lies a tenth below the path from 14 % in February: at risk. */
static void a_concern_has_both_paces_and_the_expected_day(void **state)
{
    (void)state;
    put_calm_months();
    digest *d = build_at("2024-07-22T07:00", NULL);
    const digest_concern *c = concern_of(d, "SHARE");
    assert_non_null(c);
    assert_exact(&c->whole.value, "24%");
    assert_exact(&c->whole.target, "40%");
    assert_exact(&c->whole.needed_pace, "3 điểm %");
    assert_exact(&c->whole.actual_pace, "2 điểm %");
    assert_int_equal(c->whole.percent, 60);
    assert_true(c->whole.has_expected && c->whole.expected.year == 2025);
    assert_int_equal(c->about.days_left, 162);
    assert_string_equal(c->about.name, "Tỷ lệ doanh nghiệp chuyển đổi số");
    assert_string_equal(c->about.lead.short_name, "Sở TTTT");
    assert_string_equal(c->about.deadline_text, "hết năm 2024");
    assert_int_equal(c->units, 3);
    assert_int_equal(c->overdue + c->behind + c->at_risk, 3);
    assert_int_equal(c->worst_count, 3);
    assert_null(concern_of(d, "TASK"));
    assert_null(concern_of(d, "CARDS"));
    assert_false(c->whole.is_new);
    digest_free(d);
}

static void a_unit_that_says_done_where_that_is_not_so_is_quoted(void **state)
{
    (void)state;
    put_task("381", "TASK", "2024-M06", 100, TASK_DONE, "2024-06-15T09:00");
    put_task("384", "TASK", "2024-M07", 100, TASK_DONE, "2024-07-16T09:00"); /* after 30/6 */
    put_task("385", "TASK", "2024-M07", 70, TASK_BLOCKED, "2024-07-16T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    const digest_concern *c = concern_of(d, "TASK");
    assert_non_null(c);
    assert_int_equal(c->whole.status, STATUS_OVERDUE);
    assert_int_equal(c->about.days_left, -22);
    assert_int_equal(c->done, 2);
    assert_int_equal(c->worst_count, 1);
    assert_string_equal(c->worst[0].unit.short_name, "Quan Hóa");
    assert_string_equal(c->worst[0].own, "vướng mắc");
    assert_line(&d->attention, "Đẩy nhanh đề án (TASK): quá hạn 22 ngày; 2/3 đơn vị hoàn thành; "
                               "Quan Hóa tự đánh giá: vướng mắc.");
    assert_line(&d->proposals, "Đề nghị Sở TTTT đôn đốc 1 đơn vị đã quá hạn (Quan Hóa): Đẩy nhanh");
    assert_line(&d->proposals, "Đối chiếu với Quan Hóa về Đẩy nhanh đề án (TASK)");
    assert_true(text_has(d->subject, "1 nhiệm vụ quá hạn"));
    digest_free(d);
}

/* 10/100 + 30/100 + 5/100: 15 %, not the mean of whatever; the third unit is missing, not zero. */
static void an_indicator_has_its_parts_and_coverage(void **state)
{
    (void)state;
    put_ratio("381", "SHARE", "2024-M07", 10, 100, "2024-07-15T09:00");
    put_ratio("384", "SHARE", "2024-M07", 45, 150, "2024-07-15T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    const digest_indicator *it = indicator_of(d, "SHARE");
    assert_non_null(it);
    assert_exact(&it->whole.value, "22%"); /* 55/250 */
    assert_exact(&it->numerator, "55");
    assert_exact(&it->denominator, "250");
    assert_int_equal(it->whole.have, 2);
    assert_int_equal(it->whole.expected_units, 3);
    assert_string_equal(it->period_name, "tháng 7/2024");
    assert_int_equal(it->worst_count, 2);
    assert_string_equal(it->worst[0].unit.code, "381"); /* 30 points below, then 10 */
    assert_null(indicator_of(d, "CARDS"));              /* neither figure nor target */
    digest_free(d);
}

static void a_reported_zero_counts_and_nothing_to_report_adds_nothing(void **state)
{
    (void)state;
    put_ratio("381", "SHARE", "2024-M07", 0, 100, "2024-07-15T09:00");
    put_ratio("384", "SHARE", "2024-M07", 50, 100, "2024-07-15T09:00");
    report nothing = blank("385", "SHARE", "2024-M07");
    nothing.kind = REPORT_NOTHING;
    put(&nothing, "2024-07-15T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    const digest_indicator *it = indicator_of(d, "SHARE");
    assert_exact(&it->whole.value, "25%");
    assert_exact(&it->denominator, "200");
    assert_string_equal(it->worst[0].unit.code, "381");
    digest_free(d);
}

static void a_long_difficulty_is_told_whole(void **state)
{
    (void)state;
    char text[REPORT_TEXT_MAX + 1] = "";
    while (strlen(text) < REPORT_TEXT_MAX - 20)
        strcat(text, "khó khăn ");
    strcat(text, "HẾT");
    put_difficulty("385", "CARDS", text, "2024-07-20T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_string_equal(d->difficulties[0].text, text);
    digest_free(d);
}

static void a_trend_ends_with_the_value_and_keeps_holes(void **state)
{
    (void)state;
    put_ratio("381", "SHARE", "2024-M03", 10, 100, "2024-03-15T09:00");
    put_ratio("381", "SHARE", "2024-M05", 16, 100, "2024-05-15T09:00");
    digest *d = build_at("2024-05-20T07:00", NULL);
    const digest_indicator *it = indicator_of(d, "SHARE");
    assert_int_equal(it->trend_count, 3);
    assert_exact(&it->trend[0].value, "10%");
    assert_exact(&it->trend[1].value, "—");
    assert_exact(&it->trend[2].value, "16%");
    assert_string_equal(it->trend[2].period, "2024-M05");
    assert_exact(&it->change, "6 điểm %");
    assert_string_equal(it->change_text, "tăng 6 điểm % so với tháng 3/2024");
    digest_free(d);
}

/* 10/100 and 40/100 make 50/200 in the year so far. */
static void a_flow_is_that_of_the_year_so_far_and_says_so(void **state)
{
    (void)state;
    put_ratio("381", "FLOW", "2024-M03", 10, 100, "2024-03-15T09:00");
    put_ratio("381", "FLOW", "2024-M04", 40, 100, "2024-04-15T09:00");
    digest *d = build_at("2024-04-20T07:00", NULL);
    const digest_indicator *it = indicator_of(d, "FLOW");
    assert_exact(&it->whole.value, "25%");
    assert_string_equal(it->period_name, "cộng từ đầu năm báo cáo đến tháng 4/2024");
    assert_exact(&it->trend[it->trend_count - 1].value, "25%");
    digest_free(d);
}

static void across_another_definition_nothing_is_compared(void **state)
{
    (void)state;
    put_ratio("381", "REDEFINED", "2024-M06", 10, 100, "2024-06-15T09:00");
    put_ratio("381", "REDEFINED", "2024-M07", 40, 100, "2024-07-15T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    const digest_indicator *it = indicator_of(d, "REDEFINED");
    assert_false(it->change.known);
    assert_string_equal(it->change_text, "không so sánh được với tháng 6/2024: cách tính đã đổi");
    digest_free(d);
}

static void what_falls_due_in_30_days_is_told_with_a_units_own_deadline(void **state)
{
    (void)state;
    put_calm_months();
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->upcoming_count, 1);
    assert_string_equal(d->upcoming[0].about.code, "LATER");
    assert_string_equal(d->upcoming[0].whole.unit.code, "381"); /* until 10/8, not the year's end */
    assert_int_equal(d->upcoming[0].about.days_left, 19);
    digest_free(d);
}

static void the_first_digest_tells_what_the_province_has_finished(void **state)
{
    (void)state;
    put_calm_months();
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->finished_count, 1);
    assert_string_equal(d->finished[0].about.code, "TASK");
    assert_int_equal(d->finished[0].status, STATUS_DONE);
    digest_free(d);
}

static void built_twice_a_digest_is_the_same(void **state)
{
    (void)state;
    put_calm_months();
    put_difficulty("385", "CARDS", "Thiếu <b> kinh phí & người", "2024-07-20T09:00");
    digest *a = build_at("2024-07-22T07:00", NULL), *b = build_at("2024-07-22T07:00", NULL);
    assert_same_digest(a, b);
    digest_free(a);
    digest_free(b);
}

static void what_was_known_then_is_told_again_later(void **state)
{
    (void)state;
    put_calm_months();
    put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-07-20T09:00");
    digest *then = build_at("2024-07-22T07:00", NULL);
    int64_t raised = then->difficulties[0].id;
    put_ratio("385", "SHARE", "2024-M07", 1, 100, "2024-07-25T09:00");
    put_step(raised, DIFFICULTY_RESOLVED, "", "", "2024-07-26T09:00");
    put_directive(raised, "Đã xong", "2024-07-26T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.in_the_past = true;
    digest *again = build(&r);
    assert_same_digest(then, again);
    digest_free(then);
    digest_free(again);
}

static void what_cannot_be_read_is_left_out_and_named(void **state)
{
    (void)state;
    put_calm_months();
    drop_table("difficulty_step");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_line(&d->gaps, "khó khăn, vướng mắc");
    assert_non_null(concern_of(d, "SHARE"));
    assert_no_line(&d->summary, "Không có khó khăn");
    digest *again = build_at("2024-07-23T07:00", d);
    assert_false(again->nothing_new);
    digest_free(d);
    digest_free(again);
}

static void without_figures_the_rest_is_still_told(void **state)
{
    (void)state;
    put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-07-20T09:00");
    drop_table("ruling");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_line(&d->gaps, "số liệu, tình trạng, xếp hạng");
    assert_int_equal(d->difficulty_count, 1);
    assert_true(text_has(d->subject, "không đọc được số liệu"));
    digest_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIGEST_TEST(before_anything_was_said_there_is_nothing_to_rank),
        DIGEST_TEST(the_head_is_as_asked_for_and_names_the_closed_month),
        DIGEST_TEST(a_concern_has_both_paces_and_the_expected_day),
        DIGEST_TEST(a_unit_that_says_done_where_that_is_not_so_is_quoted),
        DIGEST_TEST(an_indicator_has_its_parts_and_coverage),
        DIGEST_TEST(a_reported_zero_counts_and_nothing_to_report_adds_nothing),
        DIGEST_TEST(a_long_difficulty_is_told_whole),
        DIGEST_TEST(a_trend_ends_with_the_value_and_keeps_holes),
        DIGEST_TEST(a_flow_is_that_of_the_year_so_far_and_says_so),
        DIGEST_TEST(across_another_definition_nothing_is_compared),
        DIGEST_TEST(what_falls_due_in_30_days_is_told_with_a_units_own_deadline),
        DIGEST_TEST(the_first_digest_tells_what_the_province_has_finished),
        DIGEST_TEST(built_twice_a_digest_is_the_same),
        DIGEST_TEST(what_was_known_then_is_told_again_later),
        DIGEST_TEST(what_cannot_be_read_is_left_out_and_named),
        DIGEST_TEST(without_figures_the_rest_is_still_told),
    };
    return cmocka_run_group_tests(tests, make_rules, free_rules);
}
