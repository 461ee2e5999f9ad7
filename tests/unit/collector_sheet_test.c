#include "collector_fixture.h"

#include "collector/sheet.h"
#include "collector/spoken.h"

typedef struct sheet_state {
    catalogue *catalogue;
    arena *memory;
    sheet sheet;
} sheet_state;

static int set_up(void **state)
{
    sheet_state *s = calloc(1, sizeof *s);
    s->catalogue = fixture_catalogue();
    s->memory = arena_new(0);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    sheet_state *s = *state;
    catalogue_free(s->catalogue);
    arena_free(s->memory);
    free(s);
    return 0;
}

static sheet *read_bytes(void **state, const void *data, size_t size)
{
    sheet_state *s = *state;
    row_context context = {s->catalogue, "384", NOW_MS};
    assert_ok(sheet_read(s->memory, "thu.csv", data, size, &context, &s->sheet));
    return &s->sheet;
}

static sheet *read_text(void **state, const char *text)
{
    return read_bytes(state, text, strlen(text));
}

static const report *only_report(void **state, const char *text)
{
    sheet *s = read_text(state, text);
    if (s->faults.count)
        fail_msg("%s", fault_sentence(s->faults.memory, &s->faults.items[0]));
    assert_int_equal(s->report_count, 1);
    return &s->reports[0];
}

static const fault *only_fault(void **state, const char *text)
{
    sheet *s = read_text(state, text);
    assert_int_equal(s->report_count, 0);
    assert_int_equal(s->faults.count, 1);
    const fault *f = &s->faults.items[0];
    assert_true(strlen(f->what) > 5);
    assert_true(strlen(f->cure) > 5);
    return f;
}

#define HEADER                                                                                     \
    "obligation,period,value,numerator,denominator,breakdown,percent,state,difficulty,"            \
    "addressed_to,narrative,nothing,observed_at,note\n"
#define HEADER_VI "Mã nội dung;Kỳ báo cáo;Giá trị;Tiến độ (%);Thời điểm số liệu\n"

static void expect_fault(void **state, const char *text, unsigned line, const char *column,
                         const char *value, const char *what)
{
    const fault *f = only_fault(state, text);
    assert_int_equal(f->line, line);
    assert_string_equal(f->column, column);
    assert_string_equal(f->value, value);
    if (!strstr(f->what, what))
        fail_msg("\"%s\" says nothing of \"%s\"", f->what, what);
}

/* ---- what is read ------------------------------------------------------------------------------
 */

static void a_figure_is_read_by_codes(void **state)
{
    const report *r =
        only_report(state, "unit,obligation,period,value\n384,DX-01,2024-M06,1234.5\n");
    assert_int_equal(r->kind, REPORT_FIGURE);
    assert_string_equal(r->unit, "384");
    assert_int_equal(r->figure.value, 12345);
    assert_int_equal(r->figure.decimals, 1);
    assert_string_equal(r->source, "thu.csv:2");
}

static void a_reported_zero_is_a_reported_zero(void **state)
{
    const report *r = only_report(state, "obligation,period,value\nDX-01,2024-M06,0\n");
    assert_int_equal(r->kind, REPORT_FIGURE);
    assert_int_equal(r->figure.value, 0);
}

static void vietnamese_headers_take_peoples_numbers_and_periods(void **state)
{
    const report *r = only_report(state, "Mã nội dung;Kỳ;Số liệu\nDX-01;Tháng 6/2024;1.234,5\n");
    assert_int_equal(r->figure.value, 12345);
    assert_string_equal(r->period, "2024-M06");
}

static void headers_are_compared_without_marks_and_case(void **state)
{
    const report *r = only_report(state, "MA CHI TIEU,KY BAO CAO,gia tri\nDX-01,2024-M06,7\n");
    assert_int_equal(r->figure.value, 70);
}

static void a_byte_order_mark_is_tolerated(void **state)
{
    only_report(state, "\xef\xbb\xbfobligation,period,value\nDX-01,2024-M06,1\n");
}

static void carriage_returns_and_empty_lines_are_tolerated(void **state)
{
    const report *r =
        only_report(state, "obligation,period,value\r\n\r\n,,\r\nDX-01,2024-M06,1\r\n\r\n");
    assert_string_equal(r->source, "thu.csv:4");
}

