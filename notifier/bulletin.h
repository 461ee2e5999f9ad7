/* bulletin.h - makes a profile's digest from the store and puts it into the ledger. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/digest/digest_model.h"
#include "notifier/office.h"
#include "notifier/profile.h"

#include <stdbool.h>
#include <stdint.h>

/* Builds the digest of P as of AS_OF_MS without recording anything; IN_THE_PAST: from the reports
 * that were there then. *out is the caller's. */
error bulletin_build(digest **out, const office *at, const profile *p, int64_t as_of_ms,
                     bool in_the_past);

/* The whole message of a digest of P for SLOT_MS, in arena A; strings of D must outlive it. */
error bulletin_compose(arena *a, const profile *p, digest *d, int64_t slot_ms, message *out);

/* Builds P's digest as of now for SLOT_MS and puts it into the ledger: queued for each recipient;
 * or held, with a draft to those who approve it by DUE_MS, where the profile asks for that; or
 * skipped when there is nothing new and MAY_SKIP. *id is the message's. Errors: ERR_EXISTS when
 * that slot was made already. */
error bulletin_queue(const office *at, const profile *p, int64_t slot_ms, int64_t due_ms,
                     bool may_skip, int64_t *id);

/* When P's digest for SLOT_MS leaves if nobody says anything: at its slot; when that has passed,
 * and somebody has to approve it, after the time that they have as a rule. */
int64_t bulletin_due(const profile *p, int64_t slot_ms, int64_t now_ms);

/* Makes the first digest that is due at NOW_MS, has not been made and can be; *made tells. After
 * downtime that is one for each profile, not one for each slot missed (M7). Errors: of one that
 * cannot be made, when there is no other: no profile waits for another's trouble. */
error bulletin_make_one(const office *at, int64_t now_ms, bool *made);

/* The earliest instant after NOW_MS at which a digest or a draft is to be made; INT64_MAX when
 * there is none. */
int64_t bulletin_next_due(const office *at, int64_t now_ms);
