/* progress, overdue, risk: where each obligation stands. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"
#include "model/amount.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A terminal has room for what is asked first; programs get everything. */
static const table_column SHORT_COLUMNS[] = {
    {"obligation", N_("Mã"), TABLE_LEFT, 0},     {"name", N_("Nội dung"), TABLE_LEFT, 32},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 20}, {"status", N_("Tình trạng"), TABLE_LEFT, 0},
    {"value", N_("Đạt"), TABLE_RIGHT, 18},       {"target", N_("Mức giao"), TABLE_RIGHT, 18},
    {"coverage", N_("Độ phủ"), TABLE_RIGHT, 0},  {"deadline", N_("Hạn"), TABLE_LEFT, 0},
    {"reason", N_("Lý do"), TABLE_LEFT, 0},
};
static const table_column ALL_COLUMNS[] = {
    {"obligation", "", TABLE_LEFT, 0},
    {"name", "", TABLE_LEFT, 0},
    {"field", "", TABLE_LEFT, 0},
    {"lead", "", TABLE_LEFT, 0},
    {"unit", "", TABLE_LEFT, 0},
    {"unit_name", "", TABLE_LEFT, 0},
    {"status", "", TABLE_LEFT, 0},
    {"reporting", "", TABLE_LEFT, 0},
    {"period", "", TABLE_LEFT, 0},
    {"value", "", TABLE_LEFT, 0},
    {"target", "", TABLE_LEFT, 0},
    {"measure_unit", "", TABLE_LEFT, 0},
    {"percent", "", TABLE_LEFT, 0},
    {"have", "", TABLE_LEFT, 0},
    {"expected_units", "", TABLE_LEFT, 0},
    {"deadline", "", TABLE_LEFT, 0},
    {"days_left", "", TABLE_LEFT, 0},
    {"expected", "", TABLE_LEFT, 0},
    {"comparison_broken", "", TABLE_LEFT, 0},
    {"reason", "", TABLE_LEFT, 0},
};
enum {
    SHORT_COUNT = sizeof SHORT_COLUMNS / sizeof *SHORT_COLUMNS,
    ALL_COUNT = sizeof ALL_COLUMNS / sizeof *ALL_COLUMNS,
};

/* One line of the answer. */
typedef struct line {
    const obligation *obligation;
    const unit *unit; /* NULL: the province */
    judgement judgement;
    point now; /* that it is judged by; kind 0: none */
} line;

typedef struct answer {
    view view;
    line *lines;
    size_t count, room;
    bool (*wanted)(const line *l); /* NULL: every line */
} answer;

/* ---- gathering ------------------------------------------------------------------------------- */

static error keep(answer *a, const line *l)
{
    if (a->count == a->room) {
        size_t room = a->room ? a->room * 2 : 256;
        line *more = reallocarray(a->lines, room, sizeof *more);
        if (!more)
            return error_no_memory();
        a->lines = more;
        a->room = room;
    }
    a->lines[a->count++] = *l;
    return OK;
}

static error judge_one(void *context, const obligation *o, const unit *u)
{
    answer *a = context;
    line l = {.obligation = o, .unit = u};
    TRY(view_judge(&a->view, o, u, &l.judgement));
    if (l.judgement.now)
        l.now = *l.judgement.now;
    return a->wanted && !a->wanted(&l) ? OK : keep(a, &l);
}

static error gather(question *q, bool every_unit, answer *a)
{
    for (size_t i = 0; i < catalogue_obligation_count(q->rules); i++) {
        const obligation *o = catalogue_obligation_at(q->rules, i);
        if (!view_has(&a->view, o))
            continue;
        if (every_unit)
            TRY(view_each_unit(&a->view, o, judge_one, a));
        else if (o->reporters)
            TRY(judge_one(a, o, NULL));
    }
    return OK;
}

static int by_urgency(const void *x, const void *y)
{
    const line *a = x, *b = y;
    int c = status_urgency(a->judgement.status) - status_urgency(b->judgement.status);
    if (c)
        return c;
    if (a->judgement.days_left != b->judgement.days_left)
        return a->judgement.days_left < b->judgement.days_left ? -1 : 1;
    c = strcmp(a->obligation->code, b->obligation->code);
    return c ? c : strcmp(a->unit ? a->unit->code : "", b->unit ? b->unit->code : "");
}

/* ---- showing --------------------------------------------------------------------------------- */

static emphasis emphasis_of(status s)
{
    switch (s) {
    case STATUS_DONE:
    case STATUS_ON_TRACK:
        return EMPHASIS_GOOD;
    case STATUS_AT_RISK:
    case STATUS_DONE_LATE:
    case STATUS_REPORTED_LATE:
    case STATUS_RETURNED:
        return EMPHASIS_WARN;
    case STATUS_BEHIND:
    case STATUS_OVERDUE:
    case STATUS_SILENT:
        return EMPHASIS_BAD;
    case STATUS_NOT_DUE:
    case STATUS_NO_TARGET:
    case STATUS_NOT_APPLICABLE:
        break;
    }
    return EMPHASIS_FAINT;
}

static const char *measure_of(const obligation *o)
{
    return o->is_ratio || o->kind == OBLIGATION_TASK ? "%" : o->measure_unit;
}

