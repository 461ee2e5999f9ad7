/* registry.h - which keys may connect, and for whom they speak.
 *
 * A small database of its own, written by `unit add` and `unit revoke` while the aggregator runs;
 * registry_refresh() notices the change. Refreshing and lookups may come from any thread. Rows are
 * never deleted: a revoked key stays known as revoked. */
#pragma once
#include "base/error.h"
#include "net/keys.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct registry registry;

typedef enum registry_role {
    ROLE_COLLECTOR = 1, /* may report for its unit and those below */
    ROLE_READER,        /* may subscribe to the feed */
} registry_role;

enum { REGISTRY_NAME_MAX = 32 };

typedef struct registry_entry {
    char key[KEY_TEXT_SIZE];
    char name[REGISTRY_NAME_MAX + 1]; /* unit code, or the reader's name */
    registry_role role;
    int64_t added_ms, revoked_ms; /* revoked_ms 0: in force */
} registry_entry;

error registry_open(registry **out, const char *path);
void registry_close(registry *r);

/* ERR_EXISTS when NAME has a key of this role in force already. */
error registry_check_free(registry *r, const char *name, registry_role role);
/* Errors: as registry_check_free(). */
error registry_add(registry *r, const registry_entry *entry);
/* Revokes every key of NAME. Errors: ERR_NOT_FOUND when none is in force. */
error registry_revoke(registry *r, const char *name, registry_role role, int64_t now_ms);

/* Takes over what other processes changed. Cheap when nothing did. */
error registry_refresh(registry *r);

/* The entry of KEY if it is in force and has ROLE. */
bool registry_allows(registry *r, const char *key, registry_role role, registry_entry *out);

/* How many keys of ROLE are in force. */
size_t registry_count(registry *r, registry_role role);

/* Every entry, by name and time. The callback returns false to stop. */
typedef bool (*registry_fn)(void *context, const registry_entry *entry);
void registry_each(registry *r, registry_fn fn, void *context);
