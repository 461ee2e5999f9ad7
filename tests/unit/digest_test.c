#include "store_fixture.h"
#include "unit_test.h"

#include "base/text.h"
#include "notifier/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-digest-XXXXXX";
static char path[200];
static store *writer;
static catalogue *rules;
static stream_state stream;

static int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static int load_rules(void **state)
{
    (void)state;
    problems *found = problems_new();
    error err = catalogue_load(&rules, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_free(found);
    return err.code ? -1 : 0;
}

static int free_rules(void **state)
{
    (void)state;
    catalogue_free(rules);
    return 0;
}

static int make_store(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    if (store_open_writer(&writer, path).code || store_begin(writer).code ||
        put_greeting(writer, "0123456789abcdef", "384", "key", "test", 0, 1, &stream).code)
        return -1;
    return store_commit(writer).code ? -1 : 0;
}

static int remove_store(void **state)
{
    (void)state;
    static const char *const files[] = {"", "-wal", "-shm"};
    char name[220];
    store_close(writer);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, files[i]);
        unlink(name);
    }
    return rmdir(dir);
}

/* ---- putting reports in ---------------------------------------------------------------------- */

static report blank(const char *unit, const char *obligation, const char *period)
{
    return (report){.sequence = ++stream.last_sequence,
                    .unit = unit,
                    .obligation = obligation,
                    .period = period,
                    .breakdown = "",
                    .source = "test",
                    .text = "",
                    .addressed_to = ""};
}

static void put(const report *r, const char *when)
{
    const verdict accepted = {.outcome = ACCEPTED, .code = "accepted"};
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(put_report(writer, &stream, r, &accepted, at(when)).code, ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

static void put_ratio(const char *unit, const char *obligation, const char *period, int64_t a,
                      int64_t b, const char *when)
{
    report r = blank(unit, obligation, period);
    r.kind = REPORT_FIGURE;
    r.figure = (figure){.is_ratio = true, .value = a, .denominator = b};
    put(&r, when);
}

static void put_value(const char *unit, const char *obligation, const char *period, int64_t value,
                      const char *when)
{
    report r = blank(unit, obligation, period);
    r.kind = REPORT_FIGURE;
    r.figure = (figure){.value = value};
    put(&r, when);
}

static void put_progress(const char *unit, const char *obligation, const char *period,
                         unsigned percent, const char *when)
{
    report r = blank(unit, obligation, period);
    r.kind = REPORT_TASK;
    r.percent = percent;
    r.state = percent == 100 ? TASK_DONE : TASK_IN_PROGRESS;
    put(&r, when);
}

/* ---- taking the digest out ------------------------------------------------------------------- */

static digest_request request_for(const char *as_of)
{
    return (digest_request){
        .as_of_ms = at(as_of), .organisation = "UBND tỉnh Thanh Hóa", .issuer = "", .greeting = ""};
}

static char *render(const digest_request *request, error (*how)(const digest *, char **))
{
    store *reader;
    digest *d;
    char *out = NULL;
    assert_int_equal(store_open_reader(&reader, path).code, ERR_OK);
    assert_int_equal(digest_build(&d, reader, rules, request).code, ERR_OK);
    store_close(reader);
    assert_int_equal(how(d, &out).code, ERR_OK);
    digest_free(d);
    return out;
}

/* Runs of white space as one space, so that assertions do not depend on where lines break. */
static char *unwrap(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        char c = *from == '\n' ? ' ' : *from;
        if (c != ' ' || (to > text && to[-1] != ' '))
            *to++ = c;
    }
    *to = '\0';
    return text;
}

static char *text_of(const digest_request *request)
{
    return unwrap(render(request, digest_render_text));
}

static void assert_says(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        fail_msg("not said: %s\nin: %s", wanted, text);
}

static void assert_silent_on(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted))
        fail_msg("said: %s\nin: %s", unwanted, text);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_reported_zero_counts_and_a_missing_report_does_not(void **state)
{
    (void)state;
    put_ratio("384", "DX-XH-01", "2024-M07", 0, 100, "2024-07-16T09:00");
    put_ratio("385", "DX-XH-01", "2024-M07", 50, 100, "2024-07-16T09:00");
    const digest_request r = request_for("2024-07-22T07:00");
    char *text = text_of(&r);
    assert_says(text, "25% [CHƯA ĐẠT] · tháng 7/2024 · 2/27 đơn vị");
    assert_says(text, "Thấp nhất: Mường Lát 0%; Quan Hóa 50%");
    assert_says(text, "Mức giao 50%; còn thiếu 25 điểm %; hạn 31/12/2025, còn 527 ngày");
    free(text);
}

