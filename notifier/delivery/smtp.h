/* smtp.h - hands one mail to a mail server (libcurl).
 *
 * TLS is required, and certificate and name are verified; the only exception is a server on this
 * very machine when the configuration says so. Nothing of a mail, no address and no password
 * leaves before TLS stands (M1). */
#pragma once
#include "base/error.h"
#include "notifier/delivery/delivery.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum smtp_tls { SMTP_TLS_REQUIRED, SMTP_TLS_NONE_ON_LOOPBACK } smtp_tls;

typedef struct smtp_options {
    const char *url; /* "smtp://host:port" (STARTTLS) or "smtps://host:port" */
    smtp_tls tls;
    const char *from, *from_name;
    const char *user, *password; /* NULL: no authentication */
    const char *ca_file;         /* NULL: the system's */
} smtp_options;

typedef struct mail {
    const char *to, *to_name;
    const char *subject, *message_id; /* message id with its angle brackets */
    const char *text, *html;
    int64_t date_ms;
} mail;

enum { SMTP_SAID_MAX = 400 };

/* What came of it, and the server's last words or the reason why there are none. */
typedef struct smtp_result {
    send_outcome outcome;
    char said[SMTP_SAID_MAX];
} smtp_result;

/* Asked from time to time while a mail is on its way; true ends the try. */
typedef bool (*smtp_stop_fn)(void *context);

/* Once, before any thread: libcurl's own initialisation. */
error smtp_init(void);

/* Tries once, for at most 120 s. A failed try is a result, not an error; errors are only
 * ERR_NO_MEMORY and ERR_INTERNAL. */
error smtp_send(const smtp_options *options, const mail *m, smtp_stop_fn stop, void *context,
                smtp_result *out);
