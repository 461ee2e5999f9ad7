#include "model/scoreboard.h"

#include <string.h>

score *scoreboard_find(const scoreboard *b, const char *unit_code)
{
    for (size_t i = 0; i < b->count; i++)
        if (strcmp(b->scores[i].unit->code, unit_code) == 0)
            return &b->scores[i];
    return NULL;
}

static score_part *parts_of(const scoreboard *b, size_t place)
{
    return &b->parts[place * catalogue_obligation_count(b->view->rules)];
}

error scoreboard_open(scoreboard *b, const view *v, unit_level level)
{
    size_t n = catalogue_unit_count(v->rules);
    *b = (scoreboard){.view = v,
                      .from = view_year_opens(v),
                      .scores = arena_alloc(v->memory, (n + 1) * sizeof(score))};
    if (!b->scores)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        const unit *u = catalogue_unit_at(v->rules, i);
        if (u->level == level && unit_valid_on(u, v->today))
            b->scores[b->count++] = (score){.unit = u};
    }
    b->parts = arena_alloc(v->memory, (b->count * catalogue_obligation_count(v->rules) + 1) *
                                          sizeof *b->parts);
    for (size_t i = 0; b->parts && i < b->count; i++)
        b->scores[i].parts = parts_of(b, i);
    return b->parts ? OK : error_no_memory();
}

void scoreboard_note_owed(scoreboard *b, const owed *it)
{
    if (date_compare(period_closes(it->period), b->from) < 0)
        return;
    score *s = scoreboard_find(b, it->unit->code);
    if (s)
        discipline_add(&s->discipline, it->attendance, it->said);
}

void scoreboard_note_standing(scoreboard *b, const obligation *o, const unit *u, const judgement *j)
{
    score_part part;
    score *s = scoreboard_find(b, u->code);
    if (!s || !ranking_part(&part, o, u, b->view->today))
        return;
    if (j->has_value)
        ranking_part_reached(&part, j->value, discipline_is_scored(j->now));
    parts_of(b, (size_t)(s - b->scores))[s->part_count++] = part;
}

void scoreboard_finish(scoreboard *b)
{
    scoring f = catalogue_scoring(b->view->rules);
    for (size_t i = 0; i < b->count; i++)
        ranking_score(&b->scores[i], &f);
    ranking_order(b->scores, b->count);
}

/* ---- at once --------------------------------------------------------------------------------- */

static error note_owed(void *context, const owed *it)
{
    scoreboard_note_owed(context, it);
    return OK;
}

static error judge_all(scoreboard *b, const view *v, const obligation *o)
{
    for (size_t i = 0; i < b->count; i++) {
        judgement j;
        score_part part;
        if (!ranking_part(&part, o, b->scores[i].unit, v->today))
            continue;
        TRY(view_judge(v, o, b->scores[i].unit, &j));
        scoreboard_note_standing(b, o, b->scores[i].unit, &j);
    }
    return OK;
}

error scoreboard_make(scoreboard *b, const view *v, unit_level level)
{
    view all = *v;
    all.units = NULL;
    all.unit_count = 0;
    TRY(scoreboard_open(b, v, level));
    TRY(owed_each(&all, b->from, note_owed, b));
    for (size_t i = 0; i < catalogue_obligation_count(v->rules); i++) {
        const obligation *o = catalogue_obligation_at(v->rules, i);
        if (view_has(v, o))
            TRY(judge_all(b, v, o));
    }
    scoreboard_finish(b);
    return OK;
}
