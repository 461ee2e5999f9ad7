#include "store_fixture.h"
#include "unit_test.h"

#include "aggregator/writer.h"

#include <poll.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 };

static char dir[] = "/tmp/tiendo-writer-XXXXXX";
static char path[80];
static store *into;
static writer *w;
static store_batch *batch;

static int make_writer(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir) || !(batch = store_batch_new()))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    if (store_open_writer(&into, path).code)
        return -1;
    return writer_start(&w, into).code ? -1 : 0;
}

static int remove_writer(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[100];
    writer_stop(w);
    store_close(into);
    store_batch_free(batch);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(dir);
}

static error wait_for_result(void)
{
    struct pollfd fd = {.fd = writer_fd(w), .events = POLLIN};
    error result = OK;
    assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
    assert_true(writer_take_result(w, &result));
    assert_int_equal(poll(&fd, 1, 0), 0);
    return result;
}

static void put_event(const char *detail)
{
    assert_int_equal(store_batch_event(batch, "status", "384", "", "", detail, 1).code, ERR_OK);
}

static int64_t count_events(void)
{
    store *reader;
    store_totals totals;
    assert_int_equal(store_open_reader(&reader, path).code, ERR_OK);
    assert_int_equal(store_count(reader, &totals).code, ERR_OK);
    store_close(reader);
    return totals.events;
}

static void a_batch_is_committed_when_its_result_is_there(void **state)
{
    (void)state;
    error result;
    assert_false(writer_take_result(w, &result));
    for (int64_t n = 1; n <= 50; n++) {
        put_event("a>b");
        writer_give(w, batch);
        assert_int_equal(wait_for_result().code, ERR_OK);
        assert_int_equal(count_events(), n);
        store_batch_reset(batch);
    }
}

static void a_batch_that_fails_leaves_nothing_and_the_next_one_goes_through(void **state)
{
    (void)state;
    const report r = {.sequence = 1,
                      .kind = REPORT_NOTHING,
                      .unit = "384",
                      .obligation = "X",
                      .period = "2024-M07",
                      .breakdown = "",
                      .source = "",
                      .text = "",
                      .addressed_to = ""};
    const verdict yes = {.outcome = ACCEPTED, .code = "accepted"};
    put_event("before");
    assert_int_equal(store_batch_report(batch, 77, &r, &yes, 1).code, ERR_OK); /* no such stream */
    writer_give(w, batch);
    error result = wait_for_result();
    assert_int_equal(result.code, ERR_INTERNAL);
    assert_non_null(strstr(result.text, "FOREIGN KEY"));
    assert_int_equal(count_events(), 0);
    store_batch_reset(batch);
    put_event("after");
    writer_give(w, batch);
    assert_int_equal(wait_for_result().code, ERR_OK);
    assert_int_equal(count_events(), 1);
}

static void it_is_busy_for_as_long_as_it_has_a_batch(void **state)
{
    (void)state;
    sqlite3 *other;
    assert_int_equal(writer_busy_ms(w), 0);
    put_event("waits for the lock");
    /* Somebody else holds the store: the thread has its batch, and gets nowhere with it. */
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    writer_give(w, batch);
    while (writer_busy_ms(w) < 5)
        sched_yield();
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    assert_int_equal(wait_for_result().code, ERR_OK);
    writer_rest(w);
    assert_int_equal(writer_busy_ms(w), 0);
}

static void at_rest_the_store_is_the_callers(void **state)
{
    (void)state;
    put_event("by the thread");
    writer_give(w, batch);
    writer_rest(w);
    assert_int_equal(store_begin(into).code, ERR_OK);
    assert_int_equal(store_put_event(into, "status", "384", "", "", "by us", 2).code, ERR_OK);
    assert_int_equal(store_commit(into).code, ERR_OK);
    assert_int_equal(count_events(), 2);
    assert_int_equal(wait_for_result().code, ERR_OK); /* still there to be taken */
}

static void stopping_writes_what_it_was_given(void **state)
{
    (void)state;
    put_event("last");
    writer_give(w, batch);
    writer_stop(w);
    assert_int_equal(count_events(), 1);
    assert_int_equal(writer_start(&w, into).code, ERR_OK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_writer, remove_writer)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_batch_is_committed_when_its_result_is_there),
        TEST(a_batch_that_fails_leaves_nothing_and_the_next_one_goes_through),
        TEST(it_is_busy_for_as_long_as_it_has_a_batch),
        TEST(at_rest_the_store_is_the_callers),
        TEST(stopping_writes_what_it_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
