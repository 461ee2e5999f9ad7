/* mail_parts.h - the parts of a message as MIME entities. */
#pragma once
#include "base/arena.h"
#include "notifier/delivery/message.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* M with its pictures named as they are in the mail MESSAGE_ID and in no other (RFC 2392): "map" is
 * "map.0123456789abcdef@example.vn", also where the HTML shows it. In arena A; parts NULL: no
 * memory. */
message mail_parts_named(arena *a, const message *m, const char *message_id);

/* Writes one part: its headers, an empty line and its content in base64, without a line end behind.
 * False: no memory. */
bool mail_part_put(FILE *out, arena *a, const message_part *p);

/* Writes the parts of M, but for those LEFT_OUT, as one entity, likewise; text and HTML say what
 * was left out because of MAX_BYTES. BOUNDARY is in no part. */
bool mail_parts_put(FILE *out, arena *a, const message *m, const bool *left_out, int64_t max_bytes,
                    const char *boundary);
