#include "base/i18n.h"
#include "model/amount.h"
#include "model/rollup.h"
#include "notifier/digest/build.h"
#include "store/store_board.h"

#include <string.h>

/* ---- where everybody stands ------------------------------------------------------------------ */

/* What the unit last said of a task, where that is not what was found: done, but late, sent back or
 * undone; not begun, or stuck, whatever was found. That work goes on is no judgement. */
static const char *own_judgement(const building *b, const obligation *o, const stand *s)
{
    series said = board_series(b->board, o, s->unit->code);
    const point *last = said.count ? &said.points[said.count - 1] : NULL;
    bool differs = false;
    if (!last || last->kind != REPORT_TASK || !last->state)
        return "";
    if (last->state == TASK_DONE)
        differs = s->judged.status != STATUS_DONE;
    else if (last->state == TASK_IN_PROGRESS)
        differs = build_is_done(s->judged.status);
    else
        differs = true;
    return differs ? task_state_name(last->state) : "";
}

static error judge(building *b, const obligation *o, const unit *u, stand *out)
{
    *out = (stand){.unit = u, .own = ""};
    TRY(view_judge(&b->everybody, o, u, &out->judged));
    out->terms = obligation_terms(o, u ? u->code : NULL, b->today);
    out->is_mine = view_has_unit(&b->mine, o, u);
    if (u)
        out->own = own_judgement(b, o, out);
    return OK;
}

static void count(matter *m, const stand *s)
{
    status st = s->judged.status;
    m->mine++;
    m->overdue += st == STATUS_OVERDUE;
    m->behind += st == STATUS_BEHIND;
    m->at_risk += st == STATUS_AT_RISK;
    m->silent += st == STATUS_SILENT || st == STATUS_RETURNED;
    m->done += build_is_done(st);
}

typedef struct judging {
    building *b;
    matter *matter;
} judging;

/* What a unit says is in the figure of the unit above where that reports as well (model/board.h):
 * the digest counts units as the coverage does. */
static bool is_within_reporter(const building *b, const obligation *o, const unit *u)
{
    const unit *above = *u->parent ? catalogue_unit(b->rules, u->parent, b->today) : NULL;
    return above && obligation_is_reported_by(o, above);
}

static error judge_unit(void *context, const obligation *o, const unit *u)
{
    const judging *j = context;
    matter *m = j->matter;
    if (!u)
        return judge(j->b, o, NULL, &m->whole);
    stand *s = &m->units[m->unit_count];
    TRY(judge(j->b, o, u, s));
    m->unit_count++;
    scoreboard_note_standing(&j->b->scores[u->level - 1], o, u, &s->judged);
    bool counted = !is_within_reporter(j->b, o, u);
    m->expected += counted;
    if (s->is_mine && counted)
        count(m, s);
    return OK;
}

/* Of one unit's digest that unit is the whole. Where only those below it report, the one that is
 * worst off stands for it. */
static void take_only(const building *b, matter *m)
{
    const stand *worst = NULL;
    for (size_t i = 0; i < m->unit_count; i++) {
        const stand *s = &m->units[i];
        if (s->unit == b->only) {
            m->whole = *s;
            return;
        }
        if (s->is_mine && (!worst || build_by_urgency(s, worst) < 0))
            worst = s;
    }
    if (worst)
        m->whole = *worst;
}

static error judge_matter(building *b, const obligation *o, matter *m)
{
    judging j = {b, m};
    size_t room = 0;
    *m = (matter){.obligation = o, .whole = {.own = ""}};
    for (size_t i = 0; i < catalogue_unit_count(b->rules); i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        room += unit_valid_on(u, b->today) && obligation_is_reported_by(o, u);
    }
    m->units = arena_alloc(b->scratch, (room + 1) * sizeof *m->units);
    if (!m->units)
        return error_no_memory();
    TRY(view_each_unit(&b->everybody, o, judge_unit, &j));
    m->is_mine = b->mine.unit_count == 0;
    for (size_t i = 0; i < m->unit_count; i++)
        m->is_mine = m->is_mine || m->units[i].is_mine;
    if (b->only)
        take_only(b, m);
    else if (m->unit_count == 1) /* the only one that reports speaks for the province */
        m->whole.own = m->units[0].own;
    return OK;
}

static error judge_all(building *b)
{
    size_t n = catalogue_obligation_count(b->rules);
    b->matters = arena_alloc(b->scratch, (n + 1) * sizeof *b->matters);
    if (!b->matters)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        const obligation *o = catalogue_obligation_at(b->rules, i);
        if (o->reporters && view_has(&b->everybody, o))
            TRY(judge_matter(b, o, &b->matters[b->matter_count++]));
    }
    return OK;
}

static error load_board(building *b)
{
    b->board = board_new(b->rules);
    b->refused = refusals_new();
    if (!b->board || !b->refused)
        return error_no_memory();
    board_take_all(b->board);
    TRY(store_load_board(b->store, b->before_ms, b->board));
    return store_load_refusals(b->store, b->before_ms, b->refused);
}

error build_facts(building *b)
{
    TRY(load_board(b));
    b->mine.board = b->everybody.board = b->board;
    b->mine.refused = b->everybody.refused = b->refused;
    for (int level = LEVEL_PROVINCE; level <= LEVEL_OTHER; level++)
        TRY(scoreboard_open(&b->scores[level - 1], &b->everybody, (unit_level)level));
    return judge_all(b);
}

