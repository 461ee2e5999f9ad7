#include "notifier/alert/alerts.h"

#include "base/i18n.h"
#include "base/log.h"
#include "notifier/alert/alert_book.h"
#include "notifier/alert/alert_letter.h"
#include "notifier/alert/alert_look.h"
#include "notifier/alert/alert_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between two looks: at least, while much happens; at most, since age and disks make no event. */
#define LOOK_AGAIN_MS  (5 * ALERT_SECOND_MS)
#define LOOK_ANYWAY_MS ALERT_MINUTE_MS

/* What has ended is kept for a year and a bit, to be looked up. */
#define KEPT_MS (400 * ALERT_DAY_MS)

struct alerts {
    alerts_options options;
    alert_book *book;
    alert_engine *engine;  /* NULL: to be read from the book */
    arena *scratch;        /* of one tick */
    arena *silence_memory; /* of the silences */
    alert_silence *silences;
    size_t silence_count;
    int64_t last_ack;
    int64_t last_event, looked_ms, next_ms; /* of the last look */
    int64_t store_lost_ms;
    int64_t pruned_ms;
    unsigned reachable; /* routes that somebody reads, as of the last look */
    bool has_looked;
};

/* ---- life ------------------------------------------------------------------------------------ */

error alerts_open(alerts **out, const alerts_options *o)
{
    alerts *a = calloc(1, sizeof *a);
    if (!a)
        return error_no_memory();
    a->options = *o;
    a->scratch = arena_new(0);
    a->silence_memory = arena_new(0);
    error err = a->scratch && a->silence_memory ? alert_book_open(&a->book, o->state_dir)
                                                : error_no_memory();
    if (err.code) {
        alerts_close(a);
        return err;
    }
    *out = a;
    return OK;
}

void alerts_close(alerts *a)
{
    if (!a)
        return;
    alert_engine_free(a->engine);
    alert_book_close(a->book);
    arena_free(a->scratch);
    arena_free(a->silence_memory);
    free(a);
}

/* ---- what is in the book --------------------------------------------------------------------- */

static error load(alerts *a)
{
    if (a->engine)
        return OK;
    if (!(a->engine = alert_engine_new(a->options.policy)))
        return error_no_memory();
    TRY(alert_book_load(a->book, a->engine, a->options.policy));
    return alert_book_last_ack(a->book, &a->last_ack);
}

static error take_ack(void *context, const kept_ack *ack)
{
    alerts *a = context;
    if (alert_engine_acknowledge(a->engine, ack->alert, ack->at_ms))
        log_info("alert-acknowledged", "alert=%" PRId64 " by=%s", ack->alert, log_value(ack->by));
    a->last_ack = ack->id;
    return OK;
}

static error load_silences(alerts *a, int64_t now_ms)
{
    kept_silence *kept;
    size_t count;
    arena_reset(a->silence_memory);
    a->silence_count = 0;
    TRY(alert_book_silences(a->book, now_ms, false, a->silence_memory, &kept, &count));
    a->silences = arena_alloc(a->silence_memory, (count + 1) * sizeof *a->silences);
    if (!a->silences)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        a->silences[a->silence_count++] = kept[i].covers;
    return OK;
}

/* What the shell's verbs wrote. */
static error take_news(alerts *a, int64_t now_ms, bool *news)
{
    TRY(alert_book_take_news(a->book, news));
    if (!*news)
        return OK;
    TRY(load_silences(a, now_ms));
    return alert_book_acks(a->book, a->last_ack, take_ack, a);
}

/* ---- recipients ------------------------------------------------------------------------------ */

/* Everybody whom ROUTE goes to, each address once. */
static error find_holders(alerts *a, const alert_route *route, int64_t now_ms, message_address *out,
                          size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < route->to_count; i++) {
        size_t found = 0, kept = *count;
        TRY(a->options.who(a->options.who_context, route->to[i], now_ms, a->scratch, out + kept,
                           ALERT_HOLDERS_MAX - kept, &found));
        for (size_t k = kept; k < kept + found; k++) {
            bool twice = false;
            for (size_t n = 0; n < *count && !twice; n++)
                twice = strcmp(out[n].channel, out[k].channel) == 0 &&
                        strcmp(out[n].address, out[k].address) == 0;
            if (!twice)
                out[(*count)++] = out[k];
        }
    }
    return OK;
}

