#include "unit_test.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/problems.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void an_error_carries_its_code_and_sentence(void **state)
{
    (void)state;
    error err = error_make(ERR_INVALID, "cột %d", 7);
    assert_int_equal(err.code, ERR_INVALID);
    assert_string_equal(err.text, "cột 7");
}

static void a_too_long_sentence_is_cut(void **state)
{
    (void)state;
    char longest[2 * ERROR_TEXT_MAX];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(strlen(error_make(ERR_IO, "%s", longest).text), ERROR_TEXT_MAX - 1);
}

static void earlier_errors_stay_readable_for_a_ring(void **state)
{
    (void)state;
    error first = error_make(ERR_IO, "first");
    for (int i = 1; i < ERROR_RING; i++)
        error_make(ERR_IO, "later %d", i);
    assert_string_equal(first.text, "first");
}

static void an_errno_decides_the_code(void **state)
{
    (void)state;
    assert_int_equal(error_errno(ENOENT, "x").code, ERR_NOT_FOUND);
    assert_int_equal(error_errno(ENOSPC, "x").code, ERR_FULL);
    assert_int_equal(error_errno(EIO, "x").code, ERR_IO);
    assert_non_null(strstr(error_errno(ENOENT, "tệp %s", "a").text, "tệp a: "));
}

static void exit_statuses_follow_sysexits(void **state)
{
    (void)state;
    assert_int_equal(error_exit_status(OK), 0);
    assert_int_equal(error_exit_status(error_make(ERR_IO, "x")), 1);
    assert_int_equal(error_exit_status(error_make(ERR_USAGE, "x")), 2);
    assert_int_equal(error_exit_status(error_make(ERR_CONFIG, "x")), 78);
}

static void problems_are_printed_by_file_and_line(void **state)
{
    (void)state;
    problems *p = problems_new();
    problems_add(p, "b.conf", 3, "third");
    problems_add(p, "a.conf", 9, "second");
    problems_add(p, "a.conf", 2, "first");
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    problems_print(p, to);
    fclose(to);
    assert_string_equal(text, "a.conf:2: first\na.conf:9: second\nb.conf:3: third\n");
    assert_int_equal(problems_result(p).code, ERR_CONFIG);
    free(text);
    problems_free(p);
}

static void problems_beyond_what_is_kept_are_counted(void **state)
{
    (void)state;
    problems *p = problems_new();
    for (unsigned i = 1; i <= 1000; i++)
        problems_add(p, "a.conf", i, "x");
    assert_int_equal(problems_count(p), 1000);
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    problems_print(p, to);
    fclose(to);
    assert_non_null(strstr(text, "800"));
    free(text);
    problems_free(p);
}

static void an_arena_hands_out_no_more_than_its_budget(void **state)
{
    (void)state;
    arena *a = arena_new(64);
    assert_non_null(arena_alloc(a, 48));
    assert_null(arena_alloc(a, 32));
    assert_non_null(arena_alloc(a, 16));
    assert_null(arena_alloc(a, 1));
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    assert_non_null(arena_alloc(a, 64));
    arena_free(a);
}

static void an_arena_refuses_sizes_that_overflow(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_null(arena_strndup(a, "x", SIZE_MAX));
    arena_free(a);
}

static void memory_of_an_arena_is_zeroed_and_aligned(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    for (size_t n = 1; n < 40000; n *= 3) {
        char *bytes = arena_alloc(a, n);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xff, n);
    }
    arena_reset(a);
    assert_int_equal(*(char *)arena_alloc(a, 1), 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_carries_its_code_and_sentence),
        cmocka_unit_test(a_too_long_sentence_is_cut),
        cmocka_unit_test(earlier_errors_stay_readable_for_a_ring),
        cmocka_unit_test(an_errno_decides_the_code),
        cmocka_unit_test(exit_statuses_follow_sysexits),
        cmocka_unit_test(problems_are_printed_by_file_and_line),
        cmocka_unit_test(problems_beyond_what_is_kept_are_counted),
        cmocka_unit_test(an_arena_hands_out_no_more_than_its_budget),
        cmocka_unit_test(an_arena_refuses_sizes_that_overflow),
        cmocka_unit_test(memory_of_an_arena_is_zeroed_and_aligned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
