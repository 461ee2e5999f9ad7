#include "alert_fixture.h"

#define A "DX-XH-01"
#define B "06-CA-01"

/* ---- silences -------------------------------------------------------------------------------- */

static void what_begins_in_a_silence_is_told_once_when_the_silence_ends(void **state)
{
    (void)state;
    stage_silence(ALERT_OVERDUE, "384", 4 * ALERT_HOUR_MS);
    stage_pass(ALERT_HOUR_MS);
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_holds(ALERT_OVERDUE, "385", A);
    stage_pass(10 * ALERT_HOUR_MS);
    stage_assert_said("22/07 10:00:30 all: begun overdue 385 " A "\n"
                      "22/07 13:00:30 all: begun overdue 384 " A "\n");
}

static void what_was_told_before_a_silence_is_told_once_more_when_it_ends(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_silence(ALERT_OVERDUE, "384", 3 * ALERT_DAY_MS);
    stage_pass(5 * ALERT_DAY_MS);
    stage_assert_said("25/07 10:00:30 all: still overdue 384 " A "\n");
    stage_pass(ALERT_DAY_MS);
    stage_assert_said("28/07 08:00:00 all: again overdue 384 " A "\n");
}

static void what_ends_in_a_silence_is_told_when_its_beginning_was(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_silence(0, NULL, 3 * ALERT_DAY_MS);
    stage_holds(ALERT_OVERDUE, "385", A);
    stage_pass(ALERT_HOUR_MS);
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_stops(ALERT_OVERDUE, "385", A);
    stage_pass(5 * ALERT_DAY_MS);
    stage_assert_said("22/07 11:15:30 all: ended overdue 384 " A "\n");
}

static void a_silence_that_is_taken_back_ends_there(void **state)
{
    (void)state;
    stage_silence(ALERT_OVERDUE, NULL, 30 * ALERT_DAY_MS);
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("");
    stage_silence_count = 0;
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 10:00:30 all: begun overdue 384 " A "\n");
}

static void one_silence_behind_another_is_one_silence(void **state)
{
    (void)state;
    stage_silence(0, NULL, ALERT_HOUR_MS);
    stage_silence(0, NULL, ALERT_HOUR_MS);
    stage_silences[1].from_ms += ALERT_HOUR_MS;
    stage_silences[1].until_ms += ALERT_HOUR_MS;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(5 * ALERT_HOUR_MS);
    stage_assert_said("22/07 11:00:30 all: begun overdue 384 " A "\n");
}

static void a_silence_covers_what_all_of_it_matches(void **state)
{
    (void)state;
    alert_silence *s = stage_silence(0, "38", ALERT_DAY_MS); /* the province with all below it */
    s->obligation = A;
    s->severity = ALERT_WARNING;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_holds(ALERT_OVERDUE, "384", B);
    stage_holds(ALERT_MET, "385", A);
    stage_holds(ALERT_DISK, "", "");
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun disk\n"
                      "22/07 09:00:30 all: begun overdue 384 " B "; begun met 385 " A "\n");
}

/* ---- causes ---------------------------------------------------------------------------------- */

static void a_silent_unit_does_not_also_raise_what_it_owes(void **state)
{
    (void)state;
    stage_holds(ALERT_SILENT, "384", "");
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_holds(ALERT_OVERDUE, "384", B);
    stage_holds(ALERT_OVERDUE, "385", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 385 " A "; begun silent 384\n");
}

static void when_the_unit_speaks_again_what_still_holds_is_told_once(void **state)
{
    (void)state;
    stage_holds(ALERT_SILENT, "384", "");
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_holds(ALERT_OVERDUE, "384", B);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_stops(ALERT_SILENT, "384", "");
    stage_stops(ALERT_OVERDUE, "384", B);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_assert_said("22/07 11:15:30 all: begun overdue 384 " A "; ended silent 384\n");
}

static void what_was_told_before_is_repeated_only_if_it_was_due_meanwhile(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_holds(ALERT_GONE, "384", "");
    stage_pass(2 * ALERT_HOUR_MS);
    stage_stops(ALERT_GONE, "384", "");
    stage_said[0] = '\0';
    stage_pass(2 * ALERT_HOUR_MS);
    stage_assert_said("22/07 12:15:30 all: ended gone 384\n");
    stage_holds(ALERT_GONE, "384", "");
    stage_pass(2 * ALERT_DAY_MS); /* a repeat would have come on the 23rd */
    stage_stops(ALERT_GONE, "384", "");
    stage_said[0] = '\0';
    stage_pass(5 * ALERT_HOUR_MS);
    stage_assert_said("24/07 14:15:00 all: again overdue 384 " A "\n"
                      "24/07 14:15:30 all: ended gone 384\n");
}

static void a_collector_that_is_gone_explains_why_its_unit_is_silent(void **state)
{
    (void)state;
    stage_holds(ALERT_GONE, "384", "");
    stage_holds(ALERT_SILENT, "384", "");
    stage_holds(ALERT_MISSING, "385", "");
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun gone 384; begun missing 385\n");
}

static void who_is_not_told_of_the_cause_is_told_of_what_it_does(void **state)
{
    (void)state;
    stage_policy.routes[0].kinds = alert_kinds_of(false); /* not of collectors */
    stage_holds(ALERT_GONE, "384", "");
    stage_holds(ALERT_SILENT, "384", "");
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun silent 384\n");
}

static void when_nobody_is_heard_the_fault_is_told_once_and_not_for_each_unit(void **state)
{
    (void)state;
    stage_holds(ALERT_DEAF, "", "");
    stage_holds(ALERT_GONE, "384", "");
    stage_holds(ALERT_GONE, "385", "");
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun deaf\n");
}

static void a_changed_catalogue_explains_the_statuses_that_changed_with_it(void **state)
{
    (void)state;
    stage_holds(ALERT_CATALOGUE, "", "");
    stage_pass(2 * ALERT_MINUTE_MS);
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_holds(ALERT_BEHIND, "385", A); /* too late to be its doing */
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun catalogue\n"
                      "22/07 10:02:30 all: begun behind 385 " A "\n");
    stage_stops(ALERT_CATALOGUE, "", ""); /* a day later */
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 11:17:30 all: begun at_risk 384 " A "\n");
}