static void a_quoted_cell_may_hold_separators_and_lines(void **state)
{
    const report *r =
        only_report(state, "obligation,period,difficulty\nII.2a,2024-M06,\"Thiếu \"\"máy\"\","
                           "\nthiếu người\"\n");
    assert_string_equal(r->text, "Thiếu \"máy\",\nthiếu người");
}

static void decomposed_text_is_stored_composed(void **state)
{
    const report *r = only_report(
        state,
        "obligation,period,difficulty\nII.2a,2024-M06,Thie\xcc\x82\xcc\x81u m\x61\xcc\x81y\n");
    assert_string_equal(r->text, "Thiếu máy");
}

static void a_ratio_is_read_from_its_two_parts(void **state)
{
    const report *r =
        only_report(state, "obligation,period,numerator,denominator\nDX-02,2024-M06,0,12\n");
    assert_true(r->figure.is_ratio);
    assert_int_equal(r->figure.value, 0);
    assert_int_equal(r->figure.denominator, 12);
}

static void a_breakdown_is_put_in_order(void **state)
{
    const report *r = only_report(state, "obligation,period,value,breakdown\n"
                                         "DX-01,2024-M06,1,tuoi=tu_60; luu_tru=khach_san\n");
    assert_string_equal(r->breakdown, "luu_tru=khach_san;tuoi=tu_60");
}

static void hundred_percent_is_done(void **state)
{
    const report *r = only_report(state, "obligation,period,percent\nII.2a,2024-M06,100\n");
    assert_int_equal(r->kind, REPORT_TASK);
    assert_int_equal(r->state, TASK_DONE);
}

static void a_state_may_be_written_in_vietnamese(void **state)
{
    const report *r =
        only_report(state, "Mã nội dung,Kỳ,Tiến độ,Trạng thái\nII.2a,6/2024,40%,Vướng mắc\n");
    assert_int_equal(r->state, TASK_BLOCKED);
    assert_int_equal(r->percent, 40);
}

static void nothing_to_report_is_a_report(void **state)
{
    assert_int_equal(only_report(state, "Mã nội dung,Kỳ,Không phát sinh\nDX-01,6/2024,x\n")->kind,
                     REPORT_NOTHING);
}

static void an_observation_time_is_read_as_people_write_it(void **state)
{
    const report *r = only_report(state, HEADER_VI "DX-01;6/2024;1;;22/7/2024 06:30\n");
    assert_int_equal(r->observed_at_ms, NOW_MS - 30 * 60000);
}

static void a_bad_row_does_not_stop_a_good_one(void **state)
{
    sheet *s = read_text(state, "obligation,period,value\nDX-01,2024-M06,x\nDX-01,2024-M06,2\n");
    assert_int_equal(s->report_count, 1);
    assert_int_equal(s->refused_rows, 1);
    assert_false(s->refused);
    assert_int_equal(s->faults.items[0].line, 2);
}

/* ---- what is refused ----------------------------------------------------------------------------
 */

