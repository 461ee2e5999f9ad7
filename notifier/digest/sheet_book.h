/* sheet_book.h - a workbook for spreadsheet programs (XLSX), made in memory, cell by cell.
 *
 * Cells have types: figures are numbers with as many decimals as are known, dates are dates, and
 * what is not known is an empty cell. Text is never a formula, whatever it begins with. The same
 * calls give the same bytes. What fails is remembered and told once, by sheet_book_finish(). */
#pragma once
#include "base/error.h"
#include "notifier/digest/digest_model.h"

typedef struct sheet_book sheet_book;
typedef struct sheet sheet; /* lives as long as its book */

/* What a file manager shows of the file, and the foot of each page. */
typedef struct sheet_about {
    const char *title, *company, *comments;
    const char *foot_left, *foot_right;
    int64_t made_ms;
} sheet_about;

/* Until sheet_book_finish() the calling thread writes numbers as C does, because the library prints
 * them in the locale's way and makes files that nobody can read. */
error sheet_book_new(sheet_book **out, const sheet_about *about);

/* Writes and releases B, also when there is an error. *OUT is the caller's (free()). Errors:
 * ERR_NO_MEMORY, ERR_INTERNAL with what the library says. */
error sheet_book_finish(sheet_book *b, unsigned char **out, size_t *size);

/* NAME is made one that spreadsheet programs take (sheet_name.h). NULL when there is no memory:
 * calls with it do nothing. */
sheet *sheet_add(sheet_book *b, const char *name);
/* Widths come before texts: a row is made as high as its texts need, wrapped in their columns. */
void sheet_width(sheet *s, size_t column, double characters);
/* How many characters wide a column of cells with TEXT has to be. */
double sheet_width_of(sheet_book *b, const char *text);
/* The first ROWS rows and COLUMNS columns stay in view. */
void sheet_freeze(sheet *s, size_t rows, size_t columns);
void sheet_filter(sheet *s, size_t first_row, size_t last_row, size_t last_column);
/* Row ROW is printed on top of every page. */
void sheet_repeat(sheet *s, size_t row);
/* Printed two pages wide instead of one, with the first COLUMNS columns on both. */
void sheet_spread(sheet *s, size_t columns);

typedef enum sheet_role {
    SHEET_TITLE,
    SHEET_NOTE,
    SHEET_WARNING,
    SHEET_HEADING, /* of a column */
    SHEET_LABEL,   /* of a line */
    SHEET_CELL,
    SHEET_COUNT,  /* a number close to its label */
    SHEET_STRONG, /* a cell of a row that sums others up */
} sheet_role;

typedef struct sheet_place {
    sheet *sheet;
    size_t row, column; /* from 0 */
    sheet_role role;
} sheet_place;

void sheet_empty(sheet_place at);
void sheet_text(sheet_place at, const char *text); /* "" is an empty cell */
void sheet_word(sheet_place at, const char *text); /* the same, centred */
void sheet_integer(sheet_place at, int64_t n);
void sheet_change(sheet_place at, int64_t n); /* with its sign */
void sheet_percent(sheet_place at, int64_t percent);
void sheet_share(sheet_place at, size_t part, size_t whole); /* WHOLE 0: empty */
/* As text when it has more digits than a spreadsheet keeps (15). */
void sheet_exact(sheet_place at, const exact *e);
void sheet_date(sheet_place at, date day);
void sheet_instant(sheet_place at, int64_t utc_ms);
/* Its word on a tint of its colour. 0: empty. */
void sheet_status(sheet_place at, status s);
/* TEXT that leads to the top of the sheet TO. */
void sheet_link(sheet_place at, const sheet *to, const char *text);
