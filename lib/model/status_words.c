#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "model/status_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DATE_TEXT_MAX = 16, PACE_TEXT_MAX = 160, DAYS_A_MONTH = 30, SHOWN_DECIMALS = 2 };

/* ---- figures ------------------------------------------------------------------------------ */

static const char *point_measure(const judging *j)
{
    bool percent = judging_is_task(j) || j->obligation->is_ratio ||
                   strcmp(j->obligation->measure_unit, "%") == 0;
    return percent ? _("điểm %") : j->obligation->measure_unit;
}

/* A number with what it counts: "3,2 điểm %", "1.234 thẻ". */
static char *with_measure(const judging *j, const char *number, char *out, size_t size)
{
    const char *measure = point_measure(j);
    snprintf(out, size, "%s%s%s", number, *measure ? " " : "", measure);
    return out;
}

/* Where it stands now. A flow is counted from the beginning of its reporting year, and says so: it
 * is not the figure that came for the period. */
static char *now_text(const judging *j, char *out, size_t size)
{
    if (judging_is_task(j)) {
        snprintf(out, size, "%u%%", j->said.points[j->now.index].percent);
        return out;
    }
    rollup_format(j->obligation, &j->now.figure, out, size);
    if (judging_is_flow(j) && j->obligation->frequency != PERIOD_YEAR) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%s", _(" tính từ đầu năm"));
    }
    return out;
}

static char *target_text(const judging *j, char *out, size_t size)
{
    const obligation *o = j->obligation;
    char number[AMOUNT_TEXT_MAX];
    amount_format_short(j->terms.target, TARGET_DECIMALS, AMOUNT_PEOPLE, number, sizeof number);
    if (judging_is_task(j) || o->is_ratio || strcmp(o->measure_unit, "%") == 0)
        snprintf(out, size, "%s%%", number);
    else
        with_measure(j, number, out, size);
    return out;
}

/* A difference of amounts: two decimals, or all when it would be 0 with two. */
static char *difference_text(const judging *j, int64_t amount, char *out, size_t size)
{
    char number[AMOUNT_TEXT_MAX];
    int64_t unit, shown;
    bool fits = amount_rescale(1, 0, j->decimals - SHOWN_DECIMALS, &unit) &&
                amount_ratio(amount, unit, 1, 0, &shown) && shown;
    if (fits)
        amount_format_short(shown, SHOWN_DECIMALS, AMOUNT_PEOPLE, number, sizeof number);
    else
        amount_format_short(amount, j->decimals, AMOUNT_PEOPLE, number, sizeof number);
    return with_measure(j, number, out, size);
}

/* ---- the sentence ------------------------------------------------------------------------- */

/* A sentence that grows clause by clause. */
typedef struct sentence {
    char text[STATUS_REASON_MAX * 2];
    size_t used;
} sentence;

__attribute__((format(printf, 2, 3))) static void say(sentence *s, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int n = vsnprintf(s->text + s->used, sizeof s->text - s->used, format, values);
    va_end(values);
    if (n > 0)
        s->used += (size_t)n;
    if (s->used >= sizeof s->text)
        s->used = sizeof s->text - 1;
}

static void end_sentence(const sentence *s, char *out, size_t size)
{
    size_t length = text_clip(s->text, size - sizeof ".");
    memcpy(out, s->text, length);
    memcpy(out + length, ".", sizeof ".");
}

static void say_deadline(const judging *j, sentence *s)
{
    char day[DATE_TEXT_MAX];
    if (!j->terms.has_deadline)
        return;
    date_format_vi(j->terms.deadline, day, sizeof day);
    say(s, _(", hạn %s"), day);
}

/* "; số gần nhất 61,2% (tháng 5/2024)". */
static void say_latest(const judging *j, sentence *s)
{
    char value[SHOWN_TEXT_MAX], name[PERIOD_NAME_MAX];
    bool task = judging_is_task(j);
    if (!j->has_now) {
        say(s, "%s", task ? _("; chưa có báo cáo kỳ nào") : _("; chưa có số liệu kỳ nào"));
        return;
    }
    now_text(j, value, sizeof value);
    period_name(j->said.points[j->now.index].period, name, sizeof name);
    say(s, task ? _("; tiến độ gần nhất %s (%s)") : _("; số gần nhất %s (%s)"), value, name);
}

static void say_missing(const judging *j, sentence *s)
{
    char text[SHOWN_TEXT_MAX];
    int64_t missing;
    bool down = j->obligation->lower_is_better;
    bool fits = down ? !__builtin_sub_overflow(j->now.amount, j->goal, &missing)
                     : !__builtin_sub_overflow(j->goal, j->now.amount, &missing);
    if (!fits || missing <= 0)
        return;
    difference_text(j, missing, text, sizeof text);
    say(s, down ? _(", còn cao hơn %s") : _(", còn thiếu %s"), text);
}

