#include "mail_fixture.h"

#include "base/text.h"
#include "notifier/digest/text_page.h"

#include <stdio.h>

static char *text_of(digest *d)
{
    char *out;
    assert_int_equal(digest_render_text(d, &out).code, ERR_OK);
    return out;
}

/* D's text on one line; D is released. */
static char *words_of(digest *d)
{
    char *out = unwrap(text_of(d));
    digest_free(d);
    return out;
}

static const char *in_capitals(const digest *d, const char *title)
{
    return text_upper(d->memory, title);
}

static void no_line_is_wider_than_eighty_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < MAIL_DIGESTS; i++) {
        digest *d = mail_digests[i].make();
        char *text = text_of(d);
        for (const char *line = text; *line;) {
            size_t n = strcspn(line, "\n");
            if (text_width_n(line, n) > TEXT_COLUMNS)
                fail_msg("%s: %.*s", mail_digests[i].name, (int)n, line);
            line += n + (line[n] == '\n');
        }
        free(text);
        digest_free(d);
    }
}

static void every_part_says_all_that_it_has(void **state)
{
    (void)state;
    digest *d = digest_sample();
    char *text = unwrap(text_of(d));
    assert_says_all(text, d);
    free(text);
    digest_free(d);
}

static void the_parts_are_in_the_order_of_a_mail(void **state)
{
    (void)state;
    digest *d = digest_sample();
    char *text = text_of(d);
    assert_in_order(text, d, in_capitals);
    free(text);
    digest_free(d);
}

static void a_draft_says_so_before_it_greets_and_names_no_number(void **state)
{
    (void)state;
    char *text = words_of(digest_sample());
    const char *draft = strstr(text, "(Dự thảo do hệ thống tổng hợp, lúc 07:00 ngày 22/07/2024)");
    const char *greeting = strstr(text, "Kính gửi:");
    assert_non_null(draft);
    assert_true(draft < greeting);
    assert_says(text, "không phải văn bản ban hành: số để trống "
                      "(Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-STTTT), chưa có chữ ký và dấu.");
    assert_says(text, "Thư này do hệ thống gửi tự động; số liệu do các đơn vị cung cấp và chịu "
                      "trách nhiệm.");
    free(text);
}

static void simulated_figures_are_marked_at_both_ends(void **state)
{
    (void)state;
    const char *mark = "*** SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT ***\n";
    digest *d = digest_sample();
    char *text = text_of(d);
    assert_memory_equal(text, mark, strlen(mark));
    assert_string_equal(text + strlen(text) - strlen(mark), mark);
    free(text);
    d->simulated = false;
    text = text_of(d);
    assert_null(strstr(text, "*** "));
    free(text);
    digest_free(d);
}

static void needed_pace_stands_beside_actual_pace(void **state)
{
    (void)state;
    char *text = words_of(digest_sample());
    assert_says(text, "Tốc độ: cần 2,5 điểm %, thực tế 1,21 điểm % mỗi 30 ngày; dự kiến đạt ngày "
                      "18/06/2025");
    free(text);
}

static void a_judgement_that_differs_stands_beside_the_status(void **state)
{
    (void)state;
    char *text = words_of(digest_sample());
    assert_says(text, "Đơn vị tự đánh giá: đúng tiến độ; hệ thống tính: có nguy cơ chậm");
    free(text);
}

static void movement_in_a_ranking_is_a_sign_and_a_number(void **state)
{
    (void)state;
    char *text = words_of(digest_sample());
    assert_says(text, " 7 ▲2 Thọ Xuân 89,51 85,63 98,57");
    assert_says(text, " 2 ▼1 TX Bỉm Sơn 95,71");
    assert_says(text, " 3 = TP Sầm Sơn 93,40");
    assert_says(text, "27 mới Mường Lát 51,20");
    free(text);
}

static void a_trend_has_bars_with_gaps_and_its_ends_in_words(void **state)
{
    (void)state;
    digest *d = digest_sample();
    phrases p = {.memory = d->memory};
    const char *ends;
    assert_string_equal(phrase_trend(&p, &d->indicators[0], &ends), "▁▁▂▂·▄▄▅▆▆▇█");
    assert_string_equal(ends, "từ 44,47% (tháng 8/2023) đến 61,3% (tháng 7/2024)");
    digest_free(d);
}

