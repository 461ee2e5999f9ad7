/* quality.h - what is usual for one unit, by its own past figures.
 *
 * The median and the median absolute deviation (MAD), exact, in whole numbers: one odd figure in
 * the past moves neither of them much. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With less than that there is no habit yet; of a longer past the latest count. */
enum { QUALITY_HISTORY_MIN = 4, QUALITY_HISTORY_MAX = 60 };

typedef struct usual_range {
    int64_t low, high; /* both usual themselves */
} usual_range;

/* What is usual after HISTORY, oldest first: within 5 MAD of its median, and 2 % of the median at
 * least, for a unit that is always near 99.6 % should not be asked about 99.8 %. Where more than
 * half of HISTORY is the same the MAD is 0 and says nothing; usual is then what has occurred, and
 * beyond it as much as half of the median. False: too little history, or a MAD and a median of 0,
 * which give no scale. */
bool quality_usual(const int64_t *history, size_t n, usual_range *out);

/* Whether VALUE is outside of that; then *USUAL is filled. */
bool quality_is_jump(const int64_t *history, size_t n, int64_t value, usual_range *usual);
