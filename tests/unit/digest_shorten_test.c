/* What a reader with little time is shown: of the sample, and of a province at its worst. */
#include "digest_sample.h"
#include "unit_test.h"
#include "worst_province.h"

#include "base/text.h"
#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/digest_render.h"
#include "notifier/digest/digest_shorten.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static digest *sample_of(digest_depth depth, size_t most)
{
    digest *d = digest_sample();
    d->depth = depth;
    d->most = most;
    return d;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void a_full_digest_keeps_everything(void **state)
{
    (void)state;
    digest *whole = digest_sample(), *d = sample_of(DIGEST_FULL, 0);
    digest_shorten(d);
    assert_int_equal(d->difficulty_count, whole->difficulty_count);
    assert_int_equal(d->concern_count, whole->concern_count);
    assert_int_equal(d->concerns[0].worst_count, whole->concerns[0].worst_count);
    assert_int_equal(d->indicator_count, whole->indicator_count);
    assert_int_equal(d->finished_count, whole->finished_count);
    assert_int_equal(d->correction_count, whole->correction_count);
    assert_int_equal(d->directive_count, whole->directive_count);
    assert_int_equal(d->upcoming_count, whole->upcoming_count);
    assert_int_equal(d->difficulties_left_out, whole->difficulties_left_out);
    for (size_t i = 0; i < d->attention.count; i++)
        assert_string_equal(d->attention.items[i], whole->attention.items[i]);
    digest_free(whole);
    digest_free(d);
}

/* Each list with what it holds and what it left out before. */
typedef struct list {
    size_t count, left_out;
} list;

enum { LISTS = 7 };

static void lists_of(const digest *d, list out[LISTS])
{
    const list all[LISTS] = {{d->difficulty_count, d->difficulties_left_out},
                             {d->concern_count, d->concerns_left_out},
                             {d->indicator_count, d->indicators_left_out},
                             {d->finished_count, d->finished_left_out},
                             {d->correction_count, d->corrections_left_out},
                             {d->directive_count, d->directives_left_out},
                             {d->upcoming_count, d->upcoming_left_out}};
    memcpy(out, all, sizeof all);
}

static void what_a_list_loses_is_counted(void **state)
{
    (void)state;
    for (size_t most = 0; most <= 3; most++)
        for (digest_depth depth = DIGEST_BRIEF; depth <= DIGEST_FULL; depth++) {
            list before[LISTS], after[LISTS];
            digest *d = sample_of(depth, most);
            lists_of(d, before);
            digest_shorten(d);
            lists_of(d, after);
            for (size_t i = 0; i < LISTS; i++) {
                assert_int_equal(after[i].count + after[i].left_out,
                                 before[i].count + before[i].left_out);
                if (most)
                    assert_true(after[i].count <= most);
            }
            digest_free(d);
        }
}

static void the_most_urgent_stay(void **state)
{
    (void)state;
    digest *whole = digest_sample(), *d = sample_of(DIGEST_FULL, 2);
    digest_shorten(d);
    assert_int_equal(d->concern_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(d->concerns[i].about.code, whole->concerns[i].about.code);
        assert_int_equal(d->difficulties[i].id, whole->difficulties[i].id);
    }
    digest_free(whole);
    digest_free(d);
}

static void the_mail_says_how_much_was_left_out(void **state)
{
    (void)state;
    char *text, line[80];
    digest *d = sample_of(DIGEST_FULL, 1);
    digest_shorten(d);
    assert_true(d->concerns_left_out > 0);
    snprintf(line, sizeof line, "… và %zu mục nữa, xem ", d->concerns_left_out);
    assert_int_equal(digest_render_text(d, &text).code, ERR_OK);
    assert_non_null(strstr(text, line));
    free(text);
    digest_free(d);
}

static void shortened_twice_it_is_as_once(void **state)
{
    (void)state;
    list once[LISTS], twice[LISTS];
    digest *d = sample_of(DIGEST_BRIEF, 0);
    digest_shorten(d);
    lists_of(d, once);
    digest_shorten(d);
    lists_of(d, twice);
    assert_memory_equal(once, twice, sizeof once);
    digest_free(d);
}

static void a_line_is_cut_before_brackets_and_not_within(void **state)
{
    (void)state;
    static const char head[] = "Đính chính: Ngọc Lặc, Tỷ lệ đối tượng an sinh xã hội được chi trả";
    digest *d = sample_of(DIGEST_BRIEF, 0);
    const char *line[] = {
        arena_printf(d->memory, "%s (06-AS-01), tháng 6/2024: 56,88%% → 55,71%%.", head),
        arena_printf(d->memory, "%s qua tài khoản (06-AS-01), tháng 6/2024.", head)};
    d->changes = (digest_lines){line, 2};
    digest_shorten(d);
    assert_string_equal(d->changes.items[0],
                        arena_printf(d->memory, "%s (06-AS-01), tháng…", head));
    assert_string_equal(d->changes.items[1], arena_printf(d->memory, "%s qua tài khoản…", head));
    digest_free(d);
}

/* The first are told, of the others how many there are. */
static void changes_are_counted_whole(void **state)
{
    (void)state;
    char *text, rest[80];
    digest *d = sample_of(DIGEST_BRIEF, 0);
    size_t all = d->changes.count;
    digest_shorten(d);
    const digest_lines first = phrase_first_changes(d);
    assert_true(first.count > 0 && first.count < all);
    snprintf(rest, sizeof rest, "… và %zu mục nữa", all - first.count);
    assert_int_equal(digest_render_text(d, &text).code, ERR_OK);
    assert_non_null(strstr(text, rest));
    free(text);
    digest_free(d);
}

/* Where summary and attention need little, there is room for three; one is told in any case. */
static void more_changes_are_told_where_there_is_room(void **state)
{
    (void)state;
    digest *d = sample_of(DIGEST_BRIEF, 0);
    digest_shorten(d);
    size_t usual = phrase_first_changes(d).count;
    d->attention.count = 1;
    assert_int_equal(phrase_first_changes(d).count, 3);
    digest_free(d);
    d = worst_digest(DIGEST_BRIEF);
    digest_shorten(d);
    size_t least = phrase_first_changes(d).count;
    assert_true(least >= 1 && least <= usual);
    for (size_t i = 0; i < d->changes.count; i++)
        assert_true(text_width(d->changes.items[i]) <= 84);
    assert_non_null(strstr(d->changes.items[0], "(DX-06-QLHC-01) và 26 nội dung nữa."));
    digest_free(d);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void a_line_too_long_for_a_screen_ends_visibly(void **state)
{
    (void)state;
    char *text = calloc(1, 4000);
    while (strlen(text) < 3000)
        strcat(text, "đường truyền ");
    digest *brief = sample_of(DIGEST_BRIEF, 0), *full = sample_of(DIGEST_FULL, 0);
    brief->attention.items[0] = brief->summary.items[0] = full->attention.items[0] = text;
    digest_shorten(brief);
    digest_shorten(full);
    const char *shown[] = {brief->attention.items[0], brief->summary.items[0]};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(text_width(shown[i]), 168);
        assert_string_equal(shown[i] + strlen(shown[i]) - strlen("…"), "…");
    }
    assert_string_equal(full->attention.items[0], text);
    digest_free(full);
    digest_free(brief);
    free(text);
}

/* ---- a province at its worst ----------------------------------------------------------------- */

enum { ROW_COLUMNS = 40, LINE_ROWS = 3 };

static int rows_of(const digest_lines *lines)
{
    int rows = 0;
    for (size_t i = 0; i < lines->count; i++)
        rows += (text_width(lines->items[i]) + ROW_COLUMNS - 1) / ROW_COLUMNS;
    return rows;
}

/* The pixels are measured in tests/browser/mail_test.mjs. */
static void at_its_worst_each_line_still_fits_three_rows_of_a_phone(void **state)
{
    (void)state;
    digest *d = worst_digest(DIGEST_BRIEF);
    assert_int_equal(d->obligations, 80);
    assert_int_equal(d->overdue + d->behind, 80);
    assert_int_equal(d->attention.count, 5);
    assert_int_equal(d->summary.count, 3);
    for (size_t i = 0; i < d->attention.count; i++)
        assert_true(text_width(d->attention.items[i]) <= LINE_ROWS * ROW_COLUMNS);
    assert_true(rows_of(&d->attention) <= 5 * LINE_ROWS);
    assert_true(rows_of(&d->summary) <= 3 * LINE_ROWS + 1);
    digest_free(d);
}

static bool has(const char *line, const char *part)
{
    return strstr(line, part) != NULL;
}

/* What is cut is the name, which its code and the report still tell. */
static void at_its_worst_each_line_says_what_is_wrong(void **state)
{
    (void)state;
    digest *d = worst_digest(DIGEST_BRIEF);
    const char *const *lines = d->attention.items;
    assert_true(has(lines[0], "khó khăn, vướng mắc đã 67 ngày: DX-06-QLHC-01."));
    assert_true(has(lines[1], "… (DX-06-QLHC-01): quá hạn 22 ngày; đạt 11%, mức giao 98,76%."));
    assert_true(has(lines[2], "(DX-06-QLHC-04): quá hạn 22 ngày; 0/27 đơn vị hoàn thành"));
    assert_true(has(lines[3], "(DX-06-QLHC-02): chậm tiến độ, hạn 15/08/2024; đạt 11%"));
    assert_true(has(lines[4], "14 đơn vị chưa gửi báo cáo tháng 7/2024, quá hạn 6 ngày: TP Quang "
                              "Trường 1, TP Quang Trường 3 và 12 đơn vị nữa."));
    assert_true(has(d->summary.items[0], "14 đơn vị chưa gửi, quá hạn 6 ngày."));
    digest_free(d);
}

static void at_its_worst_nothing_is_cut_within_a_character_or_twice(void **state)
{
    (void)state;
    digest *d = worst_digest(DIGEST_BRIEF);
    digest *again = worst_digest(DIGEST_BRIEF);
    digest_shorten(d);
    for (size_t i = 0; i < d->attention.count; i++) {
        const char *line = d->attention.items[i];
        assert_int_equal(text_check(line, strlen(line), 1000, false).code, ERR_OK);
        assert_string_equal(line, again->attention.items[i]);
    }
    digest_free(again);
    digest_free(d);
}

/* The full report has room for it all. */
static void in_full_names_and_both_paces_stay(void **state)
{
    (void)state;
    digest *d = worst_digest(DIGEST_FULL);
    bool paces = false, own = false;
    for (size_t i = 0; i < d->attention.count; i++) {
        paces = paces || has(d->attention.items[i], "mỗi 30 ngày, hiện");
        own = own || has(d->attention.items[i], "tự đánh giá: vướng mắc");
    }
    assert_true(paces && own);
    assert_int_equal(d->concern_count, 80);
    assert_int_equal(d->difficulty_count, 270);
    digest_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_digest_keeps_everything),
        cmocka_unit_test(what_a_list_loses_is_counted),
        cmocka_unit_test(the_most_urgent_stay),
        cmocka_unit_test(the_mail_says_how_much_was_left_out),
        cmocka_unit_test(shortened_twice_it_is_as_once),
        cmocka_unit_test(a_line_is_cut_before_brackets_and_not_within),
        cmocka_unit_test(changes_are_counted_whole),
        cmocka_unit_test(more_changes_are_told_where_there_is_room),
        cmocka_unit_test(a_line_too_long_for_a_screen_ends_visibly),
        cmocka_unit_test(at_its_worst_each_line_still_fits_three_rows_of_a_phone),
        cmocka_unit_test(at_its_worst_each_line_says_what_is_wrong),
        cmocka_unit_test(at_its_worst_nothing_is_cut_within_a_character_or_twice),
        cmocka_unit_test(in_full_names_and_both_paces_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
