#include "alert_house.h"

#define A "DX-XH-01"
#define B "06-CA-01"

static message read_message(int64_t id, arena *a)
{
    message m;
    assert_int_equal(ledger_read(house_ledger, id, a, &m).code, ERR_OK);
    return m;
}

static const char *part(const message *m, const char *type)
{
    const message_part *p = message_body(m, type);
    assert_non_null(p);
    return p->data;
}

/* ---- from the store into the ledger ---------------------------------------------------------- */

static void what_is_newly_overdue_becomes_a_message_in_the_ledger(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(ALERT_MINUTE_MS);
    const house_mails *all = house_read_mails();
    assert_int_equal(all->count, 1);
    assert_string_equal(all->items[0].address, "truc-ban@example.vn");
    assert_string_equal(all->items[0].profile, "truc");
    assert_string_equal(all->items[0].subject,
                        "[SỐ LIỆU MÔ PHỎNG] [Cảnh báo] 1 nội dung mới quá hạn: Mường Lát");
    message m = read_message(all->items[0].message, a);
    assert_int_equal(m.kind, MESSAGE_ALERT);
    assert_string_equal(m.references, "");
    assert_non_null(strstr(part(&m, "text/plain"), "Đạt 40 % mức giao"));
    assert_non_null(strstr(part(&m, "text/plain"), "tiendo-notifier alerts ack 1"));
    assert_non_null(strstr(part(&m, "text/html"), "SỐ LIỆU MÔ PHỎNG"));
    assert_non_null(strstr(part(&m, "application/json"), "\"kind\": \"overdue\""));
    arena_free(a);
}

static void an_end_refers_to_the_message_that_told_the_beginning(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(2 * ALERT_HOUR_MS);
    house_status("384", A, STATUS_DONE_LATE, STATUS_ON_TRACK);
    house_pass(2 * ALERT_HOUR_MS);
    const house_mails *all = house_read_mails();
    message first = read_message(all->items[all->count - 1].message, a),
            last = read_message(all->items[0].message, a);
    assert_non_null(strstr(last.subject, "[Hết cảnh báo] 1 nội dung không còn quá hạn"));
    assert_string_equal(last.references, first.key);
    arena_free(a);
}

static void every_recipient_of_a_route_gets_it_once(void **state)
{
    (void)state;
    static const char *const to[] = {"truc-ban", "ioc", "truc-ban"};
    house_policy.routes[0].to = to;
    house_policy.routes[0].to_count = 3;
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(ALERT_MINUTE_MS);
    const house_mails *all = house_read_mails();
    assert_int_equal(all->count, 2);
    assert_int_equal(all->items[0].message, all->items[1].message);
    assert_string_not_equal(all->items[0].message_id, all->items[1].message_id);
}

