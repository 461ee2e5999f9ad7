#include "collector/letter.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "collector/files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *letter_text(arena *a, const outbox_letter *l)
{
    char when[24];
    bool directive = strcmp(l->kind, "directive") == 0;
    clock_format_vi(l->received_at_ms, when, sizeof when);
    const char *sender = *l->sender ? arena_printf(a, _("Người gửi: %s\n"), l->sender) : "";
    const char *subject =
        *l->subject ? arena_printf(a, directive ? _("Về nội dung: %s\n") : _("Kỳ báo cáo: %s\n"),
                                   l->subject)
                    : "";
    const char *deadline = *l->deadline ? arena_printf(a, _("Hạn: %s\n"), l->deadline) : "";
    if (!sender || !subject || !deadline)
        return NULL;
    return arena_printf(a, "%s\n\n%s%s%s%s%s\n\n%s\n",
                        directive ? _("Ý KIẾN CHỈ ĐẠO") : _("ĐÔN ĐỐC BÁO CÁO"), sender, subject,
                        deadline, _("Nhận lúc: "), when, l->text);
}

static error write_file(const char *folder, const outbox_letter *l)
{
    char path[FILES_PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/inbox/%s-%" PRIu64 ".txt", folder, l->kind, l->id);
    if (n <= 0 || n >= (int)sizeof path)
        return error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), folder);
    arena *a = arena_new(0);
    const char *text = a ? letter_text(a, l) : NULL;
    error err = text ? files_write(path, text, strlen(text)) : error_no_memory();
    arena_free(a);
    return err;
}

error letter_take(outbox *box, const char *folder, const outbox_letter *letter)
{
    bool known;
    TRY(outbox_has_letter(box, letter->kind, letter->id, &known));
    if (known)
        return OK;
    TRY(write_file(folder, letter));
    TRY(outbox_put_letter(box, letter));
    log_info("letter-received", "kind=%s id=%" PRIu64 " subject=%s", letter->kind, letter->id,
             log_value(letter->subject));
    return OK;
}
