/* check_quality_fixture.h - a small catalogue and figures, for the tests of check_quality.h. */
#pragma once
#include "unit_test.h"

#include "model/board.h"
#include "model/check_quality.h"

#include <stdio.h>
#include <string.h>

/* Severities differ from test to test, so an obligation is a copy of one of these. */
static const obligation sum = {.code = "SO",
                               .name = "Số thẻ",
                               .kind = OBLIGATION_INDICATOR,
                               .reporters = 1U << LEVEL_DISTRICT,
                               .frequency = PERIOD_MONTH,
                               .measure_unit = "thẻ",
                               .max = 1000000,
                               .on_fall = SEVERITY_WARN,
                               .on_jump = SEVERITY_WARN};
static catalogue *made;
static check_context context;
static report said;

static inline int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static inline obligation cumulative(severity on_fall)
{
    obligation o = sum;
    o.accumulation = ACCUMULATE_CUMULATIVE;
    o.on_fall = on_fall;
    o.on_jump = SEVERITY_IGNORE;
    return o;
}

static inline obligation stock(severity on_jump)
{
    obligation o = sum;
    o.code = "TON";
    o.on_jump = on_jump;
    return o;
}

static inline obligation ratio(severity on_jump)
{
    obligation o = stock(on_jump);
    o.code = "TY_LE";
    o.is_ratio = true;
    o.numerator_name = o.denominator_name = "hồ sơ";
    o.measure_unit = "%";
    return o;
}

/* 384 took in 405 on 1 January 2025. */
static inline int make_catalogue(void **state)
{
    static const char *const heirs[] = {"384"};
    const unit units[] = {
        {.code = "38", .name = "Tỉnh", .level = LEVEL_PROVINCE, .parent = ""},
        {.code = "384", .name = "Huyện A", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "405",
         .name = "Huyện B",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .valid_to = {2024, 12, 31},
         .successors = heirs,
         .successor_count = 1},
    };
    const obligation obligations[] = {cumulative(SEVERITY_WARN), stock(SEVERITY_WARN)};
    (void)state;
    catalogue_builder *b = catalogue_builder_new();
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(catalogue_builder_unit(b, &units[i]));
    for (size_t i = 0; i < sizeof obligations / sizeof *obligations; i++)
        assert_true(catalogue_builder_obligation(b, &obligations[i]));
    made = catalogue_builder_finish(b);
    return made ? 0 : -1;
}

static inline int free_catalogue(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

/* June closed on Friday 14. */
static inline int at_mid_june(void **state)
{
    (void)state;
    context = (check_context){.catalogue = made,
                              .speaker = "384",
                              .now_ms = at("2024-06-17T09:00"),
                              .judge_lateness = true};
    return 0;
}

/* ---- making ------------------------------------------------------------------------------- */

static inline period month(uint8_t number)
{
    return (period){PERIOD_MONTH, 2024, number, 0};
}

static inline point value(uint8_t number, int64_t amount)
{
    return (point){
        .period = month(number), .kind = REPORT_FIGURE, .figure = {.value = amount}, .warning = ""};
}

/* The total F that 384 states for the month NUMBER. */
static inline inspection stated(const obligation *o, uint8_t number, figure f)
{
    said = (report){.kind = REPORT_FIGURE,
                    .unit = "384",
                    .obligation = o->code,
                    .breakdown = "",
                    .figure = f,
                    .source = "",
                    .text = "",
                    .addressed_to = ""};
    return (inspection){.report = &said,
                        .context = &context,
                        .obligation = o,
                        .period = month(number),
                        .verdict = {.outcome = ACCEPTED, .code = "accepted"}};
}

static inline void assert_fine(verdict v)
{
    if (v.outcome != ACCEPTED)
        fail_msg("%s: %s", v.code, v.message);
}

static inline void assert_objects(verdict v, outcome kind, const char *code, const char *word)
{
    assert_int_equal(v.outcome, kind);
    assert_string_equal(v.code, code);
    if (!strstr(v.message, word))
        fail_msg("\"%s\" is not in \"%s\"", word, v.message);
    assert_int_equal(strstr(v.message, "đã nhận, nhưng ") == v.message,
                     kind == ACCEPTED_WITH_WARNING);
}

#define IN_JUNE(test) cmocka_unit_test_setup(test, at_mid_june)
