#include "collector/publisher.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"
#include "collector/letter.h"
#include "collector/result.h"
#include "collector/session.h"
#include "net/socket.h"
#include "net/socket_events.h"

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HIGH_WATER_MARK = 64,
    MESSAGES_PER_TURN = 256,
    /* Around the reports of a batch: its stream id, and tag and length of each. */
    BATCH_OVERHEAD = 64,
    /* A large file's result is not rewritten for each of its batches. */
    TELL_EVERY_MS = 2000,
    REPORT_OVERHEAD = 8,
};

struct publisher {
    outbox *outbox;
    const options *options;
    void *context, *socket;
    socket_events *events; /* of SOCKET */
    key_pair own;
    char server_key[KEY_TEXT_SIZE];
    session *session;
    arena *memory; /* for one message at a time */
    session_state shown;
    char detail[300]; /* why it stands as it does, for `status` */
    bool catalogue_changed;
    bool compresses; /* the province takes compressed messages */
    bool untold;     /* results of files lag behind the answers */
    int64_t told_at_ms;
};

/* ---- life ----------------------------------------------------------------------------------- */

static error prepare(publisher *p)
{
    outbox_state state;
    TRY(keys_read_public(p->options->server_key_file, p->server_key));
    TRY(keys_read_secret(p->options->key_file, &p->own));
    TRY(outbox_read_state(p->outbox, &state));
    p->session = session_new(state.acknowledged, p->options->retry_refused_s * 1000);
    p->memory = wire_arena();
    p->context = zmq_ctx_new();
    if (!p->session || !p->memory || !p->context)
        return error_no_memory();
    session_queue(p->session, state.last);
    return outbox_put_connection(p->outbox, "offline", "", clock_now_ms());
}

error publisher_open(publisher **out, outbox *box, const options *o)
{
    publisher *p = calloc(1, sizeof *p);
    if (!p)
        return error_no_memory();
    p->outbox = box;
    p->options = o;
    error err = prepare(p);
    if (err.code) {
        publisher_close(p);
        return err;
    }
    *out = p;
    return OK;
}

static void close_socket(publisher *p)
{
    socket_events_close(p->events);
    if (p->socket)
        zmq_close(p->socket);
    p->events = NULL;
    p->socket = NULL;
}

void publisher_close(publisher *p)
{
    if (!p)
        return;
    close_socket(p);
    if (p->context)
        zmq_ctx_term(p->context);
    session_free(p->session);
    arena_free(p->memory);
    keys_forget(&p->own);
    free(p);
}

static error open_socket(publisher *p)
{
    static const socket_limits limits = {WIRE_FROM_AGGREGATOR_MAX, HIGH_WATER_MARK, HIGH_WATER_MARK,
                                         0};
    TRY(socket_client(&p->socket, p->context, ZMQ_DEALER, p->server_key, &p->own, &limits));
    error err = socket_events_open(&p->events, p->context, p->socket);
    if (!err.code && zmq_connect(p->socket, p->options->server) != 0)
        err = socket_error(p->options->server);
    if (err.code) {
        close_socket(p);
        return err;
    }
    session_opened(p->session);
    log_info("connecting", "server=%s", log_value(p->options->server));
    return OK;
}

/* ---- sending -------------------------------------------------------------------------------- */

/* True: sent; false: nothing can be sent now. */
static error send_message(publisher *p, const Tiendo__V1__CollectorMessage *m, bool *sent)
{
    wire_bytes packed;
    TRY(p->compresses ? wire_pack_small(p->memory, &m->base, &packed)
                      : wire_pack(p->memory, &m->base, &packed));
    *sent = zmq_send(p->socket, packed.data, packed.size, ZMQ_DONTWAIT) >= 0;
    return *sent || errno == EAGAIN ? OK : socket_error("zmq_send");
}

