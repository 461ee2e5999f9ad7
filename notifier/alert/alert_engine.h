/* alert_engine.h - decides what is told, to whom and when. Pure: what holds, the time, silences and
 * acknowledgements come as arguments; what to say comes back.
 *
 *           cause seen                cause away for `calm`
 *   (none) ───────────▶ lives ─────────────────────────────▶ ended ──▶ forgotten after a day
 *                        │  ▲                                  │
 *                        └──┘ back within `calm`: nothing      └─▶ lives again, one flap more:
 *                             is said                              `calm` is twice as long
 *
 * On each route that takes it, a living alert is told once it has waited for others of its burst,
 * again by gaps that widen, and once more when a silence ends; its end is told where its beginning
 * was. It is held back while a silence covers it, or while what causes it lives and reaches the
 * same route (held back by something else its readers would hear of neither). News of one kind
 * keeps an interval between messages; whatever is ready goes along with a message that goes anyway.
 * What does not break a route's quiet hours waits until they are over, then goes in one message. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/alert/alert_policy.h"

typedef struct alert_engine alert_engine;

/* ---- what is known --------------------------------------------------------------------------- */

typedef enum alert_ending {
    ALERT_LIVES,
    ALERT_RESOLVED,   /* its cause went away */
    ALERT_SUPERSEDED, /* it became something graver */
    ALERT_WITHDRAWN,  /* it is not watched any more: a unit that was merged, a rule switched off */
} alert_ending;

typedef enum alert_says {
    ALERT_SAYS_NOTHING,
    ALERT_SAYS_BEGUN,
    ALERT_SAYS_ESCALATED, /* nobody has acknowledged it elsewhere */
    ALERT_SAYS_STILL,     /* a silence ended and it is still there */
    ALERT_SAYS_AGAIN,     /* a repeat */
    ALERT_SAYS_ENDED,
} alert_says;

/* What one route was told of one alert. */
typedef struct alert_telling {
    int64_t first_ms, last_ms; /* 0: not told */
    int64_t times;
    int64_t first_note; /* 0: known without a message */
    int64_t free_ms;    /* when it was last not held back any more; 0: never was */
    alert_says owed;    /* to be said once more, whenever the next repeat is */
    bool escalated;     /* it came here from another route */
    bool held;          /* something that causes it is known here */
    bool end_told;
} alert_telling;

typedef struct alert {
    int64_t id; /* what people call it by */
    alert_subject subject;
    alert_severity severity;
    const char *detail;
    int64_t since_ms;  /* when the cause began, as far as known */
    int64_t begun_ms;  /* when it was first seen */
    int64_t away_ms;   /* the cause has not been seen since; 0: it holds */
    int64_t ended_ms;  /* 0: lives */
    int64_t shaken_ms; /* when it last came back */
    int64_t flaps;
    int64_t acked_ms; /* 0: nobody has */
    alert_ending ending;
    bool silenced;
    bool forgotten;                           /* not in the engine any more; for whoever keeps it */
    unsigned reach;                           /* routes that take it, a bit each */
    alert_telling tellings[ALERT_ROUTES_MAX]; /* by index of the policy's routes */
} alert;

/* ---- life ------------------------------------------------------------------------------------ */

/* POLICY must outlive the engine. NULL: no memory. */
alert_engine *alert_engine_new(const alert_policy *policy);
void alert_engine_free(alert_engine *e);

/* Gives back what was kept: an alert (copied; held and reach are found anew), when news of a kind
 * last went to a route, that a route is known, and the highest numbers in use. */
error alert_engine_restore(alert_engine *e, const alert *kept);
void alert_engine_restore_pace(alert_engine *e, size_t route, alert_kind k, int64_t last_ms);
void alert_engine_restore_route(alert_engine *e, size_t route);
void alert_engine_restore_numbers(alert_engine *e, int64_t last_alert, int64_t last_note);
void alert_engine_numbers(const alert_engine *e, int64_t *last_alert, int64_t *last_note);

/* ---- what goes in ---------------------------------------------------------------------------- */

