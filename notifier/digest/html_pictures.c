/* The mail's pictures. Each is drawn for a phone's width, twice as fine, carries the mark of
 * simulated figures itself, and says in its alternative what it shows. */
#include "notifier/digest/digest_charts.h"
#include "notifier/digest/html_mail.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>

enum { WIDTH = 328, MARGIN = 6, SCALE = 2, BARS_MOST = 8, TRENDS_MOST = 3, UNITS_MOST = 60 };

typedef struct drawing {
    const digest *d;
    phrases words;
    digest_bars bars;
    chart_trend_data trends[TRENDS_MOST];
    size_t trend_count;
    const char *trends_said;
    digest_map map;
    chart_heat heat;
} drawing;

/* ---- progress -------------------------------------------------------------------------------- */

static size_t bars_count(const drawing *w)
{
    return w->bars.count;
}

static double bars_height(const chart_frame *f, const drawing *w)
{
    return chart_bars_height(f, w->bars.bars, w->bars.count);
}

static void draw_bars(cairo_t *to, const chart_frame *f, const drawing *w)
{
    chart_bars(to, f, w->bars.bars, w->bars.count);
}

static const char *bars_words(drawing *w)
{
    return digest_bars_words(w->words.memory, &w->bars);
}

/* ---- trends, one below the other ------------------------------------------------------------- */

static void collect_trends(drawing *w)
{
    w->trends_said = "";
    for (size_t i = 0; i < w->d->indicator_count && w->trend_count < TRENDS_MOST; i++) {
        const digest_indicator *it = &w->d->indicators[i];
        chart_trend_data *trend = &w->trends[w->trend_count];
        *trend = digest_chart_trend(w->words.memory, it);
        if (!trend->count)
            continue;
        w->trends_said =
            phrase(&w->words, "%s %s", w->trends_said, digest_trend_words(w->words.memory, it));
        w->trend_count++;
    }
}

static size_t trends_count(const drawing *w)
{
    return w->trend_count;
}

static double trends_height(const chart_frame *f, const drawing *w)
{
    return (chart_trend_height(f) + f->font_size) * (double)w->trend_count;
}

static void draw_trends(cairo_t *to, const chart_frame *f, const drawing *w)
{
    chart_frame one = *f;
    one.height = chart_trend_height(f);
    for (size_t i = 0; i < w->trend_count; i++) {
        cairo_save(to);
        cairo_translate(to, 0, (one.height + f->font_size) * (double)i);
        chart_trend(to, &one, &w->trends[i]);
        cairo_restore(to);
    }
}

static const char *trends_words(drawing *w)
{
    return phrase(&w->words, _("Biểu đồ xu hướng.%s"), w->trends_said);
}

/* ---- map and completeness -------------------------------------------------------------------- */

static size_t tiles_count(const drawing *w)
{
    return w->map.count < UNITS_MOST ? w->map.count : UNITS_MOST;
}

static double tiles_height(const chart_frame *f, const drawing *w)
{
    return chart_tiles_height(f, w->map.tiles, tiles_count(w));
}

static void draw_tiles(cairo_t *to, const chart_frame *f, const drawing *w)
{
    chart_tiles(to, f, w->map.tiles, tiles_count(w));
}

static const char *tiles_words(drawing *w)
{
    return digest_map_words(w->words.memory, w->d);
}

static size_t heat_count(const drawing *w)
{
    return w->heat.row_count < UNITS_MOST ? w->heat.row_count : UNITS_MOST;
}

static double heat_height(const chart_frame *f, const drawing *w)
{
    return chart_heat_height(f, heat_count(w));
}

static void draw_heat(cairo_t *to, const chart_frame *f, const drawing *w)
{
    chart_heat shown = w->heat;
    shown.row_count = heat_count(w);
    chart_heat_map(to, f, &shown);
}

