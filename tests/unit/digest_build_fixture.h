/* digest_build_fixture.h - a small province in a real store, and what its digest says.
 *
 * Three districts and an agency; months close on the 14th and are due two working days later, the
 * reports of July 2024 on Tuesday the 16th. Everybody was told on 1/2/2024 what to do: reports are
 * owed from February's (closed on 14/2) on. */
#pragma once
#include "store_fixture.h"
#include "unit_test.h"

#include "notifier/digest/digest_build.h"
#include "notifier/digest/digest_json.h"
#include "store/store_board.h"
#include "store/store_difficulty.h"
#include "store/store_directive.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char fixture_dir[] = "/tmp/tiendo-digest-XXXXXX";
static char fixture_store[200];
static store *writer;
static catalogue *rules;
static stream_state stream;

static inline int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

/* ---- the province
 * --------------------------------------------------------------------------------- */

static inline void fixture_units(catalogue_builder *b)
{
    const unit units[] = {
        {.code = "38", .name = "Tỉnh Thanh Hóa", .level = LEVEL_PROVINCE},
        {.code = "381",
         .name = "Thị xã Bỉm Sơn",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .tile_row = 1,
         .tile_column = 2},
        {.code = "384",
         .name = "Huyện Mường Lát",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .tile_row = 1,
         .tile_column = 1},
        {.code = "385",
         .name = "Huyện Quan Hóa",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .tile_row = 2,
         .tile_column = 1},
        {.code = "STTTT",
         .name = "Sở Thông tin và Truyền thông",
         .short_name = "Sở TTTT",
         .level = LEVEL_DEPARTMENT,
         .parent = "38"},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(catalogue_builder_unit(b, &units[i]));
}

static inline void fixture_obligations(catalogue_builder *b)
{
    static const exception own[] = {
        {.unit = "381", .has_deadline = true, .deadline = {2024, 8, 10}}};
    static const definition redefined[] = {{2, {2024, 7, 1}, "cách tính khác"}};
    const obligation all[] = {
        /* 40 % by the end of 2024, of every district. */
        {.code = "SHARE",
         .name = "tỷ lệ doanh nghiệp chuyển đổi số",
         .field = "DX",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .has_target = true,
         .target = 400000,
         .has_deadline = true,
         .deadline = {2024, 12, 31},
         .deadline_text = "hết năm 2024",
         .weight = 1},
        {.code = "CARDS",
         .name = "số thẻ đã cấp",
         .field = "06",
         .measure_unit = "thẻ",
         .accumulation = ACCUMULATE_CUMULATIVE},
        {.code = "FLOW",
         .name = "tỷ lệ hồ sơ trực tuyến",
         .field = "DX",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .accumulation = ACCUMULATE_FLOW},
        {.code = "REDEFINED",
         .name = "tỷ lệ tính lại",
         .field = "DX",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .definitions = redefined,
         .definition_count = 1},
        {.code = "TASK",
         .name = "đẩy nhanh đề án",
         .field = "06",
         .kind = OBLIGATION_TASK,
         .has_deadline = true,
         .deadline = {2024, 6, 30},
         .deadline_text = "trước ngày 01/7/2024"},
        {.code = "LATER",
         .name = "nhiệm vụ cuối năm",
         .field = "DX+06",
         .kind = OBLIGATION_TASK,
         .has_deadline = true,
         .deadline = {2024, 12, 31},
         .exceptions = own,
         .exception_count = 1},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        obligation o = all[i];
        o.kind = o.kind ? o.kind : OBLIGATION_INDICATOR;
        o.measure_unit = o.measure_unit ? o.measure_unit : "";
        o.deadline_text = o.deadline_text ? o.deadline_text : "";
        o.frequency = PERIOD_MONTH;
        o.lead = "STTTT";
        o.reporters = 1U << LEVEL_DISTRICT;
        o.since = (date){2024, 2, 1};
        o.max = 1000000000;
        assert_true(catalogue_builder_obligation(b, &o));
    }
}

static inline int make_rules(void **state)
{
    (void)state;
    catalogue_builder *b = catalogue_builder_new();
    assert_non_null(b);
    fixture_units(b);
    fixture_obligations(b);
    rules = catalogue_builder_finish(b);
    return rules ? 0 : -1;
}

static inline int free_rules(void **state)
{
    (void)state;
    catalogue_free(rules);
    return 0;
}

static inline int make_store(void **state)
{
    (void)state;
    strcpy(fixture_dir + strlen(fixture_dir) - 6, "XXXXXX");
    if (!mkdtemp(fixture_dir))
        return -1;
    snprintf(fixture_store, sizeof fixture_store, "%s/store.db", fixture_dir);
    if (store_open_writer(&writer, fixture_store).code || store_begin(writer).code ||
        put_greeting(writer, "0123456789abcdef", "384", "key", "test", 0, 1, &stream).code)
        return -1;
    return store_commit(writer).code ? -1 : 0;
}

static inline int remove_store(void **state)
{
    (void)state;
    static const char *const files[] = {"", "-wal", "-shm"};
    char name[220];
    store_close(writer);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", fixture_store, files[i]);
        unlink(name);
    }
    return rmdir(fixture_dir);
}

