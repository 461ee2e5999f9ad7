/* Trying to deliver: whose turn it is, what became of it, what is tried again or dropped. */
#include "ledger_fixture.h"

static void what_has_waited_longest_is_due_first_and_nothing_before_its_time(void **state)
{
    (void)state;
    add(100, 1, 300);
    add(200, 1, 200);
    add(300, 1, 200);
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
    add(100, 2, 1);
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
    add(100, 1, 1);
    assert_int_equal(ledger_begin_try(book, 1, 500).code, ERR_OK);
    reopen();
    assert_int_equal(list().states[0], DELIVERY_SENDING);
    assert_nothing_due(1000000);
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    assert_int_equal(count, 1);
    ledger_delivery d = due(500);
    assert_int_equal(d.state, DELIVERY_QUEUED);
    assert_int_equal(d.attempts, 1);
    assert_string_equal(d.to.message_id, "<1@example.vn>");
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    assert_int_equal(count, 0);
}

static void recovering_touches_nothing_that_has_ended_or_waits(void **state)
{
    (void)state;
    int64_t count = -1;
    add(100, 2, 1);
    end_try(1, DELIVERY_SENT, 0, "250 OK");
    end_try(2, DELIVERY_DEFERRED, 900, "451");
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(list().states[0], DELIVERY_SENT);
    assert_int_equal(list().states[1], DELIVERY_DEFERRED);
}

