/* collector_fixture.h - a small catalogue and a folder of its own for the collector's tests. */
#pragma once
#include "base/clock.h"
#include "collector/outbox.h"
#include "model/catalogue.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* 22 July 2024, 07:00 local time. */
static const int64_t NOW_MS = 1721606400000;

#define assert_ok(expression)                                                                      \
    do {                                                                                           \
        error err_ = (expression);                                                                 \
        if (err_.code)                                                                             \
            fail_msg("%s", err_.text);                                                             \
    } while (0)

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (!strstr((text), (part)))                                                               \
            fail_msg("\"%s\" is not in \"%s\"", (part), (text));                                   \
    } while (0)

static inline catalogue *fixture_catalogue(void)
{
    static const category lodgings[] = {{"khach_san", "Khách sạn"}, {"nha_nghi", "Nhà nghỉ"}};
    static const category ages[] = {{"duoi_60", "Dưới 60"}, {"tu_60", "Từ 60"}};
    static const dimension dimensions[] = {{"luu_tru", "Lưu trú", lodgings, 2},
                                           {"tuoi", "Tuổi", ages, 2}};
    static const obligation value = {.code = "DX-01",
                                     .name = "Số thẻ",
                                     .kind = OBLIGATION_INDICATOR,
                                     .reporters = 1U << LEVEL_DISTRICT,
                                     .frequency = PERIOD_MONTH,
                                     .measure_unit = "thẻ",
                                     .decimals = 1,
                                     .max = 1000000000,
                                     .dimensions = dimensions,
                                     .dimension_count = 2};
    static const obligation ratio = {.code = "DX-02",
                                     .name = "Tỷ lệ hồ sơ trực tuyến",
                                     .kind = OBLIGATION_INDICATOR,
                                     .reporters = 1U << LEVEL_DISTRICT,
                                     .frequency = PERIOD_MONTH,
                                     .measure_unit = "%",
                                     .is_ratio = true,
                                     .numerator_name = "hồ sơ trực tuyến",
                                     .denominator_name = "tổng số hồ sơ",
                                     .max = 1000000000};
    static const obligation task = {.code = "II.2a",
                                    .name = "Nhiệm vụ",
                                    .kind = OBLIGATION_TASK,
                                    .reporters = 1U << LEVEL_DISTRICT,
                                    .frequency = PERIOD_MONTH};
    static const unit province = {.code = "38", .name = "Tỉnh", .level = LEVEL_PROVINCE};
    static const unit district = {
        .code = "384", .name = "Huyện Mường Lát", .level = LEVEL_DISTRICT, .parent = "38"};
    static const unit department = {
        .code = "STTTT", .name = "Sở TTTT", .level = LEVEL_DEPARTMENT, .parent = "38"};
    const unit *units[] = {&province, &district, &department};
    const obligation *obligations[] = {&value, &ratio, &task};
    catalogue_builder *b = catalogue_builder_new();
    for (size_t i = 0; i < 3; i++) {
        unit u = *units[i];
        obligation o = *obligations[i];
        const char **texts[] = {&o.duty, &o.field,         &o.pillar,         &o.section,
                                &o.lead, &o.measure_unit,  &o.numerator_name, &o.denominator_name,
                                &o.note, &o.deadline_text, &o.source};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            *texts[k] = *texts[k] ? *texts[k] : "";
        u.kind = "";
        u.parent = u.parent ? u.parent : "";
        assert_true(catalogue_builder_unit(b, &u));
        assert_true(catalogue_builder_obligation(b, &o));
    }
    assert_true(catalogue_builder_calendar(b, &(calendar){0}));
    catalogue *c = catalogue_builder_finish(b);
    assert_non_null(c);
    return c;
}

/* A figure of DX-01 for June 2024. */
static inline report fixture_figure(int64_t tenths)
{
    return (report){.kind = REPORT_FIGURE,
                    .unit = "384",
                    .obligation = "DX-01",
                    .period = "2024-M06",
                    .breakdown = "",
                    .source = "thu.csv:2",
                    .figure = {.value = tenths, .decimals = 1},
                    .text = "",
                    .addressed_to = ""};
}

static inline char *fixture_folder(void)
{
    char *path = strdup("/tmp/tiendo-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static inline int fixture_remove_one(const char *path, const struct stat *st, int kind,
                                     struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline void fixture_remove(char *folder)
{
    nftw(folder, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

/* FOLDER/NAME; valid until the fourth call from now. */
static inline const char *fixture_path(const char *folder, const char *name)
{
    static char ring[4][512];
    static unsigned next;
    char *out = ring[next++ % 4];
    snprintf(out, sizeof *ring, "%s/%s", folder, name);
    return out;
}

static inline void fixture_write(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fputs(text, f) >= 0, 1);
    assert_int_equal(fclose(f), 0);
}

/* The file's content, the caller's; fails when there is no such file. */
static inline char *fixture_read(const char *path)
{
    FILE *f = fopen(path, "re");
    if (!f)
        fail_msg("no file %s", path);
    char *text = calloc(1, 65536);
    assert_non_null(text);
    size_t n = fread(text, 1, 65535, f);
    text[n] = '\0';
    fclose(f);
    return text;
}
