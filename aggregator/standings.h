/* standings.h - keeps the roll-ups and the statuses in the store in step with the reports.
 *
 * Holds the board in memory. Roll-ups are written in the transaction of the report that changed
 * them. A status is a sentence over a whole series: it follows within STANDINGS_LAG_MS, so that
 * many reports about one unit are judged once. A new day, which can make anything late, judges
 * everything anew. */
#pragma once
#include "model/check.h"
#include "store/store_batch.h"
#include "store/store_board.h"

typedef struct standings standings;

enum { STANDINGS_LAG_MS = 200 };

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

/* Puts into B the roll-ups that changed and, as JUDGING says, what became of the statuses of the
 * units that said something, with an event "status" for each that became another. Everything when
 * it is stale. */
typedef enum judging {
    JUDGE_NONE,
    JUDGE_SOME, /* a few of the round under way; starts one when there is none */
    JUDGE_ALL,
} judging;
error standings_settle(standings *st, int64_t now_ms, judging how, store_batch *b);

/* Whether there are units, or the province, to be judged; a round takes those that wait when it
 * starts. */
bool standings_wait(const standings *st);
bool standings_in_round(const standings *st);

/* Fills the board anew: after a transaction was rolled back, or for another catalogue (NULL: the
 * same). All sums are then written again by the next standings_settle(). */
error standings_refill(standings *st, const catalogue *c);
