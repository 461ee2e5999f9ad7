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

typedef enum send_outcome { SEND_ACCEPTED, SEND_TRY_LATER, SEND_REFUSED } send_outcome;

typedef struct delivery_policy {
    int64_t retry_first_ms, retry_cap_ms, give_up_ms;
} delivery_policy;

typedef struct delivery_decision {
    delivery_state state;
    int64_t next_try_ms; /* with DELIVERY_DEFERRED */
} delivery_decision;

/* What becomes of a delivery whose ATTEMPTS-th try (from 1) had OUTCOME at NOW_MS; it was queued
 * at QUEUED_MS. The wait is random between the first wait and twice as much for each attempt, up
 * to the cap; RANDOM is any number. */
delivery_decision delivery_decide(send_outcome outcome, int64_t attempts, int64_t queued_ms,
                                  int64_t now_ms, const delivery_policy *policy, uint32_t random);

/* "queued", "sending", …: in the ledger. Parsing gives 0 for anything else. */
const char *delivery_state_code(delivery_state state);
/* "chờ gửi", "đang gửi", …, translated. */
const char *delivery_state_name(delivery_state state);
delivery_state delivery_state_parse(const char *code);
