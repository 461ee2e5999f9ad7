#include "notifier/digest/digest_phrases.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

static const char *or_nothing(phrases *p, const char *text)
{
    if (!text)
        p->failed = true;
    return text ? text : "";
}

const char *phrase(phrases *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *out = arena_vprintf(p->memory, format, args);
    va_end(args);
    return or_nothing(p, out);
}

/* ---- the document ---------------------------------------------------------------------------- */

const char *phrase_simulated(void)
{
    return _("SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT");
}

const char *phrase_date(phrases *p, date day)
{
    char text[16];
    date_format_vi(day, text, sizeof text);
    return phrase(p, "%s", text);
}

const char *phrase_instant(phrases *p, int64_t utc_ms)
{
    char text[32]; /* "07:00 22/07/2024" */
    clock_format_vi(utc_ms, text, sizeof text);
    return phrase(p, _("%.5s ngày %s"), text, text + 6);
}

const char *phrase_closing(phrases *p, const digest *d)
{
    return phrase(p, _("Số liệu chốt đến %s."), phrase_instant(p, d->as_of_ms));
}

const char *phrase_draft(phrases *p, const digest *d)
{
    return phrase(p, _("Dự thảo do hệ thống tổng hợp, lúc %s"), phrase_instant(p, d->as_of_ms));
}

/* The blank is of no-break spaces, so that it is neither wrapped nor closed up. */
#define BLANK "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0"

const char *phrase_not_issued(phrases *p, const digest *d)
{
    if (!*d->symbol)
        return _("Đây là bản dự thảo, không phải văn bản ban hành: chưa có số, chữ ký và dấu.");
    return phrase(p,
                  _("Đây là bản dự thảo, không phải văn bản ban hành: số để trống (Số:%s/%s), chưa "
                    "có chữ ký và dấu."),
                  BLANK, d->symbol);
}

const char *phrase_opening(phrases *p, const digest *d)
{
    const char *closing = phrase_instant(p, d->as_of_ms);
    if (*d->basis && *d->issuer)
        return phrase(p,
                      _("%s, %s kính báo cáo tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ "
                        "(số liệu chốt đến %s) như sau:"),
                      d->basis, d->issuer, closing);
    if (*d->issuer)
        return phrase(p,
                      _("%s kính báo cáo tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ (số "
                        "liệu chốt đến %s) như sau:"),
                      d->issuer, closing);
    if (*d->basis)
        return phrase(p,
                      _("%s, tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ (số liệu chốt đến "
                        "%s) như sau:"),
                      d->basis, closing);
    return "";
}

const char *phrase_sources(phrases *p, const digest *d)
{
    const char *out = "";
    for (size_t i = 0; i < d->reporting_count; i++) {
        const digest_reporting *r = &d->reportings[i];
        out = phrase(p, _("%s%s%s của %zu/%zu %s"), out, i ? "; " : "", r->period_name, r->reported,
                     r->expected, r->level_name);
    }
    return *out ? phrase(p, _("Nguồn: báo cáo %s."), out)
                : _("Nguồn: báo cáo của các đơn vị; kỳ này chưa đơn vị nào phải báo cáo.");
}

static bool contains(const digest_parties *all, const char *code)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].code, code) == 0)
            return true;
    return false;
}

const char *phrase_without_data(phrases *p, const digest *d)
{
    size_t room = 1;
    for (size_t i = 0; i < d->reporting_count; i++)
        room += d->reportings[i].missing.count;
    digest_parties all = {arena_alloc(p->memory, room * sizeof *all.items), 0};
    if (!all.items)
        return or_nothing(p, NULL);
    for (size_t i = 0; i < d->reporting_count; i++)
        for (size_t k = 0; k < d->reportings[i].missing.count; k++)
            if (!contains(&all, d->reportings[i].missing.items[k].code))
                all.items[all.count++] = d->reportings[i].missing.items[k];
    enum { MOST = 40 };
    return all.count ? phrase(p, _("Đơn vị còn thiếu báo cáo: %s."), phrase_parties(p, &all, MOST))
                     : "";
}

const char *phrase_automatic(void)
{
    return _("Thư này do hệ thống gửi tự động; số liệu do các đơn vị cung cấp và chịu trách "
             "nhiệm.");
}

const char *phrase_since(phrases *p, const digest *d)
{
    if (!d->since_ms)
        return _("Đây là bản tin đầu tiên gửi tới nơi nhận này.");
    return d->changes.count ? phrase(p, _("So với bản tin lúc %s:"), phrase_instant(p, d->since_ms))
                            : phrase(p, _("So với bản tin lúc %s: không có gì mới."),
                                     phrase_instant(p, d->since_ms));
}

