/* alert_book_internal.h - what the files of the book share. */
#pragma once
#include "notifier/alert/alert_book.h"
#include "store/db.h"

#include <sqlite3.h>

struct alert_book {
    sqlite3 *db;
    char name[17]; /* random, made with the book: makes keys of notes unique among all books */
    int64_t data_version;
    bool looked;
};

/* Compiles, binds by ARGS..., runs and releases a statement that returns nothing. */
#define BOOK_RUN(b, sql, ...)                                                                      \
    do {                                                                                           \
        sqlite3_stmt *run_stmt_;                                                                   \
        TRY(db_prepare((b)->db, sql, &run_stmt_));                                                 \
        error run_err_ = db_run(run_stmt_, __VA_ARGS__);                                           \
        sqlite3_finalize(run_stmt_);                                                               \
        TRY(run_err_);                                                                             \
    } while (0)

/* A row of a query that selects BOOK_ALERT_COLUMNS, without its tellings. Strings live until the
 * next step. */
#define BOOK_ALERT_COLUMNS                                                                         \
    "a.id, a.kind, a.unit, a.obligation, a.object, a.severity, a.detail, a.since_ms, a.begun_ms,"  \
    " a.away_ms, a.ended_ms, a.shaken_ms, a.flaps, a.acked_ms, a.ending, a.silenced, a.closed"
enum { BOOK_ALERT_COLUMN_COUNT = 17 };
alert book_alert_row(sqlite3_stmt *stmt);

/* Compiled once for many alerts; released with sqlite3_finalize(). */
error book_prepare_tellings(alert_book *b, sqlite3_stmt **out);
/* Fills in what A's routes were told, by P. */
error book_read_tellings(sqlite3_stmt *tellings, const alert_policy *p, alert *a);
