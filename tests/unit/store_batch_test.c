#include "store_fixture.h"
#include "unit_test.h"

#include "store/db.h"
#include "store/store_schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RANDOM_REPORTS = 400, ROUNDS = 5 };

static char dir[] = "/tmp/tiendo-batch-XXXXXX";
static char path[80];
static store *into;
static store_batch *batch;

static const verdict YES = {.outcome = ACCEPTED, .code = "accepted"};
static const verdict LATE = {.outcome = ACCEPTED_WITH_WARNING, .code = "late", .message = "muộn"};
static const verdict NO = {.outcome = REJECTED, .code = "out-of-range", .message = "quá lớn"};

static const stream_greeting HELLO = {"0123456789abcdef", 1, "384", "key", "test/1", 5, 1000};

static void remove_files(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[100];
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void write_it(void)
{
    assert_int_equal(store_begin(into).code, ERR_OK);
    assert_int_equal(store_write(into, batch).code, ERR_OK);
    assert_int_equal(store_commit(into).code, ERR_OK);
    store_batch_reset(batch);
}

static void open_store(void)
{
    assert_int_equal(store_open_writer(&into, path).code, ERR_OK);
    assert_int_equal(store_batch_greet(batch, &HELLO).code, ERR_OK);
    write_it();
}

static int make_store(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir) || !(batch = store_batch_new()))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    open_store();
    return 0;
}

static int remove_store(void **state)
{
    (void)state;
    store_close(into);
    store_batch_free(batch);
    remove_files();
    return rmdir(dir);
}

static report say(report_kind kind, uint64_t sequence, int64_t value)
{
    return (report){.sequence = sequence,
                    .kind = kind,
                    .unit = "384",
                    .obligation = "06-CA-02",
                    .period = "2024-M07",
                    .breakdown = "",
                    .source = "a.csv:2",
                    .text = kind == REPORT_DIFFICULTY ? "thiếu máy" : "",
                    .addressed_to = "",
                    .figure = {.value = value}};
}

static void put_at(report r, const verdict *v, int64_t now_ms)
{
    assert_int_equal(store_batch_report(batch, 1, &r, v, now_ms).code, ERR_OK);
}

static void put(report r, const verdict *v)
{
    put_at(r, v, 2000 + (int64_t)r.sequence);
}

/* The rows of SQL, columns joined by "|", rows by a space. */
static const char *ask(const char *sql)
{
    static char text[64 * 1024];
    sqlite3_stmt *stmt;
    bool row;
    size_t used = 0;
    *text = '\0';
    assert_int_equal(db_prepare(into->db, sql, &stmt).code, ERR_OK);
    while (!db_step(stmt, &row).code && row)
        for (int i = 0; i < sqlite3_column_count(stmt); i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                     i      ? "|"
                                     : used ? " "
                                            : "",
                                     db_text(stmt, i));
    sqlite3_finalize(stmt);
    assert_true(used < sizeof text);
    return text;
}

/* ---- one key, many reports ---------------------------------------------------------------------
 */

static void a_key_is_moved_once_and_told_once_however_many_reports_it_got(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 3; n++)
        put(say(REPORT_FIGURE, n, (int64_t)n * 10), &YES);
    write_it();
    assert_string_equal(ask("SELECT id, value, replaces FROM report"), "1|10| 2|20|1 3|30|2");
    assert_string_equal(ask("SELECT report, first_ms, corrections FROM latest"), "3|2001|2");
    assert_string_equal(ask("SELECT kind, report, at_ms FROM event"), "figure|3|2003");
    put(say(REPORT_FIGURE, 4, 40), &YES);
    put(say(REPORT_FIGURE, 5, 50), &YES);
    write_it();
    assert_string_equal(ask("SELECT replaces FROM report WHERE id > 3"), "3 4");
    assert_string_equal(ask("SELECT report, first_ms, corrections FROM latest"), "5|2001|4");
    assert_string_equal(ask("SELECT kind, report FROM event WHERE id > 1"), "correction|5");
}

static void difficulties_add_to_one_another_and_each_is_told(void **state)
{
    (void)state;
    put(say(REPORT_DIFFICULTY, 1, 0), &YES);
    put(say(REPORT_FIGURE, 2, 7), &YES);
    put(say(REPORT_DIFFICULTY, 3, 0), &YES);
    write_it();
    assert_string_equal(ask("SELECT count(*) FROM difficulty"), "2");
    assert_string_equal(ask("SELECT coalesce(replaces, 0) FROM report"), "0 0 0");
    assert_string_equal(ask("SELECT kind, report FROM event ORDER BY kind, report"),
                        "difficulty|1 difficulty|3 figure|2");
    assert_string_equal(ask("SELECT kind, report FROM latest ORDER BY kind"),
                        "difficulty|3 figure|2");
}

