/* store_batch.h - what one commit will write, gathered in memory.
 *
 * Gathering and writing are apart, so that one thread can fill a batch while another writes the
 * one before (store_write()). What is put in is copied. A batch is written in the order of the
 * calls below, whatever order it was filled in: greetings, reports, places of streams, receipts,
 * notices, roll-ups, standings, events.
 *
 * Reports for one key (obligation, period, unit, breakdown, kind) touch `latest` once, and make
 * one event, however many of them a batch holds. One thread at a time per batch. */
#pragma once
#include "model/board.h"
#include "store/store.h"

typedef struct store_batch store_batch;

store_batch *store_batch_new(void);
void store_batch_free(store_batch *b);
/* Forgets what was put in. */
void store_batch_reset(store_batch *b);

bool store_batch_is_empty(const store_batch *b);
/* How many reports it holds, and how many bytes of memory it takes. */
size_t store_batch_reports(const store_batch *b);
size_t store_batch_bytes(const store_batch *b);

/* A stream makes itself known. ROW is its key in the store, given out by the caller: a new one for
 * a new stream. */
typedef struct stream_greeting {
    const void *stream_id; /* STORE_STREAM_ID_SIZE bytes */
    int64_t row;
    const char *unit, *key, *program;
    int64_t skew_ms, at_ms;
} stream_greeting;

/* Each may answer ERR_NO_MEMORY. */
error store_batch_greet(store_batch *b, const stream_greeting *g);
/* A report that came by the stream ROW, and what was found of it. */
error store_batch_report(store_batch *b, int64_t row, const report *r, const verdict *v,
                         int64_t now_ms);
/* LAST is the last sequence of the stream ROW in this batch. */
error store_batch_advance(store_batch *b, int64_t row, uint64_t last, int64_t now_ms);
/* UNIT has the directive ID. */
error store_batch_received(store_batch *b, const char *unit, int64_t id, int64_t now_ms);
/* A "reminder" or "receipt" of UNIT for PERIOD, unless there is one already. */
error store_batch_notice(store_batch *b, const char *kind, const char *unit, const char *period,
                         int64_t now_ms);
error store_batch_rollup(store_batch *b, const board_sum *sum);
/* The batch's roll-ups are all there are: the others go. */
void store_batch_replace_rollups(store_batch *b);
error store_batch_standing(store_batch *b, const char *obligation, const char *unit,
                           const judgement *j, int64_t now_ms);
/* Drops what was judged before BEFORE_MS only: of units and obligations that are no more. */
void store_batch_drop_standings(store_batch *b, int64_t before_ms);
error store_batch_event(store_batch *b, const char *kind, const char *unit, const char *obligation,
                        const char *period, const char *detail, int64_t now_ms);

/* Writes B in the open transaction. */
error store_write(store *s, const store_batch *b);
