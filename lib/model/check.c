#include "base/i18n.h"
#include "base/text.h"
#include "model/check_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DATE_TEXT_MAX = 11, CLOCK_TOLERANCE_MS = 10 * 60 * 1000, ROOM_FOR_LATE = 100 };

static verdict __attribute__((format(printf, 4, 0)))
make_verdict(outcome kind, const char *code, report_part part, const char *format, va_list args)
{
    verdict v = {.outcome = kind, .code = code, .part = part};
    char whole[4 * VERDICT_MESSAGE_MAX];
    vsnprintf(whole, sizeof whole, format, args);
    memcpy(v.message, whole, text_clip(whole, VERDICT_MESSAGE_MAX - 1));
    return v;
}

verdict verdict_reject(const char *code, report_part part, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    verdict v = make_verdict(REJECTED, code, part, format, args);
    va_end(args);
    return v;
}

bool reject(inspection *i, const char *code, report_part part, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    i->verdict = make_verdict(REJECTED, code, part, format, args);
    va_end(args);
    return false;
}

static void __attribute__((format(printf, 4, 0)))
add_warning(inspection *i, const char *code, report_part part, const char *format, va_list args)
{
    verdict *v = &i->verdict;
    verdict more = make_verdict(ACCEPTED_WITH_WARNING, code, part, format, args);
    size_t most = VERDICT_MESSAGE_MAX - 1 - (strcmp(code, "late") ? ROOM_FOR_LATE : 0);
    if (v->outcome == ACCEPTED) {
        char whole[2 * VERDICT_MESSAGE_MAX];
        snprintf(whole, sizeof whole, _("đã nhận, nhưng %s"), more.message);
        memset(more.message, 0, sizeof more.message);
        memcpy(more.message, whole, text_clip(whole, most));
        *v = more;
    } else if (strlen(v->message) + 2 + strlen(more.message) <= most) {
        strcat(v->message, "; ");
        strcat(v->message, more.message);
    }
}

void warn(inspection *i, const char *code, report_part part, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_warning(i, code, part, format, args);
    va_end(args);
}

bool object(inspection *i, severity how, const char *code, report_part part, const char *format,
            ...)
{
    va_list args;
    va_start(args, format);
    if (how == SEVERITY_WARN)
        add_warning(i, code, part, format, args);
    if (how == SEVERITY_REJECT)
        i->verdict = make_verdict(REJECTED, code, part, format, args);
    va_end(args);
    return how != SEVERITY_REJECT;
}

/* ---- texts: before any of them is quoted in a message ------------------------------------- */

static size_t text_limit(report_kind kind)
{
    switch (kind) {
    case REPORT_NARRATIVE:
        return REPORT_NARRATIVE_MAX;
    case REPORT_DIFFICULTY:
    case REPORT_TASK:
        return REPORT_TEXT_MAX;
    default:
        return REPORT_NOTE_MAX;
    }
}

/* NAME is translated only when it is said: this runs seven times for each report. */
static bool text_is_clean(inspection *i, report_part part, const char *name, const char *text,
                          size_t most)
{
    size_t n = strlen(text);
    if (n <= most && text_is_plain(text, n))
        return true;
    error err = text_check(text, n, most, part == PART_TEXT);
    if (err.code == ERR_LIMIT)
        return reject(i, "text-too-long", part, _("%s %s; hãy viết gọn lại"), _(name), err.text);
    if (err.code)
        return reject(i, "bad-text", part,
                      _("%s %s; hãy lưu tệp bằng bảng mã UTF-8 và xóa ký tự lạ"), _(name),
                      err.text);
    if (!text_is_nfc(text, n))
        return reject(
            i, "bad-text", part,
            _("%s không ở dạng Unicode dựng sẵn (NFC); hãy gõ lại bằng bộ gõ Unicode dựng sẵn"),
            _(name));
    return true;
}

static bool texts_are_clean(inspection *i)
{
    const report *r = i->report;
    return text_is_clean(i, PART_UNIT, N_("mã đơn vị"), r->unit, REPORT_CODE_MAX) &&
           text_is_clean(i, PART_OBLIGATION, N_("mã nội dung"), r->obligation, REPORT_CODE_MAX) &&
           text_is_clean(i, PART_PERIOD, N_("kỳ báo cáo"), r->period, REPORT_CODE_MAX) &&
           text_is_clean(i, PART_BREAKDOWN, N_("phân tổ"), r->breakdown, REPORT_BREAKDOWN_MAX) &&
           text_is_clean(i, PART_NONE, N_("nguồn"), r->source, REPORT_SOURCE_MAX) &&
           text_is_clean(i, PART_ADDRESSED_TO, N_("nơi nhận"), r->addressed_to, REPORT_CODE_MAX) &&
           text_is_clean(i, PART_TEXT, N_("nội dung"), r->text, text_limit(r->kind));
}

/* ---- who ---------------------------------------------------------------------------------- */

