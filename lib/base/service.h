/* service.h - what a program that runs on and on tells the service manager (systemd): that it
 * serves, what it does (`systemctl status`), and that it still turns; one that does not is ended
 * and started again.
 *
 * Without a service manager, as in a terminal, there is no service: service_open() gives NULL, and
 * every call takes NULL and does nothing. All calls come from the main thread. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct service service;

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. On success *out is the caller's, or NULL. */
error service_open(service **out);
void service_close(service *s);

/* It serves from now on; also at the end of what service_reloading() began. */
void service_ready(service *s);
/* SIGHUP came, and is being answered. */
void service_reloading(service *s);
void service_stopping(service *s);

/* One short line of English. Sent when it is another than the last one, at most once a second. */
void service_status(service *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Once in each turn of the main loop: a sign of life at half of the interval that the manager asks
 * for. WELL false withholds it: a thread that the program cannot do without is stuck. */
void service_turn(service *s, bool well);

/* How long the main loop may wait for events, at most MS, to be back in time for the next sign. */
int64_t service_wait_ms(const service *s, int64_t ms);

/* Whether a thread that has not been heard of for MS is stuck: longer than the manager's interval.
 * Nothing is when it does not ask for signs of life. */
bool service_is_stuck(const service *s, int64_t ms);
