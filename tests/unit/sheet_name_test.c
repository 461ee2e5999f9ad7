#include "unit_test.h"

#include "notifier/digest/sheet_name.h"

#include <string.h>

typedef struct names {
    arena *memory;
    const char *const *items;
    size_t count;
} names;

static bool is_taken(const void *context, const char *name)
{
    const names *all = context;
    for (size_t i = 0; i < all->count; i++)
        if (sheet_name_same(all->memory, all->items[i], name))
            return true;
    return false;
}

static void assert_beside(const char *const *taken, size_t count, const char *wish,
                          const char *wanted)
{
    arena *a = arena_new(0);
    const names all = {a, taken, count};
    assert_string_equal(sheet_name_fit(a, wish, is_taken, &all), wanted);
    arena_free(a);
}

static void assert_alone(const char *wish, const char *wanted)
{
    assert_beside(NULL, 0, wish, wanted);
}

static void a_name_that_fits_stays(void **state)
{
    (void)state;
    assert_alone("Quá hạn, chậm, nguy cơ chậm", "Quá hạn, chậm, nguy cơ chậm");
    assert_alone("1234567890123456789012345678901", "1234567890123456789012345678901");
}

static void a_long_name_is_cut_and_shows_it(void **state)
{
    (void)state;
    assert_alone("12345678901234567890123456789012", "123456789012345678901234567890…");
    assert_alone("Những chỉ tiêu đã quá hạn và chưa đạt", "Những chỉ tiêu đã quá hạn và c…");
}

static void a_name_is_not_cut_behind_a_blank(void **state)
{
    (void)state;
    assert_alone("12345678901234567890123456789 0123", "12345678901234567890123456789…");
}

static void a_character_of_two_units_counts_twice(void **state)
{
    (void)state;
    assert_alone("📈📈📈📈📈📈📈📈📈📈📈📈📈📈📈1", "📈📈📈📈📈📈📈📈📈📈📈📈📈📈📈1");
    assert_alone("📈📈📈📈📈📈📈📈📈📈📈📈📈📈📈📈", "📈📈📈📈📈📈📈📈📈📈📈📈📈📈📈…");
}

static void what_excel_forbids_is_replaced(void **state)
{
    (void)state;
    assert_alone("a[1]:b*c?d/e\\f", "a(1)-b-c-d-e-f");
    assert_alone("'tên'", "’tên’");
    assert_alone(" hai\ndòng\u202e ", "hai dòng");
    assert_alone("", "Trang tính");
    assert_alone(" \u200b", "Trang tính");
}

static void a_name_that_is_taken_gets_a_number_whatever_its_capitals(void **state)
{
    (void)state;
    const char *const taken[] = {"ĐIỂM", "điểm (2)", "123456789012345678901234567890…"};
    assert_beside(taken, 3, "Điểm", "Điểm (3)");
    assert_beside(taken, 3, "12345678901234567890123456789012", "12345678901234567890123456… (2)");
    assert_beside(taken, 3, "Diem", "Diem");
}

static void the_name_that_excel_keeps_gets_a_number(void **state)
{
    (void)state;
    assert_alone("History", "History (2)");
    assert_alone("history", "history (2)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_fits_stays),
        cmocka_unit_test(a_long_name_is_cut_and_shows_it),
        cmocka_unit_test(a_name_is_not_cut_behind_a_blank),
        cmocka_unit_test(a_character_of_two_units_counts_twice),
        cmocka_unit_test(what_excel_forbids_is_replaced),
        cmocka_unit_test(a_name_that_is_taken_gets_a_number_whatever_its_capitals),
        cmocka_unit_test(the_name_that_excel_keeps_gets_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
