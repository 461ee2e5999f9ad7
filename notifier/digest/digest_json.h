/* digest_json.h - a digest as JSON (docs/digest.schema.json), there and back without loss. */
#pragma once
#include "base/error.h"
#include "notifier/digest/digest_model.h"

/* Indented, keys in a fixed order, LF line ends; *OUT is the caller's, released by free(). */
error digest_to_json(const digest *d, char **out);

/* Errors: ERR_INVALID with what is wrong and where. On success *OUT is the caller's. */
error digest_from_json(digest **out, const char *json);
