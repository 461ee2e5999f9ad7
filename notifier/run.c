#include "notifier/run.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/service.h"
#include "base/signals.h"
#include "notifier/addressing.h"
#include "notifier/alert/alerts.h"
#include "notifier/approval.h"
#include "notifier/bulletin.h"
#include "notifier/carrier.h"
#include "notifier/channel_check.h"
#include "notifier/follow.h"
#include "notifier/office.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

/* The clock is looked at this often: it may be set, or jump. */
enum { TICK_MS = 500 };
/* What is old is looked for this often. */
enum { TIDY_MS = 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

/* What was last said of one kind of trouble. */
typedef struct complaint {
    char text[ERROR_TEXT_MAX];
} complaint;

typedef struct notifier {
    service *service; /* not its own: it goes on while the configuration is read again */
    office office;
    void *zmq;
    follow *follow;
    carrier *carrier;
    int signals;
    bool serves;                        /* it has looked for the first time */
    alerts *alerts;                     /* NULL: none are configured */
    int64_t looked_ms, next_due_ms;     /* when the schedule was last seen to, and is again */
    int64_t warned_ms, next_warning_ms; /* the same of alerts */
    int64_t next_tidy_ms;               /* by the clock that never jumps */
    complaint making, approving, following, warning, tidying;
} notifier;

static error start_alerts(notifier *n)
{
    const notifier_options *o = n->office.options;
    if (!o->alerts->route_count)
        return OK;
    const alerts_options options = {.policy = o->alerts,
                                    .organisation = o->organisation,
                                    .simulated = o->simulated,
                                    .domain = o->smtp->form.from,
                                    .store_path = o->store,
                                    .state_dir = o->state_dir,
                                    .who = address_holders,
                                    .who_context = &n->office};
    return alerts_open(&n->alerts, &options);
}

static error start(notifier *n, const command *cmd)
{
    bool held;
    int64_t recovered;
    TRY(office_open(&n->office, cmd->config));
    TRY(ledger_try_lock(n->office.ledger, &held));
    if (!held)
        return error_make(ERR_BUSY, _("một tiendo-notifier khác đang gửi thư từ %s"),
                          n->office.options->state_dir);
    TRY(ledger_recover(n->office.ledger, &recovered));
    TRY(signals_open(&n->signals)); /* before the thread is made, which must not get them */
    if (!(n->zmq = zmq_ctx_new()))
        return error_no_memory();
    TRY(follow_open(&n->follow, n->zmq, n->office.options));
    TRY(start_alerts(n));
    TRY(carrier_start(&n->carrier, n->office.options));
    log_info("started", "version=%s digests=%zu recovered=%lld", TIENDO_VERSION,
             n->office.options->profile_count, (long long)recovered);
    channel_check_log(n->office.options);
    if (clock_is_shifted())
        log_warn("clock-shifted", "%s", "reason=TIENDO_CLOCK_FILE");
    return OK;
}

static void stop(notifier *n)
{
    carrier_stop(n->carrier);
    alerts_close(n->alerts);
    follow_close(n->follow);
    if (n->zmq)
        zmq_ctx_term(n->zmq);
    if (n->signals >= 0)
        close(n->signals);
    office_close(&n->office);
}

/* Trouble is tried again at every look, but said once for as long as it stays the same. */
static void complain(complaint *last, const char *event, error err)
{
    if (err.code && strcmp(last->text, err.text) != 0)
        log_error(event, "reason=%s", log_value(err.text));
    snprintf(last->text, sizeof last->text, "%s", err.code ? err.text : "");
}

/* Looked at when something falls due; and at once when the clock was set back, which may have
 * brought a slot nearer. One digest at a time, so that alerts get a look in between. */
static void make_due(notifier *n, int64_t now_ms)
{
    bool made = false;
    if (now_ms >= n->looked_ms && now_ms < n->next_due_ms)
        return;
    error err = bulletin_make_one(&n->office, now_ms, &made);
    complain(&n->making, "digest-not-made", err);
    if (err.code || made)
        return;
    n->looked_ms = now_ms;
    n->next_due_ms = bulletin_next_due(&n->office, now_ms);
}

static error look_at_alerts(notifier *n, int64_t now_ms)
{
    store *s = NULL;
    int64_t next_ms = now_ms;
    error err = store_open_reader(&s, n->office.options->store);
    if (err.code)
        log_debug("store-not-open", "reason=%s", log_value(err.text));
    err = alerts_tick(n->alerts, s, n->office.rules, n->office.ledger, now_ms, &next_ms);
    store_close(s);
    n->warned_ms = now_ms;
    n->next_warning_ms = err.code ? now_ms : next_ms;
    return err;
}

/* What happened in the store, what somebody said in the shell, or the time, may be a reason to tell
 * something. */
static void warn(notifier *n, bool news, int64_t now_ms)
{
    if (n->alerts &&
        (news || alerts_woken(n->alerts) || now_ms < n->warned_ms || now_ms >= n->next_warning_ms))
        complain(&n->warning, "alerts-stopped", look_at_alerts(n, now_ms));
}

/* What was sent long ago keeps its rows and loses its content, or the ledger grows for ever. */
static void tidy(notifier *n)
{
    int64_t now = clock_monotonic_ms();
    if (now < n->next_tidy_ms)
        return;
    n->next_tidy_ms = now + TIDY_MS;
    int64_t before_ms = clock_now_ms() - n->office.options->keep_content_days * DAY_MS;
    complain(&n->tidying, "ledger-not-pruned", ledger_prune(n->office.ledger, before_ms));
}

/* True when there may be something new. */
static bool follow_events(notifier *n, int64_t *next_look)
{
    int64_t now = clock_monotonic_ms();
    bool woken = follow_woken(n->follow);
    if (!woken && now < *next_look)
        return false;
    *next_look = now + follow_interval_ms(n->follow);
    complain(&n->following, "events-not-read", follow_look(n->follow, n->office.ledger));
    return true;
}

static void tell_status(notifier *n)
{
    char next[32];
    if (*n->making.text || *n->warning.text || *n->approving.text) {
        service_status(n->service, "%s", "something cannot be made or told: see the log");
    } else if (n->looked_ms && n->next_due_ms == INT64_MAX) {
        service_status(n->service, "%s", "no digest is due soon");
    } else if (n->looked_ms) {
        clock_format_iso(n->next_due_ms, next, sizeof next);
        service_status(n->service, "next digest or draft: %s", next);
    }
}

static void tell_manager(notifier *n)
{
    if (!n->serves)
        service_ready(n->service);
    n->serves = true;
    service_turn(n->service, !service_is_stuck(n->service, carrier_silent_ms(n->carrier)));
    tell_status(n);
}

static error loop(notifier *n)
{
    int64_t next_look = 0;
    void *feed = follow_socket(n->follow);
    zmq_pollitem_t items[] = {{NULL, n->signals, ZMQ_POLLIN, 0}, {feed, 0, ZMQ_POLLIN, 0}};
    while (!signals_wait(n->signals)) {
        if (zmq_poll(items, feed ? 2 : 1, TICK_MS) < 0 && errno != EINTR)
            return error_errno(errno, "zmq_poll");
        warn(n, follow_events(n, &next_look), clock_now_ms());
        make_due(n, clock_now_ms());
        complain(&n->approving, "approval-stopped", approval_tick(&n->office, clock_now_ms()));
        tidy(n);
        tell_manager(n);
    }
    return OK;
}

/* Takes the signal that ended the loop; true for SIGHUP with a configuration that is right. A
 * wrong one leaves the running one as it is. */
static bool wants_reload(notifier *n, const command *cmd, bool *go_on)
{
    *go_on = signals_take(n->signals) == SIGNAL_RELOAD;
    if (!*go_on) {
        service_stopping(n->service);
        return false;
    }
    service_reloading(n->service);
    office fresh = {0};
    error err = office_open_settings(&fresh, cmd->config);
    office_close(&fresh);
    n->serves = false; /* to be told again: by us, or by who follows us */
    if (err.code)
        log_error("configuration-refused", "file=%s", log_value(cmd->config));
    else
        log_info("configuration-reloaded", "file=%s", log_value(cmd->config));
    return !err.code;
}

/* From one reading of the configuration to the next, or to the end. */
static error run_once(notifier *n, const command *cmd, bool *go_on)
{
    error err = start(n, cmd);
    bool reload = false;
    *go_on = !err.code;
    while (!err.code && *go_on && !reload)
        if (!(err = loop(n)).code)
            reload = wants_reload(n, cmd, go_on);
    if (!err.code && !*go_on)
        log_info("stopped", "%s", "reason=signal");
    stop(n);
    return err;
}

error run_notifier(const command *cmd)
{
    service *manager;
    bool go_on;
    error err = service_open(&manager);
    while (!err.code) {
        notifier n = {.service = manager, .signals = -1};
        err = run_once(&n, cmd, &go_on);
        if (!go_on)
            break;
    }
    service_close(manager);
    return err;
}
