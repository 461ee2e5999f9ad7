#include "store_fixture.h"
#include "unit_test.h"

#include "store/db.h"
#include "store/store_board.h"
#include "store/store_schema.h"
#include "store/store_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-watch-XXXXXX";
static char path[64];
static store *s;
static stream_state stream;

static const verdict YES = {.outcome = ACCEPTED, .code = "accepted"};
static const verdict ODD = {
    .outcome = ACCEPTED_WITH_WARNING, .code = "jump", .message = "cao bất thường"};
static const verdict LATE = {.outcome = ACCEPTED_WITH_WARNING, .code = "late", .message = "muộn"};
static const verdict NO = {.outcome = REJECTED, .code = "out-of-range", .message = "quá lớn"};

static int open_store(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    return store_open_writer(&s, path).code || store_begin(s).code ||
           put_greeting(s, "stream of 384...", "384", "k1", "p/1", 0, 500, &stream).code;
}

static int remove_store(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[80];
    store_close(s);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(dir);
}

static void say(const char *period, const verdict *v)
{
    const report r = {.sequence = ++stream.last_sequence,
                      .kind = REPORT_FIGURE,
                      .unit = "384",
                      .obligation = "A",
                      .period = period,
                      .breakdown = "",
                      .source = "a.csv:2",
                      .text = "",
                      .addressed_to = "",
                      .figure = {.value = 1}};
    assert_int_equal(put_report(s, &stream, &r, v, 1000).code, ERR_OK);
}

static bool add_period(void *context, const stored_verdict *row)
{
    char *text = context;
    snprintf(text + strlen(text), 80 - strlen(text), "%s:%s:%lld ", row->period, row->code,
             (long long)row->report);
    return true;
}

static void assert_waiting(const char *expected)
{
    char text[80] = "";
    assert_int_equal(store_waiting_warnings(s, 100, add_period, text).code, ERR_OK);
    assert_string_equal(text, expected);
}

static void only_figures_that_look_wrong_wait(void **state)
{
    (void)state;
    say("2024-M05", &YES);
    say("2024-M06", &ODD);
    say("2024-M07", &LATE);
    say("2024-M08", &NO);
    assert_waiting("2024-M06:jump:2 ");
}

static void a_correction_or_a_confirmation_ends_the_wait(void **state)
{
    (void)state;
    say("2024-M05", &ODD);
    say("2024-M06", &ODD);
    assert_waiting("2024-M05:jump:1 2024-M06:jump:2 ");
    say("2024-M05", &YES);
    assert_waiting("2024-M06:jump:2 ");
    const ruling right = {2, RULING_CONFIRMED, 2000, "a@b", "đúng"};
    assert_int_equal(store_put_ruling(s, &right).code, ERR_OK);
    assert_waiting("");
}

/* The words of the query have to be those of the index: else every verdict there ever was is read.
 */
static void waiting_warnings_are_found_by_their_index(void **state)
{
    (void)state;
    sqlite3 *db;
    sqlite3_stmt *stmt;
    bool row;
    assert_int_equal(store_commit(s).code, ERR_OK);
    assert_int_equal(db_open(&db, path, DB_READ_ONLY, &store_schema).code, ERR_OK);
    assert_int_equal(
        db_prepare(db,
                   "EXPLAIN QUERY PLAN SELECT stream FROM verdict WHERE settled_ms IS NULL"
                   " AND outcome = 2 AND code <> 'late' AND code <> 'observed-in-future'"
                   " ORDER BY received_ms LIMIT ?",
                   &stmt)
            .code,
        ERR_OK);
    assert_int_equal(db_step(stmt, &row).code, ERR_OK);
    assert_non_null(strstr(db_text(stmt, 3), "verdict_waiting"));
    sqlite3_finalize(stmt);
    db_close(db);
}

static bool add_heard(void *context, const char *unit, int64_t last_seen_ms)
{
    char *text = context;
    snprintf(text + strlen(text), 80 - strlen(text), "%s:%lld ", unit, (long long)last_seen_ms);
    return true;
}

static void a_unit_was_heard_when_the_last_of_its_collectors_was(void **state)
{
    (void)state;
    char text[80] = "";
    stream_state other;
    assert_int_equal(put_greeting(s, "another of 384..", "384", "k3", "p/1", 0, 900, &other).code,
                     ERR_OK);
    assert_int_equal(put_greeting(s, "stream of 385...", "385", "k2", "p/1", 0, 700, &other).code,
                     ERR_OK);
    assert_int_equal(store_heard(s, add_heard, text).code, ERR_OK);
    assert_string_equal(text, "384:900 385:700 ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, remove_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_figures_that_look_wrong_wait),
        TEST(a_correction_or_a_confirmation_ends_the_wait),
        TEST(waiting_warnings_are_found_by_their_index),
        TEST(a_unit_was_heard_when_the_last_of_its_collectors_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
