#include "unit_test.h"

#include "model/ranking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const date today = {2024, 7, 22};
static const scoring formula = {.results = 70, .discipline = 30};
static const unit ba_thuoc = {.code = "384", .name = "Huyện Bá Thước", .level = LEVEL_DISTRICT},
                  cam_thuy = {.code = "385", .name = "Huyện Cẩm Thủy", .level = LEVEL_DISTRICT},
                  dong_son = {.code = "386", .name = "Huyện Đông Sơn", .level = LEVEL_DISTRICT},
                  yen_dinh = {.code = "387", .name = "Huyện Yên Định", .level = LEVEL_DISTRICT};

/* Of what is added up, each unit has the target that an exception gives it. */
static const exception own_targets[] = {
    {.unit = "384", .has_target = true, .target = 2000000},
    {.unit = "385", .has_target = true, .target = 3000000},
    {.unit = "386", .has_target = true, .target = 1500000},
};
static const obligation share = {.code = "SHARE",
                                 .kind = OBLIGATION_INDICATOR,
                                 .reporters = 1U << LEVEL_DISTRICT,
                                 .is_ratio = true,
                                 .aggregation = AGGREGATE_RATIO_OF_SUMS,
                                 .has_target = true,
                                 .target = 800000,
                                 .weight = 3},
                        cards = {.code = "CARDS",
                                 .kind = OBLIGATION_INDICATOR,
                                 .reporters = 1U << LEVEL_DISTRICT,
                                 .aggregation = AGGREGATE_SUM,
                                 .has_target = true,
                                 .target = 90000000,
                                 .exceptions = own_targets,
                                 .exception_count = 3,
                                 .weight = 2},
                        incidents = {.code = "INCIDENTS",
                                     .kind = OBLIGATION_INDICATOR,
                                     .reporters = 1U << LEVEL_DISTRICT,
                                     .aggregation = AGGREGATE_MEAN,
                                     .lower_is_better = true,
                                     .has_target = true,
                                     .target = 20000,
                                     .weight = 1};

enum { MISSING = -1 };

static score_part part(const obligation *o, const unit *u, int64_t value)
{
    score_part p;
    assert_true(ranking_part(&p, o, u, today));
    if (value != MISSING)
        ranking_part_reached(&p, value, true);
    return p;
}

static score score_of(const unit *u, const score_part *parts, size_t count, discipline d)
{
    score s = {.unit = u, .parts = parts, .part_count = count, .discipline = d};
    ranking_score(&s, &formula);
    return s;
}

static int64_t points_of(const obligation *o, int64_t value)
{
    return part(o, &ba_thuoc, value).points;
}

/* ---- one part ------------------------------------------------------------------------------ */

static void a_part_is_the_share_of_the_target_that_is_reached(void **state)
{
    (void)state;
    assert_int_equal(points_of(&share, 600000), 7500);
    assert_int_equal(points_of(&share, 100000), 1250);
    assert_int_equal(points_of(&share, 0), 0);
    /* 23,3333 of 80 % are 0,29166…; 13,3320 are 0,16665 */
    assert_int_equal(points_of(&share, 233333), 2917);
    assert_int_equal(points_of(&share, 133320), 1667);
}

static void more_than_the_target_is_worth_no_more(void **state)
{
    (void)state;
    assert_int_equal(points_of(&share, 800000), RANKING_FULL);
    assert_int_equal(points_of(&share, 1000000), RANKING_FULL);
}

static void below_nothing_is_worth_nothing(void **state)
{
    (void)state;
    assert_int_equal(points_of(&share, -800000), 0);
}

static void lower_is_better_turns_the_share_around(void **state)
{
    (void)state;
    assert_int_equal(points_of(&incidents, 0), RANKING_FULL);
    assert_int_equal(points_of(&incidents, 20000), RANKING_FULL);
    assert_int_equal(points_of(&incidents, 30000), 6667);
    assert_int_equal(points_of(&incidents, 80000), 2500);
}

static void a_target_of_zero_is_reached_or_not(void **state)
{
    (void)state;
    obligation none_allowed = incidents;
    none_allowed.target = 0;
    assert_int_equal(points_of(&none_allowed, 0), RANKING_FULL);
    assert_int_equal(points_of(&none_allowed, 1), 0);
    obligation at_least_none = share;
    at_least_none.target = 0;
    assert_int_equal(points_of(&at_least_none, 0), RANKING_FULL);
}

