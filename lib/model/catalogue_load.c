#include "model/catalogue_load.h"
#include "base/i18n.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

const char *load_text(loading *l, const char *text)
{
    const char *nfc = text_nfc(l->memory, text ? text : "");
    return nfc ? nfc : "";
}

const char *const *load_texts(loading *l, settings_texts t)
{
    const char **out = arena_alloc(l->memory, (t.count + 1) * sizeof *out);
    for (size_t i = 0; out && i < t.count; i++)
        out[i] = load_text(l, t.items[i]);
    return out;
}

bool load_date(loading *l, const settings_group *group, const char *key, const char *text,
               date *out)
{
    error err = date_parse(text, out);
    if (err.code)
        settings_problem(group, key, l->found, "%s: %s", key, err.text);
    return !err.code;
}

bool load_code(loading *l, const settings_group *group, const char *key, const char *code)
{
    for (const char *c = code; *c; c++)
        if (!isascii((unsigned char)*c) || (!isalnum((unsigned char)*c) && !strchr("._-", *c))) {
            settings_problem(group, key, l->found,
                             _("%s: mã \"%s\" chỉ được gồm chữ không dấu, chữ số, \".\", \"_\", "
                               "\"-\""),
                             key, code);
            return false;
        }
    return true;
}

unsigned load_choices(loading *l, const settings_group *group, const char *key,
                      settings_texts texts, const char *const *codes)
{
    unsigned bits = 0;
    size_t known = 0;
    while (codes[known])
        known++;
    for (size_t i = 0; i < texts.count; i++) {
        size_t at = 0;
        while (at < known && strcmp(texts.items[i], codes[at]) != 0)
            at++;
        bits |= at < known ? 1U << (at + 1) : 0;
        if (at < known)
            continue;
        const char *near = text_nearest(texts.items[i], codes, known);
        if (near)
            settings_problem(group, key, l->found,
                             _("%s: \"%s\" không có trong danh sách; gần nhất là \"%s\""), key,
                             texts.items[i], near);
        else
            settings_problem(group, key, l->found, _("%s: \"%s\" không có trong danh sách"), key,
                             texts.items[i]);
    }
    return bits;
}

void load_only_once(loading *l, const settings_group *group, const char *const *codes, size_t i)
{
    for (size_t j = 0; j < i && *codes[i]; j++)
        if (strcmp(codes[i], codes[j]) == 0) {
            settings_problem(group, "code", l->found, _("code: mã \"%s\" ghi hai lần"), codes[i]);
            return;
        }
}

bool load_known_unit(loading *l, const settings_group *group, const char *key, const char *code)
{
    if (!l->units) /* units.conf could not be read, which is a problem already */
        return true;
    for (size_t i = 0; i < l->unit_count; i++)
        if (strcmp(l->unit_codes[i], code) == 0)
            return true;
    const char *near = text_nearest(code, l->unit_codes, l->unit_count);
    if (near)
        settings_problem(group, key, l->found, _("%s: không có đơn vị \"%s\"; gần nhất là \"%s\""),
                         key, code, near);
    else
        settings_problem(group, key, l->found, _("%s: không có đơn vị \"%s\""), key, code);
    return false;
}

/* ---- units.conf ---------------------------------------------------------------------------- */

typedef struct unit_entry {
    const char *code, *name, *short_name, *kind, *parent, *valid_from, *valid_to;
    int level;
    settings_texts successors;
    settings_ints tile;
} unit_entry;

static const settings_key unit_keys[] = {
    {"code", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, code), true, 1, 32, NULL},
    {"name", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, name), true, 1, 200, NULL},
    {"short_name", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, short_name), false, 1, 80, NULL},
    {"kind", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, kind), true, 1, 64, NULL},
    {"level", SETTINGS_CHOICE, SETTINGS_FIELD(unit_entry, level), true, 0, 0, unit_level_codes},
    {"parent", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, parent), false, 1, 32, NULL},
    {"valid_from", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, valid_from), false, 1, 10, NULL},
    {"valid_to", SETTINGS_STRING, SETTINGS_FIELD(unit_entry, valid_to), false, 1, 10, NULL},
    {"successors", SETTINGS_TEXTS, SETTINGS_FIELD(unit_entry, successors), false, 1, 32, NULL},
    {"tile", SETTINGS_INTS, SETTINGS_FIELD(unit_entry, tile), false, 1, 40, NULL},
};

