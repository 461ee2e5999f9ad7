/* outbox_schema.h - the handle behind outbox.h; for the outbox's own sources. */
#pragma once
#include "collector/outbox.h"
#include "store/db.h"

typedef enum outbox_statement {
    BOX_STATE,
    BOX_LAST_GET,
    BOX_LAST_PUT,
    BOX_REPORT_INSERT,
    BOX_VERDICT_SETTLE,
    BOX_REPORT_GET,
    BOX_LAST_FORGET,
    BOX_VERDICT_INSERT,
    BOX_FILE_REJECTED,
    BOX_FILE_WARNED,
    BOX_STATEMENTS,
} outbox_statement;

struct outbox {
    sqlite3 *db;
    sqlite3_stmt *statements[BOX_STATEMENTS];
};

/* What a report is about, as text: two reports with the same key say the same thing anew. */
typedef struct outbox_key {
    char text[512];  /* with the hash of the words, for what is told by its words */
    char topic[400]; /* without */
} outbox_key;

void outbox_key_of(const report *r, outbox_key *out);

/* A packed report back; it lives in arena A. */
error outbox_unpack(arena *a, const void *data, size_t size, report *out);
error outbox_pack(arena *a, const report *r, wire_bytes *out);
