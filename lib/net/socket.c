#include "net/socket.h"

#include "base/i18n.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum {
    /* ZMQ_ZAP_ENFORCE_DOMAIN: a draft in the packaged header, so its name may be missing there,
     * while the library has it (Z2). */
    ZAP_ENFORCE_DOMAIN = 93,
    HEARTBEAT_MIN_MS = 10000,
    HEARTBEAT_SPREAD_MS = 5000,
    HEARTBEAT_TIMEOUT_MS = 45000,
    HEARTBEAT_TTL_MS = 60000,
    KEEPALIVE_IDLE_S = 30,
    KEEPALIVE_EVERY_S = 10,
    KEEPALIVE_TRIES = 3,
    HANDSHAKE_MS = 5000,
    RECONNECT_MIN_MS = 1000,
    RECONNECT_SPREAD_MS = 2000,
    RECONNECT_MAX_MS = 60000,
    BACKLOG = 4096, /* as much as Linux gives by default */
};

error socket_error(const char *doing)
{
    int number = errno;
    error_code code = number == EADDRINUSE || number == EADDRNOTAVAIL || number == EACCES
                          ? ERR_CONFIG
                          : ERR_NETWORK;
    return error_make(code, "%s: %s", doing, zmq_strerror(number));
}

static error set_int(void *socket, int option, int value, const char *name)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0 ? OK : socket_error(name);
}

static error set_text(void *socket, int option, const char *value, const char *name)
{
    return zmq_setsockopt(socket, option, value, strlen(value)) == 0 ? OK : socket_error(name);
}

/* The kernel finds out that the other side is gone, whatever ZeroMQ does. */
static error set_keepalive(void *socket)
{
    TRY(set_int(socket, ZMQ_TCP_KEEPALIVE, 1, "ZMQ_TCP_KEEPALIVE"));
    TRY(set_int(socket, ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S, "ZMQ_TCP_KEEPALIVE_IDLE"));
    TRY(set_int(socket, ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_EVERY_S, "ZMQ_TCP_KEEPALIVE_INTVL"));
    return set_int(socket, ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_TRIES, "ZMQ_TCP_KEEPALIVE_CNT");
}

static error set_common(void *socket, const socket_limits *limits)
{
    int64_t most = limits->max_message_bytes, now = 0;
    size_t size = sizeof now;
    if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &most, sizeof most) != 0 ||
        zmq_getsockopt(socket, ZMQ_MAXMSGSIZE, &now, &size) != 0 || now != most)
        return socket_error("ZMQ_MAXMSGSIZE");
    TRY(set_int(socket, ZMQ_SNDHWM, limits->waiting_out, "ZMQ_SNDHWM"));
    TRY(set_int(socket, ZMQ_RCVHWM, limits->waiting_in, "ZMQ_RCVHWM"));
    TRY(set_int(socket, ZMQ_LINGER, limits->linger_ms, "ZMQ_LINGER"));
    TRY(set_int(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS, "ZMQ_HANDSHAKE_IVL"));
    return set_keepalive(socket);
}

/* Clients alone send heartbeats. Each asks the server to give the connection up when nothing has
 * come for the time to live, so both sides see the other go (Z15). The server sending its own as
 * well would tell it nothing more, and cost it dearly: libzmq looks through all timers of an I/O
 * thread to cancel one, which each heartbeat and each answer does. With 11,000 connections that
 * took nine tenths of a core, and messages waited up to a second behind it. */
static error set_heartbeat(void *socket)
{
    /* All that connected at once, after a restart, would go on to send at once. */
    int every = HEARTBEAT_MIN_MS + (int)randombytes_uniform(HEARTBEAT_SPREAD_MS);
    TRY(set_int(socket, ZMQ_HEARTBEAT_IVL, every, "ZMQ_HEARTBEAT_IVL"));
    TRY(set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS, "ZMQ_HEARTBEAT_TIMEOUT"));
    return set_int(socket, ZMQ_HEARTBEAT_TTL, HEARTBEAT_TTL_MS, "ZMQ_HEARTBEAT_TTL");
}