static void the_largest_values_do_not_overflow(void **state)
{
    (void)state;
    obligation money = share;
    money.target = INT64_MAX;
    assert_int_equal(points_of(&money, INT64_MAX - 1), RANKING_FULL);
    assert_int_equal(points_of(&money, INT64_MAX / 2), 5000);
    money.lower_is_better = true;
    money.target = 1;
    assert_int_equal(points_of(&money, INT64_MAX), 0);
}

static void what_awaits_confirmation_has_its_value_and_no_points(void **state)
{
    (void)state;
    score_part p = part(&share, &ba_thuoc, MISSING);
    ranking_part_reached(&p, 800000, false);
    assert_true(p.has_value);
    assert_true(p.unconfirmed);
    assert_int_equal(p.value, 800000);
    assert_int_equal(p.points, 0);
    ranking_part_reached(&p, 800000, true);
    assert_false(p.unconfirmed);
    assert_int_equal(p.points, RANKING_FULL);
}

static void only_what_has_a_weight_a_target_and_the_unit_as_reporter_counts(void **state)
{
    (void)state;
    static const unit department = {.code = "SCT", .name = "Sở", .level = LEVEL_DEPARTMENT};
    score_part p;
    obligation unweighted = share, aimless = share;
    unweighted.weight = 0;
    aimless.has_target = false;
    assert_true(ranking_part(&p, &share, &ba_thuoc, today));
    assert_false(ranking_part(&p, &unweighted, &ba_thuoc, today));
    assert_false(ranking_part(&p, &aimless, &ba_thuoc, today));
    assert_false(ranking_part(&p, &share, &department, today));
    /* the province's sum is nobody's own target */
    assert_false(ranking_part(&p, &cards, &yen_dinh, today));
    assert_true(ranking_part(&p, &cards, &cam_thuy, today));
    assert_int_equal(p.target, 3000000);
}

/* ---- a score ------------------------------------------------------------------------------- */

/* Weights 3, 2, 1. By hand:
 *
 *   Bá Thước   60 of 80 %   = 0,7500   130 of 200 = 0,6500   3 incidents for 2 = 2/3 = 0,6667
 *     results    (3*75,00 + 2*65,00 + 66,67) / 6 = 421,67 / 6 = 70,278… = 70,28
 *     discipline 8 of 9 = 88,89
 *     total      0,7*70,28 + 0,3*88,89 = 49,196 + 26,667 = 75,863 = 75,86
 *   Cẩm Thủy   85 of 80 %   = 1        missing = 0           0 incidents = 1
 *     results    (3*100 + 0 + 100) / 6 = 66,67
 *     discipline 9 of 9 = 100
 *     total      0,7*66,67 + 0,3*100 = 46,669 + 30 = 76,669 = 76,67
 *   Đông Sơn   40 of 80 %   = 0,5      150 of 150 = 1        8 incidents for 2 = 0,25
 *     results    (3*50 + 2*100 + 25) / 6 = 62,50
 *     discipline 7 of 9 on time, one of them not confirmed: 6/9 = 66,67
 *     total      0,7*62,50 + 0,3*66,67 = 43,75 + 20,001 = 63,751 = 63,75 */
static void three_units_have_the_scores_computed_by_hand(void **state)
{
    (void)state;
    const score_part a[] = {part(&share, &ba_thuoc, 600000), part(&cards, &ba_thuoc, 1300000),
                            part(&incidents, &ba_thuoc, 30000)},
                     b[] = {part(&share, &cam_thuy, 850000), part(&cards, &cam_thuy, MISSING),
                            part(&incidents, &cam_thuy, 0)},
                     c[] = {part(&share, &dong_son, 400000), part(&cards, &dong_son, 1500000),
                            part(&incidents, &dong_son, 80000)};
    score scores[] = {
        score_of(&ba_thuoc, a, 3, (discipline){.expected = 9, .actual = 9, .on_time = 8}),
        score_of(&cam_thuy, b, 3, (discipline){.expected = 9, .actual = 9, .on_time = 9}),
        score_of(&dong_son, c, 3,
                 (discipline){.expected = 9, .actual = 7, .on_time = 7, .unscored = 1}),
    };
    ranking_order(scores, 3);
    static const struct {
        const char *code;
        int64_t results, discipline, total;
    } want[] = {{"385", 6667, 10000, 7667}, {"384", 7028, 8889, 7586}, {"386", 6250, 6667, 6375}};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(scores[i].unit->code, want[i].code);
        assert_int_equal(scores[i].results, want[i].results);
        assert_int_equal(scores[i].discipline_points, want[i].discipline);
        assert_int_equal(scores[i].total, want[i].total);
        assert_int_equal(scores[i].rank, i + 1);
    }
}

