#include "store/batch_tables.h"
#include "store/store_batch_items.h"
#include "store/store_directive.h"
#include "store/store_schema.h"

#include <inttypes.h>
#include <string.h>

static const char *const SQL[STMT_COUNT] = {
    [STMT_BEGIN] = "BEGIN IMMEDIATE", /* never deferred (S6) */
    [STMT_COMMIT] = "COMMIT",
    [STMT_STREAM_GREET] =
        "INSERT INTO stream (id, stream_id, unit, key, program, skew_ms, first_seen_ms,"
        " last_seen_ms, last_sequence) VALUES (?, ?, ?, ?, ?, ?, ?7, ?7, 0)"
        " ON CONFLICT (id) DO UPDATE SET key = excluded.key, program = excluded.program,"
        " skew_ms = excluded.skew_ms, last_seen_ms = excluded.last_seen_ms",
    [STMT_STREAM_ADVANCE] = "UPDATE stream SET last_sequence = ?, last_seen_ms = ? WHERE id = ?",
    [STMT_LAST_REPORT] = "SELECT coalesce(max(id), 0) FROM report",
    /* A left join: a row for each key, in the order of the keys. Left to itself, SQLite would look
     * by way of latest_period, in two steps. */
    [STMT_KEYS_READ] = "SELECT l.report FROM batch_key AS k"
                       " LEFT JOIN latest AS l INDEXED BY sqlite_autoindex_latest_1"
                       " ON l.obligation = k.obligation AND l.period = k.period AND l.unit = k.unit"
                       " AND l.breakdown = k.breakdown AND l.kind = k.kind",
    /* All columns of the table, in its order: SQLite copies none of them. */
    [STMT_REPORTS_INSERT] = "INSERT INTO report (id, " BATCH_REPORT_COLUMNS ", catalogue)"
                            " SELECT NULL, " BATCH_REPORT_COLUMNS ", ? FROM batch_report",
    /* OR ROLLBACK, as the caller would: SQLite need not be able to undo this statement alone. */
    [STMT_KEYS_PUT] =
        "INSERT OR ROLLBACK INTO latest (obligation, period, unit, breakdown, kind, report,"
        " first_ms, corrections)"
        " SELECT obligation, period, unit, breakdown, kind, report, first_ms, times - 1"
        " FROM batch_key WHERE true"
        " ON CONFLICT DO UPDATE SET report = excluded.report,"
        " corrections = corrections + excluded.corrections + 1",
    [STMT_KEY_EVENTS_INSERT] =
        "INSERT OR ROLLBACK INTO event (at_ms, kind, unit, obligation, period, detail, report)"
        " SELECT last_ms, event, unit, obligation, period, '', report FROM batch_key"
        " WHERE event IS NOT NULL",
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
    [STMT_NOTICE_INSERT] =
        "INSERT INTO event (at_ms, kind, unit, obligation, period, detail)"
        " SELECT ?1, ?2, ?3, '', ?4, '' WHERE NOT EXISTS (SELECT 1 FROM event WHERE unit = ?3"
        " AND period = ?4 AND kind = ?2 AND kind IN ('reminder', 'receipt'))",
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
    [STMT_HAS_NOTICE] = "SELECT 1 FROM event WHERE unit = ? AND period = ? AND kind = ?"
                        " AND kind IN ('reminder', 'receipt') LIMIT 1",
    [STMT_HAS_REPORT] = "SELECT 1 FROM latest WHERE period = ? AND unit = ? LIMIT 1",
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
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_BEGIN, &stmt));
    return db_run(stmt, "");
}

error store_commit(store *s)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_COMMIT, &stmt));
    return db_run(stmt, "");
}

void store_rollback(store *s)
{
    db_rollback(s->db);
}

void store_set_catalogue(store *s, int64_t version)
{
    s->catalogue = version;
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

/* ---- keys with a verdict that waits ---------------------------------------------------------- */

static unsigned waiting_bit(const char *unit, const char *obligation, const char *period)
{
    uint64_t h = UINT64_C(14695981039346656037);
    const char *const parts[] = {unit, obligation, period};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (const char *p = parts[i]; *p; p++)
            h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211); /* FNV-1a */
    return (unsigned)(h % STORE_WAITING_BITS);
}

static void note_waiting(store *s, const char *unit, const char *obligation, const char *period)
{
    unsigned bit = waiting_bit(unit, obligation, period);
    s->waiting[bit / 8] |= (unsigned char)(1U << bit % 8);
}

