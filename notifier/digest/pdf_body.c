/* The content, in the order of formal reports: results, shortcomings, difficulties, what comes
 * next, proposals. */
#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

enum { NAMES_MOST = 40, ENDS = 3 };

/* A part that was asked for and is empty says so. */
static bool says_empty(document *doc, size_t count, digest_part part)
{
    if (!count)
        document_paragraph(doc, phrase_empty(part));
    return !count;
}

/* ---- I ----------------------------------------------------------------------------------------
 */

static void write_changes(document *doc)
{
    if (!doc->d->since_ms && !doc->d->changes.count)
        return;
    document_section(doc, phrase_title(PART_CHANGES));
    document_paragraph(doc, phrase_since(doc->words, doc->d));
    document_some_items(doc, &doc->d->changes);
}

static void write_indicators(document *doc)
{
    document_section(doc, phrase_title(PART_INDICATORS));
    if (!says_empty(doc, doc->d->indicator_count, PART_INDICATORS))
        table_indicators(doc);
}

static void write_finished(document *doc)
{
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->finished_count);
    document_section(doc, phrase_title(PART_FINISHED));
    says_empty(doc, d->finished_count, PART_FINISHED);
    for (size_t i = 0; i < n; i++) {
        const digest_finished *it = &d->finished[i];
        facts f = facts_of_finished(doc->words, it);
        document_item(doc, phrase(doc->words, "%s (%s): %s.", it->about.name, it->about.code,
                                  f.count ? f.items[0].text : ""));
    }
    document_left_out(doc, d->finished_count - n + d->finished_left_out);
}

static void write_reportings(document *doc)
{
    const digest *d = doc->d;
    document_section(doc, phrase_title(PART_DISCIPLINE));
    says_empty(doc, d->reporting_count, PART_DISCIPLINE);
    for (size_t i = 0; i < d->reporting_count; i++) {
        const digest_reporting *it = &d->reportings[i];
        document_item(doc, phrase(doc->words, _("Kỳ %s, %s: %s."), it->period_name, it->level_name,
                                  phrase_reporting(doc->words, it)));
    }
}

static const char *ranked(document *doc, const digest_ranking *it, size_t from, size_t n)
{
    const char *out = "", *in_words;
    for (size_t i = from; i < from + n; i++) {
        const digest_rank *row = &it->rows[i];
        phrase_movement(doc->words, row, &in_words);
        out =
            phrase(doc->words, _("%s%s%zu. %s %s điểm (%s)"), out, i > from ? "; " : "", row->rank,
                   row->unit.short_name, phrase_points(doc->words, &row->total), in_words);
    }
    return out;
}

static void write_rankings(document *doc)
{
    const digest *d = doc->d;
    document_section(doc, phrase_title(PART_RANKING));
    if (says_empty(doc, d->ranking_count, PART_RANKING))
        return;
    if (*d->ranking_mark)
        document_paragraph(doc, d->ranking_mark);
    for (size_t i = 0; i < d->ranking_count; i++) {
        const digest_ranking *it = &d->rankings[i];
        size_t ends = it->count < 2 * ENDS ? it->count : ENDS;
        document_led(doc, phrase(doc->words, "- %s: ", it->title),
                     phrase(doc->words, "%s%s%s.", ranked(doc, it, 0, ends),
                            it->count > ends ? " … " : "",
                            it->count > ends ? ranked(doc, it, it->count - ends, ends) : ""));
    }
}

void document_results(document *doc)
{
    document_part(doc, _("KẾT QUẢ THỰC HIỆN"));
    document_section(doc, _("Đánh giá chung"));
    document_items(doc, &doc->d->summary);
    write_changes(doc);
    if (document_asks_for(doc, SECTION_INDICATORS))
        write_indicators(doc);
    if (document_asks_for(doc, SECTION_FINISHED))
        write_finished(doc);
    if (document_asks_for(doc, SECTION_DISCIPLINE))
        write_reportings(doc);
    if (document_asks_for(doc, SECTION_RANKING))
        write_rankings(doc);
}

/* ---- II ---------------------------------------------------------------------------------------
 */

