/* store_schema.h - the handle behind store.h, and the schema; for lib/store alone. */
#pragma once
#include "store/db.h"
#include "store/store.h"
#include "store/store_batch.h"

/* Statements that the writer uses for each report are compiled once. */
typedef enum store_statement {
    STMT_BEGIN,
    STMT_COMMIT,
    STMT_STREAM_GREET,
    STMT_STREAM_ADVANCE,
    STMT_LAST_REPORT,
    STMT_KEYS_READ,
    STMT_REPORTS_INSERT,
    STMT_KEYS_PUT,
    STMT_KEY_EVENTS_INSERT,
    STMT_VERDICT_INSERT,
    STMT_VERDICT_SETTLE,
    STMT_DIFFICULTY_INSERT,
    STMT_EVENT_INSERT,
    STMT_NOTICE_INSERT,
    STMT_ROLLUP_PUT,
    STMT_STANDING_PUT,
    STMT_HAS_NOTICE,
    STMT_HAS_REPORT,
    STMT_COUNT,
} store_statement;

enum { STORE_WAITING_BITS = 1 << 16 };

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STMT_COUNT];
    int64_t catalogue;        /* version that reports are stored with */
    const store_batch *batch; /* being written: what batch_report and batch_key show */
    /* A bit for each hash of a unit, obligation and period that may have a verdict which waits. */
    unsigned char waiting[STORE_WAITING_BITS / 8];
    bool knows_waiting;
    int64_t snapshot_ms, read_until_ms; /* monotonic; 0: no snapshot is open */
    int log_pages;                      /* of the write-ahead log, after the last commit */
};

/* The statement WHICH, compiled on first use. */
error store_use(store *s, store_statement which, sqlite3_stmt **out);

/* The report's columns, in the order in which store_read_report() takes them, of the alias r. */
#define STORE_REPORT_COLUMNS                                                                       \
    "r.id, r.sequence, r.received_ms, r.kind, r.unit, r.obligation, r.period, r.breakdown,"        \
    " r.value, r.denominator, r.decimals, r.percent, r.state, r.text, r.addressed_to,"             \
    " r.observed_ms, r.source, r.corrects, r.warning, r.replaces, r.stream, r.catalogue"
enum { STORE_REPORT_COLUMN_COUNT = 22 };
stored_report store_read_report(sqlite3_stmt *stmt);

/* A verdict's columns, in the order in which store_read_verdict() takes them. */
#define STORE_VERDICT_COLUMNS                                                                      \
    "stream, sequence, outcome, code, message, unit, obligation, period, source, received_ms,"     \
    " report"
stored_verdict store_read_verdict(sqlite3_stmt *stmt);

extern const db_schema store_schema;
