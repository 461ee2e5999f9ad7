#include "unit_test.h"

#include "model/difficulty.h"

static void codes_and_states_go_there_and_back(void **state)
{
    (void)state;
    for (int s = DIFFICULTY_RAISED; s <= DIFFICULTY_OUT_OF_SCOPE; s++) {
        const char *code = difficulty_state_code((difficulty_state)s);
        assert_int_equal(difficulty_state_parse(code), s);
        assert_true(difficulty_state_name((difficulty_state)s)[0] != '\0');
    }
    assert_int_equal(difficulty_state_parse("closed"), 0);
}

static void what_is_raised_may_take_any_step_but_back(void **state)
{
    (void)state;
    for (int to = DIFFICULTY_RECEIVED; to <= DIFFICULTY_OUT_OF_SCOPE; to++)
        assert_true(difficulty_may_become(DIFFICULTY_RAISED, (difficulty_state)to));
    for (int from = DIFFICULTY_RAISED; from <= DIFFICULTY_OUT_OF_SCOPE; from++)
        assert_false(difficulty_may_become((difficulty_state)from, DIFFICULTY_RAISED));
}

static void work_goes_on_and_what_is_resolved_may_be_opened_again(void **state)
{
    (void)state;
    assert_true(difficulty_may_become(DIFFICULTY_IN_PROGRESS, DIFFICULTY_IN_PROGRESS));
    assert_false(difficulty_may_become(DIFFICULTY_IN_PROGRESS, DIFFICULTY_RECEIVED));
    assert_true(difficulty_may_become(DIFFICULTY_RESOLVED, DIFFICULTY_IN_PROGRESS));
    assert_false(difficulty_may_become(DIFFICULTY_RESOLVED, DIFFICULTY_ESCALATED));
    assert_false(difficulty_may_become(DIFFICULTY_RESOLVED, DIFFICULTY_RESOLVED));
}

static void a_ministrys_answer_resolves_what_was_escalated(void **state)
{
    (void)state;
    assert_true(difficulty_is_open(DIFFICULTY_ESCALATED));
    assert_true(difficulty_is_answer(DIFFICULTY_ESCALATED));
    assert_true(difficulty_may_become(DIFFICULTY_ESCALATED, DIFFICULTY_RESOLVED));
    assert_false(difficulty_may_become(DIFFICULTY_ESCALATED, DIFFICULTY_RECEIVED));
}

static void being_received_is_no_answer(void **state)
{
    (void)state;
    assert_false(difficulty_is_answer(DIFFICULTY_RAISED));
    assert_false(difficulty_is_answer(DIFFICULTY_RECEIVED));
    assert_true(difficulty_is_answer(DIFFICULTY_OUT_OF_SCOPE));
    assert_false(difficulty_is_open(DIFFICULTY_OUT_OF_SCOPE));
}

static void age_is_counted_in_days_of_the_calendar(void **state)
{
    (void)state;
    const int64_t minute = 60 * 1000, midnight = clock_day_start_ms((date){2024, 7, 17});
    assert_int_equal(difficulty_age_days(midnight - minute, midnight), 1);
    assert_int_equal(difficulty_age_days(midnight, midnight + 23 * 60 * minute), 0);
    assert_int_equal(difficulty_age_days(midnight, midnight - minute), 0);
}

static void what_says_the_same_is_grouped_with_or_without_marks(void **state)
{
    (void)state;
    difficulty_text items[] = {
        {"06-CA-02", "Đường truyền tại 3 xã vùng cao không ổn định, đề nghị hỗ trợ.", 9},
        {"06-CA-02", "Thiếu máy đọc thẻ tại công an xã.", 9},
        {"06-CA-02", "duong truyen tai 3 xa vung cao khong on dinh, de nghi ho tro som", 9},
        {"DX-XH-01", "Đường truyền tại 3 xã vùng cao không ổn định, đề nghị hỗ trợ.", 9},
        {"06-CA-02", "Thiếu máy đọc thẻ tại bốn công an xã", 9},
    };
    assert_int_equal(difficulty_group(items, 5).code, ERR_OK);
    assert_int_equal(items[0].group, 0);
    assert_int_equal(items[1].group, 1);
    assert_int_equal(items[2].group, 0);
    assert_int_equal(items[3].group, 3); /* about something else */
    assert_int_equal(items[4].group, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_and_states_go_there_and_back),
        cmocka_unit_test(what_is_raised_may_take_any_step_but_back),
        cmocka_unit_test(work_goes_on_and_what_is_resolved_may_be_opened_again),
        cmocka_unit_test(a_ministrys_answer_resolves_what_was_escalated),
        cmocka_unit_test(being_received_is_no_answer),
        cmocka_unit_test(age_is_counted_in_days_of_the_calendar),
        cmocka_unit_test(what_says_the_same_is_grouped_with_or_without_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
