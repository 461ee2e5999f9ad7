#include "aggregator/aggregator_settings.h"

#include "base/i18n.h"
#include "base/settings.h"
#include "base/text.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_MEMORY_MB = 1024 };

struct aggregator_settings {
    settings *file;
    aggregator_options options;
};

static const settings_key KEYS[] = {
    {"listen", SETTINGS_STRING, offsetof(aggregator_options, listen), true, 1, 200, NULL},
    {"public_endpoint", SETTINGS_STRING, offsetof(aggregator_options, public_endpoint), true, 1,
     200, NULL},
    {"feed", SETTINGS_STRING, offsetof(aggregator_options, feed), true, 1, 200, NULL},
    {"state_dir", SETTINGS_PATH, offsetof(aggregator_options, state_dir), true, 1, 0, NULL},
    {"catalogue_dir", SETTINGS_PATH, offsetof(aggregator_options, catalogue_dir), true, 1, 0, NULL},
    {"memory_mb", SETTINGS_INT, offsetof(aggregator_options, memory_mb), false, 16, 1 << 20, NULL},
    {"simulated", SETTINGS_BOOL, offsetof(aggregator_options, simulated), false, 0, 0, NULL},
};

static void check_endpoints(const settings_group *root, const aggregator_options *o,
                            problems *found)
{
    if (o->public_endpoint && !socket_endpoint_valid(o->public_endpoint))
        settings_problem(root, "public_endpoint", found,
                         _("public_endpoint: \"%s\" không đúng; viết như tcp://may-chu:5570"),
                         o->public_endpoint);
    const char *const names[] = {"listen", "feed"}, *const values[] = {o->listen, o->feed};
    for (int i = 0; i < 2; i++)
        if (values[i] && !text_starts_with(values[i], "tcp://"))
            settings_problem(root, names[i], found,
                             _("%s: \"%s\" không đúng; viết như tcp://*:5570 hoặc "
                               "tcp://127.0.0.1:5570"),
                             names[i], values[i]);
}

static error load(aggregator_settings *s, const char *path, problems *found)
{
    s->options.memory_mb = DEFAULT_MEMORY_MB;
    TRY(settings_open(&s->file, path, found));
    const settings_group *root = settings_root(s->file);
    settings_read(root, KEYS, SETTINGS_COUNT(KEYS), &s->options, found);
    check_endpoints(root, &s->options, found);
    return problems_result(found);
}

error aggregator_settings_load(aggregator_settings **out, const char *path)
{
    aggregator_settings *s = calloc(1, sizeof *s);
    problems *found = problems_new();
    error err = s && found ? load(s, path, found) : error_no_memory();
    if (err.code) {
        if (found)
            problems_print(found, stderr);
        aggregator_settings_free(s);
    } else {
        *out = s;
    }
    problems_free(found);
    return err;
}

void aggregator_settings_free(aggregator_settings *s)
{
    if (!s)
        return;
    settings_close(s->file);
    free(s);
}

const aggregator_options *aggregator_settings_get(const aggregator_settings *s)
{
    return &s->options;
}

char *state_path(const aggregator_options *o, const char *name, char out[STATE_PATH_MAX])
{
    snprintf(out, STATE_PATH_MAX, "%s/%s", o->state_dir, name);
    return out;
}
