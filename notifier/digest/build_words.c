/* Title, subject, the summary and what needs attention: all from the sections, before they are cut.
 */
#include "base/i18n.h"
#include "base/text.h"
#include "notifier/digest/build.h"

#include <inttypes.h>
#include <string.h>

enum { ATTENTION_MAX = 5, OLD_DIFFICULTY_DAYS = 15, NAMES_MAX = 6, SUBJECT_MAX = 300 };

/* A brief digest is one screen of a phone: each line takes at most three rows of forty columns. */
enum { LINE_COLUMNS = 120, NAME_COLUMNS = 24, PARTY_COLUMNS = 32 };

/* ---- title and subject
 * ----------------------------------------------------------------------------- */

/* Whether the profile is of FIELD alone. */
static bool only_field(const building *b, const char *field)
{
    return b->request->field_count == 1 && strcmp(b->request->fields[0], field) == 0;
}

static const char *title(building *b)
{
    unsigned month = b->month.number;
    int year = b->month.year;
    if (only_field(b, "DX"))
        return build_say(b,
                         _("Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ chuyển đổi số "
                           "tháng %u năm %d"),
                         month, year);
    if (only_field(b, "06"))
        return build_say(b,
                         _("Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ Đề án 06 tháng %u "
                           "năm %d"),
                         month, year);
    return build_say(
        b,
        _("Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ chuyển đổi số, Đề án 06 "
          "tháng %u năm %d"),
        month, year);
}

static const char *subject_mark(const building *b)
{
    bool brief = b->digest->depth == DIGEST_BRIEF;
    if (only_field(b, "DX"))
        return brief ? _("[BC nhanh CĐS]") : _("[BC tổng hợp CĐS]");
    if (only_field(b, "06"))
        return brief ? _("[BC nhanh ĐA06]") : _("[BC tổng hợp ĐA06]");
    return brief ? _("[BC nhanh CĐS - ĐA06]") : _("[BC tổng hợp CĐS - ĐA06]");
}

/* Adds ", " and TEXT behind what is there. */
static const char *with_part(building *b, const char *before, const char *text)
{
    return build_say(b, "%s%s%s", before, *before ? ", " : "", text);
}

/* "chỉ tiêu", "nhiệm vụ" or both: what those with the status S are. */
static const char *things_with(const building *b, status s)
{
    bool indicators = false, tasks = false;
    for (size_t i = 0; i < b->matter_count; i++) {
        const matter *m = &b->matters[i];
        if (!m->is_mine || m->whole.judged.status != s)
            continue;
        indicators = indicators || m->obligation->kind == OBLIGATION_INDICATOR;
        tasks = tasks || m->obligation->kind == OBLIGATION_TASK;
    }
    return indicators && tasks ? _("chỉ tiêu, nhiệm vụ") : tasks ? _("nhiệm vụ") : _("chỉ tiêu");
}

/* The first that is said names what is counted: "3 chỉ tiêu quá hạn, 5 có nguy cơ chậm". */
static const char *with_count(building *b, const char *before, size_t n, status s,
                              const char *state)
{
    if (!n)
        return before;
    return with_part(b, before,
                     *before ? build_say(b, "%zu %s", n, state)
                             : build_say(b, "%zu %s %s", n, things_with(b, s), state));
}

/* Late, as opposed to not asked for yet. */
static size_t count_missing(const digest *d)
{
    size_t n = 0;
    const char *period = d->reporting_count ? d->reportings[0].period : "";
    for (size_t i = 0; i < d->reporting_count; i++)
        if (d->reportings[i].due_passed && strcmp(d->reportings[i].period, period) == 0)
            n += d->reportings[i].missing.count;
    return n;
}

static const char *subject_body(building *b)
{
    const digest *d = b->digest;
    char since[32];
    const char *out = "";
    size_t missing = count_missing(d);
    if (d->nothing_new) {
        clock_format_vi(d->since_ms, since, sizeof since);
        return build_say(b, _("không có thay đổi so với bản tin lúc %s"), since);
    }
    if (!b->has_facts)
        return build_copy(b, _("không đọc được số liệu, tình trạng"));
    out = with_count(b, out, d->overdue, STATUS_OVERDUE, _("quá hạn"));
    out = with_count(b, out, d->behind, STATUS_BEHIND, _("chậm tiến độ"));
    out = with_count(b, out, d->at_risk, STATUS_AT_RISK, _("có nguy cơ chậm"));
    if (!*out)
        out = _("không có chỉ tiêu, nhiệm vụ quá hạn hoặc có nguy cơ chậm");
    if (missing)
        return with_part(b, out, build_say(b, _("%zu đơn vị chưa báo cáo"), missing));
    if (d->reporting_count && d->reportings[0].expected)
        return with_part(b, out,
                         build_say(b, _("%zu/%zu đơn vị đã báo cáo"), d->reportings[0].reported,
                                   d->reportings[0].expected));
    return out;
}

