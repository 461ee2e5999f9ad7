#include "worst_province.h"

#include "store_fixture.h"

#include "notifier/digest/digest_build.h"
#include "store/store_directive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DISTRICTS = 27, OBLIGATIONS = 80, FIRST_MONTH = 4, LAST_MONTH = 7, COMPLAINTS = 10 };

static void must(error err)
{
    if (!err.code)
        return;
    fprintf(stderr, "%s\n", err.text);
    abort();
}

static void must_be(bool yes)
{
    if (!yes)
        abort();
}

static int64_t at(const char *iso)
{
    int64_t ms = 0;
    must(clock_parse_iso(iso, &ms));
    return ms;
}

/* ---- who has to do what ---------------------------------------------------------------------- */

static void add_units(catalogue_builder *b, int units)
{
    char code[16], name[120];
    must_be(catalogue_builder_unit(
        b, &(unit){.code = "38", .name = "Tỉnh Thanh Hóa", .level = LEVEL_PROVINCE}));
    must_be(catalogue_builder_unit(
        b, &(unit){.code = "NHNN-TH",
                   .name = "Ngân hàng Nhà nước Việt Nam - Chi nhánh tỉnh Thanh Hóa",
                   .level = LEVEL_DEPARTMENT,
                   .parent = "38"}));
    for (int i = 0; i < units; i++) {
        snprintf(code, sizeof code, "%d", 380 + i);
        snprintf(name, sizeof name, "Thành phố Quang Trường %d", i + 1);
        must_be(catalogue_builder_unit(b, &(unit){.code = code,
                                                  .name = name,
                                                  .level = LEVEL_DISTRICT,
                                                  .parent = "38",
                                                  .tile_row = i / 6 + 1,
                                                  .tile_column = i % 6 + 1}));
    }
}

static bool is_task(int i)
{
    return i % 4 == 3;
}

/* Due long ago, soon, or at the year's end. */
static date deadline_of(int i)
{
    static const date days[] = {{2024, 6, 30}, {2024, 8, 15}, {2024, 12, 31}};
    return days[i % 3];
}

static void add_obligation(catalogue_builder *b, int i)
{
    char code[24], name[400];
    snprintf(code, sizeof code, "DX-06-QLHC-%02d", i + 1);
    snprintf(name, sizeof name,
             "tỷ lệ hồ sơ thủ tục hành chính được tiếp nhận, giải quyết hoàn toàn trên môi trường "
             "mạng so với tổng số hồ sơ phát sinh của các xã, phường, thị trấn trên địa bàn, nhóm "
             "lĩnh vực quản lý thứ %d",
             i + 1);
    must_be(catalogue_builder_obligation(
        b, &(obligation){.code = code,
                         .name = name,
                         .field = i % 2 ? "06" : "DX",
                         .kind = is_task(i) ? OBLIGATION_TASK : OBLIGATION_INDICATOR,
                         .is_ratio = !is_task(i),
                         .measure_unit = "",
                         .aggregation = AGGREGATE_RATIO_OF_SUMS,
                         .has_target = !is_task(i),
                         .target = 987600,
                         .has_deadline = true,
                         .deadline = deadline_of(i),
                         .deadline_text =
                             "phấn đấu hoàn thành dứt điểm trước ngày đã nêu trong kế hoạch",
                         .frequency = PERIOD_MONTH,
                         .lead = "NHNN-TH",
                         .reporters = 1U << LEVEL_DISTRICT,
                         .since = {2024, 4, 1},
                         .max = 1000000000,
                         .weight = 1}));
}

static catalogue *make_catalogue(int units)
{
    catalogue_builder *b = catalogue_builder_new();
    must_be(b != NULL);
    add_units(b, units);
    for (int i = 0; i < OBLIGATIONS; i++)
        add_obligation(b, i);
    catalogue *c = catalogue_builder_finish(b);
    must_be(c != NULL);
    return c;
}

/* ---- what they say --------------------------------------------------------------------------- */

typedef struct telling {
    store *store;
    stream_state stream;
    int units;
} telling;

static void put(telling *t, report r, const char *when)
{
    const verdict accepted = {.outcome = ACCEPTED, .code = "accepted"};
    r.sequence = ++t->stream.last_sequence;
    r.breakdown = "";
    r.source = "test";
    r.text = r.text ? r.text : "";
    r.addressed_to = r.addressed_to ? r.addressed_to : "";
    must(put_report(t->store, &t->stream, &r, &accepted, at(when)));
}

