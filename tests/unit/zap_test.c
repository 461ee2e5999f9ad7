#include "unit_test.h"

#include "net/socket.h"
#include "net/zap.h"

#include <string.h>
#include <zmq.h>

enum { ENFORCE_DOMAIN = 93, PATIENCE_MS = 5000, REFUSAL_MS = 700 };

static const socket_limits LIMITS = {4096, 10, 0};

/* A server and a client that knows the server's key. */
typedef struct pair {
    void *zmq, *server, *client;
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
    assert_int_equal(socket_client(&p->client, p->zmq, ZMQ_DEALER, p->server_keys.public_key,
                                   &p->client_keys, &LIMITS)
                         .code,
                     ERR_OK);
    assert_int_equal(zmq_connect(p->client, p->endpoint), 0);
}

static void close_pair(pair *p)
{
    zmq_close(p->client);
    zmq_close(p->server);
    zmq_ctx_term(p->zmq);
}

/* Whether a message of the client reaches the server within MS. */
static bool gets_through(pair *p, int ms)
{
    zmq_pollitem_t out = {p->client, 0, ZMQ_POLLOUT, 0};
    if (zmq_poll(&out, 1, ms) <= 0)
        return false;
    zmq_send(p->client, "x", 1, ZMQ_DONTWAIT);
    zmq_pollitem_t in = {p->server, 0, ZMQ_POLLIN, 0};
    return zmq_poll(&in, 1, ms) > 0;
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
    assert_false(gets_through(&p, REFUSAL_MS));
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
    assert_true(gets_through(&p, PATIENCE_MS));
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
    assert_false(gets_through(&p, REFUSAL_MS));
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
    assert_true(gets_through(&p, PATIENCE_MS));
    zap_stop(z);
    void *late;
    assert_int_equal(
        socket_client(&late, p.zmq, ZMQ_DEALER, p.server_keys.public_key, &p.client_keys, &LIMITS)
            .code,
        ERR_OK);
    assert_int_equal(zmq_connect(late, p.endpoint), 0);
    zmq_pollitem_t out = {late, 0, ZMQ_POLLOUT, 0};
    assert_int_equal(zmq_poll(&out, 1, REFUSAL_MS), 0);
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
