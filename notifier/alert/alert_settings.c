#include "notifier/alert/alert_settings.h"

#include "base/i18n.h"
#include "base/text.h"

#include <string.h>

enum { NAME_MAX_BYTES = 40, LIMITS = 4, NOT_SAID = -1 };

struct alert_settings {
    alert_policy policy;
    const settings_group *routes[ALERT_ROUTES_MAX];
    const settings_group *escalations[ALERT_ROUTES_MAX]; /* NULL: none */
};

/* What one reading works with. */
typedef struct reading {
    alert_settings *into;
    const char *const *recipients;
    size_t recipient_count;
    problems *found;
} reading;

/* ---- the file's shape ------------------------------------------------------------------------ */

typedef struct root_part {
    const settings_group *timers;
    settings_list rules, routes;
} root_part;

typedef struct rule_part {
    int kind, severity;
    bool enabled;
    int64_t limits[LIMITS];
} rule_part;

typedef struct route_part {
    const char *name;
    settings_texts to, kinds, severities, units, fields;
    int scope;
    bool commands;
    const settings_group *quiet, *interval, *escalate;
} route_part;

typedef struct quiet_part {
    const char *from, *to;
    bool days_off;
    settings_texts breaks;
} quiet_part;

typedef struct escalate_part {
    const char *to;
    int64_t after_h;
    settings_texts severities;
} escalate_part;

typedef struct timers_part {
    int64_t group_wait_s;
    const char *repeat_at, *calm;
    const settings_group *interval, *repeat;
} timers_part;

typedef struct durations_part {
    const char *of[ALERT_SEVERITIES];
} durations_part;

typedef struct repeats_part {
    settings_texts of[ALERT_SEVERITIES];
} repeats_part;

static const char *const SCOPES[] = {"all", "province", "units", NULL};

#define AT(type, field) offsetof(type, field)

static const settings_key ROOT_KEYS[] = {
    {"timers", SETTINGS_CHILD, AT(root_part, timers), false, 0, 0, NULL},
    {"rules", SETTINGS_LIST, AT(root_part, rules), false, 0, 0, NULL},
    {"routes", SETTINGS_LIST, AT(root_part, routes), true, 0, 0, NULL},
};

/* Which of them a kind takes, and its bounds, stand in alert_kind.c. */
static const settings_key RULE_KEYS[] = {
    {"kind", SETTINGS_CHOICE, AT(rule_part, kind), true, 0, 0, alert_kind_codes},
    {"severity", SETTINGS_CHOICE, AT(rule_part, severity), false, 0, 0, alert_severity_codes},
    {"enabled", SETTINGS_BOOL, AT(rule_part, enabled), false, 0, 0, NULL},
    {"minutes", SETTINGS_INT, AT(rule_part, limits[0]), false, 0, INT32_MAX, NULL},
    {"hours", SETTINGS_INT, AT(rule_part, limits[1]), false, 0, INT32_MAX, NULL},
    {"days", SETTINGS_INT, AT(rule_part, limits[2]), false, 0, INT32_MAX, NULL},
    {"mib", SETTINGS_INT, AT(rule_part, limits[3]), false, 0, INT32_MAX, NULL},
};
enum { FIRST_LIMIT_KEY = 3 };

static const settings_key ROUTE_KEYS[] = {
    {"name", SETTINGS_STRING, AT(route_part, name), true, 1, NAME_MAX_BYTES, NULL},
    {"to", SETTINGS_TEXTS, AT(route_part, to), true, 1, 200, NULL},
    {"kinds", SETTINGS_TEXTS, AT(route_part, kinds), false, 1, NAME_MAX_BYTES, NULL},
    {"severities", SETTINGS_TEXTS, AT(route_part, severities), false, 1, NAME_MAX_BYTES, NULL},
    {"units", SETTINGS_TEXTS, AT(route_part, units), false, 1, NAME_MAX_BYTES, NULL},
    {"fields", SETTINGS_TEXTS, AT(route_part, fields), false, 1, NAME_MAX_BYTES, NULL},
    {"scope", SETTINGS_CHOICE, AT(route_part, scope), false, 0, 0, SCOPES},
    {"commands", SETTINGS_BOOL, AT(route_part, commands), false, 0, 0, NULL},
    {"quiet", SETTINGS_CHILD, AT(route_part, quiet), false, 0, 0, NULL},
    {"interval", SETTINGS_CHILD, AT(route_part, interval), false, 0, 0, NULL},
    {"escalate", SETTINGS_CHILD, AT(route_part, escalate), false, 0, 0, NULL},
};

