/* A year of alerts, 22/07/2024 to 21/07/2025: the real engine, book and ledger over a real store
 * and the shipped catalogue, with restarts, silences, acknowledgements and things that break.
 * A witness (witness.h) holds what is told against the rules; prints how many messages each
 * recipient got.
 *
 *   alert_year [--days N] [--seed N] [--table FILE] [--sabotage NAME]
 *
 * FILE gets each day of each recipient, as CSV; NAME is one of sabotage.c. */
#include "province.h"
#include "readers.h"
#include "sabotage.h"
#include "witness.h"

#include "base/log.h"
#include "notifier/alert/alert_book.h"
#include "notifier/alert/alert_look.h"
#include "notifier/alert/alerts.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DAYS = 365, RESTART_EVERY = 7, SILENCE_EVERY = 9 };

static const date FIRST = {2024, 7, 22};

typedef struct year {
    char dir[64], store_path[96], changed_dir[96];
    uint64_t seed;
    catalogue *shipped, *changed;
    province *province;
    alert_policy promised, policy; /* to readers; the engine's, the same without sabotage */
    const sabotage *sabotage;
    alerts *alerts;
    ledger *ledger;
    witness *witness;
    readers *readers;
    arena *memory;
    int64_t now_ms, store_lost_ms, ticks, restarts, slowest_us;
} year;

static void stop(const char *what, error err)
{
    fprintf(stderr, "%s: %s\n", what, err.code ? err.text : "cannot be made");
    exit(1);
}

static void must(const char *what, error err)
{
    if (err.code)
        stop(what, err);
}

/* What is written here need not outlive a power cut: SQLite finds the executable's symbols first.
 */
int fsync(int fd)
{
    (void)fd;
    return 0;
}

int fdatasync(int fd)
{
    (void)fd;
    return 0;
}

/* ---- the configuration ----------------------------------------------------------------------- */

static alert_route *route(year *y, const char *name, const char *const *to)
{
    alert_route *r = &y->policy.routes[y->policy.route_count++];
    alert_route_init(r, &y->policy);
    r->name = name;
    r->to = to;
    r->to_count = 1;
    return r;
}

/* Four readers as a province has them. */
static void configure(year *y)
{
    static const char *const chief[] = {"chu-tich"}, *const office[] = {"co-quan-thuong-truc"},
                             *const police[] = {"to-cong-tac-06"}, *const duty[] = {"truc-ban"};
    static const char *const field[] = {"06"};
    alert_policy_init(&y->policy);
    y->policy.rules[ALERT_DISK].enabled = y->policy.rules[ALERT_LOG].enabled = false;
    alert_route *r = route(y, "lanh-dao", chief);
    r->kinds = 1U << ALERT_OVERDUE | 1U << ALERT_MET;
    r->scope = ALERT_SCOPE_PROVINCE;
    r->quiet = (alert_quiet){21 * 60, 6 * 60 + 30, true, 1U << ALERT_CRITICAL};
    r->interval_ms[ALERT_WARNING] = ALERT_DAY_MS;
    r = route(y, "thuong-truc", office);
    r->kinds = alert_kinds_of(false) & ~(1U << ALERT_UNUSUAL | 1U << ALERT_CATALOGUE);
    r->quiet = (alert_quiet){18 * 60, 7 * 60, true, 1U << ALERT_CRITICAL};
    r->interval_ms[ALERT_WARNING] = 4 * ALERT_HOUR_MS;
    r = route(y, "de-an-06", police);
    r->kinds = 1U << ALERT_OVERDUE | 1U << ALERT_BEHIND | 1U << ALERT_DIFFICULTY;
    r->fields = field;
    r->field_count = 1;
    r->quiet = (alert_quiet){18 * 60, 7 * 60, true, 1U << ALERT_CRITICAL};
    r = route(y, "truc", duty);
    r->kinds = alert_kinds_of(true) | 1U << ALERT_UNUSUAL | 1U << ALERT_CATALOGUE |
               1U << ALERT_SILENT | 1U << ALERT_RETURNED;
    r->escalate_to = 1;
    r->escalate_after_ms = 48 * ALERT_HOUR_MS;
    r->escalate_severities = 1U << ALERT_CRITICAL;
}

