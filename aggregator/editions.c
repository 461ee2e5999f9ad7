#include "aggregator/editions.h"

#include "aggregator/answer.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_BYTES_MAX = 16 * 1024 * 1024 };

typedef struct edition {
    uint64_t version;   /* 0: not known yet */
    wire_bytes kept[2]; /* packed plain and compressed; size 0: not kept */
} edition;

struct editions {
    date day;
    edition *by_unit; /* by its place in the catalogue; NULL: none yet */
    size_t count, kept_bytes;
    arena *memory, *scratch; /* what is kept, and what is being put together */
};

editions *editions_new(void)
{
    editions *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    e->memory = arena_new(0);
    e->scratch = arena_new(0);
    if (e->memory && e->scratch)
        return e;
    editions_free(e);
    return NULL;
}

void editions_free(editions *e)
{
    if (!e)
        return;
    arena_free(e->memory);
    arena_free(e->scratch);
    free(e->by_unit);
    free(e);
}

void editions_forget(editions *e)
{
    free(e->by_unit);
    e->by_unit = NULL;
    e->kept_bytes = 0;
    arena_reset(e->memory);
}

/* The entry of UNIT. On another day other units may be valid: then all is put together anew. */
static error find(editions *e, const catalogue *c, const char *unit, date day, edition **out)
{
    const struct unit *u = catalogue_unit(c, unit, day);
    if (!u)
        return error_make(ERR_NOT_FOUND, "%s", unit);
    if (e->by_unit && date_compare(e->day, day) != 0)
        editions_forget(e);
    e->day = day;
    if (!e->by_unit)
        e->by_unit = calloc(catalogue_unit_count(c), sizeof *e->by_unit);
    if (!e->by_unit)
        return error_no_memory();
    *out = &e->by_unit[u - catalogue_unit_at(c, 0)];
    return OK;
}

error editions_version(editions *e, const catalogue *c, const char *unit, int64_t now_ms,
                       uint64_t *version)
{
    edition *it;
    Tiendo__V1__Catalogue *part;
    date day = clock_local_date(now_ms);
    TRY(find(e, c, unit, day, &it));
    if (!it->version) {
        arena_reset(e->scratch);
        TRY(wire_catalogue_to(e->scratch, c, unit, day, &part));
        it->version = part->version;
    }
    *version = it->version;
    return OK;
}

static error copy(arena *a, wire_bytes from, wire_bytes *out)
{
    void *to = arena_alloc(a, from.size);
    if (!to)
        return error_no_memory();
    memcpy(to, from.data, from.size);
    *out = (wire_bytes){to, from.size};
    return OK;
}

error editions_message(editions *e, const catalogue *c, const char *unit, bool compressed,
                       int64_t now_ms, arena *a, wire_bytes *out)
{
    edition *it;
    TRY(find(e, c, unit, clock_local_date(now_ms), &it));
    wire_bytes *kept = &it->kept[compressed];
    if (kept->size)
        return copy(a, *kept, out);
    arena_reset(e->scratch);
    TRY(answer_catalogue(e->scratch, c, unit, compressed, now_ms, out));
    if (e->kept_bytes + out->size <= KEPT_BYTES_MAX) {
        TRY(copy(e->memory, *out, kept));
        e->kept_bytes += out->size;
    }
    return copy(a, *out, out);
}
