/* greeting.h - what a collector that makes itself known is told, and what it says it has received.
 */
#pragma once
#include "aggregator/editions.h"
#include "aggregator/group.h"
#include "aggregator/streams.h"

/* Whom a greeting concerns; all outlive the call. */
typedef struct greeting {
    group *into;
    const gate_peer *peer; /* the last of INTO */
    streams *streams;
    editions *editions;
    store *reader; /* what is committed */
    const catalogue *rules;
} greeting;

/* Registers the stream and answers with Welcome and what else is due: acknowledgements, catalogue,
 * directives, a reminder; or with why not. */
error greeting_take(const greeting *g, const Tiendo__V1__Hello *hello);

/* Notes which reminders and directives have arrived. */
error greeting_take_receipts(const greeting *g, const Tiendo__V1__ReceiptBatch *receipts);

/* Says CODE to the peer. */
error greeting_refuse(const greeting *g, Tiendo__V1__ErrorCode code, uint64_t expected,
                      const char *text);
