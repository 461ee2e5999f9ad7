/* channel_check.h - whether the ways out lead anywhere: for `check`, and at the start. */
#pragma once
#include "base/error.h"
#include "notifier/notifier_settings.h"

/* Connects to every channel, checks certificates, logs in, and sends nothing; prints a line for
 * each. Errors: ERR_NETWORK when one does not answer as it should. */
error channel_check_all(const notifier_options *o);

/* Warns, in the log, of a certificate for signing that has expired or will soon. */
void channel_check_log(const notifier_options *o);
