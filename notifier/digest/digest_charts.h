/* digest_charts.h - the charts of a digest: what each one is drawn from, and what it says to those
 * who do not see it. The same in every rendering; how large is the rendering's.
 *
 * Data lives in the arena; NULL (or no row) when memory is out. */
#pragma once
#include "notifier/digest/digest_model.h"
#include "render/chart.h"

/* Progress of the indicators that have a target, most urgent first, at most MOST. */
typedef struct digest_bars {
    chart_bar *bars;
    size_t count;
} digest_bars;
digest_bars digest_chart_bars(arena *a, const digest *d, size_t most);
const char *digest_bars_words(arena *a, const digest_bars *bars);

/* An indicator's figures over time; its count is 0 when fewer than two are known. */
chart_trend_data digest_chart_trend(arena *a, const digest_indicator *it);
const char *digest_trend_words(arena *a, const digest_indicator *it);

typedef struct digest_map {
    chart_tile *tiles;
    size_t count;
} digest_map;
digest_map digest_chart_map(arena *a, const digest *d);
const char *digest_map_words(arena *a, const digest *d);

/* Completeness; its row_count is 0 when there is nothing to show. */
chart_heat digest_chart_heat(arena *a, const digest *d);
const char *digest_heat_words(arena *a, const digest *d);

/* "T7" of "2024-M07", "QII" of a quarter; other periods by their code. */
const char *digest_period_label(arena *a, const char *code);
