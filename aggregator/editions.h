/* editions.h - the catalogue as each unit gets it.
 *
 * A unit gets its own part, so even its version is known only when the part has been put together.
 * That is done once a day for each unit that greets, not with each greeting; what was packed is
 * kept for the next collector of the unit while there is room. */
#pragma once
#include "proto/wire.h"

typedef struct editions editions;

/* NULL: no memory. */
editions *editions_new(void);
void editions_free(editions *e);
/* Forgets everything: for another catalogue. */
void editions_forget(editions *e);

/* *VERSION of the part of C that UNIT needs now. Errors: ERR_NOT_FOUND when C has no such unit,
 * ERR_NO_MEMORY. */
error editions_version(editions *e, const catalogue *c, const char *unit, int64_t now_ms,
                       uint64_t *version);

/* The same part as a message, in memory of A; COMPRESSED for a collector that takes it so. */
error editions_message(editions *e, const catalogue *c, const char *unit, bool compressed,
                       int64_t now_ms, arena *a, wire_bytes *out);
