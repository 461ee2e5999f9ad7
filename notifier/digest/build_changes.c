/* What is different from the last digest to this reader, most important first. */
#include "base/i18n.h"
#include "notifier/digest/build.h"

#include <string.h>

enum { NAMED_MAX = 3, CORRECTIONS_TOLD = 3, UNITS_MAX = 8, NAME_COLUMNS = 28 };

/* A brief digest names one, in few words: its lines take two rows of a phone. */
static bool is_brief(const building *b)
{
    return b->digest->depth == DIGEST_BRIEF;
}

static const char *name_of(building *b, const obligation *o)
{
    return is_brief(b) ? build_say(b, "%s (%s)",
                                   build_fit(b, build_capital(b, o->name), NAME_COLUMNS), o->code)
                       : build_short_name(b, o->name, o->code);
}

static void tell(building *b, const char *line)
{
    build_add(b, &b->digest->changes, line);
}

/* ---- statuses of the whole
 * ------------------------------------------------------------------------- */

typedef bool (*change_fn)(status before, status now);

/* Names of the obligations whose whole went the way that WANTED asks for. */
static void tell_wholes(building *b, change_fn wanted, const char *what)
{
    const char *names = "";
    const size_t most = is_brief(b) ? 1 : NAMED_MAX;
    size_t n = 0;
    for (size_t i = 0; i < b->matter_count; i++) {
        const matter *m = &b->matters[i];
        status now = m->whole.judged.status;
        if (!m->is_mine || !wanted(build_status_before(b, m->obligation, &m->whole), now))
            continue;
        if (++n <= most)
            names = build_say(b, "%s%s%s", names, n > 1 ? "; " : "", name_of(b, m->obligation));
    }
    if (n > most)
        names = build_say(b, _("%s và %zu nội dung nữa"), names, n - most);
    if (n)
        tell(b, build_say(b, "%s: %s.", what, names));
}

static bool became_overdue(status before, status now)
{
    return now == STATUS_OVERDUE && before != now;
}

static bool became_behind(status before, status now)
{
    return now == STATUS_BEHIND && before != now;
}

static bool became_at_risk(status before, status now)
{
    return now == STATUS_AT_RISK && before != now && before != STATUS_BEHIND;
}

static bool became_silent(status before, status now)
{
    return now == STATUS_SILENT && before != now;
}

static bool recovered(status before, status now)
{
    return build_is_concern(before) && !build_is_done(now) &&
           (!build_is_concern(now) || (before == STATUS_BEHIND && now == STATUS_AT_RISK)) &&
           now != STATUS_SILENT && now != STATUS_RETURNED;
}

static bool was_finished(status before, status now)
{
    return build_is_done(now) && !build_is_done(before);
}

/* ---- units
 * ------------------------------------------------------------------------------------------ */

static void tell_finished_units(building *b)
{
    const digest *d = b->digest;
    size_t n = 0;
    digest_parties units = {0};
    for (size_t i = 0; i < d->finished_count; i++) {
        const matter *m = build_matter(b, d->finished[i].about.code);
        const char *code = d->finished[i].unit.code;
        if (m && m->whole.unit && strcmp(m->whole.unit->code, code) == 0)
            continue;
        const unit *province = catalogue_province(b->rules);
        if (province && strcmp(province->code, code) == 0)
            continue;
        n++;
        bool named = false;
        for (size_t k = 0; k < units.count && !named; k++)
            named = strcmp(units.items[k].code, code) == 0;
        if (!named)
            build_add_party(b, &units, d->finished[i].unit);
    }
    if (n)
        tell(b, build_say(b, _("%zu nội dung được đơn vị hoàn thành: %s."), n,
                          build_join(b, &units, UNITS_MAX)));
}

static const digest_reporting *same_reporting(const digest *d, const digest_reporting *like)
{
    for (size_t i = 0; i < d->reporting_count; i++)
        if (strcmp(d->reportings[i].level, like->level) == 0 &&
            strcmp(d->reportings[i].period, like->period) == 0)
            return &d->reportings[i];
    return NULL;
}

static bool is_missing(const digest_reporting *r, const char *unit_code)
{
    for (size_t i = 0; r && i < r->missing.count; i++)
        if (strcmp(r->missing.items[i].code, unit_code) == 0)
            return true;
    return false;
}

/* Who has reported since, of those that the last digest missed; who is newly late. */
static void tell_reporting(building *b, const digest_reporting *now)
{
    const digest_reporting *was = same_reporting(b->request->previous, now);
    digest_parties came = {0}, late = {0};
    for (size_t i = 0; was && i < was->missing.count; i++)
        if (!is_missing(now, was->missing.items[i].code))
            build_add_party(b, &came, was->missing.items[i]);
    for (size_t i = 0; now->due_passed && i < now->missing.count; i++)
        if (!was || !was->due_passed || !is_missing(was, now->missing.items[i].code))
            build_add_party(b, &late, now->missing.items[i]);
    if (late.count)
        tell(b, build_say(b, _("%zu đơn vị mới quá hạn gửi báo cáo %s: %s."), late.count,
                          now->period_name, build_join(b, &late, UNITS_MAX)));
    if (came.count)
        tell(b, build_say(b, _("%zu đơn vị đã gửi báo cáo %s: %s."), came.count, now->period_name,
                          build_join(b, &came, UNITS_MAX)));
}

