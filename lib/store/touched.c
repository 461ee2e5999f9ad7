#include "store/touched.h"

#include <string.h>

bool touched_open(touched_set *set, size_t most, arena *a)
{
    size_t size = 16;
    while (size < most * 2)
        size *= 2;
    *set = (touched_set){.memory = a, .size = size};
    set->last = &set->all;
    set->table = arena_alloc(a, size * sizeof *set->table);
    return set->table != NULL;
}

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

touched *touched_at(touched_set *set, const report *r)
{
    size_t i = (size_t)hash(r) & (set->size - 1);
    while (set->table[i] && !same_key(set->table[i]->first, r))
        i = (i + 1) & (set->size - 1);
    if (set->table[i])
        return set->table[i];
    touched *made = arena_alloc(set->memory, sizeof *made);
    if (!made)
        return NULL;
    made->first = r;
    *set->last = set->table[i] = made;
    set->last = &made->next;
    return made;
}
