/* webhook.h - the channel that posts a message as JSON to a program's address (HTTPS).
 *
 * Every request is signed: HMAC-SHA256 over its time stamp, "." and its body. Where it may go is
 * decided after DNS and before connecting: private ranges only when they are listed (M8). Redirects
 * are not followed. docs/webhook.md tells those who receive it what to check. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/address_range.h"
#include "notifier/delivery/message.h"

#include <stddef.h>

typedef struct webhook_options {
    const char *url;              /* "https://…" */
    const char *secret;           /* for the signature */
    const char *ca_file;          /* NULL: the system's */
    const address_range *allowed; /* ranges that are not public, and yet meant */
    size_t allowed_count;
} webhook_options;

/* What is posted: an envelope with the message's own JSON as "content". Always the same bytes for
 * the same message and address. In arena A; NULL: no memory. */
char *webhook_body(arena *a, const message *m, const message_address *to);

/* "v1=" and the signature in hexadecimal. OUT needs WEBHOOK_SIGNATURE_SIZE bytes. */
enum { WEBHOOK_SIGNATURE_SIZE = 3 + 64 + 1 };
void webhook_sign(const char *secret, int64_t timestamp_s, const char *body, char *out);
