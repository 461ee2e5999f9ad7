#include "collector/files.h"

#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUFFIX_MAX = 100000, BASE_NAME_MAX = 220 };

error files_join(char out[FILES_PATH_MAX], const char *folder, const char *name)
{
    int n = snprintf(out, FILES_PATH_MAX, "%s/%s", folder, name);
    return n > 0 && n < FILES_PATH_MAX ? OK
                                       : error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), folder);
}

error files_make_folder(const char *path)
{
    char part[FILES_PATH_MAX];
    int n = snprintf(part, sizeof part, "%s", path);
    if (n <= 0 || n >= (int)sizeof part)
        return error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
            return error_errno(errno, "mkdir %s", part);
        *slash = '/';
    }
    struct stat st;
    if (mkdir(path, 0750) != 0 && errno != EEXIST)
        return error_errno(errno, _("không tạo được thư mục %s"), path);
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return error_make(ERR_EXISTS, _("%s không phải thư mục; đổi tên tệp đó hoặc sửa cấu hình"),
                          path);
    return OK;
}

static error sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(errno, "%s", path);
    /* Some network file systems cannot sync a folder; there is nothing more to do there. */
    error err = fsync(fd) != 0 && errno != EINVAL ? error_errno(errno, "%s", path) : OK;
    close(fd);
    return err;
}

static error sync_folder_of(const char *path)
{
    char folder[FILES_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (!slash)
        return sync_folder(".");
    *slash = '\0';
    return sync_folder(*folder ? folder : "/");
}

static error write_whole(int fd, const char *path, const void *data, size_t size)
{
    const char *at = data;
    while (size) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_errno(errno, _("không ghi được %s"), path);
        at += n;
        size -= (size_t)n;
    }
    return fsync(fd) == 0 ? OK : error_errno(errno, _("không ghi được %s"), path);
}

error files_write(const char *path, const void *data, size_t size)
{
    char temporary[FILES_PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.tmp", path);
    if (n <= 0 || n >= (int)sizeof temporary)
        return error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (fd < 0)
        return error_errno(errno, _("không ghi được %s"), temporary);
    error err = write_whole(fd, path, data, size);
    close(fd);
    if (!err.code && rename(temporary, path) != 0)
        err = error_errno(errno, _("không ghi được %s"), path);
    if (err.code) {
        unlink(temporary);
        return err;
    }
    return sync_folder_of(path);
}

static bool exists(const char *path, const char *suffix)
{
    char whole[FILES_PATH_MAX + 16];
    struct stat st;
    snprintf(whole, sizeof whole, "%s%s", path, suffix);
    return lstat(whole, &st) == 0;
}

static bool is_taken(const char *path)
{
    return exists(path, "") || exists(path, ".result.txt") || exists(path, ".errors.csv");
}

/* A name in TARGET that nothing has: long ones are cut, so that what stands beside them fits. */
static error free_name(const char *target, const char *name, char place[FILES_PATH_MAX])
{
    const char *dot = strrchr(name, '.');
    size_t base = dot && dot != name ? (size_t)(dot - name) : strlen(name);
    const char *extension = name + base;
    size_t kept = text_clip(name, BASE_NAME_MAX);
    if (kept > base)
        kept = base;
    for (int i = 1; i < SUFFIX_MAX; i++) {
        char number[16] = "";
        if (i > 1)
            snprintf(number, sizeof number, " (%d)", i);
        int n = snprintf(place, FILES_PATH_MAX, "%s/%.*s%s%s", target, (int)kept, name, number,
                         extension);
        if (n <= 0 || n >= FILES_PATH_MAX)
            return error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), target);
        if (!is_taken(place))
            return OK;
    }
    return error_make(ERR_EXISTS, _("%s: có quá nhiều tệp tên %s; dọn bớt thư mục"), target, name);
}

error files_move(const char *folder, const char *name, const char *target,
                 char place[FILES_PATH_MAX])
{
    char from[FILES_PATH_MAX];
    TRY(files_join(from, folder, name));
    TRY(free_name(target, name, place));
    if (renameat2(AT_FDCWD, from, AT_FDCWD, place, RENAME_NOREPLACE) != 0 &&
        (errno != EINVAL || rename(from, place) != 0)) /* EINVAL: not on this file system */
        return error_errno(errno, _("không chuyển được %s vào %s"), from, target);
    TRY(sync_folder(target));
    return sync_folder(folder);
}
