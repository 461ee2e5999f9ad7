#include "unit_test.h"

#include "model/check.h"

#include <stdio.h>
#include <string.h>

static catalogue *made;
static check_context context;

static int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static void add_units(catalogue_builder *b)
{
    const unit units[] = {
        {.code = "38", .name = "Tỉnh", .kind = "tinh", .level = LEVEL_PROVINCE, .parent = ""},
        {.code = "384",
         .name = "Huyện Mường Lát",
         .kind = "huyen",
         .level = LEVEL_DISTRICT,
         .parent = "38"},
        {.code = "405",
         .name = "Huyện Đông Sơn",
         .kind = "huyen",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .valid_to = {2024, 12, 31}},
        {.code = "14500",
         .name = "Xã Tam Chung",
         .kind = "xa",
         .level = LEVEL_COMMUNE,
         .parent = "384"},
        {.code = "STTTT",
         .name = "Sở TTTT",
         .kind = "so",
         .level = LEVEL_DEPARTMENT,
         .parent = "38"},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(catalogue_builder_unit(b, &units[i]));
}

static void add_obligations(catalogue_builder *b)
{
    static const category lodging[] = {{"khach_san", "Khách sạn"}, {"khac", "Khác"}};
    static const category age[] = {{"tu_60", "Từ 60 tuổi"}};
    static const dimension dimensions[] = {{"luu_tru", "Lưu trú", lodging, 2},
                                           {"tuoi", "Tuổi", age, 1}};
    static const char *const only[] = {"405"};
    const unsigned districts = 1U << LEVEL_DISTRICT;
    const obligation obligations[] = {
        {.code = "RATIO",
         .name = "Tỷ lệ",
         .kind = OBLIGATION_INDICATOR,
         .reporters = districts,
         .frequency = PERIOD_MONTH,
         .is_ratio = true,
         .numerator_name = "tử",
         .max = 1000000},
        {.code = "COUNT",
         .name = "Số",
         .kind = OBLIGATION_INDICATOR,
         .reporters = districts | 1U << LEVEL_COMMUNE,
         .frequency = PERIOD_MONTH,
         .max = 1000,
         .dimensions = dimensions,
         .dimension_count = 2,
         .measure_unit = "lượt"},
        {.code = "MONEY",
         .name = "Tiền",
         .kind = OBLIGATION_INDICATOR,
         .reporters = districts,
         .frequency = PERIOD_MONTH,
         .decimals = 3,
         .max = INT64_MAX},
        {.code = "TASK",
         .name = "Việc",
         .kind = OBLIGATION_TASK,
         .reporters = districts,
         .frequency = PERIOD_MONTH},
        {.code = "YEARLY",
         .name = "Việc năm",
         .kind = OBLIGATION_TASK,
         .reporters = districts,
         .frequency = PERIOD_YEAR},
        {.code = "ONLY",
         .name = "Việc riêng",
         .kind = OBLIGATION_TASK,
         .reporters = districts,
         .reporter_units = only,
         .reporter_unit_count = 1,
         .frequency = PERIOD_MONTH},
        {.code = "SO",
         .name = "Việc của sở",
         .kind = OBLIGATION_TASK,
         .reporters = 1U << LEVEL_DEPARTMENT,
         .frequency = PERIOD_MONTH},
    };
    for (size_t i = 0; i < sizeof obligations / sizeof *obligations; i++)
        assert_true(catalogue_builder_obligation(b, &obligations[i]));
}

static int make_catalogue(void **state)
{
    (void)state;
    catalogue_builder *b = catalogue_builder_new();
    add_units(b);
    add_obligations(b);
    made = catalogue_builder_finish(b);
    return made ? 0 : -1;
}

static int free_catalogue(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

/* Within the time for reporting June: it closed on Friday 14, due on Tuesday 18. */
static int at_mid_june(void **state)
{
    (void)state;
    context = (check_context){.catalogue = made,
                              .speaker = "384",
                              .now_ms = at("2024-06-17T09:00"),
                              .judge_lateness = true};
    return 0;
}

static report blank(report_kind kind, const char *obligation_code)
{
    return (report){.sequence = 1,
                    .kind = kind,
                    .unit = "384",
                    .obligation = obligation_code,
                    .period = "2024-M06",
                    .breakdown = "",
                    .source = "a.csv:2",
                    .text = "",
                    .addressed_to = ""};
}

static report ratio(int64_t numerator, int64_t denominator)
{
    report r = blank(REPORT_FIGURE, "RATIO");
    r.figure = (figure){.is_ratio = true, .value = numerator, .denominator = denominator};
    return r;
}

static report count(int64_t amount)
{
    report r = blank(REPORT_FIGURE, "COUNT");
    r.figure.value = amount;
    return r;
}

static report progress(unsigned percent, task_state task)
{
    report r = blank(REPORT_TASK, "TASK");
    r.percent = percent;
    r.state = task;
    return r;
}

static report difficulty(const char *text)
{
    report r = blank(REPORT_DIFFICULTY, "TASK");
    r.text = text;
    return r;
}

static void assert_accepted(report r)
{
    verdict v = check_report(&r, &context);
    if (v.outcome != ACCEPTED)
        fail_msg("%s: %s", v.code, v.message);
    assert_string_equal(v.code, "accepted");
    assert_string_equal(v.message, "");
}

/* Rejected with CODE at PART, and a sentence that names WORD. */
static void assert_rejected(report r, const char *code, report_part part, const char *word)
{
    verdict v = check_report(&r, &context);
    assert_int_equal(v.outcome, REJECTED);
    assert_string_equal(v.code, code);
    assert_int_equal(v.part, part);
    if (!strstr(v.message, word))
        fail_msg("\"%s\" is not in \"%s\"", word, v.message);
}

static void what_is_right_is_accepted(void **state)
{
    (void)state;
    assert_accepted(ratio(1, 2));
    assert_accepted(ratio(0, 0));
    assert_accepted(count(0));
    assert_accepted(count(1000));
    assert_accepted(progress(0, TASK_NOT_STARTED));
    assert_accepted(progress(40, TASK_BLOCKED));
    assert_accepted(progress(100, TASK_DONE));
    assert_accepted(difficulty("thiếu\nmáy"));
    assert_accepted(blank(REPORT_NOTHING, "COUNT"));
}

static void an_unknown_unit_gets_the_nearest(void **state)
{
    (void)state;
    report r = count(1);
    r.unit = "3844";
    assert_rejected(r, "unknown-unit", PART_UNIT, "\"384\" (Huyện Mường Lát)");
    r.unit = "zzzzzz";
    assert_rejected(r, "unknown-unit", PART_UNIT, "danh mục");
}

static void a_unit_speaks_for_its_subtree_only(void **state)
{
    (void)state;
    report r = count(1);
    r.unit = "14500";
    assert_accepted(r);
    r.unit = "405";
    assert_rejected(r, "unit-not-yours", PART_UNIT, "405");
    r.unit = "38";
    assert_rejected(r, "unit-not-yours", PART_UNIT, "38");
    context.speaker = "38";
    r.unit = "405";
    assert_accepted(r);
}

static void a_merged_unit_does_not_report_what_closes_later(void **state)
{
    (void)state;
    context.speaker = "405";
    context.now_ms = at("2024-12-20");
    context.judge_lateness = false;
    report r = count(1);
    r.unit = "405";
    r.period = "2024-M12";
    assert_accepted(r);
    r.period = "2025-M01";
    assert_rejected(r, "unit-not-valid", PART_UNIT, "31/12/2024");
}

static void an_unknown_obligation_gets_the_nearest(void **state)
{
    (void)state;
    report r = count(1);
    r.obligation = "COUNTS";
    assert_rejected(r, "unknown-obligation", PART_OBLIGATION, "\"COUNT\"");
    r.obligation = "xxxxxxxxxxxx";
    assert_rejected(r, "unknown-obligation", PART_OBLIGATION, "danh mục");
}

static void others_do_not_report_on_it(void **state)
{
    (void)state;
    report r = progress(10, TASK_IN_PROGRESS);
    r.obligation = "SO";
    assert_rejected(r, "not-reporter", PART_OBLIGATION, "huyện");
    r.obligation = "ONLY";
    assert_rejected(r, "not-reporter", PART_OBLIGATION, "Mường Lát");
    r.obligation = "TASK";
    r.unit = "14500";
    assert_rejected(r, "not-reporter", PART_OBLIGATION, "xã");
}

static void a_period_must_be_one(void **state)
{
    (void)state;
    report r = count(1);
    r.period = "6/2024";
    assert_rejected(r, "bad-period", PART_PERIOD, "2024-M06");
    r.period = "";
    assert_rejected(r, "bad-period", PART_PERIOD, "");
}

static void a_wrong_frequency_is_told_the_right_form(void **state)
{
    (void)state;
    report r = count(1);
    r.period = "2024-Q2";
    assert_rejected(r, "wrong-frequency", PART_PERIOD, "\"2024-M06\"");
    report yearly = progress(1, TASK_IN_PROGRESS);
    yearly.obligation = "YEARLY";
    assert_rejected(yearly, "wrong-frequency", PART_PERIOD, "\"2024-Y\"");
}

static void a_period_is_not_reported_before_it_opens(void **state)
{
    (void)state;
    report r = count(1);
    r.period = "2024-M07"; /* opened on June 15 */
    assert_accepted(r);
    r.period = "2024-M08";
    assert_rejected(r, "period-not-open", PART_PERIOD, "15/07/2024");
}

static void figures_are_for_indicators_and_progress_for_tasks(void **state)
{
    (void)state;
    report r = count(1);
    r.obligation = "TASK";
    assert_rejected(r, "kind-mismatch", PART_OBLIGATION, "nhiệm vụ");
    r = progress(1, TASK_IN_PROGRESS);
    r.obligation = "COUNT";
    assert_rejected(r, "kind-mismatch", PART_OBLIGATION, "chỉ tiêu");
    r = difficulty("thiếu máy");
    r.obligation = "COUNT";
    assert_accepted(r);
}

static void a_report_without_content_is_refused(void **state)
{
    (void)state;
    assert_rejected(blank(0, "COUNT"), "content-missing", PART_NONE, "");
}

static void a_ratio_needs_both_parts(void **state)
{
    (void)state;
    report r = count(1);
    r.obligation = "RATIO";
    assert_rejected(r, "needs-ratio", PART_VALUE, "mẫu số");
    r = ratio(1, 2);
    r.obligation = "COUNT";
    assert_rejected(r, "needs-value", PART_NUMERATOR, "lượt");
}

static void decimals_are_bounded(void **state)
{
    (void)state;
    report r = count(15);
    r.figure.decimals = 1;
    assert_rejected(r, "too-many-decimals", PART_VALUE, "số nguyên");
    r.obligation = "MONEY";
    assert_accepted(r);
    r.figure.decimals = 4;
    assert_rejected(r, "too-many-decimals", PART_VALUE, "3");
}

static void values_stay_in_their_range(void **state)
{
    (void)state;
    assert_rejected(count(1001), "out-of-range", PART_VALUE, "1.001");
    assert_rejected(count(-1), "out-of-range", PART_VALUE, "-1");
    assert_rejected(ratio(-1, 2), "out-of-range", PART_NUMERATOR, "-1");
    assert_rejected(ratio(1, 1000001), "out-of-range", PART_DENOMINATOR, "1.000.001");
    report r = count(INT64_MAX);
    r.obligation = "MONEY"; /* does not fit 64 bits with three decimals */
    assert_rejected(r, "out-of-range", PART_VALUE, "9.223");
}

static void a_part_is_not_larger_than_the_whole(void **state)
{
    (void)state;
    assert_rejected(ratio(3, 2), "numerator-above-denominator", PART_NUMERATOR, "3");
}

static void breakdowns_are_known_sorted_and_single(void **state)
{
    (void)state;
    static const char *const wrong[] = {"x=khac",
                                        "luu_tru=x",
                                        "luu_tru",
                                        "luu_tru=khac;",
                                        ";luu_tru=khac",
                                        "=khac",
                                        "luu_tru=",
                                        "tuoi=tu_60;luu_tru=khac",
                                        "tuoi=tu_60;tuoi=tu_60"};
    report r = count(1);
    r.breakdown = "luu_tru=khach_san;tuoi=tu_60";
    assert_accepted(r);
    r.breakdown = "tuoi=tu_60";
    assert_accepted(r);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        r.breakdown = wrong[i];
        assert_rejected(r, "breakdown-unknown", PART_BREAKDOWN, "");
    }
    r.obligation = "MONEY";
    r.breakdown = "tuoi=tu_60";
    assert_rejected(r, "breakdown-unknown", PART_BREAKDOWN, "bỏ trống");
}

static void progress_is_at_most_100(void **state)
{
    (void)state;
    assert_rejected(progress(101, TASK_DONE), "percent-out-of-range", PART_PERCENT, "101");
}

static void done_means_100_and_100_means_done(void **state)
{
    (void)state;
    assert_rejected(progress(90, TASK_DONE), "state-contradicts", PART_STATE, "90");
    assert_rejected(progress(100, TASK_IN_PROGRESS), "state-contradicts", PART_STATE, "100");
    assert_rejected(progress(10, 0), "state-missing", PART_STATE, "trạng thái");
}

static void a_difficulty_and_a_narrative_need_words(void **state)
{
    (void)state;
    assert_rejected(difficulty(" \n"), "text-missing", PART_TEXT, "khó khăn");
    assert_rejected(blank(REPORT_NARRATIVE, "TASK"), "text-missing", PART_TEXT, "thuyết minh");
}

static void texts_have_a_length(void **state)
{
    (void)state;
    static char text[REPORT_NARRATIVE_MAX + 2];
    memset(text, 'a', sizeof text - 1);
    report r = difficulty(text + REPORT_NARRATIVE_MAX + 1 - REPORT_TEXT_MAX);
    assert_accepted(r);
    r.text--;
    assert_rejected(r, "text-too-long", PART_TEXT, "4000");
    r = blank(REPORT_NARRATIVE, "TASK");
    r.text = text + 1;
    assert_accepted(r);
    r.text = text;
    assert_rejected(r, "text-too-long", PART_TEXT, "16000");
    r = count(1);
    r.unit = "0123456789012345678901234567890123";
    assert_rejected(r, "text-too-long", PART_UNIT, "32");
}

static void texts_are_clean_nfc_utf8(void **state)
{
    (void)state;
    assert_rejected(difficulty("a\x01"), "bad-text", PART_TEXT, "UTF-8");
    assert_rejected(difficulty("\xff"), "bad-text", PART_TEXT, "UTF-8");
    assert_rejected(difficulty("Ho\xcc\x81"
                               "a"),
                    "bad-text", PART_TEXT, "NFC");
    report r = count(1);
    r.obligation = "CO\nUNT";
    assert_rejected(r, "bad-text", PART_OBLIGATION, "");
}

static void a_difficulty_is_addressed_to_somebody(void **state)
{
    (void)state;
    report r = difficulty("thiếu máy");
    r.addressed_to = "STTTT";
    assert_accepted(r);
    r.addressed_to = "STTT";
    assert_rejected(r, "unknown-agency", PART_ADDRESSED_TO, "\"STTTT\"");
}

static void a_late_report_is_taken_with_its_due_date(void **state)
{
    (void)state;
    report r = count(1);
    context.now_ms = at("2024-06-18T23:59:59");
    assert_accepted(r);
    context.now_ms = at("2024-06-19T00:00:00");
    verdict v = check_report(&r, &context);
    assert_int_equal(v.outcome, ACCEPTED_WITH_WARNING);
    assert_string_equal(v.code, "late");
    assert_non_null(strstr(v.message, "18/06/2024"));
    context.judge_lateness = false;
    assert_accepted(r);
}

static void communes_are_due_a_working_day_earlier(void **state)
{
    (void)state;
    report r = count(1);
    r.unit = "14500";
    context.now_ms = at("2024-06-18T08:00");
    assert_string_equal(check_report(&r, &context).code, "late");
}

static void a_clock_ahead_is_a_warning(void **state)
{
    (void)state;
    report r = count(1);
    r.observed_at_ms = context.now_ms + 10 * 60 * 1000;
    assert_accepted(r);
    r.observed_at_ms++;
    verdict v = check_report(&r, &context);
    assert_int_equal(v.outcome, ACCEPTED_WITH_WARNING);
    assert_string_equal(v.code, "observed-in-future");
    assert_int_equal(v.part, PART_OBSERVED_AT);
}

static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    char words[3 * VERDICT_MESSAGE_MAX + 1] = "";
    for (size_t i = 0; i < VERDICT_MESSAGE_MAX; i++)
        memcpy(words + 3 * i, "ấ", 3);
    verdict v = verdict_reject("x", PART_NONE, "a%s", words);
    assert_int_equal(strlen(v.message), 1 + (VERDICT_MESSAGE_MAX - 2) / 3 * 3);
}

