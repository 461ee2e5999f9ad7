#include "render/chart_pen.h"

#include "base/i18n.h"

#include <math.h>

enum { SCALE_PERCENT = 125 }; /* what the whole track stands for */

/* Where things are, all from the font's size. */
typedef struct bar_layout {
    double badge, label_x, bar_height, gap;
} bar_layout;

static bar_layout layout_of(const chart_frame *f)
{
    double size = f->font_size;
    return (bar_layout){
        .badge = size * 1.25, .label_x = size * 1.7, .bar_height = size * 0.85, .gap = size * 0.75};
}

/* A figure takes what it needs, but leaves the label half of the width. */
static pen_box figure_box(pen *p, const chart_frame *f, double y, const chart_bar *b)
{
    double width = fmin(pen_width(p, b->figure, true, 0) + 1, f->width / 2);
    return (pen_box){.x = f->width - width,
                     .y = y,
                     .width = width,
                     .lines = 2,
                     .align = PANGO_ALIGN_RIGHT,
                     .bold = true,
                     .colour = INK};
}

static pen_box label_box(pen *p, const bar_layout *l, double y, const pen_box *figure)
{
    return (pen_box){.x = l->label_x,
                     .y = y,
                     .width = figure->x - l->label_x - p->size,
                     .lines = 2,
                     .colour = INK};
}

static double text_height(pen *p, const chart_frame *f, const bar_layout *l, const chart_bar *b)
{
    pen_box figure = figure_box(p, f, 0, b), label = label_box(p, l, 0, &figure);
    double texts = fmax(pen_measure(p, b->label, &label), pen_measure(p, b->figure, &figure));
    return fmax(texts, l->badge) + p->size * 0.4;
}

/* ---- the key ------------------------------------------------------------------------------ */

/* A triangle that points down at X. */
static void pointer(cairo_t *to, double x, double tip, double size)
{
    pen_colour(to, INK);
    cairo_move_to(to, x, tip);
    cairo_line_to(to, x - size / 2, tip - size * 0.8);
    cairo_line_to(to, x + size / 2, tip - size * 0.8);
    cairo_close_path(to);
    cairo_fill(to);
}

static bool has_path(const chart_bar *bars, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bars[i].expected_percent >= 0)
            return true;
    return false;
}

static unsigned seen_in(const chart_bar *bars, size_t count)
{
    unsigned seen = 0;
    for (size_t i = 0; i < count; i++)
        seen |= 1u << bars[i].status;
    return seen;
}

/* What the marks mean, in one row where it has room; then the statuses. */
static double key(pen *p, const chart_frame *f, double y, const chart_bar *bars, size_t count)
{
    const char *target = _("mức giao (100%)"), *path = _("mức cần đạt đến hôm nay để kịp hạn");
    double line = pen_line_height(p, 0) * 1.3, indent = p->size, x = p->size * 0.5, top = y;
    double first = indent + pen_width(p, target, false, 0) + p->size * 1.5;
    bool fits = first + indent + pen_width(p, path, false, 0) <= f->width;
    pen_box box = {.x = indent, .y = top, .width = f->width - indent, .colour = INK};
    if (p->to) {
        pen_line(p->to, x, top + line * 0.05, x, top + line * 0.75, 1.5, INK);
        pen_write(p, target, &box);
    }
    if (has_path(bars, count)) {
        if (fits)
            x += first;
        else
            top += line;
        box.x = x + p->size * 0.7;
        box.y = top;
        if (p->to) {
            pointer(p->to, x, top + line * 0.6, p->size * 0.7);
            pen_write(p, path, &box);
        }
    }
    top += line;
    return top - y + pen_status_key(p, 0, top, f->width, seen_in(bars, count));
}

/* ---- one bar ------------------------------------------------------------------------------ */

static double at_percent(double x, double width, int64_t percent)
{
    double share = (double)(percent < SCALE_PERCENT ? percent : SCALE_PERCENT) / SCALE_PERCENT;
    return x + width * share;
}

/* The end of a bar that goes on: two slanted cuts of paper. */
static void break_off(cairo_t *to, double x, double y, double height)
{
    for (int i = 0; i < 2; i++)
        pen_line(to, x - 6 - i * 5, y + height, x - 2 - i * 5, y, 2, PAPER);
}

static void no_figure(pen *p, double x, double y, double width, double height)
{
    static const double dashes[] = {2, 2};
    cairo_save(p->to);
    pen_colour(p->to, FAINT_INK);
    cairo_set_dash(p->to, dashes, 2, 0);
    cairo_set_line_width(p->to, 0.8);
    cairo_rectangle(p->to, x + 0.4, y + 0.4, width - 0.8, height - 0.8);
    cairo_stroke(p->to);
    cairo_restore(p->to);
}

static void draw_track(pen *p, const bar_layout *l, double y, double width, const chart_bar *b)
{
    double x = l->label_x, full = width - x, end = at_percent(x, full, b->percent);
    if (b->percent < 0) {
        no_figure(p, x, y, at_percent(x, full, 100) - x, l->bar_height);
    } else {
        pen_fill(p->to, x, y, at_percent(x, full, 100) - x, l->bar_height, TRACK);
        pen_fill_status(p->to, x, y, end - x, l->bar_height, b->status);
        if (b->percent > SCALE_PERCENT)
            break_off(p->to, end, y, l->bar_height);
    }
    double target = at_percent(x, full, 100);
    pen_line(p->to, target, y - 2, target, y + l->bar_height + 2, 1.5, INK);
    if (b->expected_percent >= 0)
        pointer(p->to, at_percent(x, full, b->expected_percent), y + l->bar_height * 0.3,
                p->size * 0.7);
}

static double draw_bar(pen *p, const chart_frame *f, const bar_layout *l, double y,
                       const chart_bar *b)
{
    double height = text_height(p, f, l, b);
    pen_box figure = figure_box(p, f, y, b), label = label_box(p, l, y, &figure);
    pen_badge(p, 0, y, l->badge, b->status);
    pen_write(p, b->label, &label);
    pen_write(p, b->figure, &figure);
    draw_track(p, l, y + height, f->width, b);
    return height + l->bar_height + l->gap;
}

/* ---- the chart ---------------------------------------------------------------------------- */

double chart_bars_height(const chart_frame *f, const chart_bar *bars, size_t count)
{
    pen p = pen_take(NULL, f);
    bar_layout l = layout_of(f);
    double height = key(&p, f, 0, bars, count);
    for (size_t i = 0; i < count; i++)
        height += text_height(&p, f, &l, &bars[i]) + l.bar_height + l.gap;
    pen_drop(&p);
    return ceil(height);
}

void chart_bars(cairo_t *to, const chart_frame *f, const chart_bar *bars, size_t count)
{
    pen p = pen_take(to, f);
    bar_layout l = layout_of(f);
    double y = 0;
    for (size_t i = 0; i < count; i++)
        y += draw_bar(&p, f, &l, y, &bars[i]);
    key(&p, f, y, bars, count);
    pen_drop(&p);
}
