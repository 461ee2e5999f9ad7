#include "notifier/postman.h"

#include "base/clock.h"
#include "base/log.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

static void log_try(const ledger_delivery *d, const delivery_decision *then, const char *said)
{
    log_level level = then->state == DELIVERY_SENT       ? LOG_LEVEL_INFO
                      : then->state == DELIVERY_DEFERRED ? LOG_LEVEL_WARN
                                                         : LOG_LEVEL_ERROR;
    log_write(level, "mail-tried",
              "delivery=%" PRId64 " to=%s state=%s attempt=%" PRId64 " said=%s", d->id,
              log_value(d->to.address), delivery_state_code(then->state), d->attempts + 1,
              log_value(said));
}

static const char *body(const message *m, const char *type)
{
    const message_part *part = message_body(m, type);
    return part ? part->data : "";
}

static error try_once(const notifier_options *o, ledger *l, arena *a, const ledger_delivery *d,
                      smtp_stop_fn stop, void *context)
{
    message whole;
    TRY(ledger_read(l, d->message, a, &whole));
    const mail m = {.to = d->to.address,
                    .to_name = d->to.name,
                    .subject = whole.subject,
                    .message_id = d->to.message_id,
                    .text = body(&whole, "text/plain"),
                    .html = body(&whole, "text/html"),
                    .date_ms = d->queued_ms};
    smtp_result result;
    TRY(ledger_begin_try(l, d->id, clock_now_ms()));
    error err = smtp_send(&o->smtp, &m, stop, context, &result);
    if (err.code) {
        result.outcome = SEND_TRY_LATER;
        snprintf(result.said, sizeof result.said, "%s", err.text);
    }
    int64_t now_ms = clock_now_ms();
    delivery_decision then = delivery_decide(result.outcome, d->attempts + 1, d->queued_ms, now_ms,
                                             &o->policy, randombytes_random());
    log_try(d, &then, result.said);
    return ledger_end_try(l, d->id, &then, result.said, now_ms);
}

error postman_deliver(const notifier_options *o, ledger *l, smtp_stop_fn stop, void *context)
{
    error err = OK;
    bool found = true;
    arena *a = arena_new(0);
    if (!a)
        return error_no_memory();
    while (!err.code && !(stop && stop(context))) {
        ledger_delivery d;
        arena_reset(a);
        err = ledger_next_due(l, a, clock_now_ms(), NULL, 0, &d, &found);
        if (err.code || !found)
            break;
        err = try_once(o, l, a, &d, stop, context);
    }
    arena_free(a);
    return err;
}
