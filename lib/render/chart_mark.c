#include "render/chart_pen.h"

/* Dark brown on pale yellow, as in the mail around it. */
enum { MARK_PAPER = 0xfdf0cc, MARK_INK = 0x5f3a00, LINES = 2 };

static pen_box box_of(const chart_frame *f)
{
    return (pen_box){.x = f->font_size / 2,
                     .y = f->font_size / 4,
                     .width = f->width - f->font_size,
                     .lines = LINES,
                     .align = PANGO_ALIGN_CENTER,
                     .bold = true,
                     .colour = MARK_INK};
}

double chart_mark_height(const chart_frame *f, const char *text)
{
    pen p = pen_take(NULL, f);
    pen_box box = box_of(f);
    double height = pen_measure(&p, text, &box) + f->font_size / 2;
    pen_drop(&p);
    return height;
}

void chart_mark(cairo_t *to, const chart_frame *f, const char *text)
{
    pen p = pen_take(to, f);
    pen_box box = box_of(f);
    pen_fill(to, 0, 0, f->width, pen_measure(&p, text, &box) + f->font_size / 2, MARK_PAPER);
    pen_write(&p, text, &box);
    pen_drop(&p);
}
