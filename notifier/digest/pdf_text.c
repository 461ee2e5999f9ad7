/* Paragraphs on paper: set by pango, broken between lines. */
#include "notifier/digest/pdf_paper_internal.h"

#include "render/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines that stay together at the foot and at the head of a sheet. */
enum { TOGETHER = 2 };

#define INDENT (12.7 * MM)

const paper_style PAPER_BODY = {.size = 13,
                                .align = PAPER_JUSTIFIED,
                                .indent = INDENT,
                                .before = 6,
                                .spacing = 1.1,
                                .tag = "P"};
const paper_style PAPER_PART = {.size = 13,
                                .bold = true,
                                .align = PAPER_JUSTIFIED,
                                .indent = INDENT,
                                .before = 12,
                                .spacing = 1.1,
                                .tag = "H2",
                                .leads = true,
                                .outline = 1};
const paper_style PAPER_SECTION = {.size = 13,
                                   .bold = true,
                                   .align = PAPER_JUSTIFIED,
                                   .indent = INDENT,
                                   .before = 8,
                                   .spacing = 1.1,
                                   .tag = "H3",
                                   .leads = true,
                                   .outline = 2};
const paper_style PAPER_POINT = {.size = 13,
                                 .italic = true,
                                 .align = PAPER_JUSTIFIED,
                                 .indent = INDENT,
                                 .before = 6,
                                 .spacing = 1.1,
                                 .tag = "H4",
                                 .leads = true};

static PangoAlignment alignment(paper_align a)
{
    return a == PAPER_CENTRE  ? PANGO_ALIGN_CENTER
           : a == PAPER_RIGHT ? PANGO_ALIGN_RIGHT
                              : PANGO_ALIGN_LEFT;
}

