#include "notifier/digest/digest_phrases.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

static void add(facts *f, const char *label, const char *text)
{
    if (*text && f->count < FACTS_MAX)
        f->items[f->count++] = (fact){label, text};
}

/* ---- what was told to be done ---------------------------------------------------------------- */

static void add_lead(facts *f, const digest_obligation *o)
{
    add(f, _("Chủ trì"), o->lead.short_name);
}

/* Whether WORDS say no more than the day itself: "31/12/2024", "01/7/2024", "1/7/2024". */
static bool is_the_day(phrases *p, const char *words, date day)
{
    return strcmp(words, phrase_date(p, day)) == 0 ||
           strcmp(words, phrase(p, "%02d/%d/%d", day.day, day.month, day.year)) == 0 ||
           strcmp(words, phrase(p, "%d/%d/%d", day.day, day.month, day.year)) == 0;
}

/* The source's words stay beside the day that they are read as. */
static void add_deadline(phrases *p, facts *f, const digest_obligation *o)
{
    if (!o->has_deadline) {
        add(f, _("Hạn"), o->deadline_text);
        return;
    }
    const char *day = phrase_date(p, o->deadline), *left = phrase_left(p, o);
    bool bare = !*o->deadline_text || is_the_day(p, o->deadline_text, o->deadline);
    add(f, _("Hạn"),
        bare ? phrase(p, "%s, %s", day, left)
             : phrase(p, "%s, %s (%s)", day, left, o->deadline_text));
}

/* ---- where it stands ------------------------------------------------------------------------- */

static const char *coverage(phrases *p, const digest_standing *s)
{
    if (s->expected_units < 2)
        return "";
    return phrase(p, _("%zu/%zu có số liệu"), s->have, s->expected_units);
}

static const char *pace(phrases *p, const digest_standing *s)
{
    const exact *needed = &s->needed_pace, *actual = &s->actual_pace;
    if (needed->known && actual->known)
        return phrase(p, _("cần %s, thực tế %s mỗi 30 ngày"), phrase_figure(p, needed),
                      phrase_figure(p, actual));
    if (actual->known)
        return phrase(p, _("thực tế %s mỗi 30 ngày"), phrase_figure(p, actual));
    if (needed->known)
        return phrase(p, _("cần %s mỗi 30 ngày, chưa đủ số liệu để tính tốc độ thực tế"),
                      phrase_figure(p, needed));
    return "";
}

/* Of what is finished neither matters. */
static void add_pace(phrases *p, facts *f, const digest_standing *s)
{
    if (s->status == STATUS_DONE || s->status == STATUS_DONE_LATE)
        return;
    const char *speed = pace(p, s);
    if (!s->has_expected)
        add(f, _("Tốc độ"), speed);
    else if (*speed)
        add(f, _("Tốc độ"),
            phrase(p, _("%s; dự kiến đạt ngày %s"), speed, phrase_date(p, s->expected)));
    else
        add(f, _("Dự kiến đạt"), phrase_date(p, s->expected));
}

static void add_own(phrases *p, facts *f, const digest_standing *s)
{
    if (*s->own)
        add(f, _("Đơn vị tự đánh giá"),
            phrase(p, _("%s; hệ thống tính: %s"), s->own, phrase_status(p, s->status)));
}

/* "26/27 có số liệu; 9 quá hạn, 1 chưa báo cáo, 17 hoàn thành" */
static void add_spread(phrases *p, facts *f, const digest_concern *it)
{
    static const status statuses[] = {STATUS_OVERDUE, STATUS_BEHIND, STATUS_AT_RISK, STATUS_SILENT,
                                      STATUS_DONE};
    const size_t counts[] = {it->overdue, it->behind, it->at_risk, it->silent, it->done};
    const char *out = phrase_counts(p, sizeof counts / sizeof *counts, statuses, counts);
    const char *covered = coverage(p, &it->whole);
    if (it->units < 2)
        return;
    if (*covered && *out)
        out = phrase(p, "%s; %s", covered, out);
    add(f, phrase(p, _("Trong %zu đơn vị"), it->units), *out ? out : covered);
}

/* ---- items ----------------------------------------------------------------------------------- */

