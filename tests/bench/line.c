#include "tests/bench/line.h"

#include "base/clock.h"
#include "net/socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { HIGH_WATER_MARK = 64 };

/* A hello that was lost with its connection is sent again after so long. */
#define ANSWER_NS INT64_C(3000000000)

error line_open(line *l, const crew_member *who, void *zmq, const char *server,
                const char *server_key, int reconnect_ms)
{
    const socket_limits limits = {WIRE_FROM_AGGREGATOR_MAX, HIGH_WATER_MARK, HIGH_WATER_MARK, 0};
    *l = (line){.who = who};
    TRY(socket_client(&l->socket, zmq, ZMQ_DEALER, server_key, &who->key, &limits));
    if (reconnect_ms)
        zmq_setsockopt(l->socket, ZMQ_RECONNECT_IVL, &reconnect_ms, sizeof reconnect_ms);
    return zmq_connect(l->socket, server) == 0 ? OK : socket_error(server);
}

void line_close(line *l)
{
    if (l->socket)
        zmq_close(l->socket);
    l->socket = NULL;
}

error line_greet(line *l, arena *scratch)
{
    Tiendo__V1__Hello hello;
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    uint8_t stream[WIRE_STREAM_ID_SIZE];
    wire_bytes bytes;
    if (l->greeted || (l->hello_ns && bench_now_ns() < l->hello_ns + ANSWER_NS))
        return OK;
    memcpy(stream, l->who->stream, sizeof stream);
    tiendo__v1__hello__init(&hello);
    hello.protocol_version = WIRE_PROTOCOL_VERSION;
    hello.program = wire_shared("tiendo-fleet");
    hello.stream_id = (ProtobufCBinaryData){sizeof stream, stream};
    hello.acknowledged_sequence = l->expected ? l->expected - 1 : 0;
    hello.catalogue_version = l->catalogue;
    hello.sent_at_ms = clock_now_ms();
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_HELLO;
    m.hello = &hello;
    arena_reset(scratch);
    TRY(wire_pack(scratch, &m.base, &bytes));
    if (zmq_send(l->socket, bytes.data, bytes.size, ZMQ_DONTWAIT) >= 0)
        l->hello_ns = bench_now_ns();
    else if (errno != EAGAIN)
        return socket_error("hello");
    return OK;
}

error line_load(line *l, cargo *from, size_t reports, size_t size, size_t window, arena *a)
{
    size_t n = (reports + size - 1) / size;
    l->batches = arena_alloc(a, (n + 1) * sizeof *l->batches);
    if (!l->batches)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        size_t rest = reports - i * size;
        TRY(cargo_pack(from, l->who, l->expected + i * size, rest < size ? rest : size, a,
                       &l->batches[i]));
    }
    l->batch_count = n;
    l->batch_size = size;
    l->window = window < LINE_WINDOW_MAX ? window : LINE_WINDOW_MAX;
    l->sent = l->answered = 0;
    l->first = l->expected;
    l->expected += reports;
    return OK;
}

bool line_send(line *l)
{
    if (l->sent == l->batch_count || l->sent - l->answered >= l->window)
        return false;
    const wire_bytes *b = &l->batches[l->sent];
    l->sent_ns[l->sent % LINE_WINDOW_MAX] = bench_now_ns();
    if (zmq_send(l->socket, b->data, b->size, ZMQ_DONTWAIT) < 0)
        return false;
    l->sent++;
    return true;
}

static void on_ack(line *l, const Tiendo__V1__Ack *ack, samples *acks)
{
    l->verdicts += ack->n_verdicts;
    while (l->answered < l->sent &&
           ack->last_sequence + 1 >= l->first + (l->answered + 1) * l->batch_size) {
        samples_add(acks, bench_now_ns() - l->sent_ns[l->answered % LINE_WINDOW_MAX]);
        l->answered++;
    }
    /* The last batch may be a short one. */
    if (l->answered + 1 == l->batch_count && ack->last_sequence + 1 == l->expected)
        l->answered = l->batch_count;
}

static error on_message(line *l, wire_bytes bytes, arena *scratch, samples *acks)
{
    ProtobufCMessage *base;
    arena_reset(scratch);
    TRY(wire_unpack(scratch, &tiendo__v1__aggregator_message__descriptor, bytes, &base));
    const Tiendo__V1__AggregatorMessage *m = (const Tiendo__V1__AggregatorMessage *)base;
    switch (m->body_case) {
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_WELCOME:
        l->greeted = true;
        l->expected = m->welcome->expected_sequence;
        break;
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE:
        l->catalogue = m->catalogue->version;
        break;
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ACK:
        on_ack(l, m->ack, acks);
        break;
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ERROR:
        l->errors++;
        return error_make(ERR_REFUSED, "%s: the aggregator says: %s", l->who->unit,
                          m->error->message);
    default:
        break;
    }
    return OK;
}

error line_receive(line *l, arena *scratch, samples *acks)
{
    for (;;) {
        zmq_msg_t in;
        zmq_msg_init(&in);
        if (zmq_msg_recv(&in, l->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&in);
            return errno == EAGAIN || errno == EINTR ? OK : socket_error("receive");
        }
        error err =
            on_message(l, (wire_bytes){zmq_msg_data(&in), zmq_msg_size(&in)}, scratch, acks);
        zmq_msg_close(&in);
        TRY(err);
    }
}
