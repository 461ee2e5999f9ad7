#include "base/i18n.h"
#include "base/text.h"
#include "model/catalogue_load.h"

#include <string.h>

enum {
    DUE_DAYS_MAX = 60,
    GRACE_DAYS_MAX = 60,
    LOCK_DAYS_MAX = 3650,
    TEXT_MAX_BYTES = 1000,
    EVERY_MONTHS_LAST_DAY = 28, /* that every month has */
    COMMON_YEAR = 2023,
    ALL_LEVELS = (1 << (UNIT_LEVELS + 1)) - 2,
};

typedef struct entry {
    const char *code, *name, *content, *reporters, *addressee, *method, *outline, *form, *basis,
        *since;
    settings_texts frequencies;
    settings_list due;
    int64_t grace_days, lock_days;
} entry;

#define AT(field_) SETTINGS_FIELD(entry, field_)

static const settings_key report_type_keys[] = {
    {"code", SETTINGS_STRING, AT(code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, AT(name), true, 1, TEXT_MAX_BYTES, NULL},
    {"content", SETTINGS_STRING, AT(content), true, 1, TEXT_MAX_BYTES, NULL},
    {"reporters", SETTINGS_STRING, AT(reporters), true, 1, TEXT_MAX_BYTES, NULL},
    {"addressee", SETTINGS_STRING, AT(addressee), true, 1, TEXT_MAX_BYTES, NULL},
    {"method", SETTINGS_STRING, AT(method), true, 1, TEXT_MAX_BYTES, NULL},
    {"due", SETTINGS_LIST, AT(due), true, 0, 0, NULL},
    {"frequencies", SETTINGS_TEXTS, AT(frequencies), true, 1, 32, NULL},
    {"outline", SETTINGS_STRING, AT(outline), true, 1, TEXT_MAX_BYTES, NULL},
    {"form", SETTINGS_STRING, AT(form), true, 1, TEXT_MAX_BYTES, NULL},
    {"basis", SETTINGS_STRING, AT(basis), true, 1, TEXT_MAX_BYTES, NULL},
    {"since", SETTINGS_STRING, AT(since), false, 1, 10, NULL},
    {"grace_days", SETTINGS_INT, AT(grace_days), false, 0, GRACE_DAYS_MAX, NULL},
    {"lock_days", SETTINGS_INT, AT(lock_days), false, 0, LOCK_DAYS_MAX, NULL},
};

/* ---- due rules ----------------------------------------------------------------------------- */

typedef struct due_entry {
    settings_texts levels, frequencies;
    int64_t working_days, day, month;
} due_entry;

static const settings_key due_keys[] = {
    {"levels", SETTINGS_TEXTS, SETTINGS_FIELD(due_entry, levels), false, 1, 32, NULL},
    {"frequencies", SETTINGS_TEXTS, SETTINGS_FIELD(due_entry, frequencies), false, 1, 32, NULL},
    {"working_days", SETTINGS_INT, SETTINGS_FIELD(due_entry, working_days), false, 1, DUE_DAYS_MAX,
     NULL},
    {"day", SETTINGS_INT, SETTINGS_FIELD(due_entry, day), false, 1, 31, NULL},
    {"month", SETTINGS_INT, SETTINGS_FIELD(due_entry, month), false, 1, 12, NULL},
};

static void check_fixed_day(loading *l, const settings_group *group, const due_entry *e,
                            unsigned frequencies)
{
    const unsigned yearly = 1U << PERIOD_YEAR | 1U << PERIOD_NINE_MONTHS,
                   short_ones = 1U << PERIOD_DAY | 1U << PERIOD_WEEK;
    if (frequencies & short_ones)
        settings_problem(group, "day", l->found,
                         _("day: kỳ ngày, kỳ tuần không có hạn vào một ngày trong tháng; dùng "
                           "working_days"));
    if (e->month && frequencies & ~yearly)
        settings_problem(group, "month", l->found,
                         _("month: chỉ dùng với kỳ year, nine_months; kỳ khác lấy tháng cuối kỳ"));
    if (e->month && !date_is_valid(COMMON_YEAR, (int)e->month, (int)e->day))
        settings_problem(group, "day", l->found, _("day: tháng %d không có ngày %d"), (int)e->month,
                         (int)e->day);
    if (!e->month && e->day > EVERY_MONTHS_LAST_DAY)
        settings_problem(group, "day", l->found,
                         _("day: %d không có ở mọi tháng; nhiều nhất là %d, hoặc ghi thêm month"),
                         (int)e->day, EVERY_MONTHS_LAST_DAY);
}

static void check_due(loading *l, const settings_group *group, const due_entry *e,
                      unsigned frequencies)
{
    if (!e->working_days == !e->day)
        settings_problem(group, NULL, l->found,
                         _("hạn phải có working_days hoặc day, và chỉ một trong hai"));
    else if (e->day)
        check_fixed_day(l, group, e, frequencies);
    if (e->month && !e->day)
        settings_problem(group, "month", l->found, _("month: chưa có day"));
}

/* Sets the rule for each frequency and level that it is for. */
static void set_due(loading *l, const settings_group *group, const due_entry *e, report_type *t,
                    unsigned frequencies, unsigned levels)
{
    const due_rule rule = {(unsigned)e->working_days, (unsigned)e->day, (unsigned)e->month};
    bool twice = false;
    for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
        for (int level = LEVEL_PROVINCE; level <= LEVEL_OTHER; level++) {
            if (!(frequencies & 1U << kind) || !(levels & 1U << level))
                continue;
            due_rule *due = &t->due[kind][level - 1];
            if ((due->working_days || due->day) && !twice)
                settings_problem(group, NULL, l->found,
                                 _("đã có hạn cho kỳ \"%s\", cấp \"%s\" ở trên"),
                                 period_kind_codes[kind - 1], unit_level_codes[level - 1]);
            twice |= due->working_days || due->day;
            *due = rule;
        }
}

static void load_due(loading *l, const settings_group *group, report_type *t)
{
    due_entry e = {0};
    settings_read(group, due_keys, SETTINGS_COUNT(due_keys), &e, l->found);
    unsigned frequencies = t->frequencies, levels = ALL_LEVELS;
    if (e.levels.count)
        levels = load_choices(l, group, "levels", e.levels, unit_level_codes);
    if (e.frequencies.count)
        frequencies = load_choices(l, group, "frequencies", e.frequencies, period_kind_codes);
    if (frequencies & ~t->frequencies)
        settings_problem(group, "frequencies", l->found,
                         _("frequencies: có kỳ không thuộc frequencies của chế độ \"%s\""),
                         t->code);
    check_due(l, group, &e, frequencies);
    set_due(l, group, &e, t, frequencies, levels);
}

/* ---- report types -------------------------------------------------------------------------- */

static report_type load_report_type(loading *l, const settings_group *group)
{
    entry e = {.lock_days = -1};
    settings_read(group, report_type_keys, SETTINGS_COUNT(report_type_keys), &e, l->found);
    report_type t = {.code = load_text(l, e.code),
                     .name = load_text(l, e.name),
                     .content = load_text(l, e.content),
                     .reporters = load_text(l, e.reporters),
                     .addressee = load_text(l, e.addressee),
                     .method = load_text(l, e.method),
                     .outline = load_text(l, e.outline),
                     .form = load_text(l, e.form),
                     .basis = load_text(l, e.basis),
                     .frequencies =
                         load_choices(l, group, "frequencies", e.frequencies, period_kind_codes),
                     .grace_days = (unsigned)e.grace_days,
                     .locks = e.lock_days >= 0,
                     .lock_days = e.lock_days >= 0 ? (unsigned)e.lock_days : 0};
    load_code(l, group, "code", t.code);
    if (e.since)
        load_date(l, group, "since", e.since, &t.since);
    for (size_t i = 0; i < e.due.count; i++)
        load_due(l, e.due.items[i], &t);
    if (t.locks && t.lock_days < t.grace_days)
        settings_problem(group, "lock_days", l->found,
                         _("lock_days: %u ngắn hơn grace_days, %u: kỳ sẽ khóa khi báo cáo còn được "
                           "coi là đúng hạn"),
                         t.lock_days, t.grace_days);
    return t;
}

/* Index of CODE; the count when there is none, and then a problem at KEY with the nearest. */
static size_t known_report_type(loading *l, const settings_group *group, const char *key,
                                const char *code)
{
    for (size_t i = 0; i < l->report_type_count; i++)
        if (strcmp(l->report_type_codes[i], code) == 0)
            return i;
    const char *near = text_nearest(code, l->report_type_codes, l->report_type_count);
    if (near)
        settings_problem(group, key, l->found,
                         _("%s: không có chế độ báo cáo \"%s\"; gần nhất là \"%s\""), key, code,
                         near);
    else
        settings_problem(group, key, l->found, _("%s: không có chế độ báo cáo \"%s\""), key, code);
    return l->report_type_count;
}

typedef struct report_types_file {
    const char *general;
    settings_list report_types;
} report_types_file;

static const settings_key root_keys[] = {
    {"general", SETTINGS_STRING, SETTINGS_FIELD(report_types_file, general), true, 1, 32, NULL},
    {"report_types", SETTINGS_LIST, SETTINGS_FIELD(report_types_file, report_types), true, 0, 0,
     NULL},
};

error load_report_types(loading *l, const settings *file)
{
    report_types_file e = {0};
    settings_read(settings_root(file), root_keys, SETTINGS_COUNT(root_keys), &e, l->found);
    size_t n = e.report_types.count;
    l->report_types = arena_alloc(l->memory, (n + 1) * sizeof *l->report_types);
    l->report_type_codes = arena_alloc(l->memory, (n + 1) * sizeof *l->report_type_codes);
    if (!l->report_types || !l->report_type_codes)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        const settings_group *group = e.report_types.items[i];
        l->report_types[i] = load_report_type(l, group);
        l->report_type_codes[i] = l->report_types[i].code;
        load_only_once(l, group, l->report_type_codes, i);
    }
    l->report_type_count = n;
    l->general = n;
    if (e.general)
        l->general = known_report_type(l, settings_root(file), "general", e.general);
    return OK;
}

/* ---- what obligations say of them ---------------------------------------------------------- */

static void check_frequency(loading *l, const loaded_obligation *it, const report_type *t)
{
    const obligation *o = &it->obligation;
    if (o->frequency && !(t->frequencies & 1U << o->frequency))
        settings_problem(it->group, "frequency", l->found,
                         _("frequency: chế độ báo cáo \"%s\" không có kỳ \"%s\""), t->code,
                         period_kind_codes[o->frequency - 1]);
}

void check_report_types(loading *l)
{
    for (size_t i = 0; i < l->obligation_count; i++) {
        const loaded_obligation *it = &l->obligations[i];
        const char *code = it->obligation.report_type;
        size_t type = *code ? known_report_type(l, it->group, "report_type", code) : l->general;
        if (type < l->report_type_count)
            check_frequency(l, it, &l->report_types[type]);
    }
}