static void say_value(const judging *j, sentence *s)
{
    char value[SHOWN_TEXT_MAX];
    now_text(j, value, sizeof value);
    say(s, j->obligation->lower_is_better ? _(", hiện là %s") : _(", đạt %s"), value);
}

/* What was to be measured at the deadline and is not there yet. */
static void say_measuring(const judging *j, sentence *s)
{
    char name[PERIOD_NAME_MAX], day[DATE_TEXT_MAX];
    if (judging_is_task(j) || !j->has_now || judging_is_measured(j))
        return;
    period_name(j->measuring, name, sizeof name);
    date_format_vi(j->measured_by, day, sizeof day);
    if (date_compare(j->measured_by, j->today) < 0)
        say(s, _("; chưa có số liệu kỳ đo %s"), name);
    else
        say(s, _("; chờ số liệu kỳ đo %s (hạn %s)"), name, day);
}

static void say_coverage(const judging *j, sentence *s)
{
    if (j->unit || !j->has_now)
        return;
    const point *p = &j->said.points[j->now.index];
    if (p->units < p->expected)
        say(s, _("; %zu/%zu đơn vị có số liệu"), p->units, p->expected);
}

static void say_comparison(const judging *j, sentence *s)
{
    char name[PERIOD_NAME_MAX];
    if (!j->out.comparison_broken)
        return;
    period_name(j->said.points[j->start_index].period, name, sizeof name);
    say(s, _("; cách tính đã đổi, chỉ so sánh từ %s"), name);
}

/* ---- paces -------------------------------------------------------------------------------- */

static int64_t size_of(int64_t pace)
{
    if (pace == INT64_MIN)
        return INT64_MAX;
    return pace < 0 ? -pace : pace;
}

/* Two significant digits, and at most two decimals, of an AMOUNT of 10^-PACE_DECIMALS: "3,3",
 * "0,81", "120". */
static char *rough_text(const judging *j, int64_t amount, char *out, size_t size)
{
    static const int64_t ones[] = {1000000, 100000, 10000}; /* of the last digit that is shown */
    char number[AMOUNT_TEXT_MAX];
    unsigned decimals = amount < ones[0] ? 2 : amount < 10 * ones[0] ? 1 : 0;
    amount_ratio(amount, ones[decimals], 1, 0, &amount);
    amount_format_short(amount, decimals, AMOUNT_PEOPLE, number, sizeof number);
    return with_measure(j, number, out, size);
}

static char *pace_text(const judging *j, int64_t pace, bool by_month, char *out, size_t size)
{
    char amount[SHOWN_TEXT_MAX];
    int64_t shown;
    if (!amount_ratio(size_of(pace), 1, by_month ? DAYS_A_MONTH : 1, 0, &shown))
        shown = INT64_MAX;
    rough_text(j, shown, amount, sizeof amount);
    snprintf(out, size, by_month ? _("%s/tháng") : _("%s/ngày"), amount);
    return out;
}

/* Both paces of a sentence are told by the same time, so that they can be compared. */
static bool is_told_by_month(const judging *j)
{
    enum { SLOW = 50000 }; /* 0.05 a day */
    int64_t needed = size_of(j->out.needed_pace), actual = size_of(j->out.actual_pace);
    return (needed && needed < SLOW) || (j->out.has_pace && actual && actual < SLOW);
}

static void say_needed_pace(const judging *j, sentence *s, bool by_month)
{
    char text[PACE_TEXT_MAX];
    bool down = j->obligation->lower_is_better;
    int64_t needed = j->out.needed_pace;
    if (j->out.days_left <= 0 || (down ? needed >= 0 : needed <= 0))
        return;
    pace_text(j, needed, by_month, text, sizeof text);
    say(s, down ? _(", cần giảm %s") : _(", cần %s"), text);
}

static void say_actual_pace(const judging *j, sentence *s, bool by_month)
{
    char text[PACE_TEXT_MAX];
    bool down = j->obligation->lower_is_better;
    int64_t actual = j->out.actual_pace;
    if (!j->out.has_pace) {
        say(s, "%s", _(", chưa đủ số liệu để tính đà"));
        return;
    }
    pace_text(j, actual, by_month, text, sizeof text);
    if (actual == 0)
        say(s, "%s", _(", đang không thay đổi"));
    else if (actual < 0)
        say(s, _(", đang giảm %s"), text);
    else
        say(s, down ? _(", đang tăng %s") : _(", đang đạt %s"), text);
}

