/* csv.h - the bytes of a CSV file as rows of cells with their line numbers.
 *
 * UTF-8, a byte order mark is tolerated; comma or semicolon, found from the first line; quotes as
 * in RFC 4180; any line ends; lines without content are skipped. */
#pragma once
#include "base/arena.h"
#include "collector/fault.h"

#include <stddef.h>

enum { CSV_BYTES_MAX = 16 * 1024 * 1024, CSV_ROWS_MAX = 100000, CSV_COLUMNS_MAX = 64 };

typedef struct csv_row {
    unsigned line; /* of its first byte */
    size_t count;
    const char *const *cells; /* trimmed; never NULL */
} csv_row;

typedef struct csv_table {
    const csv_row *rows; /* the header first */
    size_t count;
} csv_table;

/* Reads DATA into arena A. A file that cannot be read at all is ERR_INVALID or ERR_LIMIT with
 * *WHY filled; else ERR_NO_MEMORY. */
error csv_read(arena *a, const void *data, size_t size, csv_table *out, fault *why);
