#include "status_fixture.h"

static void assert_reason(const char *code, const char *unit_code, const history *h,
                          const char *today, const char *want)
{
    judgement j = judge_on(code, unit_code, h, today);
    assert_string_equal(j.reason, want);
}

static void a_pace_that_is_too_slow_says_when_it_will_be_there(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M08", 13, NULL);
    say_task(&h, "2024-M09", 37, NULL);
    say_task(&h, "2024-M10", 61, NULL);
    assert_reason("TASK", "384", &h, "2024-10-19",
                  "Còn 12 ngày, đạt 61%, thấp hơn lộ trình 20 điểm %, cần 3,3 điểm %/ngày, đang "
                  "đạt 0,79 điểm %/ngày; với đà này đến 03/12/2024 mới đạt.");
}

static void two_reports_are_too_few_to_name_a_day(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){21, 25}, 2);
    judgement j = judge_on("SHARE", "384", &h, "2024-02-20");
    assert_int_equal(j.status, STATUS_ON_TRACK);
    assert_false(j.has_expected);
    assert_non_null(strstr(j.reason, "; mới có 2 kỳ số liệu, chưa đủ để dự báo."));
}

static void a_slow_pace_is_told_by_the_month(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){10, 11, 12, 13}, 4);
    assert_reason("SHARE", "384", &h, "2024-04-20",
                  "Còn 255 ngày, đạt 13% (mức giao 40%), thấp hơn lộ trình 4,8 điểm %, cần 3,2 "
                  "điểm %/tháng, đang đạt 0,99 điểm %/tháng; với đà này đến 08/07/2026 mới đạt.");
}

static void a_pace_that_suffices_says_when_too(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){10, 14, 18, 22}, 4);
    assert_reason("SHARE", "384", &h, "2024-04-20",
                  "Còn 255 ngày, đạt 22% (mức giao 40%), cần 0,07 điểm %/ngày, đang đạt 0,13 điểm "
                  "%/ngày; với đà này đạt ngày 28/08/2024.");
}

static void a_fall_is_called_so(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){30, 26, 22}, 3);
    assert_reason("SHARE", "384", &h, "2024-03-20",
                  "Còn 286 ngày, đạt 22% (mức giao 40%), thấp hơn lộ trình 9,7 điểm %, cần 0,06 "
                  "điểm %/ngày, đang giảm 0,13 điểm %/ngày; với đà này chưa thể đạt.");
}

static void a_path_from_above_the_target_stays_on_it(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){46, 42, 38}, 3);
    assert_reason("SHARE", "384", &h, "2024-03-20",
                  "Còn 286 ngày, đạt 38% (mức giao 40%), thấp hơn lộ trình 2 điểm %, cần 0,21 điểm "
                  "%/tháng, đang giảm 4 điểm %/tháng; với đà này chưa thể đạt.");
}

static void one_report_makes_no_pace(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M12", 365, 1000);
    assert_reason("SHARE", "384", &h, "2024-12-31",
                  "Hạn hôm nay, đạt 36,5% (mức giao 40%), chưa đủ số liệu để tính đà.");
}

static void a_day_gone_by_is_not_foretold(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){28, 31, 34, 37, 40, 39}, 6);
    judgement j = judge_on("SHARE", "384", &h, "2024-07-10");
    assert_true(j.has_expected);
    assert_reason(
        "SHARE", "384", &h, "2024-07-10",
        "Còn 174 ngày, đạt 39% (mức giao 40%), cần 0,17 điểm %/tháng, đang đạt 3 điểm %/tháng.");
}

static void fewer_incidents_are_told_downwards(void **state)
{
    (void)state;
    history h = {0};
    say_value(&h, "2024-M01", 1200);
    say_value(&h, "2024-M02", 1230);
    say_value(&h, "2024-M03", 1250);
    assert_reason(
        "CASES", "384", &h, "2024-03-20",
        "Còn 286 ngày, hiện là 1.250 sự cố (mức giao 0 sự cố), cao hơn lộ trình 255 sự cố, cần "
        "giảm 4,4 sự cố/ngày, đang tăng 0,83 sự cố/ngày; với đà này chưa thể đạt.");
}

