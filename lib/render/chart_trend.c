#include "render/chart_pen.h"

#include "base/i18n.h"
#include "model/amount.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINE_COLOUR = 0x0072b2, TARGET_COLOUR = 0xd55e00, FIGURE_MAX = 96 };

/* Where the figures are drawn, and between which of them. */
typedef struct plot {
    double x, y, width, height;
    double low, high; /* of the axis, in the figures' unit */
} plot;

static bool any_known(const chart_trend_data *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->points[i].known)
            return true;
    return false;
}

/* From the lowest to the highest, with a tenth of room; a flat line lies in the middle. */
static void set_axis(plot *p, const chart_trend_data *d)
{
    bool first = true;
    for (size_t i = 0; i < d->count + d->has_target; i++) {
        bool target = i == d->count;
        if (!target && !d->points[i].known)
            continue;
        double v = (double)(target ? d->target : d->points[i].value);
        p->low = first ? v : fmin(p->low, v);
        p->high = first ? v : fmax(p->high, v);
        first = false;
    }
    double room = (p->high - p->low) * 0.1;
    if (room <= 0)
        room = fmax(fabs(p->high) * 0.1, 1);
    p->low -= room;
    p->high += room;
}

static double x_of(const plot *p, const chart_trend_data *d, size_t i)
{
    return d->count > 1 ? p->x + p->width * (double)i / (double)(d->count - 1)
                        : p->x + p->width / 2;
}

static double y_of(const plot *p, int64_t value)
{
    return p->y + p->height * (p->high - (double)value) / (p->high - p->low);
}

