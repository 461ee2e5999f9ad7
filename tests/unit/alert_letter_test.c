#include "catalogue_fixture.h"

#include "base/text.h"
#include "notifier/alert/alert_letter.h"

#include <jansson.h>

enum { ITEMS_MAX = 64 };

static catalogue *rules;
static arena *memory;
static alert_policy policy;
static alert known[ITEMS_MAX];
static alert_item items[ITEMS_MAX];
static kept_note note;
static alert_letterhead head;

static int load(void **state)
{
    (void)state;
    rules = fixture_load(fixture_source);
    alert_policy_init(&policy);
    return rules ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(rules);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    memory = arena_new(0);
    note = (kept_note){.id = 7,
                       .route = "lanh-dao",
                       .key = "b-7-1",
                       .first_key = "",
                       .severity = ALERT_WARNING,
                       .items = items};
    head = (alert_letterhead){&policy, rules, "UBND tỉnh Thanh Hóa", false};
    return memory && !clock_parse_iso("2024-07-22T09:00", &note.made_ms).code ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

static alert *say(alert_says says, alert_kind k, const char *unit_code, const char *obligation_code,
                  const char *detail)
{
    alert *a = &known[note.count];
    *a = (alert){.id = (int64_t)note.count + 12,
                 .subject = {k, unit_code, obligation_code, ""},
                 .severity = alert_kind_about(k)->severity,
                 .detail = detail,
                 .since_ms = note.made_ms - 6 * ALERT_DAY_MS,
                 .begun_ms = note.made_ms - ALERT_MINUTE_MS};
    if (says == ALERT_SAYS_ENDED)
        a->ended_ms = a->away_ms = note.made_ms - ALERT_HOUR_MS;
    items[note.count++] = (alert_item){a, says, NULL, 0};
    return a;
}

static alert_letter write_letter(void)
{
    alert_letter l;
    assert_int_equal(alert_letter_write(memory, &note, &head, &l).code, ERR_OK);
    return l;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

/* ---- subjects -------------------------------------------------------------------------------- */

static void a_subject_says_what_and_where(void **state)
{
    (void)state;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "DX-XH-01", "");
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "387", "DX-XH-02", "");
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "381", "06-CA-01", "");
    assert_string_equal(write_letter().subject,
                        "[Cảnh báo] 3 nội dung mới quá hạn: TX Bỉm Sơn, Mường Lát, Quan Sơn");
}

static void a_subject_names_three_places_and_counts_the_others(void **state)
{
    (void)state;
    static const char *const units[] = {"384", "385", "386", "387", "388"};
    for (size_t i = 0; i < 5; i++)
        say(ALERT_SAYS_BEGUN, ALERT_SILENT, units[i], "", "");
    assert_string_equal(
        write_letter().subject,
        "[Cảnh báo] 5 đơn vị chưa báo cáo: Mường Lát, Quan Hóa, Bá Thước và 2 nơi nữa");
}

static void a_subject_says_what_else_there_is(void **state)
{
    (void)state;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "DX-XH-01", "");
    say(ALERT_SAYS_BEGUN, ALERT_SILENT, "385", "", "");
    say(ALERT_SAYS_BEGUN, ALERT_MET, "386", "DX-XH-01", "");
    say(ALERT_SAYS_AGAIN, ALERT_OVERDUE, "387", "DX-XH-01", "");
    say(ALERT_SAYS_ENDED, ALERT_GONE, "388", "", "");
    assert_string_equal(write_letter().subject,
                        "[Cảnh báo] 1 nội dung mới quá hạn: Mường Lát; 1 đơn vị chưa báo cáo; 1 "
                        "nội dung mới hoàn thành; và 2 loại nữa");
}

static void repeats_ends_and_what_nobody_acknowledged_say_so_first(void **state)
{
    (void)state;
    say(ALERT_SAYS_AGAIN, ALERT_OVERDUE, "384", "DX-XH-01", "");
    assert_has(write_letter().subject, "[Nhắc lại] 1 nội dung vẫn quá hạn");
    note.count = 0;
    say(ALERT_SAYS_ENDED, ALERT_SILENT, "384", "", "");
    assert_has(write_letter().subject, "[Hết cảnh báo] 1 đơn vị đã báo cáo");
    note.count = 0;
    say(ALERT_SAYS_ESCALATED, ALERT_OVERDUE, "384", "DX-XH-01", "");
    assert_has(write_letter().subject, "[Chưa ai xác nhận] 1 nội dung mới quá hạn");
    note.count = 0;
    say(ALERT_SAYS_BEGUN, ALERT_DEAF, "", "", "");
    assert_string_equal(write_letter().subject,
                        "[Cảnh báo nghiêm trọng] sự cố: không đơn vị nào liên lạc được");
}

