#include "unit_test.h"

#include "base/text.h"

#include <string.h>

static arena *memory;

static int make_arena(void **state)
{
    (void)state;
    memory = arena_new(0);
    return memory ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

static error check_line(const char *text, size_t most)
{
    return text_check(text, strlen(text), most, false);
}

static void vietnamese_text_passes(void **state)
{
    (void)state;
    assert_int_equal(check_line("Huyện Mường Lát", 100).code, ERR_OK);
}

static void broken_utf8_is_refused_with_its_place(void **state)
{
    (void)state;
    error err = check_line("ab\xffg", 100);
    assert_int_equal(err.code, ERR_INVALID);
    assert_non_null(strstr(err.text, "3"));
    assert_int_equal(check_line("\xc0\xaf", 100).code, ERR_INVALID);     /* overlong */
    assert_int_equal(check_line("\xed\xa0\x80", 100).code, ERR_INVALID); /* surrogate */
}

static void control_characters_and_nul_are_refused(void **state)
{
    (void)state;
    assert_int_equal(check_line("a\x1b[31m", 100).code, ERR_INVALID);
    assert_int_equal(check_line("a\x7f", 100).code, ERR_INVALID);
    assert_int_equal(text_check("a\0b", 3, 100, true).code, ERR_INVALID);
}

static void line_feeds_pass_only_in_several_lines(void **state)
{
    (void)state;
    assert_int_equal(check_line("a\nb", 100).code, ERR_INVALID);
    assert_int_equal(text_check("a\nb", 3, 100, true).code, ERR_OK);
    assert_int_equal(text_check("a\rb", 3, 100, true).code, ERR_INVALID);
}

static void the_limit_counts_bytes(void **state)
{
    (void)state;
    assert_int_equal(check_line("ấ", 3).code, ERR_OK);
    assert_int_equal(check_line("ấ", 2).code, ERR_LIMIT);
}

static void decomposed_text_becomes_nfc(void **state)
{
    (void)state;
    const char *nfd = "Thanh Ho\xcc\x81"
                      "a"; /* o + combining acute */
    assert_false(text_is_nfc(nfd, strlen(nfd)));
    const char *nfc = text_nfc(memory, nfd);
    assert_string_equal(nfc, "Thanh Hóa");
    assert_true(text_is_nfc(nfc, strlen(nfc)));
    assert_string_equal(text_nfc(memory, ""), "");
}

static void names_fold_alike_however_they_are_typed(void **state)
{
    (void)state;
    const char *key = text_fold(memory, "Huyện Hoằng Hóa");
    assert_string_equal(key, "huyen hoang hoa");
    assert_string_equal(text_fold(memory, "huyện  HOẰNG HOÁ"), key);
    assert_string_equal(text_fold(memory, "Huye\xcc\xa3\xcc\x82n Hoa\xcc\x86\xcc\x80ng-Ho\xcc\x81"
                                          "a."),
                        key);
    assert_string_equal(text_fold(memory, "Đông Sơn"), "dong son");
    assert_string_equal(text_fold(memory, ""), "");
    assert_string_equal(text_fold(memory, "  - "), "");
}

static void width_counts_columns_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_width("Mường Lát"), 9);
    assert_int_equal(text_width("Mu\xcc\x9bo\xcc\x9b\xcc\x80ng"), 5);
    assert_int_equal(text_width(""), 0);
}

static void what_fits_is_counted_in_columns_and_whole_characters(void **state)
{
    (void)state;
    const char *nfd = "Mu\xcc\x9bo\xcc\x9b\xcc\x80ng"; /* 5 columns, 11 bytes */
    assert_int_equal(text_fit(nfd, strlen(nfd), 2), 4);
    assert_int_equal(text_fit(nfd, strlen(nfd), 3), 9);
    assert_int_equal(text_fit(nfd, strlen(nfd), 80), 11);
    assert_int_equal(text_fit("漢字", 6, 3), 3);
    assert_int_equal(text_fit("漢字", 6, 1), 0);
    assert_int_equal(text_fit("", 0, 5), 0);
    assert_int_equal(text_width_n("漢字", 3), 2);
}

