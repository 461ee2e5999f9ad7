#include "base/i18n.h"
#include "notifier/delivery/ledger_internal.h"

/* ---- what is due ----------------------------------------------------------------------------- */

#define NEXT_DUE_BEFORE_BUSY                                                                       \
    "SELECT " LEDGER_DELIVERY_COLUMNS " FROM delivery v JOIN message m ON m.id = v.message"        \
    " WHERE v.state IN ('queued', 'deferred') AND v.next_try_ms <= ?1"
#define NEXT_DUE_AFTER_BUSY " ORDER BY v.next_try_ms, v.id LIMIT 1"

static error prepare_next_due(ledger *l, arena *a, int64_t now_ms, const char *const *busy,
                              size_t busy_count, sqlite3_stmt **out)
{
    const char *not_busy = "";
    for (size_t i = 0; not_busy && i < busy_count; i++)
        not_busy = arena_printf(a, "%s AND v.channel <> ?%zu", not_busy, i + 2);
    const char *sql =
        not_busy ? arena_printf(a, "%s%s%s", NEXT_DUE_BEFORE_BUSY, not_busy, NEXT_DUE_AFTER_BUSY)
                 : NULL;
    if (!sql)
        return error_no_memory();
    TRY(db_prepare(l->db, sql, out));
    error err = db_bind(*out, "i", now_ms);
    for (size_t i = 0; !err.code && i < busy_count; i++)
        if (sqlite3_bind_text(*out, (int)i + 2, busy[i], -1, SQLITE_STATIC) != SQLITE_OK)
            err = db_error(l->db, "bind");
    return err;
}

error ledger_next_due(ledger *l, arena *a, int64_t now_ms, const char *const *busy,
                      size_t busy_count, ledger_delivery *out, bool *found)
{
    sqlite3_stmt *stmt = NULL;
    *found = false;
    error err = prepare_next_due(l, a, now_ms, busy, busy_count, &stmt);
    if (!err.code && !(err = db_step(stmt, found)).code && *found) {
        *out = ledger_delivery_row(stmt);
        err = ledger_delivery_keep(a, out);
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_tries_since(ledger *l, const char *channel, int64_t since_ms, int64_t now_ms,
                         int64_t *count)
{
    static const char sql[] =
        "SELECT count(*) FROM try WHERE channel = ? AND began_ms BETWEEN ? AND ?";
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "tii", channel, since_ms, now_ms);
    if (!err.code && !(err = db_step(stmt, &row)).code)
        *count = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

/* ---- one try --------------------------------------------------------------------------------- */

static error mark_sending(ledger *l, int64_t id, int64_t now_ms)
{
    LEDGER_RUN(l,
               "UPDATE delivery SET state = 'sending', attempts = attempts + 1, next_try_ms = ?"
               " WHERE id = ? AND state IN ('queued', 'deferred')",
               "ii", now_ms, id);
    if (sqlite3_changes(l->db) == 0)
        return error_make(ERR_REFUSED, _("thư số %lld không còn chờ gửi"), (long long)id);
    LEDGER_RUN(l,
               "INSERT INTO try (delivery, channel, began_ms, state)"
               " SELECT id, channel, ?, 'sending' FROM delivery WHERE id = ?",
               "ii", now_ms, id);
    return OK;
}

error ledger_begin_try(ledger *l, int64_t id, int64_t now_ms)
{
    TRY(db_begin(l->db));
    error err = mark_sending(l, id, now_ms);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}

static error mark_ended(ledger *l, int64_t id, const delivery_decision *decision, const char *said,
                        int64_t now_ms)
{
    const char *state = delivery_state_code(decision->state);
    bool waits = decision->state == DELIVERY_DEFERRED;
    LEDGER_RUN(l,
               "UPDATE try SET state = ?, ended_ms = ?, said = ? WHERE id ="
               " (SELECT max(id) FROM try WHERE delivery = ?) AND ended_ms = 0",
               "titi", state, now_ms, said, id);
    LEDGER_RUN(l,
               "UPDATE delivery SET state = ?1, next_try_ms = ?2, done_ms = ?3, said = ?4"
               " WHERE id = ?5 AND (state = 'sending' OR ?1 = 'sent')",
               "tiiti", state, decision->next_try_ms, waits ? (int64_t)0 : now_ms, said, id);
    return OK;
}

error ledger_end_try(ledger *l, int64_t id, const delivery_decision *decision, const char *said,
                     int64_t now_ms)
{
    TRY(db_begin(l->db));
    error err = mark_ended(l, id, decision, said, now_ms);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}

error ledger_recover(ledger *l, int64_t *count)
{
    LEDGER_RUN(l, "UPDATE delivery SET state = 'queued' WHERE state = 'sending'", "");
    *count = sqlite3_changes(l->db);
    return OK;
}

/* ---- afterwards ------------------------------------------------------------------------------ */

/* Why a delivery was not queued again. */
static error refuse_requeue(ledger *l, int64_t id)
{
    static const char sql[] = "SELECT m.pruned, v.state IN ('failed', 'expired', 'skipped')"
                              " FROM delivery v JOIN message m ON m.id = v.message WHERE v.id = ?";
    sqlite3_stmt *stmt;
    bool exists = false, dropped = false;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code && !(err = db_step(stmt, &exists)).code && exists)
        dropped = sqlite3_column_int(stmt, 0) && sqlite3_column_int(stmt, 1);
    sqlite3_finalize(stmt);
    TRY(err);
    if (!exists)
        return error_make(ERR_NOT_FOUND, _("không có thư số %lld"), (long long)id);
    if (dropped)
        return error_make(ERR_REFUSED, _("nội dung thư số %lld đã được dọn khỏi sổ gửi vì quá cũ"),
                          (long long)id);
    return error_make(ERR_REFUSED,
                      _("thư số %lld chưa kết thúc hoặc đã gửi xong; chỉ gửi lại thư bị từ chối, "
                        "quá hạn hoặc không gửi"),
                      (long long)id);
}

#define QUEUE_AGAIN(now)                                                                           \
    "UPDATE delivery SET state = 'queued', dated_ms ="                                             \
    " CASE WHEN attempts > 0 THEN coalesce(dated_ms, queued_ms) END, queued_ms = " now             \
    ", next_try_ms = " now ", done_ms = 0 WHERE "

error ledger_requeue(ledger *l, int64_t id, int64_t now_ms)
{
    LEDGER_RUN(
        l,
        QUEUE_AGAIN("?1") "id = ?2 AND state IN ('failed', 'expired', 'skipped') AND"
                          " (SELECT pruned FROM message m WHERE m.id = delivery.message) = 0",
        "ii", now_ms, id);
    return sqlite3_changes(l->db) > 0 ? OK : refuse_requeue(l, id);
}

#define DEAD(pruned)                                                                               \
    " FROM delivery v JOIN message m ON m.id = v.message WHERE " LEDGER_MATCHES                    \
    " AND v.state IN ('failed', 'expired') AND m.pruned = " pruned

static error count_dropped(ledger *l, const ledger_filter *f, int64_t *dropped)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, "SELECT count(*)" DEAD("1"), &stmt));
    error err = ledger_bind_filter(stmt, f);
    if (!err.code && !(err = db_step(stmt, &row)).code)
        *dropped = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

