/* ledger.h - every message that was made and what became of it for each recipient; and how far the
 * events have been followed. A database of its own, which `run` and the shell's verbs share.
 *
 * A message is frozen when it is added: what is sent, at the first try or the tenth, is what was
 * made then. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/delivery/delivery.h"
#include "notifier/delivery/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ledger ledger;

/* Opens the ledger in folder STATE_DIR, making both. */
error ledger_open(ledger **out, const char *state_dir);
void ledger_close(ledger *l);

/* Only the holder of the lock delivers. *held false: another process does; not an error. */
error ledger_try_lock(ledger *l, bool *held);

/* ---- putting in ---------------------------------------------------------------------------- */

/* Adds M with a delivery for each of TO, in one transaction; *id is the message's. FIRST is
 * DELIVERY_QUEUED, or DELIVERY_HELD until it is released; one of TO that says why it is skipped is
 * so from the start. Errors: ERR_EXISTS when a message with
 * its kind, profile and key is there; *id is that one's then. */
error ledger_add(ledger *l, const message *m, const message_address *to, size_t count,
                 delivery_state first, int64_t now_ms, int64_t *id);

/* What is held goes out now. Errors: ERR_NOT_FOUND when nothing of it is held. */
error ledger_release(ledger *l, int64_t message, int64_t now_ms);
/* What has not been sent will not be; WHY is kept. Errors: ERR_NOT_FOUND when nothing is left. */
error ledger_skip(ledger *l, int64_t message, const char *why, int64_t now_ms);

/* ---- reading ------------------------------------------------------------------------------- */

/* A profile's newest message of KIND that was made for AS_OF_MS or before; *found tells. One that
 * is held, or was skipped, for everybody does not count: nobody has read it. With its frozen form,
 * without its parts. In arena A. */
error ledger_last(ledger *l, message_kind kind, const char *profile, int64_t as_of_ms, arena *a,
                  message *out, int64_t *id, bool *found);

/* What the newest message of KIND and PROFILE was due for, whatever became of it; 0: none. */
error ledger_last_slot(ledger *l, message_kind kind, const char *profile, int64_t *slot_ms);

/* Whether the message with this kind, profile and key was made, whatever became of it. */
error ledger_find(ledger *l, message_kind kind, const char *profile, const char *key, int64_t *id,
                  bool *found);

/* One message with its parts, in arena A; a NUL stands behind each part's data. Errors:
 * ERR_NOT_FOUND. */
error ledger_read(ledger *l, int64_t id, arena *a, message *out);

/* ---- delivering ---------------------------------------------------------------------------- */

typedef struct ledger_delivery {
    int64_t id, message, attempts, queued_ms, next_try_ms, done_ms;
    message_kind kind;
    delivery_state state;
    const char *profile, *key, *subject;
    message_address to;
    const char *said; /* the server's last words, or why it was skipped */
    int64_t slot_ms;
    int64_t dated_ms; /* what the mail is dated by: when it was queued first */
} ledger_delivery;

/* The delivery that has waited longest among those due at NOW_MS, of none of the BUSY channels;
 * *found tells. In arena A. */
error ledger_next_due(ledger *l, arena *a, int64_t now_ms, const char *const *busy,
                      size_t busy_count, ledger_delivery *out, bool *found);

/* How many tries CHANNEL began from SINCE_MS to NOW_MS: for its rate limit. */
error ledger_tries_since(ledger *l, const char *channel, int64_t since_ms, int64_t now_ms,
                         int64_t *count);

/* Durable before the first byte goes out: after a crash it is seen that a try was under way.
 * Errors: ERR_REFUSED when it does not wait any more, having been skipped. */
error ledger_begin_try(ledger *l, int64_t delivery, int64_t now_ms);
/* What was skipped while its try was under way stays so, unless the server took it. */
error ledger_end_try(ledger *l, int64_t delivery, const delivery_decision *decision,
                     const char *said, int64_t now_ms);

/* Tries that a crash cut off are queued again. Call with the lock held. */
error ledger_recover(ledger *l, int64_t *count);

/* A failed, expired or skipped delivery is queued again. What was tried once keeps its date: some
 * server may have it. Errors:
 * ERR_NOT_FOUND, ERR_REFUSED (not ended, or its parts were dropped). */
error ledger_requeue(ledger *l, int64_t delivery, int64_t now_ms);

/* ---- looking ------------------------------------------------------------------------------- */

/* NULL or 0 means any. */
typedef struct ledger_filter {
    int64_t message, delivery;
    const char *address; /* exact */
    const char *profile;
    delivery_state state;
    bool dead;        /* failed or expired only */
    int64_t since_ms; /* queued since */
    int64_t limit;
} ledger_filter;

/* Queues again, all or none, what FILTER lets through of those that failed or expired, whatever its
 * limit. *QUEUED and *DROPPED: how many, and how many could not be because their parts were
 * dropped. */
error ledger_requeue_dead(ledger *l, const ledger_filter *filter, int64_t now_ms, int64_t *queued,
                          int64_t *dropped);

/* How many there are, whatever the filter's limit. */
error ledger_count(ledger *l, const ledger_filter *filter, int64_t *count);

/* Newest first. */
typedef bool (*ledger_fn)(void *context, const ledger_delivery *row);
error ledger_each(ledger *l, const ledger_filter *filter, ledger_fn fn, void *context);

/* Every try of a delivery, oldest first: when, what came of it, what was said. */
typedef struct ledger_try {
    int64_t began_ms, ended_ms; /* ended 0: cut off by a crash */
    delivery_state state;
    const char *said;
} ledger_try;
typedef bool (*ledger_try_fn)(void *context, const ledger_try *row);
error ledger_tries(ledger *l, int64_t delivery, ledger_try_fn fn, void *context);

/* Drops the parts (not the rows, nor what is frozen) of messages that ended before BEFORE_MS. */
error ledger_prune(ledger *l, int64_t before_ms);

/* Since when the schedule TERMS of PROFILE counts: FIRST_MS when the profile was never seen, NOW_MS
 * when its schedule is another one than before; what was answered once stays so. */
error ledger_schedule_since(ledger *l, const char *profile, const char *terms, int64_t first_ms,
                            int64_t now_ms, int64_t *since_ms);

/* The last event that has been looked at. */
error ledger_followed(ledger *l, int64_t *event);
error ledger_set_followed(ledger *l, int64_t event);
