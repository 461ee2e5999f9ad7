/* mail_compose.h - a message as the bytes of one mail to one recipient (RFC 5322, MIME).
 *
 *   multipart/mixed
 *     multipart/related
 *       multipart/alternative: text, HTML
 *       pictures that the HTML shows, by Content-ID
 *     attachments
 *
 * Without attachments or pictures their level is left out. Signed, all of it is the first part of a
 * multipart/signed. Every line ends in CRLF and has at most 76 characters, all of it ASCII (M2). */
#pragma once
#include "base/error.h"
#include "notifier/delivery/mail_signer.h"
#include "notifier/delivery/message.h"

#include <stdbool.h>

typedef struct mail_form {
    const char *from, *from_name;
    const char *reply_to;      /* NULL: answers go to FROM */
    const mail_signer *signer; /* NULL: not signed */
    int64_t max_bytes;
} mail_form;

typedef struct mail {
    char *bytes; /* the caller's, released by free() */
    size_t size;
    size_t left_out; /* parts that did not fit */
} mail;

/* Composes M for TO, dated DATE_MS. Above the form's max_bytes attachments are left out, then
 * pictures, the biggest first, and text and HTML say which (MAX_BYTES 0: all of them are). What
 * remains is composed however big it is. */
error mail_compose(const mail_form *form, const message *m, const message_address *to,
                   int64_t date_ms, mail *out);
