#include "store/store_schema.h"

#include "base/clock.h"
#include "store/batch_tables.h"

#include <stdlib.h>

enum { STORE_APPLICATION_ID = 0x54444f31 }; /* "TDO1" */

/* The write-ahead log is copied into the database when it is this long: 16 MiB. */
enum { PAGE_BYTES = 4096, TIDY_PAGES = 4096, STEPS_BETWEEN_LOOKS = 10000 };

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
    "  id INTEGER PRIMARY KEY," /* rows never go, so an id is never used again */
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

    /* 2: what follows from the reports, kept in the transaction of its cause. */
    "ALTER TABLE report ADD COLUMN catalogue INTEGER;" /* version it was checked by */
    "ALTER TABLE latest ADD COLUMN corrections INTEGER NOT NULL DEFAULT 0;"

    "CREATE TABLE catalogue ("
    "  version INTEGER NOT NULL,"
    "  since_ms INTEGER NOT NULL,"
    "  changes TEXT NOT NULL," /* one sentence a line */
    "  PRIMARY KEY (since_ms, version)"
    ") STRICT, WITHOUT ROWID;"

    /* Sums over the units below `scope`, with the indicator's decimals; of a task's percents. */
    "CREATE TABLE rollup ("
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  scope TEXT NOT NULL,"
    "  breakdown TEXT NOT NULL,"
    "  value INTEGER NOT NULL,"
    "  denominator INTEGER NOT NULL,"
    "  have INTEGER NOT NULL,"
    "  positive INTEGER NOT NULL,"
    "  reported INTEGER NOT NULL,"
    "  PRIMARY KEY (obligation, period, scope, breakdown)"
    ") STRICT, WITHOUT ROWID;"

    /* Where each unit stands; `unit` is the province's code for the whole. */
    "CREATE TABLE standing ("
    "  obligation TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  status TEXT NOT NULL,"
    "  reporting TEXT NOT NULL,"
    "  since_ms INTEGER NOT NULL," /* the status has been the same since */
    "  judged_ms INTEGER NOT NULL,"
    "  value INTEGER,"   /* 10^-4 of the measure unit */
    "  percent INTEGER," /* of the target */
    "  expected TEXT,"   /* day on which the target will be reached */
    "  reason TEXT NOT NULL,"
    "  PRIMARY KEY (obligation, unit)"
    ") STRICT, WITHOUT ROWID;"

    "ALTER TABLE verdict ADD COLUMN report INTEGER;" /* of a warning */
    "ALTER TABLE difficulty ADD COLUMN state TEXT NOT NULL DEFAULT 'raised';"
    "ALTER TABLE difficulty ADD COLUMN agency TEXT NOT NULL DEFAULT '';"    /* who has it now */
    "ALTER TABLE difficulty ADD COLUMN reference TEXT NOT NULL DEFAULT '';" /* of a document */
    "CREATE TABLE difficulty_step ("
    "  id INTEGER PRIMARY KEY,"
    "  difficulty INTEGER NOT NULL REFERENCES difficulty (report),"
    "  at_ms INTEGER NOT NULL,"
    "  operator TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  agency TEXT NOT NULL,"
    "  reference TEXT NOT NULL,"
    "  text TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX difficulty_step_of ON difficulty_step (difficulty, at_ms);"

    /* What goes back to the unit that sent a report or raised a difficulty. */
    "CREATE TABLE directive ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  unit TEXT NOT NULL," /* whose stream it came by */
    "  report INTEGER NOT NULL REFERENCES report (id),"
    "  issued_ms INTEGER NOT NULL,"
    "  sender TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  received_ms INTEGER" /* the unit has it */
    ") STRICT;"
    "CREATE INDEX directive_waiting ON directive (unit) WHERE received_ms IS NULL;"

    /* How far the operators' desk has been read. */
    "CREATE TABLE desk_mark ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  last_action INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO desk_mark VALUES (1, 0);"

    /* What operators decided. */
    "CREATE TABLE reopening ("
    "  id INTEGER PRIMARY KEY,"
    "  at_ms INTEGER NOT NULL,"
    "  operator TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"       /* "" for every unit */
    "  obligation TEXT NOT NULL," /* "" for every obligation */
    "  period TEXT NOT NULL,"
    "  until TEXT NOT NULL," /* last day */
    "  reason TEXT NOT NULL"
    ") STRICT;"
    "CREATE TABLE ruling (" /* on a report: it is right after all, or goes back */
    "  report INTEGER NOT NULL REFERENCES report (id),"
    "  kind TEXT NOT NULL CHECK (kind IN ('confirmed', 'returned')),"
    "  at_ms INTEGER NOT NULL,"
    "  operator TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  PRIMARY KEY (report, kind)"
    ") STRICT, WITHOUT ROWID;",

    /* 3: warnings about figures that wait for somebody, without reading through all there were. */
    ("CREATE INDEX verdict_waiting ON verdict (received_ms) WHERE settled_ms IS NULL"
     "  AND outcome = 2 AND code <> 'late' AND code <> 'observed-in-future';"),
};

const db_schema store_schema = {
    .application_id = STORE_APPLICATION_ID,
    .migrations = migrations,
    .version = sizeof migrations / sizeof *migrations,
};

/* ---- the handle ------------------------------------------------------------------------------ */

/* The log is copied into the database by store_tidy(), not within a commit: a commit is waited
 * for. */
static int note_log_size(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    ((store *)context)->log_pages = pages;
    return SQLITE_OK;
}

/* Called now and then while a statement of a reader runs; not 0 cuts it off. */
static int is_out_of_time(void *context)
{
    const store *s = context;
    return s->read_until_ms && clock_monotonic_ms() > s->read_until_ms;
}

static error prepare_to_write(store *s)
{
    sqlite3_wal_hook(s->db, note_log_size, s);
    return batch_tables_add(s->db, &s->batch);
}

static error open_in_mode(store **out, const char *path, db_mode mode)
{
    store *s = calloc(1, sizeof *s);
    if (!s)
        return error_no_memory();
    s->snapshot_ms = STORE_SNAPSHOT_MS;
    error err = db_open(&s->db, path, mode, &store_schema);
    if (!err.code && mode == DB_WAL)
        err = prepare_to_write(s);
    else if (!err.code)
        sqlite3_progress_handler(s->db, STEPS_BETWEEN_LOOKS, is_out_of_time, s);
    if (err.code)
        store_close(s);
    else
        *out = s;
    return err;
}

error store_open_writer(store **out, const char *path)
{
    return open_in_mode(out, path, DB_WAL);
}

error store_open_reader(store **out, const char *path)
{
    return open_in_mode(out, path, DB_READ_ONLY);
}

error store_tidy(store *s, int64_t *log_bytes)
{
    *log_bytes = (int64_t)s->log_pages * PAGE_BYTES;
    if (s->log_pages < TIDY_PAGES)
        return OK;
    if (sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) != SQLITE_OK)
        return db_error(s->db, "checkpoint");
    return OK;
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
