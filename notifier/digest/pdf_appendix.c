/* The appendix: charts, and every figure that the content has no room for. */
#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

#define SMALL 10

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

enum { UNITS_MOST = 5 }; /* of one obligation */

static const paper_style HEADING = {
    .size = 14, .bold = true, .align = PAPER_CENTRE, .tag = "H2", .leads = true, .outline = 1};
static const paper_style SUBHEADING = {
    .size = 13, .bold = true, .align = PAPER_CENTRE, .tag = "P", .leads = true};

/* ---- indicators ------------------------------------------------------------------------------ */

static const char *percent_text(document *doc, const digest_standing *s)
{
    return s->percent < 0 ? "—" : phrase(doc->words, "%" PRId64 "%%", s->percent);
}

static void write_indicators(document *doc)
{
    const pdf_column columns[] = {
        {_("TT"), 5, PAPER_CENTRE},      {_("Chỉ tiêu, cơ quan chủ trì, hạn"), 29, PAPER_LEFT},
        {_("Mức giao"), 9, PAPER_RIGHT}, {_("Kết quả"), 12, PAPER_RIGHT},
        {_("Đạt"), 7, PAPER_RIGHT},      {_("Tình trạng, diễn biến"), 44, PAPER_LEFT}};
    const char *const left[] = {_("Chủ trì"), _("Hạn")};
    const digest *d = doc->d;
    if (!d->indicator_count || !document_asks_for(doc, SECTION_INDICATORS))
        return;
    document_section(doc, _("Các chỉ tiêu"));
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), SMALL);
    for (size_t i = 0; i < d->indicator_count; i++) {
        const digest_indicator *it = &d->indicators[i];
        facts f = facts_of_indicator(doc->words, it, false);
        const char *status = cell_status(doc, &it->whole);
        const char *cells[] = {
            cell_number(doc, i),
            phrase(doc->words, "%s%s", cell_obligation(doc, &it->about),
                   cell_facts(doc, &f, COLUMNS(left), true)),
            phrase_figure(doc->words, &it->whole.target),
            phrase_figure(doc->words, &it->whole.value),
            percent_text(doc, &it->whole),
            phrase(doc->words, "%s.%s", status, cell_facts(doc, &f, COLUMNS(left), false))};
        pdf_table_lead(t, 5, strlen(status) + 1);
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
    document_left_out(doc, d->indicators_left_out);
}

/* ---- units ----------------------------------------------------------------------------------- */

static const char *count_text(document *doc, size_t n)
{
    return n ? phrase(doc->words, "%zu", n) : "—";
}

static void write_counts(document *doc)
{
    const pdf_column columns[] = {{_("TT"), 7, PAPER_CENTRE},
                                  {_("Đơn vị"), 33, PAPER_LEFT},
                                  {_("Quá hạn"), 10, PAPER_RIGHT},
                                  {_("Chậm tiến độ"), 10, PAPER_RIGHT},
                                  {_("Có nguy cơ chậm"), 10, PAPER_RIGHT},
                                  {_("Chưa báo cáo"), 10, PAPER_RIGHT},
                                  {_("Hoàn thành"), 10, PAPER_RIGHT},
                                  {_("Được giao"), 10, PAPER_RIGHT}};
    const digest *d = doc->d;
    if (!d->tile_count)
        return;
    document_section(doc, _("Số chỉ tiêu, nhiệm vụ theo tình trạng của từng đơn vị"));
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), SMALL);
    for (size_t i = 0; i < d->tile_count; i++) {
        const digest_tile *it = &d->tiles[i];
        const char *cells[] = {cell_number(doc, i),          it->unit.name,
                               count_text(doc, it->overdue), count_text(doc, it->behind),
                               count_text(doc, it->at_risk), count_text(doc, it->silent),
                               count_text(doc, it->done),    count_text(doc, it->obligations)};
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
}

/* "Quá hạn 22 ngày (mới)", and the unit's own judgement where it differs. */
static const char *unit_status(document *doc, const digest_obligation *o, const digest_standing *s)
{
    const char *out = cell_status(doc, s);
    if (s->status == STATUS_OVERDUE && o->has_deadline && o->days_left < 0)
        out =
            phrase(doc->words,
                   s->is_new ? _("Quá hạn %" PRId64 " ngày (mới)") : _("Quá hạn %" PRId64 " ngày"),
                   -o->days_left);
    return *s->own ? phrase(doc->words, _("%s; đơn vị tự đánh giá: %s"), out, s->own) : out;
}

static void write_late(document *doc, pdf_table *t, const digest_concern *it,
                       const digest_standing *s)
{
    const char *cells[] = {cell_obligation(doc, &it->about),
                           it->about.lead.short_name,
                           unit_status(doc, &it->about, s),
                           phrase_figure(doc->words, &s->value),
                           phrase_figure(doc->words, &s->target),
                           it->about.has_deadline ? phrase_date(doc->words, it->about.deadline)
                                                  : "—",
                           s->has_expected ? phrase_date(doc->words, s->expected) : "—"};
    pdf_table_row(t, cells);
}