static void write_concerns(document *doc)
{
    const digest *d = doc->d;
    const char *why = phrase_for_their_units(doc->words, d);
    document_section(doc, phrase_title(PART_CONCERNS));
    if (says_empty(doc, d->concern_count, PART_CONCERNS))
        return;
    document_paragraph(doc, phrase_tally(doc->words, d));
    if (*why)
        document_paragraph(doc, why);
    table_concerns(doc);
}

static void write_names(document *doc, const char *words, const digest_parties *who)
{
    if (who->count)
        document_item(
            doc, phrase(doc->words, "%s: %s.", words, phrase_parties(doc->words, who, NAMES_MOST)));
}

static void write_silence(document *doc)
{
    const digest *d = doc->d;
    bool any = false;
    document_section(doc, _("Đơn vị chưa gửi, gửi chậm hoặc chưa gửi đủ báo cáo"));
    for (size_t i = 0; i < d->reporting_count; i++) {
        const digest_reporting *it = &d->reportings[i];
        const char *head = phrase(doc->words, "%s, %s", it->period_name, it->level_name);
        any = any || it->missing.count || it->late_units.count || it->incomplete.count;
        write_names(doc, phrase(doc->words, _("Chưa gửi báo cáo %s"), head), &it->missing);
        write_names(doc, phrase(doc->words, _("Gửi chậm báo cáo %s"), head), &it->late_units);
        write_names(doc, phrase(doc->words, _("Chưa gửi đủ báo cáo %s"), head), &it->incomplete);
    }
    if (!any)
        document_paragraph(doc, _("Không có đơn vị nào."));
}

static void write_corrections(document *doc)
{
    document_section(doc, phrase_title(PART_CORRECTIONS));
    if (!says_empty(doc, doc->d->correction_count, PART_CORRECTIONS))
        table_corrections(doc);
}

void document_shortcomings(document *doc)
{
    unsigned any = SECTION_CONCERNS | SECTION_DISCIPLINE | SECTION_CORRECTIONS;
    if (!(doc->d->sections & any))
        return;
    document_part(doc, _("TỒN TẠI, HẠN CHẾ"));
    if (document_asks_for(doc, SECTION_CONCERNS))
        write_concerns(doc);
    if (document_asks_for(doc, SECTION_DISCIPLINE))
        write_silence(doc);
    if (document_asks_for(doc, SECTION_CORRECTIONS))
        write_corrections(doc);
}

/* ---- III --------------------------------------------------------------------------------------
 */

/* Who must answer. */
static const char *answer(document *doc, const digest_difficulty *it)
{
    if (it->central)
        return phrase(doc->words, _(" Cơ quan kiến nghị Trung ương: %s."), it->agency.short_name);
    if (strcmp(it->unit.code, it->agency.code) == 0)
        return _(" Đơn vị đang tự tháo gỡ.");
    return phrase(doc->words, _(" Cơ quan phải trả lời: %s."), it->agency.short_name);
}

static void write_difficulty(document *doc, const digest_difficulty *it)
{
    const char *about = *it->obligation ? phrase(doc->words, _(" Liên quan: %s (%s)."),
                                                 it->obligation_name, it->obligation)
                                        : "";
    const char *reference =
        *it->reference ? phrase(doc->words, _(" Văn bản: %s."), it->reference) : "";
    document_led(doc, phrase(doc->words, "- %s", it->unit.short_name),
                 phrase(doc->words, _(" (nêu ngày %s, đã %" PRId64 " ngày; %s): %s%s%s%s"),
                        phrase_date(doc->words, clock_local_date(it->raised_ms)), it->age_days,
                        difficulty_state_name(it->state), document_sentence(doc, it->text),
                        answer(doc, it), about, reference));
}

static size_t write_difficulties(document *doc, bool central, size_t room)
{
    const digest *d = doc->d;
    size_t shown = 0;
    for (size_t i = 0; i < d->difficulty_count && shown < room; i++) {
        if (d->difficulties[i].central != central)
            continue;
        write_difficulty(doc, &d->difficulties[i]);
        shown++;
    }
    return shown;
}

static size_t count_central(const digest *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->difficulty_count; i++)
        n += d->difficulties[i].central;
    return n;
}

