/* worst_province.h - a province at its worst: 27 districts, 80 obligations, everything late, one
 * district silent, names and texts as long as they come. Simulated, and every digest says so. */
#pragma once
#include "notifier/digest/digest_model.h"

/* What its reader is told on 22/07/2024 with a digest a week ago, built from a real store. The
 * program stops when it cannot be made. Release it with digest_free(). */
digest *worst_digest(digest_depth depth);

/* The same of so many UNITS, as there are after districts became communes. */
digest *worst_digest_of(int units, digest_depth depth);
