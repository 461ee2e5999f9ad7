#include "notifier/command_ledger.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "model/amount.h"
#include "notifier/office.h"
#include "render/json.h"
#include "render/table.h"

#include <stdio.h>
#include <string.h>

enum { LISTED = 200, LIMIT_MAX = 1000000, WHEN_SIZE = 32, PEOPLE_COLUMNS = 9 };

const command_option LEDGER_OPTIONS[] = {
    {"for", "ĐỊA_CHỈ", N_("chỉ những thư gửi tới địa chỉ này")},
    {"dead", NULL, N_("chỉ những thư không tới được: bị từ chối hoặc quá hạn gửi")},
    {"state", "TRẠNG_THÁI",
     N_("chỉ queued, sending, sent, deferred, failed, expired, held hoặc skipped")},
    {"since", "NGÀY", N_("chỉ từ ngày này, như 2024-07-22")},
    {"message", "SỐ", N_("chỉ các thư của tin này")},
    {"limit", "N", N_("nhiều nhất N thư, mới nhất trước (mặc định 200; --json, --csv: tất cả)")},
    {0},
};

const command_option RESEND_OPTIONS[] = {
    {"dead", NULL, N_("gửi lại mọi thư không tới được: bị từ chối hoặc quá hạn gửi")},
    {"message", "SỐ", N_("gửi lại mọi thư không tới được của tin này")},
    {"for", "ĐỊA_CHỈ", N_("chỉ những thư gửi tới địa chỉ này")},
    {"since", "NGÀY", N_("chỉ từ ngày này, như 2024-07-22")},
    {0},
};

static error parse_number(const char *text, int64_t *out)
{
    if (amount_parse(text, AMOUNT_MACHINE, 0, out).code || *out < 1)
        return error_make(ERR_USAGE, _("\"%s\" không phải số trong sổ gửi"), text);
    return OK;
}

/* ---- ledger ---------------------------------------------------------------------------------- */

static error parse_state(const char *code, delivery_state *out)
{
    *out = delivery_state_parse(code);
    return *out ? OK
                : error_make(ERR_USAGE,
                             _("không có trạng thái \"%s\"; có: queued, sending, sent, deferred, "
                               "failed, expired, held, skipped"),
                             code);
}

/* A program gets all that there is; a person as much as can be looked through. */
static error parse_limit(const command *cmd, int64_t *out)
{
    const char *text = command_get(cmd, "limit");
    *out = cmd->format == FORMAT_TABLE ? LISTED : 0;
    if (text && (amount_parse(text, AMOUNT_MACHINE, 0, out).code || *out < 1 || *out > LIMIT_MAX))
        return error_make(ERR_USAGE, _("--limit %s: cần số nguyên từ 1 đến %d"), text, LIMIT_MAX);
    return OK;
}

/* The options that `ledger` and `resend` share. */
static error read_filter(const command *cmd, ledger_filter *f)
{
    const char *message = command_get(cmd, "message"), *since = command_get(cmd, "since");
    date day;
    *f = (ledger_filter){.address = command_get(cmd, "for"), .dead = command_has(cmd, "dead")};
    if (message)
        TRY(parse_number(message, &f->message));
    if (since) {
        if (date_parse(since, &day).code)
            return error_make(ERR_USAGE, _("--since: \"%s\" không phải ngày như 2024-07-22"),
                              since);
        f->since_ms = clock_day_start_ms(day);
    }
    return OK;
}

static error read_question(const command *cmd, ledger_filter *f)
{
    const char *state = command_get(cmd, "state");
    TRY(read_filter(cmd, f));
    TRY(parse_limit(cmd, &f->limit));
    return state ? parse_state(state, &f->state) : OK;
}

typedef struct listing {
    table *rows;
    output_format format;
} listing;

/* For a program the words that never change, for a person those of the language. */
static const char *shown_state(const listing *all, delivery_state state)
{
    return all->format == FORMAT_TABLE ? delivery_state_name(state) : delivery_state_code(state);
}

static emphasis emphasis_of(delivery_state state)
{
    switch (state) {
    case DELIVERY_SENT:
        return EMPHASIS_GOOD;
    case DELIVERY_DEFERRED:
    case DELIVERY_HELD:
        return EMPHASIS_WARN;
    case DELIVERY_FAILED:
    case DELIVERY_EXPIRED:
        return EMPHASIS_BAD;
    case DELIVERY_SKIPPED:
        return EMPHASIS_FAINT;
    case DELIVERY_QUEUED:
    case DELIVERY_SENDING:
        break;
    }
    return EMPHASIS_NONE;
}

