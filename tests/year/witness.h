/* witness.h - what the readers of a simulated year have to be told and what they must not be told,
 * by the rules of docs/alerts.md alone. Looks for itself at what holds, hears what is said, and
 * complains; knows nothing of the engine but the moments at which it looks. */
#pragma once
#include "base/error.h"
#include "notifier/alert/alert_look.h"

typedef struct witness witness;

/* POLICY, which must outlive the witness, is what readers were promised. */
error witness_new(witness **out, const alert_policy *policy);
void witness_free(witness *w);

/* What people did. The strings of S must outlive the witness. */
error witness_silence(witness *w, const alert_silence *s);
void witness_acknowledge(witness *w, const alert_subject *s, int64_t at_ms);

/* REACH: the routes that take it, a bit each. */
typedef void (*witness_fn)(void *context, const alert_subject *about, unsigned reach);

/* What holds at V->now_ms; S is sorted in place. BEGAN_OR_ENDED hears of each change. */
error witness_see(witness *w, const alert_view *v, alert_sight *s, witness_fn began_or_ended,
                  void *context);

/* Everything that holds, as last seen. */
void witness_each(const witness *w, witness_fn fn, void *context);

/* One thing of a message; REST is the kind that is left of what ended, 0 for none. */
typedef struct spoken {
    int64_t note;
    size_t route;
    alert_subject about;
    alert_says says;
    alert_kind rest;
} spoken;

/* All that was said at the moment of the last witness_see(), message by message. Errors:
 * ERR_INTERNAL: something was said that must not be, or was not said that has to be. */
error witness_hear(witness *w, const spoken *items, size_t count);
