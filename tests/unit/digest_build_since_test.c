/* What a digest says of the time since the last one, and what each profile gets. */
#include "digest_build_fixture.h"

#include "notifier/digest/digest_shorten.h"

static void put_calm_months(void)
{
    for (int month = 2; month <= 7; month++)
        put_calm_month(month, 10 + 2 * month);
}

/* ---- since the last one -------------------------------------------------------------------------
 */

static void that_days_go_by_is_nothing_new(void **state)
{
    (void)state;
    put_calm_months();
    digest *a = build_at("2024-07-22T07:00", NULL), *b = build_at("2024-07-29T07:00", a);
    assert_false(a->nothing_new);
    assert_true(b->nothing_new);
    assert_int_equal(b->changes.count, 0);
    assert_int_equal(b->since_ms, at("2024-07-22T07:00"));
    assert_true(text_has(b->subject, "không có thay đổi so với bản tin lúc 07:00 22/07/2024"));
    digest_free(a);
    digest_free(b);
}

static void a_deadline_that_passes_is_new(void **state)
{
    (void)state;
    put_calm_months();
    digest *a = build_at("2024-08-09T07:00", NULL), *b = build_at("2024-08-12T07:00", a);
    assert_false(b->nothing_new); /* Bỉm Sơn's own deadline was 10/8 */
    const digest_concern *c = concern_of(b, "LATER");
    assert_non_null(c);
    assert_int_equal(c->overdue, 1);
    assert_string_equal(c->worst[0].unit.code, "381");
    digest_free(a);
    digest_free(b);
}

static void each_of_these_is_news(void **state)
{
    (void)state;
    put_calm_months();
    digest *a = build_at("2024-07-22T07:00", NULL);
    put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-07-23T09:00");
    digest *b = build_at("2024-07-29T07:00", a);
    assert_false(b->nothing_new);
    assert_line(&b->changes, "1 khó khăn, vướng mắc mới nêu: Quan Hóa.");
    assert_true(b->difficulties[0].is_new);
    put_step(b->difficulties[0].id, DIFFICULTY_IN_PROGRESS, "STTTT", "", "2024-07-30T09:00");
    digest *c = build_at("2024-08-01T07:00", b);
    assert_false(c->nothing_new);
    assert_line(&c->changes, "1 khó khăn, vướng mắc đã được trả lời, đang xử lý.");
    assert_false(c->difficulties[0].is_new);
    put_directive(c->difficulties[0].id, "Khẩn trương", "2024-08-01T09:00");
    digest *e = build_at("2024-08-02T07:00", c);
    assert_false(e->nothing_new);
    put_step(c->difficulties[0].id, DIFFICULTY_RESOLVED, "", "", "2024-08-02T09:00");
    digest *f = build_at("2024-08-05T07:00", e);
    assert_line(&f->changes, "1 khó khăn, vướng mắc đã khép lại.");
    digest_free(a);
    digest_free(b);
    digest_free(c);
    digest_free(e);
    digest_free(f);
}

/* July's 24 % of each of three: 72/300. 384's 24 becomes 9: 57/300, 19 %. */
static void a_corrected_figure_is_told_with_the_provinces_before_and_after(void **state)
{
    (void)state;
    put_calm_months();
    digest *a = build_at("2024-07-22T07:00", NULL);
    put_ratio("384", "SHARE", "2024-M07", 5, 100, "2024-07-23T09:00");
    put_ratio("384", "SHARE", "2024-M07", 9, 100, "2024-07-24T09:00");
    digest *b = build_at("2024-07-29T07:00", a);
    assert_int_equal(b->correction_count, 1); /* as it is now, not step by step */
    const digest_correction *c = &b->corrections[0];
    assert_string_equal(c->unit.short_name, "Mường Lát");
    assert_string_equal(c->period_name, "tháng 7/2024");
    assert_exact(&c->before, "24%");
    assert_exact(&c->after, "9%");
    assert_exact(&c->whole_before, "24%");
    assert_exact(&c->whole_after, "19%");
    assert_true(c->shown_before);
    assert_line(&b->changes, "Đính chính: Mường Lát, Tỷ lệ doanh nghiệp chuyển đổi số (SHARE), "
                             "tháng 7/2024: 24% → 9% (toàn tỉnh: 24% → 19%).");
    const digest_indicator *it = indicator_of(b, "SHARE");
    assert_string_equal(it->change_text, "giảm 5 điểm % so với bản tin trước");
    assert_int_equal(it->change.amount, -500);
    digest_free(a);
    digest_free(b);
}

