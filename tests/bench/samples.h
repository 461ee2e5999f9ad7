/* samples.h - many measurements of one kind, and what is said of them. One thread at a time. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct samples {
    int64_t *values;
    size_t count, room;
    int sorted;
} samples;

/* Ends the program when there is no memory: a measurement without all its samples is worthless. */
void samples_add(samples *s, int64_t value);
void samples_free(samples *s);

/* The value that PERMILLE of 1,000 samples do not exceed; 0 of none. */
int64_t samples_at(samples *s, unsigned permille);

/* Monotonic time in nanoseconds. */
int64_t bench_now_ns(void);
