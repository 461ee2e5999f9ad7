#include "model/calendar.h"

static bool contains(const date *days, size_t n, date day)
{
    for (size_t i = 0; i < n; i++)
        if (date_compare(days[i], day) == 0)
            return true;
    return false;
}

bool calendar_is_working(const calendar *c, date day)
{
    if (contains(c->makeup_days, c->makeup_count, day))
        return true;
    return date_weekday(day) <= 5 && !contains(c->holidays, c->holiday_count, day);
}

date calendar_add_working_days(const calendar *c, date day, unsigned n)
{
    while (n) {
        day = date_add_days(day, 1);
        n -= calendar_is_working(c, day);
    }
    return day;
}
