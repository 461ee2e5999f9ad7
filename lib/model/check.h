/* check.h - whether a report can be used, and if not, why and what to do.
 *
 * The same rules at the unit, before a report leaves, and at the province, before it is stored.
 * Pure: the time and the speaker come as arguments. */
#pragma once
#include "model/catalogue.h"
#include "model/report.h"

typedef enum outcome { ACCEPTED = 1, ACCEPTED_WITH_WARNING, REJECTED } outcome;

/* The part of a report that a verdict is about, so that a file's column can be named. */
typedef enum report_part {
    PART_NONE,
    PART_UNIT,
    PART_OBLIGATION,
    PART_PERIOD,
    PART_VALUE,
    PART_NUMERATOR,
    PART_DENOMINATOR,
    PART_BREAKDOWN,
    PART_PERCENT,
    PART_STATE,
    PART_TEXT,
    PART_ADDRESSED_TO,
    PART_OBSERVED_AT,
    PART_SECRECY,
} report_part;

enum { VERDICT_MESSAGE_MAX = 400 };

typedef struct verdict {
    outcome outcome;
    const char *code; /* "accepted", "late", "unknown-obligation", …: a constant */
    report_part part;
    char message[VERDICT_MESSAGE_MAX]; /* what, which value, what to do; Vietnamese; "" if accepted
                                        */
} verdict;

/* A locked period that an operator opened again; "" stands for every unit or obligation. */
typedef struct reopened {
    const char *unit, *obligation;
    period period;
    date until; /* the last day */
} reopened;

typedef struct check_context {
    const catalogue *catalogue;
    const char *speaker; /* code of the unit whose key it is; it speaks for its subtree */
    int64_t now_ms;      /* the province's clock, or the unit's own before sending */
    bool judge_lateness; /* only the province does: lateness, and locked periods */
    const reopened *reopened;
    size_t reopened_count;
    const struct board *board; /* what was said before, over the same catalogue; NULL at a unit,
                           which does not know it: the rules that compare are then left out */
} check_context;

verdict check_report(const report *r, const check_context *context);

/* Whether TEXT has what the system does not carry: a personal identifier or a mark of secrecy. It
 * must then be neither stored nor repeated. */
bool check_text_is_barred(const char *text);
/* Whether V refuses a report for having such content. */
bool verdict_bars_content(const verdict *v);
/* What is said to who declares content secret. */
const char *check_secret_notice(void);

/* A verdict of rejection, for callers with rules of their own. */
verdict verdict_reject(const char *code, report_part part, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
