#include "unit_test.h"

#include "aggregator/gate.h"

#include <string.h>

/* 256 KiB a message: a MB holds 4. */
static void what_may_wait_shrinks_as_keys_are_added_and_fits_the_memory(void **state)
{
    (void)state;
    static const struct {
        size_t keys, memory_mb, waiting;
    } cases[] = {{0, 1024, 64},  {1, 1024, 64},   {27, 1024, 64},  {64, 1024, 64},
                 {65, 1024, 63}, {1000, 1024, 4}, {4096, 1024, 1}, {11000, 2750, 1},
                 {27, 16, 2},    {11000, 8192, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t waiting;
        assert_int_equal(gate_limits(cases[i].keys, cases[i].memory_mb, &waiting).code, ERR_OK);
        assert_int_equal(waiting, cases[i].waiting);
        assert_true(cases[i].keys * waiting <= cases[i].memory_mb * 4);
    }
}

static void too_little_memory_is_refused_with_what_is_needed(void **state)
{
    (void)state;
    size_t waiting;
    error err = gate_limits(4097, 1024, &waiting);
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.text, "4097"));
    assert_non_null(strstr(err.text, "1025 MB"));
    assert_int_equal(gate_limits(4097, 1025, &waiting).code, ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_wait_shrinks_as_keys_are_added_and_fits_the_memory),
        cmocka_unit_test(too_little_memory_is_refused_with_what_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
