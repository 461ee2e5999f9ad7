#include "render/chart_pen.h"

#include "render/typeset.h"

#include <math.h>

pen pen_take(cairo_t *to, const chart_frame *f)
{
    pen p = {.to = to, .size = f->font_size};
    PangoContext *context = typeset_context();
    p.layout = typeset_layout(context);
    g_object_unref(context);
    pango_layout_set_single_paragraph_mode(p.layout, TRUE);
    p.font = pango_font_description_new();
    pango_font_description_set_family(p.font, f->font);
    return p;
}

void pen_drop(pen *p)
{
    g_object_unref(p->layout);
    pango_font_description_free(p->font);
    *p = (pen){0};
}

/* ---- text --------------------------------------------------------------------------------- */

static void set_font(pen *p, bool bold, double size)
{
    pango_font_description_set_weight(p->font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(p->font,
                                    (int)lround((size > 0 ? size : p->size) * PANGO_SCALE));
    pango_layout_set_font_description(p->layout, p->font);
}

static void lay_out(pen *p, const char *text, const pen_box *box)
{
    set_font(p, box->bold, box->size);
    pango_layout_set_width(p->layout, (int)lround(box->width * PANGO_SCALE));
    pango_layout_set_height(p->layout, -(box->lines > 0 ? box->lines : 1));
    pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(p->layout, box->align);
    typeset_text(p->layout, text, 0);
}

static double height_of(pen *p)
{
    int height;
    pango_layout_get_size(p->layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

double pen_write(pen *p, const char *text, const pen_box *box)
{
    lay_out(p, text, box);
    pen_colour(p->to, box->colour);
    cairo_move_to(p->to, box->x, box->y);
    pango_cairo_show_layout(p->to, p->layout);
    return height_of(p);
}

double pen_measure(pen *p, const char *text, const pen_box *box)
{
    lay_out(p, text, box);
    return height_of(p);
}

bool pen_fits(pen *p, const char *text, const pen_box *box)
{
    lay_out(p, text, box);
    return !pango_layout_is_ellipsized(p->layout);
}

double pen_width(pen *p, const char *text, bool bold, double size)
{
    int width;
    set_font(p, bold, size);
    pango_layout_set_width(p->layout, -1);
    typeset_text(p->layout, text, 0);
    pango_layout_get_size(p->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

double pen_line_height(pen *p, double size)
{
    set_font(p, false, size);
    pango_layout_set_width(p->layout, -1);
    pango_layout_set_text(p->layout, "Ặg", -1);
    return height_of(p);
}

/* ---- colours ------------------------------------------------------------------------------ */

void pen_colour(cairo_t *to, uint32_t colour)
{
    cairo_set_source_rgb(to, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0);
}

static double linear(uint32_t channel)
{
    double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance of WCAG 2; above 0.179 black has the higher contrast. */
uint32_t pen_ink_on(uint32_t colour)
{
    double y = 0.2126 * linear(colour >> 16 & 0xff) + 0.7152 * linear(colour >> 8 & 0xff) +
               0.0722 * linear(colour & 0xff);
    return y > 0.179 ? 0x000000 : PAPER;
}

void pen_fill(cairo_t *to, double x, double y, double width, double height, uint32_t colour)
{
    pen_colour(to, colour);
    cairo_rectangle(to, x, y, width, height);
    cairo_fill(to);
}

void pen_line(cairo_t *to, double x1, double y1, double x2, double y2, double width,
              uint32_t colour)
{
    pen_colour(to, colour);
    cairo_set_line_width(to, width);
    cairo_move_to(to, x1, y1);
    cairo_line_to(to, x2, y2);
    cairo_stroke(to);
}