static error who(void *context, const char *name, int64_t at_ms, arena *a, message_address *out,
                 size_t most, size_t *count)
{
    (void)context;
    (void)at_ms;
    *count = most ? 1 : 0;
    if (most)
        out[0] = (message_address){
            .channel = "mail", .name = name, .address = arena_printf(a, "%s@example.vn", name)};
    return OK;
}

static void open_alerts(year *y)
{
    const alerts_options o = {.policy = &y->policy,
                              .organisation = "UBND tỉnh Thanh Hóa",
                              .simulated = true,
                              .domain = "tiendo@example.vn",
                              .store_path = y->store_path,
                              .state_dir = y->dir,
                              .who = who};
    must("ledger", ledger_open(&y->ledger, y->dir));
    must("alerts", alerts_open(&y->alerts, &o));
}

static void close_alerts(year *y)
{
    alerts_close(y->alerts);
    ledger_close(y->ledger);
}

/* ---- the catalogue before and after ---------------------------------------------------------- */

static catalogue *load(const char *dir)
{
    problems *found = problems_new();
    catalogue *c = NULL;
    catalogue_load(&c, dir, found);
    problems_print(found, stderr);
    problems_free(found);
    if (!c)
        stop(dir, OK);
    return c;
}

/* A copy in which every deadline of 31/12/2024 is half a year later. */
static void change_catalogue(const year *y)
{
    char command[600];
    snprintf(command, sizeof command,
             "cp -r " TIENDO_SOURCE_DIR "/config/thanh-hoa %s && sed -i "
             "'s/deadline = \"2024-12-31\"/deadline = \"2025-06-30\"/' %s/*.conf",
             y->changed_dir, y->changed_dir);
    if (system(command) != 0) /* NOLINT(cert-env33-c) */
        stop("catalogue", OK);
}

/* ---- what people and machines do ------------------------------------------------------------- */

static bool is_day(const year *y, int16_t in_year, uint8_t month, uint8_t first, uint8_t last)
{
    date d = clock_local_date(y->now_ms);
    return d.year == in_year && d.month == month && d.day >= first && d.day <= last;
}

/* From 05 to 18/08 the mailbox of one reader refuses; on 05/12 the store cannot be read from 09:00
 * to 12:00; on 20/01 the disk is nearly full. */
static bool mailbox_refuses(const year *y, const char *address)
{
    return is_day(y, 2024, 8, 5, 18) && strncmp(address, "to-cong-tac-06", 14) == 0;
}

static int64_t minute_of(const year *y)
{
    return (y->now_ms - clock_day_start_ms(clock_local_date(y->now_ms))) / ALERT_MINUTE_MS;
}

static bool store_is_lost(const year *y)
{
    return is_day(y, 2024, 12, 5, 5) && minute_of(y) >= 9 * 60 && minute_of(y) < 12 * 60;
}

static void fill_disk(year *y)
{
    bool full = is_day(y, 2025, 1, 20, 20);
    y->promised.rules[ALERT_DISK].enabled = true;
    y->promised.rules[ALERT_DISK].limit = full ? INT32_MAX : 1;
    y->policy.rules[ALERT_DISK] = y->promised.rules[ALERT_DISK];
}

static void deliver(year *y)
{
    ledger_delivery d;
    bool found = true;
    for (;;) {
        must("delivery", ledger_next_due(y->ledger, y->memory, y->now_ms, NULL, 0, &d, &found));
        if (!found)
            return;
        bool refused = mailbox_refuses(y, d.to.address);
        const delivery_decision done = {refused ? DELIVERY_FAILED : DELIVERY_SENT, 0};
        must("delivery", ledger_begin_try(y->ledger, d.id, y->now_ms));
        must("delivery", ledger_end_try(y->ledger, d.id, &done,
                                        refused ? "550 mailbox full" : "250 OK", y->now_ms));
    }
}

typedef struct picking {
    year *year;
    int64_t ids[2000];
    size_t count;
} picking;

