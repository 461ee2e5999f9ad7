#include "base/settings.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 64, SECRET_MAX = 64 * 1024 };

struct settings {
    config_t tree;
    char *path, *dir;
    arena *memory; /* what settings_read() hands out */
    settings_group *root;
};

struct settings_group {
    settings *owner;
    config_setting_t *setting;
};

static settings_group *group_of(settings *owner, config_setting_t *setting)
{
    settings_group *g = arena_alloc(owner->memory, sizeof *g);
    if (g)
        *g = (settings_group){owner, setting};
    return g;
}

static char *dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, (size_t)(slash - path) + 1) : strdup("");
}

static error parse_file(settings *s, problems *found)
{
    FILE *file = fopen(s->path, "re");
    if (!file) {
        problems_add(found, s->path, 0, _("không mở được: %s"), strerror(errno));
        return problems_result(found);
    }
    config_set_include_dir(&s->tree, s->dir);
    int parsed = config_read(&s->tree, file);
    fclose(file);
    if (parsed)
        return OK;
    const char *where = config_error_file(&s->tree);
    problems_add(found, where ? where : s->path, (unsigned)config_error_line(&s->tree),
                 _("sai cú pháp: %s"), config_error_text(&s->tree));
    return problems_result(found);
}

error settings_open(settings **out, const char *path, problems *found)
{
    settings *s = calloc(1, sizeof *s);
    if (!s)
        return error_no_memory();
    config_init(&s->tree);
    s->path = strdup(path);
    s->dir = dir_of(path);
    s->memory = arena_new(0);
    error err = s->path && s->dir && s->memory ? parse_file(s, found) : error_no_memory();
    if (!err.code && !(s->root = group_of(s, config_root_setting(&s->tree))))
        err = error_no_memory();
    if (err.code) {
        settings_close(s);
        return err;
    }
    *out = s;
    return OK;
}

void settings_close(settings *s)
{
    if (!s)
        return;
    config_destroy(&s->tree);
    arena_free(s->memory);
    free(s->path);
    free(s->dir);
    free(s);
}

const settings_group *settings_root(const settings *s)
{
    return s->root;
}

const char *settings_file(const settings *s)
{
    return s->path;
}

static const char *file_of(const settings_group *g, const config_setting_t *at)
{
    const char *file = config_setting_source_file(at);
    return file ? file : g->owner->path;
}

unsigned settings_line(const settings_group *group, const char *name)
{
    const config_setting_t *at = name ? config_setting_get_member(group->setting, name) : NULL;
    return config_setting_source_line(at ? at : group->setting);
}

static void problem_at(const settings_group *g, const config_setting_t *at, problems *found,
                       const char *text)
{
    problems_add(found, file_of(g, at), config_setting_source_line(at), "%s", text);
}

void settings_problem(const settings_group *group, const char *name, problems *found,
                      const char *format, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const config_setting_t *at = name ? config_setting_get_member(group->setting, name) : NULL;
    problem_at(group, at ? at : group->setting, found, text);
}

/* One value and where its outcome goes. */
typedef struct reading {
    const settings_group *group;
    const settings_key *key;
    const config_setting_t *value;
    void *field;
    problems *found;
} reading;

static void wrong_type(const reading *r, const char *wanted)
{
    settings_problem(r->group, r->key->name, r->found, _("%s: cần %s"), r->key->name, wanted);
}

static const char *string_of(const reading *r, const config_setting_t *value)
{
    if (config_setting_type(value) != CONFIG_TYPE_STRING) {
        wrong_type(r, _("một chuỗi trong dấu nháy, ví dụ \"abc\""));
        return NULL;
    }
    const char *text = config_setting_get_string(value);
    size_t n = strlen(text);
    size_t most = r->key->max > 0 ? (size_t)r->key->max : 4096;
    error err = text_check(text, n, most, true);
    if (err.code) {
        settings_problem(r->group, r->key->name, r->found, "%s: %s", r->key->name, err.text);
        return NULL;
    }
    if ((int64_t)n < r->key->min) {
        settings_problem(r->group, r->key->name, r->found, _("%s: không được để trống"),
                         r->key->name);
        return NULL;
    }
    return text;
}

static void read_string(const reading *r)
{
    const char *text = string_of(r, r->value);
    if (text)
        *(const char **)r->field = text;
}

