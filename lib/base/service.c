#include "base/service.h"

#include "base/clock.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

/* Each change of the status is told to all who watch the manager. */
enum { STATUS_EVERY_MS = 1000, STATUS_MAX = 160, TEXT_MAX = STATUS_MAX + 16 };

struct service {
    int64_t interval_ms; /* of signs of life; 0: none are asked for */
    int64_t next_sign_ms, next_status_ms;
    char status[STATUS_MAX]; /* as it was last told */
    bool failing;            /* the manager could not be told last time */
};

error service_open(service **out)
{
    uint64_t interval_us = 0;
    const char *manager = getenv("NOTIFY_SOCKET");
    *out = NULL;
    if (!manager || !*manager)
        return OK;
    service *s = calloc(1, sizeof *s);
    if (!s)
        return error_no_memory();
    if (sd_watchdog_enabled(0, &interval_us) > 0)
        s->interval_ms = (int64_t)(interval_us / 1000);
    *out = s;
    return OK;
}

void service_close(service *s)
{
    free(s);
}

/* A manager that does not listen is no reason to stop working. */
static void tell(service *s, const char *text)
{
    int result = sd_notify(0, text);
    if (result < 0 && !s->failing)
        log_warn("service-manager-not-told", "errno=%d", -result);
    s->failing = result < 0;
}

void service_ready(service *s)
{
    if (s)
        tell(s, "READY=1");
}

void service_reloading(service *s)
{
    char text[TEXT_MAX];
    struct timespec now;
    if (!s)
        return;
    /* In full: cut to milliseconds it might lie before the signal, and not count as its answer. */
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
             (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    tell(s, text);
}

void service_stopping(service *s)
{
    if (s)
        tell(s, "STOPPING=1");
}

void service_status(service *s, const char *format, ...)
{
    char fresh[STATUS_MAX], text[TEXT_MAX];
    int64_t now = clock_monotonic_ms();
    if (!s || now < s->next_status_ms)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(fresh, sizeof fresh, format, args);
    va_end(args);
    if (strcmp(fresh, s->status) == 0)
        return;
    snprintf(s->status, sizeof s->status, "%s", fresh);
    s->next_status_ms = now + STATUS_EVERY_MS;
    snprintf(text, sizeof text, "STATUS=%s", fresh);
    tell(s, text);
}

void service_turn(service *s, bool well)
{
    int64_t now = clock_monotonic_ms();
    if (!s || !s->interval_ms || now < s->next_sign_ms)
        return;
    /* Looked at more often while it is not well: it may get on in time. */
    s->next_sign_ms = now + s->interval_ms / (well ? 2 : 8);
    if (well)
        tell(s, "WATCHDOG=1");
}

int64_t service_wait_ms(const service *s, int64_t ms)
{
    if (!s || !s->interval_ms)
        return ms;
    int64_t left = s->next_sign_ms - clock_monotonic_ms();
    if (left < 0)
        return 0;
    return left < ms ? left : ms;
}

bool service_is_stuck(const service *s, int64_t ms)
{
    return s && s->interval_ms && ms > s->interval_ms;
}
