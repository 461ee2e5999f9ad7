#include "notifier/delivery/ledger_approval.h"

#include "base/i18n.h"
#include "notifier/delivery/ledger_internal.h"

static error record(ledger *l, int64_t message, const ledger_act *act)
{
    LEDGER_RUN(l,
               "INSERT INTO approval_act (message, at_ms, actor, act, text) VALUES (?, ?, ?, ?, ?)",
               "iittt", message, act->at_ms, act->actor, approval_act_code(act->act), act->text);
    return OK;
}

static error insert(ledger *l, int64_t message, int64_t due_ms, bool sends_if_silent,
                    int64_t now_ms)
{
    LEDGER_RUN(l,
               "INSERT OR IGNORE INTO approval (message, state, asked_ms, due_ms, if_silent)"
               " VALUES (?, 'asked', ?, ?, ?)",
               "iiit", message, now_ms, due_ms, sends_if_silent ? "send" : "wait");
    if (sqlite3_changes(l->db) == 0)
        return OK;
    return record(l, message, &(ledger_act){now_ms, "", ACT_ASKED, ""});
}

error ledger_approval_ask(ledger *l, int64_t message, int64_t due_ms, bool sends_if_silent,
                          int64_t now_ms)
{
    TRY(db_begin(l->db));
    error err = insert(l, message, due_ms, sends_if_silent, now_ms);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}

/* ---- reading --------------------------------------------------------------------------------- */

#define SELECT_APPROVAL                                                                            \
    "SELECT a.message, a.state, a.asked_ms, a.due_ms, m.as_of_ms, a.if_silent, m.profile,"         \
    " m.subject, (SELECT count(*) FROM approval_act t WHERE t.message = a.message)"                \
    " FROM approval a JOIN message m ON m.id = a.message "

/* Strings live until the next step. */
static ledger_approval row_of(sqlite3_stmt *stmt)
{
    return (ledger_approval){.message = sqlite3_column_int64(stmt, 0),
                             .state = approval_state_parse(db_text(stmt, 1)),
                             .asked_ms = sqlite3_column_int64(stmt, 2),
                             .due_ms = sqlite3_column_int64(stmt, 3),
                             .as_of_ms = sqlite3_column_int64(stmt, 4),
                             .sends_if_silent = *db_text(stmt, 5) == 's',
                             .profile = db_text(stmt, 6),
                             .subject = db_text(stmt, 7),
                             .acts = sqlite3_column_int64(stmt, 8)};
}

