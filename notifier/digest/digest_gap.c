#include "notifier/digest/digest_gap.h"

#include "base/i18n.h"
#include "base/log.h"

#include <string.h>

const char *digest_gap_reason(error_code code)
{
    switch (code) {
    case ERR_CONFIG:
        return _("máy chủ thiếu phông chữ hoặc chưa được cấu hình đúng");
    case ERR_NO_MEMORY:
        return _("máy chủ hết bộ nhớ");
    case ERR_FULL:
        return _("máy chủ hết chỗ trên đĩa");
    case ERR_IO:
        return _("máy chủ không đọc hoặc ghi được tệp");
    case ERR_CORRUPT:
        return _("cơ sở dữ liệu bị hỏng");
    case ERR_BUSY:
        return _("cơ sở dữ liệu đang bận");
    case ERR_LIMIT:
        return _("dữ liệu nhiều hơn mức lập được");
    default:
        return _("lỗi của hệ thống");
    }
}

static bool is_there(const digest_lines *lines, const char *line)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->items[i], line) == 0)
            return true;
    return false;
}

error digest_add_gap(digest *d, const char *line, const char *part, const char *reason)
{
    digest_lines *gaps = &d->gaps;
    log_error("digest-incomplete", "profile=%s part=%s reason=%s", log_value(d->profile),
              log_value(part), log_value(reason));
    if (line && is_there(gaps, line))
        return OK;
    const char **items = arena_alloc(d->memory, (gaps->count + 1) * sizeof *items);
    if (!items || !line)
        return error_no_memory();
    if (gaps->count)
        memcpy(items, gaps->items, gaps->count * sizeof *items);
    items[gaps->count] = line;
    *gaps = (digest_lines){items, gaps->count + 1};
    return OK;
}
