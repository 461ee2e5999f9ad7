#include "model/status.h"

#include "base/i18n.h"
#include "model/amount.h"
#include "model/status_internal.h"

#include <string.h>

/* How many periods to look back for one in which somebody had to report. */
enum { DUE_BACK_MAX = 60 };

/* ---- names -------------------------------------------------------------------------------- */

typedef struct status_word {
    const char *code, *name;
    int urgency; /* 0 is the most urgent */
} status_word;

static const status_word words[] = {
    [STATUS_DONE] = {"done", N_("Hoàn thành"), 11},
    [STATUS_DONE_LATE] = {"done_late", N_("Hoàn thành quá hạn"), 10},
    [STATUS_ON_TRACK] = {"on_track", N_("Đúng tiến độ"), 7},
    [STATUS_AT_RISK] = {"at_risk", N_("Có nguy cơ chậm"), 2},
    [STATUS_BEHIND] = {"behind", N_("Chậm tiến độ"), 1},
    [STATUS_OVERDUE] = {"overdue", N_("Quá hạn"), 0},
    [STATUS_SILENT] = {"silent", N_("Chưa báo cáo"), 3},
    [STATUS_REPORTED_LATE] = {"reported_late", N_("Báo cáo chậm"), 5},
    [STATUS_RETURNED] = {"returned", N_("Trả lại để bổ sung"), 4},
    [STATUS_NOT_DUE] = {"not_due", N_("Chưa đến kỳ báo cáo"), 8},
    [STATUS_NO_TARGET] = {"no_target", N_("Chưa giao chỉ tiêu"), 6},
    [STATUS_NOT_APPLICABLE] = {"not_applicable", N_("Không áp dụng"), 9},
};

const char *status_code(status s)
{
    return words[s].code;
}

const char *status_name(status s)
{
    return _(words[s].name);
}

status status_parse(const char *code)
{
    for (int s = STATUS_DONE; s <= STATUS_NOT_APPLICABLE; s++)
        if (strcmp(code, words[s].code) == 0)
            return (status)s;
    return 0;
}

int status_urgency(status s)
{
    return words[s].urgency;
}

/* ---- who has to report, and until when ---------------------------------------------------- */

bool judging_is_task(const judging *j)
{
    return j->obligation->kind == OBLIGATION_TASK;
}

bool judging_is_sure(const judging *j)
{
    return j->sample_count >= SURE_SAMPLES;
}

static bool is_applicable(const judging *j)
{
    if (!j->unit)
        return j->obligation->reporters != 0;
    return obligation_is_reported_by(j->obligation, j->unit);
}

bool judging_owes_on(const judging *j, date day)
{
    if (j->unit)
        return unit_valid_on(j->unit, day);
    for (size_t i = 0; i < catalogue_unit_count(j->catalogue); i++) {
        const unit *u = catalogue_unit_at(j->catalogue, i);
        if (obligation_is_reported_by(j->obligation, u) && unit_valid_on(u, day))
            return true;
    }
    return false;
}

typedef date (*last_day)(const catalogue *c, const obligation *o, period p, unit_level level);

static date last_day_for(const judging *j, period p, last_day of_level)
{
    date latest = {0};
    if (j->unit)
        return of_level(j->catalogue, j->obligation, p, j->unit->level);
    for (int level = LEVEL_PROVINCE; level <= LEVEL_OTHER; level++) {
        if (!(j->obligation->reporters & 1U << level))
            continue;
        date day = of_level(j->catalogue, j->obligation, p, (unit_level)level);
        if (date_compare(latest, day) < 0)
            latest = day;
    }
    return latest;
}

date judging_due_date(const judging *j, period p)
{
    return last_day_for(j, p, catalogue_due_date);
}

date judging_on_time_until(const judging *j, period p)
{
    return last_day_for(j, p, catalogue_on_time_until);
}

