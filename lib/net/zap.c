#include "net/zap.h"

#include "net/socket.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum {
    FIELD_MAX = 256,
    RAW_KEY_SIZE = 32,
    /* RFC 27: version, request id, domain, address, routing id, mechanism, credentials. */
    FIELD_VERSION = 0,
    FIELD_REQUEST_ID,
    FIELD_DOMAIN,
    FIELD_ADDRESS,
    FIELD_ROUTING_ID,
    FIELD_MECHANISM,
    FIELD_CREDENTIALS,
    FIELD_COUNT,
};

struct zap {
    void *handler; /* REP, owned by the thread after zap_start() */
    void *control; /* PAIR, the caller's end */
    void *control_peer;
    pthread_t thread;
    zap_allow_fn allow;
    void *context;
    atomic_uint_fast64_t refused;
};

typedef struct field {
    char bytes[FIELD_MAX];
    size_t size;
} field;

/* Reads one whole request; false when it has not the form of RFC 27. */
static bool receive_request(void *handler, field fields[FIELD_COUNT])
{
    bool good = true;
    int more = 1;
    size_t size = sizeof more;
    for (int i = 0; more; i++) {
        field extra, *into = i < FIELD_COUNT ? &fields[i] : &extra;
        int n = zmq_recv(handler, into->bytes, FIELD_MAX - 1, 0);
        if (n < 0)
            return false;
        good = good && i < FIELD_COUNT && n < FIELD_MAX;
        into->size = n < FIELD_MAX ? (size_t)n : 0;
        into->bytes[into->size] = '\0';
        zmq_getsockopt(handler, ZMQ_RCVMORE, &more, &size);
        if (!more && i < FIELD_COUNT - 1)
            good = false;
    }
    return good && strcmp(fields[FIELD_VERSION].bytes, "1.0") == 0;
}

static bool decide(zap *z, const field *fields, char user_id[KEY_TEXT_SIZE])
{
    if (strcmp(fields[FIELD_MECHANISM].bytes, "CURVE") != 0 ||
        fields[FIELD_CREDENTIALS].size != RAW_KEY_SIZE)
        return false;
    zmq_z85_encode(user_id, (const uint8_t *)fields[FIELD_CREDENTIALS].bytes, RAW_KEY_SIZE);
    return z->allow(z->context, fields[FIELD_DOMAIN].bytes, user_id, fields[FIELD_ADDRESS].bytes);
}

static void reply(void *handler, const field *request_id, bool allowed, const char *user_id)
{
    const char *status = allowed ? "200" : "400";
    const char *text = allowed ? "OK" : "not allowed";
    zmq_send(handler, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(handler, request_id->bytes, request_id->size, ZMQ_SNDMORE);
    zmq_send(handler, status, 3, ZMQ_SNDMORE);
    zmq_send(handler, text, strlen(text), ZMQ_SNDMORE);
    zmq_send(handler, user_id, allowed ? strlen(user_id) : 0, ZMQ_SNDMORE);
    zmq_send(handler, "", 0, 0);
}

static void handle(zap *z)
{
    field fields[FIELD_COUNT] = {0};
    char user_id[KEY_TEXT_SIZE] = "";
    bool allowed = receive_request(z->handler, fields) && decide(z, fields, user_id);
    if (!allowed)
        atomic_fetch_add(&z->refused, 1);
    reply(z->handler, &fields[FIELD_REQUEST_ID], allowed, user_id);
}

static void *run(void *argument)
{
    zap *z = argument;
    zmq_pollitem_t items[] = {{z->handler, 0, ZMQ_POLLIN, 0}, {z->control_peer, 0, ZMQ_POLLIN, 0}};
    for (;;) {
        if (zmq_poll(items, 2, -1) < 0 && errno != EINTR)
            break;
        if (items[1].revents)
            break;
        if (items[0].revents)
            handle(z);
    }
    zmq_close(z->handler);
    zmq_close(z->control_peer);
    return NULL;
}

static error open_sockets(zap *z, void *zmq_context)
{
    int no_linger = 0;
    z->handler = zmq_socket(zmq_context, ZMQ_REP);
    z->control = zmq_socket(zmq_context, ZMQ_PAIR);
    z->control_peer = zmq_socket(zmq_context, ZMQ_PAIR);
    if (!z->handler || !z->control || !z->control_peer)
        return socket_error("zmq_socket");
    zmq_setsockopt(z->handler, ZMQ_LINGER, &no_linger, sizeof no_linger);
    zmq_setsockopt(z->control, ZMQ_LINGER, &no_linger, sizeof no_linger);
    if (zmq_bind(z->handler, "inproc://zeromq.zap.01") != 0 ||
        zmq_bind(z->control_peer, "inproc://tiendo.zap.control") != 0 ||
        zmq_connect(z->control, "inproc://tiendo.zap.control") != 0)
        return socket_error("ZAP");
    return OK;
}

static error start_thread(zap *z)
{
    /* Signals belong to the main thread's signalfd. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&z->thread, NULL, run, z);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed ? error_errno(failed, "pthread_create") : OK;
}

error zap_start(zap **out, void *zmq_context, zap_allow_fn allow, void *context)
{
    zap *z = calloc(1, sizeof *z);
    if (!z)
        return error_no_memory();
    z->allow = allow;
    z->context = context;
    error err = open_sockets(z, zmq_context);
    if (!err.code)
        err = start_thread(z);
    if (err.code) {
        void *sockets[] = {z->handler, z->control, z->control_peer};
        for (size_t i = 0; i < 3; i++)
            if (sockets[i])
                zmq_close(sockets[i]);
        free(z);
        return err;
    }
    *out = z;
    return OK;
}

void zap_stop(zap *z)
{
    if (!z)
        return;
    zmq_send(z->control, "", 0, 0);
    pthread_join(z->thread, NULL);
    zmq_close(z->control);
    free(z);
}

uint64_t zap_refused(const zap *z)
{
    return atomic_load(&z->refused);
}
