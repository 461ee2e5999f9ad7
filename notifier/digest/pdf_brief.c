/* The same order with one line an item, for who reads two sheets. */
#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"

#include <inttypes.h>

#define TABLE_SIZE 11

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static void write_results(document *doc)
{
    const digest *d = doc->d;
    document_part(doc, _("KẾT QUẢ THỰC HIỆN"));
    document_items(doc, &d->summary);
    size_t n = document_rows(doc, d->changes.count);
    if (n)
        document_paragraph(doc, phrase_since(doc->words, d));
    for (size_t i = 0; i < n; i++)
        document_item(doc, d->changes.items[i]);
}

/* ---- shortcomings ---------------------------------------------------------------------------- */

static void write_concerns(document *doc, size_t n)
{
    const pdf_column columns[] = {{_("TT"), 5, PAPER_CENTRE},
                                  {_("Chỉ tiêu, nhiệm vụ"), 34, PAPER_LEFT},
                                  {_("Cơ quan chủ trì"), 12, PAPER_LEFT},
                                  {_("Hạn"), 13, PAPER_LEFT},
                                  {_("Kết quả / mức giao"), 17, PAPER_RIGHT},
                                  {_("Tình trạng"), 19, PAPER_LEFT}};
    const digest *d = doc->d;
    pdf_table *t = n ? pdf_table_open(doc->paper, COLUMNS(columns), TABLE_SIZE) : NULL;
    for (size_t i = 0; i < n; i++) {
        const digest_concern *it = &d->concerns[i];
        const char *own =
            *it->whole.own ? phrase(doc->words, _("; đơn vị tự đánh giá: %s"), it->whole.own) : "";
        const char *cells[] = {
            cell_number(doc, i),
            cell_obligation(doc, &it->about),
            it->about.lead.short_name,
            it->about.has_deadline ? phrase_date(doc->words, it->about.deadline) : "—",
            phrase(doc->words, "%s / %s", phrase_figure(doc->words, &it->whole.value),
                   phrase_figure(doc->words, &it->whole.target)),
            phrase(doc->words, "%s%s", cell_status(doc, &it->whole), own)};
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
}

static void write_corrections(document *doc)
{
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->correction_count);
    for (size_t i = 0; i < n; i++) {
        const digest_correction *it = &d->corrections[i];
        document_item(doc, phrase(doc->words, _("%s đính chính %s, %s: %s → %s."),
                                  it->unit.short_name, it->obligation, it->period_name,
                                  phrase_figure(doc->words, &it->before),
                                  phrase_figure(doc->words, &it->after)));
    }
}

/* What is late comes first: it has twice the rows of anything else. */
static void write_shortcomings(document *doc)
{
    const digest *d = doc->d;
    size_t all = d->concern_count + d->concerns_left_out;
    size_t n = d->concern_count < 2 * doc->most ? d->concern_count : 2 * doc->most;
    bool concerns = document_asks_for(doc, SECTION_CONCERNS);
    bool corrections = document_asks_for(doc, SECTION_CORRECTIONS) && d->correction_count;
    if (!concerns && !corrections)
        return;
    document_part_of(doc, _("TỒN TẠI, HẠN CHẾ"), n, concerns ? all : n);
    if (concerns && !all)
        document_paragraph(doc, phrase_empty(PART_CONCERNS));
    if (concerns)
        write_concerns(doc, n);
    if (corrections)
        write_corrections(doc);
}

/* ---- difficulties, what comes next ----------------------------------------------------------- */

static void write_difficulties(document *doc)
{
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->difficulty_count);
    if (!document_asks_for(doc, SECTION_DECISIONS))
        return;
    document_part_of(doc, _("KHÓ KHĂN, VƯỚNG MẮC"), n,
                     d->difficulty_count + d->difficulties_left_out);
    if (!d->difficulty_count)
        document_paragraph(doc, phrase_empty(PART_DECISIONS));
    for (size_t i = 0; i < n; i++) {
        const digest_difficulty *it = &d->difficulties[i];
        document_led(doc, phrase(doc->words, "- %s", phrase_waits(doc->words, it)),
                     phrase(doc->words, ": %s", document_sentence(doc, it->text)));
    }
}

static void write_upcoming(document *doc)
{
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->upcoming_count);
    for (size_t i = 0; i < n; i++) {
        const digest_upcoming *it = &d->upcoming[i];
        document_item(doc, phrase(doc->words, _("Đến hạn %s: %s; hiện nay %s; %s chủ trì."),
                                  cell_deadline(doc, &it->about), cell_obligation(doc, &it->about),
                                  phrase_level(doc->words, &it->whole), it->about.lead.short_name));
    }
}

static void write_directives(document *doc)
{
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->directive_count);
    for (size_t i = 0; i < n; i++) {
        const digest_directive *it = &d->directives[i];
        document_item(doc,
                      phrase(doc->words,
                             _("Ý kiến chỉ đạo chưa thực hiện xong, %s, đã %" PRId64 " ngày: %s"),
                             it->unit.short_name, it->age_days, document_sentence(doc, it->text)));
    }
}

static void write_next(document *doc)
{
    const digest *d = doc->d;
    bool upcoming = document_asks_for(doc, SECTION_UPCOMING);
    bool directives = document_asks_for(doc, SECTION_DIRECTIVES);
    size_t all = (upcoming ? d->upcoming_count + d->upcoming_left_out : 0) +
                 (directives ? d->directive_count + d->directives_left_out : 0);
    size_t shown = (upcoming ? document_rows(doc, d->upcoming_count) : 0) +
                   (directives ? document_rows(doc, d->directive_count) : 0);
    if (!all)
        return;
    document_part_of(doc, _("NHIỆM VỤ KỲ TỚI"), shown, all);
    if (upcoming)
        write_upcoming(doc);
    if (directives)
        write_directives(doc);
}

void document_brief(document *doc)
{
    write_results(doc);
    write_shortcomings(doc);
    write_difficulties(doc);
    write_next(doc);
    document_proposals(doc);
    document_remarks(doc);
}
