#include "notifier/composition.h"

#include "base/i18n.h"
#include "base/log.h"
#include "notifier/digest/digest_json.h"
#include "notifier/digest/digest_render.h"
#include "notifier/digest/digest_shorten.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 3 + DIGEST_PICTURES_MAX + 3 };

const char *const rendering_codes[] = {"text", "html", "pdf", "xlsx", "json", "eml", NULL};
const char *const rendering_endings[] = {"txt", "html", "pdf", "xlsx", "json", "eml", NULL};

static const struct {
    attachment bit;
    rendering_format format;
    const char *type;
    const char *words; /* in the body: what goes with it */
} FILES[] = {
    {ATTACH_PDF, RENDER_PDF, "application/pdf", N_("báo cáo đầy đủ (PDF)")},
    {ATTACH_XLSX, RENDER_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     N_("bảng số liệu (XLSX)")},
    {ATTACH_JSON, RENDER_JSON, "application/json", N_("dữ liệu cho máy (JSON)")},
};
enum { FILE_COUNT = sizeof FILES / sizeof *FILES };

unsigned attachment_of_type(const char *type)
{
    for (size_t i = 0; i < FILE_COUNT; i++)
        if (strcmp(FILES[i].type, type) == 0)
            return FILES[i].bit;
    return 0;
}

/* ---- one rendering --------------------------------------------------------------------------- */

static error render_text(const digest *d, unsigned char **out, size_t *size)
{
    char *text;
    TRY(digest_render_text(d, &text));
    *out = (unsigned char *)text;
    *size = strlen(text);
    return OK;
}

static error render_page(const digest *d, unsigned char **out, size_t *size)
{
    char *page;
    TRY(digest_render_page(d, &page));
    *out = (unsigned char *)page;
    *size = strlen(page);
    return OK;
}

static error render_json(const digest *d, unsigned char **out, size_t *size)
{
    char *json;
    TRY(digest_to_json(d, &json));
    *out = (unsigned char *)json;
    *size = strlen(json);
    return OK;
}

/* What a mail shows is as short as its profile wants it; files hold everything. */
static void fit(digest *d, rendering_format format)
{
    if (format == RENDER_TEXT || format == RENDER_HTML)
        digest_shorten(d);
    else if (format != RENDER_JSON)
        d->depth = DIGEST_FULL;
}

error render_frozen(const char *frozen, rendering_format format, unsigned char **out, size_t *size)
{
    static error (*const renderers[])(const digest *, unsigned char **,
                                      size_t *) = {[RENDER_TEXT] = render_text,
                                                   [RENDER_HTML] = render_page,
                                                   [RENDER_PDF] = digest_render_pdf,
                                                   [RENDER_XLSX] = digest_render_xlsx,
                                                   [RENDER_JSON] = render_json};
    digest *d;
    TRY(digest_from_json(&d, frozen));
    fit(d, format);
    error err = renderers[format](d, out, size);
    digest_free(d);
    return err;
}

char *digest_file_name(arena *a, const digest *d)
{
    char day[11];
    date_format_iso(clock_local_date(d->as_of_ms), day, sizeof day);
    char *name = arena_printf(a, "%s-%s", d->profile, day);
    for (char *p = name; p && *p; p++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *p))
            *p = '_';
    return name;
}

/* ---- a message's parts ----------------------------------------------------------------------- */

typedef struct composing {
    arena *memory;
    digest *digest;
    const char *frozen;
    unsigned attachments;
    message_part *parts;
    size_t count;
} composing;

static const void *keep(arena *a, const void *data, size_t size)
{
    char *copy = arena_alloc(a, size + 1);
    if (copy)
        memcpy(copy, data, size);
    return copy;
}

static error add_part(composing *c, const message_part *p)
{
    message_part *to = &c->parts[c->count];
    *to = (message_part){.name = arena_strdup(c->memory, p->name),
                         .type = arena_strdup(c->memory, p->type),
                         .content_id = arena_strdup(c->memory, p->content_id),
                         .data = keep(c->memory, p->data, p->size),
                         .size = p->size};
    if (!to->name || !to->type || !to->content_id || !to->data)
        return error_no_memory();
    c->count++;
    return OK;
}

static error add_line(arena *a, digest_lines *to, const char *line)
{
    const char **items = arena_alloc(a, (to->count + 1) * sizeof *items);
    if (!items || !line)
        return error_no_memory();
    if (to->count)
        memcpy(items, to->items, to->count * sizeof *items);
    items[to->count] = line;
    *to = (digest_lines){items, to->count + 1};
    return OK;
}

/* The reader is told what he does not get; the operator why. */
static error note_gap(composing *c, const char *what, error why)
{
    arena *a = c->digest->memory;
    log_error("rendering-failed", "profile=%s part=%s reason=%s", log_value(c->digest->profile),
              log_value(what), log_value(why.text));
    return add_line(a, &c->digest->gaps,
                    arena_printf(a, _("Không lập được %s: %s."), what, why.text));
}

