/* pilots: models that are tried in some units first, and how far they have spread. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const table_column COLUMNS[] = {
    {"obligation", N_("Mã"), TABLE_LEFT, 0},
    {"name", N_("Mô hình"), TABLE_LEFT, 60},
    {"lead", N_("Chủ trì"), TABLE_LEFT, 0},
    {"pilot", N_("Nơi thí điểm"), TABLE_LEFT, 50},
    {"pilot_done", N_("Thí điểm xong"), TABLE_RIGHT, 0},
    {"done", N_("Đã nhân rộng"), TABLE_RIGHT, 0},
    {"started", N_("Đang triển khai"), TABLE_RIGHT, 0},
    {"expected", N_("Phải nhân rộng"), TABLE_RIGHT, 0},
    {"status", N_("Tình trạng"), TABLE_LEFT, 0},
    {"reason", N_("Lý do"), TABLE_LEFT, 0},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS, PILOT_TEXT_MAX = 400 };

/* How many of the units that report have done, or begun, it. */
typedef struct spread {
    size_t done, started, expected;
} spread;

static const point *last_progress(const question *q, const obligation *o, const char *unit)
{
    series said = board_series(q->board, o, unit);
    while (said.count && said.points[said.count - 1].kind != REPORT_TASK)
        said.count--;
    return said.count ? &said.points[said.count - 1] : NULL;
}

static spread spread_of(const question *q, const obligation *o)
{
    spread s = {0};
    for (size_t i = 0; i < catalogue_unit_count(q->rules); i++) {
        const unit *u = catalogue_unit_at(q->rules, i);
        if (!unit_valid_on(u, q->today) || !obligation_is_reported_by(o, u))
            continue;
        const point *p = last_progress(q, o, u->code);
        s.expected++;
        s.done += p && p->state == TASK_DONE;
        s.started += p && p->state != TASK_DONE && p->percent > 0;
    }
    return s;
}

/* "Huyện Như Xuân: 80%, đang thực hiện"; counts those that are done. */
static size_t describe_pilots(const question *q, const obligation *o, char *out, size_t size)
{
    size_t done = 0, used = 0;
    *out = '\0';
    for (size_t i = 0; i < o->pilot_unit_count && used < size; i++) {
        const char *code = o->pilot_units[i];
        const point *p = last_progress(q, o, code);
        used += (size_t)snprintf(out + used, size - used, "%s%s: ", i ? "; " : "",
                                 question_unit_name(q, code));
        if (used < size)
            used += p ? (size_t)snprintf(out + used, size - used, "%u%%, %s", p->percent,
                                         task_state_name(p->state))
                      : (size_t)snprintf(out + used, size - used, "%s", _("chưa báo cáo"));
        done += p && p->state == TASK_DONE;
    }
    return done;
}

static error put_pilot(question *q, const obligation *o)
{
    char text[PILOT_TEXT_MAX];
    bool people = q->format == FORMAT_TABLE;
    spread s = spread_of(q, o);
    size_t done = describe_pilots(q, o, text, sizeof text);
    terms t = obligation_terms(o, NULL, q->today);
    view v = question_view(q);
    judgement j;
    TRY(view_judge(&v, o, NULL, &j));
    table_text(q->rows, o->code);
    table_text(q->rows, o->name);
    table_text(q->rows, *t.lead ? t.lead : NULL);
    table_text(q->rows, *text ? text : NULL);
    table_int(q->rows, (int64_t)done);
    table_int(q->rows, (int64_t)s.done);
    table_int(q->rows, (int64_t)s.started);
    table_int(q->rows, (int64_t)s.expected);
    table_text(q->rows, people ? status_name(j.status) : status_code(j.status));
    table_text(q->rows, j.reason);
    return OK;
}

static error pilots(question *q)
{
    view v = question_view(q);
    for (size_t i = 0; i < catalogue_obligation_count(q->rules); i++) {
        const obligation *o = catalogue_obligation_at(q->rules, i);
        if (strcmp(o->duty, "pilot") == 0 && view_has(&v, o))
            TRY(put_pilot(q, o));
    }
    return table_print(q->rows, _("Không có mô hình nào như vậy."));
}

error command_pilots(const command *cmd)
{
    question q;
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = pilots(&q);
    question_close(&q);
    return err;
}
