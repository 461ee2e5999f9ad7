/* send, test: messages at once, and what became of them. */
#include "base/clock.h"
#include "base/i18n.h"
#include "notifier/addressing.h"
#include "notifier/approval.h"
#include "notifier/bulletin.h"
#include "notifier/command_choice.h"
#include "notifier/commands.h"
#include "notifier/office.h"
#include "notifier/postman.h"
#include "render/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LOOK_AGAIN_MS = 200 };

/* ---- seeing it through ----------------------------------------------------------------------- */

typedef struct outcomes {
    table *rows; /* NULL while only counting */
    output_format format;
    int64_t open, failed;
} outcomes;

/* For a program the word that never changes, for a person the words of the language. */
static const char *shown_state(const ledger_delivery *d, output_format format)
{
    return format == FORMAT_TABLE ? delivery_state_name(d->state) : delivery_state_code(d->state);
}

static bool count_outcome(void *context, const ledger_delivery *d)
{
    outcomes *o = context;
    bool open = d->state == DELIVERY_QUEUED || d->state == DELIVERY_SENDING;
    o->open += open;
    o->failed += !open && d->state != DELIVERY_SENT && d->state != DELIVERY_HELD;
    if (o->rows) {
        table_int(o->rows, d->id);
        table_text(o->rows, d->to.address);
        table_text(o->rows, shown_state(d, o->format));
        table_text(o->rows, *d->said ? d->said : NULL);
    }
    return true;
}

static error deliver_here(const office *at)
{
    int64_t recovered;
    TRY(ledger_recover(at->ledger, &recovered));
    return postman_deliver(at->options, at->ledger, NULL, NULL);
}

/* Delivers here, or, when a running notifier holds the lock, waits until it has tried. */
static error see_through(const office *at, int64_t message)
{
    const ledger_filter filter = {.message = message};
    for (;;) {
        bool held;
        outcomes now = {0};
        TRY(ledger_try_lock(at->ledger, &held));
        if (held)
            return deliver_here(at);
        TRY(ledger_each(at->ledger, &filter, count_outcome, &now));
        if (!now.open)
            return OK;
        nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_MS * 1000000L}, NULL);
    }
}

static error show_outcomes(const office *at, int64_t message, output_format format)
{
    static const table_column columns[] = {{"delivery", "#", TABLE_RIGHT, 0},
                                           {"to", N_("Người nhận"), TABLE_LEFT, 0},
                                           {"state", N_("Kết quả"), TABLE_LEFT, 0},
                                           {"said", N_("Máy chủ thư trả lời"), TABLE_LEFT, 70}};
    const ledger_filter filter = {.message = message};
    outcomes o = {.rows = table_new(columns, 4, format), .format = format};
    if (!o.rows)
        return error_no_memory();
    error err = ledger_each(at->ledger, &filter, count_outcome, &o);
    if (!err.code)
        err = table_print(o.rows, "");
    table_free(o.rows);
    TRY(err);
    if (o.failed)
        return error_make(ERR_NETWORK,
                          _("%lld người nhận chưa nhận được; xem: tiendo-notifier ledger"),
                          (long long)o.failed);
    return OK;
}

static error see_and_show(const office *at, int64_t message, output_format format)
{
    TRY(see_through(at, message));
    return show_outcomes(at, message, format);
}

/* ---- send ------------------------------------------------------------------------------------ */

static bool list_address(table *rows, const message_address *to)
{
    table_text(rows, to->channel);
    table_text(rows, to->name);
    table_text(rows, to->address);
    table_text(rows, to->skipped);
    return true;
}

/* Says what would go where; everything is composed, nothing is kept. */
static error show_plan(const message *m, const address_list *to, output_format format)
{
    static const table_column columns[] = {{"channel", N_("Kênh"), TABLE_LEFT, 0},
                                           {"name", N_("Vai trò"), TABLE_LEFT, 60},
                                           {"to", N_("Nơi nhận"), TABLE_LEFT, 0},
                                           {"skipped", N_("Không gửi vì"), TABLE_LEFT, 0}};
    table *rows = table_new(columns, 4, format);
    if (!rows)
        return error_no_memory();
    if (format == FORMAT_TABLE) {
        printf(_("Chủ đề: %s\n"), m->subject);
        for (size_t i = 0; i < m->part_count; i++)
            printf(_("  phần %s%s%s: %zu byte\n"), m->parts[i].type, *m->parts[i].name ? " " : "",
                   m->parts[i].name, m->parts[i].size);
        printf("\n");
    }
    for (size_t i = 0; i < to->count; i++)
        list_address(rows, &to->items[i]);
    error err = table_print(rows, _("Không có nơi nhận nào."));
    table_free(rows);
    return err;
}