/* For a person with what it is: a draft and its digest go to the same reader under one name. */
static void put_name(const listing *all, const ledger_delivery *d)
{
    char words[160];
    if (all->format != FORMAT_TABLE) {
        table_text(all->rows, d->profile);
        return;
    }
    snprintf(words, sizeof words, "%s %s", message_kind_name(d->kind),
             d->kind == MESSAGE_TEST ? "" : d->profile);
    table_text(all->rows, words);
}

static bool list_delivery(void *context, const ledger_delivery *d)
{
    const listing *all = context;
    table *rows = all->rows;
    table_int(rows, d->id);
    put_name(all, d);
    table_time(rows, d->slot_ms);
    table_text(rows, d->to.address);
    table_emphasis(rows, emphasis_of(d->state));
    table_text(rows, shown_state(all, d->state));
    table_int(rows, d->attempts);
    table_time(rows, d->state == DELIVERY_DEFERRED ? d->next_try_ms : 0);
    table_time(rows, d->done_ms);
    table_text(rows, *d->said ? d->said : NULL);
    if (all->format == FORMAT_TABLE)
        return true;
    table_int(rows, d->message);
    table_text(rows, message_kind_code(d->kind));
    table_text(rows, d->key);
    table_text(rows, d->to.channel);
    table_text(rows, d->to.name);
    table_text(rows, d->subject);
    table_time(rows, d->queued_ms);
    table_text(rows, d->to.message_id);
    return true;
}

/* What a person needs at a glance comes first; a program gets all of it. */
static table *new_listing(output_format format)
{
    static const table_column columns[] = {
        {"delivery", "#", TABLE_RIGHT, 0},
        {"digest", N_("Tin"), TABLE_LEFT, 26},
        {"slot", N_("Cho thời điểm"), TABLE_LEFT, 0},
        {"to", N_("Người nhận"), TABLE_LEFT, 36},
        {"state", N_("Trạng thái"), TABLE_LEFT, 0},
        {"attempts", N_("Số lần gửi"), TABLE_RIGHT, 0},
        {"next_try", N_("Thử lại lúc"), TABLE_LEFT, 0},
        {"ended", N_("Xong lúc"), TABLE_LEFT, 0},
        {"said", N_("Nơi nhận trả lời"), TABLE_LEFT, 60},
        {"message", N_("Tin số"), TABLE_RIGHT, 0},
        {"kind", N_("Loại"), TABLE_LEFT, 0},
        {"key", N_("Số hiệu"), TABLE_LEFT, 0},
        {"channel", N_("Kênh"), TABLE_LEFT, 0},
        {"name", N_("Tên người nhận"), TABLE_LEFT, 0},
        {"subject", N_("Chủ đề"), TABLE_LEFT, 0},
        {"queued", N_("Vào hàng chờ lúc"), TABLE_LEFT, 0},
        {"message_id", "Message-ID", TABLE_LEFT, 0},
    };
    int all = (int)(sizeof columns / sizeof *columns);
    return table_new(columns, format == FORMAT_TABLE ? PEOPLE_COLUMNS : all, format);
}

/* Beside the table, not in it: whoever reads it must not take it for all. */
static error tell_cut(const office *at, const ledger_filter *filter)
{
    int64_t all = 0;
    TRY(ledger_count(at->ledger, filter, &all));
    if (filter->limit && all > filter->limit)
        fprintf(stderr,
                _("Chỉ hiện %lld thư mới nhất trong tất cả %lld thư. Xem hết: thêm --limit %lld; "
                  "xem ít hơn: thêm --since NGÀY, --for hoặc --state.\n"),
                (long long)filter->limit, (long long)all, (long long)all);
    return OK;
}

static error list(const office *at, const command *cmd, const ledger_filter *filter)
{
    listing all = {.rows = new_listing(cmd->format), .format = cmd->format};
    if (!all.rows)
        return error_no_memory();
    error err = ledger_each(at->ledger, filter, list_delivery, &all);
    if (!err.code)
        err = table_print(all.rows, filter->dead ? _("Không có thư nào không tới được.")
                                                 : _("Không có thư nào."));
    if (!err.code)
        err = tell_cut(at, filter);
    table_free(all.rows);
    return err;
}

error command_ledger(const command *cmd)
{
    office at = {0};
    ledger_filter filter;
    TRY(read_question(cmd, &filter));
    error err = office_open(&at, cmd->config);
    if (!err.code)
        err = list(&at, cmd, &filter);
    office_close(&at);
    return err;
}

