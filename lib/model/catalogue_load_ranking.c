#include "base/i18n.h"
#include "model/amount.h"
#include "model/catalogue_load.h"

#include <string.h>

enum { SHARE_MAX = 100, FIRST_YEAR = 2000, LAST_YEAR = 2100, RANK_MAX = 10000 };

/* ---- shares of a score --------------------------------------------------------------------- */

typedef struct scoring_entry {
    int64_t results, discipline;
} scoring_entry;

static const settings_key scoring_keys[] = {
    {"results", SETTINGS_INT, SETTINGS_FIELD(scoring_entry, results), true, 0, SHARE_MAX, NULL},
    {"discipline", SETTINGS_INT, SETTINGS_FIELD(scoring_entry, discipline), true, 0, SHARE_MAX,
     NULL},
};

static void load_scoring(loading *l, const settings_group *group)
{
    scoring_entry e = {-1, -1};
    settings_read(group, scoring_keys, SETTINGS_COUNT(scoring_keys), &e, l->found);
    if (e.results < 0 || e.discipline < 0)
        return; /* which is a problem already */
    if (e.results + e.discipline != SHARE_MAX)
        settings_problem(group, NULL, l->found,
                         _("results và discipline cộng lại phải bằng 100, không phải %d"),
                         (int)(e.results + e.discipline));
    l->scoring = (scoring){(unsigned)e.results, (unsigned)e.discipline};
}

/* ---- published scores ---------------------------------------------------------------------- */

typedef struct published_entry {
    const char *index, *index_set, *unit, *score, *scale, *source;
    int64_t year, rank;
} published_entry;

#define AT(field_) SETTINGS_FIELD(published_entry, field_)

static const settings_key published_keys[] = {
    {"index", SETTINGS_STRING, AT(index), true, 1, 64, NULL},
    {"index_set", SETTINGS_STRING, AT(index_set), false, 1, 200, NULL},
    {"unit", SETTINGS_STRING, AT(unit), true, 1, 32, NULL},
    {"year", SETTINGS_INT, AT(year), true, FIRST_YEAR, LAST_YEAR, NULL},
    {"score", SETTINGS_NUMBER, AT(score), false, 1, 32, NULL},
    {"scale", SETTINGS_NUMBER, AT(scale), true, 1, 32, NULL},
    {"rank", SETTINGS_INT, AT(rank), false, 1, RANK_MAX, NULL},
    {"source", SETTINGS_STRING, AT(source), true, 1, 500, NULL},
};

static void load_score(loading *l, const settings_group *group, const published_entry *e,
                       published_score *s)
{
    bool has_scale =
        e->scale && load_amount(l, group, "scale", e->scale, TARGET_DECIMALS, &s->scale);
    if (has_scale && s->scale <= 0)
        settings_problem(group, "scale", l->found, _("scale: %s phải lớn hơn 0"), e->scale);
    if (!e->score && !e->rank)
        settings_problem(group, NULL, l->found, _("phải có score hoặc rank"));
    if (!e->score || !load_amount(l, group, "score", e->score, TARGET_DECIMALS, &s->score))
        return;
    if (s->score < 0 || (has_scale && s->scale > 0 && s->score > s->scale))
        settings_problem(group, "score", l->found, _("score: %s nằm ngoài khoảng từ 0 đến %s"),
                         e->score, e->scale ? e->scale : "scale");
}

static published_score load_published(loading *l, const settings_group *group)
{
    published_entry e = {0};
    settings_read(group, published_keys, SETTINGS_COUNT(published_keys), &e, l->found);
    published_score s = {.index = load_text(l, e.index),
                         .index_set = load_text(l, e.index_set),
                         .unit = load_text(l, e.unit),
                         .year = (int)e.year,
                         .score = -1,
                         .rank = (unsigned)e.rank,
                         .source = load_text(l, e.source)};
    if (e.unit)
        load_known_unit(l, group, "unit", s.unit);
    load_score(l, group, &e, &s);
    return s;
}

static bool same_score(const published_score *a, const published_score *b)
{
    return a->year && a->year == b->year && strcmp(a->index, b->index) == 0 &&
           strcmp(a->unit, b->unit) == 0;
}

static error load_published_list(loading *l, const settings_list *list)
{
    l->published = arena_alloc(l->memory, (list->count + 1) * sizeof *l->published);
    if (!l->published)
        return error_no_memory();
    for (size_t i = 0; i < list->count; i++) {
        l->published[i] = load_published(l, list->items[i]);
        for (size_t j = 0; j < i; j++)
            if (same_score(&l->published[i], &l->published[j]))
                settings_problem(list->items[i], "year", l->found,
                                 _("year: \"%s\" năm %d của đơn vị \"%s\" đã ghi ở dòng %u"),
                                 l->published[i].index, l->published[i].year, l->published[i].unit,
                                 settings_line(list->items[j], "year"));
    }
    l->published_count = list->count;
    return OK;
}

/* ---- the file ------------------------------------------------------------------------------ */

typedef struct ranking_file {
    const settings_group *scoring;
    settings_list published;
} ranking_file;

static const settings_key root_keys[] = {
    {"scoring", SETTINGS_CHILD, SETTINGS_FIELD(ranking_file, scoring), true, 0, 0, NULL},
    {"published", SETTINGS_LIST, SETTINGS_FIELD(ranking_file, published), true, 0, 0, NULL},
};

error load_ranking(loading *l, const settings *file)
{
    ranking_file e = {0};
    settings_read(settings_root(file), root_keys, SETTINGS_COUNT(root_keys), &e, l->found);
    if (e.scoring)
        load_scoring(l, e.scoring);
    return load_published_list(l, &e.published);
}
