#include "collector/spoken.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Folded, "quý II/2024" is "quy ii 2024": every form is words and numbers between spaces. */
typedef struct form {
    const char *pattern; /* for sscanf, ends with %n */
    period_kind kind;
    uint8_t fixed; /* the number, when the words say it */
} form;

static const form numbered_forms[] = {
    {"thang %2u nam %4d%n", PERIOD_MONTH, 0}, {"thang %2u %4d%n", PERIOD_MONTH, 0},
    {"%2u %4d%n", PERIOD_MONTH, 0},           {"quy %2u nam %4d%n", PERIOD_QUARTER, 0},
    {"quy %2u %4d%n", PERIOD_QUARTER, 0},     {"tuan %2u nam %4d%n", PERIOD_WEEK, 0},
    {"tuan %2u %4d%n", PERIOD_WEEK, 0},
};

static const form fixed_forms[] = {
    {"6 thang dau nam %4d%n", PERIOD_HALF_YEAR, 1},
    {"6 thang cuoi nam %4d%n", PERIOD_HALF_YEAR, 2},
    {"9 thang dau nam %4d%n", PERIOD_NINE_MONTHS, 0},
    {"9 thang nam %4d%n", PERIOD_NINE_MONTHS, 0},
    {"nam %4d%n", PERIOD_YEAR, 0},
    {"%4d%n", PERIOD_YEAR, 0},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool in_range(period p)
{
    char code[PERIOD_TEXT_MAX];
    period back;
    return !period_parse(period_format(p, code, sizeof code), &back).code;
}

/* The patterns are the constants above; the compiler cannot see that through the table. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static bool match_numbered(const char *key, period *out)
{
    for (size_t i = 0; i < COUNT(numbered_forms); i++) {
        unsigned number;
        int year, end = 0;
        if (sscanf(key, numbered_forms[i].pattern, &number, &year, &end) != 2 || !end || key[end])
            continue;
        *out = (period){numbered_forms[i].kind, (int16_t)year, (uint8_t)number, 0};
        if (in_range(*out)) /* "2024" also reads as month 20 of the year 24 */
            return true;
    }
    return false;
}

static bool match_fixed(const char *key, period *out)
{
    for (size_t i = 0; i < COUNT(fixed_forms); i++) {
        int year, end = 0;
        if (sscanf(key, fixed_forms[i].pattern, &year, &end) != 1 || !end || key[end])
            continue;
        *out = (period){fixed_forms[i].kind, (int16_t)year, fixed_forms[i].fixed, 0};
        return in_range(*out);
    }
    return false;
}

#pragma GCC diagnostic pop

static bool match_roman_quarter(const char *key, period *out)
{
    static const char *const roman[] = {"i", "ii", "iii", "iv"};
    char digits[4];
    int year, end = 0;
    if ((sscanf(key, "quy %3[iv] nam %4d%n", digits, &year, &end) != 2 || !end || key[end]) &&
        (sscanf(key, "quy %3[iv] %4d%n", digits, &year, &end) != 2 || !end || key[end]))
        return false;
    for (uint8_t q = 0; q < 4; q++)
        if (strcmp(digits, roman[q]) == 0) {
            *out = (period){PERIOD_QUARTER, (int16_t)year, (uint8_t)(q + 1), 0};
            return true;
        }
    return false;
}

static bool match_day(const char *key, period *out)
{
    unsigned day, month;
    int year, end = 0;
    key += text_starts_with(key, "ngay ") ? 5 : 0;
    if (sscanf(key, "%2u %2u %4d%n", &day, &month, &year, &end) != 3 || !end || key[end] ||
        !date_is_valid(year, (int)month, (int)day))
        return false;
    *out = (period){PERIOD_DAY, (int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

static bool match_any(const char *key, period *out)
{
    return match_numbered(key, out) || match_fixed(key, out) || match_roman_quarter(key, out) ||
           match_day(key, out);
}

error spoken_period(const char *text, period *out)
{
    if (!period_parse(text, out).code)
        return OK;
    arena *a = arena_new(0);
    const char *key = a ? text_fold(a, text) : NULL;
    bool found = key && match_any(key, out) && in_range(*out);
    arena_free(a);
    if (found)
        return OK;
    return error_make(ERR_INVALID,
                      _("\"%s\" không phải kỳ báo cáo; viết như tháng 6/2024, quý II/2024, 6 tháng "
                        "đầu năm 2024, năm 2024, hoặc mã như 2024-M06"),
                      text);
}

error spoken_time(const char *text, int64_t *utc_ms)
{
    if (!clock_parse_iso(text, utc_ms).code)
        return OK;
    int day, month, year, hour = 0, minute = 0, end = 0;
    bool whole = sscanf(text, "%2d/%2d/%4d%n", &day, &month, &year, &end) == 3 && end && !text[end];
    if (!whole)
        whole =
            sscanf(text, "%2d/%2d/%4d %2d:%2d%n", &day, &month, &year, &hour, &minute, &end) == 5 &&
            !text[end];
    if (!whole || !date_is_valid(year, month, day) || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59)
        return error_make(ERR_INVALID,
                          _("\"%s\" không phải ngày giờ; viết như 22/7/2024, 22/7/2024 16:30 hoặc "
                            "2024-07-22T16:30"),
                          text);
    date d = {(int16_t)year, (uint8_t)month, (uint8_t)day};
    *utc_ms = clock_day_start_ms(d) + ((int64_t)hour * 60 + minute) * 60000;
    return OK;
}
