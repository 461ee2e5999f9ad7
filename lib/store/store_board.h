/* store_board.h - what follows from the reports, as the store keeps it: roll-ups, where each unit
 * stands, catalogue versions, and operators' rulings. See store.h for who may write. */
#pragma once
#include "model/board.h"
#include "model/refusals.h"
#include "store/store.h"

/* Fills INTO with what counts, or, with BEFORE_MS above 0, with what counted just before that
 * instant (which reads every report, not only those that count now). */
error store_load_board(store *s, int64_t before_ms, board *into);

/* As what counts now, but counted from the first report on: what store_load_board() must equal. */
error store_replay_board(store *s, board *into);

/* Whether V's warning is about the figure itself, so that it waits until somebody confirms or
 * corrects it; one about the sending (late) does not. */
bool store_warning_needs_confirmation(const verdict *v);

/* Fills INTO with what was refused and not mended since, as known now or just before BEFORE_MS. */
error store_load_refusals(store *s, int64_t before_ms, refusals *into);

/* Streams whose reports and refusals are not exactly one for each sequence up to the last that was
 * acknowledged: lost, or stored twice. */
typedef struct uneven_stream {
    int64_t stream;
    const char *unit;
    int64_t last_sequence, stored;
} uneven_stream;
typedef void (*uneven_stream_fn)(void *context, const uneven_stream *row);
error store_uneven_streams(store *s, uneven_stream_fn fn, void *context);

/* ---- roll-ups ----------------------------------------------------------------------------- */

typedef struct stored_rollup {
    const char *obligation, *period, *scope, *breakdown;
    tally tally;
} stored_rollup;
typedef bool (*stored_rollup_fn)(void *context, const stored_rollup *row);
error store_rollups(store *s, stored_rollup_fn fn, void *context);

/* ---- where each unit stands ---------------------------------------------------------------- */

typedef struct stored_standing {
    const char *obligation, *unit;
    status status, reporting;
    int64_t since_ms, judged_ms;
    bool has_value, has_percent;
    int64_t value, percent;
    const char *expected; /* "2024-09-30", "" for none */
    const char *reason;
} stored_standing;
typedef bool (*stored_standing_fn)(void *context, const stored_standing *row);
error store_standings(store *s, stored_standing_fn fn, void *context);

/* ---- catalogue versions -------------------------------------------------------------------- */

typedef struct stored_catalogue {
    int64_t version, since_ms;
    const char *changes;
} stored_catalogue;
typedef bool (*stored_catalogue_fn)(void *context, const stored_catalogue *row);
error store_put_catalogue(store *s, int64_t version, const char *changes, int64_t now_ms);
/* Newest first. */
error store_catalogues(store *s, stored_catalogue_fn fn, void *context);

/* ---- operators' rulings -------------------------------------------------------------------- */

typedef struct reopening {
    const char *operator, * unit, *obligation, *period, *until, *reason;
    int64_t at_ms;
} reopening;
typedef bool (*reopening_fn)(void *context, const reopening *row);
error store_put_reopening(store *s, const reopening *r);
error store_reopenings(store *s, reopening_fn fn, void *context);

typedef enum ruling_kind { RULING_CONFIRMED = 1, RULING_RETURNED } ruling_kind;
typedef struct ruling {
    int64_t report;
    ruling_kind kind;
    int64_t at_ms;
    const char *operator, * text;
} ruling;
typedef bool (*ruling_fn)(void *context, const ruling *row);
/* Writes the event of the same name too; confirming settles the report's warning. Errors:
 * ERR_EXISTS when there is no such report or it was so ruled already. */
error store_put_ruling(store *s, const ruling *r);
/* All of REPORT, or of every report when it is 0; oldest first. */
error store_rulings(store *s, int64_t report, ruling_fn fn, void *context);
