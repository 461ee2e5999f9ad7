/* readers.h - the recipients of a simulated year: what each got, what a system that tells every
 * change by itself would have sent, and whether anything was lost or told twice. Knows the engine
 * only by what is in the book, and what holds only by its own look. */
#pragma once
#include "base/error.h"
#include "notifier/alert/alert_look.h"

typedef struct readers readers;

/* STATE_DIR has the book; the year begins on FIRST. */
error readers_new(readers **out, const char *state_dir, date first);
void readers_free(readers *r);

/* After a tick: what changed since the last call, and what was told. Errors: ERR_INTERNAL when
 * something was told twice, or told of what is not there. */
error readers_look(readers *r, const alert_view *v);

/* After a day. Errors: ERR_INTERNAL when something that holds was not told in time. */
error readers_check(readers *r, const catalogue *c, int64_t now_ms);

/* The tables; each day of each recipient to CSV when not NULL. */
error readers_print(const readers *r, const char *csv);
