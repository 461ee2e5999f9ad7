#include "model/amount.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef __int128 wide;

static int64_t power_of_ten(unsigned n)
{
    int64_t p = 1;
    while (n--)
        p *= 10;
    return p;
}

static bool fits(wide x)
{
    return x >= INT64_MIN && x <= INT64_MAX;
}

/* A number's digits as they stand in the text. */
typedef struct scan {
    wide digits;
    unsigned decimals;  /* digits behind the decimal mark */
    bool any, overflow; /* any digit seen; too many of them */
} scan;

static void scan_digit(scan *s, char c)
{
    s->any = true;
    s->digits = s->digits * 10 + (c - '0');
    if (s->digits > (wide)INT64_MAX * 10)
        s->overflow = true, s->digits = INT64_MAX;
}

/* The whole part; false when its groups of thousands are wrong. */
static bool scan_whole(scan *s, const char **text, char group)
{
    int in_group = 0;
    bool grouped = false;
    for (;; (*text)++) {
        char c = **text;
        if (c >= '0' && c <= '9') {
            scan_digit(s, c);
            in_group++;
        } else if (group && c == group &&
                   (grouped ? in_group == 3 : in_group >= 1 && in_group <= 3)) {
            grouped = true;
            in_group = 0;
        } else {
            return !grouped || in_group == 3;
        }
    }
}

static error not_a_number(const char *text, amount_style style)
{
    if (style == AMOUNT_PEOPLE && strchr(text, '.') && !strchr(text, ','))
        return error_make(ERR_INVALID,
                          _("\"%s\": dấu chấm ở cột này là dấu tách hàng nghìn; phần thập phân "
                            "viết sau dấu phẩy, ví dụ 36,5 hoặc 1.234,5"),
                          text);
    if (style == AMOUNT_PEOPLE)
        return error_make(ERR_INVALID, _("\"%s\" không phải số; viết như 1.234,5"), text);
    if (strchr(text, ','))
        return error_make(ERR_INVALID,
                          _("\"%s\": cột này dùng dấu chấm thập phân và không tách hàng nghìn, ví "
                            "dụ 1234.5; muốn viết 1.234,5 thì dùng tiêu đề cột tiếng Việt"),
                          text);
    return error_make(ERR_INVALID, _("\"%s\" không phải số; viết như 1234.5"), text);
}

error amount_parse(const char *text, amount_style style, unsigned decimals, int64_t *out)
{
    const char *p = text;
    bool negative = *p == '-';
    p += negative;
    scan s = {0};
    if (!scan_whole(&s, &p, style == AMOUNT_PEOPLE ? '.' : '\0') || !s.any)
        return not_a_number(text, style);
    if (*p == (style == AMOUNT_PEOPLE ? ',' : '.')) {
        const char *first = ++p;
        for (; *p >= '0' && *p <= '9'; p++) {
            scan_digit(&s, *p);
            s.decimals++;
        }
        if (p == first)
            return not_a_number(text, style);
    }
    if (*p)
        return not_a_number(text, style);
    if (s.overflow)
        return error_make(ERR_LIMIT, _("\"%s\" quá lớn"), text);
    while (s.decimals > decimals && s.digits % 10 == 0) {
        s.digits /= 10;
        s.decimals--;
    }
    if (s.decimals > decimals && decimals == 0)
        return error_make(ERR_INVALID, _("\"%s\": ở đây phải là số nguyên"), text);
    if (s.decimals > decimals)
        return error_make(ERR_INVALID, _("\"%s\": nhiều nhất %u chữ số thập phân"), text, decimals);
    wide value = s.digits * power_of_ten(decimals - s.decimals);
    if (negative)
        value = -value;
    if (!fits(value))
        return error_make(ERR_LIMIT, _("\"%s\" quá lớn"), text);
    *out = (int64_t)value;
    return OK;
}

static size_t put_grouped(uint64_t whole, amount_style style, char *out, size_t size)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, whole);
    size_t used = 0;
    for (int i = 0; i < n && used + 2 < size; i++) {
        out[used++] = digits[i];
        int left = n - 1 - i;
        if (style == AMOUNT_PEOPLE && left > 0 && left % 3 == 0)
            out[used++] = '.';
    }
    out[used] = '\0';
    return used;
}

char *amount_format(int64_t amount, unsigned decimals, amount_style style, char *out, size_t size)
{
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    uint64_t unit = (uint64_t)power_of_ten(decimals);
    size_t used = 0;
    if (amount < 0)
        out[used++] = '-';
    used += put_grouped(magnitude / unit, style, out + used, size - used);
    if (decimals)
        snprintf(out + used, size - used, "%c%0*" PRIu64, style == AMOUNT_PEOPLE ? ',' : '.',
                 (int)decimals, magnitude % unit);
    return out;
}

char *amount_format_short(int64_t amount, unsigned decimals, amount_style style, char *out,
                          size_t size)
{
    while (decimals && amount % 10 == 0) {
        amount /= 10;
        decimals--;
    }
    return amount_format(amount, decimals, style, out, size);
}

bool amount_add(int64_t a, int64_t b, int64_t *out)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out = sum;
    return true;
}

bool amount_rescale(int64_t amount, unsigned from, unsigned to, int64_t *out)
{
    if (from > AMOUNT_DECIMALS_MAX || to > AMOUNT_DECIMALS_MAX)
        return false;
    if (from > to) {
        int64_t unit = power_of_ten(from - to);
        if (amount % unit)
            return false;
        *out = amount / unit;
        return true;
    }
    wide value = (wide)amount * power_of_ten(to - from);
    if (!fits(value))
        return false;
    *out = (int64_t)value;
    return true;
}

bool amount_ratio(int64_t numerator, int64_t denominator, int64_t factor, unsigned decimals,
                  int64_t *out)
{
    if (denominator == 0)
        return false;
    wide scaled = (wide)numerator * factor;
    /* |numerator * factor| < 2^63 * 100, times at most 10^9: within 2^127. */
    scaled *= power_of_ten(decimals);
    wide d = denominator;
    if (d < 0) {
        d = -d;
        scaled = -scaled;
    }
    wide half = scaled < 0 ? -(d / 2) : d / 2;
    /* With an odd denominator d/2 is below the half, and no quotient lies exactly on it. */
    wide rounded = (scaled + half) / d;
    if (!fits(rounded))
        return false;
    *out = (int64_t)rounded;
    return true;
}

int amount_compare_ratio(int64_t a, int64_t b, int64_t factor, int64_t t, unsigned decimals)
{
    wide left = (wide)a * factor * power_of_ten(decimals);
    wide right = (wide)t * b;
    return (left > right) - (left < right);
}
