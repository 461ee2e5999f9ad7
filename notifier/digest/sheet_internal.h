/* sheet_internal.h - what sheet_book.c and sheet_cells.c share. */
#pragma once
#include "base/arena.h"
#include "notifier/digest/sheet_book.h"
#include "notifier/digest/sheet_fit.h"

#include <xlsxwriter.h>

/* How a cell looks; equal looks share a format. */
typedef struct sheet_look {
    sheet_role role;
    const char *number; /* NULL: general */
    uint32_t fill;      /* 0xRRGGBB; 0: none */
    bool right, centre, indent, link;
} sheet_look;

enum { SHEET_COLUMNS_MAX = 64 };

struct sheet {
    sheet_book *book;
    lxw_worksheet *at;
    const char *name;
    sheet *before; /* the one that was added before */
    /* What decides how high the row in hand is. */
    double widths[SHEET_COLUMNS_MAX];
    size_t row;
    unsigned lines;
};

/* NULL: no memory; the library then writes the cell without a format. */
lxw_format *sheet_format(sheet_book *b, const sheet_look *look);

/* For scratch texts; they live as long as the book. */
arena *sheet_memory(sheet_book *b);
sheet_fit *sheet_measure(sheet_book *b);

/* Remembers the first thing that went wrong. */
void sheet_failed(sheet_book *b, lxw_error code);
