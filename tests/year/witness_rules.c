/* The rules of docs/alerts.md that both what was said and what was not are held to. */
#include "witness_internal.h"

#include <string.h>

/* What changes this soon after the catalogue did, changed because of it. */
#define CATALOGUE_EXPLAINS_MS (10 * ALERT_MINUTE_MS)

bool witness_is_on(const matter *m, size_t r)
{
    return (m->reach & 1U << r) || m->heard[r].raised;
}

bool witness_is_told(const witness *w, const matter *m, size_t r)
{
    (void)w;
    return m->heard[r].told;
}

/* ---- quiet hours ----------------------------------------------------------------------------- */

bool witness_is_quiet(const witness *w, size_t r)
{
    const alert_quiet *q = &w->policy->routes[r].quiet;
    date today = clock_local_date(w->now_ms);
    int minute = (int)((w->now_ms - clock_day_start_ms(today)) / ALERT_MINUTE_MS);
    bool within = q->from <= q->to ? minute >= q->from && minute < q->to
                                   : minute >= q->from || minute < q->to;
    return within || (q->days_off && !calendar_is_working(catalogue_calendar(w->rules), today));
}

bool witness_may_disturb(const witness *w, const matter *m, size_t r, alert_says says)
{
    bool breaks = w->policy->routes[r].quiet.breaks & 1U << m->severity;
    return (breaks && says != ALERT_SAYS_ENDED) || !witness_is_quiet(w, r);
}

/* ---- what is about nothing any more ---------------------------------------------------------- */

bool witness_is_withdrawn(const witness *w, const matter *m)
{
    const catalogue *c = w->rules;
    date today = clock_local_date(w->now_ms);
    const unit *u = *m->about.unit ? catalogue_unit(c, m->about.unit, today) : NULL;
    const obligation *o =
        *m->about.obligation ? catalogue_obligation(c, m->about.obligation) : NULL;
    bool unit_gone = *m->about.unit && (!u || !unit_valid_on(u, today));
    bool nothing_asked =
        *m->about.obligation &&
        (!o || (u && u != catalogue_province(c) && !obligation_is_reported_by(o, u)));
    return unit_gone || nothing_asked;
}

/* ---- what explains something ----------------------------------------------------------------- */

static const struct {
    unsigned kinds, causes; /* a bit each */
} EXPLAINS[] = {
    {1U << ALERT_OVERDUE | 1U << ALERT_BEHIND | 1U << ALERT_AT_RISK,
     1U << ALERT_SILENT | 1U << ALERT_CATALOGUE | 1U << ALERT_GONE | 1U << ALERT_DEAF},
    {1U << ALERT_MET, 1U << ALERT_CATALOGUE},
    {1U << ALERT_RETURNED, 1U << ALERT_SILENT | 1U << ALERT_GONE | 1U << ALERT_DEAF},
    {1U << ALERT_SILENT | 1U << ALERT_MISSING, 1U << ALERT_GONE | 1U << ALERT_DEAF},
    {1U << ALERT_GONE, 1U << ALERT_DEAF},
};

/* When M began is only certain where it never went away in between. */
static bool explains(const matter *cause, const matter *m, bool certainly)
{
    if (cause->about.kind != ALERT_CATALOGUE)
        return true;
    int64_t after_ms = m->since_ms - cause->cause_ms;
    if (m->returned_ms)
        return !certainly && after_ms >= 0 && after_ms <= ALERT_DAY_MS;
    return after_ms >= 0 && after_ms <= CATALOGUE_EXPLAINS_MS;
}

static int64_t held_ms(const witness *w, const matter *m)
{
    return m->holds ? w->now_ms : m->seen_ms;
}

static int64_t explained_by_ms(const witness *w, const matter *m, size_t r, alert_kind k,
                               bool certainly)
{
    bool whole = k == ALERT_DEAF || k == ALERT_CATALOGUE;
    const alert_subject first = {k, whole ? "" : m->about.unit, "", ""};
    int64_t last_ms = 0;
    for (size_t i = witness_first(w, &first); i < w->count; i++) {
        const matter *x = w->all[i];
        if (x->about.kind != k || strcmp(x->about.unit, first.unit) != 0)
            break;
        if (witness_is_on(x, r) && explains(x, m, certainly))
            last_ms = later_of(last_ms, held_ms(w, x));
    }
    return last_ms;
}

static bool reaches(const witness *w, const matter *m, size_t r)
{
    (void)w;
    return witness_is_on(m, r);
}

const matter *witness_graver(const witness *w, const matter *m, size_t r, matter_fn wanted)
{
    alert_subject s = m->about;
    while ((s.kind = alert_kind_graver(s.kind))) {
        const matter *x = witness_find(w, &s);
        if (x && wanted(w, x, r))
            return x;
    }
    return NULL;
}

int64_t witness_explained_ms(const witness *w, const matter *m, size_t r, bool certainly)
{
    const matter *graver = witness_graver(w, m, r, reaches);
    int64_t last_ms = graver ? held_ms(w, graver) : 0;
    for (size_t i = 0; i < sizeof EXPLAINS / sizeof *EXPLAINS; i++)
        for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
            if ((EXPLAINS[i].kinds & 1U << m->about.kind) && (EXPLAINS[i].causes & 1U << k))
                last_ms = later_of(last_ms, explained_by_ms(w, m, r, k, certainly));
    return last_ms;
}

/* ---- repeats --------------------------------------------------------------------------------- */

int64_t witness_repeat_ms(const witness *w, const matter *m, const hearing *h, bool earliest)
{
    const alert_repeats *gaps = &w->policy->repeats[m->severity];
    int64_t acked_ms = earliest && m->returned_ms > m->acked_ms ? 0 : m->acked_ms;
    if (gaps->count == 0 || alert_kind_about(m->about.kind)->is_once)
        return INT64_MAX;
    size_t i = acked_ms || h->times > gaps->count ? gaps->count - 1 : h->times - 1;
    int64_t gap_ms = gaps->gap_ms[i], from_ms = later_of(h->last_ms, acked_ms);
    if (gap_ms < ALERT_DAY_MS)
        return from_ms + gap_ms;
    date day = date_add_days(clock_local_date(from_ms), gap_ms / ALERT_DAY_MS);
    return clock_day_start_ms(day) + w->policy->repeat_minute * ALERT_MINUTE_MS;
}
