#include "notifier/alert/alert_book.h"

#include "base/i18n.h"
#include "notifier/alert/alert_book_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BOOK_APPLICATION_ID = 0x54444131, PATH_LENGTH_MAX = 4096 }; /* "TDA1" */

/* Instants are UTC milliseconds, 0 for not yet. Routes go by their names, since their order is the
 * configuration's. */
static const char *const migrations[] = {
    "CREATE TABLE book ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  name TEXT NOT NULL,"
    "  last_ack INTEGER NOT NULL,"
    "  last_alert INTEGER NOT NULL," /* numbers are never used again */
    "  last_note INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO book VALUES (1, lower(hex(randomblob(8))), 0, 0, 0);"

    "CREATE TABLE alert ("
    "  id INTEGER PRIMARY KEY,"
    "  kind TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  object TEXT NOT NULL,"
    "  severity TEXT NOT NULL,"
    "  detail TEXT NOT NULL,"
    "  since_ms INTEGER NOT NULL," /* of its cause */
    "  begun_ms INTEGER NOT NULL," /* first seen */
    "  away_ms INTEGER NOT NULL,"  /* cause not seen since */
    "  ended_ms INTEGER NOT NULL,"
    "  shaken_ms INTEGER NOT NULL," /* last came back */
    "  flaps INTEGER NOT NULL,"
    "  acked_ms INTEGER NOT NULL,"
    "  ending INTEGER NOT NULL,"
    "  silenced INTEGER NOT NULL,"
    "  closed INTEGER NOT NULL" /* nothing more will be said of it */
    ") STRICT;"
    "CREATE INDEX alert_open ON alert (kind) WHERE closed = 0;"
    "CREATE INDEX alert_closed ON alert (ended_ms) WHERE closed = 1;"

    "CREATE TABLE telling ("
    "  alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,"
    "  route TEXT NOT NULL,"
    "  first_ms INTEGER NOT NULL,"
    "  last_ms INTEGER NOT NULL,"
    "  times INTEGER NOT NULL,"
    "  first_note INTEGER NOT NULL,"
    "  free_ms INTEGER NOT NULL,"
    "  owed INTEGER NOT NULL,"
    "  escalated INTEGER NOT NULL,"
    "  held INTEGER NOT NULL,"
    "  end_told INTEGER NOT NULL,"
    "  PRIMARY KEY (alert, route)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE route (name TEXT PRIMARY KEY, since_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE pace ("
    "  route TEXT NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  last_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (route, kind)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE note ("
    "  id INTEGER PRIMARY KEY,"
    "  route TEXT NOT NULL,"
    "  made_ms INTEGER NOT NULL,"
    "  severity TEXT NOT NULL,"
    "  message INTEGER" /* in the ledger; null: not there yet */
    ") STRICT;"
    "CREATE INDEX note_unplaced ON note (id) WHERE message IS NULL;"
    "CREATE TABLE item ("
    "  note INTEGER NOT NULL REFERENCES note (id),"
    "  place INTEGER NOT NULL,"
    "  alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,"
    "  says INTEGER NOT NULL,"
    "  rest INTEGER," /* the alert that is left of it */
    "  first_note INTEGER NOT NULL,"
    "  PRIMARY KEY (note, place)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX item_alert ON item (alert);"

    "CREATE TABLE silence ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  made_ms INTEGER NOT NULL,"
    "  made_by TEXT NOT NULL,"
    "  from_ms INTEGER NOT NULL,"
    "  until_ms INTEGER NOT NULL,"
    "  kind TEXT NOT NULL," /* '' for any, as the next three */
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  severity TEXT NOT NULL,"
    "  reason TEXT NOT NULL,"
    "  ended_ms INTEGER NOT NULL DEFAULT 0,"
    "  ended_by TEXT NOT NULL DEFAULT ''"
    ") STRICT;"

    "CREATE TABLE ack ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,"
    "  at_ms INTEGER NOT NULL,"
    "  made_by TEXT NOT NULL,"
    "  note TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX ack_alert ON ack (alert);",
};

static const db_schema schema = {BOOK_APPLICATION_ID, migrations,
                                 sizeof migrations / sizeof *migrations};

/* ---- life ------------------------------------------------------------------------------------ */

static error read_name(alert_book *b)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(b->db, "SELECT name FROM book", &stmt));
    error err = db_step(stmt, &row);
    if (!err.code && row)
        snprintf(b->name, sizeof b->name, "%s", db_text(stmt, 0));
    sqlite3_finalize(stmt);
    return err;
}

error alert_book_open(alert_book **out, const char *state_dir)
{
    char path[PATH_LENGTH_MAX];
    if (mkdir(state_dir, 0750) != 0 && errno != EEXIST)
        return error_errno(errno, _("không tạo được thư mục %s"), state_dir);
    alert_book *b = calloc(1, sizeof *b);
    if (!b)
        return error_no_memory();
    snprintf(path, sizeof path, "%s/alerts.db", state_dir);
    error err = db_open(&b->db, path, DB_SHARED, &schema);
    if (!err.code)
        err = read_name(b);
    if (err.code) {
        alert_book_close(b);
        return err;
    }
    *out = b;
    return OK;
}

