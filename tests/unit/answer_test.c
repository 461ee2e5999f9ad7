#include "unit_test.h"

#include "aggregator/answer.h"

static void a_reminders_id_names_its_period(void **state)
{
    (void)state;
    static const char *const periods[] = {"2024-M07", "2024-Q2",  "2024-H1",   "2024-9M",
                                          "2024-Y",   "2024-W26", "2024-06-22"};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        reminder r = {0};
        assert_int_equal(period_parse(periods[i], &r.period).code, ERR_OK);
        assert_true(period_equal(reminder_period(reminder_id(&r)), r.period));
    }
}

static void any_other_number_names_none(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {0, 1, 99, UINT64_MAX, 320241300, 820240000, 320240701};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(reminder_period(numbers[i]).kind, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reminders_id_names_its_period),
        cmocka_unit_test(any_other_number_names_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
