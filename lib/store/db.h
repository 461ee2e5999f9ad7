/* db.h - SQLite connections opened the one way that is safe for us.
 *
 * Every connection is DEFENSIVE, with trusted_schema off, foreign keys on, cell size checks, no
 * mmap and synchronous=FULL, each set and read back (S3, S8). Databases carry our application id
 * and a schema version; one that is newer than the program is refused.
 *
 * Two journal modes, chosen by who writes (S1: SQLite before 3.51.3 can corrupt a WAL database
 * when two connections write or checkpoint at once):
 *   DB_WAL     one process and connection writes; others open it with DB_READ_ONLY, also as an
 *              account that may only read its files.
 *   DB_SHARED  several processes may write, rarely; rollback journal. */
#pragma once
#include "base/error.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum db_mode { DB_WAL, DB_SHARED, DB_READ_ONLY } db_mode;

typedef struct db_schema {
    int32_t application_id;
    const char *const
        *migrations; /* migrations[i] brings version i to i + 1; one transaction each */
    int version;     /* how many there are */
} db_schema;

/* Opens PATH, making and migrating it unless DB_READ_ONLY. *out is the caller's; db_close() it.
 * Errors: ERR_NOT_FOUND (read-only and not there), ERR_NEWER, ERR_CORRUPT, ERR_IO, ERR_BUSY. */
error db_open(sqlite3 **out, const char *path, db_mode mode, const db_schema *schema);
void db_close(sqlite3 *db);

/* Runs SQL that returns nothing. */
error db_exec(sqlite3 *db, const char *sql);

/* BEGIN IMMEDIATE, never deferred (S6); COMMIT; ROLLBACK if a transaction is open. */
error db_begin(sqlite3 *db);
error db_commit(sqlite3 *db);
void db_rollback(sqlite3 *db);

/* Compiles SQL once and for many uses; release with sqlite3_finalize(). */
error db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out);

/* Binds ARGS by FORMAT, a letter each: i int64_t, t text (const char *, NULL: null; must live
 * until the step), b blob (const void *, size_t), n null (no argument). The statement is reset
 * before. */
error db_bind(sqlite3_stmt *stmt, const char *format, ...);

/* Binds as db_bind() and runs a statement that returns no row; resets it. */
error db_run(sqlite3_stmt *stmt, const char *format, ...);

/* Steps: *row tells whether there is one. Resets the statement after the last row or an error. */
error db_step(sqlite3_stmt *stmt, bool *row);

/* Text of a column, "" for null. Valid until the next step. */
const char *db_text(sqlite3_stmt *stmt, int column);

/* What the last failed call on DB meant, as an error; DOING says what was tried. */
error db_error(sqlite3 *db, const char *doing);

/* Changes by other connections since the last call: a number that differs when there were any. */
error db_data_version(sqlite3 *db, int64_t *out);