static void what_is_put_in_is_copied(void **state)
{
    (void)state;
    char unit[] = "384", source[] = "a.csv:2";
    report r = say(REPORT_FIGURE, 1, 5);
    r.unit = unit;
    r.source = source;
    put(r, &YES);
    strcpy(unit, "xxx");
    strcpy(source, "yyyyyyy");
    write_it();
    assert_string_equal(ask("SELECT unit, source FROM report"), "384|a.csv:2");
}

static void a_reset_batch_is_empty(void **state)
{
    (void)state;
    assert_true(store_batch_is_empty(batch));
    put(say(REPORT_FIGURE, 1, 5), &YES);
    assert_int_equal(store_batch_event(batch, "status", "384", "", "", "", 1).code, ERR_OK);
    assert_false(store_batch_is_empty(batch));
    assert_int_equal(store_batch_reports(batch), 1);
    store_batch_reset(batch);
    assert_true(store_batch_is_empty(batch));
    write_it();
    assert_string_equal(ask("SELECT count(*) FROM report UNION ALL SELECT count(*) FROM event"),
                        "0 0");
}

/* ---- verdicts that wait ------------------------------------------------------------------------
 */

static const char *waiting(void)
{
    return ask("SELECT sequence FROM verdict WHERE settled_ms IS NULL ORDER BY sequence");
}

static void a_refusal_is_settled_by_a_later_report_of_the_same_batch_not_by_an_earlier(void **state)
{
    (void)state;
    put(say(REPORT_FIGURE, 1, 1), &YES);
    put(say(REPORT_FIGURE, 2, 999), &NO);
    put(say(REPORT_FIGURE, 3, 2), &YES);
    put(say(REPORT_FIGURE, 4, 999), &NO);
    write_it();
    assert_string_equal(waiting(), "4");
    put(say(REPORT_FIGURE, 5, 3), &LATE);
    write_it();
    assert_string_equal(waiting(), "5");
    put(say(REPORT_FIGURE, 6, 4), &YES);
    write_it();
    assert_string_equal(waiting(), "");
}

static void a_refusal_from_before_a_restart_is_settled_too(void **state)
{
    (void)state;
    put(say(REPORT_FIGURE, 1, 999), &NO);
    write_it();
    store_close(into);
    open_store();
    assert_string_equal(waiting(), "1");
    put(say(REPORT_FIGURE, 2, 3), &YES);
    write_it();
    assert_string_equal(waiting(), "");
}

/* ---- rows of reports ---------------------------------------------------------------------------
 */

static void each_kind_of_report_fills_its_own_columns(void **state)
{
    (void)state;
    store_set_catalogue(into, 77);
    report ratio = say(REPORT_FIGURE, 1, 4132);
    ratio.figure = (figure){.value = 4132, .denominator = 0, .decimals = 2, .is_ratio = true};
    ratio.breakdown = "sex=female";
    ratio.observed_at_ms = 1500;
    put(ratio, &YES);
    report task = say(REPORT_TASK, 2, 0);
    task.percent = 40;
    task.state = TASK_BLOCKED;
    task.text = "chờ máy chủ";
    put(task, &LATE);
    report difficulty = say(REPORT_DIFFICULTY, 3, 0);
    difficulty.addressed_to = "H56";
    put(difficulty, &YES);
    report whole = say(REPORT_FIGURE, 4, 0);
    whole.corrects = 1;
    whole.source = "";
    put(whole, &YES);
    put(say(REPORT_FIGURE, 5, 1), &NO);
    write_it();
    assert_string_equal(ask("SELECT sequence, kind, breakdown, quote(source), quote(observed_ms),"
                            " quote(corrects), quote(warning), quote(addressed_to), catalogue"
                            " FROM report"),
                        "1|figure|sex=female|'a.csv:2'|1500|NULL|NULL|NULL|77"
                        " 2|task||'a.csv:2'|NULL|NULL|'late'|NULL|77"
                        " 3|difficulty||'a.csv:2'|NULL|NULL|NULL|'H56'|77"
                        " 4|figure||NULL|NULL|1|NULL|NULL|77");
    assert_string_equal(ask("SELECT sequence, quote(value), quote(denominator), quote(decimals),"
                            " quote(percent), quote(state), quote(text) FROM report"),
                        "1|4132|0|2|NULL|NULL|NULL"
                        " 2|NULL|NULL|NULL|40|'blocked'|'chờ máy chủ'"
                        " 3|NULL|NULL|NULL|NULL|NULL|'thiếu máy'"
                        " 4|0|NULL|0|NULL|NULL|NULL");
    store_set_catalogue(into, 0);
    put(say(REPORT_FIGURE, 6, 1), &YES);
    write_it();
    assert_string_equal(ask("SELECT quote(catalogue) FROM report WHERE sequence = 6"), "NULL");
}