/* The last period that is due; kind 0 when there is none. */
static period due_period(const judging *j)
{
    bool ended = j->unit && j->unit->valid_to.year && date_compare(j->unit->valid_to, j->today) < 0;
    period p = period_at(j->obligation->frequency, ended ? j->unit->valid_to : j->today);
    for (int i = 0; i < DUE_BACK_MAX; i++, p = period_previous(p))
        if (date_compare(judging_due_date(j, p), j->today) < 0 &&
            judging_owes_on(j, period_closes(p)))
            return catalogue_is_owed(j->catalogue, j->obligation, p) ? p : (period){0};
    return (period){0};
}

static const point *said_for(const judging *j, period p)
{
    for (size_t i = j->said.count; i-- > 0;) {
        const point *said = &j->said.points[i];
        if (period_equal(said->period, p) && judging_knows(j, said) && (j->unit || said->units))
            return said;
    }
    return NULL;
}

static status judge_reporting(const judging *j)
{
    if (!j->out.due_period.kind)
        return STATUS_NOT_DUE;
    if (!j->due)
        return STATUS_SILENT;
    if (j->due->returned)
        return STATUS_RETURNED;
    date until = judging_on_time_until(j, j->out.due_period);
    bool late = j->due->first_ms > 0 && date_compare(clock_local_date(j->due->first_ms), until) > 0;
    return late ? STATUS_REPORTED_LATE : STATUS_ON_TRACK;
}

/* ---- where it stands ---------------------------------------------------------------------- */

static bool is_past_deadline(const judging *j)
{
    return j->terms.has_deadline && date_compare(j->today, j->terms.deadline) > 0;
}

/* A task is over with its deadline; a figure of that day comes with its measuring period. */
static bool is_overdue(const judging *j)
{
    if (!j->terms.has_target || !is_past_deadline(j))
        return false;
    return judging_is_task(j) || judging_is_measured(j) ||
           date_compare(j->measured_by, j->today) < 0;
}

static bool has_said_anything(const judging *j)
{
    for (size_t i = 0; i < j->said.count; i++)
        if (judging_knows(j, &j->said.points[i]))
            return true;
    return false;
}

static status judge_line(const judging *j)
{
    bool sure = judging_is_sure(j);
    bool misses = sure && j->line.known &&
                  (!j->line.reaches || date_compare(j->line.expected, j->terms.deadline) > 0);
    if (misses)
        return j->below_path ? STATUS_BEHIND : STATUS_AT_RISK;
    return !sure && j->below_path ? STATUS_AT_RISK : STATUS_ON_TRACK;
}

static status judge_progress(const judging *j)
{
    status s = STATUS_ON_TRACK;
    if (j->has_now && j->terms.has_deadline)
        s = judge_line(j);
    else if (j->has_now && j->drifting >= DRIFTING_REPORTS)
        s = STATUS_AT_RISK;
    bool blocked = j->has_now && j->said.points[j->now.index].state == TASK_BLOCKED;
    return blocked && s == STATUS_ON_TRACK ? STATUS_AT_RISK : s;
}

/* The order of the questions is the order of precedence: docs/decisions.md. */
static status judge(const judging *j)
{
    if (j->has_now && j->now.reached)
        return j->in_time ? STATUS_DONE : STATUS_DONE_LATE;
    if (is_overdue(j))
        return STATUS_OVERDUE;
    if (j->out.reporting == STATUS_RETURNED || j->out.reporting == STATUS_SILENT)
        return j->out.reporting;
    if (j->out.reporting == STATUS_NOT_DUE && !has_said_anything(j))
        return STATUS_NOT_DUE;
    if (!j->terms.has_target)
        return STATUS_NO_TARGET;
    return judge_progress(j);
}

/* ---- its figures -------------------------------------------------------------------------- */

