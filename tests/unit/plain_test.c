#include "unit_test.h"

#include "base/plain.h"

#include <string.h>

static arena *memory;

static int make_arena(void **state)
{
    (void)state;
    memory = arena_new(0);
    return memory ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

static void vietnamese_text_stays_as_it_is(void **state)
{
    (void)state;
    const char *text = "Huyện Mường Lát: 29,05% → 30%\n“Đề án 06” – ▲2, 漢字";
    assert_string_equal(plain_text(memory, text), text);
    assert_string_equal(plain_text(memory, ""), "");
}

static void what_commands_a_terminal_becomes_a_space(void **state)
{
    (void)state;
    assert_string_equal(plain_text(memory, "a\x1b]0;x\x07"
                                           "b\rc\td\x7f"),
                        "a ]0;x b c d ");
    assert_string_equal(plain_text(memory, "a\xc2\x9b"
                                           "b"),
                        "a b"); /* CSI of one character */
    assert_string_equal(plain_text(memory, "a\xe2\x80\xa8"
                                           "b"),
                        "a b"); /* line separator */
}

static void what_hides_or_turns_around_is_left_out(void **state)
{
    (void)state;
    assert_string_equal(plain_text(memory, "a\xe2\x80\xae"
                                           "b\xe2\x81\xa6"
                                           "c\xe2\x80\x8b"
                                           "d\xef\xbb\xbf"
                                           "e\xc2\xad"
                                           "f\xef\xbf\xbf"
                                           "g\xf3\xa0\x81\x81"
                                           "h"),
                        "abcdefgh");
}

static void what_is_no_utf8_is_shown_as_such(void **state)
{
    (void)state;
    assert_string_equal(plain_text(memory, "a\xff\xc3"), "a\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(plain_text(memory, "\xed\xa0\x80"),
                        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* a surrogate */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vietnamese_text_stays_as_it_is),
        cmocka_unit_test(what_commands_a_terminal_becomes_a_space),
        cmocka_unit_test(what_hides_or_turns_around_is_left_out),
        cmocka_unit_test(what_is_no_utf8_is_shown_as_such),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