static void silence_names_the_period_the_day_and_the_last_figure(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M05", 612, 1000);
    assert_reason("OPEN", "384", &h, "2024-07-10",
                  "Chưa có số liệu tháng 6/2024 (hạn 18/06/2024, quá 22 ngày); số gần nhất 61,2% "
                  "(tháng 5/2024).");
    h.count = 0;
    assert_reason(
        "OPEN", "384", &h, "2024-07-10",
        "Chưa có số liệu tháng 6/2024 (hạn 18/06/2024, quá 22 ngày); chưa có số liệu kỳ nào.");
    say_task(&h, "2024-M05", 30, NULL);
    assert_reason("TASK", "384", &h, "2024-07-10",
                  "Chưa có báo cáo tháng 6/2024 (hạn 18/06/2024, quá 22 ngày); tiến độ gần nhất "
                  "30% (tháng 5/2024).");
}

static void what_was_sent_back_is_named(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M05", 612, 1000);
    say_share(&h, "2024-M06", 99, 100)->returned = true;
    assert_reason("OPEN", "384", &h, "2024-07-10",
                  "Báo cáo tháng 6/2024 đã trả lại để bổ sung, chưa gửi lại; số gần nhất 61,2% "
                  "(tháng 5/2024).");
}

static void overdue_says_by_how_much(void **state)
{
    (void)state;
    history h = {0};
    say_task(&h, "2024-M10", 80, NULL);
    assert_reason("TASK", "384", &h, "2024-11-05",
                  "Quá hạn 5 ngày (hạn 31/10/2024), đạt 80%, còn thiếu 20 điểm %.");
    h.count = 0;
    say_share(&h, "2024-M12", 36512, 100000);
    assert_reason("SHARE", "384", &h, "2025-01-20",
                  "Quá hạn 20 ngày (hạn 31/12/2024), đạt 36,51%, còn thiếu 3,49 điểm %; chưa có số "
                  "liệu kỳ đo tháng 1/2025.");
    say_share(&h, "2025-M01", 39999, 100000);
    assert_reason("SHARE", "384", &h, "2025-01-20",
                  "Quá hạn 20 ngày (hạn 31/12/2024), đạt 40%, còn thiếu 0,001 điểm %.");
    h.count = 0;
    assert_reason("SHARE", "384", &h, "2025-01-20",
                  "Quá hạn 20 ngày (hạn 31/12/2024), chưa có số liệu kỳ nào.");
}

static void after_the_deadline_the_measurement_is_waited_for(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M11", 37, 100);
    say_share(&h, "2024-M12", 38, 100);
    assert_reason("SHARE", "384", &h, "2025-01-05",
                  "Đã qua hạn 31/12/2024, đạt 38%, còn thiếu 2 điểm %; chờ số liệu kỳ đo tháng "
                  "1/2025 (hạn 16/01/2025).");
}

static void done_says_since_when(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){39, 40, 41}, 3);
    assert_reason("SHARE", "384", &h, "2024-03-20",
                  "Đã đạt 41% (mức giao 40%) từ tháng 2/2024, hạn 31/12/2024.");
    h.count = 0;
    say_task(&h, "2024-M11", 100, "2024-10-28");
    assert_reason("TASK", "384", &h, "2024-11-20",
                  "Hoàn thành theo báo cáo tháng 11/2024 (nhận ngày 28/10/2024), hạn 31/10/2024.");
    h.count = 0;
    say_task(&h, "2024-M11", 100, "2024-11-18");
    assert_reason(
        "TASK", "384", &h, "2024-11-20",
        "Hoàn thành theo báo cáo tháng 11/2024 (nhận ngày 18/11/2024), sau hạn 31/10/2024.");
}

static void the_provinces_coverage_is_told_when_some_are_missing(void **state)
{
    (void)state;
    history h = {0};
    point *p = say_value(&h, "2024-M06", 1234);
    p->units = 3;
    p->expected = 4;
    assert_reason("CARDS", NULL, &h, "2024-07-10",
                  "Đã đạt 1.234 thẻ (mức giao 1.000 thẻ) từ tháng 6/2024, hạn 31/12/2024; 3/4 đơn "
                  "vị có số liệu.");
    p->figure.value = 234;
    assert_reason("CARDS", NULL, &h, "2024-07-10",
                  "Còn 174 ngày, đạt 234 thẻ (mức giao 1.000 thẻ), cần 4,4 thẻ/ngày, chưa đủ số "
                  "liệu để tính đà; 3/4 đơn vị có số liệu.");
}

