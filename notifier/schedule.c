#include "notifier/schedule.h"

#include "base/i18n.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

struct schedule {
    struct icalrecurrencetype rule;
    struct icaltimetype start; /* floating: local time without a zone */
    int64_t start_ms;
    schedule_days days;
    date *except;
    size_t except_count;
};

enum { MS_PER_SECOND = 1000, SLOTS_A_DAY_MAX = 24, COUNT_MAX = 1000 };

static const int64_t DAY_MS = INT64_C(86400000);
static const int64_t AHEAD_MAX_MS = INT64_C(86400000) * 366 * 40;

static struct icaltimetype to_local(int64_t ms)
{
    date day = clock_local_date(ms);
    int64_t second = (ms - clock_day_start_ms(day)) / MS_PER_SECOND;
    struct icaltimetype t = icaltime_null_time();
    t.year = day.year;
    t.month = day.month;
    t.day = day.day;
    t.hour = (int)(second / 3600);
    t.minute = (int)(second / 60 % 60);
    t.second = (int)(second % 60);
    return t;
}

static struct icaltimetype at_midnight(date day)
{
    return to_local(clock_day_start_ms(day));
}

static date day_of(struct icaltimetype t)
{
    return (date){.year = (int16_t)t.year, .month = (uint8_t)t.month, .day = (uint8_t)t.day};
}

static int64_t on_day(struct icaltimetype t, date day)
{
    return clock_day_start_ms(day) +
           ((int64_t)t.hour * 3600 + t.minute * 60 + t.second) * MS_PER_SECOND;
}

/* ---- walking a rule -------------------------------------------------------------------------- */

typedef struct walk {
    const schedule *schedule;
    const calendar *calendar;
    int64_t from_ms, until_ms;
    struct icalrecur_iterator_impl *at;
} walk;

static int64_t down_to(int64_t n, int64_t step)
{
    return n - n % step;
}

/* The first day of the last period at or before DAY (not before the start) in which a rule with an
 * INTERVAL is in force. Begun within a period that is skipped, libical walks from the start. */
static date begin_of_period(const schedule *s, date day)
{
    const date start = day_of(s->start);
    const int64_t every = s->rule.interval;
    int64_t first = date_to_days(start), months;
    switch (s->rule.freq) {
    case ICAL_YEARLY_RECURRENCE:
        return (date){(int16_t)(start.year + down_to(day.year - start.year, every)), 1, 1};
    case ICAL_MONTHLY_RECURRENCE:
        months = start.year * 12 + start.month - 1;
        months += down_to(day.year * 12 + day.month - 1 - months, every);
        return (date){(int16_t)(months / 12), (uint8_t)(months % 12 + 1), 1};
    case ICAL_WEEKLY_RECURRENCE: /* libical counts Sunday as 1, date_weekday() Monday */
        first -= (date_weekday(start) - (s->rule.week_start + 5) % 7 - 1 + 7) % 7;
        return date_from_days(first + down_to(date_to_days(day) - first, 7 * every));
    default:
        return date_from_days(first + down_to(date_to_days(day) - first, every));
    }
}

/* From FROM_MS, or from the rule's start when that is later, to UNTIL_MS. A rule with COUNT can
 * only be walked from its start. */
static walk walk_from(const schedule *s, const calendar *c, int64_t from_ms, int64_t until_ms)
{
    walk w = {s, c, from_ms, until_ms, icalrecur_iterator_new(s->rule, s->start)};
    if (w.at && !s->rule.count && from_ms > s->start_ms &&
        !icalrecur_iterator_set_start(w.at,
                                      at_midnight(begin_of_period(s, clock_local_date(from_ms))))) {
        icalrecur_iterator_free(w.at);
        w.at = NULL;
    }
    return w;
}

static void walk_end(walk *w)
{
    if (w->at)
        icalrecur_iterator_free(w->at);
}

static bool is_excepted(const schedule *s, date day)
{
    for (size_t i = 0; i < s->except_count; i++)
        if (date_compare(s->except[i], day) == 0)
            return true;
    return false;
}

static bool takes_place(const walk *w, date day)
{
    const schedule *s = w->schedule;
    return !is_excepted(s, day) &&
           (s->days != SCHEDULE_WORKING_DAYS_ONLY || calendar_is_working(w->calendar, day));
}

static date moved(const walk *w, date day)
{
    bool moves =
        w->schedule->days == SCHEDULE_NEXT_WORKING_DAY && !calendar_is_working(w->calendar, day);
    return moves ? calendar_add_working_days(w->calendar, day, 1) : day;
}

/* The next time of the rule that takes place, and the slot to which it is moved. */
static bool walk_on(walk *w, int64_t *time_ms, int64_t *slot_ms)
{
    while (w->at) {
        struct icaltimetype t = icalrecur_iterator_next(w->at);
        if (icaltime_is_null_time(t))
            break;
        date day = day_of(t);
        *time_ms = on_day(t, day);
        if (*time_ms > w->until_ms)
            break;
        if (*time_ms < w->from_ms || !takes_place(w, day))
            continue;
        *slot_ms = on_day(t, moved(w, day));
        return true;
    }
    return false;
}

/* A time from which on to walk so that no earlier one is moved to AT_MS's day or beyond: the first
 * of the free days that end there. */
static int64_t before_free_days(const schedule *s, const calendar *c, int64_t at_ms)
{
    date day = clock_local_date(at_ms);
    while (s->days == SCHEDULE_NEXT_WORKING_DAY && !calendar_is_working(c, date_add_days(day, -1)))
        day = date_add_days(day, -1);
    return clock_day_start_ms(day);
}

