/* digest_sample_parts.h - what the files of the sample share. */
#pragma once
#include "notifier/digest/digest_model.h"

enum { SAMPLE_DISTRICTS = 27, SAMPLE_DEPARTMENTS = 9, SAMPLE_PERIODS = 12 };

/* By the order of the ranking. */
digest_party sample_district(size_t place);
digest_party sample_department(size_t place);
/* By code or short name; the program stops when there is none. */
digest_party sample_party(const char *code);

exact sample_exact(int64_t amount, unsigned decimals, const char *unit);
exact sample_unknown(const char *unit);
void *sample_room(digest *d, size_t size);
const char *sample_text(digest *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

void sample_add_concerns(digest *d);
void sample_add_indicators(digest *d);
void sample_add_units(digest *d); /* rankings, reportings, heat, tiles */
