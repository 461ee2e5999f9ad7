#include "witness_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- life ------------------------------------------------------------------------------------ */

error witness_new(witness **out, const alert_policy *policy)
{
    witness *w = calloc(1, sizeof *w);
    if (!w)
        return error_no_memory();
    *out = w;
    w->policy = policy;
    w->memory = arena_new(0);
    return w->memory ? OK : error_no_memory();
}

void witness_free(witness *w)
{
    if (!w)
        return;
    arena_free(w->memory);
    free(w->all);
    free(w);
}

error witness_complain(const witness *w, const matter *m, size_t r, const char *what)
{
    char when[32];
    clock_format_vi(w->now_ms, when, sizeof when);
    return error_make(ERR_INTERNAL, "%s, route %s: %s %s %s %s: %s", when,
                      w->policy->routes[r].name, alert_kind_code(m->about.kind), m->about.unit,
                      m->about.obligation, m->about.object, what);
}

/* ---- the table ------------------------------------------------------------------------------- */

size_t witness_first(const witness *w, const alert_subject *s)
{
    size_t low = 0, high = w->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (alert_subject_compare(&w->all[middle]->about, s) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

matter *witness_find(const witness *w, const alert_subject *s)
{
    size_t at = witness_first(w, s);
    bool found = at < w->count && alert_subject_compare(&w->all[at]->about, s) == 0;
    return found ? w->all[at] : NULL;
}

static matter *insert(witness *w, size_t at, const alert_subject *s)
{
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 1024;
        matter **more = realloc(w->all, room * sizeof(matter *));
        if (!more)
            return NULL;
        w->all = more;
        w->room = room;
    }
    matter *m = arena_alloc(w->memory, sizeof *m);
    if (!m)
        return NULL;
    *m = (matter){.about = {s->kind, arena_strdup(w->memory, s->unit),
                            arena_strdup(w->memory, s->obligation),
                            arena_strdup(w->memory, s->object)},
                  .severity = w->policy->rules[s->kind].severity};
    if (!m->about.unit || !m->about.obligation || !m->about.object)
        return NULL;
    memmove(w->all + at + 1, w->all + at, (w->count - at) * sizeof(matter *));
    w->all[at] = m;
    w->count++;
    return m;
}

/* ---- what people did ------------------------------------------------------------------------- */

error witness_silence(witness *w, const alert_silence *s)
{
    if (w->silence_count == SILENCES_MAX)
        return error_no_memory();
    w->silences[w->silence_count++] = *s;
    return OK;
}

void witness_acknowledge(witness *w, const alert_subject *s, int64_t at_ms)
{
    matter *m = witness_find(w, s);
    if (m)
        m->acked_ms = at_ms;
}

static bool is_silenced(const witness *w, const matter *m)
{
    for (size_t i = 0; i < w->silence_count; i++) {
        const alert_silence *s = &w->silences[i];
        if (s->from_ms <= w->now_ms && w->now_ms < s->until_ms && *m->about.unit &&
            catalogue_unit_within(w->rules, m->about.unit, s->unit))
            return true;
    }
    return false;
}

static void heed_silences(witness *w, matter *m)
{
    bool silenced = is_silenced(w, m);
    bool over = m->silenced && !silenced;
    m->silenced = silenced;
    if (!over)
        return;
    m->unsilenced_ms = w->now_ms;
    for (size_t r = 0; r < w->policy->route_count; r++)
        if (m->heard[r].told && !alert_kind_about(m->about.kind)->is_once)
            m->heard[r].owed_ms = w->now_ms;
}

/* ---- what holds ------------------------------------------------------------------------------ */

static void judge_reach(const witness *w, matter *m)
{
    if (m->judged_by == w->rules)
        return;
    m->judged_by = w->rules;
    m->reach = 0;
    for (size_t r = 0; r < w->policy->route_count; r++)
        if (alert_route_takes(&w->policy->routes[r], w->rules, &m->about, m->severity))
            m->reach |= 1U << r;
}

/* Whether it changed. */
static bool appear(const witness *w, matter *m, const alert_condition *c)
{
    bool is_new = !m->holds;
    if (is_new) {
        m->returned_ms = m->seen_ms ? w->now_ms : 0;
        m->since_ms = w->now_ms;
        m->away_ms = m->calm_ms = 0;
        m->holds = true;
    }
    m->seen_ms = w->now_ms;
    m->cause_ms = c->since_ms;
    m->unsure = false;
    return is_new;
}

static bool vanish(const witness *w, matter *m)
{
    bool seen = w->seen & 1U << m->about.kind;
    bool goes = m->holds && seen;
    m->unsure = m->unsure && !seen;
    if (goes) {
        m->holds = false;
        m->away_ms = w->now_ms;
    }
    return goes;
}

static void grow_calm(const witness *w, matter *m)
{
    bool flaps = m->returned_ms && m->away_ms - m->returned_ms < FLAPPING_FOR_MS;
    int64_t calm_ms = w->policy->calm_ms << (flaps ? FLAPPING_MAX_SHIFT : 0);
    if (!m->holds && !m->calm_ms && (w->seen & 1U << m->about.kind) &&
        w->now_ms - m->away_ms >= calm_ms)
        m->calm_ms = w->now_ms;
}

static int by_subject(const void *a, const void *b)
{
    const alert_condition *x = a, *y = b;
    return alert_subject_compare(&x->subject, &y->subject);
}

typedef struct seeing {
    witness *witness;
    witness_fn fn;
    void *context;
} seeing;

static void tell(const seeing *s, matter *m)
{
    judge_reach(s->witness, m);
    s->fn(s->context, &m->about, m->reach);
}

static error take(const seeing *s, size_t *at, const alert_condition *c)
{
    witness *w = s->witness;
    int order = -1;
    while (*at < w->count &&
           (order = alert_subject_compare(&w->all[*at]->about, &c->subject)) < 0) {
        if (vanish(w, w->all[*at]))
            tell(s, w->all[*at]);
        ++*at;
    }
    bool known = *at < w->count && order == 0;
    if (c->unsure) {
        if (known)
            w->all[*at]->unsure = true;
        *at += known;
        return OK;
    }
    matter *m = known ? w->all[*at] : insert(w, *at, &c->subject);
    if (!m)
        return error_no_memory();
    if (appear(w, m, c))
        tell(s, m);
    ++*at;
    return OK;
}

error witness_see(witness *w, const alert_view *v, alert_sight *sight, witness_fn began_or_ended,
                  void *context)
{
    const seeing s = {w, began_or_ended, context};
    size_t at = 0;
    w->now_ms = v->now_ms;
    w->rules = v->rules;
    w->seen = sight->seen;
    qsort(sight->conditions, sight->count, sizeof *sight->conditions, by_subject);
    for (size_t i = 0; i < sight->count; i++)
        if (i == 0 || by_subject(&sight->conditions[i - 1], &sight->conditions[i]) != 0)
            TRY(take(&s, &at, &sight->conditions[i]));
    for (; at < w->count; at++)
        if (vanish(w, w->all[at]))
            tell(&s, w->all[at]);
    for (size_t i = 0; i < w->count; i++) {
        judge_reach(w, w->all[i]);
        heed_silences(w, w->all[i]);
        grow_calm(w, w->all[i]);
    }
    return OK;
}

void witness_each(const witness *w, witness_fn fn, void *context)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->all[i]->holds)
            fn(context, &w->all[i]->about, w->all[i]->reach);
}

error witness_hear(witness *w, const spoken *items, size_t count)
{
    TRY(witness_take(w, items, count));
    TRY(witness_look_for_missing(w));
    for (size_t i = 0; i < count; i++)
        if (items[i].says != ALERT_SAYS_AGAIN)
            w->news_ms[items[i].route][items[i].about.kind] = w->now_ms;
    return OK;
}