/* A digest for one's own eyes: it is nobody's last one, and changes nothing for its readers. */
static error send_to(arena *a, const office *at, const command *cmd, message *m)
{
    address_list to;
    int64_t id, now_ms = clock_now_ms();
    const char *name = command_get(cmd, "to");
    m->kind = MESSAGE_TEST;
    m->key = arena_printf(a, "%" PRId64 " %s", now_ms, name);
    if (!m->key)
        return error_no_memory();
    TRY(address_one(a, at->options, m, name, now_ms, &to));
    if (command_has(cmd, "dry-run"))
        return show_plan(m, &to, cmd->format);
    TRY(ledger_add(at->ledger, m, to.items, to.count, DELIVERY_QUEUED, now_ms, &id));
    return see_and_show(at, id, cmd->format);
}

static error plan_for_all(arena *a, const office *at, const profile *p, const command *cmd,
                          const message *m)
{
    address_list to;
    TRY(address_message(a, at->options, m, &p->to, &p->also, clock_now_ms(), &to));
    return show_plan(m, &to, cmd->format);
}

static error send_for_all(const office *at, const profile *p, const command *cmd)
{
    int64_t id = 0, now_ms = clock_now_ms();
    TRY(bulletin_queue(at, p, now_ms, bulletin_due(p, now_ms, now_ms), false, &id));
    if (p->approval.by.count && cmd->format == FORMAT_TABLE)
        printf(_("Bản tin này cần duyệt: dự thảo số %lld được gửi đi xin ý kiến; xem "
                 "tiendo-notifier drafts.\n"),
               (long long)id);
    return see_and_show(at, id, cmd->format);
}

static error send_digest(arena *a, const office *at, const command *cmd)
{
    const profile *p;
    digest *d;
    message m;
    TRY(choose_profile(at->options, cmd, &p));
    if (!command_has(cmd, "to") && !command_has(cmd, "dry-run"))
        return send_for_all(at, p, cmd);
    int64_t now_ms = clock_now_ms();
    TRY(bulletin_build(&d, at, p, now_ms, false));
    error err = bulletin_compose(a, p, d, now_ms, &m);
    if (!err.code)
        err = command_has(cmd, "to") ? send_to(a, at, cmd, &m) : plan_for_all(a, at, p, cmd, &m);
    digest_free(d);
    return err;
}

/* ---- test ------------------------------------------------------------------------------------ */

static error test_message(arena *a, const office *at, const char *to, int64_t now_ms, message *out)
{
    char when[32];
    clock_format_vi(now_ms, when, sizeof when);
    message_part *text = arena_alloc(a, sizeof *text);
    const char *words = arena_printf(
        a,
        _("Đây là thư thử của hệ thống Tiến độ, gửi lúc %s theo lệnh của người vận hành tại %s.\n"
          "Nhận được thư này nghĩa là bản tin và cảnh báo sẽ tới được đây. Không cần trả lời.\n"),
        when, at->options->organisation);
    const char *key = arena_printf(a, "%" PRId64 " %s", now_ms, to);
    if (!text || !words || !key)
        return error_no_memory();
    *text = (message_part){"", "text/plain", "", words, strlen(words)};
    *out = (message){.kind = MESSAGE_TEST,
                     .profile = "thu",
                     .key = key,
                     .references = "",
                     .slot_ms = now_ms,
                     .as_of_ms = now_ms,
                     .subject = _("[Tiến độ] Thư thử, không cần trả lời"),
                     .parts = text,
                     .part_count = 1,
                     .frozen = ""};
    return OK;
}

static error send_test(arena *a, const office *at, const command *cmd)
{
    message m;
    address_list to;
    int64_t id, now_ms = clock_now_ms();
    const char *name = command_get(cmd, "to");
    if (!name)
        return error_make(ERR_USAGE, _("test cần --to: mã vai trò, tên kênh hoặc địa chỉ thư"));
    TRY(test_message(a, at, name, now_ms, &m));
    TRY(address_one(a, at->options, &m, name, now_ms, &to));
    TRY(ledger_add(at->ledger, &m, to.items, to.count, DELIVERY_QUEUED, now_ms, &id));
    return see_and_show(at, id, cmd->format);
}

/* ---- the verbs ------------------------------------------------------------------------------- */

error command_send(const command *cmd)
{
    if (!command_has(cmd, "now") && !command_has(cmd, "dry-run"))
        return error_make(ERR_USAGE,
                          _("send cần --now, hoặc --dry-run để chỉ xem; theo lịch thì dùng run"));
    return with_office(cmd, send_digest);
}

error command_test(const command *cmd)
{
    return with_office(cmd, send_test);
}
