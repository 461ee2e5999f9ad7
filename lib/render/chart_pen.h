/* chart_pen.h - what the charts draw with: text in a frame's font, colours, hatches. For
 * lib/render/chart_*.c alone. */
#pragma once
#include "render/chart.h"

#include <pango/pangocairo.h>

/* One chart's: a layout is made once and used for every text. TO may be NULL, to measure only. */
typedef struct pen {
    cairo_t *to;
    PangoLayout *layout;
    PangoFontDescription *font;
    double size; /* of text, unless told otherwise */
} pen;

pen pen_take(cairo_t *to, const chart_frame *f);
void pen_drop(pen *p);

enum { INK = 0x1a1a1a, FAINT_INK = 0x555555, RULE = 0xb0b0b0, TRACK = 0xececec, PAPER = 0xffffff };

/* A place for text: cut with "…" when it needs more than LINES. */
typedef struct pen_box {
    double x, y, width;
    int lines;
    PangoAlignment align;
    bool bold;
    double size; /* 0: the pen's */
    uint32_t colour;
} pen_box;

/* Writes TEXT literally; returns the height that it takes. */
double pen_write(pen *p, const char *text, const pen_box *box);
/* The same without writing. */
double pen_measure(pen *p, const char *text, const pen_box *box);
/* Whether all of it has room there. */
bool pen_fits(pen *p, const char *text, const pen_box *box);
/* The width of TEXT in one line. */
double pen_width(pen *p, const char *text, bool bold, double size);
double pen_line_height(pen *p, double size);

void pen_colour(cairo_t *to, uint32_t colour);
/* Black or white, whichever can be read on COLOUR. */
uint32_t pen_ink_on(uint32_t colour);
void pen_fill(cairo_t *to, double x, double y, double width, double height, uint32_t colour);
void pen_line(cairo_t *to, double x1, double y1, double x2, double y2, double width,
              uint32_t colour);
/* A status's pattern, over its colour or anything else. */
void pen_hatch(cairo_t *to, double x, double y, double width, double height, status s);
/* Its colour and pattern. */
void pen_fill_status(cairo_t *to, double x, double y, double width, double height, status s);
/* Its letter in a square that has its colour; and the square with it. */
void pen_letter(pen *p, double x, double y, double side, status s);
void pen_badge(pen *p, double x, double y, double side, status s);
/* Letter, pattern and word of each of SEEN (bits 1 << status), most urgent first, in rows of WIDTH
 * from (X, Y). Returns the height that it takes; draws only when the pen has a surface. */
double pen_status_key(pen *p, double x, double y, double width, unsigned seen);
