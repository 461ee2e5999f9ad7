/* command_choice.h - what several verbs take from their options. */
#pragma once
#include "base/command.h"
#include "base/error.h"
#include "notifier/composition.h"
#include "notifier/office.h"

/* Opens what CMD's configuration names, does IT with an arena, and closes everything. */
error with_office(const command *cmd, error (*it)(arena *, const office *, const command *));

/* The profile that --digest names; the first one without. */
error choose_profile(const notifier_options *o, const command *cmd, const profile **out);

/* What --format names; OTHERWISE without. */
error choose_format(const command *cmd, rendering_format otherwise, rendering_format *out);

/* The instant that the value TEXT of an option means. Errors: ERR_USAGE. */
error parse_instant(const char *text, int64_t *utc_ms);

/* Writes DATA to DIR/NAME, or, with DIR NULL, to standard output; BINARY data not to a terminal. */
error write_rendering(const char *dir, const char *name, const void *data, size_t size,
                      bool binary);
