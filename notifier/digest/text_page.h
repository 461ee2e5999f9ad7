/* text_page.h - a page of plain text, 80 columns as a terminal counts them.
 *
 * Whatever is put is made fit to be shown (base/plain.h) and never makes a longer line: words are
 * wrapped, words longer than a line are cut between characters. */
#pragma once
#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { TEXT_COLUMNS = 80 };

/* Lines go to OUT; MEMORY is for what is on its way. */
typedef struct text_page {
    FILE *out;
    arena *memory;
    bool failed; /* memory was out */
} text_page;

void text_blank(text_page *p);
/* PIECE (one column) all along a line. */
void text_rule(text_page *p, const char *piece);

/* TEXT wrapped, FIRST in front of its first line, the others as deep as FIRST is wide. Line feeds
 * in TEXT begin a new line. */
void text_paragraph(text_page *p, const char *first, const char *text);
/* In capitals, with a rule beneath. */
void text_heading(text_page *p, const char *title);

/* A row of a table: each cell cut with "…" to its column's width. */
typedef struct text_column {
    int width;
    bool right; /* aligned */
} text_column;
void text_row(text_page *p, const text_column *columns, size_t n, const char *const *cells);