static void bad_rows_are_named_by_line_column_value_and_cure(void **state)
{
    expect_fault(state, "obligation,period,value\nDX-01,2024-M06,\"1,5\"\n", 2, "value", "1,5",
                 "dấu chấm thập phân");
    expect_fault(state, HEADER_VI "DX-01;6/2024;36.5;;\n", 2, "Giá trị", "36.5", "dấu chấm");
    expect_fault(state, HEADER_VI "DX-01;6/2024;mười;;\n", 2, "Giá trị", "mười", "không phải số");
    expect_fault(state, HEADER_VI "DX-01;13/2024;1;;\n", 2, "Kỳ báo cáo", "13/2024", "kỳ báo cáo");
    expect_fault(state, HEADER_VI "II.2a;6/2024;;150;\n", 2, "Tiến độ (%)", "150", "0 đến 100");
    expect_fault(state, HEADER_VI "DX-01;6/2024;1;;hôm qua\n", 2, "Thời điểm số liệu", "hôm qua",
                 "không phải ngày giờ");
    expect_fault(state, HEADER_VI ";6/2024;1;;\n", 2, "Mã nội dung", "", "để trống");
    expect_fault(state, HEADER_VI "\n\nDX-1;6/2024;1;;\n", 4, "Mã nội dung", "DX-1",
                 "không có nội dung mã");
    expect_fault(state, HEADER "DX-01,2024-M06,1.25,,,,,,,,,,,\n", 2, "value", "1.25", "");
    expect_fault(state, HEADER "DX-02,2024-M06,,5,,,,,,,,,,\n", 2, "denominator", "",
                 "thiếu mẫu số");
    expect_fault(state, HEADER "DX-02,2024-M06,,9,5,,,,,,,,,\n", 2, "numerator", "9",
                 "lớn hơn mẫu số");
    expect_fault(state, HEADER "DX-01,2024-M06,1,,,ma,,,,,,,,\n", 2, "breakdown", "ma",
                 "không phải phân tổ");
    expect_fault(state, HEADER "II.2a,2024-M06,,,,,,xong,,,,,,\n", 2, "state", "xong",
                 "không có trạng thái");
    expect_fault(state, HEADER "II.2a,2024-M06,,,,,,blocked,,,,,,\n", 2, "percent", "",
                 "số phần trăm");
    expect_fault(state, HEADER "II.2a,2024-M06,,,,,,,Thiếu máy,STTT,,,,\n", 2, "addressed_to",
                 "STTT", "không có đơn vị");
    expect_fault(state, HEADER "DX-01,2024-M06,,,,,,,,,,có thể,,\n", 2, "nothing", "có thể",
                 "không rõ");
    expect_fault(state, HEADER "DX-01,2024-M06,1,,,,,,,STTTT,,,,\n", 2, "addressed_to", "STTTT",
                 "chỉ khó khăn");
    expect_fault(state, HEADER "DX-01,2024-M06,,,,,,,,,,,,\n", 2, "", "", "chưa báo cáo gì");
    expect_fault(state, HEADER "DX-01,2024-M06,1,,,,,,Thiếu máy,,,,,\n", 2, "", "", "nói hai việc");
    expect_fault(state, "unit,obligation,period,value\nSTTTT,DX-01,2024-M06,1\n", 2, "unit",
                 "STTTT", "không được báo cáo thay");
    expect_fault(state, "obligation,period,value\nDX-01,2024-M06,1,5\n", 2, "", "5",
                 "nhiều ô hơn tiêu đề");
}

/* ---- what is not carried ------------------------------------------------------------------------
 */

#define HEADER_SECRET "Mã nội dung;Kỳ;Giá trị;Khó khăn, vướng mắc;Độ mật\n"

/* Nothing that went wrong repeats WORD. */
static void assert_not_repeated(const sheet *s, const char *word)
{
    for (size_t i = 0; i < s->faults.count; i++) {
        const fault *f = &s->faults.items[i];
        const char *sentence = fault_sentence(s->faults.memory, f);
        if (strstr(sentence, word) || strstr(f->value, word))
            fail_msg("\"%s\" is repeated in \"%s\"", word, sentence);
    }
}

static void a_row_that_is_marked_secret_is_refused_without_its_words(void **state)
{
    static const char *const marks[] = {"Mật", "TỐI MẬT", "tuyệt mật", "có", "x", "1"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char text[300];
        snprintf(text, sizeof text, HEADER_SECRET "II.2a;6/2024;;chuyện kín;%s\nDX-01;6/2024;5;;\n",
                 marks[i]);
        sheet *s = read_text(state, text);
        assert_int_equal(s->report_count, 1);
        assert_int_equal(s->refused_rows, 1);
        assert_int_equal(s->faults.items[0].line, 2);
        assert_string_equal(s->faults.items[0].column, "Độ mật");
        assert_string_equal(s->faults.items[0].value, "[đã bỏ]");
        assert_contains(s->faults.items[0].what, "bí mật nhà nước");
        assert_contains(s->faults.items[0].cure, "tài liệu mật");
        assert_not_repeated(s, "kín");
    }
}

static void a_row_that_is_marked_not_secret_is_taken(void **state)
{
    static const char *const marks[] = {"", "không", "Thường", "0", "no"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char text[300];
        snprintf(text, sizeof text, HEADER_SECRET "DX-01;6/2024;5;;%s\n", marks[i]);
        assert_false(only_report(state, text)->secret);
    }
}

