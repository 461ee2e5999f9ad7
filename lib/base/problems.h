/* problems.h - everything that is wrong with a configuration, collected and shown at once. */
#pragma once
#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

typedef struct problems problems;

problems *problems_new(void);
void problems_free(problems *p);

/* Adds one, with the FILE (NULL: none) and LINE (0: none) where it stands. Keeps the first 200
 * and counts the rest. */
void problems_add(problems *p, const char *file, unsigned line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

size_t problems_count(const problems *p);

/* "FILE:LINE: text", a line each, in the order of file and line. */
void problems_print(const problems *p, FILE *to);

/* OK when there is none, else ERR_CONFIG with their number. */
error problems_result(const problems *p);

/* The end of a reading that collected P: shows what was found on standard error, releases P, and
 * returns ERR. */
error problems_finish(problems *p, error err);