static void load_tile(loading *l, const settings_group *group, settings_ints tile, unit *u)
{
    if (tile.count == 2) {
        u->tile_row = (int)tile.items[0];
        u->tile_column = (int)tile.items[1];
    } else if (tile.items) {
        settings_problem(group, "tile", l->found, _("tile: cần [ hàng, cột ], ví dụ [ 1, 2 ]"));
    }
}

static void load_unit(loading *l, const settings_group *group, loaded_unit *out)
{
    unit_entry e = {0};
    settings_read(group, unit_keys, SETTINGS_COUNT(unit_keys), &e, l->found);
    unit *u = &out->unit;
    *u = (unit){.code = load_text(l, e.code),
                .name = load_text(l, e.name),
                .short_name = load_text(l, e.short_name),
                .kind = load_text(l, e.kind),
                .level = (unit_level)(e.level + 1),
                .parent = load_text(l, e.parent),
                .successors = load_texts(l, e.successors),
                .successor_count = e.successors.count};
    out->group = group;
    load_code(l, group, "code", u->code);
    load_tile(l, group, e.tile, u);
    if (e.valid_from)
        load_date(l, group, "valid_from", e.valid_from, &u->valid_from);
    if (e.valid_to)
        load_date(l, group, "valid_to", e.valid_to, &u->valid_to);
    if (u->valid_from.year && u->valid_to.year && date_compare(u->valid_from, u->valid_to) > 0)
        settings_problem(group, "valid_to", l->found, _("valid_to: %s đứng trước valid_from, %s"),
                         e.valid_to, e.valid_from);
    if (u->successor_count && !e.valid_to)
        settings_problem(group, "successors", l->found,
                         _("successors: đơn vị còn hiệu lực thì chưa có đơn vị kế thừa; hãy ghi "
                           "valid_to hoặc bỏ khóa này"));
}

error load_units(loading *l, const settings *file)
{
    settings_list list = {0};
    const settings_key root[] = {{"units", SETTINGS_LIST, 0, true, 0, 0, NULL}};
    settings_read(settings_root(file), root, SETTINGS_COUNT(root), &list, l->found);
    l->units = arena_alloc(l->memory, (list.count + 1) * sizeof *l->units);
    l->unit_codes = arena_alloc(l->memory, (list.count + 1) * sizeof *l->unit_codes);
    if (!l->units || !l->unit_codes)
        return error_no_memory();
    for (size_t i = 0; i < list.count; i++) {
        load_unit(l, list.items[i], &l->units[i]);
        l->unit_codes[i] = l->units[i].unit.code;
    }
    l->unit_count = list.count;
    return OK;
}

static bool overlap(const unit *a, const unit *b)
{
    bool a_ends_first =
        a->valid_to.year && b->valid_from.year && date_compare(a->valid_to, b->valid_from) < 0;
    bool b_ends_first =
        b->valid_to.year && a->valid_from.year && date_compare(b->valid_to, a->valid_from) < 0;
    return !a_ends_first && !b_ends_first;
}

static void check_parent(loading *l, const unit *u, const settings_group *group)
{
    if (*u->parent && load_known_unit(l, group, "parent", u->parent) &&
        strcmp(u->parent, u->code) == 0)
        settings_problem(group, "parent", l->found,
                         _("parent: đơn vị \"%s\" không thể thuộc chính nó"), u->code);
}

/* The code of unit I must not be another's on the same day. */
static void check_code(loading *l, size_t i)
{
    const unit *u = &l->units[i].unit;
    for (size_t j = 0; j < i && *u->code; j++)
        if (strcmp(u->code, l->unit_codes[j]) == 0 && overlap(u, &l->units[j].unit)) {
            settings_problem(l->units[i].group, "code", l->found,
                             _("code: mã \"%s\" đã dùng ở dòng %u trong cùng thời gian hiệu "
                               "lực; hãy sửa valid_from, valid_to hoặc mã"),
                             u->code, settings_line(l->units[j].group, "code"));
            return;
        }
}