static error send_hello(publisher *p)
{
    outbox_state state;
    bool sent;
    p->compresses = false; /* until its Welcome says so: it may be another program now */
    TRY(outbox_read_state(p->outbox, &state));
    Tiendo__V1__Hello hello;
    tiendo__v1__hello__init(&hello);
    hello.protocol_version = WIRE_PROTOCOL_VERSION;
    hello.program = wire_shared("tiendo-collector/" TIENDO_VERSION);
    hello.stream_id = (ProtobufCBinaryData){sizeof state.stream, state.stream};
    hello.acknowledged_sequence = session_acknowledged(p->session);
    hello.catalogue_version = state.catalogue_version;
    hello.sent_at_ms = clock_now_ms();
    hello.takes_compressed = true;
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_HELLO;
    m.hello = &hello;
    TRY(send_message(p, &m, &sent));
    if (sent)
        session_greeted(p->session, clock_monotonic_ms());
    else
        session_blocked(p->session, clock_monotonic_ms());
    return OK;
}

static error unpack_reports(publisher *p, const wire_bytes *rows, size_t n,
                            Tiendo__V1__Report ***out)
{
    *out = arena_alloc(p->memory, n * sizeof **out);
    if (!*out)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        ProtobufCMessage *base;
        TRY(wire_unpack(p->memory, &tiendo__v1__report__descriptor, rows[i], &base));
        (*out)[i] = (Tiendo__V1__Report *)base;
    }
    return OK;
}

static error pack_and_send(publisher *p, const session_batch *batch, Tiendo__V1__Report **reports,
                           size_t n)
{
    outbox_state state;
    bool sent;
    TRY(outbox_read_state(p->outbox, &state));
    Tiendo__V1__ReportBatch body = TIENDO__V1__REPORT_BATCH__INIT;
    body.stream_id = (ProtobufCBinaryData){sizeof state.stream, state.stream};
    body.reports = reports;
    body.n_reports = n;
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH;
    m.batch = &body;
    TRY(send_message(p, &m, &sent));
    int64_t now = clock_monotonic_ms();
    if (!sent) {
        session_blocked(p->session, now);
        return OK;
    }
    session_sent(p->session, batch->first, batch->first + n - 1, now);
    log_debug("batch-sent", "first=%" PRIu64 " reports=%zu", batch->first, n);
    return OK;
}

static error send_batch(publisher *p, const session_batch *batch)
{
    wire_bytes *rows;
    Tiendo__V1__Report **reports;
    size_t n, overhead = BATCH_OVERHEAD + (size_t)batch->max_reports * REPORT_OVERHEAD;
    size_t most = batch->max_bytes > overhead ? batch->max_bytes - overhead : 1;
    arena_reset(p->memory);
    TRY(outbox_pending(p->outbox, p->memory, batch->first, batch->max_reports, most, &rows, &n));
    if (!n) {
        session_failed(p->session, TROUBLE_LATER, 0, randombytes_random(), clock_monotonic_ms());
        return OK;
    }
    TRY(unpack_reports(p, rows, n, &reports));
    return pack_and_send(p, batch, reports, n);
}

static error send_receipt(publisher *p, uint64_t id)
{
    bool sent;
    Tiendo__V1__ReceiptBatch body = TIENDO__V1__RECEIPT_BATCH__INIT;
    body.ids = &id;
    body.n_ids = 1;
    body.received_at_ms = clock_now_ms();
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_RECEIPTS;
    m.receipts = &body;
    /* One that cannot be sent is made up for when the province sends the letter again. */
    return send_message(p, &m, &sent);
}

/* ---- receiving ------------------------------------------------------------------------------ */

static error take_new_stream(publisher *p, session_welcome_result why, uint64_t expected)
{
    char notice[500];
    uint64_t acknowledged = session_acknowledged(p->session);
    if (why == WELCOME_BEHIND)
        snprintf(notice, sizeof notice,
                 _("Tỉnh không còn giữ các báo cáo từ số %" PRIu64 " đến %" PRIu64
                   " (có thể vừa khôi phục từ bản sao lưu); hãy thả lại các tệp đã gửi gần đây. Đã "
                   "bắt đầu luồng mới."),
                 expected, acknowledged);
    else
        snprintf(notice, sizeof notice,
                 _("Hàng đợi của đơn vị cũ hơn những gì tỉnh đã nhận (có thể vừa khôi phục từ bản "
                   "sao lưu). Đã bắt đầu luồng mới và gửi lại những báo cáo đang chờ."));
    log_error("stream-renewed", "reason=%s expected=%" PRIu64 " acknowledged=%" PRIu64,
              why == WELCOME_BEHIND ? "province-behind" : "province-ahead", expected, acknowledged);
    TRY(outbox_new_stream(p->outbox, why == WELCOME_BEHIND ? expected : 0, notice));
    outbox_state state;
    TRY(outbox_read_state(p->outbox, &state));
    session_restart(p->session, state.last);
    return OK;
}

