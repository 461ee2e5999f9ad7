#include "store/store_schema.h"

#include <stdlib.h>

enum { STORE_APPLICATION_ID = 0x54444f31 }; /* "TDO1" */

/* Instants are UTC milliseconds. A figure's `value` (or numerator) and `denominator` are whole
 * numbers of 10^-decimals. Null means not said; 0 means 0. */
static const char *const migrations[] = {
    "CREATE TABLE stream ("
    "  id INTEGER PRIMARY KEY,"
    "  stream_id BLOB NOT NULL UNIQUE CHECK (length(stream_id) = 16),"
    "  unit TEXT NOT NULL,"
    "  key TEXT NOT NULL,"
    "  last_sequence INTEGER NOT NULL,"
    "  first_seen_ms INTEGER NOT NULL,"
    "  last_seen_ms INTEGER NOT NULL,"
    "  skew_ms INTEGER NOT NULL,"
    "  program TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX stream_unit ON stream (unit);"

    "CREATE TABLE report ("
    "  id INTEGER PRIMARY KEY,"
    "  stream INTEGER NOT NULL REFERENCES stream (id),"
    "  sequence INTEGER NOT NULL,"
    "  received_ms INTEGER NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  breakdown TEXT NOT NULL,"
    "  value INTEGER,"
    "  denominator INTEGER,"
    "  decimals INTEGER,"
    "  percent INTEGER,"
    "  state TEXT,"
    "  text TEXT,"
    "  addressed_to TEXT,"
    "  observed_ms INTEGER,"
    "  source TEXT,"
    "  corrects INTEGER,"
    "  warning TEXT,"
    "  replaces INTEGER"
    ") STRICT;"

    "CREATE TABLE latest ("
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  breakdown TEXT NOT NULL,"
    "  kind TEXT NOT NULL," /* a difficulty does not replace a figure */
    "  report INTEGER NOT NULL,"
    "  first_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (obligation, period, unit, breakdown, kind)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX latest_period ON latest (period, unit);"

    "CREATE TABLE verdict ("
    "  stream INTEGER NOT NULL REFERENCES stream (id),"
    "  sequence INTEGER NOT NULL,"
    "  outcome INTEGER NOT NULL,"
    "  code TEXT NOT NULL,"
    "  message TEXT NOT NULL,"
    "  received_ms INTEGER NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  breakdown TEXT NOT NULL,"
    "  value INTEGER,"
    "  denominator INTEGER,"
    "  decimals INTEGER,"
    "  percent INTEGER,"
    "  state TEXT,"
    "  text TEXT,"
    "  source TEXT NOT NULL,"
    "  settled_ms INTEGER," /* when a later report for the same key was accepted */
    "  PRIMARY KEY (stream, sequence)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX verdict_open ON verdict (unit, obligation, period, breakdown)"
    "  WHERE settled_ms IS NULL;"

    "CREATE TABLE difficulty ("
    "  report INTEGER PRIMARY KEY REFERENCES report (id),"
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  addressed_to TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  raised_ms INTEGER NOT NULL,"
    "  answered_ms INTEGER"
    ") STRICT;"

    "CREATE TABLE event ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT," /* an id is never used again */
    "  at_ms INTEGER NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  detail TEXT NOT NULL,"
    "  report INTEGER"
    ") STRICT;"
    "CREATE INDEX event_notice ON event (unit, period, kind)"
    "  WHERE kind IN ('reminder', 'receipt');",
};

const db_schema store_schema = {
    .application_id = STORE_APPLICATION_ID,
    .migrations = migrations,
    .version = sizeof migrations / sizeof *migrations,
};

static error open_in_mode(store **out, const char *path, db_mode mode)
{
    store *s = calloc(1, sizeof *s);
    if (!s)
        return error_no_memory();
    error err = db_open(&s->db, path, mode, &store_schema);
    if (err.code) {
        free(s);
        return err;
    }
    *out = s;
    return OK;
}

error store_open_writer(store **out, const char *path)
{
    return open_in_mode(out, path, DB_WAL);
}

error store_open_reader(store **out, const char *path)
{
    return open_in_mode(out, path, DB_READ_ONLY);
}

void store_close(store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < STMT_COUNT; i++)
        sqlite3_finalize(s->statements[i]);
    db_close(s->db);
    free(s);
}
