/* readership.h - who reads what: which digests and which routes of alerts reach somebody, given as
 * an address, the code of a role or the name of a channel. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/office.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether what goes to NAME (a role or channel of the configuration) reaches WHO at AT_MS. */
error readership_has(const office *at, arena *a, const char *name, const char *who, int64_t at_ms,
                     bool *has);

/* The routes of alerts that reach WHO at AT_MS, a bit each. */
error readership_routes(const office *at, arena *a, const char *who, int64_t at_ms,
                        unsigned *routes);

/* Whether P, or (DRAFT) its draft for approval, reaches WHO at AT_MS. */
error readership_profile(const office *at, arena *a, const profile *p, bool draft, const char *who,
                         int64_t at_ms, bool *has);