static error on_welcome(publisher *p, const Tiendo__V1__Welcome *w)
{
    session_limits limits = {w->max_batch_reports, w->max_message_bytes, w->max_batches_in_flight};
    session_welcome_result result = session_welcome(p->session, w->expected_sequence, &limits);
    if (result == WELCOME_AHEAD || result == WELCOME_BEHIND)
        return take_new_stream(p, result, w->expected_sequence);
    log_info("welcome", "unit=%s expected=%" PRIu64 " skew_ms=%" PRId64, log_value(w->unit),
             w->expected_sequence, w->clock_skew_ms);
    p->detail[0] = '\0';
    p->compresses = w->takes_compressed;
    if (strcmp(w->unit, p->options->unit) != 0) {
        snprintf(p->detail, sizeof p->detail,
                 _("khóa này của đơn vị \"%s\", cấu hình ghi \"%s\"; sửa unit trong cấu hình"),
                 w->unit, p->options->unit);
        log_warn("unit-differs", "key=%s config=%s", log_value(w->unit),
                 log_value(p->options->unit));
    }
    return OK;
}

/* The verdicts of ACK as the outbox takes them; in the publisher's arena. */
static error read_verdicts(publisher *p, const Tiendo__V1__Ack *ack, outbox_verdict **out,
                           size_t *count)
{
    *count = 0;
    *out = arena_alloc(p->memory, (ack->n_verdicts + 1) * sizeof **out);
    if (!*out)
        return error_no_memory();
    for (size_t i = 0; i < ack->n_verdicts; i++) {
        const Tiendo__V1__Verdict *v = ack->verdicts[i];
        if (v->outcome == TIENDO__V1__OUTCOME__OUTCOME_ACCEPTED)
            continue;
        (*out)[(*count)++] =
            (outbox_verdict){v->sequence, (outcome)v->outcome, v->code, v->message};
        if (v->outcome == TIENDO__V1__OUTCOME__OUTCOME_REJECTED)
            log_warn("rejected", "sequence=%" PRIu64 " code=%s message=%s", v->sequence,
                     log_value(v->code), log_value(v->message));
    }
    return OK;
}

static error on_ack(publisher *p, const Tiendo__V1__Ack *ack)
{
    outbox_state state;
    outbox_verdict *verdicts;
    size_t count;
    TRY(outbox_read_state(p->outbox, &state));
    if (ack->stream_id.len != sizeof state.stream ||
        memcmp(ack->stream_id.data, state.stream, sizeof state.stream) != 0)
        return OK; /* of the stream before */
    session_queue(p->session, state.last);
    if (!session_ack_counts(p->session, ack->first_sequence, ack->last_sequence))
        return OK;
    TRY(read_verdicts(p, ack, &verdicts, &count));
    TRY(outbox_ack(p->outbox, ack->last_sequence, verdicts, count, ack->committed_at_ms));
    session_acked(p->session, ack->last_sequence, clock_monotonic_ms());
    log_info("acked", "first=%" PRIu64 " last=%" PRIu64 " verdicts=%zu", ack->first_sequence,
             ack->last_sequence, count);
    p->untold = true;
    return OK;
}

static error on_catalogue(publisher *p, const Tiendo__V1__Catalogue *c, wire_bytes message)
{
    catalogue *readable;
    TRY(wire_catalogue_from(c,
                            &readable)); /* one that cannot be read does not replace a good one */
    catalogue_free(readable);
    TRY(outbox_put_catalogue(p->outbox, c->version, message, clock_now_ms()));
    log_info("catalogue-updated", "version=%016" PRIx64 " obligations=%zu", c->version,
             c->n_obligations);
    p->catalogue_changed = true;
    return OK;
}

static error on_letter(publisher *p, const outbox_letter *letter)
{
    TRY(letter_take(p->outbox, p->options->drop_dir, letter));
    return send_receipt(p, letter->id);
}