static void what_a_busy_channel_has_to_send_waits_and_holds_up_nobody_else(void **state)
{
    (void)state;
    static const char *const busy[] = {"webhook", "mail"};
    message_address to[] = {TWO[0], TWO[1]};
    const message m = digest_for(100);
    ledger_delivery d;
    int64_t id;
    bool found = false;
    to[1].channel = "folder";
    assert_int_equal(ledger_add(book, &m, to, 2, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
    assert_int_equal(ledger_next_due(book, memory, 10, busy, 2, &d, &found).code, ERR_OK);
    assert_true(found);
    assert_string_equal(d.to.channel, "folder");
    end_try(d.id, DELIVERY_SENT, 0, "x");
    assert_int_equal(ledger_next_due(book, memory, 10, busy, 2, &d, &found).code, ERR_OK);
    assert_false(found);
    assert_string_equal(due(10).to.channel, "mail");
}

static void tries_are_counted_by_channel_and_time(void **state)
{
    (void)state;
    static const int64_t when[] = {100, 200, 300};
    int64_t count = -1;
    add(100, 1, 1);
    const delivery_decision later = {DELIVERY_DEFERRED, 5};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ledger_begin_try(book, 1, when[i]).code, ERR_OK);
        assert_int_equal(ledger_end_try(book, 1, &later, "", when[i]).code, ERR_OK);
    }
    assert_int_equal(ledger_tries_since(book, "mail", 200, 1000, &count).code, ERR_OK);
    assert_int_equal(count, 2);
    /* After the clock was set back, tries of the time to come do not hold anything up. */
    assert_int_equal(ledger_tries_since(book, "mail", 50, 150, &count).code, ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(ledger_tries_since(book, "ioc", 0, 1000, &count).code, ERR_OK);
    assert_int_equal(count, 0);
}

typedef struct history {
    size_t count;
    ledger_try tries[4];
    char said[4][40];
} history;

static bool note_try(void *context, const ledger_try *t)
{
    history *h = context;
    assert_true(h->count < 4);
    h->tries[h->count] = *t;
    snprintf(h->said[h->count++], sizeof h->said[0], "%s", t->said);
    return true;
}

static void every_try_is_kept_with_its_time_and_words_also_one_that_was_cut_off(void **state)
{
    (void)state;
    int64_t count;
    history h = {0};
    add(100, 2, 1);
    end_try(1, DELIVERY_DEFERRED, 900, "451 4.7.1 greylisted");
    assert_int_equal(ledger_begin_try(book, 1, 700).code, ERR_OK);
    reopen();
    assert_int_equal(ledger_recover(book, &count).code, ERR_OK);
    end_try(1, DELIVERY_SENT, 0, "250 OK");
    end_try(2, DELIVERY_SENT, 0, "250 other");
    assert_int_equal(ledger_tries(book, 1, note_try, &h).code, ERR_OK);
    assert_int_equal(h.count, 3);
    assert_int_equal(h.tries[0].began_ms, 500);
    assert_int_equal(h.tries[0].ended_ms, 600);
    assert_int_equal(h.tries[0].state, DELIVERY_DEFERRED);
    assert_string_equal(h.said[0], "451 4.7.1 greylisted");
    assert_int_equal(h.tries[1].began_ms, 700);
    assert_int_equal(h.tries[1].ended_ms, 0);
    assert_int_equal(h.tries[2].state, DELIVERY_SENT);
    assert_string_equal(h.said[2], "250 OK");
}

static size_t parts_of(int64_t id)
{
    message m;
    assert_int_equal(ledger_read(book, id, memory, &m).code, ERR_OK);
    assert_string_equal(m.frozen, "{}");
    return m.part_count;
}

static void pruning_drops_the_parts_of_what_ended_long_ago_and_nothing_else(void **state)
{
    (void)state;
    int64_t old = add(100, 2, 1), half = add(200, 2, 1), fresh = add(300, 1, 1);
    end_try(1, DELIVERY_SENT, 0, "250");
    end_try(2, DELIVERY_FAILED, 0, "550");
    end_try(3, DELIVERY_SENT, 0, "250");
    assert_int_equal(ledger_prune(book, 600).code, ERR_OK);
    assert_int_equal(parts_of(old), 3);
    assert_int_equal(ledger_prune(book, 601).code, ERR_OK);
    assert_int_equal(parts_of(old), 0);
    assert_int_equal(parts_of(half), 3);
    assert_int_equal(parts_of(fresh), 3);
    assert_int_equal(list().count, 5);
    assert_int_equal(ledger_requeue(book, 2, 700).code, ERR_REFUSED);
}

static void only_what_was_refused_or_has_expired_can_be_queued_again(void **state)
{
    (void)state;
    static const delivery_state states[] = {DELIVERY_SENT, DELIVERY_DEFERRED, DELIVERY_FAILED,
                                            DELIVERY_EXPIRED};
    static const error_code answers[] = {ERR_REFUSED, ERR_REFUSED, ERR_OK, ERR_OK};
    for (int64_t i = 0; i < 4; i++) {
        add(100 + i, 1, 1);
        end_try(i + 1, states[i], i == 1 ? 900 : 0, "said");
        assert_int_equal(ledger_requeue(book, i + 1, 2000).code, answers[i]);
        assert_int_equal(list().states[i], answers[i] ? states[i] : DELIVERY_QUEUED);
    }
    add(200, 1, 1);
    assert_int_equal(ledger_requeue(book, 5, 2000).code, ERR_REFUSED);
    assert_int_equal(ledger_begin_try(book, 5, 2000).code, ERR_OK);
    assert_int_equal(ledger_requeue(book, 5, 2000).code, ERR_REFUSED);
    assert_int_equal(ledger_requeue(book, 99, 2000).code, ERR_NOT_FOUND);
}

static void queued_again_it_is_due_at_once_with_a_new_time_to_give_up(void **state)
{
    (void)state;
    add(100, 1, 1);
    end_try(1, DELIVERY_EXPIRED, 0, "451");
    assert_int_equal(ledger_requeue(book, 1, 2000).code, ERR_OK);
    assert_nothing_due(1999);
    ledger_delivery d = due(2000);
    assert_int_equal(d.queued_ms, 2000);
    assert_int_equal(d.done_ms, 0);
    assert_string_equal(d.to.message_id, "<1@example.vn>");
}

static void queued_again_it_keeps_its_date_unless_it_was_never_tried(void **state)
{
    (void)state;
    int64_t id = add(100, 2, 1);
    end_try(1, DELIVERY_FAILED, 0, "550");
    assert_int_equal(ledger_skip(book, id, "thôi", 3).code, ERR_OK);
    assert_int_equal(ledger_requeue(book, 1, 2000).code, ERR_OK);
    assert_int_equal(due(2000).dated_ms, 1);
    end_try(1, DELIVERY_FAILED, 0, "550");
    assert_int_equal(ledger_requeue(book, 1, 3000).code, ERR_OK);
    assert_int_equal(due(3000).dated_ms, 1);
    end_try(1, DELIVERY_SENT, 0, "250");
    assert_int_equal(ledger_requeue(book, 2, 4000).code, ERR_OK);
    assert_int_equal(due(4000).dated_ms, 4000);
}

static void dead_letters_are_queued_again_all_at_once(void **state)
{
    (void)state;
    int64_t queued, dropped, first = add(100, 2, 1);
    add(200, 2, 1);
    end_try(1, DELIVERY_FAILED, 0, "550");
    end_try(2, DELIVERY_SENT, 0, "250");
    end_try(3, DELIVERY_EXPIRED, 0, "451");
    assert_int_equal(ledger_requeue_dead(book, &(ledger_filter){.message = first, .limit = 1}, 2000,
                                         &queued, &dropped)
                         .code,
                     ERR_OK);
    assert_int_equal(queued, 1);
    assert_int_equal(dropped, 0);
    assert_int_equal(list().states[0], DELIVERY_QUEUED);
    assert_int_equal(list().states[1], DELIVERY_SENT);
    assert_int_equal(list().states[2], DELIVERY_EXPIRED);
    assert_int_equal(list().numbers[0].dated_ms, 1);
    end_try(1, DELIVERY_FAILED, 0, "550");
    assert_int_equal(ledger_prune(book, 601).code, ERR_OK);
    assert_int_equal(ledger_requeue_dead(book, &(ledger_filter){0}, 3000, &queued, &dropped).code,
                     ERR_OK);
    assert_int_equal(queued, 1);
    assert_int_equal(dropped, 1);
    assert_int_equal(due(3000).id, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_has_waited_longest_is_due_first_and_nothing_before_its_time),
        TEST(a_try_counts_and_its_end_keeps_the_servers_words),
        TEST(a_try_cut_off_is_seen_after_reopening_and_queued_with_the_same_message_id),
        TEST(recovering_touches_nothing_that_has_ended_or_waits),
        TEST(what_a_busy_channel_has_to_send_waits_and_holds_up_nobody_else),
        TEST(tries_are_counted_by_channel_and_time),
        TEST(every_try_is_kept_with_its_time_and_words_also_one_that_was_cut_off),
        TEST(pruning_drops_the_parts_of_what_ended_long_ago_and_nothing_else),
        TEST(only_what_was_refused_or_has_expired_can_be_queued_again),
        TEST(queued_again_it_is_due_at_once_with_a_new_time_to_give_up),
        TEST(queued_again_it_keeps_its_date_unless_it_was_never_tried),
        TEST(dead_letters_are_queued_again_all_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
