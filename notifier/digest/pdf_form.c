/* Above and below the content: Decree 30/2020/NĐ-CP, Appendix I. The national title and motto are
 * the law's words and are not translated. */
#include "notifier/digest/pdf_document.h"

#include "base/i18n.h"
#include "base/text.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define NATION "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
#define MOTTO  "Độc lập - Tự do - Hạnh phúc"
/* Room for a number or a day that is filled in by hand; no-break, so that it is not closed up. */
#define BLANK "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0"

enum { SIGNATURE_MM = 25 };

static const paper_style PARENT = {
    .size = 12, .align = PAPER_CENTRE, .balanced = true, .most = 4, .tag = "P"};
static const paper_style ISSUER = {
    .size = 12, .bold = true, .align = PAPER_CENTRE, .balanced = true, .most = 4, .tag = "P"};
static const paper_style NATION_STYLE = {
    .size = 12, .bold = true, .align = PAPER_CENTRE, .tag = "P"};
static const paper_style MOTTO_STYLE = {
    .size = 13, .bold = true, .align = PAPER_CENTRE, .tag = "P"};
static const paper_style NUMBER = {.size = 13, .align = PAPER_CENTRE, .tag = "P"};
static const paper_style PLACE = {.size = 13, .italic = true, .align = PAPER_CENTRE, .tag = "P"};
static const paper_style KIND = {
    .size = 14, .bold = true, .align = PAPER_CENTRE, .before = 18, .tag = "H1"};
static const paper_style TITLE = {
    .size = 14, .bold = true, .align = PAPER_CENTRE, .balanced = true, .most = 8, .tag = "P"};
static const paper_style NOTICE = {
    .size = 12, .italic = true, .align = PAPER_CENTRE, .before = 4, .tag = "P"};
static const paper_style MARK = {
    .size = 12, .bold = true, .align = PAPER_CENTRE, .before = 4, .tag = "P"};
static const paper_style GREETING = {.size = 13,
                                     .align = PAPER_CENTRE,
                                     .before = 12,
                                     .spacing = 1.1,
                                     .balanced = true,
                                     .most = 8,
                                     .tag = "P"};
static const paper_style BASIS = {.size = 13,
                                  .italic = true,
                                  .align = PAPER_JUSTIFIED,
                                  .indent = 12.7 * MM,
                                  .before = 6,
                                  .spacing = 1.1,
                                  .tag = "P"};

/* ---- agency, nation, number and place -------------------------------------------------------- */

static const char *upper(document *doc, const char *text)
{
    char *capitals = g_utf8_strup(text, -1);
    const char *kept = phrase(doc->words, "%s", capitals);
    g_free(capitals);
    return kept;
}

/* "UBND tỉnh Thanh Hóa" in full, in capitals. */
static const char *parent_name(document *doc)
{
    const char *name = doc->d->organisation, *rest = name + strlen("UBND ");
    return text_starts_with(name, "UBND ")
               ? phrase(doc->words, "ỦY BAN NHÂN DÂN\n%s", upper(doc, rest))
               : upper(doc, name);
}

/* A rule of SHARE of what is above it, centred in WIDTH. */
static void rule_below(document *doc, double x, double y, double width, double above, double share)
{
    double length = fmin(above, width) * share;
    paper_rule(doc->paper, x + (width - length) / 2, y + 3.5, length);
}

/* In two lines when it has no room in one: "SỞ THÔNG TIN", "VÀ TRUYỀN THÔNG". */
static const char *issuer_name(document *doc, double width)
{
    const digest *d = doc->d;
    const char *name = upper(doc, *d->issuer ? d->issuer : d->organisation);
    const char *and = strstr(name, " VÀ ");
    if (!and || paper_text_width(doc->paper, name, &ISSUER) <= width)
        return name;
    return phrase(doc->words, "%.*s\n%s", (int)(and-name), name, and+1);
}

static double write_agency(document *doc, double width)
{
    const digest *d = doc->d;
    bool has_parent = *d->issuer && *d->organisation && strcmp(d->issuer, d->organisation) != 0;
    const char *issuer = issuer_name(doc, width);
    double y = has_parent ? paper_put(doc->paper, parent_name(doc), &PARENT, 0, 0, width) : 0;
    y += paper_put(doc->paper, issuer, &ISSUER, 0, y, width);
    rule_below(doc, 0, y, width, paper_text_width(doc->paper, issuer, &ISSUER), 0.4);
    return y + 6;
}

static double write_nation(document *doc, double x, double width)
{
    double y = paper_put(doc->paper, NATION, &NATION_STYLE, x, 0, width);
    y += paper_put(doc->paper, MOTTO, &MOTTO_STYLE, x, y, width);
    rule_below(doc, x, y, width, paper_text_width(doc->paper, MOTTO, &MOTTO_STYLE), 1);
    return y + 6;
}

/* The day is that of the signature, which nobody has put yet. January and February have a zero in
 * front. */
static const char *place_and_date(document *doc)
{
    date day = clock_local_date(doc->d->as_of_ms);
    return phrase(doc->words,
                  day.month < 3 ? "%s, ngày%stháng 0%d năm %d" : "%s, ngày%stháng %d năm %d",
                  doc->d->place, BLANK, day.month, day.year);
}

