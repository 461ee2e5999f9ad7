#include "aggregator/decide.h"

#include "base/i18n.h"
#include "base/operator.h"
#include "base/text.h"
#include "model/amount.h"

#include <stdio.h>
#include <string.h>

error decide(const question *q, desk_action *a)
{
    char path[STATE_PATH_MAX], who[OPERATOR_MAX];
    desk *d;
    a->at_ms = clock_now_ms();
    a->operator= operator_name(who);
    TRY(desk_open(&d, state_path(aggregator_settings_get(q->settings), STATE_DESK, path)));
    error err = desk_write(d, a, &a->id);
    desk_close(d);
    TRY(err);
    printf(_("Đã ghi quyết định số %lld của %s. Bộ tổng hợp áp dụng trong một giây, hoặc khi khởi "
             "động lại nếu đang dừng.\n"),
           (long long)a->id, who);
    return OK;
}

error decide_target(const command *cmd, int64_t *id)
{
    error err = amount_parse(cmd->operands[0], AMOUNT_MACHINE, 0, id);
    if (err.code || *id <= 0)
        return error_make(ERR_USAGE, _("\"%s\" không phải số của báo cáo; xem cột # của danh sách"),
                          cmd->operands[0]);
    return OK;
}

error decide_text(const command *cmd, const char *name, const char **out)
{
    *out = command_get(cmd, name);
    if (!*out || !(*out)[strspn(*out, " \n\t")])
        return error_make(ERR_USAGE, _("cần --%s \"…\""), name);
    error err = text_check(*out, strlen(*out), DECISION_TEXT_MAX, true);
    return err.code ? error_make(ERR_USAGE, "--%s: %s", name, err.text) : OK;
}
