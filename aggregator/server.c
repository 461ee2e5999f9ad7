#include "aggregator/server.h"

#include "aggregator/aggregator_settings.h"
#include "aggregator/desk_apply.h"
#include "aggregator/feed.h"
#include "aggregator/gate.h"
#include "aggregator/group.h"
#include "aggregator/ingest.h"
#include "aggregator/registry.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/owner.h"
#include "base/service.h"
#include "base/signals.h"
#include "model/catalogue_diff.h"
#include "net/zap.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

/* How often we look for what other processes did. A revoked key is refused at most this long after
 * `unit revoke` (Z5 asks for one second). */
enum { LOOK_EVERY_MS = 250, FILES_OF_OUR_OWN = 64 };

typedef struct server {
    aggregator_settings *settings;
    const aggregator_options *options;
    service *service;
    int lock, signals;
    catalogue *rules;
    key_pair own;
    registry *keys;
    store *store, *reader; /* READER sees what is committed */
    standings *standings;
    desk *desk;
    void *zmq;
    zap *zap;
    gate *gate;
    feed *feed;
    ingest *ingest;
    int64_t look_at_ms; /* monotonic: next look at what other processes did */
} server;

static error take_lock(server *s)
{
    char path[STATE_PATH_MAX];
    state_path(s->options, STATE_LOCK, path);
    s->lock = owner_open(path, O_RDWR, 0600);
    if (s->lock < 0 && errno == ENOENT)
        return error_make(ERR_CONFIG, _("%s chưa được khởi tạo; chạy: tiendo-aggregator init"),
                          s->options->state_dir);
    if (s->lock < 0)
        return error_errno(errno, "%s", path);
    if (flock(s->lock, LOCK_EX | LOCK_NB) != 0)
        return error_make(ERR_BUSY, _("một tiendo-aggregator khác đang chạy trên %s"),
                          s->options->state_dir);
    return OK;
}

static error load_catalogue(const aggregator_options *o, catalogue **out)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    return problems_finish(found, catalogue_load(out, o->catalogue_dir, found));
}

/* Called by the ZAP thread for each handshake. */
static bool allow(void *context, const char *domain, const char *key, const char *address)
{
    registry *keys = context;
    registry_entry who;
    bool collector = strcmp(domain, GATE_DOMAIN) == 0;
    registry_role role = collector ? ROLE_COLLECTOR : ROLE_READER;
    /* A key given a moment ago must not be refused: its collector would wait before a new try. */
    bool allowed = (collector || strcmp(domain, FEED_DOMAIN) == 0) &&
                   (registry_allows(keys, key, role, &who) ||
                    (!registry_refresh(keys).code && registry_allows(keys, key, role, &who)));
    if (allowed)
        log_info("handshake-accepted", "name=%s address=%s", who.name, log_value(address));
    else
        log_warn("handshake-refused", "key=%.8s domain=%s address=%s", key, log_value(domain),
                 log_value(address));
    return allowed;
}

/* ---- versions of the catalogue --------------------------------------------------------------- */

static bool take_newest(void *context, const stored_catalogue *row)
{
    *(int64_t *)context = row->version;
    return false;
}

/* One sentence a line; "" when OLD is not known. In memory of A. */
static const char *describe_changes(arena *a, const catalogue *old, const catalogue *fresh)
{
    catalogue_difference *items;
    size_t count = 0;
    const char *text = "";
    if (old && catalogue_diff(a, old, fresh, &items, &count).code)
        return text;
    for (size_t i = 0; i < count && text; i++)
        text = arena_printf(a, "%s%s%s: %s", text, i ? "\n" : "", items[i].code, items[i].text);
    return text ? text : "";
}

static error put_version(store *s, int64_t version, const char *changes, bool first, int64_t now_ms)
{
    TRY(store_begin(s));
    error err = store_put_catalogue(s, version, changes, now_ms);
    if (!err.code && !first)
        err = store_put_event(s, "catalogue", "", "", "", changes, now_ms);
    if (!err.code)
        err = store_commit(s);
    store_rollback(s); /* nothing is open after a commit */
    return err;
}

/* Keeps FRESH's version and what it changed of OLD (NULL: not known), unless it is in use already.
 * Reports carry it from now on. */
static error note_version(store *s, const catalogue *old, const catalogue *fresh)
{
    int64_t version = (int64_t)catalogue_version(fresh), newest = 0;
    TRY(store_catalogues(s, take_newest, &newest));
    store_set_catalogue(s, version);
    if (version == newest)
        return OK;
    arena *a = arena_new(0);
    if (!a)
        return error_no_memory();
    error err =
        put_version(s, version, describe_changes(a, old, fresh), newest == 0, clock_now_ms());
    arena_free(a);
    return err;
}

