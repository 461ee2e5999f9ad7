/* Places of units with their movement, and the map of the province. */
#include "base/i18n.h"
#include "notifier/digest/build.h"

#include <string.h>

/* ---- ranking --------------------------------------------------------------------------------- */

static size_t rank_before(const building *b, const char *level, const char *unit_code)
{
    const digest *d = b->request->previous;
    for (size_t i = 0; d && i < d->ranking_count; i++) {
        const digest_ranking *r = &d->rankings[i];
        for (size_t k = 0; strcmp(r->level, level) == 0 && k < r->count; k++)
            if (strcmp(r->rows[k].unit.code, unit_code) == 0)
                return r->rows[k].rank;
    }
    return 0;
}

static exact points(building *b, bool known, int64_t amount)
{
    const char *unit = build_copy(b, _("điểm"));
    return known ? build_exact(amount, 2, unit) : build_unknown(unit);
}

/* Where nobody has a point, all would be the first. */
static bool is_measured(const scoreboard *scores)
{
    for (size_t i = 0; i < scores->count; i++)
        if (scores->scores[i].ranked && scores->scores[i].total > 0)
            return true;
    return false;
}

static void add_rows(building *b, const scoreboard *scores, digest_ranking *r)
{
    r->rows = build_room(b, scores->count, sizeof *r->rows);
    for (size_t i = 0; r->rows && is_measured(scores) && i < scores->count; i++) {
        const score *s = &scores->scores[i];
        if (!s->ranked || !build_is_mine(b, s->unit))
            continue;
        r->rows[r->count++] =
            (digest_rank){.rank = s->rank,
                          .rank_before = rank_before(b, r->level, s->unit->code),
                          .unit = build_unit(b, s->unit),
                          .total = points(b, true, s->total),
                          .results = points(b, s->has_results, s->results),
                          .discipline = points(b, s->has_discipline, s->discipline_points)};
    }
}

static error add_rankings(building *b)
{
    static const unit_level levels[] = {LEVEL_DISTRICT, LEVEL_DEPARTMENT, LEVEL_COMMUNE};
    digest *d = b->digest;
    size_t n = sizeof levels / sizeof *levels;
    d->rankings = build_room(b, n, sizeof *d->rankings);
    for (size_t i = 0; !b->failed && i < n; i++) {
        digest_ranking r = {.level = unit_level_codes[levels[i] - 1],
                            .title = build_capital(b, unit_level_name(levels[i]))};
        add_rows(b, &b->scores[levels[i] - 1], &r);
        if (r.count)
            d->rankings[d->ranking_count++] = r;
    }
    d->ranking_mark = build_copy(b, ranking_mark());
    return b->failed ? error_no_memory() : OK;
}

/* ---- the map
 * ------------------------------------------------------------------------------------- */

static void count_stand(digest_tile *t, const stand *s)
{
    status st = s->judged.status;
    bool concern = build_is_concern(st) || st == STATUS_SILENT || st == STATUS_RETURNED;
    t->obligations++;
    t->overdue += st == STATUS_OVERDUE;
    t->behind += st == STATUS_BEHIND;
    t->at_risk += st == STATUS_AT_RISK;
    t->silent += st == STATUS_SILENT || st == STATUS_RETURNED;
    t->done += build_is_done(st);
    if (concern && status_urgency(st) < status_urgency(t->worst))
        t->worst = st;
}

static void fill_tile(building *b, const unit *u, digest_tile *t)
{
    const score *s = scoreboard_find(&b->scores[u->level - 1], u->code);
    bool has_score = s && s->ranked && is_measured(&b->scores[u->level - 1]);
    *t = (digest_tile){.unit = build_unit(b, u),
                       .row = u->tile_row,
                       .column = u->tile_column,
                       .score = points(b, has_score, has_score ? s->total : 0),
                       .worst = STATUS_ON_TRACK};
    for (size_t i = 0; i < b->matter_count; i++)
        for (size_t k = 0; k < b->matters[i].unit_count; k++)
            if (b->matters[i].units[k].unit == u)
                count_stand(t, &b->matters[i].units[k]);
}

static error add_tiles(building *b)
{
    digest *d = b->digest;
    size_t n = catalogue_unit_count(b->rules);
    d->tiles = build_room(b, n, sizeof *d->tiles);
    for (size_t i = 0; !b->failed && i < n; i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        if (u->tile_row && unit_valid_on(u, b->today) && build_is_mine(b, u))
            fill_tile(b, u, &d->tiles[d->tile_count++]);
    }
    return b->failed ? error_no_memory() : OK;
}

error build_rankings(building *b)
{
    TRY(add_rankings(b));
    return add_tiles(b);
}
