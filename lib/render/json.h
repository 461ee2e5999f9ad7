/* json.h - one JSON document on standard output, for the listings that are not tables. */
#pragma once
#include "base/error.h"

#include <jansson.h>

/* Prints ROOT, indented, and releases it. Errors: ERR_NO_MEMORY when it is NULL, ERR_IO. */
error json_print(json_t *root);
