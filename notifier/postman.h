/* postman.h - takes due deliveries from the ledger to their channels, one after the other. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/ledger.h"
#include "notifier/notifier_settings.h"

/* Delivers everything that is due now, but for what a channel's rate limit holds back or what goes
 * to a channel that cannot be reached. The caller holds the ledger's lock. STOP (may be NULL) ends
 * it early, also within a try; that delivery is tried again. */
error postman_deliver(const notifier_options *o, ledger *l, send_stop_fn stop, void *context);
