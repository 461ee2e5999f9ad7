/* sabotage.h - ways in which telling could go wrong, put in from outside: the engine is given other
 * rules than readers were promised, or its book is tampered with. A year that is lived with one has
 * to be complained about; that is how the witness itself is tested. */
#pragma once
#include "base/error.h"
#include "notifier/alert/alert_policy.h"

typedef struct sabotage {
    const char *name;
    void (*rules)(alert_policy *p);                   /* NULL: none of these */
    const char *after_look, *after_people, *at_start; /* what is done to the book; NULL: nothing */
} sabotage;

/* NULL: there is none of this name. */
const sabotage *sabotage_find(const char *name);

/* Runs SQL, which may be NULL, on the book in STATE_DIR. */
error sabotage_book(const char *state_dir, const char *sql);
