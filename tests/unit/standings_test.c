#include "store_fixture.h"
#include "unit_test.h"

#include "aggregator/standings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 200 };

static char dir[] = "/tmp/tiendo-standings-XXXXXX";
static char path[80];
static catalogue *rules;
static store *into;
static standings *st;
static store_batch *batch;
static int64_t now_ms;

static int make_all(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    problems *found = problems_new();
    error err = catalogue_load(&rules, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_free(found);
    if (err.code || !mkdtemp(dir) || !(batch = store_batch_new()))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    now_ms = clock_day_start_ms((date){2024, 7, 16}) + 9 * 3600000;
    return store_open_writer(&into, path).code || standings_open(&st, into, rules).code ? -1 : 0;
}

static int remove_all(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[100];
    standings_close(st);
    store_close(into);
    store_batch_free(batch);
    catalogue_free(rules);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(dir);
}

static void settle(judging how)
{
    now_ms++;
    store_batch_reset(batch);
    assert_int_equal(standings_settle(st, now_ms, how, batch).code, ERR_OK);
    assert_int_equal(store_begin(into).code, ERR_OK);
    assert_int_equal(store_write(into, batch).code, ERR_OK);
    assert_int_equal(store_commit(into).code, ERR_OK);
}

/* Every district says something for its total of OBLIGATION; returns how many did. */
static size_t districts_say(const char *obligation, int64_t value)
{
    static const verdict yes = {.outcome = ACCEPTED, .code = "accepted"};
    size_t n = 0;
    for (size_t i = 0; i < catalogue_unit_count(rules); i++) {
        const unit *u = catalogue_unit_at(rules, i);
        const report r = {.sequence = n + 1,
                          .kind = REPORT_FIGURE,
                          .unit = u->code,
                          .obligation = obligation,
                          .period = "2024-M07",
                          .breakdown = "",
                          .source = "",
                          .text = "",
                          .addressed_to = "",
                          .figure = {.is_ratio = true, .value = value, .denominator = 1000}};
        if (u->level != LEVEL_DISTRICT || !unit_valid_on(u, clock_local_date(now_ms)))
            continue;
        assert_int_equal(standings_take(st, &r, &yes, now_ms).code, ERR_OK);
        n++;
    }
    return n;
}

typedef struct judged {
    size_t now, earlier;
    char values[MOST * 16];
} judged;

static bool look(void *context, const stored_standing *row)
{
    judged *j = context;
    char text[40];
    if (strcmp(row->obligation, "DX-XH-01") != 0)
        return true;
    j->now += row->judged_ms == now_ms;
    j->earlier += row->judged_ms < now_ms;
    snprintf(text, sizeof text, "%s=%d ", row->unit, (int)row->value);
    strncat(j->values, text, sizeof j->values - strlen(j->values) - 1);
    return true;
}

static judged read_judged(void)
{
    judged j = {0};
    assert_int_equal(store_standings(into, look, &j).code, ERR_OK);
    return j;
}

static void the_first_settling_judges_everything(void **state)
{
    (void)state;
    assert_true(standings_are_stale(st, now_ms));
    settle(JUDGE_NONE);
    assert_false(standings_are_stale(st, now_ms));
    judged j = read_judged();
    assert_true(j.now >= 28); /* the districts and the province */
    assert_int_equal(j.earlier, 0);
}

static void without_judging_only_the_sums_are_written(void **state)
{
    (void)state;
    settle(JUDGE_NONE);
    size_t said = districts_say("DX-XH-01", 400);
    assert_int_equal(said, 27);
    settle(JUDGE_NONE);
    assert_true(standings_wait(st));
    assert_int_equal(read_judged().now, 0);
    rollup r = board_rollup(standings_board(st), catalogue_obligation(rules, "DX-XH-01"),
                            (period){.kind = PERIOD_MONTH, .year = 2024, .number = 7}, "",
                            catalogue_province(rules)->code);
    assert_int_equal(r.reported, 27);
}

/* What is written a few at a time is what is written at once, and the province comes too. */
static void a_round_of_a_few_at_a_time_ends_where_judging_all_at_once_does(void **state)
{
    (void)state;
    settle(JUDGE_NONE);
    districts_say("DX-XH-01", 400);
    districts_say("DX-XH-02", 300);
    settle(JUDGE_SOME);
    assert_true(standings_in_round(st));
    int turns = 1;
    for (; standings_in_round(st); turns++)
        settle(JUDGE_SOME);
    assert_false(standings_wait(st));
    assert_true(turns > 1 && turns < 20);
    judged few = read_judged();
    districts_say("DX-XH-01", 400);
    settle(JUDGE_ALL);
    assert_false(standings_wait(st));
    judged all = read_judged();
    assert_int_equal(all.now, 28);
    assert_string_equal(few.values, all.values);
}

static void what_is_said_during_a_round_waits_for_the_next(void **state)
{
    (void)state;
    settle(JUDGE_NONE);
    districts_say("DX-XH-01", 400);
    settle(JUDGE_SOME);
    districts_say("DX-XH-02", 300);
    while (standings_in_round(st))
        settle(JUDGE_SOME);
    assert_true(standings_wait(st));
    settle(JUDGE_ALL);
    assert_false(standings_wait(st));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_all, remove_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_settling_judges_everything),
        TEST(without_judging_only_the_sums_are_written),
        TEST(a_round_of_a_few_at_a_time_ends_where_judging_all_at_once_does),
        TEST(what_is_said_during_a_round_waits_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
