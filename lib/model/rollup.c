#include "model/rollup.h"

#include "model/amount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

/* A mean is shown with this many decimals more than its values have. */
enum { MEAN_DECIMALS = 2, PERCENT_DECIMALS = 2, PERCENT = 100 };

static int64_t ten_to(unsigned n)
{
    int64_t p = 1;
    while (n--)
        p *= 10;
    return p;
}

bool figure_normalise(const obligation *o, const figure *f, figure *out)
{
    *out = (figure){.is_ratio = o->is_ratio, .decimals = o->decimals};
    return f->is_ratio == o->is_ratio &&
           amount_rescale(f->value, f->decimals, o->decimals, &out->value) &&
           (!o->is_ratio ||
            amount_rescale(f->denominator, f->decimals, o->decimals, &out->denominator));
}

static bool add(figure *sum, const figure *f)
{
    return amount_add(sum->value, f->value, &sum->value) &&
           amount_add(sum->denominator, f->denominator, &sum->denominator);
}

static void count_true(rollup *r, const figure *f)
{
    r->figure.decimals = 0;
    r->figure.value += f->value > 0;
}

/* Two figures of one instant must not depend on which one came first. */
static bool is_later(const unit_figure *a, const unit_figure *b)
{
    if (a->observed_ms != b->observed_ms)
        return a->observed_ms > b->observed_ms;
    return strcmp(a->unit, b->unit) > 0;
}

rollup rollup_units(const obligation *o, const unit_figure *figures, size_t count, size_t expected)
{
    rollup r = {.expected = expected, .figure = {.is_ratio = o->is_ratio, .decimals = o->decimals}};
    const unit_figure *last = NULL;
    for (size_t i = 0; i < count; i++) {
        figure f;
        if (!figure_normalise(o, &figures[i].figure, &f))
            continue;
        r.have++;
        r.reported++;
        if (o->aggregation == AGGREGATE_COUNT_TRUE)
            count_true(&r, &f);
        else if (o->aggregation != AGGREGATE_LAST)
            r.overflow |= !add(&r.figure, &f);
        else if (!last || is_later(&figures[i], last))
            r.figure = f, last = &figures[i];
    }
    bool one_too_many = o->aggregation == AGGREGATE_PROVINCE_ONLY && r.have != 1;
    r.has_value = r.have > 0 && !r.overflow && !one_too_many && o->aggregation != AGGREGATE_NONE;
    return r;
}

static bool is_mean_of_values(const obligation *o)
{
    return o->aggregation == AGGREGATE_MEAN && !o->is_ratio;
}

bool figure_shown(const obligation *o, const figure *f, int64_t *shown, unsigned *decimals)
{
    if (!o->is_ratio) {
        *shown = f->value;
        *decimals = f->decimals;
        return true;
    }
    *decimals = PERCENT_DECIMALS;
    return amount_ratio(f->value, f->denominator, PERCENT, PERCENT_DECIMALS, shown);
}

bool rollup_shown(const obligation *o, const rollup *r, int64_t *shown, unsigned *decimals)
{
    if (!r->has_value)
        return false;
    if (!is_mean_of_values(o))
        return figure_shown(o, &r->figure, shown, decimals);
    *decimals = r->figure.decimals + MEAN_DECIMALS;
    return amount_ratio(r->figure.value, (int64_t)r->have, ten_to(MEAN_DECIMALS), 0, shown);
}

/* The number and its unit of measure: no space before a percent sign. */
static char *format_shown(const obligation *o, int64_t shown, unsigned decimals, char *out,
                          size_t size)
{
    char number[AMOUNT_TEXT_MAX];
    amount_format_short(shown, decimals, AMOUNT_PEOPLE, number, sizeof number);
    bool percent = o->is_ratio || strcmp(o->measure_unit, "%") == 0;
    const char *measure = percent ? "%" : o->measure_unit;
    snprintf(out, size, "%s%s%s", number, percent || !*measure ? "" : " ", measure);
    return out;
}

char *rollup_format(const obligation *o, const rollup *r, char *out, size_t size)
{
    int64_t shown;
    unsigned decimals;
    if (rollup_shown(o, r, &shown, &decimals))
        return format_shown(o, shown, decimals, out, size);
    snprintf(out, size, "—");
    return out;
}

char *figure_format(const obligation *o, const figure *f, char *out, size_t size)
{
    int64_t shown;
    unsigned decimals;
    if (figure_shown(o, f, &shown, &decimals))
        return format_shown(o, shown, decimals, out, size);
    snprintf(out, size, "—");
    return out;
}

/* Whether A/B * FACTOR is on the good side of TARGET. */
static bool reaches(const obligation *o, int64_t a, int64_t b, int64_t factor, int64_t target)
{
    if (b <= 0)
        return false;
    int order = amount_compare_ratio(a, b, factor, target, TARGET_DECIMALS);
    return o->lower_is_better ? order <= 0 : order >= 0;
}

