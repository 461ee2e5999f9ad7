#include "unit_test.h"

#include "digest_filled.h"
#include "notifier/digest/digest_json.h"

#include <string.h>

typedef struct filling {
    arena *memory;
    size_t items;
    bool sparse;
    unsigned counter;
} filling;

static void fill(filling *f, const digest_shape *shape, void *into);

static exact exact_of(filling *f)
{
    unsigned n = f->counter;
    const char *unit = n % 2 ? "%" : arena_printf(f->memory, "đơn vị %u", n);
    if (f->sparse)
        return (exact){.unit = unit};
    return (exact){true, (n % 3 ? 1 : -1) * (int64_t)n * 1000003, n % 10, unit};
}

static void fill_list(filling *f, const digest_field *field, char *base)
{
    size_t size = field->of ? field->of->size : sizeof(char *);
    char *items = arena_alloc(f->memory, (f->items + 1) * size);
    assert_non_null(items);
    for (size_t i = 0; i < f->items; i++)
        if (field->of)
            fill(f, field->of, items + i * size);
        else
            ((const char **)(void *)items)[i] =
                arena_printf(f->memory, "dòng %u \"\\\n/", f->counter++);
    memcpy(base + field->offset, &items, sizeof items);
    *(size_t *)(void *)(base + field->count) = f->items;
}

static void fill_date(filling *f, const digest_field *field, char *base)
{
    if (field->has_flag)
        *(bool *)(base + field->flag) = !f->sparse;
    if (!f->sparse)
        *(date *)(void *)(base + field->offset) =
            date_from_days(15000 + f->counter); /* 2011 and on */
}

static void fill_member(filling *f, const digest_field *field, char *base)
{
    void *into = base + field->offset;
    unsigned n = ++f->counter;
    int64_t number = f->sparse && field->nullable ? field->none : (int64_t)n;
    switch (field->type) {
    case FIELD_TEXT:
        *(const char **)into = f->sparse ? "" : arena_printf(f->memory, "chữ số %u: ộ₫𝄞", n);
        break;
    case FIELD_BOOL:
        *(bool *)into = !f->sparse;
        break;
    case FIELD_INT64:
        *(int64_t *)into = f->sparse ? number : number + INT64_C(9007199254740993);
        break;
    case FIELD_SIZE:
        *(size_t *)into = (size_t)number;
        break;
    case FIELD_INT:
        *(int *)into = (int)number;
        break;
    case FIELD_INSTANT:
        *(int64_t *)into =
            f->sparse && field->nullable ? number : 1721610000007 + number * 86399999;
        break;
    case FIELD_DATE:
        fill_date(f, field, base);
        break;
    case FIELD_EXACT:
        *(exact *)into = exact_of(f);
        break;
    case FIELD_CODE:
        *(unsigned *)into = f->sparse ? 0 : n % field->codes->last + 1;
        break;
    case FIELD_CODES:
        *(unsigned *)into = f->sparse ? 0 : (1U << field->codes->last) - 2;
        break;
    case FIELD_OBJECT:
        fill(f, field->of, into);
        break;
    case FIELD_LIST:
        fill_list(f, field, base);
        break;
    }
}

static void fill(filling *f, const digest_shape *shape, void *into)
{
    for (size_t i = 0; i < shape->count; i++)
        fill_member(f, &shape->fields[i], into);
}

digest *digest_filled(size_t items, bool sparse)
{
    digest *d = digest_new();
    assert_non_null(d);
    fill(&(filling){d->memory, items, sparse, 0}, &digest_shape_digest, d);
    return d;
}

static bool same_exact(const exact *a, const exact *b)
{
    return a->known == b->known && a->amount == b->amount && a->decimals == b->decimals &&
           strcmp(a->unit, b->unit) == 0;
}

static bool same_list(const digest_field *field, const char *a, const char *b, const char **where)
{
    size_t n = *(const size_t *)(const void *)(a + field->count);
    const char *x, *y;
    memcpy(&x, a + field->offset, sizeof x);
    memcpy(&y, b + field->offset, sizeof y);
    if (n != *(const size_t *)(const void *)(b + field->count))
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t at = i * (field->of ? field->of->size : sizeof(char *));
        if (field->of ? !digest_same(field->of, x + at, y + at, where)
                      : strcmp(*(const char *const *)(const void *)(x + at),
                               *(const char *const *)(const void *)(y + at)) != 0)
            return false;
    }
    return true;
}

static bool same_member(const digest_field *field, const char *a, const char *b, const char **where)
{
    const void *x = a + field->offset, *y = b + field->offset;
    switch (field->type) {
    case FIELD_TEXT:
        return strcmp(*(const char *const *)x, *(const char *const *)y) == 0;
    case FIELD_EXACT:
        return same_exact(x, y);
    case FIELD_OBJECT:
        return digest_same(field->of, x, y, where);
    case FIELD_LIST:
        return same_list(field, a, b, where);
    case FIELD_DATE:
        if (field->has_flag && a[field->flag] != b[field->flag])
            return false;
        return date_compare(*(const date *)x, *(const date *)y) == 0;
    default:
        return memcmp(x, y, digest_field_size(field)) == 0;
    }
}

bool digest_same(const digest_shape *shape, const void *a, const void *b, const char **where)
{
    for (size_t i = 0; i < shape->count; i++)
        if (!same_member(&shape->fields[i], a, b, where)) {
            if (!*where)
                *where = shape->fields[i].name;
            return false;
        }
    return true;
}

char *digest_frozen(const digest *d)
{
    char *text = NULL;
    error err = digest_to_json(d, &text);
    if (err.code)
        fail_msg("%s", err.text);
    return text;
}

digest *digest_thawed(const char *text)
{
    digest *d = NULL;
    error err = digest_from_json(&d, text);
    if (err.code)
        fail_msg("%s", err.text);
    return d;
}
