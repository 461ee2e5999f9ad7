/* xlsx_rows.h - what a digest nests, as rows of one level. All in arena A; NULL: no memory. */
#pragma once
#include "notifier/digest/digest_model.h"

/* An obligation as a whole, with its counts, or one of its units. */
typedef struct xlsx_standing_row {
    digest_obligation about;
    digest_standing at;
    bool is_whole;
    size_t overdue, behind, at_risk, silent, done, units;
} xlsx_standing_row;

/* An indicator as a whole, or one of its units. */
typedef struct xlsx_indicator_row {
    digest_obligation about;
    digest_standing at;
    bool is_whole;
    const char *period_name;
    exact numerator, denominator, change;
    const char *change_text;
} xlsx_indicator_row;

typedef struct xlsx_point_row {
    const char *code, *name, *period_name;
    digest_point at;
} xlsx_point_row;

typedef struct xlsx_rank_row {
    const char *ranking;
    digest_rank at;
    bool moved; /* ranked both times */
    int64_t up; /* places won since the last digest */
} xlsx_rank_row;

/* A unit, and behind it in memory one digest_cell for each period. */
typedef struct xlsx_heat_row {
    digest_party unit;
    digest_cell cells[];
} xlsx_heat_row;

/* "tháng 7/2024" for "2024-M07". */
const char *xlsx_period_name(arena *a, const char *code);

xlsx_standing_row *xlsx_concern_rows(arena *a, const digest *d, size_t *count);
xlsx_standing_row *xlsx_upcoming_rows(arena *a, const digest *d, size_t *count);
xlsx_indicator_row *xlsx_indicator_rows(arena *a, const digest *d, size_t *count);
xlsx_point_row *xlsx_point_rows(arena *a, const digest *d, size_t *count);
xlsx_rank_row *xlsx_rank_rows(arena *a, const digest *d, size_t *count);
/* SIZE bytes each. */
void *xlsx_heat_rows(arena *a, const digest *d, size_t *count, size_t *size);