/* Two units on one place would hide each other. */
static void check_tile(loading *l, size_t i)
{
    const unit *u = &l->units[i].unit;
    for (size_t j = 0; j < i && u->tile_row; j++) {
        const unit *other = &l->units[j].unit;
        if (other->tile_row == u->tile_row && other->tile_column == u->tile_column &&
            overlap(u, other)) {
            settings_problem(l->units[i].group, "tile", l->found,
                             _("tile: ô hàng %d, cột %d đã dùng cho \"%s\" ở dòng %u trong cùng "
                               "thời gian hiệu lực"),
                             u->tile_row, u->tile_column, other->name,
                             settings_line(l->units[j].group, "tile"));
            return;
        }
    }
}

static bool has_unit_on(const loading *l, const char *code, date day)
{
    for (size_t i = 0; i < l->unit_count; i++)
        if (strcmp(l->unit_codes[i], code) == 0 && unit_valid_on(&l->units[i].unit, day))
            return true;
    return false;
}

static void check_successors(loading *l, const unit *u, const settings_group *group)
{
    static const char key[] = "successors";
    if (u->valid_to.year == 0) /* missing or no date, which is a problem already */
        return;
    char next_day[16];
    date next = date_add_days(u->valid_to, 1);
    date_format_vi(next, next_day, sizeof next_day);
    for (size_t i = 0; i < u->successor_count; i++) {
        const char *code = u->successors[i];
        if (load_known_unit(l, group, key, code) && !has_unit_on(l, code, next))
            settings_problem(group, key, l->found,
                             _("%s: đơn vị \"%s\" không có hiệu lực ngày %s, liền sau valid_to"),
                             key, code, next_day);
        for (size_t j = 0; j < i; j++)
            if (strcmp(u->successors[j], code) == 0)
                settings_problem(group, key, l->found, _("%s: đơn vị \"%s\" ghi hai lần"), key,
                                 code);
    }
}

void check_units(loading *l)
{
    for (size_t i = 0; i < l->unit_count; i++) {
        const loaded_unit *u = &l->units[i];
        check_parent(l, &u->unit, u->group);
        check_code(l, i);
        check_tile(l, i);
        check_successors(l, &u->unit, u->group);
    }
}

/* ---- calendar.conf ------------------------------------------------------------------------- */

typedef struct calendar_entry {
    settings_texts holidays, makeup_days;
} calendar_entry;

static const settings_key calendar_keys[] = {
    {"holidays", SETTINGS_TEXTS, SETTINGS_FIELD(calendar_entry, holidays), true, 1, 10, NULL},
    {"makeup_days", SETTINGS_TEXTS, SETTINGS_FIELD(calendar_entry, makeup_days), true, 1, 10, NULL},
};

static date *load_days(loading *l, const settings_group *group, const char *key, settings_texts t)
{
    date *days = arena_alloc(l->memory, (t.count + 1) * sizeof *days);
    for (size_t i = 0; days && i < t.count; i++) {
        if (!load_date(l, group, key, t.items[i], &days[i]))
            continue;
        for (size_t j = 0; j < i; j++)
            if (days[j].year && date_compare(days[i], days[j]) == 0)
                settings_problem(group, key, l->found, _("%s: ngày %s ghi hai lần"), key,
                                 t.items[i]);
    }
    return days;
}

static error load_calendar(loading *l, const settings *file, catalogue_builder *b)
{
    const settings_group *root = settings_root(file);
    calendar_entry e = {0};
    settings_read(root, calendar_keys, SETTINGS_COUNT(calendar_keys), &e, l->found);
    date *holidays = load_days(l, root, "holidays", e.holidays);
    date *makeup = load_days(l, root, "makeup_days", e.makeup_days);
    for (size_t i = 0; makeup && i < e.makeup_days.count; i++)
        if (makeup[i].year && date_weekday(makeup[i]) <= 5)
            settings_problem(root, "makeup_days", l->found,
                             _("makeup_days: %s không phải thứ Bảy hay Chủ nhật"),
                             e.makeup_days.items[i]);
    calendar days = {holidays, e.holidays.count, makeup, e.makeup_days.count};
    bool ok = holidays && makeup && catalogue_builder_calendar(b, &days);
    return ok ? OK : error_no_memory();
}

/* ---- all of it ----------------------------------------------------------------------------- */

enum {
    FILE_UNITS,
    FILE_INDICATORS,
    FILE_TASKS,
    FILE_CALENDAR,
    FILE_REPORT_TYPES,
    FILE_ASSIGNMENTS,
    FILE_RANKING,
    FILE_COUNT,
};