static error read_waiting(store *s)
{
    sqlite3_stmt *stmt;
    bool row;
    error err;
    TRY(db_prepare(s->db,
                   "SELECT DISTINCT unit, obligation, period FROM verdict"
                   " WHERE settled_ms IS NULL",
                   &stmt));
    while (!(err = db_step(stmt, &row)).code && row)
        note_waiting(s, db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2));
    sqlite3_finalize(stmt);
    s->knows_waiting = !err.code;
    return err;
}

/* Most keys have none: they are not looked up. */
static error settle_verdicts(store *s, const report *r, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    if (!s->knows_waiting)
        TRY(read_waiting(s));
    unsigned bit = waiting_bit(r->unit, r->obligation, r->period);
    if (!(s->waiting[bit / 8] & 1U << bit % 8))
        return OK;
    TRY(store_use(s, STMT_VERDICT_SETTLE, &stmt));
    return db_run(stmt, "itttt", now_ms, r->unit, r->obligation, r->period, r->breakdown);
}

/* ---- rows of one report ---------------------------------------------------------------------- */

static error insert_verdict(store *s, const batch_report *it)
{
    sqlite3_stmt *stmt;
    const report *r = &it->said;
    TRY(store_use(s, STMT_VERDICT_INSERT, &stmt));
    TRY(db_bind(stmt, "iiittittttt", it->stream, (int64_t)r->sequence, (int64_t)it->outcome,
                it->code, it->message, it->received_ms, report_kind_code(r->kind), r->unit,
                r->obligation, r->period, r->breakdown));
    bind_content(stmt, 12, r);
    sqlite3_bind_text(stmt, 18, r->source, -1, SQLITE_STATIC);
    note_waiting(s, r->unit, r->obligation, r->period);
    bind_optional_int(stmt, 19, it->id); /* 0: it was rejected */
    return run_bound(stmt);
}

static error insert_difficulty(store *s, const batch_report *it)
{
    sqlite3_stmt *stmt;
    const report *r = &it->said;
    TRY(store_use(s, STMT_DIFFICULTY_INSERT, &stmt));
    return db_run(stmt, "ittttti", it->id, r->unit, r->obligation, r->period, r->addressed_to,
                  r->text, it->received_ms);
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

/* ---- a batch's reports ----------------------------------------------------------------------- */

/* Difficulties and narratives add to one another; figures and progress replace. */
static bool replaces_earlier(const report *r)
{
    return r->kind == REPORT_FIGURE || r->kind == REPORT_TASK || r->kind == REPORT_NOTHING;
}

static error run(store *s, store_statement which)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, which, &stmt));
    return db_run(stmt, "");
}

static error read_key(store *s, sqlite3_stmt *stmt, touched *key)
{
    bool row;
    TRY(db_step(stmt, &row));
    if (!row)
        return error_make(ERR_INTERNAL, "batch_key has fewer rows than the batch has keys");
    key->latest = key->before = sqlite3_column_int64(stmt, 0); /* null: 0 */
    return settle_verdicts(s, key->first, key->first_ms);
}

/* What counts for each key so far; its verdicts wait no longer. */
static error read_keys(store *s, const store_batch *b)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_KEYS_READ, &stmt));
    error err = OK;
    for (touched *key = b->keys.all; key && !err.code; key = key->next)
        err = read_key(s, stmt, key);
    sqlite3_reset(stmt);
    return err;
}

static error last_report(store *s, int64_t *id)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(store_use(s, STMT_LAST_REPORT, &stmt));
    TRY(db_step(stmt, &row));
    *id = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return OK;
}

static const char *event_of(const touched *key)
{
    const report *r = key->first;
    if (!replaces_earlier(r))
        return NULL; /* each is told for itself */
    return key->before && r->kind == REPORT_FIGURE ? "correction" : report_kind_code(r->kind);
}

/* Gives the reports their ids, behind *LAST, and the keys the report that counts now. */
static void number(const store_batch *b, int64_t *last)
{
    for (batch_report *it = b->reports; it; it = it->next) {
        touched *key = it->key;
        if (it->outcome == REJECTED)
            continue;
        it->id = ++*last;
        it->replaces = replaces_earlier(&it->said) ? key->latest : 0;
        key->latest = it->id;
    }
    for (touched *key = b->keys.all; key; key = key->next)
        key->event = event_of(key);
}

/* What only some reports leave beside their row. *HAS_VERDICTS: the batch has left some that wait,
 * maybe of the same key. */
