#include "notifier/digest/digest_charts.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "model/period.h"

#include <inttypes.h>
#include <string.h>

/* TEXT, or "" when memory is out: a chart without a word is better than none. */
static const char *safe(const char *text)
{
    return text ? text : "";
}

const char *digest_period_label(arena *a, const char *code)
{
    static const char *const roman[] = {"I", "II", "III", "IV"};
    period p;
    if (period_parse(code, &p).code)
        return code;
    if (p.kind == PERIOD_MONTH)
        return safe(arena_printf(a, "T%u", p.number));
    if (p.kind == PERIOD_QUARTER && p.number >= 1 && p.number <= 4)
        return safe(arena_printf(a, "Q%s", roman[p.number - 1]));
    return code;
}

/* ---- progress -------------------------------------------------------------------------------- */

static chart_bar bar_of(arena *a, const digest_indicator *it)
{
    const digest_standing *s = &it->whole;
    return (chart_bar){.label = safe(arena_printf(a, "%s %s", it->about.code, it->about.name)),
                       .figure = safe(arena_printf(a, "%s / %s", safe(exact_text(a, &s->value)),
                                                   safe(exact_text(a, &s->target)))),
                       .percent = s->value.known ? s->percent : -1,
                       .expected_percent = s->path_percent > 0 ? s->path_percent : -1,
                       .status = s->status};
}

/* Less is better has no percent of its target, and what has no target has no bar. */
static bool has_bar(const digest_indicator *it)
{
    return it->whole.target.known && (it->whole.percent >= 0 || !it->whole.value.known);
}

digest_bars digest_chart_bars(arena *a, const digest *d, size_t most)
{
    digest_bars out = {arena_alloc(a, (d->indicator_count + 1) * sizeof *out.bars), 0};
    for (size_t i = 0; out.bars && i < d->indicator_count && out.count < most; i++)
        if (has_bar(&d->indicators[i]))
            out.bars[out.count++] = bar_of(a, &d->indicators[i]);
    return out;
}

const char *digest_bars_words(arena *a, const digest_bars *bars)
{
    const char *out = _("Biểu đồ mức đạt so với mức giao.");
    for (size_t i = 0; i < bars->count; i++) {
        const chart_bar *b = &bars->bars[i];
        out = safe(arena_printf(a, "%s %s: %s, %s.", out, b->label, b->figure,
                                safe(text_lower(a, status_name(b->status)))));
    }
    return out;
}

/* ---- trend ----------------------------------------------------------------------------------- */

/* One scale for all of a chart: that of the finest figure that fits. */
static bool in_decimals(const exact *e, unsigned decimals, int64_t *out)
{
    return e->known && amount_rescale(e->amount, e->decimals, decimals, out);
}

static unsigned finest(const digest_indicator *it)
{
    unsigned decimals = 0;
    for (size_t i = 0; i < it->trend_count; i++)
        if (it->trend[i].value.known && it->trend[i].value.decimals > decimals)
            decimals = it->trend[i].value.decimals;
    return decimals;
}

chart_trend_data digest_chart_trend(arena *a, const digest_indicator *it)
{
    chart_point *points = arena_alloc(a, (it->trend_count + 1) * sizeof *points);
    chart_trend_data out = {.title = safe(arena_printf(a, "%s %s", it->about.code, it->about.name)),
                            .points = points,
                            .decimals = finest(it),
                            .unit = it->whole.value.unit ? it->whole.value.unit : ""};
    size_t known = 0;
    for (size_t i = 0; points && i < it->trend_count; i++) {
        points[i].label = digest_period_label(a, it->trend[i].period);
        points[i].known = in_decimals(&it->trend[i].value, out.decimals, &points[i].value);
        known += points[i].known;
    }
    out.count = known > 1 ? it->trend_count : 0;
    out.has_target = in_decimals(&it->whole.target, out.decimals, &out.target);
    return out;
}

static const digest_point *known_point(const digest_indicator *it, bool last)
{
    for (size_t i = 0; i < it->trend_count; i++) {
        const digest_point *at = &it->trend[last ? it->trend_count - 1 - i : i];
        if (at->value.known)
            return at;
    }
    return NULL;
}

const char *digest_trend_words(arena *a, const digest_indicator *it)
{
    const digest_point *first = known_point(it, false), *last = known_point(it, true);
    if (!first || first == last)
        return safe(arena_printf(a, _("%s: chưa đủ số liệu."), it->about.code));
    return safe(
        arena_printf(a, _("%s: từ %s (%s) đến %s (%s)."), it->about.code,
                     safe(exact_text(a, &first->value)), digest_period_label(a, first->period),
                     safe(exact_text(a, &last->value)), digest_period_label(a, last->period)));
}

