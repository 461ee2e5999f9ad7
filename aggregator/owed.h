/* owed.h - the reports that units owed: who, on what, for which period, and what became of each. */
#pragma once
#include "aggregator/question.h"
#include "model/discipline.h"

/* One report that had to be there by the day that is asked about. */
typedef struct owed {
    const obligation *obligation;
    const unit *unit;
    period period;
    date due;
    attendance attendance;
    const point *said; /* NULL: nothing came */
} owed;
typedef error (*owed_fn)(void *context, const owed *it);

/* What was refused and never mended; read once, for owed_each(). */
typedef struct refusals refusals;
error refusals_read(question *q, const refusals **out);

/* Every report that was owed for a period which closed on or after FROM (year 0: for the last due
 * period of each obligation only, or for the one that is asked about), for what the question is
 * about, by obligation, unit and period. Stops at the first error. */
error owed_each(question *q, const refusals *refused, date from, owed_fn fn, void *context);