static const settings_key QUIET_KEYS[] = {
    {"from", SETTINGS_STRING, AT(quiet_part, from), false, 1, 5, NULL},
    {"to", SETTINGS_STRING, AT(quiet_part, to), false, 1, 5, NULL},
    {"days_off", SETTINGS_BOOL, AT(quiet_part, days_off), false, 0, 0, NULL},
    {"break", SETTINGS_TEXTS, AT(quiet_part, breaks), false, 1, NAME_MAX_BYTES, NULL},
};

static const settings_key ESCALATE_KEYS[] = {
    {"to", SETTINGS_STRING, AT(escalate_part, to), true, 1, NAME_MAX_BYTES, NULL},
    {"after_h", SETTINGS_INT, AT(escalate_part, after_h), true, 1, 24 * 365, NULL},
    {"severities", SETTINGS_TEXTS, AT(escalate_part, severities), false, 1, NAME_MAX_BYTES, NULL},
};

static const settings_key TIMER_KEYS[] = {
    {"group_wait_s", SETTINGS_INT, AT(timers_part, group_wait_s), false, 0, 3600, NULL},
    {"interval", SETTINGS_CHILD, AT(timers_part, interval), false, 0, 0, NULL},
    {"repeat", SETTINGS_CHILD, AT(timers_part, repeat), false, 0, 0, NULL},
    {"repeat_at", SETTINGS_STRING, AT(timers_part, repeat_at), false, 1, 5, NULL},
    {"calm", SETTINGS_STRING, AT(timers_part, calm), false, 1, NAME_MAX_BYTES, NULL},
};

static const settings_key INTERVAL_KEYS[] = {
    {"info", SETTINGS_STRING, AT(durations_part, of[ALERT_INFO]), false, 1, 10, NULL},
    {"warning", SETTINGS_STRING, AT(durations_part, of[ALERT_WARNING]), false, 1, 10, NULL},
    {"critical", SETTINGS_STRING, AT(durations_part, of[ALERT_CRITICAL]), false, 1, 10, NULL},
};

static const settings_key REPEAT_KEYS[] = {
    {"info", SETTINGS_TEXTS, AT(repeats_part, of[ALERT_INFO]), false, 1, 10, NULL},
    {"warning", SETTINGS_TEXTS, AT(repeats_part, of[ALERT_WARNING]), false, 1, 10, NULL},
    {"critical", SETTINGS_TEXTS, AT(repeats_part, of[ALERT_CRITICAL]), false, 1, 10, NULL},
};

/* ---- words ----------------------------------------------------------------------------------- */

/* TEXT is none of NAMES: says so where KEY stands, with the nearest. */
static void unknown_name(const settings_group *group, const char *key, const char *text,
                         const char *const *names, size_t count, problems *found)
{
    const char *near = text_nearest(text, names, count);
    if (near)
        settings_problem(group, key, found, _("%s: không có \"%s\"; gần nhất là \"%s\""), key, text,
                         near);
    else
        settings_problem(group, key, found, _("%s: không có \"%s\""), key, text);
}

static bool is_among(const char *text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], text) == 0)
            return true;
    return false;
}

