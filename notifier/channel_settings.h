/* channel_settings.h - the ways out, as the configuration has them: the mail server, webhooks,
 * folders. */
#pragma once
#include "base/settings.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/smtp.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct channel_settings channel_settings;

/* The groups of the configuration that say something of channels. */
typedef struct channel_groups {
    const settings_group *smtp;
    settings_list webhooks, folders;
} channel_groups;

/* Reads GROUPS; what is wrong with them goes to FOUND. The result is the caller's, and must not
 * outlive the configuration; NULL: no memory. */
channel_settings *channel_settings_read(const channel_groups *groups, problems *found);
void channel_settings_free(channel_settings *s);

/* All of them, COUNT; the first is the mail server, "mail". */
const channel *channel_settings_all(const channel_settings *s, size_t *count);
const smtp_options *channel_settings_smtp(const channel_settings *s);

/* Whether ADDRESS may stand in an SMTP command: nothing in it may end one or start another (M3). */
bool channel_address_valid(const char *address);

/* Adds a problem unless ADDRESS (NULL: nothing to say of it) may stand in an SMTP command: nothing
 * in it may end one or start another (M3). */
void channel_settings_check_address(const settings_group *group, const char *key,
                                    const char *address, problems *found);