static void what_is_simulated_says_so_everywhere(void **state)
{
    (void)state;
    head.simulated = true;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "DX-XH-01", "");
    alert_letter l = write_letter();
    assert_int_equal(strncmp(l.subject, "[SỐ LIỆU MÔ PHỎNG] ", strlen("[SỐ LIỆU MÔ PHỎNG] ")), 0);
    assert_has(l.text, "SỐ LIỆU MÔ PHỎNG");
    assert_has(l.html, "SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT");
    assert_has(l.json, "\"simulated\": true");
}

static void real_figures_are_not_called_simulated(void **state)
{
    (void)state;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "DX-XH-01", "");
    alert_letter l = write_letter();
    assert_null(strstr(l.text, "MÔ PHỎNG"));
    assert_null(strstr(l.html, "MÔ PHỎNG"));
}

/* ---- bodies ---------------------------------------------------------------------------------- */

static void a_line_says_what_where_since_when_why_and_who_must_act(void **state)
{
    (void)state;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "06-CA-01", "đạt 84,3% mức giao 100%");
    alert_letter l = write_letter();
    assert_has(l.text, "- Tỷ lệ dữ liệu dân cư đã được làm sạch (06-CA-01)\n"
                       "  Mường Lát, từ 16/07/2024 (#12)\n"
                       "  Đạt 84,3% mức giao 100%\n"
                       "  Chủ trì: Công an tỉnh Thanh Hóa\n");
    assert_has(l.text, "Đề nghị đơn vị báo cáo kết quả");
    assert_has(l.text, "tiendo-notifier alerts ack 12");
    assert_has(l.text, "tiendo-notifier alerts silence --kind overdue --hours 24");
    assert_has(l.text,
               "Nếu còn, sẽ nhắc lại sau 1 ngày, 3 ngày, 7 ngày, từ đó cứ 30 ngày một lần.");
    assert_has(l.html, "Tỷ lệ dữ liệu dân cư đã được làm sạch (06-CA-01)");
    assert_has(l.html, "Công an tỉnh Thanh Hóa");
}

static void readers_without_a_shell_are_told_no_commands(void **state)
{
    (void)state;
    alert_policy without = policy;
    without.route_count = 1;
    alert_route_init(&without.routes[0], &without);
    without.routes[0].name = note.route;
    without.routes[0].commands = false;
    head.policy = &without;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "06-CA-01", "đạt 84,3% mức giao 100%");
    alert_letter l = write_letter();
    assert_has(l.text, "Đề nghị đơn vị báo cáo kết quả, cơ quan chủ trì đề xuất giải pháp.\n");
    assert_null(strstr(l.text, "tiendo-"));
    assert_null(strstr(l.html, "tiendo-"));
    head.policy = &policy;
}

static void the_same_obligation_at_many_places_is_one_line(void **state)
{
    (void)state;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "06-CA-01", "");
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "DX-XH-01", "");
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "385", "06-CA-01", "");
    alert_letter l = write_letter();
    assert_has(l.text, "- Tỷ lệ dữ liệu dân cư đã được làm sạch (06-CA-01)\n"
                       "  Mường Lát, Quan Hóa, từ 16/07/2024\n");
}

static void a_long_list_is_cut_and_says_how_much_is_left_out(void **state)
{
    (void)state;
    static char codes[40][8];
    for (size_t i = 0; i < 40; i++) {
        snprintf(codes[i], sizeof codes[i], "%zu", 380 + i);
        say(ALERT_SAYS_BEGUN, ALERT_GONE, codes[i], "", codes[i]);
    }
    alert_letter l = write_letter();
    assert_has(l.text, "và 28 cảnh báo nữa; tất cả: tiendo-notifier alerts");
    assert_has(l.html, "và 28 cảnh báo nữa");
    assert_true(strlen(l.html) < 20000);
}

static void units_of_which_the_same_is_said_are_one_line_and_one_range_of_numbers(void **state)
{
    (void)state;
    static const char *const units[] = {"384", "385", "386", "387"};
    for (size_t i = 0; i < 4; i++)
        say(ALERT_SAYS_BEGUN, ALERT_SILENT, units[i], "", "chưa gửi báo cáo tháng 7/2024");
    known[3].id = 99;
    alert_letter l = write_letter();
    assert_has(l.text, "- Mường Lát, Quan Hóa, Bá Thước, Quan Sơn, từ 16/07/2024\n"
                       "  Chưa gửi báo cáo tháng 7/2024\n");
    assert_has(l.text, "alerts ack 12-14 99");
}

