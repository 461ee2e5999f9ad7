/* difficulties, difficulty show, difficulty set: what waits for a decision, and what came of it. */
#include "aggregator/commands.h"
#include "aggregator/decide.h"
#include "base/i18n.h"
#include "base/text.h"
#include "store/store_difficulty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const table_column COLUMNS[] = {
    {"id", N_("#"), TABLE_RIGHT, 0},
    {"raised", N_("Nêu ngày"), TABLE_LEFT, 0},
    {"age_days", N_("Tuổi (ngày)"), TABLE_RIGHT, 0},
    {"days_without_answer", N_("Chờ trả lời"), TABLE_RIGHT, 0},
    {"state", N_("Trạng thái"), TABLE_LEFT, 0},
    {"unit", N_("Mã"), TABLE_LEFT, 0},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 22},
    {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
    {"with", N_("Nơi xử lý"), TABLE_LEFT, 30},
    {"reference", N_("Văn bản"), TABLE_LEFT, 24},
    {"alike", N_("Tương tự"), TABLE_RIGHT, 0},
    {"text", N_("Khó khăn, vướng mắc"), TABLE_LEFT, 80},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

typedef struct listing {
    question *q;
    const char *agency;
    difficulty_state state; /* 0: any */
    bool open_only;
    stored_difficulty *items;
    size_t count, room;
} listing;

/* ---- gathering ------------------------------------------------------------------------------- */

/* Who has it: the last step's agency, whom it was addressed to, or the lead agency of that day. */
static const char *with_whom(const question *q, const stored_difficulty *d)
{
    const obligation *o = catalogue_obligation(q->rules, d->obligation);
    if (*d->agency)
        return d->agency;
    if (*d->addressed_to)
        return d->addressed_to;
    return o ? obligation_terms(o, NULL, q->today).lead : "";
}

static bool is_wanted(const listing *l, const stored_difficulty *d)
{
    const question *q = l->q;
    const obligation *o = catalogue_obligation(q->rules, d->obligation);
    const unit *u = catalogue_unit(q->rules, d->unit, q->today);
    view v = question_view(q);
    if (o && !view_has_unit(&v, o, u))
        return false;
    if (l->agency && strcmp(with_whom(q, d), l->agency) != 0)
        return false;
    if (l->open_only && !difficulty_is_open(d->state))
        return false;
    return !l->state || l->state == d->state;
}

static bool own_texts(arena *a, stored_difficulty *d)
{
    const char **texts[] = {&d->unit, &d->obligation, &d->period,   &d->addressed_to,
                            &d->text, &d->agency,     &d->reference};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!(*texts[i] = arena_strdup(a, *texts[i])))
            return false;
    return true;
}

static bool keep(void *context, const stored_difficulty *row)
{
    listing *l = context;
    stored_difficulty copy = *row;
    if (!is_wanted(l, row))
        return true;
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        stored_difficulty *more = reallocarray(l->items, room, sizeof *more);
        if (!more)
            return false;
        l->items = more;
        l->room = room;
    }
    if (!own_texts(l->q->memory, &copy))
        return false;
    l->items[l->count++] = copy;
    return true;
}

/* ---- listing --------------------------------------------------------------------------------- */

static int64_t waiting_days(const question *q, const stored_difficulty *d)
{
    int64_t until = d->answered_at_ms ? d->answered_at_ms : q->as_of_ms;
    return difficulty_age_days(d->raised_at_ms, until);
}

