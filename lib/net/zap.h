/* zap.h - who may connect: the handler that libzmq asks at each CURVE handshake (RFC 27, ZAP).
 *
 * Runs in a thread of its own inside the process, for all its server sockets. While it does not
 * run, nobody gets in: server sockets enforce their domain (socket.h). The user id that it gives
 * to a connection, and with it to each of its messages, is the peer's public key in Z85. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct zap zap;

/* Decides for one handshake; called in the handler's thread. DOMAIN is the server socket's. */
typedef bool (*zap_allow_fn)(void *context, const char *domain, const char *public_key,
                             const char *address);

/* Starts the handler; must be up before a server socket is bound. CONTEXT must outlive it. */
error zap_start(zap **out, void *zmq_context, zap_allow_fn allow, void *context);

/* Stops it and waits for its thread. Handshakes fail from then on. */
void zap_stop(zap *z);

/* Handshakes refused since the start. */
uint64_t zap_refused(const zap *z);
