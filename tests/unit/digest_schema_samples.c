/* Prints what digest_schema_test.py compares with docs/digest.schema.json: one JSON document a
 * line, first the tables of digest_fields.h, then digests of which each has something that others
 * have not. */
#include "unit_test.h"

#include "digest_filled.h"
#include "notifier/digest/digest_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *codes_of(const digest_codes *codes)
{
    json_t *list = json_array();
    for (unsigned i = 1; i <= codes->last; i++)
        json_array_append_new(list, json_string(codes->code(i)));
    return json_pack("{ss so}", "name", codes->name, "values", list);
}

static json_t *field_of(const digest_field *f)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "text",   [FIELD_BOOL] = "bool",     [FIELD_INT64] = "integer",
        [FIELD_SIZE] = "count",  [FIELD_INT] = "count",     [FIELD_INSTANT] = "instant",
        [FIELD_DATE] = "date",   [FIELD_EXACT] = "exact",   [FIELD_CODE] = "code",
        [FIELD_CODES] = "codes", [FIELD_OBJECT] = "object", [FIELD_LIST] = "list",
    };
    json_t *field = json_pack("{ss sb}", "type", types[f->type], "null", f->nullable);
    if (f->codes)
        json_object_set_new(field, "codes", codes_of(f->codes));
    if (f->of)
        json_object_set_new(field, "of", json_string(f->of->name));
    return field;
}

static void add_shape(json_t *shapes, const digest_shape *shape)
{
    json_t *fields = json_object();
    for (size_t i = 0; i < shape->count; i++) {
        json_object_set_new(fields, shape->fields[i].name, field_of(&shape->fields[i]));
        if (shape->fields[i].of)
            add_shape(shapes, shape->fields[i].of);
    }
    json_object_set_new(shapes, shape->name, fields);
}

static void print(json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(value);
}

static void print_digest(digest *d)
{
    char *text = digest_frozen(d);
    print(json_loads(text, 0, NULL));
    free(text);
    digest_free(d);
}

int main(void)
{
    json_t *shapes = json_object();
    add_shape(shapes, &digest_shape_digest);
    print(shapes);
    print_digest(digest_filled(3, false));
    print_digest(digest_filled(2, true));
    print_digest(digest_new());
    return 0;
}
