/* approval_rules.h - what a word of those who approve, or the clock, does to a digest that waits
 * for them. Pure.
 *
 *   asked ──approve──▶ approved ──slot──▶ released
 *     │ ├──slot, without an answer──▶ released, or waiting
 *     │ └──hold──▶ held                              │
 *     │               └──approve──▶ approved, or at once released when the slot has passed ◀──┘
 *     └──a later digest goes out──▶ replaced
 *
 * What is held or waiting never goes out by itself. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum approval_state {
    APPROVAL_ASKED = 1,
    APPROVAL_APPROVED,
    APPROVAL_HELD,
    APPROVAL_WAITING,
    APPROVAL_RELEASED,
    APPROVAL_REPLACED,
} approval_state;

typedef enum approval_word {
    WORD_APPROVE = 1,
    WORD_HOLD,
    WORD_REMARK,
    WORD_TIME, /* nobody says anything; the slot has come, or not */
} approval_word;

/* What stands in the record of what was done. */
typedef enum approval_act {
    ACT_NONE,
    ACT_ASKED,
    ACT_APPROVED,
    ACT_HELD,
    ACT_REMARKED,
    ACT_RELEASED_APPROVED, /* its slot came */
    ACT_RELEASED_SILENT,   /* its slot came and nobody had answered */
    ACT_WAITS_SILENT,
    ACT_REPLACED,
} approval_act;

typedef struct approval_step {
    approval_state to;
    approval_act act; /* ACT_NONE: nothing happens */
    bool goes_out;
} approval_step;

/* What WORD does at NOW_MS to one in state FROM whose slot is DUE_MS. Errors: ERR_REFUSED with the
 * reason. */
error approval_decide(approval_state from, approval_word word, int64_t due_ms, bool sends_if_silent,
                      int64_t now_ms, approval_step *out);

/* "asked", "approved", …: in the ledger; parsing gives 0 for anything else. And in words. */
const char *approval_state_code(approval_state state);
const char *approval_state_name(approval_state state);
approval_state approval_state_parse(const char *code);
const char *approval_act_code(approval_act act);
const char *approval_act_name(approval_act act);
approval_act approval_act_parse(const char *code);