static void letters_change_case_with_their_marks(void **state)
{
    (void)state;
    assert_string_equal(text_upper(memory, "Đề án 06: ừ, ẵ"), "ĐỀ ÁN 06: Ừ, Ẵ");
    assert_string_equal(text_lower(memory, "QUÁ HẠN, Đúng"), "quá hạn, đúng");
    assert_string_equal(text_upper(memory, ""), "");
    assert_string_equal(text_lower(memory, ""), "");
}

static void clipping_never_cuts_a_character(void **state)
{
    (void)state;
    assert_int_equal(text_clip("ấấ", 6), 6);
    assert_int_equal(text_clip("ấấ", 5), 3);
    assert_int_equal(text_clip("ấấ", 2), 0);
    assert_int_equal(text_clip("abc", 100), 3);
}

static void the_nearest_name_is_suggested(void **state)
{
    (void)state;
    const char *const names[] = {"aggregation", "accumulation", "target"};
    assert_string_equal(text_nearest("agregation", names, 3), "aggregation");
    assert_string_equal(text_nearest("tarqet", names, 3), "target");
    assert_null(text_nearest("zzzzzz", names, 3));
    assert_null(text_nearest("x", names, 0));
}

static void distance_counts_edits(void **state)
{
    (void)state;
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("abc", "abc"), 0);
}

/* Names as they have to stand in a list, with the whole relation between each two. */
static void names_are_in_the_order_of_the_vietnamese_alphabet(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",          "9 tháng",   "An",       "Ăn",          "Ân",       "Bá Thước", "Cẩm Thủy",
        "Danh",      "Đông Sơn",  "Ga",       "Ma",          "Mà",       "Mả",       "Mã",
        "Má",        "Mạ",        "Mà rồi",   "Nga Sơn",     "Ngọc Lặc", "Như Xuân", "Nông Cống",
        "Thành phố", "Thanh Sơn", "Thọ Xuân", "Thường Xuân", "Yên Định", "Ω"};
    const size_t n = sizeof names / sizeof *names;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int order = text_compare(names[i], names[k]);
            if ((i < k) != (order < 0) || (i > k) != (order > 0))
                fail_msg("%s, %s: %d", names[i], names[k], order);
        }
}

static void capitals_decide_last(void **state)
{
    (void)state;
    assert_true(text_compare("ĐÔNG", "đông") < 0);
    assert_true(text_compare("đông", "ĐÔNG") > 0);
    assert_true(text_compare("ĐỒNG", "đông") > 0);
}

static void a_sentence_begins_with_a_capital_of_any_letter(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    assert_string_equal(text_capital(a, "đẩy nhanh"), "Đẩy nhanh");
    assert_string_equal(text_capital(a, "ứng dụng"), "Ứng dụng");
    assert_string_equal(text_capital(a, "tỷ lệ"), "Tỷ lệ");
    assert_string_equal(text_capital(a, "“3 Không”"), "“3 Không”");
    assert_string_equal(text_capital(a, ""), "");
    arena_free(a);
}

static void all_of_a_word_is_replaced_and_nothing_else(void **state)
{
    arena *a = arena_new(0);
    (void)state;
    assert_string_equal(text_replace(a, "một hai một", "một", "hai ba"), "hai ba hai hai ba");
    assert_string_equal(text_replace(a, "aaa", "aa", ""), "a");
    assert_string_equal(text_replace(a, "", "x", "y"), "");
    assert_string_equal(text_replace(a, "không", "x", "y"), "không");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_a_word_is_replaced_and_nothing_else),
        cmocka_unit_test(a_sentence_begins_with_a_capital_of_any_letter),
        cmocka_unit_test(vietnamese_text_passes),
        cmocka_unit_test(broken_utf8_is_refused_with_its_place),
        cmocka_unit_test(control_characters_and_nul_are_refused),
        cmocka_unit_test(line_feeds_pass_only_in_several_lines),
        cmocka_unit_test(the_limit_counts_bytes),
        cmocka_unit_test(decomposed_text_becomes_nfc),
        cmocka_unit_test(names_fold_alike_however_they_are_typed),
        cmocka_unit_test(width_counts_columns_not_bytes),
        cmocka_unit_test(what_fits_is_counted_in_columns_and_whole_characters),
        cmocka_unit_test(letters_change_case_with_their_marks),
        cmocka_unit_test(clipping_never_cuts_a_character),
        cmocka_unit_test(the_nearest_name_is_suggested),
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(names_are_in_the_order_of_the_vietnamese_alphabet),
        cmocka_unit_test(capitals_decide_last),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
