/* row.h - the cells of one row, or the options of `submit`, as one report.
 *
 * A row states exactly one thing, decided by which cells are filled. Numbers and periods are read
 * as people write them where the column's title is Vietnamese, and as machines write them where
 * it is a code. A row that is marked secret is refused before anything of it is looked at. */
#pragma once
#include "base/arena.h"
#include "collector/fault.h"
#include "model/amount.h"
#include "model/catalogue.h"
#include "model/report.h"

typedef enum column {
    COLUMN_UNIT,
    COLUMN_OBLIGATION,
    COLUMN_PERIOD,
    COLUMN_VALUE,
    COLUMN_NUMERATOR,
    COLUMN_DENOMINATOR,
    COLUMN_BREAKDOWN,
    COLUMN_PERCENT,
    COLUMN_STATE,
    COLUMN_DIFFICULTY,
    COLUMN_ADDRESSED_TO,
    COLUMN_NARRATIVE,
    COLUMN_NOTHING,
    COLUMN_OBSERVED_AT,
    COLUMN_NOTE,
    COLUMN_SECRECY,
    COLUMN_COUNT,
} column;

typedef struct row_cell {
    const char *text; /* NULL or "": not filled */
    const char *title;
    amount_style style;
} row_cell;

typedef struct row_context {
    const catalogue *catalogue;
    const char *unit; /* own unit: speaks, and is meant where the row names none */
    int64_t now_ms;
} row_context;

/* Makes the report of CELLS (COLUMN_COUNT of them). Its strings are in arena A or are those of
 * CELLS and CONTEXT->unit; none is the catalogue's. When it cannot be used: ERR_INVALID with *WHY
 * filled but for its line. Other errors: ERR_NO_MEMORY. */
error row_report(arena *a, const row_cell *cells, const row_context *context, report *out,
                 fault *why);

/* TEXT as a refusal may repeat it: "[đã bỏ]" in place of what the system does not carry. */
const char *row_shown(const char *text);

/* The name of column C for people, "Giá trị". */
const char *column_name(column c);
