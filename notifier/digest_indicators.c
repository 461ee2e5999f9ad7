#include "notifier/digest_model.h"

#include "base/i18n.h"
#include "model/amount.h"
#include "model/rollup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    PERIODS_BACK_MAX = 3, /* how far to look for a figure when the last period has none */
    BEHIND_MAX = 3,
    SHOWN_DECIMALS = 2,
};

/* The units' figures of one indicator in one period. */
typedef struct figures {
    building *b;
    unit_figure *items;
    size_t count, room;
    size_t reported; /* with "nothing to report" */
} figures;

static void keep_figure(figures *f, const stored_report *row)
{
    const report *r = &row->report;
    if (f->count == f->room) {
        size_t room = f->room ? f->room * 2 : 64;
        unit_figure *more = arena_alloc(f->b->digest->memory, room * sizeof *more);
        if (!more) {
            f->b->failed = true;
            return;
        }
        if (f->count)
            memcpy(more, f->items, f->count * sizeof *more);
        f->items = more;
        f->room = room;
    }
    f->items[f->count++] =
        (unit_figure){.unit = digest_say(f->b, "%s", r->unit),
                      .figure = r->figure,
                      .observed_ms = r->observed_at_ms ? r->observed_at_ms : row->received_at_ms};
}

static bool take_row(void *context, const stored_report *row)
{
    figures *f = context;
    if (*row->report.breakdown)
        return true;
    if (row->report.kind == REPORT_FIGURE)
        keep_figure(f, row);
    f->reported += row->report.kind == REPORT_FIGURE || row->report.kind == REPORT_NOTHING;
    return true;
}

static error read_figures(building *b, const obligation *o, period p, figures *out)
{
    char code[PERIOD_TEXT_MAX];
    const store_filter filter = {.obligation = o->code,
                                 .period = period_format(p, code, sizeof code),
                                 .before_ms = b->digest->request.as_of_ms + 1};
    *out = (figures){.b = b};
    return store_latest(b->store, &filter, take_row, out);
}

/* ---- one indicator in words ------------------------------------------------------------------ */

static const char *unit_of_gap(const obligation *o)
{
    return o->is_ratio ? _("điểm %") : o->measure_unit;
}

static const char *target_text(building *b, const obligation *o, int64_t target)
{
    char text[AMOUNT_TEXT_MAX];
    amount_format_short(target, TARGET_DECIMALS, AMOUNT_PEOPLE, text, sizeof text);
    return o->is_ratio ? digest_say(b, "%s%%", text)
                       : digest_say(b, "%s %s", text, o->measure_unit);
}

/* A difference in the shown unit, rounded as figures are: "3,2 điểm %". */
static const char *difference_text(building *b, const obligation *o, int64_t amount,
                                   unsigned decimals)
{
    char text[AMOUNT_TEXT_MAX];
    int64_t rounded = amount;
    if (decimals > SHOWN_DECIMALS)
        amount_ratio(amount, 100, 1, 0, &rounded);
    unsigned shown = decimals > SHOWN_DECIMALS ? decimals - 2 : decimals;
    amount_format_short(rounded, shown, AMOUNT_PEOPLE, text, sizeof text);
    return digest_say(b, "%s %s", text, unit_of_gap(o));
}

static void set_target(building *b, const obligation *o, const rollup *r, indicator *out)
{
    terms t = obligation_terms(o, NULL, b->today);
    int64_t target = t.target, shown, same;
    unsigned decimals;
    out->percent_of_target = -1;
    out->standing = STANDING_NO_TARGET;
    if (!t.has_target)
        return;
    out->target = target_text(b, o, target);
    bool known = rollup_shown(o, r, &shown, &decimals) &&
                 amount_rescale(shown, decimals, TARGET_DECIMALS, &same);
    if (r->has_value && rollup_reaches(o, r, target)) {
        out->standing = STANDING_REACHED;
        out->percent_of_target = o->lower_is_better ? -1 : 100;
        return;
    }
    out->standing = STANDING_NOT_REACHED;
    if (!known)
        return;
    int64_t missing = o->lower_is_better ? same - target : target - same;
    out->gap = digest_say(b, o->lower_is_better ? _("còn cao hơn %s") : _("còn thiếu %s"),
                          difference_text(b, o, missing, TARGET_DECIMALS));
    int64_t percent;
    if (!o->lower_is_better && target > 0 && amount_ratio(same, target, 100, 0, &percent))
        out->percent_of_target = percent < 0 ? 0 : (int)percent;
}

static void set_deadline(building *b, const obligation *o, indicator *out)
{
    terms t = obligation_terms(o, NULL, b->today);
    char day[16];
    out->days_left = INT64_MAX;
    if (!t.has_deadline)
        return;
    date_format_vi(t.deadline, day, sizeof day);
    out->days_left = date_to_days(t.deadline) - date_to_days(b->today);
    if (out->days_left >= 0)
        out->deadline = digest_say(b, _("hạn %s, còn %" PRId64 " ngày"), day, out->days_left);
    else
        out->deadline = digest_say(b, _("hạn %s, đã qua %" PRId64 " ngày"), day, -out->days_left);
    if (out->days_left < 0 && out->standing == STANDING_NOT_REACHED)
        out->standing = STANDING_OVERDUE;
}

