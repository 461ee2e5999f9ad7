/* mail_signer.h - signs mails by S/MIME (OpenSSL's CMS) with a certificate of the province.
 *
 * A certificate that has expired still signs: the mail arrives, and the reader's program says what
 * is wrong with it. That a digest stays out would be worse. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mail_signer mail_signer;

/* PEM files; KEY_PASSWORD and CHAIN may be NULL. */
typedef struct mail_signer_files {
    const char *certificate, *key, *key_password, *chain;
} mail_signer_files;

/* Errors: ERR_CONFIG, with what is wrong: a file that cannot be read, a key that is not the
 * certificate's, a certificate that is not for signing mail. */
error mail_signer_open(mail_signer **out, const mail_signer_files *files);
void mail_signer_close(mail_signer *s);

int64_t mail_signer_expires_ms(const mail_signer *s);
/* Whether the certificate names mailbox ADDRESS; mail programs warn when it does not. */
bool mail_signer_names(const mail_signer *s, const char *address);

/* The signature (CMS, DER) over the N bytes at DATA, which it does not contain. *DER is the
 * caller's, released by free(). */
error mail_signer_sign(const mail_signer *s, const void *data, size_t n, unsigned char **der,
                       size_t *size);
