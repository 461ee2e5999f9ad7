/* history: the passport of a figure, every report behind it. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"
#include "model/amount.h"

#include <stdio.h>
#include <string.h>

static const table_column COLUMNS[] = {
    {"id", N_("#"), TABLE_RIGHT, 0},
    {"in_force", N_("Hiệu lực"), TABLE_LEFT, 0},
    {"unit", N_("Đơn vị"), TABLE_LEFT, 0},
    {"period", N_("Kỳ"), TABLE_LEFT, 0},
    {"breakdown", N_("Phân tổ"), TABLE_LEFT, 24},
    {"value", N_("Số liệu"), TABLE_LEFT, 40},
    {"received", N_("Nhận lúc"), TABLE_LEFT, 0},
    {"observed", N_("Lấy số lúc"), TABLE_LEFT, 0},
    {"source", N_("Nguồn"), TABLE_LEFT, 32},
    {"sent_by", N_("Nơi gửi"), TABLE_LEFT, 0},
    {"key", N_("Khóa"), TABLE_LEFT, 0},
    {"program", N_("Chương trình"), TABLE_LEFT, 0},
    {"definition", N_("Định nghĩa"), TABLE_RIGHT, 0},
    {"catalogue", N_("Danh mục"), TABLE_LEFT, 0},
    {"replaces", N_("Thay #"), TABLE_RIGHT, 0},
    {"warning", N_("Lưu ý"), TABLE_LEFT, 0},
    {"ruling", N_("Quyết định"), TABLE_LEFT, 48},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS, KEY_SHOWN = 8, RULING_TEXT_MAX = 400 };

typedef struct passport {
    question *q;
    int64_t next; /* id of the report to show next; 0: the chain ends */
    bool counts;  /* it is the one in force */
    error result;
} passport;

/* ---- one report ------------------------------------------------------------------------------ */

static const char *value_text(const obligation *o, const report *r, char *out, size_t size)
{
    char shown[SHOWN_TEXT_MAX], a[AMOUNT_TEXT_MAX], b[AMOUNT_TEXT_MAX];
    const figure *f = &r->figure;
    switch (r->kind) {
    case REPORT_FIGURE:
        figure_format(o, f, shown, sizeof shown);
        if (!f->is_ratio) {
            snprintf(out, size, "%s", shown);
            return out;
        }
        amount_format_short(f->value, f->decimals, AMOUNT_PEOPLE, a, sizeof a);
        amount_format_short(f->denominator, f->decimals, AMOUNT_PEOPLE, b, sizeof b);
        snprintf(out, size, "%s = %s/%s", shown, a, b);
        return out;
    case REPORT_TASK:
        snprintf(out, size, "%u%%, %s", r->percent, task_state_name(r->state));
        return out;
    case REPORT_NOTHING:
        return report_kind_name(r->kind);
    case REPORT_DIFFICULTY:
    case REPORT_NARRATIVE:
        break;
    }
    return r->text;
}

/* The first characters of a key are enough to tell it in `unit list`. */
static void put_stream(void *context, const stored_stream *row)
{
    const passport *p = context;
    char key[KEY_SHOWN + 1];
    snprintf(key, sizeof key, "%s", row->key);
    table_text(p->q->rows, row->unit);
    table_text(p->q->rows, key);
    table_text(p->q->rows, *row->program ? row->program : NULL);
}

static bool add_ruling(void *context, const ruling *row)
{
    char *text = context, when[24];
    size_t used = strlen(text);
    clock_format_vi(row->at_ms, when, sizeof when);
    snprintf(text + used, RULING_TEXT_MAX - used, "%s%s %s (%s)%s%s", used ? "; " : "",
             row->kind == RULING_CONFIRMED ? _("xác nhận") : _("trả lại để bổ sung"), when,
             row->operator, * row->text ? ": " : "", row->text);
    return true;
}

static void put_catalogue(question *q, int64_t version)
{
    char text[20];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)version);
    table_text(q->rows, version ? text : NULL);
}

static unsigned definition_of(const obligation *o, const char *period_code)
{
    period p;
    return period_parse(period_code, &p).code ? 1 : obligation_definition(o, p);
}

static void put_in_force(question *q, bool yes)
{
    if (q->format != FORMAT_TABLE)
        table_int(q->rows, yes);
    else
        table_text(q->rows, yes ? _("có") : NULL);
}

