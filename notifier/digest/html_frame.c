#include "notifier/digest/html_mail.h"

#include "base/i18n.h"
#include "base/text.h"

/* Dark colours, for programs that ask for them; each has an inline twin for light. Gmail drops a
 * style sheet that is longer than 8 kB, or that has an error. */
#define STYLE_SHEET                                                                                \
    ":root{color-scheme:light dark}\n"                                                             \
    ".s{color:#4a5160}.k{color:#0a466b}\n"                                                         \
    ".i{padding-top:12px;border-top:1px solid #ddd6cd}\n"                                          \
    ".z th,.z td{padding:5px 0;border-top:1px solid #ddd6cd}\n"                                    \
    "@media (min-width:600px){.x{padding-left:36px!important;padding-right:36px!important}}\n"     \
    "@media (prefers-color-scheme:dark){\n"                                                        \
    ".p{background-color:#101216!important}\n"                                                     \
    ".c{background-color:#1a1d22!important;color:#e9ebee!important}\n"                             \
    ".s{color:#b7bdc8!important}\n"                                                                \
    ".r{color:#ffa8a0!important}\n"                                                                \
    ".k{color:#9fd0f5!important}\n"                                                                \
    ".l,.i,.z th,.z td{border-color:#3a3f48!important}\n"                                          \
    ".e{background-color:#343941!important}\n"                                                     \
    ".w{background-color:#3c2f06!important;color:#ffe09a!important}\n"                             \
    ".bq{background-color:#4d170a!important;color:#ffbdaa!important}\n"                            \
    ".bc{background-color:#452a00!important;color:#ffcf8a!important}\n"                            \
    ".bn{background-color:#3a3100!important;color:#f5e27a!important}\n"                            \
    ".bb{background-color:#431a32!important;color:#f6bfdd!important}\n"                            \
    ".bd{background-color:#0b3048!important;color:#a9d8f8!important}\n"                            \
    ".bh{background-color:#063a2b!important;color:#93e5c7!important}\n"                            \
    ".bk{background-color:#30353d!important;color:#cbd0d8!important}\n"                            \
    "}\n"

/* Outlook on Windows lays out as Word does: it knows no max-width and takes its own font. */
#define FOR_OUTLOOK                                                                                \
    "<!--[if mso]><style>table,td,th,div,p,li,h1,h2,h3{font-family:Arial,sans-serif!important}"    \
    "table{mso-table-lspace:0;mso-table-rspace:0}</style><xml><o:OfficeDocumentSettings "          \
    "xmlns:o=\"urn:schemas-microsoft-com:office:office\"><o:PixelsPerInch>96</o:PixelsPerInch>"    \
    "</o:OfficeDocumentSettings></xml><![endif]-->\n"

static void head(mail_view *m)
{
    html_markup(m->h, "<!DOCTYPE html>\n<html lang=\"");
    html_text(m->h, m->d->language);
    html_markup(m->h,
                "\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"supported-color-schemes\" content=\"light dark\">\n"
                "<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, "
                "email=no, url=no\">\n<title>");
    mail_text(m, *m->d->subject ? m->d->subject : m->d->title);
    html_markup(m->h, "</title>\n<style>\n" STYLE_SHEET "</style>\n" FOR_OUTLOOK "</head>\n");
}

/* What a list of mails shows behind the subject. */
static void preheader(mail_view *m)
{
    const char *first = m->d->nothing_new       ? phrase_closing(&m->words, m->d)
                        : m->d->attention.count ? m->d->attention.items[0]
                        : m->d->summary.count   ? m->d->summary.items[0]
                                                : phrase_closing(&m->words, m->d);
    html_markup(m->h, "<div style=\"display:none;max-height:0;overflow:hidden\">");
    mail_text(m, first);
    html_markup(m->h, "</div>\n");
}

static void open_page(mail_view *m)
{
    html_markup(m->h, "<body class=\"p\" style=\"margin:0;padding:0;background-color:#f3efea\">\n");
    preheader(m);
    html_markup(m->h, "<div role=\"article\" aria-roledescription=\"email\" class=\"p\" lang=\"");
    html_text(m->h, m->d->language);
    html_markup(m->h, "\" aria-label=\"");
    mail_text(m, m->d->title);
    html_markup(m->h,
                "\" style=\"background-color:#f3efea\">\n"
                "<!--[if mso]><table role=\"presentation\" width=\"640\" align=\"center\" "
                "cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n"
                "<table role=\"presentation\" class=\"c\" style=\"width:100%;max-width:640px;"
                "margin:0 auto;border-collapse:collapse;background-color:#ffffff;color:" MAIL_INK
                ";font-family:" MAIL_FONT ";font-size:15px;line-height:22px;"
                "table-layout:fixed;overflow-wrap:break-word\">\n");
}

