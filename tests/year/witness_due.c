/* What has to be said: each word has a moment from which on its absence is a loss. */
#include "witness_internal.h"

/* Nobody knows for how long something that is gone still explains what it explained. */
#define EXPLAINS_FOR_MS(w) (((w)->policy->calm_ms << FLAPPING_MAX_SHIFT) + LOOKS_APART_MS)

static bool holds_there(const witness *w, const matter *m, size_t r)
{
    (void)w;
    return m->holds && witness_is_on(m, r);
}

/* Since when nothing keeps M back on R; INT64_MAX: something does. */
static int64_t free_ms(const witness *w, const matter *m, size_t r)
{
    int64_t from_ms = later_of(m->since_ms, m->unsilenced_ms);
    int64_t explained_ms = witness_explained_ms(w, m, r, false);
    if (!m->holds || m->unsure || m->silenced || explained_ms == w->now_ms)
        return INT64_MAX;
    return explained_ms ? later_of(from_ms, explained_ms + EXPLAINS_FOR_MS(w)) : from_ms;
}

/* The moment from which on SAYS should have been said has come. */
static bool is_late(const witness *w, const matter *m, size_t r, alert_says says, int64_t from_ms)
{
    int64_t last_ms = w->news_ms[r][m->about.kind];
    bool paced = says == ALERT_SAYS_AGAIN || !last_ms || w->spoke[r][is_critical(m, says)] ||
                 last_ms + w->policy->routes[r].interval_ms[m->severity] <= w->now_ms;
    return from_ms <= w->now_ms && paced && witness_may_disturb(w, m, r, says);
}

static bool misses_begin(const witness *w, const matter *m, size_t r)
{
    if (m->heard[r].told || !(m->reach & 1U << r) ||
        w->now_ms - m->since_ms < w->policy->group_wait_ms ||
        witness_graver(w, m, r, witness_is_told))
        return false;
    int64_t from_ms = free_ms(w, m, r);
    return from_ms != INT64_MAX &&
           is_late(w, m, r, ALERT_SAYS_BEGUN, from_ms + w->policy->group_wait_ms);
}

static bool misses_still(const witness *w, const matter *m, size_t r)
{
    const hearing *h = &m->heard[r];
    if (!h->told || h->vague || !h->owed_ms || !witness_is_on(m, r))
        return false;
    int64_t from_ms = free_ms(w, m, r);
    return from_ms != INT64_MAX &&
           is_late(w, m, r, ALERT_SAYS_STILL,
                   later_of(from_ms, h->owed_ms) + w->policy->group_wait_ms);
}

static bool misses_repeat(const witness *w, const matter *m, size_t r)
{
    const hearing *h = &m->heard[r];
    if (!h->told || h->vague || h->owed_ms || !h->last_ms || !witness_is_on(m, r))
        return false;
    int64_t due_ms = witness_repeat_ms(w, m, h, false);
    return due_ms <= w->now_ms &&
           is_late(w, m, r, ALERT_SAYS_AGAIN, later_of(due_ms, free_ms(w, m, r)));
}

static bool misses_escalation(const witness *w, const matter *m, size_t r)
{
    const alert_route *route = &w->policy->routes[r];
    const hearing *h = &m->heard[r];
    int to = route->escalate_to;
    if (to == ALERT_NO_ROUTE || !h->told || m->acked_ms || m->heard[to].raised ||
        !(route->escalate_severities & 1U << m->severity))
        return false;
    int64_t from_ms = free_ms(w, m, r);
    return from_ms != INT64_MAX && is_late(w, m, (size_t)to, ALERT_SAYS_ESCALATED,
                                           later_of(h->first_ms, from_ms) +
                                               route->escalate_after_ms + w->policy->group_wait_ms);
}

static bool misses_end(const witness *w, const matter *m, size_t r)
{
    const hearing *h = &m->heard[r];
    if (!h->told || h->vague || m->holds || !m->calm_ms || witness_graver(w, m, r, holds_there))
        return false;
    int64_t from_ms = m->calm_ms;
    alert_subject s = m->about;
    while ((s.kind = alert_kind_graver(s.kind))) {
        const matter *x = witness_find(w, &s);
        if (x && x->seen_ms >= m->away_ms)
            from_ms = later_of(from_ms, x->seen_ms + EXPLAINS_FOR_MS(w));
    }
    return is_late(w, m, r, ALERT_SAYS_ENDED, from_ms + w->policy->group_wait_ms);
}

/* Ends that nobody has to hear of: it became something graver that was told, or is of a kind that
 * ends without a word. What is about nothing any more may have ended before. */
static void close_quietly(const witness *w, matter *m)
{
    bool quietly = m->calm_ms && alert_kind_about(m->about.kind)->ends_quietly;
    bool withdrawn = witness_is_withdrawn(w, m);
    for (size_t r = 0; r < w->policy->route_count; r++) {
        hearing *h = &m->heard[r];
        const matter *graver = witness_graver(w, m, r, holds_there);
        if (h->told && (quietly || (graver && graver->heard[r].told)))
            *h = (hearing){.ever = true};
        h->vague = h->vague || (h->told && withdrawn);
    }
}

static bool is_told_anywhere(const witness *w, const matter *m)
{
    for (size_t r = 0; r < w->policy->route_count; r++)
        if (m->heard[r].told)
            return true;
    return false;
}

static error look_at(const witness *w, matter *m)
{
    bool told = is_told_anywhere(w, m);
    if (!(w->seen & 1U << m->about.kind) || (!m->holds && !told))
        return OK;
    if (!m->holds)
        close_quietly(w, m);
    for (size_t r = 0; r < w->policy->route_count; r++) {
        const char *fault = misses_begin(w, m, r)        ? "never told"
                            : misses_still(w, m, r)      ? "not told after a silence"
                            : misses_repeat(w, m, r)     ? "not repeated"
                            : misses_escalation(w, m, r) ? "not escalated"
                            : misses_end(w, m, r)        ? "its end is not told"
                                                         : NULL;
        if (fault)
            return witness_complain(w, m, r, fault);
    }
    return OK;
}

error witness_look_for_missing(witness *w)
{
    for (size_t i = 0; i < w->count; i++)
        TRY(look_at(w, w->all[i]));
    return OK;
}
