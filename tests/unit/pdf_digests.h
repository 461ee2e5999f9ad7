/* pdf_digests.h - the sample's digest, brief or as large as the province's can be. */
#pragma once
#include "digest_sample.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE_OBLIGATIONS = 80, LARGE_UNITS = 27 };

static inline digest *digest_brief(void)
{
    digest *d = digest_sample();
    d->depth = DIGEST_BRIEF;
    return d;
}

/* 80 obligations that are late in each of 27 units. */
static inline void enlarge_concerns(digest *d)
{
    digest_concern *all = arena_alloc(d->memory, LARGE_OBLIGATIONS * sizeof *all);
    if (!all)
        abort();
    for (size_t i = 0; i < LARGE_OBLIGATIONS; i++) {
        all[i] = d->concerns[i % d->concern_count];
        const digest_standing base = all[i].worst_count ? all[i].worst[0] : all[i].whole;
        all[i].worst = arena_alloc(d->memory, LARGE_UNITS * sizeof *all[i].worst);
        all[i].worst_count = LARGE_UNITS;
        for (size_t k = 0; all[i].worst && k < LARGE_UNITS; k++) {
            all[i].worst[k] = base;
            all[i].worst[k].unit = d->tiles[k % d->tile_count].unit;
            all[i].worst[k].value.amount += (int64_t)(k * 7 + i);
        }
    }
    d->concerns = all;
    d->concern_count = LARGE_OBLIGATIONS;
}

static inline void enlarge_indicators(digest *d)
{
    digest_indicator *all = arena_alloc(d->memory, LARGE_OBLIGATIONS * sizeof *all);
    for (size_t i = 0; all && i < LARGE_OBLIGATIONS; i++)
        all[i] = d->indicators[i % d->indicator_count];
    if (!all)
        abort();
    d->indicators = all;
    d->indicator_count = LARGE_OBLIGATIONS;
}

static inline digest *digest_large(void)
{
    digest *d = digest_sample();
    enlarge_concerns(d);
    enlarge_indicators(d);
    return d;
}
