/* discipline: completeness and timeliness of reports, by unit, field or period. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"
#include "model/owed.h"

#include <stdlib.h>
#include <string.h>

enum { RATE_DECIMALS = 2, STREAK_MONTHS = 24 };

static const table_column COLUMNS[] = {
    {"group", N_("Nhóm"), TABLE_LEFT, 0},
    {"name", N_("Tên"), TABLE_LEFT, 34},
    {"EXPECTED_REPORTS", N_("Phải gửi"), TABLE_RIGHT, 0},
    {"ACTUAL_REPORTS", N_("Đã gửi"), TABLE_RIGHT, 0},
    {"ACTUAL_REPORTS_ON_TIME", N_("Đúng hạn"), TABLE_RIGHT, 0},
    {"REPORTING_RATE", N_("% đã gửi"), TABLE_RIGHT, 0},
    {"REPORTING_RATE_ON_TIME", N_("% đúng hạn"), TABLE_RIGHT, 0},
    {"late", N_("Chậm"), TABLE_RIGHT, 0},
    {"missing", N_("Chưa gửi"), TABLE_RIGHT, 0},
    {"rejected", N_("Bị từ chối"), TABLE_RIGHT, 0},
    {"returned", N_("Trả lại"), TABLE_RIGHT, 0},
    {"corrected", N_("Đính chính"), TABLE_RIGHT, 0},
    {"nothing", N_("Không phát sinh"), TABLE_RIGHT, 0},
    {"unscored", N_("Chờ xác nhận"), TABLE_RIGHT, 0},
    {"streak", N_("Liên tục (kỳ)"), TABLE_RIGHT, 0},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

typedef enum grouping { BY_UNIT, BY_FIELD, BY_PERIOD } grouping;

/* One line: a unit, a field or a period. */
typedef struct group {
    char code[REPORT_CODE_MAX + 1];
    const char *name;
    date order; /* of periods */
    discipline sums;
    /* By monthly period, latest first: what was owed and what was there on time. */
    size_t owed[STREAK_MONTHS], on_time[STREAK_MONTHS];
} group;

typedef struct groups {
    question *q;
    grouping by;
    group *items;
    size_t count, room;
} groups;

static void name_group(const groups *g, const owed *it, group *out)
{
    char text[PERIOD_NAME_MAX];
    switch (g->by) {
    case BY_UNIT:
        strncat(out->code, it->unit->code, REPORT_CODE_MAX);
        out->name = question_unit_name(g->q, it->unit->code);
        break;
    case BY_FIELD:
        strncat(out->code, it->obligation->field, REPORT_CODE_MAX);
        out->name = field_name(it->obligation->field);
        break;
    case BY_PERIOD:
        period_format(it->period, out->code, sizeof out->code);
        out->name = arena_strdup(g->q->memory, period_name(it->period, text, sizeof text));
        out->order = period_closes(it->period);
    }
}

static group *group_of(groups *g, const owed *it)
{
    group wanted = {.name = ""};
    name_group(g, it, &wanted);
    for (size_t i = 0; i < g->count; i++)
        if (strcmp(g->items[i].code, wanted.code) == 0)
            return &g->items[i];
    if (g->count == g->room) {
        size_t room = g->room ? g->room * 2 : 64;
        group *more = reallocarray(g->items, room, sizeof *more);
        if (!more)
            return NULL;
        g->items = more;
        g->room = room;
    }
    g->items[g->count] = wanted;
    return &g->items[g->count++];
}

/* How many months before the latest that is due P lies. */
static size_t months_back(const question *q, const owed *it)
{
    period last = catalogue_last_due(q->rules, it->obligation, it->unit->level, q->today);
    return (size_t)((last.year - it->period.year) * 12 + last.number - it->period.number);
}

static error add(void *context, const owed *it)
{
    groups *g = context;
    group *to = group_of(g, it);
    if (!to)
        return error_no_memory();
    discipline_add(&to->sums, it->attendance, it->said);
    if (it->period.kind != PERIOD_MONTH)
        return OK;
    size_t back = months_back(g->q, it);
    if (back < STREAK_MONTHS) {
        to->owed[back]++;
        to->on_time[back] += it->attendance == ATTENDANCE_ON_TIME;
    }
    return OK;
}

static size_t streak_of(const group *x)
{
    bool whole[STREAK_MONTHS];
    for (size_t i = 0; i < STREAK_MONTHS; i++)
        whole[i] = x->owed[i] && x->owed[i] == x->on_time[i];
    return discipline_streak(whole, STREAK_MONTHS);
}

static void put_measure(question *q, const discipline *d, discipline_measure m)
{
    int64_t value;
    bool rate = m == REPORTING_RATE || m == REPORTING_RATE_ON_TIME;
    if (!discipline_value(d, m, &value))
        table_text(q->rows, NULL);
    else
        table_number(q->rows, value, rate ? RATE_DECIMALS : 0);
}

static void put_group(question *q, const group *x)
{
    const discipline *d = &x->sums;
    table_text(q->rows, x->code);
    table_text(q->rows, x->name);
    for (int m = 0; m < DISCIPLINE_MEASURES; m++)
        put_measure(q, d, (discipline_measure)m);
    table_int(q->rows, (int64_t)d->late);
    table_int(q->rows, (int64_t)d->missing);
    table_int(q->rows, (int64_t)d->rejected);
    table_int(q->rows, (int64_t)d->returned);
    table_int(q->rows, (int64_t)d->corrected);
    table_int(q->rows, (int64_t)d->nothing);
    table_int(q->rows, (int64_t)d->unscored);
    table_int(q->rows, (int64_t)streak_of(x));
}

static int by_order(const void *a, const void *b)
{
    const group *x = a, *y = b;
    int c = date_compare(x->order, y->order);
    return c ? c : strcmp(x->code, y->code);
}

static error read_grouping(const command *cmd, grouping *out)
{
    static const char *const names[] = {"unit", "field", "period"};
    const char *text = command_get(cmd, "by");
    *out = BY_UNIT;
    for (int i = 0; text && i < 3; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (grouping)i;
            return OK;
        }
    return text ? error_make(ERR_USAGE, _("--by %s: cần unit, field hoặc period"), text) : OK;
}

static error show(question *q, groups *g)
{
    view v = question_view(q);
    TRY(owed_each(&v, view_year_opens(&v), add, g));
    if (g->count)
        qsort(g->items, g->count, sizeof *g->items, by_order);
    for (size_t i = 0; i < g->count; i++)
        put_group(q, &g->items[i]);
    return table_print(q->rows, _("Chưa có kỳ báo cáo nào đến hạn."));
}

error command_discipline(const command *cmd)
{
    question q;
    groups g = {.q = &q};
    error err = read_grouping(cmd, &g.by);
    if (err.code)
        return err;
    err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = show(&q, &g);
    free(g.items);
    question_close(&q);
    return err;
}
