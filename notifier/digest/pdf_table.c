#include "notifier/digest/pdf_table.h"

#include "notifier/digest/pdf_paper_internal.h"
#include "render/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cell is cut after so many lines, so that every row has room on a sheet. */
enum { LINES_MAX = 40, LINE_BYTES_LEAST = 4 };

/* Texts of a column that stay set: names and statuses come again and again, and setting one costs
 * ten times as much as drawing it. */
enum { KEPT_MAX = 128 };

struct pdf_table {
    paper *paper;
    const pdf_column *columns;
    size_t count;
    double size, header_height;
    double x[TABLE_COLUMNS_MAX + 1];       /* edges of the columns, from the left margin */
    GHashTable *kept[TABLE_COLUMNS_MAX];   /* layouts by their text */
    PangoLayout *led_cell;                 /* of a text that begins in bold; not kept */
    PangoLayout *cells[TABLE_COLUMNS_MAX]; /* of this row, borrowed */
    char *group;                           /* waits for its first row */
    size_t sheet;                          /* that the header was written on; 0: none yet */
    size_t led, lead_bytes; /* of the next row: where it begins in bold, and how far */
    size_t pictured;
    double picture_height;
    paper_draw_fn draw;
    const void *draw_data;
};

#define PADDING 3.5 /* left and right of a cell's text */

static double inner_width(const pdf_table *t, size_t column)
{
    return t->x[column + 1] - t->x[column] - 2 * PADDING;
}

static paper_style cell_style(const pdf_table *t, paper_align align)
{
    return (paper_style){.size = t->size, .align = align};
}

static double row_padding(const pdf_table *t)
{
    return t->size * 0.18;
}

/* ---- the header ------------------------------------------------------------------------------ */

static paper_style title_style(const pdf_table *t)
{
    return (paper_style){.size = t->size, .bold = true, .align = PAPER_CENTRE};
}

static double title_height(pdf_table *t, size_t i)
{
    paper_style style = title_style(t);
    return paper_measure(t->paper, t->columns[i].title, &style, inner_width(t, i));
}

