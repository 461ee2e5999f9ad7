#include "collector/session.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MESSAGE_BYTES = 256 * 1024, BLOCKED_MS = 1000 };

typedef struct flight {
    uint64_t first, last;
    int64_t deadline_ms;
} flight;

struct session {
    session_state state;
    bool open;      /* there is a socket */
    bool hello_out; /* and its Welcome is waited for */
    uint64_t acknowledged, last, next;
    flight flights[SESSION_WINDOW_MAX];
    size_t in_flight, window;
    uint32_t max_reports, max_bytes;
    int64_t wait_until_ms; /* nothing is sent before */
    int64_t answer_by_ms;  /* for the Welcome */
    int64_t greet_by_ms;   /* when idle */
    int64_t retry_refused_ms;
    unsigned failures, refusals; /* in a row */
};

session *session_new(uint64_t acknowledged, int64_t retry_refused_ms)
{
    session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->acknowledged = s->last = acknowledged;
    s->next = acknowledged + 1;
    s->retry_refused_ms = retry_refused_ms;
    return s;
}

void session_free(session *s)
{
    free(s);
}

session_state session_where(const session *s)
{
    return s->state;
}

uint64_t session_acknowledged(const session *s)
{
    return s->acknowledged;
}

uint64_t session_waiting(const session *s)
{
    return s->last - s->acknowledged;
}

/* ---- deciding -------------------------------------------------------------------------------- */

/* Goes back to the greeting: what is in flight will be sent again from where Welcome says. */
static void greet_again(session *s)
{
    s->state = SESSION_GREETING;
    s->hello_out = false;
    s->in_flight = 0;
}

static bool may_send_batch(const session *s)
{
    return s->in_flight < s->window && s->next <= s->last;
}

static bool is_idle(const session *s)
{
    return s->state == SESSION_READY && !s->in_flight && !may_send_batch(s);
}

/* Whether a Welcome or an Ack is overdue, or an idle session has been quiet for long enough. */
static bool greeting_is_due(const session *s, int64_t now_ms)
{
    if (s->state == SESSION_GREETING)
        return s->hello_out && now_ms >= s->answer_by_ms;
    if (is_idle(s))
        return now_ms >= s->greet_by_ms;
    return s->state == SESSION_READY && s->in_flight && now_ms >= s->flights[0].deadline_ms;
}

static session_step next_when_ready(session *s, session_batch *batch)
{
    if (!may_send_batch(s))
        return STEP_WAIT;
    *batch = (session_batch){s->next, s->max_reports, s->max_bytes};
    return STEP_BATCH;
}

session_step session_next(session *s, int64_t now_ms, session_batch *batch)
{
    if (s->state == SESSION_REFUSED) {
        if (s->open)
            return STEP_CLOSE;
        if (now_ms < s->wait_until_ms)
            return STEP_WAIT;
        s->state = SESSION_OFFLINE;
    }
    if (!s->open)
        return now_ms < s->wait_until_ms ? STEP_WAIT : STEP_OPEN;
    if (greeting_is_due(s, now_ms))
        greet_again(s);
    if (now_ms < s->wait_until_ms || s->state == SESSION_OFFLINE)
        return STEP_WAIT;
    if (s->state == SESSION_GREETING)
        return s->hello_out ? STEP_WAIT : STEP_HELLO;
    return next_when_ready(s, batch);
}

int64_t session_deadline(const session *s)
{
    if (s->state == SESSION_REFUSED || !s->open)
        return s->wait_until_ms;
    if (s->state == SESSION_OFFLINE)
        return INT64_MAX;
    if (s->state == SESSION_GREETING)
        return s->hello_out ? s->answer_by_ms : s->wait_until_ms;
    if (may_send_batch(s))
        return s->wait_until_ms;
    return s->in_flight ? s->flights[0].deadline_ms : s->greet_by_ms;
}

void session_greet_now(session *s)
{
    s->greet_by_ms = INT64_MIN;
}

void session_queue(session *s, uint64_t last)
{
    if (last > s->last)
        s->last = last;
}

/* ---- what was done -------------------------------------------------------------------------- */

void session_opened(session *s)
{
    s->open = true;
}

void session_closed(session *s)
{
    s->open = false;
    s->in_flight = 0;
    s->hello_out = false;
}

void session_greeted(session *s, int64_t now_ms)
{
    s->hello_out = true;
    s->answer_by_ms = now_ms + SESSION_ANSWER_MS;
    s->greet_by_ms = now_ms + SESSION_GREET_MS;
}