/* A route that nobody reads today keeps its news until somebody does. */
static error find_reachable(alerts *a, int64_t now_ms)
{
    const alert_policy *p = a->options.policy;
    message_address *all = arena_alloc(a->scratch, ALERT_HOLDERS_MAX * sizeof *all);
    unsigned before = a->reachable;
    if (!all)
        return error_no_memory();
    a->reachable = 0;
    for (size_t r = 0; r < p->route_count; r++) {
        size_t count;
        TRY(find_holders(a, &p->routes[r], now_ms, all, &count));
        a->reachable |= count ? 1U << r : 0;
        bool was = before & 1U << r;
        if (!count && (was || !a->has_looked))
            log_warn("alert-route-without-reader", "route=%s", log_value(p->routes[r].name));
    }
    return OK;
}

/* ---- into the ledger ------------------------------------------------------------------------- */

static error put_into_ledger(alerts *a, ledger *l, const kept_note *n, const alert_letter *letter,
                             int64_t now_ms, int64_t *message_id)
{
    const message_part parts[] = {
        {"", "text/plain", "", letter->text, strlen(letter->text)},
        {"", "text/html", "", letter->html, strlen(letter->html)},
        {"", "application/json", "", letter->json, strlen(letter->json)},
    };
    const message m = {.kind = MESSAGE_ALERT,
                       .profile = n->route,
                       .key = n->key,
                       .references = n->first_key,
                       .slot_ms = n->made_ms,
                       .as_of_ms = n->made_ms,
                       .last_event = a->last_event,
                       .subject = letter->subject,
                       .parts = parts,
                       .part_count = sizeof parts / sizeof *parts,
                       .frozen = ""};
    message_address *to = arena_alloc(a->scratch, ALERT_HOLDERS_MAX * sizeof *to);
    size_t count = 0;
    int r = alert_policy_route(a->options.policy, n->route);
    if (!to)
        return error_no_memory();
    if (r != ALERT_NO_ROUTE)
        TRY(find_holders(a, &a->options.policy->routes[r], now_ms, to, &count));
    for (size_t i = 0; i < count; i++)
        if (!(to[i].message_id = message_id_make(a->scratch, m.kind, m.profile, m.key,
                                                 to[i].address, a->options.domain)))
            return error_no_memory();
    error err = ledger_add(l, &m, to, count, DELIVERY_QUEUED, now_ms, message_id);
    return err.code == ERR_EXISTS ? OK : err; /* before a crash */
}

static void log_note(const kept_note *n, int64_t message_id)
{
    for (size_t i = 0; i < n->count; i++) {
        const alert_item *it = &n->items[i];
        log_info("alert-told", "alert=%" PRId64 " says=%s route=%s message=%" PRId64, it->about->id,
                 alert_says_code(it->says), log_value(n->route), message_id);
    }
}

static error place_one(alerts *a, const catalogue *c, ledger *l, const kept_note *n, int64_t now_ms)
{
    const alert_letterhead head = {a->options.policy, c, a->options.organisation,
                                   a->options.simulated};
    alert_letter letter;
    int64_t message_id = 0;
    if (n->count == 0) /* what it was about was dropped from the book */
        return alert_book_placed(a->book, n->id, 0);
    TRY(alert_letter_write(a->scratch, n, &head, &letter));
    TRY(put_into_ledger(a, l, n, &letter, now_ms, &message_id));
    TRY(alert_book_placed(a->book, n->id, message_id));
    log_note(n, message_id);
    return OK;
}

static error place_all(alerts *a, const catalogue *c, ledger *l, int64_t now_ms)
{
    for (;;) {
        kept_note n;
        bool found;
        arena_reset(a->scratch);
        TRY(alert_book_next_unplaced(a->book, a->scratch, &n, &found));
        if (!found)
            return OK;
        TRY(place_one(a, c, l, &n, now_ms));
    }
}

/* ---- deciding -------------------------------------------------------------------------------- */

static void log_happening(void *context, alert_happening what, const alert *a, int route,
                          const alert *by)
{
    static const char *const names[] = {
        [ALERT_BEGAN] = "alert-begins",
        [ALERT_CAME_BACK] = "alert-comes-back",
        [ALERT_ENDED] = "alert-ends",
        [ALERT_HELD] = "alert-inhibited",
        [ALERT_FREED] = "alert-freed",
        [ALERT_FELL_SILENT] = "alert-silenced",
        [ALERT_SPOKE_AGAIN] = "alert-silence-over",
        [ALERT_ROSE] = "alert-escalated",
    };
    const alerts *all = context;
    const alert_subject *s = &a->subject;
    char more[120] = "";
    if (route != ALERT_NO_ROUTE)
        snprintf(more, sizeof more, " route=%s",
                 log_value(all->options.policy->routes[route].name));
    if (by)
        snprintf(more + strlen(more), sizeof more - strlen(more), " by=%" PRId64, by->id);
    log_info(names[what], "alert=%" PRId64 " kind=%s unit=%s obligation=%s object=%s severity=%s%s",
             a->id, alert_kind_code(s->kind), log_value(s->unit), log_value(s->obligation),
             log_value(s->object), alert_severity_code(a->severity), more);
}

