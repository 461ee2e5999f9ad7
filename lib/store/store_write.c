#include "store/store_schema.h"

#include <inttypes.h>
#include <string.h>

static const char *const SQL[STMT_COUNT] = {
    [STMT_STREAM_GET] = "SELECT id, unit, last_sequence FROM stream WHERE stream_id = ?",
    [STMT_STREAM_INSERT] =
        "INSERT INTO stream (stream_id, unit, key, program, skew_ms, first_seen_ms, last_seen_ms,"
        " last_sequence) VALUES (?, ?, ?, ?, ?, ?6, ?6, 0)",
    [STMT_STREAM_UPDATE] =
        "UPDATE stream SET key = ?, program = ?, skew_ms = ?, last_seen_ms = ? WHERE id = ?",
    [STMT_STREAM_ADVANCE] = "UPDATE stream SET last_sequence = ?, last_seen_ms = ? WHERE id = ?",
    [STMT_REPORT_INSERT] =
        "INSERT INTO report (stream, sequence, received_ms, kind, unit, obligation, period,"
        " breakdown, value, denominator, decimals, percent, state, text, addressed_to,"
        " observed_ms, source, corrects, warning, replaces, catalogue)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STMT_LATEST_GET] = "SELECT report FROM latest WHERE obligation = ? AND period = ?"
                        " AND unit = ? AND breakdown = ? AND kind = ?",
    [STMT_LATEST_PUT] =
        "INSERT INTO latest (obligation, period, unit, breakdown, kind, report, first_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET report = excluded.report, corrections = corrections + 1",
    [STMT_VERDICT_INSERT] =
        "INSERT INTO verdict (stream, sequence, outcome, code, message, received_ms, kind, unit,"
        " obligation, period, breakdown, value, denominator, decimals, percent, state, text,"
        " source, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STMT_VERDICT_SETTLE] =
        "UPDATE verdict SET settled_ms = ? WHERE unit = ? AND obligation = ? AND period = ?"
        " AND breakdown = ? AND settled_ms IS NULL",
    [STMT_DIFFICULTY_INSERT] =
        "INSERT INTO difficulty (report, unit, obligation, period, addressed_to, text, raised_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STMT_EVENT_INSERT] =
        "INSERT INTO event (at_ms, kind, unit, obligation, period, detail, report)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STMT_ROLLUP_PUT] =
        "INSERT INTO rollup (obligation, period, scope, breakdown, value, denominator, have,"
        " positive, reported) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " value = excluded.value, denominator = excluded.denominator, have = excluded.have,"
        " positive = excluded.positive, reported = excluded.reported",
    [STMT_STANDING_PUT] =
        "INSERT INTO standing (obligation, unit, status, reporting, since_ms, judged_ms, reason,"
        " value, percent, expected) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " since_ms = CASE WHEN status = excluded.status THEN since_ms ELSE excluded.since_ms END,"
        " status = excluded.status, reporting = excluded.reporting,"
        " judged_ms = excluded.judged_ms, reason = excluded.reason, value = excluded.value,"
        " percent = excluded.percent, expected = excluded.expected",
};

error store_use(store *s, store_statement which, sqlite3_stmt **out)
{
    if (!s->statements[which])
        TRY(db_prepare(s->db, SQL[which], &s->statements[which]));
    *out = s->statements[which];
    return OK;
}

error store_begin(store *s)
{
    return db_begin(s->db);
}

error store_commit(store *s)
{
    return db_commit(s->db);
}

void store_rollback(store *s)
{
    db_rollback(s->db);
}

void store_set_catalogue(store *s, int64_t version)
{
    s->catalogue = version;
}

