#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "model/catalogue_load.h"

#include <string.h>

enum { DECIMALS_MAX = 6, NAME_MAX_BYTES = 1000, WEIGHT_MAX = 100 };

/* A value's bounds when the file names none: large enough for any honest figure of a province,
 * small enough to catch a slipped key, and 10^6 times it still fits 64 bits. */
static const char default_min[] = "0", default_max[] = "1000000000000";

const char *const load_field_codes[] = {"DX", "06", "DX+06", "QL", NULL};

/* Kinds of what a document says; for people, no rule depends on them. */
static const char *const duty_codes[] = {
    "indicator",  "dated_task", "task", "duty",  "difficulty", "pilot",        "reporting",
    "monitoring", "ranking",    "risk", "event", "statement",  "distribution", NULL};

typedef struct entry {
    const char *code, *name, *pillar, *section, *lead;
    const char *measure_unit, *numerator, *denominator;
    const char *min, *max, *target, *deadline, *deadline_text;
    const char *since, *report_type, *source, *note;
    settings_texts cooperating, reporters, reporter_units, measured_by, pilot_units;
    settings_texts legal_basis, legal_basis_normalised;
    settings_list dimensions, exceptions, changes, definitions;
    int64_t decimals, weight;
    int duty, field, frequency, aggregation, accumulation, on_fall, on_jump;
    bool may_exceed_denominator, lower_is_better, deadline_exclusive;
} entry;

#define AT(field_) SETTINGS_FIELD(entry, field_)

