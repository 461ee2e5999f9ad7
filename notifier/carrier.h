/* carrier.h - the thread that delivers, with a ledger connection of its own: a mail server that
 * keeps silent for two minutes must not keep an alert waiting. */
#pragma once
#include "base/error.h"
#include "notifier/notifier_settings.h"

#include <stdint.h>

typedef struct carrier carrier;

/* Starts delivering what is due, and goes on until carrier_stop(). The caller holds the ledger's
 * lock, and has blocked the signals that it wants for itself. */
error carrier_start(carrier **out, const notifier_options *o);

/* For how long the thread has not been heard of. A channel that waits for its other side is heard
 * of about once a second. */
int64_t carrier_silent_ms(const carrier *c);

/* Ends it, also within a try; that delivery is tried again at the next start. */
void carrier_stop(carrier *c);