/* Far below the path, and hardly moving; each says that it is done. */
static void report_month(telling *t, const char *unit_code, int month)
{
    char period_code[16], when[32], code[24];
    snprintf(period_code, sizeof period_code, "2024-M%02d", month);
    snprintf(when, sizeof when, "2024-%02d-15T09:00", month);
    for (int i = 0; i < OBLIGATIONS; i++) {
        snprintf(code, sizeof code, "DX-06-QLHC-%02d", i + 1);
        report r = {.unit = unit_code, .obligation = code, .period = period_code};
        if (is_task(i)) {
            r.kind = REPORT_TASK;
            r.percent = 10 + (unsigned)month;
            r.state = TASK_BLOCKED;
        } else {
            r.kind = REPORT_FIGURE;
            r.figure =
                (figure){.is_ratio = true, .value = 100000 + 1234 * month, .denominator = 987654};
        }
        put(t, r, when);
    }
}

static void complain(telling *t, const char *unit_code)
{
    static char text[REPORT_TEXT_MAX + 1];
    char code[24];
    while (strlen(text) < REPORT_TEXT_MAX - 60)
        strcat(text, "thiếu kinh phí, đường truyền gián đoạn ");
    for (int i = 0; i < COMPLAINTS; i++) {
        snprintf(code, sizeof code, "DX-06-QLHC-%02d", i + 1);
        put(t,
            (report){.kind = REPORT_DIFFICULTY,
                     .unit = unit_code,
                     .obligation = code,
                     .period = "2024-M05",
                     .text = text,
                     .addressed_to = "NHNN-TH"},
            "2024-05-16T09:00");
        must(store_put_directive(t->store, t->stream.last_sequence, "Văn phòng UBND tỉnh",
                                 "Đề nghị đơn vị khẩn trương báo cáo, làm rõ nguyên nhân.",
                                 at("2024-05-20T09:00")));
    }
}

/* Half of the districts send nothing in the last month. */
static void fill(telling *t)
{
    must(store_begin(t->store));
    must(put_greeting(t->store, "0123456789abcdef", "380", "key", "test", 0, 1, &t->stream));
    for (int month = FIRST_MONTH; month <= LAST_MONTH; month++)
        for (int i = 0; i < t->units; i++) {
            char code[16];
            snprintf(code, sizeof code, "%d", 380 + i);
            if (month == FIRST_MONTH + 1)
                complain(t, code);
            if (month < LAST_MONTH || i % 2)
                report_month(t, code, month);
        }
    must(store_commit(t->store));
}

/* ---- its digest ------------------------------------------------------------------------------ */

static digest *build(store *s, const catalogue *c, digest_depth depth, const char *when, bool past,
                     const digest *previous)
{
    digest *d;
    must(digest_build(&d, s, c,
                      &(digest_request){.profile = "tuan",
                                        .organisation = "UBND tỉnh Thanh Hóa",
                                        .issuer = "Sở Thông tin và Truyền thông",
                                        .symbol = "BC-STTTT",
                                        .place = "Thanh Hóa",
                                        .greeting = "Kính gửi: Đồng chí Chủ tịch UBND tỉnh,",
                                        .basis = "",
                                        .depth = depth,
                                        .simulated = true,
                                        .as_of_ms = at(when),
                                        .in_the_past = past,
                                        .previous = previous}));
    return d;
}

static void remove_store(const char *dir, const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char name[120];
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
    rmdir(dir);
}

digest *worst_digest_of(int units, digest_depth depth)
{
    char dir[] = "/tmp/tiendo-worst-XXXXXX", path[80];
    must_be(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/store.db", dir);
    telling t = {.units = units};
    must(store_open_writer(&t.store, path));
    fill(&t);
    catalogue *c = make_catalogue(units);
    digest *before = build(t.store, c, depth, "2024-06-10T07:00", true, NULL);
    digest *d = build(t.store, c, depth, "2024-07-22T07:00", false, before);
    digest_free(before);
    catalogue_free(c);
    store_close(t.store);
    remove_store(dir, path);
    return d;
}

digest *worst_digest(digest_depth depth)
{
    return worst_digest_of(DISTRICTS, depth);
}
