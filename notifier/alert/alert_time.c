#include "notifier/alert/alert_time.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define OFFICE_OPENS_MS  (8 * ALERT_HOUR_MS)
#define OFFICE_CLOSES_MS (17 * ALERT_HOUR_MS)

/* Longer than any row of holidays, and longer than anybody waits for a unit to be missed. */
enum { DAYS_LOOKED_AT = 400 };

static bool is_worked(const calendar *days, date day)
{
    static const calendar plain;
    return calendar_is_working(days ? days : &plain, day);
}

/* ---- quiet hours ----------------------------------------------------------------------------- */

/* The end of the hours of Q that hold at AT_MS, or AT_MS. */
static int64_t hours_until(const alert_quiet *q, int64_t at_ms)
{
    int64_t midnight = clock_day_start_ms(clock_local_date(at_ms));
    int minute = (int)((at_ms - midnight) / ALERT_MINUTE_MS);
    bool overnight = q->from > q->to;
    bool evening = overnight && minute >= q->from;
    bool within = minute < q->to && (overnight || minute >= q->from);
    if (evening)
        return midnight + ALERT_DAY_MS + (int64_t)q->to * ALERT_MINUTE_MS;
    return within ? midnight + (int64_t)q->to * ALERT_MINUTE_MS : at_ms;
}

int64_t alert_quiet_until(const alert_quiet *q, const calendar *days, int64_t at_ms)
{
    for (int i = 0; i < DAYS_LOOKED_AT; i++) {
        date today = clock_local_date(at_ms);
        int64_t end = q->days_off && !is_worked(days, today)
                          ? clock_day_start_ms(date_add_days(today, 1))
                          : hours_until(q, at_ms);
        if (end == at_ms)
            return at_ms;
        at_ms = end;
    }
    return at_ms;
}

/* ---- office hours ---------------------------------------------------------------------------- */

static int64_t overlap(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to)
{
    int64_t from = a_from > b_from ? a_from : b_from, to = a_to < b_to ? a_to : b_to;
    return to > from ? to - from : 0;
}

int64_t alert_office_ms(const calendar *days, int64_t from_ms, int64_t until_ms)
{
    int64_t sum = 0;
    date day = clock_local_date(from_ms);
    for (int i = 0; i < DAYS_LOOKED_AT; i++, day = date_add_days(day, 1)) {
        int64_t midnight = clock_day_start_ms(day);
        if (midnight >= until_ms)
            break;
        if (is_worked(days, day))
            sum +=
                overlap(from_ms, until_ms, midnight + OFFICE_OPENS_MS, midnight + OFFICE_CLOSES_MS);
    }
    return sum;
}

/* ---- repeats and durations ------------------------------------------------------------------- */

int64_t alert_repeat_at(int64_t last_ms, int64_t gap_ms, int minute)
{
    if (gap_ms < ALERT_DAY_MS)
        return last_ms + gap_ms;
    date day = date_add_days(clock_local_date(last_ms), gap_ms / ALERT_DAY_MS);
    return clock_day_start_ms(day) + (int64_t)minute * ALERT_MINUTE_MS;
}

enum { DIGITS_MAX = 5 };

bool alert_duration_parse(const char *text, int64_t *ms)
{
    static const char letters[] = "smhdw";
    static const int64_t lengths[] = {ALERT_SECOND_MS, ALERT_MINUTE_MS, ALERT_HOUR_MS, ALERT_DAY_MS,
                                      7 * ALERT_DAY_MS};
    int64_t n = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || strlen(text) != digits + 1)
        return false;
    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (text[i] - '0');
    const char *letter = strchr(letters, text[digits]);
    if (!letter || n == 0)
        return false;
    *ms = n * lengths[letter - letters];
    return true;
}

char *alert_duration_say(int64_t ms, char *out, size_t size)
{
    if (ms % ALERT_DAY_MS == 0)
        snprintf(out, size, _("%" PRId64 " ngày"), ms / ALERT_DAY_MS);
    else if (ms % ALERT_HOUR_MS == 0)
        snprintf(out, size, _("%" PRId64 " giờ"), ms / ALERT_HOUR_MS);
    else if (ms % ALERT_MINUTE_MS == 0)
        snprintf(out, size, _("%" PRId64 " phút"), ms / ALERT_MINUTE_MS);
    else
        snprintf(out, size, _("%" PRId64 " giây"), ms / ALERT_SECOND_MS);
    return out;
}

bool alert_minute_parse(const char *text, int *minute)
{
    static const char form[] = "00:00";
    if (strlen(text) != sizeof form - 1 || text[2] != ':')
        return false;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (i != 2 && (text[i] < '0' || text[i] > '9'))
            return false;
    int h = (text[0] - '0') * 10 + text[1] - '0', m = (text[3] - '0') * 10 + text[4] - '0';
    if (h > 23 || m > 59)
        return false;
    *minute = h * 60 + m;
    return true;
}