static const settings_key indicator_keys[] = {
    {"code", SETTINGS_STRING, AT(code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, AT(name), true, 1, NAME_MAX_BYTES, NULL},
    {"field", SETTINGS_CHOICE, AT(field), true, 0, 0, load_field_codes},
    {"pillar", SETTINGS_STRING, AT(pillar), false, 1, 64, NULL},
    {"lead", SETTINGS_STRING, AT(lead), false, 1, 32, NULL},
    {"cooperating", SETTINGS_TEXTS, AT(cooperating), false, 1, 200, NULL},
    {"reporters", SETTINGS_TEXTS, AT(reporters), true, 1, 32, NULL},
    {"reporter_units", SETTINGS_TEXTS, AT(reporter_units), false, 1, 32, NULL},
    {"frequency", SETTINGS_CHOICE, AT(frequency), true, 0, 0, period_kind_codes},
    {"since", SETTINGS_STRING, AT(since), false, 1, 10, NULL},
    {"report_type", SETTINGS_STRING, AT(report_type), false, 1, 32, NULL},
    {"measure_unit", SETTINGS_STRING, AT(measure_unit), true, 1, 64, NULL},
    {"numerator", SETTINGS_STRING, AT(numerator), true, 1, 200, NULL},
    {"denominator", SETTINGS_STRING, AT(denominator), false, 1, 200, NULL},
    {"decimals", SETTINGS_INT, AT(decimals), false, 0, DECIMALS_MAX, NULL},
    {"may_exceed_denominator", SETTINGS_BOOL, AT(may_exceed_denominator), false, 0, 0, NULL},
    {"min", SETTINGS_NUMBER, AT(min), false, 1, 32, NULL},
    {"max", SETTINGS_NUMBER, AT(max), false, 1, 32, NULL},
    {"dimensions", SETTINGS_LIST, AT(dimensions), false, 0, 0, NULL},
    {"aggregation", SETTINGS_CHOICE, AT(aggregation), true, 0, 0, aggregation_codes},
    {"accumulation", SETTINGS_CHOICE, AT(accumulation), true, 0, 0, accumulation_codes},
    {"lower_is_better", SETTINGS_BOOL, AT(lower_is_better), false, 0, 0, NULL},
    {"target", SETTINGS_NUMBER, AT(target), false, 1, 32, NULL},
    {"deadline", SETTINGS_STRING, AT(deadline), false, 1, 10, NULL},
    {"deadline_text", SETTINGS_STRING, AT(deadline_text), false, 1, 200, NULL},
    {"deadline_exclusive", SETTINGS_BOOL, AT(deadline_exclusive), false, 0, 0, NULL},
    {"exceptions", SETTINGS_LIST, AT(exceptions), false, 0, 0, NULL},
    {"changes", SETTINGS_LIST, AT(changes), false, 0, 0, NULL},
    {"definitions", SETTINGS_LIST, AT(definitions), false, 0, 0, NULL},
    {"weight", SETTINGS_INT, AT(weight), false, 0, WEIGHT_MAX, NULL},
    {"on_fall", SETTINGS_CHOICE, AT(on_fall), false, 0, 0, severity_codes},
    {"on_jump", SETTINGS_CHOICE, AT(on_jump), false, 0, 0, severity_codes},
    {"legal_basis", SETTINGS_TEXTS, AT(legal_basis), false, 1, 300, NULL},
    {"legal_basis_normalised", SETTINGS_TEXTS, AT(legal_basis_normalised), false, 0, 300, NULL},
    {"source", SETTINGS_STRING, AT(source), true, 1, 500, NULL},
    {"note", SETTINGS_STRING, AT(note), false, 1, 2000, NULL},
};

static const settings_key task_keys[] = {
    {"code", SETTINGS_STRING, AT(code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, AT(name), true, 1, NAME_MAX_BYTES, NULL},
    {"duty", SETTINGS_CHOICE, AT(duty), true, 0, 0, duty_codes},
    {"field", SETTINGS_CHOICE, AT(field), true, 0, 0, load_field_codes},
    {"section", SETTINGS_STRING, AT(section), true, 1, 64, NULL},
    {"lead", SETTINGS_STRING, AT(lead), false, 1, 32, NULL},
    {"cooperating", SETTINGS_TEXTS, AT(cooperating), false, 1, 200, NULL},
    {"reporters", SETTINGS_TEXTS, AT(reporters), true, 1, 32, NULL},
    {"reporter_units", SETTINGS_TEXTS, AT(reporter_units), false, 1, 32, NULL},
    {"frequency", SETTINGS_CHOICE, AT(frequency), true, 0, 0, period_kind_codes},
    {"since", SETTINGS_STRING, AT(since), false, 1, 10, NULL},
    {"report_type", SETTINGS_STRING, AT(report_type), false, 1, 32, NULL},
    {"measure_unit", SETTINGS_STRING, AT(measure_unit), false, 1, 64, NULL},
    {"measured_by", SETTINGS_TEXTS, AT(measured_by), false, 1, 32, NULL},
    {"pilot_units", SETTINGS_TEXTS, AT(pilot_units), false, 1, 32, NULL},
    {"target", SETTINGS_NUMBER, AT(target), false, 1, 32, NULL},
    {"deadline", SETTINGS_STRING, AT(deadline), false, 1, 10, NULL},
    {"deadline_text", SETTINGS_STRING, AT(deadline_text), false, 1, 200, NULL},
    {"deadline_exclusive", SETTINGS_BOOL, AT(deadline_exclusive), false, 0, 0, NULL},
    {"exceptions", SETTINGS_LIST, AT(exceptions), false, 0, 0, NULL},
    {"changes", SETTINGS_LIST, AT(changes), false, 0, 0, NULL},
    {"definitions", SETTINGS_LIST, AT(definitions), false, 0, 0, NULL},
    {"weight", SETTINGS_INT, AT(weight), false, 0, WEIGHT_MAX, NULL},
    {"on_fall", SETTINGS_CHOICE, AT(on_fall), false, 0, 0, severity_codes},
    {"on_jump", SETTINGS_CHOICE, AT(on_jump), false, 0, 0, severity_codes},
    {"legal_basis", SETTINGS_TEXTS, AT(legal_basis), false, 1, 300, NULL},
    {"legal_basis_normalised", SETTINGS_TEXTS, AT(legal_basis_normalised), false, 0, 300, NULL},
    {"source", SETTINGS_STRING, AT(source), true, 1, 500, NULL},
    {"note", SETTINGS_STRING, AT(note), false, 1, 2000, NULL},
};

/* ---- parts of an entry --------------------------------------------------------------------- */

typedef struct named_entry {
    const char *code, *name;
    settings_list categories;
} named_entry;

static const settings_key category_keys[] = {
    {"code", SETTINGS_STRING, SETTINGS_FIELD(named_entry, code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, SETTINGS_FIELD(named_entry, name), true, 1, 200, NULL},
};

static const settings_key dimension_keys[] = {
    {"code", SETTINGS_STRING, SETTINGS_FIELD(named_entry, code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, SETTINGS_FIELD(named_entry, name), true, 1, 200, NULL},
    {"categories", SETTINGS_LIST, SETTINGS_FIELD(named_entry, categories), true, 0, 0, NULL},
};

static category load_category(loading *l, const settings_group *group)
{
    named_entry e = {0};
    settings_read(group, category_keys, SETTINGS_COUNT(category_keys), &e, l->found);
    category c = {load_text(l, e.code), load_text(l, e.name)};
    load_code(l, group, "code", c.code);
    return c;
}

static void same_code_twice(loading *l, const settings_group *group, const char *code)
{
    settings_problem(group, "code", l->found, _("code: mã \"%s\" ghi hai lần"), code);
}

static dimension load_dimension(loading *l, const settings_group *group)
{
    named_entry e = {0};
    settings_read(group, dimension_keys, SETTINGS_COUNT(dimension_keys), &e, l->found);
    dimension d = {.code = load_text(l, e.code), .name = load_text(l, e.name)};
    load_code(l, group, "code", d.code);
    category *items = arena_alloc(l->memory, (e.categories.count + 1) * sizeof *items);
    for (size_t i = 0; items && i < e.categories.count; i++) {
        items[i] = load_category(l, e.categories.items[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(items[i].code, items[j].code) == 0)
                same_code_twice(l, e.categories.items[i], items[i].code);
    }
    d.categories = items;
    d.category_count = items ? e.categories.count : 0;
    return d;
}

static void load_dimensions(loading *l, const settings_list *list, obligation *o)
{
    dimension *items = arena_alloc(l->memory, (list->count + 1) * sizeof *items);
    for (size_t i = 0; items && i < list->count; i++) {
        items[i] = load_dimension(l, list->items[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(items[i].code, items[j].code) == 0)
                same_code_twice(l, list->items[i], items[i].code);
    }
    o->dimensions = items;
    o->dimension_count = items ? list->count : 0;
}

static void load_target_and_deadline(loading *l, const settings_group *group, const entry *e,
                                     obligation *o)
{
    if (e->target)
        o->has_target = load_target(l, group, e->target, o, &o->target);
    if (e->deadline)
        o->has_deadline = load_date(l, group, "deadline", e->deadline, &o->deadline);
    if (e->deadline_exclusive && !e->deadline)
        settings_problem(group, "deadline_exclusive", l->found,
                         _("deadline_exclusive: chưa có deadline"));
}

/* Beside each quoted document the one that is meant. */
static void load_legal_basis(loading *l, const settings_group *group, const entry *e, obligation *o)
{
    o->legal_basis = load_texts(l, e->legal_basis);
    o->legal_basis_count = e->legal_basis.count;
    size_t n = e->legal_basis_normalised.count;
    if (n && n != o->legal_basis_count)
        settings_problem(group, "legal_basis_normalised", l->found,
                         _("legal_basis_normalised: có %zu văn bản, legal_basis có %zu; phải cùng "
                           "số, \"\" ở chỗ không khác"),
                         n, o->legal_basis_count);
    else if (n)
        o->legal_basis_normalised = load_texts(l, e->legal_basis_normalised);
}

static void load_common(loading *l, const settings_group *group, const entry *e, obligation *o)
{
    *o = (obligation){.code = load_text(l, e->code),
                      .name = load_text(l, e->name),
                      .duty = "",
                      .field = load_field_codes[e->field],
                      .pillar = load_text(l, e->pillar),
                      .section = load_text(l, e->section),
                      .lead = load_text(l, e->lead),
                      .cooperating = load_texts(l, e->cooperating),
                      .cooperating_count = e->cooperating.count,
                      .reporters =
                          load_choices(l, group, "reporters", e->reporters, unit_level_codes),
                      .reporter_units = load_texts(l, e->reporter_units),
                      .reporter_unit_count = e->reporter_units.count,
                      .frequency = (period_kind)(e->frequency + 1),
                      .measure_unit = load_text(l, e->measure_unit),
                      .is_ratio = e->denominator != NULL,
                      .may_exceed_denominator = e->may_exceed_denominator,
                      .numerator_name = load_text(l, e->numerator),
                      .denominator_name = load_text(l, e->denominator),
                      .deadline_text = load_text(l, e->deadline_text),
                      .deadline_exclusive = e->deadline_exclusive,
                      .measured_by = load_texts(l, e->measured_by),
                      .measured_by_count = e->measured_by.count,
                      .pilot_units = load_texts(l, e->pilot_units),
                      .pilot_unit_count = e->pilot_units.count,
                      .report_type = load_text(l, e->report_type),
                      .weight = (unsigned)e->weight,
                      .on_fall = (severity)e->on_fall,
                      .on_jump = (severity)e->on_jump,
                      .source = load_text(l, e->source),
                      .note = load_text(l, e->note)};
    load_code(l, group, "code", o->code);
    if (e->since)
        load_date(l, group, "since", e->since, &o->since);
    load_legal_basis(l, group, e, o);
    load_target_and_deadline(l, group, e, o);
    load_exceptions(l, &e->exceptions, o);
    load_changes(l, &e->changes, o);
    load_definitions(l, &e->definitions, o);
}

static void check_aggregation(loading *l, const settings_group *group, const obligation *o)
{
    if (o->aggregation == AGGREGATE_RATIO_OF_SUMS && !o->is_ratio)
        settings_problem(group, "aggregation", l->found,
                         _("aggregation: \"ratio_of_sums\" cần có denominator"));
    if (o->is_ratio && (o->aggregation == AGGREGATE_SUM || o->aggregation == AGGREGATE_COUNT_TRUE))
        settings_problem(group, "aggregation", l->found,
                         _("aggregation: chỉ tiêu có denominator không dùng được \"%s\"; dùng "
                           "\"ratio_of_sums\""),
                         aggregation_codes[o->aggregation]);
}

static entry entry_with_defaults(void)
{
    return (entry){.min = default_min,
                   .max = default_max,
                   .weight = 1,
                   .on_fall = SEVERITY_WARN,
                   .on_jump = SEVERITY_WARN};
}

static void load_indicator(loading *l, loaded_obligation *it)
{
    const settings_group *group = it->group;
    obligation *o = &it->obligation;
    entry e = entry_with_defaults();
    settings_read(group, indicator_keys, SETTINGS_COUNT(indicator_keys), &e, l->found);
    load_common(l, group, &e, o);
    o->kind = OBLIGATION_INDICATOR;
    o->decimals = (unsigned)e.decimals;
    o->aggregation = (aggregation)e.aggregation;
    o->accumulation = (accumulation)e.accumulation;
    o->lower_is_better = e.lower_is_better;
    it->has_own_max = e.max != default_max;
    load_dimensions(l, &e.dimensions, o);
    if (load_amount(l, group, "min", e.min, o->decimals, &o->min) &&
        load_amount(l, group, "max", e.max, o->decimals, &o->max) && o->min > o->max)
        settings_problem(group, "max", l->found, _("max: %s nhỏ hơn min, %s"), e.max, e.min);
    check_aggregation(l, group, o);
}

static void load_task(loading *l, loaded_obligation *it)
{
    const settings_group *group = it->group;
    obligation *o = &it->obligation;
    entry e = entry_with_defaults();
    settings_read(group, task_keys, SETTINGS_COUNT(task_keys), &e, l->found);
    load_common(l, group, &e, o);
    o->kind = OBLIGATION_TASK;
    o->duty = duty_codes[e.duty];
    o->aggregation = AGGREGATE_NONE;
}

/* ---- the two files ------------------------------------------------------------------------- */

/* Adds the groups of LIST, read by LOAD, to what is loaded already. */
static error load_list(loading *l, const settings_list *list,
                       void (*load)(loading *, loaded_obligation *))
{
    size_t old = l->obligation_count, n = old + list->count;
    loaded_obligation *items = arena_alloc(l->memory, (n + 1) * sizeof *items);
    const char **codes = arena_alloc(l->memory, (n + 1) * sizeof *codes);
    if (!items || !codes)
        return error_no_memory();
    if (old) {
        memcpy(items, l->obligations, old * sizeof *items);
        memcpy(codes, l->obligation_codes, old * sizeof *codes);
    }
    for (size_t i = old; i < n; i++) {
        items[i].group = list->items[i - old];
        load(l, &items[i]);
        codes[i] = items[i].obligation.code;
    }
    l->obligations = items;
    l->obligation_codes = codes;
    l->obligation_count = n;
    return OK;
}

typedef struct indicators_file {
    settings_list indicators, relations;
} indicators_file;

static const settings_key indicators_root[] = {
    {"indicators", SETTINGS_LIST, SETTINGS_FIELD(indicators_file, indicators), true, 0, 0, NULL},
    {"relations", SETTINGS_LIST, SETTINGS_FIELD(indicators_file, relations), false, 0, 0, NULL},
};

error load_indicators(loading *l, const settings *file)
{
    indicators_file e = {0};
    settings_read(settings_root(file), indicators_root, SETTINGS_COUNT(indicators_root), &e,
                  l->found);
    TRY(load_list(l, &e.indicators, load_indicator));
    return load_relations(l, &e.relations);
}

error load_tasks(loading *l, const settings *file)
{
    settings_list tasks = {0};
    const settings_key root[] = {{"tasks", SETTINGS_LIST, 0, true, 0, 0, NULL}};
    settings_read(settings_root(file), root, SETTINGS_COUNT(root), &tasks, l->found);
    return load_list(l, &tasks, load_task);
}
