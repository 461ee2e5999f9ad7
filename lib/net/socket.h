/* socket.h - ZeroMQ sockets with the options that every one of ours must have.
 *
 * One context per process. Requirements Z2, Z10-Z15 and Z19: CURVE always, enforced domain,
 * bounded message size, explicit linger, no routing ids. Clients send heartbeats; a server answers
 * them, and lets go of a client whose heartbeats stay away. */
#pragma once
#include "base/error.h"
#include "net/keys.h"

#include <stdint.h>

typedef struct socket_limits {
    int64_t max_message_bytes;
    int waiting_in, waiting_out; /* high-water marks: messages per peer, each way */
    int linger_ms;
} socket_limits;

/* A client socket (TYPE ZMQ_DEALER or ZMQ_SUB) that will talk only to the holder of SERVER_KEY.
 * Not connected yet. Reconnects by itself after a random 1 to 3 s, at most 60 s. On success *out
 * is a ZeroMQ socket; close it with zmq_close(). */
error socket_client(void **out, void *context, int type, const char *server_key,
                    const key_pair *own, const socket_limits *limits);

/* A server socket (TYPE ZMQ_ROUTER or ZMQ_XPUB), bound to ENDPOINT, that refuses every peer whom
 * the ZAP handler for DOMAIN does not accept, also while there is no handler (Z2: the option that
 * does so is set by number and read back). ENDPOINT "tcp://127.0.0.1:*" binds a free port;
 * *BOUND (256 bytes) gets the real one. */
error socket_server(void **out, void *context, int type, const char *domain, const key_pair *own,
                    const socket_limits *limits, const char *endpoint, char bound[256]);

/* Whether TEXT is an endpoint to connect to: tcp://HOST:PORT. */
int socket_endpoint_valid(const char *text);

/* An error from errno after a failed ZeroMQ call. */
error socket_error(const char *doing);