bool figure_reaches(const obligation *o, const figure *f, int64_t target)
{
    if (o->is_ratio)
        return reaches(o, f->value, f->denominator, PERCENT, target);
    return reaches(o, f->value, ten_to(f->decimals), 1, target);
}

bool rollup_reaches(const obligation *o, const rollup *r, int64_t target)
{
    if (!r->has_value)
        return false;
    if (!is_mean_of_values(o))
        return figure_reaches(o, &r->figure, target);
    int64_t units = (int64_t)r->have * ten_to(r->figure.decimals);
    return reaches(o, r->figure.value, units, 1, target);
}

/* A figure as a fraction that can be compared; a bottom of 0 means nothing to show. */
typedef struct fraction {
    wide top, bottom;
} fraction;

static fraction fraction_of(const figure *f)
{
    if (f->is_ratio)
        return (fraction){f->value, f->denominator};
    return (fraction){f->value, ten_to(f->decimals)};
}

static int furthest_first(const void *a, const void *b, void *context)
{
    const unit_figure *x = a, *y = b;
    const obligation *o = context;
    fraction p = fraction_of(&x->figure), q = fraction_of(&y->figure);
    bool none_p = p.bottom <= 0, none_q = q.bottom <= 0;
    if (none_p != none_q)
        return none_p - none_q;
    wide left = p.top * q.bottom, right = q.top * p.bottom;
    if (none_p || left == right)
        return strcmp(x->unit, y->unit);
    return (left < right) != o->lower_is_better ? -1 : 1;
}

void rollup_sort_furthest_behind(const obligation *o, unit_figure *figures, size_t count)
{
    obligation rule = *o; /* qsort_r wants a context that is not const */
    qsort_r(figures, count, sizeof *figures, furthest_first, &rule);
}

/* ---- breakdowns ------------------------------------------------------------------------------ */

/* All cells of some dimensions of an obligation. */
typedef struct cells {
    const dimension
        *dimensions[REPORT_BREAKDOWN_DIMENSIONS_MAX]; /* by code, as a report has them */
    size_t dimension_count, count;
} cells;

static bool names_dimension(const char *breakdown, const char *code)
{
    size_t n = strlen(code);
    for (const char *at = breakdown; *at; at += strcspn(at, ";"), at += *at == ';')
        if (strncmp(at, code, n) == 0 && at[n] == '=')
            return true;
    return false;
}

static void put_by_code(cells *c, const dimension *d)
{
    size_t i = c->dimension_count++;
    for (; i > 0 && strcmp(c->dimensions[i - 1]->code, d->code) > 0; i--)
        c->dimensions[i] = c->dimensions[i - 1];
    c->dimensions[i] = d;
}

/* The cells of the dimensions that BREAKDOWN names. */
static bool cells_of(const obligation *o, const char *breakdown, cells *out)
{
    *out = (cells){.count = 1};
    for (size_t d = 0; d < o->dimension_count; d++) {
        if (!names_dimension(breakdown, o->dimensions[d].code))
            continue;
        if (out->dimension_count == REPORT_BREAKDOWN_DIMENSIONS_MAX ||
            __builtin_mul_overflow(out->count, o->dimensions[d].category_count, &out->count))
            return false;
        put_by_code(out, &o->dimensions[d]);
    }
    return out->dimension_count > 0;
}

static void write_cell(const cells *c, size_t number, char *out, size_t size)
{
    size_t used = 0;
    for (size_t d = 0; d < c->dimension_count && used < size; d++) {
        const dimension *each = c->dimensions[d];
        const char *category = each->categories[number % each->category_count].code;
        used += (size_t)snprintf(out + used, size - used, "%s%s=%s", d ? ";" : "", each->code,
                                 category);
        number /= each->category_count;
    }
}

/* Adds the figure of CELL to *SUM; false when it is not there or does not add. */
static bool add_cell(const obligation *o, const char *cell, const char *const *breakdowns,
                     const figure *figures, size_t count, figure *sum)
{
    figure f;
    for (size_t i = 0; i < count; i++)
        if (strcmp(breakdowns[i], cell) == 0)
            return figure_normalise(o, &figures[i], &f) && add(sum, &f);
    return false;
}

static bool adds_up(const obligation *o)
{
    return o->aggregation != AGGREGATE_MEAN && o->aggregation != AGGREGATE_NONE &&
           o->aggregation != AGGREGATE_COUNT_TRUE;
}

bool breakdown_sum(const obligation *o, const char *const *breakdowns, const figure *figures,
                   size_t count, figure *out)
{
    cells all;
    char cell[REPORT_BREAKDOWN_MAX + 1];
    figure sum = {.is_ratio = o->is_ratio, .decimals = o->decimals};
    if (!adds_up(o) || count == 0 || !cells_of(o, breakdowns[0], &all) || all.count != count)
        return false;
    /* As many cells as there are, and each of them found: none is there twice. */
    for (size_t i = 0; i < count; i++) {
        write_cell(&all, i, cell, sizeof cell);
        if (!add_cell(o, cell, breakdowns, figures, count, &sum))
            return false;
    }
    *out = sum;
    return true;
}
