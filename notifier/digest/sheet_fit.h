/* sheet_fit.h - how much room a text takes in a cell, in the font of the workbook.
 *
 * Spreadsheet programs fit rows to their texts only when somebody edits them, and some not even
 * then; so the file has to say how high a row is and how wide a column. */
#pragma once
#include <stdbool.h>

typedef struct sheet_fit sheet_fit;

sheet_fit *sheet_fit_new(void); /* NULL: no memory */
void sheet_fit_free(sheet_fit *f);

enum { SHEET_FIT_LINES_MAX = 27 }; /* a row is at most 409 points high */

/* How many lines TEXT takes, wrapped in a column of WIDTH characters; at most as many as a row has
 * room for. */
unsigned sheet_fit_lines(sheet_fit *f, const char *text, bool bold, double width);

/* How many characters wide a column has to be for TEXT on one line. */
double sheet_fit_width(sheet_fit *f, const char *text, bool bold);
