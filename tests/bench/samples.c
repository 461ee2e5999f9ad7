#include "tests/bench/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void samples_add(samples *s, int64_t value)
{
    if (s->count == s->room) {
        s->room = s->room ? s->room * 2 : 4096;
        s->values = reallocarray(s->values, s->room, sizeof *s->values);
        if (!s->values) {
            fputs("no memory for samples\n", stderr);
            exit(1);
        }
    }
    s->values[s->count++] = value;
    s->sorted = 0;
}

void samples_free(samples *s)
{
    free(s->values);
    *s = (samples){0};
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t samples_at(samples *s, unsigned permille)
{
    if (!s->count)
        return 0;
    if (!s->sorted)
        qsort(s->values, s->count, sizeof *s->values, by_value);
    s->sorted = 1;
    size_t at = s->count * permille / 1000;
    return s->values[at < s->count ? at : s->count - 1];
}

int64_t bench_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
