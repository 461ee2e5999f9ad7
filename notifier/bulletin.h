/* bulletin.h - makes a profile's digest from the store and puts it into the ledger. */
#pragma once
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/delivery/ledger.h"
#include "notifier/digest.h"
#include "notifier/notifier_settings.h"

#include <stdint.h>

/* Builds the digest of PROFILE as of AS_OF_MS without recording anything; *out is the caller's. */
error bulletin_build(digest **out, const notifier_options *o, const catalogue *c, ledger *l,
                     const profile *p, int64_t as_of_ms);

/* Builds it, as of now, for SLOT_MS and queues it for each recipient; *id is the digest's in the
 * ledger. Errors: ERR_EXISTS when that slot was made already. */
error bulletin_queue(const notifier_options *o, const catalogue *c, ledger *l, const profile *p,
                     int64_t slot_ms, int64_t *id);

/* Queues what is due at NOW_MS: for each profile the last slot, if its digest has not been made.
 * After downtime that is one digest, not one for each slot missed (M7). */
error bulletin_queue_due(const notifier_options *o, const catalogue *c, ledger *l, int64_t now_ms);

/* The earliest slot of any profile after NOW_MS; INT64_MAX when there is none. */
int64_t bulletin_next_due(const notifier_options *o, const catalogue *c, int64_t now_ms);
