#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"

#include <string.h>

static const char *const ROMAN[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII"};

enum { PARTS_MAX = sizeof ROMAN / sizeof *ROMAN };

static paper_style styled(const document *doc, paper_style style)
{
    if (doc->tight) {
        style.spacing = 1;
        style.before /= 2;
    }
    return style;
}

void document_part(document *doc, const char *title)
{
    const char *number = ROMAN[doc->part < PARTS_MAX ? doc->part : PARTS_MAX - 1];
    paper_style style = styled(doc, PAPER_PART);
    doc->part++;
    doc->section = 0;
    paper_text(doc->paper, phrase(doc->words, "%s. %s", number, title), &style);
}

void document_part_of(document *doc, const char *title, size_t shown, size_t all)
{
    document_part(doc, shown < all
                           ? phrase(doc->words, _("%s (%zu trong %zu nội dung)"), title, shown, all)
                           : title);
}

void document_section(document *doc, const char *title)
{
    paper_style style = styled(doc, PAPER_SECTION);
    doc->section++;
    paper_text(doc->paper, phrase(doc->words, "%zu. %s", doc->section, title), &style);
}

void document_paragraph(document *doc, const char *text)
{
    paper_style style = styled(doc, PAPER_BODY);
    style.most = doc->most_lines;
    paper_text(doc->paper, text, &style);
}

void document_led(document *doc, const char *lead, const char *text)
{
    paper_style style = styled(doc, PAPER_BODY);
    style.most = doc->most_lines;
    paper_led_text(doc->paper, lead, text, &style);
}

void document_item(document *doc, const char *text)
{
    document_paragraph(doc, phrase(doc->words, "- %s", text));
}

void document_items(document *doc, const digest_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        document_item(doc, lines->items[i]);
}

void document_some_items(document *doc, const digest_lines *lines)
{
    size_t n = document_rows(doc, lines->count);
    for (size_t i = 0; i < n; i++)
        document_item(doc, lines->items[i]);
    document_left_out(doc, lines->count - n);
}

const char *document_sentence(document *doc, const char *text)
{
    size_t n = strlen(text);
    bool ends = n && strchr(".!?:;…", text[n - 1]);
    char *copy = arena_printf(doc->words->memory, "%s%s", text, ends ? "" : ".");
    if (!copy) {
        doc->words->failed = true;
        return "";
    }
    for (char *at = copy; (at = strchr(at, '\n'));)
        *at = ' ';
    return copy;
}

void document_left_out(document *doc, size_t n)
{
    if (n)
        document_paragraph(doc, phrase_left_out(doc->words, doc->d, n));
}

bool document_asks_for(const document *doc, digest_section s)
{
    return (doc->d->sections & (unsigned)s) != 0;
}

size_t document_rows(const document *doc, size_t count)
{
    return count < doc->most ? count : doc->most;
}
