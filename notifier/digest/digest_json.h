/* digest_json.h - a digest as JSON (docs/digest.schema.json), there and back without loss.
 *
 * This is the form in which a digest is kept as it was sent: what is read back renders to the same
 * bytes, and freezes to the same text. */
#pragma once
#include "base/error.h"
#include "notifier/digest/digest_model.h"

/* What 166 communes at their worst have to say of 80 obligations takes a quarter of it. */
enum { DIGEST_JSON_MAX = 64 * 1024 * 1024 };

/* Indented, keys in a fixed order, LF line ends; *OUT is the caller's, released by free(). Errors:
 * ERR_INVALID (what it holds cannot be written, and where), ERR_LIMIT over DIGEST_JSON_MAX bytes,
 * ERR_NO_MEMORY. */
error digest_to_json(const digest *d, char **out);

/* Reads what digest_to_json() wrote, strictly: a key that is missing or unknown, another type, a
 * number or time in another writing is an error. Errors: ERR_INVALID with what is wrong and where,
 * ERR_NEWER, ERR_LIMIT, ERR_NO_MEMORY. On success *OUT is the caller's. */
error digest_from_json(digest **out, const char *json);
