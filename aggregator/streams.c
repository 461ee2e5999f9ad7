#include "aggregator/streams.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_AT_FIRST = 1024 };

struct streams {
    store *from;
    stream_state *table; /* open addressing; row 0 is free */
    size_t size, used;
    int64_t last_row;
    bool no_memory; /* while it was filled */
};

/* An id is random: its first bytes are hash enough. */
static stream_state *place(stream_state *table, size_t size, const void *id)
{
    uint64_t h;
    memcpy(&h, id, sizeof h);
    size_t i = (size_t)h & (size - 1);
    while (table[i].row && memcmp(table[i].id, id, STORE_STREAM_ID_SIZE) != 0)
        i = (i + 1) & (size - 1);
    return &table[i];
}

static bool grow(streams *all)
{
    size_t size = all->size ? all->size * 2 : SLOTS_AT_FIRST;
    stream_state *table = calloc(size, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < all->size; i++)
        if (all->table[i].row)
            *place(table, size, all->table[i].id) = all->table[i];
    free(all->table);
    all->table = table;
    all->size = size;
    return true;
}

static bool keep(void *context, const stream_state *row)
{
    streams *all = context;
    all->no_memory = all->used * 2 >= all->size && !grow(all);
    if (all->no_memory)
        return false;
    *place(all->table, all->size, row->id) = *row;
    all->used++;
    all->last_row = row->row;
    return true;
}

error streams_reload(streams *all)
{
    memset(all->table, 0, all->size * sizeof *all->table);
    all->used = 0;
    all->last_row = 0;
    TRY(store_streams(all->from, keep, all));
    return all->no_memory ? error_no_memory() : OK;
}

error streams_open(streams **out, store *s)
{
    streams *all = calloc(1, sizeof *all);
    if (!all)
        return error_no_memory();
    all->from = s;
    error err = grow(all) ? streams_reload(all) : error_no_memory();
    if (err.code)
        streams_close(all);
    else
        *out = all;
    return err;
}

void streams_close(streams *all)
{
    if (!all)
        return;
    free(all->table);
    free(all);
}

stream_state *streams_find(const streams *all, const void *id)
{
    stream_state *at = place(all->table, all->size, id);
    return at->row ? at : NULL;
}

stream_state *streams_add(streams *all, const void *id, const char *unit)
{
    stream_state made = {.row = all->last_row + 1};
    memcpy(made.id, id, sizeof made.id);
    strncat(made.unit, unit, REPORT_CODE_MAX);
    return keep(all, &made) ? streams_find(all, id) : NULL;
}
