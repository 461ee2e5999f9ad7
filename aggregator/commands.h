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

/* command_progress.c */
error command_progress(const command *cmd);
error command_overdue(const command *cmd);
error command_risk(const command *cmd);

/* command_silent.c */
error command_silent(const command *cmd);

/* command_discipline.c */
error command_discipline(const command *cmd);

/* command_history.c */
error command_history(const command *cmd);

/* command_rank.c */
error command_rank(const command *cmd);

/* command_due.c */
error command_due(const command *cmd);

/* command_verify.c */
error command_verify(const command *cmd);

/* command_ruling.c */
error command_warnings(const command *cmd);
error command_confirm(const command *cmd);
error command_return(const command *cmd);
error command_reopen(const command *cmd);

/* command_difficulty.c */
error command_difficulties(const command *cmd);
error command_difficulty_show(const command *cmd);
error command_difficulty_set(const command *cmd);

/* command_pilots.c */
error command_pilots(const command *cmd);

/* command_catalogue.c */
error command_catalogue(const command *cmd);
