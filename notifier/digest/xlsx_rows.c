#include "notifier/digest/xlsx_rows.h"

#include "model/period.h"

#include <stdalign.h>

/* Room for COUNT rows of SIZE bytes; never NULL for want of rows. */
static void *room(arena *a, size_t count, size_t size)
{
    return arena_alloc(a, (count ? count : 1) * size);
}

const char *xlsx_period_name(arena *a, const char *code)
{
    period p;
    char name[PERIOD_NAME_MAX];
    const char *copy = NULL;
    if (!period_parse(code, &p).code)
        copy = arena_strdup(a, period_name(p, name, sizeof name));
    return copy ? copy : code;
}

xlsx_standing_row *xlsx_concern_rows(arena *a, const digest *d, size_t *count)
{
    *count = d->concern_count;
    for (size_t i = 0; i < d->concern_count; i++)
        *count += d->concerns[i].worst_count;
    xlsx_standing_row *rows = room(a, *count, sizeof *rows), *next = rows;
    for (size_t i = 0; rows && i < d->concern_count; i++) {
        const digest_concern *it = &d->concerns[i];
        *next++ = (xlsx_standing_row){it->about,   it->whole,  true,     it->overdue, it->behind,
                                      it->at_risk, it->silent, it->done, it->units};
        for (size_t k = 0; k < it->worst_count; k++)
            *next++ = (xlsx_standing_row){.about = it->about, .at = it->worst[k]};
    }
    return rows;
}

xlsx_standing_row *xlsx_upcoming_rows(arena *a, const digest *d, size_t *count)
{
    *count = d->upcoming_count;
    xlsx_standing_row *rows = room(a, *count, sizeof *rows);
    for (size_t i = 0; rows && i < *count; i++) {
        const digest_upcoming *it = &d->upcoming[i];
        rows[i] = (xlsx_standing_row){
            .about = it->about, .at = it->whole, .done = it->done, .units = it->units};
    }
    return rows;
}

xlsx_indicator_row *xlsx_indicator_rows(arena *a, const digest *d, size_t *count)
{
    *count = d->indicator_count;
    for (size_t i = 0; i < d->indicator_count; i++)
        *count += d->indicators[i].worst_count;
    xlsx_indicator_row *rows = room(a, *count, sizeof *rows), *next = rows;
    for (size_t i = 0; rows && i < d->indicator_count; i++) {
        const digest_indicator *it = &d->indicators[i];
        *next++ = (xlsx_indicator_row){.about = it->about,
                                       .at = it->whole,
                                       .is_whole = true,
                                       .period_name = it->period_name,
                                       .numerator = it->numerator,
                                       .denominator = it->denominator,
                                       .change = it->change,
                                       .change_text = it->change_text};
        for (size_t k = 0; k < it->worst_count; k++)
            *next++ = (xlsx_indicator_row){.about = it->about, .at = it->worst[k]};
    }
    return rows;
}

xlsx_point_row *xlsx_point_rows(arena *a, const digest *d, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < d->indicator_count; i++)
        *count += d->indicators[i].trend_count;
    xlsx_point_row *rows = room(a, *count, sizeof *rows), *next = rows;
    for (size_t i = 0; rows && i < d->indicator_count; i++) {
        const digest_indicator *it = &d->indicators[i];
        for (size_t k = 0; k < it->trend_count; k++)
            *next++ = (xlsx_point_row){it->about.code, it->about.name,
                                       xlsx_period_name(a, it->trend[k].period), it->trend[k]};
    }
    return rows;
}

xlsx_rank_row *xlsx_rank_rows(arena *a, const digest *d, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < d->ranking_count; i++)
        *count += d->rankings[i].count;
    xlsx_rank_row *rows = room(a, *count, sizeof *rows), *next = rows;
    for (size_t i = 0; rows && i < d->ranking_count; i++)
        for (size_t k = 0; k < d->rankings[i].count; k++) {
            const digest_rank *it = &d->rankings[i].rows[k];
            bool moved = it->rank && it->rank_before;
            *next++ = (xlsx_rank_row){d->rankings[i].title, *it, moved,
                                      moved ? (int64_t)it->rank_before - (int64_t)it->rank : 0};
        }
    return rows;
}

void *xlsx_heat_rows(arena *a, const digest *d, size_t *count, size_t *size)
{
    size_t periods = d->heat_periods.count;
    *count = d->heat_count;
    *size = sizeof(xlsx_heat_row) + periods * sizeof(digest_cell);
    char *rows = room(a, *count, *size);
    for (size_t i = 0; rows && i < *count; i++) {
        const digest_heat_row *from = &d->heat[i];
        xlsx_heat_row *row = (xlsx_heat_row *)(void *)(rows + i * *size);
        row->unit = from->unit;
        for (size_t k = 0; k < periods && k < from->cell_count; k++)
            row->cells[k] = from->cells[k];
    }
    return rows;
}

_Static_assert(sizeof(xlsx_heat_row) % alignof(digest_cell) == 0 &&
                   sizeof(digest_cell) % alignof(xlsx_heat_row) == 0,
               "rows of a number of periods that is known at run time follow one another");