error store_stream_get(store *s, const void *stream_id, stream_state *out)
{
    sqlite3_stmt *stmt;
    bool row;
    *out = (stream_state){0};
    TRY(store_use(s, STMT_STREAM_GET, &stmt));
    TRY(db_bind(stmt, "b", stream_id, (size_t)STORE_STREAM_ID_SIZE));
    TRY(db_step(stmt, &row));
    if (!row)
        return OK;
    out->row = sqlite3_column_int64(stmt, 0);
    strncat(out->unit, db_text(stmt, 1), REPORT_CODE_MAX);
    out->last_sequence = (uint64_t)sqlite3_column_int64(stmt, 2);
    sqlite3_reset(stmt);
    return OK;
}

error store_stream_greet(store *s, const void *stream_id, const char *unit, const char *key,
                         const char *program, int64_t skew_ms, int64_t now_ms, stream_state *out)
{
    sqlite3_stmt *stmt;
    TRY(store_stream_get(s, stream_id, out));
    if (out->row) {
        TRY(store_use(s, STMT_STREAM_UPDATE, &stmt));
        return db_run(stmt, "ttiii", key, program, skew_ms, now_ms, out->row);
    }
    TRY(store_use(s, STMT_STREAM_INSERT, &stmt));
    TRY(db_run(stmt, "btttii", stream_id, (size_t)STORE_STREAM_ID_SIZE, unit, key, program, skew_ms,
               now_ms));
    return store_stream_get(s, stream_id, out);
}

error store_stream_advance(store *s, const stream_state *stream, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_STREAM_ADVANCE, &stmt));
    return db_run(stmt, "iii", (int64_t)stream->last_sequence, now_ms, stream->row);
}

/* The columns that only some kinds of report have, bound from FIRST on: value, denominator,
 * decimals, percent, state, text. */
static void bind_content(sqlite3_stmt *stmt, int first, const report *r)
{
    for (int i = 0; i < 6; i++)
        sqlite3_bind_null(stmt, first + i);
    if (r->kind == REPORT_FIGURE) {
        sqlite3_bind_int64(stmt, first, r->figure.value);
        if (r->figure.is_ratio)
            sqlite3_bind_int64(stmt, first + 1, r->figure.denominator);
        sqlite3_bind_int64(stmt, first + 2, (int64_t)r->figure.decimals);
    }
    if (r->kind == REPORT_TASK) {
        sqlite3_bind_int64(stmt, first + 3, (int64_t)r->percent);
        sqlite3_bind_text(stmt, first + 4, task_state_code(r->state), -1, SQLITE_STATIC);
    }
    if (r->text && *r->text)
        sqlite3_bind_text(stmt, first + 5, r->text, -1, SQLITE_STATIC);
}

static void bind_optional_text(sqlite3_stmt *stmt, int column, const char *text)
{
    if (text && *text)
        sqlite3_bind_text(stmt, column, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(stmt, column);
}

static void bind_optional_int(sqlite3_stmt *stmt, int column, int64_t number)
{
    if (number)
        sqlite3_bind_int64(stmt, column, number);
    else
        sqlite3_bind_null(stmt, column);
}

static error run_bound(sqlite3_stmt *stmt)
{
    bool row;
    return db_step(stmt, &row);
}

static error insert_report(store *s, const stream_state *stream, const report *r, const verdict *v,
                           int64_t replaces, int64_t now_ms, int64_t *id)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_REPORT_INSERT, &stmt));
    TRY(db_bind(stmt, "iiittttt", stream->row, (int64_t)r->sequence, now_ms,
                report_kind_code(r->kind), r->unit, r->obligation, r->period, r->breakdown));
    bind_content(stmt, 9, r);
    bind_optional_text(stmt, 15, r->addressed_to);
    bind_optional_int(stmt, 16, r->observed_at_ms);
    bind_optional_text(stmt, 17, r->source);
    bind_optional_int(stmt, 18, (int64_t)r->corrects);
    bind_optional_text(stmt, 19, v->outcome == ACCEPTED_WITH_WARNING ? v->code : "");
    bind_optional_int(stmt, 20, replaces);
    bind_optional_int(stmt, 21, s->catalogue);
    TRY(run_bound(stmt));
    *id = sqlite3_last_insert_rowid(s->db);
    return OK;
}

