/* batch_tables.h - a batch as tables that SQL can read, so that one statement stores all of its
 * reports or keys; for lib/store alone.
 *
 *   batch_report  the reports that were not refused, in their order; columns as in `report`
 *   batch_key     the keys that they touch, in the order of their first touch
 *
 * They are virtual tables of the connection, not part of the schema. */
#pragma once
#include "base/error.h"
#include "store/store_batch.h"

#include <sqlite3.h>

/* The tables show *SHOWN (NULL: nothing) whenever a statement begins to read them. */
error batch_tables_add(sqlite3 *db, const store_batch **shown);

/* In the order of `report`. */
#define BATCH_REPORT_COLUMNS                                                                       \
    "stream, sequence, received_ms, kind, unit, obligation, period, breakdown, value,"             \
    " denominator, decimals, percent, state, text, addressed_to, observed_ms, source, corrects,"   \
    " warning, replaces"