static void what_was_corrected_back_or_not_yet_told_is_no_correction(void **state)
{
    (void)state;
    put_calm_months();
    digest *a = build_at("2024-07-22T07:00", NULL);
    put_ratio("384", "SHARE", "2024-M07", 5, 100, "2024-07-23T09:00");
    put_ratio("384", "SHARE", "2024-M07", 24, 100, "2024-07-24T09:00");
    put_ratio("384", "SHARE", "2024-M08", 5, 100, "2024-07-24T09:00");
    put_ratio("384", "SHARE", "2024-M08", 6, 100, "2024-07-24T10:00");
    digest *b = build_at("2024-07-29T07:00", a);
    assert_int_equal(b->correction_count, 0);
    digest_free(a);
    digest_free(b);
}

static void a_status_is_new_when_it_was_another(void **state)
{
    (void)state;
    put_calm_month(2, 14);
    put_calm_month(3, 16);
    digest *a = build_at("2024-03-25T07:00", NULL);
    assert_null(concern_of(a, "TASK"));
    put_task("384", "TASK", "2024-M04", 10, TASK_IN_PROGRESS, "2024-04-15T09:00");
    digest *b = build_at("2024-07-22T07:00", a);
    const digest_concern *c = concern_of(b, "TASK");
    assert_int_equal(c->whole.status, STATUS_OVERDUE);
    assert_true(c->whole.is_new); /* the last one told that it was done */
    digest *again = build_at("2024-07-23T07:00", b);
    assert_false(concern_of(again, "TASK")->whole.is_new);
    digest_free(a);
    digest_free(b);
    digest_free(again);
}

/* What the last digest had no room for is known from the events. */
static void a_status_that_was_not_shown_is_known_by_its_event(void **state)
{
    (void)state;
    put_calm_month(5, 20);
    put_calm_month(6, 22);
    digest *a = build_at("2024-06-24T07:00", NULL);
    put_task("384", "TASK", "2024-M07", 10, TASK_IN_PROGRESS, "2024-07-15T09:00");
    put_event("status", "38", "TASK", "done>overdue", "2024-07-15T09:00");
    digest *b = build_at("2024-07-22T07:00", a);
    assert_true(concern_of(b, "TASK")->whole.is_new);
    assert_line(&b->changes, "Mới quá hạn: Đẩy nhanh đề án (TASK).");
    put_task("384", "TASK", "2024-M07", 100, TASK_DONE, "2024-07-23T09:00");
    put_event("status", "384", "TASK", "overdue>done_late", "2024-07-23T09:00");
    digest *c = build_at("2024-07-29T07:00", b);
    bool unit_told = false, whole_told = false;
    for (size_t i = 0; i < c->finished_count; i++) {
        unit_told = unit_told || strcmp(c->finished[i].unit.code, "384") == 0;
        whole_told = whole_told || strcmp(c->finished[i].unit.code, "38") == 0;
    }
    assert_true(unit_told && whole_told);
    assert_line(&c->changes, "Mới hoàn thành: Đẩy nhanh đề án (TASK).");
    assert_line(&c->changes, "1 nội dung được đơn vị hoàn thành: Mường Lát.");
    digest_free(a);
    digest_free(b);
    digest_free(c);
}