/* ID is that of the stored report, 0 when it was rejected. */
static error insert_verdict(store *s, const stream_state *stream, const report *r, const verdict *v,
                            int64_t id, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_VERDICT_INSERT, &stmt));
    TRY(db_bind(stmt, "iiittittttt", stream->row, (int64_t)r->sequence, (int64_t)v->outcome,
                v->code, v->message, now_ms, report_kind_code(r->kind), r->unit, r->obligation,
                r->period, r->breakdown));
    bind_content(stmt, 12, r);
    sqlite3_bind_text(stmt, 18, r->source, -1, SQLITE_STATIC);
    bind_optional_int(stmt, 19, id);
    return run_bound(stmt);
}

static error find_latest(store *s, const report *r, int64_t *id)
{
    sqlite3_stmt *stmt;
    bool row;
    *id = 0;
    TRY(store_use(s, STMT_LATEST_GET, &stmt));
    TRY(db_bind(stmt, "ttttt", r->obligation, r->period, r->unit, r->breakdown,
                report_kind_code(r->kind)));
    TRY(db_step(stmt, &row));
    if (row)
        *id = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return OK;
}

static error move_latest(store *s, const report *r, int64_t id, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_LATEST_PUT, &stmt));
    return db_run(stmt, "tttttii", r->obligation, r->period, r->unit, r->breakdown,
                  report_kind_code(r->kind), id, now_ms);
}

static error insert_difficulty(store *s, const report *r, int64_t id, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_DIFFICULTY_INSERT, &stmt));
    return db_run(stmt, "ittttti", id, r->unit, r->obligation, r->period, r->addressed_to, r->text,
                  now_ms);
}

static error insert_event(store *s, const char *kind, const report *r, const char *detail,
                          int64_t report_id, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_EVENT_INSERT, &stmt));
    TRY(db_bind(stmt, "itttttn", now_ms, kind, r->unit, r->obligation, r->period, detail));
    bind_optional_int(stmt, 7, report_id);
    return run_bound(stmt);
}

static error settle_verdicts(store *s, const report *r, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_VERDICT_SETTLE, &stmt));
    return db_run(stmt, "itttt", now_ms, r->unit, r->obligation, r->period, r->breakdown);
}

/* Difficulties and narratives add to one another; figures and progress replace. */
static bool replaces_earlier(const report *r)
{
    return r->kind == REPORT_FIGURE || r->kind == REPORT_TASK || r->kind == REPORT_NOTHING;
}

static error put_accepted(store *s, const stream_state *stream, const report *r, const verdict *v,
                          int64_t now_ms)
{
    int64_t id, earlier = 0;
    TRY(settle_verdicts(s, r, now_ms));
    if (replaces_earlier(r))
        TRY(find_latest(s, r, &earlier));
    TRY(insert_report(s, stream, r, v, earlier, now_ms, &id));
    TRY(move_latest(s, r, id, now_ms));
    if (r->kind == REPORT_DIFFICULTY)
        TRY(insert_difficulty(s, r, id, now_ms));
    if (v->outcome == ACCEPTED_WITH_WARNING)
        TRY(insert_verdict(s, stream, r, v, id, now_ms));
    bool corrected = earlier && r->kind == REPORT_FIGURE;
    return insert_event(s, corrected ? "correction" : report_kind_code(r->kind), r, "", id, now_ms);
}

error store_put_report(store *s, const stream_state *stream, const report *r, const verdict *v,
                       int64_t now_ms)
{
    if (v->outcome != REJECTED)
        return put_accepted(s, stream, r, v, now_ms);
    TRY(insert_verdict(s, stream, r, v, 0, now_ms));
    return insert_event(s, "rejected", r, v->code, 0, now_ms);
}

error store_put_event(store *s, const char *kind, const char *unit, const char *obligation,
                      const char *period, const char *detail, int64_t now_ms)
{
    report about = {.unit = unit, .obligation = obligation, .period = period};
    return insert_event(s, kind, &about, detail, 0, now_ms);
}
