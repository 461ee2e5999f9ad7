/* board_test.c - sums kept by differences equal a recount, whatever came in whatever order. */
#include "unit_test.h"

#include "model/board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STREAMS = 10000,
    UNITS = 12,
    OBLIGATIONS = 7,
    PERIODS = 4,
    STATEMENTS_MAX = 60,
    DEFAULT_SEED = 20240722,
};

static uint64_t random_state;

static uint64_t draw(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

static void assert_ok(error err)
{
    if (err.code)
        fail_msg("%s", err.text);
}

/* ---- a small world -------------------------------------------------------------------------- */

/* P holds the districts D1 to D3; D1 and D2 hold three communes each. D3 ends after its second
 * period and goes into D2; the communes of D2 begin with the third. */
static const char *const unit_codes[UNITS] = {"P",   "D1",  "D2",  "D3",  "D1a", "D1b",
                                              "D1c", "D2a", "D2b", "D2c", "S",   "X"};
static const period periods[PERIODS] = {{PERIOD_MONTH, 2024, 11, 0},
                                        {PERIOD_MONTH, 2024, 12, 0},
                                        {PERIOD_MONTH, 2025, 1, 0},
                                        {PERIOD_MONTH, 2025, 2, 0}};
static const char *const obligation_codes[OBLIGATIONS] = {"SUM",  "RATIO", "MEAN", "LAST",
                                                          "TRUE", "NONE",  "BOTH"};
static const char *const breakdowns[] = {"", "age=old", "age=young"};

static catalogue *make_world(date d3_ends, unsigned decimals)
{
    static const aggregation rules[OBLIGATIONS] = {
        AGGREGATE_SUM,        AGGREGATE_RATIO_OF_SUMS, AGGREGATE_MEAN, AGGREGATE_LAST,
        AGGREGATE_COUNT_TRUE, AGGREGATE_NONE,          AGGREGATE_SUM};
    catalogue_builder *b = catalogue_builder_new();
    for (int i = 0; i < UNITS; i++) {
        unit u = {.code = unit_codes[i], .level = LEVEL_COMMUNE, .parent = ""};
        bool district = unit_codes[i][0] == 'D' && strlen(unit_codes[i]) == 2;
        if (i == 0)
            u.level = LEVEL_PROVINCE;
        else if (district)
            u.level = LEVEL_DISTRICT, u.parent = "P";
        else if (unit_codes[i][0] == 'S')
            u.level = LEVEL_DEPARTMENT, u.parent = "P";
        else if (unit_codes[i][0] == 'D')
            u.parent = unit_codes[i][1] == '1' ? "D1" : "D2";
        if (strcmp(u.code, "D3") == 0)
            u.valid_to = d3_ends;
        if (strncmp(u.code, "D2", 2) == 0 && !district)
            u.valid_from = date_add_days(d3_ends, 1);
        assert_true(catalogue_builder_unit(b, &u));
    }
    for (int i = 0; i < OBLIGATIONS; i++) {
        obligation o = {.code = obligation_codes[i],
                        .kind = OBLIGATION_INDICATOR,
                        .field = "DX",
                        .frequency = PERIOD_MONTH,
                        .aggregation = rules[i],
                        .is_ratio = rules[i] == AGGREGATE_RATIO_OF_SUMS,
                        .decimals = decimals,
                        .reporters = 1U << (i % 2 ? LEVEL_COMMUNE : LEVEL_DISTRICT)};
        if (strcmp(o.code, "BOTH") == 0)
            o.reporters = 1U << LEVEL_COMMUNE | 1U << LEVEL_DISTRICT | 1U << LEVEL_DEPARTMENT;
        assert_true(catalogue_builder_obligation(b, &o));
    }
    catalogue *made = catalogue_builder_finish(b);
    assert_non_null(made);
    return made;
}

static statement random_statement(int64_t at)
{
    bool nothing = draw(8) == 0;
    size_t o = (size_t)draw(OBLIGATIONS);
    bool ratio = strcmp(obligation_codes[o], "RATIO") == 0;
    point said = {.period = periods[draw(PERIODS)],
                  .kind = nothing ? REPORT_NOTHING : REPORT_FIGURE,
                  .units = 1,
                  .expected = 1,
                  .first_ms = at,
                  .last_ms = at,
                  .observed_ms = (int64_t)draw(5), /* ties on purpose */
                  .warning = ""};
    if (!nothing)
        said.figure = (figure){.is_ratio = ratio,
                               .value = (int64_t)draw(2000) - 500,
                               .denominator = ratio ? (int64_t)draw(3000) : 0,
                               .decimals = (unsigned)draw(3)};
    return (statement){.unit = unit_codes[draw(UNITS)],
                       .obligation = obligation_codes[o],
                       .breakdown = breakdowns[draw(3)],
                       .said = said};
}

/* ---- what must hold ------------------------------------------------------------------------- */

static void assert_same_rollup(const rollup *a, const rollup *b)
{
    assert_int_equal(a->has_value, b->has_value);
    assert_int_equal(a->have, b->have);
    assert_int_equal(a->reported, b->reported);
    assert_int_equal(a->expected, b->expected);
    if (a->has_value) {
        assert_int_equal(a->figure.value, b->figure.value);
        assert_int_equal(a->figure.denominator, b->figure.denominator);
        assert_int_equal(a->figure.decimals, b->figure.decimals);
    }
}

/* A's sum is OTHER's, either as that one keeps it or as it counts it anew. */
typedef struct comparison {
    const board *kept, *other;
    rollup (*how)(const board *, const obligation *, period, const char *, const char *);
    size_t sums;
} comparison;

static void compare_sum(void *context, const board_sum *sum)
{
    comparison *with = context;
    const obligation *same =
        catalogue_obligation(board_catalogue(with->other), sum->obligation->code);
    rollup a = board_rollup(with->kept, sum->obligation, sum->period, sum->breakdown, sum->scope);
    rollup b = with->how(with->other, same, sum->period, sum->breakdown, sum->scope);
    assert_same_rollup(&a, &b);
    with->sums++;
}

static size_t assert_recount(const board *kept)
{
    comparison with = {kept, kept, board_recount, 0};
    board_each_sum(kept, compare_sum, &with);
    return with.sums;
}

static void assert_same_sums(const board *one, const board *other)
{
    comparison with = {one, other, board_rollup, 0}, back = {other, one, board_rollup, 0};
    board_each_sum(one, compare_sum, &with);
    board_each_sum(other, compare_sum, &back);
}

static board *board_of(const catalogue *c, const statement *said, const size_t *order, size_t n)
{
    board *b = board_new(c);
    assert_non_null(b);
    for (size_t i = 0; i < n; i++)
        assert_ok(board_take(b, &said[order[i]]));
    return b;
}

/* Another order of arrival, in which each unit's own reports keep theirs. */
static void shuffle_between_units(const statement *said, size_t *order, size_t n)
{
    for (size_t round = 0; round < n * 4; round++) {
        size_t i = (size_t)draw(n - 1);
        if (strcmp(said[order[i]].unit, said[order[i + 1]].unit) != 0) {
            size_t swap = order[i];
            order[i] = order[i + 1];
            order[i + 1] = swap;
        }
    }
}

/* Only what counts, as a program that starts anew reads it. */
static size_t keep_last(const statement *said, size_t n, size_t *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool replaced = false;
        for (size_t j = i + 1; j < n && !replaced; j++)
            replaced = strcmp(said[i].unit, said[j].unit) == 0 &&
                       strcmp(said[i].obligation, said[j].obligation) == 0 &&
                       strcmp(said[i].breakdown, said[j].breakdown) == 0 &&
                       period_equal(said[i].said.period, said[j].said.period);
        if (!replaced)
            out[kept++] = i;
    }
    return kept;
}

