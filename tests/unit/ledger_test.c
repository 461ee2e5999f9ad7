#include "unit_test.h"

#include "notifier/delivery/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-ledger-XXXXXX";
static ledger *book;
static arena *memory;

static const ledger_recipient TWO[] = {{"Chủ tịch", "chu-tich@example.vn", "<1@example.vn>"},
                                       {"Văn phòng", "van-phong@example.vn", "<2@example.vn>"}};

static void open_book(void)
{
    assert_int_equal(ledger_open(&book, dir).code, ERR_OK);
}

static void reopen(void)
{
    ledger_close(book);
    open_book();
}

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    memory = arena_new(0);
    if (!memory || !mkdtemp(dir))
        return -1;
    open_book();
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    static const char *const files[] = {"ledger.db", "ledger.db-journal", "deliver.lock"};
    char path[200];
    ledger_close(book);
    arena_free(memory);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
    return rmdir(dir);
}

static ledger_digest digest_for(int64_t slot_ms)
{
    return (ledger_digest){.profile = "tuan",
                           .slot_ms = slot_ms,
                           .as_of_ms = slot_ms,
                           .last_event = slot_ms / 10,
                           .subject = "Chủ đề",
                           .text = "Nội dung",
                           .html = "<p>Nội dung</p>"};
}

static int64_t add(int64_t slot_ms, const ledger_recipient *to, size_t count, int64_t now_ms)
{
    int64_t id = 0;
    const ledger_digest d = digest_for(slot_ms);
    assert_int_equal(ledger_add(book, &d, to, count, now_ms, &id).code, ERR_OK);
    return id;
}

/* The next due delivery, which must be there. */
static ledger_delivery due(int64_t now_ms)
{
    ledger_delivery d;
    bool found = false;
    assert_int_equal(ledger_next_due(book, memory, now_ms, &d, &found).code, ERR_OK);
    assert_true(found);
    return d;
}

static void assert_nothing_due(int64_t now_ms)
{
    ledger_delivery d;
    bool found = true;
    assert_int_equal(ledger_next_due(book, memory, now_ms, &d, &found).code, ERR_OK);
    assert_false(found);
}

static void end_try(int64_t id, delivery_state state, int64_t next_try_ms, const char *said)
{
    const delivery_decision then = {state, next_try_ms};
    assert_int_equal(ledger_begin_try(book, id, 500).code, ERR_OK);
    assert_int_equal(ledger_end_try(book, id, &then, said, 600).code, ERR_OK);
}

typedef struct listing {
    size_t count;
    delivery_state states[8]; /* by delivery id - 1 */
    ledger_delivery numbers[8];
    char said[8][100], message_id[8][40];
} listing;

static bool note(void *context, const ledger_delivery *d)
{
    listing *all = context;
    size_t i = (size_t)d->id - 1;
    assert_true(i < 8);
    all->count++;
    all->states[i] = d->state;
    all->numbers[i] = *d;
    snprintf(all->said[i], sizeof all->said[i], "%s", d->said);
    snprintf(all->message_id[i], sizeof all->message_id[i], "%s", d->message_id);
    return true;
}

static listing list(void)
{
    listing all = {0};
    assert_int_equal(ledger_each(book, 0, 100, note, &all).code, ERR_OK);
    return all;
}

static void a_digest_is_kept_with_each_of_its_deliveries(void **state)
{
    (void)state;
    int64_t id = add(100, TWO, 2, 7);
    reopen();
    ledger_delivery d = due(7);
    assert_int_equal(d.digest, id);
    assert_int_equal(d.state, DELIVERY_QUEUED);
    assert_int_equal(d.attempts, 0);
    assert_int_equal(d.slot_ms, 100);
    assert_string_equal(d.profile, "tuan");
    assert_string_equal(d.address, "chu-tich@example.vn");
    assert_string_equal(d.name, "Chủ tịch");
    assert_string_equal(d.message_id, "<1@example.vn>");
    assert_string_equal(d.subject, "Chủ đề");
    assert_string_equal(d.text, "Nội dung");
    assert_string_equal(d.html, "<p>Nội dung</p>");
    assert_int_equal(list().count, 2);
}

static void a_digest_whose_deliveries_cannot_all_be_added_leaves_nothing(void **state)
{
    (void)state;
    const ledger_recipient twice[] = {TWO[0], TWO[0]};
    const ledger_digest d = digest_for(100);
    ledger_place last;
    int64_t id;
    assert_true(ledger_add(book, &d, twice, 2, 1, &id).code != ERR_OK);
    assert_int_equal(list().count, 0);
    assert_int_equal(ledger_last(book, "tuan", &last).code, ERR_OK);
    assert_int_equal(last.slot_ms, 0);
    assert_int_equal(ledger_add(book, &d, TWO, 2, 1, &id).code, ERR_OK);
}

static void a_profile_has_one_digest_for_a_slot(void **state)
{
    (void)state;
    ledger_digest d = digest_for(100);
    int64_t id;
    add(100, TWO, 2, 1);
    assert_int_equal(ledger_add(book, &d, TWO, 2, 1, &id).code, ERR_EXISTS);
    assert_int_equal(list().count, 2);
    d.profile = "ngay";
    assert_int_equal(ledger_add(book, &d, TWO, 1, 1, &id).code, ERR_OK);
}

static void the_last_digest_of_a_profile_tells_its_place(void **state)
{
    (void)state;
    ledger_place last;
    assert_int_equal(ledger_last(book, "tuan", &last).code, ERR_OK);
    assert_int_equal(last.last_event, 0);
    add(200, TWO, 1, 1);
    add(100, TWO, 1, 2);
    assert_int_equal(ledger_last(book, "tuan", &last).code, ERR_OK);
    assert_int_equal(last.slot_ms, 200);
    assert_int_equal(last.as_of_ms, 200);
    assert_int_equal(last.last_event, 20);
    assert_int_equal(ledger_last(book, "ngay", &last).code, ERR_OK);
    assert_int_equal(last.slot_ms, 0);
}

