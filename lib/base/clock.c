#include "base/clock.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MS_PER_DAY = 24 * 3600 * 1000 };

static const volatile int64_t *shift_ms;

error clock_init(void)
{
    const char *path = getenv("TIENDO_CLOCK_FILE");
    if (!path || !*path)
        return OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(errno, "TIENDO_CLOCK_FILE=%s", path);
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof(int64_t)) {
        close(fd);
        return error_make(ERR_INVALID, _("TIENDO_CLOCK_FILE=%s: cần đúng 8 byte"), path);
    }
    void *map = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return error_errno(errno, "mmap %s", path);
    shift_ms = map;
    return OK;
}

bool clock_is_shifted(void)
{
    return shift_ms != NULL;
}

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_clock(CLOCK_REALTIME) + (shift_ms ? *shift_ms : 0);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public domain). */
int64_t date_to_days(date day)
{
    int64_t y = day.year - (day.month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

date date_from_days(int64_t days)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return (date){.year = (int16_t)(yoe + era * 400 + (month <= 2)),
                  .month = (uint8_t)month,
                  .day = (uint8_t)(doy - (153 * mp + 2) / 5 + 1)};
}

date date_add_days(date day, int64_t days)
{
    return date_from_days(date_to_days(day) + days);
}

int date_weekday(date day)
{
    int64_t from_thursday = date_to_days(day) % 7; /* 1970-01-01 was a Thursday */
    return (int)((from_thursday + 10) % 7) + 1;
}

int date_order(const void *a, const void *b)
{
    return date_compare(*(const date *)a, *(const date *)b);
}

date date_earlier(date a, date b)
{
    return date_compare(a, b) <= 0 ? a : b;
}

date date_later(date a, date b)
{
    return date_compare(a, b) < 0 ? b : a;
}

bool date_is_valid(int year, int month, int day)
{
    if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    date in = {.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day};
    date back = date_from_days(date_to_days(in));
    return back.month == in.month && back.day == in.day;
}

date clock_local_date(int64_t utc_ms)
{
    return date_from_days(floor_div(utc_ms + CLOCK_LOCAL_OFFSET_MS, MS_PER_DAY));
}

int64_t clock_day_start_ms(date day)
{
    return date_to_days(day) * MS_PER_DAY - CLOCK_LOCAL_OFFSET_MS;
}

typedef struct local_time {
    date day;
    unsigned hour, minute, second, ms;
} local_time;

static local_time to_local(int64_t utc_ms)
{
    int64_t local = utc_ms + CLOCK_LOCAL_OFFSET_MS;
    int64_t days = floor_div(local, MS_PER_DAY);
    unsigned ms = (unsigned)(local - days * MS_PER_DAY);
    return (local_time){.day = date_from_days(days),
                        .hour = ms / 3600000,
                        .minute = ms / 60000 % 60,
                        .second = ms / 1000 % 60,
                        .ms = ms % 1000};
}

void clock_format_iso(int64_t utc_ms, char *out, size_t size)
{
    local_time t = to_local(utc_ms);
    snprintf(out, size, "%04d-%02u-%02uT%02u:%02u:%02u+07:00", t.day.year, t.day.month, t.day.day,
             t.hour, t.minute, t.second);
}

void clock_format_iso_ms(int64_t utc_ms, char *out, size_t size)
{
    local_time t = to_local(utc_ms);
    snprintf(out, size, "%04d-%02u-%02uT%02u:%02u:%02u.%03u+07:00", t.day.year, t.day.month,
             t.day.day, t.hour, t.minute, t.second, t.ms);
}

void clock_format_vi(int64_t utc_ms, char *out, size_t size)
{
    local_time t = to_local(utc_ms);
    snprintf(out, size, "%02u:%02u %02u/%02u/%04d", t.hour, t.minute, t.day.day, t.day.month,
             t.day.year);
}

void clock_format_log(int64_t utc_ms, char *out, size_t size)
{
    local_time t = to_local(utc_ms);
    snprintf(out, size, "%04d-%02u-%02u %02u:%02u:%02u.%03u", t.day.year, t.day.month, t.day.day,
             t.hour, t.minute, t.second, t.ms);
}

/* Exactly N digits at *TEXT, which moves behind them. */
static bool take_digits(const char **text, int n, int *out)
{
    *out = 0;
    for (int i = 0; i < n; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        *out = *out * 10 + (**text - '0');
    }
    return true;
}

static bool take_char(const char **text, char c)
{
    return **text == c && (*text)++;
}

static bool take_date(const char **text, date *out)
{
    int year, month, day;
    if (!take_digits(text, 4, &year) || !take_char(text, '-') || !take_digits(text, 2, &month) ||
        !take_char(text, '-') || !take_digits(text, 2, &day) || !date_is_valid(year, month, day))
        return false;
    *out = (date){.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day};
    return true;
}

/* Time of day and its offset from UTC, as milliseconds to add to the day's UTC start. */
static bool take_time(const char **text, int64_t *ms)
{
    int hour, minute, second = 0, thousandth = 0;
    if (!take_digits(text, 2, &hour) || !take_char(text, ':') || !take_digits(text, 2, &minute))
        return false;
    if (take_char(text, ':') && (!take_digits(text, 2, &second) ||
                                 (take_char(text, '.') && !take_digits(text, 3, &thousandth))))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t offset = CLOCK_LOCAL_OFFSET_MS;
    if (take_char(text, 'Z')) {
        offset = 0;
    } else if (**text == '+' || **text == '-') {
        int sign = *(*text)++ == '-' ? -1 : 1, oh, om;
        if (!take_digits(text, 2, &oh) || !take_char(text, ':') || !take_digits(text, 2, &om) ||
            oh > 14 || om > 59)
            return false;
        offset = sign * (oh * 60 + om) * 60000;
    }
    *ms = ((int64_t)hour * 3600 + minute * 60 + second) * 1000 + thousandth - offset;
    return true;
}

error clock_parse_iso(const char *text, int64_t *utc_ms)
{
    const char *p = text;
    date day;
    int64_t ms = -CLOCK_LOCAL_OFFSET_MS;
    if (!take_date(&p, &day) || (take_char(&p, 'T') && !take_time(&p, &ms)) || *p)
        return error_make(ERR_INVALID,
                          _("\"%s\" không phải ngày giờ; viết như 2024-07-22 hoặc "
                            "2024-07-22T07:00"),
                          text);
    *utc_ms = date_to_days(day) * MS_PER_DAY + ms;
    return OK;
}

error date_parse(const char *text, date *out)
{
    const char *p = text;
    if (!take_date(&p, out) || *p)
        return error_make(ERR_INVALID, _("\"%s\" không phải ngày; viết như 2024-07-22"), text);
    return OK;
}

void date_format_iso(date day, char *out, size_t size)
{
    snprintf(out, size, "%04d-%02u-%02u", day.year, day.month, day.day);
}

void date_format_vi(date day, char *out, size_t size)
{
    snprintf(out, size, "%02u/%02u/%04d", day.day, day.month, day.year);
}
