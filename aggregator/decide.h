/* decide.h - how the operators' verbs leave a decision on the desk. */
#pragma once
#include "aggregator/desk.h"
#include "aggregator/question.h"

/* Makes A durable with the time and who runs this, and tells the person so. */
error decide(const question *q, desk_action *a);

/* The verb's first operand as a number of a report; *ID. Errors: ERR_USAGE. */
error decide_target(const command *cmd, int64_t *id);

/* The verb's option NAME, which must be there and not blank; *OUT. Errors: ERR_USAGE. */
error decide_text(const command *cmd, const char *name, const char **out);
