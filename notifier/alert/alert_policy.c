#include "notifier/alert/alert_policy.h"

#include <string.h>

static const alert_repeats DEFAULT_REPEATS[ALERT_SEVERITIES] = {
    [ALERT_WARNING] = {{ALERT_DAY_MS, 3 * ALERT_DAY_MS, 7 * ALERT_DAY_MS, 30 * ALERT_DAY_MS}, 4},
    [ALERT_CRITICAL] = {{4 * ALERT_HOUR_MS, ALERT_DAY_MS, 3 * ALERT_DAY_MS, 7 * ALERT_DAY_MS}, 4},
};

static const int64_t DEFAULT_INTERVALS[ALERT_SEVERITIES] = {
    [ALERT_INFO] = ALERT_DAY_MS,
    [ALERT_WARNING] = ALERT_HOUR_MS,
    [ALERT_CRITICAL] = 5 * ALERT_MINUTE_MS,
};

void alert_policy_init(alert_policy *p)
{
    *p = (alert_policy){.group_wait_ms = 30 * ALERT_SECOND_MS,
                        .repeat_minute = 8 * 60,
                        .calm_ms = 15 * ALERT_MINUTE_MS};
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++) {
        const alert_kind_facts *facts = alert_kind_about(k);
        p->rules[k] = (alert_rule){true, facts->severity, facts->limit};
    }
    memcpy(p->interval_ms, DEFAULT_INTERVALS, sizeof p->interval_ms);
    memcpy(p->repeats, DEFAULT_REPEATS, sizeof p->repeats);
}

void alert_route_init(alert_route *r, const alert_policy *p)
{
    *r = (alert_route){.kinds = alert_kinds_of(false),
                       .severities = 1U << ALERT_INFO | 1U << ALERT_WARNING | 1U << ALERT_CRITICAL,
                       .quiet = {.breaks = 1U << ALERT_CRITICAL},
                       .escalate_to = ALERT_NO_ROUTE,
                       .commands = true,
                       .escalate_severities = 1U << ALERT_WARNING | 1U << ALERT_CRITICAL};
    memcpy(r->interval_ms, p->interval_ms, sizeof r->interval_ms);
}

/* "DX+06" belongs to both. */
static bool takes_field(const alert_route *r, const obligation *o)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (strcmp(r->fields[i], o->field) == 0 || strcmp(o->field, "DX+06") == 0)
            return true;
    return r->field_count == 0;
}

static bool takes_unit(const alert_route *r, const catalogue *c, const char *code)
{
    for (size_t i = 0; *code && i < r->unit_count; i++)
        if (catalogue_unit_within(c, code, r->units[i]))
            return true;
    return r->unit_count == 0;
}

static bool takes_scope(const alert_route *r, const catalogue *c, const char *code)
{
    const unit *whole = catalogue_province(c);
    bool is_whole = !*code || (whole && strcmp(code, whole->code) == 0);
    return r->scope == ALERT_SCOPE_ALL || is_whole == (r->scope == ALERT_SCOPE_PROVINCE);
}

bool alert_route_takes(const alert_route *r, const catalogue *c, const alert_subject *s,
                       alert_severity severity)
{
    const obligation *o = *s->obligation ? catalogue_obligation(c, s->obligation) : NULL;
    return (r->kinds & 1U << s->kind) && (r->severities & 1U << severity) &&
           takes_scope(r, c, s->unit) && takes_unit(r, c, s->unit) && (!o || takes_field(r, o));
}

int alert_policy_route(const alert_policy *p, const char *name)
{
    for (size_t i = 0; i < p->route_count; i++)
        if (strcmp(p->routes[i].name, name) == 0)
            return (int)i;
    return ALERT_NO_ROUTE;
}

int64_t alert_repeat_gap(const alert_repeats *r, unsigned times)
{
    if (r->count == 0 || times == 0)
        return 0;
    return r->gap_ms[times <= r->count ? times - 1 : r->count - 1];
}

unsigned alert_policy_untold(const alert_policy *p)
{
    unsigned untold = 0;
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++) {
        bool told = !p->rules[k].enabled;
        for (size_t i = 0; i < p->route_count; i++)
            told = told || ((p->routes[i].kinds & 1U << k) &&
                            (p->routes[i].severities & 1U << p->rules[k].severity));
        untold |= told ? 0 : 1U << k;
    }
    return untold;
}