/* ---- what is asked --------------------------------------------------------------------------- */

static bool last_since(const schedule *s, const calendar *c, int64_t from_ms, int64_t at_ms,
                       int64_t *slot_ms)
{
    walk w = walk_from(s, c, from_ms, at_ms);
    int64_t time, slot;
    bool found = false;
    while (walk_on(&w, &time, &slot)) {
        if (slot > at_ms || (found && slot <= *slot_ms))
            continue;
        *slot_ms = slot;
        found = true;
    }
    walk_end(&w);
    return found;
}

bool schedule_last(const schedule *s, const calendar *c, int64_t at_ms, int64_t *slot_ms)
{
    /* Most rules have a slot within days; the 29th of February needs eight years. */
    static const int64_t days_back[] = {8, 40, 400, 3000};
    for (size_t i = 0; i < sizeof days_back / sizeof *days_back && !s->rule.count; i++) {
        int64_t from = before_free_days(s, c, at_ms - days_back[i] * DAY_MS);
        if (from <= s->start_ms)
            break;
        if (last_since(s, c, from, at_ms, slot_ms))
            return true;
    }
    return last_since(s, c, s->start_ms, at_ms, slot_ms);
}

bool schedule_next(const schedule *s, const calendar *c, int64_t at_ms, int64_t *slot_ms)
{
    walk w = walk_from(s, c, before_free_days(s, c, at_ms), at_ms + AHEAD_MAX_MS);
    int64_t time, slot;
    bool found = false;
    while (walk_on(&w, &time, &slot)) {
        if (slot <= at_ms || (found && slot >= *slot_ms))
            continue;
        *slot_ms = slot;
        found = true;
        w.until_ms = slot; /* a later time cannot be moved before it */
    }
    walk_end(&w);
    return found;
}

schedule_days schedule_days_of(const schedule *s)
{
    return s->days;
}

/* ---- making one ------------------------------------------------------------------------------ */

/* Finer rules would be walked for seconds, and have no use: several slots a day are BYHOUR=…. */
static bool is_too_fine(const struct icalrecurrencetype *rule)
{
    return rule->freq == ICAL_SECONDLY_RECURRENCE || rule->freq == ICAL_MINUTELY_RECURRENCE ||
           rule->freq == ICAL_HOURLY_RECURRENCE;
}

/* How many slots the first day that has any has, counted up to one too many; 0: none at all. */
static size_t slots_of_first_day(const schedule *s)
{
    static const calendar every_day_counts = {0};
    schedule plain = *s;
    plain.days = SCHEDULE_EVERY_DAY;
    walk w = walk_from(&plain, &every_day_counts, s->start_ms, INT64_MAX);
    int64_t time, slot, first = 0;
    size_t n = 0;
    while (n <= SLOTS_A_DAY_MAX && walk_on(&w, &time, &slot)) {
        first = n ? first : time;
        if (time - first >= DAY_MS)
            break;
        n++;
    }
    walk_end(&w);
    return n;
}

static error refuse_unusable(const schedule *s, const char *rule)
{
    if (is_too_fine(&s->rule))
        return error_make(ERR_INVALID,
                          _("lịch \"%s\" dày hơn hằng ngày; nhiều lần một ngày thì viết như "
                            "FREQ=DAILY;BYHOUR=7,11,16;BYMINUTE=0;BYSECOND=0"),
                          rule);
    if (s->rule.count > COUNT_MAX)
        return error_make(ERR_INVALID,
                          _("lịch \"%s\": COUNT nhiều nhất là %d; muốn kết thúc sau ngày nào thì "
                            "viết UNTIL=20251231T235959"),
                          rule, (int)COUNT_MAX);
    size_t n = slots_of_first_day(s);
    if (n == 0)
        return error_make(ERR_INVALID, _("lịch \"%s\" không có lần nào kể từ ngày bắt đầu"), rule);
    if (n > SLOTS_A_DAY_MAX)
        return error_make(ERR_INVALID, _("lịch \"%s\" có hơn %d lần một ngày"), rule,
                          (int)SLOTS_A_DAY_MAX);
    return OK;
}

static error fill(schedule *s, const schedule_terms *terms)
{
    s->start = to_local(terms->start_ms);
    s->start_ms = terms->start_ms;
    s->days = terms->days;
    if (!terms->except_count)
        return OK;
    s->except = calloc(terms->except_count, sizeof *s->except);
    if (!s->except)
        return error_no_memory();
    memcpy(s->except, terms->except, terms->except_count * sizeof *s->except);
    s->except_count = terms->except_count;
    return OK;
}

error schedule_parse(schedule **out, const schedule_terms *terms)
{
    icalerror_set_errors_are_fatal(false);
    struct icalrecurrencetype parsed = icalrecurrencetype_from_string(terms->rule);
    if (parsed.freq == ICAL_NO_RECURRENCE)
        return error_make(ERR_INVALID,
                          _("lịch \"%s\" không đúng RRULE của RFC 5545 (%s); ví dụ 7 giờ thứ Hai "
                            "hằng tuần: FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0"),
                          terms->rule, icalerror_perror());
    schedule *s = calloc(1, sizeof *s);
    if (!s)
        return error_no_memory();
    s->rule = parsed;
    error err = fill(s, terms);
    if (!err.code)
        err = refuse_unusable(s, terms->rule);
    if (err.code)
        schedule_free(s);
    else
        *out = s;
    return err;
}

void schedule_free(schedule *s)
{
    if (!s)
        return;
    free(s->except);
    free(s);
}
