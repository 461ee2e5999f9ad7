#include "folder_fixture.h"
#include "unit_test.h"

#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const MIGRATIONS[] = {"CREATE TABLE t (n INTEGER NOT NULL) STRICT;",
                                         "ALTER TABLE t ADD COLUMN m INTEGER;"};
static const db_schema OLD = {42, MIGRATIONS, 1}, NEW = {42, MIGRATIONS, 2},
                       OTHER = {43, MIGRATIONS, 1};

static char link_path[64];

static int make_dir(void **state)
{
    (void)state;
    if (folder_make("a.db"))
        return -1;
    snprintf(link_path, sizeof link_path, "%s/b.db", dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    unlink(link_path);
    return folder_remove();
}

static sqlite3 *opened(db_mode mode, const db_schema *schema)
{
    sqlite3 *db = NULL;
    assert_int_equal(db_open(&db, path, mode, schema).code, ERR_OK);
    return db;
}

static error_code opening(db_mode mode, const db_schema *schema)
{
    sqlite3 *db = NULL;
    error err = db_open(&db, path, mode, schema);
    db_close(db);
    return err.code;
}

static int64_t pragma(sqlite3 *db, const char *name)
{
    char sql[64];
    sqlite3_stmt *stmt;
    snprintf(sql, sizeof sql, "PRAGMA %s", name);
    assert_int_equal(db_prepare(db, sql, &stmt).code, ERR_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static void every_connection_is_safe_and_syncs_fully(void **state)
{
    (void)state;
    static const db_mode modes[] = {DB_SHARED, DB_WAL, DB_READ_ONLY};
    for (size_t i = 0; i < 3; i++) {
        sqlite3 *db = opened(modes[i], &OLD);
        assert_int_equal(pragma(db, "synchronous"), 2);
        assert_int_equal(pragma(db, "foreign_keys"), 1);
        assert_int_equal(pragma(db, "trusted_schema"), 0);
        assert_int_equal(pragma(db, "cell_size_check"), 1);
        db_close(db);
    }
}

/* Whose journal it is decides who may write (S1). */
static void each_mode_has_its_journal(void **state)
{
    (void)state;
    static const struct {
        db_mode mode;
        const char *journal;
    } modes[] = {{DB_SHARED, "truncate"}, {DB_WAL, "wal"}, {DB_READ_ONLY, "wal"}};
    for (size_t i = 0; i < 3; i++) {
        sqlite3 *db = opened(modes[i].mode, &OLD);
        sqlite3_stmt *stmt;
        assert_int_equal(db_prepare(db, "PRAGMA journal_mode", &stmt).code, ERR_OK);
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_string_equal(db_text(stmt, 0), modes[i].journal);
        sqlite3_finalize(stmt);
        assert_int_equal(pragma(db, "query_only"), modes[i].mode == DB_READ_ONLY);
        assert_int_equal(pragma(db, "mmap_size"), 0);
        db_close(db);
    }
}

static void after_an_error_in_a_transaction_rolling_back_ends_it(void **state)
{
    (void)state;
    sqlite3 *db = opened(DB_WAL, &OLD);
    assert_int_equal(db_begin(db).code, ERR_OK);
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES (1)").code, ERR_OK);
    assert_int_not_equal(db_exec(db, "INSERT INTO t VALUES (NULL)").code, ERR_OK);
    assert_false(sqlite3_get_autocommit(db));
    db_rollback(db);
    assert_true(sqlite3_get_autocommit(db));
    db_rollback(db); /* some errors have rolled back by themselves */
    assert_int_equal(db_begin(db).code, ERR_OK);
    assert_int_equal(db_exec(db, "UPDATE t SET n = 2").code, ERR_OK);
    assert_int_equal(sqlite3_changes(db), 0);
    db_rollback(db);
    db_close(db);
}

static void a_migration_that_fails_leaves_the_version_before_it(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "CREATE TABLE t (n INTEGER NOT NULL) STRICT;",
        "ALTER TABLE t ADD COLUMN m INTEGER; CREATE TABLE t (n INTEGER);"};
    static const db_schema schema = {42, broken, 2};
    assert_int_not_equal(opening(DB_SHARED, &schema), ERR_OK);
    sqlite3 *db = opened(DB_SHARED, &OLD);
    assert_int_equal(pragma(db, "user_version"), 1);
    assert_int_not_equal(db_exec(db, "UPDATE t SET m = 1").code, ERR_OK);
    db_close(db);
}

/* A command may be the first to open the file at the very moment in which a program starts. */
static void processes_that_open_a_new_file_together_migrate_it_once(void **state)
{
    (void)state;
    enum { ROUNDS = 10, PROCESSES = 4 };
    for (int round = 0; round < ROUNDS; round++) {
        int go[2];
        unlink(path);
        assert_int_equal(pipe(go), 0);
        for (int i = 0; i < PROCESSES; i++) {
            if (fork() != 0) /* nothing of SQLite is open here */
                continue;
            char end;
            close(go[1]);
            _exit(read(go[0], &end, 1) == 0 && opening(DB_SHARED, &NEW) == ERR_OK ? 0 : 1);
        }
        close(go[0]);
        close(go[1]); /* all start */
        for (int i = 0; i < PROCESSES; i++) {
            int status;
            assert_true(wait(&status) > 0);
            assert_int_equal(status, 0);
        }
    }
}

static void a_reader_cannot_write_and_does_not_make_the_file(void **state)
{
    (void)state;
    assert_int_equal(opening(DB_READ_ONLY, &OLD), ERR_NOT_FOUND);
    assert_int_not_equal(access(path, F_OK), 0);
    db_close(opened(DB_WAL, &OLD));
    sqlite3 *db = opened(DB_READ_ONLY, &OLD);
    assert_int_not_equal(db_exec(db, "INSERT INTO t VALUES (1)").code, ERR_OK);
    db_close(db);
}

static void a_newer_database_and_another_programs_are_refused(void **state)
{
    (void)state;
    db_close(opened(DB_SHARED, &NEW));
    assert_int_equal(opening(DB_SHARED, &OLD), ERR_NEWER);
    assert_int_equal(opening(DB_SHARED, &OTHER), ERR_CORRUPT);
    assert_int_equal(opening(DB_SHARED, &NEW), ERR_OK);
}

static void an_older_one_is_brought_up_keeping_its_rows(void **state)
{
    (void)state;
    sqlite3 *db = opened(DB_SHARED, &OLD);
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES (7)").code, ERR_OK);
    db_close(db);
    db = opened(DB_SHARED, &NEW);
    assert_int_equal(pragma(db, "user_version"), 2);
    assert_int_equal(db_exec(db, "UPDATE t SET m = n").code, ERR_OK);
    assert_int_equal(sqlite3_changes(db), 1);
    db_close(db);
}

static void a_file_with_two_names_is_refused(void **state)
{
    (void)state;
    db_close(opened(DB_SHARED, &OLD));
    assert_int_equal(link(path, link_path), 0);
    assert_int_equal(opening(DB_SHARED, &OLD), ERR_REFUSED);
}

static void a_file_that_is_no_database_is_corrupt_and_left_alone(void **state)
{
    (void)state;
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database at all\n", file);
    fclose(file);
    assert_int_equal(opening(DB_SHARED, &OLD), ERR_CORRUPT);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 27000);
}

static void another_connections_change_is_noticed(void **state)
{
    (void)state;
    sqlite3 *a = opened(DB_SHARED, &OLD), *b = opened(DB_SHARED, &OLD);
    int64_t before, same, after;
    assert_int_equal(db_data_version(a, &before).code, ERR_OK);
    assert_int_equal(db_data_version(a, &same).code, ERR_OK);
    assert_int_equal(db_exec(b, "INSERT INTO t VALUES (1)").code, ERR_OK);
    assert_int_equal(db_data_version(a, &after).code, ERR_OK);
    assert_int_equal(before, same);
    assert_int_not_equal(before, after);
    db_close(a);
    db_close(b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_connection_is_safe_and_syncs_fully),
        TEST(each_mode_has_its_journal),
        TEST(after_an_error_in_a_transaction_rolling_back_ends_it),
        TEST(a_migration_that_fails_leaves_the_version_before_it),
        TEST(processes_that_open_a_new_file_together_migrate_it_once),
        TEST(a_reader_cannot_write_and_does_not_make_the_file),
        TEST(a_newer_database_and_another_programs_are_refused),
        TEST(an_older_one_is_brought_up_keeping_its_rows),
        TEST(a_file_with_two_names_is_refused),
        TEST(a_file_that_is_no_database_is_corrupt_and_left_alone),
        TEST(another_connections_change_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
