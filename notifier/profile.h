/* profile.h - a digest as the configuration describes it: when, to whom, what, and who approves it.
 * Plain data; what is not configured is "" or empty, never NULL. */
#pragma once
#include "base/settings.h"
#include "notifier/digest/digest_model.h"
#include "notifier/role.h"
#include "notifier/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Several roles, each by its place in the configuration. */
typedef struct role_refs {
    const role *const *items;
    size_t count;
} role_refs;

/* A draft goes to BY, BEFORE_MS ahead of the slot. */
typedef struct approval_terms {
    role_refs by; /* none: nobody is asked */
    int64_t before_ms;
    bool sends_if_silent; /* at the slot; else it waits until somebody speaks */
} approval_terms;

/* Files that go with a mail. */
typedef enum attachment {
    ATTACH_BRIEF = 1 << 0, /* PDF, two sheets */
    ATTACH_PDF = 1 << 1,
    ATTACH_XLSX = 1 << 2,
    ATTACH_JSON = 1 << 3,
} attachment;

typedef struct profile {
    const char *name; /* "tuan" */

    /* When. */
    schedule *slots;
    const char *rule;
    bool has_start; /* the configuration says since when; else since it was first seen */
    int64_t start_ms;
    bool skips_nothing_new;

    /* To whom. */
    role_refs to;
    settings_texts also; /* names of channels */
    approval_terms approval;

    /* What. */
    const char *title, *issuer, *symbol, *place, *greeting, *basis;
    settings_texts signature, recipients_list; /* lines */
    settings_texts fields, units;
    digest_depth depth;
    unsigned sections;    /* 0: all */
    size_t most;          /* 0: by depth */
    unsigned attachments; /* bits of `attachment` */
} profile;

/* For `attach`, in the order of the bits; NULL-terminated. */
extern const char *const attachment_codes[];
