/* alert_house.h - the whole of alerts in a folder of its own: a store that the test writes, a
 * ledger that it reads, alerts.db between them, and a clock that it moves. */
#pragma once
#include "catalogue_fixture.h"
#include "store_fixture.h"

#include "notifier/alert/alert_book.h"
#include "notifier/alert/alerts.h"
#include "store/store_batch.h"
#include "store/store_board.h"

#include <ftw.h>

static char house_dir[64], house_store_path[80];
static catalogue *house_rules;
static store *house_writer;
static ledger *house_ledger;
static alerts *house_alerts;
static alert_policy house_policy;
static int64_t house_now_ms, house_next_ms;
static const char *house_vacant; /* a role that nobody holds */

static inline int house_load(void **state)
{
    (void)state;
    house_rules = fixture_load(fixture_source);
    return house_rules ? 0 : -1;
}

static inline int house_unload(void **state)
{
    (void)state;
    catalogue_free(house_rules);
    return 0;
}

/* "truc-ban" is at truc-ban@example.vn; "ioc" is a webhook. */
static inline error house_who(void *context, const char *name, int64_t at_ms, arena *a,
                              message_address *out, size_t most, size_t *count)
{
    (void)context;
    (void)at_ms;
    *count = 0;
    if (most == 0 || (house_vacant && strcmp(name, house_vacant) == 0))
        return OK;
    bool is_hook = strcmp(name, "ioc") == 0;
    out[0] = (message_address){.channel = is_hook ? "ioc" : "mail",
                               .name = arena_strdup(a, name),
                               .address = is_hook ? "https://ioc.example.vn/"
                                                  : arena_printf(a, "%s@example.vn", name)};
    *count = 1;
    return OK;
}

static inline alert_route *house_route(const char *name, const char *const *to, size_t count)
{
    alert_route *r = &house_policy.routes[house_policy.route_count++];
    alert_route_init(r, &house_policy);
    r->name = name;
    r->to = to;
    r->to_count = count;
    return r;
}

static inline error house_open_alerts(void)
{
    const alerts_options o = {.policy = &house_policy,
                              .organisation = "UBND tỉnh Thanh Hóa",
                              .simulated = true,
                              .domain = "tiendo@example.vn",
                              .store_path = house_store_path,
                              .state_dir = house_dir,
                              .who = house_who};
    TRY(ledger_open(&house_ledger, house_dir));
    return alerts_open(&house_alerts, &o);
}

static inline void house_close_alerts(void)
{
    alerts_close(house_alerts);
    ledger_close(house_ledger);
    house_alerts = NULL;
    house_ledger = NULL;
}

/* A Monday, 09:00, with an empty store; the rules that ask the machine are switched off. */
static inline int house_make(void **state)
{
    static const char *const to[] = {"truc-ban"};
    (void)state;
    strcpy(house_dir, "/tmp/tiendo-alerts-XXXXXX");
    house_vacant = NULL;
    house_writer = NULL;
    if (!mkdtemp(house_dir))
        return -1;
    snprintf(house_store_path, sizeof house_store_path, "%s/store.db", house_dir);
    if (clock_parse_iso("2024-07-22T09:00", &house_now_ms).code)
        return -1;
    alert_policy_init(&house_policy);
    house_route("truc", to, 1)->kinds = alert_kinds_of(false) | alert_kinds_of(true);
    house_policy.rules[ALERT_DISK].enabled = house_policy.rules[ALERT_LOG].enabled = false;
    return store_open_writer(&house_writer, house_store_path).code || house_open_alerts().code ? -1
                                                                                               : 0;
}

static inline int house_remove_entry(const char *path, const struct stat *st, int kind,
                                     struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline int house_remove(void **state)
{
    (void)state;
    house_close_alerts();
    store_close(house_writer);
    return nftw(house_dir, house_remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- what the aggregator would write --------------------------------------------------------- */

static inline void house_status(const char *unit_code, const char *obligation_code, status s,
                                status reporting)
{
    judgement j = {.status = s, .reporting = reporting};
    store_batch *b = store_batch_new();
    snprintf(j.reason, sizeof j.reason, "đạt 40 %% mức giao");
    assert_int_equal(store_batch_standing(b, obligation_code, unit_code, &j, house_now_ms).code,
                     ERR_OK);
    assert_int_equal(
        store_batch_event(b, "status", unit_code, obligation_code, "", "", house_now_ms).code,
        ERR_OK);
    assert_int_equal(store_begin(house_writer).code, ERR_OK);
    assert_int_equal(store_write(house_writer, b).code, ERR_OK);
    assert_int_equal(store_commit(house_writer).code, ERR_OK);
    store_batch_free(b);
}

/* ---- ticking --------------------------------------------------------------------------------- */

static inline error house_try_tick(void)
{
    store *s = NULL;
    error opened = store_open_reader(&s, house_store_path);
    error err = alerts_tick(house_alerts, opened.code ? NULL : s, house_rules, house_ledger,
                            house_now_ms, &house_next_ms);
    store_close(s);
    return err;
}

static inline void house_tick(void)
{
    error err = house_try_tick();
    if (err.code)
        fail_msg("tick: %s", err.text);
}

static inline void house_pass(int64_t ms)
{
    int64_t until_ms = house_now_ms + ms;
    house_tick();
    while (house_next_ms < until_ms) {
        assert_true(house_next_ms > house_now_ms);
        house_now_ms = house_next_ms;
        house_tick();
    }
    house_now_ms = until_ms;
    house_tick();
}

/* ---- what came of it ------------------------------------------------------------------------- */

typedef struct house_mail {
    int64_t message;
    char subject[600], address[80], profile[40], message_id[120];
} house_mail;

typedef struct house_mails {
    house_mail items[100];
    size_t count;
} house_mails;

static inline bool house_take(void *context, const ledger_delivery *row)
{
    house_mails *all = context;
    house_mail *m = &all->items[all->count++];
    m->message = row->message;
    snprintf(m->subject, sizeof m->subject, "%s", row->subject);
    snprintf(m->address, sizeof m->address, "%s", row->to.address);
    snprintf(m->profile, sizeof m->profile, "%s", row->profile);
    snprintf(m->message_id, sizeof m->message_id, "%s", row->to.message_id);
    return all->count < 100;
}

/* Every delivery in the ledger, newest first. */
static inline const house_mails *house_read_mails(void)
{
    static house_mails all;
    const ledger_filter any = {.limit = 100};
    all.count = 0;
    assert_int_equal(ledger_each(house_ledger, &any, house_take, &all).code, ERR_OK);
    return &all;
}
