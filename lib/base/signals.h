/* signals.h - the signals that a program in the foreground obeys, as a descriptor to poll.
 *
 * SIGTERM and SIGINT ask it to stop, SIGHUP to read its configuration again. */
#pragma once
#include "base/error.h"

#include <stdbool.h>

typedef enum signal_wish { SIGNAL_NONE, SIGNAL_STOP, SIGNAL_RELOAD } signal_wish;

/* Blocks the signals and opens *FD for them. Call before any thread is made, so that only the
 * descriptor gets them. The caller closes it. */
error signals_open(int *fd);

/* Takes the next signal off FD; SIGNAL_NONE when there is none. */
signal_wish signals_take(int fd);

/* Whether one waits; it stays there. */
bool signals_wait(int fd);