/* Something that holds now. */
typedef struct alert_condition {
    alert_subject subject;
    int64_t since_ms;   /* 0: not known, so since it is seen */
    const char *detail; /* one sentence with its figures; "" for none */
    bool unsure;        /* what would tell is missing just now: nothing begins and nothing ends */
} alert_condition;

typedef struct alert_sight {
    alert_condition *conditions; /* any order; they are sorted in place */
    size_t count;
    unsigned seen; /* kinds that could be looked at; others stay as they are */
} alert_sight;

/* NULL, "" or 0 means any. */
typedef struct alert_silence {
    int64_t id, from_ms, until_ms;
    alert_kind kind;
    const char *unit; /* with all below it */
    const char *obligation;
    alert_severity severity;
} alert_silence;

typedef enum alert_happening {
    ALERT_BEGAN,
    ALERT_CAME_BACK, /* after its end */
    ALERT_ENDED,
    ALERT_HELD,  /* by another, on a route */
    ALERT_FREED, /* of it */
    ALERT_FELL_SILENT,
    ALERT_SPOKE_AGAIN,
    ALERT_ROSE, /* was escalated to a route */
} alert_happening;

/* ROUTE is an index or ALERT_NO_ROUTE, BY the alert that holds it or NULL. */
typedef void (*alert_happening_fn)(void *context, alert_happening what, const alert *a, int route,
                                   const alert *by);

typedef struct alert_world {
    int64_t now_ms;
    const catalogue *rules;
    const alert_silence *silences;
    size_t silence_count;
    unsigned
        reachable; /* routes that somebody would read now, a bit each; others are kept waiting */
    alert_happening_fn happened; /* may be NULL */
    void *context;
} alert_world;

/* Takes in what was seen. Errors: ERR_NO_MEMORY. */
error alert_engine_observe(alert_engine *e, const alert_sight *sight, const alert_world *w);

/* Somebody has taken care of the alert ID; false when it does not live. */
bool alert_engine_acknowledge(alert_engine *e, int64_t id, int64_t at_ms);

/* ---- what comes out -------------------------------------------------------------------------- */

typedef struct alert_item {
    const alert *about;
    alert_says says;
    const alert *now;   /* what is left of it, when it ended in something less grave; else NULL */
    int64_t first_note; /* in which the route first heard of it; 0: in this one, or in none */
} alert_item;

/* One message to one route. */
typedef struct alert_note {
    int64_t id;
    size_t route;
    int64_t made_ms;
    alert_severity severity; /* the gravest of its items; of ends ALERT_INFO */
    alert_item *items;       /* gravest first */
    size_t count;
} alert_note;

typedef struct alert_decisions {
    alert_note *notes;
    size_t count;
    int64_t next_ms; /* when to decide again though nothing happened; INT64_MAX: never */
} alert_decisions;

/* What is to be said now; the engine takes it as said. Results lie in A and in the engine, until it
 * is called again. Errors: ERR_NO_MEMORY, after which the engine must be made anew. */
error alert_engine_decide(alert_engine *e, const alert_world *w, arena *a, alert_decisions *out);

/* ---- looking --------------------------------------------------------------------------------- */

/* Alerts that changed since alert_engine_settled(), by subject; then those forgotten go. */
typedef error (*alert_fn)(void *context, const alert *a);
error alert_engine_each_changed(const alert_engine *e, alert_fn fn, void *context);
bool alert_engine_has_changed(const alert_engine *e);
void alert_engine_settled(alert_engine *e);

/* Every alert that is not forgotten, by subject. */
size_t alert_engine_count(const alert_engine *e);
const alert *alert_engine_at(const alert_engine *e, size_t i);
const alert *alert_engine_by_id(const alert_engine *e, int64_t id);

/* What holds A back on ROUTE, NULL when nothing does. */
const alert *alert_engine_held_by(const alert_engine *e, const alert *a, size_t route);
/* When news of K last went to ROUTE, 0 when never. */
int64_t alert_engine_pace(const alert_engine *e, size_t route, alert_kind k);
/* When something will be said next of A on ROUTE if nothing happens; INT64_MAX: never. */
int64_t alert_engine_next_telling(const alert_engine *e, const alert *a, size_t route,
                                  const alert_world *w, alert_says *says);
