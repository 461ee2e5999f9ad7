#include "notifier/digest/text_sections.h"

#include "base/i18n.h"

static void heading(text_view *v, digest_part part)
{
    text_heading(&v->page, phrase_title(part));
}

static void line(text_view *v, const char *text)
{
    text_paragraph(&v->page, "  ", text);
}

static void list(text_view *v, const digest_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        text_paragraph(&v->page, "• ", lines->items[i]);
}

static void list_or_none(text_view *v, digest_part part, const digest_lines *lines)
{
    heading(v, part);
    list(v, lines);
    if (!lines->count)
        line(v, phrase_empty(part));
}

static void put_facts(text_view *v, facts f)
{
    for (size_t i = 0; i < f.count; i++)
        line(v, *f.items[i].label ? phrase(&v->words, "%s: %s", f.items[i].label, f.items[i].text)
                                  : f.items[i].text);
}

/* Between items, not before the first. */
static void part_items(text_view *v, size_t i)
{
    if (i)
        text_blank(&v->page);
}

static void left_out(text_view *v, size_t n)
{
    if (n)
        line(v, phrase_left_out(&v->words, v->d, n));
}

/* "[QUÁ HẠN] name (code)"; the mark of what the last digest did not say. */
static void item_title(text_view *v, status s, bool is_new, const digest_obligation *o)
{
    text_paragraph(&v->page, "• ",
                   phrase(&v->words, "[%s%s] %s (%s)", status_name(s), is_new ? _(", mới") : "",
                          o->name, o->code));
}

static void units(text_view *v, const digest_standing *worst, size_t count)
{
    if (count)
        line(v,
             phrase(&v->words, _("Cần chú ý: %s"), phrase_units(&v->words, worst, count, count)));
}

/* ---- sections -------------------------------------------------------------------------------- */

static void changes(text_view *v)
{
    heading(v, PART_CHANGES);
    line(v, phrase_since(&v->words, v->d));
    list(v, &v->d->changes);
}

static void summary(text_view *v)
{
    heading(v, PART_SUMMARY);
    list(v, &v->d->summary);
}

static void attention(text_view *v)
{
    list_or_none(v, PART_ATTENTION, &v->d->attention);
}

static void difficulties(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_DECISIONS);
    if (!d->difficulty_count)
        line(v, phrase_empty(PART_DECISIONS));
    else
        line(v, phrase_waiting(&v->words, d));
    for (size_t i = 0; i < d->difficulty_count; i++) {
        text_blank(&v->page);
        const digest_difficulty *it = &d->difficulties[i];
        text_paragraph(
            &v->page, "• ",
            phrase(&v->words, "%s%s", it->is_new ? _("[Mới] ") : "", phrase_waits(&v->words, it)));
        line(v, it->text);
        put_facts(v, facts_of_difficulty(&v->words, it));
    }
    left_out(v, d->difficulties_left_out);
}

static void concerns(text_view *v)
{
    const digest *d = v->d;
    const char *tally = phrase_tally(&v->words, d), *why = phrase_for_their_units(&v->words, d);
    heading(v, PART_CONCERNS);
    if (*tally)
        line(v, tally);
    if (*why)
        line(v, why);
    if (!d->concern_count)
        line(v, phrase_empty(PART_CONCERNS));
    for (size_t i = 0; i < d->concern_count; i++) {
        const digest_concern *it = &d->concerns[i];
        text_blank(&v->page);
        item_title(v, it->whole.status, it->whole.is_new, &it->about);
        line(v, phrase_level(&v->words, &it->whole));
        if (*it->whole.reason)
            line(v, it->whole.reason);
        put_facts(v, facts_of_concern(&v->words, it));
        units(v, it->worst, it->worst_count);
    }
    left_out(v, d->concerns_left_out);
}

static void indicators(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_INDICATORS);
    if (!d->indicator_count)
        line(v, phrase_empty(PART_INDICATORS));
    for (size_t i = 0; i < d->indicator_count; i++) {
        const digest_indicator *it = &d->indicators[i];
        bool told = phrase_is_concern(d, it->about.code);
        const char *ends, *bars = phrase_trend(&v->words, it, &ends);
        part_items(v, i);
        item_title(v, it->whole.status, it->whole.is_new, &it->about);
        line(v, phrase_level(&v->words, &it->whole));
        if (*bars)
            line(v, phrase(&v->words, _("Xu hướng: %s %s"), bars, ends));
        put_facts(v, facts_of_indicator(&v->words, it, told));
        if (!told)
            units(v, it->worst, it->worst_count);
    }
    left_out(v, d->indicators_left_out);
}

static void one_ranking(text_view *v, const digest_ranking *r)
{
    static const text_column columns[] = {{6, true}, {8, false}, {34, false},
                                          {7, true}, {8, true},  {7, true}};
    const char *const titles[] = {_("Hạng"), _("Thay đổi"), _("Đơn vị"),
                                  _("Điểm"), _("Kết quả"),  _("Nề nếp")};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    text_paragraph(&v->page, "", r->title);
    text_row(&v->page, columns, COLUMNS, titles);
    for (size_t i = 0; i < r->count; i++) {
        const digest_rank *row = &r->rows[i];
        const char *meaning, *rank = row->rank ? phrase(&v->words, "%zu", row->rank) : "—";
        const char *const cells[] = {rank,
                                     phrase_movement(&v->words, row, &meaning),
                                     row->unit.short_name,
                                     phrase_points(&v->words, &row->total),
                                     phrase_points(&v->words, &row->results),
                                     phrase_points(&v->words, &row->discipline)};
        text_row(&v->page, columns, COLUMNS, cells);
    }
}

