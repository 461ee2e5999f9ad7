/* smtp.h - the channel that mails: hands one mail to a mail server (libcurl).
 *
 * TLS is required, and certificate and name are verified; the only exception is a server on this
 * very machine when the configuration says so. Nothing of a mail, no address and no password
 * leaves before TLS stands (M1).
 *
 * Sent is what the server answered with 250 after the data. A 5xx answer to the mail itself is
 * final; before that (greeting, TLS, login) it is the server that has to be mended, and all mails
 * wait. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/mail_compose.h"

typedef enum smtp_tls { SMTP_TLS_REQUIRED, SMTP_TLS_NONE_ON_LOOPBACK } smtp_tls;

typedef struct smtp_options {
    const char *url; /* "smtp://host:port" (STARTTLS) or "smtps://host:port" */
    smtp_tls tls;
    const char *user, *password; /* NULL: no authentication */
    const char *ca_file;         /* NULL: the system's */
    mail_form form;
} smtp_options;
