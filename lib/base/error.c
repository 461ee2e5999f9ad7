#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static char *next_buffer(void)
{
    static _Thread_local char ring[ERROR_RING][ERROR_TEXT_MAX];
    static _Thread_local unsigned next;
    return ring[next++ % ERROR_RING];
}

error(error_make)(error_code code, const char *format, ...)
{
    char *text = next_buffer();
    va_list args;
    va_start(args, format);
    vsnprintf(text, ERROR_TEXT_MAX, format, args);
    va_end(args);
    return (error){code, text};
}

static error_code code_of_errno(int number)
{
    switch (number) {
    case ENOENT:
        return ERR_NOT_FOUND;
    case EEXIST:
        return ERR_EXISTS;
    case EACCES:
    case EPERM:
        return ERR_REFUSED;
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    case ENOMEM:
        return ERR_NO_MEMORY;
    default:
        return ERR_IO;
    }
}

error(error_errno)(int number, const char *format, ...)
{
    char *text = next_buffer();
    va_list args;
    va_start(args, format);
    int used = vsnprintf(text, ERROR_TEXT_MAX, format, args);
    va_end(args);
    if (used >= 0 && used < ERROR_TEXT_MAX)
        snprintf(text + used, ERROR_TEXT_MAX - (size_t)used, ": %s", strerror(number));
    return (error){code_of_errno(number), text};
}

error(error_no_memory)(void)
{
    return (error){ERR_NO_MEMORY, "out of memory"};
}

int error_exit_status(error err)
{
    switch (err.code) {
    case ERR_OK:
        return 0;
    case ERR_USAGE:
        return 2;
    case ERR_CONFIG:
        return EX_CONFIG;
    default:
        return 1;
    }
}

const char *error_code_name(error_code code)
{
    static const char *const names[] = {
        "ok",      "usage", "config", "invalid", "limit",   "not-found", "exists",    "refused",
        "network", "busy",  "full",   "io",      "corrupt", "newer",     "no-memory", "internal",
    };
    return (size_t)code < sizeof names / sizeof *names ? names[code] : "unknown";
}