void session_sent(session *s, uint64_t first, uint64_t last, int64_t now_ms)
{
    s->flights[s->in_flight++] = (flight){first, last, now_ms + SESSION_ANSWER_MS};
    s->next = last + 1;
}

void session_blocked(session *s, int64_t now_ms)
{
    s->wait_until_ms = now_ms + BLOCKED_MS;
}

/* ---- what happened -------------------------------------------------------------------------- */

void session_connected(session *s)
{
    if (s->state != SESSION_REFUSED)
        greet_again(s);
}

void session_disconnected(session *s)
{
    if (s->state == SESSION_REFUSED)
        return;
    greet_again(s);
    s->state = SESSION_OFFLINE;
}

void session_refused(session *s, int64_t now_ms)
{
    int64_t wait = s->retry_refused_ms, most = SESSION_REFUSED_CAP_MS;
    if (most < wait)
        most = wait;
    for (unsigned i = 0; i < s->refusals && wait < most; i++)
        wait *= 2;
    if (wait > most)
        wait = most;
    s->refusals++;
    s->in_flight = 0;
    s->hello_out = false;
    s->state = SESSION_REFUSED;
    s->wait_until_ms = now_ms + wait;
}

static uint32_t bounded(uint32_t asked, uint32_t most)
{
    return asked && asked < most ? asked : most;
}

static void make_ready(session *s, uint64_t expected, const session_limits *limits)
{
    s->state = SESSION_READY;
    s->refusals = 0;
    s->hello_out = false;
    s->in_flight = 0;
    s->next = expected;
    s->max_reports = bounded(limits->max_reports, SESSION_BATCH_MAX);
    s->max_bytes = bounded(limits->max_bytes, DEFAULT_MESSAGE_BYTES);
    s->window = bounded(limits->max_batches, SESSION_WINDOW_MAX);
    if (expected > s->last)
        s->failures = 0;
}

session_welcome_result session_welcome(session *s, uint64_t expected, const session_limits *limits)
{
    if (s->state != SESSION_GREETING || !s->hello_out)
        return WELCOME_IGNORED;
    if (expected > s->last + 1)
        return WELCOME_AHEAD;
    if (expected <= s->acknowledged)
        return WELCOME_BEHIND;
    make_ready(s, expected, limits);
    return WELCOME_FITS;
}

void session_restart(session *s, uint64_t last)
{
    s->acknowledged = 0;
    s->last = last;
    s->next = 1;
    greet_again(s);
}

bool session_ack_counts(session *s, uint64_t first, uint64_t last)
{
    if (last <= s->acknowledged)
        return false;
    if (first > s->acknowledged + 1 || last > s->last) {
        greet_again(s);
        return false;
    }
    return true;
}

void session_acked(session *s, uint64_t last, int64_t now_ms)
{
    s->acknowledged = last;
    s->failures = 0;
    if (s->next <= last)
        s->next = last + 1;
    size_t done = 0;
    while (done < s->in_flight && s->flights[done].last <= last)
        done++;
    s->in_flight -= done;
    memmove(s->flights, s->flights + done, s->in_flight * sizeof *s->flights);
    /* An answer shows that the province works through them in turn: the rest has its full time. */
    for (size_t i = 0; done && i < s->in_flight; i++)
        s->flights[i].deadline_ms = now_ms + SESSION_ANSWER_MS;
}

/* random(base, min(base * 2^n, cap)) */
static int64_t backoff(unsigned failures, uint32_t random)
{
    int64_t most = SESSION_BACKOFF_BASE_MS;
    for (unsigned i = 0; i < failures && most < SESSION_BACKOFF_CAP_MS; i++)
        most *= 2;
    if (most > SESSION_BACKOFF_CAP_MS)
        most = SESSION_BACKOFF_CAP_MS;
    return SESSION_BACKOFF_BASE_MS + random % (most - SESSION_BACKOFF_BASE_MS + 1);
}

void session_failed(session *s, session_trouble trouble, int64_t retry_after_ms, uint32_t random,
                    int64_t now_ms)
{
    if (trouble == TROUBLE_REFUSED) {
        session_refused(s, now_ms);
        return;
    }
    /* The first doubt about our place is settled at once; one that comes back is a failure. */
    bool at_once = trouble == TROUBLE_PLACE && s->failures == 0;
    int64_t wait = at_once ? 0 : backoff(s->failures, random);
    s->failures++;
    if (wait < retry_after_ms)
        wait = retry_after_ms;
    s->wait_until_ms = now_ms + wait;
    if (s->state != SESSION_OFFLINE && s->state != SESSION_REFUSED)
        greet_again(s);
}