static void say_expected(const judging *j, sentence *s)
{
    char day[DATE_TEXT_MAX];
    if (!j->out.has_pace)
        return;
    if (!judging_is_sure(j)) {
        say(s, _("; mới có %zu kỳ số liệu, chưa đủ để dự báo"), j->sample_count);
        return;
    }
    if (!j->out.has_expected) {
        say(s, "%s", _("; với đà này chưa thể đạt"));
        return;
    }
    if (date_compare(j->out.expected, j->today) < 0)
        return; /* the line is there, the last report is not: a day gone by tells nothing */
    date_format_vi(j->out.expected, day, sizeof day);
    bool misses = date_compare(j->out.expected, j->terms.deadline) > 0;
    say(s, misses ? _("; với đà này đến %s mới đạt") : _("; với đà này đạt ngày %s"), day);
}

static void say_path(const judging *j, sentence *s)
{
    char text[SHOWN_TEXT_MAX];
    int64_t behind;
    if (!j->below_path || !amount_rescale(j->behind_path, j->decimals, PACE_DECIMALS, &behind))
        return;
    rough_text(j, behind, text, sizeof text);
    say(s,
        j->obligation->lower_is_better ? _(", cao hơn lộ trình %s") : _(", thấp hơn lộ trình %s"),
        text);
}

/* ---- one sentence per status -------------------------------------------------------------- */

static void explain_not_applicable(const judging *j, sentence *s)
{
    say(s, "%s",
        j->unit ? _("Đơn vị không được giao nội dung này")
                : _("Không đơn vị nào được giao nội dung này"));
}

static void explain_done(const judging *j, sentence *s)
{
    char value[SHOWN_TEXT_MAX], target[SHOWN_TEXT_MAX], name[PERIOD_NAME_MAX];
    const point *since = &j->said.points[j->reached_at];
    period_name(since->period, name, sizeof name);
    if (judging_is_task(j)) {
        say(s, _("Hoàn thành theo báo cáo %s"), name);
        if (since->last_ms > 0) {
            date_format_vi(clock_local_date(since->last_ms), value, sizeof value);
            say(s, _(" (nhận ngày %s)"), value);
        }
        return;
    }
    now_text(j, value, sizeof value);
    target_text(j, target, sizeof target);
    say(s, _("Đã đạt %s (mức giao %s) từ %s"), value, target, name);
}

static void explain_done_late(const judging *j, sentence *s)
{
    char day[DATE_TEXT_MAX];
    explain_done(j, s);
    date_format_vi(j->terms.deadline, day, sizeof day);
    say(s, _(", sau hạn %s"), day);
}

static void explain_overdue(const judging *j, sentence *s)
{
    char day[DATE_TEXT_MAX];
    date_format_vi(j->terms.deadline, day, sizeof day);
    say(s, _("Quá hạn %" PRId64 " ngày (hạn %s)"), -j->out.days_left, day);
    if (j->has_now) {
        say_value(j, s);
        say_missing(j, s);
    } else {
        say(s, "%s",
            judging_is_task(j) ? _(", chưa có báo cáo kỳ nào") : _(", chưa có số liệu kỳ nào"));
    }
    say_measuring(j, s);
}

static void explain_silent(const judging *j, sentence *s)
{
    char name[PERIOD_NAME_MAX], day[DATE_TEXT_MAX];
    date due = judging_due_date(j, j->out.due_period);
    int64_t late = date_to_days(j->today) - date_to_days(due);
    period_name(j->out.due_period, name, sizeof name);
    date_format_vi(due, day, sizeof day);
    say(s,
        judging_is_task(j) ? _("Chưa có báo cáo %s (hạn %s, quá %" PRId64 " ngày)")
                           : _("Chưa có số liệu %s (hạn %s, quá %" PRId64 " ngày)"),
        name, day, late);
    say_latest(j, s);
}

static void explain_returned(const judging *j, sentence *s)
{
    char name[PERIOD_NAME_MAX];
    period_name(j->out.due_period, name, sizeof name);
    say(s, _("Báo cáo %s đã trả lại để bổ sung, chưa gửi lại"), name);
    say_latest(j, s);
}

/* From today on, when unit, regime and obligation have all begun. */
static date first_day_owed(const judging *j)
{
    date day = date_later(j->today, catalogue_report_type(j->catalogue, j->obligation)->since);
    day = date_later(day, j->obligation->since);
    return j->unit ? date_later(day, j->unit->valid_from) : day;
}

/* Names the first period that will be due. */
static void explain_not_due(const judging *j, sentence *s)
{
    char name[PERIOD_NAME_MAX], day[DATE_TEXT_MAX];
    period p = period_at(j->obligation->frequency, first_day_owed(j));
    period before = period_previous(p);
    while (judging_owes_on(j, period_closes(before)) &&
           catalogue_is_owed(j->catalogue, j->obligation, before) &&
           date_compare(judging_due_date(j, before), j->today) >= 0) {
        p = before;
        before = period_previous(p);
    }
    period_name(p, name, sizeof name);
    date_format_vi(judging_due_date(j, p), day, sizeof day);
    say(s, _("Chưa đến hạn báo cáo đầu tiên: %s, hạn %s"), name, day);
}