/* The severities of LIST as bits; UNSAID when the key is not there. */
static unsigned read_severities(const reading *r, const settings_group *group, const char *key,
                                const settings_texts *list, unsigned unsaid)
{
    unsigned bits = 0;
    for (size_t i = 0; i < list->count; i++) {
        alert_severity s = alert_severity_parse(list->items[i]);
        if (!s)
            unknown_name(group, key, list->items[i], alert_severity_codes, ALERT_SEVERITIES - 1,
                         r->found);
        bits |= s ? 1U << s : 0;
    }
    return list->items ? bits : unsaid;
}

/* Kinds, and "work" and "system" for all of a sort. */
static unsigned read_kinds(const reading *r, const settings_group *group,
                           const settings_texts *list, unsigned unsaid)
{
    const char *names[ALERT_KINDS + 1] = {"work", "system"};
    unsigned bits = 0;
    memcpy(names + 2, alert_kind_codes, (ALERT_KINDS - 1) * sizeof *names);
    for (size_t i = 0; i < list->count; i++) {
        alert_kind k = alert_kind_parse(list->items[i]);
        if (k)
            bits |= 1U << k;
        else if (is_among(list->items[i], names, 2))
            bits |= alert_kinds_of(strcmp(list->items[i], "system") == 0);
        else
            unknown_name(group, "kinds", list->items[i], names, ALERT_KINDS + 1, r->found);
    }
    return list->items ? bits : unsaid;
}

static void read_duration(const reading *r, const settings_group *group, const char *key,
                          const char *text, int64_t *into)
{
    if (text && !alert_duration_parse(text, into))
        settings_problem(group, key, r->found,
                         _("%s: \"%s\" không phải một khoảng thời gian; viết như \"30s\", \"5m\", "
                           "\"4h\", \"3d\" hoặc \"2w\""),
                         key, text);
}

static void read_minute(const reading *r, const settings_group *group, const char *key,
                        const char *text, int *into)
{
    if (text && !alert_minute_parse(text, into))
        settings_problem(group, key, r->found,
                         _("%s: \"%s\" không phải giờ trong ngày; viết như \"06:30\""), key, text);
}

/* ---- timers ---------------------------------------------------------------------------------- */

static void read_intervals(const reading *r, const settings_group *group, int64_t *into)
{
    durations_part part = {{NULL}};
    if (!group)
        return;
    settings_read(group, INTERVAL_KEYS, SETTINGS_COUNT(INTERVAL_KEYS), &part, r->found);
    for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++)
        read_duration(r, group, alert_severity_code(s), part.of[s], &into[s]);
}

static void check_gap(const reading *r, const settings_group *group, const char *key,
                      const char *text, int64_t gap_ms, int64_t before_ms)
{
    if (gap_ms > ALERT_DAY_MS && gap_ms % ALERT_DAY_MS != 0)
        settings_problem(group, key, r->found, _("%s: \"%s\" dài hơn một ngày thì phải tròn ngày"),
                         key, text);
    else if (gap_ms < before_ms)
        settings_problem(group, key, r->found,
                         _("%s: \"%s\" ngắn hơn lần nhắc trước; càng lâu phải càng thưa"), key,
                         text);
}

static void read_gaps(const reading *r, const settings_group *group, alert_severity s,
                      const settings_texts *list)
{
    const char *key = alert_severity_code(s);
    alert_repeats *into = &r->into->policy.repeats[s];
    if (!list->items)
        return;
    *into = (alert_repeats){.count = 0};
    if (list->count > ALERT_REPEATS_MAX)
        settings_problem(group, key, r->found, _("%s: nhiều nhất %d lần nhắc"), key,
                         ALERT_REPEATS_MAX);
    for (size_t i = 0; i < list->count && i < ALERT_REPEATS_MAX; i++) {
        int64_t before_ms = i ? into->gap_ms[i - 1] : 0;
        into->gap_ms[i] = ALERT_DAY_MS;
        read_duration(r, group, key, list->items[i], &into->gap_ms[i]);
        check_gap(r, group, key, list->items[i], into->gap_ms[i], before_ms);
        into->count = i + 1;
    }
}

