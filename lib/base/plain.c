#include "base/plain.h"

#include <stdbool.h>
#include <string.h>
#include <unistr.h>

typedef struct range {
    ucs4_t first, last;
} range;

static bool is_in(ucs4_t c, const range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* Controls stand where a space could; C1 controls (0x80 to 0x9f) command some terminals too. */
static bool is_control(ucs4_t c)
{
    static const range controls[] = {{0x01, 0x09}, {0x0b, 0x1f}, {0x7f, 0x9f}, {0x2028, 0x2029}};
    return is_in(c, controls, sizeof controls / sizeof *controls);
}

/* Soft hyphen, zero-width space, direction marks and overrides, byte order mark, tags, and code
 * points that are no characters. Joiners of emoji and of other scripts stay. */
static bool is_hidden(ucs4_t c)
{
    static const range hidden[] = {
        {0xad, 0xad},     {0x61c, 0x61c},   {0x200b, 0x200b}, {0x200e, 0x200f}, {0x202a, 0x202e},
        {0x2060, 0x206f}, {0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
    return (c & 0xfffe) == 0xfffe || is_in(c, hidden, sizeof hidden / sizeof *hidden);
}

size_t plain_step(const char *text, const char **instead)
{
    ucs4_t c;
    *instead = NULL;
    if (*text >= ' ' && *text < 0x7f) /* nearly all */
        return 1;
    int n = u8_strmbtouc(&c, (const uint8_t *)text);
    if (n <= 0) {
        *instead = "\xef\xbf\xbd";
        return 1;
    }
    if (is_control(c))
        *instead = " ";
    else if (is_hidden(c))
        *instead = "";
    return (size_t)n;
}

char *plain_text(arena *a, const char *text)
{
    size_t used = 0;
    char *out = arena_alloc(a, strlen(text) * 3 + 1); /* U+FFFD takes three bytes */
    while (out && *text) {
        const char *instead;
        size_t n = plain_step(text, &instead);
        const char *shown = instead ? instead : text;
        size_t length = instead ? strlen(instead) : n;
        memcpy(out + used, shown, length);
        used += length;
        text += n;
    }
    return out;
}