static void a_missing_figure_gives_nothing_and_stays_missing(void **state)
{
    (void)state;
    const score_part parts[] = {part(&share, &ba_thuoc, 800000), part(&share, &ba_thuoc, MISSING)};
    score s = score_of(&ba_thuoc, parts, 2, (discipline){0});
    assert_false(parts[1].has_value);
    assert_int_equal(s.results, 5000);
}

static void parts_of_no_weight_change_nothing(void **state)
{
    (void)state;
    score_part parts[] = {part(&share, &ba_thuoc, 600000), part(&share, &ba_thuoc, MISSING)};
    parts[1].weight = 0;
    assert_int_equal(score_of(&ba_thuoc, parts, 2, (discipline){0}).results, 7500);
    score none = score_of(&ba_thuoc, parts + 1, 1, (discipline){0});
    assert_false(none.has_results);
    assert_false(none.ranked);
}

static void what_a_unit_cannot_have_leaves_its_share_to_the_rest(void **state)
{
    (void)state;
    const score_part p = part(&share, &ba_thuoc, 600000);
    const discipline d = {.expected = 3, .actual = 2, .on_time = 2};
    assert_int_equal(score_of(&ba_thuoc, NULL, 0, d).total, 6667);
    assert_int_equal(score_of(&ba_thuoc, &p, 1, (discipline){0}).total, 7500);
}

static void the_shares_are_those_of_the_configuration(void **state)
{
    (void)state;
    const score_part p = part(&share, &ba_thuoc, 600000);
    score s = {.unit = &ba_thuoc,
               .parts = &p,
               .part_count = 1,
               .discipline = {.expected = 2, .actual = 1, .on_time = 1}};
    ranking_score(&s, &(scoring){.results = 50, .discipline = 50});
    assert_int_equal(s.total, 6250);
    ranking_score(&s, &(scoring){.results = 100, .discipline = 0});
    assert_int_equal(s.total, 7500);
}

/* ---- ranks --------------------------------------------------------------------------------- */

static score with_total(const unit *u, int64_t total)
{
    return (score){.unit = u, .ranked = true, .total = total};
}

static void equal_totals_share_a_rank_and_the_next_is_skipped(void **state)
{
    (void)state;
    score scores[] = {with_total(&yen_dinh, 7000), with_total(&ba_thuoc, 6000),
                      with_total(&dong_son, 7000), with_total(&cam_thuy, 8000)};
    ranking_order(scores, 4);
    static const struct {
        const char *name;
        size_t rank;
    } want[] = {
        {"Huyện Cẩm Thủy", 1}, {"Huyện Đông Sơn", 2}, {"Huyện Yên Định", 2}, {"Huyện Bá Thước", 4}};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(scores[i].unit->name, want[i].name);
        assert_int_equal(scores[i].rank, want[i].rank);
    }
}

static void units_of_one_name_are_listed_by_code(void **state)
{
    (void)state;
    static const unit twin = {.code = "390", .name = "Huyện Bá Thước"};
    score scores[] = {with_total(&twin, 7000), with_total(&ba_thuoc, 7000)};
    ranking_order(scores, 2);
    assert_string_equal(scores[0].unit->code, "384");
    assert_int_equal(scores[1].rank, 1);
}

static void who_has_nothing_to_score_is_last_and_without_rank(void **state)
{
    (void)state;
    const score_part zero = part(&share, &yen_dinh, 0);
    score scores[] = {score_of(&ba_thuoc, NULL, 0, (discipline){0}),
                      score_of(&yen_dinh, &zero, 1, (discipline){.expected = 1, .missing = 1})};
    ranking_order(scores, 2);
    assert_string_equal(scores[0].unit->code, "387");
    assert_int_equal(scores[0].total, 0);
    assert_int_equal(scores[0].rank, 1);
    assert_int_equal(scores[1].rank, 0);
}

static void movement_counts_places_gained(void **state)
{
    (void)state;
    assert_int_equal(ranking_movement(&(score){.rank = 2, .rank_before = 5}), 3);
    assert_int_equal(ranking_movement(&(score){.rank = 5, .rank_before = 2}), -3);
    assert_int_equal(ranking_movement(&(score){.rank = 5, .rank_before = 0}), 0);
    assert_int_equal(ranking_movement(&(score){.rank = 0, .rank_before = 2}), 0);
}

