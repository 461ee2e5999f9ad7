/* scoreboard.h - the scores and places of all units of one level, by ranking.h, over the reporting
 * year so far. A place is a place among all: what the view says of units is not looked at.
 *
 * Either at once by scoreboard_make(), or opened, told all that counts by whoever goes through it
 * anyway, and finished. */
#pragma once
#include "model/owed.h"
#include "model/ranking.h"

typedef struct scoreboard {
    const view *view;
    date from;         /* periods that close before it do not count */
    score_part *parts; /* room for one of each obligation, unit by unit */
    score *scores;
    size_t count; /* after finishing in the order of places */
} scoreboard;

/* In memory of V, which must outlive it. */
error scoreboard_make(scoreboard *b, const view *v, unit_level level);

error scoreboard_open(scoreboard *b, const view *v, unit_level level);
/* Of each report that was owed since view_year_opens(). Others are passed over. */
void scoreboard_note_owed(scoreboard *b, const owed *it);
/* How U stands with O: once for each, in the order of the obligations. */
void scoreboard_note_standing(scoreboard *b, const obligation *o, const unit *u,
                              const judgement *j);
void scoreboard_finish(scoreboard *b);

/* NULL: no such unit on it. */
score *scoreboard_find(const scoreboard *b, const char *unit_code);
