#include "base/clock.h"
#include "base/i18n.h"
#include "collector/options.h"
#include "collector/outbox.h"
#include "collector/verbs.h"
#include "render/json.h"
#include "render/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Everything that is shown, read once. */
typedef struct picture {
    const options *options;
    outbox *outbox;
    outbox_state state;
    outbox_connection connection;
} picture;

/* ---- for people ----------------------------------------------------------------------------- */

static const char *connection_name(const char *state)
{
    static const char *const names[][2] = {
        {"", N_("chưa chạy lần nào")},        {"stopped", N_("đã dừng")},
        {"offline", N_("chưa kết nối được")}, {"greeting", N_("đang chào hỏi")},
        {"ready", N_("đã kết nối")},          {"refused", N_("bị từ chối")},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(state, names[i][0]) == 0)
            return _(names[i][1]);
    return state;
}

static void put_time(const char *label, int64_t ms)
{
    char when[24];
    if (ms)
        clock_format_vi(ms, when, sizeof when);
    printf("%s%s\n", label, ms ? when : "—");
}

static void print_summary(const picture *p)
{
    printf(_("Đơn vị:            %s\n"), p->options->unit);
    printf(_("Luồng:             %s\n"), p->state.stream_hex);
    printf(_("Kết nối:           %s%s%s\n"), connection_name(p->connection.state),
           *p->connection.detail ? ": " : "", p->connection.detail);
    put_time(_("  từ lúc:          "), p->connection.since_ms);
    printf(_("Đang chờ gửi:      %" PRId64 "\n"), p->state.pending);
    put_time(_("  cũ nhất từ:      "), p->state.oldest_ms);
    printf(_("Tỉnh đã xác nhận:  đến số %" PRIu64 "/%" PRIu64 "\n"), p->state.acknowledged,
           p->state.last);
    put_time(_("  lúc:             "), p->state.acknowledged_at_ms);
    if (p->state.catalogue_version)
        printf(_("Danh mục:          phiên bản %016" PRIx64 "\n"), p->state.catalogue_version);
    else
        printf(_("Danh mục:          chưa nhận được\n"));
    put_time(_("  nhận lúc:        "), p->state.catalogue_at_ms);
    if (*p->connection.notice)
        printf(_("LƯU Ý:             %s\n"), p->connection.notice);
}

static const char *outcome_name(outcome o)
{
    return o == REJECTED ? _("từ chối") : _("có lưu ý");
}

static bool add_refusal_row(void *context, const outbox_refusal *r)
{
    table *t = context;
    table_int(t, (int64_t)r->sequence);
    table_text(t, outcome_name(r->outcome));
    table_text(t, r->unit);
    table_text(t, r->obligation);
    table_text(t, r->period);
    table_text(t, r->content);
    table_text(t, r->source);
    table_text(t, r->message);
    return true;
}

static error print_refusals(const picture *p)
{
    const table_column columns[] = {
        {"sequence", _("Số"), TABLE_RIGHT, 0},  {"outcome", _("Kết luận"), TABLE_LEFT, 0},
        {"unit", _("Đơn vị"), TABLE_LEFT, 0},   {"obligation", _("Nội dung"), TABLE_LEFT, 0},
        {"period", _("Kỳ"), TABLE_LEFT, 0},     {"content", _("Đã báo cáo"), TABLE_LEFT, 24},
        {"source", _("Nguồn"), TABLE_LEFT, 30}, {"message", _("Lý do"), TABLE_LEFT, 0},
    };
    printf(_("\nTỉnh trả lời, cần xử lý:\n"));
    table *t = table_new(columns, sizeof columns / sizeof *columns, FORMAT_TABLE);
    if (!t)
        return error_no_memory();
    error err = outbox_refusals(p->outbox, add_refusal_row, t);
    if (!err.code)
        err = table_print(t, _("không có báo cáo nào bị từ chối"));
    table_free(t);
    return err;
}

static bool add_letter_row(void *context, const outbox_letter *l)
{
    table *t = context;
    table_time(t, l->received_at_ms);
    table_text(t, strcmp(l->kind, "directive") == 0 ? _("chỉ đạo") : _("đôn đốc"));
    table_text(t, l->subject);
    table_text(t, *l->deadline ? l->deadline : NULL);
    table_text(t, l->text);
    return true;
}

