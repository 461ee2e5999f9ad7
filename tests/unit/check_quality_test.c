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

static int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static obligation cumulative(severity on_fall)
{
    obligation o = sum;
    o.accumulation = ACCUMULATE_CUMULATIVE;
    o.on_fall = on_fall;
    o.on_jump = SEVERITY_IGNORE;
    return o;
}

static obligation stock(severity on_jump)
{
    obligation o = sum;
    o.code = "TON";
    o.on_jump = on_jump;
    return o;
}

static obligation ratio(severity on_jump)
{
    obligation o = stock(on_jump);
    o.code = "TY_LE";
    o.is_ratio = true;
    o.numerator_name = o.denominator_name = "hồ sơ";
    o.measure_unit = "%";
    return o;
}

/* 384 took in 405 on 1 January 2025. */
static int make_catalogue(void **state)
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

static int free_catalogue(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

/* June closed on Friday 14. */
static int at_mid_june(void **state)
{
    (void)state;
    context = (check_context){.catalogue = made,
                              .speaker = "384",
                              .now_ms = at("2024-06-17T09:00"),
                              .judge_lateness = true};
    return 0;
}

/* ---- making ------------------------------------------------------------------------------- */

static period month(uint8_t number)
{
    return (period){PERIOD_MONTH, 2024, number, 0};
}

static point value(uint8_t number, int64_t amount)
{
    return (point){
        .period = month(number), .kind = REPORT_FIGURE, .figure = {.value = amount}, .warning = ""};
}

static point part_of(uint8_t number, int64_t numerator, int64_t denominator)
{
    point p = value(number, numerator);
    p.figure = (figure){.is_ratio = true, .value = numerator, .denominator = denominator};
    return p;
}

/* The total F that 384 states for the month NUMBER. */
static inspection stated(const obligation *o, uint8_t number, figure f)
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

static verdict after_history(const obligation *o, uint8_t number, figure f, const point *points,
                             size_t n)
{
    inspection i = stated(o, number, f);
    bool goes_on = figure_fits_history(&i, (series){points, n});
    assert_int_equal(goes_on, i.verdict.outcome != REJECTED);
    return i.verdict;
}

static void assert_fine(verdict v)
{
    if (v.outcome != ACCEPTED)
        fail_msg("%s: %s", v.code, v.message);
}

static void assert_objects(verdict v, outcome kind, const char *code, const char *word)
{
    assert_int_equal(v.outcome, kind);
    assert_string_equal(v.code, code);
    if (!strstr(v.message, word))
        fail_msg("\"%s\" is not in \"%s\"", word, v.message);
    assert_int_equal(strstr(v.message, "đã nhận, nhưng ") == v.message,
                     kind == ACCEPTED_WITH_WARNING);
}

#define AFTER(o, number, amount, ...)                                                              \
    after_history(o, number, (figure){.value = (amount)}, (const point[]){__VA_ARGS__},            \
                  sizeof((const point[]){__VA_ARGS__}) / sizeof(point))

#define AFTER_RATIOS(o, number, top, bottom, ...)                                                  \
    after_history(o, number, (figure){.is_ratio = true, .value = (top), .denominator = (bottom)},  \
                  (const point[]){__VA_ARGS__},                                                    \
                  sizeof((const point[]){__VA_ARGS__}) / sizeof(point))

/* ---- cumulative figures ------------------------------------------------------------------- */

static void a_cumulative_figure_that_fell_is_told_with_both_values_and_periods(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    verdict v = AFTER(&o, 6, 44900, value(4, 40000), value(5, 45158));
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "44.900 thẻ");
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "45.158 thẻ của tháng 5/2024");
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "làm sạch dữ liệu");
    assert_int_equal(v.part, PART_VALUE);
    assert_fine(AFTER(&o, 6, 45159, value(4, 40000), value(5, 45158)));
}

static void a_cumulative_figure_above_the_next_periods_is_told_too(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    verdict v = AFTER(&o, 4, 500, value(3, 100), value(4, 110), value(5, 120));
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "120 thẻ của kỳ sau, tháng 5/2024");
    assert_fine(AFTER(&o, 4, 115, value(3, 100), value(4, 500), value(5, 120)));
}

