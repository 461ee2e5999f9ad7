#include "store/log_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

/* SQLite's file layer for Unix cannot write 128 KiB at once: it takes the size modulo that, and
 * calls the disk full. */
enum { GATHERED_MAX = 64 * 1024 };

/* SQLite's handle of an open log; the system's own lies behind it in memory. */
typedef struct log_file {
    sqlite3_file base;
    sqlite3_file *real;
    char *gathered;
    sqlite3_int64 at; /* where GATHERED begins in the file */
    int size;
} log_file;

static sqlite3_vfs layer, *below;

static log_file *of(sqlite3_file *file)
{
    return (log_file *)file;
}

/* ---- one log --------------------------------------------------------------------------------- */

/* What cannot be written is forgotten: SQLite hears of it, and rolls back. */
static int put_down(log_file *f)
{
    int size = f->size;
    f->size = 0;
    return size ? f->real->pMethods->xWrite(f->real, f->gathered, size, f->at) : SQLITE_OK;
}

static int log_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    log_file *f = of(file);
    bool follows = f->at + f->size == at && f->size + size <= GATHERED_MAX;
    if (f->size && !follows) {
        int rc = put_down(f);
        if (rc != SQLITE_OK)
            return rc;
    }
    if (size > GATHERED_MAX)
        return f->real->pMethods->xWrite(f->real, bytes, size, at);
    if (!f->size)
        f->at = at;
    memcpy(f->gathered + f->size, bytes, (size_t)size);
    f->size += size;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    int rc = put_down(of(file));
    return rc == SQLITE_OK ? of(file)->real->pMethods->xRead(of(file)->real, bytes, size, at) : rc;
}

static int log_sync(sqlite3_file *file, int flags)
{
    int rc = put_down(of(file));
    return rc == SQLITE_OK ? of(file)->real->pMethods->xSync(of(file)->real, flags) : rc;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int rc = put_down(of(file));
    return rc == SQLITE_OK ? of(file)->real->pMethods->xTruncate(of(file)->real, size) : rc;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    int rc = put_down(of(file));
    return rc == SQLITE_OK ? of(file)->real->pMethods->xFileSize(of(file)->real, size) : rc;
}

static int log_close(sqlite3_file *file)
{
    int written = put_down(of(file)), rc = of(file)->real->pMethods->xClose(of(file)->real);
    sqlite3_free(of(file)->gathered);
    return written != SQLITE_OK ? written : rc;
}

static int log_lock(sqlite3_file *file, int kind)
{
    return of(file)->real->pMethods->xLock(of(file)->real, kind);
}

static int log_unlock(sqlite3_file *file, int kind)
{
    return of(file)->real->pMethods->xUnlock(of(file)->real, kind);
}

static int log_check_lock(sqlite3_file *file, int *held)
{
    return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, held);
}

static int log_control(sqlite3_file *file, int what, void *argument)
{
    return of(file)->real->pMethods->xFileControl(of(file)->real, what, argument);
}

static int log_sector(sqlite3_file *file)
{
    return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int log_traits(sqlite3_file *file)
{
    return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_traits,
};

/* ---- opening --------------------------------------------------------------------------------- */

static int open_log(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
    log_file *f = of(file);
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL))
        return below->xOpen(below, name, file, flags, got);
    *f = (log_file){.real = (sqlite3_file *)(f + 1), .gathered = sqlite3_malloc(GATHERED_MAX)};
    int rc = f->gathered ? below->xOpen(below, name, f->real, flags, got) : SQLITE_NOMEM;
    if (rc == SQLITE_OK) {
        f->base.pMethods = &log_methods;
        return SQLITE_OK;
    }
    sqlite3_free(f->gathered);
    return rc;
}

static int registered;

static void add_layer(void)
{
    if (sqlite3_initialize() != SQLITE_OK || !(below = sqlite3_vfs_find(NULL)))
        return;
    layer = *below; /* all but opening is the system's own */
    layer.pNext = NULL;
    layer.zName = "tiendo-log";
    layer.szOsFile = below->szOsFile + (int)sizeof(log_file);
    layer.xOpen = open_log;
    registered = sqlite3_vfs_register(&layer, 0) == SQLITE_OK;
}

error log_vfs_use(const char **name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, add_layer);
    *name = layer.zName;
    return registered ? OK : error_make(ERR_INTERNAL, "SQLite takes no layer for its log");
}
