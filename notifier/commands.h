/* commands.h - the notifier's verbs, a function each. */
#pragma once
#include "base/command.h"

error command_send(const command *cmd);
error command_preview(const command *cmd);
error command_check(const command *cmd);
