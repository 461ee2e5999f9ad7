/* channel.h - a way out: mail server, webhook, folder. Each is a table of functions. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/delivery.h"
#include "notifier/delivery/message.h"

#include <stdbool.h>

enum { CHANNEL_SAID_MAX = 400 };

/* What came of one try, and the other side's last words or the reason why there are none. */
typedef struct send_result {
    send_outcome outcome;
    int64_t asked_ms; /* how long it asked to be left alone; 0 when it did not */
    char said[CHANNEL_SAID_MAX];
} send_result;

/* Asked from time to time while something is on its way; true ends the try. */
typedef bool (*send_stop_fn)(void *context);

typedef struct channel channel;

typedef struct channel_kind {
    const char *code; /* "mail", "webhook", "folder" */
    /* Tries once, for at most 120 s. A failed try is a result, not an error. It is dated DATE_MS.
     */
    error (*send)(const channel *c, const message *m, const message_address *to, int64_t date_ms,
                  send_stop_fn stop, void *context, send_result *out);
    /* Connects, checks the certificate and logs in, and sends nothing; for `check`. */
    error (*probe)(const channel *c, send_result *out);
} channel_kind;

extern const channel_kind channel_mail, channel_webhook, channel_folder;

struct channel {
    const char *name;
    const channel_kind *kind;
    const void *options;     /* smtp_options, webhook_options, folder_options */
    int64_t most_per_minute; /* 0: no bound */
    delivery_policy policy;
};
