#include "model/amount.h"
#include "model/status_internal.h"

__extension__ typedef __int128 wide;

/* ---- what one point tells ----------------------------------------------------------------- */

bool judging_knows(const judging *j, const point *p)
{
    return p->first_ms <= 0 || date_compare(clock_local_date(p->first_ms), j->today) <= 0;
}

static bool is_added_up(const obligation *o)
{
    return o->aggregation == AGGREGATE_SUM || o->aggregation == AGGREGATE_COUNT_TRUE;
}

static bool is_whole(const judging *j, const point *p)
{
    return j->unit || p->units >= p->expected;
}

/* While reports still come in, a sum over the first of them says nothing of the province. */
static bool has_provincial_value(const judging *j, const point *p)
{
    aggregation rule = j->obligation->aggregation;
    if (p->units == 0)
        return false;
    if (!judging_is_task(j) &&
        (rule == AGGREGATE_NONE || (rule == AGGREGATE_PROVINCE_ONLY && p->units != 1)))
        return false;
    return is_whole(j, p) || date_compare(judging_due_date(j, p->period), j->today) < 0;
}

/* What was sent back counts as not said until it is completed. */
static bool counts(const judging *j, const point *p)
{
    report_kind wanted = judging_is_task(j) ? REPORT_TASK : REPORT_FIGURE;
    return p->kind == wanted && !p->returned && judging_knows(j, p) &&
           p->figure.is_ratio == (wanted == REPORT_FIGURE && j->obligation->is_ratio) &&
           (j->unit || has_provincial_value(j, p));
}

/* Figures under different definitions, or of a unit whose area changed, are not compared. */
static bool series_breaks_between(const judging *j, const point *a, const point *b)
{
    date x = period_closes(a->period), y = period_closes(b->period);
    bool area_changed = j->unit && catalogue_area_changed(j->catalogue, j->unit->code,
                                                          date_earlier(x, y), date_later(x, y));
    return area_changed || obligation_definition(j->obligation, a->period) !=
                               obligation_definition(j->obligation, b->period);
}

static int reporting_year(const point *p)
{
    return period_at(PERIOD_YEAR, period_closes(p->period)).year;
}

bool judging_is_flow(const judging *j)
{
    return !judging_is_task(j) && j->obligation->accumulation == ACCUMULATE_FLOW;
}

/* Whether B belongs to the same run of figures as A, so that a line may lead through both. */
static bool is_comparable(const judging *j, const point *a, const point *b)
{
    return !series_breaks_between(j, a, b) &&
           (!judging_is_flow(j) || reporting_year(a) == reporting_year(b));
}

static bool add_figure(const obligation *o, const figure *f, figure *sum)
{
    int64_t value, denominator = 0;
    return amount_rescale(f->value, f->decimals, o->decimals, &value) &&
           (!o->is_ratio ||
            amount_rescale(f->denominator, f->decimals, o->decimals, &denominator)) &&
           amount_add(sum->value, value, &sum->value) &&
           amount_add(sum->denominator, denominator, &sum->denominator);
}

/* A flow adds up within its reporting year. A mean of values becomes the mean of all its reports.
 */
static rollup flow_until(const judging *j, size_t index)
{
    const obligation *o = j->obligation;
    const point *last = &j->said.points[index];
    rollup r = {.has_value = true,
                .expected = last->expected,
                .figure = {.is_ratio = o->is_ratio, .decimals = o->decimals}};
    for (size_t i = index + 1; i-- > 0;) {
        const point *p = &j->said.points[i];
        if (!counts(j, p))
            continue;
        if (!is_comparable(j, last, p))
            break;
        if (!add_figure(o, &p->figure, &r.figure))
            r.has_value = false;
        r.have += j->unit ? 1 : p->units;
    }
    return r;
}

static rollup figure_until(const judging *j, size_t index)
{
    const point *p = &j->said.points[index];
    if (judging_is_flow(j))
        return flow_until(j, index);
    return (rollup){.has_value = true,
                    .figure = p->figure,
                    .have = j->unit ? 1 : p->units,
                    .expected = p->expected};
}

