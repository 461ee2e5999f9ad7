/* digest_gap.h - what a digest does not hold because it could not be made: its reader is told which
 * part, and the operator why. */
#pragma once
#include "base/error.h"
#include "notifier/digest/digest_model.h"

/* Why, in words for people who do not run the machine: "máy chủ hết bộ nhớ". */
const char *digest_gap_reason(error_code code);

/* Adds LINE, a whole sentence, to D's gaps unless it is there, and writes PART and REASON into the
 * log. LINE NULL is ERR_NO_MEMORY. */
error digest_add_gap(digest *d, const char *line, const char *part, const char *reason);
