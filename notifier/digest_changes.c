#include "notifier/digest_model.h"

#include "base/i18n.h"
#include "model/amount.h"
#include "model/rollup.h"

#include <inttypes.h>
#include <string.h>

enum { DETAILS_MAX = 5, DIFFICULTIES_MAX = 30 };

/* ---- difficulties ---------------------------------------------------------------------------- */

static const char *agency_of(building *b, const stored_difficulty *row)
{
    const obligation *o = catalogue_obligation(b->rules, row->obligation);
    if (*row->addressed_to)
        return digest_unit_name(b, row->addressed_to);
    return o && *o->lead ? digest_unit_name(b, o->lead) : _("cơ quan thường trực");
}

/* They come oldest first. */
static bool take_difficulty(void *context, const stored_difficulty *row)
{
    building *b = context;
    digest *d = b->digest;
    if (row->raised_at_ms > d->request.as_of_ms)
        return true;
    if (d->difficulty_count == DIFFICULTIES_MAX) {
        d->difficulties_left_out++;
        return true;
    }
    date raised = clock_local_date(row->raised_at_ms);
    d->difficulties[d->difficulty_count++] =
        (difficulty){.unit = digest_unit_name(b, row->unit),
                     .about = digest_say(b, "%s", row->obligation),
                     .agency = agency_of(b, row),
                     .text = digest_say(b, "%s", row->text),
                     .age_days = date_to_days(b->today) - date_to_days(raised)};
    return true;
}

error digest_build_difficulties(building *b)
{
    digest *d = b->digest;
    d->difficulties = arena_alloc(d->memory, DIFFICULTIES_MAX * sizeof *d->difficulties);
    if (!d->difficulties)
        return error_no_memory();
    return store_open_difficulties(b->store, take_difficulty, b);
}

/* ---- what happened since the last digest ----------------------------------------------------- */

typedef struct happenings {
    building *b;
    size_t figures, corrections, tasks, difficulties, narratives, nothing, rejected;
    int64_t corrected[DETAILS_MAX]; /* reports, the latest last */
    size_t corrected_count;
} happenings;

static bool take_event(void *context, const stored_event *e)
{
    happenings *h = context;
    h->b->digest->last_event = e->id;
    h->figures += strcmp(e->kind, "figure") == 0;
    h->tasks += strcmp(e->kind, "task") == 0;
    h->difficulties += strcmp(e->kind, "difficulty") == 0;
    h->narratives += strcmp(e->kind, "narrative") == 0;
    h->nothing += strcmp(e->kind, "nothing") == 0;
    h->rejected += strcmp(e->kind, "rejected") == 0;
    if (strcmp(e->kind, "correction") == 0) {
        h->corrections++;
        if (h->corrected_count < DETAILS_MAX)
            h->corrected[h->corrected_count++] = e->report;
    }
    return true;
}

/* One side of a correction, copied out of its row. */
typedef struct side {
    building *b;
    const char *unit, *name, *period, *shown;
    int64_t replaces;
} side;

static bool take_side(void *context, const stored_report *row)
{
    side *s = context;
    char shown[SHOWN_TEXT_MAX], a[AMOUNT_TEXT_MAX], z[AMOUNT_TEXT_MAX], name[PERIOD_NAME_MAX];
    const report *r = &row->report;
    const obligation *o = catalogue_obligation(s->b->rules, r->obligation);
    period p;
    s->unit = digest_unit_name(s->b, r->unit);
    s->name = digest_say(s->b, "%s", o ? o->name : r->obligation);
    s->period = digest_say(s->b, "%s",
                           period_parse(r->period, &p).code ? r->period
                                                            : period_name(p, name, sizeof name));
    s->replaces = row->replaces;
    if (!o)
        s->shown = "";
    else if (r->figure.is_ratio)
        s->shown = digest_say(
            s->b, "%s (%s/%s)", figure_format(o, &r->figure, shown, sizeof shown),
            amount_format_short(r->figure.value, r->figure.decimals, AMOUNT_PEOPLE, a, sizeof a),
            amount_format_short(r->figure.denominator, r->figure.decimals, AMOUNT_PEOPLE, z,
                                sizeof z));
    else
        s->shown = digest_say(s->b, "%s", figure_format(o, &r->figure, shown, sizeof shown));
    return true;
}

static error add_correction(building *b, int64_t report_id)
{
    side now = {.b = b}, before = {.b = b};
    bool found;
    TRY(store_report_by_id(b->store, report_id, take_side, &now, &found));
    if (found && now.replaces)
        TRY(store_report_by_id(b->store, now.replaces, take_side, &before, &found));
    if (found && before.shown)
        digest_add(b, &b->digest->changes,
                   digest_say(b, _("Đính chính: %s, %s, %s: %s → %s"), now.unit, now.name,
                              now.period, before.shown, now.shown));
    return OK;
}

typedef struct newcomers {
    building *b;
    texts names;
} newcomers;

static bool take_newcomer(void *context, const period_activity *row)
{
    newcomers *n = context;
    const digest_request *r = &n->b->digest->request;
    if (row->first_ms > r->since_ms && row->first_ms <= r->as_of_ms)
        digest_add(n->b, &n->names, digest_unit_name(n->b, row->unit));
    return true;
}

static error add_newcomers(building *b)
{
    char code[PERIOD_TEXT_MAX];
    newcomers n = {.b = b};
    TRY(store_period_activity(b->store, period_format(b->month, code, sizeof code), take_newcomer,
                              &n));
    if (n.names.count)
        digest_add(b, &b->digest->changes,
                   digest_say(b, _("%zu đơn vị mới gửi báo cáo %s: %s"), n.names.count,
                              b->digest->month, digest_join(b, &n.names, 8)));
    return OK;
}

static void add_if(building *b, size_t count, const char *line)
{
    if (count)
        digest_add(b, &b->digest->changes, line);
}

static error add_all(building *b, const happenings *h)
{
    TRY(add_newcomers(b));
    add_if(b, h->figures, digest_say(b, _("%zu số liệu mới"), h->figures));
    add_if(b, h->tasks, digest_say(b, _("%zu lượt cập nhật tiến độ nhiệm vụ"), h->tasks));
    add_if(b, h->difficulties,
           digest_say(b, _("%zu khó khăn, vướng mắc mới nêu"), h->difficulties));
    add_if(b, h->nothing, digest_say(b, _("%zu nội dung báo \"không phát sinh\""), h->nothing));
    add_if(b, h->narratives, digest_say(b, _("%zu thuyết minh"), h->narratives));
    add_if(b, h->rejected,
           digest_say(b, _("%zu báo cáo bị từ chối, đơn vị đã được báo lý do"), h->rejected));
    for (size_t i = 0; i < h->corrected_count; i++)
        TRY(add_correction(b, h->corrected[i]));
    if (h->corrections > h->corrected_count)
        digest_add(b, &b->digest->changes,
                   digest_say(b, _("và %zu đính chính nữa"), h->corrections - h->corrected_count));
    return OK;
}

error digest_build_changes(building *b)
{
    const digest_request *r = &b->digest->request;
    happenings h = {.b = b};
    const store_filter filter = {.after_id = r->since_event, .before_ms = r->as_of_ms + 1};
    b->digest->last_event = r->since_event;
    TRY(store_events(b->store, &filter, take_event, &h));
    if (!r->since_ms)
        return OK; /* the first digest: everything in it is new */
    return add_all(b, &h);
}
