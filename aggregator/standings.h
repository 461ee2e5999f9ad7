/* standings.h - keeps the roll-ups and the statuses in the store in step with the reports.
 *
 * Holds the board in memory. What a report changes is written in the transaction of the report; a
 * new day, which can make anything late, judges everything anew. */
#pragma once
#include "model/check.h"
#include "store/store_board.h"

typedef struct standings standings;

/* Fills the board from S. S and C must outlive it (C until standings_use_catalogue()). */
error standings_open(standings **out, store *s, const catalogue *c);
void standings_close(standings *st);
const board *standings_board(const standings *st);

/* Takes in a report that is being stored. Errors: ERR_LIMIT when a sum over units would not fit 64
 * bits: nothing changed, and the report must be refused. */
error standings_take(standings *st, const report *r, const verdict *v, int64_t now_ms);

/* A ruling on the report that counts for R's key. */
void standings_rule(standings *st, const report *r, ruling_kind kind);

/* Whether the day has changed since everything was judged. */
bool standings_are_stale(const standings *st, int64_t now_ms);

/* In the store's open transaction: writes what changed, or everything when it is stale, and an
 * event "status" for each status that became another. *WROTE: there was something. */
error standings_settle(standings *st, int64_t now_ms, bool *wrote);

/* Fills the board anew: after a transaction was rolled back, or for another catalogue (NULL: the
 * same). All sums are then written again by the next standings_settle(). */
error standings_refill(standings *st, const catalogue *c);
