#include "base/i18n.h"
#include "model/amount.h"
#include "notifier/digest/digest_frozen.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One member and where it stands. */
typedef struct writing {
    const digest_field *field;
    const char *base; /* the struct */
    const void *from; /* the member */
    const frozen_place *place;
} writing;

char *frozen_path(const frozen_place *at, char *out, size_t size)
{
    *out = '\0';
    if (!at)
        return out;
    frozen_path(at->outer, out, size);
    size_t used = strlen(out);
    if (at->name)
        snprintf(out + used, size - used, "%s%s", used ? "." : "", at->name);
    else
        snprintf(out + used, size - used, "[%zu]", at->index);
    return out;
}

static error refuse(const frozen_place *place, const char *why)
{
    char path[256];
    return error_make(ERR_INVALID, "%s: %s", frozen_path(place, path, sizeof path), why);
}

static error made(json_t **out, json_t *value)
{
    *out = value;
    return value ? OK : error_no_memory();
}

static error write_text(json_t **out, const char *text, const frozen_place *place)
{
    size_t n = text ? strlen(text) : 0; /* nothing may be refused for want of a word */
    if (n > FROZEN_TEXT_MAX)
        return refuse(place, _("văn bản quá dài"));
    *out = json_stringn(n ? text : "", n);
    return *out ? OK : refuse(place, _("không phải UTF-8"));
}

static bool flag_of(const writing *w)
{
    return *(const bool *)(w->base + w->field->flag);
}

static error write_number(json_t **out, const writing *w, int64_t n)
{
    bool none = w->field->has_flag ? !flag_of(w) : w->field->nullable && n == w->field->none;
    return made(out, none ? json_null() : json_integer(n));
}

static error write_size(json_t **out, const writing *w)
{
    size_t n = *(const size_t *)w->from;
    return n > INT64_MAX ? refuse(w->place, _("số quá lớn")) : write_number(out, w, (int64_t)n);
}

static error write_instant(json_t **out, const writing *w)
{
    int64_t ms = *(const int64_t *)w->from, back = 0;
    if (w->field->nullable && ms == w->field->none)
        return made(out, json_null());
    char text[40];
    clock_format_iso_ms(ms, text, sizeof text);
    if (clock_parse_iso(text, &back).code || back != ms)
        return refuse(w->place, _("thời điểm nằm ngoài các năm viết được"));
    return made(out, json_string(text));
}

static error write_date(json_t **out, const writing *w)
{
    date day = *(const date *)w->from;
    bool there = w->field->has_flag ? flag_of(w) : day.day != 0;
    if (!there)
        return made(out, json_null());
    if (!date_is_valid(day.year, day.month, day.day))
        return refuse(w->place, _("không phải ngày có thật"));
    char text[16];
    date_format_iso(day, text, sizeof text);
    return made(out, json_string(text));
}

static error write_exact(json_t **out, const writing *w)
{
    const exact *e = w->from;
    json_t *amount, *unit = NULL;
    char digits[AMOUNT_TEXT_MAX];
    if (e->decimals > AMOUNT_DECIMALS_MAX)
        return refuse(w->place, _("quá nhiều chữ số thập phân"));
    TRY(write_text(&unit, e->unit, w->place));
    if (e->known)
        amount = json_string(
            amount_format(e->amount, e->decimals, AMOUNT_MACHINE, digits, sizeof digits));
    else
        amount = json_null();
    return made(out, json_pack("{so so}", "amount", amount, "unit", unit));
}

static error write_code(json_t **out, const writing *w)
{
    unsigned value = *(const unsigned *)w->from;
    if (value == 0)
        return made(out, json_null());
    if (value > w->field->codes->last)
        return refuse(w->place, _("giá trị không có mã"));
    return made(out, json_string(w->field->codes->code(value)));
}

static error write_codes(json_t **out, const writing *w)
{
    unsigned bits = *(const unsigned *)w->from;
    json_t *list = json_array();
    *out = list;
    for (unsigned i = 1; i <= w->field->codes->last; i++)
        if (bits >> (i - 1) & 1 &&
            json_array_append_new(list, json_string(w->field->codes->code(i))) != 0)
            return error_no_memory();
    return bits >> w->field->codes->last ? refuse(w->place, _("giá trị không có mã")) : OK;
}

static error write_object(json_t **out, const digest_shape *shape, const void *from,
                          const frozen_place *place)
{
    TRY(made(out, json_object()));
    return frozen_write(*out, shape, from, place);
}

static error write_item(json_t **out, const writing *w, size_t i, const frozen_place *place)
{
    const digest_shape *shape = w->field->of;
    const char *items;
    memcpy(&items, w->from, sizeof items);
    if (shape)
        return write_object(out, shape, items + i * shape->size, place);
    return write_text(out, ((const char *const *)(const void *)items)[i], place);
}

static error write_list(json_t **out, const writing *w)
{
    size_t count = *(const size_t *)(const void *)(w->base + w->field->count);
    if (count > FROZEN_ITEMS_MAX)
        return refuse(w->place, _("danh sách quá dài"));
    json_t *list = *out = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *item = NULL;
        error err = write_item(&item, w, i, &(frozen_place){w->place, NULL, i});
        if (err.code) {
            json_decref(item);
            return err;
        }
        if (json_array_append_new(list, item) != 0)
            return error_no_memory();
    }
    return list ? OK : error_no_memory();
}

static error write_member(json_t **out, const writing *w)
{
    switch (w->field->type) {
    case FIELD_TEXT:
        return write_text(out, *(const char *const *)w->from, w->place);
    case FIELD_BOOL:
        return made(out, json_boolean(*(const bool *)w->from));
    case FIELD_INT64:
        return write_number(out, w, *(const int64_t *)w->from);
    case FIELD_SIZE:
        return write_size(out, w);
    case FIELD_INT:
        return write_number(out, w, *(const int *)w->from);
    case FIELD_INSTANT:
        return write_instant(out, w);
    case FIELD_DATE:
        return write_date(out, w);
    case FIELD_EXACT:
        return write_exact(out, w);
    case FIELD_CODE:
        return write_code(out, w);
    case FIELD_CODES:
        return write_codes(out, w);
    case FIELD_OBJECT:
        return write_object(out, w->field->of, w->from, w->place);
    case FIELD_LIST:
        return write_list(out, w);
    }
    return refuse(w->place, "?");
}

error frozen_write(json_t *object, const digest_shape *shape, const void *from,
                   const frozen_place *place)
{
    for (size_t i = 0; i < shape->count; i++) {
        const digest_field *f = &shape->fields[i];
        frozen_place at = {place, f->name, 0};
        writing w = {f, from, (const char *)from + f->offset, &at};
        json_t *value = NULL;
        error err = write_member(&value, &w);
        if (err.code) {
            json_decref(value);
            return err;
        }
        if (json_object_set_new_nocheck(object, f->name, value) != 0)
            return error_no_memory();
    }
    return OK;
}
