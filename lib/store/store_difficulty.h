/* store_difficulty.h - difficulties and the steps of their lives, as the store keeps them. */
#pragma once
#include "store/store.h"

/* One step: somebody took, answered, escalated or closed a difficulty. */
typedef struct difficulty_step {
    int64_t difficulty; /* id of the report that raised it */
    int64_t at_ms;
    difficulty_state state;
    const char *operator, * agency, *reference, *text; /* "" when not said */
} difficulty_step;

/* Writes S and an event "difficulty-step" of the unit that raised it. Errors: ERR_NOT_FOUND when
 * there is no such difficulty, ERR_REFUSED when it cannot take that step now. */
error store_put_difficulty_step(store *s, const difficulty_step *step);

/* Oldest first. */
typedef bool (*difficulty_step_fn)(void *context, const difficulty_step *row);
error store_difficulty_steps(store *s, int64_t difficulty, difficulty_step_fn fn, void *context);

/* Every difficulty, closed ones too, as they were just before BEFORE_MS (0: as they are), oldest
 * first; ID 0 for all. */
error store_difficulties(store *s, int64_t id, int64_t before_ms, stored_difficulty_fn fn,
                         void *context);

/* Those that are not closed, as they are now; the cost does not grow with those that are. */
error store_waiting_difficulties(store *s, stored_difficulty_fn fn, void *context);

/* The last action of the operators' desk that was applied. */
error store_desk_mark(store *s, int64_t *action);
error store_set_desk_mark(store *s, int64_t action);
