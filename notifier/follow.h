/* follow.h - keeps up with the store's events.
 *
 * The feed only says "look now"; what happened is read from the store, from the place kept in the
 * ledger. So nothing is missed when the feed loses a message or is not there at all. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/ledger.h"
#include "notifier/notifier_settings.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct follow follow;

/* Subscribes to the feed when the configuration names one. */
error follow_open(follow **out, void *zmq_context, const notifier_options *o);
void follow_close(follow *f);

/* The feed's socket to poll for input; NULL without a feed. */
void *follow_socket(follow *f);

/* Takes what the feed says off its socket; true when there was anything. */
bool follow_woken(follow *f);

/* Milliseconds after which to look even if the feed is silent. */
int64_t follow_interval_ms(const follow *f);

/* Reads the events after the ledger's place, logs what kinds there were, and moves the place. A
 * store that is not there yet is no error. */
error follow_look(follow *f, ledger *l);