static void what_has_waited_longest_is_due_first_and_nothing_before_its_time(void **state)
{
    (void)state;
    add(100, TWO, 1, 300);
    add(200, TWO, 1, 200);
    add(300, TWO, 1, 200);
    assert_nothing_due(199);
    assert_int_equal(due(1000).id, 2);
    end_try(2, DELIVERY_SENT, 0, "250 OK");
    assert_int_equal(due(1000).id, 3);
    end_try(3, DELIVERY_DEFERRED, 900, "451 busy");
    assert_int_equal(due(1000).id, 1);
    end_try(1, DELIVERY_FAILED, 0, "550 no");
    assert_nothing_due(899);
    assert_int_equal(due(900).id, 3);
}

static void a_try_counts_and_its_end_keeps_the_servers_words(void **state)
{
    (void)state;
    add(100, TWO, 2, 1);
    end_try(1, DELIVERY_DEFERRED, 900, "451 4.7.1 greylisted");
    end_try(1, DELIVERY_DEFERRED, 950, "451 4.7.1 wait");
    end_try(2, DELIVERY_SENT, 0, "250 OK");
    listing all = list();
    assert_int_equal(all.numbers[0].attempts, 2);
    assert_int_equal(all.numbers[0].next_try_ms, 950);
    assert_int_equal(all.numbers[0].done_ms, 0);
    assert_string_equal(all.said[0], "451 4.7.1 wait");
    assert_int_equal(all.states[1], DELIVERY_SENT);
    assert_int_equal(all.numbers[1].done_ms, 600);
}

static void a_try_cut_off_is_seen_after_reopening_and_queued_with_the_same_message_id(void **state)
{
    (void)state;
    int64_t count = -1;
    add(100, TWO, 1, 1);
    assert_int_equal(ledger_begin_try(book, 1, 500).code, ERR_OK);
    reopen();
    assert_int_equal(list().states[0], DELIVERY_SENDING);
    assert_nothing_due(1000000);
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    assert_int_equal(count, 1);
    ledger_delivery d = due(500);
    assert_int_equal(d.state, DELIVERY_QUEUED);
    assert_int_equal(d.attempts, 1);
    assert_string_equal(d.message_id, "<1@example.vn>");
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    assert_int_equal(count, 0);
}

static void recovering_touches_nothing_that_has_ended_or_waits(void **state)
{
    (void)state;
    int64_t count = -1;
    add(100, TWO, 2, 1);
    end_try(1, DELIVERY_SENT, 0, "250 OK");
    end_try(2, DELIVERY_DEFERRED, 900, "451");
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(list().states[0], DELIVERY_SENT);
    assert_int_equal(list().states[1], DELIVERY_DEFERRED);
}

static void only_what_was_refused_or_has_expired_can_be_queued_again(void **state)
{
    (void)state;
    static const delivery_state states[] = {DELIVERY_SENT, DELIVERY_DEFERRED, DELIVERY_FAILED,
                                            DELIVERY_EXPIRED};
    static const error_code answers[] = {ERR_REFUSED, ERR_REFUSED, ERR_OK, ERR_OK};
    for (int64_t i = 0; i < 4; i++) {
        add(100 + i, TWO, 1, 1);
        end_try(i + 1, states[i], i == 1 ? 900 : 0, "said");
        assert_int_equal(ledger_requeue(book, i + 1, 2000).code, answers[i]);
        assert_int_equal(list().states[i], answers[i] ? states[i] : DELIVERY_QUEUED);
    }
    add(200, TWO, 1, 1);
    assert_int_equal(ledger_requeue(book, 5, 2000).code, ERR_REFUSED);
    assert_int_equal(ledger_begin_try(book, 5, 2000).code, ERR_OK);
    assert_int_equal(ledger_requeue(book, 5, 2000).code, ERR_REFUSED);
    assert_int_equal(ledger_requeue(book, 99, 2000).code, ERR_NOT_FOUND);
}

static void queued_again_it_is_due_at_once_with_a_new_time_to_give_up(void **state)
{
    (void)state;
    add(100, TWO, 1, 1);
    end_try(1, DELIVERY_EXPIRED, 0, "451");
    assert_int_equal(ledger_requeue(book, 1, 2000).code, ERR_OK);
    assert_nothing_due(1999);
    ledger_delivery d = due(2000);
    assert_int_equal(d.queued_ms, 2000);
    assert_int_equal(d.done_ms, 0);
    assert_string_equal(d.message_id, "<1@example.vn>");
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
    add(100, TWO, 2, 1);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_digest_is_kept_with_each_of_its_deliveries),
        TEST(a_digest_whose_deliveries_cannot_all_be_added_leaves_nothing),
        TEST(a_profile_has_one_digest_for_a_slot),
        TEST(the_last_digest_of_a_profile_tells_its_place),
        TEST(what_has_waited_longest_is_due_first_and_nothing_before_its_time),
        TEST(a_try_counts_and_its_end_keeps_the_servers_words),
        TEST(a_try_cut_off_is_seen_after_reopening_and_queued_with_the_same_message_id),
        TEST(recovering_touches_nothing_that_has_ended_or_waits),
        TEST(only_what_was_refused_or_has_expired_can_be_queued_again),
        TEST(queued_again_it_is_due_at_once_with_a_new_time_to_give_up),
        TEST(the_lock_is_held_by_one_handle_until_it_closes),
        TEST(two_handles_see_each_others_work),
        TEST(the_place_in_the_events_survives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
