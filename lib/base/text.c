#include "base/text.h"

#include "base/i18n.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

bool text_is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || (unsigned char)text[i] > '~')
            return false;
    return true;
}

error text_check(const char *text, size_t length, size_t max, bool multiline)
{
    if (length > max)
        return error_make(ERR_LIMIT, _("dài %zu byte, nhiều nhất là %zu"), length, max);
    const uint8_t *bad = u8_check((const uint8_t *)text, length);
    if (bad)
        return error_make(ERR_INVALID, _("không phải UTF-8 ở byte thứ %zu (0x%02x)"),
                          (size_t)(bad - (const uint8_t *)text) + 1, *bad);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < ' ' && !(multiline && c == '\n')) || c == 0x7f)
            return error_make(ERR_INVALID, _("có ký tự điều khiển 0x%02x ở byte thứ %zu"), c,
                              i + 1);
    }
    return OK;
}

static char *into_arena(arena *a, uint8_t *text, size_t length)
{
    char *out = text ? arena_strndup(a, (const char *)text, length) : NULL;
    free(text);
    return out;
}

char *text_nfc(arena *a, const char *text)
{
    size_t n = 0;
    uint8_t *out = u8_normalize(UNINORM_NFC, (const uint8_t *)text, strlen(text), NULL, &n);
    if (!out && !*text)
        return arena_strdup(a, "");
    return into_arena(a, out, n);
}

bool text_is_nfc(const char *text, size_t length)
{
    if (text_is_plain(text, length))
        return true;
    size_t n = 0;
    uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)text, length, NULL, &n);
    bool same = nfc && n == length && memcmp(nfc, text, n) == 0;
    free(nfc);
    return same;
}

char *text_fold(arena *a, const char *text)
{
    size_t n = 0, used = 0;
    uint8_t *lower = u8_tolower((const uint8_t *)text, strlen(text), "vi", UNINORM_NFD, NULL, &n);
    char *out = lower || !*text ? arena_alloc(a, n + 1) : NULL;
    for (size_t i = 0; out && lower && i < n;) {
        ucs4_t c;
        int step = u8_mbtouc(&c, lower + i, n - i);
        if (c == 0x111) { /* đ has no decomposition */
            out[used++] = 'd';
        } else if (uc_is_property_alphabetic(c) || uc_is_property_decimal_digit(c)) {
            memcpy(out + used, lower + i, (size_t)step);
            used += (size_t)step;
        } else if (uc_combining_class(c) == 0 && used && out[used - 1] != ' ') {
            out[used++] = ' ';
        }
        i += (size_t)step;
    }
    if (out && used && out[used - 1] == ' ')
        used--;
    if (out)
        out[used] = '\0';
    free(lower);
    return out;
}

char *text_upper(arena *a, const char *text)
{
    size_t n = 0;
    uint8_t *out = u8_toupper((const uint8_t *)text, strlen(text), "vi", NULL, NULL, &n);
    return out || *text ? into_arena(a, out, n) : arena_strdup(a, "");
}

char *text_lower(arena *a, const char *text)
{
    size_t n = 0;
    uint8_t *out = u8_tolower((const uint8_t *)text, strlen(text), "vi", NULL, NULL, &n);
    return out || *text ? into_arena(a, out, n) : arena_strdup(a, "");
}

int text_width_n(const char *text, size_t n)
{
    int width = u8_width((const uint8_t *)text, n, "UTF-8");
    return width > 0 ? width : 0;
}

int text_width(const char *text)
{
    return text_width_n(text, strlen(text));
}

size_t text_fit(const char *text, size_t n, int columns)
{
    const uint8_t *start = (const uint8_t *)text, *at = start, *next;
    while ((next = u8_grapheme_next(at, start + n))) {
        columns -= text_width_n((const char *)at, (size_t)(next - at));
        if (columns < 0)
            break;
        at = next;
    }
    return (size_t)(at - start);
}

char *text_capital(arena *a, const char *text)
{
    ucs4_t first;
    uint8_t capital[6];
    int n = *text ? u8_strmbtouc(&first, (const uint8_t *)text) : 0;
    int written = n > 0 ? u8_uctomb(capital, uc_toupper(first), sizeof capital) : 0;
    return written > 0 ? arena_printf(a, "%.*s%s", written, (const char *)capital, text + n)
                       : arena_strdup(a, text);
}

char *text_replace(arena *a, const char *text, const char *from, const char *to)
{
    size_t count = 0, from_size = strlen(from), to_size = strlen(to);
    for (const char *at = text; (at = strstr(at, from)); at += from_size)
        count++;
    char *out = arena_alloc(a, strlen(text) + count * to_size + 1), *end = out;
    if (!out)
        return NULL;
    for (const char *at; (at = strstr(text, from)); text = at + from_size) {
        end = mempcpy(end, text, (size_t)(at - text));
        end = mempcpy(end, to, to_size);
    }
    memcpy(end, text, strlen(text) + 1);
    return out;
}

size_t text_clip(const char *text, size_t bytes)
{
    size_t n = strlen(text);
    if (n <= bytes)
        return n;
    while (bytes && ((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return bytes;
}

enum { DISTANCE_MAX = 64 };

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

size_t text_distance(const char *a, const char *b)
{
    size_t row[DISTANCE_MAX + 1];
    size_t na = strlen(a), nb = strlen(b);
    if (na > DISTANCE_MAX || nb > DISTANCE_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t above = row[j];
            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[nb];
}

const char *text_nearest(const char *text, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t least = strlen(text) / 2 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t d = text_distance(text, names[i]);
        if (d < least) {
            least = d;
            best = names[i];
        }
    }
    return best;
}

/* A letter's place in the alphabet, and that of its tone: none, huyền, hỏi, ngã, sắc, nặng. */
typedef struct place {
    ucs4_t letter, tone;
} place;

/* Signs and digits come before all letters, foreign letters behind them. */
static place place_of(ucs4_t c)
{
    static const char *const alphabet[] = {
        "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "b",      "c",      "d", "đ", "eèẻẽéẹ", "êềểễếệ",
        "f",      "g",      "h",      "iìỉĩíị", "j",      "k", "l", "m",      "n",
        "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "p",      "q",      "r", "s", "t",      "uùủũúụ",
        "ưừửữứự", "v",      "w",      "x",      "yỳỷỹýỵ", "z"};
    enum { LETTERS = sizeof alphabet / sizeof *alphabet, ASCII = 0x80 };
    ucs4_t small = uc_tolower(c);
    for (ucs4_t i = 0; i < LETTERS; i++) {
        const uint8_t *row = (const uint8_t *)alphabet[i], *at = u8_strchr(row, small);
        if (at)
            return (place){ASCII + i, (ucs4_t)u8_mbsnlen(row, (size_t)(at - row))};
    }
    return (place){small < ASCII ? small : small + ASCII + LETTERS, 0};
}

int text_compare(const char *a, const char *b)
{
    const uint8_t *p = (const uint8_t *)a, *q = (const uint8_t *)b;
    ucs4_t x = 0, y = 0;
    int by_tone = 0;
    while ((p = u8_next(&x, p)) && (q = u8_next(&y, q))) {
        place m = place_of(x), n = place_of(y);
        if (m.letter != n.letter)
            return m.letter < n.letter ? -1 : 1;
        if (!by_tone)
            by_tone = (m.tone > n.tone) - (m.tone < n.tone);
    }
    if (p || u8_next(&y, q))
        return p ? 1 : -1;
    return by_tone ? by_tone : strcmp(a, b);
}

bool text_starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}
