#include "notifier/delivery/mime_header.h"

#include "base/clock.h"
#include "base/text.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    /* A line with an encoded word has at most 76 characters (RFC 2047 section 2). "Subject: "
     * takes 9, "=?UTF-8?B?" and "?=" take 12; 52 of base64 hold 39 bytes. */
    WORD_BYTES_MAX = 39,
    PLAIN_MAX = 60,
    /* Of 76 characters " filename*10*=UTF-8''" and ";" take 22; a byte takes three. */
    PIECE_BYTES_MAX = 18,
    QUOTED_MAX = 50,
};

static bool is_plain(const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return n <= PLAIN_MAX && !strstr(text, "=?");
}

static char *encode_word(arena *a, const char *bytes, size_t n)
{
    char base64[sodium_base64_ENCODED_LEN(WORD_BYTES_MAX, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(base64, sizeof base64, (const unsigned char *)bytes, n,
                      sodium_base64_VARIANT_ORIGINAL);
    return arena_printf(a, "=?UTF-8?B?%s?=", base64);
}

static char *encode_words(arena *a, const char *text)
{
    char *out = arena_strdup(a, "");
    while (out && *text) {
        size_t n = text_clip(text, WORD_BYTES_MAX);
        const char *word = encode_word(a, text, n);
        out = word ? arena_printf(a, "%s%s%s", out, *out ? "\r\n " : "", word) : NULL;
        text += n;
    }
    return out;
}

char *mime_header_text(arena *a, const char *text)
{
    return is_plain(text) ? arena_strdup(a, text) : encode_words(a, text);
}

/* An ASCII phrase with anything but letters, digits and spaces would need quoting. */
static bool is_phrase(const char *text)
{
    for (; *text; text++)
        if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
              (*text >= '0' && *text <= '9') || *text == ' '))
            return false;
    return true;
}

char *mime_header_address(arena *a, const char *name, const char *address)
{
    if (!name || !*name)
        return arena_printf(a, "<%s>", address);
    const char *shown = is_phrase(name) ? mime_header_text(a, name) : encode_words(a, name);
    return shown ? arena_printf(a, "%s\r\n <%s>", shown, address) : NULL;
}

char *mime_header_date(arena *a, int64_t utc_ms)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    date day = clock_local_date(utc_ms);
    int64_t second = (utc_ms - clock_day_start_ms(day)) / 1000;
    return arena_printf(a, "%s, %02d %s %04d %02d:%02d:%02d +0700", days[date_weekday(day) - 1],
                        day.day, months[day.month - 1], day.year, (int)(second / 3600),
                        (int)(second / 60 % 60), (int)(second % 60));
}

/* ---- parameters ------------------------------------------------------------------------------ */

/* What needs no percent sign in an extended value (RFC 5987 attr-char). */
static bool is_attribute_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$&+-.^_`|~", c));
}

static char *percent_encode(arena *a, const char *bytes, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, n * 3 + 1), *to = out;
    for (size_t i = 0; out && i < n; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (is_attribute_char(bytes[i])) {
            *to++ = bytes[i];
        } else {
            *to++ = '%';
            *to++ = hex[byte >> 4];
            *to++ = hex[byte & 15];
        }
    }
    return out;
}

/* ";\r\n NAME*N*=UTF-8''…" for each piece; "NAME*=" alone when there is one. */
static char *encode_pieces(arena *a, const char *name, const char *value)
{
    char *out = arena_strdup(a, "");
    bool one = strlen(value) <= PIECE_BYTES_MAX;
    for (size_t i = 0; out && (*value || i == 0); i++) {
        size_t n = text_clip(value, PIECE_BYTES_MAX);
        const char *piece = percent_encode(a, value, n);
        if (!piece)
            return NULL;
        out =
            one ? arena_printf(a, ";\r\n %s*=UTF-8''%s", name, piece)
                : arena_printf(a, "%s;\r\n %s*%zu*=%s%s", out, name, i, i ? "" : "UTF-8''", piece);
        value += n;
    }
    return out;
}

char *mime_header_parameter(arena *a, const char *name, const char *value)
{
    if (is_plain(value) && !strpbrk(value, "\"\\") && strlen(value) <= QUOTED_MAX)
        return arena_printf(a, ";\r\n %s=\"%s\"", name, value);
    return encode_pieces(a, name, value);
}
