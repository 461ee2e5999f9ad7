#include "notifier/follow.h"

#include "base/log.h"
#include "net/keys.h"
#include "net/socket.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum {
    FEED_MESSAGE_MAX = 4096,
    HIGH_WATER_MARK = 1000,
    INTERVAL_MS = 5000,
    INTERVAL_WITH_FEED_MS = 30000,
    KINDS_MAX = 12,
};

struct follow {
    const notifier_options *options;
    void *socket;
};

static error subscribe(follow *f, void *zmq_context)
{
    const notifier_options *o = f->options;
    const socket_limits limits = {FEED_MESSAGE_MAX, HIGH_WATER_MARK, HIGH_WATER_MARK, 0};
    char server_key[KEY_TEXT_SIZE];
    key_pair own;
    TRY(keys_read_public(o->feed_server_key_file, server_key));
    TRY(keys_read_secret(o->feed_key_file, &own));
    error err = socket_client(&f->socket, zmq_context, ZMQ_SUB, server_key, &own, &limits);
    keys_forget(&own);
    TRY(err);
    if (zmq_setsockopt(f->socket, ZMQ_SUBSCRIBE, "", 0) != 0 ||
        zmq_connect(f->socket, o->feed_endpoint) != 0)
        return socket_error(o->feed_endpoint);
    return OK;
}

error follow_open(follow **out, void *zmq_context, const notifier_options *o)
{
    follow *f = calloc(1, sizeof *f);
    if (!f)
        return error_no_memory();
    f->options = o;
    error err = o->feed_endpoint ? subscribe(f, zmq_context) : OK;
    if (err.code) {
        follow_close(f);
        return err;
    }
    *out = f;
    return OK;
}

void follow_close(follow *f)
{
    if (!f)
        return;
    if (f->socket)
        zmq_close(f->socket);
    free(f);
}

void *follow_socket(follow *f)
{
    return f->socket;
}

bool follow_woken(follow *f)
{
    char part[FEED_MESSAGE_MAX];
    bool woken = false;
    while (f->socket && zmq_recv(f->socket, part, sizeof part, ZMQ_DONTWAIT) >= 0)
        woken = true;
    return woken;
}

int64_t follow_interval_ms(const follow *f)
{
    return f->socket ? INTERVAL_WITH_FEED_MS : INTERVAL_MS;
}

/* How many events of each kind came. */
typedef struct tally {
    int64_t last;
    char kinds[KINDS_MAX][24];
    unsigned counts[KINDS_MAX];
    size_t used;
} tally;

static bool count(void *context, const stored_event *e)
{
    tally *t = context;
    size_t i = 0;
    while (i < t->used && strcmp(t->kinds[i], e->kind) != 0)
        i++;
    if (i == t->used && i < KINDS_MAX)
        strncat(t->kinds[t->used++], e->kind, sizeof t->kinds[0] - 1);
    if (i < t->used)
        t->counts[i]++;
    t->last = e->id;
    return true;
}

static error read_events(const notifier_options *o, tally *t)
{
    store *s;
    const store_filter filter = {.after_id = t->last};
    error err = store_open_reader(&s, o->store);
    if (err.code == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    err = store_events(s, &filter, count, t);
    store_close(s);
    return err;
}

error follow_look(follow *f, ledger *l)
{
    tally t = {0};
    TRY(ledger_followed(l, &t.last));
    int64_t before = t.last;
    TRY(read_events(f->options, &t));
    if (t.last == before)
        return OK;
    for (size_t i = 0; i < t.used; i++)
        log_info("events", "kind=%s count=%u", t.kinds[i], t.counts[i]);
    return ledger_set_followed(l, t.last);
}
