/* alert_look.h - how things stand, as conditions for the engine. What can be seen costs by what is
 * open now, whatever the history. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/alert/alert_engine.h"
#include "notifier/delivery/ledger.h"
#include "store/store.h"

typedef struct alert_view {
    const alert_policy *policy;
    const catalogue *rules;
    store *store;           /* NULL: it cannot be opened now */
    int64_t store_lost_ms;  /* since when; 0: it can be */
    const char *store_path; /* its disk and log are looked at */
    const char *state_dir;
    ledger *ledger; /* NULL: deliveries are not looked at */
    int64_t now_ms;
} alert_view;

/* Looks at everything. In arena A. A part that cannot be read now is not among `seen`. Errors:
 * ERR_NO_MEMORY. */
error alert_look(const alert_view *v, arena *a, alert_sight *out);