static void what_cannot_be_stored_leaves_nothing_and_the_next_batch_is(void **state)
{
    (void)state;
    enum { UNKNOWN_STREAM = 99 };
    report r = say(REPORT_FIGURE, 2, 20);
    put(say(REPORT_FIGURE, 1, 10), &YES);
    assert_int_equal(store_batch_report(batch, UNKNOWN_STREAM, &r, &YES, 2000).code, ERR_OK);
    assert_int_equal(store_begin(into).code, ERR_OK);
    assert_int_equal(store_write(into, batch).code, ERR_INTERNAL);
    store_rollback(into);
    store_batch_reset(batch);
    assert_string_equal(ask("SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM latest),"
                            " (SELECT count(*) FROM event)"),
                        "0|0|0");
    put(say(REPORT_FIGURE, 1, 10), &YES);
    write_it();
    assert_string_equal(ask("SELECT id, value FROM report"), "1|10");
}

static void a_batch_shows_in_its_tables_only_while_it_is_written(void **state)
{
    (void)state;
    put(say(REPORT_FIGURE, 1, 10), &YES);
    assert_string_equal(ask("SELECT (SELECT count(*) FROM batch_report),"
                            " (SELECT count(*) FROM batch_key)"),
                        "0|0");
    into->batch = batch;
    assert_string_equal(ask("SELECT rowid, sequence, value, (SELECT count(*) FROM batch_key)"
                            " FROM batch_report"),
                        "1|1|10|1");
    into->batch = NULL;
    write_it();
    assert_string_equal(ask("SELECT count(*) FROM batch_report"), "0");
}

/* ---- rows of other kinds -----------------------------------------------------------------------
 */

static void a_notice_is_written_once_whoever_asks_twice(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(store_batch_notice(batch, "reminder", "384", "2024-M06", 5).code, ERR_OK);
    write_it();
    assert_int_equal(store_batch_notice(batch, "reminder", "384", "2024-M06", 6).code, ERR_OK);
    assert_int_equal(store_batch_notice(batch, "receipt", "384", "2024-M06", 7).code, ERR_OK);
    write_it();
    assert_string_equal(ask("SELECT kind, at_ms FROM event"), "reminder|5 receipt|7");
}

static void a_known_stream_that_greets_again_keeps_its_place(void **state)
{
    (void)state;
    stream_greeting again = HELLO;
    again.key = "key 2";
    again.at_ms = 9000;
    assert_int_equal(store_batch_advance(batch, 1, 7, 2000).code, ERR_OK);
    write_it();
    assert_int_equal(store_batch_greet(batch, &again).code, ERR_OK);
    write_it();
    assert_string_equal(
        ask("SELECT id, unit, key, last_sequence, first_seen_ms, last_seen_ms FROM stream"),
        "1|384|key 2|7|1000|9000");
}

/* ---- one batch or many -------------------------------------------------------------------------
 */

/* Mostly of few keys, which meet again; the others make the batch's set of keys grow. */
static report random_report(uint64_t sequence)
{
    static char unit[8];
    static const char *const periods[] = {"2024-M05", "2024-M06", "2024-M07"};
    static const report_kind kinds[] = {REPORT_FIGURE, REPORT_FIGURE, REPORT_TASK, REPORT_NOTHING,
                                        REPORT_DIFFICULTY};
    report r = say(kinds[random() % 5], sequence, random() % 100);
    snprintf(unit, sizeof unit, "%ld", random() % (random() % 3 ? 2 : 60));
    r.unit = unit;
    r.period = periods[random() % 3];
    if (r.kind == REPORT_TASK)
        r.state = TASK_IN_PROGRESS;
    return r;
}

/* What the store says after the same reports, written WRITTEN_EACH at a time. */
static char *state_after(unsigned seed, size_t written_each)
{
    static const verdict *const verdicts[] = {&YES, &YES, &YES, &LATE, &NO};
    store_close(into);
    remove_files();
    open_store();
    srandom(seed);
    for (uint64_t n = 1; n <= RANDOM_REPORTS; n++) {
        report r = random_report(n);
        put_at(r, verdicts[random() % 5], (int64_t)n);
        if (n % written_each == 0 || n == RANDOM_REPORTS)
            write_it();
    }
    static const char *const questions[] = {
        "SELECT id, sequence, kind, unit, period, value, warning, replaces FROM report ORDER BY id",
        ("SELECT period, unit, kind, report, first_ms, corrections FROM latest"
         " ORDER BY period, unit, kind"),
        "SELECT sequence, code, settled_ms, report FROM verdict ORDER BY sequence",
        "SELECT report, raised_ms FROM difficulty ORDER BY report",
    };
    char *all = strdup("");
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        char *more = NULL;
        assert_true(asprintf(&more, "%s\n%s", all, ask(questions[i])) > 0);
        free(all);
        all = more;
    }
    return all;
}

