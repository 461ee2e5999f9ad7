/* operator.h - who gives a command in the shell, for records of what was decided. */
#pragma once

enum { OPERATOR_MAX = 128 };

/* "an@may-chu": the account that the program runs under and the machine. Returns OUT. */
char *operator_name(char out[OPERATOR_MAX]);