static void write_title(pdf_table *t, size_t i, double y)
{
    paper_style style = title_style(t);
    double high = title_height(t, i);
    paper_put(t->paper, t->columns[i].title, &style, t->x[i] + PADDING,
              y + (t->header_height - high) / 2, inner_width(t, i));
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* Around a row, and between its cells unless it is one. */
static void rule_row(pdf_table *t, double y, double height, bool one_cell)
{
    cairo_t *to = t->paper->to;
    cairo_set_source_rgb(to, 0, 0, 0);
    cairo_set_line_width(to, 0.5);
    cairo_rectangle(to, MARGIN_LEFT, MARGIN_TOP + y, t->x[t->count], height);
    for (size_t i = 1; i < t->count && !one_cell; i++) {
        cairo_move_to(to, MARGIN_LEFT + t->x[i], MARGIN_TOP + y);
        cairo_line_to(to, MARGIN_LEFT + t->x[i], MARGIN_TOP + y + height);
    }
    cairo_stroke(to);
}

/* The first one is the table's; those on the next sheets are only for the eye. */
static void write_header(pdf_table *t)
{
    paper *p = t->paper;
    const bool first = t->sheet == 0;
    if (first) {
        paper_open_tag(p, "Table");
        paper_open_tag(p, "TR");
    }
    for (size_t i = 0; i < t->count; i++) {
        paper_open_tag(p, first ? "TH" : NULL);
        write_title(t, i, p->y);
        paper_close_tag(p, first ? "TH" : NULL);
    }
    if (first)
        paper_close_tag(p, "TR");
    rule_row(t, p->y, t->header_height, false);
    p->y += t->header_height;
    t->sheet = p->sheets;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static double group_height(pdf_table *t)
{
    paper_style style = {.size = t->size, .bold = true};
    if (!t->group)
        return 0;
    return paper_measure(t->paper, t->group, &style, paper_width() - 8) + 2 * row_padding(t);
}

static void write_group(pdf_table *t)
{
    paper *p = t->paper;
    paper_style style = {.size = t->size, .bold = true, .tag = "TD"};
    if (!t->group)
        return;
    double height = group_height(t);
    paper_open_tag(p, "TR");
    paper_put(p, t->group, &style, 4, p->y + row_padding(t), paper_width() - 8);
    paper_close_tag(p, "TR");
    rule_row(t, p->y, height, true);
    p->y += height;
    free(t->group);
    t->group = NULL;
}

static void set_text(pdf_table *t, size_t i, PangoLayout *layout, const char *text, size_t bold)
{
    paper_style style = cell_style(t, t->columns[i].align);
    if (strlen(text) > (size_t)LINES_MAX * LINE_BYTES_LEAST)
        style.most = LINES_MAX;
    paper_lay_out(t->paper, layout, text, bold, &style, inner_width(t, i));
}

static PangoLayout *set_cell(pdf_table *t, size_t i, const char *text)
{
    if (t->led == i && t->lead_bytes) {
        set_text(t, i, t->led_cell, text, t->lead_bytes);
        return t->led_cell;
    }
    PangoLayout *layout = g_hash_table_lookup(t->kept[i], text);
    if (layout)
        return layout;
    if (g_hash_table_size(t->kept[i]) == KEPT_MAX)
        g_hash_table_remove_all(t->kept[i]);
    layout = typeset_layout(t->paper->context);
    set_text(t, i, layout, text, 0);
    g_hash_table_insert(t->kept[i], g_strdup(text), layout);
    return layout;
}

static double set_cells(pdf_table *t, const char *const *texts)
{
    double height = t->draw ? t->picture_height : 0;
    for (size_t i = 0; i < t->count; i++) {
        t->cells[i] = set_cell(t, i, texts[i] ? texts[i] : "");
        height = fmax(height, paper_layout_height(t->cells[i]));
    }
    return height + 2 * row_padding(t);
}

static void write_picture(pdf_table *t, size_t i, double height)
{
    cairo_t *to = t->paper->to;
    cairo_save(to);
    cairo_translate(to, MARGIN_LEFT + t->x[i] + PADDING,
                    MARGIN_TOP + t->paper->y + (height - t->picture_height) / 2);
    t->draw(to, inner_width(t, i), t->picture_height, t->draw_data);
    cairo_restore(to);
}

static void write_cells(pdf_table *t, double height)
{
    paper *p = t->paper;
    for (size_t i = 0; i < t->count; i++) {
        double high = paper_layout_height(t->cells[i]);
        paper_open_tag(p, "TD");
        if (t->draw && t->pictured == i)
            write_picture(t, i, height);
        if (*pango_layout_get_text(t->cells[i]))
            paper_show(p, t->cells[i], t->x[i] + PADDING, p->y + (height - high) / 2);
        paper_close_tag(p, "TD");
    }
    t->draw = NULL;
    t->lead_bytes = 0;
}

/* The next HEIGHT of rows is on one sheet, below a header. */
static void make_room(pdf_table *t, double height)
{
    paper *p = t->paper;
    if (!t->sheet)
        paper_begin(p, 6, t->header_height + height);
    else if (height > paper_room(p))
        paper_new_sheet(p);
    if (t->sheet != p->sheets)
        write_header(t);
}

void pdf_table_row(pdf_table *t, const char *const *cells)
{
    if (!t)
        return;
    paper *p = t->paper;
    double height = set_cells(t, cells);
    make_room(t, group_height(t) + height);
    write_group(t);
    paper_open_tag(p, "TR");
    write_cells(t, height);
    paper_close_tag(p, "TR");
    rule_row(t, p->y, height, false);
    p->y += height;
}

void pdf_table_group(pdf_table *t, const char *title)
{
    if (!t)
        return;
    free(t->group);
    t->group = strdup(title);
    t->paper->no_memory |= !t->group;
}

void pdf_table_lead(pdf_table *t, size_t column, size_t bytes)
{
    if (!t)
        return;
    t->led = column;
    t->lead_bytes = bytes;
}

void pdf_table_picture(pdf_table *t, size_t column, double height, paper_draw_fn draw,
                       const void *data)
{
    if (!t)
        return;
    t->pictured = column;
    t->picture_height = height;
    t->draw = draw;
    t->draw_data = data;
}

/* ---- the table ------------------------------------------------------------------------------- */

pdf_table *pdf_table_open(paper *p, const pdf_column *columns, size_t count, double size)
{
    pdf_table *t = calloc(1, sizeof *t);
    if (!t || count > TABLE_COLUMNS_MAX) {
        free(t);
        p->no_memory = true;
        return NULL;
    }
    *t = (pdf_table){.paper = p,
                     .columns = columns,
                     .count = count,
                     .size = size,
                     .led_cell = typeset_layout(p->context)};
    double shares = 0;
    for (size_t i = 0; i < count; i++)
        shares += columns[i].share;
    for (size_t i = 0; i < count; i++)
        t->x[i + 1] = t->x[i] + paper_width() * columns[i].share / shares;
    for (size_t i = 0; i < count; i++) {
        t->kept[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_object_unref);
        t->header_height = fmax(t->header_height, title_height(t, i) + 2 * row_padding(t) + 2);
    }
    return t;
}

void pdf_table_close(pdf_table *t)
{
    if (!t)
        return;
    if (t->sheet)
        paper_close_tag(t->paper, "Table");
    for (size_t i = 0; i < t->count; i++)
        g_hash_table_destroy(t->kept[i]);
    g_object_unref(t->led_cell);
    free(t->group);
    free(t);
}