static void many_reports_in_one_batch_leave_the_same_state_as_one_by_one(void **state)
{
    (void)state;
    const char *wanted = getenv("TIENDO_SEED");
    unsigned seed = wanted ? (unsigned)strtoul(wanted, NULL, 10) : (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    for (unsigned round = 0; round < ROUNDS; round++) {
        char *one = state_after(seed + round, 1), *some = state_after(seed + round, 7),
             *all = state_after(seed + round, RANDOM_REPORTS);
        assert_string_equal(one, some);
        assert_string_equal(one, all);
        free(one);
        free(some);
        free(all);
    }
}

/* ---- the log -----------------------------------------------------------------------------------
 */

static off_t log_size(void)
{
    char name[100];
    struct stat st;
    snprintf(name, sizeof name, "%s-wal", path);
    return stat(name, &st) == 0 ? st.st_size : 0;
}

/* Commits of some 100 KiB each, tidied as the writer does. */
static void write_much(int commits, uint64_t *sequence)
{
    static char text[REPORT_TEXT_MAX];
    int64_t bytes;
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < commits; i++) {
        for (int n = 0; n < 25; n++) {
            report r = say(REPORT_DIFFICULTY, ++*sequence, 0);
            r.text = text;
            put(r, &YES);
        }
        write_it();
        assert_int_equal(store_tidy(into, &bytes).code, ERR_OK);
    }
}

static void the_log_stays_short_and_is_used_again_after_a_slow_reader(void **state)
{
    (void)state;
    enum { SHORT = 20 * 1024 * 1024, COMMITS = 500 };
    store *reader;
    uint64_t sequence = 0;
    write_much(COMMITS, &sequence);
    off_t without = log_size();
    assert_true(without < SHORT);
    assert_int_equal(store_open_reader(&reader, path).code, ERR_OK);
    assert_int_equal(store_snapshot_begin(reader).code, ERR_OK);
    store_totals totals;
    assert_int_equal(store_count(reader, &totals).code, ERR_OK);
    write_much(COMMITS, &sequence);
    off_t with = log_size();
    assert_true(with > without + SHORT); /* the control: the reader does hold the log */
    store_snapshot_end(reader);
    write_much(COMMITS, &sequence);
    assert_true(log_size() <= with + SHORT);
    store_close(reader);
}

static bool count_report(void *context, const stored_report *row)
{
    (void)row;
    ++*(size_t *)context;
    return true;
}

static void a_reader_that_never_ends_is_cut_off(void **state)
{
    (void)state;
    enum { REPORTS = 2000 };
    store *reader;
    size_t seen = 0;
    for (uint64_t n = 1; n <= REPORTS; n++)
        put(say(REPORT_FIGURE, n, (int64_t)n), &YES);
    write_it();
    assert_int_equal(store_open_reader(&reader, path).code, ERR_OK);
    assert_int_equal(store_snapshot_begin(reader).code, ERR_OK);
    assert_int_equal(store_reports(reader, NULL, count_report, &seen).code, ERR_OK);
    assert_int_equal(seen, REPORTS); /* the control: in time */
    store_snapshot_end(reader);
    store_set_snapshot_ms(reader, -1);
    assert_int_equal(store_snapshot_begin(reader).code, ERR_OK);
    assert_int_equal(store_reports(reader, NULL, count_report, &seen).code, ERR_BUSY);
    store_snapshot_end(reader);
    assert_int_equal(store_reports(reader, NULL, count_report, &seen).code, ERR_OK);
    store_close(reader);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_store, remove_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_is_moved_once_and_told_once_however_many_reports_it_got),
        TEST(difficulties_add_to_one_another_and_each_is_told),
        TEST(what_is_put_in_is_copied),
        TEST(a_reset_batch_is_empty),
        TEST(a_refusal_is_settled_by_a_later_report_of_the_same_batch_not_by_an_earlier),
        TEST(a_refusal_from_before_a_restart_is_settled_too),
        TEST(each_kind_of_report_fills_its_own_columns),
        TEST(what_cannot_be_stored_leaves_nothing_and_the_next_batch_is),
        TEST(a_batch_shows_in_its_tables_only_while_it_is_written),
        TEST(a_notice_is_written_once_whoever_asks_twice),
        TEST(a_known_stream_that_greets_again_keeps_its_place),
        TEST(many_reports_in_one_batch_leave_the_same_state_as_one_by_one),
        TEST(the_log_stays_short_and_is_used_again_after_a_slow_reader),
        TEST(a_reader_that_never_ends_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
