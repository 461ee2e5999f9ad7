/* publisher.h - carries out the session's decisions over a DEALER socket with CURVE, and brings
 * what the province says into the outbox. */
#pragma once
#include "base/error.h"
#include "collector/options.h"
#include "collector/outbox.h"

#include <stdbool.h>
#include <stdint.h>
#include <zmq.h>

typedef struct publisher publisher;

enum { PUBLISHER_POLL_ITEMS = 2 };

/* Reads the keys and prepares; nothing is connected before the first publisher_turn(). OUTBOX and
 * OPTIONS must outlive it. Errors: ERR_CONFIG for a bad key file. */
error publisher_open(publisher **out, outbox *box, const options *o);
void publisher_close(publisher *p);

/* Does everything that can be done now. *catalogue_changed tells whether another catalogue came.
 * Errors are those of the outbox that no retry mends. */
error publisher_turn(publisher *p, bool *catalogue_changed);

/* How the line stands: "offline", "greeting", "ready", "refused"; *waiting: reports without an
 * answer. */
const char *publisher_state(const publisher *p, uint64_t *waiting);

/* Greets the province at the next turn, unless reports are on their way. */
void publisher_greet(publisher *p);

/* Tells it to look for new reports in the outbox. */
error publisher_look(publisher *p);

/* Fills ITEMS to poll; returns how many. */
int publisher_poll_items(publisher *p, zmq_pollitem_t items[PUBLISHER_POLL_ITEMS]);

/* When publisher_turn() is due without an event, monotonic milliseconds; INT64_MAX: never. */
int64_t publisher_due(const publisher *p);
