/* sheet_name.h - names that spreadsheet programs take for a sheet. */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* WISH as the name of a sheet beside those that are TAKEN (compared without regard to capitals, as
 * Excel does): at most 31 characters as UTF-16 counts them, cut with "…"; none of []:*?/\' or of
 * what cannot be seen; not "History", which Excel keeps for itself. A name that is taken gets a
 * number: "Chỉ tiêu (2)". In arena A; NULL: no memory. */
typedef bool (*sheet_name_taken)(const void *context, const char *name);
char *sheet_name_fit(arena *a, const char *wish, sheet_name_taken taken, const void *context);

/* Whether both are one name to Excel. Scratch in arena A. */
bool sheet_name_same(arena *a, const char *one, const char *other);
