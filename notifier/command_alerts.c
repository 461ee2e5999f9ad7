#include "notifier/command_alerts.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/operator.h"
#include "base/text.h"
#include "model/amount.h"
#include "notifier/alert/alert_forecast.h"
#include "notifier/alert/alert_words.h"
#include "notifier/command_choice.h"
#include "notifier/readership.h"
#include "render/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RANGE_MAX = 1000, WORDS_MAX = 400 };

const command_option ALERTS_OPTIONS[] = {
    {"for", "AI", N_("chỉ những cảnh báo gửi tới địa chỉ, vai trò hoặc kênh này")},
    {"all", NULL, N_("cả những cảnh báo đã hết")},
    {0},
};

const command_option ALERT_ACK_OPTIONS[] = {
    {"note", "GHI CHÚ", N_("đang xử lý thế nào")},
    {"by", "AI", N_("người xác nhận: chức vụ, tên (mặc định: tài khoản đang dùng)")},
    {0},
};

static error with_book(const office *at, alert_book **out)
{
    return alert_book_open(out, at->options->state_dir);
}

const char *alert_operator(const command *cmd, char name[OPERATOR_MAX])
{
    const char *by = command_get(cmd, "by");
    return by && *by ? by : operator_name(name);
}

/* ---- alerts ---------------------------------------------------------------------------------- */

typedef struct listing {
    const office *at;
    table *rows;
    arena *memory;
    output_format format;
    unsigned routes;
    int64_t now_ms;
} listing;

