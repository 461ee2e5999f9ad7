#include "net/socket_events.h"

#include "net/socket.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

struct socket_events {
    void *of, *socket;
};

static error connect_to(socket_events *e, void *context)
{
    static atomic_uint opened; /* a name is free again only some time after its socket's end */
    char name[64];
    int linger = 0;
    snprintf(name, sizeof name, "inproc://socket-events-%u", atomic_fetch_add(&opened, 1));
    if (zmq_socket_monitor(e->of, name,
                           ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                               ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                               ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_DISCONNECTED) != 0)
        return socket_error("zmq_socket_monitor");
    e->socket = zmq_socket(context, ZMQ_PAIR);
    if (!e->socket || zmq_setsockopt(e->socket, ZMQ_LINGER, &linger, sizeof linger) != 0 ||
        zmq_connect(e->socket, name) != 0)
        return socket_error("monitor");
    return OK;
}

error socket_events_open(socket_events **out, void *context, void *socket)
{
    socket_events *e = calloc(1, sizeof *e);
    if (!e)
        return error_no_memory();
    e->of = socket;
    error err = connect_to(e, context);
    if (err.code) {
        socket_events_close(e);
        return err;
    }
    *out = e;
    return OK;
}

void socket_events_close(socket_events *e)
{
    if (!e)
        return;
    if (e->socket)
        zmq_close(e->socket);
    zmq_socket_monitor(e->of, NULL, 0);
    free(e);
}

void *socket_events_socket(const socket_events *e)
{
    return e->socket;
}

bool socket_events_next(socket_events *e, unsigned *event)
{
    uint8_t frame[6];
    char address[256];
    int size;
    do {
        size = zmq_recv(e->socket, frame, sizeof frame, ZMQ_DONTWAIT);
        if (size < 0)
            return false;
        zmq_recv(e->socket, address, sizeof address, ZMQ_DONTWAIT);
    } while (size != (int)sizeof frame);
    uint16_t number;
    memcpy(&number, frame, sizeof number);
    *event = number;
    return true;
}
