/* Approvals in the ledger: steps that are taken whole, and the record of them. */
#include "unit_test.h"

#include "notifier/delivery/ledger_approval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-approval-XXXXXX";
static ledger *book;
static arena *memory;

static const message_address TO[] = {{.channel = "mail",
                                      .name = "Chủ tịch",
                                      .address = "chu-tich@example.vn",
                                      .message_id = "<1@example.vn>"}};

static int open_book(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir) || ledger_open(&book, dir).code)
        return -1;
    memory = arena_new(0);
    return memory ? 0 : -1;
}

static int close_book(void **state)
{
    (void)state;
    static const char *const files[] = {"ledger.db", "ledger.db-journal", "deliver.lock"};
    char path[80];
    ledger_close(book);
    arena_free(memory);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
    return rmdir(dir);
}

static message digest_saying(int64_t slot_ms, const message_part *part)
{
    return (message){.kind = MESSAGE_DIGEST,
                     .profile = "tuan",
                     .key = arena_printf(memory, "%lld", (long long)slot_ms),
                     .references = "",
                     .slot_ms = slot_ms,
                     .as_of_ms = slot_ms - 10,
                     .subject = "Chủ đề",
                     .parts = part,
                     .part_count = 1,
                     .frozen = "{}"};
}

/* A held digest for SLOT_MS that waits until then. */
static int64_t ask(int64_t slot_ms)
{
    static const message_part part = {"", "text/plain", "", "trước", 8};
    const message m = digest_saying(slot_ms, &part);
    int64_t id = 0;
    assert_int_equal(ledger_add(book, &m, TO, 1, DELIVERY_HELD, 1, &id).code, ERR_OK);
    assert_int_equal(ledger_approval_ask(book, id, slot_ms, false, 5).code, ERR_OK);
    return id;
}

static ledger_approval read_one(int64_t id)
{
    ledger_approval it;
    assert_int_equal(ledger_approval_read(book, id, memory, &it).code, ERR_OK);
    return it;
}

static error say(const ledger_approval *from, approval_word word, int64_t now_ms,
                 const message *replacement)
{
    approval_step step;
    assert_int_equal(
        approval_decide(from->state, word, from->due_ms, from->sends_if_silent, now_ms, &step).code,
        ERR_OK);
    const ledger_act act = {now_ms, word == WORD_TIME ? "" : "an@stttt", step.act, "vì sao"};
    return ledger_approval_step(book, from, &step, &act, replacement);
}

static bool first_state(void *context, const ledger_delivery *d)
{
    *(delivery_state *)context = d->state;
    return false;
}

static delivery_state delivery_of(int64_t message)
{
    const ledger_filter filter = {.message = message};
    delivery_state found = 0;
    assert_int_equal(ledger_each(book, &filter, first_state, &found).code, ERR_OK);
    return found;
}

static bool join(void *context, const ledger_act *a)
{
    char *all = context;
    snprintf(all + strlen(all), 400 - strlen(all), "%lld %s %s %s;", (long long)a->at_ms, a->actor,
             approval_act_code(a->act), a->text);
    return true;
}

static void what_waits_is_told_with_all_that_was_done_to_it(void **state)
{
    (void)state;
    char acts[400] = "";
    int64_t id = ask(100);
    ledger_approval it = read_one(id);
    assert_int_equal(it.state, APPROVAL_ASKED);
    assert_int_equal(it.due_ms, 100);
    assert_int_equal(it.as_of_ms, 90);
    assert_string_equal(it.profile, "tuan");
    assert_int_equal(say(&it, WORD_HOLD, 20, NULL).code, ERR_OK);
    it = read_one(id);
    assert_int_equal(say(&it, WORD_APPROVE, 120, NULL).code, ERR_OK);
    assert_int_equal(ledger_approval_acts(book, id, join, acts).code, ERR_OK);
    assert_string_equal(acts, "5  asked ;20 an@stttt held vì sao;120 an@stttt approved vì sao;");
}

static void asking_again_changes_nothing(void **state)
{
    (void)state;
    char acts[400] = "";
    int64_t id = ask(100);
    ledger_approval it = read_one(id);
    assert_int_equal(say(&it, WORD_APPROVE, 20, NULL).code, ERR_OK);
    assert_int_equal(ledger_approval_ask(book, id, 999, true, 30).code, ERR_OK);
    it = read_one(id);
    assert_int_equal(it.state, APPROVAL_APPROVED);
    assert_int_equal(it.due_ms, 100);
    assert_int_equal(ledger_approval_acts(book, id, join, acts).code, ERR_OK);
    assert_string_equal(acts, "5  asked ;20 an@stttt approved vì sao;");
}

static void what_goes_out_is_queued_in_the_same_step(void **state)
{
    (void)state;
    int64_t id = ask(100);
    ledger_approval it = read_one(id);
    assert_int_equal(delivery_of(id), DELIVERY_HELD);
    assert_int_equal(say(&it, WORD_APPROVE, 120, NULL).code, ERR_OK);
    assert_int_equal(read_one(id).state, APPROVAL_RELEASED);
    assert_int_equal(delivery_of(id), DELIVERY_QUEUED);
}

