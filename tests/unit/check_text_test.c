#include "unit_test.h"

#include "model/check.h"

#include <stdio.h>
#include <string.h>

/* What is barred is refused before the catalogue is looked at. */
static const check_context nowhere = {.speaker = "384"};

static report words(report_kind kind, const char *text)
{
    return (report){.kind = kind,
                    .unit = "384",
                    .obligation = "III.4",
                    .period = "2024-M06",
                    .breakdown = "",
                    .source = "a.csv:2",
                    .text = text,
                    .addressed_to = ""};
}

static verdict refusal_of(report_kind kind, const char *text)
{
    report r = words(kind, text);
    verdict v = check_report(&r, &nowhere);
    assert_int_equal(v.outcome, REJECTED);
    assert_true(verdict_bars_content(&v));
    return v;
}

static void assert_identifier(const char *text)
{
    if (!check_text_is_barred(text))
        fail_msg("\"%s\" is let through", text);
    assert_string_equal(refusal_of(REPORT_DIFFICULTY, text).code, "personal-identifier");
}

static void assert_free(const char *text)
{
    if (check_text_is_barred(text))
        fail_msg("\"%s\" is barred", text);
}

static void assert_says(const verdict *v, const char *word)
{
    if (!strstr(v->message, word))
        fail_msg("\"%s\" is not in \"%s\"", word, v->message);
}

static void twelve_digits_in_a_row_are_an_identifier(void **state)
{
    (void)state;
    assert_identifier("038185001234");
    assert_identifier("ông A (038185001234) thiếu máy");
    assert_identifier("CCCD:038185001234.");
    assert_identifier("120000000000 đồng");
    assert_identifier("12 xã, 038185001234");
    assert_free("03818500123");
    assert_free("0381850012345");
    assert_free("24 chữ số 038185001234038185001234");
    assert_free("");
}

static void groups_of_three_or_four_are_an_identifier_when_they_begin_with_zero(void **state)
{
    (void)state;
    assert_identifier("số 038 185 001 234 của bà B");
    assert_identifier("0381 8500 1234");
    assert_identifier("038-185-001-234");
    assert_identifier("038.185.001.234");
    assert_identifier("038 185.001-234");
    assert_identifier("038\xc2\xa0"
                      "185\xc2\xa0"
                      "001\xc2\xa0"
                      "234");
    assert_free("038  185 001 234");
    assert_free("038 185 001 2345");
    assert_free("038 185 001");
    assert_free("038 185 0012 34");
    assert_free("0912 345 678");
    assert_free("038/185/001/234");
}

static void money_in_groups_is_no_identifier(void **state)
{
    (void)state;
    assert_free("kinh phí 120.000.000.000 đồng");
    assert_free("120 000 000 000");
    assert_free("1.038.123.456.789 đồng");
    assert_free("1200.0381.8500.1234");
}

static void the_place_of_an_identifier_is_named_and_its_number_is_not(void **state)
{
    (void)state;
    static const char *const forms[] = {"dòng đầu\nthiếu máy\nsố 038185001234",
                                        "dòng đầu\nthiếu máy\nsố 038.185.001.234"};
    for (size_t i = 0; i < 2; i++) {
        verdict v = refusal_of(REPORT_NARRATIVE, forms[i]);
        assert_int_equal(v.part, PART_TEXT);
        assert_says(&v, "thuyết minh, dòng thứ 3");
        assert_says(&v, "0381••••••••");
        assert_null(strstr(v.message, "5001"));
        assert_null(strstr(v.message, "001234"));
        assert_null(strstr(v.message, "234)"));
    }
    verdict v = refusal_of(REPORT_DIFFICULTY, "038185001234");
    assert_says(&v, "khó khăn, vướng mắc, dòng thứ 1");
    v = refusal_of(REPORT_NOTHING, "038185001234");
    assert_says(&v, "ghi chú");
}

static void what_its_sender_declares_secret_is_refused(void **state)
{
    (void)state;
    report r = words(REPORT_DIFFICULTY, "thiếu máy");
    r.secret = true;
    verdict v = check_report(&r, &nowhere);
    assert_int_equal(v.outcome, REJECTED);
    assert_string_equal(v.code, "secret-content");
    assert_int_equal(v.part, PART_SECRECY);
    assert_true(verdict_bars_content(&v));
    assert_says(&v, "tài liệu mật");
    assert_says(&v, "09/2019");
    assert_null(strstr(v.message, "thiếu máy"));
}

static void a_line_with_a_mark_of_secrecy_alone_declares_it(void **state)
{
    (void)state;
    static const char *const marked[] = {"MẬT",
                                         "TỐI MẬT",
                                         "TUYỆT MẬT",
                                         "(MẬT)",
                                         "[ TỐI MẬT ]",
                                         "\"MẬT\"",
                                         "“TUYỆT MẬT”",
                                         "«MẬT»",
                                         "  MẬT  \nthiếu máy",
                                         "thiếu\nMẬT\nmáy",
                                         "thiếu máy\n\n(MẬT)"};
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        if (!check_text_is_barred(marked[i]))
            fail_msg("\"%s\" is let through", marked[i]);
        verdict v = refusal_of(REPORT_NARRATIVE, marked[i]);
        assert_string_equal(v.code, "secret-content");
        assert_int_equal(v.part, PART_TEXT);
    }
}

static void a_mark_within_a_sentence_or_in_small_letters_declares_nothing(void **state)
{
    (void)state;
    static const char *const plain[] = {"Mật",          "mật",
                                        "TÀI LIỆU MẬT", "MẬT ONG",
                                        "MẬT ĐỘ",       "chưa có tài liệu MẬT",
                                        "BẢO MẬT",      "TUYỆT MẬT là một độ mật",
                                        "()",           "\n\n"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_free(plain[i]);
}

static void no_other_refusal_comes_first(void **state)
{
    (void)state;
    report r = words(REPORT_NARRATIVE, "\xff 038185001234");
    r.unit = "không có";
    r.period = "6/2024";
    verdict v = check_report(&r, &nowhere);
    assert_string_equal(v.code, "personal-identifier");
    r.secret = true;
    v = check_report(&r, &nowhere);
    assert_string_equal(v.code, "secret-content");
}

static void other_refusals_bar_nothing(void **state)
{
    (void)state;
    verdict v = verdict_reject("text-missing", PART_TEXT, "x");
    assert_false(verdict_bars_content(&v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twelve_digits_in_a_row_are_an_identifier),
        cmocka_unit_test(groups_of_three_or_four_are_an_identifier_when_they_begin_with_zero),
        cmocka_unit_test(money_in_groups_is_no_identifier),
        cmocka_unit_test(the_place_of_an_identifier_is_named_and_its_number_is_not),
        cmocka_unit_test(what_its_sender_declares_secret_is_refused),
        cmocka_unit_test(a_line_with_a_mark_of_secrecy_alone_declares_it),
        cmocka_unit_test(a_mark_within_a_sentence_or_in_small_letters_declares_nothing),
        cmocka_unit_test(no_other_refusal_comes_first),
        cmocka_unit_test(other_refusals_bar_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
