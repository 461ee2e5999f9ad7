/* forecast.h - at which pace a figure grows, and when it will be where it should.
 *
 * The pace is the median of the slopes between all pairs of reports, and the line's height the
 * median of what each report says with that pace (Theil and Sen): one odd report out of five hardly
 * moves either. Whole numbers throughout, so that every compiler agrees. */
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

enum {
    FORECAST_SAMPLES_MIN = 2,
    FORECAST_SAMPLES_MAX = 24,
    FORECAST_PACE_DAYS = 1000, /* paces are per so many days, so that slow ones keep digits */
    FORECAST_DAYS_MAX = 36525, /* a target further off than 100 years is not reached */
};

typedef struct forecast {
    bool known;    /* false: too few samples */
    int64_t pace;  /* per FORECAST_PACE_DAYS in the samples' unit; rounded, held at 64 bits */
    int64_t level; /* where the line is on the last sample's day; rounded, held at 64 bits */
    bool reaches;  /* whether it gets to the target at all */
    date expected; /* when reaches: first day, from the last sample's on, at or beyond the target */
} forecast;

/* The line through the last FORECAST_SAMPLES_MAX of SAMPLES (oldest first; of several on one day
 * the last counts), and the day when it reaches TARGET, computed without rounding. DOWNWARDS: lower
 * is better. */
forecast forecast_line(const sample *samples, size_t count, int64_t target, bool downwards);

/* The same by the straight line through the first and the last sample: what to compare with. */
forecast forecast_first_to_last(const sample *samples, size_t count, int64_t target,
                                bool downwards);
