/* status.h - where a unit, or the province, stands with one obligation on one day, and why.
 *
 * Pure: the reports and the day come as arguments. The first of these that holds is the status:
 *
 *  1. NOT_APPLICABLE  the unit does not report on it.
 *  2. DONE            the target is reached (without rounding), and was when it was measured;
 *     DONE_LATE       reached only after. What was reached has to hold still, except that a new
 *                     year's flow takes nothing from the year before. A task is in time when what
 *                     says so came by the deadline or tells of a period that closed by it.
 *  3. OVERDUE         not reached, the deadline is past, and what measures it was said or is past
 *                     its due date. A task is overdue the day after its deadline.
 *  4. RETURNED        the report of the last period that is due was sent back,
 *     SILENT          or is not there; a period is due from the day after its due date.
 *  5. NOT_DUE         nothing is due yet and nothing was said.
 *  6. NO_TARGET       there is nothing to compare with.
 *  7. without a deadline ON_TRACK; AT_RISK when each of the last three reports moved away from the
 *     target. With a deadline, from three reports on: BEHIND when the forecast misses it and the
 *     last value lies below its path by more than a tenth of the whole way, AT_RISK when only the
 *     forecast misses it, else ON_TRACK. With fewer reports AT_RISK when it lies that far below.
 *     A blocked task is AT_RISK at least. Reports without any value are ON_TRACK.
 *
 * The path is the straight one from the first comparable report to the target on the deadline. The
 * forecast's pace is that of the last six reports or, when there are more, of the last 155 days.
 *
 * What was sent back counts as not said. "Nothing to report" is a report, but no value; so is a
 * ratio with denominator 0. The province's figure for a period counts when every unit is in it or
 * the period was due; with some units missing, few incidents are no success. A target of a task is
 * 100 %. Reasons: docs/decisions.md. */
#pragma once
#include "model/catalogue.h"
#include "model/report.h"
#include "model/rollup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum status {
    STATUS_DONE = 1,       /* hoàn thành */
    STATUS_DONE_LATE,      /* hoàn thành quá hạn */
    STATUS_ON_TRACK,       /* đúng tiến độ */
    STATUS_AT_RISK,        /* có nguy cơ chậm: at its pace it will miss the deadline */
    STATUS_BEHIND,         /* chậm tiến độ: and already lies below its path */
    STATUS_OVERDUE,        /* quá hạn */
    STATUS_SILENT,         /* chưa báo cáo: nothing for the last period that is due */
    STATUS_REPORTED_LATE,  /* báo cáo chậm */
    STATUS_RETURNED,       /* trả lại để bổ sung */
    STATUS_NOT_DUE,        /* chưa đến kỳ báo cáo */
    STATUS_NO_TARGET,      /* chưa giao chỉ tiêu */
    STATUS_NOT_APPLICABLE, /* không áp dụng */
} status;

/* What a unit said for one period of an obligation, without breakdown. */
typedef struct point {
    period period;
    report_kind kind; /* REPORT_FIGURE, REPORT_TASK or REPORT_NOTHING */
    figure figure;    /* a sum over units for the province */
    size_t units;     /* how many units are in it: 1 for a unit's own */
    size_t expected;  /* how many had to be */
    unsigned percent; /* REPORT_TASK; for the province, units done * 100 / expected */
    task_state state;
    int64_t first_ms;    /* first receipt: decides whether it was on time */
    int64_t last_ms;     /* receipt of what counts now */
    int64_t observed_ms; /* when it was true, by the unit; 0: not said */
    int64_t report;      /* its id in the store; 0 for the province */
    unsigned corrections;
    bool returned;       /* sent back for completion, nothing since */
    bool unconfirmed;    /* carries a warning that nobody has confirmed */
    const char *warning; /* its code, "" for none */
} point;

/* One unit's (or the province's) reports on one obligation, oldest period first, no two of the same
 * period; of a flow, each for its own period. */
typedef struct series {
    const point *points;
    size_t count;
} series;

enum { STATUS_REASON_MAX = 400, PACE_DECIMALS = 6 };

typedef struct judgement {
    status status;
    status reporting;  /* of the last period that is due: ON_TRACK (in time), REPORTED_LATE, SILENT,
                          RETURNED, NOT_DUE or NOT_APPLICABLE */
    period due_period; /* that period; kind 0: none is due yet */
    const point *now;  /* of the series: where it stands; NULL: nowhere yet */
    bool has_value;
    rollup stands; /* where it stands, exactly: the last figure, or a flow's sum in its year; empty
                      for a task */
    int64_t value; /* where it stands, 10^-TARGET_DECIMALS of the measure unit */
    bool has_percent;
    int64_t percent;      /* of the target (or of the task), whole percent, may be above 100 */
    int64_t path_percent; /* where the straight path lies on the last report's day, of the target; 0
                             when there is none to be compared with */
    int64_t days_left;    /* to the deadline; below 0 when past; 0 without one (see has_deadline) */
    bool has_deadline;
    bool has_pace;
    int64_t needed_pace; /* per day to reach the target on the last day, 10^-PACE_DECIMALS of the
                            measure unit (points of percent for a ratio or task); 0 without a
                            deadline to come, with has_pace or not */
    int64_t actual_pace; /* the unit's own, robust to one odd report */
    bool has_expected;
    date expected;          /* day on which the target is reached at the actual pace; may lie before
                               the judgement's day when the last report fell below the line */
    bool comparison_broken; /* definition or area changed within the series; only what came after
                               counts */
    char reason[STATUS_REASON_MAX]; /* one sentence with its figures, in the language of the run */
} judgement;

/* Judges U (NULL: the province as a whole) for O on TODAY, by what is known then. */
judgement status_judge(const catalogue *c, const obligation *o, const unit *u, series said,
                       date today);

/* "done", "done_late", …; and "hoàn thành", …, translated. */
const char *status_code(status s);
const char *status_name(status s);
/* 0 when CODE is none. */
status status_parse(const char *code);

/* Most urgent first: overdue, behind, at risk, silent, returned, …, done. */
int status_urgency(status s);

/* The period in whose window a target due on DEADLINE is measured: one due on 31/12/2024 shows in
 * January 2025's figures (15/12/2024 to 14/01/2025). A flow adds up within its reporting year and
 * is measured by that year's last period at the latest: December 2024's. What is reported
 * half-yearly or less often is measured by the last period that closes by the deadline: the next
 * would come too late. */
period status_measuring_period(const obligation *o, date deadline);