/* ---- map ------------------------------------------------------------------------------------- */

static const char *points_text(arena *a, const exact *e)
{
    char number[AMOUNT_TEXT_MAX];
    if (!e->known)
        return "";
    amount_format_short(e->amount, e->decimals, AMOUNT_PEOPLE, number, sizeof number);
    return safe(arena_strdup(a, number));
}

digest_map digest_chart_map(arena *a, const digest *d)
{
    digest_map out = {arena_alloc(a, (d->tile_count + 1) * sizeof *out.tiles), 0};
    for (size_t i = 0; out.tiles && i < d->tile_count; i++)
        out.tiles[out.count++] = (chart_tile){.label = d->tiles[i].unit.short_name,
                                              .figure = points_text(a, &d->tiles[i].score),
                                              .row = d->tiles[i].row,
                                              .column = d->tiles[i].column,
                                              .status = d->tiles[i].worst};
    return out;
}

/* Statuses with their units, most urgent first: "Quá hạn: Mường Lát, Quan Sơn." */
const char *digest_map_words(arena *a, const digest *d)
{
    const char *out = _("Bản đồ các đơn vị theo tình trạng nặng nhất.");
    for (int urgency = 0; urgency <= STATUS_NOT_APPLICABLE; urgency++) {
        const char *names = "";
        status s = 0;
        for (size_t i = 0; i < d->tile_count; i++) {
            if (status_urgency(d->tiles[i].worst) != urgency)
                continue;
            s = d->tiles[i].worst;
            names = safe(
                arena_printf(a, "%s%s%s", names, *names ? ", " : "", d->tiles[i].unit.short_name));
        }
        if (s)
            out = safe(arena_printf(a, "%s %s: %s.", out, status_name(s), names));
    }
    return out;
}

/* ---- completeness ---------------------------------------------------------------------------- */

/* Never 100 before everything is there. */
static int percent_of(const digest_cell *c)
{
    return c->expected ? (int)(c->actual * 100 / c->expected) : -1;
}

chart_heat digest_chart_heat(arena *a, const digest *d)
{
    size_t columns = d->heat_periods.count, rows = d->heat_count;
    const char **names = arena_alloc(a, (rows + 1) * sizeof *names);
    const char **labels = arena_alloc(a, (columns + 1) * sizeof *labels);
    int *percent = arena_alloc(a, (rows * columns + 1) * sizeof *percent);
    if (!names || !labels || !percent || !columns)
        return (chart_heat){0};
    for (size_t c = 0; c < columns; c++)
        labels[c] = digest_period_label(a, d->heat_periods.items[c]);
    for (size_t r = 0; r < rows; r++) {
        names[r] = d->heat[r].unit.short_name;
        for (size_t c = 0; c < columns; c++)
            percent[r * columns + c] =
                c < d->heat[r].cell_count ? percent_of(&d->heat[r].cells[c]) : -1;
    }
    return (chart_heat){labels, columns, names, rows, percent};
}

/* Of the last period; -1: nothing was owed. */
static int last_percent(const digest *d, size_t row)
{
    size_t last = d->heat_periods.count;
    return last && d->heat[row].cell_count >= last ? percent_of(&d->heat[row].cells[last - 1]) : -1;
}

/* Units that sent less than all for the last period, least first: " Mường Lát 0%, Quan Sơn 25%" */
static const char *incomplete_units(arena *a, const digest *d)
{
    enum { NAMED_MOST = 15 };
    const char *out = "";
    size_t all = 0;
    for (int percent = 0; percent < 100; percent++)
        for (size_t r = 0; r < d->heat_count; r++)
            if (last_percent(d, r) == percent && all++ < NAMED_MOST)
                out = safe(arena_printf(a, "%s%s %s %d%%", out, *out ? "," : "",
                                        d->heat[r].unit.short_name, percent));
    return all > NAMED_MOST
               ? safe(arena_printf(a, _("%s và %zu đơn vị khác"), out, all - NAMED_MOST))
               : out;
}

const char *digest_heat_words(arena *a, const digest *d)
{
    size_t whole = 0;
    for (size_t r = 0; r < d->heat_count; r++)
        whole += last_percent(d, r) == 100;
    const char *incomplete = incomplete_units(a, d);
    const char *out =
        safe(arena_printf(a,
                          _("Mức độ đầy đủ của báo cáo theo đơn vị và kỳ: kỳ gần nhất có %zu/%zu "
                            "đơn vị gửi đủ."),
                          whole, d->heat_count));
    return *incomplete ? safe(arena_printf(a, _("%s Chưa đủ:%s."), out, incomplete)) : out;
}
