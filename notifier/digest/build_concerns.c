/* What is late or at risk: somewhere, or as a whole. */
#include "notifier/digest/build.h"

#include <stdlib.h>
#include <string.h>

static void count_wholes(building *b)
{
    digest *d = b->digest;
    for (size_t i = 0; i < b->matter_count; i++) {
        status s = b->matters[i].whole.judged.status;
        if (!b->matters[i].is_mine)
            continue;
        d->obligations++;
        d->overdue += s == STATUS_OVERDUE;
        d->behind += s == STATUS_BEHIND;
        d->at_risk += s == STATUS_AT_RISK;
        d->silent += s == STATUS_SILENT || s == STATUS_RETURNED;
        d->done += build_is_done(s);
        d->on_track += s == STATUS_ON_TRACK;
    }
}

/* ---- concerns -------------------------------------------------------------------------------- */

enum { DEADLINE_IS_NEAR_DAYS = 60, SILENT_NAMED_MAX = 5 };

static bool is_unsaid(status s)
{
    return s == STATUS_SILENT || s == STATUS_RETURNED;
}

/* Who has not reported is told once, under discipline, not again for each obligation; but that
 * nothing is known of what is due soon is a concern. */
static bool whole_is_concern(const matter *m)
{
    const judgement *j = &m->whole.judged;
    return build_is_concern(j->status) ||
           (is_unsaid(j->status) && j->has_deadline && j->days_left <= DEADLINE_IS_NEAR_DAYS);
}

static bool is_concern(const matter *m)
{
    return m->is_mine && (whole_is_concern(m) || m->overdue || m->behind || m->at_risk);
}

static int urgency_of(const matter *m)
{
    if (whole_is_concern(m))
        return status_urgency(m->whole.judged.status);
    status worst = m->overdue ? STATUS_OVERDUE : m->behind ? STATUS_BEHIND : STATUS_AT_RISK;
    return 100 + status_urgency(worst); /* behind what is late as a whole */
}

static int by_urgency(const void *x, const void *y)
{
    const matter *a = *(const matter *const *)x, *b = *(const matter *const *)y;
    const judgement *p = &a->whole.judged, *q = &b->whole.judged;
    int c = urgency_of(a) - urgency_of(b);
    if (c)
        return c;
    if (p->has_deadline != q->has_deadline)
        return p->has_deadline ? -1 : 1;
    if (p->days_left != q->days_left)
        return p->days_left < q->days_left ? -1 : 1;
    return strcmp(a->obligation->code, b->obligation->code);
}

/* Where many are silent their number says more than their names. */
static bool is_not_as_it_should_be(const matter *m, const stand *s)
{
    status st = s->judged.status;
    return s->is_mine && (build_is_concern(st) || (is_unsaid(st) && m->silent <= SILENT_NAMED_MAX));
}

/* Of one unit's digest the whole is that unit already. */
static void add_worst(building *b, const matter *m, digest_concern *c)
{
    stand *worst = arena_alloc(b->scratch, (m->unit_count + 1) * sizeof *worst);
    c->worst = build_room(b, m->unit_count, sizeof *c->worst);
    b->failed = b->failed || !worst;
    if (b->failed)
        return;
    size_t n = 0;
    for (size_t i = 0; i < m->unit_count; i++)
        if (is_not_as_it_should_be(m, &m->units[i]) && m->units[i].unit != m->whole.unit)
            worst[n++] = m->units[i];
    qsort(worst, n, sizeof *worst, build_by_urgency);
    for (size_t i = 0; i < n; i++)
        c->worst[c->worst_count++] = build_standing(b, m->obligation, &worst[i]);
}

static void add_concern(building *b, const matter *m)
{
    digest_concern *c = &b->digest->concerns[b->digest->concern_count++];
    *c = (digest_concern){.about = build_about(b, m->obligation, &m->whole),
                          .whole = build_standing(b, m->obligation, &m->whole),
                          .overdue = m->overdue,
                          .behind = m->behind,
                          .at_risk = m->at_risk,
                          .silent = m->silent,
                          .done = m->done,
                          .units = m->mine};
    add_worst(b, m, c);
}

static const matter **sorted_concerns(building *b, size_t *count)
{
    const matter **all = arena_alloc(b->scratch, (b->matter_count + 1) * sizeof *all);
    *count = 0;
    for (size_t i = 0; all && i < b->matter_count; i++)
        if (is_concern(&b->matters[i]))
            all[(*count)++] = &b->matters[i];
    if (all)
        qsort(all, *count, sizeof *all, by_urgency);
    return all;
}

error build_concerns(building *b)
{
    size_t n;
    const matter **all = sorted_concerns(b, &n);
    count_wholes(b);
    b->digest->concerns = build_room(b, n, sizeof *b->digest->concerns);
    if (!all || b->failed)
        return error_no_memory();
    for (size_t i = 0; i < n && !b->failed; i++)
        add_concern(b, all[i]);
    return OK;
}
