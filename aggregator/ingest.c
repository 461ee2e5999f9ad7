#include "aggregator/ingest.h"

#include "aggregator/answer.h"
#include "base/i18n.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    TURN_MESSAGES_MAX = 256,
    TURN_MS_MAX = 10,
    ANSWERS_MAX = TURN_MESSAGES_MAX * 8,
    RETRY_LATER_MS = 15000,
};

typedef struct answer {
    const gate_peer *to;
    wire_bytes bytes;
} answer;

struct ingest {
    gate *gate;
    store *store;
    const catalogue *rules;
    standings *standings;
    arena *reopening_memory; /* of the periods that operators opened again */
    reopened *reopened;
    size_t reopened_count;
    arena *turn;    /* peers and answers of this turn */
    arena *message; /* one unpacked message */
    gate_peer *peers;
    size_t peer_count;
    answer *answers;
    size_t answer_count;
    bool changed; /* something waits for the commit */
    ingest_counters counters;
};

error ingest_new(ingest **out, gate *from, store *into, standings *st, const catalogue *rules)
{
    ingest *in = calloc(1, sizeof *in);
    if (!in)
        return error_no_memory();
    *in = (ingest){.gate = from, .store = into, .standings = st, .rules = rules};
    in->reopening_memory = arena_new(0);
    in->turn = arena_new(0);
    in->message = wire_arena();
    in->peers = calloc(TURN_MESSAGES_MAX, sizeof *in->peers);
    in->answers = calloc(ANSWERS_MAX, sizeof *in->answers);
    error err = !in->reopening_memory || !in->turn || !in->message || !in->peers || !in->answers
                    ? error_no_memory()
                    : ingest_read_reopenings(in);
    if (err.code)
        ingest_free(in);
    else
        *out = in;
    return err;
}

void ingest_free(ingest *in)
{
    if (!in)
        return;
    arena_free(in->reopening_memory);
    arena_free(in->turn);
    arena_free(in->message);
    free(in->peers);
    free(in->answers);
    free(in);
}

void ingest_use_catalogue(ingest *in, const catalogue *rules)
{
    in->rules = rules;
}

/* ---- periods that were opened again ---------------------------------------------------------- */

static bool count_reopening(void *context, const reopening *row)
{
    (void)row;
    ++*(size_t *)context;
    return true;
}

static bool keep_reopening(void *context, const reopening *row)
{
    ingest *in = context;
    reopened *r = &in->reopened[in->reopened_count];
    if (period_parse(row->period, &r->period).code || date_parse(row->until, &r->until).code)
        return true;
    r->unit = arena_strdup(in->reopening_memory, row->unit);
    r->obligation = arena_strdup(in->reopening_memory, row->obligation);
    if (!r->unit || !r->obligation)
        return false;
    in->reopened_count++;
    return true;
}

error ingest_read_reopenings(ingest *in)
{
    size_t n = 0;
    arena_reset(in->reopening_memory);
    in->reopened_count = 0;
    TRY(store_reopenings(in->store, count_reopening, &n));
    in->reopened = arena_alloc(in->reopening_memory, (n + 1) * sizeof *in->reopened);
    if (!in->reopened)
        return error_no_memory();
    return store_reopenings(in->store, keep_reopening, in);
}

ingest_counters ingest_count(const ingest *in)
{
    return in->counters;
}

/* ---- answers wait for the commit ------------------------------------------------------------ */

static void queue(ingest *in, const gate_peer *to, wire_bytes bytes)
{
    if (bytes.size && in->answer_count < ANSWERS_MAX)
        in->answers[in->answer_count++] = (answer){to, bytes};
}

static void send_answers(ingest *in)
{
    for (size_t i = 0; i < in->answer_count; i++)
        gate_send(in->gate, in->answers[i].to, in->answers[i].bytes);
}

/* The transaction failed: every sender of the turn is told once to come again. */
static void send_retry_later(ingest *in)
{
    wire_bytes bytes;
    if (answer_error(in->turn, TIENDO__V1__ERROR_CODE__ERROR_CODE_RETRY_LATER,
                     _("Tỉnh tạm thời chưa ghi nhận được (đĩa đầy); sẽ tự gửi lại sau."), 0,
                     RETRY_LATER_MS, &bytes)
            .code)
        return;
    for (size_t i = 0; i < in->peer_count; i++)
        gate_send(in->gate, &in->peers[i], bytes);
}

static error queue_error(ingest *in, const gate_peer *peer, Tiendo__V1__ErrorCode code,
                         uint64_t expected, const char *text)
{
    wire_bytes bytes;
    TRY(answer_error(in->turn, code, text, expected, 0, &bytes));
    queue(in, peer, bytes);
    return OK;
}

