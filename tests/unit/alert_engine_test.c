#include "alert_fixture.h"

#define A "DX-XH-01"
#define B "06-CA-01"

/* ---- beginning ------------------------------------------------------------------------------- */

static void what_begins_is_told_after_the_wait_for_its_group(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(29 * ALERT_SECOND_MS);
    stage_assert_said("");
    stage_pass(ALERT_SECOND_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 384 " A "\n");
}

static void a_burst_of_thirty_is_one_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < 30; i++) {
        static char codes[30][8];
        snprintf(codes[i], sizeof codes[i], "%zu", 380 + i);
        stage_holds(ALERT_OVERDUE, codes[i], A);
        stage_pass(500);
    }
    stage_pass(ALERT_HOUR_MS);
    assert_int_equal(stage_messages, 1);
}

static void what_ends_before_it_was_told_is_never_told(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(20 * ALERT_SECOND_MS);
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_pass(10 * ALERT_DAY_MS);
    stage_assert_said("");
    assert_null(stage_alert(ALERT_OVERDUE, "384", A));
}

static void more_of_a_kind_waits_for_the_interval(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_MINUTE_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 384 " A "\n");
    stage_holds(ALERT_OVERDUE, "385", A);
    stage_pass(30 * ALERT_MINUTE_MS);
    stage_holds(ALERT_OVERDUE, "386", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 10:00:30 all: begun overdue 385 " A "; begun overdue 386 " A "\n");
}

static void what_is_ready_goes_along_with_a_message_of_another_kind(void **state)
{
    (void)state;
    stage_holds(ALERT_MET, "384", A);
    stage_pass(ALERT_MINUTE_MS);
    stage_assert_said("22/07 09:00:30 all: begun met 384 " A "\n");
    stage_holds(ALERT_MET, "385", A); /* alone it would wait for a day */
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("");
    stage_holds(ALERT_SILENT, "386", "");
    stage_pass(ALERT_MINUTE_MS);
    stage_assert_said("22/07 10:01:30 all: begun silent 386; begun met 385 " A "\n");
}

static void what_is_critical_goes_alone_and_does_not_wait_for_others(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_holds(ALERT_DISK, "", "");
    stage_pass(ALERT_MINUTE_MS);
    stage_assert_said("22/07 09:00:30 all: begun disk\n"
                      "22/07 09:00:30 all: begun overdue 384 " A "\n");
}

static void a_rule_that_is_switched_off_says_nothing(void **state)
{
    (void)state;
    stage_policy.rules[ALERT_MET].enabled = false;
    stage_holds(ALERT_MET, "384", A);
    stage_pass(ALERT_DAY_MS);
    stage_assert_said("");
}

static void a_rule_that_is_switched_off_later_ends_its_alerts_without_a_word(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_MINUTE_MS);
    stage_said[0] = '\0';
    stage_policy.rules[ALERT_OVERDUE].enabled = false;
    stage_pass(10 * ALERT_DAY_MS);
    stage_assert_said("");
}

/* ---- repeating ------------------------------------------------------------------------------- */

static void repeats_come_in_the_morning_and_ever_more_rarely(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(100 * ALERT_DAY_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 384 " A "\n"
                      "23/07 08:00:00 all: again overdue 384 " A "\n"
                      "26/07 08:00:00 all: again overdue 384 " A "\n"
                      "02/08 08:00:00 all: again overdue 384 " A "\n"
                      "01/09 08:00:00 all: again overdue 384 " A "\n"
                      "01/10 08:00:00 all: again overdue 384 " A "\n");
}

