/* How a status looks: colour, letter and pattern, so that a grey print and every eye can tell. The
 * letters come from the Vietnamese words and are the same in every language. */
#include "render/chart_pen.h"

typedef enum hatch { PLAIN, RISING, FALLING, CROSSED, LEVEL, UPRIGHT } hatch;

/* Eight of the colours are Okabe and Ito's; what nothing can be said of is grey. */
static const struct {
    uint32_t colour;
    hatch hatch;
    const char *letter;
} looks[] = {
    [STATUS_DONE] = {0x009e73, PLAIN, "H"},       [STATUS_DONE_LATE] = {0x0072b2, PLAIN, "HM"},
    [STATUS_ON_TRACK] = {0x56b4e9, PLAIN, "Đ"},   [STATUS_AT_RISK] = {0xf0e442, FALLING, "N"},
    [STATUS_BEHIND] = {0xe69f00, RISING, "C"},    [STATUS_OVERDUE] = {0xd55e00, CROSSED, "Q"},
    [STATUS_SILENT] = {0xcc79a7, LEVEL, "B"},     [STATUS_REPORTED_LATE] = {0xe69f00, LEVEL, "BM"},
    [STATUS_RETURNED] = {0xcc79a7, UPRIGHT, "T"}, [STATUS_NOT_DUE] = {0xd9d9d9, PLAIN, "K"},
    [STATUS_NO_TARGET] = {0xd9d9d9, PLAIN, "G"},  [STATUS_NOT_APPLICABLE] = {0xf2f2f2, PLAIN, "–"},
};

enum { STATUS_COUNT = sizeof looks / sizeof *looks };

static status known(status s)
{
    return (int)s > 0 && (int)s < STATUS_COUNT ? s : STATUS_NOT_APPLICABLE;
}

uint32_t chart_status_colour(status s)
{
    return looks[known(s)].colour;
}

const char *chart_status_letter(status s)
{
    return looks[known(s)].letter;
}

/* ---- patterns ----------------------------------------------------------------------------- */

enum { HATCH_STEP = 4 };

static void diagonals(cairo_t *to, double x, double y, double width, double height, bool rising)
{
    for (int i = 0; i * HATCH_STEP < width + height; i++) {
        double at = i * HATCH_STEP - height;
        cairo_move_to(to, x + at, rising ? y + height : y);
        cairo_line_to(to, x + at + height, rising ? y : y + height);
    }
}

static void levels(cairo_t *to, double x, double y, double width, double height)
{
    for (int i = 0; (i + 0.5) * HATCH_STEP < height; i++) {
        double at = (i + 0.5) * HATCH_STEP;
        cairo_move_to(to, x, y + at);
        cairo_line_to(to, x + width, y + at);
    }
}

static void uprights(cairo_t *to, double x, double y, double width, double height)
{
    for (int i = 0; (i + 0.5) * HATCH_STEP < width; i++) {
        double at = (i + 0.5) * HATCH_STEP;
        cairo_move_to(to, x + at, y);
        cairo_line_to(to, x + at, y + height);
    }
}

void pen_hatch(cairo_t *to, double x, double y, double width, double height, status s)
{
    hatch h = looks[known(s)].hatch;
    if (h == PLAIN)
        return;
    cairo_save(to);
    cairo_rectangle(to, x, y, width, height);
    cairo_clip(to);
    if (h == RISING || h == CROSSED)
        diagonals(to, x, y, width, height, true);
    if (h == FALLING || h == CROSSED)
        diagonals(to, x, y, width, height, false);
    if (h == LEVEL)
        levels(to, x, y, width, height);
    if (h == UPRIGHT)
        uprights(to, x, y, width, height);
    pen_colour(to, INK);
    cairo_set_line_width(to, 0.6);
    cairo_stroke(to);
    cairo_restore(to);
}

void pen_fill_status(cairo_t *to, double x, double y, double width, double height, status s)
{
    if (width <= 0 || height <= 0)
        return;
    pen_fill(to, x, y, width, height, chart_status_colour(s));
    pen_hatch(to, x, y, width, height, s);
}

/* ---- letters and their key ---------------------------------------------------------------- */

void pen_letter(pen *p, double x, double y, double side, status s)
{
    const char *letter = chart_status_letter(s);
    double size = side * (g_utf8_strlen(letter, -1) > 1 ? 0.55 : 0.75);
    pen_box box = {.x = x,
                   .y = y + (side - pen_line_height(p, size)) / 2,
                   .width = side,
                   .align = PANGO_ALIGN_CENTER,
                   .bold = true,
                   .size = size,
                   .colour = pen_ink_on(chart_status_colour(s))};
    pen_write(p, letter, &box);
}

void pen_badge(pen *p, double x, double y, double side, status s)
{
    pen_fill(p->to, x, y, side, side, chart_status_colour(s));
    pen_letter(p, x, y, side, s);
}

/* The statuses of SEEN, most urgent first. Returns how many. */
static size_t in_order(unsigned seen, status out[STATUS_COUNT])
{
    size_t n = 0;
    for (int s = 1; s < STATUS_COUNT; s++) {
        if (!(seen & 1u << s))
            continue;
        size_t at = n++;
        for (; at && status_urgency(out[at - 1]) > status_urgency((status)s); at--)
            out[at] = out[at - 1];
        out[at] = (status)s;
    }
    return n;
}

static void key_entry(pen *p, double x, double y, double side, status s)
{
    pen_badge(p, x, y, side, s);
    pen_fill_status(p->to, x + side, y, side, side, s);
    pen_write(p, status_name(s),
              &(pen_box){.x = x + side * 2.35,
                         .y = y + (side - pen_line_height(p, 0)) / 2,
                         .width = pen_width(p, status_name(s), false, 0) + 1,
                         .colour = INK});
}

double pen_status_key(pen *p, double x, double y, double width, unsigned seen)
{
    status order[STATUS_COUNT];
    size_t n = in_order(seen, order);
    double side = p->size * 1.15, row = side * 1.45, at = 0, top = 0;
    for (size_t i = 0; i < n; i++) {
        double wide = side * 2.35 + pen_width(p, status_name(order[i]), false, 0);
        if (at > 0 && at + wide > width) {
            at = 0;
            top += row;
        }
        if (p->to)
            key_entry(p, x + at, y + top, side, order[i]);
        at += wide + side;
    }
    return n ? top + row : 0;
}