/* Never 100 before the target is reached. */
static void set_percent(judging *j)
{
    judgement *out = &j->out;
    if (judging_is_task(j)) {
        out->has_percent = true;
        out->percent = j->said.points[j->now.index].percent;
        return;
    }
    int64_t target = j->terms.target;
    if (!j->terms.has_target || j->obligation->lower_is_better || target <= 0)
        return;
    out->has_percent = amount_ratio(out->value, target, PERCENT, 0, &out->percent);
    if (!j->now.reached && out->percent >= PERCENT)
        out->percent = PERCENT - 1;
}

/* Of a figure that is to grow; what has arrived needs no path. */
static void set_path_percent(judging *j)
{
    bool leads = j->terms.has_target && j->terms.has_deadline && !j->obligation->lower_is_better;
    if (!leads || j->goal <= 0 || j->path < 0 ||
        !amount_ratio(j->path, j->goal, PERCENT, 0, &j->out.path_percent))
        j->out.path_percent = 0;
}

/* AMOUNT / DAYS with PACE_DECIMALS; 0 when it is too large to be told. */
static int64_t pace_of(const judging *j, int64_t amount, int64_t days)
{
    int64_t one, pace;
    return amount_rescale(1, j->decimals, PACE_DECIMALS, &one) &&
                   amount_ratio(amount, days, one, 0, &pace)
               ? pace
               : 0;
}

static void set_paces(judging *j)
{
    judgement *out = &j->out;
    out->has_pace = j->line.known;
    out->actual_pace = j->line.known ? pace_of(j, j->line.pace, FORECAST_PACE_DAYS) : 0;
    out->has_expected = judging_is_sure(j) && j->line.known && j->line.reaches;
    out->expected = j->line.expected;
    int64_t gap;
    if (j->terms.has_target && out->has_deadline && out->days_left >= 0 &&
        !__builtin_sub_overflow(j->goal, j->now.amount, &gap))
        out->needed_pace = pace_of(j, gap, out->days_left ? out->days_left : 1);
}

static void set_figures(judging *j)
{
    judgement *out = &j->out;
    out->has_deadline = j->terms.has_deadline;
    if (out->has_deadline)
        out->days_left = date_to_days(j->terms.deadline) - date_to_days(j->today);
    if (!j->has_now)
        return;
    out->now = &j->said.points[j->now.index];
    out->has_value = judging_amount(j, &j->now, TARGET_DECIMALS, &out->value);
    out->stands = j->now.figure;
    if (out->has_value)
        set_percent(j);
    if (j->now.reached)
        return;
    set_paces(j);
    set_path_percent(j);
}

static void set_terms(judging *j)
{
    const obligation *o = j->obligation;
    j->terms = obligation_terms(o, j->unit ? j->unit->code : NULL, j->today);
    if (judging_is_task(j)) {
        j->terms.has_target = true;
        amount_rescale(PERCENT, 0, TARGET_DECIMALS, &j->terms.target);
    }
    j->decimals = judging_is_task(j) || o->is_ratio ? PERCENT_DECIMALS : TARGET_DECIMALS;
    if (!amount_rescale(j->terms.target, TARGET_DECIMALS, j->decimals, &j->goal)) {
        j->decimals = TARGET_DECIMALS;
        j->goal = j->terms.target;
    }
    if (j->terms.has_deadline) {
        j->measuring = status_measuring_period(o, j->terms.deadline);
        j->measured_by = judging_due_date(j, j->measuring);
    }
}

judgement status_judge(const catalogue *c, const obligation *o, const unit *u, series said,
                       date today)
{
    judging j = {.catalogue = c, .obligation = o, .unit = u, .said = said, .today = today};
    if (!is_applicable(&j)) {
        j.out.status = j.out.reporting = STATUS_NOT_APPLICABLE;
        judging_explain(&j);
        return j.out;
    }
    set_terms(&j);
    j.out.due_period = due_period(&j);
    if (j.out.due_period.kind)
        j.due = said_for(&j, j.out.due_period);
    judging_read_series(&j);
    set_figures(&j);
    j.out.reporting = judge_reporting(&j);
    j.out.status = judge(&j);
    judging_explain(&j);
    return j.out;
}
