/* alert_engine_internal.h - the engine's memory; for alert_engine.c, alert_observe.c, alert_hold.c
 * and alert_decide.c alone. */
#pragma once
#include "notifier/alert/alert_engine.h"

/* How long an end is remembered: who comes back within that time flaps. */
#define ALERT_FLAP_WINDOW_MS ALERT_DAY_MS

typedef struct entry {
    alert a;
    bool changed;
    char *words;  /* the subject's strings, one behind the other */
    char *detail; /* a.detail */
} entry;

struct alert_engine {
    const alert_policy *policy;
    entry **all; /* by subject */
    size_t count, room;
    int64_t last_alert, last_note;
    int64_t pace[ALERT_ROUTES_MAX][ALERT_KINDS];
    bool known[ALERT_ROUTES_MAX];
    bool introduced; /* a route became known since it was last settled */
};

static inline bool alert_lives(const alert *a)
{
    return a->ended_ms == 0;
}

static inline bool alert_was_told(const alert_telling *t)
{
    return t->first_ms != 0;
}

/* A new entry that is not in the table; NULL: no memory. */
entry *entry_new(const alert *a);
void entry_free(entry *x);
error entry_set_detail(entry *x, const char *detail);

/* Puts X, which is then the engine's, where its subject belongs. */
error engine_insert(alert_engine *e, entry *x);
/* The entry of the subject, or NULL. */
entry *engine_find(const alert_engine *e, const alert_subject *s);
/* The first entry with this kind and unit; its successors are behind it. */
size_t engine_first(const alert_engine *e, alert_kind k, const char *unit);

void engine_say(const alert_world *w, alert_happening what, const alert *a, int route,
                const alert *by);

/* Whether R is one of A's routes, by its own match or because it came there from another. */
static inline bool alert_is_on(const alert *a, size_t r)
{
    return (a->reach & 1U << r) || a->tellings[r].escalated;
}

/* What lives, is graver than A, about the same, and on route R; NULL: nothing is. */
const alert *engine_graver(const alert_engine *e, const alert *a, size_t r);

/* What lives and holds A back on route R; NULL: nothing does. */
const alert *engine_holder(const alert_engine *e, const alert *a, size_t r);

/* When the absence of A's cause is an end. */
int64_t engine_end_ms(const alert_engine *e, const alert *a);

/* Brings silences and holds up to date. *NEXT_MS becomes earlier when one changes by itself before
 * it. */
void engine_update_holds(alert_engine *e, const alert_world *w, int64_t *next_ms);
/* Raises what nobody has acknowledged in time; *NEXT_MS as above. */
void engine_escalate(alert_engine *e, const alert_world *w, int64_t *next_ms);
