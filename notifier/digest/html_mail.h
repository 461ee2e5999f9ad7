/* html_mail.h - the pieces of a mail's HTML. For notifier/digest/html_*.c alone.
 *
 * Mail programs know tables and inline styles; a style sheet only adds what is lost without harm:
 * wider margins on wide screens, and dark colours where the reader asked for them. Colours are
 * dark on pale or pale on dark with hue alone between them, so that a program that turns lightness
 * around by itself keeps them readable. Nothing is said by colour alone. */
#pragma once
#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/digest_render.h"
#include "render/html.h"

/* Gmail hides what is beyond 102 kB behind a link. */
enum { MAIL_HTML_MAX = 100 * 1000, MAIL_PICTURES_MAX = 200 * 1000 };

typedef struct mail_view {
    const digest *d;
    phrases words;
    html *h;
    size_t most;    /* rows of a list */
    size_t longest; /* bytes of a text */
    size_t item;    /* how many the part has so far */
    const digest_html *pictures;
    bool embedded; /* pictures as data: instead of cid: */
} mail_view;

/* ---- styles ---------------------------------------------------------------------------------- */

#define MAIL_FONT   "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
#define MAIL_INK    "#1f2430"
#define MAIL_ACCENT "#8f1a1d"
#define MAIL_RULE   "#ddd6cd"
#define MAIL_SMALL  "font-size:14px;line-height:20px"

/* ---- html_pieces.c --------------------------------------------------------------------------- */

/* TEXT escaped, cut to the view's longest. */
void mail_text(mail_view *m, const char *text);
/* A row of the page with a heading of the second level; ends with mail_end_part(). */
void mail_part(mail_view *m, digest_part part);
void mail_end_part(mail_view *m);

void mail_paragraph(mail_view *m, const char *text);
/* In small type; "" is nothing. */
void mail_note(mail_view *m, const char *text);
void mail_list(mail_view *m, const digest_lines *lines);
void mail_facts(mail_view *m, const facts *f);
void mail_fact(mail_view *m, const char *name, const char *text); /* "" is nothing */
/* How many of COUNT rows are shown; the rest, with ALREADY that the digest left out, is told by
 * mail_left_out(). */
size_t mail_rows(const mail_view *m, size_t count);
void mail_left_out(mail_view *m, size_t count, size_t already);

void mail_badge(mail_view *m, status s);
/* A heading of the third level: what it is about, with its code ("" for none). */
void mail_item(mail_view *m, const char *name, const char *code);
/* Figure, target, badge, and the mark of what the last digest did not say. */
void mail_level(mail_view *m, const digest_standing *s);
/* Of PERCENT per cent (at most 100 are drawn); for eyes alone, the figure stands beside it. */
void mail_bar(mail_view *m, int64_t percent, status s);
/* Units that are not as they should be. */
void mail_units(mail_view *m, const digest_standing *units, size_t count);
/* The picture ID, when there is one. */
void mail_picture(mail_view *m, const char *id);
void mail_simulated(mail_view *m);

/* ---- html_sections.c, html_tables.c ---------------------------------------------------------- */

void mail_sections(mail_view *m); /* every part that was asked for */
void mail_brief(mail_view *m);    /* what fits on one screen */
void mail_gaps(mail_view *m);
void mail_ranking(mail_view *m);
void mail_discipline(mail_view *m);
void mail_scores(mail_view *m); /* how many of each status */

/* ---- html_frame.c ---------------------------------------------------------------------------- */

/* The whole page into m->h. */
void mail_page(mail_view *m);

/* ---- html_pictures.c ------------------------------------------------------------------------- */

/* Draws the pictures that D's sections call for; out->undrawn tells of those that are not there. */
error mail_draw(const digest *d, digest_html *out);
