/* Indicators against their targets: value, coverage, change, trend, and who is furthest behind. */
#include "base/i18n.h"
#include "model/rollup.h"
#include "notifier/digest/build.h"
#include "notifier/digest/digest_gap.h"

#include <stdlib.h>
#include <string.h>

enum { TREND_MAX = 12, WORST_MAX = 5 };

static bool is_flow(const obligation *o)
{
    return o->accumulation == ACCUMULATE_FLOW && o->frequency != PERIOD_YEAR;
}

/* ---- trend ----------------------------------------------------------------------------------- */

/* The value by point END - 1, as it was or would have been judged: so a trend ends with the value
 * that is shown, and a flow's adds up within its year as that does. */
static exact value_until(building *b, const matter *m, series said, size_t end)
{
    const obligation *o = m->obligation;
    int64_t shown;
    unsigned decimals;
    said.count = end;
    judgement j = status_judge(b->rules, o, m->whole.unit, said, b->today);
    bool counts = j.now == &said.points[end - 1] && j.has_value;
    return counts && rollup_shown(o, &j.stands, &shown, &decimals)
               ? build_exact(shown, decimals, build_measure(b, o))
               : build_unknown(build_measure(b, o));
}

/* The point of P in SAID, as an end for value_until(); 0: nothing was said. */
static size_t end_of(series said, period p)
{
    for (size_t i = said.count; i > 0; i--)
        if (period_equal(said.points[i - 1].period, p))
            return i;
    return 0;
}

/* Up to the period of the value, as many periods as have been owed or said. */
static error add_trend(building *b, const matter *m, series said, digest_indicator *it)
{
    const point *now = m->whole.judged.now;
    period p[TREND_MAX];
    size_t n = 0;
    it->trend = build_room(b, TREND_MAX, sizeof *it->trend);
    if (!it->trend)
        return error_no_memory();
    for (period at = now->period; n < TREND_MAX; at = period_previous(at)) {
        if (date_compare(period_closes(at), period_closes(said.points[0].period)) < 0)
            break;
        p[n++] = at;
    }
    while (n-- > 0) {
        char code[PERIOD_TEXT_MAX];
        size_t end = end_of(said, p[n]);
        it->trend[it->trend_count++] =
            (digest_point){.period = build_copy(b, period_format(p[n], code, sizeof code)),
                           .value = end ? value_until(b, m, said, end)
                                        : build_unknown(build_measure(b, m->obligation))};
    }
    return OK;
}

/* ---- change ---------------------------------------------------------------------------------- */

/* What the value is compared with. */
typedef struct earlier {
    bool known;
    exact value;
    period period;
    size_t units;     /* that were in it */
    const char *what; /* "bản tin trước", "tháng 6/2024" */
} earlier;

static earlier earlier_digest(building *b, const digest_indicator *it)
{
    const digest *d = b->request->previous;
    for (size_t i = 0; d && i < d->indicator_count; i++) {
        const digest_indicator *was = &d->indicators[i];
        earlier e = {.what = _("bản tin trước")};
        if (strcmp(was->about.code, it->about.code) != 0 || !was->whole.value.known ||
            strcmp(was->whole.unit.code, it->whole.unit.code) != 0 ||
            period_parse(was->period, &e.period).code)
            continue;
        e.known = true;
        e.value = was->whole.value;
        e.units = was->whole.have;
        return e;
    }
    return (earlier){0};
}

/* The last one of the trend before the value. */
static earlier earlier_period(building *b, series said, const digest_indicator *it)
{
    char name[PERIOD_NAME_MAX];
    for (size_t i = it->trend_count; i-- > 1;) {
        const digest_point *was = &it->trend[i - 1];
        earlier e = {.known = true, .value = was->value};
        if (!was->value.known || period_parse(was->period, &e.period).code)
            continue;
        size_t end = end_of(said, e.period);
        e.units = end ? said.points[end - 1].units : 0;
        e.what = build_copy(b, period_name(e.period, name, sizeof name));
        return e;
    }
    return (earlier){0};
}

static int reporting_year(period p)
{
    return period_at(PERIOD_YEAR, period_closes(p)).year;
}

/* Over fewer units such a figure is lower for that reason alone. */
static bool is_amount_of_units(const obligation *o)
{
    return !o->is_ratio && !is_flow(o) &&
           (o->aggregation == AGGREGATE_SUM || o->aggregation == AGGREGATE_COUNT_TRUE);
}