static void who_reported_since_and_how_much_is_counted(void **state)
{
    (void)state;
    for (int month = 2; month <= 6; month++)
        put_calm_month(month, 10 + 2 * month);
    digest *a = build_at("2024-07-17T07:00", NULL);
    assert_int_equal(a->reportings[0].missing.count, 3);
    put_ratio("384", "SHARE", "2024-M07", 24, 100, "2024-07-18T09:00");
    put_value("384", "CARDS", "2024-M07", 24, "2024-07-18T09:00");
    put_task("384", "LATER", "2024-M07", 60, TASK_IN_PROGRESS, "2024-07-18T09:00");
    digest *b = build_at("2024-07-22T07:00", a);
    assert_line(&b->changes, "1 đơn vị đã gửi báo cáo tháng 7/2024: Mường Lát.");
    assert_line(&b->changes, "2 số liệu mới; 1 lượt cập nhật tiến độ nhiệm vụ.");
    assert_int_equal(b->changes.items[b->changes.count - 1][0], '2'); /* counts come last */
    digest_free(a);
    digest_free(b);
}

static void a_remark_is_news(void **state)
{
    (void)state;
    put_calm_months();
    const digest_remark remark = {"Sở TTTT", "Đã đối chiếu.", 5};
    digest *a = build_at("2024-07-22T07:00", NULL);
    digest_request r = request_at("2024-07-29T07:00");
    r.previous = a;
    r.remarks = &remark;
    r.remark_count = 1;
    digest *b = build(&r);
    assert_false(b->nothing_new);
    assert_string_equal(b->remarks[0].text, "Đã đối chiếu.");
    digest_free(a);
    digest_free(b);
}

/* ---- profiles
 * -------------------------------------------------------------------------------------- */

static void a_field_leaves_out_the_others_and_names_itself(void **state)
{
    (void)state;
    static const char *const fields[] = {"06"};
    put_calm_months();
    digest_request r = request_at("2024-07-22T07:00");
    r.fields = fields;
    r.field_count = 1;
    digest *d = build(&r);
    assert_int_equal(d->obligations, 3); /* CARDS, TASK, and LATER of both */
    assert_null(indicator_of(d, "SHARE"));
    assert_non_null(indicator_of(d, "CARDS"));
    assert_true(text_has(d->subject, "[BC tổng hợp ĐA06]"));
    assert_true(text_has(d->title, "nhiệm vụ Đề án 06 tháng 7"));
    digest_free(d);
}

