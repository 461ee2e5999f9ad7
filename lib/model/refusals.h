/* refusals.h - reports that were refused and that nobody has mended since: who tried, on what, for
 * which period. One thread at a time. */
#pragma once
#include "model/period.h"

#include <stdbool.h>

typedef struct refusals refusals;

refusals *refusals_new(void); /* NULL: no memory */
void refusals_free(refusals *r);

/* Adds one; strings are copied, the same twice is one. False: no memory. */
bool refusals_add(refusals *r, const char *unit, const char *obligation, const char *period_code);

/* Whether UNIT tried to report on OBLIGATION for P and was refused. R may be NULL: nobody was. */
bool refusals_has(const refusals *r, const char *unit, const char *obligation, period p);