static void nothing_to_report_is_in_the_coverage_but_not_in_the_sum(void **state)
{
    (void)state;
    put_value("384", "06-DL-03", "2024-M07", 70, "2024-07-16T09:00");
    report nothing = blank("385", "06-DL-03", "2024-M07");
    nothing.kind = REPORT_NOTHING;
    put(&nothing, "2024-07-16T09:00");
    const digest_request r = request_for("2024-07-22T07:00");
    char *text = text_of(&r);
    assert_says(text, "70 lượt khách [CHƯA GIAO MỨC] · tháng 7/2024 · 2/27 đơn vị");
    free(text);
}

static void a_ratio_is_of_sums_never_a_mean_of_percentages(void **state)
{
    (void)state;
    put_ratio("384", "DX-XH-01", "2024-M07", 1, 10, "2024-07-16T09:00");
    put_ratio("380", "DX-XH-01", "2024-M07", 900, 1000, "2024-07-16T09:00");
    const digest_request r = request_for("2024-07-22T07:00");
    char *text = text_of(&r);
    assert_says(text, "89,21% [ĐẠT]");
    free(text);
}

/* A province of two districts with one indicator, of which the figure observed last counts. */
static catalogue *rules_of_last(void)
{
    catalogue_builder *b = catalogue_builder_new();
    const unit units[] = {
        {.code = "38", .name = "Tỉnh", .kind = "tinh", .level = LEVEL_PROVINCE},
        {.code = "384", .name = "A", .kind = "huyen", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "385", .name = "B", .kind = "huyen", .level = LEVEL_DISTRICT, .parent = "38"}};
    const obligation last = {.code = "LAST",
                             .name = "Điểm",
                             .kind = OBLIGATION_INDICATOR,
                             .reporters = 1U << LEVEL_DISTRICT,
                             .frequency = PERIOD_MONTH,
                             .measure_unit = "điểm",
                             .aggregation = AGGREGATE_LAST};
    for (size_t i = 0; i < 3; i++)
        assert_true(catalogue_builder_unit(b, &units[i]));
    assert_true(catalogue_builder_obligation(b, &last));
    return catalogue_builder_finish(b);
}

static void the_figure_observed_last_counts_not_the_one_received_last(void **state)
{
    (void)state;
    catalogue *configured = rules;
    report observed = blank("385", "LAST", "2024-M07");
    observed.kind = REPORT_FIGURE;
    observed.figure = (figure){.value = 20};
    observed.observed_at_ms = at("2024-07-14T09:00");
    put_value("384", "LAST", "2024-M07", 10, "2024-07-15T09:00"); /* observed when received */
    put(&observed, "2024-07-16T09:00");
    const digest_request r = request_for("2024-07-22T07:00");
    rules = rules_of_last();
    char *text = text_of(&r);
    catalogue_free(rules);
    rules = configured;
    assert_says(text, "10 điểm [CHƯA GIAO MỨC] · tháng 7/2024 · 2/2 đơn vị");
    free(text);
}

static void before_the_due_date_nobody_is_called_missing(void **state)
{
    (void)state;
    put_ratio("384", "DX-XH-01", "2024-M07", 1, 10, "2024-07-15T06:00");
    const digest_request r = request_for("2024-07-15T07:00");
    char *text = text_of(&r);
    assert_says(text, "1/27 huyện, thị xã, thành phố đã gửi báo cáo tháng 7/2024");
    assert_says(text, "chưa đến hạn (16/07/2024)");
    assert_silent_on(text, "đơn vị chưa gửi báo cáo tháng 7/2024");
    free(text);
}

