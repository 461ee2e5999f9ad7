#include "unit_test.h"

#include "aggregator/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-registry-XXXXXX";
static char path[64];
static registry *running, *shell; /* the aggregator's, and that of a command beside it */

static int open_both(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/registry.db", dir);
    return registry_open(&running, path).code || registry_open(&shell, path).code ? -1 : 0;
}

static int close_both(void **state)
{
    (void)state;
    char journal[80];
    registry_close(running);
    registry_close(shell);
    snprintf(journal, sizeof journal, "%s-journal", path);
    unlink(journal);
    unlink(path);
    return rmdir(dir);
}

static registry_entry entry_of(const char *name, char letter, registry_role role)
{
    registry_entry e = {.role = role, .added_ms = 1};
    memset(e.key, letter, KEY_TEXT_SIZE - 1);
    snprintf(e.name, sizeof e.name, "%s", name);
    return e;
}

static bool allowed(const registry_entry *e, registry_role role)
{
    registry_entry found;
    assert_int_equal(registry_refresh(running).code, ERR_OK);
    return registry_allows(running, e->key, role, &found) && strcmp(found.name, e->name) == 0;
}

static void a_key_given_and_revoked_beside_a_running_aggregator_is_seen(void **state)
{
    (void)state;
    const registry_entry e = entry_of("384", 'a', ROLE_COLLECTOR);
    assert_false(allowed(&e, ROLE_COLLECTOR));
    assert_int_equal(registry_add(shell, &e).code, ERR_OK);
    assert_true(allowed(&e, ROLE_COLLECTOR));
    assert_int_equal(registry_revoke(shell, "384", ROLE_COLLECTOR, 5).code, ERR_OK);
    assert_false(allowed(&e, ROLE_COLLECTOR));
}

static void a_role_is_not_another(void **state)
{
    (void)state;
    const registry_entry e = entry_of("384", 'a', ROLE_COLLECTOR);
    assert_int_equal(registry_add(shell, &e).code, ERR_OK);
    assert_true(allowed(&e, ROLE_COLLECTOR));
    assert_false(allowed(&e, ROLE_READER));
}

static void a_unit_has_one_key_in_force(void **state)
{
    (void)state;
    const registry_entry first = entry_of("384", 'a', ROLE_COLLECTOR);
    const registry_entry second = entry_of("384", 'b', ROLE_COLLECTOR);
    assert_int_equal(registry_add(shell, &first).code, ERR_OK);
    assert_int_equal(registry_add(shell, &second).code, ERR_EXISTS);
    assert_false(allowed(&second, ROLE_COLLECTOR));
}

/* The same number of rows of the same size: nothing but the content tells (Z6). */
static void a_key_swapped_for_one_of_the_same_size_takes_effect(void **state)
{
    (void)state;
    const registry_entry old = entry_of("384", 'a', ROLE_COLLECTOR);
    const registry_entry new = entry_of("384", 'b', ROLE_COLLECTOR);
    assert_int_equal(registry_add(shell, &old).code, ERR_OK);
    assert_true(allowed(&old, ROLE_COLLECTOR));
    assert_int_equal(registry_revoke(shell, "384", ROLE_COLLECTOR, 5).code, ERR_OK);
    assert_int_equal(registry_add(shell, &new).code, ERR_OK);
    assert_false(allowed(&old, ROLE_COLLECTOR));
    assert_true(allowed(&new, ROLE_COLLECTOR));
}

static void revoking_what_is_not_there_is_said(void **state)
{
    (void)state;
    assert_int_equal(registry_revoke(shell, "384", ROLE_COLLECTOR, 5).code, ERR_NOT_FOUND);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_both, close_both)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_given_and_revoked_beside_a_running_aggregator_is_seen),
        TEST(a_role_is_not_another),
        TEST(a_unit_has_one_key_in_force),
        TEST(a_key_swapped_for_one_of_the_same_size_takes_effect),
        TEST(revoking_what_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