static error decide_and_save(alerts *a, const alert_sight *sight, const catalogue *c,
                             int64_t now_ms)
{
    const alert_world w = {.now_ms = now_ms,
                           .rules = c,
                           .silences = a->silences,
                           .silence_count = a->silence_count,
                           .reachable = a->reachable,
                           .happened = log_happening,
                           .context = a};
    alert_decisions d;
    TRY(alert_engine_observe(a->engine, sight, &w));
    TRY(alert_engine_decide(a->engine, &w, a->scratch, &d));
    a->next_ms = d.next_ms;
    if (d.count || alert_engine_has_changed(a->engine))
        TRY(alert_book_save(a->book, a->engine, a->options.policy, &d, a->last_ack, now_ms));
    alert_engine_settled(a->engine);
    return OK;
}

/* ---- one tick -------------------------------------------------------------------------------- */

static error look_and_decide(alerts *a, store *s, const catalogue *c, ledger *l, int64_t now_ms)
{
    const alert_view v = {.policy = a->options.policy,
                          .rules = c,
                          .store = s,
                          .store_lost_ms = a->store_lost_ms,
                          .store_path = a->options.store_path,
                          .state_dir = a->options.state_dir,
                          .ledger = l,
                          .now_ms = now_ms};
    alert_sight sight;
    arena_reset(a->scratch);
    TRY(find_reachable(a, now_ms));
    TRY(alert_look(&v, a->scratch, &sight));
    return decide_and_save(a, &sight, c, now_ms);
}

static error prune_daily(alerts *a, int64_t now_ms)
{
    if (now_ms - a->pruned_ms < ALERT_DAY_MS && now_ms >= a->pruned_ms)
        return OK;
    a->pruned_ms = now_ms;
    return alert_book_prune(a->book, now_ms - KEPT_MS);
}

/* What was read from the book may not be what is in it any more. */
static error forget_engine(alerts *a, error err)
{
    alert_engine_free(a->engine);
    a->engine = NULL;
    a->has_looked = false;
    return err;
}

static error tick(alerts *a, store *s, const catalogue *c, ledger *l, int64_t now_ms)
{
    error err = look_and_decide(a, s, c, l, now_ms);
    if (err.code)
        return forget_engine(a, err);
    a->looked_ms = now_ms;
    a->has_looked = true;
    TRY(place_all(a, c, l, now_ms));
    return prune_daily(a, now_ms);
}

bool alerts_woken(alerts *a)
{
    bool news;
    return alert_book_has_news(a->book, &news).code || news;
}

/* When to look again, given that nothing else happens. */
static int64_t next_look(const alerts *a, int64_t event)
{
    int64_t next_ms = a->looked_ms + (event != a->last_event ? LOOK_AGAIN_MS : LOOK_ANYWAY_MS);
    return a->next_ms < next_ms ? a->next_ms : next_ms;
}

error alerts_tick(alerts *a, store *s, const catalogue *c, ledger *l, int64_t now_ms,
                  int64_t *next_ms)
{
    bool news;
    int64_t event = 0;
    *next_ms = INT64_MAX;
    if (a->options.policy->route_count == 0)
        return OK;
    *next_ms = now_ms + LOOK_AGAIN_MS; /* after an error */
    TRY(load(a));
    TRY(take_news(a, now_ms, &news));
    if (s && store_last_event(s, &event).code)
        s = NULL;
    a->store_lost_ms = s ? 0 : a->store_lost_ms ? a->store_lost_ms : now_ms;
    bool back = now_ms < a->looked_ms; /* the clock was set back */
    if (news || back || !a->has_looked || now_ms >= next_look(a, event)) {
        TRY(place_all(a, c, l, now_ms)); /* what an error or a crash left over, before more */
        TRY(tick(a, s, c, l, now_ms));
        a->last_event = event;
    }
    *next_ms = next_look(a, event);
    return OK;
}