static void a_fall_may_be_ignored_or_refused(void **state)
{
    (void)state;
    const obligation ignored = cumulative(SEVERITY_IGNORE), refused = cumulative(SEVERITY_REJECT);
    assert_fine(AFTER(&ignored, 6, 1, value(5, 2)));
    verdict v = AFTER(&refused, 6, 1, value(5, 2));
    assert_objects(v, REJECTED, "cumulative-fell", "cơ quan thường trực");
    assert_null(strstr(v.message, "không phải làm gì"));
}

static void only_cumulative_figures_must_not_fall(void **state)
{
    (void)state;
    obligation o = cumulative(SEVERITY_REJECT);
    o.accumulation = ACCUMULATE_FLOW;
    assert_fine(AFTER(&o, 6, 1, value(5, 2)));
    o.accumulation = ACCUMULATE_STOCK;
    assert_fine(AFTER(&o, 6, 1, value(5, 2)));
}

static void of_a_ratio_the_numerator_must_not_fall(void **state)
{
    (void)state;
    obligation o = ratio(SEVERITY_IGNORE);
    o.accumulation = ACCUMULATE_CUMULATIVE;
    verdict v = AFTER_RATIOS(&o, 6, 49, 50, part_of(5, 50, 100));
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "tử số 49");
    assert_int_equal(v.part, PART_NUMERATOR);
    assert_fine(AFTER_RATIOS(&o, 6, 51, 1000, part_of(5, 50, 100)));
}

static void decimals_do_not_matter_when_figures_are_compared(void **state)
{
    (void)state;
    obligation o = cumulative(SEVERITY_WARN);
    o.decimals = 2;
    point before = value(5, 450);
    before.figure.decimals = 2;
    figure f = {.value = 44, .decimals = 1};
    assert_objects(after_history(&o, 6, f, &before, 1), ACCEPTED_WITH_WARNING, "cumulative-fell",
                   "4,4 thẻ");
    f.value = 45;
    verdict v = after_history(&o, 6, f, &before, 1);
    assert_objects(v, ACCEPTED_WITH_WARNING, "repeated-value", "tháng 5/2024");
}

static void what_was_sent_back_or_is_no_figure_is_not_compared_with(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    point returned = value(5, 45158), nothing = value(5, 45158);
    returned.returned = true;
    nothing.kind = REPORT_NOTHING;
    assert_fine(AFTER(&o, 6, 50, value(4, 40), returned));
    assert_fine(AFTER(&o, 6, 50, value(4, 40), nothing));
    assert_objects(AFTER(&o, 6, 30, value(4, 40), returned), ACCEPTED_WITH_WARNING,
                   "cumulative-fell", "tháng 4/2024");
}

/* ---- jumps -------------------------------------------------------------------------------- */

static void a_value_far_from_the_units_own_past_is_a_jump_with_its_usual_range(void **state)
{
    (void)state;
    const obligation o = stock(SEVERITY_WARN);
    const point past[] = {value(1, 1000), value(2, 1040), value(3, 980), value(4, 1070),
                          value(5, 1010)};
    verdict v = after_history(&o, 6, (figure){.value = 10100}, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "10.100 thẻ khác xa");
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "từ 860 thẻ đến 1.160 thẻ");
    assert_fine(after_history(&o, 6, (figure){.value = 1160}, past, 5));
    assert_objects(after_history(&o, 6, (figure){.value = 859}, past, 5), ACCEPTED_WITH_WARNING,
                   "jump", "859");
    assert_fine(after_history(&o, 5, (figure){.value = 10100}, past, 3)); /* too little past */
}

static void a_jump_may_be_ignored_or_refused(void **state)
{
    (void)state;
    const obligation ignored = stock(SEVERITY_IGNORE), refused = stock(SEVERITY_REJECT);
    const point past[] = {value(1, 20), value(2, 21), value(3, 20), value(4, 22), value(5, 19)};
    assert_fine(after_history(&ignored, 6, (figure){.value = 200}, past, 5));
    assert_objects(after_history(&refused, 6, (figure){.value = 200}, past, 5), REJECTED, "jump",
                   "trao đổi");
}