/* Of a phone. */
static size_t rows_of(const digest_lines *lines)
{
    enum { ROW_COLUMNS = 42 };
    size_t rows = 0;
    for (size_t i = 0; i < lines->count; i++)
        rows += ((size_t)text_width(lines->items[i]) + ROW_COLUMNS - 1) / ROW_COLUMNS;
    return rows;
}

digest_lines phrase_first_changes(const digest *d)
{
    enum { LEAST = 1, MOST = 3, ROWS = 26, ROWS_EACH = 2 };
    const size_t used = rows_of(&d->summary) + rows_of(&d->attention);
    digest_lines first = d->changes;
    size_t most = used < ROWS ? (ROWS - used) / ROWS_EACH : 0;
    most = most < LEAST ? LEAST : most > MOST ? MOST : most;
    first.count = first.count < most ? first.count : most;
    return first;
}

const char *phrase_nothing_new(phrases *p, const digest *d)
{
    return phrase(p, _("Không có gì mới so với bản tin lúc %s."), phrase_instant(p, d->since_ms));
}

static const char *attachments(phrases *p, const digest *d)
{
    const char *out = "";
    for (size_t i = 0; i < d->attachments.count; i++)
        out = phrase(p, "%s%s%s", out, i ? ", " : "", d->attachments.items[i]);
    return out;
}

const char *phrase_rest(phrases *p, const digest *d)
{
    return d->attachments.count
               ? phrase(p, _("Chi tiết: %s gửi kèm thư này."), attachments(p, d))
               : _("Chi tiết từng chỉ tiêu, nhiệm vụ, đơn vị có trong bản tin đầy đủ.");
}

const char *phrase_left_out(phrases *p, const digest *d, size_t n)
{
    if (!n)
        return "";
    return d->attachments.count ? phrase(p, _("… và %zu mục nữa, xem tệp gửi kèm."), n)
                                : phrase(p, _("… và %zu mục nữa."), n);
}

static const struct {
    const char *title, *empty;
} parts[] = {
    [PART_CHANGES] = {N_("Thay đổi từ bản tin trước"), N_("Không có gì mới.")},
    [PART_SUMMARY] = {N_("Tóm tắt"), ""},
    [PART_ATTENTION] = {N_("Những vấn đề cần quan tâm, chỉ đạo"),
                        N_("Không có vấn đề nào cần ý kiến chỉ đạo.")},
    [PART_DECISIONS] = {N_("Khó khăn, vướng mắc chờ trả lời"),
                        N_("Không có khó khăn, vướng mắc nào chờ trả lời.")},
    [PART_CONCERNS] = {N_("Quá hạn, chậm, có nguy cơ không bảo đảm tiến độ"),
                       N_("Không có chỉ tiêu, nhiệm vụ nào chậm hoặc có nguy cơ chậm.")},
    [PART_INDICATORS] = {N_("Chỉ tiêu so với mức giao"), N_("Chưa có số liệu nào.")},
    [PART_RANKING] = {N_("Xếp hạng các đơn vị"), N_("Chưa đủ số liệu để xếp hạng.")},
    [PART_DISCIPLINE] = {N_("Tình hình gửi báo cáo"), N_("Kỳ này chưa đơn vị nào phải báo cáo.")},
    [PART_FINISHED] = {N_("Mới hoàn thành"), N_("Không có chỉ tiêu, nhiệm vụ nào mới hoàn thành.")},
    [PART_CORRECTIONS] = {N_("Đính chính số liệu"), N_("Không có số liệu nào được đính chính.")},
    [PART_DIRECTIVES] = {N_("Ý kiến chỉ đạo chưa thực hiện xong"),
                         N_("Không có ý kiến chỉ đạo nào chưa thực hiện xong.")},
    [PART_UPCOMING] = {N_("Đến hạn trong 30 ngày tới"),
                       N_("Không có chỉ tiêu, nhiệm vụ nào đến hạn trong 30 ngày tới.")},
    [PART_PROPOSALS] = {N_("Kiến nghị, đề xuất"), N_("Không có kiến nghị, đề xuất.")},
    [PART_REMARKS] = {N_("Ý kiến của cơ quan thường trực"), ""},
    [PART_GAPS] = {N_("Phần chưa lập được"), ""},
};

const char *phrase_title(digest_part part)
{
    return _(parts[part].title);
}

const char *phrase_empty(digest_part part)
{
    return *parts[part].empty ? _(parts[part].empty) : "";
}

