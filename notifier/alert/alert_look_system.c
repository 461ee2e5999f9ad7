/* The part of the look that is about the system itself. */
#include "base/i18n.h"
#include "notifier/alert/alert_look_internal.h"
#include "store/store_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum { PATH_LENGTH_MAX = 4096, DELIVERIES_MAX = 500, MIB = 1 << 20 };

/* ---- collectors ------------------------------------------------------------------------------ */

typedef struct hearing {
    looking *look;
    size_t units;
    int64_t newest_ms;
} hearing;

static bool take_heard(void *context, const char *unit_code, int64_t last_seen_ms)
{
    hearing *h = context;
    looking *l = h->look;
    const unit *u = catalogue_unit(l->view->rules, unit_code, l->today);
    char when[32];
    if (!u || !unit_valid_on(u, l->today))
        return true;
    h->units++;
    h->newest_ms = last_seen_ms > h->newest_ms ? last_seen_ms : h->newest_ms;
    int64_t away_ms =
        alert_office_ms(catalogue_calendar(l->view->rules), last_seen_ms, l->view->now_ms);
    if (away_ms < look_limit(l, ALERT_GONE) * ALERT_HOUR_MS)
        return true;
    clock_format_vi(last_seen_ms, when, sizeof when);
    look_add(l, ALERT_GONE, unit_code, "", "", last_seen_ms,
             look_say(l, _("lần cuối liên lạc lúc %s"), when));
    return !l->failed;
}

void look_at_collectors(looking *l)
{
    hearing h = {.look = l};
    char when[32];
    if (store_heard(l->view->store, take_heard, &h).code)
        return;
    look_saw(l, 1U << ALERT_GONE | 1U << ALERT_DEAF);
    int64_t away_ms =
        alert_office_ms(catalogue_calendar(l->view->rules), h.newest_ms, l->view->now_ms);
    if (h.units < 2 || away_ms < look_limit(l, ALERT_DEAF) * ALERT_HOUR_MS)
        return;
    clock_format_vi(h.newest_ms, when, sizeof when);
    look_add(l, ALERT_DEAF, "", "", "", h.newest_ms,
             look_say(l, _("không đơn vị nào liên lạc từ lúc %s"), when));
}

/* ---- disks, log, store ----------------------------------------------------------------------- */

static void look_at_disk(looking *l, const char *path)
{
    struct statvfs fs;
    if (statvfs(path, &fs) != 0)
        return;
    int64_t free_mib = (int64_t)((uint64_t)fs.f_bavail * fs.f_frsize / MIB);
    int64_t limit = look_limit(l, ALERT_DISK);
    if (free_mib < limit)
        look_add(l, ALERT_DISK, "", "", path, 0,
                 look_say(l, _("còn dưới %" PRId64 " MiB trên đĩa chứa %s"), limit, path));
}

static const char *folder_of(looking *l, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash > path ? look_say(l, "%.*s", (int)(slash - path), path) : ".";
}

static void look_at_disks(looking *l)
{
    struct stat a, b;
    const char *store_dir = folder_of(l, l->view->store_path);
    look_at_disk(l, store_dir);
    bool same =
        stat(store_dir, &a) == 0 && stat(l->view->state_dir, &b) == 0 && a.st_dev == b.st_dev;
    if (!same)
        look_at_disk(l, l->view->state_dir);
    look_saw(l, 1U << ALERT_DISK);
}

static void look_at_log(looking *l)
{
    struct stat st;
    int64_t limit = look_limit(l, ALERT_LOG);
    const char *path = look_say(l, "%s-wal", l->view->store_path);
    if (stat(path, &st) == 0 && st.st_size > limit * MIB)
        look_add(l, ALERT_LOG, "", "", "", 0,
                 look_say(l, _("%s dài hơn %" PRId64 " MiB: có chương trình đang đọc kho quá lâu"),
                          path, limit));
    look_saw(l, 1U << ALERT_LOG);
}

static void look_at_store(looking *l)
{
    const alert_view *v = l->view;
    char when[32];
    look_saw(l, 1U << ALERT_STORE);
    if (v->store || v->now_ms - v->store_lost_ms < look_limit(l, ALERT_STORE) * ALERT_MINUTE_MS)
        return;
    clock_format_vi(v->store_lost_ms, when, sizeof when);
    look_add(l, ALERT_STORE, "", "", "", v->store_lost_ms,
             look_say(l, _("%s: không mở được từ lúc %s"), v->store_path, when));
}

/* ---- deliveries ------------------------------------------------------------------------------ */

/* Addresses that were looked at already, of the deliveries that are in trouble. */
typedef struct postbag {
    looking *look;
    const char *addresses[DELIVERIES_MAX];
    size_t count;
    error result;
} postbag;

static bool was_looked_at(postbag *p, const char *address)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->addresses[i], address) == 0)
            return true;
    if (p->count == DELIVERIES_MAX)
        return true;
    p->addresses[p->count++] = look_say(p->look, "%s", address);
    return false;
}

typedef struct latest_end {
    delivery_state state;
    int64_t done_ms;
} latest_end;

static bool take_end(void *context, const ledger_delivery *row)
{
    latest_end *end = context;
    bool ended = row->state == DELIVERY_SENT || row->state == DELIVERY_FAILED ||
                 row->state == DELIVERY_EXPIRED;
    if (ended && row->done_ms > end->done_ms)
        *end = (latest_end){row->state, row->done_ms};
    return true;
}

/* Whatever was refused before is over once something gets through. */
static bool take_dead(void *context, const ledger_delivery *row)
{
    postbag *p = context;
    latest_end end = {0};
    if (was_looked_at(p, row->to.address))
        return true;
    const ledger_filter same = {.address = row->to.address, .limit = DELIVERIES_MAX};
    p->result = ledger_each(p->look->view->ledger, &same, take_end, &end);
    if (p->result.code)
        return false;
    if (end.state == DELIVERY_FAILED || end.state == DELIVERY_EXPIRED)
        look_add(p->look, ALERT_DELIVERY, "", "", row->to.address, row->done_ms,
                 look_say(p->look, _("%s: %s"), delivery_state_name(row->state), row->said));
    return !p->look->failed;
}

static bool take_waiting(void *context, const ledger_delivery *row)
{
    postbag *p = context;
    looking *l = p->look;
    char when[32];
    if (l->view->now_ms - row->queued_ms < look_limit(l, ALERT_DELIVERY) * ALERT_HOUR_MS ||
        was_looked_at(p, row->to.address))
        return true;
    clock_format_vi(row->queued_ms, when, sizeof when);
    look_add(l, ALERT_DELIVERY, "", "", row->to.address, row->queued_ms,
             look_say(l, _("chờ gửi từ lúc %s: %s"), when, row->said));
    return !l->failed;
}

static void look_at_deliveries(looking *l)
{
    postbag p = {.look = l};
    const ledger_filter dead = {.dead = true, .limit = DELIVERIES_MAX},
                        waiting = {.state = DELIVERY_DEFERRED, .limit = DELIVERIES_MAX};
    error err = ledger_each(l->view->ledger, &dead, take_dead, &p);
    if (!err.code)
        err = ledger_each(l->view->ledger, &waiting, take_waiting, &p);
    if (!err.code && !p.result.code)
        look_saw(l, 1U << ALERT_DELIVERY);
}

void look_at_system(looking *l)
{
    look_at_store(l);
    look_at_log(l);
    look_at_disks(l);
    if (l->view->ledger)
        look_at_deliveries(l);
}
