/* Slots and the days on which nobody works; and what a question costs. */
#include "unit_test.h"

#include "base/clock.h"
#include "notifier/schedule.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAILY "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;BYSECOND=0"

/* As in config/thanh-hoa/calendar.conf. */
static const date holidays[] = {{2024, 2, 8},  {2024, 2, 9},  {2024, 2, 10}, {2024, 2, 11},
                                {2024, 2, 12}, {2024, 2, 13}, {2024, 2, 14}, {2024, 4, 29},
                                {2024, 4, 30}, {2024, 5, 1},  {2025, 1, 1}};
static const date makeup_days[] = {{2024, 5, 4}};
static const calendar days = {holidays, sizeof holidays / sizeof *holidays, makeup_days, 1};

static int64_t at(const char *iso)
{
    int64_t ms;
    assert_int_equal(clock_parse_iso(iso, &ms).code, ERR_OK);
    return ms;
}

static schedule *make(const char *rule, schedule_days how)
{
    schedule *s;
    const schedule_terms terms = {.rule = rule, .start_ms = at("2024-01-01T00:00"), .days = how};
    assert_int_equal(schedule_parse(&s, &terms).code, ERR_OK);
    return s;
}

/* The slots of RULE after FROM, as many as are WANTED. */
static void check_slots(const char *rule, schedule_days how, const char *from,
                        const char *const *wanted, size_t count)
{
    schedule *s = make(rule, how);
    int64_t slot_ms = at(from), again_ms;
    for (size_t i = 0; i < count; i++) {
        char found[26] = "none";
        if (schedule_next(s, &days, slot_ms, &slot_ms))
            clock_format_iso(slot_ms, found, sizeof found);
        found[16] = '\0';
        assert_string_equal(found, wanted[i]);
        /* What was the next one is the last one from then on, until there is another. */
        assert_true(schedule_last(s, &days, slot_ms, &again_ms));
        assert_int_equal(again_ms, slot_ms);
    }
    schedule_free(s);
}

#define SLOTS(rule, how, from, ...)                                                                \
    do {                                                                                           \
        static const char *const wanted_[] = {__VA_ARGS__};                                        \
        check_slots(rule, how, from, wanted_, sizeof wanted_ / sizeof *wanted_);                   \
    } while (0)

static void on_every_day_holidays_are_days_like_others(void **state)
{
    (void)state;
    SLOTS(DAILY, SCHEDULE_EVERY_DAY, "2024-02-09T12:00", "2024-02-10T07:00", "2024-02-11T07:00",
          "2024-02-12T07:00");
}

static void on_working_days_only_tet_and_weekends_are_left_out(void **state)
{
    (void)state;
    SLOTS(DAILY, SCHEDULE_WORKING_DAYS_ONLY, "2024-02-06T12:00", "2024-02-07T07:00",
          "2024-02-15T07:00", "2024-02-16T07:00", "2024-02-19T07:00");
}

static void a_saturday_that_is_worked_is_a_working_day(void **state)
{
    (void)state;
    SLOTS(DAILY, SCHEDULE_WORKING_DAYS_ONLY, "2024-04-26T12:00", "2024-05-02T07:00",
          "2024-05-03T07:00", "2024-05-04T07:00", "2024-05-06T07:00");
}

static void a_slot_in_tet_2024_moves_to_the_first_working_day_after_it(void **state)
{
    (void)state;
    SLOTS("FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0", SCHEDULE_NEXT_WORKING_DAY,
          "2024-02-05T07:00", "2024-02-15T07:00", "2024-02-19T07:00", "2024-02-26T07:00");
}

static void a_slot_on_a_weekend_moves_to_monday_across_the_year_end(void **state)
{
    (void)state;
    SLOTS("FREQ=MONTHLY;BYMONTHDAY=-1,1;BYHOUR=16;BYMINUTE=30;BYSECOND=0",
          SCHEDULE_NEXT_WORKING_DAY, "2024-08-30T17:00", "2024-09-02T16:30", "2024-09-30T16:30",
          "2024-10-01T16:30", "2024-10-31T16:30", "2024-11-01T16:30", "2024-12-02T16:30",
          "2024-12-31T16:30", "2025-01-02T16:30");
}

static void moved_slots_that_meet_are_one(void **state)
{
    (void)state;
    /* Saturday's, Sunday's and Monday's, and all of Tet's. */
    SLOTS(DAILY, SCHEDULE_NEXT_WORKING_DAY, "2024-02-07T07:00", "2024-02-15T07:00",
          "2024-02-16T07:00", "2024-02-19T07:00", "2024-02-20T07:00");
}

