/* board_slots.h - the table in which a board keeps what was said and what it sums to; for board*.c
 * alone. */
#pragma once
#include "model/board.h"

/* Where something is kept: what a unit said (no period), or a sum over units of a period. */
typedef struct key {
    const obligation *obligation;
    const char *unit, *breakdown; /* the scope of a sum */
    period period;                /* kind 0 for what a unit said */
} key;

typedef struct slot {
    key key;
    bool touched;
    struct slot *next;         /* of the same obligation and sort */
    struct slot *next_touched; /* of the same sort */
    point *points;             /* what a unit said, by closing day */
    size_t count, room;
    tally tally;     /* a sum */
    bool too_large;  /* TALLY stands still: what came later did not fit into it */
    size_t expected; /* how many units had to be in it */
} slot;

typedef struct slots {
    const catalogue *rules;
    arena *memory; /* slots and their strings */
    slot **table;  /* open addressing; NULL is free */
    size_t size, used;
    slot **said, **sums;             /* by obligation: first of the chain */
    slot *touched_said, **last_said; /* in the order in which they changed */
    size_t touched_said_count;
    slot *touched_sums, **last_sum;
} slots;

bool slots_open(slots *s, const catalogue *rules);
void slots_close(slots *s);

/* NULL: there is none. */
slot *slots_find(const slots *s, const key *k);
/* Made when it is new. NULL: no memory. */
slot *slots_need(slots *s, const key *k);
/* First of the chain of what units said of O, or of the sums. */
slot *slots_said(const slots *s, const obligation *o);
slot *slots_sums(const slots *s, const obligation *o);
/* Notes that SLOT changed. */
void slots_touch(slots *s, slot *it);
/* Takes the first off what units said that changed; NULL: none. */
slot *slots_next_said(slots *s);
/* Takes all sums that changed: the first, then by next_touched. */
slot *slots_take_sums(slots *s);

/* The point of P in SLOT; NULL: none. */
point *slot_point(const slot *it, period p);
/* A place for the point of P, which SLOT does not have yet. NULL: no memory. */
point *slot_insert(slot *it, period p);
/* Takes one of SLOT's points away again. */
void slot_remove(slot *it, point *which);
