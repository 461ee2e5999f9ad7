#include "notifier/carrier.h"

#include "base/clock.h"
#include "base/log.h"
#include "notifier/delivery/ledger.h"
#include "notifier/postman.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOK_AGAIN_MS = 500 };

struct carrier {
    const notifier_options *options;
    ledger *ledger;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    atomic_bool stopping;
    atomic_int_least64_t heard_ms; /* monotonic: when it last asked whether to stop */
    char complaint[ERROR_TEXT_MAX];
};

static bool stops(void *context)
{
    carrier *c = context;
    atomic_store(&c->heard_ms, clock_monotonic_ms());
    return atomic_load(&c->stopping);
}

/* The same trouble is said once. */
static void complain(carrier *c, error err)
{
    if (err.code && strcmp(c->complaint, err.text) != 0)
        log_error("delivery-stopped", "reason=%s", log_value(err.text));
    snprintf(c->complaint, sizeof c->complaint, "%s", err.code ? err.text : "");
}

static void pause_for_a_while(carrier *c)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_AGAIN_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&c->mutex);
    while (!stops(c) && pthread_cond_timedwait(&c->wake, &c->mutex, &until) == 0)
        ;
    pthread_mutex_unlock(&c->mutex);
}

static void *carry(void *context)
{
    carrier *c = context;
    while (!stops(c)) {
        complain(c, postman_deliver(c->options, c->ledger, stops, c));
        pause_for_a_while(c);
    }
    return NULL;
}

static error begin(carrier *c)
{
    pthread_condattr_t steady;
    TRY(ledger_open(&c->ledger, c->options->state_dir));
    atomic_store(&c->heard_ms, clock_monotonic_ms());
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&c->mutex, NULL);
    pthread_cond_init(&c->wake, &steady);
    pthread_condattr_destroy(&steady);
    int failed = pthread_create(&c->thread, NULL, carry, c);
    if (failed)
        return error_errno(failed, "pthread_create");
    pthread_setname_np(c->thread, "carrier");
    return OK;
}

error carrier_start(carrier **out, const notifier_options *o)
{
    carrier *c = calloc(1, sizeof *c);
    if (!c)
        return error_no_memory();
    c->options = o;
    error err = begin(c);
    if (err.code) {
        ledger_close(c->ledger);
        free(c);
        return err;
    }
    *out = c;
    return OK;
}

int64_t carrier_silent_ms(const carrier *c)
{
    return clock_monotonic_ms() - atomic_load(&c->heard_ms);
}

void carrier_stop(carrier *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->mutex);
    atomic_store(&c->stopping, true);
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->mutex);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->mutex);
    ledger_close(c->ledger);
    free(c);
}
