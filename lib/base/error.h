/* error.h - what a call says when it could not do its work.
 *
 * An `error` is a small value: a code and a sentence that tells a person what went wrong, with
 * which value, and what to do. Code ERR_OK (0) is success. Nobody prints and returns: the top of
 * the program decides where an error is shown.
 *
 * The sentence lives in a ring of buffers of the calling thread and stays valid until that thread
 * has made ERROR_RING more errors; copy it to keep it. */
#pragma once
#include <stddef.h>

typedef enum error_code {
    ERR_OK = 0,
    ERR_USAGE,     /* the command line is wrong; exit 2 */
    ERR_CONFIG,    /* the configuration is wrong; exit 78 (EX_CONFIG) */
    ERR_INVALID,   /* input breaks a rule: syntax, encoding, range */
    ERR_LIMIT,     /* input is larger than a stated limit */
    ERR_NOT_FOUND, /* what was named does not exist */
    ERR_EXISTS,    /* what was to be made is there already */
    ERR_REFUSED,   /* the other side, or a rule of access, says no */
    ERR_NETWORK,   /* the other side cannot be reached now; try again */
    ERR_BUSY,      /* somebody else holds it; try again */
    ERR_FULL,      /* no space: disk or a configured bound */
    ERR_IO,        /* the operating system failed to read or write */
    ERR_CORRUPT,   /* stored data does not read back */
    ERR_NEWER,     /* written by a newer version of the program */
    ERR_NO_MEMORY,
    ERR_INTERNAL, /* a promise inside the program is broken: report it */
} error_code;

typedef struct error {
    error_code code;
    const char *text; /* never NULL when code is not ERR_OK */
} error;

enum { ERROR_RING = 8, ERROR_TEXT_MAX = 1024 };

#define OK ((error){ERR_OK, NULL})

/* Makes an error with a printf-style sentence, cut at ERROR_TEXT_MAX bytes. */
error error_make(error_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As error_make(), with ": " and what errno NUMBER means added. */
error error_errno(int number, const char *format, ...) __attribute__((format(printf, 2, 3)));

error error_no_memory(void);

#ifdef __clang_analyzer__
/* The analyser sees a file at a time; this tells it that what error.c makes is never OK. No
 * function: it follows calls only so deep. */
#define ERROR_IS_ONE(expr)                                                                         \
    __extension__({                                                                                \
        error is_one_ = (expr);                                                                    \
        if (!is_one_.code)                                                                         \
            __builtin_unreachable();                                                               \
        is_one_;                                                                                   \
    })
#define error_make(...)   ERROR_IS_ONE((error_make)(__VA_ARGS__))
#define error_errno(...)  ERROR_IS_ONE((error_errno)(__VA_ARGS__))
#define error_no_memory() ERROR_IS_ONE((error_no_memory)())
#endif

/* The program's exit status for ERR: 0, 1, 2 or 78. */
int error_exit_status(error err);

/* The code's name for logs and --json: "refused", "config", … */
const char *error_code_name(error_code code);

/* Returns early with the error of EXPR; for functions with nothing to release. */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        error try_err_ = (expr);                                                                   \
        if (try_err_.code)                                                                         \
            return try_err_;                                                                       \
    } while (0)
