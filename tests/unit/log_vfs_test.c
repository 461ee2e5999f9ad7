/* The layer lies over the system's default one; here that is one of ours, which counts what reaches
 * the log and can fail it. */
#include "folder_fixture.h"
#include "unit_test.h"

#include "store/db.h"
#include "store/log_vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const MIGRATIONS[] = {"CREATE TABLE a (n INTEGER NOT NULL, t TEXT) STRICT;"
                                         "CREATE TABLE b (n INTEGER NOT NULL) STRICT;"
                                         "CREATE TABLE c (n INTEGER NOT NULL) STRICT;"};
static const db_schema SCHEMA = {42, MIGRATIONS, 1};

/* ---- a file system that is watched ------------------------------------------------------------
 */

typedef struct watched {
    sqlite3_file base;
    sqlite3_file *real;
} watched;

static sqlite3_vfs watching, *unix_vfs;
static sqlite3_io_methods watched_methods;
static int writes, writes_since_sync, largest, fail_writes;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((watched *)file)->real;
}

static int watched_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    writes++;
    writes_since_sync++;
    largest = size > largest ? size : largest;
    return fail_writes ? SQLITE_IOERR_WRITE
                       : real_of(file)->pMethods->xWrite(real_of(file), bytes, size, at);
}

static int watched_sync(sqlite3_file *file, int flags)
{
    writes_since_sync = 0;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int watched_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, at);
}

static int watched_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int watched_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int watched_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int watched_control(sqlite3_file *file, int what, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int watched_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int watched_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
    watched *w = (watched *)file;
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL))
        return unix_vfs->xOpen(unix_vfs, name, file, flags, got);
    *w = (watched){.real = (sqlite3_file *)(w + 1)};
    int rc = unix_vfs->xOpen(unix_vfs, name, w->real, flags, got);
    w->base.pMethods = rc == SQLITE_OK ? &watched_methods : NULL;
    return rc;
}

static int watch_file_system(void **state)
{
    (void)state;
    sqlite3_initialize();
    unix_vfs = sqlite3_vfs_find(NULL);
    watched_methods = (sqlite3_io_methods){.iVersion = 1,
                                           .xClose = watched_close,
                                           .xRead = watched_read,
                                           .xWrite = watched_write,
                                           .xTruncate = watched_truncate,
                                           .xSync = watched_sync,
                                           .xFileSize = watched_size,
                                           .xFileControl = watched_control,
                                           .xDeviceCharacteristics = watched_traits};
    watching = *unix_vfs;
    watching.pNext = NULL;
    watching.zName = "watching";
    watching.szOsFile += (int)sizeof(watched);
    watching.xOpen = watched_open;
    return sqlite3_vfs_register(&watching, 1);
}

/* ---- databases --------------------------------------------------------------------------------
 */

static int make_dir(void **state)
{
    (void)state;
    writes = writes_since_sync = largest = fail_writes = 0;
    return folder_make("a.db");
}

static int remove_dir(void **state)
{
    (void)state;
    return folder_remove();
}

static sqlite3 *opened(db_mode mode)
{
    sqlite3 *db = NULL;
    assert_int_equal(db_open(&db, path, mode, &SCHEMA).code, ERR_OK);
    return db;
}

static int64_t count(sqlite3 *db)
{
    sqlite3_stmt *stmt;
    bool row;
    assert_int_equal(db_prepare(db, "SELECT count(*) FROM a", &stmt).code, ERR_OK);
    assert_int_equal(db_step(stmt, &row).code, ERR_OK);
    int64_t n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static error_code put(sqlite3 *db)
{
    return db_exec(db, "BEGIN IMMEDIATE; INSERT INTO a VALUES (1, 'x'); INSERT INTO b VALUES (1);"
                       "INSERT INTO c VALUES (1); COMMIT")
        .code;
}

/* ---- tests ------------------------------------------------------------------------------------
 */

static void a_commit_of_several_pages_is_one_write(void **state)
{
    (void)state;
    sqlite3 *db = opened(DB_WAL);
    assert_int_equal(put(db), ERR_OK);
    writes = 0;
    assert_int_equal(put(db), ERR_OK);
    assert_int_equal(writes, 1);
    db_close(db);
}

static void what_is_committed_is_written_and_synced(void **state)
{
    (void)state;
    sqlite3 *db = opened(DB_WAL);
    assert_int_equal(put(db), ERR_OK);
    assert_int_equal(writes_since_sync, 0);
    sqlite3 *reader = opened(DB_READ_ONLY);
    assert_int_equal(count(reader), 1);
    db_close(reader);
    db_close(db);
}

static void what_is_committed_outlives_its_process(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0)
        _exit(put(opened(DB_WAL)) == ERR_OK ? 0 : 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    sqlite3 *db = opened(DB_WAL);
    assert_int_equal(count(db), 1);
    db_close(db);
}

static void a_commit_that_cannot_be_written_is_refused_as_a_whole(void **state)
{
    (void)state;
    sqlite3 *db = opened(DB_WAL);
    assert_int_equal(put(db), ERR_OK);
    fail_writes = 1;
    assert_int_equal(put(db), ERR_IO);
    db_rollback(db);
    fail_writes = 0;
    assert_int_equal(count(db), 1);
    assert_int_equal(put(db), ERR_OK);
    db_close(db);
    db = opened(DB_WAL);
    assert_int_equal(count(db), 2);
    db_close(db);
}

static void a_transaction_larger_than_the_cache_reads_what_it_wrote(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    sqlite3 *db = opened(DB_WAL);
    assert_int_equal(db_exec(db, "PRAGMA cache_size = 10; BEGIN IMMEDIATE").code, ERR_OK);
    for (int i = 0; i < ROWS; i++)
        assert_int_equal(db_exec(db, "INSERT INTO a VALUES (1, hex(zeroblob(500)))").code, ERR_OK);
    assert_int_equal(count(db), ROWS);
    assert_int_equal(db_commit(db).code, ERR_OK);
    assert_true(largest < 128 * 1024); /* SQLite's own layer would write nothing of that */
    db_close(db);
    db = opened(DB_WAL);
    assert_int_equal(count(db), ROWS);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_commit_of_several_pages_is_one_write),
        TEST(what_is_committed_is_written_and_synced),
        TEST(what_is_committed_outlives_its_process),
        TEST(a_commit_that_cannot_be_written_is_refused_as_a_whole),
        TEST(a_transaction_larger_than_the_cache_reads_what_it_wrote),
    };
    return cmocka_run_group_tests(tests, watch_file_system, NULL);
}
