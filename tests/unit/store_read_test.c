#include "store_fixture.h"
#include "unit_test.h"

#include "store/db.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the readers of the store get to see of a small history:
 *
 *   id  unit  obligation  period    at    what
 *   1   384   A           2024-M06  1000  figure 1
 *   2   385   A           2024-M06  2000  figure 2
 *   3   384   A           2024-M07  3000  figure 3, late
 *   4   384   B           2024-M07  4000  difficulty for STTTT
 *   -   385   B           2024-M07  5000  figure 5, refused
 *   5   384   A           2024-M06  6000  figure 6, a correction of 1
 *   6   384   B           2024-M07  7000  difficulty */
static char dir[] = "/tmp/tiendo-read-XXXXXX";
static char path[64];
static store *s;
static stream_state streams[2];

static const verdict YES = {.outcome = ACCEPTED, .code = "accepted"};
static const verdict LATE = {.outcome = ACCEPTED_WITH_WARNING, .code = "late", .message = "muộn"};
static const verdict NO = {.outcome = REJECTED, .code = "out-of-range", .message = "quá lớn"};

static void put(int unit, const char *obligation, const char *period, int64_t number,
                const verdict *v)
{
    stream_state *stream = &streams[unit == 385];
    report r = {.sequence = ++stream->last_sequence,
                .kind = REPORT_FIGURE,
                .unit = unit == 384 ? "384" : "385",
                .obligation = obligation,
                .period = period,
                .breakdown = "",
                .observed_at_ms = number,
                .source = "a.csv:2",
                .text = "",
                .addressed_to = "",
                .figure = {.value = number, .decimals = 2}};
    if (strcmp(obligation, "B") == 0 && v != &NO) {
        r.kind = REPORT_DIFFICULTY;
        r.text = number == 4 ? "Thiếu kinh phí" : "Thiếu người";
        r.addressed_to = number == 4 ? "STTTT" : "";
    }
    assert_int_equal(put_report(s, stream, &r, v, number * 1000).code, ERR_OK);
    assert_int_equal(put_place(s, stream, number * 1000).code, ERR_OK);
}

