/* notifier_settings.h - the notifier's configuration file. */
#pragma once
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/alert/alert_policy.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/smtp.h"
#include "notifier/profile.h"
#include "notifier/role.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct notifier_settings notifier_settings;

typedef struct notifier_options {
    const char *store; /* the aggregator's database, only read */
    const char *catalogue_dir;
    const char *state_dir;
    const char *organisation, *issuer;
    bool simulated;
    int64_t keep_content_days; /* of messages that have ended, in the ledger */
    const char *feed_endpoint; /* NULL: no feed, the store is looked at from time to time */
    const char *feed_server_key_file, *feed_key_file;
    const smtp_options *smtp;
    const channel *channels; /* the ways out; the first is "mail" */
    size_t channel_count;
    role_list roles;
    const char *const *names; /* codes of roles, then names of channels */
    size_t name_count;
    const alert_policy *alerts;
    const profile *profiles;
    size_t profile_count;
} notifier_options;

/* Reads PATH. Everything wrong with it is printed to standard error, and the result is then
 * ERR_CONFIG. On success *out is the caller's. */
error notifier_settings_load(notifier_settings **out, const char *path);
void notifier_settings_free(notifier_settings *s);
const notifier_options *notifier_settings_get(const notifier_settings *s);

/* What can only be seen with the catalogue: units and fields that it has not, schedules over its
 * calendar. Problems go to FOUND. */
void notifier_settings_check(const notifier_settings *s, const catalogue *c, problems *found);

/* The profile called NAME, or NULL. */
const profile *notifier_profile(const notifier_options *o, const char *name);
/* The channel called NAME, or NULL. */
const channel *notifier_channel(const notifier_options *o, const char *name);
