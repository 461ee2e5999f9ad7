/* ledger.h - every digest that was made and what became of it for each recipient; and how far
 * the events have been followed. A database of its own, which `run`, `send` and `resend` share.
 *
 * A digest is frozen when it is added: what is sent, at the first try or the tenth, is what was
 * made then. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/delivery/delivery.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ledger ledger;

/* Opens the ledger in folder STATE_DIR, making both. */
error ledger_open(ledger **out, const char *state_dir);
void ledger_close(ledger *l);

/* Only the holder of the lock delivers. *held false: another process does; not an error. */
error ledger_try_lock(ledger *l, bool *held);

typedef struct ledger_digest {
    const char *profile;
    int64_t slot_ms; /* what it was due for, or when it was asked for */
    int64_t as_of_ms;
    int64_t last_event;
    const char *subject, *text, *html;
} ledger_digest;

typedef struct ledger_recipient {
    const char *name, *address, *message_id;
} ledger_recipient;

/* Adds a digest with its deliveries, queued, in one transaction; *id is the digest's.
 * Errors: ERR_EXISTS when the profile has one for that slot. */
error ledger_add(ledger *l, const ledger_digest *d, const ledger_recipient *to, size_t count,
                 int64_t now_ms, int64_t *id);

/* The profile's newest digest; last_event and times 0 when there is none. Texts are not read. */
typedef struct ledger_place {
    int64_t slot_ms, as_of_ms, last_event;
} ledger_place;
error ledger_last(ledger *l, const char *profile, ledger_place *out);

/* One mail, as it has to be sent. */
typedef struct ledger_delivery {
    int64_t id, digest, attempts, queued_ms, next_try_ms, done_ms;
    delivery_state state;
    const char *profile, *name, *address, *message_id, *said;
    const char *subject, *text, *html;
    int64_t slot_ms;
} ledger_delivery;

/* The delivery that has waited longest among those due at NOW_MS; *found tells. In arena A. */
error ledger_next_due(ledger *l, arena *a, int64_t now_ms, ledger_delivery *out, bool *found);

/* Durable before the first byte goes to the server: after a crash it is seen that a try was
 * under way. */
error ledger_begin_try(ledger *l, int64_t id, int64_t now_ms);
error ledger_end_try(ledger *l, int64_t id, const delivery_decision *decision, const char *said,
                     int64_t now_ms);

/* Tries that a crash cut off are queued again. Call with the lock held. */
error ledger_recover(ledger *l, int64_t *count);

/* A failed or expired delivery is queued again. Errors: ERR_NOT_FOUND, ERR_REFUSED (not ended). */
error ledger_requeue(ledger *l, int64_t id, int64_t now_ms);

/* Deliveries without their texts, newest first, of DIGEST or (0) of all. */
typedef bool (*ledger_fn)(void *context, const ledger_delivery *row);
error ledger_each(ledger *l, int64_t digest, int64_t limit, ledger_fn fn, void *context);

/* The last event that has been looked at. */
error ledger_followed(ledger *l, int64_t *event);
error ledger_set_followed(ledger *l, int64_t event);