void alert_book_close(alert_book *b)
{
    if (!b)
        return;
    db_close(b->db);
    free(b);
}

error alert_book_has_news(alert_book *b, bool *news)
{
    int64_t version;
    TRY(db_data_version(b->db, &version));
    *news = !b->looked || version != b->data_version;
    return OK;
}

error alert_book_take_news(alert_book *b, bool *news)
{
    int64_t version;
    TRY(db_data_version(b->db, &version));
    *news = !b->looked || version != b->data_version;
    b->looked = true;
    b->data_version = version;
    return OK;
}

/* ---- silences -------------------------------------------------------------------------------- */

static const char *kind_or_any(alert_kind k)
{
    return k ? alert_kind_code(k) : "";
}

error alert_book_add_silence(alert_book *b, const kept_silence *s, int64_t *id)
{
    const alert_silence *covers = &s->covers;
    BOOK_RUN(b,
             "INSERT INTO silence (made_ms, made_by, from_ms, until_ms, kind, unit, obligation,"
             " severity, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
             "itiittttt", s->made_ms, s->by, covers->from_ms, covers->until_ms,
             kind_or_any(covers->kind), covers->unit, covers->obligation,
             covers->severity ? alert_severity_code(covers->severity) : "", s->reason);
    *id = sqlite3_last_insert_rowid(b->db);
    return OK;
}

error alert_book_end_silence(alert_book *b, int64_t id, const char *by, int64_t now_ms)
{
    BOOK_RUN(b,
             "UPDATE silence SET ended_ms = ?2, ended_by = ?3 WHERE id = ?1 AND ended_ms = 0"
             " AND until_ms > ?2",
             "iit", id, now_ms, by);
    if (sqlite3_changes(b->db) == 0)
        return error_make(ERR_NOT_FOUND,
                          _("không có lệnh tạm ngừng số %" PRId64
                            " đang hiệu lực; xem: tiendo-notifier alerts silences"),
                          id);
    return OK;
}

static error keep_silence(arena *a, sqlite3_stmt *stmt, kept_silence *out)
{
    *out = (kept_silence){
        .covers = {.id = sqlite3_column_int64(stmt, 0),
                   .from_ms = sqlite3_column_int64(stmt, 3),
                   .until_ms = sqlite3_column_int64(stmt, 4),
                   .kind = alert_kind_parse(db_text(stmt, 5)),
                   .unit = arena_strdup(a, db_text(stmt, 6)),
                   .obligation = arena_strdup(a, db_text(stmt, 7)),
                   .severity = alert_severity_parse(db_text(stmt, 8))},
        .made_ms = sqlite3_column_int64(stmt, 1),
        .by = arena_strdup(a, db_text(stmt, 2)),
        .reason = arena_strdup(a, db_text(stmt, 9)),
        .ended_ms = sqlite3_column_int64(stmt, 10),
        .ended_by = arena_strdup(a, db_text(stmt, 11)),
    };
    bool whole =
        out->covers.unit && out->covers.obligation && out->by && out->reason && out->ended_by;
    return whole ? OK : error_no_memory();
}

static error count_silences(alert_book *b, size_t *count)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(b->db, "SELECT count(*) FROM silence", &stmt));
    error err = db_step(stmt, &row);
    *count = !err.code && row ? (size_t)sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

error alert_book_silences(alert_book *b, int64_t now_ms, bool all, arena *a, kept_silence **out,
                          size_t *count)
{
    size_t room;
    sqlite3_stmt *stmt;
    bool row = true;
    *count = 0;
    TRY(count_silences(b, &room));
    if (!(*out = arena_alloc(a, (room + 1) * sizeof **out)))
        return error_no_memory();
    TRY(db_prepare(b->db,
                   "SELECT id, made_ms, made_by, from_ms, until_ms, kind, unit, obligation,"
                   " severity, reason, ended_ms, ended_by FROM silence"
                   " WHERE ?1 OR (ended_ms = 0 AND until_ms > ?2) ORDER BY id",
                   &stmt));
    error err = db_bind(stmt, "ii", (int64_t)all, now_ms);
    while (!err.code && *count < room && !(err = db_step(stmt, &row)).code && row)
        err = keep_silence(a, stmt, &(*out)[(*count)++]);
    sqlite3_finalize(stmt);
    return err;
}

/* ---- acknowledgements ------------------------------------------------------------------------ */

