/* command_alerts.h - the verbs about alerts: look, acknowledge, silence; and what will be told. */
#pragma once
#include "base/command.h"
#include "base/operator.h"

#include <stdint.h>

extern const command_option ALERTS_OPTIONS[], ALERT_ACK_OPTIONS[], ALERT_SILENCE_OPTIONS[],
    ALERT_SILENCES_OPTIONS[], WHEN_OPTIONS[];

/* command_alerts.c */
error command_alerts(const command *cmd);
error command_alerts_ack(const command *cmd);
/* command_silences.c */
error command_alerts_silence(const command *cmd);
error command_alerts_unsilence(const command *cmd);
error command_alerts_silences(const command *cmd);
/* command_when.c */
error command_when(const command *cmd);

/* What these share: who decides (--by, or the account, written to NAME), the number of an alert or
 * silence, and words that are kept. */
const char *alert_operator(const command *cmd, char name[OPERATOR_MAX]);
error alert_number(const char *text, int64_t *id);
error alert_check_words(const char *text);
