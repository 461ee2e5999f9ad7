/* table.h - rows for a person at a terminal (columns aligned by display width) or, with --json
 * or --csv, for a program: the same calls make all three. */
#pragma once
#include "base/error.h"
#include "base/output_format.h"

#include <stdint.h>

typedef struct table table;

typedef enum table_align { TABLE_LEFT, TABLE_RIGHT } table_align;

typedef struct table_column {
    const char *key;   /* JSON member and CSV heading, such as "last_seen" */
    const char *title; /* N_(); translated when printed on a terminal */
    table_align align;
    int max_width; /* 0: as wide as needed; longer text is cut with "…" on a terminal */
} table_column;

/* Makes a table of COLUMNS (COUNT of them, at most 20), which must outlive it. NULL: no memory. */
table *table_new(const table_column *columns, int count, output_format format);
void table_free(table *t);

/* Fills the cells of a row from left to right; the row ends with its last column. Numbers are
 * numbers in JSON. table_text(NULL) is "—" on a terminal, null in JSON and empty in CSV; a text
 * that a spreadsheet could run has an apostrophe in front in CSV. */
void table_text(table *t, const char *text);
void table_int(table *t, int64_t number);
/* An instant: "07:00 22/07/2024", for programs ISO 8601; 0 is null. */
void table_time(table *t, int64_t utc_ms);

/* Writes it to standard output. EMPTY is the sentence for a table without rows; in CSV that is
 * the headings alone. Errors: ERR_IO. */
error table_print(table *t, const char *empty);
