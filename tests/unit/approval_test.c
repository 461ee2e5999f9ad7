/* What a word, or the clock, does to a digest that waits for approval. */
#include "unit_test.h"

#include "notifier/delivery/approval_rules.h"

#include <stdio.h>
#include <string.h>

enum { BEFORE = 900, SLOT = 1000, AFTER = 1100 };

static approval_step decide(approval_state from, approval_word word, bool sends, int64_t now)
{
    approval_step step;
    assert_int_equal(approval_decide(from, word, SLOT, sends, now, &step).code, ERR_OK);
    return step;
}

static void assert_step(approval_step step, approval_state to, approval_act act, bool goes_out)
{
    assert_int_equal(step.to, to);
    assert_int_equal(step.act, act);
    assert_int_equal(step.goes_out, goes_out);
}

static void assert_refused(approval_state from, approval_word word)
{
    approval_step step;
    assert_int_equal(approval_decide(from, word, SLOT, true, BEFORE, &step).code, ERR_REFUSED);
}

static void what_is_approved_in_time_goes_out_at_its_slot_and_not_before(void **state)
{
    (void)state;
    assert_step(decide(APPROVAL_ASKED, WORD_APPROVE, false, BEFORE), APPROVAL_APPROVED,
                ACT_APPROVED, false);
    assert_step(decide(APPROVAL_APPROVED, WORD_TIME, false, BEFORE), APPROVAL_APPROVED, ACT_NONE,
                false);
    assert_step(decide(APPROVAL_APPROVED, WORD_TIME, false, SLOT), APPROVAL_RELEASED,
                ACT_RELEASED_APPROVED, true);
}

static void silence_lets_it_go_at_the_slot_where_that_is_agreed(void **state)
{
    (void)state;
    assert_step(decide(APPROVAL_ASKED, WORD_TIME, true, SLOT - 1), APPROVAL_ASKED, ACT_NONE, false);
    assert_step(decide(APPROVAL_ASKED, WORD_TIME, true, SLOT), APPROVAL_RELEASED,
                ACT_RELEASED_SILENT, true);
}

static void silence_keeps_it_waiting_where_it_is_not(void **state)
{
    (void)state;
    assert_step(decide(APPROVAL_ASKED, WORD_TIME, false, SLOT), APPROVAL_WAITING, ACT_WAITS_SILENT,
                false);
    assert_step(decide(APPROVAL_WAITING, WORD_TIME, false, AFTER), APPROVAL_WAITING, ACT_NONE,
                false);
    assert_step(decide(APPROVAL_WAITING, WORD_TIME, true, AFTER), APPROVAL_WAITING, ACT_NONE,
                false);
}

static void approval_after_the_slot_sends_at_once(void **state)
{
    (void)state;
    assert_step(decide(APPROVAL_WAITING, WORD_APPROVE, false, AFTER), APPROVAL_RELEASED,
                ACT_APPROVED, true);
    assert_step(decide(APPROVAL_ASKED, WORD_APPROVE, false, SLOT), APPROVAL_RELEASED, ACT_APPROVED,
                true);
    assert_step(decide(APPROVAL_HELD, WORD_APPROVE, true, AFTER), APPROVAL_RELEASED, ACT_APPROVED,
                true);
}

static void what_is_held_never_goes_out_by_itself(void **state)
{
    (void)state;
    assert_step(decide(APPROVAL_ASKED, WORD_HOLD, true, BEFORE), APPROVAL_HELD, ACT_HELD, false);
    assert_step(decide(APPROVAL_APPROVED, WORD_HOLD, true, BEFORE), APPROVAL_HELD, ACT_HELD, false);
    assert_step(decide(APPROVAL_HELD, WORD_TIME, true, AFTER), APPROVAL_HELD, ACT_NONE, false);
}

static void what_was_held_can_still_be_approved_for_its_slot(void **state)
{
    (void)state;
    assert_step(decide(APPROVAL_HELD, WORD_APPROVE, true, BEFORE), APPROVAL_APPROVED, ACT_APPROVED,
                false);
}

static void a_remark_changes_nothing_but_what_is_said(void **state)
{
    (void)state;
    static const approval_state open[] = {APPROVAL_ASKED, APPROVAL_APPROVED, APPROVAL_HELD,
                                          APPROVAL_WAITING};
    for (size_t i = 0; i < 4; i++)
        assert_step(decide(open[i], WORD_REMARK, true, AFTER), open[i], ACT_REMARKED, false);
}

static void nothing_more_can_be_said_of_what_has_gone_out_or_was_replaced(void **state)
{
    (void)state;
    for (approval_word w = WORD_APPROVE; w <= WORD_REMARK; w++) {
        assert_refused(APPROVAL_RELEASED, w);
        assert_refused(APPROVAL_REPLACED, w);
    }
    assert_step(decide(APPROVAL_RELEASED, WORD_TIME, true, AFTER), APPROVAL_RELEASED, ACT_NONE,
                false);
}

static void saying_the_same_again_is_refused(void **state)
{
    (void)state;
    assert_refused(APPROVAL_APPROVED, WORD_APPROVE);
    assert_refused(APPROVAL_HELD, WORD_HOLD);
}

static void every_state_and_act_is_read_back_from_its_code(void **state)
{
    (void)state;
    for (approval_state s = APPROVAL_ASKED; s <= APPROVAL_REPLACED; s++) {
        assert_int_equal(approval_state_parse(approval_state_code(s)), s);
        assert_true(*approval_state_name(s));
    }
    for (approval_act a = ACT_ASKED; a <= ACT_REPLACED; a++) {
        assert_int_equal(approval_act_parse(approval_act_code(a)), a);
        assert_true(*approval_act_name(a));
    }
    assert_int_equal(approval_state_parse("gone"), 0);
    assert_int_equal(approval_act_parse(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_approved_in_time_goes_out_at_its_slot_and_not_before),
        cmocka_unit_test(silence_lets_it_go_at_the_slot_where_that_is_agreed),
        cmocka_unit_test(silence_keeps_it_waiting_where_it_is_not),
        cmocka_unit_test(approval_after_the_slot_sends_at_once),
        cmocka_unit_test(what_is_held_never_goes_out_by_itself),
        cmocka_unit_test(what_was_held_can_still_be_approved_for_its_slot),
        cmocka_unit_test(a_remark_changes_nothing_but_what_is_said),
        cmocka_unit_test(nothing_more_can_be_said_of_what_has_gone_out_or_was_replaced),
        cmocka_unit_test(saying_the_same_again_is_refused),
        cmocka_unit_test(every_state_and_act_is_read_back_from_its_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
