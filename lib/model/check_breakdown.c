#include "base/i18n.h"
#include "model/amount.h"
#include "model/board.h"
#include "model/check_quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether the categories of a breakdown add up to the total, once both are there. */

enum { CELLS_MAX = 1024 };

/* Some of an obligation's dimensions, in the order in which a breakdown names them. */
typedef struct cross {
    const dimension *dimensions[REPORT_BREAKDOWN_DIMENSIONS_MAX];
    size_t count, cells;
} cross;

/* One cell: its breakdown and its figure. */
typedef struct cell {
    char key[REPORT_BREAKDOWN_MAX + 1];
    const figure *figure;
} cell;

static int by_code(const void *a, const void *b)
{
    const dimension *x = *(const dimension *const *)a, *y = *(const dimension *const *)b;
    return strcmp(x->code, y->code);
}

/* The dimensions whose bits are set in CHOSEN. */
static cross cross_of(const obligation *o, unsigned chosen)
{
    cross x = {.cells = 1};
    for (size_t d = 0; d < o->dimension_count && d < REPORT_BREAKDOWN_DIMENSIONS_MAX; d++)
        if (chosen & 1U << d) {
            x.dimensions[x.count++] = &o->dimensions[d];
            x.cells *= o->dimensions[d].category_count;
        }
    qsort(x.dimensions, x.count, sizeof *x.dimensions, by_code);
    return x;
}

/* "dimension=category;…" of the N-th cell. */
static void write_key(const cross *x, size_t n, char *out, size_t size)
{
    size_t used = 0;
    for (size_t d = 0; d < x->count && used < size; d++) {
        const dimension *dim = x->dimensions[d];
        const category *c = &dim->categories[n % dim->category_count];
        n /= dim->category_count;
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s=%s", d ? ";" : "", dim->code, c->code);
    }
}

/* The figure of BREAKDOWN, the report's own among them; NULL: not said. */
static const figure *figure_of(const inspection *i, const char *breakdown)
{
    if (strcmp(i->report->breakdown, breakdown) == 0)
        return &i->report->figure;
    const point *p =
        board_point(i->context->board, i->obligation, i->report->unit, i->period, breakdown);
    return p && p->kind == REPORT_FIGURE && !p->returned ? &p->figure : NULL;
}

static cell cell_at(const inspection *i, const cross *x, size_t n)
{
    cell c;
    write_key(x, n, c.key, sizeof c.key);
    c.figure = figure_of(i, c.key);
    return c;
}

/* The sum of all cells; false when one is not reported yet, or they do not add up. */
static bool sum_cells(const inspection *i, const cross *x, figure *sum)
{
    cell *cells = calloc(x->cells, sizeof *cells);
    const char **keys = calloc(x->cells, sizeof *keys);
    figure *figures = calloc(x->cells, sizeof *figures);
    bool ok = cells && keys && figures;
    for (size_t n = 0; ok && n < x->cells; n++) {
        cells[n] = cell_at(i, x, n);
        keys[n] = cells[n].key;
        ok = cells[n].figure;
        if (ok)
            figures[n] = *cells[n].figure;
    }
    ok = ok && breakdown_sum(i->obligation, keys, figures, x->cells, sum);
    free(cells);
    free(keys);
    free(figures);
    return ok;
}

static bool same_amounts(const obligation *o, const figure *a, const figure *b)
{
    figure x, y;
    return figure_normalise(o, a, &x) && figure_normalise(o, b, &y) && x.value == y.value &&
           x.denominator == y.denominator;
}

static void compare_with_total(inspection *i, const cross *x, const figure *total)
{
    const obligation *o = i->obligation;
    char a[SHOWN_TEXT_MAX], b[SHOWN_TEXT_MAX];
    figure sum;
    if (x->cells == 0 || x->cells > CELLS_MAX || !sum_cells(i, x, &sum) ||
        same_amounts(o, &sum, total))
        return;
    warn(
        i, "breakdown-sum", PART_BREAKDOWN,
        _("các phân tổ theo \"%s\" cộng lại được %s, khác tổng số %s; nếu có phần chưa phân tổ thì "
          "không phải làm gì, nếu không hãy đính chính"),
        x->dimensions[0]->name, figure_format(o, &sum, a, sizeof a),
        figure_format(o, total, b, sizeof b));
}

void note_breakdown_sum(inspection *i)
{
    const obligation *o = i->obligation;
    const figure *total = o->dimension_count ? figure_of(i, "") : NULL;
    size_t n = o->dimension_count < REPORT_BREAKDOWN_DIMENSIONS_MAX
                   ? o->dimension_count
                   : REPORT_BREAKDOWN_DIMENSIONS_MAX;
    for (unsigned chosen = 1; total && chosen < 1U << n; chosen++) {
        cross x = cross_of(o, chosen);
        compare_with_total(i, &x, total);
    }
}
