/* check_internal.h - a report on its way through the rules; for check*.c alone. */
#pragma once
#include "model/check.h"

typedef struct inspection {
    const report *report;
    const check_context *context;
    const obligation *obligation;
    const unit *unit;
    period period;
    date today;
    verdict verdict;
} inspection;

/* Every rule is a function that returns true to go on, or puts its verdict and returns false. */
bool reject(inspection *i, const char *code, report_part part, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Neither personal identifiers nor state secrets. */
bool content_may_be_carried(inspection *i);

/* Figures, progress and texts. */
bool content_is_right(inspection *i);
