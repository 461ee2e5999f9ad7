/* view.h - the province on one day, or a part of it: what every program answers from.
 *
 * Shell, digest and pages ask the same questions of the same board. Which obligations and units are
 * looked at, and what is found of them, is told here once, so that no two answers differ. */
#pragma once
#include "model/board.h"
#include "model/refusals.h"

typedef struct view {
    const catalogue *rules;
    const board *board;
    const refusals *refused; /* NULL: nobody was refused */
    date today;
    arena *memory; /* of what is answered */

    /* The part that is looked at; NULL or 0: everything. */
    const char *const *fields; /* "DX+06" belongs to both */
    size_t field_count;
    const char *const *units; /* codes, each with all below it */
    size_t unit_count;
    const obligation *obligation;
    const member *member;
    bool has_period;
    period period; /* reports on it and before */
} view;

/* Whether O is within fields, obligation and member, and is reported for such periods. */
bool view_has(const view *v, const obligation *o);
/* And U (NULL: the province as a whole) within units and member. */
bool view_has_unit(const view *v, const obligation *o, const unit *u);

/* What U (NULL: the province) said for O, up to the period that is looked at. */
error view_series(const view *v, const obligation *o, const unit *u, series *out);
error view_judge(const view *v, const obligation *o, const unit *u, judgement *out);

/* Calls FN for each unit that reports on O that day and is looked at, and first with NULL for the
 * province when the view is of all units. Stops at the first error. */
typedef error (*view_unit_fn)(void *context, const obligation *o, const unit *u);
error view_each_unit(const view *v, const obligation *o, view_unit_fn fn, void *context);

/* The day on which the reporting year began: discipline and scores count from it. */
date view_year_opens(const view *v);
