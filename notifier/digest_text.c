#include "notifier/digest_model.h"

#include "base/i18n.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 78, LINE_BYTES_MAX = 4096, WORD_MAX = 512 };

/* Writes lines of at most COLUMNS columns. */
typedef struct page {
    FILE *out;
} page;

static void put_spaces(page *p, int n)
{
    fprintf(p->out, "%*s", n, "");
}

/* TEXT in words, the first line behind FIRST, the others indented as deep as FIRST is wide. */
static void put_wrapped(page *p, const char *first, const char *text)
{
    int indent = text_width(first), column = indent;
    bool empty = true;
    fputs(first, p->out);
    while (*text) {
        char word[WORD_MAX];
        size_t n = strcspn(text, " \n");
        size_t kept = text_clip(text, n < WORD_MAX - 1 ? n : WORD_MAX - 1);
        memcpy(word, text, kept);
        word[kept] = '\0';
        int width = text_width(word);
        if (!empty && column + 1 + width > COLUMNS) {
            fputc('\n', p->out);
            put_spaces(p, indent);
            column = indent;
        } else if (!empty) {
            fputc(' ', p->out);
            column++;
        }
        fputs(word, p->out);
        column += width;
        empty = false;
        text += kept + (kept == n && text[n] != '\0');
    }
    fputc('\n', p->out);
}

