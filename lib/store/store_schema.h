/* store_schema.h - the handle behind store.h, and the schema; for lib/store alone. */
#pragma once
#include "store/db.h"
#include "store/store.h"

/* Statements that the writer uses for each report are compiled once. */
typedef enum store_statement {
    STMT_STREAM_GET,
    STMT_STREAM_INSERT,
    STMT_STREAM_UPDATE,
    STMT_STREAM_ADVANCE,
    STMT_REPORT_INSERT,
    STMT_LATEST_GET,
    STMT_LATEST_PUT,
    STMT_VERDICT_INSERT,
    STMT_VERDICT_SETTLE,
    STMT_DIFFICULTY_INSERT,
    STMT_EVENT_INSERT,
    STMT_COUNT,
} store_statement;

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STMT_COUNT];
};

extern const db_schema store_schema;
