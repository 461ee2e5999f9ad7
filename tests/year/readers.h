/* readers.h - the recipients of a simulated year: what each got, and what a system that tells every
 * change by itself would have sent. Reads the notes of the book and the messages of the ledger;
 * what a witness says of them is its own matter. */
#pragma once
#include "base/error.h"
#include "notifier/alert/alert_look.h"
#include "witness.h"

typedef struct readers readers;

/* STATE_DIR has book and ledger; the year begins on FIRST. W and POLICY must outlive the readers.
 */
error readers_new(readers **out, const char *state_dir, witness *w, const alert_policy *policy,
                  date first);
void readers_free(readers *r);

/* After a tick: what changed since the last call, and what was told. Errors: the witness's. */
error readers_look(readers *r, const alert_view *v);

/* After a day's last tick. Errors: ERR_INTERNAL when the ledger has other messages than notes. */
error readers_end_day(readers *r);

/* The tables; each day of each recipient to CSV when not NULL. */
error readers_print(const readers *r, const char *csv);
