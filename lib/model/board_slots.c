#include "model/board_slots.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_AT_FIRST = 1024, POINTS_AT_FIRST = 4 };

bool slots_open(slots *s, const catalogue *rules)
{
    size_t n = catalogue_obligation_count(rules) + 1;
    *s = (slots){.rules = rules, .size = SLOTS_AT_FIRST, .memory = arena_new(0)};
    s->last_said = &s->touched_said;
    s->last_sum = &s->touched_sums;
    s->table = calloc(s->size, sizeof(slot *));
    s->said = calloc(n, sizeof(slot *));
    s->sums = calloc(n, sizeof(slot *));
    return s->memory && s->table && s->said && s->sums;
}

void slots_close(slots *s)
{
    for (size_t i = 0; s->table && i < s->size; i++)
        if (s->table[i])
            free(s->table[i]->points);
    free(s->table);
    free(s->said);
    free(s->sums);
    arena_free(s->memory);
}

/* ---- the table ------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 32;
}

static uint64_t mix_text(uint64_t h, const char *text)
{
    while (*text)
        h = (h ^ (unsigned char)*text++) * UINT64_C(1099511628211); /* FNV-1a */
    return h;
}

/* Where the obligation lies in its array stands for it. */
static uint64_t hash(const slots *s, const key *k)
{
    uint64_t which = (uint64_t)(k->obligation - catalogue_obligation_at(s->rules, 0));
    uint64_t p = (uint64_t)k->period.kind << 48 ^ (uint64_t)(uint16_t)k->period.year << 16 ^
                 (uint64_t)k->period.number << 8 ^ k->period.day;
    uint64_t h = mix_text(UINT64_C(14695981039346656037), k->unit);
    return mix(mix(mix_text(h, k->breakdown), which), p);
}

static bool same_key(const key *a, const key *b)
{
    return a->obligation == b->obligation && period_equal(a->period, b->period) &&
           strcmp(a->unit, b->unit) == 0 && strcmp(a->breakdown, b->breakdown) == 0;
}

/* The place of K: where it is, or where it would be. */
static slot **place(const slots *s, slot **table, size_t size, const key *k)
{
    size_t i = (size_t)hash(s, k) & (size - 1);
    while (table[i] && !same_key(&table[i]->key, k))
        i = (i + 1) & (size - 1);
    return &table[i];
}

static bool grow_table(slots *s)
{
    size_t size = s->size * 2;
    slot **table = calloc(size, sizeof(slot *));
    if (!table)
        return false;
    for (size_t i = 0; i < s->size; i++)
        if (s->table[i])
            *place(s, table, size, &s->table[i]->key) = s->table[i];
    free(s->table);
    s->table = table;
    s->size = size;
    return true;
}

static slot **chain(const slots *s, const key *k)
{
    slot **chains = k->period.kind ? s->sums : s->said;
    return &chains[k->obligation - catalogue_obligation_at(s->rules, 0)];
}

static slot *make(slots *s, const key *k)
{
    slot *made = arena_alloc(s->memory, sizeof *made);
    if (!made)
        return NULL;
    *made = (slot){.key = *k};
    made->key.unit = arena_strdup(s->memory, k->unit);
    made->key.breakdown = *k->breakdown ? arena_strdup(s->memory, k->breakdown) : "";
    return made->key.unit && made->key.breakdown ? made : NULL;
}

slot *slots_find(const slots *s, const key *k)
{
    return *place(s, s->table, s->size, k);
}

slot *slots_need(slots *s, const key *k)
{
    slot **at = place(s, s->table, s->size, k), *made;
    if (*at)
        return *at;
    if ((s->used * 2 >= s->size && !grow_table(s)) || !(made = make(s, k)))
        return NULL;
    s->used++;
    made->next = *chain(s, k);
    *chain(s, k) = made;
    return *place(s, s->table, s->size, k) = made;
}

slot *slots_said(const slots *s, const obligation *o)
{
    const key k = {.obligation = o};
    return *chain(s, &k);
}

slot *slots_sums(const slots *s, const obligation *o)
{
    const key k = {.obligation = o, .period = {.kind = PERIOD_MONTH}};
    return *chain(s, &k);
}

void slots_touch(slots *s, slot *it)
{
    slot ***last = it->key.period.kind ? &s->last_sum : &s->last_said;
    if (it->touched)
        return;
    it->touched = true;
    it->next_touched = NULL;
    **last = it;
    *last = &it->next_touched;
    s->touched_said_count += !it->key.period.kind;
}

slot *slots_next_said(slots *s)
{
    slot *taken = s->touched_said;
    if (!taken)
        return NULL;
    taken->touched = false;
    s->touched_said_count--;
    if (!(s->touched_said = taken->next_touched))
        s->last_said = &s->touched_said;
    return taken;
}

slot *slots_take_sums(slots *s)
{
    slot *taken = s->touched_sums;
    for (slot *it = taken; it; it = it->next_touched)
        it->touched = false;
    s->touched_sums = NULL;
    s->last_sum = &s->touched_sums;
    return taken;
}

/* ---- points of a slot ------------------------------------------------------------------------ */

/* Index of the point of P, or where it belongs. */
static size_t index_of(const slot *it, period p, bool *found)
{
    date closes = period_closes(p);
    size_t low = 0, high = it->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (date_compare(period_closes(it->points[middle].period), closes) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* Periods of different kinds may close on the same day. */
    while (low < it->count && !period_equal(it->points[low].period, p) &&
           date_compare(period_closes(it->points[low].period), closes) == 0)
        low++;
    *found = low < it->count && period_equal(it->points[low].period, p);
    return low;
}

point *slot_point(const slot *it, period p)
{
    bool found;
    size_t i = index_of(it, p, &found);
    return found ? &it->points[i] : NULL;
}

point *slot_insert(slot *it, period p)
{
    bool found;
    size_t at = index_of(it, p, &found);
    if (it->count == it->room) {
        size_t room = it->room ? it->room * 2 : POINTS_AT_FIRST;
        point *more = reallocarray(it->points, room, sizeof *more);
        if (!more)
            return NULL;
        it->points = more;
        it->room = room;
    }
    memmove(&it->points[at + 1], &it->points[at], (it->count - at) * sizeof *it->points);
    it->count++;
    return &it->points[at];
}

void slot_remove(slot *it, point *which)
{
    size_t at = (size_t)(which - it->points);
    it->count--;
    memmove(which, which + 1, (it->count - at) * sizeof *which);
}