facts facts_of_difficulty(phrases *p, const digest_difficulty *it)
{
    facts f = {0};
    add(&f, _("Nêu ngày"),
        phrase(p, _("%s; %s"), phrase_date(p, clock_local_date(it->raised_ms)),
               difficulty_state_name(it->state)));
    if (it->central)
        add(&f, _("Cơ quan kiến nghị"), it->agency.short_name);
    add(&f, _("Văn bản"), it->reference);
    if (*it->obligation)
        add(&f, _("Nội dung giao"), phrase(p, "%s (%s)", it->obligation_name, it->obligation));
    return f;
}

facts facts_of_concern(phrases *p, const digest_concern *it)
{
    facts f = {0};
    add_lead(&f, &it->about);
    add_deadline(p, &f, &it->about);
    add_pace(p, &f, &it->whole);
    add_own(p, &f, &it->whole);
    add_spread(p, &f, it);
    return f;
}

/* A ratio's two numbers are told with it: "tháng 7/2024, 9.797/37.000; 27/27 có số liệu". */
static void add_data(phrases *p, facts *f, const digest_indicator *it)
{
    const char *out = it->period_name, *covered = coverage(p, &it->whole);
    if (*out && it->numerator.known && it->denominator.known)
        out = phrase(p, "%s, %s/%s", out, phrase_figure(p, &it->numerator),
                     phrase_figure(p, &it->denominator));
    if (*covered)
        out = phrase(p, "%s%s%s", out, *out ? "; " : "", covered);
    add(f, _("Số liệu"), out);
}

facts facts_of_indicator(phrases *p, const digest_indicator *it, bool is_concern)
{
    facts f = {0};
    add(&f, _("Thay đổi"), it->change_text);
    add_data(p, &f, it);
    if (is_concern)
        return f;
    add_lead(&f, &it->about);
    add_deadline(p, &f, &it->about);
    add_pace(p, &f, &it->whole);
    add_own(p, &f, &it->whole);
    return f;
}

facts facts_of_finished(phrases *p, const digest_finished *it)
{
    facts f = {0};
    add(&f, "",
        phrase(p, _("%s %s, ngày %s"), it->unit.short_name, phrase_status(p, it->status),
               phrase_date(p, clock_local_date(it->at_ms))));
    add_deadline(p, &f, &it->about);
    return f;
}

facts facts_of_correction(phrases *p, const digest_correction *it)
{
    facts f = {0};
    add(&f, it->unit.short_name,
        phrase(p, _("%s → %s (%s, đính chính ngày %s)"), phrase_figure(p, &it->before),
               phrase_figure(p, &it->after), it->period_name,
               phrase_date(p, clock_local_date(it->at_ms))));
    if (it->whole_before.known || it->whole_after.known)
        add(&f, _("Toàn tỉnh"),
            phrase(p, "%s → %s", phrase_figure(p, &it->whole_before),
                   phrase_figure(p, &it->whole_after)));
    if (it->shown_before)
        add(&f, "", _("Bản tin trước đã nêu số liệu cũ."));
    return f;
}

facts facts_of_directive(phrases *p, const digest_directive *it)
{
    facts f = {0};
    add(&f, _("Đơn vị thực hiện"), it->unit.short_name);
    add(&f, _("Người chỉ đạo"),
        phrase(p, _("%s, ngày %s, đã %" PRId64 " ngày"), it->sender,
               phrase_date(p, clock_local_date(it->issued_ms)), it->age_days));
    add(&f, _("Nội dung giao"), it->obligation);
    add(&f, _("Tình trạng"),
        it->received ? _("đơn vị đã nhận, chưa báo thực hiện xong") : _("đơn vị chưa nhận được"));
    return f;
}

facts facts_of_upcoming(phrases *p, const digest_upcoming *it)
{
    facts f = {0};
    add_deadline(p, &f, &it->about);
    add_lead(&f, &it->about);
    add(&f, _("Hiện nay"), phrase_level(p, &it->whole));
    if (it->units > 1)
        add(&f, _("Các đơn vị"), phrase(p, _("%zu/%zu hoàn thành"), it->done, it->units));
    return f;
}