static void read_timers(const reading *r, const settings_group *group)
{
    alert_policy *p = &r->into->policy;
    timers_part part = {.group_wait_s = p->group_wait_ms / ALERT_SECOND_MS};
    repeats_part repeats = {{{NULL, 0}}};
    settings_read(group, TIMER_KEYS, SETTINGS_COUNT(TIMER_KEYS), &part, r->found);
    p->group_wait_ms = part.group_wait_s * ALERT_SECOND_MS;
    read_minute(r, group, "repeat_at", part.repeat_at, &p->repeat_minute);
    read_duration(r, group, "calm", part.calm, &p->calm_ms);
    read_intervals(r, part.interval, p->interval_ms);
    if (part.repeat)
        settings_read(part.repeat, REPEAT_KEYS, SETTINGS_COUNT(REPEAT_KEYS), &repeats, r->found);
    for (alert_severity s = ALERT_INFO; part.repeat && s < ALERT_SEVERITIES; s++)
        read_gaps(r, part.repeat, s, &repeats.of[s]);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void read_limits(const reading *r, const settings_group *group, const rule_part *part,
                        alert_kind k, alert_rule *into)
{
    const alert_kind_facts *facts = alert_kind_about(k);
    for (size_t i = 0; i < LIMITS; i++) {
        const char *key = RULE_KEYS[FIRST_LIMIT_KEY + i].name;
        bool own = facts->limit_key && strcmp(facts->limit_key, key) == 0;
        if (part->limits[i] == NOT_SAID)
            continue;
        if (!own)
            settings_problem(group, key, r->found, _("%s: không dùng cho loại \"%s\""), key,
                             alert_kind_code(k));
        else if (part->limits[i] < facts->limit_min || part->limits[i] > facts->limit_max)
            settings_problem(group, key, r->found, _("%s: loại \"%s\" nhận từ %lld đến %lld"), key,
                             alert_kind_code(k), (long long)facts->limit_min,
                             (long long)facts->limit_max);
        else
            into->limit = part->limits[i];
    }
}

static void read_rule(const reading *r, const settings_group *group, unsigned *seen)
{
    rule_part part = {.kind = NOT_SAID,
                      .severity = NOT_SAID,
                      .enabled = true,
                      .limits = {NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID}};
    settings_read(group, RULE_KEYS, SETTINGS_COUNT(RULE_KEYS), &part, r->found);
    if (part.kind == NOT_SAID)
        return;
    alert_kind k = (alert_kind)(part.kind + 1);
    alert_rule *into = &r->into->policy.rules[k];
    if (*seen & 1U << k)
        settings_problem(group, "kind", r->found, _("kind: \"%s\" có hai lần"), alert_kind_code(k));
    *seen |= 1U << k;
    into->enabled = part.enabled;
    if (part.severity != NOT_SAID)
        into->severity = (alert_severity)(part.severity + 1);
    read_limits(r, group, &part, k, into);
}

/* ---- routes ---------------------------------------------------------------------------------- */

static void read_quiet(const reading *r, const settings_group *group, alert_quiet *into)
{
    quiet_part part = {NULL, NULL, false, {NULL, 0}};
    settings_read(group, QUIET_KEYS, SETTINGS_COUNT(QUIET_KEYS), &part, r->found);
    read_minute(r, group, "from", part.from, &into->from);
    read_minute(r, group, "to", part.to, &into->to);
    into->days_off = part.days_off;
    into->breaks = read_severities(r, group, "break", &part.breaks, into->breaks);
    if (!part.from != !part.to)
        settings_problem(group, part.from ? "from" : "to", r->found,
                         _("giờ yên lặng cần cả from và to"));
    else if (part.from && strcmp(part.from, part.to) == 0)
        settings_problem(group, "to", r->found, _("to: giờ yên lặng bắt đầu và kết thúc cùng lúc"));
}

static void read_route_lists(const reading *r, const settings_group *group, const route_part *part,
                             alert_route *into)
{
    into->to = part->to.items;
    into->to_count = part->to.count;
    into->units = part->units.items;
    into->unit_count = part->units.count;
    into->fields = part->fields.items;
    into->field_count = part->fields.count;
    into->kinds = read_kinds(r, group, &part->kinds, into->kinds);
    into->severities = read_severities(r, group, "severities", &part->severities, into->severities);
    if (part->to.items && part->to.count == 0)
        settings_problem(group, "to", r->found, _("to: chưa có người nhận nào"));
    for (size_t i = 0; part->to.items && i < part->to.count; i++)
        if (!is_among(part->to.items[i], r->recipients, r->recipient_count))
            unknown_name(group, "to", part->to.items[i], r->recipients, r->recipient_count,
                         r->found);
}

static void read_route(const reading *r, const settings_group *group, size_t index)
{
    alert_policy *p = &r->into->policy;
    alert_route *into = &p->routes[index];
    alert_route_init(into, p);
    route_part part = {.commands = into->commands};
    settings_read(group, ROUTE_KEYS, SETTINGS_COUNT(ROUTE_KEYS), &part, r->found);
    into->name = part.name ? part.name : "";
    into->scope = (alert_scope)part.scope;
    into->commands = part.commands;
    read_route_lists(r, group, &part, into);
    if (part.quiet)
        read_quiet(r, part.quiet, &into->quiet);
    read_intervals(r, part.interval, into->interval_ms);
    r->into->routes[index] = group;
    r->into->escalations[index] = part.escalate;
    if (part.name && alert_policy_route(p, part.name) != ALERT_NO_ROUTE)
        settings_problem(group, "name", r->found, _("name: tên tuyến \"%s\" bị trùng"), part.name);
    p->route_count = index + 1;
}

/* ---- between routes -------------------------------------------------------------------------- */

static bool escalates_in_a_circle(const alert_policy *p, size_t from)
{
    int at = p->routes[from].escalate_to;
    for (size_t i = 0; i < p->route_count && at != ALERT_NO_ROUTE; i++) {
        if ((size_t)at == from)
            return true;
        at = p->routes[at].escalate_to;
    }
    return false;
}

static void read_escalation(const reading *r, const settings_group *group, alert_route *into)
{
    const alert_policy *p = &r->into->policy;
    const char *names[ALERT_ROUTES_MAX];
    escalate_part part = {NULL, 0, {NULL, 0}};
    settings_read(group, ESCALATE_KEYS, SETTINGS_COUNT(ESCALATE_KEYS), &part, r->found);
    into->escalate_after_ms = part.after_h * ALERT_HOUR_MS;
    into->escalate_severities =
        read_severities(r, group, "severities", &part.severities, into->escalate_severities);
    if (!part.to || !part.after_h)
        return;
    into->escalate_to = alert_policy_route(p, part.to);
    for (size_t i = 0; i < p->route_count; i++)
        names[i] = p->routes[i].name;
    if (into->escalate_to == ALERT_NO_ROUTE)
        unknown_name(group, "to", part.to, names, p->route_count, r->found);
    if (!(into->escalate_severities & into->severities))
        settings_problem(group, "severities", r->found,
                         _("escalate: tuyến \"%s\" không nhận mức nào trong các mức này"),
                         into->name);
}

static void read_escalations(const reading *r)
{
    alert_policy *p = &r->into->policy;
    for (size_t i = 0; i < p->route_count; i++)
        if (r->into->escalations[i])
            read_escalation(r, r->into->escalations[i], &p->routes[i]);
    for (size_t i = 0; i < p->route_count; i++)
        if (escalates_in_a_circle(p, i))
            settings_problem(r->into->escalations[i], "to", r->found,
                             _("escalate: tuyến \"%s\" chuyển lên rồi quay lại chính nó"),
                             p->routes[i].name);
}

/* A repeat that comes before news may is never on time; and news cannot wait for longer than the
 * next message takes. */
static void check_pace(const reading *r, const alert_route *route, const settings_group *group)
{
    const alert_policy *p = &r->into->policy;
    for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++) {
        const char *severity = alert_severity_code(s);
        if (p->repeats[s].count && p->repeats[s].gap_ms[0] < route->interval_ms[s])
            settings_problem(group, "interval", r->found,
                             _("tuyến \"%s\", mức %s: nhắc lại (repeat) sớm hơn khoảng cách giữa "
                               "hai thư (interval)"),
                             route->name, severity);
        if (route->interval_ms[s] < p->group_wait_ms)
            settings_problem(group, "interval", r->found,
                             _("tuyến \"%s\", mức %s: khoảng cách giữa hai thư (interval) ngắn hơn "
                               "thời gian chờ gộp (group_wait_s)"),
                             route->name, severity);
    }
}

