/* command.h - the command line that the three programs share.
 *
 * PROGRAM VERB [options] [operands]. Every verb takes -c/--config FILE, --json, --lang vi|en and
 * -q, those that print one table also --csv; each names its own options in a table, from which
 * --help is written too. */
#pragma once
#include "base/error.h"
#include "base/output_format.h"

#include <stdbool.h>
#include <stddef.h>

enum { COMMAND_OPERANDS_MAX = 8, COMMAND_OPTIONS_MAX = 24 };

typedef struct command command;

typedef struct command_option {
    const char *name;  /* "--unit" without the dashes */
    const char *value; /* what its value is called in --help, NULL for a switch */
    const char *help;  /* N_() */
} command_option;

typedef struct command_verb {
    const char *name;     /* "run", or two words: "unit add" */
    const char *operands; /* "UNIT" for --help, NULL for none */
    int operands_min, operands_max;
    const char *help; /* N_() */
    error (*run)(const command *cmd);
    const command_option *options; /* ends with a NULL name; NULL for none */
    bool lists;                    /* prints one table, so it takes --csv */
} command_verb;

typedef struct command_program {
    const char *name;           /* "tiendo-aggregator" */
    const char *purpose;        /* N_() */
    const char *default_config; /* "/etc/tiendo/aggregator.conf" */
    const command_verb *verbs;  /* ends with a NULL name */
} command_program;

struct command {
    const command_program *program;
    const command_verb *verb;
    const char *config; /* --config, or the program's default */
    output_format format;
    const char *operands[COMMAND_OPERANDS_MAX];
    int operand_count;
    const char *values[COMMAND_OPTIONS_MAX]; /* by index in verb->options */
};

/* The value of the verb's option NAME ("" for a given switch), or NULL when it was not given. */
const char *command_get(const command *cmd, const char *name);
bool command_has(const command *cmd, const char *name);

/* What every program's main() does: sets language and clock, parses ARGV, answers --help and
 * --version, runs the verb, shows its error on standard error, and returns the exit status. */
int command_main(const command_program *program, int argc, char **argv);
