#include "notifier/digest/digest_json.h"

#include "base/i18n.h"
#include "notifier/digest/digest_frozen.h"

#include <stdlib.h>
#include <string.h>

/* What is behind the dash changes when an older program could not read the document any more. */
#define FORMAT_NAME "tiendo-digest-"
static const char format_key[] = "format", format[] = FORMAT_NAME "1";

static error dump(json_t *root, char **out)
{
    char *text = json_dumps(root, JSON_INDENT(2));
    size_t n = text ? strlen(text) : 0;
    char *longer = text ? realloc(text, n + 2) : NULL;
    if (!longer) {
        free(text);
        return error_no_memory();
    }
    memcpy(longer + n, "\n", 2);
    if (n + 1 > DIGEST_JSON_MAX) {
        free(longer);
        return error_make(ERR_LIMIT, _("bản tin dài %zu byte, nhiều nhất là %d"), n + 1,
                          DIGEST_JSON_MAX);
    }
    *out = longer;
    return OK;
}

error digest_to_json(const digest *d, char **out)
{
    json_t *root = json_object();
    if (!root || json_object_set_new(root, format_key, json_string(format)) != 0) {
        json_decref(root);
        return error_no_memory();
    }
    error err = frozen_write(root, &digest_shape_digest, d, NULL);
    if (!err.code)
        err = dump(root, out);
    json_decref(root);
    return err;
}

static error check_format(const json_t *root)
{
    const char *said = json_string_value(json_object_get(root, format_key));
    if (!said || strncmp(said, FORMAT_NAME, strlen(FORMAT_NAME)) != 0)
        return error_make(ERR_INVALID, _("không phải bản tin: cần \"%s\": \"%s\""), format_key,
                          format);
    if (strcmp(said, format) == 0)
        return OK;
    return error_make(ERR_NEWER,
                      _("bản tin ở định dạng \"%.40s\", chương trình này chỉ đọc được \"%s\"; hãy "
                        "nâng cấp chương trình"),
                      said, format);
}

static error read_root(digest **out, const json_t *root)
{
    TRY(check_format(root));
    digest *d = digest_new();
    if (!d)
        return error_no_memory();
    error err = frozen_read(root, &digest_shape_digest, d, d->memory, NULL, format_key);
    if (err.code)
        digest_free(d);
    else
        *out = d;
    return err;
}

error digest_from_json(digest **out, const char *json)
{
    size_t n = strnlen(json, DIGEST_JSON_MAX + 1);
    if (n > DIGEST_JSON_MAX)
        return error_make(ERR_LIMIT, _("bản tin dài hơn %d byte"), DIGEST_JSON_MAX);
    json_error_t where;
    json_t *root = json_loadb(json, n, JSON_REJECT_DUPLICATES, &where);
    if (!root)
        return error_make(ERR_INVALID, _("không phải JSON, dòng %d cột %d: %s"), where.line,
                          where.column, where.text);
    error err = read_root(out, root);
    json_decref(root);
    return err;
}
