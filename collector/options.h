/* options.h - the collector's configuration file. */
#pragma once
#include "base/error.h"
#include "base/problems.h"
#include "net/keys.h"

#include <stdint.h>

typedef struct options {
    const char *unit;
    const char *server; /* tcp://host:port */
    const char *server_key_file, *key_file;
    const char *state_dir, *drop_dir;
    int64_t retry_refused_s; /* first wait after the province refused the key */
    const char *outbox;      /* state_dir/outbox.db */
    struct options_memory *memory;
} options;

/* Reads PATH; everything wrong goes to FOUND, and then the result is ERR_CONFIG. On success the
 * caller releases *OUT by options_close(). */
error options_open(options *out, const char *path, problems *found);
void options_close(options *o);

/* As options_open(), with the problems printed to standard error. */
error options_load(options *out, const char *path);

/* Makes the folders that are missing: state_dir, drop_dir and done/, rejected/, inbox/ in it. */
error options_make_folders(const options *o);