static void a_role_that_nobody_holds_loses_nothing(void **state)
{
    (void)state;
    house_vacant = "truc-ban";
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_status("385", B, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(ALERT_DAY_MS);
    assert_int_equal(house_read_mails()->count, 0);
    house_vacant = NULL;
    house_pass(2 * ALERT_MINUTE_MS);
    assert_int_equal(house_read_mails()->count, 1);
    assert_non_null(strstr(house_read_mails()->items[0].subject, "2 nội dung mới quá hạn"));
}

/* ---- restarts -------------------------------------------------------------------------------- */

static void a_restart_tells_nothing_again(void **state)
{
    (void)state;
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(2 * ALERT_HOUR_MS);
    for (int i = 0; i < 5; i++) {
        house_close_alerts();
        assert_int_equal(house_open_alerts().code, ERR_OK);
        house_pass(ALERT_HOUR_MS);
    }
    assert_int_equal(house_read_mails()->count, 1);
}

static void what_changed_while_nobody_looked_is_told(void **state)
{
    (void)state;
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(2 * ALERT_HOUR_MS);
    house_close_alerts();
    house_now_ms += 5 * ALERT_HOUR_MS;
    house_status("384", A, STATUS_DONE_LATE, STATUS_ON_TRACK); /* it came and went */
    house_status("385", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    assert_int_equal(house_open_alerts().code, ERR_OK);
    house_pass(ALERT_HOUR_MS);
    const house_mails *all = house_read_mails();
    assert_int_equal(all->count, 2);
    assert_non_null(strstr(all->items[0].subject, "1 nội dung mới quá hạn: Quan Hóa"));
    assert_non_null(strstr(all->items[0].subject, "1 nội dung mới hoàn thành"));
    house_pass(ALERT_HOUR_MS);
    assert_int_equal(house_read_mails()->count, 3);
    assert_non_null(strstr(house_read_mails()->items[0].subject, "không còn quá hạn: Mường Lát"));
}

static void at_the_very_first_look_only_what_waits_for_somebody_is_told(void **state)
{
    (void)state;
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_status("385", A, STATUS_DONE, STATUS_ON_TRACK);
    house_status("386", A, STATUS_AT_RISK, STATUS_ON_TRACK);
    house_pass(ALERT_HOUR_MS);
    const house_mails *all = house_read_mails();
    assert_int_equal(all->count, 1);
    assert_string_equal(all->items[0].subject,
                        "[SỐ LIỆU MÔ PHỎNG] [Cảnh báo] 1 nội dung mới quá hạn: Mường Lát");
}

static void an_older_copy_of_the_book_does_not_swallow_messages(void **state)
{
    (void)state;
    char book[80], copy[80], command[200];
    snprintf(book, sizeof book, "%s/alerts.db", house_dir);
    snprintf(copy, sizeof copy, "%s/copy.db", house_dir);
    house_tick();
    snprintf(command, sizeof command, "cp %s %s", book, copy);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c) */
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(ALERT_HOUR_MS);
    house_close_alerts();
    assert_int_equal(rename(copy, book), 0);
    assert_int_equal(house_open_alerts().code, ERR_OK);
    house_pass(ALERT_HOUR_MS); /* it is told again: better twice than never after a restore */
    assert_int_equal(house_read_mails()->count, 2);
}

/* ---- from the shell -------------------------------------------------------------------------- */

static alert_book *open_book(void)
{
    alert_book *b;
    assert_int_equal(alert_book_open(&b, house_dir).code, ERR_OK);
    return b;
}

static void a_silence_from_the_shell_holds_and_its_end_tells(void **state)
{
    (void)state;
    int64_t id;
    house_tick();
    alert_book *b = open_book();
    const kept_silence s = {.covers = {.from_ms = house_now_ms,
                                       .until_ms = house_now_ms + 4 * ALERT_HOUR_MS,
                                       .kind = ALERT_OVERDUE,
                                       .unit = "384",
                                       .obligation = ""},
                            .made_ms = house_now_ms,
                            .by = "an@may",
                            .reason = "đang sửa đường truyền"};
    assert_int_equal(alert_book_add_silence(b, &s, &id).code, ERR_OK);
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(3 * ALERT_HOUR_MS);
    assert_int_equal(house_read_mails()->count, 0);
    assert_int_equal(alert_book_end_silence(b, id, "an@may", house_now_ms).code, ERR_OK);
    assert_int_equal(alert_book_end_silence(b, id, "an@may", house_now_ms).code, ERR_NOT_FOUND);
    alert_book_close(b);
    house_pass(ALERT_MINUTE_MS);
    assert_int_equal(house_read_mails()->count, 1);
}

static void an_acknowledgement_from_the_shell_stops_the_escalation(void **state)
{
    (void)state;
    static const char *const to[] = {"chu-tich"};
    house_route("tren", to, 1)->kinds = 0;
    house_policy.routes[0].escalate_to = 1;
    house_policy.routes[0].escalate_after_ms = 4 * ALERT_HOUR_MS;
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_status("385", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(ALERT_HOUR_MS);
    alert_book *b = open_book();
    const kept_ack ack = {.alert = 1, .at_ms = house_now_ms, .by = "an@may", .note = "đã gọi"};
    assert_int_equal(alert_book_acknowledge(b, &ack).code, ERR_OK);
    const kept_ack wrong = {.alert = 99, .at_ms = house_now_ms, .by = "an@may", .note = ""};
    assert_int_equal(alert_book_acknowledge(b, &wrong).code, ERR_NOT_FOUND);
    alert_book_close(b);
    house_close_alerts(); /* it is kept over a restart */
    assert_int_equal(house_open_alerts().code, ERR_OK);
    house_pass(6 * ALERT_HOUR_MS);
    const house_mails *all = house_read_mails();
    assert_int_equal(all->count, 2);
    assert_string_equal(all->items[0].address, "chu-tich@example.vn");
    assert_string_equal(all->items[0].subject, "[SỐ LIỆU MÔ PHỎNG] [Chưa ai xác nhận] 1 nội dung "
                                               "mới quá hạn: Quan Hóa");
}

/* ---- when something does not work ------------------------------------------------------------ */

static void a_store_that_cannot_be_read_is_told_and_ends_nothing(void **state)
{
    (void)state;
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(2 * ALERT_HOUR_MS);
    char moved[90];
    snprintf(moved, sizeof moved, "%s.moved", house_store_path);
    store_close(house_writer);
    house_writer = NULL;
    assert_int_equal(rename(house_store_path, moved), 0);
    house_pass(2 * ALERT_HOUR_MS);
    const house_mails *all = house_read_mails();
    assert_int_equal(all->count, 2);
    assert_string_equal(all->items[0].subject,
                        "[SỐ LIỆU MÔ PHỎNG] [Cảnh báo nghiêm trọng] sự cố: không đọc được kho số "
                        "liệu");
    assert_int_equal(rename(moved, house_store_path), 0);
    house_pass(2 * ALERT_HOUR_MS);
    assert_int_equal(house_read_mails()->count, 3);
    assert_non_null(strstr(house_read_mails()->items[0].subject, "đọc lại được kho số liệu"));
}

static void a_tick_is_cheap_while_nothing_changes(void **state)
{
    (void)state;
    house_tick();
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_pass(2 * ALERT_HOUR_MS);
    char book[80];
    struct stat before, after;
    snprintf(book, sizeof book, "%s/alerts.db", house_dir);
    assert_int_equal(stat(book, &before), 0);
    house_pass(2 * ALERT_HOUR_MS);
    assert_int_equal(stat(book, &after), 0);
    assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, house_make, house_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_newly_overdue_becomes_a_message_in_the_ledger),
        TEST(an_end_refers_to_the_message_that_told_the_beginning),
        TEST(every_recipient_of_a_route_gets_it_once),
        TEST(a_role_that_nobody_holds_loses_nothing),
        TEST(a_restart_tells_nothing_again),
        TEST(what_changed_while_nobody_looked_is_told),
        TEST(at_the_very_first_look_only_what_waits_for_somebody_is_told),
        TEST(an_older_copy_of_the_book_does_not_swallow_messages),
        TEST(a_silence_from_the_shell_holds_and_its_end_tells),
        TEST(an_acknowledgement_from_the_shell_stops_the_escalation),
        TEST(a_store_that_cannot_be_read_is_told_and_ends_nothing),
        TEST(a_tick_is_cheap_while_nothing_changes),
    };
    return cmocka_run_group_tests(tests, house_load, house_unload);
}
