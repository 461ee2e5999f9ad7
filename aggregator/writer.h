/* writer.h - writes batches to the store on a thread of its own, one at a time, so that receiving
 * and checking go on while the disk syncs.
 *
 * Between writer_give() and the result the store is the thread's: nobody else may use that handle.
 * writer_rest() gives it back. */
#pragma once
#include "store/store_batch.h"

typedef struct writer writer;

/* Writes into S, which must outlive it. */
error writer_start(writer **out, store *s);
/* Ends the thread behind the batch that it has. */
void writer_stop(writer *w);

/* A descriptor that can be read when a batch has come to its end. */
int writer_fd(const writer *w);

/* Hands B over: one transaction, committed and on disk before its result is there. B stays the
 * writer's until then; nothing may be under way. */
void writer_give(writer *w, const store_batch *b);

/* Whether a batch has come to its end since the last call; *RESULT as store_commit(). */
bool writer_take_result(writer *w, error *result);

/* For how long the thread has been with its batch; 0: it has none. */
int64_t writer_busy_ms(writer *w);

/* Waits until the thread does nothing; the result of its batch is still to be taken. */
void writer_rest(writer *w);