static error queue_ack(ingest *in, const gate_peer *peer, const void *stream_id, int64_t stream,
                       uint64_t first, uint64_t last, int64_t now_ms)
{
    while (first <= last) {
        wire_bytes bytes;
        uint64_t answered;
        TRY(answer_ack(in->turn, in->store, stream_id, stream, first, last, now_ms, &answered,
                       &bytes));
        queue(in, peer, bytes);
        first = answered + 1;
    }
    return OK;
}

/* ---- hello ---------------------------------------------------------------------------------- */

typedef struct wanted {
    const char *unit;
    bool reported;
} wanted;

static bool note_activity(void *context, const period_activity *row)
{
    wanted *w = context;
    w->reported = w->reported || strcmp(row->unit, w->unit) == 0;
    return !w->reported;
}

static unsigned count_monthly(const ingest *in, const struct unit *u)
{
    unsigned n = 0;
    for (size_t i = 0; i < catalogue_obligation_count(in->rules); i++) {
        const obligation *o = catalogue_obligation_at(in->rules, i);
        n += o->frequency == PERIOD_MONTH && obligation_is_reported_by(o, u);
    }
    return n;
}

/* A unit that has said nothing at all for the last month that is due is reminded, once. */
static error remind(ingest *in, const gate_peer *peer, int64_t now_ms)
{
    date today = clock_local_date(now_ms);
    const struct unit *u = catalogue_unit(in->rules, peer->who.name, today);
    reminder r = {.period = period_last_closed(PERIOD_MONTH, today)};
    char code[PERIOD_TEXT_MAX];
    period_format(r.period, code, sizeof code);
    wanted w = {.unit = peer->who.name};
    bool told;
    if (!u)
        return OK;
    r.due = catalogue_due_date(in->rules, NULL, r.period, u->level);
    r.missing = count_monthly(in, u);
    if (date_compare(today, r.due) <= 0 || r.missing == 0)
        return OK;
    TRY(store_period_activity(in->store, code, note_activity, &w));
    TRY(store_has_notice(in->store, "receipt", u->code, code, &told));
    if (w.reported || told)
        return OK;
    TRY(store_has_notice(in->store, "reminder", u->code, code, &told));
    if (!told)
        TRY(store_put_event(in->store, "reminder", u->code, "", code, "", now_ms));
    wire_bytes bytes;
    TRY(answer_reminder(in->turn, in->rules, u->code, &r, now_ms, &bytes));
    queue(in, peer, bytes);
    return OK;
}

/* What operators answered, until the unit says that it has it. */
typedef struct answering {
    ingest *in;
    const gate_peer *peer;
    int64_t stream;
    error result;
} answering;

static bool send_directive(void *context, const stored_directive *d)
{
    answering *w = context;
    wire_bytes bytes;
    w->result = answer_directive(w->in->turn, d, w->stream, &bytes);
    if (!w->result.code)
        queue(w->in, w->peer, bytes);
    return !w->result.code;
}

static error send_directives(ingest *in, const gate_peer *peer, const stream_state *stream)
{
    answering w = {.in = in, .peer = peer, .stream = stream->row, .result = OK};
    TRY(store_waiting_directives(in->store, peer->who.name, send_directive, &w));
    return w.result;
}

static error welcome(ingest *in, const gate_peer *peer, const Tiendo__V1__Hello *hello,
                     const stream_state *stream, int64_t now_ms, int64_t skew_ms)
{
    wire_bytes bytes;
    TRY(answer_welcome(in->turn, stream, now_ms, skew_ms, &bytes));
    queue(in, peer, bytes);
    if (hello->acknowledged_sequence > stream->last_sequence)
        log_error("stream-behind-its-unit", "unit=%s acknowledged=%" PRIu64 " stored=%" PRIu64,
                  peer->who.name, hello->acknowledged_sequence, stream->last_sequence);
    TRY(queue_ack(in, peer, hello->stream_id.data, stream->row, hello->acknowledged_sequence + 1,
                  stream->last_sequence, now_ms));
    error err = answer_catalogue(in->turn, in->rules, peer->who.name, hello->catalogue_version,
                                 now_ms, &bytes);
    if (err.code == ERR_NOT_FOUND)
        return queue_error(in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_NOT_ALLOWED, 0,
                           _("Đơn vị không còn trong danh mục của tỉnh ở thời điểm này."));
    TRY(err);
    queue(in, peer, bytes);
    TRY(send_directives(in, peer, stream));
    return remind(in, peer, now_ms);
}

