#include "model/owed.h"

static error tell(const view *v, owed *it, owed_fn fn, void *context)
{
    it->due = catalogue_due_date(v->rules, it->obligation, it->period, it->unit->level);
    it->said = board_point(v->board, it->obligation, it->unit->code, it->period, "");
    bool tried =
        !it->said && refusals_has(v->refused, it->unit->code, it->obligation->code, it->period);
    it->attendance =
        discipline_attendance(v->rules, it->obligation, it->unit, it->period, it->said, tried);
    return fn(context, it);
}

static bool is_asked(const view *v, const owed *it)
{
    if (v->has_period && !period_equal(v->period, it->period))
        return false;
    return unit_valid_on(it->unit, period_closes(it->period)) &&
           catalogue_is_owed(v->rules, it->obligation, it->period);
}

static error each_period(const view *v, owed it, date from, owed_fn fn, void *context)
{
    period last = catalogue_last_due(v->rules, it.obligation, it.unit->level, v->today);
    if (v->has_period)
        from = period_closes(v->period);
    else if (from.year == 0)
        from = period_closes(last);
    for (it.period = last; date_compare(period_closes(it.period), from) >= 0;
         it.period = period_previous(it.period))
        if (is_asked(v, &it))
            TRY(tell(v, &it, fn, context));
    return OK;
}

error owed_each(const view *v, date from, owed_fn fn, void *context)
{
    for (size_t i = 0; i < catalogue_obligation_count(v->rules); i++) {
        const obligation *o = catalogue_obligation_at(v->rules, i);
        if (!view_has(v, o))
            continue;
        for (size_t k = 0; k < catalogue_unit_count(v->rules); k++) {
            const unit *u = catalogue_unit_at(v->rules, k);
            if (!obligation_is_reported_by(o, u) || !view_has_unit(v, o, u))
                continue;
            TRY(each_period(v, (owed){.obligation = o, .unit = u}, from, fn, context));
        }
    }
    return OK;
}
