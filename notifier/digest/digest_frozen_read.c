#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "notifier/digest/digest_frozen.h"

#include <limits.h>
#include <string.h>

/* One member, its value, and where both stand. */
typedef struct reading {
    const digest_field *field;
    const json_t *value;
    char *base; /* the struct */
    void *into; /* the member */
    arena *memory;
    const frozen_place *place;
} reading;

static error refuse(const frozen_place *place, const char *why)
{
    char path[256];
    return error_make(ERR_INVALID, "%s: %s", frozen_path(place, path, sizeof path), why);
}

static error read_text(const char **out, const json_t *value, arena *a, const frozen_place *place)
{
    if (!json_is_string(value))
        return refuse(place, _("cần một chuỗi"));
    size_t n = json_string_length(value);
    if (n > FROZEN_TEXT_MAX)
        return refuse(place, _("văn bản quá dài"));
    *out = arena_strndup(a, json_string_value(value), n);
    return *out ? OK : error_no_memory();
}

static error read_number(const reading *r, int64_t min, int64_t max, int64_t *out)
{
    if (r->field->has_flag && *(const bool *)(r->base + r->field->flag) == json_is_null(r->value))
        return refuse(r->place, _("có hay không phải khớp với ngày hạn"));
    if (r->field->nullable && json_is_null(r->value)) {
        *out = r->field->none;
        return OK;
    }
    if (!json_is_integer(r->value))
        return refuse(r->place, r->field->nullable ? _("cần một số nguyên hoặc null")
                                                   : _("cần một số nguyên"));
    *out = json_integer_value(r->value);
    if (*out < min || *out > max)
        return refuse(r->place, _("số nằm ngoài khoảng cho phép"));
    if (r->field->nullable && !r->field->has_flag && *out == r->field->none)
        return refuse(r->place, _("không có thì viết null"));
    return OK;
}

static error read_size(const reading *r)
{
    int64_t n = 0;
    TRY(read_number(r, 0, INT64_MAX, &n));
    *(size_t *)r->into = (size_t)n;
    return OK;
}

static error read_int(const reading *r)
{
    int64_t n = 0;
    TRY(read_number(r, 0, INT_MAX, &n));
    *(int *)r->into = (int)n;
    return OK;
}

static error read_bool(const reading *r)
{
    if (!json_is_boolean(r->value))
        return refuse(r->place, _("cần true hoặc false"));
    *(bool *)r->into = json_is_true(r->value);
    return OK;
}

/* Only what write_instant() writes: one instant has one text. */
static error read_instant(const reading *r)
{
    int64_t *out = r->into;
    if (r->field->nullable && json_is_null(r->value)) {
        *out = r->field->none;
        return OK;
    }
    char text[40];
    if (json_is_string(r->value) && !clock_parse_iso(json_string_value(r->value), out).code) {
        clock_format_iso_ms(*out, text, sizeof text);
        if (strcmp(text, json_string_value(r->value)) == 0 &&
            !(r->field->nullable && *out == r->field->none))
            return OK;
    }
    return refuse(r->place, _("cần thời điểm, viết như \"2024-07-22T07:00:00.000+07:00\""));
}

static error read_date(const reading *r)
{
    bool there = !json_is_null(r->value);
    if (r->field->has_flag)
        *(bool *)(r->base + r->field->flag) = there;
    if (there && (!json_is_string(r->value) ||
                  date_parse(json_string_value(r->value), (date *)r->into).code))
        return refuse(r->place, _("cần một ngày, viết như \"2024-07-22\", hoặc null"));
    return OK;
}

/* The decimals that were written are those of the figure: "12.50" has two. */
static error read_amount(const reading *r, const char *text, exact *out)
{
    const char *point = strchr(text, '.');
    size_t decimals = point ? strlen(point + 1) : 0;
    char back[AMOUNT_TEXT_MAX];
    if (decimals <= AMOUNT_DECIMALS_MAX &&
        !amount_parse(text, AMOUNT_MACHINE, (unsigned)decimals, &out->amount).code) {
        out->decimals = (unsigned)decimals;
        out->known = true;
        amount_format(out->amount, out->decimals, AMOUNT_MACHINE, back, sizeof back);
        if (strcmp(back, text) == 0)
            return OK;
    }
    return refuse(r->place, _("cần số thập phân trong dấu nháy, viết như \"1234.50\""));
}

static error read_exact(const reading *r)
{
    exact *out = r->into;
    const json_t *amount = json_object_get(r->value, "amount");
    const json_t *unit = json_object_get(r->value, "unit");
    if (!amount || !unit || json_object_size(r->value) != 2)
        return refuse(r->place, _("cần một đối tượng gồm \"amount\" và \"unit\""));
    TRY(read_text(&out->unit, unit, r->memory, r->place));
    if (json_is_null(amount))
        return OK;
    if (!json_is_string(amount))
        return refuse(r->place, _("\"amount\" là một chuỗi, hoặc null khi không biết"));
    return read_amount(r, json_string_value(amount), out);
}

