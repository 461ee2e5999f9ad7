/* alerts.h - tells what cannot wait for the next digest.
 *
 * Looks at how things stand (store, ledger, disks), compares with what has been told, and puts
 * messages into the ledger: grouped, repeated ever more rarely, held in quiet hours, escalated,
 * ended. What it knows is in alerts.db of the state folder; a message is in the ledger before
 * alerts.db says that it was told, and its key makes adding it again harmless. So nothing is lost
 * and nothing is told twice, wherever the program is killed. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/alert/alert_policy.h"
#include "notifier/delivery/ledger.h"
#include "notifier/delivery/message.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct alerts alerts;

enum { ALERT_HOLDERS_MAX = 64 };

/* Who holds NAME, the code of a role or the name of a channel, at AT_MS: writes at most MOST of
 * them to OUT, with channel, name and address (strings in A or longer), and how many to *COUNT;
 * none when nobody holds it. Message ids are left to the caller. */
typedef error (*alert_who_fn)(void *context, const char *name, int64_t at_ms, arena *a,
                              message_address *out, size_t most, size_t *count);

typedef struct alerts_options {
    const alert_policy *policy; /* must outlive */
    const char *organisation;
    bool simulated;
    const char *domain;     /* of Message-IDs: "thanhhoa.gov.vn" */
    const char *store_path; /* its disk and its log are watched */
    const char *state_dir;
    alert_who_fn who;
    void *who_context;
} alerts_options;

/* Opens what is known in O->state_dir, making it. One process may do so at a time: the one that
 * holds the ledger's lock. On success *out is the caller's. */
error alerts_open(alerts **out, const alerts_options *o);
void alerts_close(alerts *a);

/* Whether a verb of the shell wrote something since the last tick. */
bool alerts_woken(alerts *a);

/* Looks and tells. S is NULL when the store cannot be opened now. *NEXT_MS: when to come again
 * though nothing happened in the store. Cheap when nothing changed. After an error everything is
 * as before, or half done in a way that the next call completes. */
error alerts_tick(alerts *a, store *s, const catalogue *c, ledger *l, int64_t now_ms,
                  int64_t *next_ms);
