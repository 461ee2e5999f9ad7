/* alert_policy.h - what is watched, who is told of it, and when; as configured. Plain data. */
#pragma once
#include "model/catalogue.h"
#include "notifier/alert/alert_kind.h"
#include "notifier/alert/alert_time.h"

enum { ALERT_ROUTES_MAX = 16, ALERT_REPEATS_MAX = 8, ALERT_NO_ROUTE = -1 };

typedef struct alert_rule {
    bool enabled;
    alert_severity severity;
    int64_t limit; /* in the kind's own measure */
} alert_rule;

typedef enum alert_scope { ALERT_SCOPE_ALL, ALERT_SCOPE_PROVINCE, ALERT_SCOPE_UNITS } alert_scope;

/* Who is told of what. An alert belongs to each route that it passes. */
typedef struct alert_route {
    const char *name;
    const char *const *to; /* codes of roles or names of channels */
    size_t to_count;
    unsigned kinds, severities; /* a bit 1 << each */
    const char *const *units;   /* with all below them; none: all */
    size_t unit_count;
    const char *const *fields; /* of what has an obligation; none: all */
    size_t field_count;
    alert_scope scope;
    alert_quiet quiet;
    int64_t interval_ms[ALERT_SEVERITIES]; /* as the policy's, or the route's own */
    int escalate_to;                       /* a route, or ALERT_NO_ROUTE */
    int64_t escalate_after_ms;
    unsigned escalate_severities;
    bool commands; /* its readers have a shell of this system: messages name what to type */
} alert_route;

/* Gaps between a telling and the next, each as long as the one before or longer; the last one holds
 * from then on. */
typedef struct alert_repeats {
    int64_t gap_ms[ALERT_REPEATS_MAX];
    size_t count; /* 0: never again */
} alert_repeats;

typedef struct alert_policy {
    alert_rule rules[ALERT_KINDS];
    alert_route routes[ALERT_ROUTES_MAX];
    size_t route_count;
    int64_t group_wait_ms;                 /* news waits for more of the same burst */
    int64_t interval_ms[ALERT_SEVERITIES]; /* between two messages with news of the same kind */
    alert_repeats repeats[ALERT_SEVERITIES];
    int repeat_minute; /* of the day, for gaps of whole days */
    int64_t calm_ms;   /* a cause has to be away this long to have ended */
} alert_policy;

/* Every rule and timer as it is when nothing is configured; no routes. */
void alert_policy_init(alert_policy *p);
/* A route as it is when nothing but its name and recipients is configured. */
void alert_route_init(alert_route *r, const alert_policy *p);

/* Whether R takes what is about S with severity SEVERITY. */
bool alert_route_takes(const alert_route *r, const catalogue *c, const alert_subject *s,
                       alert_severity severity);

/* The route called NAME, or ALERT_NO_ROUTE. */
int alert_policy_route(const alert_policy *p, const char *name);

/* The gap behind the TIMES-th telling (from 1); 0: there is none. */
int64_t alert_repeat_gap(const alert_repeats *r, unsigned times);

/* Kinds that are enabled and that no route takes, a bit each: nobody would be told. */
unsigned alert_policy_untold(const alert_policy *p);