static void another_mark_of_secrecy_is_told_which_there_are(void **state)
{
    expect_fault(state, HEADER_SECRET "DX-01;6/2024;5;;khẩn\n", 2, "Độ mật", "khẩn", "không rõ");
    assert_contains(only_fault(state, "obligation,period,value,secret\nDX-01,2024-M06,5,✓\n")->cure,
                    "\"tuyệt mật\"");
    expect_fault(state, HEADER_SECRET "II.2a;6/2024;;a;một câu dài lạc sang cột này\n", 2, "Độ mật",
                 "[đã bỏ]", "không rõ");
}

static void a_secret_row_is_refused_before_anything_else_of_it_is_quoted(void **state)
{
    expect_fault(state, HEADER_SECRET "chuyện kín;chuyện kín;chuyện kín;;mật\n", 2, "Độ mật",
                 "[đã bỏ]", "bí mật nhà nước");
    sheet *s = read_text(state, HEADER_SECRET "II.2a;6/2024;;mật;chuyện;kín\n");
    assert_int_equal(s->report_count, 0);
    assert_not_repeated(s, "kín");
}

static void a_citizens_number_is_refused_and_not_repeated(void **state)
{
    static const char *const rows[] = {
        "II.2a;6/2024;;ông A 038185001234;\n",    "II.2a;6/2024;;038.185.001.234;\n",
        "II.2a;ông A 038185001234;;thiếu máy;\n", "DX-01;6/2024;ông A 038185001234;;\n",
        "DX-01 038185001234;6/2024;5;;\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[300];
        snprintf(text, sizeof text, HEADER_SECRET "%s", rows[i]);
        assert_string_equal(only_fault(state, text)->value, "[đã bỏ]");
        assert_not_repeated(&((sheet_state *)*state)->sheet, "001234");
        assert_not_repeated(&((sheet_state *)*state)->sheet, "001.234");
    }
    expect_fault(state, "obligation,period,difficulty\nII.2a,2024-M06,ông A,038185001234\n", 2, "",
                 "[đã bỏ]", "nhiều ô hơn");
}

static void a_figure_of_twelve_digits_is_a_figure(void **state)
{
    expect_fault(state, HEADER_SECRET "DX-01;6/2024;120000000000;;\n", 2, "Giá trị", "120000000000",
                 "ngoài khoảng");
}

static void a_text_that_says_of_itself_that_it_is_secret_is_refused(void **state)
{
    expect_fault(state, "obligation,period,narrative\nII.2a,2024-M06,\"(MẬT)\nchuyện kín\"\n", 2,
                 "narrative", "[đã bỏ]", "bí mật nhà nước");
}

static void expect_refusal(void **state, const char *text, unsigned line, const char *column,
                           const char *what)
{
    sheet *s = read_text(state, text);
    assert_true(s->refused);
    const fault *f = &s->faults.items[0];
    assert_int_equal(f->line, line);
    assert_string_equal(f->column, column);
    const char *sentence = fault_sentence(s->faults.memory, f);
    if (!strstr(sentence, what))
        fail_msg("\"%s\" says nothing of \"%s\"", sentence, what);
}

static void a_bad_header_refuses_the_file_with_the_nearest_name(void **state)
{
    expect_refusal(state, "obligation,period,valeu\nDX-01,2024-M06,1\n", 1, "valeu",
                   "gần nhất là \"value\"");
    expect_refusal(state, "Mã nội dung;Kỳ;Gía trj\nDX-01;6/2024;1\n", 1, "Gía trj",
                   "gần nhất là \"Giá trị\"");
    expect_refusal(state, "obligation,period,value,value\nDX-01,2024-M06,1,2\n", 1, "value",
                   "hai lần");
    expect_refusal(state, "obligation,value\nDX-01,1\n", 1, "Kỳ báo cáo", "thiếu cột");
    expect_refusal(state, "obligation,period\nDX-01,2024-M06\n", 1, "", "không có cột nào");
    expect_refusal(state, "obligation,period,value\n", 0, "", "chỉ có dòng tiêu đề");
    expect_refusal(state, "", 0, "", "không có dòng tiêu đề");
}

