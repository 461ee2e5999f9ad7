/* discipline.h - completeness and timeliness of a unit's reports (nề nếp báo cáo).
 *
 * Each report that had to be there is exactly one of missing, rejected, returned, late or on time.
 * Its first receipt decides whether it was on time, to the local day: a later correction never
 * makes it late, nor does it mend a late one. "Nothing to report" is a report. */
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
    size_t expected; /* actual + missing + returned + rejected */
    size_t actual;   /* on_time + late */
    size_t on_time;  /* within the grace days too */
    size_t missing, late, returned, rejected;
    size_t corrected; /* how many were corrected, however often */
    size_t nothing;   /* how many said that there is nothing to report */
    size_t unscored;  /* on time, but not scored (discipline_is_scored) */
} discipline;

/* What became of the report that U owed on O for P; SAID may be NULL (nothing came), REJECTED tells
 * whether something was refused and not mended: it counts when nothing else came. */
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

/* DHIS2's names for these figures, as others read them, by discipline_measure; NULL at the end. */
typedef enum discipline_measure {
    EXPECTED_REPORTS,       /* expected */
    ACTUAL_REPORTS,         /* actual */
    ACTUAL_REPORTS_ON_TIME, /* on_time */
    REPORTING_RATE,         /* actual / expected */
    REPORTING_RATE_ON_TIME, /* on_time / expected */
    DISCIPLINE_MEASURES,
} discipline_measure;
extern const char *const discipline_names[DISCIPLINE_MEASURES + 1];
/* Counts as they are, rates in 10^-2 percent; false for a rate when nothing was expected. */
bool discipline_value(const discipline *d, discipline_measure m, int64_t *value);

/* Warnings of figures that are worth no score until somebody confirms them. */
extern const char DISCIPLINE_EARLY_ZERO[];     /* "early-zero" */
extern const char DISCIPLINE_REPEATED_VALUE[]; /* "repeated-value" */
/* Whether SAID is worth a score: it carries neither of them, or was confirmed. */
bool discipline_is_scored(const point *said);

/* 0 (or nothing of whatever there is) received before the last day of the period was over: it may
 * be true, or a form sent empty to be on time. Where reports are due before the closing day, every
 * 0 that is on time is one. */
bool discipline_is_early_zero(const obligation *o, const point *said);
/* Exactly the figure of the period just before. Neither 0 nor all there is (100 % of a ratio, the
 * highest value allowed) is one: those stay as they are for good reason. BEFORE may be NULL. */
bool discipline_is_repeated(const obligation *o, const point *before, const point *said);

/* Periods in a row, up to the last one due, for which everything owed was there on time. WHOLE[i]
 * tells it for the i-th last period. */
size_t discipline_streak(const bool *whole, size_t count);
