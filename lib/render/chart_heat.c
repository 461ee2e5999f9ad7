#include "render/chart_pen.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

/* From complete to nothing: darker is more, so that a grey print reads the same; nothing at all is
 * crossed out. */
static const struct {
    int least;
    uint32_t colour;
    const char *words;
} steps[] = {{100, 0x0072b2, "100%"},
             {75, 0x56b4e9, "75–99%"},
             {50, 0xa9d6f2, "50–74%"},
             {1, 0xf7e7c6, "1–49%"},
             {0, PAPER, "0%"}};

enum { STEPS = sizeof steps / sizeof *steps, NOTHING = STEPS - 1 };

typedef struct heat_layout {
    double names, cell_width, cell_height, header;
} heat_layout;

static int step_of(int percent)
{
    int i = 0;
    while (i < NOTHING && percent < steps[i].least)
        i++;
    return i;
}

static double cell_height(const chart_frame *f)
{
    return f->font_size * 1.6;
}

static heat_layout layout_of(pen *p, const chart_frame *f, const chart_heat *d)
{
    heat_layout l = {.cell_height = cell_height(f), .header = pen_line_height(p, 0) * 1.3};
    for (size_t i = 0; i < d->row_count; i++)
        l.names = fmax(l.names, pen_width(p, d->rows[i], false, 0));
    l.names = fmin(l.names, f->width * 0.4) + p->size * 0.6;
    l.cell_width = (f->width - l.names) / (double)(d->column_count ? d->column_count : 1);
    return l;
}

/* ---- cells -------------------------------------------------------------------------------- */

static void frame_cell(cairo_t *to, double x, double y, double width, double height)
{
    pen_colour(to, RULE);
    cairo_set_line_width(to, 0.6);
    cairo_rectangle(to, x, y, width, height);
    cairo_stroke(to);
}

/* A thick frame in vermilion and a stroke across: seen without colour too. */
static void draw_nothing(cairo_t *to, double x, double y, double width, double height)
{
    pen_colour(to, 0xd55e00);
    cairo_set_line_width(to, 1.6);
    cairo_rectangle(to, x + 1.3, y + 1.3, width - 2.6, height - 2.6);
    cairo_move_to(to, x + 1.3, y + height - 1.3);
    cairo_line_to(to, x + width - 1.3, y + 1.3);
    cairo_stroke(to);
}

static void draw_cell(pen *p, const heat_layout *l, double x, double y, int percent)
{
    double width = l->cell_width - 1, height = l->cell_height - 1;
    if (percent < 0) {
        frame_cell(p->to, x + 0.5, y + 0.5, width - 1, height - 1);
        return;
    }
    int step = step_of(percent);
    pen_fill(p->to, x, y, width, height, steps[step].colour);
    if (step == NOTHING)
        draw_nothing(p->to, x, y, width, height);
    char text[16];
    double size = p->size * 0.9;
    snprintf(text, sizeof text, "%d", percent);
    if (step == NOTHING || pen_width(p, "100", false, size) + 2 > width)
        return;
    pen_write(p, text,
              &(pen_box){.x = x,
                         .y = y + (height - pen_line_height(p, size)) / 2,
                         .width = width,
                         .align = PANGO_ALIGN_CENTER,
                         .size = size,
                         .colour = pen_ink_on(steps[step].colour)});
}

/* As many headings as have room, counted from the newest. */
static void draw_header(pen *p, const heat_layout *l, const chart_heat *d)
{
    double widest = 1;
    for (size_t i = 0; i < d->column_count; i++)
        widest = fmax(widest, pen_width(p, d->columns[i], false, 0) + 2);
    size_t every = (size_t)ceil(widest / l->cell_width);
    for (size_t back = 0; back < d->column_count; back += every) {
        size_t i = d->column_count - 1 - back;
        double middle = l->names + ((double)i + 0.5) * l->cell_width;
        double last = l->names + l->cell_width * (double)d->column_count;
        pen_write(p, d->columns[i],
                  &(pen_box){.x = fmin(middle - widest / 2, last - widest),
                             .width = widest,
                             .align = PANGO_ALIGN_CENTER,
                             .bold = true,
                             .colour = INK});
    }
}

/* ---- the key ------------------------------------------------------------------------------ */

static double key(pen *p, const chart_frame *f, double top, bool draws)
{
    double side = p->size * 1.2, row = side * 1.45, x = 0, y = top;
    for (int i = 0; i <= STEPS; i++) {
        const char *words = i < STEPS ? steps[i].words : _("không phải báo cáo");
        double wide = side * 2.2 + pen_width(p, words, false, 0);
        if (x > 0 && x + wide > f->width) {
            x = 0;
            y += row;
        }
        if (draws) {
            heat_layout cell = {.cell_width = side * 1.8, .cell_height = side};
            pen bare = *p;
            bare.size = 1e3; /* a figure that never has room */
            draw_cell(&bare, &cell, x, y, i < STEPS ? steps[i].least : -1);
            pen_write(p, words,
                      &(pen_box){.x = x + side * 2.1,
                                 .y = y + (side - pen_line_height(p, 0)) / 2,
                                 .width = wide,
                                 .colour = INK});
        }
        x += wide + side;
    }
    return y + row - top;
}

/* ---- the chart ---------------------------------------------------------------------------- */

double chart_heat_height(const chart_frame *f, size_t rows)
{
    pen p = pen_take(NULL, f);
    double height = pen_line_height(&p, 0) * 1.3 + (double)rows * cell_height(f) +
                    f->font_size * 0.6 + key(&p, f, 0, false);
    pen_drop(&p);
    return ceil(height);
}

void chart_heat_map(cairo_t *to, const chart_frame *f, const chart_heat *data)
{
    pen p = pen_take(to, f);
    heat_layout l = layout_of(&p, f, data);
    draw_header(&p, &l, data);
    for (size_t r = 0; r < data->row_count; r++) {
        double y = l.header + (double)r * l.cell_height;
        pen_write(&p, data->rows[r],
                  &(pen_box){.y = y + (l.cell_height - pen_line_height(&p, 0)) / 2,
                             .width = l.names - p.size * 0.6,
                             .colour = INK});
        for (size_t c = 0; c < data->column_count; c++)
            draw_cell(&p, &l, l.names + (double)c * l.cell_width, y,
                      data->percent[r * data->column_count + c]);
    }
    key(&p, f, l.header + (double)data->row_count * l.cell_height + f->font_size * 0.6, true);
    pen_drop(&p);
}
