/* ledger_fixture.h - a ledger in a folder of its own, and short words for what is done to it. */
#pragma once
#include "unit_test.h"

#include "notifier/delivery/ledger.h"

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

static inline void open_book(void)
{
    assert_int_equal(ledger_open(&book, dir).code, ERR_OK);
}

static inline void reopen(void)
{
    ledger_close(book);
    open_book();
}

static inline int make_dir(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    memory = arena_new(0);
    if (!memory || !mkdtemp(dir))
        return -1;
    open_book();
    return 0;
}

static inline int remove_dir(void **state)
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
static inline message digest_for(int64_t slot_ms)
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

static inline int64_t add_first(int64_t slot_ms, size_t count, delivery_state first, int64_t now_ms)
{
    int64_t id = 0;
    const message m = digest_for(slot_ms);
    assert_int_equal(ledger_add(book, &m, TWO, count, first, now_ms, &id).code, ERR_OK);
    return id;
}

static inline int64_t add(int64_t slot_ms, size_t count, int64_t now_ms)
{
    return add_first(slot_ms, count, DELIVERY_QUEUED, now_ms);
}

/* The next due delivery, which must be there. */
static inline ledger_delivery due(int64_t now_ms)
{
    ledger_delivery d;
    bool found = false;
    assert_int_equal(ledger_next_due(book, memory, now_ms, NULL, 0, &d, &found).code, ERR_OK);
    assert_true(found);
    return d;
}

static inline void assert_nothing_due(int64_t now_ms)
{
    ledger_delivery d;
    bool found = true;
    assert_int_equal(ledger_next_due(book, memory, now_ms, NULL, 0, &d, &found).code, ERR_OK);
    assert_false(found);
}

static inline void end_try(int64_t id, delivery_state state, int64_t next_try_ms, const char *said)
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

static inline bool note(void *context, const ledger_delivery *d)
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

static inline listing list_by(const ledger_filter *filter)
{
    listing all = {0};
    assert_int_equal(ledger_each(book, filter, note, &all).code, ERR_OK);
    return all;
}

static inline listing list(void)
{
    return list_by(&(ledger_filter){0});
}

/* The slot of the newest digest of PROFILE for AS_OF_MS or before, 0 when there is none. */
static inline int64_t last_slot(const char *profile, int64_t as_of_ms)
{
    message m;
    int64_t id;
    bool found = false;
    assert_int_equal(
        ledger_last(book, MESSAGE_DIGEST, profile, as_of_ms, memory, &m, &id, &found).code, ERR_OK);
    return found ? m.slot_ms : 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)