static void after_it_late_and_missing_units_are_named(void **state)
{
    (void)state;
    for (int code = 380; code <= 407; code++) {
        char unit[8];
        snprintf(unit, sizeof unit, "%d", code);
        if (code != 383 && code != 387)
            put_ratio(unit, "DX-XH-01", "2024-M07", 1, 10,
                      code == 384 ? "2024-07-17T00:00" : "2024-07-16T23:59:59");
    }
    const digest_request r = request_for("2024-07-22T07:00");
    char *text = text_of(&r);
    assert_says(text, "26/27 huyện, thị xã, thành phố đã gửi báo cáo tháng 7/2024 (đúng hạn 25, "
                      "chậm 1); chưa gửi, quá hạn 6 ngày: Quan Sơn.");
    assert_says(text, "Gửi chậm: Mường Lát");
    free(text);
}

static void what_is_received_later_is_not_in_it(void **state)
{
    (void)state;
    put_ratio("384", "DX-XH-01", "2024-M07", 1, 10, "2024-07-22T07:00:01");
    const digest_request r = request_for("2024-07-22T07:00");
    char *text = text_of(&r);
    assert_says(text, "0/27");
    assert_says(text, "0 chỉ tiêu có số liệu");
    free(text);
}

static void a_correction_is_told_with_old_and_new_figure(void **state)
{
    (void)state;
    put_ratio("384", "DX-XH-01", "2024-M07", 50, 100, "2024-07-10T09:00");
    digest_request r = request_for("2024-07-22T07:00");
    r.since_ms = at("2024-07-15T07:00");
    r.since_event = 1;
    put_ratio("384", "DX-XH-01", "2024-M07", 40, 100, "2024-07-16T09:00");
    char *text = text_of(&r);
    assert_says(text, "Đính chính: Mường Lát, Tỷ lệ dân số trưởng thành có chữ ký số hoặc chữ ký "
                      "điện tử cá nhân, tháng 7/2024: 50% (50/100) → 40% (40/100)");
    free(text);
}

static void a_task_overdue_for_one_unit_only_is_told_with_that_unit(void **state)
{
    (void)state;
    put_progress("384", "II.3b", "2024-M12", 10, "2024-12-16T09:00");
    put_progress("381", "II.3b", "2024-M12", 80, "2024-12-16T09:00");
    const digest_request before = request_for("2024-12-20T07:00");
    char *text = text_of(&before);
    assert_says(text, "[còn 11 ngày] riêng thị xã Bỉm Sơn phấn đấu hoàn thành trong năm 2024");
    assert_says(text, "0/1 đơn vị hoàn thành Thấp nhất: TX Bỉm Sơn 80%");
    free(text);
    const digest_request after = request_for("2025-01-10T07:00");
    text = text_of(&after);
    assert_says(text, "[quá hạn 10 ngày] riêng thị xã Bỉm Sơn");
    free(text);
}

static void a_finished_task_is_not_urged_any_more(void **state)
{
    (void)state;
    put_progress("381", "II.3b", "2024-M12", 100, "2024-12-16T09:00");
    const digest_request r = request_for("2024-12-20T07:00");
    char *text = text_of(&r);
    assert_silent_on(text, "riêng thị xã Bỉm Sơn");
    free(text);
}

static void a_difficulty_waits_with_its_age_and_agency(void **state)
{
    (void)state;
    report r = blank("384", "II.2a", "2024-M05");
    r.kind = REPORT_DIFFICULTY;
    r.text = "Đường truyền gián đoạn";
    r.addressed_to = "STTTT";
    put(&r, "2024-05-16T09:00");
    const digest_request request = request_for("2024-07-22T07:00");
    char *text = text_of(&request);
    assert_says(text, "Mường Lát gửi Sở Thông tin và Truyền thông, đã 67 ngày (II.2a) Đường "
                      "truyền gián đoạn");
    free(text);
}

