/* status_fixture.h - a small catalogue, and what its units say, for the tests of status.h. */
#pragma once
#include "unit_test.h"

#include "model/status.h"

#include <string.h>

static catalogue *made;

static inline void fixture_units(catalogue_builder *b)
{
    const unit units[] = {
        {.code = "38", .name = "Tỉnh", .level = LEVEL_PROVINCE},
        {.code = "380", .name = "Thanh Hóa", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "381", .name = "Bỉm Sơn", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "384", .name = "Mường Lát", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "405",
         .name = "Đông Sơn",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .valid_to = {2024, 12, 31}},
        {.code = "NEW",
         .name = "Đơn vị mới",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .valid_from = {2024, 7, 10}},
        {.code = "STTTT", .name = "Sở TTTT", .level = LEVEL_DEPARTMENT, .parent = "38"},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(catalogue_builder_unit(b, &units[i]));
}

static inline void fixture_obligations(catalogue_builder *b)
{
    static const exception bim_son[] = {
        {.unit = "381", .has_deadline = true, .deadline = {2024, 12, 31}}};
    static const exception own[] = {{.unit = "384", .has_target = true, .target = 1000000}};
    static const definition redefined[] = {{2, {2024, 4, 1}, "chỉ doanh nghiệp đang hoạt động"}};
    const obligation all[] = {
        /* A share to bring to 40 % by the end of 2024. */
        {.code = "SHARE",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .has_target = true,
         .target = 400000,
         .has_deadline = true,
         .deadline = {2024, 12, 31}},
        {.code = "WEEKLY",
         .frequency = PERIOD_WEEK,
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .has_target = true,
         .target = 400000,
         .has_deadline = true,
         .deadline = {2024, 12, 31}},
        {.code = "REDEFINED",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .has_target = true,
         .target = 400000,
         .has_deadline = true,
         .deadline = {2024, 12, 31},
         .definitions = redefined,
         .definition_count = 1},
        {.code = "OPEN",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .has_target = true,
         .target = 950000},
        {.code = "PLAIN", .is_ratio = true, .aggregation = AGGREGATE_RATIO_OF_SUMS},
        /* A sum with the province's target of 1,000 and 384's own of 100. */
        {.code = "CARDS",
         .measure_unit = "thẻ",
         .accumulation = ACCUMULATE_CUMULATIVE,
         .has_target = true,
         .target = 10000000,
         .has_deadline = true,
         .deadline = {2024, 12, 31},
         .exceptions = own,
         .exception_count = 1},
        {.code = "FLOW",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .accumulation = ACCUMULATE_FLOW,
         .has_target = true,
         .target = 700000,
         .has_deadline = true,
         .deadline = {2024, 12, 31}},
        {.code = "CASES",
         .measure_unit = "sự cố",
         .lower_is_better = true,
         .has_target = true,
         .has_deadline = true,
         .deadline = {2024, 12, 31}},
        {.code = "SCORE",
         .measure_unit = "điểm",
         .aggregation = AGGREGATE_MEAN,
         .has_target = true,
         .target = 15000,
         .has_deadline = true,
         .deadline = {2024, 12, 31}},
        {.code = "RANK",
         .measure_unit = "hạng",
         .aggregation = AGGREGATE_NONE,
         .lower_is_better = true,
         .has_target = true,
         .target = 100000},
        {.code = "ONCE",
         .measure_unit = "phân hệ",
         .aggregation = AGGREGATE_PROVINCE_ONLY,
         .has_target = true,
         .target = 90000},
        {.code = "TASK",
         .kind = OBLIGATION_TASK,
         .has_deadline = true,
         .deadline = {2024, 10, 31},
         .exceptions = bim_son,
         .exception_count = 1},
        {.code = "UNDATED", .kind = OBLIGATION_TASK},
        {.code = "NOBODY", .kind = OBLIGATION_TASK},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        obligation o = all[i];
        o.name = o.code;
        o.frequency = o.frequency ? o.frequency : PERIOD_MONTH;
        o.reporters = strcmp(o.code, "NOBODY") == 0 ? 0 : 1U << LEVEL_DISTRICT;
        o.kind = o.kind ? o.kind : OBLIGATION_INDICATOR;
        assert_true(catalogue_builder_obligation(b, &o));
    }
}

/* Months close on the 14th; reports are due two working days later, without public holidays. */
static inline int fixture_make(void **state)
{
    (void)state;
    catalogue_builder *b = catalogue_builder_new();
    assert_non_null(b);
    fixture_units(b);
    fixture_obligations(b);
    made = catalogue_builder_finish(b);
    return made ? 0 : -1;
}

static inline int fixture_free(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

static inline date day(const char *text)
{
    date d = {0};
    assert_int_equal(date_parse(text, &d).code, ERR_OK);
    return d;
}

/* What was said, in the order of periods. */
typedef struct history {
    point points[40];
    size_t count;
} history;

/* Adds a point for PERIOD that came on the day RECEIVED, noon; NULL: two days after closing. */
static inline point *say_for(history *h, const char *period_code, const char *received)
{
    point *p = &h->points[h->count++];
    *p = (point){.units = 1, .expected = 1, .warning = ""};
    assert_int_equal(period_parse(period_code, &p->period).code, ERR_OK);
    date on = received ? day(received) : date_add_days(period_closes(p->period), 2);
    p->first_ms = p->last_ms = clock_day_start_ms(on) + 12 * 3600 * 1000;
    return p;
}

static inline point *say_share(history *h, const char *period_code, int64_t top, int64_t bottom)
{
    point *p = say_for(h, period_code, NULL);
    p->kind = REPORT_FIGURE;
    p->figure = (figure){.is_ratio = true, .value = top, .denominator = bottom};
    return p;
}

static inline point *say_value(history *h, const char *period_code, int64_t value)
{
    point *p = say_for(h, period_code, NULL);
    p->kind = REPORT_FIGURE;
    p->figure = (figure){.value = value};
    return p;
}

static inline point *say_task(history *h, const char *period_code, unsigned percent,
                              const char *received)
{
    point *p = say_for(h, period_code, received);
    p->kind = REPORT_TASK;
    p->percent = percent;
    p->state = percent == 100 ? TASK_DONE : TASK_IN_PROGRESS;
    return p;
}

static inline point *say_nothing(history *h, const char *period_code)
{
    point *p = say_for(h, period_code, NULL);
    p->kind = REPORT_NOTHING;
    return p;
}

/* Shares in percent for the months of 2024 from January on. */
static inline void say_shares(history *h, const int64_t *percents, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char code[PERIOD_TEXT_MAX];
        say_share(
            h, period_format((period){PERIOD_MONTH, 2024, (uint8_t)(i + 1), 0}, code, sizeof code),
            percents[i], 100);
    }
}

/* The judgement of UNIT_CODE (NULL: the province) for CODE on the day TODAY. */
static inline judgement judge_on(const char *code, const char *unit_code, const history *h,
                                 const char *today)
{
    const obligation *o = catalogue_obligation(made, code);
    const unit *u = unit_code ? catalogue_unit(made, unit_code, day(today)) : NULL;
    assert_non_null(o);
    return status_judge(made, o, u, (series){h->points, h->count}, day(today));
}

static inline void assert_status(status got, status want)
{
    assert_string_equal(status_code(got), status_code(want));
}
