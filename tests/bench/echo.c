/* echo.c - what a report and its answer take on the line alone, measured beside the pipeline.
 *
 *   tiendo-echo CLIENTS COUNT EVERY_US BYTES ANSWER_BYTES
 *
 * A ROUTER on a thread and in a context of its own answers each message at once; DEALERs ask in
 * turn, one at a time, over CURVE on loopback. No decoding, no checks, no disk. */
#include "net/keys.h"
#include "net/socket.h"
#include "net/zap.h"
#include "tests/bench/samples.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

enum { BYTES_MAX = 4096 };

typedef struct echo {
    void *server_context, *client_context, *server, **clients;
    zap *zap;
    size_t count, bytes, answer_bytes;
    key_pair server_key;
    char endpoint[256];
} echo;

static const socket_limits LIMITS = {BYTES_MAX, 0, 0, 0};

static void *answer_all(void *context)
{
    echo *e = context;
    char from[64], message[BYTES_MAX] = "";
    int n;
    while ((n = zmq_recv(e->server, from, sizeof from, 0)) >= 0 &&
           zmq_recv(e->server, message, sizeof message, 0) >= 0) {
        zmq_send(e->server, from, (size_t)n, ZMQ_SNDMORE);
        zmq_send(e->server, message, e->answer_bytes, 0);
    }
    zmq_close(e->server); /* the context ends */
    return NULL;
}

static error ask(echo *e, size_t client)
{
    char message[BYTES_MAX] = "";
    if (zmq_send(e->clients[client], message, e->bytes, 0) < 0 ||
        zmq_recv(e->clients[client], message, sizeof message, 0) < 0)
        return socket_error("echo");
    return OK;
}

static error open_clients(echo *e)
{
    for (size_t i = 0; i < e->count; i++) {
        key_pair own;
        TRY(keys_generate(&own));
        TRY(socket_client(&e->clients[i], e->client_context, ZMQ_DEALER, e->server_key.public_key,
                          &own, &LIMITS));
        if (zmq_connect(e->clients[i], e->endpoint) != 0)
            return socket_error(e->endpoint);
        TRY(ask(e, i)); /* the handshake is over then */
    }
    return OK;
}

static error measure(echo *e, size_t count, useconds_t every_us)
{
    samples took = {0};
    TRY(open_clients(e));
    for (size_t i = 0; i < count; i++) {
        usleep(every_us);
        int64_t begun = bench_now_ns();
        TRY(ask(e, i % e->count));
        samples_add(&took, bench_now_ns() - begun);
    }
    printf("{\"p50\": %.1f, \"p99\": %.1f}\n", (double)samples_at(&took, 500) / 1e3,
           (double)samples_at(&took, 990) / 1e3);
    samples_free(&took);
    return OK;
}

static bool allow_all(void *context, const char *domain, const char *public_key,
                      const char *address)
{
    (void)context;
    (void)domain;
    (void)public_key;
    (void)address;
    return true;
}

static error open_server(echo *e)
{
    e->server_context = zmq_ctx_new();
    e->client_context = zmq_ctx_new();
    e->clients = calloc(e->count, sizeof *e->clients);
    if (!e->server_context || !e->client_context || !e->clients)
        return error_no_memory();
    TRY(keys_generate(&e->server_key));
    TRY(zap_start(&e->zap, e->server_context, allow_all, NULL));
    return socket_server(&e->server, e->server_context, ZMQ_ROUTER, "echo", &e->server_key, &LIMITS,
                         "tcp://127.0.0.1:*", e->endpoint);
}

static error command(int argc, char **argv)
{
    echo e = {0};
    pthread_t answerer;
    if (argc != 6)
        return error_make(ERR_USAGE,
                          "usage: tiendo-echo CLIENTS COUNT EVERY_US BYTES ANSWER_BYTES");
    e.count = (size_t)atol(argv[1]);
    e.bytes = (size_t)atol(argv[4]);
    e.answer_bytes = (size_t)atol(argv[5]);
    if (e.count == 0 || e.bytes > BYTES_MAX || e.answer_bytes > BYTES_MAX)
        return error_make(ERR_USAGE, "at least one client, at most %d bytes", BYTES_MAX);
    TRY(open_server(&e));
    int number = pthread_create(&answerer, NULL, answer_all, &e);
    if (number)
        return error_errno(number, "thread");
    error err = measure(&e, (size_t)atol(argv[2]), (useconds_t)atol(argv[3]));
    zap_stop(e.zap);
    zmq_ctx_shutdown(e.server_context);
    pthread_join(answerer, NULL);
    for (size_t i = 0; i < e.count; i++)
        if (e.clients[i])
            zmq_close(e.clients[i]);
    zmq_ctx_term(e.client_context);
    zmq_ctx_term(e.server_context);
    free(e.clients);
    return err;
}

int main(int argc, char **argv)
{
    error err = command(argc, argv);
    if (err.code)
        fprintf(stderr, "tiendo-echo: %s\n", err.text);
    return error_exit_status(err);
}
