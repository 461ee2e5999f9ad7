#include "notifier/delivery/ledger.h"

#include "base/i18n.h"
#include "base/owner.h"
#include "notifier/delivery/ledger_internal.h"
#include "notifier/delivery/ledger_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_LENGTH_MAX = 4096 };

error ledger_open(ledger **out, const char *state_dir)
{
    char path[PATH_LENGTH_MAX];
    if (mkdir(state_dir, 0750) != 0 && errno != EEXIST)
        return error_errno(errno, _("không tạo được thư mục %s"), state_dir);
    ledger *l = calloc(1, sizeof *l);
    if (!l)
        return error_no_memory();
    snprintf(path, sizeof path, "%s/deliver.lock", state_dir);
    l->lock = owner_open(path, O_RDWR, 0600);
    error err = l->lock >= 0 ? OK : error_errno(errno, "%s", path);
    snprintf(path, sizeof path, "%s/ledger.db", state_dir);
    if (!err.code)
        err = db_open(&l->db, path, DB_SHARED, &ledger_schema);
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

/* ---- putting in ------------------------------------------------------------------------------ */

static error insert_message(ledger *l, const message *m, int64_t now_ms, int64_t *id)
{
    bool exists;
    TRY(ledger_find(l, m->kind, m->profile, m->key, id, &exists));
    if (exists)
        return error_make(ERR_EXISTS, _("%s \"%s\" số hiệu %s đã có trong sổ gửi"),
                          message_kind_name(m->kind), m->profile, m->key);
    LEDGER_RUN(l,
               "INSERT INTO message (kind, profile, key, follows, slot_ms, as_of_ms, last_event,"
               " made_ms, subject, frozen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               "ttttiiiitt", message_kind_code(m->kind), m->profile, m->key, m->references,
               m->slot_ms, m->as_of_ms, m->last_event, now_ms, m->subject, m->frozen);
    *id = sqlite3_last_insert_rowid(l->db);
    return OK;
}

static error insert_parts(ledger *l, int64_t id, const message *m)
{
    for (size_t i = 0; i < m->part_count; i++) {
        const message_part *p = &m->parts[i];
        LEDGER_RUN(l,
                   "INSERT INTO part (message, name, type, content_id, data)"
                   " VALUES (?, ?, ?, ?, ?)",
                   "itttb", id, p->name, p->type, p->content_id, p->size ? p->data : "", p->size);
    }
    return OK;
}

error ledger_replace(ledger *l, int64_t id, const message *m)
{
    LEDGER_RUN(l, "UPDATE message SET subject = ?, frozen = ? WHERE id = ?", "tti", m->subject,
               m->frozen, id);
    LEDGER_RUN(l, "DELETE FROM part WHERE message = ?", "i", id);
    return insert_parts(l, id, m);
}

static error insert_deliveries(ledger *l, int64_t id, const message_address *to, size_t count,
                               delivery_state first, int64_t now_ms)
{
    for (size_t i = 0; i < count; i++) {
        const char *why = to[i].skipped ? to[i].skipped : "";
        const delivery_state state = *why ? DELIVERY_SKIPPED : first;
        LEDGER_RUN(l,
                   "INSERT INTO delivery (message, channel, name, address, message_id, state,"
                   " queued_ms, next_try_ms, done_ms, said)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?7, ?7, ?8, ?9)",
                   "itttttiit", id, to[i].channel, to[i].name, to[i].address, to[i].message_id,
                   delivery_state_code(state), now_ms, *why ? now_ms : (int64_t)0, why);
    }
    return OK;
}

error ledger_add(ledger *l, const message *m, const message_address *to, size_t count,
                 delivery_state first, int64_t now_ms, int64_t *id)
{
    TRY(db_begin(l->db));
    error err = insert_message(l, m, now_ms, id);
    if (!err.code)
        err = insert_parts(l, *id, m);
    if (!err.code)
        err = insert_deliveries(l, *id, to, count, first, now_ms);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}

static error expect_changes(const ledger *l, int64_t id)
{
    return sqlite3_changes(l->db) > 0
               ? OK
               : error_make(ERR_NOT_FOUND, _("bản tin số %lld không còn thư nào chờ"),
                            (long long)id);
}

error ledger_release(ledger *l, int64_t id, int64_t now_ms)
{
    LEDGER_RUN(l,
               "UPDATE delivery SET state = 'queued', queued_ms = ?1, next_try_ms = ?1"
               " WHERE message = ?2 AND state = 'held'",
               "ii", now_ms, id);
    return expect_changes(l, id);
}

error ledger_skip(ledger *l, int64_t id, const char *why, int64_t now_ms)
{
    LEDGER_RUN(l,
               "UPDATE delivery SET state = 'skipped', done_ms = ?, said = ? WHERE message = ?"
               " AND state IN ('held', 'queued', 'sending', 'deferred')",
               "iti", now_ms, why, id);
    return expect_changes(l, id);
}

/* ---- schedules ------------------------------------------------------------------------------- */

error ledger_schedule_since(ledger *l, const char *profile, const char *terms, int64_t first_ms,
                            int64_t now_ms, int64_t *since_ms)
{
    LEDGER_RUN(l,
               "INSERT INTO schedule (profile, rule, since_ms) VALUES (?1, ?2, ?3)"
               " ON CONFLICT (profile) DO UPDATE SET rule = ?2, since_ms = ?4 WHERE rule <> ?2",
               "ttii", profile, terms, first_ms, now_ms);
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, "SELECT since_ms FROM schedule WHERE profile = ?", &stmt));
    error err = db_bind(stmt, "t", profile);
    if (!err.code && !(err = db_step(stmt, &row)).code)
        *since_ms = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

/* ---- the place in the events ----------------------------------------------------------------- */

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
    LEDGER_RUN(l, "UPDATE place SET event = ?", "i", event);
    return OK;
}
