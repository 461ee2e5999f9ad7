/* commands.h - the notifier's verbs, a function each. */
#pragma once
#include "base/command.h"

/* command_send.c */
error command_send(const command *cmd);
error command_test(const command *cmd);
/* command_preview.c */
error command_preview(const command *cmd);
error command_render(const command *cmd);
/* command_drafts.c */
error command_drafts(const command *cmd);
error command_approve(const command *cmd);
error command_hold(const command *cmd);
error command_remark(const command *cmd);
/* command_check.c */
error command_check(const command *cmd);
