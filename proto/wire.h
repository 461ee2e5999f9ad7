/* wire.h - messages to bytes and back, with limits, behind one function each way.
 *
 * Unpacking refuses: more bytes than the side may send; more than WIRE_UNPACK_BUDGET of memory
 * (P2: 1 MiB of empty fields would need 60 MiB); text that is not strict UTF-8, has NUL or control
 * characters, is not NFC, or is too long (P3); unknown enum values and messages that say nothing
 * (P4). Packing applies the same rules, so nothing leaves that the other side would refuse. The
 * schema has no recursive message and is at most 4 deep (P6; a test walks the descriptors). */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "model/check.h"
#include "model/report.h"

#include <tiendo/v1/aggregator.pb-c.h>
#include <tiendo/v1/collector.pb-c.h>
#include <tiendo/v1/compressed.pb-c.h>
#include <tiendo/v1/feed.pb-c.h>
#include <tiendo/v1/report.pb-c.h>

enum {
    WIRE_PROTOCOL_VERSION = 1,
    WIRE_STREAM_ID_SIZE = 16,
    WIRE_FROM_COLLECTOR_MAX = 256 * 1024,
    WIRE_FROM_AGGREGATOR_MAX = 1024 * 1024,
    WIRE_FEED_MAX = 4 * 1024,
    WIRE_UNPACK_BUDGET = 4 * 1024 * 1024,
    WIRE_BATCH_REPORTS_MAX = 500,
    WIRE_RECEIPTS_MAX = 256,
};

typedef struct wire_bytes {
    const void *data;
    size_t size;
} wire_bytes;

/* Packs MESSAGE, which is a CollectorMessage, AggregatorMessage, FeedEvent or Report, into arena
 * A. Errors: ERR_INVALID, ERR_LIMIT, with the field's name; ERR_NO_MEMORY. */
error wire_pack(arena *a, const ProtobufCMessage *message, wire_bytes *out);

/* As wire_pack() of a CollectorMessage or AggregatorMessage, compressed where that pays; for a side
 * that takes such messages. */
error wire_pack_small(arena *a, const ProtobufCMessage *message, wire_bytes *out);

/* Unpacks a message of type DESCRIPTOR into arena A, which holds it. Do not call protobuf-c's
 * free_unpacked on it. A compressed message comes out as the one that it holds. Errors:
 * ERR_INVALID, ERR_LIMIT. */
error wire_unpack(arena *a, const ProtobufCMessageDescriptor *descriptor, wire_bytes bytes,
                  ProtobufCMessage **out);

/* An arena of the right budget for wire_unpack(). NULL: no memory. */
arena *wire_arena(void);

/* Between the schema's report and the model's; strings are shared, not copied, except for what
 * must be put together, which goes to arena A. A report from the wire that states nothing
 * comes back with kind 0; one is refused (ERR_INVALID) on its way there. Other errors: what
 * wire_unpack() says of texts, ERR_NO_MEMORY. */
error wire_report_from(arena *a, const Tiendo__V1__Report *in, report *out);
error wire_report_to(arena *a, const report *in, Tiendo__V1__Report **out);

/* The part of catalogue C that the collector of unit UNIT needs on DAY, with its version (a hash
 * of the content). In arena A. Errors: ERR_NOT_FOUND, ERR_NO_MEMORY. */
error wire_catalogue_to(arena *a, const catalogue *c, const char *unit, date day,
                        Tiendo__V1__Catalogue **out);

/* A catalogue of its own from what came over the line; the caller's, catalogue_free(). */
error wire_catalogue_from(const Tiendo__V1__Catalogue *in, catalogue **out);

/* The generated structs take char * for what they never change. */
static inline char *wire_shared(const char *text)
{
    union {
        const char *from;
        char *to;
    } text_of = {text};
    return text_of.to;
}
