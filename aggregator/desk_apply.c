#include "aggregator/desk_apply.h"

#include "base/i18n.h"
#include "base/log.h"
#include "store/store_difficulty.h"
#include "store/store_directive.h"

#include <inttypes.h>
#include <stdio.h>

/* A decision's text and what is said around it: what a directive may hold. */
enum { LETTER_MAX = REPORT_TEXT_MAX + 1 };

typedef struct applying {
    store *store;
    standings *standings;
    size_t applied;
    bool reopened;
    int64_t last;
    error result;
} applying;

static error reopen(applying *w, const desk_action *a)
{
    const reopening r = {.operator= a->operator,
                         .unit = a->unit,
                         .obligation = a->obligation,
                         .period = a->period,
                         .until = a->until,
                         .reason = a->text,
                         .at_ms = a->at_ms};
    w->reopened = true;
    return store_put_reopening(w->store, &r);
}

/* A ruling on a report that was replaced meanwhile changes nothing on the board. */
typedef struct ruled {
    standings *standings;
    store *store;
    ruling_kind kind;
    int64_t id;
    report report;
} ruled;

static bool rule_if_it_counts(void *context, const stored_report *row)
{
    ruled *r = context;
    if (row->id == r->id)
        standings_rule(r->standings, &row->report, r->kind);
    return true;
}

static bool find_latest(void *context, const stored_report *row)
{
    ruled *r = context;
    const store_filter filter = {.unit = row->report.unit,
                                 .obligation = row->report.obligation,
                                 .period = row->report.period};
    return !store_latest(r->store, &filter, rule_if_it_counts, r).code;
}

/* The decision goes back to the unit at its next greeting. */
static error tell_unit(applying *w, const desk_action *a, const char *opening, const char *what)
{
    char letter[LETTER_MAX];
    snprintf(letter, sizeof letter, "%s%s%s%s", opening, what, *what ? ". " : "", a->text);
    return store_put_directive(w->store, a->target, _("Cơ quan thường trực"), letter, a->at_ms);
}

static error rule(applying *w, const desk_action *a, ruling_kind kind)
{
    const ruling it = {.report = a->target,
                       .kind = kind,
                       .at_ms = a->at_ms,
                       .operator= a->operator,
                       .text = a->text };
    ruled r = {.standings = w->standings, .store = w->store, .kind = kind, .id = a->target};
    bool found;
    TRY(store_put_ruling(w->store, &it));
    if (kind == RULING_RETURNED)
        TRY(tell_unit(w, a, _("Đề nghị bổ sung, báo cáo lại: "), ""));
    return store_report_by_id(w->store, a->target, find_latest, &r, &found);
}

static error take_step(applying *w, const desk_action *a)
{
    const difficulty_step step = {.difficulty = a->target,
                                  .at_ms = a->at_ms,
                                  .state = difficulty_state_parse(a->state),
                                  .operator= a->operator,
                                  .agency = a->agency,
                                  .reference = a->reference,
                                  .text = a->text};
    if (!step.state)
        return error_make(ERR_REFUSED, "state=%s", a->state);
    TRY(store_put_difficulty_step(w->store, &step));
    char where[400];
    snprintf(where, sizeof where, "%s%s%s%s%s", difficulty_state_name(step.state),
             *a->agency ? "; " : "", a->agency, *a->reference ? "; " : "", a->reference);
    return tell_unit(w, a, _("Về khó khăn, vướng mắc đơn vị đã nêu: "), where);
}

static error apply(applying *w, const desk_action *a)
{
    switch (a->kind) {
    case ACTION_REOPEN:
        return reopen(w, a);
    case ACTION_CONFIRM:
        return rule(w, a, RULING_CONFIRMED);
    case ACTION_RETURN:
        return rule(w, a, RULING_RETURNED);
    case ACTION_DIFFICULTY:
        return take_step(w, a);
    }
    return error_make(ERR_REFUSED, "kind=%d", (int)a->kind);
}

static bool can_go_on(error err)
{
    return err.code == ERR_REFUSED || err.code == ERR_NOT_FOUND || err.code == ERR_EXISTS;
}

static bool apply_one(void *context, const desk_action *a)
{
    applying *w = context;
    error err = apply(w, a);
    if (can_go_on(err)) {
        log_warn("desk-refused", "action=%" PRId64 " operator=%s reason=%s", a->id,
                 log_value(a->operator), log_value(err.text));
        err = store_put_event(w->store, "desk-refused", a->unit, a->obligation, a->period, err.text,
                              a->at_ms);
    } else if (!err.code) {
        log_info("desk-applied", "action=%" PRId64 " operator=%s", a->id, log_value(a->operator));
    }
    w->last = a->id;
    w->applied++;
    w->result = err;
    return !err.code;
}

error desk_apply_new(desk *d, store *s, standings *st, size_t *applied, bool *reopened)
{
    applying w = {.store = s, .standings = st, .result = OK};
    int64_t mark;
    TRY(store_desk_mark(s, &mark));
    TRY(desk_read_after(d, mark, apply_one, &w));
    TRY(w.result);
    *applied = w.applied;
    *reopened = w.reopened;
    return w.applied ? store_set_desk_mark(s, w.last) : OK;
}
