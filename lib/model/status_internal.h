/* status_internal.h - a judgement in the making; shared by the sources of status.h only. */
#pragma once
#include "model/forecast.h"
#include "model/rollup.h"
#include "model/status.h"

enum {
    PERCENT = 100,
    PERCENT_DECIMALS = 6, /* of percentages while they are compared and drawn through */
    SURE_SAMPLES = 3,     /* from so many on the forecast decides, below only the path */
    PATH_MARGIN = 10,     /* percent of the whole way that a value may lie below its path */
    RECENT_REPORTS = 6,   /* the pace is that of so many last reports at least, */
    RECENT_DAYS = 155,    /* and of all within so many days: six months' closing days */
    DRIFTING_REPORTS = 3, /* so many in a row, each further from the target than the one before */
};

/* Where the unit or the province stood by one of the points. */
typedef struct position {
    size_t index;   /* of the point */
    rollup figure;  /* of a flow since its year began; empty for a task */
    int64_t amount; /* 10^-decimals, see judging */
    bool reached;   /* the target, compared without rounding */
    date day;       /* of which it tells */
} position;

typedef struct judging {
    const catalogue *catalogue;
    const obligation *obligation;
    const unit *unit; /* NULL: the province */
    series said;
    date today;
    terms terms;       /* with a task's target of 100 % */
    unsigned decimals; /* of amounts, GOAL and samples */
    int64_t goal;
    period measuring; /* when there is a deadline */
    date measured_by; /* its due date */

    bool has_now;
    position now;       /* what is judged */
    size_t reached_at;  /* when NOW reaches: the point since which it does without a break */
    bool in_time;       /* when NOW reaches: and did when it was measured */
    size_t drifting;    /* last reports in a row that moved away from the target */
    sample start;       /* the first one that can be compared with NOW */
    size_t start_index; /* its point */
    sample samples[FORECAST_SAMPLES_MAX]; /* the last ones, oldest first */
    size_t sample_count;
    forecast line;
    bool below_path;     /* by more than PATH_MARGIN */
    int64_t behind_path; /* by how much, 10^-decimals */
    int64_t path;        /* where it is on NOW's day, 10^-decimals */
    const point *due;    /* what was said for the last period that is due; NULL: nothing */

    judgement out;
} judging;

bool judging_is_task(const judging *j);
/* Whether its figures add up within the reporting year. */
bool judging_is_flow(const judging *j);
/* Whether there are reports enough for a forecast. */
bool judging_is_sure(const judging *j);
/* Whether UNIT (or anybody, for the province) has to report on DAY. */
bool judging_owes_on(const judging *j, date day);
/* The last day for P without and with grace; for the province of the level that has longest. */
date judging_due_date(const judging *j, period p);
date judging_on_time_until(const judging *j, period p);
/* Whether the point was there at all on the day of the judgement. */
bool judging_knows(const judging *j, const point *p);

/* AT's value with DECIMALS; false when there is none to show (denominator 0). */
bool judging_amount(const judging *j, const position *at, unsigned decimals, int64_t *out);
/* Fills everything from has_now to behind_path from the points. */
void judging_read_series(judging *j);
/* Whether a figure of the deadline or later has been said, for the measuring period or later. */
bool judging_is_measured(const judging *j);

/* Writes out.reason. */
void judging_explain(judging *j);