static bool pick(void *context, const kept_alert *row)
{
    picking *p = context;
    year *y = p->year;
    /* Of a mailbox that refuses everybody thinks that another sees to it. */
    bool wanted = row->about.severity != ALERT_INFO && !row->about.acked_ms &&
                  !row->about.away_ms && row->about.subject.kind != ALERT_DELIVERY;
    uint64_t roll = province_dice(y->seed, 20, (uint64_t)row->about.id, (uint64_t)y->now_ms);
    if (wanted && roll % 12 == 0 && p->count < 2000) {
        p->ids[p->count++] = row->about.id;
        witness_acknowledge(y->witness, &row->about.subject, y->now_ms);
    }
    return true;
}

/* In the morning somebody on duty takes some of what is there in hand. */
static void acknowledge_some(year *y, alert_book *b)
{
    picking p = {.year = y};
    must("book", alert_book_each(b, &y->policy, false, 5000, pick, &p));
    for (size_t i = 0; i < p.count; i++) {
        const kept_ack ack = {.alert = p.ids[i], .at_ms = y->now_ms, .by = "sim", .note = ""};
        must("acknowledgement", alert_book_acknowledge(b, &ack));
    }
}

/* Every ninth day one unit is silenced for two days: its line is being mended. */
static void silence_one(year *y, alert_book *b)
{
    const catalogue *c = y->shipped;
    size_t n = catalogue_unit_count(c);
    const unit *u = catalogue_unit_at(c, province_dice(y->seed, 21, (uint64_t)y->now_ms, 0) %
                                             (n < 60 ? n : 60));
    int64_t id;
    const kept_silence s = {.covers = {.from_ms = y->now_ms,
                                       .until_ms = y->now_ms + 2 * ALERT_DAY_MS,
                                       .unit = u->code,
                                       .obligation = ""},
                            .made_ms = y->now_ms,
                            .by = "sim",
                            .reason = "đang sửa đường truyền"};
    must("silence", alert_book_add_silence(b, &s, &id));
    must("silence", witness_silence(y->witness, &s.covers));
}

static void people_act(year *y, int day)
{
    alert_book *b;
    must("book", alert_book_open(&b, y->dir));
    if (calendar_is_working(catalogue_calendar(y->shipped), clock_local_date(y->now_ms)))
        acknowledge_some(y, b);
    if (day % SILENCE_EVERY == 4)
        silence_one(y, b);
    alert_book_close(b);
    must("sabotage", sabotage_book(y->dir, y->sabotage->after_people));
}

/* ---- a tick ---------------------------------------------------------------------------------- */

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void tick(year *y)
{
    store *s = NULL;
    int64_t next_ms, began_us = now_us();
    if (!store_is_lost(y))
        must("store", store_open_reader(&s, y->store_path));
    y->store_lost_ms = s ? 0 : y->store_lost_ms ? y->store_lost_ms : y->now_ms;
    must("tick",
         alerts_tick(y->alerts, s, province_rules(y->province), y->ledger, y->now_ms, &next_ms));
    int64_t took_us = now_us() - began_us;
    must("sabotage", sabotage_book(y->dir, y->sabotage->after_look));
    y->slowest_us = took_us > y->slowest_us ? took_us : y->slowest_us;
    y->ticks++;
    const alert_view v = {.policy = &y->promised,
                          .rules = province_rules(y->province),
                          .store = s,
                          .store_lost_ms = y->store_lost_ms,
                          .store_path = y->store_path,
                          .state_dir = y->dir,
                          .ledger = y->ledger,
                          .now_ms = y->now_ms};
    must("readers", readers_look(y->readers, &v));
    store_close(s);
    arena_reset(y->memory);
    deliver(y);
}

static void tick_at(year *y, int64_t midnight_ms, int minute, int second)
{
    y->now_ms = midnight_ms + minute * ALERT_MINUTE_MS + second * ALERT_SECOND_MS;
    fill_disk(y);
    tick(y);
}

static void restart(year *y)
{
    close_alerts(y);
    must("sabotage", sabotage_book(y->dir, y->sabotage->at_start));
    open_alerts(y);
    y->restarts++;
}

/* Reports come in at some hours; alerts are looked at just then, after the wait for a group, and
 * when nothing comes in. */