static error take_hello(ingest *in, const gate_peer *peer, const Tiendo__V1__Hello *hello)
{
    int64_t now_ms = clock_now_ms(), skew_ms = hello->sent_at_ms - now_ms;
    stream_state stream;
    if (hello->protocol_version != WIRE_PROTOCOL_VERSION)
        return queue_error(in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_VERSION, 0,
                           _("Tỉnh dùng giao thức phiên bản 1; hãy cập nhật chương trình."));
    TRY(store_stream_get(in->store, hello->stream_id.data, &stream));
    if (stream.row && strcmp(stream.unit, peer->who.name) != 0) {
        log_warn("stream-of-another-unit", "unit=%s owner=%s", peer->who.name, stream.unit);
        return queue_error(
            in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_STREAM_TAKEN, 0,
            _("Hộp gửi này thuộc đơn vị khác; xem lại cấu hình và thư mục dữ liệu."));
    }
    in->changed = true;
    TRY(store_stream_greet(in->store, hello->stream_id.data, peer->who.name, peer->who.key,
                           hello->program, skew_ms, now_ms, &stream));
    log_info("hello",
             "unit=%s program=%s stored=%" PRIu64 " acknowledged=%" PRIu64 " skew_ms=%" PRId64,
             peer->who.name, log_value(hello->program), stream.last_sequence,
             hello->acknowledged_sequence, skew_ms);
    return welcome(in, peer, hello, &stream, now_ms, skew_ms);
}

/* ---- reports -------------------------------------------------------------------------------- */

static verdict judge(const ingest *in, const gate_peer *peer, const Tiendo__V1__Report *from,
                     report *r, int64_t now_ms)
{
    error err = wire_report_from(in->message, from, r);
    if (err.code)
        return verdict_reject("bad-text", PART_TEXT, "%s", err.text);
    if (!r->kind)
        return verdict_reject("content-missing", PART_NONE,
                              _("Báo cáo không có nội dung; cần số liệu, tiến độ, khó khăn, thuyết "
                                "minh hoặc \"không phát sinh\"."));
    const check_context context = {.catalogue = in->rules,
                                   .speaker = peer->who.name,
                                   .now_ms = now_ms,
                                   .judge_lateness = true,
                                   .reopened = in->reopened,
                                   .reopened_count = in->reopened_count,
                                   .board = standings_board(in->standings)};
    return check_report(r, &context);
}

static void count_verdict(ingest *in, const verdict *v)
{
    in->counters.reports++;
    in->counters.accepted += v->outcome == ACCEPTED;
    in->counters.warned += v->outcome == ACCEPTED_WITH_WARNING;
    in->counters.rejected += v->outcome == REJECTED;
}

/* What is refused for its sender's sake, or cannot be read, is kept under who really sent it: no
 * unit can fill another's list. */
static void attribute(const ingest *in, report *r, const verdict *v, const gate_peer *peer)
{
    bool foreign =
        v->outcome == REJECTED && !catalogue_unit_within(in->rules, r->unit, peer->who.name);
    if (foreign || !*r->unit)
        r->unit = peer->who.name;
    if (!r->kind)
        r->kind = REPORT_NOTHING; /* the row needs some kind */
}

/* What the system does not carry is not kept either: with a citizen's number in its words, a report
 * loses them; of a state secret only its unit, obligation and period stay. */
static void withhold(report *r, const verdict *v)
{
    if (!verdict_bars_content(v))
        return;
    r->text = "";
    if (strcmp(v->code, "secret-content") != 0)
        return;
    r->kind = REPORT_NOTHING;
    r->breakdown = r->source = r->addressed_to = "";
}

/* Takes an accepted report into the sums; one that would burst them is refused after all. */
static error take_into_sums(ingest *in, const report *r, verdict *v, int64_t now_ms)
{
    if (v->outcome == REJECTED)
        return OK;
    error err = standings_take(in->standings, r, v, now_ms);
    if (err.code != ERR_LIMIT)
        return err;
    *v = verdict_reject("sum-too-large", PART_VALUE, "%s", err.text);
    return OK;
}

static error store_new(ingest *in, const gate_peer *peer, const Tiendo__V1__ReportBatch *batch,
                       stream_state *stream, int64_t now_ms)
{
    for (size_t i = 0; i < batch->n_reports; i++) {
        if (batch->reports[i]->sequence <= stream->last_sequence) {
            in->counters.duplicates++;
            continue;
        }
        report r;
        verdict v = judge(in, peer, batch->reports[i], &r, now_ms);
        attribute(in, &r, &v, peer);
        withhold(&r, &v);
        TRY(take_into_sums(in, &r, &v, now_ms));
        TRY(store_put_report(in->store, stream, &r, &v, now_ms));
        count_verdict(in, &v);
        if (v.outcome == REJECTED)
            log_warn("report-rejected", "unit=%s claimed=%s obligation=%s code=%s", peer->who.name,
                     log_value(r.unit), log_value(r.obligation), v.code);
        stream->last_sequence = r.sequence;
    }
    return store_stream_advance(in->store, stream, now_ms);
}

