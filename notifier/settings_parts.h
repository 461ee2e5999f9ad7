/* settings_parts.h - how the notifier's configuration is read, a file for each of its parts. Only
 * for notifier_settings.c. */
#pragma once
#include "base/arena.h"
#include "base/settings.h"
#include "model/catalogue.h"
#include "notifier/profile.h"
#include "notifier/role.h"

enum { MAIL_ADDRESS_MAX = 254, CODE_MAX = 40 };

/* Reads `roles`. What is wrong goes to FOUND. The result lives in A; no items: no memory. */
role_list role_settings_read(const settings_list *list, arena *a, problems *found);

/* What `digests` may name. */
typedef struct profile_names {
    const role_list *roles;
    const char *const *channels;
    size_t channel_count;
} profile_names;

typedef struct profile_list {
    profile *items; /* each with a schedule that the caller releases */
    size_t count;
} profile_list;

profile_list profile_settings_read(const settings_list *list, const profile_names *names, arena *a,
                                   problems *found);

/* What can only be checked with the catalogue: units, fields, and schedules over its calendar.
 * LIST is what P was read from. */
void profile_settings_check(const settings_list *list, const profile_list *p, const catalogue *c,
                            int64_t now_ms, problems *found);

/* Adds a problem for CODE, which is none of NAMES, with the nearest. */
void settings_unknown_name(const settings_group *group, const char *key, const char *code,
                           const char *const *names, size_t count, problems *found);
