/* ledger_approval.h - digests in the ledger that wait for approval, and the record of who said
 * what of them, when. A message's number is its approval's. */
#pragma once
#include "notifier/delivery/approval_rules.h"
#include "notifier/delivery/ledger.h"

typedef struct ledger_approval {
    int64_t message;
    approval_state state;
    int64_t asked_ms, due_ms, as_of_ms;
    bool sends_if_silent;
    int64_t acts; /* how much was done to it so far */
    const char *profile, *subject;
} ledger_approval;

/* Something that was done. */
typedef struct ledger_act {
    int64_t at_ms;
    const char *actor; /* "" for the program itself */
    approval_act act;
    const char *text; /* a reason or a remark, "" */
} ledger_act;

/* MESSAGE, whose deliveries are held, waits for approval until DUE_MS. One that does already stays
 * as it is. */
error ledger_approval_ask(ledger *l, int64_t message, int64_t due_ms, bool sends_if_silent,
                          int64_t now_ms);

/* In arena A. Errors: ERR_NOT_FOUND. */
error ledger_approval_read(ledger *l, int64_t message, arena *a, ledger_approval *out);

/* Takes FROM a step, records ACT, and puts REPLACEMENT (NULL: nothing) in the place of what the
 * message said: all of it or nothing. What goes out is queued, and what waited before it for the
 * same profile is replaced by it. Errors: ERR_BUSY when something was done to it since FROM was
 * read. */
error ledger_approval_step(ledger *l, const ledger_approval *from, const approval_step *step,
                           const ledger_act *act, const message *replacement);

/* A digest that is held though nobody was asked: a crash came between. *PROFILE is in arena A. */
error ledger_approval_unasked(ledger *l, arena *a, int64_t *message, const char **profile,
                              int64_t *slot_ms, bool *found);

/* The first whose slot has come and for which that means something; *found tells. In arena A. */
error ledger_approval_due(ledger *l, int64_t now_ms, arena *a, ledger_approval *out, bool *found);

/* The first slot to come of those that wait for theirs; INT64_MAX when there is none. */
error ledger_approval_next(ledger *l, int64_t *due_ms);

/* Newest first: those still open, or ALL of them. */
typedef bool (*ledger_approval_fn)(void *context, const ledger_approval *row);
error ledger_approval_each(ledger *l, bool all, ledger_approval_fn fn, void *context);

/* What was done to MESSAGE, oldest first. */
typedef bool (*ledger_act_fn)(void *context, const ledger_act *row);
error ledger_approval_acts(ledger *l, int64_t message, ledger_act_fn fn, void *context);
