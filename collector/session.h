/* session.h - the conversation with the province, as decisions without sockets, clock or files.
 *
 * Events and the time go in; session_next() says what to do. Times are monotonic milliseconds.
 * What is sent stays in the outbox until its Ack, so every doubt is settled the same way: greet
 * again, and go on from where the province says. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SESSION_BATCH_MAX = 500,
    SESSION_WINDOW_MAX = 8,
    SESSION_ANSWER_MS = 30000, /* longest wait for Welcome or Ack */
    /* An idle session greets this often, so that the province knows that the unit is there, and
     * the unit gets a changed catalogue or a reminder without a new connection. */
    SESSION_GREET_MS = 10 * 60 * 1000,
    SESSION_BACKOFF_BASE_MS = 2000,
    SESSION_BACKOFF_CAP_MS = 60000,
    SESSION_REFUSED_CAP_MS = 15 * 60 * 1000,
};

typedef enum session_state {
    SESSION_OFFLINE,  /* no connection; it is being tried */
    SESSION_GREETING, /* connected, Welcome not here yet */
    SESSION_READY,
    SESSION_REFUSED, /* the province refuses this key; waiting before the next try */
} session_state;

typedef enum session_step {
    STEP_WAIT,  /* nothing to do before session_deadline() or the next event */
    STEP_OPEN,  /* make a socket and connect */
    STEP_CLOSE, /* close the socket */
    STEP_HELLO, /* send Hello, then session_greeted() */
    STEP_BATCH, /* send the batch, then session_sent() */
} session_step;

typedef struct session_batch {
    uint64_t first;
    uint32_t max_reports, max_bytes;
} session_batch;

typedef struct session session;

/* A session that has everything up to ACKNOWLEDGED acknowledged and waits RETRY_REFUSED_MS after
 * the first refusal of its key. NULL: no memory. */
session *session_new(uint64_t acknowledged, int64_t retry_refused_ms);
void session_free(session *s);

session_state session_where(const session *s);
uint64_t session_acknowledged(const session *s);
/* How many reports are not acknowledged yet. */
uint64_t session_waiting(const session *s);

/* What to do now; *batch is filled for STEP_BATCH. Call again until STEP_WAIT. */
session_step session_next(session *s, int64_t now_ms, session_batch *batch);

/* When session_next() may have something to do without an event; INT64_MAX: never. */
int64_t session_deadline(const session *s);

/* An idle session greets as soon as it can, not only when it is time. */
void session_greet_now(session *s);

/* The outbox holds reports up to LAST. */
void session_queue(session *s, uint64_t last);

/* ---- what was done ------------------------------------------------------------------------- */

void session_opened(session *s);
void session_closed(session *s);
void session_greeted(session *s, int64_t now_ms);
/* The batch went out with the reports FIRST to LAST. */
void session_sent(session *s, uint64_t first, uint64_t last, int64_t now_ms);
/* The socket takes nothing now; nothing is sent before the next event or a second. */
void session_blocked(session *s, int64_t now_ms);

/* ---- what happened ------------------------------------------------------------------------- */

/* The handshake succeeded; the connection went away. */
void session_connected(session *s);
void session_disconnected(session *s);
/* The handshake was refused: wrong or unknown key. */
void session_refused(session *s, int64_t now_ms);

typedef struct session_limits {
    uint32_t max_reports, max_bytes, max_batches; /* 0: not said */
} session_limits;

typedef enum session_welcome_result {
    WELCOME_FITS,
    WELCOME_IGNORED, /* nobody asked: the answer to a Hello that was given up */
    WELCOME_AHEAD,   /* the province has reports that this outbox never numbered */
    WELCOME_BEHIND,  /* the province lost reports that it had acknowledged */
} session_welcome_result;

/* Welcome came. AHEAD and BEHIND ask for a new stream of the outbox and then session_restart(). */
session_welcome_result session_welcome(session *s, uint64_t expected, const session_limits *limits);
/* The outbox has a new stream, in which nothing is acknowledged yet. */
void session_restart(session *s, uint64_t last);

/* Whether an Ack for FIRST to LAST says something that may be stored: it must go on without a gap
 * from what is acknowledged. Old ones are harmless and false, a gap makes the session greet. */
bool session_ack_counts(session *s, uint64_t first, uint64_t last);
/* It is stored: everything up to LAST is acknowledged. */
void session_acked(session *s, uint64_t last, int64_t now_ms);

typedef enum session_trouble {
    TROUBLE_PLACE,   /* out of sequence, or hello needed: greet again */
    TROUBLE_LATER,   /* the province, or our own disk, cannot just now */
    TROUBLE_REFUSED, /* this key, version or stream will not do */
} session_trouble;

/* An Error came, or something failed here. RETRY_AFTER_MS is the least wait; RANDOM is any
 * number, for the jitter. */
void session_failed(session *s, session_trouble trouble, int64_t retry_after_ms, uint32_t random,
                    int64_t now_ms);
