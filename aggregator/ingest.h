/* ingest.h - from a message at the gate to a durable row and its acknowledgement.
 *
 * Group commit: everything that has arrived, up to a bound (Z17), becomes one transaction; only
 * after it is on disk are its answers sent. One thread at a time. */
#pragma once
#include "aggregator/gate.h"
#include "aggregator/standings.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "store/store.h"

#include <stdbool.h>

typedef struct ingest ingest;

error ingest_new(ingest **out, gate *from, store *into, standings *st, const catalogue *rules);
void ingest_free(ingest *in);

/* Judges by RULES from the next turn on; they must outlive the ingest or the next call. */
void ingest_use_catalogue(ingest *in, const catalogue *rules);

/* Reads anew which locked periods are open again. */
error ingest_read_reopenings(ingest *in);

/* One turn: receives what is there, commits it, answers. *stored tells whether anything was
 * committed. With the disk full the senders are told to come again later and OK is returned;
 * ERR_IO and ERR_CORRUPT mean that the store can no longer be trusted: stop the program (S4). */
error ingest_turn(ingest *in, bool *stored);

typedef struct ingest_counters {
    uint64_t reports, accepted, warned, rejected, duplicates, commits, malformed;
} ingest_counters;
ingest_counters ingest_count(const ingest *in);