static void a_trend_of_extreme_figures_has_bars_too(void **state)
{
    (void)state;
    digest *d = digest_sample();
    phrases p = {.memory = d->memory};
    const char *ends;
    digest_point points[] = {{"2024-M05", {true, INT64_MIN, 0, ""}},
                             {"2024-M06", {true, 0, 0, ""}},
                             {"2024-M07", {true, INT64_MAX, 0, ""}}};
    digest_indicator it = {.trend = points, .trend_count = 3};
    assert_string_equal(phrase_trend(&p, &it, &ends), "▁██");
    points[0].value.amount = 1;
    points[1].value.known = false;
    assert_string_equal(phrase_trend(&p, &it, &ends), "▁·█");
    points[2].value.amount = 1;
    assert_string_equal(phrase_trend(&p, &it, &ends), "▄·▄");
    points[2].value.known = false;
    assert_string_equal(phrase_trend(&p, &it, &ends), "");
    digest_free(d);
}

static void a_correction_tells_before_and_after(void **state)
{
    (void)state;
    char *text = words_of(digest_sample());
    assert_says(text, "Quan Hóa: 45.158 thẻ → 41.158 thẻ (tháng 6/2024, đính chính ngày "
                      "17/07/2024) Toàn tỉnh: 3.076.012 thẻ → 3.072.012 thẻ Bản tin trước đã nêu "
                      "số liệu cũ.");
    free(text);
}

static void who_must_answer_is_told_with_the_age(void **state)
{
    (void)state;
    char *text = words_of(digest_sample());
    assert_says(text, "Sở LĐTBXH 2 (lâu nhất 20 ngày)");
    assert_says(text, "Mường Lát chờ Sở TNMT trả lời, đã 41 ngày");
    assert_says(text, "Sở Tư pháp chờ Trung ương trả lời, đã 34 ngày");
    assert_says(text, "[Mới] Quan Hóa chờ Công an tỉnh trả lời, đã 6 ngày");
    free(text);
}

static void what_nobody_asked_for_is_not_there(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->sections = SECTION_CONCERNS;
    char *text = words_of(d);
    assert_says(text, "QUÁ HẠN, CHẬM, CÓ NGUY CƠ");
    assert_silent_on(text, "XẾP HẠNG CÁC ĐƠN VỊ");
    assert_silent_on(text, "KHÓ KHĂN, VƯỚNG MẮC CHỜ");
    free(text);
}

static void what_is_empty_says_so(void **state)
{
    (void)state;
    char *text = words_of(digest_sample_empty());
    for (int part = PART_ATTENTION; part <= PART_PROPOSALS; part++)
        assert_says(text, phrase_empty((digest_part)part));
    assert_says(text, "Đây là bản tin đầu tiên");
    free(text);
}

static void what_the_digest_left_out_is_counted(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->concerns_left_out = 7;
    char *text = words_of(d);
    assert_says(text, "… và 7 mục nữa, xem tệp gửi kèm.");
    free(text);
}

static void what_is_on_track_as_a_whole_says_why_it_is_named_as_late(void **state)
{
    (void)state;
    digest *late = digest_sample(), *d = digest_sample();
    for (size_t i = 0; i < d->concern_count; i++)
        late->concerns[i].whole.status = d->concerns[i].whole.status = STATUS_BEHIND;
    d->concerns[1].whole.status = STATUS_ON_TRACK;
    char *text = words_of(late);
    assert_silent_on(text, "tính chung");
    free(text);
    text = words_of(d);
    assert_says(text, "Có 1 nội dung tính chung đúng tiến độ, được nêu dưới đây vì còn đơn vị "
                      "quá hạn, chậm hoặc có nguy cơ chậm.");
    free(text);
}

static void without_attachments_the_mail_points_to_none(void **state)
{
    (void)state;
    digest *d = mail_digest_brief();
    d->attachments.count = 0;
    char *text = words_of(d);
    assert_silent_on(text, "gửi kèm");
    free(text);
}

static void nothing_new_is_one_line_and_how_far_the_figures_reach(void **state)
{
    (void)state;
    digest *d = digest_sample_quiet();
    char *text = text_of(d);
    assert_string_equal(text, "[SỐ LIỆU MÔ PHỎNG] Không có gì mới so với bản tin lúc 07:00 ngày "
                              "15/07/2024.\n"
                              "Số liệu chốt đến 07:00 ngày 22/07/2024.\n");
    free(text);
    digest_free(d);
}