/* ---- graver and less grave ------------------------------------------------------------------- */

static void what_gets_graver_is_told_and_the_end_of_the_lesser_is_not(void **state)
{
    (void)state;
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_stops(ALERT_AT_RISK, "384", A);
    stage_holds(ALERT_BEHIND, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_stops(ALERT_BEHIND, "384", A);
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun at_risk 384 " A "\n"
                      "22/07 10:00:30 all: begun behind 384 " A "\n"
                      "22/07 11:00:30 all: begun overdue 384 " A "\n");
}

static void who_hears_only_of_the_lesser_hears_of_its_end(void **state)
{
    (void)state;
    stage_policy.routes[0].kinds = 1U << ALERT_AT_RISK;
    stage_policy.routes[0].interval_ms[ALERT_INFO] = ALERT_MINUTE_MS;
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_stops(ALERT_AT_RISK, "384", A);
    stage_holds(ALERT_BEHIND, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun at_risk 384 " A "\n"
                      "22/07 10:00:30 all: ended at_risk 384 " A "\n");
}

static void what_gets_better_but_not_good_is_one_message_and_not_two(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_stops(ALERT_OVERDUE, "384", A); /* the deadline was moved */
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_assert_said("22/07 11:15:30 all: ended overdue 384 " A "\n");
    stage_stops(ALERT_AT_RISK, "384", A);
    stage_pass(2 * ALERT_DAY_MS);
    stage_assert_said("22/07 13:15:30 all: ended at_risk 384 " A "\n");
}

static void a_graver_status_for_a_moment_is_never_told(void **state)
{
    (void)state;
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_stops(ALERT_AT_RISK, "384", A);
    stage_holds(ALERT_BEHIND, "384", A);
    stage_pass(10 * ALERT_SECOND_MS);
    stage_stops(ALERT_BEHIND, "384", A);
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_pass(2 * ALERT_DAY_MS);
    stage_assert_said("");
}

/* ---- what is watched no more ----------------------------------------------------------------- */

static void a_unit_that_was_merged_ends_its_alerts_without_a_word(void **state)
{
    (void)state;
    stage_now_ms = stage_time("2024-12-30T09:00");
    stage_holds(ALERT_OVERDUE, "405", A); /* Đông Sơn, until 31/12/2024 */
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("30/12 09:00:30 all: begun overdue 405 " A "\n");
    stage_now_ms = stage_time("2025-01-01T00:30");
    stage_stops(ALERT_OVERDUE, "405", A);
    stage_pass(10 * ALERT_DAY_MS);
    assert_null(strstr(stage_said, "ended"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_begins_in_a_silence_is_told_once_when_the_silence_ends),
        TEST(what_was_told_before_a_silence_is_told_once_more_when_it_ends),
        TEST(what_ends_in_a_silence_is_told_when_its_beginning_was),
        TEST(a_silence_that_is_taken_back_ends_there),
        TEST(one_silence_behind_another_is_one_silence),
        TEST(a_silence_covers_what_all_of_it_matches),
        TEST(a_silent_unit_does_not_also_raise_what_it_owes),
        TEST(when_the_unit_speaks_again_what_still_holds_is_told_once),
        TEST(what_was_told_before_is_repeated_only_if_it_was_due_meanwhile),
        TEST(a_collector_that_is_gone_explains_why_its_unit_is_silent),
        TEST(who_is_not_told_of_the_cause_is_told_of_what_it_does),
        TEST(when_nobody_is_heard_the_fault_is_told_once_and_not_for_each_unit),
        TEST(a_changed_catalogue_explains_the_statuses_that_changed_with_it),
        TEST(what_gets_graver_is_told_and_the_end_of_the_lesser_is_not),
        TEST(who_hears_only_of_the_lesser_hears_of_its_end),
        TEST(what_gets_better_but_not_good_is_one_message_and_not_two),
        TEST(a_graver_status_for_a_moment_is_never_told),
        TEST(a_unit_that_was_merged_ends_its_alerts_without_a_word),
    };
    return cmocka_run_group_tests(tests, stage_load, stage_unload);
}
