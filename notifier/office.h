/* office.h - what every verb of the notifier works with: configuration, catalogue, ledger. */
#pragma once
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/delivery/ledger.h"
#include "notifier/notifier_settings.h"

typedef struct office {
    notifier_settings *settings;
    const notifier_options *options;
    catalogue *rules;
    ledger *ledger;
} office;

/* Opens all three; what is wrong with the configuration is printed. Release with office_close(),
 * also after an error. */
error office_open(office *o, const char *config);
/* Without the ledger: for what must leave no trace. */
error office_open_settings(office *o, const char *config);
void office_close(office *o);
