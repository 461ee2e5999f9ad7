/* command_ledger.h - the verbs that look into the ledger and put back into it what has ended badly.
 */
#pragma once
#include "base/command.h"

extern const command_option LEDGER_OPTIONS[], RESEND_OPTIONS[];

error command_ledger(const command *cmd);
error command_ledger_show(const command *cmd);
error command_resend(const command *cmd);
