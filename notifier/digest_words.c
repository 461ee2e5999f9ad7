#include "notifier/digest_model.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdint.h>

enum { ATTENTION_MAX = 5, OLD_DIFFICULTY_DAYS = 15, NEAR_DEADLINE_DAYS = 120 };

static size_t count_standing(const digest *d, standing s)
{
    size_t n = 0;
    for (size_t i = 0; i < d->indicator_count; i++)
        n += d->indicators[i].standing == s;
    return n;
}

static size_t count_overdue(const digest *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->task_count; i++)
        n += d->tasks[i].days_left < 0;
    return n;
}

/* ---- summary --------------------------------------------------------------------------------- */

static const char *reporting_line(building *b, const reporting *r)
{
    const char *line =
        digest_say(b,
                   _("%zu/%zu huyện, thị xã, thành phố đã gửi báo cáo %s (đúng hạn %zu, chậm "
                     "%zu)"),
                   r->reported, r->expected, r->period, r->on_time, r->late);
    if (!r->missing_count)
        return digest_say(b, "%s.", line);
    if (!r->due_passed)
        return digest_say(b, _("%s; chưa đến hạn (%s)."), line, r->due);
    return digest_say(b, _("%s; chưa gửi, quá hạn %" PRId64 " ngày: %s."), line, r->days_late,
                      r->missing_short);
}

static const char *indicators_line(building *b)
{
    static const struct {
        standing standing;
        const char *words;
    } parts[] = {{STANDING_REACHED, N_("đạt mức giao")},
                 {STANDING_NOT_REACHED, N_("chưa đạt")},
                 {STANDING_OVERDUE, N_("quá hạn chưa đạt")},
                 {STANDING_NO_TARGET, N_("chưa giao mức")}};
    const char *line = digest_say(b, _("%zu chỉ tiêu có số liệu"), b->digest->indicator_count);
    const char *separator = ": ";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t n = count_standing(b->digest, parts[i].standing);
        if (!n)
            continue;
        line = digest_say(b, "%s%s%zu %s", line, separator, n, _(parts[i].words));
        separator = ", ";
    }
    return digest_say(b, "%s.", line);
}

static void build_summary(building *b)
{
    digest *d = b->digest;
    if (d->reporting_count)
        digest_add(b, &d->summary, reporting_line(b, &d->reportings[0]));
    digest_add(b, &d->summary, indicators_line(b));
    digest_add(b, &d->summary,
               digest_say(b,
                          _("%zu nhiệm vụ quá hạn, %zu đến hạn trong 30 ngày; %zu khó khăn, vướng "
                            "mắc chờ trả lời."),
                          count_overdue(d), d->task_count - count_overdue(d),
                          d->difficulty_count + d->difficulties_left_out));
}

/* ---- what needs attention -------------------------------------------------------------------- */

static void attend(building *b, const char *line)
{
    if (b->digest->attention.count < ATTENTION_MAX)
        digest_add(b, &b->digest->attention, line);
}

static void attend_to_tasks(building *b)
{
    const digest *d = b->digest;
    for (size_t i = 0; i < d->task_count && i < 2; i++)
        attend(b, digest_say(b, _("Nhiệm vụ %s %s: %s"), d->tasks[i].code, d->tasks[i].when,
                             d->tasks[i].name));
}

static void attend_to_difficulties(building *b)
{
    const digest *d = b->digest;
    if (d->difficulty_count && d->difficulties[0].age_days >= OLD_DIFFICULTY_DAYS)
        attend(b, digest_say(b, _("%s chờ %s trả lời khó khăn, vướng mắc đã %" PRId64 " ngày"),
                             d->difficulties[0].unit, d->difficulties[0].agency,
                             d->difficulties[0].age_days));
}

static void attend_to_indicators(building *b)
{
    const digest *d = b->digest;
    for (size_t i = 0; i < d->indicator_count; i++) {
        const indicator *it = &d->indicators[i];
        bool open = it->standing == STANDING_OVERDUE || it->standing == STANDING_NOT_REACHED;
        if (open && it->days_left <= NEAR_DEADLINE_DAYS)
            attend(b, digest_say(b, _("%s: đạt %s, mức giao %s, %s (%s)"), it->name, it->shown,
                                 it->target, it->gap, it->deadline));
    }
}

static void build_attention(building *b)
{
    const digest *d = b->digest;
    if (d->reporting_count && d->reportings[0].due_passed && d->reportings[0].missing_count)
        attend(b, digest_say(b, _("%zu đơn vị chưa gửi báo cáo %s: %s"),
                             d->reportings[0].missing_count, d->reportings[0].period,
                             d->reportings[0].missing_short));
    attend_to_tasks(b);
    attend_to_difficulties(b);
    attend_to_indicators(b);
}

/* ---- subject --------------------------------------------------------------------------------- */

static const char *subject_ending(building *b)
{
    const digest *d = b->digest;
    if (!d->reporting_count)
        return "";
    const reporting *r = &d->reportings[0];
    if (r->due_passed && r->missing_count)
        return digest_say(b, _("%zu đơn vị chưa báo cáo"), r->missing_count);
    return digest_say(b, _("%zu/%zu đơn vị đã báo cáo"), r->reported, r->expected);
}

/* "tháng 7/2024" with a capital. */
static const char *capital_month(building *b)
{
    const char *month = b->digest->month;
    return month[0] >= 'a' && month[0] <= 'z'
               ? digest_say(b, "%c%s", month[0] - 'a' + 'A', month + 1)
               : month;
}

static void build_subject(building *b)
{
    digest *d = b->digest;
    size_t open = count_standing(d, STANDING_OVERDUE) + count_standing(d, STANDING_NOT_REACHED);
    size_t overdue = count_overdue(d);
    const char *tasks = overdue ? digest_say(b, _("%zu nhiệm vụ quá hạn"), overdue)
                                : digest_say(b, _("%zu nhiệm vụ sắp đến hạn"), d->task_count);
    const char *mark = d->request.simulated ? _("[SỐ LIỆU MÔ PHỎNG] ") : "";
    d->subject = digest_say(b, _("%s[BC nhanh CĐS - ĐA06] %s: %zu chỉ tiêu chưa đạt, %s, %s"), mark,
                            capital_month(b), open, tasks, subject_ending(b));
}

void digest_build_words(building *b)
{
    build_summary(b);
    build_attention(b);
    build_subject(b);
}
