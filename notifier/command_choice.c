#include "notifier/command_choice.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_LENGTH_MAX = 4096 };

error with_office(const command *cmd, error (*it)(arena *, const office *, const command *))
{
    office at = {0};
    arena *a = arena_new(0);
    error err = a ? office_open(&at, cmd->config) : error_no_memory();
    if (!err.code)
        err = it(a, &at, cmd);
    office_close(&at);
    arena_free(a);
    return err;
}

error choose_profile(const notifier_options *o, const command *cmd, const profile **out)
{
    const char *name = command_get(cmd, "digest");
    *out = name ? notifier_profile(o, name) : &o->profiles[0];
    if (!*out)
        return error_make(ERR_USAGE, _("cấu hình không có bản tin \"%s\""), name);
    return OK;
}

error choose_format(const command *cmd, rendering_format otherwise, rendering_format *out)
{
    const char *word = command_get(cmd, "format");
    *out = otherwise;
    for (int i = 0; word && rendering_codes[i]; i++)
        if (strcmp(rendering_codes[i], word) == 0) {
            *out = (rendering_format)i;
            return OK;
        }
    return word ? error_make(ERR_USAGE, _("--format %s: chỉ có text, html, pdf, xlsx, json, eml"),
                             word)
                : OK;
}

error parse_instant(const char *text, int64_t *utc_ms)
{
    error err = clock_parse_iso(text, utc_ms);
    return err.code ? error_make(ERR_USAGE, "%s", err.text) : OK;
}

static error write_file(const char *dir, const char *name, const void *data, size_t size)
{
    char path[PATH_LENGTH_MAX];
    if (mkdir(dir, 0755) != 0 && errno != EEXIST)
        return error_errno(errno, "%s", dir);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "we");
    if (!file)
        return error_errno(errno, "%s", path);
    bool failed = fwrite(data, 1, size, file) != size;
    if (fclose(file) != 0 || failed)
        return error_errno(errno, "%s", path);
    printf("%s\n", path);
    return OK;
}

error write_rendering(const char *dir, const char *name, const void *data, size_t size, bool binary)
{
    if (dir)
        return write_file(dir, name, data, size);
    if (binary && isatty(STDOUT_FILENO))
        return error_make(ERR_USAGE,
                          _("đây là tệp nhị phân: dùng --out THƯ_MỤC, hoặc chuyển đầu ra vào tệp"));
    return fwrite(data, 1, size, stdout) == size ? OK : error_errno(errno, "stdout");
}
