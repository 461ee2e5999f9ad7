/* The mail's text: what a reader without HTML, a screen reader or mutt shows. The order is that of
 * the HTML, and both take their words from digest_phrases.h. */
#include "notifier/digest/digest_render.h"

#include "base/i18n.h"
#include "base/text.h"
#include "notifier/digest/text_sections.h"

#include <stdlib.h>

static void simulated_mark(text_view *v)
{
    if (v->d->simulated)
        text_paragraph(&v->page, "", phrase(&v->words, "*** %s ***", phrase_simulated()));
}

static const char *capitals(text_view *v, const char *text)
{
    const char *out = text_upper(v->page.memory, text);
    if (!out)
        v->page.failed = true;
    return out ? out : "";
}

static void header(text_view *v)
{
    const digest *d = v->d;
    simulated_mark(v);
    if (*d->organisation)
        text_paragraph(&v->page, "", capitals(v, d->organisation));
    if (*d->issuer)
        text_paragraph(&v->page, "", d->issuer);
    text_rule(&v->page, "═");
    text_paragraph(&v->page, "", capitals(v, d->title));
    text_paragraph(&v->page, "", phrase(&v->words, "(%s)", phrase_draft(&v->words, d)));
    text_rule(&v->page, "═");
}

static void salutation(text_view *v)
{
    const char *opening = phrase_opening(&v->words, v->d);
    if (*v->d->greeting)
        text_paragraph(&v->page, "", v->d->greeting);
    if (*opening)
        text_paragraph(&v->page, "", opening);
}

static void footer(text_view *v)
{
    const char *absent = phrase_without_data(&v->words, v->d);
    text_blank(&v->page);
    text_rule(&v->page, "─");
    text_paragraph(&v->page, "", phrase_closing(&v->words, v->d));
    text_paragraph(&v->page, "", phrase_sources(&v->words, v->d));
    if (*absent)
        text_paragraph(&v->page, "", absent);
    text_paragraph(&v->page, "", phrase_automatic());
    text_paragraph(&v->page, "", phrase_not_issued(&v->words, v->d));
    simulated_mark(v);
}

static void whole(text_view *v)
{
    header(v);
    salutation(v);
    text_sections(v);
    text_blank(&v->page);
    if (v->d->attachments.count)
        text_paragraph(&v->page, "", phrase_rest(&v->words, v->d));
    text_paragraph(&v->page, "", _("Trân trọng báo cáo./."));
    footer(v);
}

static void brief(text_view *v)
{
    header(v);
    text_brief(v);
    footer(v);
}

/* One line, and how far the figures reach. */
static void quiet(text_view *v)
{
    const char *line = phrase_nothing_new(&v->words, v->d);
    if (v->d->simulated)
        line = phrase(&v->words, "[%s] %s", _("SỐ LIỆU MÔ PHỎNG"), line);
    text_paragraph(&v->page, "", line);
    text_gaps(v);
    text_paragraph(&v->page, "", phrase_closing(&v->words, v->d));
}

error digest_render_text(const digest *d, char **out)
{
    size_t size = 0;
    char *text = NULL;
    arena *memory = arena_new(0);
    text_view v = {.d = d, .page = {.out = open_memstream(&text, &size), .memory = memory}};
    v.words.memory = memory;
    if (!v.page.out || !memory) {
        if (v.page.out)
            fclose(v.page.out);
        free(text);
        arena_free(memory);
        return error_no_memory();
    }
    (d->nothing_new ? quiet : d->depth == DIGEST_BRIEF ? brief : whole)(&v);
    bool failed = fclose(v.page.out) != 0 || v.page.failed || v.words.failed;
    arena_free(memory);
    if (failed) {
        free(text);
        return error_no_memory();
    }
    *out = text;
    return OK;
}