static error check_lives(alert_book *b, int64_t id)
{
    sqlite3_stmt *stmt;
    bool row = false;
    TRY(db_prepare(b->db, "SELECT ended_ms FROM alert WHERE id = ?", &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code)
        err = db_step(stmt, &row);
    int64_t ended_ms = !err.code && row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    TRY(err);
    if (!row)
        return error_make(ERR_NOT_FOUND,
                          _("không có cảnh báo số %" PRId64 "; xem: tiendo-notifier alerts"), id);
    if (ended_ms)
        return error_make(ERR_REFUSED, _("cảnh báo số %" PRId64 " đã hết, không cần xác nhận"), id);
    return OK;
}

error alert_book_acknowledge(alert_book *b, const kept_ack *ack)
{
    TRY(check_lives(b, ack->alert));
    BOOK_RUN(b, "INSERT INTO ack (alert, at_ms, made_by, note) VALUES (?, ?, ?, ?)", "iitt",
             ack->alert, ack->at_ms, ack->by, ack->note);
    return OK;
}

error alert_book_acks(alert_book *b, int64_t after, kept_ack_fn fn, void *context)
{
    sqlite3_stmt *stmt;
    bool row = true;
    TRY(db_prepare(
        b->db, "SELECT id, alert, at_ms, made_by, note FROM ack WHERE id > ? ORDER BY id", &stmt));
    error err = db_bind(stmt, "i", after);
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const kept_ack it = {.id = sqlite3_column_int64(stmt, 0),
                             .alert = sqlite3_column_int64(stmt, 1),
                             .at_ms = sqlite3_column_int64(stmt, 2),
                             .by = db_text(stmt, 3),
                             .note = db_text(stmt, 4)};
        err = fn(context, &it);
    }
    sqlite3_finalize(stmt);
    return err;
}

error alert_book_last_ack(alert_book *b, int64_t *id)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(b->db, "SELECT last_ack FROM book", &stmt));
    error err = db_step(stmt, &row);
    *id = !err.code && row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

/* ---- looking --------------------------------------------------------------------------------- */

alert book_alert_row(sqlite3_stmt *stmt)
{
    return (alert){
        .id = sqlite3_column_int64(stmt, 0),
        .subject = {alert_kind_parse(db_text(stmt, 1)), db_text(stmt, 2), db_text(stmt, 3),
                    db_text(stmt, 4)},
        .severity = alert_severity_parse(db_text(stmt, 5)),
        .detail = db_text(stmt, 6),
        .since_ms = sqlite3_column_int64(stmt, 7),
        .begun_ms = sqlite3_column_int64(stmt, 8),
        .away_ms = sqlite3_column_int64(stmt, 9),
        .ended_ms = sqlite3_column_int64(stmt, 10),
        .shaken_ms = sqlite3_column_int64(stmt, 11),
        .flaps = sqlite3_column_int64(stmt, 12),
        .acked_ms = sqlite3_column_int64(stmt, 13),
        .ending = (alert_ending)sqlite3_column_int(stmt, 14),
        .silenced = sqlite3_column_int(stmt, 15) != 0,
        .forgotten = sqlite3_column_int(stmt, 16) != 0,
    };
}

error alert_book_each(alert_book *b, const alert_policy *p, bool ended, int64_t limit,
                      kept_alert_fn fn, void *context)
{
    static const char sql[] =
        "SELECT " BOOK_ALERT_COLUMNS ", coalesce(k.made_by, ''), coalesce(k.note, '')"
        " FROM alert a LEFT JOIN ack k ON k.id = (SELECT max(id) FROM ack WHERE alert = a.id)"
        " WHERE ?1 OR (a.closed = 0 AND a.ended_ms = 0) ORDER BY a.id DESC LIMIT ?2";
    sqlite3_stmt *stmt, *tellings = NULL;
    bool row = true;
    TRY(db_prepare(b->db, sql, &stmt));
    error err = db_bind(stmt, "ii", (int64_t)ended, limit);
    if (!err.code)
        err = book_prepare_tellings(b, &tellings);
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        kept_alert it = {.about = book_alert_row(stmt),
                         .by = db_text(stmt, BOOK_ALERT_COLUMN_COUNT),
                         .note = db_text(stmt, BOOK_ALERT_COLUMN_COUNT + 1)};
        err = book_read_tellings(tellings, p, &it.about);
        if (!err.code && !fn(context, &it))
            break;
    }
    sqlite3_finalize(tellings);
    sqlite3_finalize(stmt);
    return err;
}

error alert_book_prune(alert_book *b, int64_t before_ms)
{
    TRY(db_begin(b->db));
    sqlite3_stmt *stmt = NULL;
    error err = db_prepare(b->db, "DELETE FROM alert WHERE closed = 1 AND ended_ms < ?", &stmt);
    if (!err.code)
        err = db_run(stmt, "i", before_ms);
    sqlite3_finalize(stmt);
    if (!err.code)
        err = db_exec(b->db, "DELETE FROM note WHERE message IS NOT NULL AND NOT EXISTS"
                             " (SELECT 1 FROM item WHERE note = note.id)");
    if (!err.code)
        err = db_commit(b->db);
    db_rollback(b->db); /* nothing is open after a commit */
    return err;
}