bool judging_amount(const judging *j, const position *at, unsigned decimals, int64_t *out)
{
    const obligation *o = j->obligation;
    const figure *f = &at->figure.figure;
    int64_t one;
    if (judging_is_task(j))
        return amount_rescale(j->said.points[at->index].percent, 0, decimals, out);
    if (!at->figure.has_value)
        return false;
    if (o->is_ratio)
        return amount_ratio(f->value, f->denominator, PERCENT, decimals, out);
    if (!amount_rescale(1, 0, f->decimals, &one))
        return false;
    bool is_mean = o->aggregation == AGGREGATE_MEAN;
    return amount_ratio(f->value, is_mean ? one * (int64_t)at->figure.have : one, 1, decimals, out);
}

/* Few incidents are no success while some units have not said theirs. */
static bool reaches(const judging *j, const position *at)
{
    const point *p = &j->said.points[at->index];
    const obligation *o = j->obligation;
    if (judging_is_task(j))
        return p->state == TASK_DONE || p->percent >= PERCENT;
    if (o->lower_is_better && is_added_up(o) && !is_whole(j, p))
        return false;
    return j->terms.has_target && rollup_reaches(o, &at->figure, j->terms.target);
}

/* The closing day, or the day of receipt when that came before: a figure cannot tell of later. */
static date day_of(const judging *j, const point *p)
{
    date day = date_earlier(period_closes(p->period), j->today);
    if (p->last_ms > 0)
        day = date_earlier(day, clock_local_date(p->last_ms));
    return date_later(day, period_opens(p->period));
}

/* Where it stood by point INDEX; false when that has no value. */
static bool position_at(const judging *j, size_t index, position *out)
{
    const point *p = &j->said.points[index];
    if (!counts(j, p))
        return false;
    *out = (position){.index = index, .day = day_of(j, p)};
    if (!judging_is_task(j))
        out->figure = figure_until(j, index);
    out->reached = reaches(j, out);
    return judging_amount(j, out, j->decimals, &out->amount);
}

/* The last position before point END; false when there is none. */
static bool position_before(const judging *j, size_t end, position *out)
{
    while (end-- > 0)
        if (position_at(j, end, out))
            return true;
    return false;
}

/* ---- the deadline ------------------------------------------------------------------------- */

period status_measuring_period(const obligation *o, date deadline)
{
    date year_end = period_closes((period){PERIOD_YEAR, deadline.year, 0, 0});
    bool flow = o->kind == OBLIGATION_INDICATOR && o->accumulation == ACCUMULATE_FLOW;
    date day = flow ? date_earlier(deadline, year_end) : deadline;
    period p = period_at(o->frequency, day);
    /* Nobody can wait half a year to know whether the year's target was met. */
    bool too_late = p.kind >= PERIOD_HALF_YEAR && date_compare(period_closes(p), day) > 0;
    return too_late ? period_previous(p) : p;
}

static date receipt_of(const point *p)
{
    return p->last_ms > 0 ? clock_local_date(p->last_ms) : period_closes(p->period);
}

/* Whether P tells of a day on which reaching the target was still in time. A task is done when that
 * is said; a figure is measured in its period. */
static bool is_in_time(const judging *j, const point *p)
{
    if (!j->terms.has_deadline)
        return true;
    date closes = period_closes(p->period);
    if (judging_is_task(j))
        return date_compare(date_earlier(closes, receipt_of(p)), j->terms.deadline) <= 0;
    return date_compare(closes, period_closes(j->measuring)) <= 0;
}

bool judging_is_measured(const judging *j)
{
    date closes = period_closes(j->measuring);
    for (size_t i = j->said.count; i-- > 0;) {
        const point *p = &j->said.points[i];
        if (date_compare(period_closes(p->period), closes) < 0)
            break;
        /* What was said early in the window tells of a day before the deadline. */
        if (counts(j, p) && date_compare(day_of(j, p), j->terms.deadline) >= 0)
            return true;
    }
    return false;
}

/* ---- all of them -------------------------------------------------------------------------- */

