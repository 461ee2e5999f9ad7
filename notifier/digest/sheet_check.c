#include "notifier/digest/sheet_check.h"

#include "base/i18n.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unzip.h>

enum { NAME_MAX_BYTES = 128 };

static error cannot_unpack(void)
{
    return error_make(ERR_IO, _("không đọc lại được bảng tính vừa lập"));
}

/* "<?xml …?><root …>…</root>": whether what the root begins it also ends. */
static bool is_whole(const char *xml, size_t size)
{
    const char *root = strstr(xml, "?>");
    root = root ? strchr(root, '<') : NULL;
    const char *opened = root ? strchr(root, '>') : NULL;
    if (!opened)
        return false;
    if (opened[-1] == '/')
        return true;
    int name = (int)strcspn(root + 1, " >");
    char end[NAME_MAX_BYTES];
    snprintf(end, sizeof end, "</%.*s>", name, root + 1);
    while (size && strchr("\r\n", xml[size - 1]))
        size--;
    size_t length = strlen(end);
    return size >= length && memcmp(xml + size - length, end, length) == 0;
}

/* The current part, with a 0 behind it; the caller's. */
static error read_part(unzFile zip, size_t size, char **out)
{
    char *data = malloc(size + 1);
    size_t have = 0;
    int n;
    if (!data)
        return error_no_memory();
    while (have < size && (n = unzReadCurrentFile(zip, data + have, (unsigned)(size - have))) > 0)
        have += (size_t)n;
    data[have] = '\0';
    *out = data;
    return have == size ? OK : cannot_unpack();
}

static error check_part(unzFile zip)
{
    unz_file_info info;
    char name[NAME_MAX_BYTES] = "", *xml = NULL;
    if (unzGetCurrentFileInfo(zip, &info, name, sizeof name - 1, NULL, 0, NULL, 0) != UNZ_OK ||
        unzOpenCurrentFile(zip) != UNZ_OK)
        return cannot_unpack();
    error err = read_part(zip, info.uncompressed_size, &xml);
    if (unzCloseCurrentFile(zip) != UNZ_OK && !err.code) /* its checksum */
        err = cannot_unpack();
    if (!err.code && !is_whole(xml, info.uncompressed_size))
        err =
            error_make(ERR_FULL, _("bảng tính thiếu phần cuối của %s: thư mục tạm hết chỗ"), name);
    free(xml);
    return err;
}

error sheet_check(const char *path)
{
    unzFile zip = unzOpen(path);
    if (!zip)
        return cannot_unpack();
    error err = OK;
    int at = unzGoToFirstFile(zip);
    for (; at == UNZ_OK && !err.code; at = unzGoToNextFile(zip))
        err = check_part(zip);
    unzClose(zip);
    return !err.code && at != UNZ_END_OF_LIST_OF_FILE ? cannot_unpack() : err;
}
