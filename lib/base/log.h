/* log.h - one line per event on standard error, for operators and the journal.
 *
 * English, never translated: `LEVEL event-name key=value …`, with the local time in front when
 * standard error is a terminal or file, and sd-daemon's priority prefix when it is the journal.
 * Values with spaces or quotes are quoted. Safe from any thread. */
#pragma once

typedef enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARN,
    LOG_LEVEL_ERROR
} log_level;

void log_set_level(log_level level);

/* Writes EVENT and the printf-style FIELDS ("unit=%s n=%zu"). Strings that come from outside
 * must go through log_value(). */
void log_write(log_level level, const char *event, const char *fields, ...)
    __attribute__((format(printf, 3, 4)));

/* TEXT as a log value: quoted and escaped where needed, cut at 200 bytes. Valid until the
 * calling thread has asked for 8 more. */
const char *log_value(const char *text);

#define log_debug(event, ...) log_write(LOG_LEVEL_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...)  log_write(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_warn(event, ...)  log_write(LOG_LEVEL_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_write(LOG_LEVEL_ERROR, event, __VA_ARGS__)
