/* mail_fixture.h - what the mail's text and HTML must both say. */
#pragma once
#include "digest_sample.h"
#include "mail_digests.h"
#include "unit_test.h"

#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/digest_render.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Runs of white space as one space, so that assertions do not depend on where lines break. */
static char *unwrap(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        char c = *from == '\n' ? ' ' : *from;
        if (c != ' ' || (to > text && to[-1] != ' '))
            *to++ = c;
    }
    *to = '\0';
    return text;
}

static void assert_says(const char *text, const char *wanted)
{
    char *copy = strdup(wanted);
    if (!strstr(text, unwrap(copy)))
        fail_msg("not said: %s", copy);
    free(copy);
}

static void assert_silent_on(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted))
        fail_msg("said: %s", unwanted);
}

static inline void assert_says_figure(const char *text, const digest *d, const exact *e)
{
    if (e->known)
        assert_says(text, exact_text(d->memory, e));
}

static inline void assert_says_lines(const char *text, const digest_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        assert_says(text, lines->items[i]);
}

static inline void assert_says_parties(const char *text, const digest_parties *parties)
{
    for (size_t i = 0; i < parties->count; i++)
        assert_says(text, parties->items[i].short_name);
}

static inline void assert_says_day(const char *text, date day)
{
    char shown[16];
    date_format_vi(day, shown, sizeof shown);
    assert_says(text, shown);
}

static inline void assert_says_obligation(const char *text, const digest_obligation *o)
{
    assert_says(text, o->name);
    assert_says(text, o->code);
    assert_says(text, o->lead.short_name);
    if (o->has_deadline)
        assert_says_day(text, o->deadline);
}

static inline void assert_says_standing(const char *text, const digest *d, const digest_standing *s)
{
    assert_says(text, status_name(s->status));
    assert_says_figure(text, d, &s->value);
    assert_says_figure(text, d, &s->target);
    assert_says(text, s->own);
}

static inline void assert_says_concern(const char *text, const digest *d, const digest_concern *c)
{
    assert_says_obligation(text, &c->about);
    assert_says_standing(text, d, &c->whole);
    assert_says(text, c->whole.reason);
    assert_says_figure(text, d, &c->whole.needed_pace);
    assert_says_figure(text, d, &c->whole.actual_pace);
    if (c->whole.has_expected)
        assert_says_day(text, c->whole.expected);
    for (size_t i = 0; i < c->worst_count; i++) {
        assert_says(text, c->worst[i].unit.short_name);
        assert_says_figure(text, d, &c->worst[i].value);
    }
}

/* Everything that D holds. */
static inline void assert_says_all(const char *text, const digest *d)
{
    assert_says_lines(text, &d->changes);
    assert_says_lines(text, &d->summary);
    assert_says_lines(text, &d->attention);
    assert_says_lines(text, &d->proposals);
    assert_says_lines(text, &d->gaps);
    for (size_t i = 0; i < d->difficulty_count; i++) {
        assert_says(text, d->difficulties[i].text);
        assert_says(text, d->difficulties[i].agency.short_name);
        assert_says(text, d->difficulties[i].obligation_name);
        assert_says(text, d->difficulties[i].reference);
        assert_says(text, difficulty_state_name(d->difficulties[i].state));
    }
    for (size_t i = 0; i < d->concern_count; i++)
        assert_says_concern(text, d, &d->concerns[i]);
    for (size_t i = 0; i < d->indicator_count; i++) {
        assert_says_obligation(text, &d->indicators[i].about);
        assert_says_standing(text, d, &d->indicators[i].whole);
        assert_says(text, d->indicators[i].change_text);
        assert_says(text, d->indicators[i].period_name);
    }
    for (size_t i = 0; i < d->ranking_count; i++)
        for (size_t k = 0; k < d->rankings[i].count; k++)
            assert_says(text, d->rankings[i].rows[k].unit.short_name);
    for (size_t i = 0; i < d->reporting_count; i++) {
        assert_says_parties(text, &d->reportings[i].missing);
        assert_says_parties(text, &d->reportings[i].late_units);
        assert_says_parties(text, &d->reportings[i].incomplete);
        assert_says_day(text, d->reportings[i].due);
    }
    for (size_t i = 0; i < d->finished_count; i++)
        assert_says(text, d->finished[i].about.name);
    for (size_t i = 0; i < d->correction_count; i++) {
        assert_says_figure(text, d, &d->corrections[i].before);
        assert_says_figure(text, d, &d->corrections[i].after);
        assert_says_figure(text, d, &d->corrections[i].whole_before);
        assert_says_figure(text, d, &d->corrections[i].whole_after);
    }
    for (size_t i = 0; i < d->directive_count; i++) {
        assert_says(text, d->directives[i].text);
        assert_says(text, d->directives[i].sender);
    }
    for (size_t i = 0; i < d->upcoming_count; i++)
        assert_says_day(text, d->upcoming[i].about.deadline);
    for (size_t i = 0; i < d->remark_count; i++)
        assert_says(text, d->remarks[i].text);
}

/* That the titles of all parts come one behind the other; SHOWN writes a title as the rendering
 * does. */
static inline void assert_in_order(const char *text, const digest *d,
                                   const char *(*shown)(const digest *, const char *title))
{
    const char *at = text;
    for (int part = PART_CHANGES; part <= PART_GAPS; part++) {
        const char *title = shown(d, phrase_title((digest_part)part)), *next = strstr(at, title);
        if (!next)
            fail_msg("not there, or not in its place: %s", title);
        else
            at = next;
    }
}

static inline size_t place_of(const char *text, const char *part)
{
    size_t at = 0;
    while (text[at] && strncmp(text + at, part, strlen(part)) != 0)
        at++;
    assert_true(text[at]);
    return at;
}

/* The first changes stand before the summary, and how many more there are. */
static inline void assert_begins_with_changes(const char *text, const digest *d)
{
    const digest_lines first = phrase_first_changes(d);
    char rest[80];
    snprintf(rest, sizeof rest, "… và %zu mục nữa", d->changes.count - first.count);
    assert_true(first.count > 0 && d->changes.count > first.count);
    assert_says_lines(text, &first);
    assert_says(text, rest);
    assert_true(place_of(text, "So với bản tin lúc 07:00 ngày 15/07/2024:") <
                place_of(text, first.items[0]));
    assert_true(place_of(text, first.items[first.count - 1]) < place_of(text, d->summary.items[0]));
}

/* Nothing that commands a terminal, and no half character. */
static inline void assert_clean(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        assert_true(*c >= ' ' || *c == '\n');
        assert_int_not_equal(*c, 0x7f);
    }
    assert_null(strstr(text, "\xe2\x80\xae")); /* right-to-left override */
}