static const char *const file_names[FILE_COUNT] = {
    [FILE_UNITS] = "units.conf",
    [FILE_INDICATORS] = "indicators.conf",
    [FILE_TASKS] = "tasks.conf",
    [FILE_CALENDAR] = "calendar.conf",
    [FILE_REPORT_TYPES] = "report_types.conf",
    [FILE_ASSIGNMENTS] = "assignments.conf",
    [FILE_RANKING] = "ranking.conf",
};

/* Opens what can be opened: a file that cannot be read must not hide what is wrong in others. */
static error open_files(loading *l, const char *dir, settings *files[FILE_COUNT])
{
    for (int i = 0; i < FILE_COUNT; i++) {
        const char *path = arena_printf(l->memory, "%s/%s", dir, file_names[i]);
        error err = path ? settings_open(&files[i], path, l->found) : error_no_memory();
        if (err.code && err.code != ERR_CONFIG)
            return err;
    }
    return OK;
}

static error load_files(loading *l, settings *const files[FILE_COUNT], catalogue_builder *b)
{
    if (files[FILE_UNITS])
        TRY(load_units(l, files[FILE_UNITS]));
    if (files[FILE_INDICATORS])
        TRY(load_indicators(l, files[FILE_INDICATORS]));
    if (files[FILE_TASKS])
        TRY(load_tasks(l, files[FILE_TASKS]));
    if (files[FILE_CALENDAR])
        TRY(load_calendar(l, files[FILE_CALENDAR], b));
    if (files[FILE_REPORT_TYPES])
        TRY(load_report_types(l, files[FILE_REPORT_TYPES]));
    l->whole = files[FILE_UNITS] && files[FILE_INDICATORS] && files[FILE_TASKS];
    if (files[FILE_ASSIGNMENTS])
        TRY(load_assignments(l, files[FILE_ASSIGNMENTS]));
    if (files[FILE_RANKING])
        TRY(load_ranking(l, files[FILE_RANKING]));
    check_units(l);
    if (files[FILE_UNITS] && files[FILE_INDICATORS])
        check_obligations(l);
    if (files[FILE_REPORT_TYPES])
        check_report_types(l);
    return OK;
}

static error build(const loading *l, catalogue_builder *b)
{
    for (size_t i = 0; i < l->unit_count; i++)
        if (!catalogue_builder_unit(b, &l->units[i].unit))
            return error_no_memory();
    for (size_t i = 0; i < l->obligation_count; i++)
        if (!catalogue_builder_obligation(b, &l->obligations[i].obligation))
            return error_no_memory();
    for (size_t i = 0; i < l->relation_count; i++)
        if (!catalogue_builder_relation(b, &l->relations[i]))
            return error_no_memory();
    for (size_t i = 0; i < l->report_type_count; i++)
        if (!catalogue_builder_report_type(b, &l->report_types[i], i == l->general))
            return error_no_memory();
    for (size_t i = 0; i < l->member_count; i++)
        if (!catalogue_builder_member(b, &l->members[i]))
            return error_no_memory();
    for (size_t i = 0; i < l->criterion_count; i++)
        if (!catalogue_builder_criterion(b, &l->criteria[i]))
            return error_no_memory();
    for (size_t i = 0; i < l->published_count; i++)
        if (!catalogue_builder_published(b, &l->published[i]))
            return error_no_memory();
    catalogue_builder_scoring(b, l->scoring);
    return OK;
}

error catalogue_load(catalogue **out, const char *dir, problems *found)
{
    settings *files[FILE_COUNT] = {NULL};
    size_t before = problems_count(found);
    loading l = {.memory = arena_new(0), .found = found};
    catalogue_builder *b = catalogue_builder_new();
    error err = l.memory && b ? open_files(&l, dir, files) : error_no_memory();
    if (!err.code)
        err = load_files(&l, files, b);
    if (!err.code && problems_count(found) > before)
        err = problems_result(found);
    if (!err.code)
        err = build(&l, b);
    if (!err.code) {
        *out = catalogue_builder_finish(b);
        b = NULL;
        err = *out ? OK : error_no_memory();
    }
    catalogue_builder_free(b);
    for (int i = 0; i < FILE_COUNT; i++)
        settings_close(files[i]);
    arena_free(l.memory);
    return err;
}