static void a_short_digest_has_what_matters_and_where_the_rest_is(void **state)
{
    (void)state;
    digest *d = mail_digest_brief();
    char *text = unwrap(text_of(d));
    assert_begins_with_changes(text, d);
    assert_says_lines(text, &d->summary);
    assert_says_lines(text, &d->attention);
    assert_says_lines(text, &d->gaps);
    assert_says(text, "báo cáo đầy đủ (PDF), số liệu (XLSX) gửi kèm thư này.");
    assert_silent_on(text, "XẾP HẠNG");
    free(text);
    digest_free(d);
}

static void hostile_text_commands_nothing(void **state)
{
    (void)state;
    digest *d = mail_digest_monstrous();
    char *text = text_of(d);
    assert_clean(text);
    free(text);
    digest_free(d);
}

static void the_same_digest_gives_the_same_bytes(void **state)
{
    (void)state;
    digest *d = digest_sample(), *again = digest_sample();
    char *one = text_of(d), *two = text_of(again);
    assert_string_equal(one, two);
    free(one);
    free(two);
    digest_free(d);
    digest_free(again);
}

/* ---- the page -------------------------------------------------------------------------------- */

static char *page_of(const char *first, const char *paragraph)
{
    char *text;
    size_t size;
    text_page p = {.out = open_memstream(&text, &size), .memory = arena_new(0)};
    text_paragraph(&p, first, paragraph);
    fclose(p.out);
    arena_free(p.memory);
    return text;
}

static void a_word_longer_than_a_line_is_cut_between_characters(void **state)
{
    (void)state;
    char word[400] = "";
    for (int i = 0; i < 45; i++)
        strcat(word, "漢"); /* two columns each: 39 behind the bullet */
    char *text = page_of("• ", word);
    assert_int_equal(strcspn(text, "\n"), strlen("• ") + 39 * strlen("漢"));
    assert_string_equal(strchr(text, '\n'), "\n  漢漢漢漢漢漢\n");
    free(text);
}

static void later_lines_hang_under_the_first(void **state)
{
    (void)state;
    char *text = page_of("- ", "một\nhai   ba\n");
    assert_string_equal(text, "- một\n  hai ba\n");
    free(text);
}

static void an_empty_paragraph_is_an_empty_line(void **state)
{
    (void)state;
    char *text = page_of("", "");
    assert_string_equal(text, "\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_eighty_columns),
        cmocka_unit_test(every_part_says_all_that_it_has),
        cmocka_unit_test(the_parts_are_in_the_order_of_a_mail),
        cmocka_unit_test(a_draft_says_so_before_it_greets_and_names_no_number),
        cmocka_unit_test(simulated_figures_are_marked_at_both_ends),
        cmocka_unit_test(needed_pace_stands_beside_actual_pace),
        cmocka_unit_test(a_judgement_that_differs_stands_beside_the_status),
        cmocka_unit_test(movement_in_a_ranking_is_a_sign_and_a_number),
        cmocka_unit_test(a_trend_has_bars_with_gaps_and_its_ends_in_words),
        cmocka_unit_test(a_trend_of_extreme_figures_has_bars_too),
        cmocka_unit_test(a_correction_tells_before_and_after),
        cmocka_unit_test(who_must_answer_is_told_with_the_age),
        cmocka_unit_test(what_nobody_asked_for_is_not_there),
        cmocka_unit_test(what_is_empty_says_so),
        cmocka_unit_test(what_the_digest_left_out_is_counted),
        cmocka_unit_test(what_is_on_track_as_a_whole_says_why_it_is_named_as_late),
        cmocka_unit_test(without_attachments_the_mail_points_to_none),
        cmocka_unit_test(nothing_new_is_one_line_and_how_far_the_figures_reach),
        cmocka_unit_test(a_short_digest_has_what_matters_and_where_the_rest_is),
        cmocka_unit_test(hostile_text_commands_nothing),
        cmocka_unit_test(the_same_digest_gives_the_same_bytes),
        cmocka_unit_test(a_word_longer_than_a_line_is_cut_between_characters),
        cmocka_unit_test(later_lines_hang_under_the_first),
        cmocka_unit_test(an_empty_paragraph_is_an_empty_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
