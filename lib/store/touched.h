/* touched.h - the keys whose figure changes in one commit; for lib/store alone. They are found
 * while a batch is filled, to spare the thread that writes. */
#pragma once
#include "base/arena.h"
#include "model/report.h"

/* A key of `latest`; its texts are those of the first report that touched it. */
typedef struct touched {
    const report *first;
    int64_t first_ms, last_ms; /* when the first and the last was received */
    size_t times;
    struct touched *next; /* in the order of their first touch */
    /* Of the commit: */
    int64_t before;    /* id of the report that counted; 0: none */
    int64_t latest;    /* id of the report that counts now */
    const char *event; /* kind of the event that tells of it; NULL: none */
} touched;

/* All zero: empty. */
typedef struct touched_set {
    touched **table, *all, **last;
    size_t size, used;
} touched_set;

/* The entry of R's key. When it is new, times is 0, it lies in A, and R is its first report, which
 * must stay. NULL: no memory. */
touched *touched_at(touched_set *set, const report *r, arena *a);
