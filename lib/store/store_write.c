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
    [STMT_REPORT_INSERT] =
        "INSERT INTO report (stream, sequence, received_ms, kind, unit, obligation, period,"
        " breakdown, value, denominator, decimals, percent, state, text, addressed_to,"
        " observed_ms, source, corrects, warning, replaces, catalogue)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STMT_FIGURE_INSERT] =
        "INSERT INTO report (stream, sequence, received_ms, kind, unit, obligation, period,"
        " breakdown, value, denominator, decimals, observed_ms, source, replaces, catalogue)"
        " VALUES (?, ?, ?, 'figure', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STMT_LATEST_GET] = "SELECT report FROM latest WHERE obligation = ? AND period = ?"
                        " AND unit = ? AND breakdown = ? AND kind = ?",
    [STMT_LATEST_PUT] =
        "INSERT INTO latest (obligation, period, unit, breakdown, kind, report, first_ms,"
        " corrections)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?8 - 1)"
        " ON CONFLICT DO UPDATE SET report = excluded.report, corrections = corrections + ?8",
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

/* ---- rows of one report ------------------------------------------------------------------------
 */

static bool is_bare_figure(const batch_report *it)
{
    const report *r = &it->said;
    return r->kind == REPORT_FIGURE && it->outcome == ACCEPTED && !r->corrects && !*r->text &&
           !*r->addressed_to;
}

/* Nearly all reports are bare figures: two thirds of the columns to bind. */
static error insert_figure(store *s, const batch_report *it, int64_t replaces)
{
    sqlite3_stmt *stmt;
    const report *r = &it->said;
    TRY(store_use(s, STMT_FIGURE_INSERT, &stmt));
    TRY(db_bind(stmt, "iiittttiii", it->stream, (int64_t)r->sequence, it->received_ms, r->unit,
                r->obligation, r->period, r->breakdown, r->figure.value, r->figure.denominator,
                (int64_t)r->figure.decimals));
    if (!r->figure.is_ratio)
        sqlite3_bind_null(stmt, 9);
    bind_optional_int(stmt, 11, r->observed_at_ms);
    bind_optional_text(stmt, 12, r->source);
    bind_optional_int(stmt, 13, replaces);
    bind_optional_int(stmt, 14, s->catalogue);
    return run_bound(stmt);
}

static error insert_any(store *s, const batch_report *it, int64_t replaces)
{
    sqlite3_stmt *stmt;
    const report *r = &it->said;
    TRY(store_use(s, STMT_REPORT_INSERT, &stmt));
    TRY(db_bind(stmt, "iiittttt", it->stream, (int64_t)r->sequence, it->received_ms,
                report_kind_code(r->kind), r->unit, r->obligation, r->period, r->breakdown));
    bind_content(stmt, 9, r);
    bind_optional_text(stmt, 15, r->addressed_to);
    bind_optional_int(stmt, 16, r->observed_at_ms);
    bind_optional_text(stmt, 17, r->source);
    bind_optional_int(stmt, 18, (int64_t)r->corrects);
    bind_optional_text(stmt, 19, it->outcome == ACCEPTED_WITH_WARNING ? it->code : "");
    bind_optional_int(stmt, 20, replaces);
    bind_optional_int(stmt, 21, s->catalogue);
    return run_bound(stmt);
}

static error insert_report(store *s, const batch_report *it, int64_t replaces, int64_t *id)
{
    TRY(is_bare_figure(it) ? insert_figure(s, it, replaces) : insert_any(s, it, replaces));
    *id = sqlite3_last_insert_rowid(s->db);
    return OK;
}

/* ID is that of the stored report, 0 when it was rejected. */
static error insert_verdict(store *s, const batch_report *it, int64_t id)
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

static error insert_difficulty(store *s, const batch_report *it, int64_t id)
{
    sqlite3_stmt *stmt;
    const report *r = &it->said;
    TRY(store_use(s, STMT_DIFFICULTY_INSERT, &stmt));
    return db_run(stmt, "ittttti", id, r->unit, r->obligation, r->period, r->addressed_to, r->text,
                  it->received_ms);
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

static error begin_key(store *s, touched *key)
{
    TRY(find_latest(s, key->first, &key->before));
    key->latest = key->before;
    return settle_verdicts(s, key->first, key->first_ms);
}

/* *HAS_VERDICTS: the batch has left some that wait, maybe of the same key. */
static error put_accepted(store *s, const batch_report *it, bool *has_verdicts)
{
    const report *r = &it->said;
    touched *key = it->key;
    if (*has_verdicts)
        TRY(settle_verdicts(s, r, it->received_ms));
    TRY(insert_report(s, it, replaces_earlier(r) ? key->latest : 0, &key->latest));
    if (r->kind == REPORT_DIFFICULTY)
        TRY(insert_difficulty(s, it, key->latest));
    if (it->outcome == ACCEPTED_WITH_WARNING) {
        *has_verdicts = true;
        TRY(insert_verdict(s, it, key->latest));
    }
    if (replaces_earlier(r))
        return OK;
    return insert_event(s, report_kind_code(r->kind), r, "", key->latest, it->received_ms);
}

static error put_rejected(store *s, const batch_report *it, bool *has_verdicts)
{
    *has_verdicts = true;
    TRY(insert_verdict(s, it, 0));
    return insert_event(s, "rejected", &it->said, it->code, 0, it->received_ms);
}

/* What counts for each key now, and that it changed. */
static error end_key(store *s, const touched *key)
{
    const report *r = key->first;
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_LATEST_PUT, &stmt));
    TRY(db_run(stmt, "tttttiii", r->obligation, r->period, r->unit, r->breakdown,
               report_kind_code(r->kind), key->latest, key->first_ms, (int64_t)key->times));
    if (!replaces_earlier(r))
        return OK;
    bool corrected = key->before && r->kind == REPORT_FIGURE;
    return insert_event(s, corrected ? "correction" : report_kind_code(r->kind), r, "", key->latest,
                        key->last_ms);
}

static error write_reports(store *s, const store_batch *b)
{
    bool has_verdicts = false;
    for (touched *key = b->keys.all; key; key = key->next)
        TRY(begin_key(s, key));
    for (const batch_report *it = b->reports; it; it = it->next)
        TRY(it->outcome == REJECTED ? put_rejected(s, it, &has_verdicts)
                                    : put_accepted(s, it, &has_verdicts));
    for (const touched *key = b->keys.all; key; key = key->next)
        TRY(end_key(s, key));
    return OK;
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
    TRY(write_reports(s, b));
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
