#include "model/difficulty.h"

#include "base/i18n.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ALIKE_PERCENT = 60, WORDS_MAX = 512 };

const char *const difficulty_state_codes[] = {
    "raised", "received", "in_progress", "resolved", "escalated", "out_of_scope", NULL};

const char *difficulty_state_code(difficulty_state s)
{
    return difficulty_state_codes[s - 1];
}

const char *difficulty_state_name(difficulty_state s)
{
    static const char *const names[] = {N_("mới nêu"),
                                        N_("đã tiếp nhận"),
                                        N_("đang xử lý"),
                                        N_("đã tháo gỡ"),
                                        N_("đã kiến nghị Trung ương"),
                                        N_("không thuộc thẩm quyền")};
    return _(names[s - 1]);
}

difficulty_state difficulty_state_parse(const char *code)
{
    for (int i = 0; difficulty_state_codes[i]; i++)
        if (strcmp(difficulty_state_codes[i], code) == 0)
            return (difficulty_state)(i + 1);
    return 0;
}

bool difficulty_may_become(difficulty_state from, difficulty_state to)
{
    if (to == DIFFICULTY_RAISED)
        return false;
    if (from == to)
        return to == DIFFICULTY_IN_PROGRESS;
    switch (from) {
    case DIFFICULTY_RESOLVED:
        return to == DIFFICULTY_IN_PROGRESS;
    case DIFFICULTY_OUT_OF_SCOPE:
        return to == DIFFICULTY_RECEIVED || to == DIFFICULTY_IN_PROGRESS;
    case DIFFICULTY_ESCALATED:
        return to == DIFFICULTY_RESOLVED || to == DIFFICULTY_IN_PROGRESS;
    case DIFFICULTY_IN_PROGRESS:
        return to != DIFFICULTY_RECEIVED;
    case DIFFICULTY_RAISED:
    case DIFFICULTY_RECEIVED:
        break;
    }
    return true;
}

bool difficulty_is_open(difficulty_state s)
{
    return s != DIFFICULTY_RESOLVED && s != DIFFICULTY_OUT_OF_SCOPE;
}

bool difficulty_is_answer(difficulty_state s)
{
    return s != DIFFICULTY_RAISED && s != DIFFICULTY_RECEIVED;
}

int64_t difficulty_age_days(int64_t raised_ms, int64_t until_ms)
{
    int64_t days =
        date_to_days(clock_local_date(until_ms)) - date_to_days(clock_local_date(raised_ms));
    return days > 0 ? days : 0;
}

/* ---- which say the same ---------------------------------------------------------------------- */

/* The different words of a text, sorted; their letters are in the arena. */
typedef struct words {
    const char **items;
    size_t count;
} words;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_of_word(char c)
{
    return isalnum((unsigned char)c) || ((unsigned char)c & 0x80);
}

static void drop_repeated(words *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->count; i++)
        if (kept == 0 || strcmp(w->items[kept - 1], w->items[i]) != 0)
            w->items[kept++] = w->items[i];
    w->count = kept;
}

static bool split(arena *a, const char *text, words *out)
{
    char *p = text_fold(a, text);
    *out = (words){.items = arena_alloc(a, WORDS_MAX * sizeof *out->items)};
    if (!p || !out->items)
        return false;
    while (*p && out->count < WORDS_MAX) {
        while (*p && !is_of_word(*p))
            p++;
        if (*p)
            out->items[out->count++] = p;
        while (*p && is_of_word(*p))
            p++;
        if (*p)
            *p++ = '\0';
    }
    qsort(out->items, out->count, sizeof *out->items, by_text);
    drop_repeated(out);
    return true;
}

static size_t count_common(const words *a, const words *b)
{
    size_t i = 0, k = 0, common = 0;
    while (i < a->count && k < b->count) {
        int order = strcmp(a->items[i], b->items[k]);
        common += order == 0;
        i += order <= 0;
        k += order >= 0;
    }
    return common;
}

/* Jaccard's index of the two sets of words. */
static bool alike(const words *a, const words *b)
{
    size_t common = count_common(a, b), all = a->count + b->count - common;
    return all && common * 100 >= all * ALIKE_PERCENT;
}

error difficulty_group(difficulty_text *items, size_t n)
{
    arena *a = arena_new(0);
    words *texts = a ? arena_alloc(a, (n + 1) * sizeof *texts) : NULL;
    bool ok = texts != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        items[i].group = i;
        ok = split(a, items[i].text, &texts[i]);
        for (size_t k = 0; ok && k < i && items[i].group == i; k++)
            if (items[k].group == k && strcmp(items[k].obligation, items[i].obligation) == 0 &&
                alike(&texts[k], &texts[i]))
                items[i].group = k;
    }
    arena_free(a);
    return ok ? OK : error_no_memory();
}
