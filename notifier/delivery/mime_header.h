/* mime_header.h - header values of a mail: RFC 2047 encoded words, RFC 2231 parameters, RFC 5322
 * dates. Long values are folded. NULL: no memory. */
#pragma once
#include "base/arena.h"

#include <stdint.h>

/* TEXT (UTF-8) as a header value: itself when it is short printable ASCII, else encoded words of
 * at most 75 characters, folded, no character split between two (M6). */
char *mime_header_text(arena *a, const char *text);

/* "NAME <ADDRESS>" with NAME encoded where needed; ADDRESS alone without a name. */
char *mime_header_address(arena *a, const char *name, const char *address);

/* "Mon, 22 Jul 2024 07:00:00 +0700". */
char *mime_header_date(arena *a, int64_t utc_ms);

/* A folded line "; NAME=VALUE" that follows a header value: quoted when VALUE is short printable
 * ASCII, else percent-encoded by RFC 2231, in numbered pieces when one line is too short. */
char *mime_header_parameter(arena *a, const char *name, const char *value);