static void read_path(const reading *r)
{
    const char *text = string_of(r, r->value);
    if (!text)
        return;
    settings *s = r->group->owner;
    *(const char **)r->field = *text == '/' ? text : arena_printf(s->memory, "%s%s", s->dir, text);
}

/* *OUT: a whole number within the key's bounds. */
static bool int_of(const reading *r, const config_setting_t *value, const char *wanted,
                   int64_t *out)
{
    int type = config_setting_type(value);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
        wrong_type(r, wanted);
        return false;
    }
    int64_t n = config_setting_get_int64(value);
    bool fits = n >= r->key->min && n <= r->key->max;
    if (fits)
        *out = n;
    else
        settings_problem(
            r->group, r->key->name, r->found,
            _("%s: %" PRId64 " nằm ngoài khoảng cho phép, từ %" PRId64 " đến %" PRId64),
            r->key->name, n, r->key->min, r->key->max);
    return fits;
}

static void read_int(const reading *r)
{
    int_of(r, r->value, _("một số nguyên"), r->field);
}

static void read_ints(const reading *r)
{
    const char *wanted = _("một mảng số nguyên, ví dụ [ 1, 2 ]");
    int type = config_setting_type(r->value);
    if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST) {
        wrong_type(r, wanted);
        return;
    }
    int n = config_setting_length(r->value);
    int64_t *items = arena_alloc(r->group->owner->memory, (size_t)(n + 1) * sizeof *items);
    size_t used = 0;
    for (int i = 0; items && i < n; i++)
        used += int_of(r, config_setting_get_elem(r->value, (unsigned)i), wanted, &items[used]);
    if (items && used == (size_t)n) /* else the field keeps what it had */
        *(settings_ints *)r->field = (settings_ints){items, used};
}

static void read_number(const reading *r)
{
    int type = config_setting_type(r->value);
    if (type == CONFIG_TYPE_FLOAT) {
        wrong_type(r, _("một số nguyên, hoặc số thập phân trong dấu nháy, ví dụ \"99.5\""));
        return;
    }
    bool whole = type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
    const char *text =
        whole ? arena_printf(r->group->owner->memory, "%lld", config_setting_get_int64(r->value))
              : string_of(r, r->value);
    if (text)
        *(const char **)r->field = text;
}

static void read_bool(const reading *r)
{
    if (config_setting_type(r->value) != CONFIG_TYPE_BOOL)
        wrong_type(r, _("true hoặc false"));
    else
        *(bool *)r->field = config_setting_get_bool(r->value) != 0;
}

static size_t choices_count(const char *const *choices)
{
    size_t n = 0;
    while (choices[n])
        n++;
    return n;
}

static void list_choices(const char *const *choices, char *out, size_t size)
{
    size_t used = 0;
    *out = '\0';
    for (size_t i = 0; choices[i] && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s\"%s\"", i ? ", " : "", choices[i]);
}

static void read_choice(const reading *r)
{
    const char *text = string_of(r, r->value);
    if (!text)
        return;
    for (int i = 0; r->key->choices[i]; i++)
        if (strcmp(text, r->key->choices[i]) == 0) {
            *(int *)r->field = i;
            return;
        }
    char allowed[400];
    list_choices(r->key->choices, allowed, sizeof allowed);
    const char *near = text_nearest(text, r->key->choices, choices_count(r->key->choices));
    if (near)
        settings_problem(
            r->group, r->key->name, r->found,
            _("%s: \"%s\" không có trong danh sách; gần nhất là \"%s\" (cho phép: %s)"),
            r->key->name, text, near, allowed);
    else
        settings_problem(r->group, r->key->name, r->found,
                         _("%s: \"%s\" không có trong danh sách (cho phép: %s)"), r->key->name,
                         text, allowed);
}

static void read_texts(const reading *r)
{
    int type = config_setting_type(r->value);
    if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST) {
        wrong_type(r, _("một mảng chuỗi, ví dụ [ \"a\", \"b\" ]"));
        return;
    }
    int n = config_setting_length(r->value);
    const char **items = arena_alloc(r->group->owner->memory, (size_t)(n + 1) * sizeof *items);
    size_t used = 0;
    for (int i = 0; items && i < n; i++) {
        const char *text = string_of(r, config_setting_get_elem(r->value, (unsigned)i));
        if (text)
            items[used++] = text;
    }
    *(settings_texts *)r->field = (settings_texts){items, items ? used : 0};
}

