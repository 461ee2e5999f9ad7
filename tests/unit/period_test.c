#include "unit_test.h"

#include "model/calendar.h"
#include "model/catalogue.h"
#include "model/period.h"

#include <stdio.h>
#include <string.h>

static catalogue *made; /* with the working days of the configuration */

static int load_calendar(void **state)
{
    (void)state;
    problems *found = problems_new();
    error err = catalogue_load(&made, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_print(found, stderr);
    problems_free(found);
    return err.code ? -1 : 0;
}

static int free_calendar(void **state)
{
    (void)state;
    catalogue_free(made);
    return 0;
}

static period parsed(const char *text)
{
    period p = {0};
    error err = period_parse(text, &p);
    if (err.code)
        fail_msg("%s", err.text);
    return p;
}

static void assert_day(date got, const char *want)
{
    char text[11];
    date_format_iso(got, text, sizeof text);
    assert_string_equal(text, want);
}

/* rules of Decree 09/2019, Art. 12, and working days after the closing day */
static void windows_and_due_dates_are_those_of_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *period, *opens, *closes, *plus_one, *plus_two;
    } table[] = {
        {"2024-M01", "2023-12-15", "2024-01-14", "2024-01-15", "2024-01-16"},
        {"2024-M02", "2024-01-15", "2024-02-14", "2024-02-15", "2024-02-16"},
        {"2024-M03", "2024-02-15", "2024-03-14", "2024-03-15", "2024-03-18"},
        {"2024-M06", "2024-05-15", "2024-06-14", "2024-06-17", "2024-06-18"},
        {"2024-H1", "2023-12-15", "2024-06-14", "2024-06-17", "2024-06-18"},
        {"2024-M07", "2024-06-15", "2024-07-14", "2024-07-15", "2024-07-16"},
        {"2024-M09", "2024-08-15", "2024-09-14", "2024-09-16", "2024-09-17"},
        {"2024-Q3", "2024-06-15", "2024-09-14", "2024-09-16", "2024-09-17"},
        {"2024-M12", "2024-11-15", "2024-12-14", "2024-12-16", "2024-12-17"},
        {"2024-Y", "2023-12-15", "2024-12-14", "2024-12-16", "2024-12-17"},
        {"2025-M01", "2024-12-15", "2025-01-14", "2025-01-15", "2025-01-16"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        period p = parsed(table[i].period);
        assert_day(period_opens(p), table[i].opens);
        assert_day(period_closes(p), table[i].closes);
        assert_day(catalogue_due_date(made, NULL, p, LEVEL_COMMUNE), table[i].plus_one);
        assert_day(catalogue_due_date(made, NULL, p, LEVEL_DISTRICT), table[i].plus_two);
        assert_day(catalogue_due_date(made, NULL, p, LEVEL_DEPARTMENT), table[i].plus_two);
    }
}

static void nine_months_close_in_september(void **state)
{
    (void)state;
    period p = parsed("2024-9M");
    assert_day(period_opens(p), "2023-12-15");
    assert_day(period_closes(p), "2024-09-14");
    assert_true(period_equal(period_previous(p), parsed("2023-9M")));
}

static void months_tile_quarters_halves_and_the_year(void **state)
{
    (void)state;
    static const char *const parts[][4] = {{"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"},
                                           {"2024-H1", "2024-H2", NULL, NULL}};
    for (size_t k = 0; k < 2; k++) {
        date next = period_opens(parsed("2024-Y"));
        for (size_t i = 0; i < 4 && parts[k][i]; i++) {
            assert_int_equal(date_compare(period_opens(parsed(parts[k][i])), next), 0);
            next = date_add_days(period_closes(parsed(parts[k][i])), 1);
        }
        assert_int_equal(date_compare(date_add_days(next, -1), period_closes(parsed("2024-Y"))), 0);
    }
}

static void a_target_of_new_years_eve_is_measured_in_january(void **state)
{
    (void)state;
    date eve = {2024, 12, 31};
    assert_true(period_equal(period_at(PERIOD_MONTH, eve), parsed("2025-M01")));
    assert_true(period_equal(period_at(PERIOD_QUARTER, eve), parsed("2025-Q1")));
    assert_true(period_equal(period_at(PERIOD_YEAR, eve), parsed("2025-Y")));
    assert_true(period_equal(period_at(PERIOD_MONTH, (date){2024, 12, 14}), parsed("2024-M12")));
}

static void a_year_may_have_53_weeks(void **state)
{
    (void)state;
    period out;
    assert_int_equal(period_parse("2020-W53", &out).code, ERR_OK);
    assert_int_equal(period_parse("2024-W53", &out).code, ERR_INVALID);
    assert_int_equal(period_parse("2026-W53", &out).code, ERR_OK);
    assert_day(period_opens(parsed("2020-W53")), "2020-12-28");
    assert_day(period_closes(parsed("2020-W53")), "2021-01-03");
    assert_true(period_equal(period_at(PERIOD_WEEK, (date){2021, 1, 3}), parsed("2020-W53")));
    assert_true(period_equal(period_previous(parsed("2021-W01")), parsed("2020-W53")));
    assert_day(period_opens(parsed("2025-W01")), "2024-12-30");
}

