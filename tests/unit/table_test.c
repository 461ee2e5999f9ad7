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

static const table_column NUMBERS[] = {{"value", "Số", TABLE_RIGHT, 0},
                                       {"due", "Hạn", TABLE_LEFT, 0}};

static table *numbers(output_format format)
{
    table *t = table_new(NUMBERS, 2, format);
    table_number(t, 123450, 2);
    table_date(t, (date){2024, 7, 2});
    table_number(t, -50, 2);
    table_date(t, (date){0});
    table_number(t, -12345, 0);
    table_date(t, (date){2024, 12, 31});
    table_number(t, INT64_MIN, 9);
    table_date(t, (date){0});
    return t;
}

static void people_read_decimal_commas_and_the_day_first(void **state)
{
    (void)state;
    assert_string_equal(printed(numbers(FORMAT_TABLE)), "                      Số  Hạn\n"
                                                        "────────────────────────  ──────────\n"
                                                        "                 1.234,5  02/07/2024\n"
                                                        "                    -0,5  —\n"
                                                        "                 -12.345  31/12/2024\n"
                                                        "-9.223.372.036,854775808  —\n");
}

static void csv_changes_no_number(void **state)
{
    (void)state;
    assert_string_equal(printed(numbers(FORMAT_CSV)), "\xEF\xBB\xBFvalue,due\r\n"
                                                      "1234.5,2024-07-02\r\n"
                                                      "-0.5,\r\n"
                                                      "-12345,2024-12-31\r\n"
                                                      "-9223372036.854775808,\r\n");
}

static void json_has_whole_numbers_as_such_and_others_exactly(void **state)
{
    (void)state;
    const char *text = printed(numbers(FORMAT_JSON));
    assert_non_null(strstr(text, "\"value\": \"1234.5\""));
    assert_non_null(strstr(text, "\"value\": -12345"));
    assert_non_null(strstr(text, "\"value\": \"-9223372036.854775808\""));
    assert_non_null(strstr(text, "\"due\": \"2024-07-02\""));
    assert_non_null(strstr(text, "\"due\": null"));
}

static const table_column STATES[] = {{"unit", "Đơn vị", TABLE_LEFT, 0},
                                      {"state", "Tình trạng", TABLE_RIGHT, 6},
                                      {"note", "Lưu ý", TABLE_LEFT, 0}};

static table *emphasised(output_format format)
{
    table *t = table_new(STATES, 3, format);
    table_emphasis(t, EMPHASIS_FAINT);
    table_text(t, "384");
    table_emphasis(t, EMPHASIS_BAD);
    table_text(t, "quá hạn");
    table_text(t, NULL);
    table_text(t, "385");
    table_emphasis(t, EMPHASIS_GOOD);
    table_text(t, "xong");
    table_emphasis(t, EMPHASIS_WARN);
    table_number(t, 5, 1);
    return t;
}

static const char PLAIN[] = "Đơn vị  Tình trạng  Lưu ý\n"
                            "──────  ──────────  ─────\n"
                            "384         quá h…  —\n"
                            "385           xong  0,5\n";

/* What T prints when these variables are as given; NULL is not set. */
static char *printed_with(table *t, const char *force, const char *no_color, const char *term)
{
    const char *const names[] = {"CLICOLOR_FORCE", "NO_COLOR", "TERM"};
    const char *const values[] = {force, no_color, term};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(values[i] ? setenv(names[i], values[i], 1) : unsetenv(names[i]), 0);
    return printed(t);
}

static void what_is_no_terminal_gets_no_colour(void **state)
{
    (void)state;
    assert_string_equal(printed_with(emphasised(FORMAT_TABLE), NULL, NULL, "xterm"), PLAIN);
    assert_string_equal(printed_with(emphasised(FORMAT_TABLE), "0", NULL, "xterm"), PLAIN);
    assert_string_equal(printed_with(emphasised(FORMAT_TABLE), "", NULL, "xterm"), PLAIN);
}

