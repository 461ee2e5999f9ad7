/* catalogue_diff.h - what is different between two catalogues, for operators and for units.
 *
 * Pure. Units are told apart by code and first day, all else by code. */
#pragma once
#include "base/arena.h"
#include "model/catalogue.h"

typedef enum difference_kind {
    DIFFERENCE_ADDED = 1,
    DIFFERENCE_REMOVED,
    DIFFERENCE_CHANGED,
} difference_kind;

typedef struct catalogue_difference {
    difference_kind kind;
    const char *code; /* of the unit, obligation or report type; "" for the calendar */
    /* The key as in the configuration; for what was added or removed its list: "units",
     * "indicators", "tasks", "report_types", "holidays", "makeup_days". */
    const char *what;
    const char *text; /* a sentence for people */
} catalogue_difference;

/* What became different from OLD to NEW: units, then obligations, report types and days; within
 * each in NEW's order, what was removed last. Notes, sources, assignments and published scores are
 * not told. *OUT and all texts lie in A. Errors: ERR_NO_MEMORY. */
error catalogue_diff(arena *a, const catalogue *old, const catalogue *new,
                     catalogue_difference **out, size_t *count);

/* A hash of the whole content, notes and sources included, whatever the order of entries: equal
 * for equal content, never 0. Not against forgery. */
uint64_t catalogue_version(const catalogue *c);
