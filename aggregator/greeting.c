#include "aggregator/greeting.h"

#include "aggregator/answer.h"
#include "base/i18n.h"
#include "base/log.h"

#include <inttypes.h>
#include <string.h>

error greeting_refuse(const greeting *g, Tiendo__V1__ErrorCode code, uint64_t expected,
                      const char *text)
{
    wire_bytes bytes;
    TRY(answer_error(group_memory(g->into), code, text, expected, 0, &bytes));
    return group_answer(g->into, bytes);
}

/* ---- reminders and directives ---------------------------------------------------------------- */

static unsigned count_monthly(const catalogue *rules, const struct unit *u)
{
    unsigned n = 0;
    for (size_t i = 0; i < catalogue_obligation_count(rules); i++) {
        const obligation *o = catalogue_obligation_at(rules, i);
        n += o->frequency == PERIOD_MONTH && obligation_is_reported_by(o, u);
    }
    return n;
}

/* A unit that has said nothing at all for the last month that is due is reminded, until it says
 * that it has the reminder. */
static error remind(const greeting *g, int64_t now_ms)
{
    date today = clock_local_date(now_ms);
    const struct unit *u = catalogue_unit(g->rules, g->peer->who.name, today);
    reminder r = {.period = period_last_closed(PERIOD_MONTH, today)};
    char code[PERIOD_TEXT_MAX];
    period_format(r.period, code, sizeof code);
    bool reported, told;
    if (!u)
        return OK;
    r.due = catalogue_due_date(g->rules, NULL, r.period, u->level);
    r.missing = count_monthly(g->rules, u);
    if (date_compare(today, r.due) <= 0 || r.missing == 0)
        return OK;
    TRY(store_has_report(g->reader, u->code, code, &reported));
    TRY(store_has_notice(g->reader, "receipt", u->code, code, &told));
    if (reported || told)
        return OK;
    TRY(store_batch_notice(group_batch(g->into), "reminder", u->code, code, now_ms));
    wire_bytes bytes;
    TRY(answer_reminder(group_memory(g->into), g->rules, u->code, &r, now_ms, &bytes));
    return group_answer(g->into, bytes);
}

/* What operators answered, until the unit says that it has it. */
typedef struct answering {
    const greeting *greeting;
    int64_t stream;
    error result;
} answering;

static bool send_directive(void *context, const stored_directive *d)
{
    answering *w = context;
    group *into = w->greeting->into;
    wire_bytes bytes;
    w->result = answer_directive(group_memory(into), d, w->stream, &bytes);
    if (!w->result.code)
        w->result = group_answer(into, bytes);
    return !w->result.code;
}

static error send_directives(const greeting *g, const stream_state *stream)
{
    answering w = {.greeting = g, .stream = stream->row, .result = OK};
    TRY(store_waiting_directives(g->reader, g->peer->who.name, send_directive, &w));
    return w.result;
}

/* ---- hello ----------------------------------------------------------------------------------- */

static error send_catalogue(const greeting *g, const Tiendo__V1__Hello *hello, int64_t now_ms)
{
    const char *unit = g->peer->who.name;
    wire_bytes bytes;
    uint64_t version;
    error err = editions_version(g->editions, g->rules, unit, now_ms, &version);
    if (!err.code && hello->catalogue_version == version)
        return OK;
    if (!err.code)
        err = editions_message(g->editions, g->rules, unit, hello->takes_compressed, now_ms,
                               group_memory(g->into), &bytes);
    if (err.code == ERR_NOT_FOUND)
        return greeting_refuse(g, TIENDO__V1__ERROR_CODE__ERROR_CODE_NOT_ALLOWED, 0,
                               _("Đơn vị không còn trong danh mục của tỉnh ở thời điểm này."));
    TRY(err);
    return group_answer(g->into, bytes);
}

static error welcome(const greeting *g, const Tiendo__V1__Hello *hello, const stream_state *stream,
                     int64_t now_ms, int64_t skew_ms)
{
    wire_bytes bytes;
    TRY(answer_welcome(group_memory(g->into), stream, now_ms, skew_ms, &bytes));
    TRY(group_answer(g->into, bytes));
    if (hello->acknowledged_sequence > stream->last_sequence)
        log_error("stream-behind-its-unit", "unit=%s acknowledged=%" PRIu64 " stored=%" PRIu64,
                  g->peer->who.name, hello->acknowledged_sequence, stream->last_sequence);
    TRY(group_acknowledge(g->into, stream, hello->acknowledged_sequence + 1, stream->last_sequence,
                          false, now_ms));
    TRY(send_catalogue(g, hello, now_ms));
    TRY(send_directives(g, stream));
    return remind(g, now_ms);
}

error greeting_take(const greeting *g, const Tiendo__V1__Hello *hello)
{
    int64_t now_ms = clock_now_ms(), skew_ms = hello->sent_at_ms - now_ms;
    const registry_entry *who = &g->peer->who;
    if (hello->protocol_version != WIRE_PROTOCOL_VERSION)
        return greeting_refuse(g, TIENDO__V1__ERROR_CODE__ERROR_CODE_VERSION, 0,
                               _("Tỉnh dùng giao thức phiên bản 1; hãy cập nhật chương trình."));
    stream_state *stream = streams_find(g->streams, hello->stream_id.data);
    if (stream && strcmp(stream->unit, who->name) != 0) {
        log_warn("stream-of-another-unit", "unit=%s owner=%s", who->name, stream->unit);
        return greeting_refuse(
            g, TIENDO__V1__ERROR_CODE__ERROR_CODE_STREAM_TAKEN, 0,
            _("Hộp gửi này thuộc đơn vị khác; xem lại cấu hình và thư mục dữ liệu."));
    }
    if (!stream && !(stream = streams_add(g->streams, hello->stream_id.data, who->name)))
        return error_no_memory();
    const stream_greeting row = {.stream_id = stream->id,
                                 .row = stream->row,
                                 .unit = who->name,
                                 .key = who->key,
                                 .program = hello->program,
                                 .skew_ms = skew_ms,
                                 .at_ms = now_ms};
    TRY(store_batch_greet(group_batch(g->into), &row));
    log_info("hello",
             "unit=%s program=%s stored=%" PRIu64 " acknowledged=%" PRIu64 " skew_ms=%" PRId64,
             who->name, log_value(hello->program), stream->last_sequence,
             hello->acknowledged_sequence, skew_ms);
    return welcome(g, hello, stream, now_ms, skew_ms);
}

error greeting_take_receipts(const greeting *g, const Tiendo__V1__ReceiptBatch *receipts)
{
    int64_t now_ms = clock_now_ms();
    store_batch *into = group_batch(g->into);
    for (size_t i = 0; i < receipts->n_ids; i++) {
        char code[PERIOD_TEXT_MAX];
        period p = reminder_period(receipts->ids[i]);
        if (p.kind)
            TRY(store_batch_notice(into, "receipt", g->peer->who.name,
                                   period_format(p, code, sizeof code), now_ms));
        else
            TRY(store_batch_received(into, g->peer->who.name, (int64_t)receipts->ids[i], now_ms));
    }
    return OK;
}