static void every_form_reads_back(void **state)
{
    (void)state;
    static const char *const forms[] = {"2024-M06", "2024-Q2",  "2024-H1",   "2024-9M",
                                        "2024-Y",   "2024-W26", "2024-06-22"};
    char text[PERIOD_TEXT_MAX];
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_string_equal(period_format(parsed(forms[i]), text, sizeof text), forms[i]);
}

static void other_forms_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",        "2024",     "2024-M6",   "2024-M00",  "2024-M13", "2024-Q5",    "2024-Q0",
        "2024-H3", "2024-W00", "2024-W54",  "2024-m06",  "2024-06",  "2024-06-31", "1999-M01",
        "2024-YY", "06/2024",  "2024-M006", "2024-M06 ", "2024-10M", "-024-M06"};
    period out;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (period_parse(wrong[i], &out).code != ERR_INVALID)
            fail_msg("\"%s\" was not refused", wrong[i]);
}

static void periods_have_names_for_people(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"2024-M06", "tháng 6/2024"},        {"2024-Q2", "quý II/2024"},
        {"2024-H1", "6 tháng đầu năm 2024"}, {"2024-H2", "6 tháng cuối năm 2024"},
        {"2024-9M", "9 tháng năm 2024"},     {"2024-Y", "năm 2024"},
        {"2024-W26", "tuần 26/2024"},        {"2024-06-22", "ngày 22/6/2024"},
    };
    char text[PERIOD_NAME_MAX];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(period_name(parsed(names[i][0]), text, sizeof text), names[i][1]);
}

static void the_last_closed_period_ends_before_the_day(void **state)
{
    (void)state;
    assert_true(
        period_equal(period_last_closed(PERIOD_MONTH, (date){2024, 7, 22}), parsed("2024-M07")));
    assert_true(
        period_equal(period_last_closed(PERIOD_MONTH, (date){2024, 7, 14}), parsed("2024-M06")));
    assert_true(
        period_equal(period_last_closed(PERIOD_QUARTER, (date){2024, 7, 22}), parsed("2024-Q2")));
    assert_true(period_equal(period_last_closed(PERIOD_NINE_MONTHS, (date){2024, 9, 15}),
                             parsed("2024-9M")));
    assert_true(period_equal(period_last_closed(PERIOD_NINE_MONTHS, (date){2024, 9, 14}),
                             parsed("2023-9M")));
    assert_true(
        period_equal(period_last_closed(PERIOD_DAY, (date){2024, 3, 1}), parsed("2024-02-29")));
}

static void the_previous_period_is_of_the_same_kind(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"2024-M01", "2023-M12"}, {"2024-Q1", "2023-Q4"},
                                           {"2024-H1", "2023-H2"},   {"2024-Y", "2023-Y"},
                                           {"2024-W01", "2023-W52"}, {"2024-03-01", "2024-02-29"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_true(period_equal(period_previous(parsed(pairs[i][0])), parsed(pairs[i][1])));
}

static void holidays_are_skipped_and_makeup_saturdays_count(void **state)
{
    (void)state;
    const calendar *days = catalogue_calendar(made);
    assert_false(calendar_is_working(days, (date){2024, 2, 8}));
    assert_false(calendar_is_working(days, (date){2024, 7, 20}));
    assert_true(calendar_is_working(days, (date){2024, 5, 4}));
    assert_day(calendar_add_working_days(days, (date){2024, 4, 27}, 1), "2024-05-02");
    assert_day(calendar_add_working_days(days, (date){2024, 5, 3}, 1), "2024-05-04");
    assert_day(calendar_add_working_days(days, (date){2024, 2, 7}, 1), "2024-02-15");
    assert_day(calendar_add_working_days(days, (date){2024, 7, 22}, 0), "2024-07-22");
}

/* ---- at the second ------------------------------------------------------------------------ */

/* The local day of an instant; LOCAL says the same instant for the reader, and is checked. */
static date local_day(int64_t utc_ms, const char *local)
{
    char text[32], want[32];
    clock_format_iso(utc_ms, text, sizeof text);
    snprintf(want, sizeof want, "%s+07:00", local);
    assert_string_equal(text, want);
    return clock_local_date(utc_ms);
}

static void assert_period(period got, const char *want, const char *when)
{
    char text[PERIOD_TEXT_MAX];
    if (strcmp(period_format(got, text, sizeof text), want) != 0)
        fail_msg("%s is in %s, not %s", when, text, want);
}