static void an_end_says_since_when_and_what_is_left(void **state)
{
    (void)state;
    static const alert rest = {
        .subject = {ALERT_AT_RISK, "384", "DX-XH-01", ""}, .severity = ALERT_INFO, .detail = ""};
    say(ALERT_SAYS_ENDED, ALERT_OVERDUE, "384", "DX-XH-01", "");
    items[0].now = &rest;
    alert_letter l = write_letter();
    assert_has(l.text, "từ 08:00 22/07/2024; nay còn có nguy cơ chậm");
    assert_null(strstr(l.text, "alerts ack"));
    assert_null(strstr(l.text, "Chủ trì"));
}

static void what_others_wrote_commands_nothing(void **state)
{
    (void)state;
    alert *a = say(ALERT_SAYS_BEGUN, ALERT_DELIVERY, "", "",
                   "<script>alert(1)</script>\x1b[31m 550 \xe2\x80\xae no");
    a->subject.object = "x\"><b>@example.vn";
    alert_letter l = write_letter();
    assert_null(strstr(l.html, "<script>"));
    assert_null(strstr(l.html, "<b>"));
    assert_null(strstr(l.text, "\x1b"));
    assert_null(strstr(l.text, "\xe2\x80\xae"));
}

static void no_line_of_text_is_wider_than_80_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_obligation_count(rules) && i < 30; i++)
        say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", catalogue_obligation_at(rules, i)->code,
            "một câu dài nói rõ số liệu của kỳ vừa qua còn cách mức giao bao nhiêu điểm phần trăm");
    const char *text = write_letter().text;
    while (*text) {
        char line[512];
        size_t n = strcspn(text, "\n");
        snprintf(line, sizeof line, "%.*s", (int)n, text);
        assert_true(text_width(line) <= 80);
        text += n + (text[n] == '\n');
    }
}

static void programs_read_the_same_as_json(void **state)
{
    (void)state;
    note.first_key = "b-3-1";
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "06-CA-01", "đạt 84,3%");
    say(ALERT_SAYS_ENDED, ALERT_GONE, "385", "", "");
    json_error_t wrong;
    json_t *root = json_loads(write_letter().json, 0, &wrong);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "format")), "tiendo-alert/1");
    assert_string_equal(json_string_value(json_object_get(root, "follows")), "b-3-1");
    assert_string_equal(json_string_value(json_object_get(root, "made")),
                        "2024-07-22T09:00:00+07:00");
    json_t *first = json_array_get(json_object_get(root, "items"), 0),
           *second = json_array_get(json_object_get(root, "items"), 1);
    assert_int_equal(json_integer_value(json_object_get(first, "number")), 12);
    assert_string_equal(json_string_value(json_object_get(first, "kind")), "overdue");
    assert_string_equal(json_string_value(json_object_get(first, "unit_name")), "Mường Lát");
    assert_true(json_is_null(json_object_get(first, "ended")));
    assert_string_equal(json_string_value(json_object_get(second, "says")), "ended");
    assert_true(json_is_null(json_object_get(second, "obligation")));
    json_decref(root);
}

static void the_same_note_gives_the_same_letter(void **state)
{
    (void)state;
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "384", "06-CA-01", "đạt 84,3%");
    say(ALERT_SAYS_BEGUN, ALERT_OVERDUE, "381", "06-CA-01", "đạt 84,3%");
    alert_letter a = write_letter(), b = write_letter();
    assert_string_equal(a.text, b.text);
    assert_string_equal(a.html, b.html);
    assert_string_equal(a.json, b.json);
}

static void every_kind_has_its_phrases(void **state)
{
    (void)state;
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
        for (alert_says says = ALERT_SAYS_BEGUN; says <= ALERT_SAYS_ENDED; says++) {
            note.count = 0;
            say(says, k, "384", "06-CA-01", "");
            assert_true(strlen(write_letter().subject) > 20);
        }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_subject_says_what_and_where),
        TEST(a_subject_names_three_places_and_counts_the_others),
        TEST(a_subject_says_what_else_there_is),
        TEST(repeats_ends_and_what_nobody_acknowledged_say_so_first),
        TEST(what_is_simulated_says_so_everywhere),
        TEST(real_figures_are_not_called_simulated),
        TEST(a_line_says_what_where_since_when_why_and_who_must_act),
        TEST(readers_without_a_shell_are_told_no_commands),
        TEST(the_same_obligation_at_many_places_is_one_line),
        TEST(a_long_list_is_cut_and_says_how_much_is_left_out),
        TEST(units_of_which_the_same_is_said_are_one_line_and_one_range_of_numbers),
        TEST(an_end_says_since_when_and_what_is_left),
        TEST(what_others_wrote_commands_nothing),
        TEST(no_line_of_text_is_wider_than_80_columns),
        TEST(programs_read_the_same_as_json),
        TEST(the_same_note_gives_the_same_letter),
        TEST(every_kind_has_its_phrases),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
