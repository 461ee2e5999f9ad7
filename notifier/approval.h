/* approval.h - the standing body's say in a digest before it goes out: a draft to those who
 * approve, what they answer, and what the clock does when they do not.
 *
 * The digest itself lies held in the ledger from the moment that its draft is made; its figures do
 * not change any more. Wherever the program is killed, the next start goes on. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/ledger_approval.h"
#include "notifier/office.h"
#include "notifier/profile.h"

#include <stdbool.h>
#include <stdint.h>

enum { REMARK_MAX = 1000, WHO_MAX = 200 };

/* Sends the draft of MESSAGE, P's held digest, to those who approve it until DUE_MS. Again, or
 * after having been cut off, it adds what is missing. */
error approval_ask(const office *at, const profile *p, int64_t message, int64_t due_ms);

/* What somebody says of MESSAGE. WHO and TEXT (a reason or a remark; may be "" for WORD_APPROVE)
 * are recorded; a remark becomes part of the digest. *went_out: it was sent to the queue at once.
 * Errors: ERR_NOT_FOUND, ERR_REFUSED, ERR_INVALID (a text that may not be carried). */
error approval_say(const office *at, int64_t message, approval_word word, const char *who,
                   const char *text, bool *went_out);

/* Lets go what has come to its slot; and asks for what a crash left held without asking. */
error approval_tick(const office *at, int64_t now_ms);
