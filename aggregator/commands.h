/* commands.h - the aggregator's verbs, a function each. */
#pragma once
#include "base/command.h"

/* command_init.c */
error command_init(const command *cmd);
error command_check(const command *cmd);

/* command_unit.c */
error command_unit_add(const command *cmd);
error command_unit_list(const command *cmd);
error command_unit_revoke(const command *cmd);

/* command_list.c */
error command_status(const command *cmd);
error command_reports(const command *cmd);
error command_latest(const command *cmd);
error command_rejected(const command *cmd);
