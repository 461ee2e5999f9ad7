#include "unit_test.h"

#include "render/csv.h"

#include <stdio.h>
#include <string.h>

static const char *field(const char *text)
{
    static char out[256];
    FILE *file = tmpfile();
    csv_put(file, text);
    rewind(file);
    out[fread(out, 1, sizeof out - 1, file)] = '\0';
    fclose(file);
    return out;
}

static void what_a_spreadsheet_would_run_is_a_formula(void **state)
{
    (void)state;
    static const char *const wrong[] = {"=cmd|' /C calc'!A1",
                                        "+1",
                                        "-1",
                                        "-5 %",
                                        "@x",
                                        "\t=1",
                                        "\r",
                                        "\n=1",
                                        " =1",
                                        "   \t-",
                                        "=",
                                        "-"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (!csv_is_formula(wrong[i]))
            fail_msg("\"%s\" is a formula", wrong[i]);
}

static void ordinary_text_is_no_formula(void **state)
{
    (void)state;
    static const char *const right[] = {"",       " ",       "Huyện Mường Lát", "50% (1/2)", "1-2",
                                        "a = b",  "'=1",     "— chưa có —",     "“-1”",      "12",
                                        " x =1;", "Đề án 06"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (csv_is_formula(right[i]))
            fail_msg("\"%s\" is no formula", right[i]);
}

static void a_field_is_quoted_only_where_it_must_be(void **state)
{
    (void)state;
    assert_string_equal(field(""), "");
    assert_string_equal(field("Huyện Mường Lát"), "Huyện Mường Lát");
    assert_string_equal(field("it's"), "it's");
    assert_string_equal(field("Sở TT, TT"), "\"Sở TT, TT\"");
    assert_string_equal(field("nói \"được\""), "\"nói \"\"được\"\"\"");
    assert_string_equal(field("\""), "\"\"\"\"");
    assert_string_equal(field("một\nhai"), "\"một\nhai\"");
    assert_string_equal(field("một\r\nhai"), "\"một\r\nhai\"");
    assert_string_equal(field("một;hai"), "\"một;hai\"");
    assert_string_equal(field("một\thai"), "\"một\thai\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_spreadsheet_would_run_is_a_formula),
        cmocka_unit_test(ordinary_text_is_no_formula),
        cmocka_unit_test(a_field_is_quoted_only_where_it_must_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
