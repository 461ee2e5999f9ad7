/* board.h - all that units have said, in memory, and what follows from it.
 *
 * Holds the report that counts for each obligation × unit × period × breakdown, and the sums over
 * units, kept by differences: what a report says is added and what it replaces is taken off, so
 * that the sums always equal a recount, in whatever order the reports came.
 *
 * A unit's figure counts in the sums of the units above it, by the tree on the period's closing
 * day, up to the first that reports on the same obligation itself: that one's own figure already
 * holds what lies below it. One thread at a time. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/status.h"
#include "model/tally.h"

typedef struct board board;

/* Something that a unit said, as it counts. Strings are copied. */
typedef struct statement {
    const char *unit, *obligation, *breakdown;
    point said;
} statement;

/* C must outlive the board. NULL: no memory. */
board *board_new(const catalogue *c);
void board_free(board *b);
const catalogue *board_catalogue(const board *b);

/* From now on a statement is taken in whatever it does to the sums: one that would not fit 64 bits
 * is counted anew whenever it is asked for, and says so (rollup.overflow). For those who read what
 * was stored: one figure that nobody can add up must not hide all others. */
void board_take_all(board *b);

/* Takes S in; what was said before for the same key is replaced (the first receipt stays, and
 * corrections are counted). Errors: ERR_LIMIT when a sum would not fit 64 bits, and the board is
 * then as it was (never after board_take_all()); ERR_NOT_FOUND when the catalogue has no such
 * obligation. */
error board_take(board *b, const statement *s);

/* What U said for its total of O, oldest period first. Valid until the next board_take(). */
series board_series(const board *b, const obligation *o, const char *unit);

/* What counts for one key; NULL: nothing. Valid until the next board_take(). */
const point *board_point(const board *b, const obligation *o, const char *unit, period p,
                         const char *breakdown);

/* Marks what counts for the key as returned for completion or as confirmed, until it is replaced.
 * False: nothing is there. */
bool board_mark_returned(board *b, const obligation *o, const char *unit, period p,
                         const char *breakdown);
bool board_mark_confirmed(board *b, const obligation *o, const char *unit, period p,
                          const char *breakdown);

/* The roll-up of O for P over the units below SCOPE for BREAKDOWN ("" for the total). */
rollup board_rollup(const board *b, const obligation *o, period p, const char *breakdown,
                    const char *scope);

/* The same counted anew from what the units said: what board_rollup() must equal. */
rollup board_recount(const board *b, const obligation *o, period p, const char *breakdown,
                     const char *scope);

/* The roll-ups of O's total over SCOPE, period by period, as a series to judge; in memory of A. */
error board_rollup_series(const board *b, const obligation *o, const char *scope, arena *a,
                          series *out);

/* A sum that is kept. */
typedef struct board_sum {
    const obligation *obligation;
    period period;
    const char *breakdown, *scope;
    tally tally;
} board_sum;

/* Every sum, in no order. */
typedef void (*board_sum_fn)(void *context, const board_sum *sum);
void board_each_sum(const board *b, board_sum_fn fn, void *context);

/* Everything that counts, in no order. */
typedef struct board_entry {
    const obligation *obligation;
    const char *unit, *breakdown;
    const point *said;
} board_entry;
typedef void (*board_entry_fn)(void *context, const board_entry *entry);
void board_each_entry(const board *b, board_entry_fn fn, void *context);

/* The sums that changed since the last call. */
void board_take_touched_sums(board *b, board_sum_fn fn, void *context);

/* The next pair of obligation and unit about whose total something was said, each once, oldest
 * first; false: there is none. */
bool board_next_touched(board *b, const obligation **o, const char **unit);
/* How many there are. */
size_t board_count_touched(const board *b);
