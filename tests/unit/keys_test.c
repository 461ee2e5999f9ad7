#include "folder_fixture.h"
#include "unit_test.h"

#include "net/keys.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_dir(void **state)
{
    (void)state;
    return folder_make("a.key");
}

static int remove_dir(void **state)
{
    (void)state;
    return folder_remove();
}

static void a_pair_reads_back_and_is_readable_by_its_owner_only(void **state)
{
    (void)state;
    key_pair made, back;
    struct stat st;
    assert_int_equal(keys_generate(&made).code, ERR_OK);
    assert_int_equal(keys_write_secret(&made, path).code, ERR_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(keys_read_secret(path, &back).code, ERR_OK);
    assert_memory_equal(&made, &back, sizeof made);
}

static void an_existing_key_is_never_overwritten(void **state)
{
    (void)state;
    key_pair made, back;
    assert_int_equal(keys_generate(&made).code, ERR_OK);
    assert_int_equal(keys_write_secret(&made, path).code, ERR_OK);
    key_pair other;
    assert_int_equal(keys_generate(&other).code, ERR_OK);
    assert_int_equal(keys_write_secret(&other, path).code, ERR_EXISTS);
    assert_int_equal(keys_read_secret(path, &back).code, ERR_OK);
    assert_memory_equal(&made, &back, sizeof made);
}

static void a_secret_that_others_can_read_is_refused_with_the_cure(void **state)
{
    (void)state;
    key_pair made, back;
    assert_int_equal(keys_generate(&made).code, ERR_OK);
    assert_int_equal(keys_write_secret(&made, path).code, ERR_OK);
    assert_int_equal(chmod(path, 0640), 0);
    error err = keys_read_secret(path, &back);
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.text, "chmod 600"));
}

static void garbage_is_refused(void **state)
{
    (void)state;
    static const char *const contents[] = {"", "public_key = 5;\n", "public_key = \"short\";\n",
                                           "nothing of the kind"};
    char key[KEY_TEXT_SIZE];
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        FILE *file = fopen(path, "w");
        fputs(contents[i], file);
        fclose(file);
        assert_int_equal(keys_read_public(path, key).code, ERR_CONFIG);
    }
}

static void endpoints_are_judged(void **state)
{
    (void)state;
    assert_true(socket_endpoint_valid("tcp://127.0.0.1:5570"));
    assert_true(socket_endpoint_valid("tcp://[::1]:5570"));
    assert_true(socket_endpoint_valid("tcp://tinh.example.vn:1"));
    assert_false(socket_endpoint_valid("127.0.0.1:5570"));
    assert_false(socket_endpoint_valid("tcp://127.0.0.1"));
    assert_false(socket_endpoint_valid("tcp://127.0.0.1:0"));
    assert_false(socket_endpoint_valid("tcp://127.0.0.1:65536"));
    assert_false(socket_endpoint_valid("tcp://:5570"));
    assert_false(socket_endpoint_valid("tcp://a:55x"));
    assert_false(socket_endpoint_valid("tcp://a:+55"));
    assert_false(socket_endpoint_valid("tcp://::1:5570"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_pair_reads_back_and_is_readable_by_its_owner_only),
        TEST(an_existing_key_is_never_overwritten),
        TEST(a_secret_that_others_can_read_is_refused_with_the_cure),
        TEST(garbage_is_refused),
        cmocka_unit_test(endpoints_are_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
