/* For a phone first: one column, no picture, colours that a dark screen may turn around; what is
 * grave says so in words. */
#include "base/i18n.h"
#include "notifier/alert/alert_letter_internal.h"
#include "render/html.h"

#include <stdlib.h>
#include <string.h>

#define FONT  "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
#define SMALL "font-size:14px;line-height:20px;margin:0 0 6px"

static void put_head(html *h, const letter *l)
{
    html_markup(h, "<!DOCTYPE html>\n<html lang=\"");
    html_text(h, i18n_lang());
    html_markup(h, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(h, l->subject);
    html_markup(h, "</title>\n<style>\n"
                   "@media (prefers-color-scheme: dark) {\n"
                   ".page { background: #16181d !important; color: #e6e6e6 !important; }\n"
                   ".mark { color: #ff9d8a !important; }\n"
                   ".rule { border-color: #444a55 !important; }\n"
                   "}\n</style>\n</head>\n"
                   "<body class=\"page\" style=\"margin:0;padding:0;background:#ffffff;"
                   "color:#1f2430\">\n"
                   "<div class=\"page\" style=\"max-width:640px;margin:0 auto;padding:16px;" FONT
                   ";font-size:16px;line-height:24px;background:#ffffff;color:#1f2430\">\n");
}

static void put_small(html *h, const char *text)
{
    if (!*text)
        return;
    html_markup(h, "<p style=\"" SMALL "\">");
    html_text(h, text);
    html_markup(h, "</p>\n");
}

static void put_strong(html *h, const char *text)
{
    html_markup(h, "<strong>");
    html_text(h, text);
    html_markup(h, "</strong>");
}

static void put_under(html *h, const char *text)
{
    if (!*text)
        return;
    html_markup(h, "<br>\n");
    html_text(h, text);
}

static void put_line(html *h, const letter_line *l)
{
    html_markup(h, "<li style=\"margin:0 0 8px\">");
    put_strong(h, *l->title ? l->title : l->places);
    put_under(h, *l->title ? l->places : "");
    put_under(h, l->since);
    if (*l->number) {
        html_markup(h, " ");
        html_text(h, l->number);
    }
    put_under(h, l->detail);
    if (*l->lead) {
        put_under(h, _("Chủ trì:"));
        html_markup(h, " ");
        html_text(h, l->lead);
    }
    html_markup(h, "</li>\n");
}

static void put_left_out(html *h, const letter *l, size_t left_out)
{
    char text[200];
    snprintf(text, sizeof text,
             l->commands ? _("và %zu cảnh báo nữa; tất cả: tiendo-notifier alerts")
                         : _("và %zu cảnh báo nữa"),
             left_out);
    html_markup(h, "<li>");
    html_text(h, text);
    html_markup(h, "</li>\n");
}

static void put_section(html *h, const letter *l, const letter_section *s)
{
    html_markup(h, "<h2 class=\"mark\" style=\"font-size:18px;line-height:26px;margin:20px 0 6px;"
                   "color:#8f1a1d\">");
    html_text(h, s->title);
    if (s->severity == ALERT_CRITICAL && s->says != ALERT_SAYS_ENDED) {
        html_markup(h, " (");
        html_text(h, alert_severity_name(s->severity));
        html_markup(h, ")");
    }
    html_markup(h, "</h2>\n");
    put_small(h, s->occasion);
    html_markup(h, "<ul style=\"margin:0 0 8px;padding:0 0 0 20px\">\n");
    for (size_t i = 0; i < s->line_count; i++)
        put_line(h, &s->lines[i]);
    if (s->left_out)
        put_left_out(h, l, s->left_out);
    html_markup(h, "</ul>\n");
    put_small(h, s->advice);
}

static void put_command(html *h, const char *words, const char *command, const char *rest)
{
    html_markup(h, "<p style=\"" SMALL "\">");
    html_text(h, words);
    html_markup(h, "<br>\n<code>");
    html_text(h, command);
    html_text(h, rest);
    html_markup(h, "</code></p>\n");
}

static void put_foot(html *h, const letter *l)
{
    char text[400];
    html_markup(h, "<div class=\"rule\" style=\"border-top:1px solid #ddd6cd;margin:20px 0 0;"
                   "padding:12px 0 0\">\n");
    snprintf(text, sizeof text, _("Nếu còn, sẽ nhắc lại sau %s."), l->repeats);
    put_small(h, *l->repeats ? text : "");
    if (*l->numbers && l->commands) {
        put_command(h, _("Người trực xác nhận đã nắm:"), "tiendo-notifier alerts ack ", l->numbers);
        snprintf(text, sizeof text, "tiendo-notifier alerts silence --kind %s --hours 24 --reason ",
                 alert_kind_code(l->sections[0].kind));
        put_command(h, _("Tạm ngừng báo:"), text, "\"…\"");
    }
    put_small(h, _("Thư này do hệ thống gửi tự động; số liệu do các đơn vị cung cấp và chịu trách "
                   "nhiệm."));
    html_markup(h, "</div>\n</div>\n</body>\n</html>\n");
}

static void put_simulated(html *h)
{
    html_markup(h, "<p class=\"mark\" style=\"margin:0 0 12px;padding:8px;border:2px solid #8f1a1d;"
                   "color:#8f1a1d\"><strong>");
    html_text(h, _("SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT"));
    html_markup(h, "</strong></p>\n");
}

const char *letter_html(arena *a, const letter *l)
{
    html *h = html_new();
    if (!h)
        return NULL;
    put_head(h, l);
    if (l->head->simulated)
        put_simulated(h);
    html_markup(h, "<p style=\"" SMALL "\">");
    html_text(h, l->head->organisation);
    html_markup(h, " · ");
    html_text(h, l->when);
    html_markup(h, "</p>\n");
    for (size_t i = 0; i < l->section_count; i++)
        put_section(h, l, &l->sections[i]);
    put_foot(h, l);
    char *page = html_take(h);
    const char *kept = page ? arena_strdup(a, page) : NULL;
    free(page);
    html_free(h);
    return kept;
}