static error print_letters(const picture *p)
{
    const table_column columns[] = {
        {"received_at", _("Nhận lúc"), TABLE_LEFT, 0}, {"kind", _("Loại"), TABLE_LEFT, 0},
        {"subject", _("Về"), TABLE_LEFT, 0},           {"deadline", _("Hạn"), TABLE_LEFT, 0},
        {"text", _("Nội dung"), TABLE_LEFT, 60},
    };
    printf(_("\nTỉnh gửi về:\n"));
    table *t = table_new(columns, sizeof columns / sizeof *columns, FORMAT_TABLE);
    if (!t)
        return error_no_memory();
    error err = outbox_letters(p->outbox, add_letter_row, t);
    if (!err.code)
        err = table_print(t, _("chưa có đôn đốc hay ý kiến chỉ đạo nào"));
    table_free(t);
    return err;
}

static error print_people(const picture *p)
{
    print_summary(p);
    TRY(print_refusals(p));
    return print_letters(p);
}

/* ---- for programs --------------------------------------------------------------------------- */

static json_t *json_time(int64_t ms)
{
    char when[32];
    if (!ms)
        return json_null();
    clock_format_iso(ms, when, sizeof when);
    return json_string(when);
}

static bool add_refusal_json(void *context, const outbox_refusal *r)
{
    json_array_append_new(
        context, json_pack("{s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:o}", "sequence",
                           (json_int_t)r->sequence, "outcome",
                           r->outcome == REJECTED ? "rejected" : "accepted_with_warning", "code",
                           r->code, "message", r->message, "unit", r->unit, "obligation",
                           r->obligation, "period", r->period, "breakdown", r->breakdown, "content",
                           r->content, "source", r->source, "at", json_time(r->at_ms)));
    return true;
}

static bool add_letter_json(void *context, const outbox_letter *l)
{
    json_array_append_new(context,
                          json_pack("{s:s,s:I,s:o,s:s,s:s,s:s,s:s}", "kind", l->kind, "id",
                                    (json_int_t)l->id, "received_at", json_time(l->received_at_ms),
                                    "subject", l->subject, "deadline", l->deadline, "from",
                                    l->sender, "text", l->text));
    return true;
}

static json_t *json_picture(const picture *p, json_t *refusals, json_t *letters)
{
    char version[20] = "";
    if (p->state.catalogue_version)
        snprintf(version, sizeof version, "%016" PRIx64, p->state.catalogue_version);
    return json_pack(
        "{s:s,s:s,s:{s:s,s:s,s:o},s:{s:I,s:o},s:I,s:{s:I,s:o},s:{s:s,s:o},s:s,s:o,s:o}", "unit",
        p->options->unit, "stream", p->state.stream_hex, "connection", "state", p->connection.state,
        "detail", p->connection.detail, "since", json_time(p->connection.since_ms), "queue",
        "length", (json_int_t)p->state.pending, "oldest", json_time(p->state.oldest_ms),
        "last_sequence", (json_int_t)p->state.last, "acknowledged", "sequence",
        (json_int_t)p->state.acknowledged, "at", json_time(p->state.acknowledged_at_ms),
        "catalogue", "version", version, "received_at", json_time(p->state.catalogue_at_ms),
        "notice", p->connection.notice, "refusals", refusals, "inbox", letters);
}

static error print_json(const picture *p)
{
    json_t *refusals = json_array(), *letters = json_array();
    error err = refusals && letters ? OK : error_no_memory();
    if (!err.code)
        err = outbox_refusals(p->outbox, add_refusal_json, refusals);
    if (!err.code)
        err = outbox_letters(p->outbox, add_letter_json, letters);
    if (err.code) {
        json_decref(refusals);
        json_decref(letters);
        return err;
    }
    return json_print(json_picture(p, refusals, letters));
}

/* ---- the command ---------------------------------------------------------------------------- */

static error show(const command *cmd, picture *p, arena *a)
{
    TRY(outbox_open_reader(&p->outbox, p->options->outbox));
    TRY(outbox_read_state(p->outbox, &p->state));
    TRY(outbox_read_connection(p->outbox, a, &p->connection));
    return cmd->format == FORMAT_JSON ? print_json(p) : print_people(p);
}

error run_status(const command *cmd)
{
    options o;
    TRY(options_load(&o, cmd->config));
    picture p = {.options = &o};
    arena *a = arena_new(0);
    error err = a ? show(cmd, &p, a) : error_no_memory();
    if (err.code == ERR_NOT_FOUND)
        err = error_make(ERR_NOT_FOUND,
                         _("%s chưa có: tiendo-collector chưa chạy lần nào với cấu hình này"),
                         o.outbox);
    outbox_close(p.outbox);
    arena_free(a);
    options_close(&o);
    return err;
}