/* Known neighbours are joined; a period without a figure leaves a gap. */
static void draw_line(cairo_t *to, const plot *p, const chart_trend_data *d, double width)
{
    bool joined = false;
    for (size_t i = 0; i < d->count; i++) {
        if (!d->points[i].known) {
            joined = false;
            continue;
        }
        double x = x_of(p, d, i), y = y_of(p, d->points[i].value);
        if (joined)
            cairo_line_to(to, x, y);
        else
            cairo_move_to(to, x, y);
        joined = true;
    }
    pen_colour(to, LINE_COLOUR);
    cairo_set_line_width(to, width);
    cairo_set_line_join(to, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(to);
}

static void dot(cairo_t *to, double x, double y, double radius)
{
    pen_colour(to, LINE_COLOUR);
    cairo_new_sub_path(to);
    cairo_arc(to, x, y, radius, 0, 2 * G_PI);
    cairo_fill(to);
}

static void draw_target(cairo_t *to, const plot *p, const chart_trend_data *d, double width)
{
    static const double dashes[] = {4, 3};
    if (!d->has_target)
        return;
    cairo_save(to);
    cairo_set_dash(to, dashes, 2, 0);
    double y = y_of(p, d->target);
    pen_line(to, p->x, y, p->x + p->width, y, width, TARGET_COLOUR);
    cairo_restore(to);
}

/* ---- with texts --------------------------------------------------------------------------- */

static const char *figure_text(const chart_trend_data *d, int64_t value, char *out, size_t size)
{
    char number[AMOUNT_TEXT_MAX];
    amount_format_short(value, d->decimals, AMOUNT_PEOPLE, number, sizeof number);
    const char *space = *d->unit && strcmp(d->unit, "%") != 0 ? " " : "";
    snprintf(out, size, "%s%s%s", number, space, d->unit);
    return out;
}

static size_t last_known(const chart_trend_data *d)
{
    size_t last = 0;
    for (size_t i = 0; i < d->count; i++)
        if (d->points[i].known)
            last = i;
    return last;
}

static void name_target(pen *p, const plot *area, const chart_trend_data *d)
{
    char figure[FIGURE_MAX], text[FIGURE_MAX * 2];
    if (!d->has_target)
        return;
    snprintf(text, sizeof text, _("mức giao %s"), figure_text(d, d->target, figure, sizeof figure));
    double y = y_of(area, d->target), line = pen_line_height(p, p->size * 0.9);
    bool above = y - line >= area->y - line;
    pen_write(p, text,
              &(pen_box){.x = area->x,
                         .y = above ? y - line - 1 : y + 1,
                         .width = area->width,
                         .size = p->size * 0.9,
                         .colour = INK});
}

/* The highest place of the line between LEFT and its point LAST. */
static double top_of_line(const plot *area, const chart_trend_data *d, size_t last, double left)
{
    double top = y_of(area, d->points[last].value);
    for (size_t i = last; i > 0 && x_of(area, d, i) > left && d->points[i - 1].known; i--) {
        double x = x_of(area, d, i), before = x_of(area, d, i - 1);
        double y = y_of(area, d->points[i].value), far = y_of(area, d->points[i - 1].value);
        double part = before >= left ? 1 : (x - left) / (x - before);
        top = fmin(top, y + (far - y) * part);
    }
    return top;
}

/* The last figure is the one that is asked for: bold, at its point, or above a line that falls. */
static void name_last(pen *p, const plot *area, const chart_trend_data *d, double width)
{
    char text[FIGURE_MAX];
    size_t last = last_known(d);
    figure_text(d, d->points[last].value, text, sizeof text);
    double wide = pen_width(p, text, true, 0) + 1, line = pen_line_height(p, 0);
    double x = fmin(x_of(area, d, last) - wide / 2, width - wide);
    double y = y_of(area, d->points[last].value), top = top_of_line(area, d, last, x);
    bool target_is_near_above =
        d->has_target && y_of(area, d->target) < y && y - y_of(area, d->target) < line * 1.5;
    pen_write(p, text,
              &(pen_box){.x = fmax(x, 0),
                         .y = target_is_near_above ? y + 4 : top - line - 3,
                         .width = wide,
                         .bold = true,
                         .colour = INK});
}

/* As many as have room, counted from the newest. */
static void name_periods(pen *p, const plot *area, const chart_trend_data *d, double width)
{
    double widest = 1;
    for (size_t i = 0; i < d->count; i++)
        widest = fmax(widest, pen_width(p, d->points[i].label, false, p->size * 0.9) + p->size);
    double step = d->count > 1 ? area->width / (double)(d->count - 1) : widest;
    size_t every = (size_t)ceil(widest / step);
    for (size_t back = 0; back < d->count; back += every) {
        size_t i = d->count - 1 - back;
        double x = fmin(fmax(x_of(area, d, i) - widest / 2, 0), width - widest);
        pen_write(p, d->points[i].label,
                  &(pen_box){.x = x,
                             .y = area->y + area->height + 4,
                             .width = widest,
                             .align = PANGO_ALIGN_CENTER,
                             .size = p->size * 0.9,
                             .colour = FAINT_INK});
    }
}

double chart_trend_height(const chart_frame *f)
{
    return ceil(f->font_size * 11);
}

/* Below a title of HEIGHT. */
static plot area_of(pen *p, const chart_frame *f, double height)
{
    double line = pen_line_height(p, 0), side = p->size * 1.6, above = height + line * 1.4;
    return (plot){.x = side,
                  .y = above,
                  .width = f->width - 2 * side,
                  .height = f->height - above - line * 1.5};
}

void chart_trend(cairo_t *to, const chart_frame *f, const chart_trend_data *data)
{
    pen p = pen_take(to, f);
    double title = pen_write(
        &p, data->title, &(pen_box){.width = f->width, .lines = 2, .bold = true, .colour = INK});
    plot area = area_of(&p, f, title);
    if (any_known(data)) {
        set_axis(&area, data);
        pen_line(to, area.x, area.y + area.height, area.x + area.width, area.y + area.height, 0.8,
                 RULE);
        draw_target(to, &area, data, 1.2);
        draw_line(to, &area, data, 1.8);
        for (size_t i = 0; i < data->count; i++)
            if (data->points[i].known)
                dot(to, x_of(&area, data, i), y_of(&area, data->points[i].value), 2.4);
        name_target(&p, &area, data);
        name_last(&p, &area, data, f->width);
        name_periods(&p, &area, data, f->width);
    } else {
        pen_write(&p, _("Chưa có số liệu"),
                  &(pen_box){.y = area.y, .width = f->width, .colour = FAINT_INK});
    }
    pen_drop(&p);
}

void chart_sparkline(cairo_t *to, double width, double height, const chart_trend_data *data)
{
    plot area = {.x = 2, .y = 2, .width = width - 4, .height = height - 4};
    if (!any_known(data))
        return;
    set_axis(&area, data);
    draw_target(to, &area, data, 0.7);
    draw_line(to, &area, data, 1.2);
    for (size_t i = 0; i < data->count; i++) {
        bool alone = data->points[i].known && (i == 0 || !data->points[i - 1].known) &&
                     (i + 1 == data->count || !data->points[i + 1].known);
        if (alone || (i == last_known(data)))
            dot(to, x_of(&area, data, i), y_of(&area, data->points[i].value), 1.8);
    }
}
