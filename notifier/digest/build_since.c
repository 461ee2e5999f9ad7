#include "base/i18n.h"
#include "notifier/digest/build.h"
#include "notifier/digest/digest_gap.h"

#include <inttypes.h>
#include <string.h>

/* However long ago the last digest was: events further back are not read. */
enum { EVENTS_MAX = 100000 };

static size_t place_of(const building *b, const obligation *o, const unit *u)
{
    size_t row = (size_t)(o - catalogue_obligation_at(b->rules, 0));
    return row * catalogue_unit_count(b->rules) + (size_t)(u - catalogue_unit_at(b->rules, 0));
}

/* The first status that was left since then is the one that held then. */
static void note_status(building *b, const stored_event *e, const obligation *o, const unit *u)
{
    char from[32] = "";
    const char *end = strchr(e->detail, '>');
    if (!o || !u || !end || (size_t)(end - e->detail) >= sizeof from)
        return;
    memcpy(from, e->detail, (size_t)(end - e->detail));
    size_t at = place_of(b, o, u);
    if (!b->since.was[at])
        b->since.was[at] = (uint8_t)status_parse(from);
    b->since.changed_ms[at] = e->at_ms;
}

/* What was refused may name an obligation that there is not. */
static bool is_mine(const building *b, const stored_event *e, const obligation *o, const unit *u)
{
    if (o)
        return u && view_has_unit(&b->mine, o, u);
    return b->mine.unit_count == 0 && b->mine.field_count == 0 && strcmp(e->kind, "rejected") == 0;
}

static void note_report(since *s, const stored_event *e)
{
    s->figures += strcmp(e->kind, "figure") == 0;
    s->tasks += strcmp(e->kind, "task") == 0;
    s->difficulties += strcmp(e->kind, "difficulty") == 0;
    s->narratives += strcmp(e->kind, "narrative") == 0;
    s->nothing += strcmp(e->kind, "nothing") == 0;
    s->rejected += strcmp(e->kind, "rejected") == 0;
    if (strcmp(e->kind, "correction") == 0)
        s->corrected[s->corrections++ % SINCE_CORRECTED_MAX] = e->report;
}

static bool take_event(void *context, const stored_event *e)
{
    building *b = context;
    const obligation *o = catalogue_obligation(b->rules, e->obligation);
    const unit *u = catalogue_unit(b->rules, e->unit, clock_local_date(e->at_ms));
    if (strcmp(e->kind, "status") == 0)
        note_status(b, e, o, u);
    else if (is_mine(b, e, o, u))
        note_report(&b->since, e);
    return true;
}

static error last_event(const building *b, int64_t *id)
{
    return b->before_ms ? store_last_event_before(b->store, b->before_ms, id)
                        : store_last_event(b->store, id);
}

/* What is too far back is not read, and the digest says so. */
static error first_event(building *b, int64_t *after)
{
    int64_t all = b->digest->last_event - b->request->previous->last_event;
    *after =
        all <= EVENTS_MAX ? b->request->previous->last_event : b->digest->last_event - EVENTS_MAX;
    if (all <= EVENTS_MAX)
        return OK;
    const char *line = build_say(
        b, _("Thay đổi từ bản tin trước: có %" PRId64 " sự kiện, chỉ xét %d sự kiện gần nhất."),
        all, EVENTS_MAX);
    return digest_add_gap(b->digest, line, "changes", "too-many-events");
}

error build_since(building *b)
{
    since *s = &b->since;
    size_t cells = catalogue_obligation_count(b->rules) * catalogue_unit_count(b->rules);
    TRY(last_event(b, &b->digest->last_event));
    if (!b->request->previous)
        return OK;
    s->was = arena_alloc(b->scratch, cells + 1);
    s->changed_ms = arena_alloc(b->scratch, (cells + 1) * sizeof *s->changed_ms);
    s->corrected = arena_alloc(b->scratch, SINCE_CORRECTED_MAX * sizeof *s->corrected);
    if (!s->was || !s->changed_ms || !s->corrected)
        return error_no_memory();
    s->known = true;
    store_filter filter = {.before_ms = b->before_ms};
    TRY(first_event(b, &filter.after_id));
    return store_events(b->store, &filter, take_event, b);
}

/* ---- asking ---------------------------------------------------------------------------------- */

static const unit *unit_of(const building *b, const stand *s)
{
    return s->unit ? s->unit : catalogue_province(b->rules);
}

static status said_by_standing(const digest_standing *s, const char *unit)
{
    return strcmp(s->unit.code, unit) == 0 ? s->status : 0;
}

static status said_by_worst(const digest_standing *worst, size_t count, const char *unit)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(worst[i].unit.code, unit) == 0)
            return worst[i].status;
    return 0;
}

/* What the last digest itself said; 0: nothing of it. */
static status said_before(const digest *d, const char *code, const char *unit)
{
    status found = 0;
    for (size_t i = 0; !found && i < d->concern_count; i++) {
        const digest_concern *c = &d->concerns[i];
        if (strcmp(c->about.code, code) != 0)
            continue;
        found = said_by_standing(&c->whole, unit);
        if (!found)
            found = said_by_worst(c->worst, c->worst_count, unit);
    }
    for (size_t i = 0; !found && i < d->indicator_count; i++) {
        const digest_indicator *it = &d->indicators[i];
        if (strcmp(it->about.code, code) != 0)
            continue;
        found = said_by_standing(&it->whole, unit);
        if (!found)
            found = said_by_worst(it->worst, it->worst_count, unit);
    }
    for (size_t i = 0; !found && i < d->upcoming_count; i++)
        if (strcmp(d->upcoming[i].about.code, code) == 0)
            found = said_by_standing(&d->upcoming[i].whole, unit);
    for (size_t i = 0; !found && i < d->finished_count; i++)
        if (strcmp(d->finished[i].about.code, code) == 0 &&
            strcmp(d->finished[i].unit.code, unit) == 0)
            found = d->finished[i].status;
    return found;
}

status build_status_before(const building *b, const obligation *o, const stand *s)
{
    const unit *u = unit_of(b, s);
    if (!b->since.known || !u)
        return s->judged.status;
    status found = said_before(b->request->previous, o->code, u->code);
    if (!found)
        found = (status)b->since.was[place_of(b, o, u)];
    return found ? found : s->judged.status;
}

int64_t build_changed_ms(const building *b, const obligation *o, const stand *s)
{
    const unit *u = unit_of(b, s);
    return b->since.known && u ? b->since.changed_ms[place_of(b, o, u)] : 0;
}
