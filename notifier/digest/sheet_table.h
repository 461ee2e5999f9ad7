/* sheet_table.h - a table of structs as a sheet: each column says where its value is in a row. */
#pragma once
#include "notifier/digest/sheet_book.h"

typedef enum sheet_kind {
    SHEET_OF_TEXT,            /* const char * */
    SHEET_OF_SIZE,            /* size_t */
    SHEET_OF_SIZE_OR_NONE,    /* size_t; 0: empty */
    SHEET_OF_INT64,           /* int64_t */
    SHEET_OF_INT_OR_NONE,     /* int; 0: empty */
    SHEET_OF_CHANGE,          /* int64_t, with its sign */
    SHEET_OF_PERCENT,         /* int64_t, whole percent; below 0: empty */
    SHEET_OF_PERCENT_OR_NONE, /* int64_t, whole percent; 0: empty */
    SHEET_OF_EXACT,           /* exact */
    SHEET_OF_UNIT,            /* exact: what it counts */
    SHEET_OF_DATE,            /* date; day 0: empty */
    SHEET_OF_INSTANT,         /* int64_t */
    SHEET_OF_STATUS,          /* status */
    SHEET_OF_STATE,           /* difficulty_state */
    SHEET_OF_YES,             /* bool: a word, or empty */
    SHEET_OF_PARTIES,         /* digest_parties: their short names */
    SHEET_OF_SHARE,           /* size_t, of the size_t at OTHER */
} sheet_kind;

typedef struct sheet_column {
    const char *title;
    double width; /* characters, at least */
    sheet_kind kind;
    size_t offset;
    bool conditional; /* the cell is empty unless the bool at OTHER holds */
    size_t other;
} sheet_column;

enum { SHEET_NOTES_MAX = 5 };

typedef struct sheet_table {
    const char *name, *title;           /* of the sheet; above the table */
    const char *notes[SHEET_NOTES_MAX]; /* below the title, up to the first NULL */
    const char *warning;                /* below them; "" for none */
    const char *empty;                  /* a sentence instead of rows */
    const sheet_column *columns;
    size_t column_count, frozen_columns; /* the first ones stay in view */
    const void *rows;
    size_t row_size, row_count;
    bool has_strong; /* the bool at STRONG says which rows sum others up */
    size_t strong;
} sheet_table;

/* Adds TABLE to B as a sheet of its own, with filter, headings in view, and set up for print.
 * Columns are widened where a figure needs it. NULL: no memory, as sheet_add(). */
sheet *sheet_table_add(sheet_book *b, const sheet_table *table);
