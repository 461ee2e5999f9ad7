#include "render/json.h"

#include "base/i18n.h"

#include <stdio.h>

error json_print(json_t *root)
{
    if (!root)
        return error_no_memory();
    int failed = json_dumpf(root, stdout, JSON_INDENT(2));
    json_decref(root);
    if (failed || putchar('\n') == EOF)
        return error_make(ERR_IO, _("không ghi được ra đầu ra chuẩn"));
    return OK;
}