static void live_a_day(year *y, int day)
{
    static const int hours[] = {9, 11, 14, 16};
    int64_t midnight_ms = clock_day_start_ms(date_add_days(FIRST, day));
    if (day % RESTART_EVERY == RESTART_EVERY - 1)
        restart(y);
    if (!province_live(y->province, midnight_ms + ALERT_MINUTE_MS))
        stop("province", OK);
    tick_at(y, midnight_ms, 1, 5);
    tick_at(y, midnight_ms, 6, 0);
    tick_at(y, midnight_ms, 6 * 60 + 30, 0);
    tick_at(y, midnight_ms, 8 * 60, 0);
    people_act(y, day);
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
        int64_t at_ms = midnight_ms + hours[i] * ALERT_HOUR_MS;
        if (!province_live(y->province, at_ms))
            stop("province", OK);
        tick_at(y, midnight_ms, hours[i] * 60, 2);
        tick_at(y, midnight_ms, hours[i] * 60 + 1, 10);
        tick_at(y, midnight_ms, hours[i] * 60 + 20, 0);
    }
    tick_at(y, midnight_ms, 18 * 60, 0);
    tick_at(y, midnight_ms, 21 * 60 + 10, 0);
}

/* ---- the year -------------------------------------------------------------------------------- */

static void make(year *y, uint64_t seed)
{
    strcpy(y->dir, "/tmp/tiendo-year-XXXXXX");
    if (!mkdtemp(y->dir))
        stop("folder", OK);
    snprintf(y->store_path, sizeof y->store_path, "%s/store.db", y->dir);
    snprintf(y->changed_dir, sizeof y->changed_dir, "%s/catalogue", y->dir);
    y->seed = seed;
    y->memory = arena_new(0);
    change_catalogue(y);
    y->shipped = load(TIENDO_SOURCE_DIR "/config/thanh-hoa");
    y->changed = load(y->changed_dir);
    configure(y);
    y->promised = y->policy;
    if (y->sabotage->rules)
        y->sabotage->rules(&y->policy);
    y->province = province_new(y->store_path, y->shipped, y->changed, seed);
    if (!y->province || !y->memory)
        stop("province", OK);
    open_alerts(y);
    must("witness", witness_new(&y->witness, &y->promised));
    must("readers", readers_new(&y->readers, y->dir, y->witness, &y->promised, FIRST));
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void unmake(year *y)
{
    readers_free(y->readers);
    witness_free(y->witness);
    close_alerts(y);
    province_free(y->province);
    catalogue_free(y->shipped);
    catalogue_free(y->changed);
    arena_free(y->memory);
    nftw(y->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static int64_t count_events(const year *y)
{
    store *s;
    int64_t last = 0;
    must("store", store_open_reader(&s, y->store_path));
    must("events", store_last_event(s, &last));
    store_close(s);
    return last;
}

static const char *option(int argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < argc && argv[i]; i++)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return NULL;
}

int main(int argc, char **argv)
{
    static year y;
    const char *days = option(argc, argv, "--days"), *seed = option(argc, argv, "--seed");
    int count = days ? (int)strtol(days, NULL, 10) : DAYS;
    static const sabotage none;
    const char *broken = option(argc, argv, "--sabotage");
    y.sabotage = broken ? sabotage_find(broken) : &none;
    if (!y.sabotage)
        stop(broken, OK);
    log_set_level(LOG_LEVEL_ERROR);
    make(&y, seed ? strtoull(seed, NULL, 10) : 2024);
    for (int day = 0; day < count; day++) {
        live_a_day(&y, day);
        must("ledger", readers_end_day(y.readers));
    }
    province_counts c = province_counted(y.province);
    int64_t events = count_events(&y);
    printf("seed %llu, %d days: %lld events in the store, %lld reports (%lld corrections, %lld odd "
           "figures), %lld difficulties\n",
           (unsigned long long)y.seed, count, (long long)events, (long long)c.reports,
           (long long)c.corrections, (long long)c.warnings, (long long)c.difficulties);
    printf("%lld looks, %lld restarts, slowest look %lld ms\n\n", (long long)y.ticks,
           (long long)y.restarts, (long long)y.slowest_us / 1000);
    must("table", readers_print(y.readers, option(argc, argv, "--table")));
    bool enough = count < DAYS || events >= 10000;
    unmake(&y);
    if (!enough)
        fprintf(stderr, "fewer than 10,000 events\n");
    return enough ? 0 : 1;
}
