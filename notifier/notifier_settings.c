#include "notifier/notifier_settings.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/settings.h"
#include "net/socket.h"
#include "notifier/alert/alert_settings.h"
#include "notifier/channel_settings.h"
#include "notifier/settings_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The groups of the top level. */
typedef struct root_part {
    const settings_group *feed, *alerts;
    channel_groups channels;
    settings_list roles, digests;
} root_part;

struct notifier_settings {
    settings *file;
    arena *memory;
    root_part groups;
    channel_settings *channels;
    alert_settings *alerts;
    const char **names;
    profile_list profiles;
    notifier_options options;
};

/* ---- the file's shape ------------------------------------------------------------------------ */

typedef struct feed_part {
    const char *endpoint, *server_key_file, *key_file;
} feed_part;

static const settings_key ROOT_KEYS[] = {
    {"feed", SETTINGS_CHILD, offsetof(root_part, feed), false, 0, 0, NULL},
    {"smtp", SETTINGS_CHILD, offsetof(root_part, channels.smtp), true, 0, 0, NULL},
    {"webhooks", SETTINGS_LIST, offsetof(root_part, channels.webhooks), false, 0, 0, NULL},
    {"folders", SETTINGS_LIST, offsetof(root_part, channels.folders), false, 0, 0, NULL},
    {"roles", SETTINGS_LIST, offsetof(root_part, roles), false, 0, 0, NULL},
    {"alerts", SETTINGS_CHILD, offsetof(root_part, alerts), false, 0, 0, NULL},
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
    {"keep_content_days", SETTINGS_INT, AT(notifier_options, keep_content_days), false, 7, 3660,
     NULL},
};

static const settings_key FEED_KEYS[] = {
    {"endpoint", SETTINGS_STRING, AT(feed_part, endpoint), true, 1, 200, NULL},
    {"server_key_file", SETTINGS_PATH, AT(feed_part, server_key_file), true, 1, 0, NULL},
    {"key_file", SETTINGS_PATH, AT(feed_part, key_file), true, 1, 0, NULL},
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

/* The names that digests and alerts may go to: of roles, then of channels. */
static error read_names(notifier_settings *s)
{
    const notifier_options *o = &s->options;
    size_t n = 0;
    s->names = arena_alloc(s->memory, (o->roles.count + o->channel_count + 1) * sizeof *s->names);
    if (!s->names)
        return error_no_memory();
    for (size_t i = 0; i < o->roles.count; i++)
        s->names[n++] = o->roles.items[i].code;
    for (size_t i = 0; i < o->channel_count; i++)
        s->names[n++] = o->channels[i].name;
    s->options.names = s->names;
    s->options.name_count = n;
    return OK;
}

/* A route of alerts names both, so they must not be confused. */
static void check_codes(const notifier_settings *s, problems *found)
{
    const role_list *roles = &s->options.roles;
    for (size_t i = 0; i < roles->count; i++)
        if (notifier_channel(&s->options, roles->items[i].code))
            settings_problem(s->groups.roles.items[i], "code", found,
                             _("code: \"%s\" là tên của một kênh gửi"), roles->items[i].code);
}

static error read_alerts(notifier_settings *s, problems *found)
{
    const notifier_options *o = &s->options;
    s->alerts = alert_settings_read(s->groups.alerts, s->names, o->roles.count + o->channel_count,
                                    s->memory, found);
    if (!s->alerts)
        return error_no_memory();
    s->options.alerts = alert_settings_policy(s->alerts);
    return OK;
}

static void read_profiles(notifier_settings *s, const settings_group *root, problems *found)
{
    const notifier_options *o = &s->options;
    const profile_names names = {.roles = &o->roles,
                                 .channels = s->names + o->roles.count,
                                 .channel_count = o->channel_count};
    s->profiles = profile_settings_read(&s->groups.digests, &names, s->memory, found);
    if (s->groups.digests.items && !s->groups.digests.count)
        settings_problem(root, "digests", found, _("digests: chưa có bản tin nào"));
    s->options.profiles = s->profiles.items;
    s->options.profile_count = s->profiles.count;
}

/* Both tables describe the top level: one fills the options, the other finds the groups. */
static void read_root(notifier_settings *s, const settings_group *root, problems *found)
{
    settings_key keys[SETTINGS_COUNT(ROOT_KEYS) + SETTINGS_COUNT(OPTION_KEYS)];
    struct {
        notifier_options options;
        root_part groups;
    } top = {
        .options = {.organisation = "UBND tỉnh Thanh Hóa", .issuer = "", .keep_content_days = 400}};
    size_t n = 0;
    for (size_t i = 0; i < SETTINGS_COUNT(OPTION_KEYS); i++)
        keys[n++] = OPTION_KEYS[i];
    for (size_t i = 0; i < SETTINGS_COUNT(ROOT_KEYS); i++) {
        keys[n] = ROOT_KEYS[i];
        keys[n++].offset += (size_t)((char *)&top.groups - (char *)&top);
    }
    settings_read(root, keys, n, &top, found);
    s->options = top.options;
    s->groups = top.groups;
}

static error load(notifier_settings *s, const char *path, problems *found)
{
    TRY(settings_open(&s->file, path, found));
    const settings_group *root = settings_root(s->file);
    read_root(s, root, found);
    if (s->groups.feed)
        read_feed(s, s->groups.feed, found);
    if (!(s->channels = channel_settings_read(&s->groups.channels, found)))
        return error_no_memory();
    s->options.smtp = channel_settings_smtp(s->channels);
    s->options.channels = channel_settings_all(s->channels, &s->options.channel_count);
    s->options.roles = role_settings_read(&s->groups.roles, s->memory, found);
    if (!s->options.roles.items)
        return error_no_memory();
    TRY(read_names(s));
    check_codes(s, found);
    TRY(read_alerts(s, found));
    read_profiles(s, root, found);
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
    for (size_t i = 0; i < s->profiles.count; i++)
        schedule_free(s->profiles.items[i].slots);
    channel_settings_free(s->channels);
    arena_free(s->memory);
    settings_close(s->file);
    free(s);
}

const notifier_options *notifier_settings_get(const notifier_settings *s)
{
    return &s->options;
}

void notifier_settings_check(const notifier_settings *s, const catalogue *c, problems *found)
{
    alert_settings_check(s->alerts, c, found);
    profile_settings_check(&s->groups.digests, &s->profiles, c, clock_now_ms(), found);
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
