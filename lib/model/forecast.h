/* forecast.h - at which pace a figure grows, and when it will be where it should.
 *
 * The pace is the median of the slopes between all pairs of reports (Theil and Sen): one odd report
 * out of five does not move it. Whole numbers throughout, so that every compiler agrees. */
#pragma once
#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A value on a day. */
typedef struct sample {
    date day;
    int64_t value;
} sample;

enum { FORECAST_SAMPLES_MIN = 2, FORECAST_SAMPLES_MAX = 24 };

typedef struct forecast {
    bool known;    /* false: too few samples */
    int64_t pace;  /* per 1,000,000 days in the samples' unit, so that slow ones keep digits */
    int64_t level; /* where the line is on the last sample's day */
    bool reaches;  /* whether it gets to the target at all */
    date expected; /* first day at or beyond the target, when reaches */
} forecast;

/* The line through the last FORECAST_SAMPLES_MAX of SAMPLES (oldest first, days rising), and the
 * day when it reaches TARGET. DOWNWARDS: lower is better. */
forecast forecast_line(const sample *samples, size_t count, int64_t target, bool downwards);

/* The same by the straight line through the first and the last sample: what to compare with. */
forecast forecast_first_to_last(const sample *samples, size_t count, int64_t target,
                                bool downwards);
