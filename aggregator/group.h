/* group.h - what one commit is made of: what it writes, and what its senders are told afterwards.
 *
 * A group is filled, written, answered and used again. Answers leave in the order in which they
 * were put in, none before the commit is on disk. */
#pragma once
#include "aggregator/gate.h"
#include "store/store_batch.h"

typedef struct group group;

/* A group takes no more messages once it holds so many, or so many reports: it may exceed the
 * latter by one batch. */
enum { GROUP_MESSAGES_MAX = 1024, GROUP_REPORTS_MAX = 4096 };

group *group_new(void);
void group_free(group *g);
void group_reset(group *g);

/* Its batch, to be filled, and its memory, for answers. */
store_batch *group_batch(group *g);
arena *group_memory(group *g);

/* Whether it takes one more message. */
bool group_has_room(const group *g);
/* Whether there is nothing in it to be written or said. */
bool group_is_empty(const group *g);

/* Room for the next message's sender; it counts when group_keep_peer() is called. */
gate_peer *group_next_peer(group *g);
void group_keep_peer(group *g);

/* Each is for the peer that came last. What is said to it after the commit: */
error group_answer(group *g, wire_bytes bytes);
/* its reports FIRST to LAST of STREAM are acknowledged, with their verdicts; CLEAN: they are known
 * to have none. */
error group_acknowledge(group *g, const stream_state *stream, uint64_t first, uint64_t last,
                        bool clean, int64_t now_ms);

/* After the commit; S reads the verdicts. */
error group_send(group *g, gate *to, store *s);
/* Instead, when the commit failed: every sender is told once to come again. */
void group_send_retry_later(group *g, gate *to);
