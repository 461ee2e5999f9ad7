#include "unit_test.h"

#include "net/socket.h"

#include <zmq.h>

static const socket_limits LIMITS = {4096, 8, 8, 0};

static int option(void *socket, int which)
{
    int value = -1;
    size_t size = sizeof value;
    assert_int_equal(zmq_getsockopt(socket, which, &value, &size), 0);
    return value;
}

typedef struct pair {
    void *zmq, *server, *client;
} pair;

static int open_pair(void **state)
{
    static pair p;
    key_pair own, other;
    char bound[256];
    p.zmq = zmq_ctx_new();
    *state = &p;
    return !p.zmq || keys_generate(&own).code || keys_generate(&other).code ||
           socket_server(&p.server, p.zmq, ZMQ_ROUTER, "test", &own, &LIMITS, "tcp://127.0.0.1:*",
                         bound)
               .code ||
           socket_client(&p.client, p.zmq, ZMQ_DEALER, own.public_key, &other, &LIMITS).code;
}

static int close_pair(void **state)
{
    pair *p = *state;
    zmq_close(p->server);
    zmq_close(p->client);
    return zmq_ctx_term(p->zmq);
}

/* libzmq's timers cost the more the more connections there are: see socket.c. */
static void a_server_sends_no_heartbeats_of_its_own(void **state)
{
    const pair *p = *state;
    assert_int_equal(option(p->server, ZMQ_HEARTBEAT_IVL), 0);
}

static void a_client_sends_heartbeats_that_let_both_sides_see_the_other_go(void **state)
{
    const pair *p = *state;
    assert_in_range(option(p->client, ZMQ_HEARTBEAT_IVL), 10000, 15000);
    assert_int_equal(option(p->client, ZMQ_HEARTBEAT_TIMEOUT), 45000);
    assert_int_equal(option(p->client, ZMQ_HEARTBEAT_TTL), 60000);
}

static void the_kernel_looks_after_both_sides(void **state)
{
    const pair *p = *state;
    void *const both[] = {p->server, p->client};
    for (size_t i = 0; i < 2; i++) {
        int seconds =
            option(both[i], ZMQ_TCP_KEEPALIVE_IDLE) +
            option(both[i], ZMQ_TCP_KEEPALIVE_INTVL) * option(both[i], ZMQ_TCP_KEEPALIVE_CNT);
        assert_int_equal(option(both[i], ZMQ_TCP_KEEPALIVE), 1);
        assert_in_range(seconds, 1, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_sends_no_heartbeats_of_its_own),
        cmocka_unit_test(a_client_sends_heartbeats_that_let_both_sides_see_the_other_go),
        cmocka_unit_test(the_kernel_looks_after_both_sides),
    };
    return cmocka_run_group_tests(tests, open_pair, close_pair);
}
