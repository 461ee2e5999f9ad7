/* Whether a reader sees anything that the last digest did not show. What only counts days (overdue
 * for 22 days, aged 41 days, needed pace) is left out: days go by by themselves, and where one of
 * them makes something late, that is another status. */
#include "notifier/digest/build.h"

#include <string.h>

static bool same_exact(const exact *a, const exact *b)
{
    return a->known == b->known &&
           (!a->known || (a->amount == b->amount && a->decimals == b->decimals));
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_parties(const digest_parties *a, const digest_parties *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_text(a->items[i].code, b->items[i].code))
            return false;
    return true;
}

static bool same_lines(const digest_lines *a, const digest_lines *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_text(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool same_about(const digest_obligation *a, const digest_obligation *b)
{
    return same_text(a->code, b->code) && same_text(a->lead.code, b->lead.code) &&
           a->has_deadline == b->has_deadline &&
           (!a->has_deadline || date_compare(a->deadline, b->deadline) == 0);
}

static bool same_standing(const digest_standing *a, const digest_standing *b)
{
    return same_text(a->unit.code, b->unit.code) && a->status == b->status &&
           same_exact(&a->value, &b->value) && same_exact(&a->target, &b->target) &&
           same_text(a->own, b->own) && a->have == b->have &&
           a->expected_units == b->expected_units;
}

static bool same_standings(const digest_standing *a, const digest_standing *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!same_standing(&a[i], &b[i]))
            return false;
    return true;
}

static bool same_concerns(const digest *a, const digest *b)
{
    if (a->concern_count != b->concern_count || a->concerns_left_out != b->concerns_left_out)
        return false;
    for (size_t i = 0; i < a->concern_count; i++) {
        const digest_concern *x = &a->concerns[i], *y = &b->concerns[i];
        if (!same_about(&x->about, &y->about) || !same_standing(&x->whole, &y->whole) ||
            x->overdue != y->overdue || x->behind != y->behind || x->at_risk != y->at_risk ||
            x->silent != y->silent || x->done != y->done || x->units != y->units ||
            x->worst_count != y->worst_count || !same_standings(x->worst, y->worst, x->worst_count))
            return false;
    }
    return true;
}

static bool same_indicators(const digest *a, const digest *b)
{
    if (a->indicator_count != b->indicator_count ||
        a->indicators_left_out != b->indicators_left_out)
        return false;
    for (size_t i = 0; i < a->indicator_count; i++) {
        const digest_indicator *x = &a->indicators[i], *y = &b->indicators[i];
        if (!same_about(&x->about, &y->about) || !same_standing(&x->whole, &y->whole) ||
            !same_text(x->period, y->period) || !same_exact(&x->numerator, &y->numerator) ||
            !same_exact(&x->denominator, &y->denominator) || x->trend_count != y->trend_count ||
            x->worst_count != y->worst_count || !same_standings(x->worst, y->worst, x->worst_count))
            return false;
        for (size_t k = 0; k < x->trend_count; k++)
            if (!same_exact(&x->trend[k].value, &y->trend[k].value))
                return false;
    }
    return true;
}

static bool same_difficulties(const digest *a, const digest *b)
{
    if (a->difficulty_count != b->difficulty_count ||
        a->difficulties_left_out != b->difficulties_left_out)
        return false;
    for (size_t i = 0; i < a->difficulty_count; i++) {
        const digest_difficulty *x = &a->difficulties[i], *y = &b->difficulties[i];
        if (x->id != y->id || x->state != y->state || !same_text(x->agency.name, y->agency.name) ||
            !same_text(x->reference, y->reference))
            return false;
    }
    return true;
}

static bool same_directives(const digest *a, const digest *b)
{
    if (a->directive_count != b->directive_count ||
        a->directives_left_out != b->directives_left_out)
        return false;
    for (size_t i = 0; i < a->directive_count; i++)
        if (a->directives[i].id != b->directives[i].id ||
            a->directives[i].received != b->directives[i].received)
            return false;
    return true;
}

static bool same_rankings(const digest *a, const digest *b)
{
    if (a->ranking_count != b->ranking_count)
        return false;
    for (size_t i = 0; i < a->ranking_count; i++) {
        const digest_ranking *x = &a->rankings[i], *y = &b->rankings[i];
        if (!same_text(x->level, y->level) || x->count != y->count)
            return false;
        for (size_t k = 0; k < x->count; k++)
            if (x->rows[k].rank != y->rows[k].rank ||
                !same_text(x->rows[k].unit.code, y->rows[k].unit.code) ||
                !same_exact(&x->rows[k].total, &y->rows[k].total))
                return false;
    }
    return true;
}

static bool same_reportings(const digest *a, const digest *b)
{
    if (a->reporting_count != b->reporting_count)
        return false;
    for (size_t i = 0; i < a->reporting_count; i++) {
        const digest_reporting *x = &a->reportings[i], *y = &b->reportings[i];
        if (!same_text(x->level, y->level) || !same_text(x->period, y->period) ||
            x->due_passed != y->due_passed || x->expected != y->expected ||
            x->reported != y->reported || !same_parties(&x->missing, &y->missing) ||
            !same_parties(&x->late_units, &y->late_units) ||
            !same_parties(&x->incomplete, &y->incomplete))
            return false;
    }
    return true;
}

static bool same_row(const digest_heat_row *x, const digest_heat_row *y)
{
    if (!same_text(x->unit.code, y->unit.code) || x->cell_count != y->cell_count)
        return false;
    for (size_t i = 0; i < x->cell_count; i++)
        if (x->cells[i].expected != y->cells[i].expected ||
            x->cells[i].actual != y->cells[i].actual || x->cells[i].on_time != y->cells[i].on_time)
            return false;
    return true;
}

static bool same_heat(const digest *a, const digest *b)
{
    if (a->heat_count != b->heat_count || !same_lines(&a->heat_periods, &b->heat_periods))
        return false;
    for (size_t i = 0; i < a->heat_count; i++)
        if (!same_row(&a->heat[i], &b->heat[i]))
            return false;
    return true;
}

static bool same_upcoming(const digest *a, const digest *b)
{
    if (a->upcoming_count != b->upcoming_count || a->upcoming_left_out != b->upcoming_left_out)
        return false;
    for (size_t i = 0; i < a->upcoming_count; i++)
        if (!same_about(&a->upcoming[i].about, &b->upcoming[i].about) ||
            !same_standing(&a->upcoming[i].whole, &b->upcoming[i].whole))
            return false;
    return true;
}

static bool same_counts(const digest *a, const digest *b)
{
    return a->overdue == b->overdue && a->behind == b->behind && a->at_risk == b->at_risk &&
           a->silent == b->silent && a->done == b->done && a->on_track == b->on_track &&
           a->obligations == b->obligations && a->sections == b->sections && a->depth == b->depth;
}

bool build_has_news(const digest *d, const digest *before)
{
    if (d->finished_count || d->correction_count || d->remark_count || d->gaps.count)
        return true;
    return !same_counts(d, before) || !same_text(d->period, before->period) || before->gaps.count ||
           !same_concerns(d, before) || !same_indicators(d, before) ||
           !same_difficulties(d, before) || !same_directives(d, before) ||
           !same_rankings(d, before) || !same_reportings(d, before) || !same_heat(d, before) ||
           !same_upcoming(d, before);
}
