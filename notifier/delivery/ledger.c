#include "notifier/delivery/ledger.h"

#include "base/i18n.h"
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEDGER_APPLICATION_ID = 0x54444c31, PATH_LENGTH_MAX = 4096 }; /* "TDL1" */

static const char *const migrations[] = {
    "CREATE TABLE digest ("
    "  id INTEGER PRIMARY KEY,"
    "  profile TEXT NOT NULL,"
    "  slot_ms INTEGER NOT NULL,"
    "  as_of_ms INTEGER NOT NULL,"
    "  last_event INTEGER NOT NULL,"
    "  made_ms INTEGER NOT NULL,"
    "  subject TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  html TEXT NOT NULL,"
    "  UNIQUE (profile, slot_ms)"
    ") STRICT;"
    "CREATE TABLE delivery ("
    "  id INTEGER PRIMARY KEY,"
    "  digest INTEGER NOT NULL REFERENCES digest (id),"
    "  name TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  message_id TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  queued_ms INTEGER NOT NULL,"
    "  next_try_ms INTEGER NOT NULL,"
    "  done_ms INTEGER NOT NULL DEFAULT 0,"
    "  said TEXT NOT NULL DEFAULT '',"
    "  UNIQUE (digest, address)"
    ") STRICT;"
    "CREATE INDEX delivery_waiting ON delivery (next_try_ms)"
    "  WHERE state IN ('queued', 'deferred');"
    "CREATE TABLE place (id INTEGER PRIMARY KEY CHECK (id = 1), event INTEGER NOT NULL) STRICT;"
    "INSERT INTO place VALUES (1, 0);",
};

static const db_schema schema = {LEDGER_APPLICATION_ID, migrations, 1};

struct ledger {
    sqlite3 *db;
    int lock;
    bool held;
};

error ledger_open(ledger **out, const char *state_dir)
{
    char path[PATH_LENGTH_MAX];
    if (mkdir(state_dir, 0750) != 0 && errno != EEXIST)
        return error_errno(errno, _("không tạo được thư mục %s"), state_dir);
    ledger *l = calloc(1, sizeof *l);
    if (!l)
        return error_no_memory();
    snprintf(path, sizeof path, "%s/deliver.lock", state_dir);
    l->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    error err = l->lock >= 0 ? OK : error_errno(errno, "%s", path);
    snprintf(path, sizeof path, "%s/ledger.db", state_dir);
    if (!err.code)
        err = db_open(&l->db, path, DB_SHARED, &schema);
    if (err.code) {
        ledger_close(l);
        return err;
    }
    *out = l;
    return OK;
}

void ledger_close(ledger *l)
{
    if (!l)
        return;
    db_close(l->db);
    if (l->lock >= 0)
        close(l->lock);
    free(l);
}

error ledger_try_lock(ledger *l, bool *held)
{
    if (!l->held && flock(l->lock, LOCK_EX | LOCK_NB) == 0)
        l->held = true;
    else if (!l->held && errno != EWOULDBLOCK)
        return error_errno(errno, "deliver.lock");
    *held = l->held;
    return OK;
}

/* Compiles, binds by ARGS..., runs and releases a statement that returns nothing. */
#define RUN(l, sql, ...)                                                                           \
    do {                                                                                           \
        sqlite3_stmt *run_stmt_;                                                                   \
        TRY(db_prepare((l)->db, sql, &run_stmt_));                                                 \
        error run_err_ = db_run(run_stmt_, __VA_ARGS__);                                           \
        sqlite3_finalize(run_stmt_);                                                               \
        TRY(run_err_);                                                                             \
    } while (0)

static error insert_digest(ledger *l, const ledger_digest *d, int64_t now_ms, int64_t *id)
{
    sqlite3_stmt *stmt;
    bool exists;
    TRY(db_prepare(l->db, "SELECT 1 FROM digest WHERE profile = ? AND slot_ms = ?", &stmt));
    error err = db_bind(stmt, "ti", d->profile, d->slot_ms);
    if (!err.code)
        err = db_step(stmt, &exists);
    sqlite3_finalize(stmt);
    TRY(err);
    if (exists)
        return error_make(ERR_EXISTS, _("bản tin \"%s\" cho thời điểm này đã có"), d->profile);
    RUN(l,
        "INSERT INTO digest (profile, slot_ms, as_of_ms, last_event, made_ms, subject, text, html)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        "tiiiittt", d->profile, d->slot_ms, d->as_of_ms, d->last_event, now_ms, d->subject, d->text,
        d->html);
    *id = sqlite3_last_insert_rowid(l->db);
    return OK;
}

static error insert_deliveries(ledger *l, int64_t digest, const ledger_recipient *to, size_t count,
                               int64_t now_ms)
{
    for (size_t i = 0; i < count; i++)
        RUN(l,
            "INSERT INTO delivery (digest, name, address, message_id, state, queued_ms,"
            " next_try_ms) VALUES (?, ?, ?, ?, 'queued', ?5, ?5)",
            "ittti", digest, to[i].name, to[i].address, to[i].message_id, now_ms);
    return OK;
}

error ledger_add(ledger *l, const ledger_digest *d, const ledger_recipient *to, size_t count,
                 int64_t now_ms, int64_t *id)
{
    TRY(db_begin(l->db));
    error err = insert_digest(l, d, now_ms, id);
    if (!err.code)
        err = insert_deliveries(l, *id, to, count, now_ms);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}

