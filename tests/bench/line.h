/* line.h - one collector of a fleet on its own connection, speaking the real protocol.
 *
 * Not the program's session: it neither backs off nor keeps what it sent, so that what is measured
 * is the aggregator. */
#pragma once
#include "proto/wire.h"
#include "tests/bench/cargo.h"
#include "tests/bench/crew.h"
#include "tests/bench/samples.h"

#include <stdbool.h>

enum { LINE_WINDOW_MAX = 64 };

typedef struct line {
    const crew_member *who;
    void *socket;
    bool greeted;
    int64_t hello_ns;   /* when the last hello left; 0: none did */
    uint64_t expected;  /* next sequence to be sent, by the province */
    uint64_t catalogue; /* version of the catalogue that came last */
    /* what is to be sent in this run */
    wire_bytes *batches;
    size_t batch_count, batch_size, window, sent, answered;
    uint64_t first;
    int64_t sent_ns[LINE_WINDOW_MAX];
    uint64_t verdicts, errors;
} line;

/* Connects to SERVER. RECONNECT_MS 0: as the collectors do it. */
error line_open(line *l, const crew_member *who, void *zmq, const char *server,
                const char *server_key, int reconnect_ms);
void line_close(line *l);

/* Sends the hello when the connection takes it, until it is answered. */
error line_greet(line *l, arena *scratch);

/* Packs REPORTS reports into batches of SIZE, in memory of A. */
error line_load(line *l, cargo *from, size_t reports, size_t size, size_t window, arena *a);

/* Sends the next batch if the window allows; false: it does not, or nothing is left. */
bool line_send(line *l);

/* Receives all that is there; latencies of answered batches go to ACKS, in nanoseconds. */
error line_receive(line *l, arena *scratch, samples *acks);

static inline bool line_is_done(const line *l)
{
    return l->answered == l->batch_count;
}
