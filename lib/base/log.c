#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_MAX = 200, LINE_MAX_BYTES = 2048, VALUE_RING = 8 };

static log_level lowest = LOG_LEVEL_INFO;

void log_set_level(log_level level)
{
    lowest = level;
}

static bool needs_quotes(const char *text)
{
    if (!*text)
        return true;
    for (; *text; text++)
        if ((unsigned char)*text <= ' ' || *text == '"' || *text == '\\' || *text == '=' ||
            *text == 0x7f)
            return true;
    return false;
}

const char *log_value(const char *text)
{
    static _Thread_local char ring[VALUE_RING][VALUE_MAX * 4 + 8];
    static _Thread_local unsigned next;
    char *out = ring[next++ % VALUE_RING];
    if (!text)
        return "-";
    if (!needs_quotes(text)) {
        snprintf(out, VALUE_MAX, "%s", text);
        return out;
    }
    size_t n = 0;
    out[n++] = '"';
    for (size_t i = 0; text[i] && i < VALUE_MAX; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            out[n++] = '\\';
        if (c < ' ' || c == 0x7f)
            n += (size_t)snprintf(out + n, 5, "\\x%02x", c);
        else
            out[n++] = (char)c;
    }
    out[n++] = '"';
    out[n] = '\0';
    return out;
}

static size_t put_prefix(char *line, size_t size, log_level level)
{
    static const char *const names[] = {"DEBUG", "INFO", "WARN", "ERROR"};
    static const int priorities[] = {7, 6, 4, 3};
    if (getenv("JOURNAL_STREAM"))
        return (size_t)snprintf(line, size, "<%d>%s ", priorities[level], names[level]);
    char when[32];
    clock_format_log(clock_now_ms(), when, sizeof when);
    return (size_t)snprintf(line, size, "%s %-5s ", when, names[level]);
}

void log_write(log_level level, const char *event, const char *fields, ...)
{
    if (level < lowest)
        return;
    char line[LINE_MAX_BYTES];
    size_t used = put_prefix(line, sizeof line, level);
    used += (size_t)snprintf(line + used, sizeof line - used, "%s", event);
    if (*fields && used < sizeof line - 2) {
        line[used++] = ' ';
        va_list args;
        va_start(args, fields);
        int added = vsnprintf(line + used, sizeof line - used, fields, args);
        va_end(args);
        if (added > 0)
            used += (size_t)added;
    }
    if (used > sizeof line - 2)
        used = sizeof line - 2;
    line[used++] = '\n';
    /* One write per line: lines of several threads never mix. A log that cannot be written has
     * nowhere to complain. */
    ssize_t ignored = write(STDERR_FILENO, line, used);
    (void)ignored;
}