static error take_batch(ingest *in, const gate_peer *peer, const Tiendo__V1__ReportBatch *batch)
{
    int64_t now_ms = clock_now_ms();
    uint64_t first = batch->reports[0]->sequence, last = first + batch->n_reports - 1;
    stream_state stream;
    TRY(store_stream_get(in->store, batch->stream_id.data, &stream));
    if (!stream.row)
        return queue_error(in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_HELLO_NEEDED, 0,
                           _("Cần thông điệp hello trước khi gửi báo cáo."));
    if (strcmp(stream.unit, peer->who.name) != 0) {
        log_warn("batch-for-another-unit", "unit=%s owner=%s", peer->who.name, stream.unit);
        return queue_error(
            in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_STREAM_TAKEN, 0,
            _("Hộp gửi này thuộc đơn vị khác; xem lại cấu hình và thư mục dữ liệu."));
    }
    if (first > stream.last_sequence + 1)
        return queue_error(in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_OUT_OF_SEQUENCE,
                           stream.last_sequence + 1,
                           _("Thiếu báo cáo trước đó; gửi lại từ số này."));
    if (last > stream.last_sequence) {
        in->changed = true;
        TRY(store_new(in, peer, batch, &stream, now_ms));
    } else {
        in->counters.duplicates += batch->n_reports;
    }
    return queue_ack(in, peer, batch->stream_id.data, stream.row, first, last, now_ms);
}

static error take_receipts(ingest *in, const gate_peer *peer,
                           const Tiendo__V1__ReceiptBatch *receipts)
{
    int64_t now_ms = clock_now_ms();
    in->changed = true;
    for (size_t i = 0; i < receipts->n_ids; i++) {
        char code[PERIOD_TEXT_MAX];
        bool told;
        period p = reminder_period(receipts->ids[i]);
        if (!p.kind) {
            TRY(store_directive_received(in->store, peer->who.name, (int64_t)receipts->ids[i],
                                         now_ms));
            continue;
        }
        period_format(p, code, sizeof code);
        TRY(store_has_notice(in->store, "receipt", peer->who.name, code, &told));
        if (!told)
            TRY(store_put_event(in->store, "receipt", peer->who.name, "", code, "", now_ms));
    }
    return OK;
}

/* ---- a turn --------------------------------------------------------------------------------- */

static error take_message(ingest *in, const gate_peer *peer, zmq_msg_t *raw)
{
    ProtobufCMessage *unpacked;
    wire_bytes bytes = {zmq_msg_data(raw), zmq_msg_size(raw)};
    arena_reset(in->message);
    error err =
        wire_unpack(in->message, &tiendo__v1__collector_message__descriptor, bytes, &unpacked);
    if (err.code) {
        in->counters.malformed++;
        log_warn("message-malformed", "unit=%s reason=%s", peer->who.name, log_value(err.text));
        return queue_error(in, peer, TIENDO__V1__ERROR_CODE__ERROR_CODE_MALFORMED, 0, err.text);
    }
    const Tiendo__V1__CollectorMessage *m = (const Tiendo__V1__CollectorMessage *)unpacked;
    switch (m->body_case) {
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_HELLO:
        return take_hello(in, peer, m->hello);
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH:
        return take_batch(in, peer, m->batch);
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_RECEIPTS:
        return take_receipts(in, peer, m->receipts);
    default:
        return OK; /* wire_unpack() lets nothing else through */
    }
}

static error take_all(ingest *in)
{
    int64_t until = clock_monotonic_ms() + TURN_MS_MAX;
    while (in->peer_count < TURN_MESSAGES_MAX && clock_monotonic_ms() <= until) {
        zmq_msg_t raw;
        bool got;
        gate_peer *peer = &in->peers[in->peer_count];
        TRY(gate_receive(in->gate, peer, &raw, &got));
        if (!got)
            return OK;
        in->peer_count++;
        error err = take_message(in, peer, &raw);
        zmq_msg_close(&raw);
        TRY(err);
    }
    return OK;
}

static error commit(ingest *in, bool *stored)
{
    bool wrote;
    TRY(standings_settle(in->standings, clock_now_ms(), &wrote));
    TRY(store_commit(in->store));
    in->counters.commits++;
    *stored = true;
    return OK;
}

error ingest_turn(ingest *in, bool *stored)
{
    arena_reset(in->turn);
    in->peer_count = in->answer_count = 0;
    in->changed = *stored = false;
    TRY(store_begin(in->store));
    error err = take_all(in);
    if (!err.code && in->changed)
        err = commit(in, stored);
    store_rollback(in->store); /* nothing is open after a commit */
    if (err.code && in->changed)
        TRY(standings_refill(in->standings, NULL));
    if (err.code == ERR_FULL || err.code == ERR_BUSY) {
        log_error("store-cannot-write", "reason=%s", log_value(err.text));
        send_retry_later(in);
        return OK;
    }
    if (!err.code)
        send_answers(in);
    return err;
}
