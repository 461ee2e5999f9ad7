#include "notifier/digest/digest_shorten.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* Four rows of a phone, and two; most of the builder's lines take less. */
enum { LINE_COLUMNS = 168, CHANGE_COLUMNS = 84 };

typedef struct limits {
    size_t difficulties, concerns, indicators, finished, corrections, directives, upcoming, worst;
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
                .worst = 3};
    if (d->depth != DIGEST_BRIEF)
        l = (limits){SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX,
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

/* How much of LINE stays in COLUMNS: no half of what stands in brackets. */
static size_t whole_part(const char *line, int columns)
{
    size_t n = text_fit(line, strlen(line), columns);
    const char *opened = memrchr(line, '(', n), *closed = memrchr(line, ')', n);
    if (opened > line && (!closed || closed < opened))
        n = (size_t)(opened - line);
    while (n && line[n - 1] == ' ')
        n--;
    return n;
}

/* A line that is too long for a screen ends in "…". */
static void fit_lines(arena *a, digest_lines *lines, int columns)
{
    for (size_t i = 0; i < lines->count; i++) {
        const char *line = lines->items[i];
        if (text_width(line) <= columns)
            continue;
        size_t n = whole_part(line, columns - 1);
        const char *shorter = arena_printf(a, "%.*s…", (int)n, line);
        lines->items[i] = shorter ? shorter : line;
    }
}

void digest_shorten(digest *d)
{
    limits l = limits_of(d);
    if (d->depth == DIGEST_BRIEF) {
        fit_lines(d->memory, &d->changes, CHANGE_COLUMNS);
        fit_lines(d->memory, &d->summary, LINE_COLUMNS);
        fit_lines(d->memory, &d->attention, LINE_COLUMNS);
    }
    cut(&d->difficulty_count, &d->difficulties_left_out, l.difficulties);
    cut(&d->concern_count, &d->concerns_left_out, l.concerns);
    cut(&d->indicator_count, &d->indicators_left_out, l.indicators);
    cut(&d->finished_count, &d->finished_left_out, l.finished);
    cut(&d->correction_count, &d->corrections_left_out, l.corrections);
    cut(&d->directive_count, &d->directives_left_out, l.directives);
    cut(&d->upcoming_count, &d->upcoming_left_out, l.upcoming);
    for (size_t i = 0; i < d->concern_count; i++)
        if (d->concerns[i].worst_count > l.worst)
            d->concerns[i].worst_count = l.worst;
    for (size_t i = 0; i < d->indicator_count; i++)
        if (d->indicators[i].worst_count > l.worst)
            d->indicators[i].worst_count = l.worst;
}
