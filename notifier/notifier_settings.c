#include "notifier/notifier_settings.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/settings.h"
#include "base/text.h"
#include "net/socket.h"
#include "notifier/channel_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_MAX = 254 };

struct notifier_settings {
    settings *file;
    arena *memory;
    channel_settings *channels;
    profile *profiles; /* options.profiles, to release their schedules */
    notifier_options options;
};

/* ---- the file's shape ------------------------------------------------------------------------ */

typedef struct feed_part {
    const char *endpoint, *server_key_file, *key_file;
} feed_part;

typedef struct digest_part {
    const char *name, *schedule, *starts, *greeting;
    settings_list recipients;
} digest_part;

typedef struct root_part {
    const settings_group *feed;
    channel_groups channels;
    settings_list digests;
} root_part;

static const settings_key ROOT_KEYS[] = {
    {"feed", SETTINGS_CHILD, offsetof(root_part, feed), false, 0, 0, NULL},
    {"smtp", SETTINGS_CHILD, offsetof(root_part, channels.smtp), true, 0, 0, NULL},
    {"webhooks", SETTINGS_LIST, offsetof(root_part, channels.webhooks), false, 0, 0, NULL},
    {"folders", SETTINGS_LIST, offsetof(root_part, channels.folders), false, 0, 0, NULL},
    {"digests", SETTINGS_LIST, offsetof(root_part, digests), true, 0, 0, NULL},
};

#define AT(type, field) offsetof(type, field)

static const settings_key OPTION_KEYS[] = {
    {"store", SETTINGS_PATH, AT(notifier_options, store), true, 1, 0, NULL},
    {"catalogue_dir", SETTINGS_PATH, AT(notifier_options, catalogue_dir), true, 1, 0, NULL},
    {"state_dir", SETTINGS_PATH, AT(notifier_options, state_dir), true, 1, 0, NULL},
    {"organisation", SETTINGS_STRING, AT(notifier_options, organisation), false, 1, 200, NULL},
    {"issuer", SETTINGS_STRING, AT(notifier_options, issuer), false, 1, 200, NULL},
    {"simulated", SETTINGS_BOOL, AT(notifier_options, simulated), false, 0, 0, NULL},
};

static const settings_key FEED_KEYS[] = {
    {"endpoint", SETTINGS_STRING, AT(feed_part, endpoint), true, 1, 200, NULL},
    {"server_key_file", SETTINGS_PATH, AT(feed_part, server_key_file), true, 1, 0, NULL},
    {"key_file", SETTINGS_PATH, AT(feed_part, key_file), true, 1, 0, NULL},
};

static const settings_key DIGEST_KEYS[] = {
    {"name", SETTINGS_STRING, AT(digest_part, name), true, 1, 40, NULL},
    {"schedule", SETTINGS_STRING, AT(digest_part, schedule), true, 1, 400, NULL},
    {"starts", SETTINGS_STRING, AT(digest_part, starts), false, 1, 40, NULL},
    {"greeting", SETTINGS_STRING, AT(digest_part, greeting), false, 0, 400, NULL},
    {"recipients", SETTINGS_LIST, AT(digest_part, recipients), true, 0, 0, NULL},
};

static const settings_key RECIPIENT_KEYS[] = {
    {"name", SETTINGS_STRING, AT(recipient, name), true, 1, 200, NULL},
    {"address", SETTINGS_STRING, AT(recipient, address), true, 1, ADDRESS_MAX, NULL},
};

/* ---- reading it ------------------------------------------------------------------------------ */

static void read_feed(notifier_settings *s, const settings_group *group, problems *found)
{
    feed_part part = {0};
    settings_read(group, FEED_KEYS, SETTINGS_COUNT(FEED_KEYS), &part, found);
    if (part.endpoint && !socket_endpoint_valid(part.endpoint))
        settings_problem(group, "endpoint", found,
                         _("endpoint: \"%s\" không đúng; viết như tcp://127.0.0.1:5571"),
                         part.endpoint);
    s->options.feed_endpoint = part.endpoint;
    s->options.feed_server_key_file = part.server_key_file;
    s->options.feed_key_file = part.key_file;
}

static void read_recipients(notifier_settings *s, const settings_group *group,
                            const settings_list *list, profile *into, problems *found)
{
    recipient *all = arena_alloc(s->memory, (list->count + 1) * sizeof *all);
    for (size_t i = 0; all && i < list->count; i++) {
        settings_read(list->items[i], RECIPIENT_KEYS, SETTINGS_COUNT(RECIPIENT_KEYS), &all[i],
                      found);
        channel_settings_check_address(list->items[i], "address", all[i].address, found);
        for (size_t k = 0; k < i; k++)
            if (all[i].address && all[k].address && strcmp(all[i].address, all[k].address) == 0)
                settings_problem(list->items[i], "address", found, _("%s có hai lần trong bản tin"),
                                 all[i].address);
    }
    if (list->count == 0)
        settings_problem(group, "recipients", found, _("recipients: chưa có người nhận nào"));
    into->recipients = all;
    into->recipient_count = all ? list->count : 0;
}

