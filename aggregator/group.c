#include "aggregator/group.h"

#include "aggregator/answer.h"
#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum { RETRY_LATER_MS = 15000 };

typedef struct answer {
    struct answer *next;
    size_t peer;
    wire_bytes bytes; /* size 0: an acknowledgement */
    uint8_t stream_id[STORE_STREAM_ID_SIZE];
    int64_t stream, now_ms;
    uint64_t first, last;
    bool clean;
} answer;

struct group {
    store_batch *batch;
    arena *memory;
    gate_peer *peers;
    size_t peer_count;
    answer *answers, **last_answer;
};

group *group_new(void)
{
    group *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    g->batch = store_batch_new();
    g->memory = arena_new(0);
    g->peers = calloc(GROUP_MESSAGES_MAX, sizeof *g->peers);
    g->last_answer = &g->answers;
    if (g->batch && g->memory && g->peers)
        return g;
    group_free(g);
    return NULL;
}

void group_free(group *g)
{
    if (!g)
        return;
    store_batch_free(g->batch);
    arena_free(g->memory);
    free(g->peers);
    free(g);
}

void group_reset(group *g)
{
    store_batch_reset(g->batch);
    arena_reset(g->memory);
    g->peer_count = 0;
    g->answers = NULL;
    g->last_answer = &g->answers;
}

store_batch *group_batch(group *g)
{
    return g->batch;
}

arena *group_memory(group *g)
{
    return g->memory;
}

bool group_has_room(const group *g)
{
    return g->peer_count < GROUP_MESSAGES_MAX && store_batch_reports(g->batch) < GROUP_REPORTS_MAX;
}

bool group_is_empty(const group *g)
{
    return !g->answers && store_batch_is_empty(g->batch);
}

gate_peer *group_next_peer(group *g)
{
    return &g->peers[g->peer_count];
}

void group_keep_peer(group *g)
{
    g->peer_count++;
}

/* ---- answers --------------------------------------------------------------------------------- */

static answer *append(group *g)
{
    answer *made = arena_alloc(g->memory, sizeof *made);
    if (!made)
        return NULL;
    made->peer = g->peer_count - 1;
    *g->last_answer = made;
    g->last_answer = &made->next;
    return made;
}

error group_answer(group *g, wire_bytes bytes)
{
    answer *made = bytes.size ? append(g) : NULL;
    if (!bytes.size)
        return OK;
    if (!made)
        return error_no_memory();
    made->bytes = bytes;
    return OK;
}

error group_acknowledge(group *g, const stream_state *stream, uint64_t first, uint64_t last,
                        bool clean, int64_t now_ms)
{
    if (first > last)
        return OK;
    answer *made = append(g);
    if (!made)
        return error_no_memory();
    memcpy(made->stream_id, stream->id, sizeof made->stream_id);
    made->stream = stream->row;
    made->first = first;
    made->last = last;
    made->clean = clean;
    made->now_ms = now_ms;
    return OK;
}

static error send_acknowledgement(group *g, gate *to, store *s, const answer *it)
{
    uint64_t first = it->first;
    while (first <= it->last) {
        wire_bytes bytes;
        uint64_t answered;
        TRY(answer_ack(g->memory, it->clean ? NULL : s, it->stream_id, it->stream, first, it->last,
                       it->now_ms, &answered, &bytes));
        gate_send(to, &g->peers[it->peer], bytes);
        first = answered + 1;
    }
    return OK;
}

error group_send(group *g, gate *to, store *s)
{
    for (const answer *it = g->answers; it; it = it->next) {
        if (it->bytes.size)
            gate_send(to, &g->peers[it->peer], it->bytes);
        else
            TRY(send_acknowledgement(g, to, s, it));
    }
    return OK;
}

void group_send_retry_later(group *g, gate *to)
{
    wire_bytes bytes;
    if (answer_error(g->memory, TIENDO__V1__ERROR_CODE__ERROR_CODE_RETRY_LATER,
                     _("Tỉnh tạm thời chưa ghi nhận được (đĩa đầy); sẽ tự gửi lại sau."), 0,
                     RETRY_LATER_MS, &bytes)
            .code)
        return;
    for (size_t i = 0; i < g->peer_count; i++)
        gate_send(to, &g->peers[i], bytes);
}