static void an_unclosed_quote_refuses_the_file_at_its_line(void **state)
{
    expect_refusal(state, "obligation,period,value\nDX-01,2024-M06,1\nDX-01,\"2024-M06,1\n", 3, "",
                   "không được đóng");
}

static void a_misplaced_quote_refuses_the_file_at_its_line(void **state)
{
    expect_refusal(state, "obligation,period,value\nDX-01,\"2024\"-M06,1\n", 2, "", "đặt sai chỗ");
}

static void windows_1258_is_refused_with_the_cure(void **state)
{
    expect_refusal(state, "Ma,Ky\nDX-01,gi\xe1 tr\xcc\n", 2, "", "lưu tệp dạng CSV UTF-8");
}

static void utf16_is_refused_with_the_cure(void **state)
{
    sheet *s = read_bytes(state, "\xff\xfeM\0a\0", 6);
    assert_true(s->refused);
    assert_contains(s->faults.items[0].cure, "lưu tệp dạng CSV UTF-8");
}

/* ---- periods -------------------------------------------------------------------------------- */

static void periods_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"6/2024", "2024-M06"},
        {"06/2024", "2024-M06"},
        {"tháng 6/2024", "2024-M06"},
        {"Tháng 12 năm 2024", "2024-M12"},
        {"quý II/2024", "2024-Q2"},
        {"Quý 4 năm 2024", "2024-Q4"},
        {"quy iv 2024", "2024-Q4"},
        {"6 tháng đầu năm 2024", "2024-H1"},
        {"6 tháng cuối năm 2024", "2024-H2"},
        {"9 tháng năm 2024", "2024-9M"},
        {"năm 2024", "2024-Y"},
        {"2024", "2024-Y"},
        {"tuần 26/2024", "2024-W26"},
        {"22/6/2024", "2024-06-22"},
        {"ngày 22/6/2024", "2024-06-22"},
        {"2024-M06", "2024-M06"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        period p;
        char code[PERIOD_TEXT_MAX];
        assert_ok(spoken_period(pairs[i][0], &p));
        assert_string_equal(period_format(p, code, sizeof code), pairs[i][1]);
    }
}

static void what_is_no_period_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",        "13/2024",   "quý V/2024", "quý 5/2024",  "0/2024",
                                      "tháng 6", "32/1/2024", "6/24",       "tuần 54/2024"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        period p;
        if (!spoken_period(bad[i], &p).code)
            fail_msg("\"%s\" was taken", bad[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_figure_is_read_by_codes),
        TEST(a_reported_zero_is_a_reported_zero),
        TEST(vietnamese_headers_take_peoples_numbers_and_periods),
        TEST(headers_are_compared_without_marks_and_case),
        TEST(a_byte_order_mark_is_tolerated),
        TEST(carriage_returns_and_empty_lines_are_tolerated),
        TEST(a_quoted_cell_may_hold_separators_and_lines),
        TEST(decomposed_text_is_stored_composed),
        TEST(a_ratio_is_read_from_its_two_parts),
        TEST(a_breakdown_is_put_in_order),
        TEST(hundred_percent_is_done),
        TEST(a_state_may_be_written_in_vietnamese),
        TEST(nothing_to_report_is_a_report),
        TEST(an_observation_time_is_read_as_people_write_it),
        TEST(a_bad_row_does_not_stop_a_good_one),
        TEST(bad_rows_are_named_by_line_column_value_and_cure),
        TEST(a_row_that_is_marked_secret_is_refused_without_its_words),
        TEST(a_row_that_is_marked_not_secret_is_taken),
        TEST(another_mark_of_secrecy_is_told_which_there_are),
        TEST(a_secret_row_is_refused_before_anything_else_of_it_is_quoted),
        TEST(a_citizens_number_is_refused_and_not_repeated),
        TEST(a_figure_of_twelve_digits_is_a_figure),
        TEST(a_text_that_says_of_itself_that_it_is_secret_is_refused),
        TEST(a_bad_header_refuses_the_file_with_the_nearest_name),
        TEST(an_unclosed_quote_refuses_the_file_at_its_line),
        TEST(a_misplaced_quote_refuses_the_file_at_its_line),
        TEST(windows_1258_is_refused_with_the_cure),
        TEST(utf16_is_refused_with_the_cure),
        cmocka_unit_test(periods_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_period_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