/* ---- reading it ------------------------------------------------------------------------------ */

static void read_all(const reading *r, const settings_group *group)
{
    root_part part = {0};
    unsigned seen = 0;
    settings_read(group, ROOT_KEYS, SETTINGS_COUNT(ROOT_KEYS), &part, r->found);
    if (part.timers)
        read_timers(r, part.timers);
    for (size_t i = 0; part.rules.items && i < part.rules.count; i++)
        read_rule(r, part.rules.items[i], &seen);
    if (part.routes.items && part.routes.count == 0)
        settings_problem(group, "routes", r->found, _("routes: chưa có tuyến nào"));
    if (part.routes.count > ALERT_ROUTES_MAX)
        settings_problem(group, "routes", r->found, _("routes: nhiều nhất %d tuyến"),
                         ALERT_ROUTES_MAX);
    for (size_t i = 0; part.routes.items && i < part.routes.count && i < ALERT_ROUTES_MAX; i++)
        read_route(r, part.routes.items[i], i);
    read_escalations(r);
    for (size_t i = 0; i < r->into->policy.route_count; i++)
        check_pace(r, &r->into->policy.routes[i], r->into->routes[i]);
}

alert_settings *alert_settings_read(const settings_group *group, const char *const *recipients,
                                    size_t count, arena *a, problems *found)
{
    alert_settings *s = arena_alloc(a, sizeof *s);
    if (!s)
        return NULL;
    const reading r = {s, recipients, count, found};
    alert_policy_init(&s->policy);
    if (group)
        read_all(&r, group);
    return s;
}

