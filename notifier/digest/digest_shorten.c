#include "notifier/digest/digest_shorten.h"

#include <stdint.h>

typedef struct limits {
    size_t difficulties, concerns, indicators, finished, corrections, directives, upcoming, worst,
        proposals;
} limits;

static limits limits_of(const digest *d)
{
    limits l = {.difficulties = 3,
                .concerns = 5,
                .indicators = 5,
                .finished = 3,
                .corrections = 3,
                .directives = 3,
                .upcoming = 3,
                .worst = 3,
                .proposals = 3};
    if (d->depth != DIGEST_BRIEF)
        l = (limits){SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX,
                     SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    if (d->most)
        l.difficulties = l.concerns = l.indicators = l.finished = l.corrections = l.directives =
            l.upcoming = d->most;
    return l;
}

static void cut(size_t *count, size_t *left_out, size_t most)
{
    if (*count <= most)
        return;
    *left_out += *count - most;
    *count = most;
}

static void cut_lines(digest_lines *lines, size_t most)
{
    if (lines->count > most)
        lines->count = most;
}

void digest_shorten(digest *d)
{
    limits l = limits_of(d);
    cut(&d->difficulty_count, &d->difficulties_left_out, l.difficulties);
    cut(&d->concern_count, &d->concerns_left_out, l.concerns);
    cut(&d->indicator_count, &d->indicators_left_out, l.indicators);
    cut(&d->finished_count, &d->finished_left_out, l.finished);
    cut(&d->correction_count, &d->corrections_left_out, l.corrections);
    cut(&d->directive_count, &d->directives_left_out, l.directives);
    cut(&d->upcoming_count, &d->upcoming_left_out, l.upcoming);
    cut_lines(&d->proposals, l.proposals);
    for (size_t i = 0; i < d->concern_count; i++)
        if (d->concerns[i].worst_count > l.worst)
            d->concerns[i].worst_count = l.worst;
    for (size_t i = 0; i < d->indicator_count; i++)
        if (d->indicators[i].worst_count > l.worst)
            d->indicators[i].worst_count = l.worst;
}