/* All that is told of UNIT, under its name. */
static void write_late_of(document *doc, pdf_table *t, const digest_party *unit)
{
    const digest *d = doc->d;
    pdf_table_group(t, unit->name);
    for (size_t i = 0; i < d->concern_count; i++)
        for (size_t k = 0; k < d->concerns[i].worst_count && k < UNITS_MOST; k++)
            if (strcmp(d->concerns[i].worst[k].unit.code, unit->code) == 0)
                write_late(doc, t, &d->concerns[i], &d->concerns[i].worst[k]);
}

/* Whether the standing before (I, K) tells of the same unit. */
static bool is_told(const digest *d, size_t i, size_t k)
{
    const char *code = d->concerns[i].worst[k].unit.code;
    for (size_t a = 0; a <= i; a++)
        for (size_t b = 0; b < d->concerns[a].worst_count && b < UNITS_MOST; b++) {
            if (a == i && b == k)
                return false;
            if (strcmp(d->concerns[a].worst[b].unit.code, code) == 0)
                return true;
        }
    return false;
}

static bool has_worst(const digest *d)
{
    for (size_t i = 0; i < d->concern_count; i++)
        if (d->concerns[i].worst_count)
            return true;
    return false;
}

static void write_units(document *doc)
{
    const pdf_column columns[] = {
        {_("Chỉ tiêu, nhiệm vụ"), 34, PAPER_LEFT}, {_("Cơ quan chủ trì"), 12, PAPER_LEFT},
        {_("Tình trạng"), 14, PAPER_LEFT},         {_("Kết quả"), 10, PAPER_RIGHT},
        {_("Mức giao"), 10, PAPER_RIGHT},          {_("Hạn"), 13, PAPER_LEFT},
        {_("Dự kiến đạt"), 12, PAPER_LEFT}};
    const digest *d = doc->d;
    if (!has_worst(d))
        return;
    document_section(doc, _("Nội dung chậm, quá hạn của từng đơn vị"));
    document_paragraph(
        doc, _("Ở mỗi chỉ tiêu, nhiệm vụ chỉ nêu các đơn vị chậm nhất; số lượng của từng đơn vị "
               "có ở bảng trên."));
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), SMALL);
    for (size_t i = 0; i < d->concern_count; i++)
        for (size_t k = 0; k < d->concerns[i].worst_count && k < UNITS_MOST; k++)
            if (!is_told(d, i, k))
                write_late_of(doc, t, &d->concerns[i].worst[k].unit);
    pdf_table_close(t);
}

/* ---- rankings -------------------------------------------------------------------------------- */

static const char *rank_text(document *doc, size_t rank)
{
    return rank ? phrase(doc->words, "%zu", rank) : "—";
}

static void write_ranking(document *doc, const digest_ranking *it)
{
    const pdf_column columns[] = {
        {_("Hạng"), 8, PAPER_CENTRE},           {_("Đơn vị"), 38, PAPER_LEFT},
        {_("Tổng điểm"), 12, PAPER_RIGHT},      {_("Kết quả"), 12, PAPER_RIGHT},
        {_("Nề nếp báo cáo"), 12, PAPER_RIGHT}, {_("Hạng trước"), 8, PAPER_CENTRE},
        {_("Thay đổi"), 14, PAPER_LEFT}};
    document_section(doc, phrase(doc->words, _("Xếp hạng: %s"), it->title));
    if (*doc->d->ranking_mark)
        document_paragraph(doc, doc->d->ranking_mark);
    pdf_table *t = pdf_table_open(doc->paper, COLUMNS(columns), SMALL);
    for (size_t i = 0; i < it->count; i++) {
        const digest_rank *row = &it->rows[i];
        const char *moved;
        phrase_movement(doc->words, row, &moved);
        const char *cells[] = {rank_text(doc, row->rank),
                               row->unit.name,
                               phrase_points(doc->words, &row->total),
                               phrase_points(doc->words, &row->results),
                               phrase_points(doc->words, &row->discipline),
                               rank_text(doc, row->rank_before),
                               moved};
        pdf_table_row(t, cells);
    }
    pdf_table_close(t);
}

/* ---- the appendix ---------------------------------------------------------------------------- */

void document_appendix(document *doc)
{
    const digest *d = doc->d;
    paper_break(doc->paper);
    doc->section = 0;
    paper_text(doc->paper, _("Phụ lục"), &HEADING);
    paper_text(doc->paper, _("BIỂU ĐỒ VÀ SỐ LIỆU CHI TIẾT"), &SUBHEADING);
    if (document_asks_for(doc, SECTION_INDICATORS)) {
        chart_section_progress(doc);
        chart_section_trends(doc);
    }
    if (document_asks_for(doc, SECTION_RANKING))
        chart_section_map(doc);
    if (document_asks_for(doc, SECTION_DISCIPLINE))
        chart_section_heat(doc);
    write_indicators(doc);
    if (document_asks_for(doc, SECTION_CONCERNS)) {
        write_counts(doc);
        write_units(doc);
    }
    if (document_asks_for(doc, SECTION_RANKING))
        for (size_t i = 0; i < d->ranking_count; i++)
            write_ranking(doc, &d->rankings[i]);
}
