/* alert_time.h - quiet hours, office hours, durations and repeats. Pure; local time. */
#pragma once
#include "base/clock.h"
#include "model/calendar.h"

#include <stdbool.h>
#include <stdint.h>

#define ALERT_SECOND_MS INT64_C(1000)
#define ALERT_MINUTE_MS (60 * ALERT_SECOND_MS)
#define ALERT_HOUR_MS   (60 * ALERT_MINUTE_MS)
#define ALERT_DAY_MS    (24 * ALERT_HOUR_MS)

/* When a route is not to be disturbed: each day from FROM to TO, minutes of the day, past midnight
 * when FROM is the later one; equal: no hours. DAYS_OFF: whole days that are not worked as well. */
typedef struct alert_quiet {
    int from, to;
    bool days_off;
    unsigned breaks; /* severities that come through all the same, a bit 1 << severity each */
} alert_quiet;

/* When the quiet time that holds at AT_MS ends; AT_MS itself when none holds. DAYS may be NULL. */
int64_t alert_quiet_until(const alert_quiet *q, const calendar *days, int64_t at_ms);

/* How much of the time between is within 08:00 to 17:00 of working days: computers are switched
 * off at night. DAYS may be NULL: Monday to Friday. */
int64_t alert_office_ms(const calendar *days, int64_t from_ms, int64_t until_ms);

/* When something told at LAST_MS is told again by a gap of GAP_MS. Whole days are counted by the
 * calendar and end at MINUTE of the day, so that what repeats comes together, once in the morning.
 */
int64_t alert_repeat_at(int64_t last_ms, int64_t gap_ms, int minute);

/* "30s", "5m", "4h", "3d", "2w"; false for anything else, also for 0. */
bool alert_duration_parse(const char *text, int64_t *ms);
/* "30 giây", "5 phút", "4 giờ", "3 ngày", translated, in the largest unit that has no rest. OUT
 * needs 64 bytes. */
char *alert_duration_say(int64_t ms, char *out, size_t size);
/* "06:30" as minutes of the day; false for anything else. */
bool alert_minute_parse(const char *text, int *minute);
