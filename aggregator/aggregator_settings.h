/* aggregator_settings.h - the aggregator's configuration file. */
#pragma once
#include "base/error.h"
#include "base/problems.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct aggregator_settings aggregator_settings;

/* What the file says; paths are absolute or relative to the working folder, as given. */
typedef struct aggregator_options {
    const char *listen;          /* where collectors connect, "tcp://127.0.0.1:5570" */
    const char *public_endpoint; /* "tcp://tiendo.example:5570": how they reach it from outside */
    const char *feed;            /* "tcp://127.0.0.1:5571" */
    const char *state_dir;       /* keys and databases */
    const char *catalogue_dir;
    int64_t memory_mb; /* for messages that wait to be taken */
    bool simulated;    /* figures are samples: every answer says so */
} aggregator_options;

/* Reads PATH. Everything wrong with it is printed to standard error, and the result is then
 * ERR_CONFIG. On success *out is the caller's. */
error aggregator_settings_load(aggregator_settings **out, const char *path);
void aggregator_settings_free(aggregator_settings *s);
const aggregator_options *aggregator_settings_get(const aggregator_settings *s);

/* Files in the state folder. Returns OUT. */
enum { STATE_PATH_MAX = 4096 };
char *state_path(const aggregator_options *o, const char *name, char out[STATE_PATH_MAX]);

#define STATE_STORE      "store.db"
#define STATE_REGISTRY   "registry.db"
#define STATE_DESK       "desk.db"
#define STATE_SERVER_KEY "server.key"
#define STATE_SERVER_PUB "server.pub"
#define STATE_READER_KEY "notifier.key"
#define STATE_LOCK       "run.lock"