/* Why the values of two periods cannot be compared; NULL: they can. */
static const char *broken_between(building *b, const matter *m, const earlier *e)
{
    const obligation *o = m->obligation;
    const point *is = m->whole.judged.now;
    period was = e->period, now = is->period;
    const unit *u = m->whole.unit;
    date x = period_closes(was), y = period_closes(now);
    if (obligation_definition(o, was) != obligation_definition(o, now))
        return _("cách tính đã đổi");
    if (u && catalogue_area_changed(b->rules, u->code, date_earlier(x, y), date_later(x, y)))
        return _("địa bàn của đơn vị đã đổi");
    if (is_flow(o) && reporting_year(was) != reporting_year(now))
        return _("số cộng từ đầu năm, đã sang năm báo cáo khác");
    if (is_amount_of_units(o) && e->units != is->units)
        return build_say(b, _("khi đó cộng từ %zu đơn vị, nay từ %zu"), e->units, is->units);
    return NULL;
}

static exact size_of(exact e)
{
    if (e.amount < 0 && e.amount > INT64_MIN)
        e.amount = -e.amount;
    return e;
}

static void compare(building *b, const matter *m, const earlier *e, digest_indicator *it)
{
    exact change = build_unknown(build_difference_measure(b, m->obligation));
    const char *broken = broken_between(b, m, e);
    if (broken) {
        it->change_text = build_say(b, _("không so sánh được với %s: %s"), e->what, broken);
        return;
    }
    if (!build_difference(&it->whole.value, &e->value, &change))
        return;
    it->change = change;
    change = size_of(change);
    const char *text = build_exact_text(b, &change);
    if (it->change.amount == 0)
        it->change_text = build_say(b, _("không đổi so với %s"), e->what);
    else if (it->change.amount > 0)
        it->change_text = build_say(b, _("tăng %s so với %s"), text, e->what);
    else
        it->change_text = build_say(b, _("giảm %s so với %s"), text, e->what);
}

static void add_change(building *b, const matter *m, series said, digest_indicator *it)
{
    earlier e = earlier_digest(b, it);
    if (!e.known)
        e = earlier_period(b, said, it);
    if (e.known)
        compare(b, m, &e, it);
}

/* ---- who is furthest behind ------------------------------------------------------------------ */

/* Shares and means can be compared from unit to unit, amounts cannot; nor can figures of different
 * periods. */
static bool can_be_compared(const matter *m, const stand *s)
{
    const obligation *o = m->obligation;
    return s->is_mine && s->unit != m->whole.unit && s->judged.has_value && s->terms.has_target &&
           !build_is_done(s->judged.status) && (o->is_ratio || o->aggregation == AGGREGATE_MEAN) &&
           period_equal(s->judged.now->period, m->whole.judged.now->period);
}

/* How much of the target is missing; both are 10^-TARGET_DECIMALS. */
static int64_t distance(const stand *s)
{
    int64_t d;
    return __builtin_sub_overflow(s->terms.target, s->judged.value, &d) ? INT64_MAX : d;
}

static int furthest_first(const void *x, const void *y)
{
    const stand *a = x, *b = y;
    int64_t p = distance(a), q = distance(b);
    return p != q ? (p > q ? -1 : 1) : strcmp(a->unit->code, b->unit->code);
}

static int furthest_above_first(const void *x, const void *y)
{
    const stand *a = x, *b = y;
    int64_t p = distance(a), q = distance(b);
    return p != q ? (p < q ? -1 : 1) : strcmp(a->unit->code, b->unit->code);
}

