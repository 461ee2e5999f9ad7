/* keys.h - CURVE key pairs on disk.
 *
 * A key file is a small libconfig file with `public_key` and, in a secret one, `secret_key`, each
 * 40 characters of Z85. Secret files are made with mode 0600. */
#pragma once
#include "base/error.h"

enum { KEY_TEXT_SIZE = 41 }; /* Z85 with its NUL */

typedef struct key_pair {
    char public_key[KEY_TEXT_SIZE];
    char secret_key[KEY_TEXT_SIZE];
} key_pair;

/* A new pair from the system's random source. Errors: ERR_INTERNAL (libzmq without CURVE). */
error keys_generate(key_pair *out);

/* Writes PAIR to PATH, which must not exist yet (ERR_EXISTS); durable when it returns. */
error keys_write_secret(const key_pair *pair, const char *path);
error keys_write_public(const char *public_key, const char *path);

/* Reads them back. Errors: ERR_CONFIG with file and cure; a secret file that others may read is
 * refused. */
error keys_read_secret(const char *path, key_pair *out);
error keys_read_public(const char *path, char public_key[KEY_TEXT_SIZE]);

/* Whether TEXT is 40 characters of Z85 that decode. */
int keys_valid(const char *text);

/* Erases the secret from memory. */
void keys_forget(key_pair *pair);
