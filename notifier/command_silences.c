#include "notifier/command_alerts.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/operator.h"
#include "base/text.h"
#include "model/amount.h"
#include "notifier/alert/alert_book.h"
#include "notifier/command_choice.h"
#include "render/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HOURS_MAX = 24 * 90 };

const command_option ALERT_SILENCE_OPTIONS[] = {
    {"kind", "LOẠI", N_("chỉ loại này, như overdue, silent, gone")},
    {"unit", "ĐƠN_VỊ", N_("chỉ đơn vị này và các đơn vị trực thuộc: mã hoặc tên")},
    {"obligation", "MÃ", N_("chỉ nội dung này")},
    {"severity", "MỨC", N_("chỉ mức này: info, warning, critical")},
    {"hours", "GIỜ", N_("trong bao nhiêu giờ")},
    {"reason", "LÝ DO", N_("vì sao tạm ngừng")},
    {"by", "AI", N_("người quyết định (mặc định: tài khoản đang dùng)")},
    {0},
};

const command_option ALERT_SILENCES_OPTIONS[] = {
    {"all", NULL, N_("cả những lệnh đã hết hoặc đã bỏ")},
    {0},
};

/* ---- silence --------------------------------------------------------------------------------- */

static error read_kind(const command *cmd, alert_kind *out)
{
    const char *code = command_get(cmd, "kind");
    if (!code || (*out = alert_kind_parse(code)))
        return OK;
    const char *near = text_nearest(code, alert_kind_codes, ALERT_KINDS - 1);
    if (near)
        return error_make(ERR_USAGE, _("không có loại cảnh báo \"%s\"; gần nhất là \"%s\""), code,
                          near);
    return error_make(ERR_USAGE,
                      _("không có loại cảnh báo \"%s\"; các loại có trong man "
                        "tiendo-notifier"),
                      code);
}

static error read_severity(const command *cmd, alert_severity *out)
{
    const char *code = command_get(cmd, "severity");
    if (!code || (*out = alert_severity_parse(code)))
        return OK;
    return error_make(ERR_USAGE, _("không có mức \"%s\"; có: info, warning, critical"), code);
}

static error read_place(const office *at, const command *cmd, alert_silence *out)
{
    const char *text = command_get(cmd, "unit"), *code = command_get(cmd, "obligation");
    date today = clock_local_date(clock_now_ms());
    const unit *u = text ? catalogue_unit_meant(at->rules, text, today) : NULL;
    const obligation *o = code ? catalogue_obligation(at->rules, code) : NULL;
    out->unit = u ? u->code : "";
    out->obligation = o ? o->code : "";
    if (text && !u)
        return error_make(ERR_USAGE, _("danh mục không có đơn vị \"%s\""), text);
    if (code && !o) {
        const char *near = catalogue_nearest_obligation(at->rules, code);
        if (!near)
            return error_make(ERR_USAGE, _("danh mục không có nội dung \"%s\""), code);
        return error_make(ERR_USAGE, _("danh mục không có nội dung \"%s\"; gần nhất là \"%s\""),
                          code, near);
    }
    return OK;
}

static error read_hours(const command *cmd, alert_silence *out)
{
    const char *text = command_get(cmd, "hours");
    int64_t hours = 0;
    if (!text || amount_parse(text, AMOUNT_MACHINE, 0, &hours).code || hours < 1 ||
        hours > HOURS_MAX)
        return error_make(ERR_USAGE, _("cần --hours từ 1 đến %d: tạm ngừng phải có lúc hết"),
                          HOURS_MAX);
    out->from_ms = clock_now_ms();
    out->until_ms = out->from_ms + hours * ALERT_HOUR_MS;
    return OK;
}

static error read_silence(const office *at, const command *cmd, kept_silence *s)
{
    const char *reason = command_get(cmd, "reason");
    alert_silence *covers = &s->covers;
    TRY(read_kind(cmd, &covers->kind));
    TRY(read_severity(cmd, &covers->severity));
    TRY(read_place(at, cmd, covers));
    TRY(read_hours(cmd, covers));
    if (!covers->kind && !covers->severity && !*covers->unit && !*covers->obligation)
        return error_make(ERR_USAGE,
                          _("tạm ngừng cái gì? Cần --kind, --unit, --obligation hoặc --severity"));
    if (!reason || !*reason)
        return error_make(ERR_USAGE, _("cần --reason: người trực sau phải biết vì sao"));
    TRY(alert_check_words(reason));
    TRY(alert_check_words(s->by));
    s->reason = reason;
    s->made_ms = covers->from_ms;
    return OK;
}

