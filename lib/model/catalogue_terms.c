#include "base/text.h"
#include "model/catalogue_internal.h"

#include <string.h>

static const exception *exception_for(const obligation *o, const char *code)
{
    for (size_t i = 0; code && i < o->exception_count; i++)
        if (strcmp(o->exceptions[i].unit, code) == 0)
            return &o->exceptions[i];
    return NULL;
}

/* A sum of 558 communes is nobody's own target, but 0 incidents, or 98 % of one's own files, is. */
static bool each_unit_has_the_target(const obligation *o, int64_t target)
{
    bool added_up = o->kind == OBLIGATION_TASK || o->aggregation == AGGREGATE_SUM ||
                    o->aggregation == AGGREGATE_COUNT_TRUE;
    return !added_up || target == 0;
}

static void apply_change(terms *t, const change *c)
{
    t->last_change = c;
    if (*c->lead)
        t->lead = c->lead;
    if (c->has_target) {
        t->has_target = true;
        t->target = c->target;
    }
    if (c->has_deadline) {
        t->has_deadline = true;
        t->deadline = c->deadline;
        t->deadline_text = c->deadline_text;
    }
}

/* The exception of a unit holds whatever later changes say of all. */
static void apply_exception(terms *t, const exception *e)
{
    if (e->has_target) {
        t->has_target = true;
        t->target = e->target;
    }
    if (e->has_deadline) {
        t->has_deadline = true;
        t->deadline = e->deadline;
        t->deadline_text = e->deadline_text;
    }
}

terms obligation_terms(const obligation *o, const char *unit, date day)
{
    terms t = {.lead = o->lead,
               .has_target = o->has_target,
               .target = o->target,
               .has_deadline = o->has_deadline,
               .deadline = o->deadline,
               .deadline_text = o->deadline_text};
    if (t.has_deadline && o->deadline_exclusive)
        t.deadline = date_add_days(t.deadline, -1);
    for (size_t i = 0; i < o->change_count; i++)
        if (date_compare(o->changes[i].since, day) <= 0)
            apply_change(&t, &o->changes[i]);
    if (unit && t.has_target && !each_unit_has_the_target(o, t.target))
        t.has_target = false;
    const exception *e = exception_for(o, unit);
    if (e)
        apply_exception(&t, e);
    return t;
}

unsigned obligation_definition(const obligation *o, period p)
{
    unsigned version = 1;
    if (!o->definition_count)
        return version;
    date closes = period_closes(p);
    for (size_t i = 0; i < o->definition_count; i++)
        if (date_compare(o->definitions[i].since, closes) <= 0)
            version = o->definitions[i].version;
    return version;
}

/* ---- report types ---------------------------------------------------------------------------- */

size_t catalogue_report_type_count(const catalogue *c)
{
    return c->report_type_count;
}

const report_type *catalogue_report_type_at(const catalogue *c, size_t i)
{
    return &c->report_types[i];
}

const report_type *catalogue_report_type(const catalogue *c, const obligation *o)
{
    for (size_t i = 1; o && *o->report_type && i < c->report_type_count; i++)
        if (strcmp(c->report_types[i].code, o->report_type) == 0)
            return &c->report_types[i];
    return &c->report_types[0]; /* the general one */
}

static date fixed_day(const due_rule *rule, period p)
{
    date closes = period_closes(p);
    return (date){closes.year, (uint8_t)(rule->month ? rule->month : closes.month),
                  (uint8_t)rule->day};
}

static date due_by(const catalogue *c, const report_type *type, period p, unit_level level)
{
    const due_rule *rule = &type->due[p.kind][level - 1];
    if (rule->working_days)
        return calendar_add_working_days(&c->days, period_closes(p), rule->working_days);
    return fixed_day(rule, p);
}

date catalogue_due_date(const catalogue *c, const obligation *o, period p, unit_level level)
{
    return due_by(c, catalogue_report_type(c, o), p, level);
}

bool catalogue_is_owed(const catalogue *c, const obligation *o, period p)
{
    date closes = period_closes(p);
    return date_compare(closes, catalogue_report_type(c, o)->since) >= 0 &&
           (!o || date_compare(closes, o->since) >= 0);
}

period catalogue_last_due(const catalogue *c, const obligation *o, unit_level level, date day)
{
    period p = period_at(o->frequency, day); /* a sector's calendar may be due before it closes */
    while (date_compare(catalogue_due_date(c, o, p, level), day) >= 0)
        p = period_previous(p);
    return p;
}

last_days catalogue_last_days(const catalogue *c, const obligation *o, period p, unit_level level)
{
    const report_type *type = catalogue_report_type(c, o);
    date due = due_by(c, type, p, level);
    last_days last = {.on_time = type->grace_days ? date_add_days(due, type->grace_days) : due};
    if (type->locks)
        last.open = date_add_days(due, type->lock_days);
    return last;
}

date catalogue_on_time_until(const catalogue *c, const obligation *o, period p, unit_level level)
{
    return catalogue_last_days(c, o, p, level).on_time;
}

/* ---- relations, members, criteria, published scores --------------------------------------------
 */

size_t catalogue_relation_count(const catalogue *c)
{
    return c->relation_count;
}

const relation *catalogue_relation_at(const catalogue *c, size_t i)
{
    return &c->relations[i];
}

size_t catalogue_member_count(const catalogue *c)
{
    return c->member_count;
}

const member *catalogue_member_at(const catalogue *c, size_t i)
{
    return &c->members[i];
}

const member *catalogue_member(const catalogue *c, const char *code)
{
    for (size_t i = 0; i < c->member_count; i++)
        if (strcmp(c->members[i].code, code) == 0)
            return &c->members[i];
    return NULL;
}

static bool is_listed(const char *const *codes, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return count == 0;
}

/* "DX+06" belongs to both. */
static bool field_is_watched(const member *m, const char *field)
{
    for (size_t i = 0; i < m->field_count; i++)
        if (strcmp(m->fields[i], field) == 0 || strcmp(field, "DX+06") == 0)
            return true;
    return m->field_count == 0;
}

static bool unit_is_watched(const catalogue *c, const member *m, const char *unit)
{
    for (size_t i = 0; unit && i < m->unit_count; i++)
        if (catalogue_unit_within(c, unit, m->units[i]))
            return true;
    return !unit || m->unit_count == 0;
}

bool member_watches(const catalogue *c, const member *m, const obligation *o, const char *unit)
{
    return field_is_watched(m, o->field) &&
           is_listed(m->obligations, m->obligation_count, o->code) && unit_is_watched(c, m, unit);
}

size_t catalogue_criterion_count(const catalogue *c)
{
    return c->criterion_count;
}

const criterion *catalogue_criterion_at(const catalogue *c, size_t i)
{
    return &c->criteria[i];
}

scoring catalogue_scoring(const catalogue *c)
{
    return c->scoring;
}

size_t catalogue_published_count(const catalogue *c)
{
    return c->published_count;
}

const published_score *catalogue_published_at(const catalogue *c, size_t i)
{
    return &c->published[i];
}
