/* wire_check.h - shared between the files of proto/ alone. */
#pragma once
#include "proto/wire.h"

/* The rules of wire_unpack() for the inside of one report, which wire_unpack() leaves to
 * wire_report_from() so that one bad report does not refuse its whole batch. */
error wire_check_report_text(const Tiendo__V1__Report *in);

/* What MESSAGE holds compressed; NULL: it is a plain one. */
const Tiendo__V1__Compressed *wire_compressed_in(const ProtobufCMessage *message);

/* The bytes in IN, at most MOST, in memory of A. Errors: ERR_LIMIT, ERR_INVALID. */
error wire_expand(arena *a, const Tiendo__V1__Compressed *in, size_t most, wire_bytes *out);