static void repeats_of_a_day_come_in_one_message(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_holds(ALERT_SILENT, "385", "");
    stage_pass(2 * ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_pass(ALERT_DAY_MS);
    stage_assert_said("23/07 08:00:00 all: again overdue 384 " A "; again silent 385\n");
}

static void critical_ones_repeat_within_the_day(void **state)
{
    (void)state;
    stage_holds(ALERT_DISK, "", "");
    stage_pass(ALERT_DAY_MS);
    stage_assert_said("22/07 09:00:30 all: begun disk\n"
                      "22/07 13:00:30 all: again disk\n"
                      "23/07 08:00:00 all: again disk\n");
}

static void news_is_told_once(void **state)
{
    (void)state;
    stage_policy.rules[ALERT_MET].severity = ALERT_WARNING;
    stage_holds(ALERT_MET, "384", A);
    stage_pass(100 * ALERT_DAY_MS);
    stage_assert_said("22/07 09:00:30 all: begun met 384 " A "\n");
}

static void after_a_long_stop_a_repeat_is_told_once_and_not_for_each_that_was_missed(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_now_ms += 60 * ALERT_DAY_MS; /* nobody asked */
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("20/09 10:00:00 all: again overdue 384 " A "\n");
}

/* ---- ending ---------------------------------------------------------------------------------- */

static void an_end_is_told_when_it_was_calm_for_long_enough(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_DAY_MS);
    stage_assert_said("22/07 11:15:30 all: ended overdue 384 " A "\n");
    stage_pass(100 * ALERT_DAY_MS);
    stage_assert_said("");
}

static void who_comes_back_before_it_was_calm_is_not_told_again(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_said[0] = '\0';
    for (int i = 0; i < 5; i++) {
        stage_stops(ALERT_OVERDUE, "384", A);
        stage_pass(10 * ALERT_MINUTE_MS);
        stage_holds(ALERT_OVERDUE, "384", A);
        stage_pass(10 * ALERT_MINUTE_MS);
    }
    stage_assert_said("");
}

static void who_comes_and_goes_is_told_less_and_less(void **state)
{
    (void)state;
    stage_policy.repeats[ALERT_WARNING].count = 0;
    for (int i = 0; i < 48; i++) {
        stage_holds(ALERT_GONE, "384", "");
        stage_pass(2 * ALERT_HOUR_MS);
        stage_stops(ALERT_GONE, "384", "");
        stage_pass(2 * ALERT_HOUR_MS);
    }
    /* Three times there and gone, then there: two hours without it are not calm any more. */
    assert_int_equal(stage_messages, 7);
}

static void what_came_back_later_is_news(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_pass(5 * ALERT_DAY_MS);
    stage_said[0] = '\0';
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("27/07 10:00:30 all: begun overdue 384 " A "\n");
}

static void what_could_not_be_seen_neither_begins_nor_ends(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_seen = ~(1U << ALERT_OVERDUE);
    stage_pass(5 * ALERT_HOUR_MS);
    stage_assert_said("");
    stage_seen = ~0U;
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 15:15:30 all: ended overdue 384 " A "\n");
}

static void what_is_unsure_neither_begins_nor_ends(void **state)
{
    (void)state;
    stage_holds(ALERT_AT_RISK, "384", A);
    stage_holds(ALERT_AT_RISK, "385", A)->unsure = true;
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun at_risk 384 " A "\n");
    stage_find(ALERT_AT_RISK, "384", A)->unsure = true;
    stage_pass(5 * ALERT_DAY_MS);
    stage_assert_said("");
}

static void an_end_names_the_message_that_told_the_beginning(void **state)
{
    (void)state;
    const alert_world w = stage_world();
    alert_decisions d = {0};
    stage_holds(ALERT_SILENT, "385", "");
    stage_pass(ALERT_MINUTE_MS); /* note 1 */
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS); /* note 2 */
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_tick();
    alert_world later = w;
    later.now_ms = stage_now_ms + 2 * ALERT_HOUR_MS;
    const alert_sight sight = {stage_conditions, stage_count, stage_seen};
    assert_int_equal(alert_engine_observe(stage_engine, &sight, &later).code, ERR_OK);
    later.now_ms += ALERT_MINUTE_MS;
    assert_int_equal(alert_engine_decide(stage_engine, &later, stage_memory, &d).code, ERR_OK);
    assert_int_equal(d.count, 1);
    assert_int_equal(d.notes[0].count, 1);
    assert_int_equal(d.notes[0].items[0].says, ALERT_SAYS_ENDED);
    assert_int_equal(d.notes[0].items[0].first_note, 2);
}

/* ---- several routes -------------------------------------------------------------------------- */

