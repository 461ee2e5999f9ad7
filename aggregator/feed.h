/* feed.h - the live change feed: one XPUB socket that says "look now". Lossy by contract. */
#pragma once
#include "base/error.h"
#include "net/keys.h"
#include "store/store.h"

typedef struct feed feed;

/* Opens the feed; only keys that the ZAP handler accepts for FEED_DOMAIN may subscribe. Publishes
 * what comes into the store while somebody listens. */
error feed_open(feed **out, void *zmq_context, store *from, const key_pair *own,
                const char *endpoint, char bound[256]);
void feed_close(feed *f);
void *feed_socket(feed *f);

/* Publishes the events committed since the last call, when anybody listens. */
error feed_publish(feed *f);

/* Takes subscriptions off the socket; to be called whenever it can be read. */
error feed_drain(feed *f);