static error open_state(server *s)
{
    char path[STATE_PATH_MAX];
    TRY(take_lock(s));
    TRY(load_catalogue(s->options, &s->rules));
    TRY(keys_read_secret(state_path(s->options, STATE_SERVER_KEY, path), &s->own));
    TRY(registry_open(&s->keys, state_path(s->options, STATE_REGISTRY, path)));
    TRY(store_open_writer(&s->store, state_path(s->options, STATE_STORE, path)));
    TRY(note_version(s->store, NULL, s->rules));
    TRY(store_open_reader(&s->reader, path));
    TRY(desk_open(&s->desk, state_path(s->options, STATE_DESK, path)));
    return standings_open(&s->standings, s->store, s->rules);
}

/* Each connection is a file; the limit that we get is often lower than the one that we may have. */
static void raise_file_limit(size_t connections)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < connections + FILES_OF_OUR_OWN)
        log_warn("few-files", "limit=%llu keys=%zu cure=LimitNOFILE",
                 (unsigned long long)limit.rlim_max, connections);
}

static error open_line(server *s)
{
    char collectors[256], readers[256];
    size_t keys = registry_count(s->keys, ROLE_COLLECTOR), waiting;
    TRY(gate_limits(keys, (size_t)s->options->memory_mb, &waiting));
    raise_file_limit(keys);
    if (!(s->zmq = zmq_ctx_new()))
        return error_no_memory();
    TRY(zap_start(&s->zap, s->zmq, allow, s->keys));
    TRY(gate_open(&s->gate, s->zmq, s->keys, &s->own, s->options->listen, waiting, collectors));
    TRY(feed_open(&s->feed, s->zmq, s->reader, &s->own, s->options->feed, readers));
    TRY(ingest_new(&s->ingest, s->gate, s->store, s->reader, s->standings, s->rules));
    log_info("listening", "collectors=%s feed=%s", collectors, readers);
    log_info("memory", "keys=%zu waiting_each=%zu waiting_most_mb=%zu group_reports=%d", keys,
             waiting, keys * waiting * WIRE_FROM_COLLECTOR_MAX >> 20, GROUP_REPORTS_MAX);
    return OK;
}

static error start(server *s, const char *config)
{
    TRY(service_open(&s->service));
    TRY(aggregator_settings_load(&s->settings, config));
    s->options = aggregator_settings_get(s->settings);
    if (sodium_init() < 0)
        return error_make(ERR_INTERNAL, "libsodium cannot start");
    TRY(signals_open(&s->signals));
    TRY(open_state(s));
    TRY(open_line(s));
    log_info("started", "version=%s units=%zu obligations=%zu", TIENDO_VERSION,
             catalogue_unit_count(s->rules), catalogue_obligation_count(s->rules));
    if (clock_is_shifted())
        log_warn("clock-shifted", "%s", "reason=TIENDO_CLOCK_FILE");
    service_ready(s->service);
    return OK;
}

static void stop(server *s)
{
    ingest_free(s->ingest);
    feed_close(s->feed);
    gate_close(s->gate);
    zap_stop(s->zap);
    if (s->zmq)
        zmq_ctx_term(s->zmq);
    standings_close(s->standings);
    desk_close(s->desk);
    store_close(s->reader);
    store_close(s->store);
    registry_close(s->keys);
    catalogue_free(s->rules);
    keys_forget(&s->own);
    if (s->signals >= 0)
        close(s->signals);
    if (s->lock >= 0)
        close(s->lock);
    aggregator_settings_free(s->settings);
    service_close(s->service);
}

/* Nothing is under way, and the store is ours until the next turn. */
static error rest(server *s)
{
    bool stored;
    TRY(ingest_rest(s->ingest, &stored));
    return stored ? feed_publish(s->feed) : OK;
}

/* A catalogue with mistakes leaves the one in use as it is. */
static error reload_catalogue(server *s)
{
    catalogue *fresh = NULL;
    if (load_catalogue(s->options, &fresh).code) {
        log_error("catalogue-refused", "dir=%s", log_value(s->options->catalogue_dir));
        return OK;
    }
    TRY(rest(s)); /* what was judged by the old one is stored first */
    ingest_use_catalogue(s->ingest, fresh);
    error err = standings_refill(s->standings, fresh);
    if (!err.code)
        err = note_version(s->store, s->rules, fresh);
    catalogue_free(s->rules);
    s->rules = fresh;
    TRY(err);
    log_info("catalogue-reloaded", "obligations=%zu", catalogue_obligation_count(fresh));
    return OK;
}

/* *GO_ON is false when the program is asked to stop. */
static error handle_signals(server *s, bool *go_on)
{
    for (;;) {
        switch (signals_take(s->signals)) {
        case SIGNAL_NONE:
            return OK;
        case SIGNAL_STOP:
            service_stopping(s->service);
            *go_on = false;
            return OK;
        case SIGNAL_RELOAD:
            service_reloading(s->service);
            TRY(reload_catalogue(s));
            service_ready(s->service);
        }
    }
}

