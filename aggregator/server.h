/* server.h - `run`: the parts of the aggregator, started in order and stopped in reverse. */
#pragma once
#include "base/command.h"

error server_run(const command *cmd);
