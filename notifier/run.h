/* run.h - `run`: follows the events, makes digests when they are due, delivers them. */
#pragma once
#include "base/command.h"

error run_notifier(const command *cmd);
