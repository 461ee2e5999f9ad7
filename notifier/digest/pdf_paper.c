#include "notifier/digest/pdf_paper_internal.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "notifier/digest/pdf_extras.h"
#include "render/typeset.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCK_TEXT_MAX = 32, BYTES_MAX = 64 << 20 };

/* ---- the document ---------------------------------------------------------------------------- */

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int n)
{
    paper_bytes *b = closure;
    if (b->used + n > BYTES_MAX)
        return CAIRO_STATUS_WRITE_ERROR;
    if (b->used + n > b->room) {
        size_t room = (b->used + n) * 2;
        unsigned char *more = realloc(b->data, room);
        if (!more)
            return CAIRO_STATUS_NO_MEMORY;
        b->data = more;
        b->room = room;
    }
    memcpy(b->data + b->used, data, n);
    b->used += n;
    return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(paper *p, cairo_pdf_metadata_t which, const char *text)
{
    char *plain = typeset_plain(text);
    cairo_pdf_surface_set_metadata(p->surface, which, plain);
    g_free(plain);
}

/* Cairo would write the time of day; the same digest has to give the same bytes. */
static void describe(paper *p)
{
    char created[CLOCK_TEXT_MAX];
    clock_format_iso(p->setup.created_ms, created, sizeof created);
    set_metadata(p, CAIRO_PDF_METADATA_TITLE, p->setup.title);
    set_metadata(p, CAIRO_PDF_METADATA_AUTHOR, p->setup.author);
    set_metadata(p, CAIRO_PDF_METADATA_SUBJECT, p->setup.subject);
    set_metadata(p, CAIRO_PDF_METADATA_CREATOR, "tiendo");
    set_metadata(p, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

error paper_open(paper **out, const paper_setup *setup)
{
    TRY(typeset_check(PAPER_FONT));
    paper *p = calloc(1, sizeof *p);
    if (!p)
        return error_no_memory();
    p->setup = *setup;
    p->surface = cairo_pdf_surface_create_for_stream(append, &p->out, SHEET_WIDTH, SHEET_HEIGHT);
    describe(p);
    p->to = cairo_create(p->surface);
    p->context = typeset_context();
    p->layout = typeset_layout(p->context);
    p->aside = typeset_layout(p->context);
    p->font = pango_font_description_new();
    pango_font_description_set_family(p->font, PAPER_FONT);
    p->sheets = 1;
    paper_open_tag(p, "Document");
    *out = p;
    return OK;
}

void paper_drop(paper *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->lead_count; i++)
        free(p->leads[i].text);
    for (size_t i = 0; i < p->alternative_count; i++)
        g_free(p->alternatives[i]);
    g_free(p->alternatives);
    pango_font_description_free(p->font);
    g_object_unref(p->layout);
    g_object_unref(p->aside);
    g_object_unref(p->context);
    cairo_destroy(p->to);
    cairo_surface_destroy(p->surface);
    free(p->out.data);
    free(p);
}

static error from_status(cairo_status_t status)
{
    if (status == CAIRO_STATUS_NO_MEMORY)
        return error_no_memory();
    return error_make(ERR_INTERNAL, _("không ghi được tệp PDF: %s"),
                      cairo_status_to_string(status));
}

static error finish_bytes(paper *p)
{
    if (p->no_memory)
        return error_no_memory();
    if (cairo_status(p->to))
        return from_status(cairo_status(p->to));
    cairo_surface_finish(p->surface);
    if (cairo_surface_status(p->surface))
        return from_status(cairo_surface_status(p->surface));
    return pdf_extras_add(&p->out.data, &p->out.used,
                          &(pdf_extras){.language = p->setup.language,
                                        .alternatives = (const char *const *)p->alternatives,
                                        .alternative_count = p->alternative_count});
}

static void end_sheet(paper *p);

error paper_finish(paper *p, unsigned char **out, size_t *size)
{
    paper_begin(p, 0, 0);
    paper_close_tag(p, "Document");
    end_sheet(p);
    error err = finish_bytes(p);
    if (!err.code) {
        *out = p->out.data;
        *size = p->out.used;
        p->out.data = NULL;
    }
    paper_drop(p);
    return err;
}

/* ---- sheets ---------------------------------------------------------------------------------- */

double paper_width(void)
{
    return SHEET_WIDTH - MARGIN_LEFT - MARGIN_RIGHT;
}

double paper_sheet_room(void)
{
    return SHEET_ROOM;
}

size_t paper_sheets(const paper *p)
{
    return p->sheets;
}

double paper_y(const paper *p)
{
    return p->y;
}

void paper_move(paper *p, double y)
{
    p->y = y;
}

double paper_room(const paper *p)
{
    return SHEET_ROOM - p->y;
}

/* In a frame, so that it is seen on every sheet that is taken out. */
static void write_mark(paper *p)
{
    static const paper_style style = {.size = 10, .bold = true, .align = PAPER_CENTRE, .most = 1};
    if (!*p->setup.mark)
        return;
    double width = fmin(paper_text_width(p, p->setup.mark, &style) + 12, paper_width() * 0.4);
    double x = paper_width() - width, y = -MARGIN_TOP + 9 * MM;
    double height = paper_put(p, p->setup.mark, &style, x, y, width);
    cairo_set_line_width(p->to, 0.8);
    cairo_rectangle(p->to, MARGIN_LEFT + x, MARGIN_TOP + y - 1.5, width, height + 3);
    cairo_stroke(p->to);
}

/* Centred in the upper margin, not on the first sheet. */
static void write_number(paper *p)
{
    static const paper_style style = {.size = 13, .align = PAPER_CENTRE};
    char number[24];
    if (p->sheets < 2)
        return;
    snprintf(number, sizeof number, "%zu", p->sheets);
    paper_put(p, number, &style, 0, -MARGIN_TOP + 8 * MM, paper_width());
}

static void end_sheet(paper *p)
{
    write_mark(p);
    write_number(p);
    cairo_show_page(p->to);
}

void paper_new_sheet(paper *p)
{
    end_sheet(p);
    p->sheets++;
    p->y = 0;
}

static double lead_distance(const paper *p, const lead *l)
{
    return p->y > 0 ? l->style.before : 0;
}

/* How much the waiting headings take. */
static double leads_height(paper *p)
{
    double height = 0;
    for (size_t i = 0; i < p->lead_count; i++)
        height += (i || p->y > 0 ? p->leads[i].style.before : 0) +
                  paper_measure(p, p->leads[i].text, &p->leads[i].style, paper_width());
    return height;
}

static void add_outline(paper *p, const lead *l)
{
    char where[64];
    int level = l->style.outline;
    if (level < 1 || level > OUTLINE_LEVELS)
        return;
    snprintf(where, sizeof where, "page=%zu pos=[%d %d]", p->sheets, (int)MARGIN_LEFT,
             (int)(MARGIN_TOP + p->y));
    char *plain = typeset_plain(l->text);
    int id = cairo_pdf_surface_add_outline(p->surface, p->outline_parents[level - 1], plain, where,
                                           level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
    g_free(plain);
    for (int i = level; i <= OUTLINE_LEVELS; i++)
        p->outline_parents[i] = id;
}

static void write_leads(paper *p)
{
    for (size_t i = 0; i < p->lead_count; i++) {
        lead *l = &p->leads[i];
        p->y += lead_distance(p, l);
        add_outline(p, l);
        p->y += paper_put(p, l->text, &l->style, 0, p->y, paper_width());
        free(l->text);
    }
    p->lead_count = 0;
}

void paper_begin(paper *p, double before, double least)
{
    double distance = p->y > 0 || p->lead_count ? before : 0;
    if (p->y > 0 && leads_height(p) + distance + least > paper_room(p))
        paper_new_sheet(p);
    write_leads(p);
    if (p->y > 0)
        p->y += before;
}

void paper_break(paper *p)
{
    if (p->y > 0)
        paper_new_sheet(p);
}

void paper_keep(paper *p, double height)
{
    if (p->y > 0 && leads_height(p) + height > paper_room(p))
        paper_new_sheet(p);
}

void paper_skip(paper *p, double height)
{
    if (p->y > 0)
        p->y += height;
}

/* ---- tags and pictures ----------------------------------------------------------------------- */

void paper_open_tag(paper *p, const char *tag)
{
    if (tag)
        cairo_tag_begin(p->to, tag, NULL);
}

void paper_close_tag(paper *p, const char *tag)
{
    if (tag)
        cairo_tag_end(p->to, tag);
}

static void remember_alternative(paper *p, const char *text)
{
    p->alternatives = g_renew(char *, p->alternatives, p->alternative_count + 1);
    p->alternatives[p->alternative_count++] = typeset_plain(text);
}

void paper_picture(paper *p, double height, paper_draw_fn draw, const void *data,
                   const char *alternative)
{
    paper_begin(p, 6, height);
    remember_alternative(p, alternative);
    paper_open_tag(p, "Figure");
    cairo_save(p->to);
    cairo_translate(p->to, MARGIN_LEFT, MARGIN_TOP + p->y);
    draw(p->to, paper_width(), height, data);
    cairo_restore(p->to);
    paper_close_tag(p, "Figure");
    p->y += height;
}

void paper_rule(paper *p, double x, double y, double width)
{
    cairo_set_source_rgb(p->to, 0, 0, 0);
    cairo_set_line_width(p->to, 0.75);
    cairo_move_to(p->to, MARGIN_LEFT + x, MARGIN_TOP + y);
    cairo_line_to(p->to, MARGIN_LEFT + x + width, MARGIN_TOP + y);
    cairo_stroke(p->to);
}