/* Decree 09/2019, Art. 12: the 14th is the last day of a month's data, in Vietnam's time. In UTC
 * each of these pairs is one second before and at 17:00 of the same day. */
static void a_period_changes_at_midnight_between_the_14th_and_the_15th(void **state)
{
    (void)state;
    static const struct {
        int64_t utc_ms;
        const char *local, *periods, *last_closed;
    } table[] = {
        {1705251599000, "2024-01-14T23:59:59", "2024-M01 2024-Q1 2024-H1 2024-Y", "2023-M12"},
        {1705251600000, "2024-01-15T00:00:00", "2024-M02 2024-Q1 2024-H1 2024-Y", "2024-M01"},
        {1706720399000, "2024-01-31T23:59:59", "2024-M02 2024-Q1 2024-H1 2024-Y", "2024-M01"},
        {1706720400000, "2024-02-01T00:00:00", "2024-M02 2024-Q1 2024-H1 2024-Y", "2024-M01"},
        {1707929999000, "2024-02-14T23:59:59", "2024-M02 2024-Q1 2024-H1 2024-Y", "2024-M01"},
        {1707930000000, "2024-02-15T00:00:00", "2024-M03 2024-Q1 2024-H1 2024-Y", "2024-M02"},
        {1709139599000, "2024-02-28T23:59:59", "2024-M03 2024-Q1 2024-H1 2024-Y", "2024-M02"},
        {1709139600000, "2024-02-29T00:00:00", "2024-M03 2024-Q1 2024-H1 2024-Y", "2024-M02"},
        {1709225999000, "2024-02-29T23:59:59", "2024-M03 2024-Q1 2024-H1 2024-Y", "2024-M02"},
        {1709226000000, "2024-03-01T00:00:00", "2024-M03 2024-Q1 2024-H1 2024-Y", "2024-M02"},
        {1710435599000, "2024-03-14T23:59:59", "2024-M03 2024-Q1 2024-H1 2024-Y", "2024-M02"},
        {1710435600000, "2024-03-15T00:00:00", "2024-M04 2024-Q2 2024-H1 2024-Y", "2024-M03"},
        {1718384399000, "2024-06-14T23:59:59", "2024-M06 2024-Q2 2024-H1 2024-Y", "2024-M05"},
        {1718384400000, "2024-06-15T00:00:00", "2024-M07 2024-Q3 2024-H2 2024-Y", "2024-M06"},
        {1720976399000, "2024-07-14T23:59:59", "2024-M07 2024-Q3 2024-H2 2024-Y", "2024-M06"},
        {1720976400000, "2024-07-15T00:00:00", "2024-M08 2024-Q3 2024-H2 2024-Y", "2024-M07"},
        {1722445199000, "2024-07-31T23:59:59", "2024-M08 2024-Q3 2024-H2 2024-Y", "2024-M07"},
        {1722445200000, "2024-08-01T00:00:00", "2024-M08 2024-Q3 2024-H2 2024-Y", "2024-M07"},
        {1726333199000, "2024-09-14T23:59:59", "2024-M09 2024-Q3 2024-H2 2024-Y", "2024-M08"},
        {1726333200000, "2024-09-15T00:00:00", "2024-M10 2024-Q4 2024-H2 2024-Y", "2024-M09"},
        {1734195599000, "2024-12-14T23:59:59", "2024-M12 2024-Q4 2024-H2 2024-Y", "2024-M11"},
        {1734195600000, "2024-12-15T00:00:00", "2025-M01 2025-Q1 2025-H1 2025-Y", "2024-M12"},
        {1735664399000, "2024-12-31T23:59:59", "2025-M01 2025-Q1 2025-H1 2025-Y", "2024-M12"},
        {1735664400000, "2025-01-01T00:00:00", "2025-M01 2025-Q1 2025-H1 2025-Y", "2024-M12"},
        {1736873999000, "2025-01-14T23:59:59", "2025-M01 2025-Q1 2025-H1 2025-Y", "2024-M12"},
        {1736874000000, "2025-01-15T00:00:00", "2025-M02 2025-Q1 2025-H1 2025-Y", "2025-M01"},
    };
    static const period_kind kinds[] = {PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF_YEAR,
                                        PERIOD_YEAR};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        date day = local_day(table[i].utc_ms, table[i].local);
        char periods[128] = "", code[PERIOD_TEXT_MAX];
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            strcat(periods, k ? " " : "");
            strcat(periods, period_format(period_at(kinds[k], day), code, sizeof code));
        }
        if (strcmp(periods, table[i].periods) != 0)
            fail_msg("%s is in %s, not %s", table[i].local, periods, table[i].periods);
        assert_period(period_last_closed(PERIOD_MONTH, day), table[i].last_closed, table[i].local);
    }
}

