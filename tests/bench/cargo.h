/* cargo.h - what a fleet reports: figures that the province accepts without a warning.
 *
 * Each unit goes round its keys (the indicators that it reports on, for the periods that are open
 * at the time), so that every round but the first corrects what the round before said. Simulated
 * values. */
#pragma once
#include "base/arena.h"
#include "proto/wire.h"
#include "tests/bench/crew.h"

typedef struct cargo cargo;

/* Values that are right at NOW_MS. C must outlive the cargo. */
error cargo_new(cargo **out, const catalogue *c, int64_t now_ms);
void cargo_free(cargo *c);

/* How many keys UNIT reports on. */
error cargo_keys(cargo *from, const char *unit, size_t *count);

/* The batch of M with the reports FIRST to FIRST + N - 1, packed as on the line, in memory of
 * A. */
error cargo_pack(cargo *from, const crew_member *m, uint64_t first, size_t n, arena *a,
                 wire_bytes *out);

/* What report SEQUENCE of a unit says, as checked later in the store. */
error cargo_value(cargo *from, const char *unit, uint64_t sequence, report *out);
