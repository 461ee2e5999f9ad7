/* due: what falls due next, reports and targets. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"
#include "model/amount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_DEFAULT = 30, DAYS_MAX = 3660, WHAT_MAX = 400 };

static const table_column COLUMNS[] = {
    {"due", N_("Hạn"), TABLE_LEFT, 0},           {"days_left", N_("Còn (ngày)"), TABLE_RIGHT, 0},
    {"kind", N_("Loại"), TABLE_LEFT, 0},         {"who", N_("Đơn vị"), TABLE_LEFT, 30},
    {"period", N_("Kỳ"), TABLE_LEFT, 0},         {"obligations", N_("Số nội dung"), TABLE_RIGHT, 0},
    {"reported", N_("Đã gửi"), TABLE_RIGHT, 0},  {"expected", N_("Phải gửi"), TABLE_RIGHT, 0},
    {"status", N_("Tình trạng"), TABLE_LEFT, 0}, {"what", N_("Nội dung"), TABLE_LEFT, 60},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

/* What is due on one day: a period's reports of one level, or a target of one unit. */
typedef struct item {
    date due;
    bool is_target;
    period period;
    unit_level level;
    const char *who;
    size_t obligations, reported, expected;
    status status;
    char what[WHAT_MAX];
} item;

typedef struct agenda {
    question *q;
    view view;
    date until;
    item *items;
    size_t count, room;
} agenda;

static item *new_item(agenda *a, const item *like)
{
    if (a->count == a->room) {
        size_t room = a->room ? a->room * 2 : 64;
        item *more = reallocarray(a->items, room, sizeof *more);
        if (!more)
            return NULL;
        a->items = more;
        a->room = room;
    }
    a->items[a->count] = *like;
    return &a->items[a->count++];
}

static bool in_sight(const agenda *a, date day)
{
    return date_compare(day, a->q->today) >= 0 && date_compare(day, a->until) <= 0;
}

/* ---- reports --------------------------------------------------------------------------------- */

static item *reports_of(agenda *a, const item *like)
{
    for (size_t i = 0; i < a->count; i++) {
        item *x = &a->items[i];
        if (!x->is_target && x->level == like->level && period_equal(x->period, like->period) &&
            date_compare(x->due, like->due) == 0)
            return x;
    }
    return new_item(a, like);
}

static error add_reports(agenda *a, const obligation *o, period p, unit_level level)
{
    question *q = a->q;
    const item like = {.due = catalogue_due_date(q->rules, o, p, level),
                       .period = p,
                       .level = level,
                       .who = unit_level_name(level)};
    size_t expected = 0, reported = 0;
    for (size_t i = 0; i < catalogue_unit_count(q->rules); i++) {
        const unit *u = catalogue_unit_at(q->rules, i);
        if (u->level != level || !unit_valid_on(u, period_closes(p)) ||
            !obligation_is_reported_by(o, u) || !view_has_unit(&a->view, o, u))
            continue;
        expected++;
        reported += board_point(q->board, o, u->code, p, "") != NULL;
    }
    if (!expected)
        return OK;
    item *to = reports_of(a, &like);
    if (!to)
        return error_no_memory();
    to->obligations++;
    to->expected += expected;
    to->reported += reported;
    return OK;
}

/* The periods whose reports fall due from today on. */
static error reports_due(agenda *a, const obligation *o, unit_level level)
{
    period p = period_at(o->frequency, a->until);
    for (;; p = period_previous(p)) {
        date due = catalogue_due_date(a->q->rules, o, p, level);
        if (date_compare(due, a->q->today) < 0)
            return OK;
        if (in_sight(a, due))
            TRY(add_reports(a, o, p, level));
    }
}

/* ---- targets --------------------------------------------------------------------------------- */

static error target_due(void *context, const obligation *o, const unit *u)
{
    agenda *a = context;
    const question *q = a->q;
    terms all = obligation_terms(o, NULL, q->today);
    terms t = obligation_terms(o, u ? u->code : NULL, q->today);
    /* A unit is named only where its terms are its own. */
    bool own =
        u && t.has_deadline && (!all.has_deadline || date_compare(t.deadline, all.deadline) != 0);
    if (!t.has_deadline || !in_sight(a, t.deadline) || (u && !own && !q->unit))
        return OK;
    judgement j;
    TRY(view_judge(&a->view, o, u, &j));
    item x = {.due = t.deadline,
              .is_target = true,
              .who = u ? u->name : _("Toàn tỉnh"),
              .obligations = 1,
              .status = j.status};
    snprintf(x.what, sizeof x.what, "%s %s", o->code, o->name);
    return new_item(a, &x) ? OK : error_no_memory();
}

/* ---- showing --------------------------------------------------------------------------------- */

static int by_day(const void *x, const void *y)
{
    const item *a = x, *b = y;
    int c = date_compare(a->due, b->due);
    if (c)
        return c;
    if (a->is_target != b->is_target)
        return a->is_target - b->is_target;
    return strcmp(a->what, b->what);
}

static void put_item(question *q, const item *x)
{
    char code[PERIOD_TEXT_MAX];
    bool people = q->format == FORMAT_TABLE;
    table_date(q->rows, x->due);
    table_int(q->rows, date_to_days(x->due) - date_to_days(q->today));
    if (people)
        table_text(q->rows, x->is_target ? _("hạn hoàn thành") : _("hạn báo cáo"));
    else
        table_text(q->rows, x->is_target ? "target" : "report");
    table_text(q->rows, x->who);
    table_text(q->rows, x->is_target ? NULL : period_format(x->period, code, sizeof code));
    table_int(q->rows, (int64_t)x->obligations);
    if (x->is_target) {
        table_text(q->rows, NULL);
        table_text(q->rows, NULL);
        table_text(q->rows, people ? status_name(x->status) : status_code(x->status));
    } else {
        table_int(q->rows, (int64_t)x->reported);
        table_int(q->rows, (int64_t)x->expected);
        table_text(q->rows, NULL);
    }
    table_text(q->rows, *x->what ? x->what : NULL);
}

static error read_days(const command *cmd, int64_t *days)
{
    const char *text = command_get(cmd, "days");
    *days = DAYS_DEFAULT;
    if (text && (amount_parse(text, AMOUNT_MACHINE, 0, days).code || *days < 0 || *days > DAYS_MAX))
        return error_make(ERR_USAGE, _("--days %s: cần số nguyên từ 0 đến %d"), text, DAYS_MAX);
    return OK;
}

static error gather(agenda *a)
{
    question *q = a->q;
    for (size_t i = 0; i < catalogue_obligation_count(q->rules); i++) {
        const obligation *o = catalogue_obligation_at(q->rules, i);
        if (!view_has(&a->view, o))
            continue;
        for (int level = LEVEL_PROVINCE; level < LEVEL_OTHER; level++)
            if (o->reporters & 1U << level)
                TRY(reports_due(a, o, (unit_level)level));
        TRY(view_each_unit(&a->view, o, target_due, a));
    }
    return OK;
}

error command_due(const command *cmd)
{
    question q;
    agenda a = {.q = &q};
    int64_t days;
    TRY(read_days(cmd, &days));
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code) {
        a.view = question_view(&q);
        a.until = date_add_days(q.today, days);
        err = gather(&a);
    }
    if (!err.code) {
        if (a.count)
            qsort(a.items, a.count, sizeof *a.items, by_day);
        for (size_t i = 0; i < a.count; i++)
            put_item(&q, &a.items[i]);
        err = table_print(q.rows, _("Không có gì đến hạn trong thời gian này."));
    }
    free(a.items);
    question_close(&q);
    return err;
}
