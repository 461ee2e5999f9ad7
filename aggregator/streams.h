/* streams.h - every stream that the province knows, in memory: whose it is and how far it has come.
 *
 * Ahead of the store by what is on its way there; streams_reload() when that was lost. */
#pragma once
#include "store/store.h"

typedef struct streams streams;

/* Filled from S, which must outlive it. */
error streams_open(streams **out, store *s);
void streams_close(streams *all);

/* The stream ID (STORE_STREAM_ID_SIZE bytes), the caller's to move on; NULL: not known. Valid until
 * the next streams_add() or streams_reload(). */
stream_state *streams_find(const streams *all, const void *id);

/* A new one of UNIT, with a row of its own. NULL: no memory. */
stream_state *streams_add(streams *all, const void *id, const char *unit);

/* As the store has it: after a commit failed. */
error streams_reload(streams *all);
