/* sheet_check.h - whether a workbook that was written is whole.
 *
 * libxlsxwriter writes each sheet to a temporary file first, looks at no write's result, and on a
 * full disk packs as much of it as got there. */
#pragma once
#include "base/error.h"

/* Reads the workbook at PATH back: every part is there to its last tag. Errors: ERR_FULL when one
 * is not, ERR_IO when it cannot be unpacked, ERR_NO_MEMORY. */
error sheet_check(const char *path);
