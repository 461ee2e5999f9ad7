#include "aggregator/feed.h"

#include "aggregator/gate.h"
#include "base/arena.h"
#include "net/socket.h"
#include "proto/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { HIGH_WATER_MARK = 1000, LINGER_MS = 200, TOPIC_MAX = 96 };

struct feed {
    void *socket;
    store *from;
    int64_t published; /* last event id; kept up only while somebody listens */
    size_t listeners;  /* subscriptions */
    arena *memory;
};

error feed_open(feed **out, void *zmq_context, store *from, const key_pair *own,
                const char *endpoint, char bound[256])
{
    const socket_limits limits = {WIRE_FEED_MAX, HIGH_WATER_MARK, HIGH_WATER_MARK, LINGER_MS};
    feed *f = calloc(1, sizeof *f);
    if (!f)
        return error_no_memory();
    f->from = from;
    f->memory = arena_new(0);
    error err = f->memory ? socket_server(&f->socket, zmq_context, ZMQ_XPUB, FEED_DOMAIN, own,
                                          &limits, endpoint, bound)
                          : error_no_memory();
    if (err.code) {
        feed_close(f);
        return err;
    }
    *out = f;
    return OK;
}

void feed_close(feed *f)
{
    if (!f)
        return;
    if (f->socket)
        zmq_close(f->socket);
    arena_free(f->memory);
    free(f);
}

void *feed_socket(feed *f)
{
    return f->socket;
}

static bool publish_one(void *context, const stored_event *e)
{
    feed *f = context;
    Tiendo__V1__FeedEvent event;
    tiendo__v1__feed_event__init(&event);
    event.id = (uint64_t)e->id;
    event.kind = wire_shared(e->kind);
    event.unit = wire_shared(e->unit);
    event.obligation = wire_shared(e->obligation);
    event.period = wire_shared(e->period);
    event.at_ms = e->at_ms;
    char topic[TOPIC_MAX];
    snprintf(topic, sizeof topic, "%s.%s", e->kind, e->unit);
    wire_bytes bytes;
    arena_reset(f->memory);
    if (!wire_pack(f->memory, &event.base, &bytes).code) {
        zmq_send(f->socket, topic, strlen(topic), ZMQ_SNDMORE | ZMQ_DONTWAIT);
        zmq_send(f->socket, bytes.data, bytes.size, ZMQ_DONTWAIT);
    }
    f->published = e->id;
    return true;
}

error feed_publish(feed *f)
{
    const store_filter filter = {.after_id = f->published};
    return f->listeners ? store_events(f->from, &filter, publish_one, f) : OK;
}

/* A message of the socket's own: 1 and a topic subscribes, 0 and a topic ends it. One for each
 * topic, whoever else listens to it. */
error feed_drain(feed *f)
{
    unsigned char said[TOPIC_MAX];
    size_t before = f->listeners;
    for (int n; (n = zmq_recv(f->socket, said, sizeof said, ZMQ_DONTWAIT)) >= 0;) {
        if (n > 0 && said[0] == 1)
            f->listeners++;
        else if (n > 0 && said[0] == 0 && f->listeners)
            f->listeners--;
    }
    /* What came before the first listener is for it to read in the store. */
    return before || !f->listeners ? OK : store_last_event(f->from, &f->published);
}