static void of_a_cumulative_figure_its_growth_is_compared(void **state)
{
    (void)state;
    obligation o = cumulative(SEVERITY_WARN);
    o.on_jump = SEVERITY_WARN;
    const point past[] = {value(1, 100), value(2, 110), value(3, 121), value(4, 130),
                          value(5, 140)};
    assert_fine(after_history(&o, 6, (figure){.value = 150}, past, 5));
    verdict v = after_history(&o, 6, (figure){.value = 400}, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "thay đổi 260 thẻ");
    v = after_history(&o, 6, (figure){.value = 90}, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "90 thẻ");
    o.on_fall = SEVERITY_IGNORE;
    assert_fine(after_history(&o, 6, (figure){.value = 90}, past, 5));
    /* May is missing: what came in two months is no growth of one. */
    assert_fine(after_history(&o, 6, (figure){.value = 400}, past, 4));
}

static void of_a_ratio_the_percentage_is_compared(void **state)
{
    (void)state;
    const obligation o = ratio(SEVERITY_WARN);
    const point past[] = {part_of(1, 30, 100), part_of(2, 62, 200), part_of(3, 2, 0),
                          part_of(4, 290, 1000), part_of(5, 32, 100)};
    const figure same = {.is_ratio = true, .value = 31000, .denominator = 100000};
    assert_fine(after_history(&o, 6, same, past, 5));
    const figure far = {.is_ratio = true, .value = 99, .denominator = 100};
    verdict v = after_history(&o, 6, far, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "99% khác xa");
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "từ 25,5% đến 35,5%");
    const figure none = {.is_ratio = true, .value = 0, .denominator = 0};
    assert_fine(after_history(&o, 6, none, past, 5));
}

static void a_jump_is_outside_of_the_range_that_is_shown(void **state)
{
    (void)state;
    const obligation o = ratio(SEVERITY_WARN);
    const point past[] = {part_of(1, 7, 15), part_of(2, 1, 2), part_of(3, 8, 15), part_of(4, 7, 15),
                          part_of(5, 8, 15)};
    /* 5 times 3.3333 around 50 would end at 66.6665, shown as 66,67%. */
    const figure two_thirds = {.is_ratio = true, .value = 2, .denominator = 3};
    verdict v = after_history(&o, 6, two_thirds, past, 5);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "66,67% khác xa");
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "đến 66,65%");
}

static void the_usual_range_stays_within_what_is_possible(void **state)
{
    (void)state;
    const obligation o = ratio(SEVERITY_WARN);
    const point high[] = {part_of(1, 95, 100), part_of(2, 97, 100), part_of(3, 94, 100),
                          part_of(4, 96, 100)};
    verdict v = AFTER_RATIOS(&o, 6, 1, 100, high[0], high[1], high[2], high[3]);
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "đến 100%");
    const obligation s = stock(SEVERITY_WARN);
    v = AFTER(&s, 6, 900, value(1, 1), value(2, 9), value(3, 20), value(4, 5));
    assert_objects(v, ACCEPTED_WITH_WARNING, "jump", "từ 0 thẻ");
}

/* ---- figures that look like no work ------------------------------------------------------- */

static void a_zero_before_the_period_closed_is_early(void **state)
{
    (void)state;
    const obligation o = stock(SEVERITY_IGNORE), r = ratio(SEVERITY_IGNORE);
    context.now_ms = at("2024-06-14T23:59");
    verdict v = AFTER(&o, 6, 0, value(4, 12), value(5, 0));
    assert_objects(v, ACCEPTED_WITH_WARNING, "early-zero", "14/06/2024");
    assert_objects(v, ACCEPTED_WITH_WARNING, "early-zero", "tháng 4/2024 có 12 thẻ");
    assert_objects(AFTER_RATIOS(&r, 6, 0, 100, part_of(5, 3, 100)), ACCEPTED_WITH_WARNING,
                   "early-zero", "tử số 3");
    assert_fine(AFTER(&o, 6, 1, value(4, 12)));
    assert_fine(AFTER(&o, 6, 0, value(4, 0)));
    assert_fine(after_history(&o, 6, (figure){0}, NULL, 0));
    context.now_ms = at("2024-06-15T00:00");
    assert_fine(AFTER(&o, 6, 0, value(4, 12)));
}