static const char *value_text(const line *l, char *out, size_t size)
{
    const judgement *j = &l->judgement;
    if (l->obligation->kind == OBLIGATION_TASK)
        snprintf(out, size, "%" PRId64 "%%", j->percent);
    else
        rollup_format(l->obligation, &j->stands, out, size);
    return j->has_value ? out : NULL;
}

static const char *target_text(const obligation *o, const terms *t, char *out, size_t size)
{
    char number[AMOUNT_TEXT_MAX];
    const char *measure = measure_of(o);
    amount_format_short(t->target, TARGET_DECIMALS, AMOUNT_PEOPLE, number, sizeof number);
    snprintf(out, size, "%s%s%s", number, strcmp(measure, "%") == 0 ? "" : " ", measure);
    return t->has_target ? out : NULL;
}

static const char *coverage_text(const line *l, char *out, size_t size)
{
    snprintf(out, size, "%zu/%zu", l->now.units, l->now.expected);
    return !l->unit && l->now.kind ? out : NULL;
}

static void put_for_people(question *q, const line *l, const terms *t)
{
    static const date none;
    char text[SHOWN_TEXT_MAX];
    const judgement *j = &l->judgement;
    table_text(q->rows, l->obligation->code);
    table_text(q->rows, l->obligation->name);
    table_text(q->rows, l->unit ? l->unit->name : _("Toàn tỉnh"));
    table_emphasis(q->rows, emphasis_of(j->status));
    table_text(q->rows, status_name(j->status));
    table_text(q->rows, value_text(l, text, sizeof text));
    table_text(q->rows, target_text(l->obligation, t, text, sizeof text));
    table_text(q->rows, coverage_text(l, text, sizeof text));
    table_date(q->rows, t->has_deadline ? t->deadline : none);
    table_text(q->rows, j->reason);
}

static void put_amount(question *q, bool has, int64_t amount)
{
    if (has)
        table_number(q->rows, amount, TARGET_DECIMALS);
    else
        table_text(q->rows, NULL);
}

static void put_count(question *q, bool has, int64_t n)
{
    if (has)
        table_int(q->rows, n);
    else
        table_text(q->rows, NULL);
}

static void put_for_programs(question *q, const line *l, const terms *t)
{
    static const date none;
    char p[PERIOD_TEXT_MAX];
    const judgement *j = &l->judgement;
    const unit *whole = l->unit ? l->unit : catalogue_province(q->rules);
    table_text(q->rows, l->obligation->code);
    table_text(q->rows, l->obligation->name);
    table_text(q->rows, l->obligation->field);
    table_text(q->rows, *t->lead ? t->lead : NULL);
    table_text(q->rows, whole ? whole->code : NULL);
    table_text(q->rows, whole ? whole->name : NULL);
    table_text(q->rows, status_code(j->status));
    table_text(q->rows, status_code(j->reporting));
    table_text(q->rows, l->now.kind ? period_format(l->now.period, p, sizeof p) : NULL);
    put_amount(q, j->has_value, j->value);
    put_amount(q, t->has_target, t->target);
    table_text(q->rows, measure_of(l->obligation));
    put_count(q, j->has_percent, j->percent);
    put_count(q, l->now.kind, (int64_t)l->now.units);
    put_count(q, l->now.kind, (int64_t)l->now.expected);
    table_date(q->rows, t->has_deadline ? t->deadline : none);
    put_count(q, j->has_deadline, j->days_left);
    table_date(q->rows, j->has_expected ? j->expected : none);
    table_int(q->rows, j->comparison_broken);
    table_text(q->rows, j->reason);
}

static void put_line(question *q, const line *l)
{
    terms t = obligation_terms(l->obligation, l->unit ? l->unit->code : NULL, q->today);
    if (q->format == FORMAT_TABLE)
        put_for_people(q, l, &t);
    else
        put_for_programs(q, l, &t);
}

static error answer_question(const command *cmd, bool every_unit, bool (*wanted)(const line *),
                             const char *empty)
{
    question q;
    answer a = {.wanted = wanted};
    bool people = cmd->format == FORMAT_TABLE;
    error err = question_open(&q, cmd, people ? SHORT_COLUMNS : ALL_COLUMNS,
                              people ? SHORT_COUNT : ALL_COUNT);
    /* One obligation, or one unit, is asked about unit by unit. */
    if (!err.code) {
        a.view = question_view(&q);
        err = gather(&q, every_unit || q.unit || q.obligation, &a);
    }
    if (!err.code) {
        if (wanted && a.count > 0)
            qsort(a.lines, a.count, sizeof *a.lines, by_urgency);
        for (size_t i = 0; i < a.count; i++)
            put_line(&q, &a.lines[i]);
        err = table_print(q.rows, empty);
    }
    free(a.lines);
    question_close(&q);
    return err;
}

error command_progress(const command *cmd)
{
    return answer_question(cmd, false, NULL, _("Không có nội dung nào như vậy."));
}

static bool is_overdue(const line *l)
{
    return l->judgement.status == STATUS_OVERDUE;
}

error command_overdue(const command *cmd)
{
    return answer_question(cmd, true, is_overdue, _("Không có nội dung nào quá hạn."));
}

static bool is_at_risk(const line *l)
{
    return l->judgement.status == STATUS_AT_RISK || l->judgement.status == STATUS_BEHIND;
}

error command_risk(const command *cmd)
{
    return answer_question(cmd, true, is_at_risk,
                           _("Không có nội dung nào chậm hoặc có nguy cơ chậm tiến độ."));
}
