#include "unit_test.h"

#include "notifier/role.h"

#include <string.h>

static const mailbox chairman_boxes[] = {
    {.address = "tuan@example.vn", .to = {2025, 9, 23}},
    {.address = "anh@example.vn", .from = {2025, 9, 24}},
};
static const mailbox head_boxes[] = {{.address = "Tuan@example.vn", .to = {2025, 4, 25}},
                                     {.address = "bi-thu@example.vn", .from = {2025, 4, 26}}};
static const mailbox member_boxes[] = {{.address = "sct@example.vn"},
                                       {.address = "stp@example.vn"}};
static const role chairman = {"chu-tich", "Chủ tịch UBND tỉnh", chairman_boxes, 2};
static const role head = {"truong-bcd", "Trưởng Ban Chỉ đạo chuyển đổi số", head_boxes, 2};
static const role leader = {"to-truong", "Tổ trưởng Tổ công tác Đề án 06", chairman_boxes, 2};
static const role members = {"thanh-vien", "Thành viên Ban Chỉ đạo", member_boxes, 2};
static const role vacant = {"khuyet", "Vai trò khuyết", NULL, 0};

static arena *memory;
static seat *seats;
static size_t count;

static int make_arena(void **state)
{
    (void)state;
    memory = arena_new(0);
    return memory ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

static void seat_on(date day, const role *const *roles, size_t n)
{
    assert_int_equal(role_seats(memory, roles, n, day, &seats, &count).code, ERR_OK);
}

static void assert_seat(size_t i, const char *address, const char *names)
{
    assert_true(i < count);
    assert_string_equal(seats[i].address, address);
    assert_string_equal(seats[i].names, names);
}

static void three_hats_on_one_head_get_one_mail_that_names_them_all(void **state)
{
    (void)state;
    const role *const roles[] = {&chairman, &head, &leader};
    seat_on((date){2024, 7, 22}, roles, 3);
    assert_int_equal(count, 1);
    assert_seat(0, "tuan@example.vn",
                "Chủ tịch UBND tỉnh, Trưởng Ban Chỉ đạo chuyển đổi số, Tổ trưởng Tổ công tác Đề "
                "án 06");
}

static void when_a_hat_goes_to_another_person_there_are_two_mails(void **state)
{
    (void)state;
    const role *const roles[] = {&chairman, &head, &leader};
    seat_on((date){2025, 4, 26}, roles, 3);
    assert_int_equal(count, 2);
    assert_seat(0, "tuan@example.vn", "Chủ tịch UBND tỉnh, Tổ trưởng Tổ công tác Đề án 06");
    assert_seat(1, "bi-thu@example.vn", "Trưởng Ban Chỉ đạo chuyển đổi số");
}

static void a_mailbox_holds_on_its_first_and_its_last_day(void **state)
{
    (void)state;
    const role *const roles[] = {&chairman};
    seat_on((date){2025, 9, 23}, roles, 1);
    assert_seat(0, "tuan@example.vn", "Chủ tịch UBND tỉnh");
    seat_on((date){2025, 9, 24}, roles, 1);
    assert_seat(0, "anh@example.vn", "Chủ tịch UBND tỉnh");
}

static void a_role_of_several_people_has_a_mail_for_each(void **state)
{
    (void)state;
    const role *const roles[] = {&members};
    seat_on((date){2024, 7, 22}, roles, 1);
    assert_int_equal(count, 2);
    assert_seat(0, "sct@example.vn", "Thành viên Ban Chỉ đạo");
    assert_seat(1, "stp@example.vn", "Thành viên Ban Chỉ đạo");
}

static void a_role_without_a_mailbox_on_that_day_is_not_forgotten(void **state)
{
    (void)state;
    static const mailbox later[] = {{.address = "moi@example.vn", .from = {2025, 1, 1}}};
    static const role not_yet = {"moi", "Vai trò mới", later, 1};
    const role *const roles[] = {&chairman, &vacant, &not_yet};
    seat_on((date){2024, 12, 31}, roles, 3);
    assert_int_equal(count, 3);
    assert_seat(1, "", "Vai trò khuyết");
    assert_seat(2, "", "Vai trò mới");
}

static void a_role_is_found_by_its_code_alone(void **state)
{
    (void)state;
    const role all[] = {chairman, head};
    const role_list list = {all, 2};
    assert_ptr_equal(role_find(&list, "truong-bcd"), &all[1]);
    assert_null(role_find(&list, "Chủ tịch UBND tỉnh"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(three_hats_on_one_head_get_one_mail_that_names_them_all),
        TEST(when_a_hat_goes_to_another_person_there_are_two_mails),
        TEST(a_mailbox_holds_on_its_first_and_its_last_day),
        TEST(a_role_of_several_people_has_a_mail_for_each),
        TEST(a_role_without_a_mailbox_on_that_day_is_not_forgotten),
        TEST(a_role_is_found_by_its_code_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
