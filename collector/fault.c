#include "collector/fault.h"

#include "base/i18n.h"

#include <string.h>

error faults_add(faults *list, const fault *f)
{
    if (list->count == list->capacity) {
        size_t more = list->capacity ? list->capacity * 2 : 16;
        fault *items = arena_alloc(list->memory, more * sizeof *items);
        if (!items)
            return error_no_memory();
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = more;
    }
    list->items[list->count++] = *f;
    return OK;
}

void fault_set_text(arena *a, fault *f, const char *message)
{
    const char *cut = strstr(message, "; ");
    const char *what = arena_strndup(a, message, cut ? (size_t)(cut - message) : strlen(message));
    const char *cure = cut ? arena_strdup(a, cut + 2) : _("sửa ô này rồi thả lại cả tệp");
    f->what = what ? what : "";
    f->cure = cure ? cure : "";
}

const char *fault_sentence(arena *a, const fault *f)
{
    const char *line = f->line ? arena_printf(a, _("Dòng %u"), f->line) : _("Cả tệp");
    const char *column = *f->column ? arena_printf(a, _(", cột \"%s\""), f->column) : "";
    const char *value = *f->value ? arena_printf(a, _(", giá trị \"%s\""), f->value) : "";
    if (!line || !column || !value)
        return NULL;
    return arena_printf(a, _("%s%s%s: %s. Cách sửa: %s."), line, column, value, f->what, f->cure);
}
