/* What a digest says of units: who reported, places, the maps, difficulties and directives. */
#include "digest_build_fixture.h"

#include "model/scoreboard.h"

static const digest_rank *rank_of(const digest *d, const char *unit_code)
{
    for (size_t i = 0; i < d->ranking_count; i++)
        for (size_t k = 0; k < d->rankings[i].count; k++)
            if (strcmp(d->rankings[i].rows[k].unit.code, unit_code) == 0)
                return &d->rankings[i].rows[k];
    return NULL;
}

/* ---- who reported -------------------------------------------------------------------------------
 */

/* Of July: 381 sends all in time, 384 one of six, too late, 385 nothing. */
static void put_uneven_july(void)
{
    put_ratio("381", "SHARE", "2024-M07", 50, 100, "2024-07-15T09:00");
    put_value("381", "CARDS", "2024-M07", 100, "2024-07-15T09:00");
    put_ratio("381", "FLOW", "2024-M07", 50, 100, "2024-07-15T09:00");
    put_ratio("381", "REDEFINED", "2024-M07", 50, 100, "2024-07-15T09:00");
    put_task("381", "TASK", "2024-M07", 50, TASK_IN_PROGRESS, "2024-07-15T09:00");
    put_task("381", "LATER", "2024-M07", 50, TASK_IN_PROGRESS, "2024-07-16T23:59");
    put_ratio("384", "SHARE", "2024-M07", 5, 100, "2024-07-17T00:01");
}

static void a_unit_is_in_time_late_incomplete_or_missing(void **state)
{
    (void)state;
    put_uneven_july();
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->reporting_count, 1);
    const digest_reporting *r = &d->reportings[0];
    assert_string_equal(r->level, "district");
    assert_string_equal(r->period, "2024-M07");
    assert_int_equal(r->due.day, 16);
    assert_true(r->due_passed && r->days_late == 6);
    assert_int_equal(r->expected, 3);
    assert_int_equal(r->reported, 2);
    assert_int_equal(r->on_time, 1);
    assert_int_equal(r->late, 1);
    assert_int_equal(r->missing.count, 1);
    assert_string_equal(r->missing.items[0].short_name, "Quan Hóa");
    assert_string_equal(r->late_units.items[0].short_name, "Mường Lát");
    assert_int_equal(r->incomplete.count, 1);
    assert_string_equal(r->incomplete.items[0].code, "384");
    assert_line(&d->summary, "2/3 huyện, thị xã, thành phố đã gửi báo cáo tháng 7/2024 (đúng hạn "
                             "1, chậm 1); chưa gửi, quá hạn 6 ngày: Quan Hóa.");
    assert_line(&d->proposals, "Đôn đốc 1 đơn vị chưa gửi báo cáo tháng 7/2024: Quan Hóa.");
    assert_true(text_has(d->subject, "1 đơn vị chưa báo cáo"));
    digest_free(d);
}

static void what_nobody_reported_on_is_no_concern_until_it_is_due_soon(void **state)
{
    (void)state;
    put_uneven_july();
    digest *d = build_at("2024-09-22T07:00", NULL);
    assert_null(concern_of(d, "SHARE"));
    assert_true(d->silent > 0); /* it is counted all the same */
    digest_free(d);
    d = build_at("2024-11-22T07:00", NULL);
    assert_non_null(concern_of(d, "SHARE"));
    digest_free(d);
}

static void before_the_due_date_nobody_is_urged(void **state)
{
    (void)state;
    put_ratio("381", "SHARE", "2024-M07", 50, 100, "2024-07-15T09:00");
    digest *d = build_at("2024-07-16T07:00", NULL);
    const digest_reporting *r = &d->reportings[0];
    bool found = false;
    for (size_t i = 0; i < d->reporting_count && !found; i++) {
        r = &d->reportings[i];
        found = strcmp(r->period, "2024-M07") == 0;
    }
    assert_true(found && !r->due_passed);
    assert_int_equal(r->reported, 1);
    assert_int_equal(r->days_late, 0);
    assert_no_line(&d->proposals, "tháng 7/2024");
    digest_free(d);
}