/* The target of a sum is the province's, not each unit's. */
static void explain_no_target(const judging *j, sentence *s)
{
    bool is_others = j->unit && obligation_terms(j->obligation, NULL, j->today).has_target;
    say(s, "%s", is_others ? _("Chưa giao chỉ tiêu riêng cho đơn vị") : _("Chưa giao chỉ tiêu"));
    say_latest(j, s);
}

static const point *last_known(const judging *j)
{
    for (size_t i = j->said.count; i-- > 0;)
        if (judging_knows(j, &j->said.points[i]))
            return &j->said.points[i];
    return NULL;
}

/* Reports came, but without anything that could be compared. */
static void explain_without_value(const judging *j, sentence *s)
{
    const point *last = last_known(j);
    char name[PERIOD_NAME_MAX];
    say(s, "%s", _("Chưa có số liệu để đánh giá"));
    if (last) {
        period_name(last->period, name, sizeof name);
        if (last->kind == REPORT_NOTHING)
            say(s, _(": %s báo không phát sinh"), name);
        else if (last->figure.is_ratio && last->figure.denominator == 0)
            say(s, _(": mẫu số %s bằng 0"), name);
    }
    say_deadline(j, s);
}

static void explain_without_deadline(const judging *j, sentence *s)
{
    char value[SHOWN_TEXT_MAX], target[SHOWN_TEXT_MAX];
    now_text(j, value, sizeof value);
    if (judging_is_task(j))
        say(s, _("Tiến độ %s, không có hạn"), value);
    else
        say(s,
            j->obligation->lower_is_better ? _("Hiện là %s, mức giao %s, không có hạn")
                                           : _("Đạt %s, mức giao %s, không có hạn"),
            value, target_text(j, target, sizeof target));
    if (j->drifting >= DRIFTING_REPORTS)
        say(s, _("; %zu báo cáo liền xa dần mức giao"), j->drifting);
}

static void explain_after_deadline(const judging *j, sentence *s)
{
    char day[DATE_TEXT_MAX];
    date_format_vi(j->terms.deadline, day, sizeof day);
    say(s, _("Đã qua hạn %s"), day);
    say_value(j, s);
    say_missing(j, s);
    say_measuring(j, s);
}

static void explain_before_deadline(const judging *j, sentence *s)
{
    char target[SHOWN_TEXT_MAX];
    bool by_month = is_told_by_month(j);
    if (j->out.days_left > 0)
        say(s, _("Còn %" PRId64 " ngày"), j->out.days_left);
    else
        say(s, "%s", _("Hạn hôm nay"));
    say_value(j, s);
    if (!judging_is_task(j))
        say(s, _(" (mức giao %s)"), target_text(j, target, sizeof target));
    say_path(j, s);
    say_needed_pace(j, s, by_month);
    say_actual_pace(j, s, by_month);
    say_expected(j, s);
}

static void explain_progress(const judging *j, sentence *s)
{
    if (!j->has_now)
        explain_without_value(j, s);
    else if (!j->terms.has_deadline)
        explain_without_deadline(j, s);
    else if (j->out.days_left < 0)
        explain_after_deadline(j, s);
    else
        explain_before_deadline(j, s);
    if (j->has_now && j->said.points[j->now.index].state == TASK_BLOCKED)
        say(s, "%s", _("; đơn vị báo đang vướng mắc"));
    say_comparison(j, s);
}

static void explain(const judging *j, sentence *s)
{
    switch (j->out.status) {
    case STATUS_NOT_APPLICABLE:
        explain_not_applicable(j, s);
        return;
    case STATUS_DONE:
        explain_done(j, s);
        say_deadline(j, s);
        return;
    case STATUS_DONE_LATE:
        explain_done_late(j, s);
        return;
    case STATUS_OVERDUE:
        explain_overdue(j, s);
        return;
    case STATUS_SILENT:
        explain_silent(j, s);
        return;
    case STATUS_RETURNED:
        explain_returned(j, s);
        return;
    case STATUS_NOT_DUE:
        explain_not_due(j, s);
        return;
    case STATUS_NO_TARGET:
        explain_no_target(j, s);
        return;
    case STATUS_ON_TRACK:
    case STATUS_AT_RISK:
    case STATUS_BEHIND:
    case STATUS_REPORTED_LATE: /* of reporting only */
        explain_progress(j, s);
        return;
    }
}

void judging_explain(judging *j)
{
    sentence s = {.used = 0};
    explain(j, &s);
    if (j->out.status != STATUS_NOT_APPLICABLE)
        say_coverage(j, &s);
    end_sentence(&s, j->out.reason, sizeof j->out.reason);
}
