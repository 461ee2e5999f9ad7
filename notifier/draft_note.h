/* draft_note.h - a digest as a draft: the same renderings, with a word ahead to those who approve
 * it on what is asked of them, until when, and what happens if they say nothing. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/delivery/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct draft_facts {
    int64_t number; /* the digest's in the ledger */
    const message_address *to;
    size_t to_count;
    int64_t due_ms;
    bool sends_if_silent;
} draft_facts;

/* The draft of REAL, in arena A; what it shares with REAL must outlive it. */
error draft_compose(arena *a, const message *real, const draft_facts *facts, message *out);
