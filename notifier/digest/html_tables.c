/* Tables of figures, with headings that a screen reader tells with each cell. */
#include "notifier/digest/html_mail.h"

#include "base/i18n.h"

/* ---- ranking --------------------------------------------------------------------------------- */

static void head_cell(mail_view *m, const char *title, long width)
{
    html_markup(m->h, "<th scope=\"col\" style=\"text-align:right;width:");
    html_number(m->h, width);
    html_markup(m->h, "px\">");
    html_text(m->h, title);
    html_markup(m->h, "</th>");
}

static void ranking_head(mail_view *m)
{
    html_markup(m->h, "<thead><tr class=\"s\"><th scope=\"col\" style=\"width:48px;"
                      "text-align:left\">");
    html_text(m->h, _("Hạng"));
    html_markup(m->h, "</th><th scope=\"col\" style=\"text-align:left\">");
    html_text(m->h, _("Đơn vị"));
    html_markup(m->h, "</th>");
    head_cell(m, _("Điểm"), 48);
    head_cell(m, _("Kết quả"), 64);
    head_cell(m, _("Nề nếp"), 58);
    html_markup(m->h, "</tr></thead>\n");
}

static void points(mail_view *m, const exact *e)
{
    html_markup(m->h, "<td>");
    html_text(m->h, phrase_points(&m->words, e));
    html_markup(m->h, "</td>");
}

/* The sign is for eyes, its meaning for ears. */
static void rank(mail_view *m, const digest_rank *row)
{
    const char *meaning, *sign = phrase_movement(&m->words, row, &meaning);
    html_markup(m->h, "<td style=\"text-align:left\">");
    if (row->rank)
        html_number(m->h, (long)row->rank);
    html_markup(m->h, " <span class=\"s\" role=\"img\" aria-label=\"");
    html_text(m->h, meaning);
    html_markup(m->h, "\">");
    html_text(m->h, sign);
    html_markup(m->h, "</span></td>");
}

static void ranking_row(mail_view *m, const digest_rank *row)
{
    html_markup(m->h, "<tr>");
    rank(m, row);
    html_markup(m->h, "<th scope=\"row\" style=\"text-align:left;font-weight:normal\">");
    mail_text(m, row->unit.short_name);
    html_markup(m->h, "</th>");
    points(m, &row->total);
    points(m, &row->results);
    points(m, &row->discipline);
    html_markup(m->h, "</tr>\n");
}

static void one_ranking(mail_view *m, const digest_ranking *r)
{
    html_markup(m->h, "<h3 style=\"margin:14px 0 4px;font-size:15px;line-height:21px\">");
    mail_text(m, r->title);
    html_markup(m->h, "</h3>\n<table class=\"z\" style=\"width:100%;table-layout:fixed;"
                      "border-collapse:collapse;text-align:right;" MAIL_SMALL "\">\n");
    ranking_head(m);
    html_markup(m->h, "<tbody>\n");
    for (size_t i = 0; i < mail_rows(m, r->count); i++)
        ranking_row(m, &r->rows[i]);
    html_markup(m->h, "</tbody></table>\n");
    mail_left_out(m, r->count, 0);
}

void mail_ranking(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_RANKING);
    if (!d->ranking_count)
        mail_note(m, phrase_empty(PART_RANKING));
    else
        mail_note(m, d->ranking_mark);
    mail_picture(m, "map");
    for (size_t i = 0; i < mail_rows(m, d->ranking_count); i++)
        one_ranking(m, &d->rankings[i]);
    mail_left_out(m, d->ranking_count, 0);
    mail_end_part(m);
}

/* ---- who reported ---------------------------------------------------------------------------- */

static void names(mail_view *m, const char *label, const digest_parties *units)
{
    enum { NAMES_MOST = 60 };
    mail_fact(m, label, phrase_parties(&m->words, units, mail_rows(m, NAMES_MOST)));
}

static void one_reporting(mail_view *m, const digest_reporting *r)
{
    mail_item(m, phrase(&m->words, _("Kỳ %s, %s"), r->period_name, r->level_name), "");
    mail_paragraph(m, phrase_reporting(&m->words, r));
    names(m, r->due_passed ? _("Chưa gửi") : _("Chưa đến hạn, chưa gửi"), &r->missing);
    names(m, _("Gửi chậm"), &r->late_units);
    names(m, _("Gửi chưa đủ"), &r->incomplete);
}

void mail_discipline(mail_view *m)
{
    const digest *d = m->d;
    mail_part(m, PART_DISCIPLINE);
    if (!d->reporting_count)
        mail_note(m, phrase_empty(PART_DISCIPLINE));
    for (size_t i = 0; i < mail_rows(m, d->reporting_count); i++)
        one_reporting(m, &d->reportings[i]);
    mail_left_out(m, d->reporting_count, 0);
    mail_picture(m, "heat");
    mail_end_part(m);
}