/* Unanswered ones first, the oldest first. */
static int by_urgency(const void *x, const void *y)
{
    const stored_difficulty *a = x, *b = y;
    if (!a->answered_at_ms != !b->answered_at_ms)
        return a->answered_at_ms ? 1 : -1;
    if (a->raised_at_ms != b->raised_at_ms)
        return a->raised_at_ms < b->raised_at_ms ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static void put(question *q, const stored_difficulty *d, size_t alike)
{
    bool people = q->format == FORMAT_TABLE;
    const char *with = with_whom(q, d);
    const unit *agency = catalogue_unit(q->rules, with, q->today);
    table_int(q->rows, d->id);
    table_date(q->rows, clock_local_date(d->raised_at_ms));
    table_int(q->rows, difficulty_age_days(d->raised_at_ms, q->as_of_ms));
    table_emphasis(q->rows, d->answered_at_ms ? EMPHASIS_NONE : EMPHASIS_BAD);
    table_int(q->rows, waiting_days(q, d));
    table_text(q->rows, people ? difficulty_state_name(d->state) : difficulty_state_code(d->state));
    table_text(q->rows, d->unit);
    table_text(q->rows, question_unit_name(q, d->unit));
    table_text(q->rows, d->obligation);
    table_text(q->rows, !*with ? NULL : people && agency ? agency->name : with);
    table_text(q->rows, *d->reference ? d->reference : NULL);
    table_int(q->rows, (int64_t)alike);
    table_text(q->rows, d->text);
}

static error put_all(listing *l)
{
    difficulty_text *texts = arena_alloc(l->q->memory, (l->count + 1) * sizeof *texts);
    if (!texts)
        return error_no_memory();
    for (size_t i = 0; i < l->count; i++)
        texts[i] = (difficulty_text){l->items[i].obligation, l->items[i].text, 0};
    TRY(difficulty_group(texts, l->count));
    for (size_t i = 0; i < l->count; i++) {
        size_t alike = 0;
        for (size_t k = 0; k < l->count; k++)
            alike += k != i && texts[k].group == texts[i].group;
        put(l->q, &l->items[i], alike);
    }
    return OK;
}

static error read_state(const command *cmd, listing *l)
{
    const char *text = command_get(cmd, "state");
    l->open_only = !text || strcmp(text, "open") == 0;
    if (l->open_only || strcmp(text, "all") == 0)
        return OK;
    l->state = difficulty_state_parse(text);
    return l->state ? OK
                    : error_make(ERR_USAGE,
                                 _("--state %s: cần open, all, raised, received, "
                                   "in_progress, resolved, escalated hoặc out_of_scope"),
                                 text);
}

error command_difficulties(const command *cmd)
{
    question q;
    listing l = {.q = &q, .agency = command_get(cmd, "agency")};
    TRY(read_state(cmd, &l));
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = store_difficulties(q.store, 0, q.before_ms, keep, &l);
    if (!err.code && l.count)
        qsort(l.items, l.count, sizeof *l.items, by_urgency);
    if (!err.code)
        err = put_all(&l);
    if (!err.code)
        err = table_print(q.rows, _("Không có khó khăn, vướng mắc nào như vậy."));
    free(l.items);
    question_close(&q);
    return err;
}

/* ---- one of them ----------------------------------------------------------------------------- */

static const table_column STEP_COLUMNS[] = {
    {"at", N_("Lúc"), TABLE_LEFT, 0},
    {"state", N_("Trạng thái"), TABLE_LEFT, 0},
    {"operator", N_("Người ghi"), TABLE_LEFT, 0},
    {"agency", N_("Nơi xử lý"), TABLE_LEFT, 40},
    {"reference", N_("Văn bản"), TABLE_LEFT, 30},
    {"text", N_("Nội dung"), TABLE_LEFT, 0},
};

static bool put_raised(void *context, const stored_difficulty *d)
{
    question *q = context;
    bool people = q->format == FORMAT_TABLE;
    table_time(q->rows, d->raised_at_ms);
    table_text(q->rows, people ? difficulty_state_name(DIFFICULTY_RAISED)
                               : difficulty_state_code(DIFFICULTY_RAISED));
    table_text(q->rows, question_unit_name(q, d->unit));
    table_text(q->rows, *d->addressed_to ? d->addressed_to : NULL);
    table_text(q->rows, NULL);
    table_text(q->rows, d->text);
    return true;
}

static bool put_step(void *context, const difficulty_step *s)
{
    question *q = context;
    bool people = q->format == FORMAT_TABLE;
    if (q->before_ms && s->at_ms >= q->before_ms)
        return false;
    table_time(q->rows, s->at_ms);
    table_text(q->rows, people ? difficulty_state_name(s->state) : difficulty_state_code(s->state));
    table_text(q->rows, s->operator);
    table_text(q->rows, *s->agency ? s->agency : NULL);
    table_text(q->rows, *s->reference ? s->reference : NULL);
    table_text(q->rows, *s->text ? s->text : NULL);
    return true;
}

static bool copy_state(void *context, const stored_difficulty *d)
{
    *(difficulty_state *)context = d->state;
    return true;
}

static error find(const question *q, int64_t id, difficulty_state *now)
{
    *now = 0;
    TRY(store_difficulties(q->store, id, q->before_ms, copy_state, now));
    return *now ? OK
                : error_make(ERR_NOT_FOUND,
                             _("không có khó khăn #%lld; xem: tiendo-aggregator "
                               "difficulties --state all"),
                             (long long)id);
}

static error show(question *q, const command *cmd)
{
    int64_t id;
    difficulty_state now;
    TRY(decide_target(cmd, &id));
    TRY(find(q, id, &now));
    TRY(store_difficulties(q->store, id, q->before_ms, put_raised, q));
    TRY(store_difficulty_steps(q->store, id, put_step, q));
    return table_print(q->rows, "");
}

error command_difficulty_show(const command *cmd)
{
    question q;
    error err = question_open(&q, cmd, STEP_COLUMNS, 6);
    if (!err.code)
        err = show(&q, cmd);
    question_close(&q);
    return err;
}

/* ---- a step ---------------------------------------------------------------------------------- */

static error check_agency(const question *q, const char *agency, difficulty_state to)
{
    /* A ministry is not in the catalogue; whoever else has it is. */
    if (!*agency || to == DIFFICULTY_ESCALATED || catalogue_unit(q->rules, agency, q->today))
        return OK;
    const char *near = catalogue_nearest_unit(q->rules, agency);
    return error_make(ERR_USAGE, _("--agency: không có đơn vị \"%s\"; gần nhất là %s"), agency,
                      near ? near : "—");
}

static error read_step(const question *q, const command *cmd, desk_action *a)
{
    difficulty_state now, to = difficulty_state_parse(cmd->operands[1]);
    const char *agency = command_get(cmd, "agency"), *reference = command_get(cmd, "ref");
    TRY(decide_target(cmd, &a->target));
    TRY(decide_text(cmd, "text", &a->text));
    a->state = cmd->operands[1];
    a->agency = agency ? agency : "";
    a->reference = reference ? reference : "";
    if (!to)
        return error_make(ERR_USAGE,
                          _("\"%s\": cần received, in_progress, resolved, escalated "
                            "hoặc out_of_scope"),
                          cmd->operands[1]);
    if (to == DIFFICULTY_ESCALATED && (!agency || !reference))
        return error_make(ERR_USAGE,
                          _("kiến nghị Trung ương cần --agency (bộ, ngành nhận) và --ref "
                            "(số, ký hiệu văn bản)"));
    TRY(check_agency(q, a->agency, to));
    TRY(find(q, a->target, &now));
    if (!difficulty_may_become(now, to))
        return error_make(ERR_REFUSED,
                          _("khó khăn #%lld đang ở trạng thái \"%s\", không chuyển sang "
                            "\"%s\" được"),
                          (long long)a->target, difficulty_state_name(now),
                          difficulty_state_name(to));
    return OK;
}

error command_difficulty_set(const command *cmd)
{
    question q;
    desk_action a = {
        .kind = ACTION_DIFFICULTY, .unit = "", .obligation = "", .period = "", .until = ""};
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = read_step(&q, cmd, &a);
    if (!err.code)
        err = decide(&q, &a);
    question_close(&q);
    return err;
}
