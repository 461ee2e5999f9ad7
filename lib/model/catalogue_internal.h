/* catalogue_internal.h - what a catalogue is made of; for catalogue*.c alone. */
#pragma once
#include "base/arena.h"
#include "model/catalogue.h"

/* How many working days after the closing day a report is due. */
typedef struct due_days {
    unsigned commune, other;
} due_days;

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
    calendar days;
    due_days due;
};
