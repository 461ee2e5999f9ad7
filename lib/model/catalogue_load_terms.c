#include "base/i18n.h"
#include "model/amount.h"
#include "model/catalogue_load.h"

#include <string.h>

/* What a document says of an obligation: targets and deadlines, for one unit or from a day on, and
 * how it is counted. */

enum { PERCENT_MOST = 100, FIRST_CHANGED_VERSION = 2, VERSION_MAX = 1000 };

bool load_amount(loading *l, const settings_group *group, const char *key, const char *text,
                 unsigned decimals, int64_t *out)
{
    error err = amount_parse(text, AMOUNT_MACHINE, decimals, out);
    if (err.code)
        settings_problem(group, key, l->found, "%s: %s", key, err.text);
    return !err.code;
}

bool load_target(loading *l, const settings_group *group, const char *text, const obligation *o,
                 int64_t *out)
{
    int64_t most = 0;
    amount_rescale(PERCENT_MOST, 0, TARGET_DECIMALS, &most);
    if (!load_amount(l, group, "target", text, TARGET_DECIMALS, out))
        return false;
    if (o->is_ratio && !o->may_exceed_denominator && (*out < 0 || *out > most))
        settings_problem(group, "target", l->found,
                         _("target: %s %% nằm ngoài khoảng từ 0 đến 100"), text);
    return true;
}

/* ---- exceptions ---------------------------------------------------------------------------- */

typedef struct exception_entry {
    const char *unit, *target, *deadline, *deadline_text;
} exception_entry;

static const settings_key exception_keys[] = {
    {"unit", SETTINGS_STRING, SETTINGS_FIELD(exception_entry, unit), true, 1, 32, NULL},
    {"target", SETTINGS_NUMBER, SETTINGS_FIELD(exception_entry, target), false, 1, 32, NULL},
    {"deadline", SETTINGS_STRING, SETTINGS_FIELD(exception_entry, deadline), false, 1, 10, NULL},
    {"deadline_text", SETTINGS_STRING, SETTINGS_FIELD(exception_entry, deadline_text), false, 1,
     200, NULL},
};

static exception load_exception(loading *l, const settings_group *group, const obligation *o)
{
    exception_entry e = {0};
    settings_read(group, exception_keys, SETTINGS_COUNT(exception_keys), &e, l->found);
    exception x = {.unit = load_text(l, e.unit), .deadline_text = load_text(l, e.deadline_text)};
    if (e.unit)
        load_known_unit(l, group, "unit", x.unit);
    if (!e.target && !e.deadline)
        settings_problem(group, NULL, l->found, _("ngoại lệ phải có target hoặc deadline riêng"));
    if (e.target)
        x.has_target = load_target(l, group, e.target, o, &x.target);
    if (e.deadline)
        x.has_deadline = load_date(l, group, "deadline", e.deadline, &x.deadline);
    return x;
}

void load_exceptions(loading *l, const settings_list *list, obligation *o)
{
    exception *items = arena_alloc(l->memory, (list->count + 1) * sizeof *items);
    for (size_t i = 0; items && i < list->count; i++)
        items[i] = load_exception(l, list->items[i], o);
    o->exceptions = items;
    o->exception_count = items ? list->count : 0;
}

/* ---- changes ------------------------------------------------------------------------------- */

typedef struct change_entry {
    const char *since, *lead, *target, *deadline, *deadline_text, *basis;
} change_entry;

static const settings_key change_keys[] = {
    {"since", SETTINGS_STRING, SETTINGS_FIELD(change_entry, since), true, 1, 10, NULL},
    {"lead", SETTINGS_STRING, SETTINGS_FIELD(change_entry, lead), false, 1, 32, NULL},
    {"target", SETTINGS_NUMBER, SETTINGS_FIELD(change_entry, target), false, 1, 32, NULL},
    {"deadline", SETTINGS_STRING, SETTINGS_FIELD(change_entry, deadline), false, 1, 10, NULL},
    {"deadline_text", SETTINGS_STRING, SETTINGS_FIELD(change_entry, deadline_text), false, 1, 200,
     NULL},
    {"basis", SETTINGS_STRING, SETTINGS_FIELD(change_entry, basis), true, 1, 500, NULL},
};

