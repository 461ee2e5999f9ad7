#include "notifier/delivery/mail_compose.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "notifier/delivery/mail_parts.h"
#include "notifier/delivery/mime_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOUNDARY_MAX = 32, LINE_MAX_LENGTH = 76 };

/* One mail in the making. */
typedef struct composition {
    const mail_form *form;
    const message *message;
    const message_address *to;
    int64_t date_ms;
    arena *memory;
    bool *left_out; /* by part of the message */
} composition;

/* ---- headers --------------------------------------------------------------------------------- */

static bool put_header(FILE *out, const char *name, const char *value)
{
    return value && fprintf(out, "%s: %s\r\n", name, value) > 0;
}

/* The same, on a line of its own where one is too short. */
static bool put_folded(FILE *out, const char *name, const char *value)
{
    bool fits = value && strlen(name) + strlen(": ") + strlen(value) <= LINE_MAX_LENGTH;
    return value && fprintf(out, "%s:%s %s\r\n", name, fits ? "" : "\r\n", value) > 0;
}

/* The profile's name as a label of a domain. */
static char *label_of(arena *a, const char *profile)
{
    char *label = text_fold(a, profile);
    for (char *p = label; p && *p; p++)
        if (*p == ' ' || (unsigned char)*p > '~')
            *p = '-';
    return label;
}

/* Those who are on a list see by whose rules they got it, and how to leave. One person's own draft
 * or test is no list. Internal lists may leave by mail (M7). */
static bool put_list_headers(FILE *out, const composition *c)
{
    const message *m = c->message;
    if (m->kind != MESSAGE_DIGEST && m->kind != MESSAGE_ALERT)
        return true;
    const char *label = label_of(c->memory, m->profile), *from = c->form->from;
    if (!label)
        return false;
    return put_header(out, "List-Id",
                      arena_printf(c->memory, "<%s.%s.%s>", label, message_kind_code(m->kind),
                                   strchr(from, '@') + 1)) &&
           put_folded(out, "List-Unsubscribe",
                      arena_printf(c->memory, "<mailto:%s?subject=unsubscribe%%20%s>",
                                   c->form->reply_to ? c->form->reply_to : from, label));
}

/* What this follows was sent to the same address under this id. */
static bool put_references(FILE *out, const composition *c)
{
    const message *m = c->message;
    if (!*m->references)
        return true;
    const char *id = message_id_make(c->memory, m->kind, m->profile, m->references, c->to->address,
                                     c->form->from);
    return put_header(out, "In-Reply-To", id) && put_header(out, "References", id);
}