static error write_house_work(server *s, int64_t now_ms, store_batch *work, bool *reopened)
{
    size_t applied;
    TRY(store_begin(s->store));
    TRY(desk_apply_new(s->desk, s->store, s->standings, &applied, reopened));
    TRY(standings_settle(s->standings, now_ms, JUDGE_ALL, work));
    TRY(store_write(s->store, work));
    return store_commit(s->store);
}

static error commit_house_work(server *s, int64_t now_ms, bool *reopened)
{
    store_batch *work = store_batch_new();
    if (!work)
        return error_no_memory();
    error err = write_house_work(s, now_ms, work, reopened);
    store_rollback(s->store); /* nothing is open after a commit */
    store_batch_free(work);
    return err;
}

/* Work that no message asks for: what operators decided, and a new day, which can make anything
 * late. */
static error keep_house(server *s)
{
    int64_t now_ms = clock_now_ms();
    bool news, reopened = false;
    TRY(desk_has_news(s->desk, &news));
    if (!news && !standings_are_stale(s->standings, now_ms))
        return OK;
    TRY(rest(s));
    error err = commit_house_work(s, now_ms, &reopened);
    if (err.code)
        TRY(standings_refill(s->standings, NULL)); /* it holds what was not stored */
    if (err.code == ERR_FULL || err.code == ERR_BUSY) {
        log_error("store-cannot-write", "reason=%s", log_value(err.text));
        desk_look_again(s->desk);
        return OK;
    }
    TRY(err);
    if (reopened)
        TRY(ingest_read_reopenings(s->ingest));
    return feed_publish(s->feed);
}

static error take_turn(server *s)
{
    bool stored;
    TRY(ingest_turn(s->ingest, &stored));
    return stored ? feed_publish(s->feed) : OK;
}

/* How long to wait for something to happen, in ms. */
static long wait_ms(const server *s)
{
    int64_t due = ingest_due_ms(s->ingest);
    return due >= 0 && due < LOOK_EVERY_MS ? (long)due : LOOK_EVERY_MS;
}

static void tell_manager(server *s)
{
    ingest_counters in = ingest_count(s->ingest);
    service_turn(s->service, !service_is_stuck(s->service, ingest_busy_ms(s->ingest)));
    service_status(s->service,
                   "%zu units have a key; since the start %" PRIu64 " reports taken, %" PRIu64
                   " refused",
                   registry_count(s->keys, ROLE_COLLECTOR), in.accepted + in.warned, in.rejected);
}

static error look_around(server *s)
{
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms < s->look_at_ms)
        return OK;
    s->look_at_ms = now_ms + LOOK_EVERY_MS;
    tell_manager(s);
    TRY(registry_refresh(s->keys));
    return keep_house(s);
}

static error loop(server *s)
{
    enum { GATE, DISK, FEED, SIGNALS, COUNT };
    zmq_pollitem_t items[COUNT] = {[GATE] = {.socket = gate_socket(s->gate)},
                                   [DISK] = {.fd = ingest_fd(s->ingest), .events = ZMQ_POLLIN},
                                   [FEED] = {.socket = feed_socket(s->feed), .events = ZMQ_POLLIN},
                                   [SIGNALS] = {.fd = s->signals, .events = ZMQ_POLLIN}};
    bool go_on = true;
    while (go_on) {
        items[GATE].events = ingest_has_room(s->ingest) ? ZMQ_POLLIN : 0;
        if (zmq_poll(items, COUNT, wait_ms(s)) < 0 && errno != EINTR)
            return error_errno(errno, "zmq_poll");
        TRY(look_around(s));
        TRY(take_turn(s));
        if (items[FEED].revents)
            TRY(feed_drain(s->feed));
        if (items[SIGNALS].revents)
            TRY(handle_signals(s, &go_on));
    }
    return rest(s);
}

static void log_counters(const server *s)
{
    ingest_counters in = ingest_count(s->ingest);
    gate_counters at = gate_count(s->gate);
    log_info("stopped",
             "reports=%" PRIu64 " accepted=%" PRIu64 " warned=%" PRIu64 " rejected=%" PRIu64
             " duplicates=%" PRIu64 " commits=%" PRIu64 " malformed=%" PRIu64 " unsent=%" PRIu64,
             in.reports, in.accepted, in.warned, in.rejected, in.duplicates, in.commits,
             in.malformed, at.unsent);
}

error server_run(const command *cmd)
{
    server s = {.lock = -1, .signals = -1};
    error err = start(&s, cmd->config);
    if (!err.code) {
        err = loop(&s);
        log_counters(&s);
    }
    if (err.code && s.ingest)
        log_error("stopping-on-error", "code=%s reason=%s", error_code_name(err.code),
                  log_value(err.text));
    stop(&s);
    return err;
}
