/* view_test.c - view.h, owed.h, refusals.h and scoreboard.h: what is asked of a board on a day. */
#include "unit_test.h"

#include "model/scoreboard.h"

#include <string.h>

static catalogue *rules;
static board *said;
static refusals *refused;
static arena *memory;

/* ---- a small province ------------------------------------------------------------------------ */

static catalogue *make_rules(void)
{
    static const unit units[] = {
        {.code = "38", .name = "Tỉnh", .level = LEVEL_PROVINCE},
        {.code = "380", .name = "An", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "381", .name = "Bình", .level = LEVEL_DISTRICT, .parent = "38"},
        {.code = "382",
         .name = "Cường",
         .level = LEVEL_DISTRICT,
         .parent = "38",
         .valid_from = {2024, 6, 1}},
        {.code = "SX", .name = "Sở", .level = LEVEL_DEPARTMENT, .parent = "38"},
    };
    static const obligation all[] = {
        {.code = "SHARE",
         .field = "DX",
         .is_ratio = true,
         .aggregation = AGGREGATE_RATIO_OF_SUMS,
         .has_target = true,
         .target = 500000,
         .weight = 3},
        {.code = "VISITS", .field = "06", .weight = 1},
        {.code = "BOTH", .field = "DX+06", .kind = OBLIGATION_TASK, .weight = 1},
        {.code = "YEARLY", .field = "DX", .frequency = PERIOD_YEAR},
    };
    catalogue_builder *b = catalogue_builder_new();
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(catalogue_builder_unit(b, &units[i]));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        obligation o = all[i];
        o.name = o.code;
        o.kind = o.kind ? o.kind : OBLIGATION_INDICATOR;
        o.frequency = o.frequency ? o.frequency : PERIOD_MONTH;
        o.reporters = 1U << LEVEL_DISTRICT;
        o.since = (date){2024, 5, 1}; /* May's figures, closed on the 14th, are the first */
        assert_true(catalogue_builder_obligation(b, &o));
    }
    return catalogue_builder_finish(b);
}

static int make(void **state)
{
    (void)state;
    rules = make_rules();
    said = board_new(rules);
    refused = refusals_new();
    memory = arena_new(0);
    return rules && said && refused && memory ? 0 : -1;
}

static int release(void **state)
{
    (void)state;
    arena_free(memory);
    refusals_free(refused);
    board_free(said);
    catalogue_free(rules);
    return 0;
}

/* July's figures are due on 16/7/2024. */
static view look(void)
{
    return (view){.rules = rules,
                  .board = said,
                  .refused = refused,
                  .today = {2024, 7, 22},
                  .memory = memory};
}

static const obligation *what(const char *code)
{
    return catalogue_obligation(rules, code);
}

static const unit *who(const char *code)
{
    return catalogue_unit(rules, code, (date){2024, 7, 22});
}

static void take(const char *unit_code, const char *code, const char *month, point p, date on)
{
    assert_int_equal(period_parse(month, &p.period).code, ERR_OK);
    p.units = p.expected = 1;
    p.warning = p.warning ? p.warning : "";
    p.first_ms = p.last_ms = clock_day_start_ms(on) + 1;
    const statement s = {unit_code, code, "", p};
    assert_int_equal(board_take(said, &s).code, ERR_OK);
}

static void take_share(const char *unit_code, const char *month, int64_t percent, date on)
{
    take(unit_code, "SHARE", month,
         (point){.kind = REPORT_FIGURE,
                 .figure = {.is_ratio = true, .value = percent, .denominator = 100}},
         on);
}

static void take_visits(const char *unit_code, const char *month, int64_t n, date on)
{
    take(unit_code, "VISITS", month, (point){.kind = REPORT_FIGURE, .figure = {.value = n}}, on);
}

/* ---- what is looked at ----------------------------------------------------------------------- */

static void a_field_has_its_own_and_what_belongs_to_both(void **state)
{
    (void)state;
    static const char *const fields[] = {"06"};
    view v = look();
    v.fields = fields;
    v.field_count = 1;
    assert_false(view_has(&v, what("SHARE")));
    assert_true(view_has(&v, what("VISITS")));
    assert_true(view_has(&v, what("BOTH")));
}

static void a_units_view_is_not_the_provinces(void **state)
{
    (void)state;
    static const char *const units[] = {"381", "SX"};
    view v = look();
    assert_true(view_has_unit(&v, what("SHARE"), NULL));
    v.units = units;
    v.unit_count = 2;
    assert_false(view_has_unit(&v, what("SHARE"), NULL));
    assert_false(view_has_unit(&v, what("SHARE"), who("380")));
    assert_true(view_has_unit(&v, what("SHARE"), who("381")));
}

