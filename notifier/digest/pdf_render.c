#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"
#include "notifier/digest/digest_render.h"
#include "render/typeset.h"

#include <stdlib.h>

enum { BRIEF_SHEETS = 2 };

/* How much is written; a brief report is tried with less until it has room. */
typedef struct fit {
    size_t most;
    int most_lines;
} fit;

static bool has_appendix(const digest *d)
{
    return d->depth == DIGEST_FULL && !d->nothing_new &&
           (d->indicator_count || d->concern_count || d->ranking_count || d->heat_count);
}

/* What a reader needs when nothing has changed is that, and when it was looked at. */
static void write_quiet(document *doc)
{
    document_paragraph(doc, phrase_nothing_new(doc->words, doc->d));
    document_items(doc, &doc->d->summary);
}

static void write_content(document *doc)
{
    document_gaps(doc);
    if (doc->d->nothing_new) {
        write_quiet(doc);
        return;
    }
    if (doc->d->depth == DIGEST_BRIEF) {
        document_brief(doc);
        return;
    }
    document_results(doc);
    document_shortcomings(doc);
    document_difficulties(doc);
    document_next(doc);
    document_proposals(doc);
    document_remarks(doc);
}

static void write_all(document *doc)
{
    document_head(doc);
    write_content(doc);
    document_foot(doc);
    if (doc->has_appendix)
        document_appendix(doc);
}

static error write_on_paper(const digest *d, phrases *words, const fit *f, paper **out)
{
    document doc = {.d = d,
                    .words = words,
                    .most = f->most,
                    .most_lines = f->most_lines,
                    .tight = d->depth == DIGEST_BRIEF,
                    .has_appendix = has_appendix(d)};
    TRY(paper_open(&doc.paper, &(paper_setup){.title = d->title,
                                              .author = d->organisation,
                                              .subject = phrase_draft(words, d),
                                              .language = d->language,
                                              .mark = d->simulated ? _("SỐ LIỆU MÔ PHỎNG") : "",
                                              .created_ms = d->as_of_ms}));
    write_all(&doc);
    *out = doc.paper;
    return OK;
}

/* From much to nearly nothing. */
static const fit FITS[] = {{9, 0}, {7, 4}, {6, 3}, {5, 3}, {4, 3}, {3, 2}, {2, 2}, {1, 1}, {0, 1}};

/* The first of FITS that has room, found by halves; the last one in any case. */
static error find_fit(const digest *d, phrases *words, fit *out)
{
    size_t low = 0, high = sizeof FITS / sizeof *FITS - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        paper *p;
        TRY(write_on_paper(d, words, &FITS[middle], &p));
        if (paper_sheets(p) <= BRIEF_SHEETS)
            high = middle;
        else
            low = middle + 1;
        paper_drop(p);
    }
    *out = FITS[low];
    return OK;
}

static error write_pdf(const digest *d, phrases *words, unsigned char **out, size_t *size)
{
    fit f = {.most = SIZE_MAX};
    paper *p;
    if (d->depth == DIGEST_BRIEF)
        TRY(find_fit(d, words, &f));
    TRY(write_on_paper(d, words, &f, &p));
    return paper_finish(p, out, size);
}

error digest_check_fonts(void)
{
    TRY(typeset_check(PAPER_FONT));
    return typeset_check("Liberation Sans"); /* the charts' */
}

error digest_render_pdf(const digest *d, unsigned char **out, size_t *size)
{
    TRY(digest_check_fonts());
    phrases words = {.memory = arena_new(0)};
    if (!words.memory)
        return error_no_memory();
    digest alone = *d;
    alone.attachments = (digest_lines){0};
    error err = write_pdf(&alone, &words, out, size);
    if (!err.code && words.failed) {
        free(*out);
        err = error_no_memory();
    }
    arena_free(words.memory);
    return err;
}
