/* ledger_internal.h - what the files of the ledger share. */
#pragma once
#include "notifier/delivery/ledger.h"
#include "store/db.h"

#include <sqlite3.h>

struct ledger {
    sqlite3 *db;
    int lock;
    bool held;
};

/* Compiles, binds by ARGS..., runs and releases a statement that returns nothing. */
#define LEDGER_RUN(l, sql, ...)                                                                    \
    do {                                                                                           \
        sqlite3_stmt *run_stmt_;                                                                   \
        TRY(db_prepare((l)->db, sql, &run_stmt_));                                                 \
        error run_err_ = db_run(run_stmt_, __VA_ARGS__);                                           \
        sqlite3_finalize(run_stmt_);                                                               \
        TRY(run_err_);                                                                             \
    } while (0)

/* Puts what M says in the place of what the message ID says; within a transaction of the caller. */
error ledger_replace(ledger *l, int64_t id, const message *m);

/* A row of a query that selects LEDGER_DELIVERY_COLUMNS from `delivery v JOIN message m`. Strings
 * live until the next step. */
#define LEDGER_DELIVERY_COLUMNS                                                                    \
    "v.id, v.message, v.attempts, v.queued_ms, v.next_try_ms, v.done_ms, v.state, m.kind,"         \
    " m.profile, m.key, m.subject, m.slot_ms, v.channel, v.name, v.address, v.message_id, v.said," \
    " coalesce(v.dated_ms, v.queued_ms)"
ledger_delivery ledger_delivery_row(sqlite3_stmt *stmt);

/* What a filter lets through, in a query over `delivery v JOIN message m`. It takes ?1 to ?7, by
 * ledger_bind_filter(), and leaves ?8 to the query. */
#define LEDGER_MATCHES                                                                             \
    "(?1 = 0 OR v.message = ?1) AND (?2 IS NULL OR v.address = ?2)"                                \
    " AND (?3 IS NULL OR m.profile = ?3) AND (?4 = '' OR v.state = ?4)"                            \
    " AND (?5 = 0 OR v.state IN ('failed', 'expired')) AND v.queued_ms >= ?6"                      \
    " AND (?7 = 0 OR v.id = ?7)"
error ledger_bind_filter(sqlite3_stmt *stmt, const ledger_filter *f);

/* Moves the strings of D into arena A. */
error ledger_delivery_keep(arena *a, ledger_delivery *d);