static error set_client(void *socket, int type, const char *server_key, const key_pair *own)
{
    TRY(set_text(socket, ZMQ_CURVE_SERVERKEY, server_key, "ZMQ_CURVE_SERVERKEY"));
    TRY(set_text(socket, ZMQ_CURVE_PUBLICKEY, own->public_key, "ZMQ_CURVE_PUBLICKEY"));
    TRY(set_text(socket, ZMQ_CURVE_SECRETKEY, own->secret_key, "ZMQ_CURVE_SECRETKEY"));
    TRY(set_int(socket, ZMQ_IPV6, 1, "ZMQ_IPV6"));
    int wait = RECONNECT_MIN_MS + (int)randombytes_uniform(RECONNECT_SPREAD_MS);
    TRY(set_int(socket, ZMQ_RECONNECT_IVL, wait, "ZMQ_RECONNECT_IVL"));
    TRY(set_int(socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS, "ZMQ_RECONNECT_IVL_MAX"));
    /* Nothing is queued for a connection that is not there yet: the outbox is the queue (Z12). */
    return type == ZMQ_DEALER ? set_int(socket, ZMQ_IMMEDIATE, 1, "ZMQ_IMMEDIATE") : OK;
}

error socket_client(void **out, void *context, int type, const char *server_key,
                    const key_pair *own, const socket_limits *limits)
{
    void *socket = zmq_socket(context, type);
    if (!socket)
        return socket_error("zmq_socket");
    error err = set_common(socket, limits);
    if (!err.code)
        err = set_heartbeat(socket);
    if (!err.code)
        err = set_client(socket, type, server_key, own);
    if (err.code) {
        zmq_close(socket);
        return err;
    }
    *out = socket;
    return OK;
}

static error enforce_domain(void *socket, const char *domain)
{
    TRY(set_text(socket, ZMQ_ZAP_DOMAIN, domain, "ZMQ_ZAP_DOMAIN"));
    TRY(set_int(socket, ZAP_ENFORCE_DOMAIN, 1, "ZMQ_ZAP_ENFORCE_DOMAIN"));
    int now = 0;
    size_t size = sizeof now;
    if (zmq_getsockopt(socket, ZAP_ENFORCE_DOMAIN, &now, &size) != 0 || now != 1)
        return error_make(ERR_INTERNAL, _("libzmq không giữ ZAP_ENFORCE_DOMAIN: từ chối mở cổng"));
    return OK;
}

/* "*" and [addresses] may be IPv6; with the option on, a plain IPv4 address would be bound and
 * shown as a mapped one (Z21). */
static int may_be_ipv6(const char *endpoint)
{
    return strncmp(endpoint, "tcp://*", 7) == 0 || strchr(endpoint, '[') != NULL;
}

static error set_server(void *socket, int type, const char *domain, const key_pair *own)
{
    TRY(enforce_domain(socket, domain));
    TRY(set_int(socket, ZMQ_CURVE_SERVER, 1, "ZMQ_CURVE_SERVER"));
    TRY(set_text(socket, ZMQ_CURVE_SECRETKEY, own->secret_key, "ZMQ_CURVE_SECRETKEY"));
    /* After a restart all come at once; one whose connection finds no room tries again late. */
    TRY(set_int(socket, ZMQ_BACKLOG, BACKLOG, "ZMQ_BACKLOG"));
    /* A reply that cannot be routed is an error to be seen, not silently dropped (Z11). */
    return type == ZMQ_ROUTER ? set_int(socket, ZMQ_ROUTER_MANDATORY, 1, "ZMQ_ROUTER_MANDATORY")
                              : OK;
}

error socket_server(void **out, void *context, int type, const char *domain, const key_pair *own,
                    const socket_limits *limits, const char *endpoint, char bound[256])
{
    void *socket = zmq_socket(context, type);
    if (!socket)
        return socket_error("zmq_socket");
    error err = set_common(socket, limits);
    if (!err.code)
        err = set_server(socket, type, domain, own);
    if (!err.code && may_be_ipv6(endpoint))
        err = set_int(socket, ZMQ_IPV6, 1, "ZMQ_IPV6");
    if (!err.code && zmq_bind(socket, endpoint) != 0)
        err = socket_error(endpoint);
    size_t size = 256;
    if (!err.code && zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &size) != 0)
        err = socket_error("ZMQ_LAST_ENDPOINT");
    if (err.code) {
        zmq_close(socket);
        return err;
    }
    *out = socket;
    return OK;
}

int socket_endpoint_valid(const char *text)
{
    static const char scheme[] = "tcp://";
    if (strncmp(text, scheme, strlen(scheme)) != 0)
        return 0;
    const char *colon = strrchr(text, ':');
    if (colon <= text + strlen(scheme))
        return 0;
    /* An IPv6 address has colons of its own and stands in brackets. */
    const char *host = text + strlen(scheme);
    if (memchr(host, ':', (size_t)(colon - host)) && (*host != '[' || colon[-1] != ']'))
        return 0;
    if (strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) > 5)
        return 0;
    long port = strtol(colon + 1, NULL, 10);
    return port >= 1 && port <= 65535;
}
