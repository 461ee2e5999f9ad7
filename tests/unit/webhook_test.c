#include "unit_test.h"

#include "notifier/delivery/webhook.h"

#include <jansson.h>
#include <string.h>

static const message_part TEXT = {"", "text/plain", "", "Một dòng \"trích\"\n", 21};
static const message_address TO = {"ioc", "Trung tâm IOC", "ioc", "<0af1@example.vn>", NULL};
static arena *memory;

static message digest_with(const char *frozen)
{
    return (message){.kind = MESSAGE_DIGEST,
                     .profile = "tuan",
                     .key = "42",
                     .references = "",
                     .slot_ms = 1721606400000,
                     .as_of_ms = 1721606400000,
                     .subject = "Tiến độ",
                     .parts = &TEXT,
                     .part_count = 1,
                     .frozen = frozen};
}

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

static const char *text_at(const json_t *root, const char *key)
{
    const char *text = json_string_value(json_object_get(root, key));
    assert_non_null(text);
    return text;
}

static void the_envelope_says_what_it_is_and_carries_the_text(void **state)
{
    (void)state;
    const message m = digest_with("{}");
    json_t *root = json_loads(webhook_body(memory, &m, &TO), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(text_at(root, "kind"), "digest");
    assert_string_equal(text_at(root, "profile"), "tuan");
    assert_string_equal(text_at(root, "key"), "42");
    assert_string_equal(text_at(root, "message_id"), "0af1@example.vn");
    assert_string_equal(text_at(root, "subject"), "Tiến độ");
    assert_string_equal(text_at(root, "as_of"), "2024-07-22T07:00:00+07:00");
    assert_string_equal(text_at(root, "text"), TEXT.data);
    assert_string_equal(text_at(json_object_get(root, "to"), "name"), "Trung tâm IOC");
    json_decref(root);
}

static void the_frozen_content_goes_out_byte_for_byte(void **state)
{
    (void)state;
    static const char frozen[] = "{\"value\":  1234567890123456789.10, \"x\": [1e400]}";
    static const char whole[] = "{ \"n\":  12345678901234567.5 }";
    const message odd = digest_with(frozen), m = digest_with(whole);
    /* No JSON that can be read: then none at all, rather than a broken document. */
    assert_non_null(strstr(webhook_body(memory, &odd, &TO), "\"content\":null}"));
    assert_non_null(strstr(webhook_body(memory, &m, &TO), whole));
}

static void without_frozen_content_an_attached_json_is_the_content(void **state)
{
    (void)state;
    static const message_part parts[] = {{"canh-bao.json", "application/json", "", "[1, 2]", 6}};
    message m = digest_with("");
    assert_non_null(strstr(webhook_body(memory, &m, &TO), "\"content\":null}"));
    m.parts = parts;
    assert_non_null(strstr(webhook_body(memory, &m, &TO), "\"content\":[1, 2]}"));
}

static void the_same_message_gives_the_same_bytes(void **state)
{
    (void)state;
    const message m = digest_with("{\"a\": 1}");
    assert_string_equal(webhook_body(memory, &m, &TO), webhook_body(memory, &m, &TO));
}

/* printf '1721606400.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of the test' */
static void the_signature_is_the_hmac_that_openssl_computes(void **state)
{
    (void)state;
    char signature[WEBHOOK_SIGNATURE_SIZE];
    webhook_sign("a secret of the test", 1721606400, "{\"a\":1}", signature);
    assert_string_equal(signature,
                        "v1=b813d91028b838cc949700288ee02b117ea1621122a9a54b5306268e9e32022b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_envelope_says_what_it_is_and_carries_the_text),
        TEST(the_frozen_content_goes_out_byte_for_byte),
        TEST(without_frozen_content_an_attached_json_is_the_content),
        TEST(the_same_message_gives_the_same_bytes),
        TEST(the_signature_is_the_hmac_that_openssl_computes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
