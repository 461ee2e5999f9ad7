/* chart.h - small charts, drawn by cairo: as vectors into a document, or as a PNG for a mail.
 *
 * Colours are safe for colour-blind readers (Okabe and Ito), and never the only sign: every mark
 * also has a word, a figure, a letter or a pattern. Texts are set by pango and never taken as
 * markup. Pure: the same data gives the same picture. */
#pragma once
#include "base/error.h"
#include "model/status.h"

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The size that a chart is drawn at, in points (or pixels of a PNG at SCALE 1), and its font. */
typedef struct chart_frame {
    double width, height; /* chart_*_height() tells which height a width needs */
    const char *font;     /* "Liberation Sans" */
    double font_size;
} chart_frame;

/* Progress against targets: a bar each, with its label (at most two lines), its figure and a mark
 * at 100 %. What goes beyond 125 % is cut off there, and looks so. */
typedef struct chart_bar {
    const char *label, *figure; /* "DX-KT-01 Doanh nghiệp chuyển đổi số", "26,84% / 40%" */
    int64_t percent;            /* of the target; -1: not known; may be above 100 */
    int64_t expected_percent;   /* where the straight path would be today; -1: none */
    status status;
} chart_bar;
double chart_bars_height(const chart_frame *f, const chart_bar *bars, size_t count);
void chart_bars(cairo_t *to, const chart_frame *f, const chart_bar *bars, size_t count);

/* A figure over time, gaps where it is missing, with the target as a line. VALUE in 10^-decimals.
 */
typedef struct chart_point {
    const char *label; /* "T6" */
    bool known;
    int64_t value;
} chart_point;
typedef struct chart_trend_data {
    const char *title;
    const chart_point *points;
    size_t count;
    unsigned decimals;
    const char *unit;
    bool has_target;
    int64_t target;
} chart_trend_data;
double chart_trend_height(const chart_frame *f);
void chart_trend(cairo_t *to, const chart_frame *f, const chart_trend_data *data);
/* The same without any text, to stand in a line of text. */
void chart_sparkline(cairo_t *to, double width, double height, const chart_trend_data *data);

/* A map of tiles: each unit one square at its place; those without a place follow below. */
typedef struct chart_tile {
    const char *label, *figure; /* "Mường Lát", "29,05" */
    int row, column;            /* from 1; 0: no place */
    status status;              /* decides colour and letter */
} chart_tile;
double chart_tiles_height(const chart_frame *f, const chart_tile *tiles, size_t count);
void chart_tiles(cairo_t *to, const chart_frame *f, const chart_tile *tiles, size_t count);

/* Completeness by unit and period. */
typedef struct chart_heat {
    const char *const *columns;
    size_t column_count;
    const char *const *rows;
    size_t row_count;
    const int *percent; /* row by row; -1: nothing was owed */
} chart_heat;
double chart_heat_height(const chart_frame *f, size_t rows);
void chart_heat_map(cairo_t *to, const chart_frame *f, const chart_heat *data);

/* A line of words along the top, for what must not be cut off: "SỐ LIỆU MÔ PHỎNG". */
double chart_mark_height(const chart_frame *f, const char *text);
void chart_mark(cairo_t *to, const chart_frame *f, const char *text);

/* Colour (0xRRGGBB), letter ("Q", "C", …) and word of a status, the same in every rendering. */
uint32_t chart_status_colour(status s);
const char *chart_status_letter(status s);

/* Draws by DRAW onto a white PNG of F's size times SCALE, of at most 256 colours; *out is the
 * caller's (free()). The same data gives the same bytes. Errors: ERR_CONFIG (the font is not
 * installed), ERR_LIMIT (too large for a picture), ERR_NO_MEMORY. */
typedef void (*chart_draw_fn)(cairo_t *to, const chart_frame *f, const void *data);
error chart_png(const chart_frame *f, double scale, chart_draw_fn draw, const void *data,
                unsigned char **out, size_t *size);
