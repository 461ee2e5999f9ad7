/* warnings, confirm, return, reopen: what operators decide on figures and periods. */
#include "aggregator/commands.h"
#include "aggregator/decide.h"
#include "base/i18n.h"

#include <string.h>

static const table_column WARNING_COLUMNS[] = {
    {"report", N_("#"), TABLE_RIGHT, 0},
    {"received", N_("Nhận lúc"), TABLE_LEFT, 0},
    {"unit", N_("Mã"), TABLE_LEFT, 0},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 24},
    {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
    {"period", N_("Kỳ"), TABLE_LEFT, 0},
    {"code", N_("Mã lưu ý"), TABLE_LEFT, 0},
    {"message", N_("Lưu ý"), TABLE_LEFT, 90},
};

static bool list_warning(void *context, const stored_verdict *row)
{
    question *q = context;
    const obligation *o = catalogue_obligation(q->rules, row->obligation);
    const unit *u = catalogue_unit(q->rules, row->unit, q->today);
    const verdict given = {.outcome = row->outcome, .code = row->code};
    view v = question_view(q);
    if (!store_warning_needs_confirmation(&given) || (o && !view_has_unit(&v, o, u)))
        return true;
    table_int(q->rows, row->report);
    table_time(q->rows, row->received_at_ms);
    table_text(q->rows, row->unit);
    table_text(q->rows, question_unit_name(q, row->unit));
    table_text(q->rows, row->obligation);
    table_text(q->rows, row->period);
    table_text(q->rows, row->code);
    table_text(q->rows, row->message);
    return true;
}

error command_warnings(const command *cmd)
{
    question q;
    error err = question_open(&q, cmd, WARNING_COLUMNS, 8);
    const store_filter filter = {.before_ms = q.before_ms, .period = command_get(cmd, "period")};
    if (!err.code)
        err = store_rejected(q.store, &filter, true, list_warning, &q);
    if (!err.code)
        err = table_print(q.rows, _("Không có lưu ý nào chờ xác nhận hoặc đính chính."));
    question_close(&q);
    return err;
}

/* ---- rulings on a report --------------------------------------------------------------------- */

typedef struct ruled_report {
    bool needs_confirmation, is_text;
} ruled_report;

static bool look_at(void *context, const stored_report *row)
{
    ruled_report *r = context;
    const verdict v = {.outcome = row->outcome, .code = row->warning};
    r->needs_confirmation = store_warning_needs_confirmation(&v);
    r->is_text = row->report.kind == REPORT_DIFFICULTY || row->report.kind == REPORT_NARRATIVE;
    return true;
}

static error find_report(const question *q, int64_t id, ruled_report *out)
{
    bool found;
    TRY(store_report_by_id(q->store, id, look_at, out, &found));
    return found ? OK
                 : error_make(ERR_NOT_FOUND,
                              _("không có báo cáo #%lld; xem: tiendo-aggregator "
                                "reports"),
                              (long long)id);
}

static desk_action action_on(action_kind kind, int64_t target, const char *text)
{
    return (desk_action){.kind = kind,
                         .target = target,
                         .text = text,
                         .unit = "",
                         .obligation = "",
                         .period = "",
                         .until = "",
                         .state = "",
                         .agency = "",
                         .reference = ""};
}

static error confirm(const question *q, const command *cmd)
{
    int64_t id;
    ruled_report r;
    const char *text = command_get(cmd, "text");
    TRY(decide_target(cmd, &id));
    TRY(find_report(q, id, &r));
    if (!r.needs_confirmation)
        return error_make(ERR_REFUSED, _("báo cáo #%lld không có lưu ý nào cần xác nhận"),
                          (long long)id);
    desk_action a = action_on(ACTION_CONFIRM, id, text ? text : "");
    return decide(q, &a);
}

static error send_back(const question *q, const command *cmd)
{
    int64_t id;
    ruled_report r;
    const char *text;
    TRY(decide_target(cmd, &id));
    TRY(decide_text(cmd, "text", &text));
    TRY(find_report(q, id, &r));
    if (r.is_text)
        return error_make(ERR_REFUSED,
                          _("#%lld không phải số liệu hay tiến độ; khó khăn thì dùng: "
                            "difficulty set"),
                          (long long)id);
    desk_action a = action_on(ACTION_RETURN, id, text);
    return decide(q, &a);
}

/* ---- reopening ------------------------------------------------------------------------------- */

static error reopen(const question *q, const command *cmd)
{
    const char *reason, *until;
    period p;
    date last;
    TRY(period_parse(cmd->operands[0], &p));
    TRY(decide_text(cmd, "text", &reason));
    TRY(decide_text(cmd, "until", &until));
    TRY(date_parse(until, &last));
    if (date_compare(last, q->today) < 0)
        return error_make(ERR_USAGE, _("--until %s: ngày này đã qua"), until);
    desk_action a = action_on(ACTION_REOPEN, 0, reason);
    a.period = cmd->operands[0];
    a.until = until;
    a.unit = q->unit ? q->unit->code : "";
    a.obligation = q->obligation ? q->obligation->code : "";
    return decide(q, &a);
}

static error run(const command *cmd, error (*verb)(const question *, const command *))
{
    question q;
    error err = question_open(&q, cmd, WARNING_COLUMNS, 8);
    if (!err.code)
        err = verb(&q, cmd);
    question_close(&q);
    return err;
}

error command_confirm(const command *cmd)
{
    return run(cmd, confirm);
}

error command_return(const command *cmd)
{
    return run(cmd, send_back);
}

error command_reopen(const command *cmd)
{
    return run(cmd, reopen);
}
