#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "notifier/digest/build.h"

#include <stdarg.h>
#include <string.h>

const char *build_say(building *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *out = arena_vprintf(b->digest->memory, format, args);
    va_end(args);
    b->failed = b->failed || !out;
    return out ? out : "";
}

const char *build_copy(building *b, const char *text)
{
    const char *out = text && *text ? arena_strdup(b->digest->memory, text) : "";
    b->failed = b->failed || !out;
    return out ? out : "";
}

void *build_room(building *b, size_t n, size_t size)
{
    void *out = arena_alloc(b->digest->memory, (n ? n : 1) * size);
    b->failed = b->failed || !out;
    return out;
}

void *build_grow(building *b, void *items, size_t count, size_t size)
{
    enum { FIRST = 8 }; /* room is always the next power of two */
    bool full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    if (!full)
        return items;
    void *more = build_room(b, count ? count * 2 : FIRST, size);
    if (more && count)
        memcpy(more, items, count * size);
    return more;
}

void build_add(building *b, digest_lines *lines, const char *text)
{
    const char **items = build_grow(b, lines->items, lines->count, sizeof *items);
    if (!items)
        return;
    lines->items = items;
    items[lines->count++] = text;
}

void build_add_party(building *b, digest_parties *list, digest_party party)
{
    digest_party *items = build_grow(b, list->items, list->count, sizeof *items);
    if (!items)
        return;
    list->items = items;
    items[list->count++] = party;
}

const char *build_join(building *b, const digest_parties *list, size_t most)
{
    const char *out = "";
    size_t shown = list->count <= most ? list->count : most;
    for (size_t i = 0; i < shown; i++)
        out = build_say(b, "%s%s%s", out, i ? ", " : "", list->items[i].short_name);
    if (list->count > shown)
        out = build_say(b, _("%s và %zu đơn vị nữa"), out, list->count - shown);
    return out;
}

const char *build_capital(building *b, const char *text)
{
    const char *out = text_capital(b->digest->memory, text);
    b->failed = b->failed || !out;
    return out ? out : "";
}

const char *build_day(building *b, date day)
{
    char text[16];
    date_format_vi(day, text, sizeof text);
    return build_copy(b, text);
}

/* ---- figures --------------------------------------------------------------------------------- */

exact build_exact(int64_t amount, unsigned decimals, const char *unit)
{
    return (exact){.known = true, .amount = amount, .decimals = decimals, .unit = unit};
}

exact build_unknown(const char *unit)
{
    return (exact){.unit = unit};
}

const char *build_exact_text(building *b, const exact *e)
{
    const char *out = exact_text(b->digest->memory, e);
    b->failed = b->failed || !out;
    return out ? out : "";
}

static bool is_percent(const obligation *o)
{
    return o->is_ratio || o->kind == OBLIGATION_TASK || strcmp(o->measure_unit, "%") == 0;
}

const char *build_measure(building *b, const obligation *o)
{
    return is_percent(o) ? "%" : build_copy(b, o->measure_unit);
}

const char *build_difference_measure(building *b, const obligation *o)
{
    return is_percent(o) ? build_copy(b, _("điểm %")) : build_copy(b, o->measure_unit);
}

bool build_difference(const exact *now, const exact *before, exact *out)
{
    unsigned decimals = now->decimals > before->decimals ? now->decimals : before->decimals;
    int64_t x, y;
    if (!now->known || !before->known ||
        !amount_rescale(now->amount, now->decimals, decimals, &x) ||
        !amount_rescale(before->amount, before->decimals, decimals, &y) ||
        __builtin_sub_overflow(x, y, &out->amount))
        return false;
    out->decimals = decimals;
    out->known = true;
    return true;
}

/* ---- units ----------------------------------------------------------------------------------- */

digest_party build_unit(building *b, const unit *u)
{
    return (digest_party){build_copy(b, u->code), build_copy(b, u->name),
                          build_copy(b, u->short_name)};
}

digest_party build_party(building *b, const char *code)
{
    const unit *u = *code ? catalogue_unit(b->rules, code, b->today) : NULL;
    const char *text = u ? "" : build_copy(b, code);
    return u ? build_unit(b, u) : (digest_party){text, text, text};
}

/* The first N bytes of TEXT or less, so that no word is cut and no mark hangs, with "…" behind. */
static const char *clip_at(building *b, const char *text, size_t n)
{
    size_t word = n;
    while (word > n / 2 && text[word] != ' ')
        word--;
    if (text[word] == ' ')
        n = word;
    while (n > 0 && strchr(" ,;:-", text[n - 1]))
        n--;
    return build_say(b, "%.*s…", (int)n, text);
}

const char *build_clip(building *b, const char *text, size_t bytes)
{
    return strlen(text) <= bytes ? text : clip_at(b, text, text_clip(text, bytes - strlen("…")));
}

const char *build_fit(building *b, const char *text, int columns)
{
    return text_width(text) <= columns
               ? text
               : clip_at(b, text, text_fit(text, strlen(text), columns - text_width("…")));
}

const char *build_short_name(building *b, const char *name, const char *code)
{
    enum { NAME_BYTES = 120 };
    if (!*name)
        return code;
    const char *words = build_clip(b, build_capital(b, name), NAME_BYTES);
    return *code ? build_say(b, "%s (%s)", words, code) : words;
}