static int fill(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", dir);
    if (store_open_writer(&s, path).code || store_begin(s).code ||
        put_greeting(s, "stream of 384...", "384", "k1", "p/1", -5, 500, &streams[0]).code ||
        put_greeting(s, "stream of 385...", "385", "k2", "p/2", 7, 600, &streams[1]).code)
        return -1;
    put(384, "A", "2024-M06", 1, &YES);
    put(385, "A", "2024-M06", 2, &YES);
    put(384, "A", "2024-M07", 3, &LATE);
    put(384, "B", "2024-M07", 4, &YES);
    put(385, "B", "2024-M07", 5, &NO);
    put(384, "A", "2024-M06", 6, &YES);
    put(384, "B", "2024-M07", 7, &YES);
    return store_commit(s).code ? -1 : 0;
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

/* ---- reports: their ids in the order in which they came back, as "5 3 1 " ----------------------
 */

static bool add_id(void *context, const stored_report *row)
{
    char *text = context;
    snprintf(text + strlen(text), 80 - strlen(text), "%d ", (int)row->id);
    return true;
}

static void assert_reports(const store_filter *filter, const char *expected)
{
    char ids[80] = "";
    assert_int_equal(store_reports(s, filter, add_id, ids).code, ERR_OK);
    assert_string_equal(ids, expected);
}

static void assert_latest(const store_filter *filter, const char *expected)
{
    char ids[80] = "";
    assert_int_equal(store_latest(s, filter, add_id, ids).code, ERR_OK);
    assert_string_equal(ids, expected);
}

static void reports_come_newest_first_and_by_every_filter(void **state)
{
    (void)state;
    assert_reports(NULL, "6 5 4 3 2 1 ");
    assert_reports(&(store_filter){.unit = "385"}, "2 ");
    assert_reports(&(store_filter){.obligation = "B"}, "6 4 ");
    assert_reports(&(store_filter){.period = "2024-M06"}, "5 2 1 ");
    assert_reports(&(store_filter){.kind = REPORT_DIFFICULTY}, "6 4 ");
    assert_reports(&(store_filter){.after_id = 4}, "6 5 ");
    assert_reports(&(store_filter){.before_ms = 3000}, "2 1 ");
    assert_reports(&(store_filter){.limit = 2}, "6 5 ");
    assert_reports(&(store_filter){.unit = "384", .period = "2024-M06", .limit = 1}, "5 ");
    assert_reports(&(store_filter){.unit = "386"}, "");
}

static void the_latest_come_in_the_order_of_their_key(void **state)
{
    (void)state;
    assert_latest(NULL, "5 2 3 6 ");
    assert_latest(&(store_filter){.obligation = "A", .period = "2024-M06"}, "5 2 ");
    assert_latest(&(store_filter){.obligation = "A", .period = "2024-M06", .unit = "385"}, "2 ");
    assert_latest(&(store_filter){.period = "2024-M07", .kind = REPORT_FIGURE}, "3 ");
    assert_latest(&(store_filter){.unit = "384", .after_id = 3}, "5 6 ");
}

static bool stop_at_once(void *context, const stored_report *row)
{
    (void)row;
    ++*(int *)context;
    return false;
}

static void a_reader_may_stop(void **state)
{
    (void)state;
    int calls = 0;
    assert_int_equal(store_reports(s, NULL, stop_at_once, &calls).code, ERR_OK);
    assert_int_equal(calls, 1);
}

static bool see_correction(void *context, const stored_report *row)
{
    (void)context;
    assert_int_equal(row->replaces, 1);
    assert_int_equal(row->received_at_ms, 6000);
    assert_int_equal(row->outcome, ACCEPTED);
    assert_string_equal(row->report.source, "a.csv:2");
    assert_int_equal(row->report.observed_at_ms, 6);
    assert_int_equal(row->report.figure.value, 6);
    assert_int_equal(row->report.figure.decimals, 2);
    assert_false(row->report.figure.is_ratio);
    return true;
}

static void one_report_is_found_by_its_id(void **state)
{
    (void)state;
    bool found = false;
    assert_int_equal(store_report_by_id(s, 5, see_correction, NULL, &found).code, ERR_OK);
    assert_true(found);
    assert_int_equal(store_report_by_id(s, 99, see_correction, NULL, &found).code, ERR_OK);
    assert_false(found);
}

/* ---- verdicts -----------------------------------------------------------------------------------
 */

static bool add_code(void *context, const stored_verdict *row)
{
    char *text = context;
    snprintf(text + strlen(text), 80 - strlen(text), "%s:%d:%s ", row->unit, (int)row->sequence,
             row->code);
    return true;
}

static void assert_verdicts(int64_t stream, uint64_t first, uint64_t last, const char *expected)
{
    char text[80] = "";
    assert_int_equal(store_verdicts(s, stream, first, last, add_code, text).code, ERR_OK);
    assert_string_equal(text, expected);
}

static void verdicts_are_those_of_one_stream_and_range(void **state)
{
    (void)state;
    assert_verdicts(streams[0].row, 1, 9, "384:2:late ");
    assert_verdicts(streams[0].row, 1, 1, "");
    assert_verdicts(streams[0].row, 2, 2, "384:2:late ");
    assert_verdicts(streams[0].row, 3, 9, "");
    assert_verdicts(streams[1].row, 1, 9, "385:2:out-of-range ");
}

static void rejected_ones_are_found_by_unit_and_period(void **state)
{
    (void)state;
    char text[80] = "";
    assert_int_equal(store_rejected(s, NULL, true, add_code, text).code, ERR_OK);
    assert_string_equal(text, "385:2:out-of-range 384:2:late ");
    *text = '\0';
    const store_filter other = {.unit = "384"};
    assert_int_equal(store_rejected(s, &other, false, add_code, text).code, ERR_OK);
    assert_string_equal(text, "");
    const store_filter own = {.unit = "385", .period = "2024-M07", .obligation = "B"};
    assert_int_equal(store_rejected(s, &own, false, add_code, text).code, ERR_OK);
    assert_string_equal(text, "385:2:out-of-range ");
}

/* A person has to be able to see what was refused, not only that something was. */
static void a_rejected_report_keeps_what_it_said(void **state)
{
    (void)state;
    sqlite3 *db;
    sqlite3_stmt *stmt;
    bool row;
    store_close(s);
    s = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(
        db_prepare(db, "SELECT value, decimals, kind, source FROM verdict WHERE outcome = 3", &stmt)
            .code,
        ERR_OK);
    assert_int_equal(db_step(stmt, &row).code, ERR_OK);
    assert_true(row);
    assert_int_equal(sqlite3_column_int64(stmt, 0), 5);
    assert_int_equal(sqlite3_column_int64(stmt, 1), 2);
    assert_string_equal(db_text(stmt, 2), "figure");
    assert_string_equal(db_text(stmt, 3), "a.csv:2");
    sqlite3_finalize(stmt);
    db_close(db);
}

/* ---- events, difficulties, units ----------------------------------------------------------------
 */

static bool add_event(void *context, const stored_event *row)
{
    char *text = context;
    snprintf(text + strlen(text), 160 - strlen(text), "%d:%s:%d ", (int)row->id, row->kind,
             (int)row->report);
    return true;
}

static void events_come_oldest_first_after_the_one_last_seen(void **state)
{
    (void)state;
    char text[160] = "";
    int64_t last;
    assert_int_equal(store_events(s, NULL, add_event, text).code, ERR_OK);
    assert_string_equal(text, "1:figure:1 2:figure:2 3:figure:3 4:difficulty:4 5:rejected:0 "
                              "6:correction:5 7:difficulty:6 ");
    *text = '\0';
    const store_filter rest = {.after_id = 4, .limit = 2};
    assert_int_equal(store_events(s, &rest, add_event, text).code, ERR_OK);
    assert_string_equal(text, "5:rejected:0 6:correction:5 ");
    assert_int_equal(store_last_event(s, &last).code, ERR_OK);
    assert_int_equal(last, 7);
}

static bool add_difficulty(void *context, const stored_difficulty *row)
{
    char *text = context;
    snprintf(text + strlen(text), 160 - strlen(text), "%d %s>%s %s;", (int)row->id, row->unit,
             row->addressed_to, row->text);
    return true;
}

static void open_difficulties_come_oldest_first(void **state)
{
    (void)state;
    char text[160] = "";
    assert_int_equal(store_open_difficulties(s, add_difficulty, text).code, ERR_OK);
    assert_string_equal(text, "4 384>STTTT Thiếu kinh phí;6 384> Thiếu người;");
}

static bool add_unit(void *context, const unit_activity *row)
{
    char *text = context;
    snprintf(text + strlen(text), 160 - strlen(text), "%s seen=%d last=%d n=%d bad=%d %d %s;",
             row->unit, (int)row->last_seen_ms, (int)row->last_report_ms, (int)row->reports,
             (int)row->rejected, (int)row->skew_ms, row->program);
    return true;
}

static void each_unit_shows_what_was_heard_of_it(void **state)
{
    (void)state;
    char text[160] = "";
    assert_int_equal(store_units(s, add_unit, text).code, ERR_OK);
    assert_string_equal(text, "384 seen=7000 last=7000 n=5 bad=0 -5 p/1;"
                              "385 seen=5000 last=2000 n=1 bad=1 7 p/2;");
}

static bool add_activity(void *context, const period_activity *row)
{
    char *text = context;
    snprintf(text + strlen(text), 160 - strlen(text), "%s n=%d %d-%d;", row->unit,
             (int)row->obligations, (int)row->first_ms, (int)row->last_ms);
    return true;
}

/* A correction moves the last receipt and not the first: it does not make a report late. */
static void a_periods_activity_keeps_its_first_receipt(void **state)
{
    (void)state;
    char text[160] = "";
    assert_int_equal(store_period_activity(s, "2024-M06", add_activity, text).code, ERR_OK);
    assert_string_equal(text, "384 n=1 1000-6000;385 n=1 2000-2000;");
    *text = '\0';
    assert_int_equal(store_period_activity(s, "2024-M07", add_activity, text).code, ERR_OK);
    assert_string_equal(text, "384 n=2 3000-7000;");
}

static void totals_count_what_is_open(void **state)
{
    (void)state;
    store_totals t;
    assert_int_equal(store_count(s, &t).code, ERR_OK);
    assert_int_equal(t.reports, 6);
    assert_int_equal(t.rejected, 1);
    assert_int_equal(t.streams, 2);
    assert_int_equal(t.events, 7);
    assert_int_equal(t.open_difficulties, 2);
    assert_int_equal(t.last_received_ms, 7000);
}

/* The store does not look for duplicates by itself: whoever stores compares with the stream's last
 * sequence, which moves only when told to. */
static void a_streams_sequence_moves_when_it_is_advanced_and_by_nothing_else(void **state)
{
    (void)state;
    stream_state now;
    assert_int_equal(find_stream(s, "stream of 384...", &now).code, ERR_OK);
    assert_int_equal(now.last_sequence, 5);
    assert_int_equal(put_greeting(s, "stream of 384...", "384", "k3", "p/3", 0, 9000, &now).code,
                     ERR_OK);
    assert_int_equal(now.last_sequence, 5);
    now.last_sequence = 8;
    assert_int_equal(put_place(s, &now, 9000).code, ERR_OK);
    assert_int_equal(find_stream(s, "stream of 384...", &now).code, ERR_OK);
    assert_int_equal(now.last_sequence, 8);
    assert_int_equal(find_stream(s, "an unknown one..", &now).code, ERR_OK);
    assert_int_equal(now.row, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fill, remove_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reports_come_newest_first_and_by_every_filter),
        TEST(the_latest_come_in_the_order_of_their_key),
        TEST(a_reader_may_stop),
        TEST(one_report_is_found_by_its_id),
        TEST(verdicts_are_those_of_one_stream_and_range),
        TEST(rejected_ones_are_found_by_unit_and_period),
        TEST(a_rejected_report_keeps_what_it_said),
        TEST(events_come_oldest_first_after_the_one_last_seen),
        TEST(open_difficulties_come_oldest_first),
        TEST(each_unit_shows_what_was_heard_of_it),
        TEST(a_periods_activity_keeps_its_first_receipt),
        TEST(totals_count_what_is_open),
        TEST(a_streams_sequence_moves_when_it_is_advanced_and_by_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
