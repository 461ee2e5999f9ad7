/* alert_letter.h - the message that a note becomes: short, for a phone; what, where, since when,
 * who must act, and how to say that one has seen it. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/alert/alert_book.h"
#include "notifier/alert/alert_policy.h"

typedef struct alert_letterhead {
    const alert_policy *policy;
    const catalogue *rules;
    const char *organisation;
    bool simulated;
} alert_letterhead;

typedef struct alert_letter {
    const char *subject, *text, *html, *json;
} alert_letter;

/* Writes N; the same note gives the same letter. In arena A. Errors: ERR_NO_MEMORY. */
error alert_letter_write(arena *a, const kept_note *n, const alert_letterhead *head,
                         alert_letter *out);
