/* discipline.h - completeness and timeliness of a unit's reports (nề nếp báo cáo).
 *
 * Counts by DHIS2's names, so that its rates can be computed from them: EXPECTED_REPORTS,
 * ACTUAL_REPORTS, ACTUAL_REPORTS_ON_TIME, REPORTING_RATE, REPORTING_RATE_ON_TIME. */
#pragma once
#include "model/status.h"

/* One report that had to be there: one unit, one obligation, one period that is due. */
typedef enum attendance {
    ATTENDANCE_MISSING = 1,
    ATTENDANCE_ON_TIME,
    ATTENDANCE_LATE,
    ATTENDANCE_RETURNED, /* sent back, not completed yet */
    ATTENDANCE_REJECTED, /* tried, and every try was refused */
} attendance;

typedef struct discipline {
    size_t expected, actual, on_time;
    size_t missing, late, returned, rejected, corrected, nothing;
    size_t
        unscored; /* there, but not scored: an early zero or last period's value, not confirmed */
} discipline;

/* What became of the report that U owed on O for P; SAID may be NULL (nothing came), REJECTED tells
 * whether something was refused and not mended. */
attendance discipline_attendance(const catalogue *c, const obligation *o, const unit *u, period p,
                                 const point *said, bool rejected);

/* Adds one report that had to be there. */
void discipline_add(discipline *d, attendance a, const point *said);
void discipline_merge(discipline *d, const discipline *more);

/* Rates in 10^-2 percent (10,000 is all), rounded half away from zero; false when nothing was
 * expected. */
bool discipline_reporting_rate(const discipline *d, int64_t *rate);
bool discipline_on_time_rate(const discipline *d, int64_t *rate);
/* On time and scored: what counts for a unit's rank. */
bool discipline_scored_rate(const discipline *d, int64_t *rate);

/* Whether a figure is worth no score until somebody confirms it: an early zero (0 reported before
 * the period closed) or exactly the value of the period before. */
bool discipline_is_early_zero(const obligation *o, const point *said);
bool discipline_is_repeated(const obligation *o, const point *before, const point *said);

/* Periods in a row, up to the last one due, for which everything owed was there on time. WHOLE[i]
 * tells it for the i-th last period. */
size_t discipline_streak(const bool *whole, size_t count);
