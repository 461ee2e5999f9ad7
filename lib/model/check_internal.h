/* check_internal.h - a report on its way through the rules; for check*.c alone. */
#pragma once
#include "model/check.h"

typedef struct inspection {
    const report *report;
    const check_context *context;
    const obligation *obligation;
    const unit *unit;
    period period;
    last_days last; /* for reports on the period; only when lateness is judged */
    date today;
    verdict verdict;
} inspection;

/* Every rule is a function that returns true to go on, or puts its verdict and returns false. */
bool reject(inspection *i, const char *code, report_part part, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts a warning. The first one gives the verdict its code; of a further one the words are added,
 * as long as there is room for "late", which comes last. */
void warn(inspection *i, const char *code, report_part part, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* One of the two, or nothing, as HOW says; false: rejected. */
bool object(inspection *i, severity how, const char *code, report_part part, const char *format,
            ...) __attribute__((format(printf, 5, 6)));

/* Neither personal identifiers nor state secrets. */
bool content_may_be_carried(inspection *i);

/* Figures, progress and texts. */
bool content_is_right(inspection *i);

/* Figures against what is on the board. */
bool figure_is_plausible(inspection *i);