/* ---- counts ---------------------------------------------------------------------------------- */

const char *phrase_status(phrases *p, status s)
{
    return or_nothing(p, text_lower(p->memory, status_name(s)));
}

const char *phrase_counts(phrases *p, size_t n, const status statuses[], const size_t counts[])
{
    const char *out = "";
    for (size_t i = 0; i < n; i++)
        if (counts[i])
            out = phrase(p, "%s%s%zu %s", out, *out ? ", " : "", counts[i],
                         phrase_status(p, statuses[i]));
    return out;
}

const char *phrase_tally(phrases *p, const digest *d)
{
    static const status statuses[] = {STATUS_OVERDUE, STATUS_BEHIND,   STATUS_AT_RISK,
                                      STATUS_SILENT,  STATUS_ON_TRACK, STATUS_DONE};
    const size_t counts[] = {d->overdue, d->behind, d->at_risk, d->silent, d->on_track, d->done};
    const char *out = phrase_counts(p, sizeof counts / sizeof *counts, statuses, counts);
    return *out ? phrase(p, _("Trong %zu chỉ tiêu, nhiệm vụ: %s."), d->obligations, out) : "";
}

const char *phrase_for_their_units(phrases *p, const digest *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->concern_count; i++)
        n += d->concerns[i].whole.status == STATUS_ON_TRACK;
    return n ? phrase(p,
                      _("Có %zu nội dung tính chung đúng tiến độ, được nêu dưới đây vì còn đơn vị "
                        "quá hạn, chậm hoặc có nguy cơ chậm."),
                      n)
             : "";
}

const char *phrase_waiting(phrases *p, const digest *d)
{
    const char *out = "";
    for (size_t i = 0; i < d->difficulty_count; i++) {
        const digest_difficulty *first = &d->difficulties[i]; /* oldest first */
        size_t n = 0;
        bool told = false;
        for (size_t k = 0; k < d->difficulty_count; k++) {
            bool same = strcmp(d->difficulties[k].agency.code, first->agency.code) == 0;
            told = told || (same && k < i);
            n += same;
        }
        if (!told)
            out = phrase(p, _("%s%s%s %zu (lâu nhất %" PRId64 " ngày)"), out, *out ? "; " : "",
                         first->agency.short_name, n, first->age_days);
    }
    return *out ? phrase(p, _("Phải trả lời: %s."), out) : "";
}

const char *phrase_parties(phrases *p, const digest_parties *parties, size_t most)
{
    const char *out = "";
    for (size_t i = 0; i < parties->count && i < most; i++)
        out = phrase(p, "%s%s%s", out, i ? ", " : "", parties->items[i].short_name);
    return parties->count > most ? phrase(p, _("%s và %zu đơn vị khác"), out, parties->count - most)
                                 : out;
}

const char *phrase_reporting(phrases *p, const digest_reporting *r)
{
    const char *due = phrase_date(p, r->due);
    if (!r->due_passed)
        return phrase(p, _("đã gửi %zu/%zu, đúng hạn %zu, chậm %zu; hạn %s, chưa đến hạn"),
                      r->reported, r->expected, r->on_time, r->late, due);
    return phrase(p, _("đã gửi %zu/%zu, đúng hạn %zu, chậm %zu; hạn %s, đã qua %" PRId64 " ngày"),
                  r->reported, r->expected, r->on_time, r->late, due, r->days_late);
}

/* ---- items ----------------------------------------------------------------------------------- */

const char *phrase_figure(phrases *p, const exact *e)
{
    return or_nothing(p, exact_text(p->memory, e));
}

const char *phrase_level(phrases *p, const digest_standing *s)
{
    const char *value = s->value.known ? phrase_figure(p, &s->value) : _("chưa có số liệu");
    if (!s->target.known)
        return value;
    const char *target = phrase_figure(p, &s->target);
    if (!s->value.known || s->percent < 0)
        return phrase(p, _("%s (mức giao %s)"), value, target);
    return phrase(p, _("%s (mức giao %s, đạt %" PRId64 "%%)"), value, target, s->percent);
}

static const char *one_unit(phrases *p, const digest_standing *s)
{
    const char *name = s->unit.short_name, *word = phrase_status(p, s->status);
    const char *out = s->value.known
                          ? phrase(p, "%s: %s, %s", name, word, phrase_figure(p, &s->value))
                          : phrase(p, "%s: %s", name, word);
    return *s->own ? phrase(p, _("%s (đơn vị tự đánh giá: %s)"), out, s->own) : out;
}

