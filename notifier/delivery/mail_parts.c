#include "notifier/delivery/mail_parts.h"

#include "base/i18n.h"
#include "base/text.h"
#include "notifier/delivery/mime_header.h"
#include "render/html.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_BYTES = 57, /* 76 characters of base64 */
    LINE_SIZE = sodium_base64_ENCODED_LEN(LINE_BYTES, sodium_base64_VARIANT_ORIGINAL),
    MEGABYTE = 1000 * 1000,
};

/* ---- pictures -------------------------------------------------------------------------------- */

static char *picture_id(arena *a, const char *id, const char *message_id)
{
    enum { LETTERS = 16 }; /* of the Message-ID: enough, and the line stays short */
    const char *domain = strchr(message_id, '@');
    if (!domain)
        return arena_strdup(a, id);
    size_t n = (size_t)(domain - message_id) - 1;
    return arena_printf(a, "%s.%.*s%.*s", id, (int)(n < LETTERS ? n : LETTERS), message_id + 1,
                        (int)strcspn(domain, ">"), domain);
}

/* The HTML P with the pictures of M under their names in NAMED; false: no memory. */
static bool name_in_html(arena *a, const message *m, const message_part *named, message_part *p)
{
    const char *text = arena_strndup(a, p->data, p->size);
    for (size_t i = 0; text && i < m->part_count; i++) {
        if (!*m->parts[i].content_id)
            continue;
        const char *from = arena_printf(a, "cid:%s\"", m->parts[i].content_id);
        const char *to = arena_printf(a, "cid:%s\"", named[i].content_id);
        text = from && to ? text_replace(a, text, from, to) : NULL;
    }
    p->data = text;
    p->size = text ? strlen(text) : 0;
    return text;
}

message mail_parts_named(arena *a, const message *m, const char *message_id)
{
    message out = *m;
    message_part *parts = arena_alloc(a, (m->part_count + 1) * sizeof *parts);
    bool done = parts;
    for (size_t i = 0; done && i < m->part_count; i++) {
        parts[i] = m->parts[i];
        if (*parts[i].content_id)
            done = (parts[i].content_id = picture_id(a, parts[i].content_id, message_id));
    }
    for (size_t i = 0; done && i < m->part_count; i++)
        if (!*parts[i].name && strcmp(parts[i].type, "text/html") == 0)
            done = name_in_html(a, m, parts, &parts[i]);
    out.parts = done ? parts : NULL;
    return out;
}

/* ---- one part -------------------------------------------------------------------------------- */

/* Base64 lines end in CRLF whatever the part holds, so no bare LF can reach the server, and no line
 * of a text begins with a dot or with "From ". */
static bool put_base64(FILE *out, const unsigned char *data, size_t n)
{
    char line[LINE_SIZE];
    for (size_t at = 0; at < n; at += LINE_BYTES) {
        size_t count = n - at < LINE_BYTES ? n - at : LINE_BYTES;
        sodium_bin2base64(line, sizeof line, data + at, count, sodium_base64_VARIANT_ORIGINAL);
        if (fprintf(out, "%s%s", at ? "\r\n" : "", line) < 0)
            return false;
    }
    return true;
}

static bool is_text(const message_part *p)
{
    return strncmp(p->type, "text/", 5) == 0;
}

/* The lines of a text end in CRLF before it is encoded (RFC 2045 section 6.8). In arena A. */
static char *with_crlf(arena *a, const message_part *p, size_t *n)
{
    const char *from = p->data;
    char *to = arena_alloc(a, p->size * 2 + 1);
    *n = 0;
    for (size_t i = 0; to && i < p->size; i++) {
        if (from[i] == '\n' && (i == 0 || from[i - 1] != '\r'))
            to[(*n)++] = '\r';
        to[(*n)++] = from[i];
    }
    return to;
}

/* Programs that do not know RFC 2231 read the name in the type, encoded as they expect it. */
static const char *name_in_type(arena *a, const char *name)
{
    if (!*name)
        return "";
    const char *encoded = mime_header_text(a, name);
    return encoded ? arena_printf(a, ";\r\n name=\"%s\"", encoded) : NULL;
}

static bool put_part_headers(FILE *out, arena *a, const message_part *p)
{
    const char *disposition = *p->content_id ? "inline" : "attachment";
    const char *file_name = *p->name ? mime_header_parameter(a, "filename", p->name) : "";
    const char *name = name_in_type(a, p->name);
    if (!file_name || !name ||
        fprintf(out, "Content-Type: %s%s%s\r\nContent-Transfer-Encoding: base64\r\n", p->type,
                is_text(p) ? "; charset=utf-8" : "", name) < 0)
        return false;
    if (*p->content_id && fprintf(out, "Content-ID: <%s>\r\n", p->content_id) < 0)
        return false;
    if ((*p->content_id || *p->name) &&
        fprintf(out, "Content-Disposition: %s%s\r\n", disposition, file_name) < 0)
        return false;
    return fputs("\r\n", out) >= 0;
}

bool mail_part_put(FILE *out, arena *a, const message_part *p)
{
    size_t n = p->size;
    const void *data = is_text(p) ? with_crlf(a, p, &n) : p->data;
    return (data || n == 0) && put_part_headers(out, a, p) && put_base64(out, data, n);
}

/* ---- what was left out ----------------------------------------------------------------------- */