static void add_worst(building *b, const matter *m, digest_indicator *it)
{
    size_t n = 0;
    stand *all = arena_alloc(b->scratch, (m->unit_count + 1) * sizeof *all);
    b->failed = b->failed || !all;
    for (size_t i = 0; all && i < m->unit_count; i++)
        if (can_be_compared(m, &m->units[i]))
            all[n++] = m->units[i];
    it->worst = build_room(b, n, sizeof *it->worst);
    if (b->failed || !all)
        return;
    qsort(all, n, sizeof *all,
          m->obligation->lower_is_better ? furthest_above_first : furthest_first);
    for (size_t i = 0; i < n && i < WORST_MAX; i++)
        it->worst[it->worst_count++] = build_standing(b, m->obligation, &all[i]);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void add_period(building *b, const matter *m, digest_indicator *it)
{
    char code[PERIOD_TEXT_MAX], name[PERIOD_NAME_MAX];
    period p = m->whole.judged.now->period;
    it->period = build_copy(b, period_format(p, code, sizeof code));
    period_name(p, name, sizeof name);
    it->period_name = is_flow(m->obligation)
                          ? build_say(b, _("cộng từ đầu năm báo cáo đến %s"), name)
                          : build_copy(b, name);
}

static void add_parts(const matter *m, digest_indicator *it)
{
    const figure *f = &m->whole.judged.stands.figure;
    if (!m->obligation->is_ratio)
        return;
    it->numerator = build_exact(f->value, f->decimals, "");
    it->denominator = build_exact(f->denominator, f->decimals, "");
}

static error fill(building *b, const matter *m, digest_indicator *it)
{
    series said;
    const obligation *o = m->obligation;
    *it = (digest_indicator){.about = build_about(b, o, &m->whole),
                             .whole = build_standing(b, o, &m->whole),
                             .period = "",
                             .period_name = "",
                             .numerator = build_unknown(""),
                             .denominator = build_unknown(""),
                             .change = build_unknown(build_difference_measure(b, o)),
                             .change_text = ""};
    it->worst = build_room(b, 0, sizeof *it->worst);
    it->trend = build_room(b, 0, sizeof *it->trend);
    if (!m->whole.judged.now || !m->whole.judged.has_value)
        return OK;
    add_period(b, m, it);
    add_parts(m, it);
    TRY(view_series(&b->everybody, o, m->whole.unit, &said));
    TRY(add_trend(b, m, said, it));
    add_change(b, m, said, it);
    add_worst(b, m, it);
    return OK;
}

/* With neither figure nor target there is nothing to tell. */
static bool is_told(const matter *m)
{
    return m->is_mine && m->obligation->kind == OBLIGATION_INDICATOR &&
           (m->whole.judged.has_value || m->whole.terms.has_target);
}

/* What there is no figure of comes last: there is little to read. */
static int by_urgency(const void *x, const void *y)
{
    const matter *a = *(const matter *const *)x, *b = *(const matter *const *)y;
    if (a->whole.judged.has_value != b->whole.judged.has_value)
        return a->whole.judged.has_value ? -1 : 1;
    int c = build_by_urgency(&a->whole, &b->whole);
    return c ? c : strcmp(a->obligation->code, b->obligation->code);
}

/* Of M's last period. */
static bool is_too_large(building *b, const matter *m)
{
    series said;
    const unit *province = catalogue_province(b->rules);
    if (m->whole.unit || !province || view_series(&b->everybody, m->obligation, NULL, &said).code ||
        !said.count)
        return false;
    rollup r = board_rollup(b->board, m->obligation, said.points[said.count - 1].period, "",
                            province->code);
    return r.overflow;
}

/* A sum that does not fit is left out, and named. */
static error name_too_large(building *b)
{
    for (size_t i = 0; i < b->matter_count; i++) {
        const matter *m = &b->matters[i];
        if (!m->is_mine || m->obligation->kind != OBLIGATION_INDICATOR || !is_too_large(b, m))
            continue;
        const char *line = build_say(
            b, _("Chỉ tiêu %s: số cộng toàn tỉnh quá lớn, không tính được."), m->obligation->code);
        TRY(digest_add_gap(b->digest, line, m->obligation->code, "sum-too-large"));
    }
    return OK;
}

error build_indicators(building *b)
{
    digest *d = b->digest;
    size_t n = 0;
    const matter **all = arena_alloc(b->scratch, (b->matter_count + 1) * sizeof *all);
    d->indicators = build_room(b, b->matter_count, sizeof *d->indicators);
    if (!all || b->failed)
        return error_no_memory();
    for (size_t i = 0; i < b->matter_count; i++)
        if (is_told(&b->matters[i]))
            all[n++] = &b->matters[i];
    qsort(all, n, sizeof *all, by_urgency);
    for (size_t i = 0; i < n && !b->failed; i++)
        TRY(fill(b, all[i], &d->indicators[d->indicator_count++]));
    TRY(name_too_large(b));
    return b->failed ? error_no_memory() : OK;
}
