/* HTML for mail programs: tables and inline styles only, one column, no picture, no script. Widths
 * are in percent, so that nothing runs out of a phone's screen; bgcolor repeats each background
 * for programs that drop styles. Colour never says anything that words do not say too. */
#include "notifier/digest_model.h"

#include "base/i18n.h"
#include "base/text.h"
#include "render/html.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { PHRASE_MAX = 4096 };

#define FONT "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"

static void say(html *h, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(html *h, const char *format, ...)
{
    char text[PHRASE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text[text_clip(text, sizeof text - 5)] = '\0'; /* never half a character */
    html_text(h, text);
}

/* ---- pieces ---------------------------------------------------------------------------------- */

static void open_section(html *h, const char *title)
{
    html_markup(h, "<tr><td style=\"padding:22px 20px 0 20px;" FONT
                   "\"><h2 style=\"margin:0 0 8px 0;font-size:15px;line-height:20px;"
                   "color:#9f1d20;letter-spacing:.3px;text-transform:uppercase;"
                   "border-bottom:2px solid #9f1d20;padding-bottom:6px\">");
    html_text(h, title);
    html_markup(h, "</h2>\n");
}

static void close_section(html *h)
{
    html_markup(h, "</td></tr>\n");
}

static void paragraph(html *h, const char *text)
{
    html_markup(h, "<p style=\"margin:0 0 8px 0;font-size:15px;line-height:22px;color:#1f2933\">");
    html_lines(h, text);
    html_markup(h, "</p>\n");
}

static void small(html *h, const char *text)
{
    html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#52606d\">");
    html_lines(h, text);
    html_markup(h, "</div>\n");
}

static void list(html *h, const texts *items)
{
    html_markup(h, "<ul style=\"margin:0;padding:0 0 0 20px\">\n");
    for (size_t i = 0; i < items->count; i++) {
        html_markup(h, "<li style=\"margin:0 0 6px 0;font-size:15px;line-height:22px;"
                       "color:#1f2933\">");
        html_text(h, items->items[i]);
        html_markup(h, "</li>\n");
    }
    html_markup(h, "</ul>\n");
}

static void names(html *h, const char *label, const char *units)
{
    if (!*units)
        return;
    html_markup(h,
                "<div style=\"font-size:14px;line-height:20px;color:#1f2933;margin-top:4px\"><b>");
    html_text(h, label);
    html_markup(h, "</b> ");
    html_text(h, units);
    html_markup(h, "</div>\n");
}

/* A bar of PERCENT per cent, made of two cells; the figure stands beside it in words. */
static void bar(html *h, int percent, const char *colour)
{
    if (percent < 0)
        return;
    html_markup(h, "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
                   "cellspacing=\"0\" border=\"0\" style=\"margin:6px 0\"><tr>");
    if (percent > 0) {
        html_markup(h, "<td height=\"8\" width=\"");
        html_number(h, percent);
        html_markup(h, "%\" bgcolor=\"");
        html_text(h, colour);
        html_markup(h, "\" style=\"height:8px;font-size:0;line-height:0\">&nbsp;</td>");
    }
    if (percent < 100) {
        html_markup(h, "<td height=\"8\" width=\"");
        html_number(h, 100 - percent);
        html_markup(h, "%\" bgcolor=\"#d9e2ec\" style=\"height:8px;font-size:0;line-height:0\">"
                       "&nbsp;</td>");
    }
    html_markup(h, "</tr></table>\n");
}

static void badge(html *h, const char *text, const char *colour)
{
    html_markup(h, "<span style=\"font-size:14px;font-weight:bold;white-space:nowrap;color:");
    html_text(h, colour);
    html_markup(h, "\">");
    html_text(h, text);
    html_markup(h, "</span>");
}

static void open_card(html *h)
{
    html_markup(h, "<div style=\"padding:10px 0;border-bottom:1px solid #e4e7eb\">\n");
}

static void close_card(html *h)
{
    html_markup(h, "</div>\n");
}

static void card_title(html *h, const char *text, const char *code)
{
    html_markup(h, "<div style=\"font-size:15px;line-height:21px;color:#1f2933\">");
    html_text(h, text);
    html_markup(h, " <span style=\"font-size:14px;color:#7b8794\">");
    html_text(h, code);
    html_markup(h, "</span></div>\n");
}

/* ---- sections -------------------------------------------------------------------------------- */

static void simulated_mark(html *h)
{
    html_markup(h, "<tr><td align=\"center\" bgcolor=\"#fff3c4\" style=\"padding:8px 20px;" FONT
                   "font-size:14px;line-height:20px;font-weight:bold;color:#8d2b0b;"
                   "background-color:#fff3c4\">");
    html_text(h, _("SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT"));
    html_markup(h, "</td></tr>\n");
}

static void header(html *h, const digest *d)
{
    if (d->request.simulated)
        simulated_mark(h);
    html_markup(h, "<tr><td bgcolor=\"#9f1d20\" style=\"padding:20px;" FONT
                   "background-color:#9f1d20\"><div style=\"font-size:14px;line-height:20px;"
                   "color:#ffe3e3\">");
    html_text(h, d->request.organisation);
    html_markup(h, "</div>\n<h1 style=\"margin:4px 0 6px 0;font-size:20px;line-height:27px;"
                   "color:#ffffff\">");
    html_text(h, _("Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ chuyển đổi số, Đề án 06"));
    html_markup(h, "</h1>\n<div style=\"font-size:14px;line-height:20px;color:#ffe3e3\">");
    say(h, _("Kỳ %s; %s"), d->month, d->closing);
    html_markup(h, "</div></td></tr>\n");
}

static void opening(html *h, const digest *d)
{
    html_markup(h, "<tr><td style=\"padding:18px 20px 0 20px;" FONT "\">\n");
    if (*d->request.greeting)
        paragraph(h, d->request.greeting);
    list(h, &d->summary);
    close_section(h);
}

static void attention(html *h, const digest *d)
{
    if (!d->attention.count)
        return;
    open_section(h, _("Những vấn đề cần quan tâm, chỉ đạo"));
    list(h, &d->attention);
    close_section(h);
}

static void changes(html *h, const digest *d)
{
    char since[32];
    open_section(h, _("Thay đổi từ bản tin trước"));
    if (!d->request.since_ms) {
        small(h, _("Đây là bản tin đầu tiên."));
    } else {
        clock_format_vi(d->request.since_ms, since, sizeof since);
        html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#52606d;"
                       "margin-bottom:6px\">");
        say(h, d->changes.count ? _("Từ %s:") : _("Từ %s: không có gì mới."), since);
        html_markup(h, "</div>\n");
        if (d->changes.count)
            list(h, &d->changes);
    }
    close_section(h);
}

static void one_reporting(html *h, const reporting *r)
{
    open_card(h);
    html_markup(h, "<div style=\"font-size:15px;line-height:21px;color:#1f2933\"><b>");
    say(h, "%s: %zu/%zu", r->period, r->reported, r->expected);
    html_markup(h, "</b> ");
    say(h, _("đã gửi; đúng hạn %zu, chậm %zu"), r->on_time, r->late);
    html_markup(h, "</div>\n");
    bar(h, (int)(r->reported * 100 / r->expected), "#2b6cb0");
    html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#52606d\">");
    if (r->due_passed)
        say(h, _("Hạn %s, đã qua %" PRId64 " ngày"), r->due, r->days_late);
    else
        say(h, _("Hạn %s, chưa đến hạn"), r->due);
    html_markup(h, "</div>\n");
    names(h, r->due_passed ? _("Chưa gửi:") : _("Chưa đến hạn, chưa gửi:"), r->missing);
    names(h, _("Gửi chậm:"), r->late_units);
    close_card(h);
}

static void reportings(html *h, const digest *d)
{
    open_section(h, _("Đơn vị gửi báo cáo"));
    for (size_t i = 0; i < d->reporting_count; i++)
        one_reporting(h, &d->reportings[i]);
    close_section(h);
}

/* Words and colours of a standing; the colours tell apart also without red and green. */
static const struct {
    const char *word, *colour;
} LOOKS[] = {
    [STANDING_REACHED] = {N_("Đạt"), "#1a7f5a"},
    [STANDING_NOT_REACHED] = {N_("Chưa đạt"), "#2b6cb0"},
    [STANDING_OVERDUE] = {N_("Quá hạn, chưa đạt"), "#9f1d20"},
    [STANDING_NO_TARGET] = {N_("Chưa giao mức"), "#616e7c"},
};

static void one_indicator(html *h, const indicator *it)
{
    open_card(h);
    card_title(h, it->name, it->code);
    html_markup(h, "<div style=\"font-size:15px;line-height:24px;color:#1f2933\">"
                   "<b style=\"font-size:19px\">");
    html_text(h, it->shown);
    html_markup(h, "</b>&nbsp; ");
    badge(h, _(LOOKS[it->standing].word), LOOKS[it->standing].colour);
    html_markup(h, "</div>\n");
    bar(h, it->percent_of_target, LOOKS[it->standing].colour);
    html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#52606d\">");
    if (*it->target) {
        say(h, _("Mức giao %s%s%s%s%s"), it->target, *it->gap ? "; " : "", it->gap,
            *it->deadline ? "; " : "", it->deadline);
        html_markup(h, "<br>");
    }
    say(h, "%s · %s", it->period, it->coverage);
    if (*it->change)
        say(h, " · %s", it->change);
    html_markup(h, "</div>\n");
    if (*it->behind) {
        html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#1f2933\"><b>");
        html_text(h, _("Thấp nhất:"));
        html_markup(h, "</b> ");
        html_text(h, it->behind);
        html_markup(h, "</div>\n");
    }
    close_card(h);
}

static void indicators(html *h, const digest *d)
{
    open_section(h, _("Chỉ tiêu so với mức giao, toàn tỉnh"));
    for (size_t i = 0; i < d->indicator_count; i++)
        one_indicator(h, &d->indicators[i]);
    if (!d->indicator_count)
        small(h, _("Chưa có số liệu nào."));
    if (d->without_data) {
        html_markup(h, "<div style=\"padding-top:10px;font-size:14px;line-height:20px;"
                       "color:#52606d\">");
        say(h, _("%zu chỉ tiêu có mức giao nhưng chưa đơn vị nào báo cáo."), d->without_data);
        html_markup(h, "</div>\n");
    }
    close_section(h);
}

static void one_task(html *h, const task *t)
{
    open_card(h);
    badge(h, t->when, t->days_left < 0 ? "#9f1d20" : "#2b6cb0");
    card_title(h, t->name, t->code);
    html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#52606d\">");
    html_text(h, t->deadline);
    if (*t->lead)
        say(h, _("; chủ trì: %s"), t->lead);
    html_markup(h, "<br>");
    html_text(h, t->progress);
    if (*t->behind)
        say(h, _("; thấp nhất: %s"), t->behind);
    html_markup(h, "</div>\n");
    close_card(h);
}

static void tasks(html *h, const digest *d)
{
    open_section(h, _("Nhiệm vụ quá hạn hoặc đến hạn trong 30 ngày"));
    for (size_t i = 0; i < d->task_count; i++)
        one_task(h, &d->tasks[i]);
    if (!d->task_count)
        small(h, _("Không có."));
    if (d->upcoming_count) {
        html_markup(h, "<div style=\"padding-top:10px;font-size:14px;line-height:20px;"
                       "font-weight:bold;color:#52606d\">");
        html_text(h, _("Hạn kế tiếp"));
        html_markup(h, "</div>\n");
    }
    for (size_t i = 0; i < d->upcoming_count; i++)
        one_task(h, &d->upcoming[i]);
    close_section(h);
}

static void difficulties(html *h, const digest *d)
{
    open_section(h, _("Khó khăn, vướng mắc chờ trả lời"));
    for (size_t i = 0; i < d->difficulty_count; i++) {
        const difficulty *it = &d->difficulties[i];
        open_card(h);
        html_markup(h, "<div style=\"font-size:14px;line-height:20px;color:#52606d\"><b "
                       "style=\"color:#1f2933\">");
        say(h, _("%s gửi %s"), it->unit, it->agency);
        html_markup(h, "</b> ");
        say(h, _("đã %" PRId64 " ngày · %s"), it->age_days, it->about);
        html_markup(h, "</div>\n");
        paragraph(h, it->text);
        close_card(h);
    }
    if (!d->difficulty_count)
        small(h, _("Không có."));
    if (d->difficulties_left_out) {
        html_markup(h, "<div style=\"padding-top:10px;font-size:14px;line-height:20px;"
                       "color:#52606d\">");
        say(h, _("… và %zu khó khăn, vướng mắc nữa."), d->difficulties_left_out);
        html_markup(h, "</div>\n");
    }
    close_section(h);
}

static void footer(html *h, const digest *d)
{
    html_markup(h, "<tr><td style=\"padding:22px 20px;" FONT "\">\n"
                   "<div style=\"font-size:14px;line-height:20px;color:#52606d\">");
    say(h, _("(Bản tin do hệ thống tổng hợp, %s; không phải văn bản ban hành.)"), d->closing);
    html_markup(h, "<br>");
    html_text(h, _("Thư này do hệ thống gửi tự động; số liệu do các đơn vị cung cấp và chịu trách "
                   "nhiệm."));
    if (*d->request.issuer) {
        html_markup(h, "<br>");
        say(h, _("Đầu mối: %s."), d->request.issuer);
    }
    html_markup(h, "</div></td></tr>\n");
    if (d->request.simulated)
        simulated_mark(h);
}

static void document(html *h, const digest *d)
{
    html_markup(h, "<!DOCTYPE html>\n<html lang=\"");
    html_text(h, i18n_lang());
    html_markup(h, "\"><head><meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light\">\n<title>");
    html_text(h, d->subject);
    html_markup(h, "</title></head>\n<body bgcolor=\"#f0f2f5\" style=\"margin:0;padding:0;"
                   "background-color:#f0f2f5\">\n"
                   "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
                   "cellspacing=\"0\" border=\"0\" bgcolor=\"#f0f2f5\"><tr><td align=\"center\" "
                   "style=\"padding:0\">\n"
                   /* Outlook knows no max-width. */
                   "<!--[if mso]><table role=\"presentation\" width=\"640\" cellpadding=\"0\" "
                   "cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n"
                   "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
                   "cellspacing=\"0\" border=\"0\" bgcolor=\"#ffffff\" style=\"max-width:640px;"
                   "background-color:#ffffff;text-align:left\">\n");
    header(h, d);
    opening(h, d);
    attention(h, d);
    changes(h, d);
    reportings(h, d);
    indicators(h, d);
    tasks(h, d);
    difficulties(h, d);
    footer(h, d);
    html_markup(h, "</table>\n<!--[if mso]></td></tr></table><![endif]-->\n"
                   "</td></tr></table>\n</body></html>\n");
}

error digest_render_html(const digest *d, char **out)
{
    html *h = html_new();
    if (!h)
        return error_no_memory();
    document(h, d);
    *out = html_take(h);
    html_free(h);
    return *out ? OK : error_no_memory();
}
