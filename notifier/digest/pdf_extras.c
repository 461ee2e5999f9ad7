#include "notifier/digest/pdf_extras.h"

#include "base/i18n.h"

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { XREF_ENTRY = 20, OBJECTS_MAX = 1 << 20 };

#define ELEMENT "<< /Type /StructElem\n   /S /"

/* What is there, as cairo writes it, and what comes behind it. */
typedef struct update {
    const char *bytes;
    size_t size;
    size_t xref;         /* where the table of objects begins */
    unsigned objects;    /* in it */
    const char *entries; /* of XREF_ENTRY bytes each */
    unsigned root, info;
    GString *more;
    GString *changed; /* sections of the new table */
} update;

static error not_cairos(void)
{
    return error_make(ERR_INTERNAL, "%s", _("tệp PDF không có dạng mà chương trình biết bổ sung"));
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The number behind the last WORD of the trailer. */
static bool trailer_number(const update *u, const char *trailer, const char *word, unsigned *out)
{
    const char *at = memmem(trailer, (size_t)(u->bytes + u->size - trailer), word, strlen(word));
    char *end;
    if (!at)
        return false;
    unsigned long number = strtoul(at + strlen(word), &end, 10);
    *out = (unsigned)number;
    return end != at + strlen(word) && number < OBJECTS_MAX;
}

static const char *last_of(const update *u, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = u->bytes + u->size - n; at > u->bytes; at--)
        if (memcmp(at, word, n) == 0)
            return at;
    return NULL;
}

/* BYTES has to end with a NUL that is not counted. */
static bool read_update(update *u)
{
    const char *trailer = u->size > 64 ? last_of(u, "trailer\n<<") : NULL;
    const char *start = trailer ? strstr(trailer, "startxref\n") : NULL;
    if (!start || !trailer_number(u, trailer, "/Root ", &u->root) ||
        !trailer_number(u, trailer, "/Info ", &u->info) ||
        !trailer_number(u, trailer, "/Size ", &u->objects))
        return false;
    u->xref = strtoul(start + strlen("startxref\n"), NULL, 10);
    char head[32];
    int n = snprintf(head, sizeof head, "xref\n0 %u\n", u->objects);
    if (u->xref + (size_t)n + (size_t)u->objects * XREF_ENTRY > u->size ||
        memcmp(u->bytes + u->xref, head, (size_t)n) != 0)
        return false;
    u->entries = u->bytes + u->xref + n;
    return true;
}

/* The dictionary of object NUMBER: from "<<" on; NULL when it is none. */
static const char *dictionary(const update *u, unsigned number)
{
    if (number >= u->objects)
        return NULL;
    size_t offset = strtoul(u->entries + (size_t)number * XREF_ENTRY, NULL, 10);
    char head[32];
    int n = snprintf(head, sizeof head, "%u 0 obj\n", number);
    if (offset + (size_t)n + 2 > u->size || memcmp(u->bytes + offset, head, (size_t)n) != 0)
        return NULL;
    return memcmp(u->bytes + offset + n, "<<", 2) == 0 ? u->bytes + offset + n : NULL;
}

static bool is_element(const char *dictionary, const char *name)
{
    size_t n = strlen(name);
    return strncmp(dictionary, ELEMENT, sizeof ELEMENT - 1) == 0 &&
           strncmp(dictionary + sizeof ELEMENT - 1, name, n) == 0 &&
           dictionary[sizeof ELEMENT - 1 + n] == '\n';
}

/* ---- writing --------------------------------------------------------------------------------- */

/* A new version of object NUMBER: its dictionary with ADDED. */
static bool rewrite(update *u, unsigned number, const char *added)
{
    const char *from = dictionary(u, number);
    const char *end = from ? strstr(from, "\n>>\nendobj") : NULL;
    if (!end)
        return false;
    g_string_append_printf(u->changed, "%u 1\n%010zu 00000 n \n", number, u->size + u->more->len);
    g_string_append_printf(u->more, "%u 0 obj\n", number);
    g_string_append_len(u->more, from, end - from);
    g_string_append_printf(u->more, "\n   %s\n>>\nendobj\n", added);
    return true;
}

/* A text of any language: UTF-16 in hexadecimal. */
static char *text_string(const char *text)
{
    glong units = 0;
    gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units, NULL);
    GString *out = g_string_new("<FEFF");
    for (glong i = 0; i < units; i++)
        g_string_append_printf(out, "%04X", wide[i]);
    g_string_append(out, ">");
    g_free(wide);
    return g_string_free(out, FALSE);
}

static bool add_alternative(update *u, unsigned number, const char *text)
{
    char *value = text_string(text);
    char *added = g_strconcat("/Alt ", value, NULL);
    bool done = rewrite(u, number, added);
    g_free(added);
    g_free(value);
    return done;
}

static bool add_to_elements(update *u, const pdf_extras *extras)
{
    size_t pictures = 0;
    for (unsigned i = 1; i < u->objects; i++) {
        const char *d = dictionary(u, i);
        if (!d)
            continue;
        if (is_element(d, "TH") && !rewrite(u, i, "/A << /O /Table /Scope /Column >>"))
            return false;
        if (is_element(d, "Figure") && (pictures == extras->alternative_count ||
                                        !add_alternative(u, i, extras->alternatives[pictures++])))
            return false;
    }
    return pictures == extras->alternative_count;
}

static bool add_to_catalogue(update *u, const char *language)
{
    char added[128];
    snprintf(added, sizeof added, "/Lang (%.8s)\n   /ViewerPreferences << /DisplayDocTitle true >>",
             language);
    return rewrite(u, u->root, added);
}

static void finish(update *u)
{
    size_t table = u->size + u->more->len;
    g_string_append(u->more, "xref\n");
    g_string_append_len(u->more, u->changed->str, (gssize)u->changed->len);
    g_string_append_printf(u->more,
                           "trailer\n<< /Size %u\n   /Root %u 0 R\n   /Info %u 0 R\n   /Prev %zu\n"
                           ">>\nstartxref\n%zu\n%%%%EOF\n",
                           u->objects, u->root, u->info, u->xref, table);
}

static error put_behind(unsigned char **bytes, size_t *size, const GString *more)
{
    unsigned char *room = realloc(*bytes, *size + more->len + 1);
    if (!room)
        return error_no_memory();
    memcpy(room + *size, more->str, more->len + 1);
    *bytes = room;
    *size += more->len;
    return OK;
}

error pdf_extras_add(unsigned char **bytes, size_t *size, const pdf_extras *extras)
{
    unsigned char *ended = realloc(*bytes, *size + 1);
    if (!ended)
        return error_no_memory();
    ended[*size] = '\0';
    *bytes = ended;
    update u = {.bytes = (const char *)ended,
                .size = *size,
                .more = g_string_new(NULL),
                .changed = g_string_new(NULL)};
    error err = not_cairos();
    if (read_update(&u) && add_to_elements(&u, extras) && add_to_catalogue(&u, extras->language)) {
        finish(&u);
        err = put_behind(bytes, size, u.more);
    }
    g_string_free(u.more, TRUE);
    g_string_free(u.changed, TRUE);
    return err;
}