static error read_one(ledger *l, const char *sql, int64_t value, arena *a, ledger_approval *out,
                      bool *found)
{
    sqlite3_stmt *stmt;
    *found = false;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "i", value);
    if (!err.code && !(err = db_step(stmt, found)).code && *found) {
        *out = row_of(stmt);
        out->profile = arena_strdup(a, out->profile);
        out->subject = arena_strdup(a, out->subject);
        if (!out->profile || !out->subject)
            err = error_no_memory();
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_approval_read(ledger *l, int64_t message, arena *a, ledger_approval *out)
{
    bool found;
    TRY(read_one(l, SELECT_APPROVAL "WHERE a.message = ?", message, a, out, &found));
    return found ? OK
                 : error_make(ERR_NOT_FOUND, _("không có dự thảo số %lld chờ duyệt"),
                              (long long)message);
}

error ledger_approval_due(ledger *l, int64_t now_ms, arena *a, ledger_approval *out, bool *found)
{
    return read_one(l,
                    SELECT_APPROVAL "WHERE a.state IN ('asked', 'approved') AND a.due_ms <= ?"
                                    " ORDER BY a.due_ms, a.message LIMIT 1",
                    now_ms, a, out, found);
}

error ledger_approval_unasked(ledger *l, arena *a, int64_t *message, const char **profile,
                              int64_t *slot_ms, bool *found)
{
    static const char sql[] =
        "SELECT m.id, m.profile, m.slot_ms FROM delivery v JOIN message m ON m.id = v.message"
        " WHERE v.state = 'held' AND NOT EXISTS"
        " (SELECT 1 FROM approval a WHERE a.message = v.message) LIMIT 1";
    sqlite3_stmt *stmt;
    *found = false;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_step(stmt, found);
    if (!err.code && *found) {
        *message = sqlite3_column_int64(stmt, 0);
        *profile = arena_strdup(a, db_text(stmt, 1));
        *slot_ms = sqlite3_column_int64(stmt, 2);
        err = *profile ? OK : error_no_memory();
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_approval_next(ledger *l, int64_t *due_ms)
{
    sqlite3_stmt *stmt;
    bool row = false;
    *due_ms = INT64_MAX;
    TRY(db_prepare(l->db,
                   "SELECT due_ms FROM approval WHERE state IN ('asked', 'approved')"
                   " ORDER BY due_ms LIMIT 1",
                   &stmt));
    error err = db_step(stmt, &row);
    if (!err.code && row)
        *due_ms = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

error ledger_approval_each(ledger *l, bool all, ledger_approval_fn fn, void *context)
{
    static const char sql[] = SELECT_APPROVAL
        "WHERE ?1 OR a.state NOT IN ('released', 'replaced') ORDER BY a.message DESC";
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "i", (int64_t)all);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const ledger_approval it = row_of(stmt);
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_approval_acts(ledger *l, int64_t message, ledger_act_fn fn, void *context)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db,
                   "SELECT at_ms, actor, act, text FROM approval_act WHERE message = ? ORDER BY id",
                   &stmt));
    error err = db_bind(stmt, "i", message);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const ledger_act it = {.at_ms = sqlite3_column_int64(stmt, 0),
                               .actor = db_text(stmt, 1),
                               .act = approval_act_parse(db_text(stmt, 2)),
                               .text = db_text(stmt, 3)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- a step ---------------------------------------------------------------------------------- */

static error move(ledger *l, const ledger_approval *from, approval_state to)
{
    LEDGER_RUN(l,
               "UPDATE approval SET state = ?1 WHERE message = ?2 AND state = ?3"
               " AND (SELECT count(*) FROM approval_act WHERE message = ?2) = ?4",
               "titi", approval_state_code(to), from->message, approval_state_code(from->state),
               from->acts);
    return sqlite3_changes(l->db) == 1
               ? OK
               : error_make(ERR_BUSY,
                            _("dự thảo số %lld vừa được người khác xử lý; xem lại bằng "
                              "lệnh drafts"),
                            (long long)from->message);
}

/* What waited before MESSAGE for the same profile; there is one at the most as a rule. */
static error find_before(ledger *l, int64_t message, int64_t *before, bool *found)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db,
                   "SELECT a.message FROM approval a JOIN message m ON m.id = a.message"
                   " JOIN message n ON n.id = ?1 WHERE m.profile = n.profile"
                   " AND m.slot_ms < n.slot_ms AND a.state NOT IN ('released', 'replaced') LIMIT 1",
                   &stmt));
    error err = db_bind(stmt, "i", message);
    if (!err.code && !(err = db_step(stmt, found)).code && *found)
        *before = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

static error replace_one(ledger *l, int64_t message, int64_t now_ms)
{
    LEDGER_RUN(l, "UPDATE approval SET state = 'replaced' WHERE message = ?", "i", message);
    error err =
        ledger_skip(l, message, _("không được duyệt trước khi bản tin sau được gửi"), now_ms);
    if (err.code && err.code != ERR_NOT_FOUND)
        return err;
    return record(l, message, &(ledger_act){now_ms, "", ACT_REPLACED, ""});
}

static error replace_before(ledger *l, int64_t message, int64_t now_ms)
{
    for (;;) {
        int64_t before = 0;
        bool found = false;
        TRY(find_before(l, message, &before, &found));
        if (!found)
            return OK;
        TRY(replace_one(l, before, now_ms));
    }
}

/* When no role has a mailbox, nothing is held that could be queued. */
static error send_out(ledger *l, int64_t message, int64_t now_ms)
{
    error err = ledger_release(l, message, now_ms);
    if (err.code && err.code != ERR_NOT_FOUND)
        return err;
    return replace_before(l, message, now_ms);
}

static error take_step(ledger *l, const ledger_approval *from, const approval_step *step,
                       const ledger_act *act, const message *replacement)
{
    TRY(move(l, from, step->to));
    TRY(record(l, from->message, act));
    if (replacement)
        TRY(ledger_replace(l, from->message, replacement));
    return step->goes_out ? send_out(l, from->message, act->at_ms) : OK;
}

error ledger_approval_step(ledger *l, const ledger_approval *from, const approval_step *step,
                           const ledger_act *act, const message *replacement)
{
    TRY(db_begin(l->db));
    error err = take_step(l, from, step, act, replacement);
    if (!err.code)
        err = db_commit(l->db);
    db_rollback(l->db);
    return err;
}
