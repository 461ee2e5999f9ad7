/* gate.h - the door to the collectors: one ROUTER socket, authenticated, bounded.
 *
 * A message that comes out of the gate was sent by the holder of a key that is in force at this
 * moment: revocation is looked up for each message, because ZeroMQ cannot end an open connection
 * (Z5). The routing id only says where an answer goes; it never says who is speaking (Z4). */
#pragma once
#include "aggregator/registry.h"
#include "base/error.h"
#include "net/keys.h"
#include "net/zap.h"
#include "proto/wire.h"

#include <zmq.h>

typedef struct gate gate;

enum { ROUTING_ID_MAX = 255 };

typedef struct gate_peer {
    unsigned char routing_id[ROUTING_ID_MAX];
    size_t routing_id_size;
    registry_entry who; /* name: unit code */
} gate_peer;

/* Domains of our two server sockets, for the ZAP handler's decision. */
#define GATE_DOMAIN "tiendo.collector"
#define FEED_DOMAIN "tiendo.feed"

/* How many messages of each of COLLECTORS may wait at the gate, so that all together, at their
 * largest, fit MEMORY_MB (Z10). Errors: ERR_CONFIG with the arithmetic when not even one does. */
error gate_limits(size_t collectors, size_t memory_mb, size_t *waiting);

/* Opens the gate on ENDPOINT, with at most WAITING messages of a peer; the ZAP handler must be
 * running. *BOUND gets the real endpoint. */
error gate_open(gate **out, void *zmq_context, registry *keys, const key_pair *own,
                const char *endpoint, size_t waiting, char bound[256]);
void gate_close(gate *g);

/* The socket, to poll for input. */
void *gate_socket(gate *g);

/* Receives one message if there is one: *got tells. Messages that are not exactly one part, have
 * no authenticated sender, or come from a key no longer in force are dropped, counted and (the
 * last) answered with an Error. MESSAGE is the caller's to close when *got. */
error gate_receive(gate *g, gate_peer *peer, zmq_msg_t *message, bool *got);

/* Sends without waiting. A peer that is gone or not reading loses the answer: it will ask again. */
void gate_send(gate *g, const gate_peer *peer, wire_bytes bytes);

typedef struct gate_counters {
    uint64_t received, dropped_form, dropped_unknown, unsent;
} gate_counters;
gate_counters gate_count(const gate *g);
