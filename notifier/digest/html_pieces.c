#include "notifier/digest/html_mail.h"

#include "base/i18n.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- text ------------------------------------------------------------------------------------ */

static const char *cut(mail_view *m, const char *text)
{
    if (strlen(text) <= m->longest)
        return text;
    return phrase(&m->words, "%.*s…", (int)text_clip(text, m->longest), text);
}

void mail_text(mail_view *m, const char *text)
{
    html_text(m->h, cut(m, text));
}

static void open_paragraph(mail_view *m)
{
    html_markup(m->h, "<p style=\"margin:0 0 8px\">");
}

static void close_paragraph(mail_view *m)
{
    html_markup(m->h, "</p>\n");
}

void mail_paragraph(mail_view *m, const char *text)
{
    if (!*text)
        return;
    open_paragraph(m);
    html_lines(m->h, cut(m, text));
    close_paragraph(m);
}

static void open_note(mail_view *m)
{
    html_markup(m->h, "<p class=\"s\" style=\"margin:0 0 8px;" MAIL_SMALL "\">");
}

void mail_note(mail_view *m, const char *text)
{
    if (!*text)
        return;
    open_note(m);
    html_lines(m->h, cut(m, text));
    close_paragraph(m);
}

static void open_list(mail_view *m)
{
    if (m->d->depth == DIGEST_BRIEF)
        html_markup(m->h, "<ul style=\"margin:0;padding:0 0 0 18px\">\n");
    else
        html_markup(m->h, "<ul style=\"margin:0 0 8px;padding:0 0 0 18px\">\n");
}

static void open_list_item(mail_view *m)
{
    if (m->d->depth == DIGEST_BRIEF)
        html_markup(m->h, "<li style=\"margin:0 0 3px;line-height:19px\">");
    else
        html_markup(m->h, "<li style=\"margin:0 0 6px\">");
}

void mail_list(mail_view *m, const digest_lines *lines)
{
    size_t shown = mail_rows(m, lines->count);
    if (!shown)
        return;
    open_list(m);
    for (size_t i = 0; i < shown; i++) {
        open_list_item(m);
        html_lines(m->h, cut(m, lines->items[i]));
        html_markup(m->h, "</li>\n");
    }
    html_markup(m->h, "</ul>\n");
    mail_left_out(m, lines->count, 0);
}

static void label(mail_view *m, const char *text)
{
    if (!*text)
        return;
    html_markup(m->h, "<span class=\"s\">");
    mail_text(m, text);
    html_markup(m->h, ":</span> ");
}

void mail_facts(mail_view *m, const facts *f)
{
    if (!f->count)
        return;
    html_markup(m->h, "<p style=\"margin:0 0 8px;" MAIL_SMALL "\">");
    for (size_t i = 0; i < f->count; i++) {
        if (i)
            html_markup(m->h, "<br>\n");
        label(m, f->items[i].label);
        html_lines(m->h, cut(m, f->items[i].text));
    }
    close_paragraph(m);
}

void mail_fact(mail_view *m, const char *name, const char *text)
{
    const facts one = {.items = {{name, text}}, .count = 1};
    if (*text)
        mail_facts(m, &one);
}

/* ---- parts and rows -------------------------------------------------------------------------- */

/* A short digest has to stay on one screen. */
static void open_part(mail_view *m)
{
    if (m->d->depth == DIGEST_BRIEF)
        html_markup(m->h, "<tr><td class=\"x\" style=\"padding:10px 16px 0\">\n"
                          "<h2 class=\"r\" style=\"margin:0 0 3px;font-size:16px;line-height:22px;"
                          "color:" MAIL_ACCENT "\">");
    else
        html_markup(m->h, "<tr><td class=\"x\" style=\"padding:26px 16px 0\">\n"
                          "<h2 class=\"r l\" style=\"margin:0 0 10px;padding:0 0 6px;"
                          "font-size:17px;line-height:23px;color:" MAIL_ACCENT
                          ";border-bottom:2px solid " MAIL_RULE "\">");
}