static void read_child(const reading *r)
{
    if (config_setting_type(r->value) != CONFIG_TYPE_GROUP)
        wrong_type(r, _("một nhóm { … }"));
    else
        *(const settings_group **)r->field =
            group_of(r->group->owner, config_setting_get_member(r->group->setting, r->key->name));
}

static void read_list(const reading *r)
{
    if (config_setting_type(r->value) != CONFIG_TYPE_LIST) {
        wrong_type(r, _("một danh sách nhóm ( { … }, { … } )"));
        return;
    }
    int n = config_setting_length(r->value);
    const settings_group **items =
        arena_alloc(r->group->owner->memory, (size_t)(n + 1) * sizeof *items);
    size_t used = 0;
    for (int i = 0; items && i < n; i++) {
        config_setting_t *it = config_setting_get_elem(r->value, (unsigned)i);
        if (config_setting_type(it) != CONFIG_TYPE_GROUP)
            problem_at(r->group, it, r->found, _("cần một nhóm { … } ở đây"));
        else if ((items[used] = group_of(r->group->owner, it)))
            used++;
    }
    *(settings_list *)r->field = (settings_list){items, items ? used : 0};
}

static void read_value(const reading *r)
{
    static void (*const readers[])(const reading *) = {
        [SETTINGS_STRING] = read_string, [SETTINGS_PATH] = read_path,
        [SETTINGS_INT] = read_int,       [SETTINGS_BOOL] = read_bool,
        [SETTINGS_CHOICE] = read_choice, [SETTINGS_TEXTS] = read_texts,
        [SETTINGS_CHILD] = read_child,   [SETTINGS_LIST] = read_list,
        [SETTINGS_NUMBER] = read_number, [SETTINGS_INTS] = read_ints,
    };
    readers[r->key->type](r);
}

static void report_unknown(const settings_group *group, const config_setting_t *value,
                           const settings_key *keys, size_t count, problems *found)
{
    const char *names[NAMES_MAX];
    size_t n = count < NAMES_MAX ? count : NAMES_MAX;
    for (size_t i = 0; i < n; i++)
        names[i] = keys[i].name;
    const char *name = config_setting_name(value);
    const char *near = text_nearest(name, names, n);
    char text[256];
    if (near)
        snprintf(text, sizeof text, _("khóa \"%s\" không có; gần nhất là \"%s\""), name, near);
    else
        snprintf(text, sizeof text, _("khóa \"%s\" không có"), name);
    problem_at(group, value, found, text);
}

static bool is_known(const char *name, const settings_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, keys[i].name) == 0)
            return true;
    return false;
}

void settings_read(const settings_group *group, const settings_key *keys, size_t count, void *into,
                   problems *found)
{
    int n = config_setting_length(group->setting);
    for (int i = 0; i < n; i++) {
        const config_setting_t *value = config_setting_get_elem(group->setting, (unsigned)i);
        if (!is_known(config_setting_name(value), keys, count))
            report_unknown(group, value, keys, count, found);
    }
    for (size_t i = 0; i < count; i++) {
        const config_setting_t *value = config_setting_get_member(group->setting, keys[i].name);
        reading r = {group, &keys[i], value, (char *)into + keys[i].offset, found};
        if (value)
            read_value(&r);
        else if (keys[i].required)
            settings_problem(group, NULL, found, _("thiếu khóa \"%s\""), keys[i].name);
    }
}

error settings_read_secret(const char *path, char **out)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return error_errno(errno, "%s", path);
    char *text = calloc(1, SECRET_MAX + 1);
    size_t n = text ? fread(text, 1, SECRET_MAX + 1, file) : 0;
    bool failed = ferror(file) != 0;
    fclose(file);
    if (!text)
        return error_no_memory();
    if (failed || n > SECRET_MAX) {
        free(text);
        return failed ? error_make(ERR_IO, _("%s: không đọc được"), path)
                      : error_make(ERR_LIMIT, _("%s: lớn hơn 64 KiB"), path);
    }
    while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        text[--n] = '\0';
    *out = text;
    return OK;
}
