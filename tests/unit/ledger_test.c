/* What the ledger keeps: messages, to whom they go, what is held or skipped; also from before. */
#include "ledger_fixture.h"

#include <sqlite3.h>

static void a_message_is_kept_with_each_of_its_deliveries(void **state)
{
    (void)state;
    int64_t id = add(100, 2, 7);
    reopen();
    ledger_delivery d = due(7);
    assert_int_equal(d.message, id);
    assert_int_equal(d.state, DELIVERY_QUEUED);
    assert_int_equal(d.attempts, 0);
    assert_int_equal(d.slot_ms, 100);
    assert_string_equal(d.profile, "tuan");
    assert_string_equal(d.to.address, "chu-tich@example.vn");
    assert_string_equal(d.to.name, "Chủ tịch");
    assert_string_equal(d.to.message_id, "<1@example.vn>");
    assert_string_equal(d.to.channel, "mail");
    assert_string_equal(d.subject, "Chủ đề");
    assert_string_equal(d.key, "100");
    assert_int_equal(d.kind, MESSAGE_DIGEST);
    assert_int_equal(list().count, 2);
}

static void a_message_reads_back_as_it_was_added_byte_for_byte(void **state)
{
    (void)state;
    int64_t id = add(100, 1, 7);
    message m;
    reopen();
    assert_int_equal(ledger_read(book, id, memory, &m).code, ERR_OK);
    assert_int_equal(m.kind, MESSAGE_DIGEST);
    assert_string_equal(m.profile, "tuan");
    assert_string_equal(m.key, "100");
    assert_string_equal(m.references, "");
    assert_string_equal(m.subject, "Chủ đề");
    assert_string_equal(m.frozen, "{}");
    assert_int_equal(m.last_event, 10);
    assert_int_equal(m.part_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(m.parts[i].name, PARTS[i].name);
        assert_string_equal(m.parts[i].type, PARTS[i].type);
        assert_string_equal(m.parts[i].content_id, PARTS[i].content_id);
        assert_int_equal(m.parts[i].size, PARTS[i].size);
        assert_memory_equal(m.parts[i].data, PARTS[i].data, PARTS[i].size);
        assert_int_equal(((const char *)m.parts[i].data)[m.parts[i].size], '\0');
    }
    assert_ptr_equal(message_body(&m, "text/plain"), &m.parts[0]);
    assert_null(message_body(&m, "text/html"));
    assert_int_equal(ledger_read(book, id + 1, memory, &m).code, ERR_NOT_FOUND);
}

