#include "notifier/postman.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { MINUTE_MS = 60 * 1000 };

/* One round: what is due goes out, but for the channels that have to wait. */
typedef struct round {
    const notifier_options *options;
    ledger *ledger;
    send_stop_fn stop;
    void *context;
    arena *memory; /* of one delivery */
    bool *resting; /* by channel: it could not be reached in this round */
} round;

static void log_try(const ledger_delivery *d, const delivery_decision *then, const char *said)
{
    log_level level = then->state == DELIVERY_SENT       ? LOG_LEVEL_INFO
                      : then->state == DELIVERY_DEFERRED ? LOG_LEVEL_WARN
                                                         : LOG_LEVEL_ERROR;
    log_write(level, "mail-tried",
              "delivery=%" PRId64 " channel=%s to=%s state=%s attempt=%" PRId64 " said=%s", d->id,
              log_value(d->to.channel), log_value(d->to.address), delivery_state_code(then->state),
              d->attempts + 1, log_value(said));
}

/* ---- which channels have to wait ------------------------------------------------------------- */

static error at_its_limit(const round *r, const channel *c, int64_t now_ms, bool *out)
{
    int64_t tries = 0;
    *out = false;
    if (c->most_per_minute == 0)
        return OK;
    TRY(ledger_tries_since(r->ledger, c->name, now_ms - MINUTE_MS + 1, now_ms, &tries));
    *out = tries >= c->most_per_minute;
    return OK;
}

/* The names of the channels that have to wait now, into BUSY. */
static error find_busy(const round *r, int64_t now_ms, const char **busy, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < r->options->channel_count; i++) {
        const channel *c = &r->options->channels[i];
        bool limited;
        TRY(at_its_limit(r, c, now_ms, &limited));
        if (limited || r->resting[i])
            busy[(*count)++] = c->name;
    }
    return OK;
}

static error next_due(const round *r, ledger_delivery *out, bool *found)
{
    int64_t now_ms = clock_now_ms();
    size_t count = 0;
    const char **busy = arena_alloc(r->memory, (r->options->channel_count + 1) * sizeof *busy);
    if (!busy)
        return error_no_memory();
    TRY(find_busy(r, now_ms, busy, &count));
    return ledger_next_due(r->ledger, r->memory, now_ms, busy, count, out, found);
}

/* ---- one delivery ---------------------------------------------------------------------------- */

static error send_by(const round *r, const channel *c, const ledger_delivery *d, send_result *out)
{
    message m;
    TRY(ledger_read(r->ledger, d->message, r->memory, &m));
    return c->kind->send(c, &m, &d->to, d->dated_ms, r->stop, r->context, out);
}

/* What is addressed to a channel that the configuration does not have any more waits for it: a
 * misspelt name must lose nothing. */
static void try_by(const round *r, const channel *c, const ledger_delivery *d, send_result *out)
{
    *out = (send_result){.outcome = SEND_TRY_LATER};
    if (!c) {
        snprintf(out->said, sizeof out->said, _("cấu hình không có kênh \"%s\""), d->to.channel);
        return;
    }
    error err = send_by(r, c, d, out);
    if (err.code) {
        out->outcome = SEND_TRY_LATER;
        snprintf(out->said, sizeof out->said, "%s", err.text);
    }
}

static error deliver(const round *r, const ledger_delivery *d)
{
    const notifier_options *o = r->options;
    const channel *c = notifier_channel(o, d->to.channel);
    send_result result;
    try_by(r, c, d, &result);
    /* A channel that cannot be reached cannot be for the others either; the time limit would pass
     * for each of them, while what goes by other channels waits. */
    if (c && result.outcome == SEND_UNREACHABLE)
        r->resting[c - o->channels] = true;
    const delivery_try done = {result.outcome, d->attempts + 1, d->queued_ms, clock_now_ms(),
                               result.asked_ms};
    const delivery_policy *policy = c ? &c->policy : &o->channels[0].policy;
    delivery_decision then = delivery_decide(&done, policy, randombytes_random());
    log_try(d, &then, result.said);
    return ledger_end_try(r->ledger, d->id, &then, result.said, done.now_ms);
}

static error go_round(const round *r)
{
    while (!(r->stop && r->stop(r->context))) {
        ledger_delivery d;
        bool found;
        arena_reset(r->memory);
        TRY(next_due(r, &d, &found));
        if (!found)
            return OK;
        error err = ledger_begin_try(r->ledger, d.id, clock_now_ms());
        /* Skipped by somebody since it was found. */
        if (err.code == ERR_REFUSED)
            continue;
        TRY(err);
        TRY(deliver(r, &d));
    }
    return OK;
}

error postman_deliver(const notifier_options *o, ledger *l, send_stop_fn stop, void *context)
{
    round r = {.options = o, .ledger = l, .stop = stop, .context = context};
    r.memory = arena_new(0);
    r.resting = calloc(o->channel_count + 1, sizeof *r.resting);
    error err = r.memory && r.resting ? go_round(&r) : error_no_memory();
    free(r.resting);
    arena_free(r.memory);
    return err;
}
