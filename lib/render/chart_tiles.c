#include "render/chart_pen.h"

#include <math.h>
#include <string.h>

enum { GAP = 3, DEFAULT_COLUMNS = 6, WORD_MAX = 64 };

typedef struct grid {
    int columns, rows; /* of the map; what has no place comes below */
    double side, text_size;
} grid;

/* ---- measuring ---------------------------------------------------------------------------- */

static double widest_word(pen *p, const char *text)
{
    double widest = 0;
    while (*text) {
        char word[WORD_MAX];
        size_t n = strcspn(text, " "), kept = n < WORD_MAX ? n : WORD_MAX - 1;
        while (kept < n && kept && ((unsigned char)text[kept] & 0xc0) == 0x80)
            kept--;
        memcpy(word, text, kept);
        word[kept] = '\0';
        widest = fmax(widest, pen_width(p, word, false, 0));
        text += n + (text[n] == ' ');
    }
    return widest;
}

/* As large as the frame's font, or as the longest word leaves room for. */
static double text_size(pen *p, double side, const chart_tile *tiles, size_t count)
{
    double widest = 1;
    for (size_t i = 0; i < count; i++)
        widest = fmax(widest,
                      fmax(widest_word(p, tiles[i].label), pen_width(p, tiles[i].figure, true, 0)));
    return fmin(p->size, p->size * (side - 6) / widest);
}

static bool has_place(const chart_tile *t)
{
    return t->row > 0 && t->column > 0;
}

static grid grid_of(pen *p, const chart_frame *f, const chart_tile *tiles, size_t count)
{
    grid g = {0};
    for (size_t i = 0; i < count; i++) {
        if (!has_place(&tiles[i]))
            continue;
        g.columns = tiles[i].column > g.columns ? tiles[i].column : g.columns;
        g.rows = tiles[i].row > g.rows ? tiles[i].row : g.rows;
    }
    if (!g.columns)
        g.columns = DEFAULT_COLUMNS;
    g.side = (f->width + GAP) / g.columns - GAP;
    g.text_size = text_size(p, g.side, tiles, count);
    return g;
}

static size_t count_without_place(const chart_tile *tiles, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += !has_place(&tiles[i]);
    return n;
}

static unsigned seen_in(const chart_tile *tiles, size_t count)
{
    unsigned seen = 0;
    for (size_t i = 0; i < count; i++)
        seen |= 1u << tiles[i].status;
    return seen;
}

static double map_height(const grid *g, const chart_tile *tiles, size_t count)
{
    size_t below = count_without_place(tiles, count);
    size_t more = (below + (size_t)g->columns - 1) / (size_t)g->columns;
    double between = g->rows && more ? g->side * 0.3 : 0;
    return (double)((size_t)g->rows + more) * (g->side + GAP) + between;
}

/* ---- drawing ------------------------------------------------------------------------------ */

/* Smaller than its neighbours rather than without its last word: "TP Thanh…" could be anything. */
static void shrink_to_fit(pen *p, const char *label, pen_box *box)
{
    static const double step = 0.95, least = 0.7;
    double smallest = box->size * least;
    while (box->size * step >= smallest && !pen_fits(p, label, box))
        box->size *= step;
}

static void draw_tile(pen *p, const grid *g, double x, double y, const chart_tile *t)
{
    uint32_t colour = chart_status_colour(t->status), ink = pen_ink_on(colour);
    double strip = g->side * 0.24, line = pen_line_height(p, g->text_size);
    pen_fill(p->to, x, y, g->side, g->side, colour);
    pen_hatch(p->to, x + strip, y, g->side - strip, strip, t->status);
    pen_letter(p, x, y, strip, t->status);
    pen_box box = {.x = x + 2,
                   .width = g->side - 4,
                   .lines = 2,
                   .align = PANGO_ALIGN_CENTER,
                   .size = g->text_size,
                   .colour = ink};
    shrink_to_fit(p, t->label, &box);
    double room = g->side - strip - (*t->figure ? line : 0);
    box.y = y + strip + fmax(0, (room - pen_measure(p, t->label, &box)) / 2);
    pen_write(p, t->label, &box);
    box.lines = 1;
    box.bold = true;
    box.size = g->text_size;
    box.y = y + g->side - line - 1;
    pen_write(p, t->figure, &box);
}

double chart_tiles_height(const chart_frame *f, const chart_tile *tiles, size_t count)
{
    pen p = pen_take(NULL, f);
    grid g = grid_of(&p, f, tiles, count);
    double key = pen_status_key(&p, 0, 0, f->width, seen_in(tiles, count));
    pen_drop(&p);
    return ceil(map_height(&g, tiles, count) + f->font_size * 0.5 + key);
}

void chart_tiles(cairo_t *to, const chart_frame *f, const chart_tile *tiles, size_t count)
{
    pen p = pen_take(to, f);
    grid g = grid_of(&p, f, tiles, count);
    double step = g.side + GAP;
    double below = g.rows ? g.rows * step + g.side * 0.3 : 0;
    int placed = 0;
    for (size_t i = 0; i < count; i++) {
        const chart_tile *t = &tiles[i];
        if (has_place(t)) {
            draw_tile(&p, &g, (t->column - 1) * step, (t->row - 1) * step, t);
        } else {
            int row = placed / g.columns, column = placed % g.columns;
            draw_tile(&p, &g, column * step, below + row * step, t);
            placed++;
        }
    }
    pen_status_key(&p, 0, map_height(&g, tiles, count) + f->font_size * 0.5, f->width,
                   seen_in(tiles, count));
    pen_drop(&p);
}