static void a_long_difficulty_is_told_whole(void **state)
{
    (void)state;
    char text[REPORT_TEXT_MAX + 1] = "";
    while (strlen(text) < REPORT_TEXT_MAX - 20)
        strcat(text, "khó khăn ");
    strcat(text, "HẾT");
    report r = blank("384", "II.2a", "2024-M05");
    r.kind = REPORT_DIFFICULTY;
    r.text = text;
    put(&r, "2024-05-16T09:00");
    const digest_request request = request_for("2024-07-22T07:00");
    char *told = text_of(&request);
    assert_says(told, "khó khăn HẾT");
    free(told);
}

static void very_many_difficulties_are_counted_not_all_listed(void **state)
{
    (void)state;
    for (int i = 0; i < 35; i++) {
        report r = blank("384", "II.2a", "2024-M05");
        r.kind = REPORT_DIFFICULTY;
        r.text = "thiếu người";
        put(&r, "2024-05-16T09:00");
    }
    const digest_request request = request_for("2024-07-22T07:00");
    char *told = text_of(&request);
    assert_says(told, "35 khó khăn, vướng mắc chờ trả lời");
    assert_says(told, "… và 5 khó khăn, vướng mắc nữa.");
    free(told);
}

static void simulated_figures_are_marked_everywhere(void **state)
{
    (void)state;
    digest_request r = request_for("2024-07-22T07:00");
    r.simulated = true;
    char *text = render(&r, digest_render_text), *page = render(&r, digest_render_html);
    assert_says(text, "SỐ LIỆU MÔ PHỎNG");
    assert_says(page, "SỐ LIỆU MÔ PHỎNG");
    assert_says(page, "<title>[SỐ LIỆU MÔ PHỎNG]");
    free(text);
    free(page);
    r.simulated = false;
    text = render(&r, digest_render_text);
    assert_silent_on(text, "MÔ PHỎNG");
    free(text);
}

static void hostile_text_stays_text(void **state)
{
    (void)state;
    report r = blank("384", "II.2a", "2024-M05");
    r.kind = REPORT_DIFFICULTY;
    r.text = "<script>alert(\"x\")</script><img src=x onerror='y'>";
    put(&r, "2024-05-16T09:00");
    const digest_request request = request_for("2024-07-22T07:00");
    char *page = render(&request, digest_render_html);
    assert_says(page, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&lt;img");
    assert_silent_on(page, "<script");
    assert_silent_on(page, "<img");
    free(page);
}

static void no_line_is_wider_than_80_columns(void **state)
{
    (void)state;
    for (int code = 380; code <= 407; code += 2) {
        char unit[8];
        snprintf(unit, sizeof unit, "%d", code);
        put_ratio(unit, "DX-AT-02", "2024-M07", code - 370, 100, "2024-07-16T09:00");
    }
    const digest_request r = request_for("2024-07-22T07:00");
    char *text = render(&r, digest_render_text);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(text_width(line) <= 80);
    free(text);
}

static void the_same_store_gives_the_same_bytes(void **state)
{
    (void)state;
    put_ratio("384", "DX-XH-01", "2024-M07", 1, 10, "2024-07-16T09:00");
    const digest_request r = request_for("2024-07-22T07:00");
    char *a = render(&r, digest_render_html), *b = render(&r, digest_render_html);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_store, remove_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reported_zero_counts_and_a_missing_report_does_not),
        TEST(nothing_to_report_is_in_the_coverage_but_not_in_the_sum),
        TEST(a_ratio_is_of_sums_never_a_mean_of_percentages),
        TEST(the_figure_observed_last_counts_not_the_one_received_last),
        TEST(before_the_due_date_nobody_is_called_missing),
        TEST(after_it_late_and_missing_units_are_named),
        TEST(what_is_received_later_is_not_in_it),
        TEST(a_correction_is_told_with_old_and_new_figure),
        TEST(a_task_overdue_for_one_unit_only_is_told_with_that_unit),
        TEST(a_finished_task_is_not_urged_any_more),
        TEST(a_difficulty_waits_with_its_age_and_agency),
        TEST(a_long_difficulty_is_told_whole),
        TEST(very_many_difficulties_are_counted_not_all_listed),
        TEST(simulated_figures_are_marked_everywhere),
        TEST(hostile_text_stays_text),
        TEST(no_line_is_wider_than_80_columns),
        TEST(the_same_store_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
