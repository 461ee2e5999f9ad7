#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "model/catalogue_load.h"

#include <string.h>

/* What can only be seen when units, indicators and tasks are all read. */

static const loaded_obligation *find(const loading *l, const char *code)
{
    for (size_t i = 0; i < l->obligation_count; i++)
        if (strcmp(l->obligation_codes[i], code) == 0)
            return &l->obligations[i];
    return NULL;
}

/* The indicator CODE; else NULL and a problem at KEY with the nearest code. */
static const loaded_obligation *known_indicator(loading *l, const settings_group *group,
                                                const char *key, const char *code)
{
    const loaded_obligation *it = find(l, code);
    if (it && it->obligation.kind == OBLIGATION_INDICATOR)
        return it;
    const char *near = text_nearest(code, l->obligation_codes, l->obligation_count);
    if (near)
        settings_problem(group, key, l->found,
                         _("%s: không có chỉ tiêu \"%s\"; gần nhất là \"%s\""), key, code, near);
    else
        settings_problem(group, key, l->found, _("%s: không có chỉ tiêu \"%s\""), key, code);
    return NULL;
}

bool load_known_obligation(loading *l, const settings_group *group, const char *key,
                           const char *code)
{
    if (!l->whole || find(l, code))
        return true;
    const char *near = text_nearest(code, l->obligation_codes, l->obligation_count);
    if (near)
        settings_problem(group, key, l->found,
                         _("%s: không có chỉ tiêu, nhiệm vụ \"%s\"; gần nhất là \"%s\""), key, code,
                         near);
    else
        settings_problem(group, key, l->found, _("%s: không có chỉ tiêu, nhiệm vụ \"%s\""), key,
                         code);
    return false;
}

/* ---- one obligation ------------------------------------------------------------------------ */

static void check_measured_by(loading *l, const loaded_obligation *it)
{
    for (size_t i = 0; i < it->obligation.measured_by_count; i++)
        known_indicator(l, it->group, "measured_by", it->obligation.measured_by[i]);
}

/* A unit that is named must be of a level that reports. */
static void check_reporter_units(loading *l, const loaded_obligation *it)
{
    const obligation *o = &it->obligation;
    for (size_t i = 0; i < o->reporter_unit_count; i++) {
        const char *code = o->reporter_units[i];
        if (!load_known_unit(l, it->group, "reporter_units", code))
            continue;
        bool reports = false;
        for (size_t j = 0; j < l->unit_count; j++)
            reports |= strcmp(l->unit_codes[j], code) == 0 &&
                       (o->reporters & 1U << l->units[j].unit.level);
        if (!reports)
            settings_problem(it->group, "reporter_units", l->found,
                             _("reporter_units: cấp của đơn vị \"%s\" không có trong reporters"),
                             code);
    }
}

static void check_exceptions(loading *l, const loaded_obligation *it)
{
    const obligation *o = &it->obligation;
    for (size_t i = 0; i < o->exception_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(o->exceptions[i].unit, o->exceptions[j].unit) == 0)
                settings_problem(it->group, "exceptions", l->found,
                                 _("exceptions: đơn vị \"%s\" ghi hai lần"), o->exceptions[i].unit);
}

static void check_pilot_units(loading *l, const loaded_obligation *it)
{
    for (size_t i = 0; i < it->obligation.pilot_unit_count; i++)
        load_known_unit(l, it->group, "pilot_units", it->obligation.pilot_units[i]);
}

static void check_duplicate(loading *l, size_t i)
{
    const loaded_obligation *it = &l->obligations[i];
    for (size_t j = 0; j < i && *it->obligation.code; j++)
        if (strcmp(it->obligation.code, l->obligation_codes[j]) == 0) {
            settings_problem(it->group, "code", l->found, _("code: mã \"%s\" đã dùng ở dòng %u%s"),
                             it->obligation.code, settings_line(l->obligations[j].group, "code"),
                             l->obligations[j].obligation.kind == it->obligation.kind
                                 ? ""
                                 : _(" của indicators.conf"));
            return;
        }
}

/* ---- bounds of a sum ----------------------------------------------------------------------- */

/* A code may have several rows, but in one period only one figure. */
static bool is_known_earlier(const loading *l, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (strcmp(l->unit_codes[i], l->unit_codes[row]) == 0)
            return true;
    return false;
}

static size_t reporters_of(const loading *l, const obligation *o)
{
    size_t n = 0;
    for (size_t i = 0; i < l->unit_count; i++)
        n += obligation_is_reported_by(o, &l->units[i].unit) && !is_known_earlier(l, i);
    return n;
}

