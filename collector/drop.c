#include "collector/drop.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/* A name seen in the folder, and since when it stands still. */
typedef struct entry {
    struct entry *next;
    char name[256];
    ino_t inode;
    off_t size;
    struct timespec changed;
    int64_t still_since_ms, held_until_ms;
    bool present, foreign;
} entry;

struct drop {
    char *folder;
    int inotify;
    entry *entries;
    int64_t due_ms;
};

error drop_open(drop **out, const char *folder)
{
    drop *d = calloc(1, sizeof *d);
    if (!d || !(d->folder = strdup(folder))) {
        free(d);
        return error_no_memory();
    }
    signal(SIGIO, SIG_IGN);
    d->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (d->inotify < 0 ||
        inotify_add_watch(d->inotify, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE) < 0) {
        error err = error_errno(errno, _("không theo dõi được thư mục %s"), folder);
        drop_close(d);
        return err;
    }
    *out = d;
    return OK;
}

void drop_close(drop *d)
{
    if (!d)
        return;
    while (d->entries) {
        entry *next = d->entries->next;
        free(d->entries);
        d->entries = next;
    }
    if (d->inotify >= 0)
        close(d->inotify);
    free(d->folder);
    free(d);
}

int drop_fd(const drop *d)
{
    return d->inotify;
}

int64_t drop_due(const drop *d)
{
    return d->due_ms;
}

void drop_retry(drop *d)
{
    for (entry *e = d->entries; e; e = e->next)
        e->held_until_ms = 0;
    d->due_ms = 0;
}

/* ---- names ---------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcasecmp(name + n - m, end) == 0;
}

/* Programs' own temporary names, and what we write here ourselves. */
static bool is_temporary(const char *name)
{
    return name[0] == '.' || name[0] == '~' || ends_with(name, "~") || ends_with(name, ".tmp") ||
           ends_with(name, ".part") || ends_with(name, ".result.txt");
}

static bool is_usable(const char *name)
{
    return ends_with(name, ".csv") && !text_check(name, strlen(name), 255, false).code;
}

/* ---- entries -------------------------------------------------------------------------------- */

static entry *entry_of(drop *d, const char *name)
{
    for (entry *e = d->entries; e; e = e->next)
        if (strcmp(e->name, name) == 0)
            return e;
    entry *e = calloc(1, sizeof *e);
    if (!e || strlen(name) >= sizeof e->name) {
        free(e);
        return NULL;
    }
    strcpy(e->name, name);
    e->next = d->entries;
    return d->entries = e;
}

static void note_stillness(entry *e, const struct stat *st, int64_t now_ms)
{
    if (e->still_since_ms && e->inode == st->st_ino && e->size == st->st_size &&
        e->changed.tv_sec == st->st_mtim.tv_sec && e->changed.tv_nsec == st->st_mtim.tv_nsec)
        return;
    e->inode = st->st_ino;
    e->size = st->st_size;
    e->changed = st->st_mtim;
    e->still_since_ms = now_ms ? now_ms : 1;
    e->held_until_ms = 0;
}

static void see(drop *d, int folder, const char *name, int64_t now_ms)
{
    struct stat st;
    if (is_temporary(name) || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
        S_ISDIR(st.st_mode))
        return;
    entry *e = entry_of(d, name);
    if (!e)
        return;
    e->present = true;
    if (S_ISREG(st.st_mode) && is_usable(name)) {
        note_stillness(e, &st, now_ms);
    } else if (!e->foreign) {
        e->foreign = true;
        log_warn("file-ignored", "name=%s reason=%s", log_value(name),
                 S_ISREG(st.st_mode) ? "not-csv" : "not-a-regular-file");
    }
}

static void forget_absent(drop *d)
{
    for (entry **at = &d->entries; *at;) {
        entry *e = *at;
        if (e->present) {
            at = &e->next;
            continue;
        }
        *at = e->next;
        free(e);
    }
}

/* Older first: a corrected sheet must count after the one that it corrects. */
static bool is_older(const entry *a, const entry *b)
{
    if (a->changed.tv_sec != b->changed.tv_sec)
        return a->changed.tv_sec < b->changed.tv_sec;
    if (a->changed.tv_nsec != b->changed.tv_nsec)
        return a->changed.tv_nsec < b->changed.tv_nsec;
    return strcmp(a->name, b->name) < 0;
}

static void sort_by_age(drop *d)
{
    entry *sorted = NULL;
    while (d->entries) {
        entry *e = d->entries, **at = &sorted;
        d->entries = e->next;
        while (*at && is_older(*at, e))
            at = &(*at)->next;
        e->next = *at;
        *at = e;
    }
    d->entries = sorted;
}

static error read_folder(drop *d, int64_t now_ms)
{
    DIR *folder = opendir(d->folder);
    if (!folder)
        return error_errno(errno, _("không đọc được thư mục %s"), d->folder);
    for (entry *e = d->entries; e; e = e->next)
        e->present = false;
    for (struct dirent *found; (found = readdir(folder));)
        see(d, dirfd(folder), found->d_name, now_ms);
    closedir(folder);
    forget_absent(d);
    sort_by_age(d);
    return OK;
}

/* ---- offering ------------------------------------------------------------------------------- */

/* A read lease is granted only when nobody has the file open for writing. Where there are no
 * leases (another owner's file, network mounts) the stillness alone decides. */
static bool nobody_writes(int fd)
{
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(fd, F_SETLEASE, F_UNLCK);
        return true;
    }
    return errno != EAGAIN;
}

static bool is_as_seen(const entry *e, int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_ino == e->inode &&
           st.st_size == e->size && st.st_mtim.tv_sec == e->changed.tv_sec &&
           st.st_mtim.tv_nsec == e->changed.tv_nsec;
}

static void offer(drop *d, entry *e, int64_t now_ms, drop_fn fn, void *context)
{
    int folder = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd =
        folder < 0 ? -1 : openat(folder, e->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (folder >= 0)
        close(folder);
    if (fd < 0) {
        log_warn("file-not-readable", "name=%s error=%s", log_value(e->name),
                 log_value(strerror(errno)));
        e->held_until_ms = now_ms + DROP_HOLD_MS;
        return;
    }
    if (is_as_seen(e, fd) && nobody_writes(fd) && !fn(context, e->name, fd))
        e->held_until_ms = now_ms + DROP_HOLD_MS;
    close(fd);
}

static bool is_candidate(const entry *e)
{
    return !e->foreign && e->still_since_ms;
}

static void drain(int inotify)
{
    char events[4096];
    while (read(inotify, events, sizeof events) > 0)
        ;
}

error drop_scan(drop *d, int64_t now_ms, drop_fn fn, void *context)
{
    drain(d->inotify);
    d->due_ms = now_ms + DROP_RESCAN_MS;
    TRY(read_folder(d, now_ms));
    for (entry *e = d->entries; e; e = e->next) {
        if (!is_candidate(e) || now_ms < e->held_until_ms)
            continue;
        int64_t ready = e->still_since_ms + DROP_STILL_MS;
        if (now_ms >= ready)
            offer(d, e, now_ms, fn, context);
        else if (ready < d->due_ms)
            d->due_ms = ready;
    }
    return OK;
}
