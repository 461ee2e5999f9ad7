#include "model/view.h"

#include <string.h>

static bool has_field(const view *v, const obligation *o)
{
    for (size_t i = 0; i < v->field_count; i++)
        if (strcmp(o->field, v->fields[i]) == 0)
            return true;
    return v->field_count == 0 || strcmp(o->field, "DX+06") == 0;
}

static bool has_unit(const view *v, const unit *u)
{
    for (size_t i = 0; u && i < v->unit_count; i++)
        if (catalogue_unit_within(v->rules, u->code, v->units[i]))
            return true;
    return v->unit_count == 0;
}

bool view_has(const view *v, const obligation *o)
{
    if (v->obligation && v->obligation != o)
        return false;
    if (v->has_period && o->frequency != v->period.kind)
        return false;
    return has_field(v, o) && (!v->member || member_watches(v->rules, v->member, o, NULL));
}

bool view_has_unit(const view *v, const obligation *o, const unit *u)
{
    if (!view_has(v, o))
        return false;
    if (v->member && !member_watches(v->rules, v->member, o, u ? u->code : NULL))
        return false;
    return has_unit(v, u);
}

error view_series(const view *v, const obligation *o, const unit *u, series *out)
{
    const unit *whole = catalogue_province(v->rules);
    if (u)
        *out = board_series(v->board, o, u->code);
    else if (whole)
        TRY(board_rollup_series(v->board, o, whole->code, v->memory, out));
    else
        *out = (series){0};
    while (v->has_period && out->count &&
           date_compare(period_closes(out->points[out->count - 1].period),
                        period_closes(v->period)) > 0)
        out->count--;
    return OK;
}

error view_judge(const view *v, const obligation *o, const unit *u, judgement *out)
{
    series said;
    TRY(view_series(v, o, u, &said));
    *out = status_judge(v->rules, o, u, said, v->today);
    return OK;
}

error view_each_unit(const view *v, const obligation *o, view_unit_fn fn, void *context)
{
    if (o->reporters && view_has_unit(v, o, NULL))
        TRY(fn(context, o, NULL));
    for (size_t i = 0; i < catalogue_unit_count(v->rules); i++) {
        const unit *u = catalogue_unit_at(v->rules, i);
        if (unit_valid_on(u, v->today) && obligation_is_reported_by(o, u) && view_has_unit(v, o, u))
            TRY(fn(context, o, u));
    }
    return OK;
}

date view_year_opens(const view *v)
{
    return period_opens(period_at(PERIOD_YEAR, v->today));
}