static void rankings(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_RANKING);
    if (!d->ranking_count)
        line(v, phrase_empty(PART_RANKING));
    else if (*d->ranking_mark)
        line(v, d->ranking_mark);
    for (size_t i = 0; i < d->ranking_count; i++) {
        text_blank(&v->page);
        one_ranking(v, &d->rankings[i]);
    }
}

static void names(text_view *v, const char *label, const digest_parties *units)
{
    if (units->count)
        line(v, phrase(&v->words, "%s: %s", label, phrase_parties(&v->words, units, units->count)));
}

static void discipline(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_DISCIPLINE);
    if (!d->reporting_count)
        line(v, phrase_empty(PART_DISCIPLINE));
    for (size_t i = 0; i < d->reporting_count; i++) {
        const digest_reporting *r = &d->reportings[i];
        part_items(v, i);
        text_paragraph(&v->page, "• ",
                       phrase(&v->words, _("Kỳ %s, %s: %s"), r->period_name, r->level_name,
                              phrase_reporting(&v->words, r)));
        names(v, r->due_passed ? _("Chưa gửi") : _("Chưa đến hạn, chưa gửi"), &r->missing);
        names(v, _("Gửi chậm"), &r->late_units);
        names(v, _("Gửi chưa đủ"), &r->incomplete);
    }
}

static void finished(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_FINISHED);
    if (!d->finished_count)
        line(v, phrase_empty(PART_FINISHED));
    for (size_t i = 0; i < d->finished_count; i++) {
        const digest_obligation *o = &d->finished[i].about;
        part_items(v, i);
        text_paragraph(&v->page, "• ", phrase(&v->words, "%s (%s)", o->name, o->code));
        put_facts(v, facts_of_finished(&v->words, &d->finished[i]));
    }
    left_out(v, d->finished_left_out);
}

static void corrections(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_CORRECTIONS);
    if (!d->correction_count)
        line(v, phrase_empty(PART_CORRECTIONS));
    for (size_t i = 0; i < d->correction_count; i++) {
        const digest_correction *it = &d->corrections[i];
        part_items(v, i);
        text_paragraph(&v->page, "• ",
                       phrase(&v->words, "%s (%s)", it->obligation_name, it->obligation));
        put_facts(v, facts_of_correction(&v->words, it));
    }
    left_out(v, d->corrections_left_out);
}

static void directives(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_DIRECTIVES);
    if (!d->directive_count)
        line(v, phrase_empty(PART_DIRECTIVES));
    for (size_t i = 0; i < d->directive_count; i++) {
        part_items(v, i);
        text_paragraph(&v->page, "• ", d->directives[i].text);
        put_facts(v, facts_of_directive(&v->words, &d->directives[i]));
    }
    left_out(v, d->directives_left_out);
}

static void upcoming(text_view *v)
{
    const digest *d = v->d;
    heading(v, PART_UPCOMING);
    if (!d->upcoming_count)
        line(v, phrase_empty(PART_UPCOMING));
    for (size_t i = 0; i < d->upcoming_count; i++) {
        const digest_upcoming *it = &d->upcoming[i];
        part_items(v, i);
        item_title(v, it->whole.status, it->whole.is_new, &it->about);
        put_facts(v, facts_of_upcoming(&v->words, it));
    }
    left_out(v, d->upcoming_left_out);
}

static void proposals(text_view *v)
{
    list_or_none(v, PART_PROPOSALS, &v->d->proposals);
}

static void remarks(text_view *v)
{
    const digest *d = v->d;
    if (!d->remark_count)
        return;
    heading(v, PART_REMARKS);
    for (size_t i = 0; i < d->remark_count; i++)
        text_paragraph(&v->page, "• ",
                       phrase(&v->words, _("%s (%s): %s"), d->remarks[i].author,
                              phrase_instant(&v->words, d->remarks[i].at_ms), d->remarks[i].text));
}

void text_gaps(text_view *v)
{
    if (!v->d->gaps.count)
        return;
    heading(v, PART_GAPS);
    list(v, &v->d->gaps);
}

/* Sections that a profile may leave out; 0: always there. */
static const struct {
    unsigned asked_for;
    void (*put)(text_view *v);
} outline[] = {
    {0, changes},
    {0, summary},
    {0, attention},
    {SECTION_DECISIONS, difficulties},
    {SECTION_CONCERNS, concerns},
    {SECTION_INDICATORS, indicators},
    {SECTION_RANKING, rankings},
    {SECTION_DISCIPLINE, discipline},
    {SECTION_FINISHED, finished},
    {SECTION_CORRECTIONS, corrections},
    {SECTION_DIRECTIVES, directives},
    {SECTION_UPCOMING, upcoming},
    {0, proposals},
    {0, remarks},
    {0, text_gaps},
};

void text_sections(text_view *v)
{
    for (size_t i = 0; i < sizeof outline / sizeof *outline; i++)
        if (!outline[i].asked_for || outline[i].asked_for & v->d->sections)
            outline[i].put(v);
}

void text_brief(text_view *v)
{
    const digest_lines first = phrase_first_changes(v->d);
    text_paragraph(&v->page, "", phrase_since(&v->words, v->d));
    list(v, &first);
    left_out(v, v->d->changes.count - first.count);
    summary(v);
    attention(v);
    remarks(v);
    text_gaps(v);
    text_blank(&v->page);
    text_paragraph(&v->page, "", phrase_rest(&v->words, v->d));
}
