/* pdf_paper_internal.h - what the files of the paper share. */
#pragma once
#include "notifier/digest/pdf_paper.h"

#include <pango/pangocairo.h>

enum { LEADS_MAX = 8, OUTLINE_LEVELS = 4 };

/* A heading that waits for what follows it. */
typedef struct lead {
    char *text;
    paper_style style;
} lead;

typedef struct paper_bytes {
    unsigned char *data;
    size_t used, room;
} paper_bytes;

struct paper {
    paper_setup setup;
    cairo_surface_t *surface;
    cairo_t *to;
    PangoContext *context;
    PangoLayout *layout; /* of the paragraph that flows */
    PangoLayout *aside;  /* of headings, page numbers and what has a place of its own */
    PangoFontDescription *font;
    double y; /* of the next block, from the upper margin */
    size_t sheets;
    lead leads[LEADS_MAX];
    size_t lead_count;
    int outline_parents[OUTLINE_LEVELS + 1]; /* the last entry of each level; 0: the root */
    char **alternatives;                     /* of pictures, in their order */
    size_t alternative_count;
    paper_bytes out;
    bool no_memory;
};

#define SHEET_WIDTH   (210 * MM)
#define SHEET_HEIGHT  (297 * MM)
#define MARGIN_TOP    (20 * MM)
#define MARGIN_BOTTOM (20 * MM)
#define MARGIN_LEFT   (30 * MM)
#define MARGIN_RIGHT  (15 * MM)
#define SHEET_ROOM    (SHEET_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM)

/* Begins a block that is BEFORE below the one above and needs at least LEAST on one sheet: goes to
 * the next sheet when it has to, and writes the headings that waited for it. */
void paper_begin(paper *p, double before, double least);
void paper_new_sheet(paper *p);

/* Sets LAYOUT for STYLE in WIDTH; returns how far from the left of it LAYOUT begins. */
double paper_lay_out(paper *p, PangoLayout *layout, const char *text, size_t bold,
                     const paper_style *style, double width);
/* pdf_balance.c: narrows LAYOUT, which has WIDTH, so that its lines are of much the same length and
 * end where a reader pauses. Returns by how much. */
double paper_balance(PangoLayout *layout, double width);
double paper_layout_height(PangoLayout *layout);
/* Draws LAYOUT with its origin at (X, Y), from the margins. */
void paper_show(paper *p, PangoLayout *layout, double x, double y);

void paper_open_tag(paper *p, const char *tag);
void paper_close_tag(paper *p, const char *tag);