const char *phrase_units(phrases *p, const digest_standing *units, size_t count, size_t most)
{
    const char *out = "";
    for (size_t i = 0; i < count && i < most; i++)
        out = phrase(p, "%s%s%s", out, i ? "; " : "", one_unit(p, &units[i]));
    return out;
}

const char *phrase_waits(phrases *p, const digest_difficulty *it)
{
    const char *unit = it->unit.short_name, *agency = it->agency.short_name;
    if (it->central)
        return phrase(p, _("%s chờ Trung ương trả lời, đã %" PRId64 " ngày"), unit, it->age_days);
    if (strcmp(it->unit.code, it->agency.code) == 0)
        return phrase(p, _("%s đang tự tháo gỡ, đã %" PRId64 " ngày"), unit, it->age_days);
    return phrase(p, _("%s chờ %s trả lời, đã %" PRId64 " ngày"), unit, agency, it->age_days);
}

const char *phrase_left(phrases *p, const digest_obligation *o)
{
    if (!o->has_deadline)
        return "";
    if (o->days_left < 0)
        return phrase(p, _("đã quá hạn %" PRId64 " ngày"), -o->days_left);
    return o->days_left ? phrase(p, _("còn %" PRId64 " ngày"), o->days_left) : _("hạn hôm nay");
}

const char *phrase_movement(phrases *p, const digest_rank *r, const char **in_words)
{
    if (!r->rank_before || !r->rank) {
        *in_words = r->rank ? _("mới xếp hạng") : _("chưa xếp hạng");
        return r->rank ? _("mới") : "—";
    }
    if (r->rank < r->rank_before) {
        *in_words = phrase(p, _("tăng %zu bậc"), r->rank_before - r->rank);
        return phrase(p, "▲%zu", r->rank_before - r->rank);
    }
    if (r->rank > r->rank_before) {
        *in_words = phrase(p, _("giảm %zu bậc"), r->rank - r->rank_before);
        return phrase(p, "▼%zu", r->rank - r->rank_before);
    }
    *in_words = _("giữ nguyên");
    return "=";
}

const char *phrase_points(phrases *p, const exact *e)
{
    char number[AMOUNT_TEXT_MAX];
    if (!e->known)
        return "—";
    amount_format(e->amount, e->decimals, AMOUNT_PEOPLE, number, sizeof number);
    return phrase(p, "%s", number);
}

bool phrase_is_concern(const digest *d, const char *code)
{
    for (size_t i = 0; i < d->concern_count && d->sections & SECTION_CONCERNS; i++)
        if (strcmp(d->concerns[i].about.code, code) == 0)
            return true;
    return false;
}

enum { BARS = 8 };

/* The bar for AMOUNT between LEAST and MOST; in the middle when they are the same. */
static size_t bar_of(int64_t amount, int64_t least, int64_t most)
{
    int64_t above, range;
    if (__builtin_sub_overflow(most, least, &range))
        return amount < 0 ? 0 : BARS - 1;
    above = amount - least;
    if (range > INT64_MAX / BARS) {
        above /= BARS;
        range /= BARS;
    }
    return range ? (size_t)(above * (BARS - 1) / range) : BARS / 2 - 1;
}

static const char *point_text(phrases *p, const digest_point *at)
{
    period named;
    char name[PERIOD_NAME_MAX];
    if (period_parse(at->period, &named).code)
        return phrase_figure(p, &at->value);
    return phrase(p, "%s (%s)", phrase_figure(p, &at->value),
                  period_name(named, name, sizeof name));
}

const char *phrase_trend(phrases *p, const digest_indicator *it, const char **in_words)
{
    static const char *const bars[BARS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const digest_point *first = NULL, *last = NULL;
    int64_t least = INT64_MAX, most = INT64_MIN;
    for (size_t i = 0; i < it->trend_count; i++) {
        const exact *e = &it->trend[i].value;
        if (!e->known)
            continue;
        first = first ? first : &it->trend[i];
        last = &it->trend[i];
        least = e->amount < least ? e->amount : least;
        most = e->amount > most ? e->amount : most;
    }
    *in_words = "";
    if (first == last)
        return "";
    const char *out = "";
    for (size_t i = 0; i < it->trend_count; i++) {
        const exact *e = &it->trend[i].value;
        out = phrase(p, "%s%s", out, e->known ? bars[bar_of(e->amount, least, most)] : "·");
    }
    *in_words = phrase(p, _("từ %s đến %s"), point_text(p, first), point_text(p, last));
    return out;
}
