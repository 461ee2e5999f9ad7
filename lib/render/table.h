/* table.h - rows for a person at a terminal (columns aligned by display width) or, with --json
 * or --csv, for a program: the same calls make all three. */
#pragma once
#include "base/clock.h"
#include "base/error.h"
#include "base/output_format.h"

#include <stdint.h>

typedef struct table table;

typedef enum table_align { TABLE_LEFT, TABLE_RIGHT } table_align;

/* Green, yellow, red, and less bright than the rest. */
typedef enum emphasis {
    EMPHASIS_NONE,
    EMPHASIS_GOOD,
    EMPHASIS_WARN,
    EMPHASIS_BAD,
    EMPHASIS_FAINT
} emphasis;

typedef struct table_column {
    const char *key;   /* JSON member and CSV heading, such as "last_seen" */
    const char *title; /* N_(); translated when printed on a terminal */
    table_align align;
    int max_width; /* 0: as wide as needed; longer text is cut with "…" on a terminal */
} table_column;

/* Makes a table of COLUMNS (COUNT of them, at most 20), which must outlive it. NULL: no memory. */
table *table_new(const table_column *columns, int count, output_format format);
void table_free(table *t);

/* Marks everything in it as simulated: a line above the table; in JSON and CSV
 * a last column "simulated" that is true. Before the first cell. */
void table_mark_simulated(table *t);

/* Fills the cells of a row from left to right; the row ends with its last column. Numbers are
 * numbers in JSON. table_text(NULL) is "—" on a terminal, null in JSON and empty in CSV; a text
 * that a spreadsheet could run has an apostrophe in front in CSV. */
void table_text(table *t, const char *text);
void table_int(table *t, int64_t number);
/* The exact number AMOUNT * 10^-DECIMALS without zeros at its end: "1.234,5" on a terminal,
 * 1234.5 in CSV. In JSON a string, "1234.5", because readers of JSON turn numbers with decimals
 * into binary floating point; with DECIMALS 0 an integer. */
void table_number(table *t, int64_t amount, unsigned decimals);
/* An instant: "07:00 22/07/2024", for programs ISO 8601; 0 is null. */
void table_time(table *t, int64_t utc_ms);
/* A day: "22/07/2024", for programs ISO 8601; year 0 is null. */
void table_date(table *t, date day);

/* Colours the next cell, and only that, when people read the table at a terminal. What it says
 * must be in the words of a cell too. Not with NO_COLOR set (no-color.org) or TERM=dumb;
 * CLICOLOR_FORCE=1 colours what is no terminal too (bixense.com/clicolors). */
void table_emphasis(table *t, emphasis e);

/* Writes it to standard output. EMPTY is the sentence for a table without rows; in CSV that is
 * the headings alone. Errors: ERR_IO. */
error table_print(table *t, const char *empty);
