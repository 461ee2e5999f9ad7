/* digest_sample.h - digests made by hand, for tests of what is done with one. All figures are made
 * up, and every digest says so.
 *
 * Each call gives the same digest again; release it with digest_free(). The program stops when
 * there is no memory. */
#pragma once
#include "notifier/digest/digest_model.h"

/* Everything that a digest can hold, of 22/7/2024: 27 districts, nine departments, hostile text. */
digest *digest_sample(void);

/* Nothing new since the last one. */
digest *digest_sample_quiet(void);

/* The first one, before any unit has reported anything. */
digest *digest_sample_empty(void);