static void a_message_whose_deliveries_cannot_all_be_added_leaves_nothing(void **state)
{
    (void)state;
    const message_address twice[] = {TWO[0], TWO[0]};
    const message m = digest_for(100);
    int64_t id;
    bool found = true;
    assert_true(ledger_add(book, &m, twice, 2, DELIVERY_QUEUED, 1, &id).code != ERR_OK);
    assert_int_equal(list().count, 0);
    assert_int_equal(ledger_find(book, MESSAGE_DIGEST, "tuan", "100", &id, &found).code, ERR_OK);
    assert_false(found);
    assert_int_equal(ledger_add(book, &m, TWO, 2, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
}

static void the_same_kind_profile_and_key_is_never_added_twice(void **state)
{
    (void)state;
    message m = digest_for(100);
    int64_t first = add(100, 2, 1), id = 0;
    bool found = false;
    assert_int_equal(ledger_add(book, &m, TWO, 2, DELIVERY_QUEUED, 1, &id).code, ERR_EXISTS);
    assert_int_equal(id, first);
    assert_int_equal(ledger_find(book, m.kind, m.profile, m.key, &id, &found).code, ERR_OK);
    assert_true(found && id == first);
    assert_int_equal(list().count, 2);
    m.profile = "ngay";
    assert_int_equal(ledger_add(book, &m, TWO, 1, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
    m.kind = MESSAGE_DRAFT;
    assert_int_equal(ledger_add(book, &m, TWO, 1, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
    assert_int_equal(ledger_add(book, &m, TWO, 1, DELIVERY_QUEUED, 1, &id).code, ERR_EXISTS);
}

static void the_same_address_may_be_told_by_two_channels(void **state)
{
    (void)state;
    message_address to[] = {TWO[0], TWO[0]};
    const message m = digest_for(100);
    int64_t id;
    to[1].channel = "ioc";
    assert_int_equal(ledger_add(book, &m, to, 2, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
}

static void the_last_message_is_the_newest_of_its_kind_and_profile_up_to_an_instant(void **state)
{
    (void)state;
    message m = digest_for(300);
    int64_t id;
    assert_int_equal(last_slot("tuan", INT64_MAX), 0);
    add(200, 1, 1);
    add(100, 1, 2);
    m.kind = MESSAGE_DRAFT;
    assert_int_equal(ledger_add(book, &m, TWO, 1, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
    assert_int_equal(last_slot("tuan", INT64_MAX), 200);
    assert_int_equal(last_slot("tuan", 200), 200);
    assert_int_equal(last_slot("tuan", 199), 100);
    assert_int_equal(last_slot("tuan", 99), 0);
    assert_int_equal(last_slot("ngay", INT64_MAX), 0);
}

static void what_nobody_was_sent_is_not_the_last_that_was_read(void **state)
{
    (void)state;
    add(100, 2, 1);
    int64_t skipped = add(200, 2, 1);
    assert_int_equal(ledger_skip(book, skipped, "không có gì mới", 2).code, ERR_OK);
    assert_int_equal(last_slot("tuan", INT64_MAX), 100);
}

static void what_is_held_was_not_read_either_but_its_slot_is_taken(void **state)
{
    (void)state;
    int64_t slot_ms = -1;
    add(100, 2, 1);
    int64_t held = add_first(200, 2, DELIVERY_HELD, 1);
    assert_int_equal(last_slot("tuan", INT64_MAX), 100);
    assert_int_equal(ledger_last_slot(book, MESSAGE_DIGEST, "tuan", &slot_ms).code, ERR_OK);
    assert_int_equal(slot_ms, 200);
    assert_int_equal(ledger_last_slot(book, MESSAGE_DIGEST, "ngay", &slot_ms).code, ERR_OK);
    assert_int_equal(slot_ms, 0);
    assert_int_equal(ledger_release(book, held, 300).code, ERR_OK);
    assert_int_equal(last_slot("tuan", INT64_MAX), 200);
}

static void an_address_to_skip_is_seen_with_its_reason_from_the_start(void **state)
{
    (void)state;
    const message_address to[] = {TWO[0],
                                  {.channel = "mail",
                                   .name = "Vai trò khuyết",
                                   .address = "Vai trò khuyết",
                                   .message_id = "<3@example.vn>",
                                   .skipped = "chưa có hộp thư"}};
    const message m = digest_for(100);
    int64_t id = 0;
    assert_int_equal(ledger_add(book, &m, to, 2, DELIVERY_HELD, 7, &id).code, ERR_OK);
    listing all = list();
    assert_int_equal(all.states[0], DELIVERY_HELD);
    assert_int_equal(all.states[1], DELIVERY_SKIPPED);
    assert_string_equal(all.said[1], "chưa có hộp thư");
    assert_int_equal(all.numbers[1].done_ms, 7);
    assert_int_equal(ledger_release(book, id, 8).code, ERR_OK);
    assert_int_equal(list().states[1], DELIVERY_SKIPPED);
}

static void what_is_held_goes_out_when_it_is_released_and_not_before(void **state)
{
    (void)state;
    int64_t id = add_first(100, 2, DELIVERY_HELD, 1);
    assert_nothing_due(1000000);
    assert_int_equal(list().states[0], DELIVERY_HELD);
    assert_int_equal(ledger_release(book, id, 500).code, ERR_OK);
    ledger_delivery d = due(500);
    assert_int_equal(d.queued_ms, 500);
    assert_int_equal(ledger_release(book, id, 600).code, ERR_NOT_FOUND);
}

static void what_is_skipped_keeps_its_reason_and_is_sent_only_when_told_to(void **state)
{
    (void)state;
    int64_t id = add(100, 2, 1);
    end_try(1, DELIVERY_SENT, 0, "250 OK");
    assert_int_equal(ledger_skip(book, id, "hết hạn", 700).code, ERR_OK);
    listing all = list();
    assert_int_equal(all.states[0], DELIVERY_SENT);
    assert_int_equal(all.states[1], DELIVERY_SKIPPED);
    assert_string_equal(all.said[1], "hết hạn");
    assert_int_equal(all.numbers[1].done_ms, 700);
    assert_nothing_due(1000000);
    assert_int_equal(ledger_skip(book, id, "hết hạn", 700).code, ERR_NOT_FOUND);
    assert_int_equal(ledger_begin_try(book, 2, 800).code, ERR_REFUSED);
    assert_int_equal(ledger_requeue(book, 2, 800).code, ERR_OK);
    assert_int_equal(due(800).id, 2);
}

static void what_is_skipped_during_its_try_is_sent_only_if_the_server_took_it(void **state)
{
    (void)state;
    const delivery_decision sent = {DELIVERY_SENT, 0}, later = {DELIVERY_DEFERRED, 900};
    int64_t id = add(100, 2, 1);
    assert_int_equal(ledger_begin_try(book, 1, 2).code, ERR_OK);
    assert_int_equal(ledger_begin_try(book, 2, 2).code, ERR_OK);
    assert_int_equal(ledger_skip(book, id, "thôi", 3).code, ERR_OK);
    assert_int_equal(ledger_end_try(book, 1, &sent, "250 OK", 4).code, ERR_OK);
    assert_int_equal(ledger_end_try(book, 2, &later, "451", 4).code, ERR_OK);
    assert_int_equal(list().states[0], DELIVERY_SENT);
    assert_int_equal(list().states[1], DELIVERY_SKIPPED);
    assert_nothing_due(1000000);
}

static void the_list_is_narrowed_by_message_address_profile_state_and_time(void **state)
{
    (void)state;
    int64_t second;
    add(100, 2, 10);
    second = add(200, 2, 20);
    end_try(1, DELIVERY_FAILED, 0, "550");
    end_try(3, DELIVERY_EXPIRED, 0, "451");
    assert_int_equal(list_by(&(ledger_filter){.message = second}).count, 2);
    assert_int_equal(list_by(&(ledger_filter){.address = TWO[0].address}).count, 2);
    assert_int_equal(list_by(&(ledger_filter){.address = "chu-tich"}).count, 0);
    assert_int_equal(list_by(&(ledger_filter){.profile = "tuan"}).count, 4);
    assert_int_equal(list_by(&(ledger_filter){.profile = "ngay"}).count, 0);
    assert_int_equal(list_by(&(ledger_filter){.state = DELIVERY_QUEUED}).count, 2);
    assert_int_equal(list_by(&(ledger_filter){.dead = true}).count, 2);
    assert_int_equal(list_by(&(ledger_filter){.dead = true, .message = second}).count, 1);
    assert_int_equal(list_by(&(ledger_filter){.since_ms = 20}).count, 2);
    assert_int_equal(list_by(&(ledger_filter){.limit = 3}).count, 3);
    int64_t count = 0;
    assert_int_equal(ledger_count(book, &(ledger_filter){.limit = 1}, &count).code, ERR_OK);
    assert_int_equal(count, 4);
    assert_int_equal(ledger_count(book, &(ledger_filter){.dead = true}, &count).code, ERR_OK);
    assert_int_equal(count, 2);
}

static void the_lock_is_held_by_one_handle_until_it_closes(void **state)
{
    (void)state;
    ledger *other;
    bool held = false;
    assert_int_equal(ledger_open(&other, dir).code, ERR_OK);
    assert_int_equal(ledger_try_lock(book, &held).code, ERR_OK);
    assert_true(held);
    assert_int_equal(ledger_try_lock(other, &held).code, ERR_OK);
    assert_false(held);
    assert_int_equal(ledger_try_lock(book, &held).code, ERR_OK);
    assert_true(held);
    ledger_close(book);
    assert_int_equal(ledger_try_lock(other, &held).code, ERR_OK);
    assert_true(held);
    book = other;
}

static void two_handles_see_each_others_work(void **state)
{
    (void)state;
    ledger *other;
    assert_int_equal(ledger_open(&other, dir).code, ERR_OK);
    add(100, 2, 1);
    const delivery_decision sent = {DELIVERY_SENT, 0};
    assert_int_equal(ledger_begin_try(other, 1, 2).code, ERR_OK);
    assert_int_equal(ledger_end_try(other, 1, &sent, "250 OK", 3).code, ERR_OK);
    ledger_close(other);
    assert_int_equal(list().states[0], DELIVERY_SENT);
    assert_int_equal(due(10).id, 2);
}

static void the_place_in_the_events_survives(void **state)
{
    (void)state;
    int64_t event = -1;
    assert_int_equal(ledger_followed(book, &event).code, ERR_OK);
    assert_int_equal(event, 0);
    assert_int_equal(ledger_set_followed(book, 4711).code, ERR_OK);
    reopen();
    assert_int_equal(ledger_followed(book, &event).code, ERR_OK);
    assert_int_equal(event, 4711);
}

static const char VERSION_1[] =
    "PRAGMA application_id = 1413762097; PRAGMA user_version = 1;"
    "CREATE TABLE digest (id INTEGER PRIMARY KEY, profile TEXT NOT NULL, slot_ms INTEGER NOT NULL,"
    " as_of_ms INTEGER NOT NULL, last_event INTEGER NOT NULL, made_ms INTEGER NOT NULL, subject"
    " TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, UNIQUE (profile, slot_ms)) STRICT;"
    "CREATE TABLE delivery (id INTEGER PRIMARY KEY, digest INTEGER NOT NULL REFERENCES digest (id),"
    " name TEXT NOT NULL, address TEXT NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL,"
    " attempts INTEGER NOT NULL DEFAULT 0, queued_ms INTEGER NOT NULL, next_try_ms INTEGER NOT"
    " NULL, done_ms INTEGER NOT NULL DEFAULT 0, said TEXT NOT NULL DEFAULT '',"
    " UNIQUE (digest, address)) STRICT;"
    "CREATE INDEX delivery_waiting ON delivery (next_try_ms) WHERE state IN ('queued',"
    " 'deferred');"
    "CREATE TABLE place (id INTEGER PRIMARY KEY CHECK (id = 1), event INTEGER NOT NULL) STRICT;"
    "INSERT INTO place VALUES (1, 42);"
    "INSERT INTO digest VALUES (7, 'tuan', 100, 101, 40, 102, 'Chủ đề', 'Nội dung', '<p>Chữ</p>');"
    "INSERT INTO delivery VALUES (3, 7, 'Chủ tịch', 'chu-tich@example.vn', '<1@example.vn>',"
    " 'deferred', 2, 102, 300, 0, '451 busy'), (4, 7, 'Văn phòng', 'van-phong@example.vn',"
    " '<2@example.vn>', 'sent', 1, 102, 102, 110, '250 OK');";

static void a_ledger_of_the_first_version_keeps_its_digests_and_what_waits(void **state)
{
    (void)state;
    char path[100];
    sqlite3 *old;
    message m;
    int64_t event, id;
    ledger_close(book);
    snprintf(path, sizeof path, "%s/ledger.db", dir);
    unlink(path);
    assert_int_equal(sqlite3_open(path, &old), SQLITE_OK);
    assert_int_equal(sqlite3_exec(old, VERSION_1, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(old);
    open_book();
    assert_int_equal(list().count, 2);
    ledger_delivery d = due(300);
    assert_int_equal(d.id, 3);
    assert_int_equal(d.attempts, 2);
    assert_string_equal(d.to.channel, "mail");
    assert_string_equal(d.to.message_id, "<1@example.vn>");
    assert_int_equal(ledger_read(book, d.message, memory, &m).code, ERR_OK);
    assert_string_equal(m.subject, "Chủ đề");
    assert_string_equal(message_body(&m, "text/plain")->data, "Nội dung");
    assert_string_equal(message_body(&m, "text/html")->data, "<p>Chữ</p>");
    m = digest_for(100);
    assert_int_equal(ledger_add(book, &m, TWO, 2, DELIVERY_QUEUED, 1, &id).code, ERR_EXISTS);
    assert_int_equal(ledger_followed(book, &event).code, ERR_OK);
    assert_int_equal(event, 42);
    end_try(3, DELIVERY_SENT, 0, "250 OK");
    assert_nothing_due(1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_is_kept_with_each_of_its_deliveries),
        TEST(a_message_reads_back_as_it_was_added_byte_for_byte),
        TEST(a_message_whose_deliveries_cannot_all_be_added_leaves_nothing),
        TEST(the_same_kind_profile_and_key_is_never_added_twice),
        TEST(the_same_address_may_be_told_by_two_channels),
        TEST(the_last_message_is_the_newest_of_its_kind_and_profile_up_to_an_instant),
        TEST(what_nobody_was_sent_is_not_the_last_that_was_read),
        TEST(what_is_held_goes_out_when_it_is_released_and_not_before),
        TEST(what_is_held_was_not_read_either_but_its_slot_is_taken),
        TEST(an_address_to_skip_is_seen_with_its_reason_from_the_start),
        TEST(what_is_skipped_keeps_its_reason_and_is_sent_only_when_told_to),
        TEST(what_is_skipped_during_its_try_is_sent_only_if_the_server_took_it),
        TEST(the_list_is_narrowed_by_message_address_profile_state_and_time),
        TEST(the_lock_is_held_by_one_handle_until_it_closes),
        TEST(two_handles_see_each_others_work),
        TEST(the_place_in_the_events_survives),
        TEST(a_ledger_of_the_first_version_keeps_its_digests_and_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
