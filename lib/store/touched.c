#include "store/touched.h"

#include <string.h>

enum { TABLE_AT_FIRST = 128 };

static uint64_t mix(uint64_t h, const char *text)
{
    do
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211); /* FNV-1a */
    while (*text++);
    return h;
}

static uint64_t hash(const report *r)
{
    uint64_t h = UINT64_C(14695981039346656037) + (uint64_t)r->kind;
    return mix(mix(mix(mix(h, r->obligation), r->unit), r->period), r->breakdown);
}

static bool same_key(const report *a, const report *b)
{
    return a->kind == b->kind && strcmp(a->obligation, b->obligation) == 0 &&
           strcmp(a->unit, b->unit) == 0 && strcmp(a->period, b->period) == 0 &&
           strcmp(a->breakdown, b->breakdown) == 0;
}

/* The place of R's key: where it is, or where it would be. */
static touched **place(touched **table, size_t size, const report *r)
{
    size_t i = (size_t)hash(r) & (size - 1);
    while (table[i] && !same_key(table[i]->first, r))
        i = (i + 1) & (size - 1);
    return &table[i];
}

static bool grow(touched_set *set, arena *a)
{
    size_t size = set->size ? set->size * 2 : TABLE_AT_FIRST;
    touched **table = arena_alloc(a, size * sizeof *table);
    if (!table)
        return false;
    for (touched *key = set->all; key; key = key->next)
        *place(table, size, key->first) = key;
    set->table = table;
    set->size = size;
    return true;
}

touched *touched_at(touched_set *set, const report *r, arena *a)
{
    if (set->used * 2 >= set->size && !grow(set, a))
        return NULL;
    touched **at = place(set->table, set->size, r);
    if (*at)
        return *at;
    touched *made = arena_alloc(a, sizeof *made);
    if (!made)
        return NULL;
    made->first = r;
    *(set->last ? set->last : &set->all) = made;
    set->last = &made->next;
    set->used++;
    return *at = made;
}
