#include "notifier/readership.h"

#include "notifier/addressing.h"
#include "notifier/alert/alerts.h"

#include <string.h>

error readership_has(const office *at, arena *a, const char *name, const char *who, int64_t at_ms,
                     bool *has)
{
    size_t count = 0;
    office copy = *at; /* which nobody changes */
    message_address *all = arena_alloc(a, ALERT_HOLDERS_MAX * sizeof *all);
    *has = strcmp(name, who) == 0;
    if (!all)
        return error_no_memory();
    TRY(address_holders(&copy, name, at_ms, a, all, ALERT_HOLDERS_MAX, &count));
    for (size_t i = 0; i < count && !*has; i++)
        *has = strcmp(all[i].address, who) == 0;
    return OK;
}

error readership_routes(const office *at, arena *a, const char *who, int64_t at_ms,
                        unsigned *routes)
{
    const alert_policy *p = at->options->alerts;
    *routes = 0;
    for (size_t r = 0; r < p->route_count; r++)
        for (size_t i = 0; i < p->routes[r].to_count; i++) {
            bool has;
            TRY(readership_has(at, a, p->routes[r].to[i], who, at_ms, &has));
            *routes |= has ? 1U << r : 0;
        }
    return OK;
}

static error any_role(const office *at, arena *a, const role_refs *roles, const char *who,
                      int64_t at_ms, bool *has)
{
    *has = false;
    for (size_t i = 0; i < roles->count && !*has; i++)
        TRY(readership_has(at, a, roles->items[i]->code, who, at_ms, has));
    return OK;
}

error readership_profile(const office *at, arena *a, const profile *p, bool draft, const char *who,
                         int64_t at_ms, bool *has)
{
    TRY(any_role(at, a, draft ? &p->approval.by : &p->to, who, at_ms, has));
    for (size_t i = 0; !draft && i < p->also.count && !*has; i++)
        TRY(readership_has(at, a, p->also.items[i], who, at_ms, has));
    return OK;
}