error ledger_last(ledger *l, const char *profile, ledger_place *out)
{
    static const char sql[] = "SELECT slot_ms, as_of_ms, last_event FROM digest WHERE profile = ?"
                              " ORDER BY as_of_ms DESC, id DESC LIMIT 1";
    sqlite3_stmt *stmt;
    bool row;
    *out = (ledger_place){0};
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "t", profile);
    if (!err.code && !(err = db_step(stmt, &row)).code && row)
        *out = (ledger_place){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                              sqlite3_column_int64(stmt, 2)};
    sqlite3_finalize(stmt);
    return err;
}

#define DELIVERY_COLUMNS                                                                           \
    "v.id, v.digest, v.attempts, v.queued_ms, v.next_try_ms, v.done_ms, v.state, d.profile,"       \
    " v.name, v.address, v.message_id, v.said, d.slot_ms, d.subject"

/* Strings live until the next step. */
static ledger_delivery read_delivery(sqlite3_stmt *stmt)
{
    return (ledger_delivery){.id = sqlite3_column_int64(stmt, 0),
                             .digest = sqlite3_column_int64(stmt, 1),
                             .attempts = sqlite3_column_int64(stmt, 2),
                             .queued_ms = sqlite3_column_int64(stmt, 3),
                             .next_try_ms = sqlite3_column_int64(stmt, 4),
                             .done_ms = sqlite3_column_int64(stmt, 5),
                             .state = delivery_state_parse(db_text(stmt, 6)),
                             .profile = db_text(stmt, 7),
                             .name = db_text(stmt, 8),
                             .address = db_text(stmt, 9),
                             .message_id = db_text(stmt, 10),
                             .said = db_text(stmt, 11),
                             .slot_ms = sqlite3_column_int64(stmt, 12),
                             .subject = db_text(stmt, 13),
                             .text = "",
                             .html = ""};
}

static error copy_into(arena *a, ledger_delivery *d, const char *text, const char *html)
{
    d->text = text;
    d->html = html;
    const char **strings[] = {&d->profile, &d->name,    &d->address, &d->message_id,
                              &d->said,    &d->subject, &d->text,    &d->html};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!(*strings[i] = arena_strdup(a, *strings[i])))
            return error_no_memory();
    return OK;
}

error ledger_next_due(ledger *l, arena *a, int64_t now_ms, ledger_delivery *out, bool *found)
{
    static const char sql[] =
        "SELECT " DELIVERY_COLUMNS ", d.text, d.html FROM delivery v JOIN digest d"
        " ON d.id = v.digest WHERE v.state IN ('queued', 'deferred') AND v.next_try_ms <= ?"
        " ORDER BY v.next_try_ms, v.id LIMIT 1";
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "i", now_ms);
    if (!err.code && !(err = db_step(stmt, found)).code && *found) {
        *out = read_delivery(stmt);
        err = copy_into(a, out, db_text(stmt, 14), db_text(stmt, 15));
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_begin_try(ledger *l, int64_t id, int64_t now_ms)
{
    RUN(l,
        "UPDATE delivery SET state = 'sending', attempts = attempts + 1, next_try_ms = ?"
        " WHERE id = ?",
        "ii", now_ms, id);
    return OK;
}

error ledger_end_try(ledger *l, int64_t id, const delivery_decision *decision, const char *said,
                     int64_t now_ms)
{
    bool waits = decision->state == DELIVERY_DEFERRED;
    RUN(l, "UPDATE delivery SET state = ?, next_try_ms = ?, done_ms = ?, said = ? WHERE id = ?",
        "tiiti", delivery_state_code(decision->state), decision->next_try_ms,
        waits ? (int64_t)0 : now_ms, said, id);
    return OK;
}

error ledger_recover(ledger *l, int64_t *count)
{
    RUN(l, "UPDATE delivery SET state = 'queued' WHERE state = 'sending'", "");
    *count = sqlite3_changes(l->db);
    return OK;
}

error ledger_requeue(ledger *l, int64_t id, int64_t now_ms)
{
    RUN(l,
        "UPDATE delivery SET state = 'queued', queued_ms = ?1, next_try_ms = ?1, done_ms = 0"
        " WHERE id = ?2 AND state IN ('failed', 'expired')",
        "ii", now_ms, id);
    if (sqlite3_changes(l->db) > 0)
        return OK;
    sqlite3_stmt *stmt;
    bool exists;
    TRY(db_prepare(l->db, "SELECT 1 FROM delivery WHERE id = ?", &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code)
        err = db_step(stmt, &exists);
    sqlite3_finalize(stmt);
    TRY(err);
    return exists
               ? error_make(ERR_REFUSED,
                            _("thư số %lld chưa kết thúc hoặc đã gửi xong; chỉ gửi lại thư bị từ "
                              "chối hoặc quá hạn"),
                            (long long)id)
               : error_make(ERR_NOT_FOUND, _("không có thư số %lld"), (long long)id);
}

error ledger_each(ledger *l, int64_t digest, int64_t limit, ledger_fn fn, void *context)
{
    static const char sql[] =
        "SELECT " DELIVERY_COLUMNS " FROM delivery v JOIN digest d ON d.id = v.digest"
        " WHERE ?1 = 0 OR v.digest = ?1 ORDER BY v.id DESC LIMIT ?2";
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "ii", digest, limit);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        ledger_delivery it = read_delivery(stmt);
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_followed(ledger *l, int64_t *event)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, "SELECT event FROM place", &stmt));
    error err = db_step(stmt, &row);
    *event = !err.code && row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

error ledger_set_followed(ledger *l, int64_t event)
{
    RUN(l, "UPDATE place SET event = ?", "i", event);
    return OK;
}