/* A subject is cut where a reader would, and never within a character. */
static const char *subject(building *b)
{
    const char *simulated = b->digest->simulated ? _("[SỐ LIỆU MÔ PHỎNG] ") : "";
    const char *whole = build_say(b, "%s%s %s: %s", simulated, subject_mark(b),
                                  build_capital(b, b->digest->period_name), subject_body(b));
    return build_clip(b, whole, SUBJECT_MAX);
}

/* ---- lines that have to fit
 * ------------------------------------------------------------------------ */

static bool is_brief(const building *b)
{
    return b->digest->depth == DIGEST_BRIEF;
}

/* The columns that are left on a line with TAKEN. */
static int room_beside(const char *taken)
{
    return LINE_COLUMNS - text_width(taken);
}

static const char *short_party(building *b, const digest_party *p)
{
    return is_brief(b) ? build_fit(b, p->short_name, PARTY_COLUMNS) : p->short_name;
}

/* Whether a name still says something on a line with REST. */
static bool leaves_a_name(const char *rest, const char *code)
{
    return room_beside(rest) >= NAME_COLUMNS + text_width(code) + text_width(" ()");
}

/* "Tỷ lệ … (06-LD-01)" on a line with REST; the code alone where there is no room. */
static const char *name_beside(building *b, const char *name, const char *code, const char *rest)
{
    if (!is_brief(b) || !*name)
        return build_short_name(b, name, code);
    if (!leaves_a_name(rest, code))
        return *code ? code : build_fit(b, build_capital(b, name), NAME_COLUMNS);
    const char *behind = *code ? build_say(b, " (%s)", code) : "";
    return build_say(b, "%s%s",
                     build_fit(b, build_capital(b, name), room_beside(rest) - text_width(behind)),
                     behind);
}

/* As many names as fit beside TAKEN, at least one. */
static const char *names_beside(building *b, const digest_parties *list, const char *taken)
{
    const char *names = build_join(b, list, NAMES_MAX);
    for (size_t n = NAMES_MAX - 1; n > 0 && is_brief(b) && text_width(names) > room_beside(taken);
         n--)
        names = build_join(b, list, n);
    return names;
}

/* ---- summary
 * ----------------------------------------------------------------------------------------- */

static const char *level_line(building *b, const digest_reporting *r)
{
    const char *line =
        build_say(b, _("%zu/%zu %s đã gửi báo cáo %s (đúng hạn %zu, chậm %zu)"), r->reported,
                  r->expected, r->level_name, r->period_name, r->on_time, r->late);
    if (!r->missing.count)
        return build_say(b, "%s.", line);
    if (!r->due_passed)
        return build_say(b, _("%s; chưa đến hạn (%s)."), line, build_day(b, r->due));
    if (is_brief(b)) /* they are named below */
        return build_say(b, _("%s; %zu đơn vị chưa gửi, quá hạn %" PRId64 " ngày."), line,
                         r->missing.count, r->days_late);
    return build_say(b, _("%s; chưa gửi, quá hạn %" PRId64 " ngày: %s."), line, r->days_late,
                     build_join(b, &r->missing, NAMES_MAX));
}

/* The first level in full, of others of the same period how many have. */
static const char *reporting_line(building *b)
{
    const digest *d = b->digest;
    if (!d->reporting_count)
        return build_say(b, _("Chưa có kỳ báo cáo nào đến hạn."));
    const char *line = level_line(b, &d->reportings[0]);
    for (size_t i = 1; i < d->reporting_count; i++) {
        const digest_reporting *r = &d->reportings[i];
        if (strcmp(r->period, d->reportings[0].period) == 0)
            line = build_say(b, "%s %s: %zu/%zu.", line, build_capital(b, r->level_name),
                             r->reported, r->expected);
    }
    return line;
}

static const char *status_line(building *b)
{
    const digest *d = b->digest;
    if (!b->has_facts)
        return build_copy(b, _("Không đọc được số liệu, tình trạng các chỉ tiêu, nhiệm vụ."));
    const struct {
        size_t count;
        const char *words;
    } parts[] = {
        {d->done, _("hoàn thành")},         {d->on_track, _("đúng tiến độ")},
        {d->at_risk, _("có nguy cơ chậm")}, {d->behind, _("chậm tiến độ")},
        {d->overdue, _("quá hạn")},         {d->silent, _("chưa có báo cáo")},
    };
    const char *out = "";
    size_t told = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        told += parts[i].count;
        if (parts[i].count)
            out = with_part(b, out, build_say(b, "%zu %s", parts[i].count, parts[i].words));
    }
    if (told < d->obligations)
        out = with_part(
            b, out,
            build_say(b, _("%zu chưa giao mức hoặc chưa đến kỳ báo cáo"), d->obligations - told));
    return build_say(b, _("%zu chỉ tiêu, nhiệm vụ: %s."), d->obligations,
                     *out ? out : _("chưa có số liệu"));
}