static void of_two_who_speak_at_once_the_second_is_told_to_look_again(void **state)
{
    (void)state;
    int64_t id = ask(100);
    const ledger_approval seen = read_one(id);
    assert_int_equal(say(&seen, WORD_HOLD, 20, NULL).code, ERR_OK);
    assert_int_equal(say(&seen, WORD_APPROVE, 21, NULL).code, ERR_BUSY);
    assert_int_equal(read_one(id).state, APPROVAL_HELD);
}

static void of_two_remarks_at_once_neither_is_lost_unseen(void **state)
{
    (void)state;
    static const message_part one = {"", "text/plain", "", "ý một", 8};
    static const message_part two = {"", "text/plain", "", "ý hai", 8};
    int64_t id = ask(100);
    message a = digest_saying(100, &one), b = digest_saying(100, &two), now;
    const ledger_approval seen = read_one(id);
    assert_int_equal(say(&seen, WORD_REMARK, 20, &a).code, ERR_OK);
    assert_int_equal(say(&seen, WORD_REMARK, 21, &b).code, ERR_BUSY);
    assert_int_equal(ledger_read(book, id, memory, &now).code, ERR_OK);
    assert_int_equal(now.part_count, 1);
    assert_string_equal(now.parts[0].data, "ý một");
}

static void the_one_whose_slot_has_come_is_found(void **state)
{
    (void)state;
    ledger_approval it;
    bool found = true;
    int64_t next;
    assert_int_equal(ledger_approval_next(book, &next).code, ERR_OK);
    assert_int_equal(next, INT64_MAX);
    int64_t later = ask(200), first = ask(100);
    assert_int_equal(ledger_approval_next(book, &next).code, ERR_OK);
    assert_int_equal(next, 100);
    assert_int_equal(ledger_approval_due(book, 99, memory, &it, &found).code, ERR_OK);
    assert_false(found);
    assert_int_equal(ledger_approval_due(book, 300, memory, &it, &found).code, ERR_OK);
    assert_true(found);
    assert_int_equal(it.message, first);
    assert_int_equal(say(&it, WORD_TIME, 300, NULL).code, ERR_OK);
    assert_int_equal(ledger_approval_due(book, 300, memory, &it, &found).code, ERR_OK);
    assert_int_equal(it.message, later);
}

static void what_a_later_digest_overtakes_is_never_sent(void **state)
{
    (void)state;
    char acts[400] = "";
    int64_t old = ask(100), new = ask(200);
    ledger_approval it = read_one(old);
    assert_int_equal(say(&it, WORD_HOLD, 20, NULL).code, ERR_OK);
    it = read_one(new);
    assert_int_equal(say(&it, WORD_APPROVE, 220, NULL).code, ERR_OK);
    assert_int_equal(read_one(old).state, APPROVAL_REPLACED);
    assert_int_equal(delivery_of(old), DELIVERY_SKIPPED);
    assert_int_equal(delivery_of(new), DELIVERY_QUEUED);
    assert_int_equal(ledger_approval_acts(book, old, join, acts).code, ERR_OK);
    assert_non_null(strstr(acts, "220  replaced "));
}

static bool count(void *context, const ledger_approval *row)
{
    (void)row;
    ++*(int *)context;
    return true;
}

static void what_has_ended_is_listed_only_when_all_are_asked_for(void **state)
{
    (void)state;
    int open = 0, all = 0;
    int64_t id = ask(100);
    ask(200);
    ledger_approval it = read_one(id);
    assert_int_equal(say(&it, WORD_APPROVE, 120, NULL).code, ERR_OK);
    assert_int_equal(ledger_approval_each(book, false, count, &open).code, ERR_OK);
    assert_int_equal(ledger_approval_each(book, true, count, &all).code, ERR_OK);
    assert_int_equal(open, 1);
    assert_int_equal(all, 2);
    assert_int_equal(ledger_approval_read(book, 99, memory, &it).code, ERR_NOT_FOUND);
}

static int64_t since(const char *terms, int64_t first_ms, int64_t now_ms)
{
    int64_t found = -1;
    assert_int_equal(ledger_schedule_since(book, "tuan", terms, first_ms, now_ms, &found).code,
                     ERR_OK);
    return found;
}

static void a_schedule_counts_since_it_was_first_seen_and_a_changed_one_since_then(void **state)
{
    (void)state;
    assert_int_equal(since("MO", 100, 500), 100);
    assert_int_equal(since("MO", 200, 600), 100);
    assert_int_equal(since("TU", 200, 700), 700);
    assert_int_equal(since("TU", 200, 800), 700);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_book, close_book)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_waits_is_told_with_all_that_was_done_to_it),
        TEST(asking_again_changes_nothing),
        TEST(what_goes_out_is_queued_in_the_same_step),
        TEST(of_two_who_speak_at_once_the_second_is_told_to_look_again),
        TEST(of_two_remarks_at_once_neither_is_lost_unseen),
        TEST(the_one_whose_slot_has_come_is_found),
        TEST(what_a_later_digest_overtakes_is_never_sent),
        TEST(what_has_ended_is_listed_only_when_all_are_asked_for),
        TEST(a_schedule_counts_since_it_was_first_seen_and_a_changed_one_since_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
