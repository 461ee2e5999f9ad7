#include "base/i18n.h"
#include "model/catalogue_load.h"

/* ---- members ------------------------------------------------------------------------------- */

typedef struct member_entry {
    const char *code, *name, *role, *source;
    settings_texts fields, units, obligations;
} member_entry;

#define AT(field_) SETTINGS_FIELD(member_entry, field_)

static const settings_key member_keys[] = {
    {"code", SETTINGS_STRING, AT(code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, AT(name), false, 1, 200, NULL},
    {"role", SETTINGS_STRING, AT(role), true, 1, 300, NULL},
    {"fields", SETTINGS_TEXTS, AT(fields), false, 1, 32, NULL},
    {"units", SETTINGS_TEXTS, AT(units), false, 1, 32, NULL},
    {"obligations", SETTINGS_TEXTS, AT(obligations), false, 1, 32, NULL},
    {"source", SETTINGS_STRING, AT(source), true, 1, 500, NULL},
};

#undef AT

static void check_obligation_codes(loading *l, const settings_group *group, settings_texts codes)
{
    for (size_t i = 0; i < codes.count; i++)
        load_known_obligation(l, group, "obligations", codes.items[i]);
}

static member load_member(loading *l, const settings_group *group)
{
    member_entry e = {0};
    settings_read(group, member_keys, SETTINGS_COUNT(member_keys), &e, l->found);
    member m = {.code = load_text(l, e.code),
                .name = load_text(l, e.name),
                .role = load_text(l, e.role),
                .fields = load_texts(l, e.fields),
                .field_count = e.fields.count,
                .units = load_texts(l, e.units),
                .unit_count = e.units.count,
                .obligations = load_texts(l, e.obligations),
                .obligation_count = e.obligations.count,
                .source = load_text(l, e.source)};
    load_code(l, group, "code", m.code);
    load_choices(l, group, "fields", e.fields, load_field_codes);
    for (size_t i = 0; i < m.unit_count; i++)
        load_known_unit(l, group, "units", m.units[i]);
    check_obligation_codes(l, group, e.obligations);
    return m;
}

static error load_members(loading *l, const settings_list *list)
{
    l->members = arena_alloc(l->memory, (list->count + 1) * sizeof *l->members);
    const char **codes = arena_alloc(l->memory, (list->count + 1) * sizeof *codes);
    if (!l->members || !codes)
        return error_no_memory();
    for (size_t i = 0; i < list->count; i++) {
        l->members[i] = load_member(l, list->items[i]);
        codes[i] = l->members[i].code;
        load_only_once(l, list->items[i], codes, i);
    }
    l->member_count = list->count;
    return OK;
}

/* ---- criteria ------------------------------------------------------------------------------ */

typedef struct criterion_entry {
    const char *code, *name, *set, *department, *source;
    settings_texts obligations;
} criterion_entry;

#define AT(field_) SETTINGS_FIELD(criterion_entry, field_)

static const settings_key criterion_keys[] = {
    {"code", SETTINGS_STRING, AT(code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, AT(name), true, 1, 500, NULL},
    {"set", SETTINGS_STRING, AT(set), true, 1, 200, NULL},
    {"department", SETTINGS_STRING, AT(department), false, 1, 32, NULL},
    {"obligations", SETTINGS_TEXTS, AT(obligations), false, 1, 32, NULL},
    {"source", SETTINGS_STRING, AT(source), true, 1, 500, NULL},
};

#undef AT

static criterion load_criterion(loading *l, const settings_group *group)
{
    criterion_entry e = {0};
    settings_read(group, criterion_keys, SETTINGS_COUNT(criterion_keys), &e, l->found);
    criterion c = {.code = load_text(l, e.code),
                   .name = load_text(l, e.name),
                   .set = load_text(l, e.set),
                   .department = load_text(l, e.department),
                   .obligations = load_texts(l, e.obligations),
                   .obligation_count = e.obligations.count,
                   .source = load_text(l, e.source)};
    load_code(l, group, "code", c.code);
    if (e.department)
        load_known_unit(l, group, "department", c.department);
    check_obligation_codes(l, group, e.obligations);
    return c;
}

static error load_criteria(loading *l, const settings_list *list)
{
    l->criteria = arena_alloc(l->memory, (list->count + 1) * sizeof *l->criteria);
    const char **codes = arena_alloc(l->memory, (list->count + 1) * sizeof *codes);
    if (!l->criteria || !codes)
        return error_no_memory();
    for (size_t i = 0; i < list->count; i++) {
        l->criteria[i] = load_criterion(l, list->items[i]);
        codes[i] = l->criteria[i].code;
        load_only_once(l, list->items[i], codes, i);
    }
    l->criterion_count = list->count;
    return OK;
}

/* ---- the file ------------------------------------------------------------------------------ */

typedef struct assignments_file {
    settings_list members, criteria;
} assignments_file;

static const settings_key root_keys[] = {
    {"members", SETTINGS_LIST, SETTINGS_FIELD(assignments_file, members), true, 0, 0, NULL},
    {"criteria", SETTINGS_LIST, SETTINGS_FIELD(assignments_file, criteria), true, 0, 0, NULL},
};

error load_assignments(loading *l, const settings *file)
{
    assignments_file e = {0};
    settings_read(settings_root(file), root_keys, SETTINGS_COUNT(root_keys), &e, l->found);
    TRY(load_members(l, &e.members));
    return load_criteria(l, &e.criteria);
}