static error on_reminder(publisher *p, const Tiendo__V1__Reminder *r)
{
    outbox_letter letter = {"reminder", r->id, clock_now_ms(), r->period, r->due_date, "", r->text};
    return on_letter(p, &letter);
}

static error on_directive(publisher *p, const Tiendo__V1__Directive *d)
{
    outbox_letter letter = {"directive", d->id,   clock_now_ms(), d->obligation,
                            d->deadline, d->from, d->text};
    return on_letter(p, &letter);
}

static error on_error(publisher *p, const Tiendo__V1__Error *e)
{
    session_trouble trouble = TROUBLE_LATER;
    switch (e->code) {
    case TIENDO__V1__ERROR_CODE__ERROR_CODE_OUT_OF_SEQUENCE:
    case TIENDO__V1__ERROR_CODE__ERROR_CODE_HELLO_NEEDED:
        trouble = TROUBLE_PLACE;
        break;
    case TIENDO__V1__ERROR_CODE__ERROR_CODE_VERSION:
    case TIENDO__V1__ERROR_CODE__ERROR_CODE_NOT_ALLOWED:
    case TIENDO__V1__ERROR_CODE__ERROR_CODE_STREAM_TAKEN:
        trouble = TROUBLE_REFUSED;
        break;
    default:
        break;
    }
    log_warn("province-error", "code=%d message=%s retry_after_ms=%u", (int)e->code,
             log_value(e->message), e->retry_after_ms);
    snprintf(p->detail, sizeof p->detail, "%.*s", (int)text_clip(e->message, 290), e->message);
    session_failed(p->session, trouble, e->retry_after_ms, randombytes_random(),
                   clock_monotonic_ms());
    return OK;
}

static error dispatch(publisher *p, const Tiendo__V1__AggregatorMessage *m, wire_bytes message)
{
    switch (m->body_case) {
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_WELCOME:
        return on_welcome(p, m->welcome);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ACK:
        return on_ack(p, m->ack);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE:
        return on_catalogue(p, m->catalogue, message);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_REMINDER:
        return on_reminder(p, m->reminder);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_DIRECTIVE:
        return on_directive(p, m->directive);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ERROR:
        return on_error(p, m->error);
    default:
        return OK;
    }
}

/* Greets again after a while; what could not be used then comes anew, or goes out anew. */
static void give_up_for_now(publisher *p, const char *event, error err)
{
    log_error(event, "error=%s", log_value(err.text));
    snprintf(p->detail, sizeof p->detail, "%.*s", (int)text_clip(err.text, 290), err.text);
    session_failed(p->session, TROUBLE_LATER, 0, randombytes_random(), clock_monotonic_ms());
}

static void receive_message(publisher *p, wire_bytes message)
{
    ProtobufCMessage *base;
    arena_reset(p->memory);
    error err = wire_unpack(p->memory, &tiendo__v1__aggregator_message__descriptor, message, &base);
    if (!err.code)
        err = dispatch(p, (const Tiendo__V1__AggregatorMessage *)base, message);
    if (err.code)
        give_up_for_now(p, "message-not-used", err);
}

static void receive_all(publisher *p)
{
    for (int i = 0; i < MESSAGES_PER_TURN && p->socket; i++) {
        zmq_msg_t in;
        zmq_msg_init(&in);
        int size = zmq_msg_recv(&in, p->socket, ZMQ_DONTWAIT);
        if (size >= 0)
            receive_message(p, (wire_bytes){zmq_msg_data(&in), zmq_msg_size(&in)});
        zmq_msg_close(&in);
        if (size < 0)
            return;
    }
}

/* ---- the connection ------------------------------------------------------------------------- */

