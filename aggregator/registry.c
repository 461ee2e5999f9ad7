#include "aggregator/registry.h"

#include "base/i18n.h"
#include "store/db.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { REGISTRY_APPLICATION_ID = 0x54445231 }; /* "TDR1" */

static const char *const migrations[] = {
    "CREATE TABLE entry ("
    "  key TEXT PRIMARY KEY CHECK (length(key) = 40),"
    "  name TEXT NOT NULL,"
    "  role INTEGER NOT NULL,"
    "  added_ms INTEGER NOT NULL,"
    "  revoked_ms INTEGER NOT NULL"
    ") STRICT;",
};

static const db_schema schema = {REGISTRY_APPLICATION_ID, migrations, 1};

struct registry {
    pthread_mutex_t db_lock;
    sqlite3 *db;     /* guarded by db_lock */
    int64_t version; /* of the database, as last read; guarded by db_lock */
    pthread_mutex_t lock;
    registry_entry *entries; /* guarded by lock, as what follows */
    size_t count;
    size_t *by_key; /* open addressing over the keys: place + 1, 0 is free */
    size_t slots;
};

static registry_entry read_entry(sqlite3_stmt *stmt)
{
    registry_entry e = {.role = (registry_role)sqlite3_column_int(stmt, 2),
                        .added_ms = sqlite3_column_int64(stmt, 3),
                        .revoked_ms = sqlite3_column_int64(stmt, 4)};
    strncat(e.key, db_text(stmt, 0), KEY_TEXT_SIZE - 1);
    strncat(e.name, db_text(stmt, 1), REGISTRY_NAME_MAX);
    return e;
}

static error read_all(sqlite3_stmt *stmt, registry_entry **out, size_t *count)
{
    size_t room = 0;
    bool row;
    error err;
    while (!(err = db_step(stmt, &row)).code && row) {
        if (*count == room) {
            room = room ? room * 2 : 64;
            registry_entry *more = realloc(*out, room * sizeof *more);
            if (!more)
                return error_no_memory();
            *out = more;
        }
        (*out)[(*count)++] = read_entry(stmt);
    }
    return err;
}

static uint64_t hash(const char *key)
{
    uint64_t h = UINT64_C(14695981039346656037);
    while (*key)
        h = (h ^ (unsigned char)*key++) * UINT64_C(1099511628211); /* FNV-1a */
    return h;
}

/* The slot of KEY, or the free one where it would be. */
static size_t *slot_of(size_t *by_key, size_t slots, const registry_entry *entries, const char *key)
{
    size_t i = (size_t)hash(key) & (slots - 1);
    while (by_key[i] && strcmp(entries[by_key[i] - 1].key, key) != 0)
        i = (i + 1) & (slots - 1);
    return &by_key[i];
}

static size_t *index_keys(const registry_entry *entries, size_t count, size_t *slots)
{
    for (*slots = 64; *slots < count * 2;)
        *slots *= 2;
    size_t *by_key = calloc(*slots, sizeof *by_key);
    for (size_t i = 0; by_key && i < count; i++)
        *slot_of(by_key, *slots, entries, entries[i].key) = i + 1;
    return by_key;
}

/* Makes COUNT ENTRIES the ones that count; they are the registry's from now on. */
static error replace(registry *r, registry_entry *entries, size_t count)
{
    size_t slots, *by_key = index_keys(entries, count, &slots);
    if (!by_key) {
        free(entries);
        return error_no_memory();
    }
    pthread_mutex_lock(&r->lock);
    registry_entry *old = r->entries;
    size_t *old_index = r->by_key;
    r->entries = entries;
    r->count = count;
    r->by_key = by_key;
    r->slots = slots;
    pthread_mutex_unlock(&r->lock);
    free(old);
    free(old_index);
    return OK;
}