/* ---- what units say
 * -------------------------------------------------------------------------------- */

/* As a damaged store would miss it. */
static inline void drop_table(const char *name)
{
    sqlite3 *db;
    char sql[80];
    snprintf(sql, sizeof sql, "DROP TABLE %s", name);
    assert_int_equal(sqlite3_open(fixture_store, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static inline report blank(const char *unit_code, const char *code, const char *period_code)
{
    return (report){.sequence = ++stream.last_sequence,
                    .unit = unit_code,
                    .obligation = code,
                    .period = period_code,
                    .breakdown = "",
                    .source = "test",
                    .text = "",
                    .addressed_to = ""};
}

static inline void put_judged(const report *r, const verdict *v, const char *when)
{
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(put_report(writer, &stream, r, v, at(when)).code, ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

static inline void put(const report *r, const char *when)
{
    const verdict accepted = {.outcome = ACCEPTED, .code = "accepted"};
    put_judged(r, &accepted, when);
}

static inline void put_ratio(const char *unit_code, const char *code, const char *month, int64_t a,
                             int64_t b, const char *when)
{
    report r = blank(unit_code, code, month);
    r.kind = REPORT_FIGURE;
    r.figure = (figure){.is_ratio = true, .value = a, .denominator = b};
    put(&r, when);
}

static inline void put_value(const char *unit_code, const char *code, const char *month, int64_t n,
                             const char *when)
{
    report r = blank(unit_code, code, month);
    r.kind = REPORT_FIGURE;
    r.figure = (figure){.value = n};
    put(&r, when);
}

static inline void put_task(const char *unit_code, const char *code, const char *month,
                            unsigned percent, task_state said, const char *when)
{
    report r = blank(unit_code, code, month);
    r.kind = REPORT_TASK;
    r.percent = percent;
    r.state = said;
    put(&r, when);
}

static inline void put_difficulty(const char *unit_code, const char *code, const char *text,
                                  const char *when)
{
    report r = blank(unit_code, code, "2024-M07");
    r.kind = REPORT_DIFFICULTY;
    r.text = text;
    put(&r, when);
}

static inline void put_event(const char *kind, const char *unit_code, const char *code,
                             const char *detail, const char *when)
{
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(store_put_event(writer, kind, unit_code, code, "", detail, at(when)).code,
                     ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

static inline void put_step(int64_t difficulty, difficulty_state to, const char *agency,
                            const char *reference, const char *when)
{
    const difficulty_step step = {.difficulty = difficulty,
                                  .at_ms = at(when),
                                  .state = to,
                                  .operator= "test",
                                  .agency = agency,
                                  .reference = reference,
                                  .text = ""};
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(store_put_difficulty_step(writer, &step).code, ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

static inline void put_directive(int64_t report_id, const char *text, const char *when)
{
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(
        store_put_directive(writer, report_id, "Văn phòng UBND tỉnh", text, at(when)).code, ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

/* Every district reports every obligation for MONTH as a calm month looks, two days after its
 * closing: SHARE PERCENT of 100, and nothing else changes. */
static inline void put_calm_month(int month, int64_t percent)
{
    static const char *const districts[] = {"381", "384", "385"};
    char code[16], when[32];
    snprintf(code, sizeof code, "2024-M%02d", month);
    snprintf(when, sizeof when, "2024-%02d-15T09:00", month);
    for (size_t i = 0; i < 3; i++) {
        put_ratio(districts[i], "SHARE", code, percent, 100, when);
        put_value(districts[i], "CARDS", code, 1000 * month, when);
        put_ratio(districts[i], "FLOW", code, 50, 100, when);
        put_ratio(districts[i], "REDEFINED", code, 20, 100, when);
        put_task(districts[i], "TASK", code, 100, TASK_DONE, when);
        put_task(districts[i], "LATER", code, (unsigned)(month * 8), TASK_IN_PROGRESS, when);
    }
}

/* ---- its digest
 * ------------------------------------------------------------------------------------- */

static inline digest_request request_at(const char *when)
{
    return (digest_request){.profile = "tuan",
                            .organisation = "UBND tỉnh Thanh Hóa",
                            .issuer = "Sở TTTT",
                            .symbol = "BC-STTTT",
                            .place = "Thanh Hóa",
                            .greeting = "Kính gửi: …",
                            .basis = "",
                            .depth = DIGEST_FULL,
                            .as_of_ms = at(when)};
}

static inline digest *build(const digest_request *r)
{
    store *reader;
    digest *d = NULL;
    assert_int_equal(store_open_reader(&reader, fixture_store).code, ERR_OK);
    error err = digest_build(&d, reader, rules, r);
    store_close(reader);
    if (err.code)
        fail_msg("%s", err.text);
    return d;
}

static inline digest *build_at(const char *when, const digest *previous)
{
    digest_request r = request_at(when);
    r.previous = previous;
    return build(&r);
}

static inline const digest_concern *concern_of(const digest *d, const char *code)
{
    for (size_t i = 0; i < d->concern_count; i++)
        if (strcmp(d->concerns[i].about.code, code) == 0)
            return &d->concerns[i];
    return NULL;
}

static inline const digest_indicator *indicator_of(const digest *d, const char *code)
{
    for (size_t i = 0; i < d->indicator_count; i++)
        if (strcmp(d->indicators[i].about.code, code) == 0)
            return &d->indicators[i];
    return NULL;
}

static inline void assert_exact(const exact *e, const char *text)
{
    arena *a = arena_new(0);
    assert_string_equal(exact_text(a, e), text);
    arena_free(a);
}

static inline bool text_has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static inline void assert_same_digest(const digest *a, const digest *b)
{
    char *x = NULL, *y = NULL;
    assert_int_equal(digest_to_json(a, &x).code, ERR_OK);
    assert_int_equal(digest_to_json(b, &y).code, ERR_OK);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

static inline bool has_line(const digest_lines *lines, const char *part)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strstr(lines->items[i], part))
            return true;
    return false;
}

static inline void assert_line(const digest_lines *lines, const char *part)
{
    if (has_line(lines, part))
        return;
    for (size_t i = 0; i < lines->count; i++)
        print_error("  line: %s\n", lines->items[i]);
    fail_msg("no line with \"%s\"", part);
}

static inline void assert_no_line(const digest_lines *lines, const char *part)
{
    if (has_line(lines, part))
        fail_msg("there is a line with \"%s\"", part);
}

#define DIGEST_TEST(f) cmocka_unit_test_setup_teardown(f, make_store, remove_store)
