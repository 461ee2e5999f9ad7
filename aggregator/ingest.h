/* ingest.h - from a message at the gate to a durable row and its acknowledgement.
 *
 * Group commit: what has arrived, up to a bound (Z17), becomes one transaction. While the disk
 * takes one group, the next is received and checked; only after a group is on disk are its answers
 * sent. All calls come from one thread. */
#pragma once
#include "aggregator/gate.h"
#include "aggregator/standings.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "store/store.h"

#include <stdbool.h>

typedef struct ingest ingest;

/* INTO is written by a thread of the ingest's own, between ingest_rest() and the next turn by
 * nobody; READER sees what is committed. All outlive the ingest. */
error ingest_new(ingest **out, gate *from, store *into, store *reader, standings *st,
                 const catalogue *rules);
void ingest_free(ingest *in);

/* Judges by RULES from the next turn on; they must outlive the ingest or the next call. */
void ingest_use_catalogue(ingest *in, const catalogue *rules);

/* Reads anew which locked periods are open again. */
error ingest_read_reopenings(ingest *in);

/* A descriptor that can be read when a group has been committed. */
int ingest_fd(const ingest *in);
/* Whether a turn would take messages now; false: wait for the disk. */
bool ingest_has_room(const ingest *in);
/* For how long the thread that writes has been with one group; 0: it rests. */
int64_t ingest_busy_ms(const ingest *in);
/* How long the next turn may wait although nothing arrives, in ms; -1: for ever. */
int64_t ingest_due_ms(const ingest *in);

/* One turn: answers what was committed, takes what is there, and hands it to the disk when that is
 * free. *STORED tells whether anything was committed. With the disk full the senders are told to
 * come again later and OK is returned; ERR_IO and ERR_CORRUPT mean that the store can no longer be
 * trusted: stop the program (S4). */
error ingest_turn(ingest *in, bool *stored);

/* Writes and answers all that was taken, and leaves the store to the caller until the next turn.
 * Errors: as ingest_turn(). */
error ingest_rest(ingest *in, bool *stored);

typedef struct ingest_counters {
    uint64_t reports, accepted, warned, rejected, duplicates, commits, malformed;
} ingest_counters;
ingest_counters ingest_count(const ingest *in);
