#include "store/store_batch.h"

#include "store/store_batch_items.h"

#include <stdlib.h>
#include <string.h>

static void forget_items(store_batch *b)
{
    arena *memory = b->memory;
    *b = (store_batch){.memory = memory};
    b->last_greeting = &b->greetings;
    b->last_report = &b->reports;
    b->last_advance = &b->advances;
    b->last_receipt = &b->receipts;
    b->last_notice = &b->notices;
    b->last_event = &b->events;
    b->last_rollup = &b->rollups;
    b->last_standing = &b->standings;
}

store_batch *store_batch_new(void)
{
    store_batch *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->memory = arena_new(0);
    if (!b->memory) {
        free(b);
        return NULL;
    }
    forget_items(b);
    return b;
}

void store_batch_free(store_batch *b)
{
    if (!b)
        return;
    arena_free(b->memory);
    free(b);
}

void store_batch_reset(store_batch *b)
{
    arena_reset(b->memory);
    forget_items(b);
}

bool store_batch_is_empty(const store_batch *b)
{
    return !b->greetings && !b->reports && !b->advances && !b->receipts && !b->notices &&
           !b->events && !b->rollups && !b->standings && !b->replaces_rollups &&
           !b->drop_standings_before;
}

size_t store_batch_reports(const store_batch *b)
{
    return b->report_count;
}

size_t store_batch_bytes(const store_batch *b)
{
    return arena_used(b->memory);
}

/* Appends an item of TYPE, named `item`, behind *LAST. */
#define APPEND(type, item, last)                                                                   \
    type *item = arena_alloc(b->memory, sizeof *(item));                                           \
    if (!(item))                                                                                   \
        return error_no_memory();                                                                  \
    *(last) = (item);                                                                              \
    (last) = &(item)->next

/* A copy of TEXT, which is mostly short or empty; sets *FAILED without memory. */
static const char *copy(store_batch *b, const char *text, bool *failed)
{
    if (!text || !*text)
        return "";
    const char *made = arena_strdup(b->memory, text);
    *failed = *failed || !made;
    return made;
}

static error result(bool failed)
{
    return failed ? error_no_memory() : OK;
}

error store_batch_greet(store_batch *b, const stream_greeting *g)
{
    bool failed = false;
    APPEND(batch_greeting, item, b->last_greeting);
    void *id = arena_alloc(b->memory, STORE_STREAM_ID_SIZE);
    item->said = *g;
    item->said.stream_id = id;
    item->said.unit = copy(b, g->unit, &failed);
    item->said.key = copy(b, g->key, &failed);
    item->said.program = copy(b, g->program, &failed);
    if (!id || failed)
        return error_no_memory();
    memcpy(id, g->stream_id, STORE_STREAM_ID_SIZE);
    return OK;
}

static error copy_key(store_batch *b, batch_report *item)
{
    bool failed = false;
    report *r = &item->said;
    r->unit = copy(b, r->unit, &failed);
    r->obligation = copy(b, r->obligation, &failed);
    r->period = copy(b, r->period, &failed);
    r->breakdown = copy(b, r->breakdown, &failed);
    return result(failed);
}

/* The reports of a key share its texts. */
static error touch(store_batch *b, batch_report *item, int64_t now_ms)
{
    report *r = &item->said;
    touched *key = item->key = touched_at(&b->keys, r, b->memory);
    if (!key)
        return error_no_memory();
    key->last_ms = now_ms;
    if (!key->times++) {
        key->first_ms = now_ms;
        return copy_key(b, item);
    }
    r->unit = key->first->unit;
    r->obligation = key->first->obligation;
    r->period = key->first->period;
    r->breakdown = key->first->breakdown;
    return OK;
}

error store_batch_report(store_batch *b, int64_t row, const report *r, const verdict *v,
                         int64_t now_ms)
{
    bool failed = false;
    APPEND(batch_report, item, b->last_report);
    item->said = *r;
    TRY(v->outcome == REJECTED ? copy_key(b, item) : touch(b, item, now_ms));
    item->said.source = copy(b, r->source, &failed);
    item->said.text = copy(b, r->text, &failed);
    item->said.addressed_to = copy(b, r->addressed_to, &failed);
    item->stream = row;
    item->received_ms = now_ms;
    item->outcome = v->outcome;
    item->code = v->code;
    item->message = v->outcome == ACCEPTED ? "" : copy(b, v->message, &failed);
    b->report_count++;
    return result(failed);
}

error store_batch_advance(store_batch *b, int64_t row, uint64_t last, int64_t now_ms)
{
    APPEND(batch_advance, item, b->last_advance);
    item->stream = row;
    item->last = last;
    item->at_ms = now_ms;
    return OK;
}

error store_batch_received(store_batch *b, const char *unit, int64_t id, int64_t now_ms)
{
    bool failed = false;
    APPEND(batch_receipt, item, b->last_receipt);
    item->unit = copy(b, unit, &failed);
    item->id = id;
    item->at_ms = now_ms;
    return result(failed);
}

error store_batch_notice(store_batch *b, const char *kind, const char *unit, const char *period,
                         int64_t now_ms)
{
    bool failed = false;
    APPEND(batch_event, item, b->last_notice);
    item->kind = copy(b, kind, &failed);
    item->unit = copy(b, unit, &failed);
    item->period = copy(b, period, &failed);
    item->obligation = item->detail = "";
    item->at_ms = now_ms;
    return result(failed);
}

error store_batch_rollup(store_batch *b, const board_sum *sum)
{
    bool failed = false;
    APPEND(batch_rollup, item, b->last_rollup);
    item->sum = *sum;
    item->sum.scope = copy(b, sum->scope, &failed);
    item->sum.breakdown = copy(b, sum->breakdown, &failed);
    return result(failed);
}

void store_batch_replace_rollups(store_batch *b)
{
    b->replaces_rollups = true;
}

error store_batch_standing(store_batch *b, const char *obligation, const char *unit,
                           const judgement *j, int64_t now_ms)
{
    bool failed = false;
    APPEND(batch_standing, item, b->last_standing);
    item->obligation = copy(b, obligation, &failed);
    item->unit = copy(b, unit, &failed);
    item->judged = *j;
    item->at_ms = now_ms;
    return result(failed);
}

void store_batch_drop_standings(store_batch *b, int64_t before_ms)
{
    b->drop_standings_before = before_ms;
}

error store_batch_event(store_batch *b, const char *kind, const char *unit, const char *obligation,
                        const char *period, const char *detail, int64_t now_ms)
{
    bool failed = false;
    APPEND(batch_event, item, b->last_event);
    item->kind = copy(b, kind, &failed);
    item->unit = copy(b, unit, &failed);
    item->obligation = copy(b, obligation, &failed);
    item->period = copy(b, period, &failed);
    item->detail = copy(b, detail, &failed);
    item->at_ms = now_ms;
    return result(failed);
}
