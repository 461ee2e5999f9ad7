#include "aggregator/gate.h"

#include "base/i18n.h"
#include "base/log.h"
#include "net/socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINGER_MS = 200, WAITING_MAX = 64 };

struct gate {
    void *socket;
    registry *keys;
    gate_counters counters;
};

error gate_limits(size_t collectors, size_t memory_mb, size_t *waiting)
{
    const size_t mb = 1024 * 1024;
    size_t each = WIRE_FROM_COLLECTOR_MAX, peers = collectors ? collectors : 1;
    *waiting = memory_mb * mb / each / peers;
    if (*waiting > WAITING_MAX)
        *waiting = WAITING_MAX;
    if (*waiting)
        return OK;
    return error_make(ERR_CONFIG,
                      _("memory_mb = %zu không đủ cho %zu khóa của bộ thu thập: mỗi khóa có thể để "
                        "chờ một thông điệp %zu KiB, cần ít nhất %zu MB"),
                      memory_mb, collectors, each / 1024, (peers * each + mb - 1) / mb);
}

error gate_open(gate **out, void *zmq_context, registry *keys, const key_pair *own,
                const char *endpoint, size_t waiting, char bound[256])
{
    const socket_limits limits = {WIRE_FROM_COLLECTOR_MAX, (int)waiting, WAITING_MAX, LINGER_MS};
    gate *g = calloc(1, sizeof *g);
    if (!g)
        return error_no_memory();
    g->keys = keys;
    error err = socket_server(&g->socket, zmq_context, ZMQ_ROUTER, GATE_DOMAIN, own, &limits,
                              endpoint, bound);
    if (err.code) {
        free(g);
        return err;
    }
    *out = g;
    return OK;
}

void gate_close(gate *g)
{
    if (!g)
        return;
    zmq_close(g->socket);
    free(g);
}

void *gate_socket(gate *g)
{
    return g->socket;
}

static bool has_more(void *socket)
{
    int more = 0;
    size_t size = sizeof more;
    return zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size) == 0 && more;
}

/* Reads the rest of a message that has too many parts, keeping none of it. */
static void drop_rest(void *socket)
{
    while (has_more(socket)) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket, 0) < 0) {
            zmq_msg_close(&part);
            return;
        }
        zmq_msg_close(&part);
    }
}

static void refuse(gate *g, const gate_peer *peer)
{
    arena *a = arena_new(0);
    if (!a)
        return;
    Tiendo__V1__Error body;
    tiendo__v1__error__init(&body);
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    char text[] = "Khóa của đơn vị đã bị thu hồi; đề nghị liên hệ cơ quan thường trực của tỉnh.";
    body.code = TIENDO__V1__ERROR_CODE__ERROR_CODE_NOT_ALLOWED;
    body.message = text;
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ERROR;
    message.error = &body;
    wire_bytes bytes;
    if (!wire_pack(a, &message.base, &bytes).code)
        gate_send(g, peer, bytes);
    arena_free(a);
}

/* Whether the sender of MESSAGE holds a key in force; fills PEER->who. */
static bool identify(gate *g, gate_peer *peer, zmq_msg_t *message)
{
    const char *key = zmq_msg_gets(message, "User-Id");
    if (!key || !*key) {
        g->counters.dropped_unknown++;
        log_warn("message-without-identity", "bytes=%zu", zmq_msg_size(message));
        return false;
    }
    if (registry_allows(g->keys, key, ROLE_COLLECTOR, &peer->who))
        return true;
    g->counters.dropped_unknown++;
    log_warn("message-from-revoked-key", "key=%.8s address=%s", key,
             log_value(zmq_msg_gets(message, "Peer-Address")));
    refuse(g, peer);
    return false;
}

error gate_receive(gate *g, gate_peer *peer, zmq_msg_t *message, bool *got)
{
    *got = false;
    int n = zmq_recv(g->socket, peer->routing_id, sizeof peer->routing_id, ZMQ_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? OK : socket_error("receive");
    peer->routing_id_size = (size_t)n;
    zmq_msg_init(message);
    if (!has_more(g->socket) || zmq_msg_recv(message, g->socket, 0) < 0) {
        g->counters.dropped_form++;
    } else if (zmq_msg_more(message)) {
        drop_rest(g->socket);
        g->counters.dropped_form++;
        log_warn("message-of-many-parts", "address=%s",
                 log_value(zmq_msg_gets(message, "Peer-Address")));
    } else if (identify(g, peer, message)) {
        g->counters.received++;
        *got = true;
        return OK;
    }
    zmq_msg_close(message);
    return OK;
}

void gate_send(gate *g, const gate_peer *peer, wire_bytes bytes)
{
    if (zmq_send(g->socket, peer->routing_id, peer->routing_id_size, ZMQ_SNDMORE | ZMQ_DONTWAIT) <
            0 ||
        zmq_send(g->socket, bytes.data, bytes.size, ZMQ_DONTWAIT) < 0) {
        g->counters.unsent++;
        log_debug("answer-unsent", "unit=%s reason=%s", peer->who.name,
                  log_value(zmq_strerror(errno)));
    }
}

gate_counters gate_count(const gate *g)
{
    return g->counters;
}
