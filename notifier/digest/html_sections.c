#include "notifier/digest/html_mail.h"

#include "base/i18n.h"

static void empty(mail_view *m, size_t count, digest_part part)
{
    if (!count)
        mail_note(m, phrase_empty(part));
}

static void put_facts(mail_view *m, facts f)
{
    mail_facts(m, &f);
}

/* ---- in words -------------------------------------------------------------------------------- */

static void changes(mail_view *m)
{
    mail_part(m, PART_CHANGES);
    mail_note(m, phrase_since(&m->words, m->d));
    mail_list(m, &m->d->changes);
    mail_end_part(m);
}

static void summary(mail_view *m)
{
    mail_part(m, PART_SUMMARY);
    mail_list(m, &m->d->summary);
    if (m->d->depth == DIGEST_FULL && m->d->obligations)
        mail_scores(m);
    mail_end_part(m);
}

static void lines(mail_view *m, digest_part part, const digest_lines *of)
{
    mail_part(m, part);
    mail_list(m, of);
    empty(m, of->count, part);
    mail_end_part(m);
}

static void attention(mail_view *m)
{
    lines(m, PART_ATTENTION, &m->d->attention);
}

static void proposals(mail_view *m)
{
    lines(m, PART_PROPOSALS, &m->d->proposals);
}

static void remarks(mail_view *m)
{
    const digest *d = m->d;
    if (!d->remark_count)
        return;
    mail_part(m, PART_REMARKS);
    for (size_t i = 0; i < mail_rows(m, d->remark_count); i++) {
        const digest_remark *it = &d->remarks[i];
        html_markup(m->h, "<p style=\"margin:0 0 8px\"><b>");
        mail_text(m, it->author);
        html_markup(m->h, "</b> <span class=\"s\">(");
        html_text(m->h, phrase_instant(&m->words, it->at_ms));
        html_markup(m->h, ")</span>: ");
        mail_text(m, it->text);
        html_markup(m->h, "</p>\n");
    }
    mail_left_out(m, d->remark_count, 0);
    mail_end_part(m);
}

void mail_gaps(mail_view *m)
{
    if (m->d->gaps.count)
        lines(m, PART_GAPS, &m->d->gaps);
}

/* ---- items ----------------------------------------------------------------------------------- */

static void difficulties(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_DECISIONS);
    empty(m, d->difficulty_count, PART_DECISIONS);
    mail_note(m, phrase_waiting(&m->words, d));
    for (size_t i = 0; i < mail_rows(m, d->difficulty_count); i++) {
        const digest_difficulty *it = &d->difficulties[i];
        mail_item(m, phrase_waits(&m->words, it), it->is_new ? _("mới") : "");
        mail_paragraph(m, it->text);
        put_facts(m, facts_of_difficulty(&m->words, it));
    }
    mail_left_out(m, d->difficulty_count, d->difficulties_left_out);
    mail_end_part(m);
}

static void concerns(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_CONCERNS);
    empty(m, d->concern_count, PART_CONCERNS);
    mail_note(m, phrase_tally(&m->words, d));
    mail_note(m, phrase_for_their_units(&m->words, d));
    for (size_t i = 0; i < mail_rows(m, d->concern_count); i++) {
        const digest_concern *it = &d->concerns[i];
        mail_item(m, it->about.name, it->about.code);
        mail_level(m, &it->whole);
        mail_paragraph(m, it->whole.reason);
        put_facts(m, facts_of_concern(&m->words, it));
        mail_units(m, it->worst, it->worst_count);
    }
    mail_left_out(m, d->concern_count, d->concerns_left_out);
    mail_end_part(m);
}

/* The bars are for eyes; their ends follow in words. */
static void trend(mail_view *m, const digest_indicator *it)
{
    const char *ends, *bars = phrase_trend(&m->words, it, &ends);
    if (!*bars)
        return;
    html_markup(m->h, "<p class=\"s\" style=\"margin:0;" MAIL_SMALL
                      "\"><span aria-hidden=\"true\" class=\"k\">");
    html_text(m->h, bars);
    html_markup(m->h, "</span> ");
    html_text(m->h, ends);
    html_markup(m->h, "</p>\n");
}

static void one_indicator(mail_view *m, const digest_indicator *it)
{
    bool told = phrase_is_concern(m->d, it->about.code);
    mail_item(m, it->about.name, it->about.code);
    mail_level(m, &it->whole);
    mail_bar(m, it->whole.target.known ? it->whole.percent : -1, it->whole.status);
    trend(m, it);
    put_facts(m, facts_of_indicator(&m->words, it, told));
    if (!told)
        mail_units(m, it->worst, it->worst_count);
}

