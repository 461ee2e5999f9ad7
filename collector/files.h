/* files.h - files that appear whole or not at all, and moves that never overwrite. */
#pragma once
#include "base/error.h"

#include <stddef.h>

enum { FILES_PATH_MAX = 4096 };

/* FOLDER/NAME. Errors: ERR_LIMIT. */
error files_join(char out[FILES_PATH_MAX], const char *folder, const char *name);

/* Makes PATH with what is missing above it; one that is there is fine. */
error files_make_folder(const char *path);

/* Writes SIZE bytes to PATH through a temporary name beside it: readers see the old content or the
 * new one, and it is on disk when this returns. */
error files_write(const char *path, const void *data, size_t size);

/* Moves FOLDER/NAME to TARGET as NAME, or as "NAME (2)" before its extension and so on when that is
 * taken there (a file of that name with ".result.txt" or ".errors.csv" behind counts as taken).
 * Durable. PLACE gets the new path. */
error files_move(const char *folder, const char *name, const char *target,
                 char place[FILES_PATH_MAX]);
