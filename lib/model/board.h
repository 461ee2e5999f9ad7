/* board.h - all that units have said, in memory, and what follows from it.
 *
 * Holds the report that counts for each obligation × unit × period × breakdown, and the sums over
 * units, kept by differences: what a report changes is added and what it replaces is taken off, so
 * that the sums always equal a recount, in whatever order the reports came. One thread at a time.
 */
#pragma once
#include "base/error.h"
#include "model/rollup.h"
#include "model/status.h"

typedef struct board board;

/* Something that a unit said, as it counts. Strings are copied. */
typedef struct statement {
    const char *unit, *obligation, *breakdown;
    point said;
} statement;

/* C must outlive the board. NULL: no memory. */
board *board_new(const catalogue *c);
void board_free(board *b);

/* Takes S in; what was said before for the same key is replaced (its first receipt stays, and
 * corrections are counted). Statements on unknown obligations, and on periods that are none, are
 * kept out. Errors: ERR_LIMIT when a sum would not fit 64 bits; the board is then as it was. */
error board_take(board *b, const statement *s);

/* What U said for its total of O, oldest period first. Valid until the next board_take(). */
series board_series(const board *b, const obligation *o, const char *unit);

/* What counts for one key; NULL: nothing. Valid until the next board_take(). */
const point *board_point(const board *b, const obligation *o, const char *unit, period p,
                         const char *breakdown);

/* The roll-up of O for P over the units within SCOPE (a unit's code), by the tree as it was on the
 * closing day, for BREAKDOWN ("" for the total). */
rollup board_rollup(const board *b, const obligation *o, period p, const char *breakdown,
                    const char *scope);

/* The same counted anew from what the units said: what board_rollup() must equal. */
rollup board_recount(const board *b, const obligation *o, period p, const char *breakdown,
                     const char *scope);
