#include "sabotage.h"

#include "store/db.h"

#include <stdio.h>
#include <string.h>

static void wake_everybody(alert_policy *p)
{
    for (size_t r = 0; r < p->route_count; r++)
        p->routes[r].quiet = (alert_quiet){0};
}

static void keep_no_interval(alert_policy *p)
{
    for (size_t r = 0; r < p->route_count; r++)
        for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++)
            p->routes[r].interval_ms[s] = ALERT_SECOND_MS;
}

static void keep_too_long_an_interval(alert_policy *p)
{
    for (size_t r = 0; r < p->route_count; r++)
        for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++)
            p->routes[r].interval_ms[s] *= 2;
}

static void wait_for_nobody(alert_policy *p)
{
    p->group_wait_ms = 0;
}

static void halve_gaps(alert_policy *p)
{
    for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++)
        for (size_t i = 0; i < p->repeats[s].count; i++)
            p->repeats[s].gap_ms[i] /= 2;
}

static void repeat_nothing(alert_policy *p)
{
    for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++)
        p->repeats[s].count = 0;
}

static void end_at_once(alert_policy *p)
{
    p->calm_ms = 0;
}

static void end_after_days(alert_policy *p)
{
    p->calm_ms = 3 * ALERT_DAY_MS;
}

static void escalate_nothing(alert_policy *p)
{
    for (size_t r = 0; r < p->route_count; r++)
        p->routes[r].escalate_to = ALERT_NO_ROUTE;
}

static void escalate_at_once(alert_policy *p)
{
    for (size_t r = 0; r < p->route_count; r++)
        p->routes[r].escalate_after_ms = ALERT_MINUTE_MS;
}

static void leave_out_a_kind(alert_policy *p)
{
    for (size_t r = 0; r < p->route_count; r++)
        p->routes[r].kinds &= ~(1U << ALERT_UNUSUAL);
}

/* Nothing that follows from silence is explained then. */
static void see_no_silence(alert_policy *p)
{
    p->rules[ALERT_SILENT].enabled = false;
}

static const sabotage ALL[] = {
    {.name = "quiet-hours-ignored", .rules = wake_everybody},
    {.name = "no-interval", .rules = keep_no_interval},
    {.name = "interval-too-long", .rules = keep_too_long_an_interval},
    {.name = "no-group-wait", .rules = wait_for_nobody},
    {.name = "gaps-halved", .rules = halve_gaps},
    {.name = "never-repeated", .rules = repeat_nothing},
    {.name = "ends-at-once", .rules = end_at_once},
    {.name = "ends-after-days", .rules = end_after_days},
    {.name = "never-escalated", .rules = escalate_nothing},
    {.name = "escalated-at-once", .rules = escalate_at_once},
    {.name = "kind-left-out", .rules = leave_out_a_kind},
    {.name = "nothing-explained", .rules = see_no_silence},
    {.name = "message-swallowed", .after_look = "DELETE FROM item WHERE note % 5 = 0"},
    {.name = "end-swallowed", .after_look = "DELETE FROM item WHERE says = 5"},
    {.name = "forgotten-at-restart", .at_start = "DELETE FROM telling"},
    {.name = "placed-twice",
     .at_start = "UPDATE note SET message = NULL WHERE id = (SELECT max(id) FROM note);"
                 "UPDATE book SET name = lower(hex(randomblob(8)))"},
    {.name = "silence-ignored", .after_people = "DELETE FROM silence"},
    {.name = "silence-without-end",
     .after_people = "UPDATE silence SET until_ms = from_ms + 1000000000000"},
    {.name = "acknowledgement-lost", .after_people = "DELETE FROM ack"},
};

const sabotage *sabotage_find(const char *name)
{
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++)
        if (strcmp(ALL[i].name, name) == 0)
            return &ALL[i];
    return NULL;
}

error sabotage_book(const char *state_dir, const char *sql)
{
    char path[200];
    sqlite3 *db = NULL;
    if (!sql)
        return OK;
    snprintf(path, sizeof path, "%s/alerts.db", state_dir);
    error err = OK;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        err = db_error(db, sql);
    sqlite3_close(db);
    return err;
}