static void moved_slots_keep_their_times_of_day_in_order(void **state)
{
    (void)state;
    SLOTS("FREQ=WEEKLY;BYDAY=SA,SU,MO;BYHOUR=7,16;BYMINUTE=0;BYSECOND=0", SCHEDULE_NEXT_WORKING_DAY,
          "2024-07-20T08:00", "2024-07-22T07:00", "2024-07-22T16:00", "2024-07-29T07:00");
}

static void before_a_moved_slot_the_last_one_is_the_one_before_the_free_days(void **state)
{
    (void)state;
    schedule *s =
        make("FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0", SCHEDULE_NEXT_WORKING_DAY);
    int64_t slot_ms;
    assert_true(schedule_last(s, &days, at("2024-02-15T06:59:59"), &slot_ms));
    assert_int_equal(slot_ms, at("2024-02-05T07:00"));
    assert_true(schedule_last(s, &days, at("2024-02-18T00:00"), &slot_ms));
    assert_int_equal(slot_ms, at("2024-02-15T07:00"));
    schedule_free(s);
}

static void a_rule_of_days_that_are_never_worked_has_no_slot(void **state)
{
    (void)state;
    schedule *s =
        make("FREQ=WEEKLY;BYDAY=SU;BYHOUR=7;BYMINUTE=0;BYSECOND=0", SCHEDULE_WORKING_DAYS_ONLY);
    int64_t slot_ms;
    assert_false(schedule_next(s, &days, at("2024-07-01T00:00"), &slot_ms));
    assert_false(schedule_last(s, &days, at("2074-07-01T00:00"), &slot_ms));
    schedule_free(s);
}

static void the_29th_of_february_moves_when_it_is_a_weekend_day(void **state)
{
    (void)state;
    SLOTS("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=8;BYMINUTE=0;BYSECOND=0",
          SCHEDULE_NEXT_WORKING_DAY, "2024-01-01T00:00", "2024-02-29T08:00", "2028-02-29T08:00",
          "2032-03-01T08:00", "2036-02-29T08:00");
}

static void an_excepted_day_has_no_slot_and_moves_nowhere(void **state)
{
    (void)state;
    static const date except[] = {{2024, 7, 22}, {2024, 7, 27}};
    const schedule_terms terms = {.rule = "FREQ=WEEKLY;BYDAY=MO,SA;BYHOUR=7;BYMINUTE=0;BYSECOND=0",
                                  .start_ms = at("2024-07-01T00:00"),
                                  .days = SCHEDULE_NEXT_WORKING_DAY,
                                  .except = except,
                                  .except_count = 2};
    schedule *s;
    int64_t slot_ms = at("2024-07-15T07:00");
    static const char *const wanted[] = {"2024-07-22T07:00", "2024-07-29T07:00",
                                         "2024-08-05T07:00"};
    assert_int_equal(schedule_parse(&s, &terms).code, ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(schedule_next(s, &days, slot_ms, &slot_ms));
        assert_int_equal(slot_ms, at(wanted[i])); /* the 22nd is that of Saturday, moved */
    }
    schedule_free(s);
}

/* ---- against a plain walk, and against the clock --------------------------------------------- */

static const char *const rules[] = {
    DAILY,
    "FREQ=DAILY;INTERVAL=3;BYHOUR=7,16;BYMINUTE=0;BYSECOND=0",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE;WKST=SU;BYHOUR=7;BYMINUTE=0;BYSECOND=0",
    "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=16;BYMINUTE=0;BYSECOND=0",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15;BYHOUR=8;BYMINUTE=30;BYSECOND=0",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYHOUR=16;BYMINUTE=0;BYSECOND=0",
    "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15;BYHOUR=9;BYMINUTE=0;BYSECOND=0",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=8;BYMINUTE=0;BYSECOND=0",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;BYHOUR=9;BYMINUTE=0;BYSECOND=0",
    "FREQ=DAILY;COUNT=900;BYHOUR=7;BYMINUTE=0;BYSECOND=0",
};
enum { RULES = sizeof rules / sizeof *rules };

static schedule *since_1976(size_t rule, schedule_days how)
{
    schedule *s;
    const schedule_terms terms = {
        .rule = rules[rule], .start_ms = at("1976-01-05T00:00"), .days = how};
    assert_int_equal(schedule_parse(&s, &terms).code, ERR_OK);
    return s;
}