/* ---- in words ------------------------------------------------------------------------------ */

static void assert_explained(const score *s, const char *figures)
{
    char text[RANKING_TEXT_MAX];
    assert_int_equal(ranking_explain(s, &formula, text, sizeof text).code, ERR_OK);
    if (!strstr(text, figures) || !strstr(text, ranking_mark()))
        fail_msg("%s", text);
}

static void the_formula_is_told_with_its_figures_and_as_our_own(void **state)
{
    (void)state;
    score_part p = part(&share, &ba_thuoc, 506000);
    assert_int_equal(p.points, 6325);
    score s = score_of(&ba_thuoc, &p, 1, (discipline){.expected = 9, .actual = 9, .on_time = 8});
    assert_explained(&s, "70% × 63,25 + 30% × 88,89 = 70,94");
}

static void a_score_of_one_half_is_told_as_such(void **state)
{
    (void)state;
    const score_part p = part(&share, &ba_thuoc, 506000);
    score results = score_of(&ba_thuoc, &p, 1, (discipline){0}),
          reports = score_of(&ba_thuoc, NULL, 0, (discipline){.expected = 9, .on_time = 8}),
          nothing = score_of(&ba_thuoc, NULL, 0, (discipline){0});
    assert_explained(&results, "100% × 63,25 = 63,25");
    assert_explained(&reports, "100% × 88,89 = 88,89");
    assert_explained(&nothing, "Chưa xếp hạng");
}

static void an_explanation_is_never_cut(void **state)
{
    (void)state;
    char text[20];
    score s = score_of(&ba_thuoc, NULL, 0, (discipline){.expected = 9, .on_time = 8});
    assert_int_equal(ranking_explain(&s, &formula, text, sizeof text).code, ERR_LIMIT);
}

/* ---- at random ----------------------------------------------------------------------------- */

enum { CASES = 2000, UNITS_MAX = 12, PARTS_MAX = 8 };

/* One group of units, with few different figures, so that many totals are equal. */
typedef struct group {
    char names[UNITS_MAX][32];
    unit units[UNITS_MAX];
    obligation obligations[UNITS_MAX][PARTS_MAX];
    score_part parts[UNITS_MAX][PARTS_MAX];
    score scores[UNITS_MAX];
    size_t count;
} group;

static unsigned up_to(unsigned most)
{
    return (unsigned)random() % (most + 1);
}

static score_part random_part(obligation *o, const unit *u)
{
    *o = share;
    o->weight = 1 + up_to(3);
    o->target = up_to(4) * 250000;
    o->lower_is_better = up_to(3) == 0;
    score_part p = part(o, u, MISSING);
    if (up_to(4))
        ranking_part_reached(&p, up_to(30) * 33333, up_to(9) > 0);
    return p;
}

static void make_group(group *g)
{
    g->count = 1 + up_to(UNITS_MAX - 1);
    for (size_t i = 0; i < g->count; i++) {
        snprintf(g->names[i], sizeof g->names[i], "%03zu", i);
        g->units[i] = (unit){
            .code = g->names[i], .name = up_to(1) ? "Xã A" : "Xã B", .level = LEVEL_DISTRICT};
        size_t parts = up_to(PARTS_MAX);
        for (size_t k = 0; k < parts; k++)
            g->parts[i][k] = random_part(&g->obligations[i][k], &g->units[i]);
        discipline d = {.expected = up_to(3)};
        d.on_time = up_to((unsigned)d.expected);
        d.unscored = up_to((unsigned)d.on_time);
        g->scores[i] = score_of(&g->units[i], g->parts[i], parts, d);
    }
    ranking_order(g->scores, g->count);
}

static void swap(void *a, void *b, size_t size)
{
    char kept[sizeof(score)];
    memcpy(kept, a, size);
    memmove(a, b, size);
    memcpy(b, kept, size);
}

static void shuffle(void *items, size_t count, size_t size)
{
    for (size_t i = count; i > 1; i--)
        swap((char *)items + (i - 1) * size, (char *)items + up_to((unsigned)i - 1) * size, size);
}

