/* pdf_table.h - tables on paper: a bold header that comes again on each sheet, rows that are never
 * cut, thin rules. */
#pragma once
#include "notifier/digest/pdf_paper.h"

enum { TABLE_COLUMNS_MAX = 12 };

typedef struct pdf_column {
    const char *title;
    double share; /* of the width, against those of the others */
    paper_align align;
} pdf_column;

typedef struct pdf_table pdf_table;

/* COLUMNS (at most TABLE_COLUMNS_MAX) must outlive the table. NULL: remembered by P as a failure;
 * the other calls do nothing then. */
pdf_table *pdf_table_open(paper *p, const pdf_column *columns, size_t count, double size);
/* What is drawn in the cell of COLUMN in the next row, beside its text. */
void pdf_table_picture(pdf_table *t, size_t column, double height, paper_draw_fn draw,
                       const void *data);
/* So many bytes of COLUMN's text in the next row are bold. */
void pdf_table_lead(pdf_table *t, size_t column, size_t bytes);
/* A cell for each column; NULL is an empty one. */
void pdf_table_row(pdf_table *t, const char *const *cells);
/* A row of one bold cell, which goes with the next row. */
void pdf_table_group(pdf_table *t, const char *title);
void pdf_table_close(pdf_table *t);