static void days_and_weeks_change_at_local_midnight(void **state)
{
    (void)state;
    static const struct {
        int64_t utc_ms;
        const char *local, *day, *week;
    } table[] = {
        {1709139599000, "2024-02-28T23:59:59", "2024-02-28", "2024-W09"},
        {1709139600000, "2024-02-29T00:00:00", "2024-02-29", "2024-W09"},
        {1709225999000, "2024-02-29T23:59:59", "2024-02-29", "2024-W09"},
        {1709226000000, "2024-03-01T00:00:00", "2024-03-01", "2024-W09"},
        {1740761999000, "2025-02-28T23:59:59", "2025-02-28", "2025-W09"},
        {1740762000000, "2025-03-01T00:00:00", "2025-03-01", "2025-W09"},
        {1719766799000, "2024-06-30T23:59:59", "2024-06-30", "2024-W26"},
        {1719766800000, "2024-07-01T00:00:00", "2024-07-01", "2024-W27"},
        {1735491599000, "2024-12-29T23:59:59", "2024-12-29", "2024-W52"},
        {1735491600000, "2024-12-30T00:00:00", "2024-12-30", "2025-W01"},
        {1735664399000, "2024-12-31T23:59:59", "2024-12-31", "2025-W01"},
        {1735664400000, "2025-01-01T00:00:00", "2025-01-01", "2025-W01"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        date day = local_day(table[i].utc_ms, table[i].local);
        assert_period(period_at(PERIOD_DAY, day), table[i].day, table[i].local);
        assert_period(period_at(PERIOD_WEEK, day), table[i].week, table[i].local);
    }
}

/* The closing day 14/02/2024 is the fifth of Tết; work begins on the 15th. */
static void a_report_at_tet_is_late_from_midnight_after_its_due_day(void **state)
{
    (void)state;
    static const struct {
        int64_t utc_ms;
        const char *local;
        bool commune_late, district_late;
    } table[] = {
        {1707929999000, "2024-02-14T23:59:59", false, false},
        {1707930000000, "2024-02-15T00:00:00", false, false},
        {1708016399000, "2024-02-15T23:59:59", false, false},
        {1708016400000, "2024-02-16T00:00:00", true, false},
        {1708102799000, "2024-02-16T23:59:59", true, false},
        {1708102800000, "2024-02-17T00:00:00", true, true},
    };
    period p = parsed("2024-M02");
    date commune_due = catalogue_due_date(made, NULL, p, LEVEL_COMMUNE);
    date district_due = catalogue_due_date(made, NULL, p, LEVEL_DISTRICT);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        date day = local_day(table[i].utc_ms, table[i].local);
        assert_int_equal(date_compare(day, commune_due) > 0, table[i].commune_late);
        assert_int_equal(date_compare(day, district_due) > 0, table[i].district_late);
    }
}

/* "hết năm 2024" of the notice's II.1 falls within the window that closes on 14/01/2025. */
static void a_deadline_of_new_years_eve_lasts_to_its_last_second(void **state)
{
    (void)state;
    terms of = obligation_terms(catalogue_obligation(made, "II.1h"), NULL, (date){2024, 7, 22});
    date deadline = of.deadline;
    date eve = local_day(1735664399000, "2024-12-31T23:59:59");
    date new_year = local_day(1735664400000, "2025-01-01T00:00:00");
    assert_int_equal(date_compare(eve, deadline), 0);
    assert_true(date_compare(new_year, deadline) > 0);
    assert_period(period_at(PERIOD_MONTH, deadline), "2025-M01", "the deadline");
    assert_day(period_closes(period_at(PERIOD_MONTH, deadline)), "2025-01-14");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_and_due_dates_are_those_of_the_table),
        cmocka_unit_test(nine_months_close_in_september),
        cmocka_unit_test(months_tile_quarters_halves_and_the_year),
        cmocka_unit_test(a_target_of_new_years_eve_is_measured_in_january),
        cmocka_unit_test(a_year_may_have_53_weeks),
        cmocka_unit_test(every_form_reads_back),
        cmocka_unit_test(other_forms_are_refused),
        cmocka_unit_test(periods_have_names_for_people),
        cmocka_unit_test(the_last_closed_period_ends_before_the_day),
        cmocka_unit_test(the_previous_period_is_of_the_same_kind),
        cmocka_unit_test(holidays_are_skipped_and_makeup_saturdays_count),
        cmocka_unit_test(a_period_changes_at_midnight_between_the_14th_and_the_15th),
        cmocka_unit_test(days_and_weeks_change_at_local_midnight),
        cmocka_unit_test(a_report_at_tet_is_late_from_midnight_after_its_due_day),
        cmocka_unit_test(a_deadline_of_new_years_eve_lasts_to_its_last_second),
    };
    return cmocka_run_group_tests(tests, load_calendar, free_calendar);
}
