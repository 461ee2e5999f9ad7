/* store_fixture.h - a store filled one row at a time, as tests like it. */
#pragma once
#include "store/store_batch.h"

#include <string.h>

typedef struct sought_stream {
    const void *id;
    stream_state *out;
} sought_stream;

static inline bool take_sought(void *context, const stream_state *row)
{
    sought_stream *s = context;
    if (memcmp(row->id, s->id, STORE_STREAM_ID_SIZE) == 0)
        *s->out = *row;
    return true;
}

/* Row 0 when there is none. */
static inline error find_stream(store *s, const void *id, stream_state *out)
{
    sought_stream sought = {id, out};
    *out = (stream_state){0};
    return store_streams(s, take_sought, &sought);
}

static inline error write_and_free(store *s, store_batch *b, error filled)
{
    error err = filled.code ? filled : store_write(s, b);
    store_batch_free(b);
    return err;
}

static inline bool take_last_row(void *context, const stream_state *row)
{
    *(int64_t *)context = row->row;
    return true;
}

/* Each writes a batch of one in the open transaction. */
static inline error put_greeting(store *s, const void *id, const char *unit, const char *key,
                                 const char *program, int64_t skew_ms, int64_t now_ms,
                                 stream_state *out)
{
    int64_t last = 0;
    TRY(find_stream(s, id, out));
    TRY(store_streams(s, take_last_row, &last));
    const stream_greeting g = {id,    out->row ? out->row : last + 1, unit, key, program, skew_ms,
                               now_ms};
    store_batch *b = store_batch_new();
    TRY(write_and_free(s, b, store_batch_greet(b, &g)));
    return find_stream(s, id, out);
}

static inline error put_place(store *s, const stream_state *stream, int64_t now_ms)
{
    store_batch *b = store_batch_new();
    return write_and_free(s, b, store_batch_advance(b, stream->row, stream->last_sequence, now_ms));
}

static inline error put_report(store *s, const stream_state *stream, const report *r,
                               const verdict *v, int64_t now_ms)
{
    store_batch *b = store_batch_new();
    return write_and_free(s, b, store_batch_report(b, stream->row, r, v, now_ms));
}