static error follow_up(store *s, const batch_report *it, bool *has_verdicts)
{
    const report *r = &it->said;
    if (it->outcome != REJECTED && *has_verdicts)
        TRY(settle_verdicts(s, r, it->received_ms));
    if (it->outcome != ACCEPTED) {
        *has_verdicts = true;
        TRY(insert_verdict(s, it));
    }
    if (it->outcome == REJECTED)
        return insert_event(s, "rejected", r, it->code, 0, it->received_ms);
    if (r->kind == REPORT_DIFFICULTY)
        TRY(insert_difficulty(s, it));
    if (replaces_earlier(r))
        return OK;
    return insert_event(s, report_kind_code(r->kind), r, "", it->id, it->received_ms);
}

/* SQLite numbers rows that are given no id as number() did, and faster than it takes given ones. */
static error insert_reports(store *s, int64_t last)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_REPORTS_INSERT, &stmt));
    bind_optional_int(stmt, 1, s->catalogue);
    TRY(run_bound(stmt));
    int64_t got = sqlite3_last_insert_rowid(s->db);
    if (sqlite3_changes(s->db) && got != last)
        return error_make(ERR_INTERNAL, "report %" PRId64 " has id %" PRId64, last, got);
    return OK;
}

static error write_reports(store *s, const store_batch *b)
{
    int64_t last;
    bool has_verdicts = false;
    TRY(read_keys(s, b));
    TRY(last_report(s, &last));
    number(b, &last);
    TRY(insert_reports(s, last));
    for (const batch_report *it = b->reports; it; it = it->next)
        TRY(follow_up(s, it, &has_verdicts));
    TRY(run(s, STMT_KEYS_PUT));
    return run(s, STMT_KEY_EVENTS_INSERT);
}

/* The tables of the batch show B meanwhile. */
static error show_and_write_reports(store *s, const store_batch *b)
{
    if (!b->reports)
        return OK;
    s->batch = b;
    error err = write_reports(s, b);
    s->batch = NULL;
    return err;
}

/* ---- a batch's other rows -------------------------------------------------------------------- */

static error write_greetings(store *s, const store_batch *b)
{
    sqlite3_stmt *stmt;
    for (const batch_greeting *it = b->greetings; it; it = it->next) {
        const stream_greeting *g = &it->said;
        TRY(store_use(s, STMT_STREAM_GREET, &stmt));
        TRY(db_run(stmt, "ibtttii", g->row, g->stream_id, (size_t)STORE_STREAM_ID_SIZE, g->unit,
                   g->key, g->program, g->skew_ms, g->at_ms));
    }
    return OK;
}

static error write_advances(store *s, const store_batch *b)
{
    sqlite3_stmt *stmt;
    for (const batch_advance *it = b->advances; it; it = it->next) {
        TRY(store_use(s, STMT_STREAM_ADVANCE, &stmt));
        TRY(db_run(stmt, "iii", (int64_t)it->last, it->at_ms, it->stream));
    }
    return OK;
}

static error write_notices(store *s, const store_batch *b)
{
    sqlite3_stmt *stmt;
    for (const batch_receipt *it = b->receipts; it; it = it->next)
        TRY(store_directive_received(s, it->unit, it->id, it->at_ms));
    for (const batch_event *it = b->notices; it; it = it->next) {
        TRY(store_use(s, STMT_NOTICE_INSERT, &stmt));
        TRY(db_run(stmt, "ittt", it->at_ms, it->kind, it->unit, it->period));
    }
    return OK;
}

static error write_standings(store *s, const store_batch *b)
{
    if (b->replaces_rollups)
        TRY(store_clear_rollups(s));
    for (const batch_rollup *it = b->rollups; it; it = it->next)
        TRY(store_put_rollup(s, &it->sum));
    for (const batch_standing *it = b->standings; it; it = it->next)
        TRY(store_put_standing(s, it->obligation, it->unit, &it->judged, it->at_ms));
    return b->drop_standings_before ? store_drop_standings_before(s, b->drop_standings_before) : OK;
}

error store_write(store *s, const store_batch *b)
{
    TRY(write_greetings(s, b));
    TRY(show_and_write_reports(s, b));
    TRY(write_advances(s, b));
    TRY(write_notices(s, b));
    TRY(write_standings(s, b));
    for (const batch_event *it = b->events; it; it = it->next)
        TRY(store_put_event(s, it->kind, it->unit, it->obligation, it->period, it->detail,
                            it->at_ms));
    return OK;
}

error store_put_event(store *s, const char *kind, const char *unit, const char *obligation,
                      const char *period, const char *detail, int64_t now_ms)
{
    report about = {.unit = unit, .obligation = obligation, .period = period};
    return insert_event(s, kind, &about, detail, 0, now_ms);
}
