#include "aggregator/owed.h"

#include <string.h>

typedef struct refusal {
    const char *unit, *obligation, *period;
    struct refusal *next;
} refusal;

struct refusals {
    refusal *first;
    arena *memory;
};

static bool keep(void *context, const stored_verdict *row)
{
    refusals *list = context;
    refusal *r = arena_alloc(list->memory, sizeof *r);
    if (!r)
        return false;
    *r = (refusal){.unit = arena_strdup(list->memory, row->unit),
                   .obligation = arena_strdup(list->memory, row->obligation),
                   .period = arena_strdup(list->memory, row->period),
                   .next = list->first};
    list->first = r;
    return r->unit && r->obligation && r->period;
}

error refusals_read(question *q, const refusals **out)
{
    refusals *list = arena_alloc(q->memory, sizeof *list);
    if (!list)
        return error_no_memory();
    *list = (refusals){.memory = q->memory};
    *out = list;
    const store_filter filter = {.before_ms = q->before_ms};
    return store_rejected(q->store, &filter, false, keep, list);
}

static bool was_refused(const refusals *list, const owed *it)
{
    char code[PERIOD_TEXT_MAX];
    period_format(it->period, code, sizeof code);
    for (const refusal *r = list->first; r; r = r->next)
        if (strcmp(r->unit, it->unit->code) == 0 &&
            strcmp(r->obligation, it->obligation->code) == 0 && strcmp(r->period, code) == 0)
            return true;
    return false;
}

/* ---- one unit's periods -----------------------------------------------------------------------
 */

static error tell(question *q, const refusals *refused, owed *it, owed_fn fn, void *context)
{
    it->due = catalogue_due_date(q->rules, it->obligation, it->period, it->unit->level);
    it->said = board_point(q->board, it->obligation, it->unit->code, it->period, "");
    bool tried = !it->said && was_refused(refused, it);
    it->attendance =
        discipline_attendance(q->rules, it->obligation, it->unit, it->period, it->said, tried);
    return fn(context, it);
}

static bool is_asked(const question *q, const owed *it)
{
    if (q->has_period && !period_equal(q->period, it->period))
        return false;
    return unit_valid_on(it->unit, period_closes(it->period)) &&
           catalogue_is_owed(q->rules, it->obligation, it->period);
}

static error each_period(question *q, const refusals *refused, owed it, date from, owed_fn fn,
                         void *context)
{
    period last = catalogue_last_due(q->rules, it.obligation, it.unit->level, q->today);
    if (q->has_period)
        from = period_closes(q->period);
    else if (from.year == 0)
        from = period_closes(last);
    for (it.period = last; date_compare(period_closes(it.period), from) >= 0;
         it.period = period_previous(it.period))
        if (is_asked(q, &it))
            TRY(tell(q, refused, &it, fn, context));
    return OK;
}

error owed_each(question *q, const refusals *refused, date from, owed_fn fn, void *context)
{
    for (size_t i = 0; i < catalogue_obligation_count(q->rules); i++) {
        const obligation *o = catalogue_obligation_at(q->rules, i);
        if (!question_is_about(q, o))
            continue;
        for (size_t k = 0; k < catalogue_unit_count(q->rules); k++) {
            const unit *u = catalogue_unit_at(q->rules, k);
            if (!obligation_is_reported_by(o, u) || !question_is_about_unit(q, o, u))
                continue;
            const owed it = {.obligation = o, .unit = u};
            TRY(each_period(q, refused, it, from, fn, context));
        }
    }
    return OK;
}
