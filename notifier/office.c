#include "notifier/office.h"

#include "base/problems.h"
#include "notifier/delivery/curl_channel.h"

#include <sodium.h>
#include <stdio.h>

static error load_rules(office *o)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    error err = catalogue_load(&o->rules, o->options->catalogue_dir, found);
    if (!err.code) {
        notifier_settings_check(o->settings, o->rules, found);
        err = problems_result(found);
    }
    return problems_finish(found, err);
}

error office_open_settings(office *o, const char *config)
{
    if (sodium_init() < 0)
        return error_make(ERR_INTERNAL, "libsodium cannot start");
    TRY(curl_channel_init());
    TRY(notifier_settings_load(&o->settings, config));
    o->options = notifier_settings_get(o->settings);
    return load_rules(o);
}

error office_open(office *o, const char *config)
{
    TRY(office_open_settings(o, config));
    return ledger_open(&o->ledger, o->options->state_dir);
}

void office_close(office *o)
{
    ledger_close(o->ledger);
    catalogue_free(o->rules);
    notifier_settings_free(o->settings);
}