/* ---- ledger show ----------------------------------------------------------------------------- */

/* One delivery with what belongs to it, as it is shown. */
typedef struct history {
    arena *memory;
    ledger_delivery delivery;
    bool found;
    message message;
    json_t *tries;
    table *rows;
    error err;
} history;

static bool take_delivery(void *context, const ledger_delivery *d)
{
    history *h = context;
    const char **strings[] = {&h->delivery.profile,    &h->delivery.key,
                              &h->delivery.subject,    &h->delivery.said,
                              &h->delivery.to.channel, &h->delivery.to.name,
                              &h->delivery.to.address, &h->delivery.to.message_id};
    h->delivery = *d;
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!(*strings[i] = arena_strdup(h->memory, *strings[i])))
            h->err = error_no_memory();
    h->found = true;
    return false;
}

static error find(const office *at, int64_t id, history *h)
{
    const ledger_filter filter = {.delivery = id, .limit = 1};
    TRY(ledger_each(at->ledger, &filter, take_delivery, h));
    TRY(h->err);
    if (!h->found)
        return error_make(ERR_NOT_FOUND, _("không có thư số %lld"), (long long)id);
    return ledger_read(at->ledger, h->delivery.message, h->memory, &h->message);
}

static json_t *json_time(int64_t utc_ms)
{
    char iso[WHEN_SIZE];
    if (utc_ms == 0)
        return json_null();
    clock_format_iso(utc_ms, iso, sizeof iso);
    return json_string(iso);
}

/* A try that a crash cut off has no end; what became of it nobody can say. */
static const char *try_state(const ledger_try *t)
{
    return t->ended_ms ? delivery_state_name(t->state) : _("bị ngắt, không rõ kết quả");
}

static bool list_try(void *context, const ledger_try *t)
{
    history *h = context;
    if (h->rows) {
        table_time(h->rows, t->began_ms);
        table_time(h->rows, t->ended_ms);
        table_emphasis(h->rows, emphasis_of(t->state));
        table_text(h->rows, try_state(t));
        table_text(h->rows, *t->said ? t->said : NULL);
    } else {
        json_array_append_new(h->tries,
                              json_pack("{s:o, s:o, s:s, s:s}", "began", json_time(t->began_ms),
                                        "ended", json_time(t->ended_ms), "state",
                                        delivery_state_code(t->state), "said", t->said));
    }
    return true;
}

static void print_parts(const history *h)
{
    if (h->message.part_count == 0)
        printf("%s\n", _("Nội dung: đã được dọn khỏi sổ gửi vì quá cũ"));
    for (size_t i = 0; i < h->message.part_count; i++) {
        const message_part *p = &h->message.parts[i];
        if (*p->name)
            printf(_("Phần %zu: %s, %s, %zu byte\n"), i + 1, p->name, p->type, p->size);
        else
            printf(_("Phần %zu: %s, %zu byte\n"), i + 1, p->type, p->size);
    }
}

static void print_delivery(const history *h)
{
    const ledger_delivery *d = &h->delivery;
    char slot[WHEN_SIZE], next[WHEN_SIZE];
    clock_format_vi(d->slot_ms, slot, sizeof slot);
    clock_format_vi(d->next_try_ms, next, sizeof next);
    printf(_("Thư số %lld của tin số %lld: %s \"%s\" cho %s\n"), (long long)d->id,
           (long long)d->message, message_kind_name(d->kind), d->profile, slot);
    printf(_("Chủ đề: %s\n"), d->subject);
    printf(_("Gửi tới: %s <%s>, kênh %s\n"), d->to.name, d->to.address, d->to.channel);
    printf(_("Message-ID: %s\n"), d->to.message_id);
    printf(_("Trạng thái: %s\n"), delivery_state_name(d->state));
    if (d->state == DELIVERY_DEFERRED)
        printf(_("Thử lại lúc: %s\n"), next);
    if (d->state == DELIVERY_SKIPPED)
        printf(_("Lý do: %s\n"), d->said);
    print_parts(h);
    printf("\n");
}

