#include "mail_digests.h"

#include "digest_sample.h"

#include "notifier/digest/digest_shorten.h"

#include <stdlib.h>
#include <string.h>

const struct mail_digest mail_digests[MAIL_DIGESTS] = {
    {"full", digest_sample},
    {"brief", mail_digest_brief},
    {"quiet", digest_sample_quiet},
    {"empty", digest_sample_empty},
    {"monstrous", mail_digest_monstrous},
};

static void *room(digest *d, size_t size)
{
    void *memory = arena_alloc(d->memory, size);
    if (!memory)
        abort();
    return memory;
}

digest *mail_digest_brief(void)
{
    digest *d = digest_sample();
    d->depth = DIGEST_BRIEF;
    digest_shorten(d);
    return d;
}

/* N bytes of UNIT again and again. */
static const char *long_text(digest *d, const char *unit, size_t n)
{
    size_t length = strlen(unit);
    char *out = room(d, n + length + 1);
    for (size_t used = 0; used < n; used += length)
        memcpy(out + used, unit, length + 1);
    return out;
}

/* Each of ITEMS (COUNT of SIZE bytes) TIMES times. */
static void *multiply(digest *d, const void *items, size_t *count, size_t size, size_t times)
{
    char *out = room(d, *count * size * times + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(out + i * *count * size, items, *count * size);
    *count *= times;
    return out;
}

static void multiply_lines(digest *d, digest_lines *lines, const char *also, size_t times)
{
    lines->items = multiply(d, lines->items, &lines->count, sizeof *lines->items, times);
    if (lines->count)
        lines->items[lines->count - 1] = also;
}

digest *mail_digest_monstrous(void)
{
    enum { TIMES = 20, LONG = 4000 };
    digest *d = digest_sample();
    const char *words =
        long_text(d, "<b>Đường truyền</b> \x1b[31m&amp; \xe2\x80\xaegián đoạn\n", LONG);
    const char *unbroken = long_text(d, "Nguyễn漢\xff", LONG);
    const char *letters = long_text(d, "Nguyễn", LONG); /* no place to break a line at */
    d->title = words;
    d->greeting = unbroken;
    d->subject = unbroken;
    d->organisation = d->issuer = d->symbol = letters;
    multiply_lines(d, &d->changes, unbroken, TIMES);
    multiply_lines(d, &d->proposals, words, TIMES);
    multiply_lines(d, &d->gaps, words, TIMES);
    d->difficulties =
        multiply(d, d->difficulties, &d->difficulty_count, sizeof *d->difficulties, TIMES);
    for (size_t i = 0; i < d->difficulty_count; i++)
        d->difficulties[i].text = i % 2 ? letters : unbroken;
    d->concerns = multiply(d, d->concerns, &d->concern_count, sizeof *d->concerns, TIMES);
    for (size_t i = 0; i < d->concern_count; i++) {
        d->concerns[i].about.name = d->concerns[i].about.code = letters;
        d->concerns[i].whole.reason = words;
        d->concerns[i].whole.own = words;
    }
    d->indicators = multiply(d, d->indicators, &d->indicator_count, sizeof *d->indicators, TIMES);
    d->rankings = multiply(d, d->rankings, &d->ranking_count, sizeof *d->rankings, TIMES);
    for (size_t i = 0; i < d->rankings[0].count; i++)
        d->rankings[0].rows[i].unit.short_name = i % 2 ? words : letters;
    d->reportings = multiply(d, d->reportings, &d->reporting_count, sizeof *d->reportings, TIMES);
    d->reportings[0].missing.items =
        multiply(d, d->reportings[0].missing.items, &d->reportings[0].missing.count,
                 sizeof *d->reportings[0].missing.items, TIMES);
    d->heat = multiply(d, d->heat, &d->heat_count, sizeof *d->heat, TIMES);
    d->tiles = multiply(d, d->tiles, &d->tile_count, sizeof *d->tiles, TIMES);
    d->finished = multiply(d, d->finished, &d->finished_count, sizeof *d->finished, TIMES);
    d->corrections =
        multiply(d, d->corrections, &d->correction_count, sizeof *d->corrections, TIMES);
    d->directives = multiply(d, d->directives, &d->directive_count, sizeof *d->directives, TIMES);
    d->upcoming = multiply(d, d->upcoming, &d->upcoming_count, sizeof *d->upcoming, TIMES);
    d->remarks = multiply(d, d->remarks, &d->remark_count, sizeof *d->remarks, TIMES);
    return d;
}
