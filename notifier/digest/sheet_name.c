#include "notifier/digest/sheet_name.h"

#include "base/i18n.h"
#include "base/plain.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { UNITS_MAX = 31, NUMBER_SIZE = 32 };

/* A character of four bytes takes two units of UTF-16. */
static size_t units_of(unsigned char first)
{
    return (first & 0xc0) == 0x80 ? 0 : first >= 0xf0 ? 2 : 1;
}

static size_t units(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += units_of((unsigned char)*text);
    return n;
}

static const char *instead_of(char c)
{
    switch (c) {
    case '[':
        return "(";
    case ']':
        return ")";
    case '\'': /* allowed within, but every formula would have to double it */
        return "’";
    case '\n':
        return " ";
    case ':':
    case '*':
    case '?':
    case '/':
    case '\\':
        return "-";
    default:
        return NULL;
    }
}

static char *without_forbidden(arena *a, const char *wish)
{
    const char *plain = plain_text(a, wish);
    char *out = plain ? arena_alloc(a, strlen(plain) * 3 + 1) : NULL;
    size_t used = 0;
    for (; out && *plain; plain++) {
        const char *instead = instead_of(*plain);
        if (used == 0 && (*plain == ' ' || *plain == '\n'))
            continue;
        if (instead)
            used = (size_t)(stpcpy(out + used, instead) - out);
        else
            out[used++] = *plain;
    }
    while (out && used && out[used - 1] == ' ')
        used--;
    if (out)
        out[used] = '\0';
    return out;
}

/* NAME and END behind it, NAME cut where both are too long. */
static char *with_end(arena *a, const char *name, const char *end)
{
    size_t room = UNITS_MAX - units(end), kept = 0, bytes = 0;
    if (units(name) <= room)
        return arena_printf(a, "%s%s", name, end);
    while (kept + units_of((unsigned char)name[bytes]) < room) /* one is for "…" */
        kept += units_of((unsigned char)name[bytes++]);
    while (bytes && ((unsigned char)name[bytes] & 0xc0) == 0x80)
        bytes++;
    while (bytes && name[bytes - 1] == ' ')
        bytes--;
    return arena_printf(a, "%.*s…%s", (int)bytes, name, end);
}

bool sheet_name_same(arena *a, const char *one, const char *other)
{
    const char *x = text_lower(a, one), *y = text_lower(a, other);
    return x && y && strcmp(x, y) == 0;
}

char *sheet_name_fit(arena *a, const char *wish, sheet_name_taken taken, const void *context)
{
    const char *clean = without_forbidden(a, wish);
    if (clean && !*clean)
        clean = _("Trang tính");
    char *name = clean ? with_end(a, clean, "") : NULL;
    for (unsigned n = 2; name && (taken(context, name) || sheet_name_same(a, name, "History"));
         n++) {
        char number[NUMBER_SIZE];
        snprintf(number, sizeof number, " (%u)", n);
        name = with_end(a, clean, number);
    }
    return name;
}
