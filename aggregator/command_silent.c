/* silent: who has not reported what was due, and whether its collector can be heard at all. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"
#include "model/owed.h"

#include <stdio.h>
#include <string.h>

/* A collector greets every ten minutes; one that was not heard for so long is taken for offline. */
enum { OFFLINE_AFTER_MS = 24 * 3600 * 1000, CODES_MAX = 400 };

static const table_column COLUMNS[] = {
    {"unit", N_("Mã"), TABLE_LEFT, 0},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 30},
    {"period", N_("Kỳ"), TABLE_LEFT, 0},
    {"due", N_("Hạn"), TABLE_LEFT, 0},
    {"days_late", N_("Quá (ngày)"), TABLE_RIGHT, 0},
    {"missing", N_("Chưa gửi"), TABLE_RIGHT, 0},
    {"rejected", N_("Bị từ chối"), TABLE_RIGHT, 0},
    {"returned", N_("Trả lại"), TABLE_RIGHT, 0},
    {"owed", N_("Phải gửi"), TABLE_RIGHT, 0},
    {"collector", N_("Bộ thu thập"), TABLE_LEFT, 0},
    {"last_seen", N_("Liên lạc gần nhất"), TABLE_LEFT, 0},
    {"obligations", N_("Nội dung chưa có"), TABLE_LEFT, 60},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

/* What one unit owes of one period. */
typedef struct debt {
    const unit *unit;
    period period;
    date due;
    size_t owed, missing, rejected, returned;
    char codes[CODES_MAX];
    struct debt *next;
} debt;

typedef struct debts {
    question *q;
    debt *first, *last;
} debts;

/* ---- gathering ------------------------------------------------------------------------------- */

static debt *debt_of(debts *d, const owed *it)
{
    for (debt *x = d->first; x; x = x->next)
        if (strcmp(x->unit->code, it->unit->code) == 0 && period_equal(x->period, it->period) &&
            date_compare(x->due, it->due) == 0)
            return x;
    debt *made = arena_alloc(d->q->memory, sizeof *made);
    if (!made)
        return NULL;
    *made = (debt){.unit = it->unit, .period = it->period, .due = it->due};
    if (d->last)
        d->last->next = made;
    else
        d->first = made;
    return d->last = made;
}

static void add_code(debt *x, const char *code)
{
    size_t used = strlen(x->codes), n = strlen(code);
    bool full = used + n + sizeof " …" > sizeof x->codes - 1;
    if (!full)
        snprintf(x->codes + used, sizeof x->codes - used, "%s%s", used ? " " : "", code);
    else if (!strstr(x->codes, "…"))
        snprintf(x->codes + used, sizeof x->codes - used, " …");
}

static error note(void *context, const owed *it)
{
    debts *d = context;
    debt *x = debt_of(d, it);
    if (!x)
        return error_no_memory();
    x->owed++;
    x->missing += it->attendance == ATTENDANCE_MISSING;
    x->rejected += it->attendance == ATTENDANCE_REJECTED;
    x->returned += it->attendance == ATTENDANCE_RETURNED;
    if (it->attendance != ATTENDANCE_ON_TIME && it->attendance != ATTENDANCE_LATE)
        add_code(x, it->obligation->code);
    return OK;
}

/* ---- whether it can be heard ----------------------------------------------------------------- */

/* The last word from the unit's own collector, or from one above that speaks for it. */
typedef struct heard {
    question *q;
    const unit *unit;
    int64_t last_seen_ms;
} heard;

static bool note_heard(void *context, const unit_activity *row)
{
    heard *h = context;
    if (row->last_seen_ms > h->last_seen_ms &&
        catalogue_unit_within(h->q->rules, h->unit->code, row->unit))
        h->last_seen_ms = row->last_seen_ms;
    return true;
}

static error put_connection(question *q, const unit *u)
{
    heard h = {.q = q, .unit = u};
    TRY(store_units(q->store, note_heard, &h));
    if (q->before_ms) {
        table_text(q->rows, NULL); /* who could be heard in the past is not kept */
        table_text(q->rows, NULL);
        return OK;
    }
    bool offline = q->as_of_ms - h.last_seen_ms > OFFLINE_AFTER_MS;
    if (offline)
        table_emphasis(q->rows, EMPHASIS_BAD);
    table_text(q->rows, !h.last_seen_ms ? _("chưa từng liên lạc")
                        : offline       ? _("mất liên lạc")
                                        : _("đang liên lạc"));
    table_time(q->rows, h.last_seen_ms);
    return OK;
}

static error put_debt(question *q, const debt *x)
{
    char code[PERIOD_TEXT_MAX];
    table_text(q->rows, x->unit->code);
    table_text(q->rows, x->unit->name);
    table_text(q->rows, period_format(x->period, code, sizeof code));
    table_date(q->rows, x->due);
    table_int(q->rows, date_to_days(q->today) - date_to_days(x->due));
    table_int(q->rows, (int64_t)x->missing);
    table_int(q->rows, (int64_t)x->rejected);
    table_int(q->rows, (int64_t)x->returned);
    table_int(q->rows, (int64_t)x->owed);
    TRY(put_connection(q, x->unit));
    table_text(q->rows, x->codes);
    return OK;
}

static error silent(question *q)
{
    static const date last_due_only;
    view v = question_view(q);
    debts d = {.q = q};
    TRY(owed_each(&v, last_due_only, note, &d));
    for (const debt *x = d.first; x; x = x->next)
        if (x->missing + x->rejected + x->returned)
            TRY(put_debt(q, x));
    return table_print(q->rows, _("Mọi đơn vị đã gửi đủ báo cáo đến hạn."));
}

error command_silent(const command *cmd)
{
    question q;
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = silent(&q);
    question_close(&q);
    return err;
}