static error set_change(building *b, const obligation *o, period p, const rollup *now,
                        indicator *out)
{
    figures before;
    char name[PERIOD_NAME_MAX];
    period previous = period_previous(p);
    int64_t a, z;
    unsigned decimals, same;
    TRY(read_figures(b, o, previous, &before));
    rollup then = rollup_units(o, before.items, before.count, digest_expected(b, o, previous));
    if (!rollup_shown(o, now, &a, &decimals) || !rollup_shown(o, &then, &z, &same) ||
        decimals != same)
        return OK;
    /* A sum over fewer units is lower for that reason alone. */
    if (!o->is_ratio && then.have != now->have)
        return OK;
    period_name(previous, name, sizeof name);
    const char *size = difference_text(b, o, a > z ? a - z : z - a, decimals);
    if (a == z)
        out->change = digest_say(b, _("không đổi so với %s"), name);
    else
        out->change =
            digest_say(b, a > z ? _("tăng %s so với %s") : _("giảm %s so với %s"), size, name);
    if (then.have != now->have)
        out->change = digest_say(b, _("%s (khi đó %zu đơn vị có số liệu)"), out->change, then.have);
    return OK;
}

/* Only what is comparable between units: a count of cards says nothing of a small district. */
static const char *behind_text(building *b, const obligation *o, figures *f)
{
    const char *out = "";
    int64_t shown;
    unsigned decimals;
    if (!o->is_ratio && o->aggregation != AGGREGATE_MEAN)
        return out;
    rollup_sort_furthest_behind(o, f->items, f->count);
    for (size_t i = 0; i < f->count && i < BEHIND_MAX; i++) {
        char text[SHOWN_TEXT_MAX];
        if (!figure_shown(o, &f->items[i].figure, &shown, &decimals))
            break;
        figure_format(o, &f->items[i].figure, text, sizeof text);
        out = digest_say(b, "%s%s%s %s", out, i ? "; " : "", digest_unit_name(b, f->items[i].unit),
                         text);
    }
    return out;
}

static error describe(building *b, const obligation *o, period p, figures *f, indicator *out)
{
    char shown[SHOWN_TEXT_MAX], name[PERIOD_NAME_MAX];
    size_t expected = digest_expected(b, o, p);
    rollup r = rollup_units(o, f->items, f->count, expected);
    *out = (indicator){.code = digest_say(b, "%s", o->code),
                       .name = digest_say(b, "%s", o->name),
                       .lead = *o->lead ? digest_unit_name(b, o->lead) : "",
                       .target = "",
                       .gap = "",
                       .deadline = "",
                       .change = "",
                       .behind = ""};
    out->period = digest_say(b, "%s", period_name(p, name, sizeof name));
    out->shown = digest_say(b, "%s", rollup_format(o, &r, shown, sizeof shown));
    out->coverage = digest_say(b, _("%zu/%zu đơn vị"), f->reported, expected);
    set_target(b, o, &r, out);
    set_deadline(b, o, out);
    out->behind = behind_text(b, o, f);
    return set_change(b, o, p, &r, out);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static error build_one(building *b, const obligation *o)
{
    digest *d = b->digest;
    period p = period_last_closed(o->frequency, b->today);
    figures f;
    for (int back = 0; back < PERIODS_BACK_MAX; back++, p = period_previous(p)) {
        TRY(read_figures(b, o, p, &f));
        if (f.reported)
            return describe(b, o, p, &f, &d->indicators[d->indicator_count++]);
    }
    d->without_data += obligation_terms(o, NULL, b->today).has_target;
    return OK;
}

/* First what is overdue, then what is not reached by the nearest deadline, then the rest. */
static int by_urgency(const void *x, const void *y)
{
    static const int order[] = {[STANDING_OVERDUE] = 0,
                                [STANDING_NOT_REACHED] = 1,
                                [STANDING_NO_TARGET] = 2,
                                [STANDING_REACHED] = 3};
    const indicator *a = x, *b = y;
    if (a->standing != b->standing)
        return order[a->standing] - order[b->standing];
    if (a->days_left != b->days_left)
        return a->days_left < b->days_left ? -1 : 1;
    return strcmp(a->code, b->code);
}

error digest_build_indicators(building *b)
{
    digest *d = b->digest;
    size_t all = catalogue_obligation_count(b->rules);
    d->indicators = arena_alloc(d->memory, (all + 1) * sizeof *d->indicators);
    if (!d->indicators)
        return error_no_memory();
    for (size_t i = 0; i < all; i++) {
        const obligation *o = catalogue_obligation_at(b->rules, i);
        if (o->kind == OBLIGATION_INDICATOR && o->reporters)
            TRY(build_one(b, o));
    }
    qsort(d->indicators, d->indicator_count, sizeof *d->indicators, by_urgency);
    return OK;
}
