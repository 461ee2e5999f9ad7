#include "unit_test.h"

#include "notifier/delivery/message.h"

#include <string.h>

static const message_part PARTS[] = {{"bao-cao.txt", "text/plain", "", "a", 1},
                                     {"", "text/plain", "hinh", "b", 1},
                                     {"", "text/plain", "", "c", 1}};

static void a_body_is_the_part_of_its_type_without_name_and_content_id(void **state)
{
    (void)state;
    const message m = {.parts = PARTS, .part_count = 3};
    assert_ptr_equal(message_body(&m, "text/plain"), &PARTS[2]);
    assert_null(message_body(&m, "text/html"));
}

static void every_kind_is_written_and_read_back(void **state)
{
    (void)state;
    for (int k = MESSAGE_DIGEST; k <= MESSAGE_TEST; k++) {
        assert_int_equal(message_kind_parse(message_kind_code((message_kind)k)), k);
        assert_true(*message_kind_name((message_kind)k));
    }
    assert_int_equal(message_kind_parse("letter"), 0);
}

static void a_message_id_is_the_same_for_the_same_message_to_the_same_address(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    const char *id = message_id_make(a, MESSAGE_DIGEST, "tuan", "1", "a@x.vn", "tiendo@x.vn");
    assert_string_equal(id,
                        message_id_make(a, MESSAGE_DIGEST, "tuan", "1", "a@x.vn", "tiendo@x.vn"));
    assert_string_equal(id, message_id_make(a, MESSAGE_DIGEST, "tuan", "1", "a@x.vn", "x.vn"));
    assert_int_equal(strlen(id), 1 + 32 + strlen("@x.vn>"));
    assert_string_equal(strchr(id, '@'), "@x.vn>");
    const char *const others[] = {
        message_id_make(a, MESSAGE_ALERT, "tuan", "1", "a@x.vn", "x.vn"),
        message_id_make(a, MESSAGE_DIGEST, "ngay", "1", "a@x.vn", "x.vn"),
        message_id_make(a, MESSAGE_DIGEST, "tuan", "2", "a@x.vn", "x.vn"),
        message_id_make(a, MESSAGE_DIGEST, "tuan", "1", "b@x.vn", "x.vn"),
    };
    for (size_t i = 0; i < 4; i++)
        assert_string_not_equal(id, others[i]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_the_part_of_its_type_without_name_and_content_id),
        cmocka_unit_test(every_kind_is_written_and_read_back),
        cmocka_unit_test(a_message_id_is_the_same_for_the_same_message_to_the_same_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
