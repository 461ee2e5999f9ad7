/* pdf_document.h - the report that a digest is on paper; shared by its parts. */
#pragma once
#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/pdf_table.h"

typedef struct document {
    paper *paper;
    const digest *d; /* without what is attached to the mail: the report stands alone */
    phrases *words;
    size_t most;          /* rows of a list or table */
    bool has_appendix;    /* with all indicators */
    int most_lines;       /* of a paragraph; 0: any number */
    bool tight;           /* little room between lines and paragraphs */
    size_t part, section; /* numbers of the last headings */
} document;

/* "I. TITLE", "1. Title": numbered as they come, written when something follows. */
void document_part(document *doc, const char *title);
/* The same with "(SHOWN of ALL)" where not all is shown. */
void document_part_of(document *doc, const char *title, size_t shown, size_t all);
void document_section(document *doc, const char *title);
void document_paragraph(document *doc, const char *text);
/* A paragraph that begins with LEAD in bold. */
void document_led(document *doc, const char *lead, const char *text);
/* "- TEXT", and one for each line; the latter no more than the document has rows for. */
void document_item(document *doc, const char *text);
void document_items(document *doc, const digest_lines *lines);
void document_some_items(document *doc, const digest_lines *lines);
/* TEXT as one sentence at least: without line breaks, with a full stop. */
const char *document_sentence(document *doc, const char *text);
/* That N more are not shown. */
void document_left_out(document *doc, size_t n);
bool document_asks_for(const document *doc, digest_section s);
size_t document_rows(const document *doc, size_t count);

/* pdf_form.c: what Decree 30/2020/NĐ-CP puts above and below the content. */
void document_head(document *doc);
void document_foot(document *doc);

/* pdf_body.c, pdf_results.c: the content, in the formal order. */
void document_results(document *doc);
void document_shortcomings(document *doc);
void document_difficulties(document *doc);
void document_next(document *doc);
void document_proposals(document *doc);
void document_remarks(document *doc);
void document_gaps(document *doc);

/* pdf_tables.c: tables, and what their cells say. */
const char *cell_number(document *doc, size_t i);
const char *cell_obligation(document *doc, const digest_obligation *o);
const char *cell_status(document *doc, const digest_standing *s);
const char *cell_deadline(document *doc, const digest_obligation *o);
/* A line, after a line feed, for each fact whose label is AMONG the N labels, or is not. */
const char *cell_facts(document *doc, const facts *f, const char *const *labels, size_t n,
                       bool among);
void table_indicators(document *doc);
void table_concerns(document *doc);
void table_corrections(document *doc);
void table_upcoming(document *doc);

/* pdf_brief.c: what has room on two sheets. */
void document_brief(document *doc);

/* pdf_appendix.c: charts and the full tables. */
void document_appendix(document *doc);
/* pdf_charts.c */
void chart_section_progress(document *doc);
void chart_section_trends(document *doc);
void chart_section_map(document *doc);
void chart_section_heat(document *doc);
