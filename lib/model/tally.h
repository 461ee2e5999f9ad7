/* tally.h - one sum over units, kept by differences: what is said is added, what it replaces is
 * taken off. */
#pragma once
#include "model/rollup.h"
#include "model/status.h"

typedef struct tally {
    int64_t value, denominator; /* with the indicator's decimals; a task's percents */
    size_t have;                /* units with a figure or progress */
    size_t positive;            /* of those: above 0, or the task done */
    size_t reported;            /* units that said anything, "nothing to report" too */
} tally;

typedef enum tally_sign { TALLY_ADD = 1, TALLY_TAKE_OFF = -1 } tally_sign;

/* Adds SAID or takes it off. False, and T as it was, when a sum would not fit 64 bits. What cannot
 * be a figure of O (another form, more decimals) counts as reported only. */
bool tally_apply(tally *t, const obligation *o, const point *said, tally_sign sign);

bool tally_equal(const tally *a, const tally *b);

/* As a roll-up over EXPECTED units; not for AGGREGATE_LAST, whose figure is in no sum. */
rollup tally_rollup(const tally *t, const obligation *o, size_t expected);