void mail_part(mail_view *m, digest_part part)
{
    open_part(m);
    html_text(m->h, phrase_title(part));
    html_markup(m->h, "</h2>\n");
    m->item = 0;
}

void mail_end_part(mail_view *m)
{
    html_markup(m->h, "</td></tr>\n");
}

size_t mail_rows(const mail_view *m, size_t count)
{
    return count < m->most ? count : m->most;
}

void mail_left_out(mail_view *m, size_t count, size_t already)
{
    mail_note(m, phrase_left_out(&m->words, m->d, count - mail_rows(m, count) + already));
}

/* ---- statuses -------------------------------------------------------------------------------- */

/* Class in the style sheet, and the same colours inline. */
typedef struct look {
    status status;
    const char *class, *paper, *ink, *bar;
} look;

static const look *look_of(status s)
{
    static const look looks[] = {
        {STATUS_OVERDUE, "bq", "#fbe2dc", "#7d1a0a", "#d55e00"},
        {STATUS_BEHIND, "bc", "#fdebd0", "#6b3a00", "#e69f00"},
        {STATUS_AT_RISK, "bn", "#fbf3c4", "#594700", "#c9b900"},
        {STATUS_SILENT, "bb", "#f7e3ee", "#6d2450", "#cc79a7"},
        {STATUS_RETURNED, "bb", "#f7e3ee", "#6d2450", "#cc79a7"},
        {STATUS_ON_TRACK, "bd", "#dff0fb", "#0a466b", "#56b4e9"},
        {STATUS_DONE, "bh", "#d9f2e8", "#07513c", "#009e73"},
        {STATUS_DONE_LATE, "bd", "#dff0fb", "#0a466b", "#0072b2"},
        {0, "bk", "#eceef1", "#3b424e", "#8a919c"},
    };
    const look *at = looks;
    while (at->status && at->status != s)
        at++;
    return at;
}

static void open_badge(mail_view *m, const look *as)
{
    html_markup(m->h, "<span class=\"");
    html_text(m->h, as->class);
    html_markup(m->h, "\" style=\"padding:1px 7px;border-radius:4px;font-weight:bold;"
                      "background-color:");
    html_text(m->h, as->paper);
    html_markup(m->h, ";color:");
    html_text(m->h, as->ink);
    html_markup(m->h, "\">");
}

void mail_badge(mail_view *m, status s)
{
    open_badge(m, look_of(s));
    html_text(m->h, status_name(s));
    html_markup(m->h, "</span>");
}

void mail_level(mail_view *m, const digest_standing *s)
{
    html_markup(m->h, "<p style=\"margin:4px 0 6px\">");
    if (s->value.known) {
        html_markup(m->h, "<b style=\"font-size:18px\">");
        mail_text(m, phrase_figure(&m->words, &s->value));
        html_markup(m->h, "</b> ");
    }
    if (s->target.known) {
        html_markup(m->h, "<span class=\"s\">/ ");
        mail_text(m, phrase_figure(&m->words, &s->target));
        html_markup(m->h, "</span> ");
    }
    mail_badge(m, s->status);
    if (s->is_new) {
        html_markup(m->h, " <b class=\"r\" style=\"color:" MAIL_ACCENT "\">");
        html_text(m->h, _("mới"));
        html_markup(m->h, "</b>");
    }
    close_paragraph(m);
}

/* A code stays on one line; what is as long as a sentence is none. */
static void put_code(mail_view *m, const char *code)
{
    enum { CODE_BYTES = 24 };
    if (!*code)
        return;
    if (strlen(code) <= CODE_BYTES)
        html_markup(m->h, " <span class=\"s\" style=\"font-weight:normal;white-space:nowrap\">(");
    else
        html_markup(m->h, " <span class=\"s\" style=\"font-weight:normal\">(");
    mail_text(m, code);
    html_markup(m->h, ")</span>");
}