/* One sentence for each part, of a file by its name; "" when nothing was left out. */
static char *tell_left_out(arena *a, const message *m, const bool *left_out, int64_t max_bytes)
{
    char *told = arena_strdup(a, "");
    for (size_t i = 0; told && i < m->part_count; i++) {
        const message_part *p = &m->parts[i];
        long long size = (long long)((p->size + MEGABYTE - 1) / MEGABYTE);
        if (!left_out[i])
            continue;
        const char *one =
            *p->content_id ? _("Thư này thiếu một hình vì vượt quá dung lượng cho phép.")
            : max_bytes
                ? arena_printf(a,
                               _("Thư này thiếu tệp %s (khoảng %lld MB) vì vượt quá dung lượng cho "
                                 "phép của một thư (%lld MB). Tệp còn lưu tại hệ thống."),
                               p->name, size, (long long)(max_bytes / MEGABYTE))
                : arena_printf(a,
                               _("Thư này thiếu tệp %s (khoảng %lld MB) vì máy chủ thư không nhận "
                                 "thư lớn như vậy. Tệp còn lưu tại hệ thống."),
                               p->name, size);
        told = one ? arena_printf(a, "%s%s\n", told, one) : NULL;
    }
    return told;
}

static const char *find_last(const char *text, const char *what)
{
    const char *last = NULL;
    for (const char *at = text; (at = strstr(at, what)); at++)
        last = at;
    return last;
}

/* NOTE as a paragraph of HTML; the caller's. */
static char *as_paragraph(const char *note)
{
    html *h = html_new();
    if (!h)
        return NULL;
    html_markup(h, "<p style=\"font:14px/1.5 Arial,sans-serif;padding:12px\"><strong>");
    html_lines(h, note);
    html_markup(h, "</strong></p>");
    char *markup = html_take(h);
    html_free(h);
    return markup;
}

/* P with NOTE at its end. In arena A; data NULL: no memory. */
static message_part with_note(arena *a, const message_part *p, const char *note)
{
    message_part out = *p;
    const char *text = arena_strndup(a, p->data, p->size);
    if (strcmp(p->type, "text/html") != 0) {
        out.data = text ? arena_printf(a, "%s\n%s", text, note) : NULL;
    } else {
        char *markup = as_paragraph(note);
        const char *end = text ? find_last(text, "</body>") : NULL;
        size_t before = end ? (size_t)(end - text) : p->size;
        out.data = text && markup
                       ? arena_printf(a, "%.*s%s%s", (int)before, text, markup, text + before)
                       : NULL;
        free(markup);
    }
    out.size = out.data ? strlen(out.data) : 0;
    return out;
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* A level of the mail: a multipart around what it holds, or nothing when that is one part. */
typedef struct writer {
    FILE *out;
    arena *memory;
    const message *message;
    const bool *left_out;
    const char *boundary, *note;
} writer;

static bool begin(const writer *w, const char *type, const char *level)
{
    return fprintf(w->out, "Content-Type: multipart/%s;\r\n boundary=\"%s%s\"\r\n", type,
                   w->boundary, level) > 0;
}

static bool next(const writer *w, const char *level)
{
    return fprintf(w->out, "\r\n--%s%s\r\n", w->boundary, level) > 0;
}

static bool end(const writer *w, const char *level)
{
    return fprintf(w->out, "\r\n--%s%s--", w->boundary, level) > 0;
}

static bool put_body(const writer *w, const message_part *p)
{
    message_part told = *w->note ? with_note(w->memory, p, w->note) : *p;
    return (told.data || !told.size) && mail_part_put(w->out, w->memory, &told);
}

static bool put_bodies(const writer *w)
{
    const message_part none = {"", "text/plain", "", "", 0};
    const message_part *text = message_body(w->message, "text/plain");
    const message_part *rich = message_body(w->message, "text/html");
    if (!text || !rich)
        return put_body(w, text ? text : rich ? rich : &none);
    return begin(w, "alternative", "a") && next(w, "a") && put_body(w, text) && next(w, "a") &&
           put_body(w, rich) && end(w, "a");
}

static bool is_picture(const message_part *p)
{
    return *p->content_id;
}

static bool is_attachment(const message_part *p)
{
    return !*p->content_id && *p->name;
}

/* The parts that are KIND, each behind a boundary of LEVEL. */
static bool put_each(const writer *w, bool (*kind)(const message_part *), const char *level)
{
    for (size_t i = 0; i < w->message->part_count; i++) {
        const message_part *p = &w->message->parts[i];
        if (kind(p) && !w->left_out[i] && !(next(w, level) && mail_part_put(w->out, w->memory, p)))
            return false;
    }
    return true;
}

static bool has(const writer *w, bool (*kind)(const message_part *))
{
    for (size_t i = 0; i < w->message->part_count; i++)
        if (kind(&w->message->parts[i]) && !w->left_out[i])
            return true;
    return false;
}

static bool put_related(const writer *w)
{
    if (!has(w, is_picture))
        return put_bodies(w);
    const char *type = message_body(w->message, "text/plain")
                           ? "related; type=\"multipart/alternative\""
                           : "related; type=\"text/html\"";
    return begin(w, type, "r") && next(w, "r") && put_bodies(w) && put_each(w, is_picture, "r") &&
           end(w, "r");
}

bool mail_parts_put(FILE *out, arena *a, const message *m, const bool *left_out, int64_t max_bytes,
                    const char *boundary)
{
    const writer w = {out, a, m, left_out, boundary, tell_left_out(a, m, left_out, max_bytes)};
    if (!w.note)
        return false;
    if (!has(&w, is_attachment))
        return put_related(&w);
    return begin(&w, "mixed", "m") && next(&w, "m") && put_related(&w) &&
           put_each(&w, is_attachment, "m") && end(&w, "m");
}