const alert_policy *alert_settings_policy(const alert_settings *s)
{
    return &s->policy;
}

/* ---- with the catalogue ---------------------------------------------------------------------- */

static bool field_exists(const catalogue *c, const char *field)
{
    for (size_t i = 0; i < catalogue_obligation_count(c); i++)
        if (strcmp(catalogue_obligation_at(c, i)->field, field) == 0)
            return true;
    return false;
}

static void check_unit(const settings_group *group, const catalogue *c, const char *code,
                       problems *found)
{
    const char *near = catalogue_nearest_unit(c, code);
    if (catalogue_unit(c, code, (date){9999, 12, 31}))
        return;
    unknown_name(group, "units", code, &near, near ? 1 : 0, found);
}

void alert_settings_check(const alert_settings *s, const catalogue *c, problems *found)
{
    for (size_t i = 0; i < s->policy.route_count; i++) {
        const alert_route *r = &s->policy.routes[i];
        for (size_t k = 0; k < r->unit_count; k++)
            check_unit(s->routes[i], c, r->units[k], found);
        for (size_t k = 0; k < r->field_count; k++)
            if (!field_exists(c, r->fields[k]))
                settings_problem(s->routes[i], "fields", found,
                                 _("fields: danh mục không có lĩnh vực \"%s\""), r->fields[k]);
    }
}
