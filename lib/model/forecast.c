#include "model/forecast.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

enum { PAIRS_MAX = FORECAST_SAMPLES_MAX * (FORECAST_SAMPLES_MAX - 1) / 2 };

/* An exact pace per day. Changes take 65 bits and days 25, so that a mean of two paces has a top of
 * at most 91 bits and a bottom of at most 51, and every product below stays within 127. */
typedef struct slope {
    wide top, bottom; /* bottom > 0 */
} slope;

/* The samples that count: days strictly rising. */
typedef struct track {
    int64_t days[FORECAST_SAMPLES_MAX];
    int64_t values[FORECAST_SAMPLES_MAX];
    size_t count;
} track;

static int64_t held(wide x)
{
    if (x > INT64_MAX)
        return INT64_MAX;
    return x < INT64_MIN ? INT64_MIN : (int64_t)x;
}

/* TOP/BOTTOM, half away from zero. */
static int64_t rounded(wide top, wide bottom)
{
    wide half = bottom / 2;
    return held((top + (top < 0 ? -half : half)) / bottom);
}

/* From the newest backwards, so that of one day's samples the last is met first. */
static track track_of(const sample *samples, size_t count)
{
    track newest_first = {0}, t = {0};
    for (size_t i = count; i-- > 0 && newest_first.count < FORECAST_SAMPLES_MAX;) {
        int64_t day = date_to_days(samples[i].day);
        if (newest_first.count && day >= newest_first.days[newest_first.count - 1])
            continue;
        newest_first.days[newest_first.count] = day;
        newest_first.values[newest_first.count++] = samples[i].value;
    }
    for (size_t i = newest_first.count; i-- > 0; t.count++) {
        t.days[t.count] = newest_first.days[i];
        t.values[t.count] = newest_first.values[i];
    }
    return t;
}

static slope slope_between(const track *t, size_t from, size_t to)
{
    return (slope){(wide)t->values[to] - t->values[from], t->days[to] - t->days[from]};
}

static int by_slope(const void *a, const void *b)
{
    const slope *x = a, *y = b;
    wide left = x->top * y->bottom, right = y->top * x->bottom;
    return (left > right) - (left < right);
}

static slope median_slope(const track *t)
{
    slope pairs[PAIRS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < t->count; i++)
        for (size_t k = i + 1; k < t->count; k++)
            pairs[n++] = slope_between(t, i, k);
    qsort(pairs, n, sizeof *pairs, by_slope);
    slope low = pairs[(n - 1) / 2], high = pairs[n / 2];
    if (n % 2)
        return low;
    return (slope){low.top * high.bottom + high.top * low.bottom, 2 * low.bottom * high.bottom};
}

static int by_size(const void *a, const void *b)
{
    const wide *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Where the line with PACE is on the last day, in units of 1/(2 * PACE's bottom). */
static wide median_level(const track *t, slope pace)
{
    wide levels[FORECAST_SAMPLES_MAX];
    for (size_t i = 0; i < t->count; i++) {
        int64_t to_go = t->days[t->count - 1] - t->days[i];
        levels[i] = t->values[i] * pace.bottom + pace.top * to_go;
    }
    qsort(levels, t->count, sizeof *levels, by_size);
    return levels[(t->count - 1) / 2] + levels[t->count / 2];
}

/* The line that is at LEVEL (in units of 1/(2 * PACE's bottom)) on the last day. */
static forecast line_to(const track *t, slope pace, wide level, int64_t target, bool downwards)
{
    forecast f = {.known = true,
                  .pace = rounded(pace.top * FORECAST_PACE_DAYS, pace.bottom),
                  .level = rounded(level, 2 * pace.bottom)};
    wide gap = 2 * pace.bottom * target - level, step = 2 * pace.top;
    if (downwards) {
        gap = -gap;
        step = -step;
    }
    if (gap > 0 && step <= 0)
        return f;
    wide days = gap > 0 ? (gap + step - 1) / step : 0;
    f.reaches = days <= FORECAST_DAYS_MAX;
    if (f.reaches)
        f.expected = date_from_days(t->days[t->count - 1] + (int64_t)days);
    return f;
}

forecast forecast_line(const sample *samples, size_t count, int64_t target, bool downwards)
{
    track t = track_of(samples, count);
    if (t.count < FORECAST_SAMPLES_MIN)
        return (forecast){0};
    slope pace = median_slope(&t);
    return line_to(&t, pace, median_level(&t, pace), target, downwards);
}

forecast forecast_first_to_last(const sample *samples, size_t count, int64_t target, bool downwards)
{
    track t = track_of(samples, count);
    if (t.count < FORECAST_SAMPLES_MIN)
        return (forecast){0};
    slope pace = slope_between(&t, 0, t.count - 1);
    wide level = 2 * pace.bottom * t.values[t.count - 1];
    return line_to(&t, pace, level, target, downwards);
}