/* All slots of a rule until 1986, by libical and a step for each day: sorted, each once. */
typedef struct reference {
    int64_t slots[10000];
    size_t count;
} reference;

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void list_all(reference *r, const char *rule, schedule_days how)
{
    struct icaltimetype t = icaltime_from_string("19760105T000000");
    struct icalrecur_iterator_impl *walk =
        icalrecur_iterator_new(icalrecurrencetype_from_string(rule), t);
    r->count = 0;
    for (t = icalrecur_iterator_next(walk); !icaltime_is_null_time(t) && t.year < 1986;
         t = icalrecur_iterator_next(walk)) {
        date day = {(int16_t)t.year, (uint8_t)t.month, (uint8_t)t.day};
        while (how == SCHEDULE_NEXT_WORKING_DAY && !calendar_is_working(&days, day))
            day = date_add_days(day, 1);
        if (how == SCHEDULE_WORKING_DAYS_ONLY && !calendar_is_working(&days, day))
            continue;
        r->slots[r->count++] = clock_day_start_ms(day) + ((int64_t)t.hour * 60 + t.minute) * 60000;
    }
    icalrecur_iterator_free(walk);
    qsort(r->slots, r->count, sizeof *r->slots, compare);
}

static void ask_as_listed(const schedule *s, const reference *r, int64_t asked)
{
    int64_t last = 0, next = 0, found = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (r->slots[i] <= asked)
            last = r->slots[i];
        else if (!next)
            next = r->slots[i];
    }
    assert_int_equal(schedule_last(s, &days, asked, &found) ? found : 0, last);
    assert_int_equal(schedule_next(s, &days, asked, &found) ? found : 0, next);
}

static void starting_near_the_time_gives_what_a_walk_from_the_start_gives(void **state)
{
    (void)state;
    static reference all;
    for (size_t i = 0; i < RULES * 3; i++) {
        schedule_days how = (schedule_days)(i % 3);
        schedule *s = since_1976(i / 3, how);
        list_all(&all, rules[i / 3], how);
        /* To 1984, so that the next 29th of February is still in the list. */
        for (int64_t asked = at("1976-01-01T00:00"); asked < at("1983-12-01T00:00");
             asked += INT64_C(86400000) * 7 + 12345678)
            ask_as_listed(s, &all, asked);
        schedule_free(s);
    }
}

static void show_cost(size_t rule, double us)
{
    if (getenv("TIENDO_SHOW_COST"))
        printf("%8.1f us  %s\n", us, rules[rule]);
}

/* No bound is asserted on time: what is counted is shown with TIENDO_SHOW_COST. */
static void after_fifty_years_a_question_is_still_answered(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES; i++) {
        schedule *s = since_1976(i, SCHEDULE_NEXT_WORKING_DAY);
        struct timespec began, ended;
        int64_t last, next;
        schedule_last(s, &days, at("2026-11-27T00:00"), &last); /* libical loads its tables */
        clock_gettime(CLOCK_MONOTONIC, &began);
        bool has_last = schedule_last(s, &days, at("2026-11-27T00:00"), &last);
        bool has_next = schedule_next(s, &days, at("2026-11-27T00:00"), &next);
        clock_gettime(CLOCK_MONOTONIC, &ended);
        show_cost(i, (double)(ended.tv_sec - began.tv_sec) * 1e6 +
                         (double)(ended.tv_nsec - began.tv_nsec) / 1e3);
        assert_true(has_last);
        assert_int_equal(has_next, strstr(rules[i], "COUNT") == NULL);
        schedule_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_every_day_holidays_are_days_like_others),
        cmocka_unit_test(on_working_days_only_tet_and_weekends_are_left_out),
        cmocka_unit_test(a_saturday_that_is_worked_is_a_working_day),
        cmocka_unit_test(a_slot_in_tet_2024_moves_to_the_first_working_day_after_it),
        cmocka_unit_test(a_slot_on_a_weekend_moves_to_monday_across_the_year_end),
        cmocka_unit_test(moved_slots_that_meet_are_one),
        cmocka_unit_test(moved_slots_keep_their_times_of_day_in_order),
        cmocka_unit_test(before_a_moved_slot_the_last_one_is_the_one_before_the_free_days),
        cmocka_unit_test(a_rule_of_days_that_are_never_worked_has_no_slot),
        cmocka_unit_test(the_29th_of_february_moves_when_it_is_a_weekend_day),
        cmocka_unit_test(an_excepted_day_has_no_slot_and_moves_nowhere),
        cmocka_unit_test(starting_near_the_time_gives_what_a_walk_from_the_start_gives),
        cmocka_unit_test(after_fifty_years_a_question_is_still_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