static void colour_is_around_its_own_cell_and_moves_no_column(void **state)
{
    (void)state;
    assert_string_equal(printed_with(emphasised(FORMAT_TABLE), "1", NULL, "xterm"),
                        "Đơn vị  Tình trạng  Lưu ý\n"
                        "──────  ──────────  ─────\n"
                        "\033[2m384\033[0m         \033[31mquá h…\033[0m  —\n"
                        "385           \033[32mxong\033[0m  \033[33m0,5\033[0m\n");
}

static void who_wants_no_colour_gets_none(void **state)
{
    (void)state;
    assert_string_equal(printed_with(emphasised(FORMAT_TABLE), "1", "1", "xterm"), PLAIN);
    assert_string_equal(printed_with(emphasised(FORMAT_TABLE), "1", NULL, "dumb"), PLAIN);
    assert_non_null(strchr(printed_with(emphasised(FORMAT_TABLE), "1", "", NULL), '\033'));
}

static void programs_never_get_colour(void **state)
{
    (void)state;
    assert_null(strchr(printed_with(emphasised(FORMAT_CSV), "1", NULL, "xterm"), '\033'));
    assert_null(strstr(printed_with(emphasised(FORMAT_JSON), "1", NULL, "xterm"), "[31m"));
}

static void a_text_cannot_command_the_terminal(void **state)
{
    (void)state;
    table *t = table_new(COLUMNS, 1, FORMAT_TABLE);
    table_text(t, "a\033[2Jb\tc\n");
    assert_null(strpbrk(strstr(printed(t), "a "), "\033\t"));
}

static void an_empty_table_says_so_or_is_an_empty_list(void **state)
{
    (void)state;
    assert_string_equal(printed(table_new(COLUMNS, 3, FORMAT_TABLE)), "Không có gì.\n");
    assert_string_equal(printed(table_new(COLUMNS, 3, FORMAT_JSON)), "[]\n");
    assert_string_equal(printed(table_new(COLUMNS, 3, FORMAT_CSV)),
                        "\xEF\xBB\xBFname,count,at\r\n");
}

static table *simulated(output_format format)
{
    table *t = table_new(COLUMNS, 2, format);
    table_mark_simulated(t);
    table_text(t, "Mường Lát");
    table_int(t, 7);
    return t;
}

static void simulated_figures_are_marked_in_every_format(void **state)
{
    (void)state;
    const char *above = "SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT\n\nĐơn vị";
    assert_ptr_equal(strstr(printed(simulated(FORMAT_TABLE)), above),
                     printed(simulated(FORMAT_TABLE)));
    assert_string_equal(printed(simulated(FORMAT_CSV)),
                        "\xEF\xBB\xBFname,count,simulated\r\nMường Lát,7,true\r\n");
    assert_non_null(strstr(printed(simulated(FORMAT_JSON)), "\"simulated\": true"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned_by_what_the_eye_sees),
        cmocka_unit_test(json_has_numbers_instants_and_nulls_and_cuts_nothing),
        cmocka_unit_test(csv_has_keys_instants_and_empty_cells_and_cuts_nothing),
        cmocka_unit_test(a_text_that_excel_would_run_gets_an_apostrophe_in_csv),
        cmocka_unit_test(csv_keeps_quotes_and_lines),
        cmocka_unit_test(people_read_decimal_commas_and_the_day_first),
        cmocka_unit_test(csv_changes_no_number),
        cmocka_unit_test(json_has_whole_numbers_as_such_and_others_exactly),
        cmocka_unit_test(what_is_no_terminal_gets_no_colour),
        cmocka_unit_test(colour_is_around_its_own_cell_and_moves_no_column),
        cmocka_unit_test(who_wants_no_colour_gets_none),
        cmocka_unit_test(programs_never_get_colour),
        cmocka_unit_test(a_text_cannot_command_the_terminal),
        cmocka_unit_test(simulated_figures_are_marked_in_every_format),
        cmocka_unit_test(an_empty_table_says_so_or_is_an_empty_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