static void indicators(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_INDICATORS);
    empty(m, d->indicator_count, PART_INDICATORS);
    mail_picture(m, "progress");
    mail_picture(m, "trend");
    for (size_t i = 0; i < mail_rows(m, d->indicator_count); i++)
        one_indicator(m, &d->indicators[i]);
    mail_left_out(m, d->indicator_count, d->indicators_left_out);
    mail_end_part(m);
}

static void finished(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_FINISHED);
    empty(m, d->finished_count, PART_FINISHED);
    for (size_t i = 0; i < mail_rows(m, d->finished_count); i++) {
        mail_item(m, d->finished[i].about.name, d->finished[i].about.code);
        put_facts(m, facts_of_finished(&m->words, &d->finished[i]));
    }
    mail_left_out(m, d->finished_count, d->finished_left_out);
    mail_end_part(m);
}

static void corrections(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_CORRECTIONS);
    empty(m, d->correction_count, PART_CORRECTIONS);
    for (size_t i = 0; i < mail_rows(m, d->correction_count); i++) {
        mail_item(m, d->corrections[i].obligation_name, d->corrections[i].obligation);
        put_facts(m, facts_of_correction(&m->words, &d->corrections[i]));
    }
    mail_left_out(m, d->correction_count, d->corrections_left_out);
    mail_end_part(m);
}

static void directives(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_DIRECTIVES);
    empty(m, d->directive_count, PART_DIRECTIVES);
    for (size_t i = 0; i < mail_rows(m, d->directive_count); i++) {
        mail_item(m, d->directives[i].text, "");
        put_facts(m, facts_of_directive(&m->words, &d->directives[i]));
    }
    mail_left_out(m, d->directive_count, d->directives_left_out);
    mail_end_part(m);
}

static void upcoming(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_UPCOMING);
    empty(m, d->upcoming_count, PART_UPCOMING);
    for (size_t i = 0; i < mail_rows(m, d->upcoming_count); i++) {
        const digest_upcoming *it = &d->upcoming[i];
        mail_item(m, it->about.name, it->about.code);
        mail_level(m, &it->whole);
        put_facts(m, facts_of_upcoming(&m->words, it));
    }
    mail_left_out(m, d->upcoming_count, d->upcoming_left_out);
    mail_end_part(m);
}

/* ---- the order of a mail --------------------------------------------------------------------- */

/* Sections that a profile may leave out; 0: always there. */
static const struct {
    unsigned asked_for;
    void (*put)(mail_view *m);
} outline[] = {
    {0, changes},
    {0, summary},
    {0, attention},
    {SECTION_DECISIONS, difficulties},
    {SECTION_CONCERNS, concerns},
    {SECTION_INDICATORS, indicators},
    {SECTION_RANKING, mail_ranking},
    {SECTION_DISCIPLINE, mail_discipline},
    {SECTION_FINISHED, finished},
    {SECTION_CORRECTIONS, corrections},
    {SECTION_DIRECTIVES, directives},
    {SECTION_UPCOMING, upcoming},
    {0, proposals},
    {0, remarks},
    {0, mail_gaps},
};

void mail_sections(mail_view *m)
{
    for (size_t i = 0; i < sizeof outline / sizeof *outline; i++)
        if (!outline[i].asked_for || outline[i].asked_for & m->d->sections)
            outline[i].put(m);
    if (!m->d->attachments.count)
        return;
    html_markup(m->h, "<tr><td class=\"x\" style=\"padding:16px 16px 0\">\n");
    mail_note(m, phrase_rest(&m->words, m->d));
    html_markup(m->h, "</td></tr>\n");
}

/* What is new comes before everything else, without a heading: the screen is small. */
static void first_changes(mail_view *m)
{
    const digest_lines first = phrase_first_changes(m->d);
    html_markup(m->h, "<tr><td class=\"x\" style=\"padding:6px 16px 0\">\n");
    mail_note(m, phrase_since(&m->words, m->d));
    mail_list(m, &first);
    if (m->d->changes.count > first.count)
        mail_note(m, phrase(&m->words, _("… và %zu mục nữa."), m->d->changes.count - first.count));
    html_markup(m->h, "</td></tr>\n");
}

void mail_brief(mail_view *m)
{
    first_changes(m);
    summary(m);
    attention(m);
    html_markup(m->h, "<tr><td class=\"x\" style=\"padding:6px 16px 0\">\n");
    mail_note(m, phrase_rest(&m->words, m->d));
    html_markup(m->h, "</td></tr>\n");
    remarks(m);
    mail_gaps(m);
}