static error queue_dead(ledger *l, const ledger_filter *f, int64_t now_ms, int64_t *queued)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, QUEUE_AGAIN("?8") "id IN (SELECT v.id" DEAD("0") ")", &stmt));
    error err = ledger_bind_filter(stmt, f);
    if (!err.code && sqlite3_bind_int64(stmt, 8, now_ms) != SQLITE_OK)
        err = db_error(l->db, "bind");
    if (!err.code)
        err = db_step(stmt, &row);
    sqlite3_finalize(stmt);
    *queued = sqlite3_changes(l->db);
    return err;
}

error ledger_requeue_dead(ledger *l, const ledger_filter *f, int64_t now_ms, int64_t *queued,
                          int64_t *dropped)
{
    TRY(db_begin(l->db));
    error err = count_dropped(l, f, dropped);
    if (!err.code)
        err = queue_dead(l, f, now_ms, queued);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db); /* nothing is open after a commit */
    return err;
}

#define ENDED_BEFORE                                                                               \
    "SELECT m.id FROM message m WHERE m.pruned = 0 AND m.made_ms < ?1 AND NOT EXISTS"              \
    " (SELECT 1 FROM delivery v WHERE v.message = m.id AND (v.done_ms = 0 OR v.done_ms >= ?1))"

static error prune(ledger *l, int64_t before_ms)
{
    LEDGER_RUN(l, "DELETE FROM part WHERE message IN (" ENDED_BEFORE ")", "i", before_ms);
    LEDGER_RUN(l, "UPDATE message SET pruned = 1 WHERE id IN (" ENDED_BEFORE ")", "i", before_ms);
    return OK;
}

error ledger_prune(ledger *l, int64_t before_ms)
{
    TRY(db_begin(l->db));
    error err = prune(l, before_ms);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}