static void close_page(mail_view *m)
{
    html_markup(m->h, "</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</div>\n</body>\n"
                      "</html>\n");
}

/* ---- the parts around ------------------------------------------------------------------------ */

static void simulated_row(mail_view *m)
{
    if (!m->d->simulated)
        return;
    html_markup(m->h, "<tr><td style=\"padding:0\">");
    mail_simulated(m);
    html_markup(m->h, "</td></tr>\n");
}

static void sender(mail_view *m)
{
    const digest *d = m->d;
    const char *body = text_upper(m->words.memory, d->organisation);
    if (!body)
        m->words.failed = true;
    html_markup(m->h, "<p class=\"s\" style=\"margin:0 0 6px;" MAIL_SMALL "\">");
    mail_text(m, body ? body : "");
    if (*d->issuer) {
        html_markup(m->h, "<br><b class=\"r\" style=\"color:" MAIL_ACCENT "\">");
        mail_text(m, d->issuer);
        html_markup(m->h, "</b>");
    }
    html_markup(m->h, "</p>\n");
}

static void title(mail_view *m)
{
    const digest *d = m->d;
    html_markup(m->h, "<h1 style=\"margin:0 0 8px;font-size:20px;line-height:27px\">");
    mail_text(m, d->depth == DIGEST_BRIEF ? phrase(&m->words, _("Báo cáo nhanh %s"), d->period_name)
                                          : d->title);
    html_markup(m->h, "</h1>\n");
    if (m->d->depth == DIGEST_FULL) /* a short one says it at its end: the screen is small */
        mail_note(m, phrase(&m->words, "(%s)", phrase_draft(&m->words, d)));
}

static void header(mail_view *m)
{
    simulated_row(m);
    html_markup(m->h,
                "<tr><td class=\"x\" style=\"padding:14px 16px 0;border-top:5px solid " MAIL_ACCENT
                "\">\n");
    if (m->d->depth == DIGEST_FULL) /* a short one says that, too, at its end */
        sender(m);
    title(m);
    if (m->d->depth == DIGEST_FULL) {
        html_markup(m->h, "<div style=\"margin-top:16px\">\n");
        mail_paragraph(m, m->d->greeting);
        mail_paragraph(m, phrase_opening(&m->words, m->d));
        html_markup(m->h, "</div>\n");
    }
    html_markup(m->h, "</td></tr>\n");
}

static void imprint(mail_view *m)
{
    const digest *d = m->d;
    const bool brief = d->depth == DIGEST_BRIEF;
    const char *const said[] = {
        brief && *d->organisation ? phrase(&m->words, "%s.", d->organisation) : "",
        brief ? phrase(&m->words, "%s.", phrase_draft(&m->words, d)) : "",
        phrase_closing(&m->words, d),
        phrase_sources(&m->words, d),
        phrase_without_data(&m->words, d),
        phrase_automatic(),
        phrase_not_issued(&m->words, d),
    };
    const char *all = "";
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (!brief)
            mail_note(m, said[i]);
        all = phrase(&m->words, "%s%s%s", all, *all && *said[i] ? " " : "", said[i]);
    }
    if (brief)
        mail_note(m, all);
}

static void footer(mail_view *m)
{
    if (m->d->depth == DIGEST_BRIEF) {
        html_markup(m->h, "<tr><td class=\"x\" style=\"padding:12px 16px 12px\">\n");
    } else {
        html_markup(m->h, "<tr><td class=\"x\" style=\"padding:26px 16px 20px\">\n");
        mail_paragraph(m, _("Trân trọng báo cáo./."));
    }
    html_markup(m->h, "<div class=\"l\" style=\"border-top:2px solid " MAIL_RULE
                      ";padding-top:10px\">\n");
    imprint(m);
    html_markup(m->h, "</div></td></tr>\n");
    simulated_row(m);
}

/* One line, and how far the figures reach. */
static void quiet(mail_view *m)
{
    simulated_row(m);
    html_markup(
        m->h, "<tr><td class=\"x\" style=\"padding:18px 16px 10px;border-top:5px solid " MAIL_ACCENT
              "\">\n<h1 style=\"margin:0 0 8px;font-size:17px;"
              "line-height:24px\">");
    html_text(m->h, phrase_nothing_new(&m->words, m->d));
    html_markup(m->h, "</h1>\n");
    mail_note(m, phrase_closing(&m->words, m->d));
    html_markup(m->h, "</td></tr>\n");
    mail_gaps(m);
}

static void content(mail_view *m)
{
    if (m->d->nothing_new) {
        quiet(m);
        return;
    }
    header(m);
    if (m->d->depth == DIGEST_BRIEF)
        mail_brief(m);
    else
        mail_sections(m);
    footer(m);
}

void mail_page(mail_view *m)
{
    head(m);
    open_page(m);
    content(m);
    close_page(m);
}
