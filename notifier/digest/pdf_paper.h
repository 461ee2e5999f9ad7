/* pdf_paper.h - sheets of A4 that are written from top to bottom, as Decree 30/2020/NĐ-CP,
 * Appendix I, wants them: margins, page numbers, paragraphs, headings, tables, pictures.
 *
 * Lengths are points. A block goes to the next sheet when it has no room; no line stands alone, no
 * row is cut, a heading goes with what follows. Texts are literal, never markup. The document is
 * tagged: headings, paragraphs, tables and pictures are told apart by programs too.
 *
 * What fails (memory, the writer) is remembered and told by paper_finish() alone. */
#pragma once
#include "base/error.h"

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM (72.0 / 25.4)

#define PAPER_FONT "Liberation Serif"

typedef struct paper paper;

/* Strings must outlive the paper. MARK is in the upper margin of each sheet; "" is none. */
typedef struct paper_setup {
    const char *title, *author, *subject, *language, *mark;
    int64_t created_ms;
} paper_setup;

/* Errors: ERR_CONFIG (a font is not installed), ERR_NO_MEMORY. */
error paper_open(paper **out, const paper_setup *setup);
/* The document, and the end of P. *OUT is the caller's (free()). Errors: ERR_NO_MEMORY,
 * ERR_INTERNAL. */
error paper_finish(paper *p, unsigned char **out, size_t *size);
/* Without a document. */
void paper_drop(paper *p);

/* ---- the sheet ------------------------------------------------------------------------------- */

double paper_width(void);      /* between the margins */
double paper_sheet_room(void); /* from the upper margin to the lower */
size_t paper_sheets(const paper *p);
/* What is left of this sheet. */
double paper_room(const paper *p);
/* The next block begins a sheet. */
void paper_break(paper *p);
/* The next HEIGHT stay on one sheet. */
void paper_keep(paper *p, double height);
/* Leaves room, but none at the head of a sheet. */
void paper_skip(paper *p, double height);

/* ---- text ------------------------------------------------------------------------------------ */

typedef enum paper_align { PAPER_LEFT, PAPER_CENTRE, PAPER_RIGHT, PAPER_JUSTIFIED } paper_align;

typedef struct paper_style {
    double size;
    bool bold, italic;
    paper_align align;
    double indent;   /* of the first line */
    double before;   /* distance to what is above */
    double spacing;  /* of lines; 0: single */
    const char *tag; /* "P", "H1", … */
    bool leads;      /* goes with the next block */
    int outline;     /* level in the document's outline, from 1; 0: not there */
    int most;        /* lines, the last one ending in "…"; 0: any number */
    bool balanced;   /* lines of much the same length, for titles */
} paper_style;

/* A paragraph of the body, 13 points. */
extern const paper_style PAPER_BODY;
/* The headings "I.", "1." and "a)". */
extern const paper_style PAPER_PART, PAPER_SECTION, PAPER_POINT;

void paper_text(paper *p, const char *text, const paper_style *style);
/* The same, beginning with LEAD in bold. */
void paper_led_text(paper *p, const char *lead, const char *text, const paper_style *style);

/* Text of its own place: X from the left margin, Y from the top margin of this sheet, nothing
 * flows. Returns the height. */
double paper_put(paper *p, const char *text, const paper_style *style, double x, double y,
                 double width);
double paper_measure(paper *p, const char *text, const paper_style *style, double width);
/* The width of TEXT in one line. */
double paper_text_width(paper *p, const char *text, const paper_style *style);
void paper_rule(paper *p, double x, double y, double width);
/* Where the next block begins, from the top margin; moves it. */
double paper_y(const paper *p);
void paper_move(paper *p, double y);

/* ---- pictures -------------------------------------------------------------------------------- */

/* Draws HEIGHT by DRAW with its origin at the left margin; ALTERNATIVE is for those who do not
 * see it. */
typedef void (*paper_draw_fn)(cairo_t *to, double width, double height, const void *data);
void paper_picture(paper *p, double height, paper_draw_fn draw, const void *data,
                   const char *alternative);