static void a_units_digest_is_about_that_unit(void **state)
{
    (void)state;
    static const char *const units[] = {"384"};
    put_calm_months();
    put_ratio("384", "SHARE", "2024-M07", 9, 100, "2024-07-20T09:00");
    put_difficulty("385", "CARDS", "Của đơn vị khác", "2024-07-20T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.units = units;
    r.unit_count = 1;
    digest *d = build(&r);
    const digest_concern *c = concern_of(d, "SHARE");
    assert_string_equal(c->whole.unit.code, "384");
    assert_exact(&c->whole.value, "9%");
    assert_int_equal(c->units, 1);
    assert_int_equal(c->worst_count, 0);
    assert_int_equal(d->reportings[0].expected, 1);
    assert_int_equal(d->difficulty_count, 0);
    assert_int_equal(d->heat_count + d->tile_count, 2);
    assert_int_equal(d->rankings[0].count, 1);
    assert_int_equal(d->rankings[0].rows[0].rank, 3); /* a place among all */
    digest_free(d);
}

static void an_agencys_digest_has_what_waits_for_it(void **state)
{
    (void)state;
    static const char *const units[] = {"STTTT"};
    put_difficulty("385", "CARDS", "Chờ Sở TTTT", "2024-07-20T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.units = units;
    r.unit_count = 1;
    digest *d = build(&r);
    assert_int_equal(d->difficulty_count, 1);
    assert_int_equal(d->obligations, 0);
    digest_free(d);
}

static void a_brief_digest_fits_a_screen_and_counts_the_rest(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-06-20T09:00");
    put_task("384", "TASK", "2024-M07", 10, TASK_IN_PROGRESS, "2024-07-15T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.depth = DIGEST_BRIEF;
    digest *d = build(&r);
    assert_int_equal(d->difficulty_count, 5); /* files have all of them */
    digest_shorten(d);
    assert_int_equal(d->difficulty_count, 3);
    assert_int_equal(d->difficulties_left_out, 2);
    assert_true(d->concern_count <= 5 && d->attention.count <= 5 && d->proposals.count <= 3);
    assert_line(&d->summary, "5 khó khăn, vướng mắc chưa tháo gỡ"); /* the words know all */
    assert_true(text_has(d->subject, "[BC nhanh CĐS - ĐA06]"));
    r.most = 1;
    digest *one = build(&r);
    digest_shorten(one);
    assert_int_equal(one->difficulty_count, 1);
    assert_int_equal(one->difficulties_left_out, 4);
    digest_free(d);
    digest_free(one);
}

static void what_a_brief_digest_has_no_room_for_does_not_become_new(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-06-20T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.depth = DIGEST_BRIEF;
    digest *a = build(&r);
    put_step(a->difficulties[0].id, DIFFICULTY_RESOLVED, "", "", "2024-07-23T09:00");
    r.as_of_ms = at("2024-07-29T07:00");
    r.previous = a;
    digest *b = build(&r);
    digest_shorten(b);
    assert_int_equal(b->difficulty_count, 3);
    assert_false(b->difficulties[2].is_new); /* not shown before, but raised before */
    assert_no_line(&b->changes, "mới nêu");
    digest_free(a);
    digest_free(b);
}

static void what_a_profile_leaves_out_is_not_spoken_of(void **state)
{
    (void)state;
    put_calm_months();
    put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-06-20T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.sections = SECTION_INDICATORS | SECTION_CONCERNS;
    digest *d = build(&r);
    assert_int_equal(d->sections, SECTION_INDICATORS | SECTION_CONCERNS);
    assert_int_equal(d->difficulty_count + d->ranking_count + d->reporting_count + d->heat_count,
                     0);
    assert_int_equal(d->summary.count, 1);
    assert_no_line(&d->proposals, "khó khăn");
    assert_no_line(&d->attention, "khó khăn");
    assert_non_null(concern_of(d, "SHARE"));
    digest_free(d);
}

static void a_sum_over_fewer_units_is_not_called_a_fall(void **state)
{
    (void)state;
    put_value("381", "CARDS", "2024-M06", 100, "2024-06-15T09:00");
    put_value("384", "CARDS", "2024-M06", 200, "2024-06-15T09:00");
    digest *before = build_at("2024-06-22T07:00", NULL);
    put_value("381", "CARDS", "2024-M07", 150, "2024-07-15T09:00");
    digest *d = build_at("2024-07-22T07:00", before);
    const digest_indicator *it = indicator_of(d, "CARDS");
    assert_non_null(it);
    assert_false(it->change.known);
    assert_string_equal(it->change_text, "không so sánh được với bản tin trước: khi đó cộng từ 2 "
                                         "đơn vị, nay từ 1");
    digest_free(before);
    digest_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIGEST_TEST(that_days_go_by_is_nothing_new),
        DIGEST_TEST(a_deadline_that_passes_is_new),
        DIGEST_TEST(each_of_these_is_news),
        DIGEST_TEST(a_corrected_figure_is_told_with_the_provinces_before_and_after),
        DIGEST_TEST(what_was_corrected_back_or_not_yet_told_is_no_correction),
        DIGEST_TEST(a_status_is_new_when_it_was_another),
        DIGEST_TEST(a_status_that_was_not_shown_is_known_by_its_event),
        DIGEST_TEST(who_reported_since_and_how_much_is_counted),
        DIGEST_TEST(a_remark_is_news),
        DIGEST_TEST(a_field_leaves_out_the_others_and_names_itself),
        DIGEST_TEST(a_units_digest_is_about_that_unit),
        DIGEST_TEST(an_agencys_digest_has_what_waits_for_it),
        DIGEST_TEST(a_brief_digest_fits_a_screen_and_counts_the_rest),
        DIGEST_TEST(what_a_brief_digest_has_no_room_for_does_not_become_new),
        DIGEST_TEST(a_sum_over_fewer_units_is_not_called_a_fall),
        DIGEST_TEST(what_a_profile_leaves_out_is_not_spoken_of),
    };
    return cmocka_run_group_tests(tests, make_rules, free_rules);
}