static bool unknown_unit(inspection *i, const char *code, const char *verdict_code,
                         report_part part)
{
    const catalogue *c = i->context->catalogue;
    const char *near = catalogue_nearest_unit(c, code);
    if (!near)
        return reject(i, verdict_code, part,
                      _("không có đơn vị mã \"%s\"; hãy dùng mã trong danh mục đơn vị"), code);
    return reject(i, verdict_code, part, _("không có đơn vị mã \"%s\"; gần nhất là \"%s\" (%s)"),
                  code, near, catalogue_unit(c, near, i->today)->name);
}

static bool unit_may_be_spoken_for(inspection *i)
{
    const check_context *context = i->context;
    const char *code = i->report->unit;
    if (!catalogue_unit(context->catalogue, code, i->today))
        return unknown_unit(i, code, "unknown-unit", PART_UNIT);
    if (catalogue_unit_within(context->catalogue, code, context->speaker))
        return true;
    return reject(
        i, "unit-not-yours", PART_UNIT,
        _("nơi gửi (\"%s\") không được báo cáo thay đơn vị \"%s\"; hãy sửa mã đơn vị hoặc để "
          "đơn vị đó tự gửi"),
        context->speaker, code);
}

/* ---- what --------------------------------------------------------------------------------- */

static bool obligation_is_known(inspection *i)
{
    const catalogue *c = i->context->catalogue;
    const char *code = i->report->obligation;
    if ((i->obligation = catalogue_obligation(c, code)))
        return true;
    const char *near = catalogue_nearest_obligation(c, code);
    if (!near)
        return reject(
            i, "unknown-obligation", PART_OBLIGATION,
            _("không có nội dung mã \"%s\"; hãy dùng mã trong danh mục chỉ tiêu, nhiệm vụ"), code);
    return reject(i, "unknown-obligation", PART_OBLIGATION,
                  _("không có nội dung mã \"%s\"; gần nhất là \"%s\" (%s)"), code, near,
                  catalogue_obligation(c, near)->name);
}

static bool kind_fits(inspection *i)
{
    const obligation *o = i->obligation;
    switch (i->report->kind) {
    case REPORT_FIGURE:
        return o->kind == OBLIGATION_INDICATOR ||
               reject(i, "kind-mismatch", PART_OBLIGATION,
                      _("\"%s\" là nhiệm vụ: hãy báo tiến độ (phần trăm, trạng thái), không báo số "
                        "liệu"),
                      o->code);
    case REPORT_TASK:
        return o->kind == OBLIGATION_TASK ||
               reject(i, "kind-mismatch", PART_OBLIGATION,
                      _("\"%s\" là chỉ tiêu: hãy báo số liệu, không báo tiến độ"), o->code);
    case REPORT_DIFFICULTY:
    case REPORT_NARRATIVE:
    case REPORT_NOTHING:
        return true;
    }
    return reject(
        i, "content-missing", PART_NONE,
        _("báo cáo không có nội dung; hãy báo số liệu, tiến độ, khó khăn, thuyết minh hoặc "
          "\"không phát sinh\""));
}

/* ---- when --------------------------------------------------------------------------------- */

static bool period_is_of_the_frequency(inspection *i)
{
    const obligation *o = i->obligation;
    error err = period_parse(i->report->period, &i->period);
    if (err.code)
        return reject(i, "bad-period", PART_PERIOD, "%s", err.text);
    if (i->period.kind == o->frequency)
        return true;
    char wanted[PERIOD_TEXT_MAX];
    period_format(period_at(o->frequency, period_closes(i->period)), wanted, sizeof wanted);
    return reject(
        i, "wrong-frequency", PART_PERIOD,
        _("kỳ \"%s\" không hợp với \"%s\", nội dung báo cáo theo %s; hãy viết kỳ như \"%s\""),
        i->report->period, o->code, period_kind_name(o->frequency), wanted);
}

static bool period_has_opened(inspection *i)
{
    date opens = period_opens(i->period);
    if (date_compare(opens, i->today) <= 0)
        return true;
    char name[PERIOD_NAME_MAX], from[DATE_TEXT_MAX], wanted[PERIOD_TEXT_MAX];
    date_format_vi(opens, from, sizeof from);
    period_format(period_at(i->period.kind, i->today), wanted, sizeof wanted);
    return reject(i, "period-not-open", PART_PERIOD,
                  _("%s đến ngày %s mới bắt đầu nhận số liệu; kỳ đang mở là \"%s\""),
                  period_name(i->period, name, sizeof name), from, wanted);
}

/* A unit reports on the periods that close while it exists: of a merged one, the rest is its
 * successor's. */
static bool unit_exists_in_period(inspection *i)
{
    date closes = period_closes(i->period);
    i->unit = catalogue_unit(i->context->catalogue, i->report->unit, closes);
    if (unit_valid_on(i->unit, closes))
        return true;
    char name[PERIOD_NAME_MAX], day[DATE_TEXT_MAX], bound[DATE_TEXT_MAX];
    period_name(i->period, name, sizeof name);
    date_format_vi(closes, day, sizeof day);
    bool ended = i->unit->valid_to.year && date_compare(i->unit->valid_to, closes) < 0;
    date_format_vi(ended ? i->unit->valid_to : i->unit->valid_from, bound, sizeof bound);
    return reject(i, "unit-not-valid", PART_UNIT,
                  ended
                      ? _("%s (%s) chỉ có đến ngày %s, trước ngày chốt %s của %s; đơn vị kế thừa "
                          "báo cáo kỳ này")
                      : _("%s (%s) chỉ có từ ngày %s, sau ngày chốt %s của %s; đơn vị trước đó báo "
                          "cáo kỳ này"),
                  i->unit->name, i->unit->code, bound, day, name);
}