static void check_change(loading *l, const settings_group *group, const change_entry *e)
{
    if (!e->lead && !e->target && !e->deadline)
        settings_problem(group, NULL, l->found,
                         _("thay đổi phải có lead, target hoặc deadline mới"));
    if (e->deadline_text && !e->deadline)
        settings_problem(group, "deadline_text", l->found, _("deadline_text: chưa có deadline"));
    if (e->lead)
        load_known_unit(l, group, "lead", e->lead);
}

static change load_change(loading *l, const settings_group *group, const obligation *o)
{
    change_entry e = {0};
    settings_read(group, change_keys, SETTINGS_COUNT(change_keys), &e, l->found);
    change c = {.lead = load_text(l, e.lead),
                .deadline_text = load_text(l, e.deadline_text),
                .basis = load_text(l, e.basis)};
    if (e.since)
        load_date(l, group, "since", e.since, &c.since);
    if (e.target)
        c.has_target = load_target(l, group, e.target, o, &c.target);
    if (e.deadline)
        c.has_deadline = load_date(l, group, "deadline", e.deadline, &c.deadline);
    check_change(l, group, &e);
    return c;
}

/* Whether A, when it is known, lies behind B. */
static bool is_after(date a, date b)
{
    return a.year && b.year && date_compare(a, b) > 0;
}

static void out_of_order(loading *l, const settings_group *group)
{
    settings_problem(group, "since", l->found,
                     _("since: phải xếp theo thời gian, ngày sớm nhất trước"));
}

void load_changes(loading *l, const settings_list *list, obligation *o)
{
    change *items = arena_alloc(l->memory, (list->count + 1) * sizeof *items);
    for (size_t i = 0; items && i < list->count; i++) {
        items[i] = load_change(l, list->items[i], o);
        if (i && is_after(items[i - 1].since, items[i].since))
            out_of_order(l, list->items[i]);
    }
    o->changes = items;
    o->change_count = items ? list->count : 0;
}

/* ---- definitions --------------------------------------------------------------------------- */

typedef struct definition_entry {
    int64_t version;
    const char *since, *text;
} definition_entry;

static const settings_key definition_keys[] = {
    {"version", SETTINGS_INT, SETTINGS_FIELD(definition_entry, version), true,
     FIRST_CHANGED_VERSION, VERSION_MAX, NULL},
    {"since", SETTINGS_STRING, SETTINGS_FIELD(definition_entry, since), true, 1, 10, NULL},
    {"text", SETTINGS_STRING, SETTINGS_FIELD(definition_entry, text), true, 1, 2000, NULL},
};

static definition load_definition(loading *l, const settings_group *group)
{
    definition_entry e = {0};
    settings_read(group, definition_keys, SETTINGS_COUNT(definition_keys), &e, l->found);
    definition d = {.version = (unsigned)e.version, .text = load_text(l, e.text)};
    if (e.since)
        load_date(l, group, "since", e.since, &d.since);
    return d;
}

/* A version without its predecessor is one that somebody forgot to write down. */
static void check_definition(loading *l, const settings_group *group, const definition *d,
                             const definition *before)
{
    unsigned expected = before ? before->version + 1 : FIRST_CHANGED_VERSION;
    bool known = d->version && (!before || before->version);
    if (known && d->version != expected)
        settings_problem(group, "version", l->found, _("version: %u phải là %u"), d->version,
                         expected);
    if (before && d->since.year && before->since.year && date_compare(d->since, before->since) <= 0)
        out_of_order(l, group);
}

void load_definitions(loading *l, const settings_list *list, obligation *o)
{
    definition *items = arena_alloc(l->memory, (list->count + 1) * sizeof *items);
    for (size_t i = 0; items && i < list->count; i++) {
        items[i] = load_definition(l, list->items[i]);
        check_definition(l, list->items[i], &items[i], i ? &items[i - 1] : NULL);
    }
    o->definitions = items;
    o->definition_count = items ? list->count : 0;
}
