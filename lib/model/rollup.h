/* rollup.h - one indicator over many units: the province's figure and who is furthest behind. */
#pragma once
#include "model/catalogue.h"
#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one unit last said for the indicator (its total, not a breakdown). */
typedef struct unit_figure {
    const char *unit;
    figure figure;
    int64_t observed_ms; /* its receipt when the report does not say; for AGGREGATE_LAST */
} unit_figure;

/* An aggregate and its coverage. Missing is not zero: `have` of `expected` units are in it. */
typedef struct rollup {
    bool has_value; /* false: nobody reported, or the rule gives no province-wide figure */
    bool overflow;  /* the sum does not fit 64 bits; has_value is false then */
    figure figure;  /* sums; for a mean of values, their sum with `have` to divide by; of
                       AGGREGATE_LAST the figure that was observed last */
    size_t have, expected;
    size_t reported; /* `have`, and those with nothing to report */
} rollup;

/* F with O's decimals into *OUT; false when it is of the other form or does not fit. */
bool figure_normalise(const obligation *o, const figure *f, figure *out);

/* EXPECTED is how many units had to report. For AGGREGATE_PROVINCE_ONLY the only figure counts; for
 * AGGREGATE_LAST, of figures of one instant, that of the highest unit code: in whatever order they
 * arrived. */
rollup rollup_units(const obligation *o, const unit_figure *figures, size_t count, size_t expected);

/* The figure as people see it, in units of 10^-*decimals: percent with 2 decimals for a ratio,
 * the value itself otherwise; for a mean the mean, with 2 decimals more. False: nothing to show
 * (denominator 0, no value). */
bool rollup_shown(const obligation *o, const rollup *r, int64_t *shown, unsigned *decimals);
bool figure_shown(const obligation *o, const figure *f, int64_t *shown, unsigned *decimals);

/* "36,49%" or "1.234 thẻ"; "—" when there is nothing to show. Returns OUT. */
enum { SHOWN_TEXT_MAX = 120 };
char *rollup_format(const obligation *o, const rollup *r, char *out, size_t size);
char *figure_format(const obligation *o, const figure *f, char *out, size_t size);

/* Whether F (or R) reaches TARGET (10^-TARGET_DECIMALS), compared without rounding. */
bool figure_reaches(const obligation *o, const figure *f, int64_t target);
bool rollup_reaches(const obligation *o, const rollup *r, int64_t target);

/* Sorts FIGURES so that the unit furthest from the goal comes first; units whose figure has
 * nothing to show (denominator 0) come last. */
void rollup_sort_furthest_behind(const obligation *o, unit_figure *figures, size_t count);

/* The total from a breakdown: the sum of FIGURES, whose cells are BREAKDOWNS
 * ("dimension=category;…" as in a report). False, *OUT untouched, unless they are each cell once of
 * exactly one set of dimensions: part of a breakdown is no total. Means, ranks and yes-or-no
 * figures never add up. */
bool breakdown_sum(const obligation *o, const char *const *breakdowns, const figure *figures,
                   size_t count, figure *out);