static error silence(arena *a, const office *at, const command *cmd)
{
    alert_book *b;
    char name[OPERATOR_MAX], until[32];
    kept_silence s = {.by = alert_operator(cmd, name)};
    int64_t id = 0;
    (void)a;
    TRY(read_silence(at, cmd, &s));
    TRY(alert_book_open(&b, at->options->state_dir));
    error err = alert_book_add_silence(b, &s, &id);
    alert_book_close(b);
    TRY(err);
    clock_format_vi(s.covers.until_ms, until, sizeof until);
    printf(_("Tạm ngừng báo, số %" PRId64 ", đến %s; lúc đó cái gì vẫn còn sẽ được báo một lần.\n"
             "Bỏ sớm: tiendo-notifier alerts unsilence %" PRId64 "\n"),
           id, until, id);
    return OK;
}

error command_alerts_silence(const command *cmd)
{
    return with_office(cmd, silence);
}

static error unsilence(arena *a, const office *at, const command *cmd)
{
    alert_book *b;
    char name[OPERATOR_MAX];
    int64_t id;
    (void)a;
    TRY(alert_number(cmd->operands[0], &id));
    TRY(alert_book_open(&b, at->options->state_dir));
    error err = alert_book_end_silence(b, id, operator_name(name), clock_now_ms());
    alert_book_close(b);
    TRY(err);
    printf(_("Đã bỏ lệnh tạm ngừng số %" PRId64 "; cái gì vẫn còn sẽ được báo một lần.\n"), id);
    return OK;
}

error command_alerts_unsilence(const command *cmd)
{
    return with_office(cmd, unsilence);
}

/* ---- silences -------------------------------------------------------------------------------- */

static void list_silence(table *t, const catalogue *c, const kept_silence *s, bool person)
{
    const alert_silence *covers = &s->covers;
    const unit *u =
        *covers->unit ? catalogue_unit(c, covers->unit, clock_local_date(covers->from_ms)) : NULL;
    const char *kind = NULL, *severity = NULL;
    if (covers->kind)
        kind = person ? alert_kind_name(covers->kind) : alert_kind_code(covers->kind);
    if (covers->severity)
        severity =
            person ? alert_severity_name(covers->severity) : alert_severity_code(covers->severity);
    table_int(t, covers->id);
    table_text(t, kind);
    table_text(t, u && person ? u->name : *covers->unit ? covers->unit : NULL);
    table_text(t, *covers->obligation ? covers->obligation : NULL);
    table_text(t, severity);
    table_time(t, covers->from_ms);
    table_time(t, s->ended_ms ? s->ended_ms : covers->until_ms);
    table_text(t, s->by);
    table_text(t, s->reason);
    table_text(t, *s->ended_by ? s->ended_by : NULL);
}

static error show_silences(arena *a, const office *at, const command *cmd)
{
    static const table_column columns[] = {
        {"silence", "#", TABLE_RIGHT, 0},        {"kind", N_("Loại"), TABLE_LEFT, 0},
        {"unit", N_("Đơn vị"), TABLE_LEFT, 30},  {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
        {"severity", N_("Mức"), TABLE_LEFT, 0},  {"from", N_("Từ"), TABLE_LEFT, 0},
        {"until", N_("Đến"), TABLE_LEFT, 0},     {"by", N_("Người quyết định"), TABLE_LEFT, 0},
        {"reason", N_("Lý do"), TABLE_LEFT, 60}, {"ended_by", N_("Người bỏ"), TABLE_LEFT, 0},
    };
    alert_book *b;
    kept_silence *all;
    size_t count;
    TRY(alert_book_open(&b, at->options->state_dir));
    error err = alert_book_silences(b, clock_now_ms(), command_has(cmd, "all"), a, &all, &count);
    alert_book_close(b);
    TRY(err);
    table *t = table_new(columns, sizeof columns / sizeof *columns, cmd->format);
    if (!t)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        list_silence(t, at->rules, &all[i], cmd->format == FORMAT_TABLE);
    err = table_print(t, _("Không có lệnh tạm ngừng nào."));
    table_free(t);
    return err;
}

error command_alerts_silences(const command *cmd)
{
    return with_office(cmd, show_silences);
}