static error show_to_person(const office *at, history *h)
{
    static const table_column columns[] = {
        {"began", N_("Bắt đầu gửi"), TABLE_LEFT, 0},
        {"ended", N_("Xong lúc"), TABLE_LEFT, 0},
        {"state", N_("Kết quả"), TABLE_LEFT, 0},
        {"said", N_("Nơi nhận trả lời"), TABLE_LEFT, 0},
    };
    print_delivery(h);
    if (!(h->rows = table_new(columns, 4, FORMAT_TABLE)))
        return error_no_memory();
    error err = ledger_tries(at->ledger, h->delivery.id, list_try, h);
    if (!err.code)
        err = table_print(h->rows, _("Chưa gửi lần nào."));
    table_free(h->rows);
    return err;
}

static json_t *json_parts(const message *m)
{
    json_t *parts = json_array();
    for (size_t i = 0; i < m->part_count; i++)
        json_array_append_new(parts,
                              json_pack("{s:s, s:s, s:s, s:I}", "name", m->parts[i].name, "type",
                                        m->parts[i].type, "content_id", m->parts[i].content_id,
                                        "size", (json_int_t)m->parts[i].size));
    return parts;
}

static error show_to_program(const office *at, history *h)
{
    const ledger_delivery *d = &h->delivery;
    h->tries = json_array();
    error err = ledger_tries(at->ledger, d->id, list_try, h);
    if (err.code) {
        json_decref(h->tries);
        return err;
    }
    return json_print(json_pack(
        "{s:I, s:I, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}",
        "delivery", (json_int_t)d->id, "message", (json_int_t)d->message, "kind",
        message_kind_code(d->kind), "digest", d->profile, "key", d->key, "slot",
        json_time(d->slot_ms), "subject", d->subject, "channel", d->to.channel, "name", d->to.name,
        "to", d->to.address, "message_id", d->to.message_id, "state", delivery_state_code(d->state),
        "said", d->said, "next_try", json_time(d->state == DELIVERY_DEFERRED ? d->next_try_ms : 0),
        "ended", json_time(d->done_ms), "parts", json_parts(&h->message), "tries", h->tries));
}

static error show(const office *at, const command *cmd, history *h)
{
    int64_t id = 0;
    TRY(parse_number(cmd->operands[0], &id));
    TRY(find(at, id, h));
    return cmd->format == FORMAT_JSON ? show_to_program(at, h) : show_to_person(at, h);
}

error command_ledger_show(const command *cmd)
{
    office at = {0};
    history h = {.memory = arena_new(0)};
    error err = h.memory ? office_open(&at, cmd->config) : error_no_memory();
    if (!err.code)
        err = show(&at, cmd, &h);
    office_close(&at);
    arena_free(h.memory);
    return err;
}

/* ---- resend ---------------------------------------------------------------------------------- */

static error requeue(const office *at, int64_t id)
{
    TRY(ledger_requeue(at->ledger, id, clock_now_ms()));
    printf(_("Thư số %lld đã vào hàng chờ; tiendo-notifier run sẽ gửi.\n"), (long long)id);
    return OK;
}

static error requeue_dead(const office *at, const ledger_filter *filter)
{
    int64_t queued = 0, dropped = 0;
    TRY(ledger_requeue_dead(at->ledger, filter, clock_now_ms(), &queued, &dropped));
    if (queued + dropped == 0 && filter->message)
        return error_make(ERR_NOT_FOUND, _("tin số %lld không có thư nào không tới được"),
                          (long long)filter->message);
    if (queued + dropped == 0)
        return error_make(ERR_NOT_FOUND, _("không có thư nào không tới được"));
    printf(_("%lld thư đã vào hàng chờ; tiendo-notifier run sẽ gửi.\n"), (long long)queued);
    if (dropped)
        printf(_("%lld thư không gửi lại được nữa: nội dung đã được dọn khỏi sổ gửi vì quá cũ.\n"),
               (long long)dropped);
    return OK;
}

static error resend(const office *at, const command *cmd)
{
    ledger_filter filter;
    int64_t id;
    TRY(read_filter(cmd, &filter));
    bool many = filter.dead || filter.message;
    if (!many && (cmd->operand_count == 0 || filter.address || filter.since_ms))
        return error_make(ERR_USAGE, _("resend cần số của những thư, hoặc --message với số của "
                                       "tin, hoặc --dead"));
    if (many)
        TRY(requeue_dead(at, &filter));
    for (int i = 0; i < cmd->operand_count; i++) {
        TRY(parse_number(cmd->operands[i], &id));
        TRY(requeue(at, id));
    }
    return OK;
}

error command_resend(const command *cmd)
{
    office at = {0};
    error err = office_open(&at, cmd->config);
    if (!err.code)
        err = resend(&at, cmd);
    office_close(&at);
    return err;
}
