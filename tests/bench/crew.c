#include "tests/bench/crew.h"

#include "base/clock.h"
#include "store/db.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static error make_member(const catalogue *c, unit_level level, date day, size_t nth,
                         crew_member *out)
{
    size_t valid = 0;
    for (size_t i = 0; i < catalogue_unit_count(c); i++)
        valid +=
            catalogue_unit_at(c, i)->level == level && unit_valid_on(catalogue_unit_at(c, i), day);
    if (!valid)
        return error_make(ERR_NOT_FOUND, "no unit of this level on this day");
    nth %= valid;
    for (size_t i = 0; i < catalogue_unit_count(c); i++) {
        const unit *u = catalogue_unit_at(c, i);
        if (u->level == level && unit_valid_on(u, day) && nth-- == 0)
            snprintf(out->unit, sizeof out->unit, "%s", u->code);
    }
    randombytes_buf(out->stream, sizeof out->stream);
    return keys_generate(&out->key);
}

static void write_member(FILE *file, const crew_member *m)
{
    fprintf(file, "%s %s %s ", m->unit, m->key.public_key, m->key.secret_key);
    for (size_t i = 0; i < sizeof m->stream; i++)
        fprintf(file, "%02x", m->stream[i]);
    fputc('\n', file);
}

static error make_all(sqlite3 *registry, FILE *file, const catalogue *c, unit_level level, date day,
                      size_t count)
{
    sqlite3_stmt *stmt;
    error err = OK;
    TRY(db_prepare(registry, "INSERT INTO entry VALUES (?, ?, 1, ?, 0)", &stmt));
    for (size_t i = 0; i < count && !err.code; i++) {
        crew_member m;
        memset(&m, 0, sizeof m);
        err = make_member(c, level, day, i, &m);
        if (!err.code)
            err = db_run(stmt, "tti", m.key.public_key, m.unit, clock_now_ms());
        if (!err.code)
            write_member(file, &m);
    }
    sqlite3_finalize(stmt);
    return err;
}

static error open_registry(const char *path, sqlite3 **out)
{
    if (sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
        return OK;
    sqlite3_close(*out);
    return error_make(ERR_NOT_FOUND, "%s: not there; run tiendo-aggregator init", path);
}

error crew_make(const char *path, const char *registry_path, const catalogue *c, unit_level level,
                date day, size_t count)
{
    sqlite3 *registry;
    TRY(open_registry(registry_path, &registry));
    FILE *file = fopen(path, "we");
    error err = file ? db_begin(registry) : error_errno(errno, "%s", path);
    if (!err.code)
        err = make_all(registry, file, c, level, day, count);
    if (!err.code)
        err = db_commit(registry);
    db_rollback(registry); /* nothing is open after a commit */
    db_close(registry);
    if (file && fclose(file) != 0 && !err.code)
        err = error_errno(errno, "%s", path);
    return err;
}

static bool read_member(FILE *file, crew_member *out)
{
    char stream[2 * WIRE_STREAM_ID_SIZE + 1];
    if (fscanf(file, "%32s %40s %40s %32s", out->unit, out->key.public_key, out->key.secret_key,
               stream) != 4)
        return false;
    return sodium_hex2bin(out->stream, sizeof out->stream, stream, strlen(stream), NULL, NULL,
                          NULL) == 0;
}

error crew_read(const char *path, arena *a, crew_member **out, size_t *count)
{
    FILE *file = fopen(path, "re");
    crew_member one;
    *count = 0;
    if (!file)
        return error_errno(errno, "%s", path);
    while (read_member(file, &one))
        ++*count;
    rewind(file);
    *out = arena_alloc(a, (*count + 1) * sizeof **out);
    for (size_t i = 0; *out && i < *count; i++)
        read_member(file, *out + i);
    fclose(file);
    return *out ? OK : error_no_memory();
}
