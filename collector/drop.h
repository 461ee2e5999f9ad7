/* drop.h - the drop folder: which files in it are whole and ready to be taken.
 *
 * A file is left alone until its size and time have stood still for a second and no process has
 * it open for writing. Symbolic links and whatever is not a regular file are not followed.
 * Besides being told by inotify, the folder is read anew every few seconds, because changes on a
 * network mount are not told. Times are monotonic milliseconds. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { DROP_STILL_MS = 1000, DROP_RESCAN_MS = 5000, DROP_HOLD_MS = 60000 };

typedef struct drop drop;

/* A file that is ready: NAME in the folder, open for reading as FD, which drop closes. True: taken
 * (moved away); false: it must wait, and is offered again after DROP_HOLD_MS or drop_retry(). */
typedef bool (*drop_fn)(void *context, const char *name, int fd);

/* Watches FOLDER. SIGIO is ignored from then on: the kernel would send it for the read leases by
 * which writers are found. Errors: ERR_IO, ERR_NOT_FOUND. */
error drop_open(drop **out, const char *folder);
void drop_close(drop *d);

/* Readable when something changed in the folder. */
int drop_fd(const drop *d);

/* Looks at the folder and offers what is ready to FN. */
error drop_scan(drop *d, int64_t now_ms, drop_fn fn, void *context);

/* When drop_scan() is due. */
int64_t drop_due(const drop *d);

/* Files that had to wait are offered again at the next scan, which is due now. */
void drop_retry(drop *d);