static unsigned code_of(const digest_codes *codes, const json_t *value)
{
    const char *text = json_string_value(value);
    for (unsigned i = 1; text && i <= codes->last; i++)
        if (strcmp(codes->code(i), text) == 0)
            return i;
    return 0;
}

static error read_code(const reading *r)
{
    unsigned value = code_of(r->field->codes, r->value);
    if (!value && !json_is_null(r->value))
        return refuse(r->place, _("mã không có trong danh sách"));
    *(unsigned *)r->into = value;
    return OK;
}

static error read_codes(const reading *r)
{
    unsigned bits = 0;
    if (!json_is_array(r->value))
        return refuse(r->place, _("cần một danh sách mã"));
    for (size_t i = 0; i < json_array_size(r->value); i++) {
        unsigned value = code_of(r->field->codes, json_array_get(r->value, i));
        /* In their order, so that one set has one text. */
        if (!value || bits >> (value - 1))
            return refuse(r->place, _("mã không có trong danh sách, bị lặp hoặc sai thứ tự"));
        bits |= 1U << (value - 1);
    }
    *(unsigned *)r->into = bits;
    return OK;
}

static error read_item(const reading *r, void *items, size_t i)
{
    const digest_shape *shape = r->field->of;
    const json_t *value = json_array_get(r->value, i);
    frozen_place at = {r->place, NULL, i};
    if (shape)
        return frozen_read(value, shape, (char *)items + i * shape->size, r->memory, &at, NULL);
    return read_text((const char **)items + i, value, r->memory, &at);
}

static error read_list(const reading *r)
{
    if (!json_is_array(r->value))
        return refuse(r->place, _("cần một danh sách"));
    size_t count = json_array_size(r->value);
    if (count > FROZEN_ITEMS_MAX)
        return refuse(r->place, _("danh sách quá dài"));
    size_t size = r->field->of ? r->field->of->size : sizeof(char *);
    void *items = count ? arena_alloc(r->memory, count * size) : NULL;
    if (count && !items)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        TRY(read_item(r, items, i));
    memcpy(r->into, &items, sizeof items);
    *(size_t *)(void *)(r->base + r->field->count) = count;
    return OK;
}

static error read_member(const reading *r)
{
    switch (r->field->type) {
    case FIELD_TEXT:
        return read_text(r->into, r->value, r->memory, r->place);
    case FIELD_BOOL:
        return read_bool(r);
    case FIELD_INT64:
        return read_number(r, INT64_MIN, INT64_MAX, r->into);
    case FIELD_SIZE:
        return read_size(r);
    case FIELD_INT:
        return read_int(r);
    case FIELD_INSTANT:
        return read_instant(r);
    case FIELD_DATE:
        return read_date(r);
    case FIELD_EXACT:
        return read_exact(r);
    case FIELD_CODE:
        return read_code(r);
    case FIELD_CODES:
        return read_codes(r);
    case FIELD_OBJECT:
        return frozen_read(r->value, r->field->of, r->into, r->memory, r->place, NULL);
    case FIELD_LIST:
        return read_list(r);
    }
    return refuse(r->place, "?");
}

static const digest_field *field_named(const digest_shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    return NULL;
}

static error unknown_key(const digest_shape *shape, const char *name, const frozen_place *place)
{
    const char *names[64];
    size_t n = 0;
    for (; n < shape->count && n < sizeof names / sizeof *names; n++)
        names[n] = shape->fields[n].name;
    char path[256];
    frozen_path(&(frozen_place){place, name, 0}, path, sizeof path);
    const char *near = text_nearest(name, names, n);
    return near ? error_make(ERR_INVALID, _("%s: khóa không có; gần nhất là \"%s\""), path, near)
                : error_make(ERR_INVALID, _("%s: khóa không có"), path);
}

static error check_keys(const json_t *object, const digest_shape *shape, const frozen_place *place,
                        const char *ignored)
{
    const char *name;
    json_t *value;
    /* jansson's iterator takes no const object and changes nothing. */
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        if (!field_named(shape, name) && !(ignored && strcmp(name, ignored) == 0))
            return unknown_key(shape, name, place);
    }
    return OK;
}

error frozen_read(const json_t *object, const digest_shape *shape, void *into, arena *a,
                  const frozen_place *place, const char *ignored)
{
    if (!json_is_object(object))
        return refuse(place, _("cần một đối tượng"));
    TRY(check_keys(object, shape, place, ignored));
    for (size_t i = 0; i < shape->count; i++) {
        const digest_field *f = &shape->fields[i];
        frozen_place at = {place, f->name, 0};
        const json_t *value = json_object_get(object, f->name);
        if (!value)
            return refuse(&at, _("thiếu"));
        TRY(read_member(&(reading){f, value, into, (char *)into + f->offset, a, &at}));
    }
    return OK;
}
