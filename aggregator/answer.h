/* answer.h - what the aggregator says to a collector, as packed messages in an arena. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "proto/wire.h"
#include "store/store.h"
#include "store/store_directive.h"

error answer_welcome(arena *a, const stream_state *stream, int64_t now_ms, int64_t skew_ms,
                     wire_bytes *out);

/* The acknowledgement of FIRST … LAST of STREAM with the verdicts that the store has for them (S
 * NULL: there are none).
 * With very many verdicts *last_answered is below LAST; ask again from there. */
error answer_ack(arena *a, store *s, const void *stream_id, int64_t stream, uint64_t first,
                 uint64_t last, int64_t now_ms, uint64_t *last_answered, wire_bytes *out);

/* EXPECTED and RETRY_AFTER_MS may be 0. */
error answer_error(arena *a, Tiendo__V1__ErrorCode code, const char *message, uint64_t expected,
                   uint32_t retry_after_ms, wire_bytes *out);

/* The catalogue for UNIT, COMPRESSED for a collector that takes it so. */
error answer_catalogue(arena *a, const catalogue *c, const char *unit, bool compressed,
                       int64_t now_ms, wire_bytes *out);

/* What a unit is reminded of. */
typedef struct reminder {
    period period;
    date due;
    unsigned missing;
} reminder;

/* A number that stays the same for the same unit and period, so that it is told once. */
uint64_t reminder_id(const reminder *r);
/* The period of a reminder's id; kind 0 when ID is none. */
period reminder_period(uint64_t id);
error answer_reminder(arena *a, const catalogue *c, const char *unit, const reminder *r,
                      int64_t now_ms, wire_bytes *out);

/* D to the collector whose stream is STREAM: the report that it answers is named when it came by
 * that one. */
error answer_directive(arena *a, const stored_directive *d, int64_t stream, wire_bytes *out);