static void what_came_for_a_later_period_is_not_looked_at(void **state)
{
    (void)state;
    view v = look();
    series s;
    take_share("380", "2024-M06", 10, (date){2024, 6, 15});
    take_share("380", "2024-M07", 20, (date){2024, 7, 15});
    assert_int_equal(view_series(&v, what("SHARE"), who("380"), &s).code, ERR_OK);
    assert_int_equal(s.count, 2);
    v.has_period = true;
    v.period = (period){PERIOD_MONTH, 2024, 6, 0};
    assert_int_equal(view_series(&v, what("SHARE"), who("380"), &s).code, ERR_OK);
    assert_int_equal(s.count, 1);
    assert_false(view_has(&v, what("YEARLY")));
}

static void a_judgement_names_the_report_that_it_stands_on(void **state)
{
    (void)state;
    view v = look();
    judgement j;
    take_share("380", "2024-M06", 10, (date){2024, 6, 15});
    take_share("381", "2024-M06", 30, (date){2024, 6, 15});
    take_share("380", "2024-M08", 40, (date){2024, 7, 20}); /* not due, and alone */
    assert_int_equal(view_judge(&v, what("SHARE"), NULL, &j).code, ERR_OK);
    assert_true(j.has_value && j.value == 200000);
    assert_int_equal(j.now->period.number, 6);
    assert_int_equal(j.now->units, 2);
    assert_int_equal(view_judge(&v, what("VISITS"), NULL, &j).code, ERR_OK);
    assert_null(j.now);
}

static void take_task(const char *unit_code, const char *month, unsigned percent, date on)
{
    take(unit_code, "BOTH", month,
         (point){.kind = REPORT_TASK,
                 .percent = percent,
                 .state = percent == 100 ? TASK_DONE : TASK_IN_PROGRESS},
         on);
}

static void who_has_done_a_task_need_not_say_so_each_period(void **state)
{
    (void)state;
    view v = look();
    judgement j;
    take_task("380", "2024-M06", 100, (date){2024, 6, 15});
    take_task("381", "2024-M07", 100, (date){2024, 7, 15});
    take_task("382", "2024-M07", 50, (date){2024, 7, 15});
    assert_int_equal(view_judge(&v, what("BOTH"), NULL, &j).code, ERR_OK);
    assert_int_equal(j.percent, 66); /* two of three, not one */
    assert_int_equal(j.now->units, 3);
    take_task("380", "2024-M07", 80, (date){2024, 7, 15}); /* it was not done after all */
    assert_int_equal(view_judge(&v, what("BOTH"), NULL, &j).code, ERR_OK);
    assert_int_equal(j.percent, 33);
    take_task("380", "2024-M07", 100, (date){2024, 7, 16});
    take_task("382", "2024-M07", 100, (date){2024, 7, 16});
    assert_int_equal(view_judge(&v, what("BOTH"), NULL, &j).code, ERR_OK);
    assert_int_equal(j.status, STATUS_DONE);
}

/* ---- what was owed --------------------------------------------------------------------------- */

typedef struct counted {
    discipline all, of_380;
    size_t yearly;
} counted;

static error count(void *context, const owed *it)
{
    counted *c = context;
    discipline_add(&c->all, it->attendance, it->said);
    if (strcmp(it->unit->code, "380") == 0)
        discipline_add(&c->of_380, it->attendance, it->said);
    c->yearly += it->period.kind == PERIOD_YEAR;
    return OK;
}

static void every_report_that_was_owed_is_counted_once(void **state)
{
    (void)state;
    view v = look();
    counted c = {0};
    take_share("380", "2024-M06", 10, (date){2024, 6, 18}); /* the last day */
    take_share("380", "2024-M07", 10, (date){2024, 7, 17}); /* a day too late */
    assert_true(refusals_add(refused, "380", "VISITS", "2024-M07"));
    assert_int_equal(owed_each(&v, (date){2024, 1, 1}, count, &c).code, ERR_OK);
    /* Three monthly obligations: May to July for two units, June and July for the new one. */
    assert_int_equal(c.all.expected, 3 * (3 + 3 + 2));
    assert_int_equal(c.yearly, 0); /* of 2023: nobody was told to yet */
    assert_int_equal(c.of_380.expected, 9);
    assert_int_equal(c.of_380.on_time, 1);
    assert_int_equal(c.of_380.late, 1);
    assert_int_equal(c.of_380.rejected, 1);
    assert_int_equal(c.of_380.missing, 6);
}

static void without_a_day_only_the_last_due_period_is_looked_at(void **state)
{
    (void)state;
    view v = look();
    counted c = {0};
    assert_int_equal(owed_each(&v, (date){0}, count, &c).code, ERR_OK);
    assert_int_equal(c.all.expected, 9);
    v.has_period = true;
    v.period = (period){PERIOD_MONTH, 2024, 5, 0};
    assert_int_equal(owed_each(&v, (date){0}, count, &c).code, ERR_OK);
    assert_int_equal(c.all.expected, 9 + 6);
}