static void put_format(page *p, const char *first, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put_format(page *p, const char *first, const char *format, ...)
{
    char line[LINE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    put_wrapped(p, first, line);
}

static void put_rule(page *p, const char *piece)
{
    for (int i = 0; i < COLUMNS; i++)
        fputs(piece, p->out);
    fputc('\n', p->out);
}

static void put_title(page *p, const char *title)
{
    fputc('\n', p->out);
    fprintf(p->out, "%s\n", title);
    put_rule(p, "─");
}

static void put_list(page *p, const texts *list, const char *none)
{
    for (size_t i = 0; i < list->count; i++)
        put_wrapped(p, " • ", list->items[i]);
    if (!list->count)
        put_wrapped(p, "   ", none);
}

static void put_names(page *p, const char *label, const char *names)
{
    char first[120];
    snprintf(first, sizeof first, "   %s ", label);
    if (*names)
        put_wrapped(p, first, names);
}

static void put_header(page *p, const digest *d)
{
    if (d->request.simulated)
        put_wrapped(p, "", _("*** SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT ***"));
    put_wrapped(p, "", d->request.organisation);
    put_wrapped(p, "",
                _("TÌNH HÌNH, TIẾN ĐỘ THỰC HIỆN CÁC CHỈ TIÊU, NHIỆM VỤ CHUYỂN ĐỔI SỐ, ĐỀ ÁN "
                  "06"));
    put_format(p, "", _("Kỳ %s; %s"), d->month, d->closing);
    put_rule(p, "═");
    if (*d->request.greeting)
        put_wrapped(p, "", d->request.greeting);
    for (size_t i = 0; i < d->summary.count; i++)
        put_wrapped(p, " • ", d->summary.items[i]);
}

static void put_reportings(page *p, const digest *d)
{
    put_title(p, _("ĐƠN VỊ GỬI BÁO CÁO"));
    for (size_t i = 0; i < d->reporting_count; i++) {
        const reporting *r = &d->reportings[i];
        put_format(p, " • ", _("%s: %zu/%zu đã gửi; đúng hạn %zu, chậm %zu; hạn %s%s"), r->period,
                   r->reported, r->expected, r->on_time, r->late, r->due,
                   r->due_passed ? "" : _(" (chưa đến hạn)"));
        put_names(p, r->due_passed ? _("Chưa gửi:") : _("Chưa đến hạn, chưa gửi:"), r->missing);
        put_names(p, _("Gửi chậm:"), r->late_units);
    }
}

static const char *standing_word(standing s)
{
    static const char *const words[] = {[STANDING_REACHED] = N_("ĐẠT"),
                                        [STANDING_NOT_REACHED] = N_("CHƯA ĐẠT"),
                                        [STANDING_OVERDUE] = N_("QUÁ HẠN, CHƯA ĐẠT"),
                                        [STANDING_NO_TARGET] = N_("CHƯA GIAO MỨC")};
    return _(words[s]);
}

static void put_indicator(page *p, const indicator *it)
{
    put_format(p, " • ", "%s (%s)", it->name, it->code);
    put_format(p, "   ", "%s [%s] · %s · %s", it->shown, standing_word(it->standing), it->period,
               it->coverage);
    if (*it->target)
        put_format(p, "   ", _("Mức giao %s%s%s%s%s"), it->target, *it->gap ? "; " : "", it->gap,
                   *it->deadline ? "; " : "", it->deadline);
    if (*it->change)
        put_wrapped(p, "   ", it->change);
    if (*it->behind)
        put_wrapped(p, _("   Thấp nhất: "), it->behind);
}

static void put_indicators(page *p, const digest *d)
{
    put_title(p, _("CHỈ TIÊU SO VỚI MỨC GIAO, TOÀN TỈNH"));
    for (size_t i = 0; i < d->indicator_count; i++) {
        put_indicator(p, &d->indicators[i]);
        fputc('\n', p->out);
    }
    if (!d->indicator_count)
        put_wrapped(p, "   ", _("Chưa có số liệu nào."));
    if (d->without_data)
        put_format(p, "   ", _("%zu chỉ tiêu có mức giao nhưng chưa đơn vị nào báo cáo."),
                   d->without_data);
}

static void put_task(page *p, const task *t)
{
    put_format(p, " • ", "[%s] %s (%s)", t->when, t->name, t->code);
    put_format(p, "   ", "%s%s%s%s", t->deadline, *t->lead ? _("; chủ trì: ") : "", t->lead, "");
    put_wrapped(p, "   ", t->progress);
    if (*t->behind)
        put_wrapped(p, _("   Thấp nhất: "), t->behind);
}

static void put_tasks(page *p, const digest *d)
{
    put_title(p, _("NHIỆM VỤ QUÁ HẠN HOẶC ĐẾN HẠN TRONG 30 NGÀY"));
    for (size_t i = 0; i < d->task_count; i++)
        put_task(p, &d->tasks[i]);
    if (!d->task_count)
        put_wrapped(p, "   ", _("Không có."));
    if (!d->upcoming_count)
        return;
    put_wrapped(p, "   ", _("Hạn kế tiếp:"));
    for (size_t i = 0; i < d->upcoming_count; i++)
        put_task(p, &d->upcoming[i]);
}

static void put_difficulties(page *p, const digest *d)
{
    put_title(p, _("KHÓ KHĂN, VƯỚNG MẮC CHỜ TRẢ LỜI"));
    for (size_t i = 0; i < d->difficulty_count; i++) {
        const difficulty *it = &d->difficulties[i];
        put_format(p, " • ", _("%s gửi %s, đã %" PRId64 " ngày (%s)"), it->unit, it->agency,
                   it->age_days, it->about);
        put_wrapped(p, "   ", it->text);
    }
    if (!d->difficulty_count)
        put_wrapped(p, "   ", _("Không có."));
    if (d->difficulties_left_out)
        put_format(p, "   ", _("… và %zu khó khăn, vướng mắc nữa."), d->difficulties_left_out);
}

static void put_changes(page *p, const digest *d)
{
    char since[32];
    put_title(p, _("THAY ĐỔI TỪ BẢN TIN TRƯỚC"));
    if (!d->request.since_ms) {
        put_wrapped(p, "   ", _("Đây là bản tin đầu tiên."));
        return;
    }
    clock_format_vi(d->request.since_ms, since, sizeof since);
    put_format(p, "   ", _("Từ %s:"), since);
    put_list(p, &d->changes, _("Không có gì mới."));
}

static void put_footer(page *p, const digest *d)
{
    fputc('\n', p->out);
    put_rule(p, "─");
    put_format(p, "", _("(Bản tin do hệ thống tổng hợp, %s; không phải văn bản ban hành.)"),
               d->closing);
    put_wrapped(p, "",
                _("Thư này do hệ thống gửi tự động; số liệu do các đơn vị cung cấp và chịu trách "
                  "nhiệm."));
    if (*d->request.issuer)
        put_format(p, "", _("Đầu mối: %s."), d->request.issuer);
    if (d->request.simulated)
        put_wrapped(p, "", _("*** SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT ***"));
}

error digest_render_text(const digest *d, char **out)
{
    size_t size = 0;
    char *text = NULL;
    page p = {open_memstream(&text, &size)};
    if (!p.out)
        return error_no_memory();
    put_header(&p, d);
    if (d->attention.count) {
        put_title(&p, _("NHỮNG VẤN ĐỀ CẦN QUAN TÂM, CHỈ ĐẠO"));
        put_list(&p, &d->attention, "");
    }
    put_changes(&p, d);
    put_reportings(&p, d);
    put_indicators(&p, d);
    put_tasks(&p, d);
    put_difficulties(&p, d);
    put_footer(&p, d);
    if (fclose(p.out) != 0) {
        free(text);
        return error_no_memory();
    }
    *out = text;
    return OK;
}