static error put_report(passport *p, const stored_report *row)
{
    question *q = p->q;
    const report *r = &row->report;
    char value[SHOWN_TEXT_MAX + 2 * AMOUNT_TEXT_MAX], rulings[RULING_TEXT_MAX] = "";
    TRY(store_rulings(q->store, row->id, add_ruling, rulings));
    table_int(q->rows, row->id);
    put_in_force(q, p->counts);
    table_text(q->rows, r->unit);
    table_text(q->rows, r->period);
    table_text(q->rows, *r->breakdown ? r->breakdown : NULL);
    table_text(q->rows, value_text(q->obligation, r, value, sizeof value));
    table_time(q->rows, row->received_at_ms);
    table_time(q->rows, r->observed_at_ms);
    table_text(q->rows, *r->source ? r->source : NULL);
    TRY(store_stream_by_row(q->store, row->stream, put_stream, p));
    table_int(q->rows, definition_of(q->obligation, r->period));
    put_catalogue(q, row->catalogue);
    if (row->replaces)
        table_int(q->rows, row->replaces);
    else
        table_text(q->rows, NULL);
    table_text(q->rows, *row->warning ? row->warning : NULL);
    table_text(q->rows, *rulings ? rulings : NULL);
    return OK;
}

static bool show(void *context, const stored_report *row)
{
    passport *p = context;
    p->next = row->replaces;
    if (p->q->before_ms && row->received_at_ms >= p->q->before_ms)
        return true;
    p->result = put_report(p, row);
    p->counts = false;
    return true;
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* The newest reports of each key; those they replaced follow by their ids. */
typedef struct newest {
    int64_t *ids;
    size_t count, room;
    arena *memory;
} newest;

static bool note_newest(void *context, const stored_report *row)
{
    newest *n = context;
    if (n->count == n->room) {
        size_t room = n->room ? n->room * 2 : 64;
        int64_t *more = arena_alloc(n->memory, room * sizeof *more);
        if (!more)
            return false;
        if (n->count)
            memcpy(more, n->ids, n->count * sizeof *more);
        n->ids = more;
        n->room = room;
    }
    n->ids[n->count++] = row->id;
    return true;
}

static error show_chain(question *q, int64_t id)
{
    passport p = {.q = q, .next = id, .counts = true, .result = OK};
    bool found = true;
    while (p.next && found && !p.result.code)
        TRY(store_report_by_id(q->store, p.next, show, &p, &found));
    return p.result;
}

static error show_unit(question *q, const char *unit, const char *period_code)
{
    newest n = {.memory = q->memory};
    const store_filter filter = {
        .unit = unit, .obligation = q->obligation->code, .period = period_code};
    TRY(store_latest(q->store, &filter, note_newest, &n));
    for (size_t i = 0; i < n.count; i++)
        TRY(show_chain(q, n.ids[i]));
    return OK;
}

/* The units that U took over from, one generation after the other. */
static error show_predecessors(question *q, const unit *u, const char *period_code, int depth)
{
    enum { MOST = 32, DEPTH_MAX = 4 };
    const unit *before[MOST];
    size_t n = catalogue_predecessors(q->rules, u, before, MOST);
    for (size_t i = 0; i < n && i < MOST; i++) {
        if (strcmp(before[i]->code, u->code) != 0)
            TRY(show_unit(q, before[i]->code, period_code));
        if (depth < DEPTH_MAX)
            TRY(show_predecessors(q, before[i], period_code, depth + 1));
    }
    return OK;
}

static error history(question *q, const command *cmd)
{
    if (!q->unit || !q->obligation)
        return error_make(ERR_USAGE, _("history cần --unit và --obligation, ví dụ: history --unit "
                                       "384 --obligation 06-CA-02"));
    const char *period_code = command_get(cmd, "period");
    TRY(show_unit(q, q->unit->code, period_code));
    if (command_has(cmd, "with-predecessors"))
        TRY(show_predecessors(q, q->unit, period_code, 0));
    return table_print(q->rows, _("Chưa có báo cáo nào như vậy."));
}

error command_history(const command *cmd)
{
    question q;
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = history(&q, cmd);
    question_close(&q);
    return err;
}
