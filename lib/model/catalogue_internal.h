/* catalogue_internal.h - what a catalogue is made of; for catalogue*.c alone. */
#pragma once
#include "base/arena.h"
#include "model/catalogue.h"

/* Finds a code's first place in a sorted array: open addressing, place + 1, 0 is free. */
typedef struct code_index {
    uint32_t *table;
    size_t size;
} code_index;

struct catalogue {
    arena *memory; /* holds everything below */
    const unit *units;
    size_t unit_count;
    const obligation *obligations;
    size_t obligation_count;
    /* Sorted for look-ups: units by code, then by date. */
    const unit **units_by_code;
    const obligation **obligations_by_code;
    /* The same codes as plain arrays, for suggestions. */
    const char **unit_codes, **obligation_codes;
    code_index unit_index, obligation_index;
    /* The units' names as people may type them, by unit: folded, and without the kind before it. */
    const char **folded_names, **short_names;
    date *unit_ends; /* last days of units that ended, in order */
    size_t unit_end_count;
    calendar days;
    const report_type *report_types; /* the first is the general one */
    size_t report_type_count;
    const relation *relations;
    size_t relation_count;
    const member *members;
    size_t member_count;
    const criterion *criteria;
    size_t criterion_count;
    scoring scoring;
    const published_score *published;
    size_t published_count;
};

/* Indexes the N sorted CODES in memory of A. False: no memory. */
bool code_index_build(code_index *index, const char *const *codes, size_t n, arena *a);