void document_difficulties(document *doc)
{
    const digest *d = doc->d;
    if (!document_asks_for(doc, SECTION_DECISIONS))
        return;
    size_t central = count_central(d), shown = 0;
    document_part(doc, _("KHÓ KHĂN, VƯỚNG MẮC"));
    if (says_empty(doc, d->difficulty_count, PART_DECISIONS))
        return;
    document_paragraph(doc, phrase_waiting(doc->words, d));
    if (d->difficulty_count > central) {
        document_section(doc, _("Thuộc thẩm quyền giải quyết của tỉnh"));
        shown += write_difficulties(doc, false, doc->most);
    }
    if (central) {
        document_section(doc, _("Thuộc thẩm quyền giải quyết của Trung ương"));
        shown += write_difficulties(doc, true, doc->most);
    }
    document_left_out(doc, d->difficulty_count - shown + d->difficulties_left_out);
}

/* ---- IV ---------------------------------------------------------------------------------------
 */

static void write_directives(document *doc)
{
    const digest *d = doc->d;
    size_t n = document_rows(doc, d->directive_count);
    document_section(doc, phrase_title(PART_DIRECTIVES));
    says_empty(doc, d->directive_count, PART_DIRECTIVES);
    for (size_t i = 0; i < n; i++) {
        const digest_directive *it = &d->directives[i];
        const char *received = it->received ? _("đơn vị đã nhận, chưa báo thực hiện xong")
                                            : _("đơn vị chưa nhận được");
        document_led(doc, phrase(doc->words, "- %s", it->unit.short_name),
                     phrase(doc->words, _(" (%s chỉ đạo ngày %s, đã %" PRId64 " ngày; %s): %s"),
                            it->sender, phrase_date(doc->words, clock_local_date(it->issued_ms)),
                            it->age_days, received, document_sentence(doc, it->text)));
    }
    document_left_out(doc, d->directive_count - n + d->directives_left_out);
}

void document_next(document *doc)
{
    if (!(doc->d->sections & (SECTION_UPCOMING | SECTION_DIRECTIVES)))
        return;
    document_part(doc, _("NHIỆM VỤ KỲ TỚI"));
    if (document_asks_for(doc, SECTION_UPCOMING)) {
        document_section(doc, phrase_title(PART_UPCOMING));
        if (!says_empty(doc, doc->d->upcoming_count, PART_UPCOMING))
            table_upcoming(doc);
    }
    if (document_asks_for(doc, SECTION_DIRECTIVES))
        write_directives(doc);
}

/* ---- V, VI ------------------------------------------------------------------------------------
 */

void document_proposals(document *doc)
{
    const digest *d = doc->d;
    document_part(doc, _("KIẾN NGHỊ, ĐỀ XUẤT"));
    if (d->attention.count) {
        document_section(doc, phrase_title(PART_ATTENTION));
        document_items(doc, &d->attention);
    }
    if (d->proposals.count) {
        document_section(doc, phrase_title(PART_PROPOSALS));
        document_some_items(doc, &d->proposals);
    }
    if (!d->attention.count && !d->proposals.count)
        document_paragraph(doc, phrase_empty(PART_PROPOSALS));
}

void document_remarks(document *doc)
{
    const digest *d = doc->d;
    if (!d->remark_count)
        return;
    document_part(doc, _("Ý KIẾN CỦA CƠ QUAN THƯỜNG TRỰC"));
    for (size_t i = 0; i < d->remark_count; i++) {
        const digest_remark *it = &d->remarks[i];
        document_led(doc, phrase(doc->words, "- %s", it->author),
                     phrase(doc->words, _(" (ngày %s): %s"),
                            phrase_date(doc->words, clock_local_date(it->at_ms)),
                            document_sentence(doc, it->text)));
    }
}

/* What is missing is said before anything is read that it is missing from. */
void document_gaps(document *doc)
{
    if (!doc->d->gaps.count)
        return;
    document_led(doc, _("Lưu ý, báo cáo này chưa đầy đủ:"), "");
    for (size_t i = 0; i < doc->d->gaps.count; i++)
        document_item(doc, doc->d->gaps.items[i]);
}
