/* clock.h - the one place from which every program takes its time.
 *
 * Instants are UTC milliseconds since 1970. Periods, deadlines and what people read are local to
 * Asia/Ho_Chi_Minh, which has been UTC+7 without daylight saving since 1975, so the offset is a
 * constant here and does not depend on tzdata being installed.
 *
 * A test or the demonstration may shift the clock: TIENDO_CLOCK_FILE names a file of 8 bytes, a
 * native-endian int64 number of milliseconds that is added to the real time. The file is mapped,
 * so its owner can move all programs of a run to another day at once. A shifted clock is logged
 * when the program starts. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_LOCAL_OFFSET_MS = 7 * 3600 * 1000 };

/* A day of the calendar, without time or zone. */
typedef struct date {
    int16_t year;
    uint8_t month; /* 1 to 12 */
    uint8_t day;   /* 1 to 31 */
} date;

/* Reads TIENDO_CLOCK_FILE. Call once at start. Errors: the file is missing or too short. */
error clock_init(void);
bool clock_is_shifted(void);

/* Now, shifted when a test or the demonstration asks for it. */
int64_t clock_now_ms(void);

/* For timers and time-outs: never jumps, never shifted. */
int64_t clock_monotonic_ms(void);

date clock_local_date(int64_t utc_ms);

/* 00:00 local time of DAY as UTC milliseconds. */
int64_t clock_day_start_ms(date day);

/* "2024-07-22T07:00:00+07:00"; OUT needs 26 bytes. */
void clock_format_iso(int64_t utc_ms, char *out, size_t size);
/* "2024-07-22T07:00:00.000+07:00", for what must come back exactly; OUT needs 30 bytes. */
void clock_format_iso_ms(int64_t utc_ms, char *out, size_t size);
/* "07:00 22/07/2024", for people; OUT needs 17 bytes. */
void clock_format_vi(int64_t utc_ms, char *out, size_t size);
/* "2024-07-22 07:00:00.000" local time, for logs; OUT needs 24 bytes. */
void clock_format_log(int64_t utc_ms, char *out, size_t size);

/* Reads "2024-07-22", "2024-07-22T07:00", "2024-07-22T07:00:00", "2024-07-22T07:00:00.000" with
 * nothing (local time), "Z" or an offset "+07:00" behind the time. Errors: ERR_INVALID. */
error clock_parse_iso(const char *text, int64_t *utc_ms);

/* Calendar arithmetic on the proleptic Gregorian calendar. */
int64_t date_to_days(date day); /* days since 1970-01-01 */
date date_from_days(int64_t days);
date date_add_days(date day, int64_t days);
int date_weekday(date day); /* 1 Monday … 7 Sunday */

/* Room for 31 days in a month and 12 months in a year: in order, without counting days. Inline:
 * rules compare dates by the dozen for each report. */
static inline int date_compare(date a, date b)
{
    int x = a.year * 512 + a.month * 32 + a.day, y = b.year * 512 + b.month * 32 + b.day;
    return (x > y) - (x < y);
}

/* The same of two dates in an array, for qsort() and bsearch(). */
int date_order(const void *a, const void *b);

date date_earlier(date a, date b);
date date_later(date a, date b);
bool date_is_valid(int year, int month, int day);
/* Reads "2024-07-22" and nothing else. Errors: ERR_INVALID. */
error date_parse(const char *text, date *out);
/* "2024-07-22"; OUT needs 11 bytes. */
void date_format_iso(date day, char *out, size_t size);
/* "22/07/2024"; OUT needs 11 bytes. */
void date_format_vi(date day, char *out, size_t size);
