/* The charts of the appendix, as vectors. */
#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"
#include "notifier/digest/digest_charts.h"

#include <math.h>

#define CHART_FONT "Liberation Sans"
#define CHART_SIZE 9.5
#define GUTTER     16

enum { BARS_MOST = 20, TRENDS_MOST = 12 };

static chart_frame frame_of(double width, double height)
{
    return (chart_frame){
        .width = width, .height = height, .font = CHART_FONT, .font_size = CHART_SIZE};
}

/* ---- progress -------------------------------------------------------------------------------- */

static void draw_bars(cairo_t *to, double width, double height, const void *data)
{
    const digest_bars *bars = data;
    chart_frame f = frame_of(width, height);
    chart_bars(to, &f, bars->bars, bars->count);
}

/* As many bars as have room in HEIGHT, at least one. */
static size_t bars_within(const digest_bars *all, double height)
{
    chart_frame f = frame_of(paper_width(), 0);
    size_t n = all->count;
    while (n > 1 && chart_bars_height(&f, all->bars, n) > height)
        n--;
    return n;
}

void chart_section_progress(document *doc)
{
    arena *a = doc->words->memory;
    chart_frame f = frame_of(paper_width(), 0);
    digest_bars all = digest_chart_bars(a, doc->d, BARS_MOST);
    if (!all.count)
        return;
    digest_bars shown = {all.bars, bars_within(&all, paper_sheet_room() * 0.9)};
    document_section(doc, _("Mức đạt so với mức giao"));
    paper_picture(doc->paper, chart_bars_height(&f, shown.bars, shown.count), draw_bars, &shown,
                  digest_bars_words(a, &shown));
}

/* ---- trends ---------------------------------------------------------------------------------- */

/* Two beside each other. */
typedef struct pair {
    chart_trend_data trends[2];
    const digest_indicator *of[2];
    size_t count;
} pair;

static void draw_pair(cairo_t *to, double width, double height, const void *data)
{
    const pair *it = data;
    chart_frame f = frame_of((width - GUTTER) / 2, height);
    for (size_t i = 0; i < it->count; i++) {
        cairo_save(to);
        cairo_translate(to, (f.width + GUTTER) * (double)i, 0);
        chart_trend(to, &f, &it->trends[i]);
        cairo_restore(to);
    }
}

static void write_pair(document *doc, const pair *it)
{
    arena *a = doc->words->memory;
    chart_frame f = frame_of((paper_width() - GUTTER) / 2, 0);
    const char *words = _("Biểu đồ xu hướng.");
    for (size_t i = 0; i < it->count; i++)
        words = phrase(doc->words, "%s %s", words, digest_trend_words(a, it->of[i]));
    if (it->count)
        paper_picture(doc->paper, chart_trend_height(&f) + CHART_SIZE, draw_pair, it, words);
}

void chart_section_trends(document *doc)
{
    const digest *d = doc->d;
    pair next = {.count = 0};
    size_t shown = 0;
    for (size_t i = 0; i < d->indicator_count && shown < TRENDS_MOST; i++) {
        chart_trend_data trend = digest_chart_trend(doc->words->memory, &d->indicators[i]);
        if (!trend.count)
            continue;
        if (!shown++)
            document_section(doc, _("Diễn biến các chỉ tiêu"));
        next.trends[next.count] = trend;
        next.of[next.count++] = &d->indicators[i];
        if (next.count == 2) {
            write_pair(doc, &next);
            next.count = 0;
        }
    }
    write_pair(doc, &next);
}

/* ---- map, completeness ----------------------------------------------------------------------- */

static void draw_map(cairo_t *to, double width, double height, const void *data)
{
    const digest_map *map = data;
    chart_frame f = frame_of(width, height);
    chart_tiles(to, &f, map->tiles, map->count);
}

void chart_section_map(document *doc)
{
    digest_map map = digest_chart_map(doc->words->memory, doc->d);
    chart_frame f = frame_of(paper_width(), 0);
    if (!map.count)
        return;
    document_section(doc, _("Bản đồ các đơn vị: tình trạng nặng nhất và tổng điểm"));
    paper_picture(doc->paper,
                  fmin(chart_tiles_height(&f, map.tiles, map.count), paper_sheet_room() * 0.9),
                  draw_map, &map, digest_map_words(doc->words->memory, doc->d));
}

static void draw_heat(cairo_t *to, double width, double height, const void *data)
{
    chart_frame f = frame_of(width, height);
    chart_heat_map(to, &f, data);
}

/* As many units as have room on a sheet, then the next. */
void chart_section_heat(document *doc)
{
    chart_heat rest = digest_chart_heat(doc->words->memory, doc->d);
    chart_frame f = frame_of(paper_width(), 0);
    if (!rest.row_count)
        return;
    document_section(doc, _("Mức độ đầy đủ của báo cáo (% số báo cáo đã gửi)"));
    while (rest.row_count) {
        chart_heat part = rest;
        while (part.row_count > 1 &&
               chart_heat_height(&f, part.row_count) > paper_sheet_room() * 0.9)
            part.row_count--;
        paper_picture(doc->paper, chart_heat_height(&f, part.row_count), draw_heat, &part,
                      digest_heat_words(doc->words->memory, doc->d));
        rest.rows += part.row_count;
        rest.percent += part.row_count * rest.column_count;
        rest.row_count -= part.row_count;
    }
}