static bool put_headers(FILE *out, const composition *c)
{
    arena *a = c->memory;
    const mail_form *f = c->form;
    return put_header(out, "Date", mime_header_date(a, c->date_ms)) &&
           put_header(out, "From", mime_header_address(a, f->from_name, f->from)) &&
           (!f->reply_to ||
            put_header(out, "Reply-To", mime_header_address(a, f->from_name, f->reply_to))) &&
           put_header(out, "To", mime_header_address(a, c->to->name, c->to->address)) &&
           put_header(out, "Subject", mime_header_text(a, c->message->subject)) &&
           put_header(out, "Message-ID", c->to->message_id) && put_references(out, c) &&
           put_list_headers(out, c) && put_header(out, "Auto-Submitted", "auto-generated") &&
           put_header(out, "X-Auto-Response-Suppress", "OOF, AutoReply") &&
           put_header(out, "MIME-Version", "1.0");
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* What stands between the parts, the same for the same mail. It cannot be within base64, which has
 * no "_". */
static char *boundary_of(const composition *c, const char *level)
{
    const char *id = c->to->message_id;
    char letters[BOUNDARY_MAX + 1];
    size_t n = 0;
    for (; *id && *id != '@' && n < BOUNDARY_MAX; id++)
        if (strchr("0123456789abcdefghijklmnopqrstuvwxyz", *id))
            letters[n++] = *id;
    letters[n] = '\0';
    return arena_printf(c->memory, "=_%s_%s", letters, level);
}

static error put_signed(FILE *out, const composition *c, const char *content, size_t n)
{
    unsigned char *signature;
    size_t size;
    TRY(mail_signer_sign(c->form->signer, content, n, &signature, &size));
    const char *boundary = boundary_of(c, "signed");
    bool done =
        boundary && fprintf(out,
                            "Content-Type: multipart/signed; micalg=sha-256;\r\n"
                            " protocol=\"application/pkcs7-signature\";\r\n boundary=\"%s\"\r\n"
                            "\r\n--%s\r\n",
                            boundary, boundary) > 0;
    done = done && fwrite(content, 1, n, out) == n && fprintf(out, "\r\n--%s\r\n", boundary) > 0 &&
           mail_part_put(
               out, c->memory,
               &(message_part){"smime.p7s", "application/pkcs7-signature", "", signature, size}) &&
           fprintf(out, "\r\n--%s--", boundary) > 0;
    free(signature);
    return done ? OK : error_no_memory();
}

/* The MIME entity of everything but the headers of the mail. */
static error compose_content(const composition *c, char **content, size_t *n)
{
    FILE *out = open_memstream(content, n);
    if (!out)
        return error_no_memory();
    const char *boundary = boundary_of(c, "");
    bool done = boundary && mail_parts_put(out, c->memory, c->message, c->left_out,
                                           c->form->max_bytes, boundary);
    return fclose(out) == 0 && done ? OK : error_no_memory();
}

static error put_all(FILE *out, const composition *c)
{
    char *content = NULL;
    size_t n = 0;
    error err = put_headers(out, c) ? compose_content(c, &content, &n) : error_no_memory();
    if (!err.code && c->form->signer)
        err = put_signed(out, c, content, n);
    else if (!err.code && fwrite(content, 1, n, out) != n)
        err = error_no_memory();
    if (!err.code && fputs("\r\n", out) < 0)
        err = error_no_memory();
    free(content);
    return err;
}

static error compose_once(const composition *c, mail *out)
{
    free(out->bytes);
    out->bytes = NULL;
    FILE *file = open_memstream(&out->bytes, &out->size);
    if (!file)
        return error_no_memory();
    error err = put_all(file, c);
    if (fclose(file) != 0 && !err.code)
        err = error_no_memory();
    return err;
}

/* ---- what does not fit ----------------------------------------------------------------------- */

/* Attachments go before pictures, the biggest first; false when only the bodies are left. */
static bool leave_out_one(const composition *c)
{
    const message *m = c->message;
    for (int pictures = 0; pictures <= 1; pictures++) {
        size_t biggest = m->part_count;
        for (size_t i = 0; i < m->part_count; i++) {
            const message_part *p = &m->parts[i];
            bool fits = pictures ? *p->content_id : !*p->content_id && *p->name;
            if (fits && !c->left_out[i] &&
                (biggest == m->part_count || p->size > m->parts[biggest].size))
                biggest = i;
        }
        if (biggest < m->part_count) {
            c->left_out[biggest] = true;
            return true;
        }
    }
    return false;
}

static error compose_within(const composition *c, mail *out)
{
    bool nothing_fits = c->form->max_bytes == 0;
    while (nothing_fits && leave_out_one(c))
        out->left_out++;
    error err = compose_once(c, out);
    while (!err.code && out->size > (size_t)c->form->max_bytes && leave_out_one(c)) {
        out->left_out++;
        err = compose_once(c, out);
    }
    return err;
}

error mail_compose(const mail_form *form, const message *m, const message_address *to,
                   int64_t date_ms, mail *out)
{
    *out = (mail){0};
    arena *memory = arena_new(0);
    if (!memory)
        return error_no_memory();
    const message named = mail_parts_named(memory, m, to->message_id);
    const composition c = {form,    &named, to,
                           date_ms, memory, arena_alloc(memory, m->part_count + 1)};
    error err = c.left_out && named.parts ? compose_within(&c, out) : error_no_memory();
    arena_free(memory);
    if (err.code) {
        free(out->bytes);
        *out = (mail){0};
    }
    return err;
}
