/* addressing.h - from roles and channels to where a message goes today. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/delivery/message.h"
#include "notifier/office.h"

#include <stddef.h>

typedef struct address_list {
    message_address *items;
    size_t count;
} address_list;

/* Where M goes at NOW_MS: the mailboxes of ROLES, each once with all its hats, a role without one
 * as skipped; then the channels ALSO (may be NULL). With Message-IDs, in arena A. */
error address_message(arena *a, const notifier_options *o, const message *m, const role_refs *roles,
                      const settings_texts *also, int64_t now_ms, address_list *out);

/* Where NAME leads, the code of a role, the name of a channel or a mail address, with Message-IDs
 * for M. Errors: ERR_USAGE when it is none of them. */
error address_one(arena *a, const notifier_options *o, const message *m, const char *name,
                  int64_t now_ms, address_list *out);

/* For alerts (alerts.h): CONTEXT is the office. */
error address_holders(void *context, const char *name, int64_t at_ms, arena *a,
                      message_address *out, size_t most, size_t *count);
