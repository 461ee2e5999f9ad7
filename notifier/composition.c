#include "notifier/composition.h"

#include "base/i18n.h"
#include "notifier/digest/digest_gap.h"
#include "notifier/digest/digest_json.h"
#include "notifier/digest/digest_render.h"
#include "notifier/digest/digest_shorten.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 2 + DIGEST_PICTURES_MAX + 4 };

const char *const rendering_codes[] = {"text", "html", "brief", "pdf", "xlsx", "json", "eml", NULL};
const char *const rendering_endings[] = {"txt",  "html", "brief.pdf", "pdf",
                                         "xlsx", "json", "eml",       NULL};

/* Beside the attachments: what a mail holds if it can be made. */
enum { BODY_HTML = 1 << 8, BODY_CHARTS = 1 << 9 };

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

/* What a mail shows is as short as its profile wants it; files hold everything, but for the one
 * that is to be short. */
static void fit(digest *d, rendering_format format)
{
    if (format == RENDER_TEXT || format == RENDER_HTML)
        digest_shorten(d);
    else if (format != RENDER_JSON)
        d->depth = format == RENDER_BRIEF ? DIGEST_BRIEF : DIGEST_FULL;
}

error render_frozen(const char *frozen, rendering_format format, unsigned char **out, size_t *size)
{
    static error (*const renderers[])(const digest *, unsigned char **, size_t *) = {
        [RENDER_TEXT] = render_text,        [RENDER_HTML] = render_page,
        [RENDER_BRIEF] = digest_render_pdf, [RENDER_PDF] = digest_render_pdf,
        [RENDER_XLSX] = digest_render_xlsx, [RENDER_JSON] = render_json};
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
    unsigned wanted; /* bits of what is not given up */
    error charts;    /* why they are not all in the HTML */
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

static error add_text(composing *c)
{
    unsigned char *text;
    size_t size;
    TRY(render_frozen(c->frozen, RENDER_TEXT, &text, &size));
    const message_part part = {"", "text/plain", "", text, size};
    error err = add_part(c, &part);
    free(text);
    return err;
}

static error add_html_parts(composing *c, const digest_html *h)
{
    const message_part body = {"", "text/html", "", h->html, strlen(h->html)};
    TRY(add_part(c, &body));
    for (size_t i = 0; i < h->picture_count; i++) {
        const digest_picture *p = &h->pictures[i];
        const message_part picture = {p->file_name, "image/png", p->id, p->png, p->size};
        TRY(add_part(c, &picture));
    }
    c->charts = h->undrawn;
    if (c->charts.code && !(c->charts.text = arena_strdup(c->memory, h->undrawn.text)))
        return error_no_memory();
    return OK;
}

static error add_html(composing *c)
{
    digest *shown;
    digest_html h = {0};
    TRY(digest_from_json(&shown, c->frozen));
    fit(shown, RENDER_HTML);
    error err = digest_render_html(shown, &h);
    if (!err.code) {
        err = add_html_parts(c, &h);
        digest_html_free(&h);
    }
    digest_free(shown);
    return err;
}

/* They come with the HTML. */
static error check_charts(composing *c)
{
    return c->charts;
}

static error add_file(composing *c, rendering_format format, const char *type)
{
    unsigned char *data;
    size_t size;
    TRY(render_frozen(c->frozen, format, &data, &size));
    const char *stem = digest_file_name(c->memory, c->digest);
    const char *name =
        stem ? arena_printf(c->memory, "%s.%s", stem, rendering_endings[format]) : NULL;
    const message_part part = {name, type, "", data, size};
    error err = name ? add_part(c, &part) : error_no_memory();
    free(data);
    return err;
}

static const char pdf_type[] = "application/pdf";
static const char xlsx_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
static const char json_type[] = "application/json";

static error add_brief(composing *c)
{
    return add_file(c, RENDER_BRIEF, pdf_type);
}

static error add_pdf(composing *c)
{
    return add_file(c, RENDER_PDF, pdf_type);
}

static error add_xlsx(composing *c)
{
    return add_file(c, RENDER_XLSX, xlsx_type);
}

static error add_json(composing *c)
{
    return add_file(c, RENDER_JSON, json_type);
}

/* All but the text, in the order in which mail programs prefer them. */
static const struct piece {
    unsigned bit;
    const char *code;  /* in the log */
    const char *words; /* in the body: what goes with it, or does not */
    rendering_format format;
    error (*add)(composing *c);
} PIECES[] = {
    {BODY_HTML, "html", N_("bản có định dạng (HTML)"), RENDER_HTML, add_html},
    {BODY_CHARTS, "charts", N_("đủ biểu đồ trong thư"), RENDER_HTML, check_charts},
    {ATTACH_BRIEF, "brief", N_("báo cáo tóm tắt hai trang (PDF)"), RENDER_BRIEF, add_brief},
    {ATTACH_PDF, "pdf", N_("báo cáo đầy đủ (PDF)"), RENDER_PDF, add_pdf},
    {ATTACH_XLSX, "xlsx", N_("bảng số liệu (XLSX)"), RENDER_XLSX, add_xlsx},
    {ATTACH_JSON, "json", N_("dữ liệu cho máy (JSON)"), RENDER_JSON, add_json},
};
enum { PIECE_COUNT = sizeof PIECES / sizeof *PIECES };

static bool is_attachment(const struct piece *it)
{
    return it->format != RENDER_HTML;
}

unsigned attachment_of_name(const char *name)
{
    for (size_t i = 0; i < PIECE_COUNT; i++) {
        const char *ending = rendering_endings[PIECES[i].format];
        size_t size = strlen(name), length = strlen(ending);
        if (is_attachment(&PIECES[i]) && size > length && name[size - length - 1] == '.' &&
            strcmp(name + size - length, ending) == 0)
            return PIECES[i].bit;
    }
    return 0;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* The body is to name what goes with it, and nothing else. */
static error name_attachments(composing *c)
{
    digest_lines *named = &c->digest->attachments;
    named->items = arena_alloc(c->digest->memory, PIECE_COUNT * sizeof *named->items);
    named->count = 0;
    for (size_t i = 0; named->items && i < PIECE_COUNT; i++)
        if (is_attachment(&PIECES[i]) && c->wanted & PIECES[i].bit)
            named->items[named->count++] = _(PIECES[i].words);
    return named->items ? OK : error_no_memory();
}

static error freeze(composing *c)
{
    char *json;
    TRY(name_attachments(c));
    TRY(digest_to_json(c->digest, &json));
    c->frozen = arena_strdup(c->memory, json);
    free(json);
    return c->frozen ? OK : error_no_memory();
}

/* *BROKEN is the piece that cannot be made, because of *WHY; NULL when all were. */
static error add_all(composing *c, const struct piece **broken, error *why)
{
    c->count = 0;
    *broken = NULL;
    TRY(add_text(c));
    for (size_t i = 0; i < PIECE_COUNT && !*broken; i++) {
        *why = c->wanted & PIECES[i].bit ? PIECES[i].add(c) : OK;
        if (why->code)
            *broken = &PIECES[i];
    }
    return OK;
}

/* The reader is told what he does not get; the operator why. */
static error give_up(composing *c, const struct piece *it, error why)
{
    const char *line = arena_printf(c->digest->memory, _("Không lập được %s: %s."), _(it->words),
                                    digest_gap_reason(why.code));
    c->wanted &= ~it->bit;
    c->charts = OK;
    return digest_add_gap(c->digest, line, it->code, why.text);
}

/* Every part says what is missing: one that cannot be made has the others made anew. */
static error compose(composing *c)
{
    const struct piece *broken;
    error why;
    do {
        TRY(freeze(c));
        TRY(add_all(c, &broken, &why));
        if (broken)
            TRY(give_up(c, broken, why));
    } while (broken);
    return OK;
}

error compose_digest(arena *a, digest *d, unsigned attachments, message *out)
{
    composing c = {.memory = a,
                   .digest = d,
                   .wanted = attachments | BODY_HTML | BODY_CHARTS,
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