static error freeze(composing *c)
{
    char *json;
    TRY(digest_to_json(c->digest, &json));
    c->frozen = arena_strdup(c->memory, json);
    free(json);
    return c->frozen ? OK : error_no_memory();
}

static error attach(composing *c, size_t i)
{
    unsigned char *data;
    size_t size;
    TRY(render_frozen(c->frozen, FILES[i].format, &data, &size));
    const char *stem = digest_file_name(c->memory, c->digest);
    const char *name =
        stem ? arena_printf(c->memory, "%s.%s", stem, rendering_endings[FILES[i].format]) : NULL;
    const message_part part = {name, FILES[i].type, "", data, size};
    error err = name ? add_part(c, &part) : error_no_memory();
    free(data);
    return err;
}

/* The body is to name what goes with it, and nothing else. */
static error name_attachments(composing *c, unsigned made)
{
    c->digest->attachments = (digest_lines){0};
    for (size_t i = 0; i < FILE_COUNT; i++)
        if (made & FILES[i].bit)
            TRY(add_line(c->digest->memory, &c->digest->attachments, _(FILES[i].words)));
    return freeze(c);
}

/* The JSON comes last: it is what is frozen in the end. */
static error attach_files(composing *c)
{
    unsigned made = c->attachments;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        if (!(c->attachments & FILES[i].bit) || FILES[i].bit == ATTACH_JSON)
            continue;
        error err = attach(c, i);
        if (err.code == ERR_NO_MEMORY)
            return err;
        if (!err.code)
            continue;
        made &= ~(unsigned)FILES[i].bit;
        TRY(note_gap(c, _(FILES[i].words), err));
        TRY(name_attachments(c, made));
    }
    return OK;
}

static error add_html(composing *c, const digest_html *h)
{
    const message_part body = {"", "text/html", "", h->html, strlen(h->html)};
    TRY(add_part(c, &body));
    for (size_t i = 0; i < h->picture_count; i++) {
        const digest_picture *p = &h->pictures[i];
        const message_part picture = {p->file_name, "image/png", p->id, p->png, p->size};
        TRY(add_part(c, &picture));
    }
    return OK;
}

static error compose_html(composing *c)
{
    digest *shown;
    digest_html h = {0};
    TRY(digest_from_json(&shown, c->frozen));
    fit(shown, RENDER_HTML);
    error err = digest_render_html(shown, &h);
    if (!err.code) {
        err = add_html(c, &h);
        digest_html_free(&h);
    }
    digest_free(shown);
    return err;
}

static error compose_text(composing *c)
{
    unsigned char *text;
    size_t size;
    TRY(render_frozen(c->frozen, RENDER_TEXT, &text, &size));
    const message_part part = {"", "text/plain", "", text, size};
    error err = add_part(c, &part);
    free(text);
    return err;
}

static error compose_bodies(composing *c)
{
    error err = compose_html(c);
    if (err.code == ERR_NO_MEMORY)
        return err;
    if (err.code) {
        TRY(note_gap(c, _("bản có định dạng (HTML)"), err));
        TRY(freeze(c));
    }
    return compose_text(c);
}

/* Text, HTML with its pictures, then files: the order in which mail programs prefer them. */
static int rank(const message_part *p)
{
    if (!*p->name && !*p->content_id)
        return strcmp(p->type, "text/plain") != 0;
    return *p->content_id ? 2 : 3;
}

static void sort_parts(composing *c)
{
    for (size_t i = 1; i < c->count; i++)
        for (size_t k = i; k > 0 && rank(&c->parts[k]) < rank(&c->parts[k - 1]); k--) {
            message_part aside = c->parts[k];
            c->parts[k] = c->parts[k - 1];
            c->parts[k - 1] = aside;
        }
}

static error compose(composing *c)
{
    TRY(name_attachments(c, c->attachments));
    TRY(attach_files(c));
    TRY(compose_bodies(c));
    if (c->attachments & ATTACH_JSON)
        TRY(attach(c, FILE_COUNT - 1));
    sort_parts(c);
    return OK;
}

error compose_digest(arena *a, digest *d, unsigned attachments, message *out)
{
    composing c = {.memory = a,
                   .digest = d,
                   .attachments = attachments,
                   .parts = arena_alloc(a, PARTS_MAX * sizeof(message_part))};
    if (!c.parts)
        return error_no_memory();
    TRY(compose(&c));
    out->parts = c.parts;
    out->part_count = c.count;
    out->frozen = c.frozen;
    out->subject = arena_strdup(a, d->subject);
    return out->subject ? OK : error_no_memory();
}

error compose_frozen(arena *a, const char *frozen, unsigned attachments, message *out)
{
    digest *d;
    TRY(digest_from_json(&d, frozen));
    error err = compose_digest(a, d, attachments, out);
    digest_free(d);
    return err;
}
