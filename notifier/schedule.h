/* schedule.h - when a digest is due: an RFC 5545 recurrence rule in Vietnam's local time, and what
 * becomes of the days on which nobody works. Pure.
 *
 * The cost of a question does not grow with the time since the rule began (COUNT apart, which has
 * to be counted). */
#pragma once
#include "base/clock.h"
#include "base/error.h"
#include "model/calendar.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct schedule schedule;

typedef enum schedule_days {
    SCHEDULE_EVERY_DAY,
    SCHEDULE_WORKING_DAYS_ONLY, /* a slot on another day does not take place */
    SCHEDULE_NEXT_WORKING_DAY,  /* it is moved to the next working day, at the same time of day; two
                                   that meet there are one */
} schedule_days;

typedef struct schedule_terms {
    const char *rule; /* an RRULE: "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0" */
    int64_t start_ms; /* its DTSTART: nothing is due before */
    schedule_days days;
    const date *except; /* days of the rule on which nothing is due (EXDATE) */
    size_t except_count;
} schedule_terms;

/* Copies what it keeps. Errors: ERR_INVALID with what libical says of the rule; for one finer than
 * a day, with more than 24 slots a day, with a COUNT above 1000, or without any slot. */
error schedule_parse(schedule **out, const schedule_terms *terms);
void schedule_free(schedule *s);

/* The last slot at or before AT_MS, or the first after it (at most 40 years ahead); false when
 * there is none. C says which days are worked. */
bool schedule_last(const schedule *s, const calendar *c, int64_t at_ms, int64_t *slot_ms);
bool schedule_next(const schedule *s, const calendar *c, int64_t at_ms, int64_t *slot_ms);

schedule_days schedule_days_of(const schedule *s);