double paper_lay_out(paper *p, PangoLayout *layout, const char *text, size_t bold,
                     const paper_style *style, double width)
{
    pango_font_description_set_size(p->font, (int)lround(style->size * PANGO_SCALE));
    pango_font_description_set_weight(p->font,
                                      style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(p->font,
                                     style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, p->font);
    pango_layout_set_width(layout, width < 0 ? -1 : (int)lround(width * PANGO_SCALE));
    pango_layout_set_indent(layout, (int)lround(style->indent * PANGO_SCALE));
    pango_layout_set_alignment(layout, alignment(style->align));
    pango_layout_set_justify(layout, style->align == PAPER_JUSTIFIED);
    pango_layout_set_line_spacing(layout, (float)style->spacing);
    pango_layout_set_ellipsize(layout, style->most ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_height(layout, style->most ? -style->most : -1);
    typeset_text(layout, text, bold);
    return style->balanced && width > 0 ? paper_balance(layout, width) / 2 : 0;
}

double paper_layout_height(PangoLayout *layout)
{
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static double line_top(PangoLayoutIter *at)
{
    int top, bottom;
    pango_layout_iter_get_line_yrange(at, &top, &bottom);
    return (double)top / PANGO_SCALE;
}

static double line_bottom(PangoLayoutIter *at)
{
    int top, bottom;
    pango_layout_iter_get_line_yrange(at, &top, &bottom);
    return (double)bottom / PANGO_SCALE;
}

/* How many lines from FIRST on, which begins at TOP, end within ROOM. */
static int lines_within(PangoLayout *layout, int first, double top, double room)
{
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    int line = 0, n = 0;
    do {
        if (line++ < first)
            continue;
        if (line_bottom(at) - top > room + 0.01)
            break;
        n++;
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    return n;
}

/* Draws N lines from FIRST on and moves below them. Returns where the next one begins. */
static double write_lines(paper *p, double inset, int first, int n, double top)
{
    PangoLayoutIter *at = pango_layout_get_iter(p->layout);
    cairo_set_source_rgb(p->to, 0, 0, 0);
    double end = top;
    int line = 0;
    do {
        if (line++ < first)
            continue;
        if (line > first + n) {
            end = line_top(at);
            break;
        }
        PangoRectangle box;
        pango_layout_iter_get_line_extents(at, NULL, &box);
        double baseline = (double)pango_layout_iter_get_baseline(at) / PANGO_SCALE;
        cairo_move_to(p->to, MARGIN_LEFT + inset + (double)box.x / PANGO_SCALE,
                      MARGIN_TOP + p->y + baseline - top);
        pango_cairo_show_layout_line(p->to, pango_layout_iter_get_line_readonly(at));
        end = line_bottom(at);
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    p->y += end - top;
    return end;
}

/* How many of the REST lines go on this sheet, of which FIT have room: neither here nor on the next
 * does one stand alone. */
static int lines_here(int rest, int fit, bool is_head)
{
    if (fit >= rest)
        return rest;
    if (rest - fit < TOGETHER)
        fit = rest - TOGETHER;
    if (fit < TOGETHER && !is_head)
        return 0;
    return fit > 0 ? fit : 1;
}

/* ---- paragraphs ------------------------------------------------------------------------------ */

static void remember_lead(paper *p, const char *text, const paper_style *style)
{
    if (p->lead_count == LEADS_MAX)
        paper_begin(p, 0, 0);
    char *copy = strdup(text);
    if (!copy) {
        p->no_memory = true;
        return;
    }
    p->leads[p->lead_count++] = (lead){copy, *style};
}

static double least_height(paper *p, int lines)
{
    PangoLayoutIter *at = pango_layout_get_iter(p->layout);
    int wanted = lines <= TOGETHER + 1 ? lines : TOGETHER, seen = 1;
    while (seen < wanted && pango_layout_iter_next_line(at))
        seen++;
    double height = line_bottom(at);
    pango_layout_iter_free(at);
    return height;
}

static void flow(paper *p, const char *text, size_t bold, const paper_style *style)
{
    double inset = paper_lay_out(p, p->layout, text, bold, style, paper_width());
    int lines = pango_layout_get_line_count(p->layout), done = 0;
    double least = least_height(p, lines), top = 0;
    paper_begin(p, style->before, least);
    while (done < lines) {
        int fit = lines_within(p->layout, done, top, paper_room(p));
        int n = lines_here(lines - done, fit, p->y <= 0);
        if (n) {
            paper_open_tag(p, style->tag);
            top = write_lines(p, inset, done, n, top);
            paper_close_tag(p, style->tag);
            done += n;
        }
        if (done < lines)
            paper_new_sheet(p);
    }
}

void paper_text(paper *p, const char *text, const paper_style *style)
{
    if (style->leads)
        remember_lead(p, text, style);
    else
        flow(p, text, 0, style);
}

void paper_led_text(paper *p, const char *lead, const char *text, const paper_style *style)
{
    char *whole = g_strconcat(lead, text, NULL);
    flow(p, whole, strlen(lead), style);
    g_free(whole);
}

/* ---- text of its own place ------------------------------------------------------------------- */

void paper_show(paper *p, PangoLayout *layout, double x, double y)
{
    cairo_set_source_rgb(p->to, 0, 0, 0);
    cairo_move_to(p->to, MARGIN_LEFT + x, MARGIN_TOP + y);
    pango_cairo_show_layout(p->to, layout);
}

double paper_put(paper *p, const char *text, const paper_style *style, double x, double y,
                 double width)
{
    double inset = paper_lay_out(p, p->aside, text, 0, style, width);
    paper_open_tag(p, style->tag);
    paper_show(p, p->aside, x + inset, y);
    paper_close_tag(p, style->tag);
    return paper_layout_height(p->aside);
}

double paper_measure(paper *p, const char *text, const paper_style *style, double width)
{
    paper_lay_out(p, p->aside, text, 0, style, width);
    return paper_layout_height(p->aside);
}

double paper_text_width(paper *p, const char *text, const paper_style *style)
{
    int width;
    paper_lay_out(p, p->aside, text, 0, style, -1);
    pango_layout_get_size(p->aside, &width, NULL);
    return (double)width / PANGO_SCALE;
}