static void read_profile(notifier_settings *s, const settings_group *group, profile *into,
                         problems *found)
{
    digest_part part = {.starts = "2024-01-01T00:00", .greeting = ""};
    int64_t starts_ms = 0;
    settings_read(group, DIGEST_KEYS, SETTINGS_COUNT(DIGEST_KEYS), &part, found);
    error err = clock_parse_iso(part.starts, &starts_ms);
    if (err.code)
        settings_problem(group, "starts", found, "starts: %s", err.text);
    const schedule_terms terms = {.rule = part.schedule, .start_ms = starts_ms};
    err = part.schedule ? schedule_parse(&into->slots, &terms) : OK;
    if (err.code)
        settings_problem(group, "schedule", found, "schedule: %s", err.text);
    into->name = part.name;
    into->greeting = part.greeting;
    read_recipients(s, group, &part.recipients, into, found);
}

static void read_profiles(notifier_settings *s, const settings_group *root,
                          const settings_list *list, problems *found)
{
    s->profiles = calloc(list->count + 1, sizeof *s->profiles);
    for (size_t i = 0; s->profiles && i < list->count; i++) {
        read_profile(s, list->items[i], &s->profiles[i], found);
        for (size_t k = 0; k < i; k++)
            if (s->profiles[i].name && s->profiles[k].name &&
                strcmp(s->profiles[i].name, s->profiles[k].name) == 0)
                settings_problem(list->items[i], "name", found, _("tên bản tin \"%s\" bị trùng"),
                                 s->profiles[i].name);
    }
    if (list->count == 0)
        settings_problem(root, "digests", found, _("digests: chưa có bản tin nào"));
    s->options.profiles = s->profiles;
    s->options.profile_count = s->profiles ? list->count : 0;
}

/* Both tables describe the top level: one fills the options, the other finds the groups. */
static void read_root(notifier_settings *s, const settings_group *root, root_part *groups,
                      problems *found)
{
    settings_key keys[SETTINGS_COUNT(ROOT_KEYS) + SETTINGS_COUNT(OPTION_KEYS)];
    struct {
        notifier_options options;
        root_part groups;
    } top = {.options = {.organisation = "UBND tỉnh Thanh Hóa", .issuer = ""}};
    size_t n = 0;
    for (size_t i = 0; i < SETTINGS_COUNT(OPTION_KEYS); i++)
        keys[n++] = OPTION_KEYS[i];
    for (size_t i = 0; i < SETTINGS_COUNT(ROOT_KEYS); i++) {
        keys[n] = ROOT_KEYS[i];
        keys[n++].offset += (size_t)((char *)&top.groups - (char *)&top);
    }
    settings_read(root, keys, n, &top, found);
    s->options = top.options;
    *groups = top.groups;
}

static error load(notifier_settings *s, const char *path, problems *found)
{
    root_part groups;
    TRY(settings_open(&s->file, path, found));
    const settings_group *root = settings_root(s->file);
    read_root(s, root, &groups, found);
    if (groups.feed)
        read_feed(s, groups.feed, found);
    if (!(s->channels = channel_settings_read(&groups.channels, found)))
        return error_no_memory();
    s->options.smtp = channel_settings_smtp(s->channels);
    s->options.channels = channel_settings_all(s->channels, &s->options.channel_count);
    read_profiles(s, root, &groups.digests, found);
    return problems_result(found);
}

error notifier_settings_load(notifier_settings **out, const char *path)
{
    notifier_settings *s = calloc(1, sizeof *s);
    problems *found = problems_new();
    if (s)
        s->memory = arena_new(0);
    error err = s && s->memory && found ? load(s, path, found) : error_no_memory();
    if (err.code) {
        if (found)
            problems_print(found, stderr);
        notifier_settings_free(s);
    } else {
        *out = s;
    }
    problems_free(found);
    return err;
}

void notifier_settings_free(notifier_settings *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->profiles && i < s->options.profile_count; i++)
        schedule_free(s->profiles[i].slots);
    free(s->profiles);
    channel_settings_free(s->channels);
    arena_free(s->memory);
    settings_close(s->file);
    free(s);
}

const notifier_options *notifier_settings_get(const notifier_settings *s)
{
    return &s->options;
}

const profile *notifier_profile(const notifier_options *o, const char *name)
{
    for (size_t i = 0; i < o->profile_count; i++)
        if (strcmp(o->profiles[i].name, name) == 0)
            return &o->profiles[i];
    return NULL;
}

const channel *notifier_channel(const notifier_options *o, const char *name)
{
    for (size_t i = 0; i < o->channel_count; i++)
        if (strcmp(o->channels[i].name, name) == 0)
            return &o->channels[i];
    return NULL;
}
