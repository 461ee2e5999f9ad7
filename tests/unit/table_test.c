#include "unit_test.h"

#include "render/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const table_column COLUMNS[] = {{"name", "Đơn vị", TABLE_LEFT, 8},
                                       {"count", "Số", TABLE_RIGHT, 0},
                                       {"at", "Lúc", TABLE_LEFT, 0}};

/* What T prints on standard output. */
static char *printed(table *t)
{
    static char text[4096];
    FILE *file = tmpfile();
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    assert_int_equal(table_print(t, "Không có gì.").code, ERR_OK);
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    table_free(t);
    return text;
}

static table *filled(output_format format)
{
    table *t = table_new(COLUMNS, 3, format);
    table_text(t, "Hà Trung");
    table_int(t, 12);
    table_time(t, 1721610000000);
    table_text(t, "Thiệu Hóa và Hoằng Hóa");
    table_int(t, -3);
    table_time(t, 0);
    return t;
}

static void columns_are_aligned_by_what_the_eye_sees(void **state)
{
    (void)state;
    assert_string_equal(printed(filled(FORMAT_TABLE)), "Đơn vị    Số  Lúc\n"
                                                       "────────  ──  ────────────────\n"
                                                       "Hà Trung  12  08:00 22/07/2024\n"
                                                       "Thiệu H…  -3  —\n");
}

static void json_has_numbers_instants_and_nulls_and_cuts_nothing(void **state)
{
    (void)state;
    const char *text = printed(filled(FORMAT_JSON));
    assert_non_null(strstr(text, "\"count\": 12"));
    assert_non_null(strstr(text, "\"at\": \"2024-07-22T08:00:00+07:00\""));
    assert_non_null(strstr(text, "\"at\": null"));
    assert_non_null(strstr(text, "Thiệu Hóa và Hoằng Hóa"));
}

static void csv_has_keys_instants_and_empty_cells_and_cuts_nothing(void **state)
{
    (void)state;
    assert_string_equal(printed(filled(FORMAT_CSV)), "\xEF\xBB\xBF"
                                                     "name,count,at\r\n"
                                                     "Hà Trung,12,2024-07-22T08:00:00+07:00\r\n"
                                                     "Thiệu Hóa và Hoằng Hóa,-3,\r\n");
}

static const char *csv_row_of(const char *text)
{
    table *t = table_new(COLUMNS, 1, FORMAT_CSV);
    table_text(t, text);
    return printed(t) + sizeof "\xEF\xBB\xBFname\r\n" - 1;
}

static void a_text_that_excel_would_run_gets_an_apostrophe_in_csv(void **state)
{
    (void)state;
    assert_string_equal(csv_row_of("=cmd|' /C calc'!A1"), "'=cmd|' /C calc'!A1\r\n");
    assert_string_equal(csv_row_of("+1"), "'+1\r\n");
    assert_string_equal(csv_row_of("-1"), "'-1\r\n");
    assert_string_equal(csv_row_of("-5 %"), "'-5 %\r\n");
    assert_string_equal(csv_row_of("@x"), "'@x\r\n");
    assert_string_equal(csv_row_of(" =1"), "' =1\r\n");
    assert_string_equal(csv_row_of("\t=1"), "\"'\t=1\"\r\n");
    assert_string_equal(csv_row_of("=\"a\",1"), "\"'=\"\"a\"\",1\"\r\n");
    assert_string_equal(csv_row_of("50% (1/2)"), "50% (1/2)\r\n");
}

static void csv_keeps_quotes_and_lines(void **state)
{
    (void)state;
    assert_string_equal(csv_row_of("Chậm, vì \"mưa\"\nvà lũ"),
                        "\"Chậm, vì \"\"mưa\"\"\nvà lũ\"\r\n");
}

static void an_empty_table_says_so_or_is_an_empty_list(void **state)
{
    (void)state;
    assert_string_equal(printed(table_new(COLUMNS, 3, FORMAT_TABLE)), "Không có gì.\n");
    assert_string_equal(printed(table_new(COLUMNS, 3, FORMAT_JSON)), "[]\n");
    assert_string_equal(printed(table_new(COLUMNS, 3, FORMAT_CSV)),
                        "\xEF\xBB\xBFname,count,at\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned_by_what_the_eye_sees),
        cmocka_unit_test(json_has_numbers_instants_and_nulls_and_cuts_nothing),
        cmocka_unit_test(csv_has_keys_instants_and_empty_cells_and_cuts_nothing),
        cmocka_unit_test(a_text_that_excel_would_run_gets_an_apostrophe_in_csv),
        cmocka_unit_test(csv_keeps_quotes_and_lines),
        cmocka_unit_test(an_empty_table_says_so_or_is_an_empty_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
