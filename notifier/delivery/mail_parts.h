/* mail_parts.h - the parts of a message as MIME entities. */
#pragma once
#include "base/arena.h"
#include "notifier/delivery/message.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes one part: its headers, an empty line and its content in base64, without a line end behind.
 * False: no memory. */
bool mail_part_put(FILE *out, arena *a, const message_part *p);

/* Writes the parts of M, but for those LEFT_OUT, as one entity, likewise; text and HTML say what
 * was left out because of MAX_BYTES. BOUNDARY is in no part. */
bool mail_parts_put(FILE *out, arena *a, const message *m, const bool *left_out, int64_t max_bytes,
                    const char *boundary);