static void write_letterhead(document *doc)
{
    double right =
        fmin(paper_text_width(doc->paper, NATION, &NATION_STYLE) + 4, paper_width() * 0.6);
    double left = paper_width() - right - 12, x = paper_width() - right;
    double y = fmax(write_agency(doc, left), write_nation(doc, x, right)) + 5;
    const char *number = phrase(doc->words, "Số:%s/%s", BLANK, doc->d->symbol);
    double high = paper_put(doc->paper, number, &NUMBER, 0, y, left);
    high = fmax(high, paper_put(doc->paper, place_and_date(doc), &PLACE, x, y, right));
    paper_move(doc->paper, y + high);
}

/* ---- title, address, basis ------------------------------------------------------------------- */

static void write_title(document *doc)
{
    const digest *d = doc->d;
    paper_text(doc->paper, "BÁO CÁO", &KIND);
    paper_text(doc->paper, d->title, &TITLE);
    double width = paper_text_width(doc->paper, d->title, &TITLE);
    rule_below(doc, 0, paper_y(doc->paper), paper_width(), fmin(width, paper_width() * 0.6), 0.4);
    paper_skip(doc->paper, 9);
    paper_text(doc->paper, phrase(doc->words, "(%s)", phrase_draft(doc->words, d)), &NOTICE);
    if (d->simulated)
        paper_text(doc->paper, phrase_simulated(), &MARK);
}

/* Each line of "Căn cứ …" is a paragraph in italics that ends with ";". */
static void write_basis(document *doc, const char *basis)
{
    while (*basis) {
        size_t n = strcspn(basis, "\n");
        bool ends = n && strchr(";.,", basis[n - 1]);
        paper_text(doc->paper, phrase(doc->words, "%.*s%s", (int)n, basis, ends ? "" : ";"),
                   &BASIS);
        basis += n + (basis[n] == '\n');
    }
}

static void write_opening(document *doc)
{
    digest d = *doc->d;
    if (text_starts_with(d.basis, "Căn cứ")) {
        write_basis(doc, d.basis);
        d.basis = "";
    }
    const char *opening = phrase_opening(doc->words, &d);
    if (*opening)
        paper_text(doc->paper, opening, &PAPER_BODY);
}

void document_head(document *doc)
{
    write_letterhead(doc);
    write_title(doc);
    if (*doc->d->greeting)
        paper_text(doc->paper, doc->d->greeting, &GREETING);
    write_opening(doc);
}

/* ---- signature and recipients ---------------------------------------------------------------- */

static const paper_style SIGNATURE = {
    .size = 13, .bold = true, .align = PAPER_CENTRE, .most = 8, .tag = "P"};
static const paper_style RECIPIENTS_TITLE = {.size = 12, .bold = true, .italic = true, .tag = "P"};
static const paper_style RECIPIENTS = {.size = 11, .most = 36, .tag = "P"};

static const char *signature_lines(document *doc)
{
    const char *out = "";
    for (size_t i = 0; i < doc->d->signature.count; i++)
        out = phrase(doc->words, "%s%s%s", out, i ? "\n" : "",
                     upper(doc, doc->d->signature.items[i]));
    return out;
}

/* "- …;" each, the last one with a full stop. */
static const char *recipient_lines(document *doc)
{
    const digest_lines *lines = &doc->d->recipients;
    const char *out = "";
    for (size_t i = 0; i < lines->count; i++) {
        const char *text = lines->items[i], *end = i + 1 < lines->count ? ";" : ".";
        size_t n = strlen(text);
        bool ends = n && strchr(";.", text[n - 1]);
        out = phrase(doc->words, "%s%s- %s%s", out, i ? "\n" : "", text, ends ? "" : end);
    }
    return out;
}

/* Nobody has signed: below the capacity there is room, and nothing in it. */
void document_foot(document *doc)
{
    const char *closing = *doc->d->greeting ? _("Kính báo cáo đồng chí xem xét, chỉ đạo./.")
                                            : _("Trân trọng báo cáo./.");
    const char *signature = signature_lines(doc), *recipients = recipient_lines(doc);
    double left = paper_width() * 0.5, right = paper_width() * 0.42, x = paper_width() - right;
    double title = paper_measure(doc->paper, _("Nơi nhận:"), &RECIPIENTS_TITLE, left);
    double below =
        fmax(title + paper_measure(doc->paper, recipients, &RECIPIENTS, left),
             paper_measure(doc->paper, signature, &SIGNATURE, right) + SIGNATURE_MM * MM);
    double sentence = paper_measure(doc->paper, closing, &PAPER_BODY, paper_width());
    paper_keep(doc->paper, PAPER_BODY.before + sentence + 14 + below);
    paper_text(doc->paper, closing, &PAPER_BODY);
    paper_skip(doc->paper, 14);
    double y = paper_y(doc->paper);
    if (*recipients) {
        paper_put(doc->paper, _("Nơi nhận:"), &RECIPIENTS_TITLE, 0, y, left);
        paper_put(doc->paper, recipients, &RECIPIENTS, 0, y + title, left);
    }
    paper_put(doc->paper, signature, &SIGNATURE, x, y, right);
    paper_move(doc->paper, y + below);
}
