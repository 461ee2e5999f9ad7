/* The tables within the content. */
#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"
#include "notifier/digest/digest_charts.h"

#include <string.h>

#define TABLE_SIZE 11

enum { SHOWN_INDICATORS = 10 }; /* where the rest is in the appendix */

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

const char *cell_number(document *doc, size_t i)
{
    return phrase(doc->words, "%zu", i + 1);
}

const char *cell_obligation(document *doc, const digest_obligation *o)
{
    return phrase(doc->words, "%s (%s)", o->name, o->code);
}

const char *cell_status(document *doc, const digest_standing *s)
{
    return s->is_new ? phrase(doc->words, _("%s (mới)"), status_name(s->status))
                     : status_name(s->status);
}

/* "+1,2 điểm %", "-0,4 điểm %", "0 điểm %". */
static const char *cell_change(document *doc, const exact *e)
{
    return phrase(doc->words, "%s%s", e->known && e->amount > 0 ? "+" : "",
                  phrase_figure(doc->words, e));
}

static void draw_sparkline(cairo_t *to, double width, double height, const void *data)
{
    chart_sparkline(to, width, height, data);
}

/* ---- indicators ------------------------------------------------------------------------------ */

const char *cell_deadline(document *doc, const digest_obligation *o)
{
    if (!o->has_deadline)
        return *o->deadline_text ? o->deadline_text : "—";
    return phrase(doc->words, "%s, %s", phrase_date(doc->words, o->deadline),
                  phrase_left(doc->words, o));
}

void table_indicators(document *doc)
{
    enum { TREND = 5 };
    const pdf_column columns[] = {
        {_("TT"), 5, PAPER_CENTRE},
        {_("Chỉ tiêu"), 31, PAPER_LEFT},
        {_("Mức giao"), 11, PAPER_RIGHT},
        {_("Kết quả"), 13, PAPER_RIGHT},
        {doc->d->since_ms ? _("So với bản tin trước") : _("So với kỳ trước"), 15, PAPER_RIGHT},
        {_("Xu hướng"), 12, PAPER_CENTRE},
        {_("Tình trạng"), 13, PAPER_LEFT}};
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->indicator_count);
    if (doc->has_appendix && n > SHOWN_INDICATORS)
        n = SHOWN_INDICATORS;
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), TABLE_SIZE);
    for (size_t i = 0; i < n; i++) {
        const digest_indicator *it = &d->indicators[i];
        const chart_trend_data trend = digest_chart_trend(doc->words->memory, it);
        const char *cells[] = {cell_number(doc, i),
                               cell_obligation(doc, &it->about),
                               phrase_figure(doc->words, &it->whole.target),
                               phrase_figure(doc->words, &it->whole.value),
                               cell_change(doc, &it->change),
                               trend.count ? "" : "—",
                               cell_status(doc, &it->whole)};
        if (trend.count)
            pdf_table_picture(t, TREND, 16, draw_sparkline, &trend);
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
    if (doc->has_appendix && n < d->indicator_count)
        document_paragraph(
            doc, phrase(doc->words, _("Tất cả %zu chỉ tiêu có tại Phụ lục."), d->indicator_count));
    else
        document_left_out(doc, d->indicator_count - n + d->indicators_left_out);
}

/* ---- concerns -------------------------------------------------------------------------------- */

static bool is_one_of(const char *label, const char *const *labels, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(label, labels[i]) == 0)
            return true;
    return false;
}

const char *cell_facts(document *doc, const facts *f, const char *const *labels, size_t n,
                       bool among)
{
    const char *out = "";
    for (size_t i = 0; i < f->count; i++)
        if (is_one_of(f->items[i].label, labels, n) == among)
            out = phrase(doc->words, "%s\n%s%s%s.", out, f->items[i].label,
                         *f->items[i].label ? ": " : "", f->items[i].text);
    return out;
}

