#include "model/catalogue_diff.h"
#include "base/i18n.h"
#include "model/catalogue_diff_text.h"

#include <stdarg.h>
#include <string.h>

typedef struct diffing {
    arena *memory;
    const catalogue *old, *new;
    catalogue_difference *all;
    size_t count, room;
    bool failed; /* no memory */
} diffing;

/* ---- collecting ---------------------------------------------------------------------------- */

static bool make_room(diffing *d)
{
    if (d->count < d->room)
        return true;
    size_t room = d->room ? d->room * 2 : 16;
    catalogue_difference *all = arena_alloc(d->memory, room * sizeof *all);
    if (!all)
        return false;
    if (d->count)
        memcpy(all, d->all, d->count * sizeof *all);
    d->all = all;
    d->room = room;
    return true;
}

static void tell(diffing *d, difference_kind kind, const char *code, const char *what,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

static void tell(diffing *d, difference_kind kind, const char *code, const char *what,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(d->memory, format, args);
    va_end(args);
    const char *own_code = arena_strdup(d->memory, code);
    if (text && own_code && make_room(d))
        d->all[d->count++] = (catalogue_difference){kind, own_code, what, text};
    else
        d->failed = true;
}

/* LABEL became NEW instead of OLD; the texts are NULL without memory. */
static void tell_change(diffing *d, const char *code, const char *key, const char *label,
                        const char *old, const char *new)
{
    if (!old || !new)
        d->failed = true;
    else if (strcmp(old, new) != 0)
        tell(d, DIFFERENCE_CHANGED, code, key, _("%s đổi từ %s thành %s"), label,
             *old ? old : _("không có"), *new ? new : _("không có"));
}

/* ---- units --------------------------------------------------------------------------------- */

static size_t rows_with(const catalogue *c, const char *code)
{
    size_t n = 0;
    for (size_t i = 0; i < catalogue_unit_count(c); i++)
        n += strcmp(catalogue_unit_at(c, i)->code, code) == 0;
    return n;
}

/* The unit of C that U is, or NULL. A code that stands for one unit alone, here and there, stays
 * that unit when its first day is corrected. */
static const unit *counterpart(const catalogue *c, const catalogue *of, const unit *u)
{
    const unit *same_code = NULL;
    for (size_t i = 0; i < catalogue_unit_count(c); i++) {
        const unit *it = catalogue_unit_at(c, i);
        if (strcmp(it->code, u->code) != 0)
            continue;
        if (date_compare(it->valid_from, u->valid_from) == 0)
            return it;
        same_code = it;
    }
    bool alone = same_code && rows_with(c, u->code) == 1 && rows_with(of, u->code) == 1;
    return alone ? same_code : NULL;
}

static void diff_unit(diffing *d, const unit *old, const unit *new)
{
    for (const unit_part *p = unit_parts; p->key; p++)
        tell_change(d, new->code, p->key, _(p->label), p->text(d->memory, d->old, old),
                    p->text(d->memory, d->new, new));
}

static void diff_units(diffing *d)
{
    for (size_t i = 0; i < catalogue_unit_count(d->new); i++) {
        const unit *u = catalogue_unit_at(d->new, i), *old = counterpart(d->old, d->new, u);
        if (old)
            diff_unit(d, old, u);
        else
            tell(d, DIFFERENCE_ADDED, u->code, "units", _("Thêm đơn vị \"%s\""), u->name);
    }
    for (size_t i = 0; i < catalogue_unit_count(d->old); i++) {
        const unit *u = catalogue_unit_at(d->old, i);
        if (!counterpart(d->new, d->old, u))
            tell(d, DIFFERENCE_REMOVED, u->code, "units", _("Bỏ đơn vị \"%s\""), u->name);
    }
}

/* ---- what later documents say -------------------------------------------------------------- */

static bool same_change(const change *a, const change *b)
{
    return date_compare(a->since, b->since) == 0 && strcmp(a->lead, b->lead) == 0 &&
           a->has_target == b->has_target && (!a->has_target || a->target == b->target) &&
           a->has_deadline == b->has_deadline &&
           (!a->has_deadline || date_compare(a->deadline, b->deadline) == 0) &&
           strcmp(a->deadline_text, b->deadline_text) == 0 && strcmp(a->basis, b->basis) == 0;
}

static bool has_change(const obligation *o, const change *c)
{
    for (size_t i = 0; i < o->change_count; i++)
        if (same_change(&o->changes[i], c))
            return true;
    return false;
}

static void tell_new_change(diffing *d, const obligation *o, const change *c)
{
    const char *since = text_of_date(d->memory, c->since);
    const char *lead = text_of_unit(d->memory, d->new, c->lead);
    const char *target = c->has_target ? text_of_target(d->memory, o, c->target) : "";
    const char *deadline =
        c->has_deadline ? text_of_deadline(d->memory, c->deadline, c->deadline_text) : "";
    if (!since || !lead || !target || !deadline) {
        d->failed = true;
        return;
    }
    if (*lead)
        tell(d, DIFFERENCE_CHANGED, o->code, "lead",
             _("Từ ngày %s cơ quan chủ trì là %s; căn cứ: %s"), since, lead, c->basis);
    if (*target)
        tell(d, DIFFERENCE_CHANGED, o->code, "target", _("Từ ngày %s mức giao là %s; căn cứ: %s"),
             since, target, c->basis);
    if (*deadline)
        tell(d, DIFFERENCE_CHANGED, o->code, "deadline", _("Từ ngày %s hạn là %s; căn cứ: %s"),
             since, deadline, c->basis);
}

static void tell_lost_change(diffing *d, const obligation *o, const change *c)
{
    const char *since = text_of_date(d->memory, c->since);
    if (since)
        tell(d, DIFFERENCE_CHANGED, o->code, "changes", _("Bỏ thay đổi ngày %s, căn cứ: %s"), since,
             c->basis);
    else
        d->failed = true;
}

static void diff_changes(diffing *d, const obligation *old, const obligation *new)
{
    for (size_t i = 0; i < new->change_count; i++)
        if (!has_change(old, &new->changes[i]))
            tell_new_change(d, new, &new->changes[i]);
    for (size_t i = 0; i < old->change_count; i++)
        if (!has_change(new, &old->changes[i]))
            tell_lost_change(d, new, &old->changes[i]);
}

static bool has_definition(const obligation *o, const definition *wanted)
{
    for (size_t i = 0; i < o->definition_count; i++) {
        const definition *it = &o->definitions[i];
        if (it->version == wanted->version && date_compare(it->since, wanted->since) == 0 &&
            strcmp(it->text, wanted->text) == 0)
            return true;
    }
    return false;
}

static void diff_definitions(diffing *d, const obligation *old, const obligation *new)
{
    for (size_t i = 0; i < new->definition_count; i++) {
        const definition *it = &new->definitions[i];
        const char *since = text_of_date(d->memory, it->since);
        if (!since)
            d->failed = true;
        else if (!has_definition(old, it))
            tell(d, DIFFERENCE_CHANGED, new->code, "definitions",
                 _("Định nghĩa đổi sang phiên bản %u từ ngày %s (%s): số liệu không so sánh được "
                   "với "
                   "các kỳ trước"),
                 it->version, since, it->text);
    }
    for (size_t i = 0; i < old->definition_count; i++)
        if (!has_definition(new, &old->definitions[i]))
            tell(d, DIFFERENCE_CHANGED, new->code, "definitions",
                 _("Bỏ phiên bản %u của định nghĩa (%s)"), old->definitions[i].version,
                 old->definitions[i].text);
}

static const exception *exception_of(const obligation *o, const char *unit)
{
    for (size_t i = 0; i < o->exception_count; i++)
        if (strcmp(o->exceptions[i].unit, unit) == 0)
            return &o->exceptions[i];
    return NULL;
}

static void diff_exception(diffing *d, const obligation *old, const obligation *new,
                           const char *unit)
{
    const char *name = text_of_unit(d->memory, d->new, unit);
    const char *label = name ? arena_printf(d->memory, _("Phần riêng của %s"), name) : NULL;
    if (label)
        tell_change(d, new->code, "exceptions", label,
                    text_of_exception(d->memory, old, exception_of(old, unit)),
                    text_of_exception(d->memory, new, exception_of(new, unit)));
    else
        d->failed = true;
}

static void diff_exceptions(diffing *d, const obligation *old, const obligation *new)
{
    for (size_t i = 0; i < new->exception_count; i++)
        diff_exception(d, old, new, new->exceptions[i].unit);
    for (size_t i = 0; i < old->exception_count; i++)
        if (!exception_of(new, old->exceptions[i].unit))
            diff_exception(d, old, new, old->exceptions[i].unit);
}

/* ---- obligations --------------------------------------------------------------------------- */

static void diff_obligation(diffing *d, const obligation *old, const obligation *new)
{
    for (const obligation_part *p = obligation_parts; p->key; p++)
        tell_change(d, new->code, p->key, _(p->label), p->text(d->memory, d->old, old),
                    p->text(d->memory, d->new, new));
    diff_exceptions(d, old, new);
    diff_changes(d, old, new);
    diff_definitions(d, old, new);
}

static void tell_obligation(diffing *d, difference_kind kind, const obligation *o)
{
    bool added = kind == DIFFERENCE_ADDED;
    if (o->kind == OBLIGATION_INDICATOR)
        tell(d, kind, o->code, "indicators",
             added ? _("Thêm chỉ tiêu \"%s\"") : _("Bỏ chỉ tiêu \"%s\""), o->name);
    else
        tell(d, kind, o->code, "tasks", added ? _("Thêm nhiệm vụ \"%s\"") : _("Bỏ nhiệm vụ \"%s\""),
             o->name);
}

static const obligation *same_obligation(const catalogue *c, const obligation *o)
{
    const obligation *it = catalogue_obligation(c, o->code);
    return it && it->kind == o->kind ? it : NULL;
}

static void diff_obligations(diffing *d)
{
    for (size_t i = 0; i < catalogue_obligation_count(d->new); i++) {
        const obligation *o = catalogue_obligation_at(d->new, i), *old = same_obligation(d->old, o);
        if (old)
            diff_obligation(d, old, o);
        else
            tell_obligation(d, DIFFERENCE_ADDED, o);
    }
    for (size_t i = 0; i < catalogue_obligation_count(d->old); i++) {
        const obligation *o = catalogue_obligation_at(d->old, i);
        if (!same_obligation(d->new, o))
            tell_obligation(d, DIFFERENCE_REMOVED, o);
    }
}

/* ---- regimes and days ---------------------------------------------------------------------- */

static const report_type *report_type_with(const catalogue *c, const char *code)
{
    for (size_t i = 0; i < catalogue_report_type_count(c); i++)
        if (strcmp(catalogue_report_type_at(c, i)->code, code) == 0)
            return catalogue_report_type_at(c, i);
    return NULL;
}

static bool same_due(const report_type *a, const report_type *b, int kind)
{
    for (int level = 0; level < UNIT_LEVELS; level++) {
        const due_rule *x = &a->due[kind][level], *y = &b->due[kind][level];
        if (x->working_days != y->working_days || x->day != y->day || x->month != y->month)
            return false;
    }
    return true;
}

static const char *lock_text(arena *a, const report_type *t)
{
    return t->locks ? arena_printf(a, _("%u ngày sau hạn"), t->lock_days) : "";
}

static void diff_report_type(diffing *d, const report_type *old, const report_type *new)
{
    for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
        if (!same_due(old, new, kind))
            tell(d, DIFFERENCE_CHANGED, new->code, "due",
                 _("Hạn gửi báo cáo kỳ %s của chế độ \"%s\" thay đổi"),
                 period_kind_name((period_kind)kind), new->name);
    if (old->grace_days != new->grace_days)
        tell(d, DIFFERENCE_CHANGED, new->code, "grace_days",
             _("Số ngày sau hạn vẫn coi là đúng hạn đổi từ %u thành %u"), old->grace_days,
             new->grace_days);
    tell_change(d, new->code, "lock_days", _("Thời điểm khóa kỳ"), lock_text(d->memory, old),
                lock_text(d->memory, new));
}

/* Under which most obligations are. */
static void diff_general(diffing *d)
{
    const report_type *old = catalogue_report_type(d->old, NULL),
                      *new = catalogue_report_type(d->new, NULL);
    if (strcmp(old->code, new->code) != 0)
        tell(d, DIFFERENCE_CHANGED, new->code, "general",
             _("Chế độ báo cáo chung đổi từ \"%s\" thành \"%s\""), old->name, new->name);
}

static void diff_report_types(diffing *d)
{
    diff_general(d);
    for (size_t i = 0; i < catalogue_report_type_count(d->new); i++) {
        const report_type *t = catalogue_report_type_at(d->new, i),
                          *old = report_type_with(d->old, t->code);
        if (old)
            diff_report_type(d, old, t);
        else
            tell(d, DIFFERENCE_ADDED, t->code, "report_types", _("Thêm chế độ báo cáo \"%s\""),
                 t->name);
    }
    for (size_t i = 0; i < catalogue_report_type_count(d->old); i++) {
        const report_type *t = catalogue_report_type_at(d->old, i);
        if (!report_type_with(d->new, t->code))
            tell(d, DIFFERENCE_REMOVED, t->code, "report_types", _("Bỏ chế độ báo cáo \"%s\""),
                 t->name);
    }
}

static bool has_day(const date *days, size_t count, date day)
{
    for (size_t i = 0; i < count; i++)
        if (date_compare(days[i], day) == 0)
            return true;
    return false;
}

typedef struct days {
    const date *items;
    size_t count;
} days;

/* Tells each of SOME that is not among OTHERS; FORMAT takes the day. */
static void tell_days(diffing *d, difference_kind kind, const char *what, days some, days others)
{
    bool off = strcmp(what, "holidays") == 0, added = kind == DIFFERENCE_ADDED;
    for (size_t i = 0; i < some.count; i++) {
        const char *day = text_of_date(d->memory, some.items[i]);
        if (!day)
            d->failed = true;
        else if (!has_day(others.items, others.count, some.items[i]) && off)
            tell(d, kind, "", what, added ? _("Thêm ngày nghỉ %s") : _("Bỏ ngày nghỉ %s"), day);
        else if (!has_day(others.items, others.count, some.items[i]))
            tell(d, kind, "", what, added ? _("Thêm ngày làm bù %s") : _("Bỏ ngày làm bù %s"), day);
    }
}

static void diff_calendars(diffing *d)
{
    const calendar *old = catalogue_calendar(d->old), *new = catalogue_calendar(d->new);
    const days old_off = {old->holidays, old->holiday_count},
               new_off = {new->holidays, new->holiday_count},
               old_work = {old->makeup_days, old->makeup_count},
               new_work = {new->makeup_days, new->makeup_count};
    tell_days(d, DIFFERENCE_ADDED, "holidays", new_off, old_off);
    tell_days(d, DIFFERENCE_REMOVED, "holidays", old_off, new_off);
    tell_days(d, DIFFERENCE_ADDED, "makeup_days", new_work, old_work);
    tell_days(d, DIFFERENCE_REMOVED, "makeup_days", old_work, new_work);
}

error catalogue_diff(arena *a, const catalogue *old, const catalogue *new,
                     catalogue_difference **out, size_t *count)
{
    diffing d = {.memory = a, .old = old, .new = new};
    diff_units(&d);
    diff_obligations(&d);
    diff_report_types(&d);
    diff_calendars(&d);
    if (d.failed)
        return error_no_memory();
    *out = d.all;
    *count = d.count;
    return OK;
}
