/* What was said: nothing twice, too soon, of what does not hold, or to people who sleep. */
#include "witness_internal.h"

/* ---- one thing ------------------------------------------------------------------------------- */

static bool was_ever_told(const witness *w, const matter *m, size_t r)
{
    (void)w;
    return m->heard[r].ever;
}

static bool was_there(const witness *w, const matter *m, size_t r)
{
    (void)r;
    return m->holds || w->now_ms - m->seen_ms <= LOOKS_APART_MS;
}

/* What is wrong with a word; NULL: nothing. */
static const char *fault_of_begun(const witness *w, const matter *m, size_t r)
{
    const hearing *h = &m->heard[r];
    if (h->told && !h->vague)
        return "begun twice";
    if (!(m->reach & 1U << r))
        return "told on a route that does not take it";
    if (witness_graver(w, m, r, witness_is_told))
        return "begun while its readers know it as something graver";
    if (!m->returned_ms && w->now_ms - m->since_ms < w->policy->group_wait_ms)
        return "told before others of its burst could come";
    return NULL;
}

static const char *fault_of_escalated(const witness *w, const matter *m, size_t r)
{
    for (size_t from = 0; from < w->policy->route_count; from++) {
        const alert_route *route = &w->policy->routes[from];
        const hearing *h = &m->heard[from];
        if (route->escalate_to == (int)r && h->told && !m->acked_ms &&
            w->now_ms - h->first_ms >= route->escalate_after_ms)
            return NULL;
    }
    return "escalated without need";
}

static const char *fault_of_again(const witness *w, const matter *m, size_t r)
{
    const hearing *h = &m->heard[r];
    if (!h->told)
        return "repeated and never told";
    if (h->last_ms && w->now_ms < witness_repeat_ms(w, m, h, true))
        return "repeated too soon";
    return NULL;
}

static const char *fault_of_ended(const witness *w, const matter *m, size_t r)
{
    const hearing *h = &m->heard[r];
    if (!h->told && h->ever && !witness_graver(w, m, r, was_ever_told))
        return "ended twice";
    if (m->holds && !m->unsure)
        return "ended though it holds";
    if (w->now_ms - m->away_ms < w->policy->calm_ms && !witness_graver(w, m, r, was_there))
        return "ended before it was calm";
    return NULL;
}

static const char *fault_of(const witness *w, const matter *m, size_t r, alert_says says)
{
    if (!witness_may_disturb(w, m, r, says))
        return "told in quiet hours";
    if (says == ALERT_SAYS_ENDED)
        return fault_of_ended(w, m, r);
    if (!m->holds)
        return "told though it does not hold";
    if (m->silenced)
        return "told during a silence";
    if (witness_explained_ms(w, m, r, true) == w->now_ms)
        return "told though something else explains it";
    if (says == ALERT_SAYS_BEGUN)
        return fault_of_begun(w, m, r);
    if (says == ALERT_SAYS_ESCALATED)
        return fault_of_escalated(w, m, r);
    if (says == ALERT_SAYS_STILL)
        return m->heard[r].owed_ms ? NULL : "a silence is said to have ended";
    return fault_of_again(w, m, r);
}

/* ---- what readers know then ------------------------------------------------------------------ */

static void learn_the_end(witness *w, const matter *m, const spoken *it)
{
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++) {
        alert_subject s = m->about;
        s.kind = k;
        matter *x = alert_kind_is_lesser(k, m->about.kind) ? witness_find(w, &s) : NULL;
        if (!x || x->heard[it->route].told || !(x->holds || x->seen_ms >= m->away_ms))
            continue;
        hearing *h = &x->heard[it->route];
        *h = (hearing){.told = true,
                       .ever = h->ever,
                       .vague = it->rest != k,
                       .raised = h->raised,
                       .first_ms = w->now_ms,
                       .times = 1};
    }
}

static void learn(witness *w, matter *m, const spoken *it)
{
    hearing *h = &m->heard[it->route];
    if (it->says == ALERT_SAYS_ENDED) {
        *h = (hearing){.ever = true};
        learn_the_end(w, m, it);
        return;
    }
    if (it->says == ALERT_SAYS_BEGUN || !h->told) {
        h->first_ms = w->now_ms;
        h->times = 0;
    }
    if (it->says == ALERT_SAYS_ESCALATED)
        h->raised = true;
    h->told = h->ever = true;
    h->vague = false;
    h->owed_ms = 0;
    h->last_ms = w->now_ms;
    h->times++;
}

/* ---- a message ------------------------------------------------------------------------------- */

static bool keeps_interval(const witness *w, const matter *m, const spoken *it)
{
    int64_t last_ms = w->news_ms[it->route][m->about.kind];
    return it->says == ALERT_SAYS_AGAIN || !last_ms ||
           w->now_ms - last_ms >= w->policy->routes[it->route].interval_ms[m->severity];
}

/* One at a time, what is critical by itself, and at least one thing may make it go. */
static error take_note(witness *w, const spoken *items, size_t count)
{
    const matter *first = witness_find(w, &items[0].about);
    bool goes = false;
    size_t r = items[0].route;
    for (size_t i = 0; i < count; i++) {
        matter *m = witness_find(w, &items[i].about);
        if (!m || !first)
            return error_make(ERR_INTERNAL, "note %lld is about what never was",
                              (long long)items[i].note);
        const char *fault = fault_of(w, m, r, items[i].says);
        if (fault)
            return witness_complain(w, m, r, fault);
        if (is_critical(m, items[i].says) != is_critical(first, items[0].says))
            return witness_complain(w, m, r, "in one message with what is critical");
        goes = goes || keeps_interval(w, m, &items[i]);
    }
    bool critical = is_critical(first, items[0].says);
    if (!goes)
        return witness_complain(w, first, r, "the interval was not kept");
    if (w->spoke[r][critical])
        return witness_complain(w, first, r, "two messages at once");
    w->spoke[r][critical] = true;
    for (size_t i = 0; i < count; i++)
        learn(w, witness_find(w, &items[i].about), &items[i]);
    return OK;
}

/* ---- the first look -------------------------------------------------------------------------- */

/* What was there before is no news, unless it waits for somebody. */
static void introduce(witness *w)
{
    for (size_t i = 0; i < w->count && !w->introduced; i++) {
        matter *m = w->all[i];
        bool waits = m->severity != ALERT_INFO && !alert_kind_about(m->about.kind)->is_once;
        for (size_t r = 0; r < w->policy->route_count; r++)
            if (!waits && (m->reach & 1U << r))
                m->heard[r] = (hearing){.told = true,
                                        .ever = true,
                                        .first_ms = w->now_ms,
                                        .last_ms = w->now_ms,
                                        .times = 1};
    }
    w->introduced = true;
}

error witness_take(witness *w, const spoken *items, size_t count)
{
    for (size_t r = 0; r < w->policy->route_count; r++)
        w->spoke[r][false] = w->spoke[r][true] = false;
    introduce(w);
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && items[i + n].note == items[i].note;)
            n++;
        TRY(take_note(w, items + i, n));
    }
    return OK;
}