static bool is_unanswered(const digest_difficulty *it)
{
    return !difficulty_is_answer(it->state);
}

static size_t count_unanswered(const digest *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->difficulty_count; i++)
        n += is_unanswered(&d->difficulties[i]);
    return n;
}

/* Oldest first, so the first that waits has waited longest. */
static const digest_difficulty *oldest_unanswered(const digest *d)
{
    for (size_t i = 0; i < d->difficulty_count; i++)
        if (is_unanswered(&d->difficulties[i]))
            return &d->difficulties[i];
    return NULL;
}

static const char *difficulty_words(building *b)
{
    const digest *d = b->digest;
    size_t all = d->difficulty_count + d->difficulties_left_out, waiting = count_unanswered(d);
    const digest_difficulty *oldest = oldest_unanswered(d);
    if (!all)
        return _("không có khó khăn, vướng mắc nào đang mở");
    if (!oldest)
        return build_say(b, _("%zu khó khăn, vướng mắc đang xử lý"), all);
    return build_say(b,
                     _("%zu khó khăn, vướng mắc chưa tháo gỡ, %zu chưa được trả lời (lâu nhất "
                       "%" PRId64 " ngày)"),
                     all, waiting, oldest->age_days);
}

static const char *decision_line(building *b)
{
    const digest *d = b->digest;
    size_t directives = d->directive_count + d->directives_left_out;
    if (!build_tells(b, SECTION_DECISIONS))
        return build_say(b, _("%zu ý kiến chỉ đạo chưa thực hiện xong."), directives);
    const char *words = build_capital(b, difficulty_words(b));
    return directives
               ? build_say(b, _("%s; %zu ý kiến chỉ đạo chưa thực hiện xong."), words, directives)
               : build_say(b, "%s.", words);
}

static void add_summary(building *b)
{
    digest_lines *to = &b->digest->summary;
    if (build_tells(b, SECTION_DISCIPLINE))
        build_add(b, to, reporting_line(b));
    build_add(b, to, status_line(b));
    if (build_tells(b, SECTION_DECISIONS | SECTION_DIRECTIVES))
        build_add(b, to, decision_line(b));
}

/* ---- what needs attention
 * ------------------------------------------------------------------------------ */

static bool has_room(const building *b)
{
    return b->digest->attention.count < ATTENTION_MAX;
}

static const char *difficulty_to_attend(building *b, const digest_difficulty *it)
{
    const char *waits =
        build_say(b, _("%s chờ %s trả lời khó khăn, vướng mắc đã %" PRId64 " ngày"),
                  short_party(b, &it->unit), short_party(b, &it->agency), it->age_days);
    const char *taken = build_say(b, "%s: .", waits);
    return build_say(b, "%s: %s.", waits,
                     name_beside(b, it->obligation_name, it->obligation, taken));
}

static void attend_to_difficulties(building *b, size_t most)
{
    const digest *d = b->digest;
    if (!build_tells(b, SECTION_DECISIONS))
        return;
    for (size_t i = 0; i < d->difficulty_count && most && has_room(b); i++) {
        const digest_difficulty *it = &d->difficulties[i];
        if (!is_unanswered(it) || it->age_days < OLD_DIFFICULTY_DAYS)
            continue;
        most--;
        build_add(b, &b->digest->attention, difficulty_to_attend(b, it));
    }
}

/* "; Mường Lát tự đánh giá: hoàn thành". */
static const char *own_words(building *b, const digest_concern *c)
{
    if (*c->whole.own)
        return build_say(b, _("; đơn vị tự đánh giá: %s"), c->whole.own);
    for (size_t i = 0; i < c->worst_count; i++)
        if (*c->worst[i].own)
            return build_say(b, _("; %s tự đánh giá: %s"), c->worst[i].unit.short_name,
                             c->worst[i].own);
    return "";
}

/* "đạt 26,48%, mức giao 40%" or "20/27 đơn vị hoàn thành". */
static const char *reached_words(building *b, const digest_concern *c)
{
    const digest_standing *s = &c->whole;
    if (!s->value.known)
        return c->about.kind == OBLIGATION_TASK ? _("chưa có báo cáo") : _("chưa có số liệu");
    if (c->about.kind == OBLIGATION_TASK && c->units > 1)
        return build_say(b, _("%zu/%zu đơn vị hoàn thành"), c->done, c->units);
    if (c->about.kind == OBLIGATION_TASK || !s->target.known)
        return build_say(b, _("đạt %s"), build_exact_text(b, &s->value));
    return build_say(b, _("đạt %s, mức giao %s"), build_exact_text(b, &s->value),
                     build_exact_text(b, &s->target));
}

