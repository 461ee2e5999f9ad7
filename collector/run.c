#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/owner.h"
#include "base/service.h"
#include "base/signals.h"
#include "collector/drop.h"
#include "collector/files.h"
#include "collector/intake.h"
#include "collector/options.h"
#include "collector/outbox.h"
#include "collector/publisher.h"
#include "collector/result.h"
#include "collector/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { ITEM_SIGNALS, ITEM_DROP, ITEM_OUTBOX, ITEM_PUBLISHER, ITEMS_MAX = 3 + PUBLISHER_POLL_ITEMS };

typedef struct collector {
    options options;
    service *service;
    int lock, signals, outbox_watch;
    outbox *outbox;
    catalogue *catalogue; /* NULL: none yet */
    drop *drop;
    publisher *publisher;
    bool stop;
} collector;

/* ---- parts ---------------------------------------------------------------------------------- */

/* Two of us on one outbox would send everything twice and move each other's files. */
static error take_lock(collector *c)
{
    char path[FILES_PATH_MAX];
    TRY(files_join(path, c->options.state_dir, "run.lock"));
    c->lock = owner_open(path, O_RDWR, 0600);
    if (c->lock < 0)
        return error_errno(errno, "%s", path);
    if (flock(c->lock, LOCK_EX | LOCK_NB) == 0)
        return OK;
    if (errno == EWOULDBLOCK)
        return error_make(ERR_BUSY,
                          _("một tiendo-collector run khác đang chạy với %s; dừng nó trước, hoặc "
                            "dùng state_dir khác"),
                          c->options.state_dir);
    return error_errno(errno, "%s", path);
}

/* `submit` writes from another process: a change of the file tells. */
static error watch_outbox(collector *c)
{
    c->outbox_watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (c->outbox_watch < 0 || inotify_add_watch(c->outbox_watch, c->options.outbox, IN_MODIFY) < 0)
        return error_errno(errno, _("không theo dõi được %s"), c->options.outbox);
    return OK;
}

static error load_catalogue(collector *c)
{
    catalogue *fresh;
    error err = outbox_catalogue(c->outbox, &fresh);
    if (err.code == ERR_NOT_FOUND)
        return OK;
    if (err.code) {
        log_error("catalogue-not-used", "error=%s", log_value(err.text));
        return OK; /* the province sends it again when it changes; the old one goes on */
    }
    catalogue_free(c->catalogue);
    c->catalogue = fresh;
    return OK;
}

static error open_parts(collector *c)
{
    TRY(service_open(&c->service));
    TRY(options_make_folders(&c->options));
    TRY(take_lock(c));
    TRY(signals_open(&c->signals));
    TRY(outbox_open(&c->outbox, c->options.outbox));
    TRY(watch_outbox(c));
    TRY(load_catalogue(c));
    TRY(drop_open(&c->drop, c->options.drop_dir));
    return publisher_open(&c->publisher, c->outbox, &c->options);
}

static void close_parts(collector *c)
{
    publisher_close(c->publisher);
    drop_close(c->drop);
    catalogue_free(c->catalogue);
    outbox_close(c->outbox);
    if (c->outbox_watch >= 0)
        close(c->outbox_watch);
    if (c->signals >= 0)
        close(c->signals);
    if (c->lock >= 0)
        close(c->lock);
    service_close(c->service);
}

/* ---- events --------------------------------------------------------------------------------- */

static void read_signals(collector *c)
{
    for (;;) {
        switch (signals_take(c->signals)) {
        case SIGNAL_NONE:
            return;
        case SIGNAL_STOP:
            service_stopping(c->service);
            c->stop = true;
            break;
        case SIGNAL_RELOAD:
            service_reloading(c->service);
            log_info("rescan", "reason=%s", "signal");
            drop_retry(c->drop);
            publisher_greet(c->publisher);
            service_ready(c->service);
        }
    }
}

static void drain_watch(int fd)
{
    char events[1024];
    while (read(fd, events, sizeof events) > 0)
        ;
}