static error load(registry *r)
{
    static const char sql[] =
        "SELECT key, name, role, added_ms, revoked_ms FROM entry ORDER BY role, name, added_ms";
    sqlite3_stmt *stmt;
    registry_entry *entries = NULL;
    size_t count = 0;
    TRY(db_prepare(r->db, sql, &stmt));
    error err = read_all(stmt, &entries, &count);
    sqlite3_finalize(stmt);
    if (err.code) {
        free(entries);
        return err;
    }
    return replace(r, entries, count);
}

error registry_open(registry **out, const char *path)
{
    registry *r = calloc(1, sizeof *r);
    if (!r)
        return error_no_memory();
    pthread_mutex_init(&r->lock, NULL);
    pthread_mutex_init(&r->db_lock, NULL);
    error err = db_open(&r->db, path, DB_SHARED, &schema);
    if (!err.code)
        err = db_data_version(r->db, &r->version);
    if (!err.code)
        err = load(r);
    if (err.code) {
        registry_close(r);
        return err;
    }
    *out = r;
    return OK;
}

void registry_close(registry *r)
{
    if (!r)
        return;
    db_close(r->db);
    pthread_mutex_destroy(&r->lock);
    pthread_mutex_destroy(&r->db_lock);
    free(r->entries);
    free(r->by_key);
    free(r);
}

static bool has_key_in_force(registry *r, const char *name, registry_role role)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->entries[i].name, name) == 0 && r->entries[i].role == role &&
            !r->entries[i].revoked_ms)
            return true;
    return false;
}

static error insert(registry *r, const registry_entry *e)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(r->db, "INSERT INTO entry VALUES (?, ?, ?, ?, 0)", &stmt));
    error err = db_run(stmt, "ttii", e->key, e->name, (int64_t)e->role, e->added_ms);
    sqlite3_finalize(stmt);
    return err;
}

error registry_check_free(registry *r, const char *name, registry_role role)
{
    TRY(load(r));
    if (has_key_in_force(r, name, role))
        return error_make(ERR_EXISTS,
                          _("%s đang có khóa còn hiệu lực; thu hồi trước bằng: unit revoke %s"),
                          name, name);
    return OK;
}

error registry_add(registry *r, const registry_entry *entry)
{
    TRY(registry_check_free(r, entry->name, entry->role));
    TRY(insert(r, entry));
    return load(r);
}

error registry_revoke(registry *r, const char *name, registry_role role, int64_t now_ms)
{
    static const char sql[] =
        "UPDATE entry SET revoked_ms = ? WHERE name = ? AND role = ? AND revoked_ms = 0";
    sqlite3_stmt *stmt;
    TRY(db_prepare(r->db, sql, &stmt));
    error err = db_run(stmt, "iti", now_ms, name, (int64_t)role);
    sqlite3_finalize(stmt);
    if (!err.code && sqlite3_changes(r->db) == 0)
        err = error_make(ERR_NOT_FOUND, _("%s không có khóa nào đang hiệu lực"), name);
    return err.code ? err : load(r);
}

error registry_refresh(registry *r)
{
    int64_t now;
    pthread_mutex_lock(&r->db_lock);
    error err = db_data_version(r->db, &now);
    if (!err.code && now != r->version && !(err = load(r)).code)
        r->version = now;
    pthread_mutex_unlock(&r->db_lock);
    return err;
}

bool registry_allows(registry *r, const char *key, registry_role role, registry_entry *out)
{
    pthread_mutex_lock(&r->lock);
    size_t place = *slot_of(r->by_key, r->slots, r->entries, key);
    const registry_entry *e = place ? &r->entries[place - 1] : NULL;
    bool allowed = e && e->role == role && !e->revoked_ms;
    if (allowed)
        *out = *e;
    pthread_mutex_unlock(&r->lock);
    return allowed;
}

size_t registry_count(registry *r, registry_role role)
{
    size_t n = 0;
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < r->count; i++)
        n += r->entries[i].role == role && !r->entries[i].revoked_ms;
    pthread_mutex_unlock(&r->lock);
    return n;
}

void registry_each(registry *r, registry_fn fn, void *context)
{
    for (size_t i = 0; i < r->count; i++)
        if (!fn(context, &r->entries[i]))
            return;
}
