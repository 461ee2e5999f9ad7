#include "notifier/digest/html_mail.h"

#include "base/i18n.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- pictures -------------------------------------------------------------------------------- */

static const digest_picture *find(const digest_html *all, const char *id)
{
    for (size_t i = 0; i < all->picture_count; i++)
        if (strcmp(all->pictures[i].id, id) == 0)
            return &all->pictures[i];
    return NULL;
}

static void put_data_url(mail_view *m, const digest_picture *it)
{
    size_t room = sodium_base64_encoded_len(it->size, sodium_base64_VARIANT_ORIGINAL);
    char *base64 = malloc(room);
    if (!base64) {
        m->words.failed = true;
        return;
    }
    sodium_bin2base64(base64, room, it->png, it->size, sodium_base64_VARIANT_ORIGINAL);
    html_markup(m->h, "data:image/png;base64,");
    html_text(m->h, base64);
    free(base64);
}

void mail_picture(mail_view *m, const char *id)
{
    const digest_picture *it = find(m->pictures, id);
    if (!it)
        return;
    html_markup(m->h, "<p style=\"margin:12px 0\"><img src=\"");
    if (m->embedded) {
        put_data_url(m, it);
    } else {
        html_markup(m->h, "cid:");
        html_text(m->h, it->id);
    }
    html_markup(m->h, "\" width=\"");
    html_number(m->h, it->width);
    html_markup(m->h, "\" height=\"");
    html_number(m->h, it->height);
    html_markup(m->h, "\" alt=\"");
    mail_text(m, it->alternative);
    html_markup(m->h, "\" style=\"display:block;width:100%;max-width:440px;height:auto;"
                      "margin:0 auto;border-radius:4px;background-color:#ffffff;color:" MAIL_INK
                      ";" MAIL_SMALL "\"></p>\n");
}

/* ---- fitting --------------------------------------------------------------------------------- */

/* How much of a long digest is shown, until it fits. What is cut is counted and said, and is in the
 * attachments whole. */
static const struct {
    size_t most, longest;
} fits[] = {{SIZE_MAX, 20000}, {60, 4000}, {40, 2000}, {30, 1500}, {20, 1000}, {15, 800}, {12, 600},
            {10, 500},         {8, 400},   {6, 300},   {4, 240},   {3, 180},   {2, 120},  {1, 80}};

/* *OUT is NULL when the page is larger than MAIL_HTML_MAX, pictures in it not counted. */
static error page(const digest *d, const digest_html *pictures, bool embedded, size_t fit,
                  char **out)
{
    mail_view m = {.d = d,
                   .h = html_new(),
                   .words.memory = arena_new(0),
                   .most = fits[fit].most,
                   .longest = fits[fit].longest,
                   .pictures = pictures,
                   .embedded = embedded};
    bool fitting = false;
    *out = NULL;
    if (m.h && m.words.memory) {
        mail_page(&m);
        fitting = embedded || html_size(m.h) <= MAIL_HTML_MAX;
        *out = fitting && !m.words.failed ? html_take(m.h) : NULL;
    }
    bool failed = !m.h || !m.words.memory || m.words.failed || (fitting && !*out);
    html_free(m.h);
    arena_free(m.words.memory);
    return failed ? error_no_memory() : OK;
}

static error fit(const digest *d, const digest_html *pictures, size_t *at, char **out)
{
    for (*at = 0; *at < sizeof fits / sizeof *fits; ++*at) {
        TRY(page(d, pictures, false, *at, out));
        if (*out)
            return OK;
    }
    return error_make(ERR_INTERNAL, _("bản tin không thu gọn được dưới %d byte"), MAIL_HTML_MAX);
}

/* ---- renderings ------------------------------------------------------------------------------ */

error digest_render_html(const digest *d, digest_html *out)
{
    size_t at;
    *out = (digest_html){0};
    error err = mail_draw(d, out);
    if (!err.code)
        err = fit(d, out, &at, &out->html);
    if (err.code)
        digest_html_free(out);
    return err;
}

void digest_html_free(digest_html *h)
{
    for (size_t i = 0; i < h->picture_count; i++)
        free(h->pictures[i].png);
    free(h->html);
    arena_free(h->memory);
    *h = (digest_html){0};
}

error digest_render_page(const digest *d, char **out)
{
    digest_html mail;
    size_t at;
    TRY(mail_draw(d, &mail));
    /* Its words go with the mail. */
    error err = mail.undrawn.code ? error_make(mail.undrawn.code, "%s", mail.undrawn.text) : OK;
    if (!err.code)
        err = fit(d, &mail, &at, &mail.html); /* as long as the mail is */
    if (!err.code)
        err = page(d, &mail, true, at, out);
    digest_html_free(&mail);
    return err;
}