#define IN_JUNE(test) cmocka_unit_test_setup(test, at_mid_june)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_JUNE(what_is_right_is_accepted),
        IN_JUNE(an_unknown_unit_gets_the_nearest),
        IN_JUNE(a_unit_speaks_for_its_subtree_only),
        IN_JUNE(a_merged_unit_does_not_report_what_closes_later),
        IN_JUNE(an_unknown_obligation_gets_the_nearest),
        IN_JUNE(others_do_not_report_on_it),
        IN_JUNE(a_period_must_be_one),
        IN_JUNE(a_wrong_frequency_is_told_the_right_form),
        IN_JUNE(a_period_is_not_reported_before_it_opens),
        IN_JUNE(figures_are_for_indicators_and_progress_for_tasks),
        IN_JUNE(a_report_without_content_is_refused),
        IN_JUNE(a_ratio_needs_both_parts),
        IN_JUNE(decimals_are_bounded),
        IN_JUNE(values_stay_in_their_range),
        IN_JUNE(a_part_is_not_larger_than_the_whole),
        IN_JUNE(breakdowns_are_known_sorted_and_single),
        IN_JUNE(progress_is_at_most_100),
        IN_JUNE(done_means_100_and_100_means_done),
        IN_JUNE(a_difficulty_and_a_narrative_need_words),
        IN_JUNE(texts_have_a_length),
        IN_JUNE(texts_are_clean_nfc_utf8),
        IN_JUNE(a_difficulty_is_addressed_to_somebody),
        IN_JUNE(a_late_report_is_taken_with_its_due_date),
        IN_JUNE(communes_are_due_a_working_day_earlier),
        IN_JUNE(a_clock_ahead_is_a_warning),
        IN_JUNE(a_long_message_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, make_catalogue, free_catalogue);
}
