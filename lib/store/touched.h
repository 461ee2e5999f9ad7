/* touched.h - the keys whose figure changes in one commit; for lib/store alone. */
#pragma once
#include "base/arena.h"
#include "model/report.h"

/* A key of `latest`; its texts are those of the first report that touched it. */
typedef struct touched {
    const report *first;
    int64_t first_ms, last_ms; /* when the first and the last was received */
    int64_t before;            /* id of the report that counted before this commit; 0: none */
    int64_t latest;            /* id of the report that counts now */
    size_t times;
    struct touched *next; /* in the order of their first touch */
} touched;

typedef struct touched_set {
    arena *memory;
    touched **table, *all, **last;
    size_t size;
} touched_set;

/* Makes room for MOST keys in memory of A. False: no memory. */
bool touched_open(touched_set *set, size_t most, arena *a);

/* The entry of R's key; times is 0 when it is new. NULL: no memory. */
touched *touched_at(touched_set *set, const report *r);
