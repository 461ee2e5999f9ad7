/* sheet.h - a CSV table as reports: which column is which, and each row in its turn.
 *
 * A bad row never stops a good one; a header that cannot be understood stops the file. */
#pragma once
#include "collector/csv.h"
#include "collector/row.h"

typedef struct sheet {
    report *reports; /* of the good rows, in order; `source` says file and line */
    size_t report_count;
    faults faults;
    size_t refused_rows;
    bool refused; /* the file as a whole; then there are no reports */
} sheet;

/* Reads the file NAME with the content DATA into arena A, which *OUT lives in. What is wrong with
 * the file is in out->faults, not in the error. Errors: ERR_NO_MEMORY. */
error sheet_read(arena *a, const char *name, const void *data, size_t size,
                 const row_context *context, sheet *out);
