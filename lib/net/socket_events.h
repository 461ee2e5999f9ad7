/* socket_events.h - what becomes of the connections of a client socket, one event after the other:
 * ZeroMQ's monitor. */
#pragma once
#include "base/error.h"

#include <stdbool.h>

typedef struct socket_events socket_events;

/* Of SOCKET, a socket of CONTEXT that is not connected yet: handshakes that succeed or fail, and
 * ends of connections. Close it before SOCKET. */
error socket_events_open(socket_events **out, void *context, void *socket);
void socket_events_close(socket_events *e);

/* To poll for ZMQ_POLLIN. */
void *socket_events_socket(const socket_events *e);

/* The next event, a ZMQ_EVENT_…, without waiting. False: there is none now. */
bool socket_events_next(socket_events *e, unsigned *event);
