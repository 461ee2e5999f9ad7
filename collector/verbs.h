/* verbs.h - the commands of tiendo-collector, a source file each. */
#pragma once
#include "base/command.h"

error run_collector(const command *cmd);
error run_submit(const command *cmd);
error run_status(const command *cmd);
error run_check(const command *cmd);

extern const command_option submit_options[];
