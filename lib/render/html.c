#include "render/html.h"

#include "base/plain.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct html {
    char *bytes;
    size_t used, room;
    bool failed;
};

html *html_new(void)
{
    return calloc(1, sizeof(html));
}

void html_free(html *h)
{
    if (!h)
        return;
    free(h->bytes);
    free(h);
}

static void append(html *h, const char *bytes, size_t n)
{
    if (h->used + n + 1 > h->room) {
        size_t room = (h->used + n + 1) * 2;
        char *more = realloc(h->bytes, room);
        if (!more) {
            h->failed = true;
            return;
        }
        h->bytes = more;
        h->room = room;
    }
    memcpy(h->bytes + h->used, bytes, n);
    h->used += n;
    h->bytes[h->used] = '\0';
}

void html_append_markup(html *h, const char *literal)
{
    append(h, literal, strlen(literal));
}

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void append_escaped(html *h, const char *text, const char *line_break)
{
    const char *start = text;
    while (*text) {
        const char *shown;
        size_t n = plain_step(text, &shown);
        const char *instead = *text == '\n' ? line_break : shown ? shown : entity(*text);
        if (instead) {
            append(h, start, (size_t)(text - start));
            append(h, instead, strlen(instead));
            start = text + n;
        }
        text += n;
    }
    append(h, start, (size_t)(text - start));
}

void html_text(html *h, const char *text)
{
    append_escaped(h, text, NULL);
}

void html_lines(html *h, const char *text)
{
    append_escaped(h, text, "<br>");
}

void html_number(html *h, long number)
{
    char text[24];
    append(h, text, (size_t)snprintf(text, sizeof text, "%ld", number));
}

size_t html_size(const html *h)
{
    return h->used;
}

char *html_take(html *h)
{
    append(h, "", 0);
    char *out = h->failed ? NULL : h->bytes;
    if (h->failed)
        free(h->bytes);
    *h = (html){0};
    return out;
}