static void without_target_or_deadline_nothing_is_made_up(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){70, 60, 50, 40}, 4);
    assert_reason("OPEN", "384", &h, "2024-04-20",
                  "Đạt 40%, mức giao 95%, không có hạn; 3 báo cáo liền xa dần mức giao.");
    assert_reason("PLAIN", "384", &h, "2024-04-20",
                  "Chưa giao chỉ tiêu; số gần nhất 40% (tháng 4/2024).");
    h.count = 0;
    say_value(&h, "2024-M04", 1234);
    assert_reason("CARDS", "380", &h, "2024-04-20",
                  "Chưa giao chỉ tiêu riêng cho đơn vị; số gần nhất 1.234 thẻ (tháng 4/2024).");
    h.count = 0;
    say_task(&h, "2024-M04", 40, NULL)->state = TASK_BLOCKED;
    assert_reason("UNDATED", "380", &h, "2024-04-20",
                  "Tiến độ 40%, không có hạn; đơn vị báo đang vướng mắc.");
}

static void reports_without_a_figure_say_why(void **state)
{
    (void)state;
    history h = {0};
    say_share(&h, "2024-M04", 0, 0);
    assert_reason("SHARE", "384", &h, "2024-04-20",
                  "Chưa có số liệu để đánh giá: mẫu số tháng 4/2024 bằng 0, hạn 31/12/2024.");
    h.count = 0;
    say_nothing(&h, "2024-M04");
    assert_reason("OPEN", "384", &h, "2024-04-20",
                  "Chưa có số liệu để đánh giá: tháng 4/2024 báo không phát sinh.");
}

static void what_is_not_due_or_not_asked_is_told(void **state)
{
    (void)state;
    history h = {0};
    assert_reason("SHARE", "NEW", &h, "2024-07-16",
                  "Chưa đến hạn báo cáo đầu tiên: tháng 7/2024, hạn 16/07/2024.");
    assert_reason("SHARE", "STTTT", &h, "2024-07-16", "Đơn vị không được giao nội dung này.");
    assert_reason("NOBODY", NULL, &h, "2024-07-16", "Không đơn vị nào được giao nội dung này.");
}

static void another_definition_is_mentioned(void **state)
{
    (void)state;
    history h = {0};
    say_shares(&h, (const int64_t[]){30, 33, 36, 9, 13, 17, 21}, 7);
    assert_reason(
        "REDEFINED", "384", &h, "2024-07-20",
        "Còn 164 ngày, đạt 21% (mức giao 40%), cần 0,12 điểm %/ngày, đang đạt 0,13 điểm %/ngày; "
        "với đà này đạt ngày 06/12/2024; cách tính đã đổi, chỉ so sánh từ tháng 4/2024.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pace_that_is_too_slow_says_when_it_will_be_there),
        cmocka_unit_test(two_reports_are_too_few_to_name_a_day),
        cmocka_unit_test(a_slow_pace_is_told_by_the_month),
        cmocka_unit_test(a_pace_that_suffices_says_when_too),
        cmocka_unit_test(a_fall_is_called_so),
        cmocka_unit_test(a_path_from_above_the_target_stays_on_it),
        cmocka_unit_test(one_report_makes_no_pace),
        cmocka_unit_test(a_day_gone_by_is_not_foretold),
        cmocka_unit_test(fewer_incidents_are_told_downwards),
        cmocka_unit_test(silence_names_the_period_the_day_and_the_last_figure),
        cmocka_unit_test(what_was_sent_back_is_named),
        cmocka_unit_test(overdue_says_by_how_much),
        cmocka_unit_test(after_the_deadline_the_measurement_is_waited_for),
        cmocka_unit_test(done_says_since_when),
        cmocka_unit_test(the_provinces_coverage_is_told_when_some_are_missing),
        cmocka_unit_test(without_target_or_deadline_nothing_is_made_up),
        cmocka_unit_test(reports_without_a_figure_say_why),
        cmocka_unit_test(what_is_not_due_or_not_asked_is_told),
        cmocka_unit_test(another_definition_is_mentioned),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
