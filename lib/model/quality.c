#include "model/quality.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

enum { DEVIATIONS = 5, LEAST_ROOM = 50 /* a 50th of the median: 2 % */ };

static int compare(const void *a, const void *b)
{
    wide x = *(const wide *)a, y = *(const wide *)b;
    return (x > y) - (x < y);
}

/* Twice the median: the sum of the two in the middle, or of the one with itself. Sorts VALUES. */
static wide double_median(wide *values, size_t n)
{
    qsort(values, n, sizeof *values, compare);
    return values[(n - 1) / 2] + values[n / 2];
}

static wide magnitude(wide a)
{
    return a < 0 ? -a : a;
}

static int64_t clamp(wide a)
{
    if (a > INT64_MAX)
        return INT64_MAX;
    return a < INT64_MIN ? INT64_MIN : (int64_t)a;
}

/* A quarter of A, rounded down. */
static wide quarter(wide a)
{
    return a >= 0 ? a / 4 : -((-a + 3) / 4);
}

/* All in quarters: halves come from the median, halves of them from the MAD. */
bool quality_usual(const int64_t *history, size_t n, usual_range *out)
{
    wide values[QUALITY_HISTORY_MAX];
    if (n < QUALITY_HISTORY_MIN)
        return false;
    if (n > QUALITY_HISTORY_MAX) {
        history += n - QUALITY_HISTORY_MAX;
        n = QUALITY_HISTORY_MAX;
    }
    for (size_t i = 0; i < n; i++)
        values[i] = history[i];
    wide median2 = double_median(values, n);
    wide low4 = 4 * values[0] - magnitude(median2);
    wide high4 = 4 * values[n - 1] + magnitude(median2);
    for (size_t i = 0; i < n; i++)
        values[i] = magnitude(2 * values[i] - median2);
    wide mad4 = double_median(values, n);
    if (mad4) {
        wide room4 = DEVIATIONS * mad4, least4 = 2 * magnitude(median2) / LEAST_ROOM;
        room4 = room4 < least4 ? least4 : room4;
        low4 = 2 * median2 - room4;
        high4 = 2 * median2 + room4;
    } else if (!median2) {
        return false;
    }
    *out = (usual_range){clamp(-quarter(-low4)), clamp(quarter(high4))};
    return true;
}

bool quality_is_jump(const int64_t *history, size_t n, int64_t value, usual_range *usual)
{
    usual_range range;
    if (!quality_usual(history, n, &range) || (value >= range.low && value <= range.high))
        return false;
    *usual = range;
    return true;
}
