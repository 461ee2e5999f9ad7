/* calendar.h - working days: which days of the week, public holidays and make-up days.
 *
 * Holidays are data (config/…/calendar.conf), announced by the government year by year. */
#pragma once
#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>

/* Both lists are in order; catalogue_builder_calendar() sees to it. */
typedef struct calendar {
    const date *holidays; /* days off beside Saturday and Sunday */
    size_t holiday_count;
    const date *makeup_days; /* Saturdays or Sundays that are worked */
    size_t makeup_count;
} calendar;

bool calendar_is_working(const calendar *c, date day);

/* The N-th working day after DAY; DAY itself is not counted. */
date calendar_add_working_days(const calendar *c, date day, unsigned n);