static const char *heat_words(drawing *w)
{
    return digest_heat_words(w->words.memory, w->d);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static const struct picture_kind {
    const char *id, *file_name;
    digest_section section;
    double font_size;
    size_t (*count)(const drawing *w); /* 0: nothing to draw */
    double (*height)(const chart_frame *f, const drawing *w);
    void (*draw)(cairo_t *to, const chart_frame *f, const drawing *w);
    const char *(*words)(drawing *w);
} kinds[] = {
    {"progress", "tien-do.png", SECTION_INDICATORS, 12, bars_count, bars_height, draw_bars,
     bars_words},
    {"trend", "xu-huong.png", SECTION_INDICATORS, 12, trends_count, trends_height, draw_trends,
     trends_words},
    {"map", "ban-do.png", SECTION_RANKING, 9.5, tiles_count, tiles_height, draw_tiles, tiles_words},
    {"heat", "bao-cao.png", SECTION_DISCIPLINE, 12, heat_count, heat_height, draw_heat, heat_words},
};

typedef struct job {
    const struct picture_kind *kind;
    const drawing *drawing;
} job;

/* Within the margin: where the reader's page is dark, a picture is a white card on it. */
static chart_frame inner(const chart_frame *f)
{
    chart_frame rest = *f;
    rest.width -= 2 * MARGIN;
    return rest;
}

static double mark_height(const chart_frame *f, const drawing *w)
{
    return w->d->simulated ? chart_mark_height(f, phrase_simulated()) + MARGIN : MARGIN;
}

static double whole_height(const chart_frame *f, const struct picture_kind *kind, const drawing *w)
{
    const chart_frame rest = inner(f);
    return ceil(mark_height(f, w) + kind->height(&rest, w) + MARGIN);
}

static void draw(cairo_t *to, const chart_frame *f, const void *data)
{
    const job *it = data;
    chart_frame rest = inner(f);
    double mark = mark_height(f, it->drawing);
    if (it->drawing->d->simulated)
        chart_mark(to, f, phrase_simulated());
    rest.height = f->height - mark - MARGIN;
    cairo_translate(to, MARGIN, mark);
    it->kind->draw(to, &rest, it->drawing);
}

static error draw_picture(drawing *w, const struct picture_kind *kind, digest_picture *out)
{
    chart_frame f = {.width = WIDTH, .font = "Liberation Sans", .font_size = kind->font_size};
    f.height = whole_height(&f, kind, w);
    const job drawn = {kind, w};
    *out = (digest_picture){.id = kind->id,
                            .file_name = kind->file_name,
                            .alternative = kind->words(w),
                            .width = WIDTH,
                            .height = (int)f.height};
    return chart_png(&f, SCALE, draw, &drawn, &out->png, &out->size);
}

/* What a picture shows is in the text too: one that would make the mail too large is left out. */
static error add_picture(drawing *w, const struct picture_kind *kind, size_t *total,
                         digest_html *out)
{
    digest_picture it;
    TRY(draw_picture(w, kind, &it));
    if (*total + it.size > MAIL_PICTURES_MAX) {
        free(it.png);
        return error_make(ERR_LIMIT, _("các biểu đồ trong thư quá %d byte"), MAIL_PICTURES_MAX);
    }
    *total += it.size;
    out->pictures[out->picture_count++] = it;
    return OK;
}

/* The first reason is kept; its words outlive the ring of errors. */
static void note_undrawn(digest_html *out, error why)
{
    const char *text = arena_strdup(out->memory, why.text);
    if (!out->undrawn.code)
        out->undrawn = (error){why.code, text ? text : ""};
}

static void add_pictures(drawing *w, digest_html *out)
{
    size_t total = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!(w->d->sections & kinds[i].section) || !kinds[i].count(w))
            continue;
        error err = add_picture(w, &kinds[i], &total, out);
        if (err.code)
            note_undrawn(out, err);
    }
}

error mail_draw(const digest *d, digest_html *out)
{
    *out = (digest_html){.memory = arena_new(0)};
    if (!out->memory)
        return error_no_memory();
    if (d->nothing_new || d->depth == DIGEST_BRIEF)
        return OK;
    drawing w = {.d = d, .words.memory = out->memory};
    w.bars = digest_chart_bars(out->memory, d, BARS_MOST);
    collect_trends(&w);
    w.map = digest_chart_map(out->memory, d);
    w.heat = digest_chart_heat(out->memory, d);
    if (!w.words.failed)
        add_pictures(&w, out);
    if (!w.words.failed)
        return OK;
    digest_html_free(out);
    return error_no_memory();
}
