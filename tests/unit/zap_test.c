#include "unit_test.h"

#include "net/socket.h"
#include "net/zap.h"

#include <string.h>
#include <zmq.h>

enum { ENFORCE_DOMAIN = 93, PATIENCE_MS = 30000 };

static const socket_limits LIMITS = {4096, 10, 10, 0};

static const char MONITOR[] = "inproc://test.events";

/* A server and a client that knows the server's key. */
typedef struct pair {
    void *zmq, *server, *client;
    void *events; /* what becomes of each handshake at the server */
    key_pair server_keys, client_keys;
    char endpoint[256];
} pair;

static void open_pair(pair *p)
{
    p->zmq = zmq_ctx_new();
    assert_int_equal(keys_generate(&p->server_keys).code, ERR_OK);
    assert_int_equal(keys_generate(&p->client_keys).code, ERR_OK);
}

static void connect_pair(pair *p)
{
    assert_int_equal(socket_server(&p->server, p->zmq, ZMQ_ROUTER, "test", &p->server_keys, &LIMITS,
                                   "tcp://127.0.0.1:*", p->endpoint)
                         .code,
                     ERR_OK);
    assert_int_equal(zmq_socket_monitor(p->server, MONITOR, ZMQ_EVENT_ALL), 0);
    p->events = zmq_socket(p->zmq, ZMQ_PAIR);
    assert_int_equal(zmq_connect(p->events, MONITOR), 0);
    assert_int_equal(socket_client(&p->client, p->zmq, ZMQ_DEALER, p->server_keys.public_key,
                                   &p->client_keys, &LIMITS)
                         .code,
                     ERR_OK);
    assert_int_equal(zmq_connect(p->client, p->endpoint), 0);
}

static void close_pair(pair *p)
{
    zmq_close(p->client);
    zmq_socket_monitor(p->server, NULL, 0);
    zmq_close(p->events);
    zmq_close(p->server);
    zmq_ctx_term(p->zmq);
}

static uint16_t next_event(pair *p)
{
    uint16_t event;
    zmq_msg_t head, address;
    zmq_msg_init(&head);
    zmq_msg_init(&address);
    zmq_pollitem_t in = {p->events, 0, ZMQ_POLLIN, 0};
    assert_int_equal(zmq_poll(&in, 1, PATIENCE_MS), 1);
    assert_true(zmq_msg_recv(&head, p->events, 0) >= (int)sizeof event);
    memcpy(&event, zmq_msg_data(&head), sizeof event);
    assert_true(zmq_msg_recv(&address, p->events, 0) >= 0);
    zmq_msg_close(&head);
    zmq_msg_close(&address);
    return event;
}

/* Waits for the end of the next handshake at the server: whether it let the client in. */
static bool let_in(pair *p)
{
    const int failed = ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                       ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_DISCONNECTED;
    for (;;) {
        uint16_t event = next_event(p);
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
            return true;
        if (event & failed)
            return false;
    }
}

static bool is_ready(void *socket, short events, int patience_ms)
{
    zmq_pollitem_t item = {socket, 0, events, 0};
    return zmq_poll(&item, 1, patience_ms) > 0;
}

static void assert_shut_out(pair *p, void *client)
{
    assert_false(let_in(p));
    assert_false(is_ready(client, ZMQ_POLLOUT, 0));
    assert_false(is_ready(p->server, ZMQ_POLLIN, 0));
}

static void assert_gets_through(pair *p)
{
    assert_true(let_in(p));
    assert_true(is_ready(p->client, ZMQ_POLLOUT, PATIENCE_MS));
    assert_int_equal(zmq_send(p->client, "x", 1, ZMQ_DONTWAIT), 1);
    assert_true(is_ready(p->server, ZMQ_POLLIN, PATIENCE_MS));
}

static bool allow_context(void *context, const char *domain, const char *key, const char *address)
{
    (void)address;
    return strcmp(domain, "test") == 0 && strcmp(key, context) == 0;
}

static void without_a_handler_nobody_gets_in(void **state)
{
    (void)state;
    pair p;
    open_pair(&p);
    connect_pair(&p);
    assert_shut_out(&p, p.client);
    close_pair(&p);
}

static void with_it_a_known_key_gets_in_and_is_named(void **state)
{
    (void)state;
    pair p;
    zap *z;
    open_pair(&p);
    assert_int_equal(zap_start(&z, p.zmq, allow_context, p.client_keys.public_key).code, ERR_OK);
    connect_pair(&p);
    assert_gets_through(&p);
    zmq_msg_t id, body;
    zmq_msg_init(&id);
    zmq_msg_init(&body);
    assert_true(zmq_msg_recv(&id, p.server, 0) >= 0);
    assert_int_equal(zmq_msg_recv(&body, p.server, 0), 1);
    assert_string_equal(zmq_msg_gets(&body, "User-Id"), p.client_keys.public_key);
    zmq_msg_close(&id);
    zmq_msg_close(&body);
    zap_stop(z);
    close_pair(&p);
}

static void an_unknown_key_is_refused_and_counted(void **state)
{
    (void)state;
    pair p;
    zap *z;
    char nobody[] = "nobody";
    open_pair(&p);
    assert_int_equal(zap_start(&z, p.zmq, allow_context, nobody).code, ERR_OK);
    connect_pair(&p);
    assert_shut_out(&p, p.client);
    assert_true(zap_refused(z) >= 1);
    zap_stop(z);
    close_pair(&p);
}

static void when_the_handler_is_gone_the_door_is_shut_again(void **state)
{
    (void)state;
    pair p;
    zap *z;
    open_pair(&p);
    assert_int_equal(zap_start(&z, p.zmq, allow_context, p.client_keys.public_key).code, ERR_OK);
    connect_pair(&p);
    assert_gets_through(&p);
    char part[8];
    zmq_recv(p.server, part, sizeof part, 0);
    zmq_recv(p.server, part, sizeof part, 0);
    zap_stop(z);
    void *late;
    assert_int_equal(
        socket_client(&late, p.zmq, ZMQ_DEALER, p.server_keys.public_key, &p.client_keys, &LIMITS)
            .code,
        ERR_OK);
    assert_int_equal(zmq_connect(late, p.endpoint), 0);
    assert_shut_out(&p, late);
    zmq_close(late);
    close_pair(&p);
}

static void the_option_that_shuts_it_is_really_set(void **state)
{
    (void)state;
    pair p;
    int on = 0;
    size_t size = sizeof on;
    open_pair(&p);
    connect_pair(&p);
    assert_int_equal(zmq_getsockopt(p.server, ENFORCE_DOMAIN, &on, &size), 0);
    assert_int_equal(on, 1);
    close_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_handler_nobody_gets_in),
        cmocka_unit_test(with_it_a_known_key_gets_in_and_is_named),
        cmocka_unit_test(an_unknown_key_is_refused_and_counted),
        cmocka_unit_test(when_the_handler_is_gone_the_door_is_shut_again),
        cmocka_unit_test(the_option_that_shuts_it_is_really_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