static bool unit_reports_on_it(inspection *i)
{
    const obligation *o = i->obligation;
    if (obligation_is_reported_by(o, i->unit))
        return true;
    if (o->reporters & 1U << i->unit->level)
        return reject(
            i, "not-reporter", PART_OBLIGATION,
            _("%s không nằm trong các đơn vị được giao \"%s\"; hãy bỏ dòng này hoặc sửa mã"),
            i->unit->name, o->code);
    return reject(i, "not-reporter", PART_OBLIGATION,
                  _("\"%s\" không do cấp \"%s\" báo cáo (%s); hãy bỏ dòng này hoặc sửa mã"),
                  o->code, unit_level_name(i->unit->level), i->unit->name);
}

static bool last_days_are_found(inspection *i)
{
    if (i->context->judge_lateness)
        i->last =
            catalogue_last_days(i->context->catalogue, i->obligation, i->period, i->unit->level);
    return true;
}

static bool was_reopened(const inspection *i)
{
    for (size_t n = 0; n < i->context->reopened_count; n++) {
        const reopened *r = &i->context->reopened[n];
        if (period_equal(r->period, i->period) && date_compare(i->today, r->until) <= 0 &&
            (!*r->unit || strcmp(r->unit, i->unit->code) == 0) &&
            (!*r->obligation || strcmp(r->obligation, i->obligation->code) == 0))
            return true;
    }
    return false;
}

/* A difficulty or a narrative changes no figure: it may come at any time. */
static bool period_is_not_locked(inspection *i)
{
    bool changes_figures =
        i->report->kind != REPORT_DIFFICULTY && i->report->kind != REPORT_NARRATIVE;
    bool locked = i->last.open.year && date_compare(i->today, i->last.open) > 0;
    if (!changes_figures || !locked || was_reopened(i))
        return true;
    char name[PERIOD_NAME_MAX], day[DATE_TEXT_MAX];
    date_format_vi(i->last.open, day, sizeof day);
    return reject(
        i, "period-locked", PART_PERIOD,
        _("số liệu %s đã khóa sau ngày %s; hãy đề nghị cơ quan thường trực mở lại kỳ, nêu "
          "lý do"),
        period_name(i->period, name, sizeof name), day);
}

/* ---- addressee ---------------------------------------------------------------------------- */

static bool addressee_is_known(inspection *i)
{
    const char *code = i->report->addressed_to;
    if (!*code || catalogue_unit(i->context->catalogue, code, i->today))
        return true;
    return unknown_unit(i, code, "unknown-agency", PART_ADDRESSED_TO);
}

/* ---- warnings ----------------------------------------------------------------------------- */

static bool is_observed_before_now(inspection *i)
{
    int64_t observed = i->report->observed_at_ms;
    if (observed <= 0 || observed - CLOCK_TOLERANCE_MS <= i->context->now_ms)
        return true;
    char when[24];
    clock_format_vi(observed, when, sizeof when);
    warn(i, "observed-in-future", PART_OBSERVED_AT,
         _("thời điểm lấy số liệu (%s) ở sau hiện tại; hãy xem lại đồng hồ của máy gửi"), when);
    return true;
}

static bool is_in_time(inspection *i)
{
    if (!i->context->judge_lateness || date_compare(i->today, i->last.on_time) <= 0)
        return true;
    char name[PERIOD_NAME_MAX], day[DATE_TEXT_MAX];
    period_name(i->period, name, sizeof name);
    date_format_vi(i->last.on_time, day, sizeof day);
    warn(i, "late", PART_PERIOD, _("chậm: hạn báo cáo %s là ngày %s"), name, day);
    return true;
}

verdict check_report(const report *r, const check_context *context)
{
    static bool (*const rules[])(inspection *) = {
        content_may_be_carried,
        texts_are_clean,
        unit_may_be_spoken_for,
        obligation_is_known,
        kind_fits,
        period_is_of_the_frequency,
        period_has_opened,
        unit_exists_in_period,
        unit_reports_on_it,
        last_days_are_found,
        period_is_not_locked,
        content_is_right,
        addressee_is_known,
        figure_is_plausible,
        is_observed_before_now,
        is_in_time,
    };
    inspection i = {.report = r,
                    .context = context,
                    .today = clock_local_date(context->now_ms),
                    .verdict = {.outcome = ACCEPTED, .code = "accepted"}};
    for (size_t n = 0; n < sizeof rules / sizeof *rules; n++)
        if (!rules[n](&i))
            break;
    return i.verdict;
}