static void each_route_hears_what_it_takes(void **state)
{
    (void)state;
    alert_route *grave = stage_route("grave"), *place = stage_route("place"),
                *police = stage_route("police"), *whole = stage_route("whole");
    static const char *const units[] = {"384"}, *const fields[] = {"06"};
    grave->severities = 1U << ALERT_CRITICAL;
    place->units = units;
    place->unit_count = 1;
    police->fields = fields;
    police->field_count = 1;
    whole->scope = ALERT_SCOPE_PROVINCE;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_holds(ALERT_OVERDUE, "385", B);
    stage_holds(ALERT_OVERDUE, "38", B);
    stage_pass(ALERT_MINUTE_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 38 " B "; begun overdue 384 " A
                      "; begun overdue 385 " B "\n"
                      "22/07 09:00:30 place: begun overdue 384 " A "\n"
                      "22/07 09:00:30 police: begun overdue 38 " B "; begun overdue 385 " B "\n"
                      "22/07 09:00:30 whole: begun overdue 38 " B "\n");
}

static void a_new_route_is_told_what_waits_and_not_what_was_news_before(void **state)
{
    (void)state;
    alert_engine_free(stage_engine); /* one whose route has not looked yet */
    stage_engine = alert_engine_new(&stage_policy);
    stage_holds(ALERT_MET, "384", A);
    stage_holds(ALERT_AT_RISK, "384", B);
    stage_holds(ALERT_OVERDUE, "385", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 385 " A "\n");
    stage_holds(ALERT_MET, "386", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 10:00:30 all: begun met 386 " A "\n");
}

static void a_route_that_nobody_reads_is_kept_waiting(void **state)
{
    (void)state;
    stage_reachable = 0;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_DAY_MS);
    stage_assert_said("");
    stage_reachable = ~0U;
    stage_pass(ALERT_MINUTE_MS);
    stage_assert_said("23/07 09:00:00 all: begun overdue 384 " A "\n");
}

/* ---- quiet hours ----------------------------------------------------------------------------- */

static void the_night_holds_back_all_but_what_may_break_it_and_the_morning_has_one_message(
    void **state)
{
    (void)state;
    stage_policy.routes[0].quiet.from = 22 * 60;
    stage_policy.routes[0].quiet.to = 6 * 60 + 30;
    stage_now_ms = stage_time("2024-07-22T23:00");
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    stage_holds(ALERT_SILENT, "385", "");
    stage_holds(ALERT_DISK, "", "");
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("23/07 01:00:30 all: begun disk\n");
    stage_stops(ALERT_DISK, "", "");
    stage_pass_until(stage_time("2024-07-23T07:00"));
    stage_assert_said("23/07 06:30:00 all: begun overdue 384 " A
                      "; begun silent 385; ended disk\n");
}

/* ---- acknowledging and escalating ------------------------------------------------------------ */

static void what_nobody_acknowledges_goes_to_another_route(void **state)
{
    (void)state;
    alert_route *chief = stage_route("chief");
    chief->kinds = 0;
    stage_policy.routes[0].escalate_to = 1;
    stage_policy.routes[0].escalate_after_ms = 4 * ALERT_HOUR_MS;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(6 * ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 384 " A "\n"
                      "22/07 13:01:00 chief: escalated overdue 384 " A "\n");
    stage_stops(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/07 15:15:30 all: ended overdue 384 " A "\n"
                      "22/07 15:15:30 chief: ended overdue 384 " A "\n");
}

static void what_is_acknowledged_is_not_escalated_and_repeats_by_the_widest_gap(void **state)
{
    (void)state;
    alert_route *chief = stage_route("chief");
    chief->kinds = 0;
    stage_policy.routes[0].escalate_to = 1;
    stage_policy.routes[0].escalate_after_ms = 4 * ALERT_HOUR_MS;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(2 * ALERT_HOUR_MS);
    assert_true(alert_engine_acknowledge(stage_engine, stage_alert(ALERT_OVERDUE, "384", A)->id,
                                         stage_now_ms));
    stage_pass(31 * ALERT_DAY_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 384 " A "\n"
                      "21/08 08:00:00 all: again overdue 384 " A "\n");
}

static void news_of_little_weight_is_not_escalated(void **state)
{
    (void)state;
    stage_route("chief")->kinds = 0;
    stage_policy.routes[0].escalate_to = 1;
    stage_policy.routes[0].escalate_after_ms = 4 * ALERT_HOUR_MS;
    stage_holds(ALERT_MET, "384", A);
    stage_pass(5 * ALERT_DAY_MS);
    stage_assert_said("22/07 09:00:30 all: begun met 384 " A "\n");
}

static void who_heard_of_it_already_hears_once_that_nobody_acknowledged_it(void **state)
{
    (void)state;
    stage_route("chief");
    stage_policy.routes[0].escalate_to = 1;
    stage_policy.routes[0].escalate_after_ms = 4 * ALERT_HOUR_MS;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(12 * ALERT_HOUR_MS);
    stage_assert_said("22/07 09:00:30 all: begun overdue 384 " A "\n"
                      "22/07 09:00:30 chief: begun overdue 384 " A "\n"
                      "22/07 13:01:00 chief: escalated overdue 384 " A "\n");
}

static void what_is_not_there_cannot_be_acknowledged(void **state)
{
    (void)state;
    assert_false(alert_engine_acknowledge(stage_engine, 1, stage_now_ms));
}

/* ---- the clock ------------------------------------------------------------------------------- */

static void a_clock_that_is_set_back_neither_repeats_nor_holds_up(void **state)
{
    (void)state;
    stage_holds(ALERT_OVERDUE, "384", A);
    stage_pass(ALERT_HOUR_MS);
    stage_said[0] = '\0';
    stage_now_ms -= 30 * ALERT_DAY_MS;
    stage_holds(ALERT_OVERDUE, "385", A);
    stage_pass(ALERT_HOUR_MS);
    stage_assert_said("22/06 10:00:30 all: begun overdue 385 " A "\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_begins_is_told_after_the_wait_for_its_group),
        TEST(a_burst_of_thirty_is_one_message),
        TEST(what_ends_before_it_was_told_is_never_told),
        TEST(more_of_a_kind_waits_for_the_interval),
        TEST(what_is_ready_goes_along_with_a_message_of_another_kind),
        TEST(what_is_critical_goes_alone_and_does_not_wait_for_others),
        TEST(a_rule_that_is_switched_off_says_nothing),
        TEST(a_rule_that_is_switched_off_later_ends_its_alerts_without_a_word),
        TEST(repeats_come_in_the_morning_and_ever_more_rarely),
        TEST(repeats_of_a_day_come_in_one_message),
        TEST(critical_ones_repeat_within_the_day),
        TEST(news_is_told_once),
        TEST(after_a_long_stop_a_repeat_is_told_once_and_not_for_each_that_was_missed),
        TEST(an_end_is_told_when_it_was_calm_for_long_enough),
        TEST(who_comes_back_before_it_was_calm_is_not_told_again),
        TEST(who_comes_and_goes_is_told_less_and_less),
        TEST(what_came_back_later_is_news),
        TEST(what_could_not_be_seen_neither_begins_nor_ends),
        TEST(what_is_unsure_neither_begins_nor_ends),
        TEST(an_end_names_the_message_that_told_the_beginning),
        TEST(each_route_hears_what_it_takes),
        TEST(a_new_route_is_told_what_waits_and_not_what_was_news_before),
        TEST(a_route_that_nobody_reads_is_kept_waiting),
        TEST(the_night_holds_back_all_but_what_may_break_it_and_the_morning_has_one_message),
        TEST(what_nobody_acknowledges_goes_to_another_route),
        TEST(what_is_acknowledged_is_not_escalated_and_repeats_by_the_widest_gap),
        TEST(news_of_little_weight_is_not_escalated),
        TEST(who_heard_of_it_already_hears_once_that_nobody_acknowledged_it),
        TEST(what_is_not_there_cannot_be_acknowledged),
        TEST(a_clock_that_is_set_back_neither_repeats_nor_holds_up),
    };
    return cmocka_run_group_tests(tests, stage_load, stage_unload);
}