static void the_figure_of_the_period_before_once_more_is_told(void **state)
{
    (void)state;
    const obligation o = stock(SEVERITY_IGNORE), r = ratio(SEVERITY_IGNORE);
    assert_objects(AFTER(&o, 6, 12, value(5, 12)), ACCEPTED_WITH_WARNING, "repeated-value",
                   "tháng 5/2024");
    assert_fine(AFTER(&o, 6, 12, value(4, 12)));
    assert_fine(AFTER(&o, 6, 12, value(5, 13)));
    assert_fine(AFTER(&o, 6, 0, value(5, 0)));
    assert_objects(AFTER_RATIOS(&r, 6, 3, 9, part_of(5, 3, 9)), ACCEPTED_WITH_WARNING,
                   "repeated-value", "tháng 5/2024");
    assert_fine(AFTER_RATIOS(&r, 6, 3, 9, part_of(5, 3, 10)));
    assert_fine(AFTER_RATIOS(&r, 6, 9, 9, part_of(5, 9, 9)));
}

/* ---- relations ---------------------------------------------------------------------------- */

static verdict related(const obligation *o, figure f, severity how, const obligation *other,
                       const point *there)
{
    const relation rule = {.lesser = "TON", .greater = "SO", .severity = how};
    inspection i = stated(o, 6, f);
    bool goes_on = figure_keeps_relation(&i, &rule, other, there);
    assert_int_equal(goes_on, i.verdict.outcome != REJECTED);
    return i.verdict;
}

static void the_lesser_figure_is_not_above_the_greater_whichever_comes_last(void **state)
{
    (void)state;
    const obligation lesser = stock(SEVERITY_IGNORE), greater = sum;
    const point there = value(6, 100);
    assert_fine(related(&lesser, (figure){.value = 100}, SEVERITY_WARN, &greater, &there));
    assert_objects(related(&lesser, (figure){.value = 101}, SEVERITY_WARN, &greater, &there),
                   ACCEPTED_WITH_WARNING, "relation-broken",
                   "\"TON\" (101 thẻ) lớn hơn \"SO\" (100 thẻ)");
    assert_fine(related(&greater, (figure){.value = 100}, SEVERITY_WARN, &lesser, &there));
    assert_objects(related(&greater, (figure){.value = 99}, SEVERITY_WARN, &lesser, &there),
                   ACCEPTED_WITH_WARNING, "relation-broken",
                   "\"TON\" (100 thẻ) lớn hơn \"SO\" (99 thẻ)");
}

static void a_broken_relation_may_be_ignored_or_refused(void **state)
{
    (void)state;
    const obligation lesser = stock(SEVERITY_IGNORE), greater = sum;
    const point there = value(6, 100);
    assert_fine(related(&lesser, (figure){.value = 101}, SEVERITY_IGNORE, &greater, &there));
    assert_objects(related(&lesser, (figure){.value = 101}, SEVERITY_REJECT, &greater, &there),
                   REJECTED, "relation-broken", "hãy kiểm tra cả hai");
}

static void a_relation_needs_both_figures(void **state)
{
    (void)state;
    const obligation lesser = stock(SEVERITY_IGNORE), greater = sum;
    point there = value(6, 100);
    const figure f = {.value = 101};
    assert_fine(related(&lesser, f, SEVERITY_REJECT, &greater, NULL));
    there.returned = true;
    assert_fine(related(&lesser, f, SEVERITY_REJECT, &greater, &there));
    there = value(6, 0);
    there.kind = REPORT_NOTHING;
    assert_fine(related(&lesser, f, SEVERITY_REJECT, &greater, &there));
}

static void relations_compare_numerators_and_decimals(void **state)
{
    (void)state;
    const obligation lesser = ratio(SEVERITY_IGNORE), greater = sum;
    point there = value(6, 1005);
    there.figure.decimals = 1;
    obligation renamed = lesser;
    renamed.code = "TON";
    figure f = {.is_ratio = true, .value = 100, .denominator = 400};
    assert_fine(related(&renamed, f, SEVERITY_WARN, &greater, &there));
    f.value = 101;
    assert_objects(related(&renamed, f, SEVERITY_WARN, &greater, &there), ACCEPTED_WITH_WARNING,
                   "relation-broken", "(tử số 101) lớn hơn \"SO\" (100,5 thẻ)");
}

