#include "unit_test.h"

#include "store/db.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534, CANNOT = -1 };

static const char *const MIGRATIONS[] = {"CREATE TABLE t (n INTEGER NOT NULL) STRICT;"};
static const db_schema SCHEMA = {42, MIGRATIONS, 1};
static const char *const ENDS[] = {"", "-wal", "-shm"};

static char dir[] = "/tmp/tiendo-account-XXXXXX";
static char path[64];

/* The sum of what is in the database, or CANNOT. */
static int64_t read_sum(void)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    bool row;
    if (db_open(&db, path, DB_READ_ONLY, &SCHEMA).code)
        return CANNOT;
    int64_t sum = CANNOT;
    if (!db_prepare(db, "SELECT coalesce(sum(n), 0) FROM t", &stmt).code) {
        if (!db_step(stmt, &row).code)
            sum = sqlite3_column_int64(stmt, 0);
        sqlite3_finalize(stmt);
    }
    db_close(db);
    return sum;
}

/* A process that may read the files and their folder, and write neither. Made before SQLite is used
 * here, which does not go through a fork. */
static pid_t reader;
static int ask, answer;

static void be_a_reader(int questions, int answers)
{
    char question;
    if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        _exit(1);
    while (read(questions, &question, 1) == 1) {
        int64_t sum = read_sum();
        if (write(answers, &sum, sizeof sum) != sizeof sum)
            _exit(1);
    }
    _exit(0);
}

static int start_reader(void **state)
{
    (void)state;
    int questions[2], answers[2];
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir) || pipe(questions) != 0 || pipe(answers) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/a.db", dir);
    if ((reader = fork()) == 0) {
        close(questions[1]);
        be_a_reader(questions[0], answers[1]);
    }
    close(questions[0]);
    close(answers[1]);
    ask = questions[1];
    answer = answers[0];
    return reader > 0 ? 0 : -1;
}

static int end_reader(void **state)
{
    (void)state;
    char name[80];
    int status = -1;
    close(ask);
    close(answer);
    waitpid(reader, &status, 0);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ENDS[i]);
        unlink(name);
    }
    return status == 0 ? rmdir(dir) : -1;
}

static void set_modes(mode_t folder, mode_t files)
{
    char name[80];
    assert_int_equal(chmod(dir, folder), 0);
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ENDS[i]);
        assert_int_equal(chmod(name, files), 0); /* all three are there, or nobody else can read */
    }
}

/* What the other account reads now. */
static int64_t reader_sees(void)
{
    int64_t sum;
    set_modes(0555, 0444);
    assert_int_equal(write(ask, "?", 1), 1);
    assert_int_equal(read(answer, &sum, sizeof sum), sizeof sum);
    set_modes(0755, 0644);
    return sum;
}

static sqlite3 *writer(void)
{
    sqlite3 *db = NULL;
    assert_int_equal(db_open(&db, path, DB_WAL, &SCHEMA).code, ERR_OK);
    return db;
}

static void put(sqlite3 *db, int n)
{
    char sql[64];
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%d)", n);
    assert_int_equal(db_exec(db, sql).code, ERR_OK);
}

static void who_may_only_read_sees_each_commit(void **state)
{
    (void)state;
    sqlite3 *db = writer();
    assert_int_equal(reader_sees(), 0);
    put(db, 1);
    assert_int_equal(reader_sees(), 1);
    put(db, 2);
    assert_int_equal(reader_sees(), 3);
    db_close(db);
}

static void and_when_the_log_has_begun_anew(void **state)
{
    (void)state;
    static const char *const ways[] = {"PASSIVE", "RESTART", "TRUNCATE"};
    sqlite3 *db = writer();
    for (int i = 0; i < 3; i++) {
        char sql[64];
        put(db, 1);
        snprintf(sql, sizeof sql, "PRAGMA wal_checkpoint(%s)", ways[i]);
        assert_int_equal(db_exec(db, sql).code, ERR_OK);
        assert_int_equal(reader_sees(), 2 * i + 1);
        put(db, 1);
        assert_int_equal(reader_sees(), 2 * i + 2);
    }
    db_close(db);
}

static void and_when_the_writer_has_stopped_and_when_it_is_back(void **state)
{
    (void)state;
    sqlite3 *db = writer();
    put(db, 1);
    db_close(db);
    assert_int_equal(reader_sees(), 1);
    db = writer();
    assert_int_equal(reader_sees(), 1);
    put(db, 2);
    assert_int_equal(reader_sees(), 3);
    db_close(db);
    assert_int_equal(reader_sees(), 3);
}

static void and_when_the_writer_was_killed(void **state)
{
    (void)state;
    int status;
    pid_t killed = fork(); /* nothing of SQLite is open here */
    if (killed == 0) {
        put(writer(), 7);
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(killed, &status, 0), killed);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(reader_sees(), 7);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start_reader, end_reader)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_may_only_read_sees_each_commit),
        TEST(and_when_the_log_has_begun_anew),
        TEST(and_when_the_writer_has_stopped_and_when_it_is_back),
        TEST(and_when_the_writer_was_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