static const char *when_words(building *b, const digest_concern *c)
{
    const digest_obligation *o = &c->about;
    if (c->whole.status == STATUS_OVERDUE)
        return build_say(b, _("quá hạn %" PRId64 " ngày"), -o->days_left);
    const char *state = c->whole.status == STATUS_BEHIND ? _("chậm tiến độ") : _("có nguy cơ chậm");
    return o->has_deadline ? build_say(b, _("%s, hạn %s"), state, build_day(b, o->deadline))
                           : state;
}

static const char *pace_words(building *b, const digest_standing *s)
{
    if (!s->needed_pace.known || !s->actual_pace.known)
        return "";
    return build_say(b, _(", cần %s mỗi 30 ngày, hiện %s"), build_exact_text(b, &s->needed_pace),
                     build_exact_text(b, &s->actual_pace));
}

/* What is said behind the name. Where that leaves no room for it, what the full report tells too is
 * left to that. */
static const char *concern_words(building *b, const digest_concern *c)
{
    bool late = c->whole.status == STATUS_OVERDUE;
    const char *stands = build_say(b, "%s; %s", when_words(b, c), reached_words(b, c));
    const char *pace = late ? "" : pace_words(b, &c->whole), *own = own_words(b, c);
    const char *all = build_say(b, ": %s%s%s.", stands, pace, own);
    if (!is_brief(b) || leaves_a_name(all, c->about.code))
        return all;
    const char *without_pace = build_say(b, ": %s%s.", stands, own);
    return leaves_a_name(without_pace, c->about.code) ? without_pace
                                                      : build_say(b, ": %s.", stands);
}

static void attend_to_concern(building *b, const digest_concern *c)
{
    const char *words = concern_words(b, c);
    const char *name = name_beside(b, c->about.name, c->about.code, words);
    build_add(b, &b->digest->attention, build_say(b, "%s%s", name, words));
}

/* At most MOST of the concerns with the status S, without the first SKIP. */
static void attend_to_concerns(building *b, status s, size_t skip, size_t most)
{
    const digest *d = b->digest;
    size_t seen = 0;
    if (!build_tells(b, SECTION_CONCERNS))
        return;
    for (size_t i = 0; i < d->concern_count; i++) {
        if (d->concerns[i].whole.status != s)
            continue;
        if (seen >= skip && seen - skip < most && has_room(b))
            attend_to_concern(b, &d->concerns[i]);
        seen++;
    }
}

static void attend_to_silence(building *b)
{
    const digest *d = b->digest;
    if (!build_tells(b, SECTION_DISCIPLINE) || !d->reporting_count || !has_room(b))
        return;
    for (size_t i = 0; i < d->reporting_count; i++) {
        const digest_reporting *r = &d->reportings[i];
        const digest_parties late = build_missing(b, i, true);
        if (!late.count || strcmp(r->period, d->reportings[0].period) != 0 || !has_room(b))
            continue;
        const char *taken =
            build_say(b, _("%zu đơn vị chưa gửi báo cáo %s, quá hạn %" PRId64 " ngày: %s."),
                      late.count, r->period_name, r->days_late, "");
        build_add(b, &b->digest->attention,
                  build_say(b, _("%zu đơn vị chưa gửi báo cáo %s, quá hạn %" PRId64 " ngày: %s."),
                            late.count, r->period_name, r->days_late,
                            names_beside(b, &late, taken)));
    }
}

/* First one of each kind that only the Chairman can move, then more of them while there is room. */
static void add_attention(building *b)
{
    attend_to_difficulties(b, 1);
    attend_to_concerns(b, STATUS_OVERDUE, 0, 2);
    attend_to_concerns(b, STATUS_BEHIND, 0, 1);
    attend_to_silence(b);
    attend_to_concerns(b, STATUS_OVERDUE, 2, ATTENTION_MAX);
    attend_to_concerns(b, STATUS_BEHIND, 1, ATTENTION_MAX);
    attend_to_concerns(b, STATUS_AT_RISK, 0, ATTENTION_MAX);
}

error build_words(building *b)
{
    b->digest->title = title(b);
    add_summary(b);
    add_attention(b);
    build_proposals(b);
    return b->failed ? error_no_memory() : OK;
}

error build_subject(building *b)
{
    b->digest->subject = subject(b);
    return b->failed ? error_no_memory() : OK;
}
