#include "notifier/schedule.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

struct schedule {
    struct icalrecurrencetype rule;
    struct icaltimetype start; /* floating: local time without a zone */
};

enum { MS_PER_SECOND = 1000 };

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

static int64_t from_local(struct icaltimetype t)
{
    date day = {.year = (int16_t)t.year, .month = (uint8_t)t.month, .day = (uint8_t)t.day};
    return clock_day_start_ms(day) +
           ((int64_t)t.hour * 3600 + t.minute * 60 + t.second) * MS_PER_SECOND;
}

/* Finer rules would be walked for seconds, and have no use: several slots a day are BYHOUR=…. */
static bool is_too_fine(const struct icalrecurrencetype *rule)
{
    return rule->freq == ICAL_SECONDLY_RECURRENCE || rule->freq == ICAL_MINUTELY_RECURRENCE ||
           rule->freq == ICAL_HOURLY_RECURRENCE;
}

static error refuse_unusable(const schedule *s, const char *rule, int64_t start_ms)
{
    int64_t first_ms;
    if (is_too_fine(&s->rule))
        return error_make(ERR_INVALID,
                          _("lịch \"%s\" dày hơn hằng ngày; nhiều lần một ngày thì viết như "
                            "FREQ=DAILY;BYHOUR=7,11,16;BYMINUTE=0;BYSECOND=0"),
                          rule);
    if (!schedule_next(s, start_ms - 1, &first_ms))
        return error_make(ERR_INVALID, _("lịch \"%s\" không có lần nào kể từ ngày bắt đầu"), rule);
    return OK;
}

error schedule_parse(schedule **out, const char *rule, int64_t start_ms)
{
    icalerror_set_errors_are_fatal(false);
    struct icalrecurrencetype parsed = icalrecurrencetype_from_string(rule);
    if (parsed.freq == ICAL_NO_RECURRENCE)
        return error_make(ERR_INVALID,
                          _("lịch \"%s\" không đúng RRULE của RFC 5545 (%s); ví dụ 7 giờ thứ Hai "
                            "hằng tuần: FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0"),
                          rule, icalerror_perror());
    schedule *s = calloc(1, sizeof *s);
    if (!s)
        return error_no_memory();
    *s = (schedule){parsed, to_local(start_ms)};
    error err = refuse_unusable(s, rule, start_ms);
    if (err.code)
        schedule_free(s);
    else
        *out = s;
    return err;
}

void schedule_free(schedule *s)
{
    free(s);
}

/* The slots before and after AT_MS, walking from the start; false where there is none. */
static void around(const schedule *s, int64_t at_ms, bool has[2], int64_t slot[2])
{
    has[0] = has[1] = false;
    struct icalrecur_iterator_impl *it = icalrecur_iterator_new(s->rule, s->start);
    if (!it)
        return;
    for (;;) {
        struct icaltimetype t = icalrecur_iterator_next(it);
        if (icaltime_is_null_time(t))
            break;
        int64_t ms = from_local(t);
        bool after = ms > at_ms;
        has[after] = true;
        slot[after] = ms;
        if (after)
            break;
    }
    icalrecur_iterator_free(it);
}

bool schedule_last(const schedule *s, int64_t at_ms, int64_t *slot_ms)
{
    bool has[2];
    int64_t slot[2];
    around(s, at_ms, has, slot);
    if (has[0])
        *slot_ms = slot[0];
    return has[0];
}

bool schedule_next(const schedule *s, int64_t at_ms, int64_t *slot_ms)
{
    bool has[2];
    int64_t slot[2];
    around(s, at_ms, has, slot);
    if (has[1])
        *slot_ms = slot[1];
    return has[1];
}