/* Where it stood by the deadline; false when nothing tells. */
static bool position_in_time(const judging *j, position *out)
{
    size_t end = j->said.count;
    while (end > 0 && !is_in_time(j, &j->said.points[end - 1]))
        end--;
    return position_before(j, end, out);
}

/* What was reached has to hold still. Only a flow starts anew with each year, which takes nothing
 * from the year before. */
static void find_now(judging *j)
{
    position measured;
    bool in_time = position_in_time(j, &measured) && measured.reached;
    j->has_now = position_before(j, j->said.count, &j->now);
    if (in_time && judging_is_flow(j))
        j->now = measured;
    j->in_time = in_time;
}

static void find_reached_at(judging *j)
{
    position p;
    j->reached_at = j->now.index;
    while (position_before(j, j->reached_at, &p) && p.reached)
        j->reached_at = p.index;
}

static void keep_sample(judging *j, const position *p)
{
    j->start = (sample){p->day, p->amount};
    j->start_index = p->index;
    if (j->sample_count < FORECAST_SAMPLES_MAX)
        j->samples[j->sample_count++] = j->start;
}

static void turn_samples(judging *j)
{
    for (size_t i = 0; i < j->sample_count / 2; i++) {
        sample *a = &j->samples[i], *z = &j->samples[j->sample_count - 1 - i], kept = *a;
        *a = *z;
        *z = kept;
    }
}

/* Newest first, as far back as it can be compared. */
static void collect_samples(judging *j)
{
    position p = j->now;
    const point *now = &j->said.points[j->now.index];
    keep_sample(j, &p);
    while (position_before(j, p.index, &p)) {
        const point *before = &j->said.points[p.index];
        j->out.comparison_broken = series_breaks_between(j, before, now);
        if (!is_comparable(j, before, now))
            break;
        keep_sample(j, &p);
    }
    turn_samples(j);
}

static void count_drifting(judging *j)
{
    for (size_t i = j->sample_count; i-- > 1; j->drifting++) {
        int64_t now = j->samples[i].value, before = j->samples[i - 1].value;
        if (j->obligation->lower_is_better ? now <= before : now >= before)
            break;
    }
}

/* A pace that has changed is seen after half a year at most, and one odd report of six still does
 * not move it. */
static void draw_line(judging *j)
{
    size_t n = j->sample_count, recent = n < RECENT_REPORTS ? n : RECENT_REPORTS;
    int64_t last = date_to_days(j->samples[n - 1].day);
    while (recent < n && last - date_to_days(j->samples[n - 1 - recent].day) <= RECENT_DAYS)
        recent++;
    j->line =
        forecast_line(&j->samples[n - recent], recent, j->goal, j->obligation->lower_is_better);
}

/* The path leads straight from the first comparable value to the target on the deadline. */
static void measure_path(judging *j)
{
    int sign = j->obligation->lower_is_better ? -1 : 1;
    int64_t from = date_to_days(j->start.day), until = date_to_days(j->terms.deadline);
    int64_t whole = until - from, done = date_to_days(j->now.day) - from;
    wide way = sign * ((wide)j->goal - j->start.value), behind;
    if (way <= 0 || done >= whole) {
        whole = 1; /* the path has arrived, or never had to lead anywhere */
        behind = sign * ((wide)j->goal - j->now.amount);
    } else {
        behind = way * done - sign * ((wide)j->now.amount - j->start.value) * whole;
    }
    j->below_path = way <= 0 ? behind > 0 : behind * PERCENT > way * whole * PATH_MARGIN;
    j->behind_path = behind > 0 ? (int64_t)(behind / whole) : 0;
    if (__builtin_add_overflow(j->now.amount, sign * (int64_t)(behind / whole), &j->path))
        j->path = j->goal;
}

void judging_read_series(judging *j)
{
    find_now(j);
    if (!j->has_now)
        return;
    if (j->now.reached)
        find_reached_at(j);
    collect_samples(j);
    count_drifting(j);
    if (!j->terms.has_target)
        return;
    draw_line(j);
    if (j->terms.has_deadline)
        measure_path(j);
}