static void a_refusal_that_was_mended_counts_no_more(void **state)
{
    (void)state;
    view v = look();
    counted c = {0};
    assert_true(refusals_add(refused, "380", "VISITS", "2024-M07"));
    assert_true(refusals_add(refused, "380", "VISITS", "2024-M07"));
    take_visits("380", "2024-M07", 5, (date){2024, 7, 15});
    assert_int_equal(owed_each(&v, (date){0}, count, &c).code, ERR_OK);
    assert_int_equal(c.all.rejected, 0);
    assert_int_equal(c.all.on_time, 1);
}

static void nobody_is_refused_without_a_list(void **state)
{
    (void)state;
    const period july = {PERIOD_MONTH, 2024, 7, 0};
    assert_false(refusals_has(NULL, "380", "VISITS", july));
    assert_false(refusals_has(refused, "380", "VISITS", july));
}

/* ---- scores ---------------------------------------------------------------------------------- */

/* 380: 20 of 50 % is 40 points of results, the only part with a target. Of its nine reports two
 * were there in time: 22.22. */
static void a_score_is_worked_out_from_parts_and_discipline(void **state)
{
    (void)state;
    scoreboard b;
    view v = look();
    take_share("380", "2024-M06", 20, (date){2024, 6, 15});
    take_visits("380", "2024-M07", 5, (date){2024, 7, 15});
    assert_int_equal(scoreboard_make(&b, &v, LEVEL_DISTRICT).code, ERR_OK);
    assert_int_equal(b.count, 3);
    const score *s = scoreboard_find(&b, "380");
    assert_int_equal(s->part_count, 1);
    assert_int_equal(s->results, 4000);
    assert_int_equal(s->discipline_points, 2222);
    assert_int_equal(s->total, 3467); /* 0.7 * 40 + 0.3 * 22.22 */
    assert_int_equal(s->rank, 1);
    assert_null(scoreboard_find(&b, "SX"));
}

static error feed_owed(void *context, const owed *it)
{
    scoreboard_note_owed(context, it);
    return OK;
}

typedef struct feeding {
    const view *view;
    scoreboard *board;
} feeding;

static error feed_standing(void *context, const obligation *o, const unit *u)
{
    const feeding *f = context;
    judgement j;
    if (!u)
        return OK;
    TRY(view_judge(f->view, o, u, &j));
    scoreboard_note_standing(f->board, o, u, &j);
    return OK;
}

static void told_by_pieces_a_scoreboard_is_the_same(void **state)
{
    (void)state;
    scoreboard once, pieces;
    view v = look();
    const feeding f = {&v, &pieces};
    take_share("380", "2024-M06", 20, (date){2024, 6, 15});
    take_share("381", "2024-M07", 45, (date){2024, 7, 15});
    assert_int_equal(scoreboard_make(&once, &v, LEVEL_DISTRICT).code, ERR_OK);
    assert_int_equal(scoreboard_open(&pieces, &v, LEVEL_DISTRICT).code, ERR_OK);
    assert_int_equal(owed_each(&v, (date){2023, 1, 1}, feed_owed, &pieces).code, ERR_OK);
    for (size_t i = 0; i < catalogue_obligation_count(rules); i++) {
        feeding copy = f;
        assert_int_equal(
            view_each_unit(&v, catalogue_obligation_at(rules, i), feed_standing, &copy).code,
            ERR_OK);
    }
    scoreboard_finish(&pieces);
    assert_int_equal(once.count, pieces.count);
    for (size_t i = 0; i < once.count; i++) {
        assert_ptr_equal(once.scores[i].unit, pieces.scores[i].unit);
        assert_int_equal(once.scores[i].total, pieces.scores[i].total);
        assert_int_equal(once.scores[i].rank, pieces.scores[i].rank);
    }
}

static void a_place_is_a_place_among_all(void **state)
{
    (void)state;
    static const char *const units[] = {"380"};
    scoreboard b;
    view v = look();
    v.units = units;
    v.unit_count = 1;
    take_share("381", "2024-M07", 45, (date){2024, 7, 15});
    assert_int_equal(scoreboard_make(&b, &v, LEVEL_DISTRICT).code, ERR_OK);
    assert_int_equal(scoreboard_find(&b, "381")->rank, 1);
    assert_int_equal(scoreboard_find(&b, "380")->rank, 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_field_has_its_own_and_what_belongs_to_both),
        TEST(a_units_view_is_not_the_provinces),
        TEST(what_came_for_a_later_period_is_not_looked_at),
        TEST(a_judgement_names_the_report_that_it_stands_on),
        TEST(who_has_done_a_task_need_not_say_so_each_period),
        TEST(every_report_that_was_owed_is_counted_once),
        TEST(without_a_day_only_the_last_due_period_is_looked_at),
        TEST(a_refusal_that_was_mended_counts_no_more),
        TEST(nobody_is_refused_without_a_list),
        TEST(a_score_is_worked_out_from_parts_and_discipline),
        TEST(told_by_pieces_a_scoreboard_is_the_same),
        TEST(a_place_is_a_place_among_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