static void on_event(publisher *p, unsigned event)
{
    switch (event) {
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        log_info("connected", "server=%s", log_value(p->options->server));
        session_connected(p->session);
        break;
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        log_error("key-refused", "server=%s public_key=%s", log_value(p->options->server),
                  log_value(p->own.public_key));
        snprintf(p->detail, sizeof p->detail,
                 _("tỉnh chưa chấp nhận khóa %s của đơn vị; báo cán bộ của tỉnh duyệt khóa này"),
                 p->own.public_key);
        session_refused(p->session, clock_monotonic_ms());
        break;
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        snprintf(p->detail, sizeof p->detail,
                 _("không bắt tay được với máy ở %s; kiểm tra server và server_key_file"),
                 p->options->server);
        log_warn("handshake-failed", "server=%s", log_value(p->options->server));
        session_disconnected(p->session);
        break;
    case ZMQ_EVENT_DISCONNECTED:
        if (session_where(p->session) == SESSION_GREETING ||
            session_where(p->session) == SESSION_READY)
            log_warn("disconnected", "server=%s", log_value(p->options->server));
        session_disconnected(p->session);
        break;
    default:
        break;
    }
}

static void take_events(publisher *p)
{
    unsigned event;
    while (p->events && socket_events_next(p->events, &event))
        on_event(p, event);
}

/* ---- turns ---------------------------------------------------------------------------------- */

static error carry_out(publisher *p, session_step step, const session_batch *batch)
{
    switch (step) {
    case STEP_OPEN:
        return open_socket(p);
    case STEP_CLOSE:
        close_socket(p);
        session_closed(p->session);
        return OK;
    case STEP_HELLO:
        arena_reset(p->memory);
        return send_hello(p);
    case STEP_BATCH:
        return send_batch(p, batch);
    case STEP_WAIT:
        break;
    }
    return OK;
}

static const char *const state_codes[] = {"offline", "greeting", "ready", "refused"};

static error show_state(publisher *p)
{
    session_state now = session_where(p->session);
    if (now == SESSION_OFFLINE && p->shown == SESSION_READY)
        p->detail[0] = '\0';
    if (now == p->shown)
        return OK;
    p->shown = now;
    return outbox_put_connection(p->outbox, state_codes[now], p->detail, clock_now_ms());
}

const char *publisher_state(const publisher *p, uint64_t *waiting)
{
    *waiting = session_waiting(p->session);
    return state_codes[session_where(p->session)];
}

void publisher_greet(publisher *p)
{
    session_greet_now(p->session);
}

error publisher_look(publisher *p)
{
    outbox_state state;
    TRY(outbox_read_state(p->outbox, &state));
    session_queue(p->session, state.last);
    return OK;
}

/* After these the outbox may not be trusted until it was opened anew (S4). */
static bool is_fatal(error err)
{
    return err.code == ERR_IO || err.code == ERR_CORRUPT;
}

static error take_steps(publisher *p)
{
    session_batch batch;
    for (session_step step;
         (step = session_next(p->session, clock_monotonic_ms(), &batch)) != STEP_WAIT;) {
        error err = carry_out(p, step, &batch);
        if (is_fatal(err))
            return err;
        if (err.code)
            give_up_for_now(p, "step-failed", err);
    }
    return OK;
}

static error tell_results(publisher *p)
{
    outbox_state state;
    int64_t now = clock_monotonic_ms();
    if (!p->untold)
        return OK;
    TRY(outbox_read_state(p->outbox, &state));
    if (state.pending && now < p->told_at_ms + TELL_EVERY_MS)
        return OK;
    p->untold = false;
    p->told_at_ms = now;
    error err = result_refresh(p->outbox);
    if (!state.pending)
        malloc_trim(0); /* all is answered: small again until the next file */
    return err;
}

error publisher_turn(publisher *p, bool *catalogue_changed)
{
    p->catalogue_changed = false;
    take_events(p);
    receive_all(p);
    TRY(take_steps(p));
    TRY(tell_results(p));
    *catalogue_changed = p->catalogue_changed;
    error err = show_state(p);
    return is_fatal(err) ? err : OK;
}

int publisher_poll_items(publisher *p, zmq_pollitem_t items[PUBLISHER_POLL_ITEMS])
{
    if (!p->socket)
        return 0;
    items[0] = (zmq_pollitem_t){.socket = p->socket, .events = ZMQ_POLLIN};
    items[1] = (zmq_pollitem_t){.socket = socket_events_socket(p->events), .events = ZMQ_POLLIN};
    return 2;
}

int64_t publisher_due(const publisher *p)
{
    int64_t due = session_deadline(p->session), tell = p->told_at_ms + TELL_EVERY_MS;
    return p->untold && tell < due ? tell : due;
}
