/* desk.h - what operators decide from the shell while the aggregator runs.
 *
 * A database of its own (rollback journal: several processes write it, rarely), because only the
 * aggregator may write the store. An action is durable when desk_write() returns; the aggregator
 * applies it within a second, or at its next start. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct desk desk;

typedef enum action_kind {
    ACTION_REOPEN = 1, /* a locked PERIOD takes reports again, UNTIL a day, because of TEXT */
    ACTION_CONFIRM,    /* the figure of report TARGET is right in spite of its warning */
    ACTION_RETURN,     /* report TARGET goes back to be completed, because of TEXT */
    ACTION_DIFFICULTY, /* difficulty TARGET takes a step to STATE */
} action_kind;

/* The longest TEXT in bytes: it goes back to the unit in a directive, with words around it. */
enum { DECISION_TEXT_MAX = 3000 };

/* "" and 0 where a kind does not need it. */
typedef struct desk_action {
    int64_t id; /* given by desk_write() */
    int64_t at_ms;
    action_kind kind;
    const char *operator; /* "name@host" */
    const char *unit, *obligation, *period, *until;
    int64_t target;
    const char *state, *agency, *reference, *text;
} desk_action;

error desk_open(desk **out, const char *path);
void desk_close(desk *d);

/* Makes A durable; its id goes to *ID. */
error desk_write(desk *d, const desk_action *a, int64_t *id);

/* Whether another process may have written since the last call; true at first. */
error desk_has_news(desk *d, bool *news);
/* What there was could not be applied: the next desk_has_news() says yes again. */
void desk_look_again(desk *d);

/* The actions after ID, in order. The callback returns false to stop. */
typedef bool (*desk_action_fn)(void *context, const desk_action *a);
error desk_read_after(desk *d, int64_t id, desk_action_fn fn, void *context);
