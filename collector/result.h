/* result.h - what a person finds beside a file: NAME.result.txt and NAME.errors.csv. */
#pragma once
#include "collector/fault.h"
#include "collector/outbox.h"

/* What was said of FILE when it was taken, with the first of its FAULTS; in arena A. NULL: no
 * memory. */
const char *result_summary(arena *a, const outbox_file *file, const faults *found);

/* The same for a file that was refused as a whole. */
const char *result_refusal(arena *a, const char *name, const faults *found, int64_t now_ms);

/* The same for a file whose content was taken before, as EARLIER. */
const char *result_again(arena *a, const char *name, const outbox_file *earlier, int64_t now_ms);

/* Writes PLACE.result.txt: the summary, then how far the province has answered. */
error result_write(outbox *box, const char *place, const outbox_file *file);

/* Writes PLACE.result.txt with TEXT alone. */
error result_write_text(const char *place, const char *text);

/* Writes PLACE.errors.csv. */
error result_write_errors(const char *place, const faults *found);

/* Rewrites the results of all files about which the province has answered since. */
error result_refresh(outbox *box);