/* ---- what can be compared ------------------------------------------------------------------ */

static void figures_under_another_definition_are_not_compared(void **state)
{
    (void)state;
    static const definition since_april[] = {{2, {2024, 4, 1}, "người từ 15 tuổi"}};
    obligation o = cumulative(SEVERITY_WARN);
    o.definitions = since_april;
    o.definition_count = 1;
    const point points[] = {value(2, 1), value(3, 2), value(4, 3), value(5, 4), value(6, 5)};
    inspection i = stated(&o, 5, (figure){0});
    series part = comparable_part(&i, (series){points, 5});
    assert_int_equal(part.count, 3);
    assert_ptr_equal(part.points, &points[2]);
    i = stated(&o, 3, (figure){0});
    part = comparable_part(&i, (series){points, 5});
    assert_int_equal(part.count, 2);
    assert_ptr_equal(part.points, &points[0]);
}

static void a_unit_that_took_in_another_is_not_compared_with_itself_before(void **state)
{
    (void)state;
    const obligation o = cumulative(SEVERITY_WARN);
    point points[] = {value(11, 1), value(12, 2), value(1, 3), value(2, 4)};
    points[2].period.year = points[3].period.year = 2025;
    inspection i = stated(&o, 2, (figure){0});
    i.period.year = 2025;
    assert_int_equal(comparable_part(&i, (series){points, 4}).count, 2);
    i.period = points[1].period;
    assert_int_equal(comparable_part(&i, (series){points, 4}).count, 2);
    said.unit = "405";
    assert_int_equal(comparable_part(&i, (series){points, 4}).count, 4);
    assert_int_equal(comparable_part(&i, (series){0}).count, 0);
}

/* ---- through check_report() ---------------------------------------------------------------- */

static report total(const char *code, const char *p, int64_t amount)
{
    report r = {.kind = REPORT_FIGURE,
                .unit = "384",
                .obligation = code,
                .period = p,
                .breakdown = "",
                .figure = {.value = amount},
                .source = "",
                .text = "",
                .addressed_to = ""};
    return r;
}

static board *board_with(const char *code, const point *points, size_t n)
{
    board *b = board_new(made);
    for (size_t i = 0; i < n; i++) {
        const statement s = {"384", code, "", points[i]};
        assert_int_equal(board_take(b, &s).code, ERR_OK);
    }
    return b;
}

static void the_board_is_asked_at_the_province_and_not_at_a_unit(void **state)
{
    (void)state;
    const point past[] = {value(5, 500)};
    report r = total("SO", "2024-M06", 400);
    assert_fine(check_report(&r, &context));
    board *b = board_with("SO", past, 1);
    context.board = b;
    assert_objects(check_report(&r, &context), ACCEPTED_WITH_WARNING, "cumulative-fell",
                   "500 thẻ của tháng 5/2024");
    r.period = "2024-M04";
    context.judge_lateness = false;
    assert_fine(check_report(&r, &context));
    r.unit = "405";
    context.speaker = "38";
    r.period = "2024-M06";
    assert_fine(check_report(&r, &context));
    board_free(b);
}

static void a_correction_is_not_compared_with_what_it_corrects(void **state)
{
    (void)state;
    const point past[] = {value(5, 500), value(6, 5200)};
    board *b = board_with("SO", past, 2);
    context.board = b;
    report r = total("SO", "2024-M06", 520);
    assert_fine(check_report(&r, &context));
    board_free(b);
}

static void one_code_is_kept_and_the_words_of_all_are_said(void **state)
{
    (void)state;
    const point past[] = {value(5, 500)};
    board *b = board_with("SO", past, 1);
    context.board = b;
    context.now_ms = at("2024-06-19T08:00");
    report r = total("SO", "2024-M06", 400);
    r.observed_at_ms = at("2024-06-20T08:00");
    verdict v = check_report(&r, &context);
    assert_objects(v, ACCEPTED_WITH_WARNING, "cumulative-fell", "500 thẻ của tháng 5/2024");
    assert_int_equal(v.part, PART_VALUE);
    assert_non_null(strstr(v.message, "; chậm: hạn báo cáo tháng 6/2024 là ngày 18/06/2024"));
    r.figure.value = 600;
    v = check_report(&r, &context);
    assert_objects(v, ACCEPTED_WITH_WARNING, "observed-in-future", "08:00 20/06/2024");
    assert_non_null(strstr(v.message, "; chậm"));
    board_free(b);
}

