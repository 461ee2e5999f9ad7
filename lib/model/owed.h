/* owed.h - the reports that units owed: who, on what, for which period, and what became of each. */
#pragma once
#include "model/discipline.h"
#include "model/view.h"

/* One report that had to be there by the view's day. */
typedef struct owed {
    const obligation *obligation;
    const unit *unit;
    period period;
    date due;
    attendance attendance;
    const point *said; /* NULL: nothing came */
} owed;
typedef error (*owed_fn)(void *context, const owed *it);

/* Every report that was owed for a period which closed on or after FROM (year 0: for the last due
 * period of each obligation only, or for the one that is looked at), by obligation, unit and
 * period, the latest period first. Stops at the first error. */
error owed_each(const view *v, date from, owed_fn fn, void *context);
