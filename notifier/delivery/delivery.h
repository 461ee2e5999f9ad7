/* delivery.h - the states of one message to one recipient, and what follows from a try. Pure.
 *
 *   held ─▶ queued, when it is approved
 *   queued ─▶ sending ─▶ sent        only after the server's 250
 *               │  └───▶ failed      a 5xx answer: stop and show
 *               └──────▶ deferred ─▶ sending …   4xx or no connection
 *                            └─────▶ expired     after give_up_ms
 *   any but sent ─▶ skipped               on purpose, with a reason
 * After a crash `sending` is `queued` again; the Message-ID stays the same (M5). */
#pragma once
#include <stdint.h>

typedef enum delivery_state {
    DELIVERY_QUEUED = 1,
    DELIVERY_SENDING,
    DELIVERY_SENT,
    DELIVERY_DEFERRED,
    DELIVERY_FAILED,
    DELIVERY_EXPIRED,
    DELIVERY_HELD,
    DELIVERY_SKIPPED,
} delivery_state;

typedef enum send_outcome {
    SEND_ACCEPTED,
    SEND_TRY_LATER,
    SEND_REFUSED,
    SEND_UNREACHABLE, /* as SEND_TRY_LATER, and all others by this channel would fare the same */
} send_outcome;

typedef struct delivery_policy {
    int64_t retry_first_ms, retry_cap_ms, give_up_ms;
} delivery_policy;

typedef struct delivery_decision {
    delivery_state state;
    int64_t next_try_ms; /* with DELIVERY_DEFERRED */
} delivery_decision;

/* A try: the ATTEMPTS-th (from 1), ended at NOW_MS, of what was queued at QUEUED_MS. The other side
 * asked to be left alone for ASKED_MS, 0 when it did not. */
typedef struct delivery_try {
    send_outcome outcome;
    int64_t attempts, queued_ms, now_ms, asked_ms;
} delivery_try;

/* What becomes of a delivery after T. The wait is random between the first wait and twice as much
 * for each attempt, up to the cap; it is longer when the other side asked for that, but not above
 * the cap. RANDOM is any number. */
delivery_decision delivery_decide(const delivery_try *t, const delivery_policy *policy,
                                  uint32_t random);

/* "queued", "sending", …: in the ledger. Parsing gives 0 for anything else. */
const char *delivery_state_code(delivery_state state);
/* "chờ gửi", "đang gửi", …, translated. */
const char *delivery_state_name(delivery_state state);
delivery_state delivery_state_parse(const char *code);