static const table_column COLUMNS[] = {
    {"alert", "#", TABLE_RIGHT, 0},
    {"severity", N_("Mức"), TABLE_LEFT, 0},
    {"kind", N_("Loại"), TABLE_LEFT, 0},
    {"where", N_("Nơi"), TABLE_LEFT, 30},
    {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
    {"since", N_("Từ"), TABLE_LEFT, 0},
    {"state", N_("Tình trạng"), TABLE_LEFT, 0},
    {"told", N_("Báo lần cuối"), TABLE_LEFT, 0},
    {"times", N_("Số lần"), TABLE_RIGHT, 0},
    {"next", N_("Lần tới"), TABLE_LEFT, 0},
    {"detail", N_("Chi tiết"), TABLE_LEFT, 60},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

/* The last telling on any of the listing's routes. */
static const alert_telling *last_telling(const listing *l, const alert *a)
{
    const alert_telling *last = &a->tellings[0];
    for (size_t r = 0; r < l->at->options->alerts->route_count; r++)
        if ((l->routes & 1U << r) && a->tellings[r].last_ms > last->last_ms)
            last = &a->tellings[r];
    return last;
}

typedef enum alert_state {
    STATE_WAITING,
    STATE_TOLD,
    STATE_ACKED,
    STATE_SILENCED,
    STATE_HELD,
    STATE_AWAY,
    STATE_ENDED,
} alert_state;

static alert_state state_of(const alert *a, const alert *held_by, bool told)
{
    if (a->ended_ms)
        return STATE_ENDED;
    if (a->away_ms)
        return STATE_AWAY;
    if (a->silenced)
        return STATE_SILENCED;
    if (a->acked_ms)
        return STATE_ACKED;
    if (held_by)
        return STATE_HELD;
    return told ? STATE_TOLD : STATE_WAITING;
}

/* For a program the word that never changes, for a person the words of the language. */
static const char *say_state(const listing *l, alert_state s, const alert *held_by)
{
    static const char *const codes[] = {"waiting", "told", "acknowledged", "silenced",
                                        "held",    "away", "ended"};
    static const char *const names[] = {N_("chờ báo"),        N_("đã báo"), N_("đã xác nhận"),
                                        N_("đang tạm ngừng"), "",           N_("vừa hết, chờ chắc"),
                                        N_("đã hết")};
    if (l->format != FORMAT_TABLE)
        return codes[s];
    if (s != STATE_HELD || !held_by)
        return _(names[s]);
    const char *text = arena_printf(l->memory, _("không báo riêng, do #%" PRId64), held_by->id);
    return text ? text : codes[s];
}

static void list(const listing *l, const alert *a, const alert *held_by, int64_t next_ms)
{
    table *t = l->rows;
    const alert_telling *last = last_telling(l, a);
    bool person = l->format == FORMAT_TABLE;
    const char *where = alert_place(l->at->rules, a);
    table_int(t, a->id);
    table_emphasis(t, a->severity == ALERT_CRITICAL && !a->ended_ms ? EMPHASIS_BAD : EMPHASIS_NONE);
    table_text(t, person ? alert_severity_name(a->severity) : alert_severity_code(a->severity));
    table_text(t, person ? alert_kind_name(a->subject.kind) : alert_kind_code(a->subject.kind));
    table_text(t, *where ? where : NULL);
    table_text(t, *a->subject.obligation ? a->subject.obligation : NULL);
    table_time(t, a->since_ms);
    table_text(t, say_state(l, state_of(a, held_by, last->last_ms != 0), held_by));
    table_time(t, last->last_ms);
    table_int(t, last->times);
    table_time(t, next_ms == INT64_MAX ? 0 : next_ms);
    table_text(t, *a->detail ? a->detail : NULL);
}

static error list_outlook(void *context, const alert_outlook *o)
{
    list(context, o->about, o->held_by, o->next_ms);
    return OK;
}

static bool list_ended(void *context, const kept_alert *row)
{
    const listing *l = context;
    bool heard = false;
    for (size_t r = 0; r < l->at->options->alerts->route_count; r++)
        heard = heard || ((l->routes & 1U << r) && row->about.tellings[r].first_ms);
    if (row->about.ended_ms && (heard || l->routes == ~0U))
        list(l, &row->about, NULL, INT64_MAX);
    return true;
}

static error list_all(listing *l, const command *cmd, alert_book *b)
{
    const alert_forecast f = {l->at->options->alerts, l->at->rules, l->now_ms, l->now_ms};
    TRY(alert_outlook_each(b, &f, l->routes, list_outlook, l));
    if (command_has(cmd, "all"))
        TRY(alert_book_each(b, f.policy, true, -1, list_ended, l));
    return table_print(l->rows, _("Không có cảnh báo nào."));
}

static error show_alerts(arena *a, const office *at, const command *cmd)
{
    alert_book *b;
    listing l = {
        .at = at, .memory = a, .format = cmd->format, .routes = ~0U, .now_ms = clock_now_ms()};
    const char *who = command_get(cmd, "for");
    if (who)
        TRY(readership_routes(at, a, who, l.now_ms, &l.routes));
    if (!l.routes)
        return error_make(ERR_NOT_FOUND, _("không tuyến cảnh báo nào gửi tới \"%s\""), who);
    if (!(l.rows = table_new(COLUMNS, COLUMN_COUNT, cmd->format)))
        return error_no_memory();
    if (at->options->simulated)
        table_mark_simulated(l.rows);
    error err = with_book(at, &b);
    if (!err.code) {
        err = list_all(&l, cmd, b);
        alert_book_close(b);
    }
    table_free(l.rows);
    return err;
}

error command_alerts(const command *cmd)
{
    return with_office(cmd, show_alerts);
}

/* ---- ack ------------------------------------------------------------------------------------- */

error alert_number(const char *text, int64_t *id)
{
    if (amount_parse(text, AMOUNT_MACHINE, 0, id).code || *id < 1)
        return error_make(ERR_USAGE, _("\"%s\" không phải một số; xem: tiendo-notifier alerts"),
                          text);
    return OK;
}

error alert_check_words(const char *text)
{
    return text_check(text, strlen(text), WORDS_MAX, false);
}

/* One number, or "12-20": of a range those that have not ended. */
static error acknowledge_some(alert_book *b, const char *text, kept_ack *ack, size_t *done)
{
    char first[24];
    int64_t from, to;
    size_t n = strcspn(text, "-");
    if (n >= sizeof first)
        return alert_number(text, &from);
    snprintf(first, sizeof first, "%.*s", (int)n, text);
    TRY(alert_number(first, &from));
    to = from;
    if (text[n])
        TRY(alert_number(text + n + 1, &to));
    if (to < from)
        return error_make(ERR_USAGE, _("\"%s\": số sau nhỏ hơn số trước"), text);
    if (to - from >= RANGE_MAX)
        return error_make(ERR_USAGE, _("\"%s\": nhiều nhất %d cảnh báo một lần"), text, RANGE_MAX);
    for (ack->alert = from; ack->alert <= to; ack->alert++) {
        error err = alert_book_acknowledge(b, ack);
        bool gone = err.code == ERR_NOT_FOUND || err.code == ERR_REFUSED;
        if (err.code && !(gone && text[n]))
            return err;
        *done += !err.code;
    }
    return OK;
}

static error acknowledge(arena *a, const office *at, const command *cmd)
{
    alert_book *b;
    char name[OPERATOR_MAX];
    size_t done = 0;
    kept_ack ack = {.at_ms = clock_now_ms(),
                    .by = alert_operator(cmd, name),
                    .note = command_has(cmd, "note") ? command_get(cmd, "note") : ""};
    (void)a;
    TRY(alert_check_words(ack.note));
    TRY(alert_check_words(ack.by));
    TRY(with_book(at, &b));
    error err = OK;
    for (int i = 0; i < cmd->operand_count && !err.code; i++)
        err = acknowledge_some(b, cmd->operands[i], &ack, &done);
    alert_book_close(b);
    TRY(err);
    printf(_("Đã xác nhận %zu cảnh báo: không chuyển lên tuyến khác nữa, nếu còn thì nhắc thưa.\n"),
           done);
    return OK;
}

error command_alerts_ack(const command *cmd)
{
    return with_office(cmd, acknowledge);
}
