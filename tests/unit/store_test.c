#include "store_fixture.h"
#include "unit_test.h"

#include "store/store.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-store-XXXXXX";
static char path[64];
static store *writer;
static stream_state stream;

static int make_store(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    if (store_open_writer(&writer, path).code || store_begin(writer).code ||
        put_greeting(writer, "0123456789abcdef", "384", "key", "test/1", 5, 1000, &stream).code)
        return -1;
    return store_commit(writer).code ? -1 : 0;
}

static int remove_store(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[80];
    store_close(writer);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(dir);
}

static const verdict YES = {.outcome = ACCEPTED, .code = "accepted"};
static const verdict LATE = {.outcome = ACCEPTED_WITH_WARNING, .code = "late", .message = "muộn"};
static const verdict NO = {.outcome = REJECTED, .code = "out-of-range", .message = "quá lớn"};

static report figure_of(int64_t value)
{
    return (report){.sequence = ++stream.last_sequence,
                    .kind = REPORT_FIGURE,
                    .unit = "384",
                    .obligation = "06-CA-02",
                    .period = "2024-M07",
                    .breakdown = "",
                    .source = "a.csv:2",
                    .text = "",
                    .addressed_to = "",
                    .figure = {.value = value}};
}

static void put_in(const report *r, const verdict *v)
{
    assert_int_equal(put_report(writer, &stream, r, v, 2000).code, ERR_OK);
}