static size_t sums_compared;

static void one_random_stream(const catalogue *before, const catalogue *after)
{
    statement said[STATEMENTS_MAX];
    size_t order[STATEMENTS_MAX], n = 2 + (size_t)draw(STATEMENTS_MAX - 2);
    for (size_t i = 0; i < n; i++) {
        said[i] = random_statement((int64_t)i + 1);
        order[i] = i;
    }
    board *kept = board_of(before, said, order, n);
    sums_compared += assert_recount(kept);

    shuffle_between_units(said, order, n);
    board *shuffled = board_of(before, said, order, n);
    assert_same_sums(shuffled, kept);

    size_t last[STATEMENTS_MAX], m = keep_last(said, n, last);
    board *anew = board_of(after, said, last, m), *replayed = board_of(after, said, order, n);
    sums_compared += assert_recount(anew);
    assert_same_sums(anew, replayed);
    board_free(kept);
    board_free(shuffled);
    board_free(anew);
    board_free(replayed);
}

static void sums_by_differences_equal_a_recount_in_any_order(void **state)
{
    (void)state;
    const char *given = getenv("TIENDO_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : DEFAULT_SEED;
    printf("seed %llu, %d streams (another: TIENDO_SEED=N)\n", (unsigned long long)seed, STREAMS);
    random_state = seed | 1;
    catalogue *before = make_world((date){2024, 12, 31}, 2),
              *after = make_world((date){2024, 11, 30}, 1);
    for (int i = 0; i < STREAMS; i++)
        one_random_stream(before, after);
    printf("%zu sums recounted\n", sums_compared);
    assert_true(sums_compared > STREAMS * 10); /* the streams did say something */
    catalogue_free(before);
    catalogue_free(after);
}

/* ---- single rules --------------------------------------------------------------------------- */

static statement value_of(const char *unit, const char *obligation, period p, int64_t value)
{
    return (statement){.unit = unit,
                       .obligation = obligation,
                       .breakdown = "",
                       .said = {.period = p,
                                .kind = REPORT_FIGURE,
                                .figure = {.value = value, .decimals = 0},
                                .first_ms = value,
                                .last_ms = value,
                                .warning = ""}};
}

static int64_t sum_of(const board *b, const char *code, period p, const char *scope)
{
    const obligation *o = catalogue_obligation(board_catalogue(b), code);
    return board_rollup(b, o, p, "", scope).figure.value;
}

static void take(board *b, statement s)
{
    assert_ok(board_take(b, &s));
}

static void a_correction_replaces_and_is_counted(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    take(b, value_of("D1", "SUM", periods[0], 10));
    take(b, value_of("D2", "SUM", periods[0], 5));
    take(b, value_of("D1", "SUM", periods[0], 12));
    assert_int_equal(sum_of(b, "SUM", periods[0], "P"), 17);
    const point *said = board_point(b, catalogue_obligation(c, "SUM"), "D1", periods[0], "");
    assert_int_equal(said->corrections, 1);
    assert_int_equal(said->first_ms, 10);
    assert_int_equal(said->last_ms, 12);
    board_free(b);
    catalogue_free(c);
}

static void a_districts_figure_already_holds_its_communes(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    take(b, value_of("D1", "BOTH", periods[0], 100));
    take(b, value_of("D1a", "BOTH", periods[0], 40));
    take(b, value_of("D1b", "BOTH", periods[0], 60));
    assert_int_equal(sum_of(b, "BOTH", periods[0], "P"), 100);
    assert_int_equal(sum_of(b, "BOTH", periods[0], "D1"), 100); /* of the communes */
    board_free(b);
    catalogue_free(c);
}

static void a_merged_unit_counts_for_its_own_periods_only(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    const obligation *o = catalogue_obligation(c, "SUM");
    for (int p = 0; p < PERIODS; p++) {
        take(b, value_of("D1", "SUM", periods[p], 1));
        take(b, value_of("D3", "SUM", periods[p], 10));
    }
    assert_int_equal(sum_of(b, "SUM", periods[1], "P"), 11);
    assert_int_equal(board_rollup(b, o, periods[1], "", "P").expected, 3);
    assert_int_equal(sum_of(b, "SUM", periods[2], "P"), 1);
    assert_int_equal(board_rollup(b, o, periods[2], "", "P").expected, 2);
    board_free(b);
    catalogue_free(c);
}

static void a_sum_that_does_not_fit_is_refused_and_nothing_changes(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    take(b, value_of("D1", "SUM", periods[0], INT64_MAX - 5));
    statement much = value_of("D2", "SUM", periods[0], 6);
    assert_int_equal(board_take(b, &much).code, ERR_LIMIT);
    assert_int_equal(sum_of(b, "SUM", periods[0], "P"), INT64_MAX - 5);
    assert_null(board_point(b, catalogue_obligation(c, "SUM"), "D2", periods[0], ""));
    take(b, value_of("D2", "SUM", periods[0], 5));
    assert_int_equal(sum_of(b, "SUM", periods[0], "P"), INT64_MAX);
    board_free(b);
    catalogue_free(c);
}

static void taken_all_the_same_a_sum_that_does_not_fit_says_so(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    const obligation *o = catalogue_obligation(c, "SUM");
    board_take_all(b);
    take(b, value_of("D1", "SUM", periods[0], INT64_MAX - 5));
    take(b, value_of("D2", "SUM", periods[0], 6));
    take(b, value_of("D1", "SUM", periods[1], 7));
    rollup r = board_rollup(b, o, periods[0], "", "P");
    assert_true(r.overflow && !r.has_value);
    assert_int_equal(r.have, 2);
    assert_int_equal(r.reported, 2);
    assert_int_equal(board_point(b, o, "D2", periods[0], "")->figure.value, 6);
    assert_int_equal(sum_of(b, "SUM", periods[1], "P"), 7);
    board_free(b);
    catalogue_free(c);
}

static void a_correction_makes_a_sum_fit_again(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    board_take_all(b);
    take(b, value_of("D1", "SUM", periods[0], INT64_MAX - 5));
    take(b, value_of("D2", "SUM", periods[0], 6));
    take(b, value_of("D1", "SUM", periods[0], 10));
    assert_int_equal(sum_of(b, "SUM", periods[0], "P"), 16);
    board_free(b);
    catalogue_free(c);
}

static void a_series_over_a_scope_has_its_coverage(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    arena *a = arena_new(0);
    series s;
    take(b, value_of("D1", "SUM", periods[1], 7));
    take(b, value_of("D1", "SUM", periods[0], 3));
    take(b, value_of("D2", "SUM", periods[0], 4));
    assert_ok(board_rollup_series(b, catalogue_obligation(c, "SUM"), "P", a, &s));
    assert_int_equal(s.count, 2);
    assert_int_equal(s.points[0].figure.value, 7);
    assert_int_equal(s.points[0].units, 2);
    assert_int_equal(s.points[0].expected, 3);
    assert_int_equal(s.points[0].first_ms, 3);
    assert_int_equal(s.points[1].figure.value, 7);
    assert_int_equal(s.points[1].units, 1);
    arena_free(a);
    board_free(b);
    catalogue_free(c);
}

typedef struct touched {
    int sums, said;
} touched;

static void on_sum(void *context, const board_sum *sum)
{
    (void)sum;
    ((touched *)context)->sums++;
}

static void count_said(board *b, touched *t)
{
    const obligation *o;
    const char *unit;
    while (board_next_touched(b, &o, &unit))
        t->said++;
}

static void only_what_changed_is_told(void **state)
{
    (void)state;
    catalogue *c = make_world((date){2024, 12, 31}, 0);
    board *b = board_new(c);
    touched t = {0};
    take(b, value_of("D1a", "BOTH", periods[0], 3));
    take(b, value_of("D1a", "BOTH", periods[0], 4));
    take(b, value_of("D2", "SUM", periods[0], 4));
    board_take_touched_sums(b, on_sum, &t);
    count_said(b, &t);
    assert_int_equal(t.sums, 2);
    assert_int_equal(t.said, 2);
    board_take_touched_sums(b, on_sum, &t);
    count_said(b, &t);
    assert_int_equal(t.sums, 2);
    assert_int_equal(t.said, 2);
    board_free(b);
    catalogue_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_by_differences_equal_a_recount_in_any_order),
        cmocka_unit_test(a_correction_replaces_and_is_counted),
        cmocka_unit_test(a_districts_figure_already_holds_its_communes),
        cmocka_unit_test(a_merged_unit_counts_for_its_own_periods_only),
        cmocka_unit_test(a_sum_that_does_not_fit_is_refused_and_nothing_changes),
        cmocka_unit_test(taken_all_the_same_a_sum_that_does_not_fit_says_so),
        cmocka_unit_test(a_correction_makes_a_sum_fit_again),
        cmocka_unit_test(a_series_over_a_scope_has_its_coverage),
        cmocka_unit_test(only_what_changed_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