void table_concerns(document *doc)
{
    const pdf_column columns[] = {{_("TT"), 5, PAPER_CENTRE},
                                  {_("Chỉ tiêu, nhiệm vụ"), 27, PAPER_LEFT},
                                  {_("Cơ quan chủ trì"), 12, PAPER_LEFT},
                                  {_("Hạn"), 14, PAPER_LEFT},
                                  {_("Tình trạng, nguyên nhân"), 42, PAPER_LEFT}};
    const digest *d = doc->d;
    const char *const shown[] = {_("Hiện nay"), _("Chủ trì"), _("Hạn")};
    size_t n = document_rows(doc, d->concern_count);
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), TABLE_SIZE);
    for (size_t i = 0; i < n; i++) {
        const digest_concern *it = &d->concerns[i];
        facts f = facts_of_concern(doc->words, it);
        const char *cells[] = {cell_number(doc, i), cell_obligation(doc, &it->about),
                               it->about.lead.short_name, cell_deadline(doc, &it->about),
                               phrase(doc->words, "%s. %s%s", cell_status(doc, &it->whole),
                                      it->whole.reason,
                                      cell_facts(doc, &f, COLUMNS(shown), false))};
        pdf_table_lead(t, 4, strlen(cell_status(doc, &it->whole)) + 1);
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
    document_left_out(doc, d->concern_count - n + d->concerns_left_out);
}

/* ---- corrections, what falls due ------------------------------------------------------------- */

void table_corrections(document *doc)
{
    const pdf_column columns[] = {{_("TT"), 5, PAPER_CENTRE},
                                  {_("Đơn vị, ngày đính chính"), 17, PAPER_LEFT},
                                  {_("Nội dung, kỳ"), 30, PAPER_LEFT},
                                  {_("Số đã báo"), 12, PAPER_RIGHT},
                                  {_("Số đính chính"), 12, PAPER_RIGHT},
                                  {_("Toàn tỉnh, trước và nay"), 24, PAPER_RIGHT}};
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->correction_count);
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), TABLE_SIZE);
    for (size_t i = 0; i < n; i++) {
        const digest_correction *it = &d->corrections[i];
        const char *cells[] = {
            cell_number(doc, i),
            phrase(doc->words, "%s, %s", it->unit.short_name,
                   phrase_date(doc->words, clock_local_date(it->at_ms))),
            phrase(doc->words, "%s (%s), %s", it->obligation_name, it->obligation, it->period_name),
            phrase_figure(doc->words, &it->before),
            phrase_figure(doc->words, &it->after),
            phrase(doc->words, "%s\n%s", phrase_figure(doc->words, &it->whole_before),
                   phrase_figure(doc->words, &it->whole_after))};
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
    document_left_out(doc, d->correction_count - n + d->corrections_left_out);
}

void table_upcoming(document *doc)
{
    const pdf_column columns[] = {{_("TT"), 5, PAPER_CENTRE},
                                  {_("Chỉ tiêu, nhiệm vụ"), 35, PAPER_LEFT},
                                  {_("Cơ quan chủ trì"), 13, PAPER_LEFT},
                                  {_("Hạn"), 15, PAPER_LEFT},
                                  {_("Hiện nay"), 18, PAPER_LEFT},
                                  {_("Tình trạng"), 14, PAPER_LEFT}};
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->upcoming_count);
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), TABLE_SIZE);
    for (size_t i = 0; i < n; i++) {
        const digest_upcoming *it = &d->upcoming[i];
        const char *level = phrase_level(doc->words, &it->whole);
        if (it->units > 1)
            level =
                phrase(doc->words, _("%s; %zu/%zu đơn vị hoàn thành"), level, it->done, it->units);
        const char *cells[] = {cell_number(doc, i),
                               cell_obligation(doc, &it->about),
                               it->about.lead.short_name,
                               cell_deadline(doc, &it->about),
                               level,
                               cell_status(doc, &it->whole)};
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
    document_left_out(doc, d->upcoming_count - n + d->upcoming_left_out);
}
