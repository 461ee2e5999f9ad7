#include "folder_fixture.h"
#include "unit_test.h"

#include "base/owner.h"
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ACCOUNT = 4711, GROUP = 4712 };

static const char *const MIGRATIONS[] = {"CREATE TABLE t (n INTEGER NOT NULL) STRICT;"};
static const db_schema SCHEMA = {42, MIGRATIONS, 1};

static int make_dir(void **state)
{
    (void)state;
    return folder_make("file");
}

static int remove_dir(void **state)
{
    (void)state;
    return folder_remove();
}

/* Only root can make a folder somebody else's, and is meant by all this. */
static void give_folder_away(void)
{
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(dir, ACCOUNT, GROUP), 0);
}

static struct stat status_of(const char *end)
{
    char name[80];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, end);
    assert_int_equal(stat(name, &st), 0);
    return st;
}

static void assert_is_the_accounts(const char *end)
{
    struct stat st = status_of(end);
    assert_int_equal(st.st_uid, ACCOUNT);
    assert_int_equal(st.st_gid, GROUP);
}

static void open_once(int flags, mode_t mode)
{
    int fd = owner_open(path, flags, mode);
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    close(fd);
}

static void a_file_in_ones_own_folder_is_ones_own(void **state)
{
    (void)state;
    open_once(O_RDWR, 0600);
    assert_int_equal(status_of("").st_uid, geteuid());
    assert_int_equal(status_of("").st_mode & 07777, 0600);
    open_once(O_RDWR, 0600);
    assert_int_equal(owner_open(path, O_RDWR | O_EXCL, 0600), -1);
    assert_int_equal(errno, EEXIST);
}

static void what_root_makes_in_an_accounts_folder_is_the_accounts(void **state)
{
    (void)state;
    give_folder_away();
    open_once(O_RDWR, 0600);
    assert_is_the_accounts("");
    assert_int_equal(status_of("").st_mode & 07777, 0600);
    open_once(O_RDWR, 0600);
    assert_int_equal(owner_open(path, O_RDWR | O_EXCL, 0600), -1);
    assert_int_equal(errno, EEXIST);
}

static void what_is_there_keeps_its_owner(void **state)
{
    (void)state;
    give_folder_away();
    close(open(path, O_CREAT | O_RDWR, 0600));
    open_once(O_RDWR, 0600);
    assert_int_equal(status_of("").st_uid, 0);
}

static void root_does_not_follow_a_link_that_an_account_laid(void **state)
{
    (void)state;
    char target[80];
    give_folder_away();
    snprintf(target, sizeof target, "%s-elsewhere", path);
    assert_int_equal(symlink(target, path), 0);
    assert_int_equal(owner_open(path, O_RDWR, 0600), -1);
    owner_prepare(path);
    assert_int_not_equal(access(target, F_OK), 0);
}

static void a_database_that_root_makes_is_the_accounts_with_all_that_belongs_to_it(void **state)
{
    (void)state;
    sqlite3 *db;
    give_folder_away();
    assert_int_equal(db_open(&db, path, DB_SHARED, &SCHEMA).code, ERR_OK);
    db_close(db);
    assert_is_the_accounts("");
    assert_is_the_accounts("-journal");
    unlink(path);
    assert_int_equal(db_open(&db, path, DB_WAL, &SCHEMA).code, ERR_OK);
    db_close(db);
    assert_is_the_accounts("");
    assert_is_the_accounts("-wal");
    assert_is_the_accounts("-shm");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_in_ones_own_folder_is_ones_own),
        TEST(what_root_makes_in_an_accounts_folder_is_the_accounts),
        TEST(what_is_there_keeps_its_owner),
        TEST(root_does_not_follow_a_link_that_an_account_laid),
        TEST(a_database_that_root_makes_is_the_accounts_with_all_that_belongs_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