/* ---- difficulties
 * ------------------------------------------------------------------------------------ */

static const digest_difficulty *difficulty_of(const digest *d, int64_t id)
{
    for (size_t i = 0; i < d->difficulty_count; i++)
        if (d->difficulties[i].id == id)
            return &d->difficulties[i];
    return NULL;
}

static void tell_new_difficulties(building *b)
{
    const digest *d = b->digest;
    digest_parties units = {0};
    size_t n = 0;
    for (size_t i = 0; i < d->difficulty_count; i++) {
        if (!d->difficulties[i].is_new)
            continue;
        n++;
        bool named = false;
        for (size_t k = 0; k < units.count && !named; k++)
            named = strcmp(units.items[k].code, d->difficulties[i].unit.code) == 0;
        if (!named)
            build_add_party(b, &units, d->difficulties[i].unit);
    }
    if (n)
        tell(b, build_say(b, _("%zu khó khăn, vướng mắc mới nêu: %s."), n,
                          build_join(b, &units, UNITS_MAX)));
}

/* By what the last digest showed: what it had no room for is not followed. */
static void tell_answers(building *b)
{
    const digest *before = b->request->previous;
    size_t closed = 0, answered = 0;
    for (size_t i = 0; i < before->difficulty_count; i++) {
        const digest_difficulty *now = difficulty_of(b->digest, before->difficulties[i].id);
        closed += now == NULL;
        answered += now && !difficulty_is_answer(before->difficulties[i].state) &&
                    difficulty_is_answer(now->state);
    }
    if (closed)
        tell(b, build_say(b, _("%zu khó khăn, vướng mắc đã khép lại."), closed));
    if (answered)
        tell(b, build_say(b, _("%zu khó khăn, vướng mắc đã được trả lời, đang xử lý."), answered));
}

/* ---- corrections
 * -------------------------------------------------------------------------------------- */

static const char *whole_words(building *b, const digest_correction *c)
{
    if (b->only || !c->whole_before.known || !c->whole_after.known)
        return "";
    return build_say(b, _(" (toàn tỉnh: %s → %s)"), build_exact_text(b, &c->whole_before),
                     build_exact_text(b, &c->whole_after));
}

static void tell_corrections(building *b)
{
    const digest *d = b->digest;
    size_t told = 0;
    for (size_t i = 0; i < d->correction_count; i++) {
        const digest_correction *c = &d->corrections[i];
        if (!c->shown_before || told == CORRECTIONS_TOLD)
            continue;
        told++;
        tell(b, build_say(b, _("Đính chính: %s, %s, %s: %s → %s%s."), c->unit.short_name,
                          build_short_name(b, c->obligation_name, c->obligation), c->period_name,
                          build_exact_text(b, &c->before), build_exact_text(b, &c->after),
                          whole_words(b, c)));
    }
    size_t rest = d->correction_count + d->corrections_left_out - told;
    if (rest)
        tell(b, build_say(b, told ? _("%zu đính chính khác.") : _("%zu đính chính."), rest));
}

/* ---- counts
 * -------------------------------------------------------------------------------------------- */

static void tell_counts(building *b)
{
    const since *s = &b->since;
    const struct {
        size_t count;
        const char *words;
    } parts[] = {
        {s->figures, _("số liệu mới")},
        {s->tasks, _("lượt cập nhật tiến độ nhiệm vụ")},
        {s->nothing, _("nội dung báo không phát sinh")},
        {s->narratives, _("thuyết minh")},
        {s->rejected, _("báo cáo bị từ chối, đơn vị đã được báo lý do")},
    };
    const char *out = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].count)
            out = build_say(b, "%s%s%zu %s", out, *out ? "; " : "", parts[i].count, parts[i].words);
    if (*out)
        tell(b, build_say(b, "%s.", out));
}

error build_changes(building *b)
{
    if (!b->since.known)
        return OK;
    tell_wholes(b, became_overdue, _("Mới quá hạn"));
    tell_wholes(b, became_behind, _("Mới chậm tiến độ"));
    tell_wholes(b, became_at_risk, _("Mới có nguy cơ chậm"));
    tell_wholes(b, became_silent, _("Mới không có báo cáo"));
    tell_wholes(b, was_finished, _("Mới hoàn thành"));
    tell_wholes(b, recovered, _("Không còn chậm như trước"));
    if (build_tells(b, SECTION_FINISHED))
        tell_finished_units(b);
    if (build_tells(b, SECTION_DECISIONS)) {
        tell_new_difficulties(b);
        tell_answers(b);
    }
    if (build_tells(b, SECTION_CORRECTIONS))
        tell_corrections(b);
    for (size_t i = 0; build_tells(b, SECTION_DISCIPLINE) && i < b->digest->reporting_count; i++)
        tell_reporting(b, &b->digest->reportings[i]);
    tell_counts(b);
    return b->failed ? error_no_memory() : OK;
}
