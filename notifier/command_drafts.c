/* drafts, approve, hold, remark: the standing body's say in digests. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/operator.h"
#include "model/amount.h"
#include "notifier/approval.h"
#include "notifier/commands.h"
#include "notifier/office.h"
#include "render/table.h"

#include <stdio.h>

/* ---- listing --------------------------------------------------------------------------------- */

typedef struct listing {
    table *rows;
    output_format format;
    size_t count;
} listing;

static bool list_approval(void *context, const ledger_approval *it)
{
    const listing *all = context;
    table_int(all->rows, it->message);
    table_text(all->rows, it->profile);
    table_text(all->rows, all->format == FORMAT_TABLE ? approval_state_name(it->state)
                                                      : approval_state_code(it->state));
    table_time(all->rows, it->due_ms);
    if (all->format == FORMAT_TABLE)
        table_text(all->rows, it->sends_if_silent ? _("gửi đi") : _("chờ"));
    else
        table_text(all->rows, it->sends_if_silent ? "send" : "wait");
    table_time(all->rows, it->as_of_ms);
    table_text(all->rows, it->subject);
    return true;
}

static error list_drafts(const office *at, const command *cmd)
{
    static const table_column columns[] = {
        {"digest", "#", TABLE_RIGHT, 0},
        {"profile", N_("Bản tin"), TABLE_LEFT, 0},
        {"state", N_("Tình trạng"), TABLE_LEFT, 0},
        {"due", N_("Giờ gửi"), TABLE_LEFT, 0},
        {"if_silent", N_("Nếu không có ý kiến"), TABLE_LEFT, 0},
        {"as_of", N_("Số liệu đến"), TABLE_LEFT, 0},
        {"subject", N_("Chủ đề"), TABLE_LEFT, 60},
    };
    listing all = {.rows = table_new(columns, 7, cmd->format), .format = cmd->format};
    if (!all.rows)
        return error_no_memory();
    error err = ledger_approval_each(at->ledger, command_has(cmd, "all"), list_approval, &all);
    if (!err.code)
        err = table_print(all.rows, _("Không có dự thảo nào chờ duyệt."));
    table_free(all.rows);
    return err;
}

static bool list_act(void *context, const ledger_act *it)
{
    listing *all = context;
    all->count++;
    table_time(all->rows, it->at_ms);
    table_text(all->rows, all->format == FORMAT_TABLE ? approval_act_name(it->act)
                                                      : approval_act_code(it->act));
    table_text(all->rows, *it->actor ? it->actor : NULL);
    table_text(all->rows, *it->text ? it->text : NULL);
    return true;
}

static error number_of(const command *cmd, int64_t *id)
{
    if (amount_parse(cmd->operands[0], AMOUNT_MACHINE, 0, id).code || *id < 1)
        return error_make(ERR_USAGE, _("\"%s\" không phải số của một dự thảo; xem lệnh drafts"),
                          cmd->operands[0]);
    return OK;
}

/* What was done to one draft, by whom and when. */
static error show_draft(const office *at, const command *cmd)
{
    static const table_column columns[] = {{"at", N_("Lúc"), TABLE_LEFT, 0},
                                           {"act", N_("Việc"), TABLE_LEFT, 0},
                                           {"by", N_("Người thực hiện"), TABLE_LEFT, 0},
                                           {"text", N_("Ý kiến, lý do"), TABLE_LEFT, 80}};
    int64_t id;
    TRY(number_of(cmd, &id));
    listing all = {.rows = table_new(columns, 4, cmd->format), .format = cmd->format};
    if (!all.rows)
        return error_no_memory();
    error err = ledger_approval_acts(at->ledger, id, list_act, &all);
    if (!err.code && !all.count)
        err = error_make(ERR_NOT_FOUND, _("không có dự thảo số %lld; xem lệnh drafts --all"),
                         (long long)id);
    if (!err.code)
        err = table_print(all.rows, "");
    table_free(all.rows);
    return err;
}

error command_drafts(const command *cmd)
{
    office at = {0};
    error err = office_open(&at, cmd->config);
    if (!err.code)
        err = cmd->operand_count ? show_draft(&at, cmd) : list_drafts(&at, cmd);
    office_close(&at);
    return err;
}

/* ---- answering ------------------------------------------------------------------------------- */

static error say(const office *at, const command *cmd, approval_word word, const char *text)
{
    char account[OPERATOR_MAX];
    int64_t id;
    bool went_out;
    const char *by = command_get(cmd, "by");
    TRY(number_of(cmd, &id));
    TRY(approval_say(at, id, word, by ? by : operator_name(account), text, &went_out));
    if (word == WORD_REMARK)
        printf(_("Đã ghi ý kiến vào bản tin số %lld.\n"), (long long)id);
    else if (word == WORD_HOLD)
        printf(_("Bản tin số %lld được giữ lại, chưa gửi.\n"), (long long)id);
    else if (went_out)
        printf(_("Đã duyệt; bản tin số %lld được gửi ngay.\n"), (long long)id);
    else
        printf(_("Đã duyệt; bản tin số %lld sẽ được gửi đúng giờ.\n"), (long long)id);
    return OK;
}

static error approve(const office *at, const command *cmd)
{
    const char *remark = command_get(cmd, "remark");
    if (remark)
        TRY(say(at, cmd, WORD_REMARK, remark));
    return say(at, cmd, WORD_APPROVE, "");
}

static error hold(const office *at, const command *cmd)
{
    const char *reason = command_get(cmd, "reason");
    if (!reason)
        return error_make(ERR_USAGE, _("hold cần --reason 'LÝ DO'"));
    return say(at, cmd, WORD_HOLD, reason);
}

static error remark(const office *at, const command *cmd)
{
    return say(at, cmd, WORD_REMARK, cmd->operands[1]);
}

static error answer(const command *cmd, error (*how)(const office *, const command *))
{
    office at = {0};
    error err = office_open(&at, cmd->config);
    if (!err.code)
        err = how(&at, cmd);
    office_close(&at);
    return err;
}

error command_approve(const command *cmd)
{
    return answer(cmd, approve);
}

error command_hold(const command *cmd)
{
    return answer(cmd, hold);
}

error command_remark(const command *cmd)
{
    return answer(cmd, remark);
}