static void bound_too_wide(loading *l, const loaded_obligation *it, const char *key, int64_t value,
                           size_t units, int64_t allowed)
{
    char given[AMOUNT_TEXT_MAX], widest[AMOUNT_TEXT_MAX];
    amount_format_short(value, it->obligation.decimals, AMOUNT_MACHINE, given, sizeof given);
    amount_format_short(allowed, it->obligation.decimals, AMOUNT_MACHINE, widest, sizeof widest);
    settings_problem(it->group, key, l->found,
                     _("%s: %s nhân với %zu đơn vị báo cáo vượt quá 64 bit khi cộng; nhiều nhất "
                       "được ghi %s"),
                     key, given, units, widest);
}

/* A sum over all units that ever report must fit 64 bits, whatever they send. */
static void check_bounds(loading *l, loaded_obligation *it)
{
    obligation *o = &it->obligation;
    size_t units = reporters_of(l, o);
    if (units == 0)
        return;
    int64_t most = INT64_MAX / (int64_t)units;
    if (o->max > most && it->has_own_max)
        bound_too_wide(l, it, "max", o->max, units, most);
    while (o->max > most && !it->has_own_max)
        o->max /= 10; /* the default is a power of ten and stays one */
    if (o->min < -most)
        bound_too_wide(l, it, "min", o->min, units, -most);
}

void check_obligations(loading *l)
{
    for (size_t i = 0; i < l->obligation_count; i++) {
        loaded_obligation *it = &l->obligations[i];
        check_duplicate(l, i);
        if (*it->obligation.lead)
            load_known_unit(l, it->group, "lead", it->obligation.lead);
        check_reporter_units(l, it);
        check_exceptions(l, it);
        check_pilot_units(l, it);
        check_measured_by(l, it);
        check_bounds(l, it);
    }
}

/* ---- relations ----------------------------------------------------------------------------- */

typedef struct relation_entry {
    const char *lesser, *greater, *note;
    int severity;
} relation_entry;

static const settings_key relation_keys[] = {
    {"lesser", SETTINGS_STRING, SETTINGS_FIELD(relation_entry, lesser), true, 1, 32, NULL},
    {"greater", SETTINGS_STRING, SETTINGS_FIELD(relation_entry, greater), true, 1, 32, NULL},
    {"severity", SETTINGS_CHOICE, SETTINGS_FIELD(relation_entry, severity), false, 0, 0,
     severity_codes},
    {"note", SETTINGS_STRING, SETTINGS_FIELD(relation_entry, note), true, 1, 500, NULL},
};

/* Figures of different periods, or of levels that never report both, are never held together. */
static void check_comparable(loading *l, const settings_group *group, const obligation *a,
                             const obligation *b)
{
    if (a == b)
        settings_problem(group, "greater", l->found,
                         _("greater: chỉ tiêu \"%s\" không thể so với chính nó"), b->code);
    else if (a->frequency != b->frequency)
        settings_problem(
            group, "greater", l->found,
            _("greater: kỳ báo cáo của \"%s\" (%s) khác của \"%s\" (%s), không so được"), b->code,
            period_kind_codes[b->frequency - 1], a->code, period_kind_codes[a->frequency - 1]);
    else if (!(a->reporters & b->reporters))
        settings_problem(group, "greater", l->found,
                         _("greater: không cấp nào báo cáo cả \"%s\" và \"%s\""), a->code, b->code);
}

static relation load_relation(loading *l, const settings_group *group)
{
    relation_entry e = {.severity = SEVERITY_WARN};
    settings_read(group, relation_keys, SETTINGS_COUNT(relation_keys), &e, l->found);
    const loaded_obligation *a = e.lesser ? known_indicator(l, group, "lesser", e.lesser) : NULL;
    const loaded_obligation *b = e.greater ? known_indicator(l, group, "greater", e.greater) : NULL;
    if (a && b)
        check_comparable(l, group, &a->obligation, &b->obligation);
    return (relation){load_text(l, e.lesser), load_text(l, e.greater), (severity)e.severity,
                      load_text(l, e.note)};
}

error load_relations(loading *l, const settings_list *list)
{
    relation *items = arena_alloc(l->memory, (list->count + 1) * sizeof *items);
    if (!items)
        return error_no_memory();
    for (size_t i = 0; i < list->count; i++) {
        items[i] = load_relation(l, list->items[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(items[i].lesser, items[j].lesser) == 0 &&
                strcmp(items[i].greater, items[j].greater) == 0)
                settings_problem(list->items[i], "lesser", l->found,
                                 _("lesser: đã so \"%s\" với \"%s\" ở dòng %u"), items[i].lesser,
                                 items[i].greater, settings_line(list->items[j], "lesser"));
    }
    l->relations = items;
    l->relation_count = list->count;
    return OK;
}
