#include "model/period.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

enum { CLOSING_DAY = 14 }; /* Decree 09/2019, Art. 12 */

const char *const period_kind_codes[] = {"day",       "week",        "month", "quarter",
                                         "half_year", "nine_months", "year",  NULL};

const char *period_kind_name(period_kind kind)
{
    static const char *const names[] = {N_("ngày"),    N_("tuần"),    N_("tháng"), N_("quý"),
                                        N_("6 tháng"), N_("9 tháng"), N_("năm")};
    return _(names[kind - 1]);
}

/* ISO 8601: week 1 holds the year's first Thursday. */
static date week_start(int year, int week)
{
    date fourth = {.year = (int16_t)year, .month = 1, .day = 4};
    return date_add_days(fourth, (week - 1) * 7 - (date_weekday(fourth) - 1));
}

static int weeks_in_year(int year)
{
    date next = week_start(year + 1, 1);
    return (int)((date_to_days(next) - date_to_days(week_start(year, 1))) / 7);
}

static bool take_number(const char *text, int *out)
{
    *out = 0;
    if (!*text || strlen(text) > 2)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        *out = *out * 10 + (*text - '0');
    }
    return true;
}

static bool parse_within_year(const char *text, period *p)
{
    int n;
    if (strcmp(text, "Y") == 0) {
        p->kind = PERIOD_YEAR;
        return true;
    }
    if (strcmp(text, "9M") == 0) {
        p->kind = PERIOD_NINE_MONTHS;
        return true;
    }
    if (!take_number(text + 1, &n))
        return false;
    int most = 0;
    switch (text[0]) {
    case 'M':
        p->kind = PERIOD_MONTH;
        most = strlen(text) == 3 ? 12 : 0;
        break;
    case 'W':
        p->kind = PERIOD_WEEK;
        most = strlen(text) == 3 ? weeks_in_year(p->year) : 0;
        break;
    case 'Q':
        p->kind = PERIOD_QUARTER;
        most = strlen(text) == 2 ? 4 : 0;
        break;
    case 'H':
        p->kind = PERIOD_HALF_YEAR;
        most = strlen(text) == 2 ? 2 : 0;
        break;
    default:
        break;
    }
    p->number = (uint8_t)n;
    return n >= 1 && n <= most;
}

static bool parse_year(const char *text, int *year)
{
    if (strlen(text) < 6 || text[4] != '-')
        return false;
    *year = 0;
    for (int i = 0; i < 4; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *year = *year * 10 + (text[i] - '0');
    }
    return *year >= 2000 && *year <= 2999;
}

error period_parse(const char *text, period *out)
{
    int year;
    date day;
    if (strlen(text) == 10 && !date_parse(text, &day).code && day.year >= 2000) {
        *out = (period){PERIOD_DAY, day.year, day.month, day.day};
        return OK;
    }
    period p = {0};
    if (parse_year(text, &year)) {
        p.year = (int16_t)year;
        if (parse_within_year(text + 5, &p)) {
            *out = p;
            return OK;
        }
    }
    return error_make(ERR_INVALID,
                      _("\"%s\" không phải kỳ báo cáo; viết như 2024-M06 (tháng), 2024-Q2 (quý), "
                        "2024-H1 (6 tháng), 2024-9M, 2024-Y (năm), 2024-W26 (tuần) hoặc "
                        "2024-06-22 (ngày)"),
                      text);
}

char *period_format(period p, char *out, size_t size)
{
    switch (p.kind) {
    case PERIOD_DAY:
        snprintf(out, size, "%04d-%02u-%02u", p.year, p.number, p.day);
        break;
    case PERIOD_WEEK:
        snprintf(out, size, "%04d-W%02u", p.year, p.number);
        break;
    case PERIOD_MONTH:
        snprintf(out, size, "%04d-M%02u", p.year, p.number);
        break;
    case PERIOD_QUARTER:
        snprintf(out, size, "%04d-Q%u", p.year, p.number);
        break;
    case PERIOD_HALF_YEAR:
        snprintf(out, size, "%04d-H%u", p.year, p.number);
        break;
    case PERIOD_NINE_MONTHS:
        snprintf(out, size, "%04d-9M", p.year);
        break;
    case PERIOD_YEAR:
        snprintf(out, size, "%04d-Y", p.year);
        break;
    }
    return out;
}

