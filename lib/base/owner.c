#include "base/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

/* Another's folder, and we are root: *FOLDER is told. */
static int is_anothers_folder(const char *path, struct stat *folder)
{
    char copy[PATH_ROOM];
    if (geteuid() != 0)
        return 0;
    snprintf(copy, sizeof copy, "%s", path);
    return stat(dirname(copy), folder) == 0 && folder->st_uid != 0;
}

int owner_open(const char *path, int flags, mode_t mode)
{
    struct stat folder;
    int with = flags | O_CLOEXEC | O_NOFOLLOW;
    if (!is_anothers_folder(path, &folder))
        return open(path, with | O_CREAT, mode);
    /* What is there already keeps its owner. */
    int fd = open(path, with | O_CREAT | O_EXCL, mode);
    if (fd < 0)
        return errno == EEXIST && !(flags & O_EXCL) ? open(path, with) : -1;
    if (fchown(fd, folder.st_uid, folder.st_gid) != 0) {
        int number = errno;
        close(fd);
        errno = number;
        return -1;
    }
    return fd;
}

void owner_prepare(const char *path)
{
    struct stat folder;
    if (!is_anothers_folder(path, &folder))
        return;
    int fd = owner_open(path, O_RDWR | O_EXCL, 0644);
    if (fd >= 0)
        close(fd);
}