/* ---- asking ---------------------------------------------------------------------------------- */

matter *build_matter(const building *b, const char *obligation_code)
{
    for (size_t i = 0; i < b->matter_count; i++)
        if (strcmp(b->matters[i].obligation->code, obligation_code) == 0)
            return &b->matters[i];
    return NULL;
}

bool build_is_done(status s)
{
    return s == STATUS_DONE || s == STATUS_DONE_LATE;
}

bool build_is_concern(status s)
{
    return s == STATUS_OVERDUE || s == STATUS_BEHIND || s == STATUS_AT_RISK;
}

bool build_is_mine(const building *b, const unit *u)
{
    for (size_t i = 0; i < b->mine.unit_count; i++)
        if (catalogue_unit_within(b->rules, u->code, b->mine.units[i]))
            return true;
    return b->mine.unit_count == 0;
}

/* What has no deadline can wait longest. */
static int64_t days_left(const stand *s)
{
    return s->judged.has_deadline ? s->judged.days_left : INT64_MAX;
}

/* Without a share of the target nothing is known, which is worst. */
static int64_t share_of(const stand *s)
{
    return s->judged.has_percent ? s->judged.percent : -1;
}

int build_by_urgency(const void *stand_a, const void *stand_b)
{
    const stand *a = stand_a, *b = stand_b;
    int c = status_urgency(a->judged.status) - status_urgency(b->judged.status);
    if (c)
        return c;
    if (days_left(a) != days_left(b))
        return days_left(a) < days_left(b) ? -1 : 1;
    if (share_of(a) != share_of(b))
        return share_of(a) < share_of(b) ? -1 : 1;
    return a->unit && b->unit ? strcmp(a->unit->code, b->unit->code) : 0;
}

/* ---- telling --------------------------------------------------------------------------------- */

digest_obligation build_about(building *b, const obligation *o, const stand *s)
{
    const terms *t = &s->terms;
    return (digest_obligation){
        .code = build_copy(b, o->code),
        .name = build_capital(b, o->name),
        .field = build_copy(b, o->field),
        .kind = o->kind,
        .lead = build_party(b, t->lead),
        .has_deadline = t->has_deadline,
        .deadline = t->deadline,
        .deadline_text = build_copy(b, t->deadline_text),
        .days_left = t->has_deadline ? date_to_days(t->deadline) - date_to_days(b->today) : 0};
}

static exact value_of(building *b, const obligation *o, const judgement *j)
{
    const char *measure = build_measure(b, o);
    int64_t shown;
    unsigned decimals;
    if (j->has_value && o->kind == OBLIGATION_TASK)
        return build_exact(j->percent, 0, measure);
    if (j->has_value && rollup_shown(o, &j->stands, &shown, &decimals))
        return build_exact(shown, decimals, measure);
    return build_unknown(measure);
}

static exact target_of(building *b, const obligation *o, const terms *t)
{
    const char *measure = build_measure(b, o);
    if (o->kind == OBLIGATION_TASK)
        return build_exact(100, 0, measure);
    return t->has_target ? build_exact(t->target, TARGET_DECIMALS, measure)
                         : build_unknown(measure);
}

/* Per 30 days, with as many decimals as the reason's sentence shows. */
static exact pace_of(building *b, const obligation *o, bool known, int64_t a_day)
{
    enum { DAYS = 30, ONE = 1000000 }; /* 10^PACE_DECIMALS */
    const char *measure = build_difference_measure(b, o);
    int64_t whole, shown;
    if (!known || !amount_ratio(a_day, 1, DAYS, 0, &whole))
        return build_unknown(measure);
    int64_t size = whole < 0 ? -(whole + 1) : whole;
    unsigned decimals = size < ONE ? 2 : size < 10 * ONE ? 1 : 0;
    return amount_ratio(whole, ONE, 1, decimals, &shown) ? build_exact(shown, decimals, measure)
                                                         : build_unknown(measure);
}

digest_party build_standing_unit(building *b, const stand *s)
{
    if (s->unit)
        return build_unit(b, s->unit);
    const unit *province = catalogue_province(b->rules);
    const char *text = build_copy(b, _("Toàn tỉnh"));
    digest_party out = province ? build_unit(b, province) : (digest_party){"", text, text};
    out.short_name = text;
    return out;
}

/* How many units had to report, where nobody has yet. */
static size_t expected_units(const building *b, const obligation *o, const stand *s)
{
    const matter *m = build_matter(b, o->code);
    return s->unit || !m ? 1 : m->expected;
}

digest_standing build_standing(building *b, const obligation *o, const stand *s)
{
    const judgement *j = &s->judged;
    return (digest_standing){.unit = build_standing_unit(b, s),
                             .status = j->status,
                             .is_new = b->since.known && build_status_before(b, o, s) != j->status,
                             .value = value_of(b, o, j),
                             .target = target_of(b, o, &s->terms),
                             .percent = j->has_percent ? j->percent : -1,
                             .path_percent = j->path_percent,
                             .needed_pace = pace_of(b, o, j->needed_pace != 0, j->needed_pace),
                             .actual_pace = pace_of(b, o, j->has_pace, j->actual_pace),
                             .has_expected = j->has_expected,
                             .expected = j->expected,
                             .own = build_copy(b, s->own),
                             .reason = build_copy(b, j->reason),
                             .have = j->now ? j->now->units : 0,
                             .expected_units = j->now ? j->now->expected : expected_units(b, o, s)};
}