char *period_name(period p, char *out, size_t size)
{
    static const char *const roman[] = {"", "I", "II", "III", "IV"};
    switch (p.kind) {
    case PERIOD_DAY:
        snprintf(out, size, _("ngày %u/%u/%d"), p.day, p.number, p.year);
        break;
    case PERIOD_WEEK:
        snprintf(out, size, _("tuần %u/%d"), p.number, p.year);
        break;
    case PERIOD_MONTH:
        snprintf(out, size, _("tháng %u/%d"), p.number, p.year);
        break;
    case PERIOD_QUARTER:
        snprintf(out, size, _("quý %s/%d"), roman[p.number], p.year);
        break;
    case PERIOD_HALF_YEAR:
        snprintf(out, size, p.number == 1 ? _("6 tháng đầu năm %d") : _("6 tháng cuối năm %d"),
                 p.year);
        break;
    case PERIOD_NINE_MONTHS:
        snprintf(out, size, _("9 tháng năm %d"), p.year);
        break;
    case PERIOD_YEAR:
        snprintf(out, size, _("năm %d"), p.year);
        break;
    }
    return out;
}

/* First and last month of a period made of months. */
static void months_of(period p, int *first, int *last)
{
    switch (p.kind) {
    case PERIOD_QUARTER:
        *first = p.number * 3 - 2;
        *last = p.number * 3;
        break;
    case PERIOD_HALF_YEAR:
        *first = p.number * 6 - 5;
        *last = p.number * 6;
        break;
    case PERIOD_NINE_MONTHS:
        *first = 1;
        *last = 9;
        break;
    case PERIOD_YEAR:
        *first = 1;
        *last = 12;
        break;
    default:
        *first = *last = p.number;
    }
}

date period_opens(period p)
{
    if (p.kind == PERIOD_DAY)
        return (date){p.year, p.number, p.day};
    if (p.kind == PERIOD_WEEK)
        return week_start(p.year, p.number);
    int first, last;
    months_of(p, &first, &last);
    bool january = first == 1;
    return (date){(int16_t)(p.year - january), (uint8_t)(january ? 12 : first - 1),
                  CLOSING_DAY + 1};
}

date period_closes(period p)
{
    if (p.kind == PERIOD_DAY)
        return (date){p.year, p.number, p.day};
    if (p.kind == PERIOD_WEEK)
        return date_add_days(week_start(p.year, p.number), 6);
    int first, last;
    months_of(p, &first, &last);
    return (date){p.year, (uint8_t)last, CLOSING_DAY};
}

static period week_at(date day)
{
    int year = date_add_days(day, 4 - date_weekday(day)).year; /* its Thursday's year */
    int64_t from = date_to_days(day) - date_to_days(week_start(year, 1));
    return (period){PERIOD_WEEK, (int16_t)year, (uint8_t)(from / 7 + 1), 0};
}

period period_at(period_kind kind, date day)
{
    if (kind == PERIOD_DAY)
        return (period){PERIOD_DAY, day.year, day.month, day.day};
    if (kind == PERIOD_WEEK)
        return week_at(day);
    int month = day.month + (day.day > CLOSING_DAY), year = day.year;
    if (month == 13) {
        month = 1;
        year++;
    }
    period p = {kind, (int16_t)year, 0, 0};
    if (kind == PERIOD_MONTH)
        p.number = (uint8_t)month;
    else if (kind == PERIOD_QUARTER)
        p.number = (uint8_t)((month + 2) / 3);
    else if (kind == PERIOD_HALF_YEAR)
        p.number = (uint8_t)((month + 5) / 6);
    return p;
}

period period_previous(period p)
{
    if (p.kind == PERIOD_NINE_MONTHS)
        return (period){PERIOD_NINE_MONTHS, (int16_t)(p.year - 1), 0, 0};
    return period_at(p.kind, date_add_days(period_opens(p), -1));
}

period period_last_closed(period_kind kind, date day)
{
    period p = period_at(kind, day);
    while (date_compare(period_closes(p), day) >= 0)
        p = period_previous(p);
    return p;
}

bool period_equal(period a, period b)
{
    return a.kind == b.kind && a.year == b.year && a.number == b.number && a.day == b.day;
}