static void the_heat_map_has_what_was_owed_and_sent_month_by_month(void **state)
{
    (void)state;
    put_calm_month(6, 20);
    put_uneven_july();
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->heat_periods.count, 6); /* February's were the first that were owed */
    assert_string_equal(d->heat_periods.items[0], "2024-M02");
    assert_string_equal(d->heat_periods.items[5], "2024-M07");
    assert_int_equal(d->heat_count, 3);
    assert_string_equal(d->heat[1].unit.code, "384");
    const digest_cell *june = &d->heat[1].cells[4], *july = &d->heat[1].cells[5];
    assert_true(june->expected == 6 && june->actual == 6 && june->on_time == 6);
    assert_true(july->expected == 6 && july->actual == 1 && july->on_time == 0);
    assert_true(d->heat[1].cells[0].expected == 6 && d->heat[1].cells[0].actual == 0);
    digest_free(d);
}

/* ---- places -------------------------------------------------------------------------------------
 */

/* SHARE alone has a target: 381 has 50 of 40 % (100 points), 384 5 of 40 (12.5), 385 nothing. Owed
 * were six reports a month from February to July, 36: 381 sent 6 in time (16.67), 384 one too late.
 * 381: 0.7 * 100 + 0.3 * 16.67 = 75; 384: 0.7 * 12.5 = 8.75; 385: 0. */
static void places_are_worked_out_from_results_and_discipline(void **state)
{
    (void)state;
    put_uneven_july();
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->ranking_count, 1);
    assert_string_equal(d->rankings[0].title, "Huyện, thị xã, thành phố");
    const digest_rank *first = rank_of(d, "381"), *second = rank_of(d, "384");
    assert_int_equal(first->rank, 1);
    assert_exact(&first->results, "100 điểm");
    assert_exact(&first->discipline, "16,67 điểm");
    assert_exact(&first->total, "75 điểm");
    assert_int_equal(second->rank, 2);
    assert_exact(&second->total, "8,75 điểm");
    assert_int_equal(rank_of(d, "385")->rank, 3);
    assert_int_equal(first->rank_before, 0);
    digest_free(d);
}

static void movement_is_against_the_last_digest_to_this_reader(void **state)
{
    (void)state;
    put_uneven_july();
    digest *before = build_at("2024-07-22T07:00", NULL);
    put_ratio("385", "SHARE", "2024-M07", 60, 100, "2024-07-22T08:00");
    digest *d = build_at("2024-07-29T07:00", before);
    assert_int_equal(rank_of(d, "385")->rank, 2); /* 0.7 * 100 = 70 */
    assert_int_equal(rank_of(d, "385")->rank_before, 3);
    assert_int_equal(rank_of(d, "384")->rank, 3);
    assert_int_equal(rank_of(d, "384")->rank_before, 2);
    digest_free(before);
    digest_free(d);
}

/* The shell answers from the same calls. */
static void the_shell_gives_the_same_statuses_and_places(void **state)
{
    (void)state;
    put_calm_month(5, 18);
    put_calm_month(6, 20);
    put_uneven_july();
    digest *d = build_at("2024-07-22T07:00", NULL);
    arena *a = arena_new(0);
    board *said = board_new(rules);
    refusals *refused = refusals_new();
    assert_int_equal(store_load_board(writer, 0, said).code, ERR_OK);
    assert_int_equal(store_load_refusals(writer, 0, refused).code, ERR_OK);
    const view v = {
        .rules = rules, .board = said, .refused = refused, .today = {2024, 7, 22}, .memory = a};
    for (size_t i = 0; i < d->concern_count; i++) {
        judgement j;
        const obligation *o = catalogue_obligation(rules, d->concerns[i].about.code);
        assert_int_equal(view_judge(&v, o, NULL, &j).code, ERR_OK);
        assert_int_equal(d->concerns[i].whole.status, j.status);
        assert_string_equal(d->concerns[i].whole.reason, j.reason);
    }
    scoreboard b;
    assert_int_equal(scoreboard_make(&b, &v, LEVEL_DISTRICT).code, ERR_OK);
    for (size_t i = 0; i < b.count; i++) {
        const digest_rank *r = rank_of(d, b.scores[i].unit->code);
        assert_int_equal(r->rank, b.scores[i].rank);
        assert_int_equal(r->total.amount, b.scores[i].total);
    }
    refusals_free(refused);
    board_free(said);
    arena_free(a);
    digest_free(d);
}

