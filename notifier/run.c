#include "notifier/run.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "notifier/bulletin.h"
#include "notifier/follow.h"
#include "notifier/office.h"
#include "notifier/postman.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

/* The clock is looked at this often: it may be set, or jump. */
enum { TICK_MS = 500 };

/* What was last said of one kind of trouble. */
typedef struct complaint {
    char text[ERROR_TEXT_MAX];
} complaint;

typedef struct notifier {
    office office;
    void *zmq;
    follow *follow;
    int signals;
    int64_t scheduled_ms, next_due_ms; /* when the schedule was last seen to, and is again */
    complaint making, delivering, following;
} notifier;

static error catch_signals(notifier *n)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
        (n->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
        return error_errno(errno, "signalfd");
    return OK;
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
    TRY(catch_signals(n));
    if (!(n->zmq = zmq_ctx_new()))
        return error_no_memory();
    TRY(follow_open(&n->follow, n->zmq, n->office.options));
    log_info("started", "version=%s digests=%zu recovered=%lld", TIENDO_VERSION,
             n->office.options->profile_count, (long long)recovered);
    if (clock_is_shifted())
        log_warn("clock-shifted", "%s", "reason=TIENDO_CLOCK_FILE");
    return OK;
}

static void stop(notifier *n)
{
    follow_close(n->follow);
    if (n->zmq)
        zmq_ctx_term(n->zmq);
    if (n->signals >= 0)
        close(n->signals);
    office_close(&n->office);
}

/* Whether a signal to stop waits; it stays there for the loop to take. */
static bool stop_wanted(void *context)
{
    const notifier *n = context;
    struct pollfd fd = {n->signals, POLLIN, 0};
    return poll(&fd, 1, 0) > 0;
}

/* Trouble is tried again at every look, but said once for as long as it stays the same. */
static void complain(complaint *last, const char *event, error err)
{
    if (err.code && strcmp(last->text, err.text) != 0)
        log_error(event, "reason=%s", log_value(err.text));
    snprintf(last->text, sizeof last->text, "%s", err.code ? err.text : "");
}

/* A schedule is walked from its start, so not at every look; but a clock that was set back may
 * have brought a slot nearer. */
static void make_due(notifier *n, int64_t now_ms)
{
    const office *at = &n->office;
    if (now_ms >= n->scheduled_ms && now_ms < n->next_due_ms)
        return;
    error err = bulletin_queue_due(at->options, at->rules, at->ledger, now_ms);
    complain(&n->making, "digest-not-made", err);
    if (err.code)
        return;
    n->scheduled_ms = now_ms;
    n->next_due_ms = bulletin_next_due(at->options, now_ms);
}

static void work(notifier *n)
{
    const office *at = &n->office;
    make_due(n, clock_now_ms());
    complain(&n->delivering, "delivery-stopped",
             postman_deliver(at->options, at->ledger, stop_wanted, n));
}

static void look(notifier *n, int64_t *next_look)
{
    int64_t now = clock_monotonic_ms();
    bool woken = follow_woken(n->follow);
    if (!woken && now < *next_look)
        return;
    *next_look = now + follow_interval_ms(n->follow);
    complain(&n->following, "events-not-read", follow_look(n->follow, n->office.ledger));
}

static error loop(notifier *n)
{
    int64_t next_look = 0;
    void *feed = follow_socket(n->follow);
    zmq_pollitem_t items[] = {{NULL, n->signals, ZMQ_POLLIN, 0}, {feed, 0, ZMQ_POLLIN, 0}};
    while (!stop_wanted(n)) {
        if (zmq_poll(items, feed ? 2 : 1, TICK_MS) < 0 && errno != EINTR)
            return error_errno(errno, "zmq_poll");
        look(n, &next_look);
        work(n);
    }
    log_info("stopped", "%s", "reason=signal");
    return OK;
}

error run_notifier(const command *cmd)
{
    notifier n = {.signals = -1};
    error err = start(&n, cmd);
    if (!err.code)
        err = loop(&n);
    stop(&n);
    return err;
}