static void shuffle_and_rank_again(group *g, score *again)
{
    memcpy(again, g->scores, g->count * sizeof *again);
    for (size_t i = 0; i < g->count; i++)
        shuffle(g->parts[again[i].unit - g->units], again[i].part_count, sizeof(score_part));
    shuffle(again, g->count, sizeof *again);
    for (size_t i = 0; i < g->count; i++) {
        again[i].total = again[i].results = again[i].discipline_points = -1;
        again[i].rank = 0;
        ranking_score(&again[i], &formula);
    }
    ranking_order(again, g->count);
}

/* As somebody would who has only the exported parts and the sentence in ranking.h. Whole numbers
 * of 0 and more round half up by adding half of the divisor. */
static int64_t recomputed(const score *s)
{
    int64_t weights = 0, sum = 0, results = 0, reports = 0;
    for (size_t i = 0; i < s->part_count; i++) {
        weights += s->parts[i].weight;
        sum += s->parts[i].weight * s->parts[i].points;
    }
    int64_t owed = (int64_t)s->discipline.expected,
            kept = (int64_t)(s->discipline.on_time - s->discipline.unscored);
    if (weights)
        results = (2 * sum + weights) / (2 * weights);
    if (owed)
        reports = (20000 * kept + owed) / (2 * owed);
    if (weights && owed)
        return (70 * results + 30 * reports + 50) / 100;
    return weights ? results : reports;
}

static void check_group(const group *g, const score *again, unsigned seed)
{
    for (size_t i = 0; i < g->count; i++) {
        const score *s = &g->scores[i];
        size_t better = 0;
        for (size_t k = 0; k < g->count; k++)
            better += g->scores[k].ranked && g->scores[k].total > s->total;
        if (s->total < 0 || s->total > RANKING_FULL || s->total != recomputed(s) ||
            s->rank != (s->ranked ? better + 1 : 0))
            fail_msg("seed %u: unit %s: total %lld, rank %zu", seed, s->unit->code,
                     (long long)s->total, s->rank);
        if (again[i].unit != s->unit || again[i].total != s->total || again[i].rank != s->rank)
            fail_msg("seed %u: place %zu: %s or %s", seed, i, s->unit->code, again[i].unit->code);
    }
}

static void no_order_of_parts_or_units_matters_and_totals_can_be_recomputed(void **state)
{
    (void)state;
    static group g;
    score again[UNITS_MAX];
    const char *chosen = getenv("TIENDO_TEST_SEED");
    unsigned first = chosen ? (unsigned)strtoul(chosen, NULL, 10) : 1;
    unsigned count = chosen ? 1 : CASES;
    print_message("seeds %u to %u; TIENDO_TEST_SEED=N runs one\n", first, first + count - 1);
    for (unsigned seed = first; seed < first + count; seed++) {
        srandom(seed);
        make_group(&g);
        shuffle_and_rank_again(&g, again);
        check_group(&g, again, seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_the_share_of_the_target_that_is_reached),
        cmocka_unit_test(more_than_the_target_is_worth_no_more),
        cmocka_unit_test(below_nothing_is_worth_nothing),
        cmocka_unit_test(lower_is_better_turns_the_share_around),
        cmocka_unit_test(a_target_of_zero_is_reached_or_not),
        cmocka_unit_test(the_largest_values_do_not_overflow),
        cmocka_unit_test(what_awaits_confirmation_has_its_value_and_no_points),
        cmocka_unit_test(only_what_has_a_weight_a_target_and_the_unit_as_reporter_counts),
        cmocka_unit_test(three_units_have_the_scores_computed_by_hand),
        cmocka_unit_test(a_missing_figure_gives_nothing_and_stays_missing),
        cmocka_unit_test(parts_of_no_weight_change_nothing),
        cmocka_unit_test(what_a_unit_cannot_have_leaves_its_share_to_the_rest),
        cmocka_unit_test(the_shares_are_those_of_the_configuration),
        cmocka_unit_test(equal_totals_share_a_rank_and_the_next_is_skipped),
        cmocka_unit_test(units_of_one_name_are_listed_by_code),
        cmocka_unit_test(who_has_nothing_to_score_is_last_and_without_rank),
        cmocka_unit_test(movement_counts_places_gained),
        cmocka_unit_test(the_formula_is_told_with_its_figures_and_as_our_own),
        cmocka_unit_test(a_score_of_one_half_is_told_as_such),
        cmocka_unit_test(an_explanation_is_never_cut),
        cmocka_unit_test(no_order_of_parts_or_units_matters_and_totals_can_be_recomputed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
