#include "unit_test.h"

#include "notifier/delivery/ledger.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-ledger-XXXXXX";
static ledger *book;
static arena *memory;

static const message_address TWO[] = {
    {"mail", "Chủ tịch", "chu-tich@example.vn", "<1@example.vn>", NULL},
    {"mail", "Văn phòng", "van-phong@example.vn", "<2@example.vn>", NULL}};
static const message_part PARTS[] = {{"", "text/plain", "", "Nội dung", 10},
                                     {"", "image/png", "hinh", "\x89PNG\0\x01", 6},
                                     {"bao-cao.pdf", "application/pdf", "", "", 0}};

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

/* A digest for SLOT_MS, whose key it is. */
static message digest_for(int64_t slot_ms)
{
    return (message){.kind = MESSAGE_DIGEST,
                     .profile = "tuan",
                     .key = arena_printf(memory, "%lld", (long long)slot_ms),
                     .references = "",
                     .slot_ms = slot_ms,
                     .as_of_ms = slot_ms,
                     .last_event = slot_ms / 10,
                     .subject = "Chủ đề",
                     .parts = PARTS,
                     .part_count = 3,
                     .frozen = "{}"};
}

static int64_t add_first(int64_t slot_ms, size_t count, delivery_state first, int64_t now_ms)
{
    int64_t id = 0;
    const message m = digest_for(slot_ms);
    assert_int_equal(ledger_add(book, &m, TWO, count, first, now_ms, &id).code, ERR_OK);
    return id;
}

static int64_t add(int64_t slot_ms, size_t count, int64_t now_ms)
{
    return add_first(slot_ms, count, DELIVERY_QUEUED, now_ms);
}

/* The next due delivery, which must be there. */
static ledger_delivery due(int64_t now_ms)
{
    ledger_delivery d;
    bool found = false;
    assert_int_equal(ledger_next_due(book, memory, now_ms, NULL, 0, &d, &found).code, ERR_OK);
    assert_true(found);
    return d;
}

static void assert_nothing_due(int64_t now_ms)
{
    ledger_delivery d;
    bool found = true;
    assert_int_equal(ledger_next_due(book, memory, now_ms, NULL, 0, &d, &found).code, ERR_OK);
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
    snprintf(all->message_id[i], sizeof all->message_id[i], "%s", d->to.message_id);
    return true;
}

static listing list_by(const ledger_filter *filter)
{
    listing all = {0};
    assert_int_equal(ledger_each(book, filter, note, &all).code, ERR_OK);
    return all;
}

static listing list(void)
{
    return list_by(&(ledger_filter){0});
}

/* The slot of the newest digest of PROFILE for AS_OF_MS or before, 0 when there is none. */
static int64_t last_slot(const char *profile, int64_t as_of_ms)
{
    message m;
    int64_t id;
    bool found = false;
    assert_int_equal(
        ledger_last(book, MESSAGE_DIGEST, profile, as_of_ms, memory, &m, &id, &found).code, ERR_OK);
    return found ? m.slot_ms : 0;
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

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
        TEST(what_has_waited_longest_is_due_first_and_nothing_before_its_time),
        TEST(a_try_counts_and_its_end_keeps_the_servers_words),
        TEST(a_try_cut_off_is_seen_after_reopening_and_queued_with_the_same_message_id),
        TEST(recovering_touches_nothing_that_has_ended_or_waits),
        TEST(what_a_busy_channel_has_to_send_waits_and_holds_up_nobody_else),
        TEST(tries_are_counted_by_channel_and_time),
        TEST(every_try_is_kept_with_its_time_and_words_also_one_that_was_cut_off),
        TEST(the_list_is_narrowed_by_message_address_profile_state_and_time),
        TEST(pruning_drops_the_parts_of_what_ended_long_ago_and_nothing_else),
        TEST(only_what_was_refused_or_has_expired_can_be_queued_again),
        TEST(queued_again_it_is_due_at_once_with_a_new_time_to_give_up),
        TEST(queued_again_it_keeps_its_date_unless_it_was_never_tried),
        TEST(dead_letters_are_queued_again_all_at_once),
        TEST(the_lock_is_held_by_one_handle_until_it_closes),
        TEST(two_handles_see_each_others_work),
        TEST(the_place_in_the_events_survives),
        TEST(a_ledger_of_the_first_version_keeps_its_digests_and_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
