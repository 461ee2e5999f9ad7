#include "collector/options.h"

#include "base/i18n.h"
#include "base/settings.h"
#include "collector/files.h"
#include "model/report.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>

enum { RETRY_DEFAULT_S = 60, RETRY_MAX_S = 3600, PATH_BYTES_MAX = 3000 };

struct options_memory {
    settings *file;
    char *outbox;
};

static const settings_key keys[] = {
    {"unit", SETTINGS_STRING, offsetof(options, unit), true, 1, REPORT_CODE_MAX, NULL},
    {"server", SETTINGS_STRING, offsetof(options, server), true, 1, 255, NULL},
    {"server_key_file", SETTINGS_PATH, offsetof(options, server_key_file), true, 1, PATH_BYTES_MAX,
     NULL},
    {"key_file", SETTINGS_PATH, offsetof(options, key_file), true, 1, PATH_BYTES_MAX, NULL},
    {"state_dir", SETTINGS_PATH, offsetof(options, state_dir), true, 1, PATH_BYTES_MAX, NULL},
    {"drop_dir", SETTINGS_PATH, offsetof(options, drop_dir), true, 1, PATH_BYTES_MAX, NULL},
    {"retry_refused_s", SETTINGS_INT, offsetof(options, retry_refused_s), false, 1, RETRY_MAX_S,
     NULL},
};

static error fill(options *out, const char *path, problems *found)
{
    TRY(settings_open(&out->memory->file, path, found));
    const settings_group *root = settings_root(out->memory->file);
    settings_read(root, keys, SETTINGS_COUNT(keys), out, found);
    if (out->server && !socket_endpoint_valid(out->server))
        settings_problem(root, "server", found,
                         _("server: \"%s\" không phải địa chỉ; viết như tcp://may-chu:5570"),
                         out->server);
    TRY(problems_result(found));
    if (asprintf(&out->memory->outbox, "%s/outbox.db", out->state_dir) < 0) {
        out->memory->outbox = NULL;
        return error_no_memory();
    }
    out->outbox = out->memory->outbox;
    return OK;
}

error options_open(options *out, const char *path, problems *found)
{
    *out = (options){.retry_refused_s = RETRY_DEFAULT_S};
    out->memory = calloc(1, sizeof *out->memory);
    if (!out->memory)
        return error_no_memory();
    error err = fill(out, path, found);
    if (err.code)
        options_close(out);
    return err;
}

void options_close(options *o)
{
    if (!o->memory)
        return;
    settings_close(o->memory->file);
    free(o->memory->outbox);
    free(o->memory);
    o->memory = NULL;
}

error options_load(options *out, const char *path)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    error err = options_open(out, path, found);
    problems_print(found, stderr);
    problems_free(found);
    return err;
}

error options_make_folders(const options *o)
{
    static const char *const inside[] = {"done", "rejected", "inbox"};
    TRY(files_make_folder(o->state_dir));
    TRY(files_make_folder(o->drop_dir));
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char path[FILES_PATH_MAX];
        TRY(files_join(path, o->drop_dir, inside[i]));
        TRY(files_make_folder(path));
    }
    return OK;
}