void mail_item(mail_view *m, const char *name, const char *code)
{
    if (m->item++)
        html_markup(m->h, "<h3 class=\"i\" style=\"margin:14px 0 2px;font-size:15px;"
                          "line-height:21px\">");
    else
        html_markup(m->h, "<h3 style=\"margin:0 0 2px;font-size:15px;line-height:21px\">");
    html_lines(m->h, cut(m, name));
    put_code(m, code);
    html_markup(m->h, "</h3>\n");
}

static void bar_cell(mail_view *m, int64_t percent, const char *class, const char *colour)
{
    html_markup(m->h, "<td class=\"");
    html_text(m->h, class);
    html_markup(m->h, "\" style=\"padding:0;height:7px;font-size:0;line-height:7px;width:");
    html_number(m->h, (long)percent);
    html_markup(m->h, "%;background-color:");
    html_text(m->h, colour);
    html_markup(m->h, "\">&nbsp;</td>");
}

void mail_bar(mail_view *m, int64_t percent, status s)
{
    if (percent < 0)
        return;
    if (percent > 100)
        percent = 100;
    html_markup(m->h, "<table role=\"presentation\" aria-hidden=\"true\" style=\"width:100%;"
                      "margin:0 0 8px;border-collapse:collapse\"><tr>");
    if (percent)
        bar_cell(m, percent, "", look_of(s)->bar);
    if (percent < 100)
        bar_cell(m, 100 - percent, "e", "#e8e4df");
    html_markup(m->h, "</tr></table>\n");
}

void mail_units(mail_view *m, const digest_standing *units, size_t count)
{
    mail_fact(m, _("Cần chú ý"), phrase_units(&m->words, units, count, m->most));
}

void mail_scores(mail_view *m)
{
    const digest *d = m->d;
    const struct {
        status status;
        size_t count;
    } scores[] = {{STATUS_OVERDUE, d->overdue},   {STATUS_BEHIND, d->behind},
                  {STATUS_AT_RISK, d->at_risk},   {STATUS_SILENT, d->silent},
                  {STATUS_ON_TRACK, d->on_track}, {STATUS_DONE, d->done}};
    enum { EACH_ROW = 3 };
    html_markup(m->h, "<table role=\"presentation\" style=\"width:100%;margin:4px 0 8px;"
                      "border-collapse:separate;border-spacing:4px\">\n");
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        const look *as = look_of(scores[i].status);
        if (i % EACH_ROW == 0)
            html_markup(m->h, "<tr>");
        html_markup(m->h, "<td class=\"");
        html_text(m->h, as->class);
        html_markup(
            m->h,
            "\" style=\"width:33%;padding:8px 4px;text-align:center;border-radius:6px;" MAIL_SMALL
            ";background-color:");
        html_text(m->h, as->paper);
        html_markup(m->h, ";color:");
        html_text(m->h, as->ink);
        html_markup(m->h, "\"><b style=\"font-size:22px;line-height:26px\">");
        html_number(m->h, (long)scores[i].count);
        html_markup(m->h, "</b><br>");
        html_text(m->h, status_name(scores[i].status));
        html_markup(m->h, "</td>");
        if (i % EACH_ROW == EACH_ROW - 1)
            html_markup(m->h, "</tr>\n");
    }
    html_markup(m->h, "</table>\n");
}

/* ---- pictures -------------------------------------------------------------------------------- */

void mail_simulated(mail_view *m)
{
    html_markup(m->h, "<p class=\"w\" style=\"margin:0;padding:6px 12px;text-align:center;"
                      "font-weight:bold;" MAIL_SMALL ";background-color:#fdf0cc;color:#5f3a00\">");
    html_text(m->h, phrase_simulated());
    close_paragraph(m);
}