static void put(const report *r, const verdict *v)
{
    assert_int_equal(store_begin(writer).code, ERR_OK);
    put_in(r, v);
    assert_int_equal(put_place(writer, &stream, 2000).code, ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
}

/* ---- what comes back ----------------------------------------------------------------------------
 */

typedef struct seen {
    size_t count;
    int64_t id, replaces, value, denominator;
    bool is_ratio;
    char code[40], kind[24];
} seen;

static bool see_report(void *context, const stored_report *row)
{
    seen *s = context;
    s->count++;
    s->id = row->id;
    s->replaces = row->replaces;
    s->value = row->report.figure.value;
    s->denominator = row->report.figure.denominator;
    s->is_ratio = row->report.figure.is_ratio;
    snprintf(s->code, sizeof s->code, "%s", row->warning);
    return true;
}

static bool see_verdict(void *context, const stored_verdict *row)
{
    seen *s = context;
    s->count++;
    s->id = (int64_t)row->sequence;
    snprintf(s->code, sizeof s->code, "%s", row->code);
    return true;
}

static bool see_event(void *context, const stored_event *row)
{
    seen *s = context;
    s->count++;
    s->id = row->id;
    snprintf(s->kind, sizeof s->kind, "%s", row->kind);
    return true;
}

static seen latest(store *from)
{
    seen s = {0};
    assert_int_equal(store_latest(from, NULL, see_report, &s).code, ERR_OK);
    return s;
}

static seen history(void)
{
    seen s = {0};
    assert_int_equal(store_reports(writer, NULL, see_report, &s).code, ERR_OK);
    return s;
}

static seen rejected(bool with_warnings)
{
    seen s = {0};
    assert_int_equal(store_rejected(writer, NULL, with_warnings, see_verdict, &s).code, ERR_OK);
    return s;
}

static seen events(void)
{
    seen s = {0};
    assert_int_equal(store_events(writer, NULL, see_event, &s).code, ERR_OK);
    return s;
}

/* ---- tests --------------------------------------------------------------------------------------
 */

static void a_correction_counts_and_the_history_stays(void **state)
{
    (void)state;
    const report first = figure_of(100), second = figure_of(90);
    put(&first, &YES);
    put(&second, &YES);
    assert_int_equal(latest(writer).count, 1);
    assert_int_equal(latest(writer).value, 90);
    assert_int_equal(latest(writer).replaces, 1);
    assert_int_equal(history().count, 2);
    assert_string_equal(events().kind, "correction");
    assert_int_equal(events().count, 2);
}

static void zero_and_a_ratio_over_zero_stay_what_they_are(void **state)
{
    (void)state;
    report r = figure_of(0);
    put(&r, &YES);
    assert_int_equal(latest(writer).value, 0);
    assert_false(latest(writer).is_ratio);
    r = figure_of(0);
    r.obligation = "DX-XH-01";
    r.figure.is_ratio = true;
    put(&r, &YES);
    assert_true(latest(writer).is_ratio);
    assert_int_equal(latest(writer).denominator, 0);
}

static void a_rejected_report_counts_for_nothing_but_stays_visible_until_mended(void **state)
{
    (void)state;
    const report bad = figure_of(-5), good = figure_of(5);
    put(&bad, &NO);
    assert_int_equal(latest(writer).count, 0);
    assert_int_equal(history().count, 0);
    assert_string_equal(rejected(false).code, "out-of-range");
    assert_string_equal(events().kind, "rejected");
    put(&good, &YES);
    assert_int_equal(rejected(false).count, 0);
    seen s = {0};
    assert_int_equal(store_verdicts(writer, stream.row, 1, 2, see_verdict, &s).code, ERR_OK);
    assert_int_equal(s.count, 1); /* a resend still gets its verdict */
}

static void a_warned_report_counts_and_carries_its_warning(void **state)
{
    (void)state;
    const report r = figure_of(5);
    put(&r, &LATE);
    assert_string_equal(latest(writer).code, "late");
    assert_int_equal(rejected(false).count, 0);
    assert_string_equal(rejected(true).code, "late");
}

static void what_is_rolled_back_never_was(void **state)
{
    (void)state;
    const report r = figure_of(5);
    stream_state now;
    assert_int_equal(store_begin(writer).code, ERR_OK);
    put_in(&r, &YES);
    assert_int_equal(put_place(writer, &stream, 2000).code, ERR_OK);
    store_rollback(writer);
    assert_int_equal(history().count, 0);
    assert_int_equal(events().count, 0);
    assert_int_equal(find_stream(writer, "0123456789abcdef", &now).code, ERR_OK);
    assert_int_equal(now.last_sequence, 0);
}

static void the_sequence_is_committed_with_its_reports(void **state)
{
    (void)state;
    const report r = figure_of(5);
    stream_state now;
    put(&r, &YES);
    store_close(writer);
    assert_int_equal(store_open_writer(&writer, path).code, ERR_OK);
    assert_int_equal(find_stream(writer, "0123456789abcdef", &now).code, ERR_OK);
    assert_int_equal(now.last_sequence, 1);
    assert_string_equal(now.unit, "384");
    assert_int_equal(history().count, 1);
}

static void difficulties_wait_and_do_not_replace_one_another(void **state)
{
    (void)state;
    store_totals t;
    for (int i = 0; i < 2; i++) {
        report r = figure_of(0);
        r.kind = REPORT_DIFFICULTY;
        r.text = i ? "thiếu kinh phí" : "thiếu người";
        put(&r, &YES);
    }
    assert_int_equal(store_count(writer, &t).code, ERR_OK);
    assert_int_equal(t.open_difficulties, 2);
    assert_int_equal(history().replaces, 0);
}

static void a_reader_sees_committed_states_and_cannot_write(void **state)
{
    (void)state;
    store *reader;
    const report first = figure_of(1), second = figure_of(2);
    put(&first, &YES);
    assert_int_equal(store_open_reader(&reader, path).code, ERR_OK);
    assert_int_equal(store_snapshot_begin(reader).code, ERR_OK);
    assert_int_equal(latest(reader).value, 1);
    put(&second, &YES);
    assert_int_equal(latest(reader).value, 1); /* one snapshot, one state */
    store_snapshot_end(reader);
    assert_int_equal(latest(reader).value, 2);
    assert_int_not_equal(store_put_event(reader, "x", "384", "", "", "", 1).code, ERR_OK);
    store_close(reader);
}

static void notices_are_found_by_unit_period_and_kind(void **state)
{
    (void)state;
    bool has;
    assert_int_equal(store_begin(writer).code, ERR_OK);
    assert_int_equal(store_put_event(writer, "reminder", "384", "", "2024-M07", "", 1).code,
                     ERR_OK);
    assert_int_equal(store_commit(writer).code, ERR_OK);
    assert_int_equal(store_has_notice(writer, "reminder", "384", "2024-M07", &has).code, ERR_OK);
    assert_true(has);
    assert_int_equal(store_has_notice(writer, "receipt", "384", "2024-M07", &has).code, ERR_OK);
    assert_false(has);
}

/* Kill -9 between two commits and in the middle of one: what was committed is there, whole. */
static void a_killed_writer_leaves_only_whole_commits(void **state)
{
    (void)state;
    int told[2];
    store_close(writer);
    writer = NULL;
    assert_int_equal(pipe(told), 0);
    pid_t child = fork(); /* nothing of SQLite is open here */
    if (child == 0) {
        store_open_writer(&writer, path);
        for (;;) {
            store_begin(writer);
            for (int i = 0; i < 20; i++) {
                report r = figure_of(i);
                put_report(writer, &stream, &r, &YES, 2000);
            }
            put_place(writer, &stream, 2000);
            store_commit(writer);
            if (write(told[1], &stream.last_sequence, sizeof stream.last_sequence) < 0)
                _exit(1);
        }
    }
    uint64_t acknowledged = 0;
    while (acknowledged < 400)
        assert_int_equal(read(told[0], &acknowledged, sizeof acknowledged), sizeof acknowledged);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(told[0]);
    close(told[1]);
    stream_state now;
    assert_int_equal(store_open_writer(&writer, path).code, ERR_OK);
    assert_int_equal(find_stream(writer, "0123456789abcdef", &now).code, ERR_OK);
    assert_true(now.last_sequence >= acknowledged);
    assert_int_equal(now.last_sequence % 20, 0);
    assert_int_equal(history().count, now.last_sequence);
    assert_int_equal(events().count, now.last_sequence);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_store, remove_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_correction_counts_and_the_history_stays),
        TEST(zero_and_a_ratio_over_zero_stay_what_they_are),
        TEST(a_rejected_report_counts_for_nothing_but_stays_visible_until_mended),
        TEST(a_warned_report_counts_and_carries_its_warning),
        TEST(what_is_rolled_back_never_was),
        TEST(the_sequence_is_committed_with_its_reports),
        TEST(difficulties_wait_and_do_not_replace_one_another),
        TEST(a_reader_sees_committed_states_and_cannot_write),
        TEST(notices_are_found_by_unit_period_and_kind),
        TEST(a_killed_writer_leaves_only_whole_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
