#include "model/calendar.h"

#include <stdlib.h>

static bool contains(const date *days, size_t n, date day)
{
    return n && bsearch(&day, days, n, sizeof day, date_order);
}

/* WEEKDAY is DAY's, which callers may know already. */
static bool is_working(const calendar *c, date day, int weekday)
{
    return weekday <= 5 ? !contains(c->holidays, c->holiday_count, day)
                        : contains(c->makeup_days, c->makeup_count, day);
}

bool calendar_is_working(const calendar *c, date day)
{
    return is_working(c, day, date_weekday(day));
}

/* No month is shorter than 28 days: most steps need no calendar. */
static date next_day(date day)
{
    if (day.day >= 28)
        return date_add_days(day, 1);
    day.day++;
    return day;
}

date calendar_add_working_days(const calendar *c, date day, unsigned n)
{
    int weekday = date_weekday(day);
    while (n) {
        day = next_day(day);
        weekday = weekday % 7 + 1;
        n -= is_working(c, day, weekday);
    }
    return day;
}