static bool take_file(void *context, const char *name, int fd)
{
    collector *c = context;
    intake in = {c->outbox, c->catalogue, c->options.unit, c->options.drop_dir};
    bool taken = intake_file(&in, name, fd, clock_now_ms());
    malloc_trim(0);                 /* a large file's memory is not needed again for a month */
    service_turn(c->service, true); /* a folder may hold thousands */
    return taken;
}

static error turn_publisher(collector *c)
{
    bool changed;
    TRY(publisher_turn(c->publisher, &changed));
    if (!changed)
        return OK;
    TRY(load_catalogue(c));
    drop_retry(c->drop);
    return OK;
}

static int time_to_wait(const collector *c)
{
    int64_t due = publisher_due(c->publisher);
    if (drop_due(c->drop) < due)
        due = drop_due(c->drop);
    int64_t wait = service_wait_ms(c->service, due - clock_monotonic_ms());
    if (wait < 0)
        return 0;
    return wait > DROP_RESCAN_MS ? DROP_RESCAN_MS : (int)wait;
}

static error wait_for_events(collector *c, bool *in_drop, bool *in_outbox)
{
    zmq_pollitem_t items[ITEMS_MAX] = {
        [ITEM_SIGNALS] = {.fd = c->signals, .events = ZMQ_POLLIN},
        [ITEM_DROP] = {.fd = drop_fd(c->drop), .events = ZMQ_POLLIN},
        [ITEM_OUTBOX] = {.fd = c->outbox_watch, .events = ZMQ_POLLIN},
    };
    int n = ITEM_PUBLISHER + publisher_poll_items(c->publisher, items + ITEM_PUBLISHER);
    if (zmq_poll(items, n, time_to_wait(c)) < 0 && errno != EINTR)
        return error_errno(errno, "zmq_poll");
    if (items[ITEM_SIGNALS].revents)
        read_signals(c);
    *in_drop = items[ITEM_DROP].revents != 0;
    *in_outbox = items[ITEM_OUTBOX].revents != 0;
    return OK;
}

static error look_at_folder(collector *c, bool changed)
{
    int64_t now = clock_monotonic_ms();
    if (!changed && now < drop_due(c->drop))
        return OK;
    error err = drop_scan(c->drop, now, take_file, c);
    if (err.code)
        log_error("folder-not-read", "error=%s", log_value(err.text));
    return OK;
}

static void tell_manager(collector *c)
{
    uint64_t waiting;
    const char *line = publisher_state(c->publisher, &waiting);
    service_turn(c->service, true);
    service_status(c->service, "line to the province: %s; %" PRIu64 " reports wait for its answer",
                   line, waiting);
}

static error loop(collector *c)
{
    service_ready(c->service);
    TRY(result_refresh(c->outbox));
    while (!c->stop) {
        bool in_drop = false, in_outbox = false;
        TRY(turn_publisher(c));
        TRY(wait_for_events(c, &in_drop, &in_outbox));
        TRY(look_at_folder(c, in_drop));
        if (in_outbox) {
            drain_watch(c->outbox_watch);
            TRY(publisher_look(c->publisher));
        }
        tell_manager(c);
    }
    return outbox_put_connection(c->outbox, "stopped", "", clock_now_ms());
}

error run_collector(const command *cmd)
{
    collector c = {.lock = -1, .signals = -1, .outbox_watch = -1};
    TRY(options_load(&c.options, cmd->config));
    error err = open_parts(&c);
    if (!err.code) {
        log_info("started", "version=%s unit=%s drop_dir=%s%s", TIENDO_VERSION,
                 log_value(c.options.unit), log_value(c.options.drop_dir),
                 clock_is_shifted() ? " clock=shifted" : "");
        err = loop(&c);
        log_info("stopped", "reason=%s", err.code ? error_code_name(err.code) : "signal");
    }
    close_parts(&c);
    options_close(&c.options);
    return err;
}