static void a_tile_has_its_place_its_score_and_the_worst_of_its_own(void **state)
{
    (void)state;
    put_uneven_july();
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->tile_count, 3);
    for (size_t i = 0; i < d->tile_count; i++) {
        const digest_tile *t = &d->tiles[i];
        assert_int_equal(t->obligations, 6);
        if (strcmp(t->unit.code, "381") != 0)
            continue;
        assert_true(t->row == 1 && t->column == 2);
        assert_exact(&t->score, "75 điểm");
        assert_int_equal(t->worst, STATUS_OVERDUE); /* TASK, half done by 30/6 */
        assert_int_equal(t->overdue, 1);
        assert_int_equal(t->done, 1);
    }
    digest_free(d);
}

/* ---- difficulties
 * --------------------------------------------------------------------------------- */

static void difficulties_come_oldest_first_with_age_and_agency(void **state)
{
    (void)state;
    put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-07-20T09:00");
    put_difficulty("384", "TASK", "Bản đồ cũ", "2024-06-11T23:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->difficulty_count, 2);
    assert_string_equal(d->difficulties[0].unit.short_name, "Mường Lát");
    assert_string_equal(d->difficulties[0].agency.short_name, "Sở TTTT");
    assert_string_equal(d->difficulties[0].obligation_name, "đẩy nhanh đề án");
    assert_int_equal(d->difficulties[0].age_days, 41);
    assert_int_equal(d->difficulties[0].state, DIFFICULTY_RAISED);
    assert_line(&d->attention, "Mường Lát chờ Sở TTTT trả lời khó khăn, vướng mắc đã 41 ngày");
    assert_line(&d->proposals, "Đề nghị Sở TTTT trả lời 2 khó khăn, vướng mắc của Mường Lát, Quan "
                               "Hóa (lâu nhất 41 ngày).");
    assert_line(&d->summary, "2 khó khăn, vướng mắc chưa tháo gỡ, 2 chưa được trả lời (lâu nhất 41 "
                             "ngày).");
    digest_free(d);
}

static void an_escalated_one_is_the_ministrys_and_nobody_is_asked_again(void **state)
{
    (void)state;
    put_difficulty("384", "TASK", "Thiếu quy định", "2024-06-11T09:00");
    digest *raised = build_at("2024-06-12T07:00", NULL);
    int64_t id = raised->difficulties[0].id;
    put_step(id, DIFFICULTY_ESCALATED, "Bộ Tư pháp", "CV 1123", "2024-06-20T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_true(d->difficulties[0].central);
    assert_string_equal(d->difficulties[0].agency.name, "Bộ Tư pháp");
    assert_string_equal(d->difficulties[0].reference, "CV 1123");
    assert_no_line(&d->proposals, "Đề nghị Bộ Tư pháp");
    assert_no_line(&d->attention, "chờ Bộ Tư pháp");
    digest_free(raised);
    digest_free(d);
}

static void what_is_closed_is_not_told(void **state)
{
    (void)state;
    put_difficulty("384", "TASK", "Thiếu máy", "2024-06-11T09:00");
    digest *raised = build_at("2024-06-12T07:00", NULL);
    put_step(raised->difficulties[0].id, DIFFICULTY_RESOLVED, "", "", "2024-06-20T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(d->difficulty_count, 0);
    assert_line(&d->summary, "Không có khó khăn, vướng mắc nào đang mở.");
    digest_free(raised);
    digest_free(d);
}

static void a_citizens_number_is_not_shown_however_it_came_in(void **state)
{
    (void)state;
    put_difficulty("384", "TASK", "Ông A, số 038099001234", "2024-07-11T09:00");
    digest *d = build_at("2024-07-22T07:00", NULL);
    assert_false(text_has(d->difficulties[0].text, "038099001234"));
    assert_true(text_has(d->difficulties[0].text, "Không hiển thị"));
    digest_free(d);
}

/* ---- directives
 * ----------------------------------------------------------------------------------- */

static void a_directive_is_open_until_its_difficulty_is_closed(void **state)
{
    (void)state;
    put_difficulty("384", "TASK", "Thiếu máy", "2024-06-11T09:00");
    digest *raised = build_at("2024-06-12T07:00", NULL);
    int64_t id = raised->difficulties[0].id;
    put_directive(id, "Báo cáo phương án trước ngày 30/7", "2024-07-01T09:00");
    digest *open = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(open->directive_count, 1);
    assert_string_equal(open->directives[0].unit.short_name, "Mường Lát");
    assert_string_equal(open->directives[0].sender, "Văn phòng UBND tỉnh");
    assert_int_equal(open->directives[0].age_days, 21);
    assert_false(open->directives[0].received);
    assert_line(&open->proposals, "Đôn đốc Mường Lát thực hiện ý kiến của Văn phòng UBND tỉnh ngày "
                                  "01/07/2024.");
    put_step(id, DIFFICULTY_RESOLVED, "", "", "2024-07-22T09:00");
    digest *closed = build_at("2024-07-23T07:00", NULL);
    assert_int_equal(closed->directive_count, 0);
    digest_free(raised);
    digest_free(open);
    digest_free(closed);
}

static void one_about_a_figure_is_open_until_another_figure_came(void **state)
{
    (void)state;
    put_ratio("384", "SHARE", "2024-M07", 5, 100, "2024-07-15T09:00");
    put_directive(1, "Kiểm tra lại số này", "2024-07-16T09:00");
    put_directive(1, "Nhắc lần hai", "2024-07-18T09:00");
    digest *open = build_at("2024-07-22T07:00", NULL);
    assert_int_equal(open->directive_count, 1); /* the last word about it */
    assert_string_equal(open->directives[0].text, "Nhắc lần hai");
    put_ratio("384", "SHARE", "2024-M07", 6, 100, "2024-07-22T09:00");
    digest *closed = build_at("2024-07-23T07:00", NULL);
    assert_int_equal(closed->directive_count, 0);
    digest_free(open);
    digest_free(closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIGEST_TEST(a_unit_is_in_time_late_incomplete_or_missing),
        DIGEST_TEST(before_the_due_date_nobody_is_urged),
        DIGEST_TEST(what_nobody_reported_on_is_no_concern_until_it_is_due_soon),
        DIGEST_TEST(the_heat_map_has_what_was_owed_and_sent_month_by_month),
        DIGEST_TEST(places_are_worked_out_from_results_and_discipline),
        DIGEST_TEST(movement_is_against_the_last_digest_to_this_reader),
        DIGEST_TEST(the_shell_gives_the_same_statuses_and_places),
        DIGEST_TEST(a_tile_has_its_place_its_score_and_the_worst_of_its_own),
        DIGEST_TEST(difficulties_come_oldest_first_with_age_and_agency),
        DIGEST_TEST(an_escalated_one_is_the_ministrys_and_nobody_is_asked_again),
        DIGEST_TEST(what_is_closed_is_not_told),
        DIGEST_TEST(a_citizens_number_is_not_shown_however_it_came_in),
        DIGEST_TEST(a_directive_is_open_until_its_difficulty_is_closed),
        DIGEST_TEST(one_about_a_figure_is_open_until_another_figure_came),
    };
    return cmocka_run_group_tests(tests, make_rules, free_rules);
}
