/* schedule.h - when a digest is due: an RFC 5545 recurrence rule in Vietnam's local time. Pure. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct schedule schedule;

/* RULE is the text of an RRULE ("FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0"), START_MS
 * its DTSTART: nothing is due before. Errors: ERR_INVALID with what libical says of it, for a
 * frequency finer than DAILY, and for a rule without any slot. */
error schedule_parse(schedule **out, const char *rule, int64_t start_ms);
void schedule_free(schedule *s);

/* The last slot at or before AT_MS, or the first after it; false when there is none. */
bool schedule_last(const schedule *s, int64_t at_ms, int64_t *slot_ms);
bool schedule_next(const schedule *s, int64_t at_ms, int64_t *slot_ms);