static void late_is_said_however_much_there_is_to_say(void **state)
{
    (void)state;
    inspection i = stated(&sum, 6, (figure){0});
    char words[3 * VERDICT_MESSAGE_MAX + 1] = "";
    for (size_t n = 0; n < VERDICT_MESSAGE_MAX; n++)
        memcpy(words + 3 * n, "ấ", 3);
    warn(&i, "relation-broken", PART_VALUE, "%s", words);
    warn(&i, "jump", PART_VALUE, "%.60s", words);
    warn(&i, "late", PART_PERIOD, "chậm: hạn báo cáo %s là ngày %s", "6 tháng đầu năm 2024",
         "18/06/2024");
    assert_string_equal(i.verdict.code, "relation-broken");
    assert_int_equal(i.verdict.part, PART_VALUE);
    assert_non_null(strstr(i.verdict.message, "ấ; chậm: hạn báo cáo 6 tháng đầu năm 2024 là ngày "
                                              "18/06/2024"));
}

static void a_refusal_takes_the_place_of_a_warning(void **state)
{
    (void)state;
    inspection i = stated(&sum, 6, (figure){0});
    warn(&i, "relation-broken", PART_VALUE, "một");
    assert_false(object(&i, SEVERITY_REJECT, "jump", PART_VALUE, "hai"));
    assert_int_equal(i.verdict.outcome, REJECTED);
    assert_string_equal(i.verdict.code, "jump");
    assert_string_equal(i.verdict.message, "hai");
}

#define IN_JUNE(test) cmocka_unit_test_setup(test, at_mid_june)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_JUNE(a_cumulative_figure_that_fell_is_told_with_both_values_and_periods),
        IN_JUNE(a_cumulative_figure_above_the_next_periods_is_told_too),
        IN_JUNE(a_fall_may_be_ignored_or_refused),
        IN_JUNE(only_cumulative_figures_must_not_fall),
        IN_JUNE(of_a_ratio_the_numerator_must_not_fall),
        IN_JUNE(decimals_do_not_matter_when_figures_are_compared),
        IN_JUNE(what_was_sent_back_or_is_no_figure_is_not_compared_with),
        IN_JUNE(a_value_far_from_the_units_own_past_is_a_jump_with_its_usual_range),
        IN_JUNE(a_jump_may_be_ignored_or_refused),
        IN_JUNE(of_a_cumulative_figure_its_growth_is_compared),
        IN_JUNE(of_a_ratio_the_percentage_is_compared),
        IN_JUNE(a_jump_is_outside_of_the_range_that_is_shown),
        IN_JUNE(the_usual_range_stays_within_what_is_possible),
        IN_JUNE(a_zero_before_the_period_closed_is_early),
        IN_JUNE(the_figure_of_the_period_before_once_more_is_told),
        IN_JUNE(the_lesser_figure_is_not_above_the_greater_whichever_comes_last),
        IN_JUNE(a_broken_relation_may_be_ignored_or_refused),
        IN_JUNE(a_relation_needs_both_figures),
        IN_JUNE(relations_compare_numerators_and_decimals),
        IN_JUNE(figures_under_another_definition_are_not_compared),
        IN_JUNE(a_unit_that_took_in_another_is_not_compared_with_itself_before),
        IN_JUNE(the_board_is_asked_at_the_province_and_not_at_a_unit),
        IN_JUNE(a_correction_is_not_compared_with_what_it_corrects),
        IN_JUNE(one_code_is_kept_and_the_words_of_all_are_said),
        IN_JUNE(late_is_said_however_much_there_is_to_say),
        IN_JUNE(a_refusal_takes_the_place_of_a_warning),
    };
    return cmocka_run_group_tests(tests, make_catalogue, free_catalogue);
}
