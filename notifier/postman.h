/* postman.h - takes due deliveries from the ledger to the mail server, one after the other. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/ledger.h"
#include "notifier/notifier_settings.h"

#include <stdbool.h>

/* Delivers everything that is due now. The caller holds the ledger's lock. STOP (may be NULL)
 * ends it early, also within a mail; that mail is tried again. */
error postman_deliver(const notifier_options *o, ledger *l, smtp_stop_fn stop, void *context);
