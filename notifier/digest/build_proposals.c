/* What is proposed (kiến nghị, đề xuất): only what follows from the figures by itself, who is to
 * answer whom and who is to be urged. Neither praise nor blame. */
#include "base/i18n.h"
#include "notifier/digest/build.h"

#include <inttypes.h>
#include <string.h>

enum { AGENCIES_MAX = 5, URGED_MAX = 3, OVERDUE_MAX = 3, DIRECTIVES_MAX = 2, NAMES_MAX = 6 };
enum { DIRECTIVE_DAYS = 7 }; /* so long a directive may wait without being urged */

static void propose(building *b, const char *line)
{
    build_add(b, &b->digest->proposals, line);
}

/* ---- answers
 * ------------------------------------------------------------------------------------- */

static bool waits_for(const digest_difficulty *it, const digest_party *agency)
{
    return !difficulty_is_answer(it->state) && strcmp(it->agency.code, agency->code) == 0 &&
           strcmp(it->agency.name, agency->name) == 0;
}

static bool has_party(const digest_parties *list, const digest_party *party)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].code, party->code) == 0)
            return true;
    return false;
}

/* All that AGENCY has not answered; the FIRST is the oldest. */
static void ask_agency(building *b, const digest_difficulty *first)
{
    const digest *d = b->digest;
    digest_parties units = {0};
    size_t n = 0;
    for (size_t i = 0; i < d->difficulty_count; i++) {
        const digest_difficulty *it = &d->difficulties[i];
        if (!waits_for(it, &first->agency))
            continue;
        n++;
        if (!has_party(&units, &it->unit))
            build_add_party(b, &units, it->unit);
    }
    if (n == 1) {
        propose(b, build_say(
                       b, _("Đề nghị %s trả lời khó khăn, vướng mắc của %s, đã %" PRId64 " ngày."),
                       first->agency.short_name, first->unit.short_name, first->age_days));
        return;
    }
    propose(b,
            build_say(
                b,
                _("Đề nghị %s trả lời %zu khó khăn, vướng mắc của %s (lâu nhất %" PRId64 " ngày)."),
                first->agency.short_name, n, build_join(b, &units, NAMES_MAX), first->age_days));
}

static void ask_for_answers(building *b)
{
    const digest *d = b->digest;
    size_t asked = 0;
    for (size_t i = 0; i < d->difficulty_count && asked < AGENCIES_MAX; i++) {
        const digest_difficulty *it = &d->difficulties[i];
        bool before = difficulty_is_answer(it->state);
        for (size_t k = 0; k < i && !before; k++)
            before = waits_for(&d->difficulties[k], &it->agency);
        if (before)
            continue;
        ask_agency(b, it);
        asked++;
    }
}

/* ---- reports
 * --------------------------------------------------------------------------------------- */

static void urge_silent(building *b)
{
    const digest *d = b->digest;
    size_t urged = 0;
    for (size_t i = 0; i < d->reporting_count && urged < URGED_MAX; i++) {
        const digest_parties late = build_missing(b, i, false);
        if (!late.count)
            continue;
        propose(b, build_say(b, _("Đôn đốc %zu đơn vị chưa gửi báo cáo %s: %s."), late.count,
                             d->reportings[i].period_name, build_join(b, &late, NAMES_MAX)));
        urged++;
    }
}

/* ---- what is overdue
 * --------------------------------------------------------------------------------- */

static digest_parties overdue_units(building *b, const digest_concern *c)
{
    digest_parties units = {0};
    for (size_t i = 0; i < c->worst_count; i++)
        if (c->worst[i].status == STATUS_OVERDUE)
            build_add_party(b, &units, c->worst[i].unit);
    return units;
}

static void urge_overdue(building *b, const digest_concern *c)
{
    const char *name = build_short_name(b, c->about.name, c->about.code);
    digest_parties units = overdue_units(b, c);
    const char *names = build_join(b, &units, NAMES_MAX);
    if (!units.count)
        propose(b,
                *c->about.lead.short_name
                    ? build_say(b, _("Đề nghị %s chỉ đạo hoàn thành nội dung đã quá hạn: %s."),
                                c->about.lead.short_name, name)
                    : build_say(b, _("Đề nghị chỉ đạo hoàn thành nội dung đã quá hạn: %s."), name));
    else if (*c->about.lead.short_name)
        propose(b, build_say(b, _("Đề nghị %s đôn đốc %zu đơn vị đã quá hạn (%s): %s."),
                             c->about.lead.short_name, units.count, names, name));
    else
        propose(b, build_say(b, _("Đôn đốc %zu đơn vị đã quá hạn (%s): %s."), units.count, names,
                             name));
}

/* A unit that says "done" where that was not found, or the other way round. */
static void ask_to_compare(building *b, const digest_concern *c)
{
    for (size_t i = 0; i < c->worst_count; i++) {
        const digest_standing *s = &c->worst[i];
        if (!*s->own)
            continue;
        propose(b, build_say(b,
                             _("Đối chiếu với %s về %s: đơn vị tự đánh giá \"%s\", số liệu cho "
                               "thấy \"%s\"."),
                             s->unit.short_name, build_short_name(b, c->about.name, c->about.code),
                             s->own, status_name(s->status)));
        return;
    }
}

static void propose_for_concerns(building *b)
{
    const digest *d = b->digest;
    size_t n = 0;
    for (size_t i = 0; i < d->concern_count && n < OVERDUE_MAX; i++) {
        const digest_concern *c = &d->concerns[i];
        if (c->whole.status != STATUS_OVERDUE)
            continue;
        urge_overdue(b, c);
        ask_to_compare(b, c);
        n++;
    }
}

/* ---- directives
 * ------------------------------------------------------------------------------------- */

static void urge_directives(building *b)
{
    const digest *d = b->digest;
    size_t n = 0;
    for (size_t i = 0; i < d->directive_count && n < DIRECTIVES_MAX; i++) {
        const digest_directive *it = &d->directives[i];
        if (it->age_days < DIRECTIVE_DAYS)
            continue;
        propose(b,
                build_say(b, _("Đôn đốc %s thực hiện ý kiến của %s ngày %s."), it->unit.short_name,
                          it->sender, build_day(b, clock_local_date(it->issued_ms))));
        n++;
    }
}

void build_proposals(building *b)
{
    if (build_tells(b, SECTION_DECISIONS))
        ask_for_answers(b);
    if (build_tells(b, SECTION_DISCIPLINE))
        urge_silent(b);
    if (build_tells(b, SECTION_CONCERNS))
        propose_for_concerns(b);
    if (build_tells(b, SECTION_DIRECTIVES))
        urge_directives(b);
}
