#include "alert_house.h"

#include "notifier/alert/alert_look.h"

#include <inttypes.h>

#define A "DX-XH-01" /* monthly, of districts */
#define B "DX-XH-09" /* monthly too */
#define Q "DX-XH-02" /* quarterly */

static arena *memory;
static alert_sight sight;
static stream_state stream;

static int make(void **state)
{
    memory = arena_new(0);
    stream = (stream_state){0};
    return memory ? house_make(state) : -1;
}

static int unmake(void **state)
{
    arena_free(memory);
    return house_remove(state);
}

static void look(void)
{
    store *s;
    assert_int_equal(store_open_reader(&s, house_store_path).code, ERR_OK);
    const alert_view v = {.policy = &house_policy,
                          .rules = house_rules,
                          .store = s,
                          .store_path = house_store_path,
                          .state_dir = house_dir,
                          .ledger = house_ledger,
                          .now_ms = house_now_ms};
    arena_reset(memory);
    assert_int_equal(alert_look(&v, memory, &sight).code, ERR_OK);
    store_close(s);
}

static const alert_condition *seen(alert_kind k, const char *unit_code)
{
    for (size_t i = 0; i < sight.count; i++)
        if (sight.conditions[i].subject.kind == k && !sight.conditions[i].unsure &&
            strcmp(sight.conditions[i].subject.unit, unit_code) == 0)
            return &sight.conditions[i];
    return NULL;
}

static size_t count_of(alert_kind k)
{
    size_t n = 0;
    for (size_t i = 0; i < sight.count; i++)
        n += sight.conditions[i].subject.kind == k && !sight.conditions[i].unsure;
    return n;
}

static bool unsure(alert_kind k, const char *unit_code)
{
    for (size_t i = 0; i < sight.count; i++)
        if (sight.conditions[i].subject.kind == k && sight.conditions[i].unsure &&
            strcmp(sight.conditions[i].subject.unit, unit_code) == 0)
            return true;
    return false;
}

/* ---- statuses -------------------------------------------------------------------------------- */

static void each_status_that_matters_is_a_condition_with_its_reason(void **state)
{
    (void)state;
    house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    house_status("385", A, STATUS_BEHIND, STATUS_ON_TRACK);
    house_status("386", A, STATUS_AT_RISK, STATUS_ON_TRACK);
    house_status("387", A, STATUS_DONE, STATUS_ON_TRACK);
    house_status("388", A, STATUS_DONE_LATE, STATUS_ON_TRACK);
    house_status("389", A, STATUS_ON_TRACK, STATUS_ON_TRACK);
    house_status("38", A, STATUS_OVERDUE, STATUS_ON_TRACK);
    look();
    const alert_condition *c = seen(ALERT_OVERDUE, "384");
    assert_non_null(c);
    assert_string_equal(c->subject.obligation, A);
    assert_string_equal(c->detail, "đạt 40 % mức giao");
    assert_int_equal(c->since_ms, house_now_ms);
    assert_non_null(seen(ALERT_BEHIND, "385"));
    assert_non_null(seen(ALERT_AT_RISK, "386"));
    assert_non_null(seen(ALERT_MET, "387"));
    assert_non_null(seen(ALERT_MET, "388"));
    assert_non_null(seen(ALERT_OVERDUE, "38"));
    assert_int_equal(sight.count, 6);
}

static void who_is_silent_leaves_the_forecast_unsure(void **state)
{
    (void)state;
    house_status("384", A, STATUS_SILENT, STATUS_SILENT);
    look();
    assert_true(unsure(ALERT_AT_RISK, "384"));
    assert_true(unsure(ALERT_BEHIND, "384"));
    assert_false(unsure(ALERT_OVERDUE, "384"));
}

static void what_was_sent_back_counts_after_some_days(void **state)
{
    (void)state;
    house_status("384", A, STATUS_RETURNED, STATUS_RETURNED);
    look();
    assert_null(seen(ALERT_RETURNED, "384"));
    assert_true(unsure(ALERT_BEHIND, "384"));
    house_now_ms += 3 * ALERT_DAY_MS;
    look();
    assert_non_null(seen(ALERT_RETURNED, "384"));
}

/* ---- reporting ------------------------------------------------------------------------------- */

static void who_sent_nothing_is_silent_once_and_not_for_each_thing(void **state)
{
    (void)state;
    house_status("384", A, STATUS_SILENT, STATUS_SILENT);
    house_status("384", B, STATUS_OVERDUE, STATUS_SILENT);
    look();
    assert_int_equal(count_of(ALERT_SILENT), 1);
    assert_string_equal(seen(ALERT_SILENT, "384")->detail,
                        "chưa gửi báo cáo tháng 7/2024 (hạn 16/07/2024)");
    assert_null(seen(ALERT_MISSING, "384"));
}

static void who_sends_nothing_has_done_so_since_the_last_thing_was_missed(void **state)
{
    (void)state;
    house_status("384", A, STATUS_SILENT, STATUS_SILENT);
    house_now_ms += 40 * ALERT_DAY_MS;
    house_status("384", B, STATUS_SILENT, STATUS_SILENT);
    look();
    assert_int_equal(seen(ALERT_SILENT, "384")->since_ms, house_now_ms);
    house_status("384", B, STATUS_ON_TRACK, STATUS_ON_TRACK);
    look();
    assert_int_equal(seen(ALERT_MISSING, "384")->since_ms, house_now_ms - 40 * ALERT_DAY_MS);
}

static void who_sent_all_of_a_month_and_nothing_of_a_quarter_is_silent_about_the_quarter(
    void **state)
{
    (void)state;
    house_status("384", A, STATUS_ON_TRACK, STATUS_ON_TRACK);
    house_status("384", Q, STATUS_SILENT, STATUS_SILENT);
    look();
    assert_string_equal(seen(ALERT_SILENT, "384")->detail,
                        "chưa gửi báo cáo quý II/2024 (hạn 18/06/2024)");
}

static void who_sent_a_part_misses_the_rest_after_some_days(void **state)
{
    (void)state;
    house_status("384", A, STATUS_SILENT, STATUS_SILENT);
    house_status("384", B, STATUS_ON_TRACK, STATUS_REPORTED_LATE);
    look();
    assert_int_equal(count_of(ALERT_SILENT), 0);
    assert_int_equal(count_of(ALERT_MISSING), 0);
    house_now_ms += 3 * ALERT_DAY_MS;
    look();
    assert_string_equal(seen(ALERT_MISSING, "384")->detail,
                        "còn thiếu 1/2 nội dung: tháng 7/2024 (hạn 16/07/2024)");
}

static void nothing_due_yet_is_not_silence(void **state)
{
    (void)state;
    house_status("384", A, STATUS_NOT_DUE, STATUS_NOT_DUE);
    house_status("385", A, STATUS_DONE, STATUS_NOT_APPLICABLE);
    look();
    assert_int_equal(count_of(ALERT_SILENT), 0);
}

static void the_province_itself_is_never_silent(void **state)
{
    (void)state;
    house_status("38", A, STATUS_SILENT, STATUS_SILENT);
    look();
    assert_int_equal(count_of(ALERT_SILENT), 0);
}

/* ---- what waits ------------------------------------------------------------------------------ */

static void greet(const char *id, const char *unit_code, int64_t at_ms)
{
    assert_int_equal(store_begin(house_writer).code, ERR_OK);
    assert_int_equal(put_greeting(house_writer, id, unit_code, "k", "p/1", 0, at_ms, &stream).code,
                     ERR_OK);
    assert_int_equal(store_commit(house_writer).code, ERR_OK);
}

static void report_something(report_kind kind, const char *period, const verdict *v)
{
    const report r = {.sequence = ++stream.last_sequence,
                      .kind = kind,
                      .unit = "384",
                      .obligation = A,
                      .period = period,
                      .breakdown = "",
                      .source = "",
                      .text = kind == REPORT_DIFFICULTY ? "thiếu kinh phí" : "",
                      .addressed_to = kind == REPORT_DIFFICULTY ? "STTTT" : "",
                      .figure = {.is_ratio = true, .value = 1, .denominator = 2}};
    assert_int_equal(store_begin(house_writer).code, ERR_OK);
    assert_int_equal(put_report(house_writer, &stream, &r, v, house_now_ms).code, ERR_OK);
    assert_int_equal(store_commit(house_writer).code, ERR_OK);
}

static const verdict YES = {.outcome = ACCEPTED, .code = "accepted"};
static const verdict ODD = {
    .outcome = ACCEPTED_WITH_WARNING, .code = "jump", .message = "cao bất thường"};

static void a_difficulty_counts_from_an_age_on_and_its_words_are_not_passed_on(void **state)
{
    (void)state;
    greet("stream of 384...", "384", house_now_ms);
    report_something(REPORT_DIFFICULTY, "2024-M07", &YES);
    house_now_ms += 14 * ALERT_DAY_MS;
    look();
    assert_int_equal(count_of(ALERT_DIFFICULTY), 0);
    house_now_ms += ALERT_DAY_MS;
    look();
    const alert_condition *c = seen(ALERT_DIFFICULTY, "384");
    assert_non_null(c);
    assert_string_equal(c->subject.object, "1");
    assert_string_equal(c->detail,
                        "nêu ngày 22/07/2024, gửi Sở Thông tin và Truyền thông, chưa được trả lời");
    assert_null(strstr(c->detail, "kinh phí"));
}

static void each_figure_that_looks_wrong_is_its_own_condition(void **state)
{
    (void)state;
    greet("stream of 384...", "384", house_now_ms);
    report_something(REPORT_FIGURE, "2024-M06", &ODD);
    report_something(REPORT_FIGURE, "2024-M07", &ODD);
    look();
    assert_int_equal(count_of(ALERT_UNUSUAL), 2);
    assert_string_equal(seen(ALERT_UNUSUAL, "384")->detail, "cao bất thường");
    report_something(REPORT_FIGURE, "2024-M06", &YES);
    look();
    assert_int_equal(count_of(ALERT_UNUSUAL), 1);
}

static void put_version(int64_t version, const char *changes)
{
    assert_int_equal(store_begin(house_writer).code, ERR_OK);
    assert_int_equal(store_put_catalogue(house_writer, version, changes, house_now_ms).code,
                     ERR_OK);
    assert_int_equal(store_commit(house_writer).code, ERR_OK);
}

static void a_changed_catalogue_is_told_for_a_day_and_the_first_one_is_no_change(void **state)
{
    (void)state;
    put_version(1, "");
    look();
    assert_int_equal(count_of(ALERT_CATALOGUE), 0);
    house_now_ms += ALERT_HOUR_MS;
    put_version(2, "384: tên đổi\n385: tên đổi\n386: tên đổi");
    look();
    assert_int_equal(count_of(ALERT_CATALOGUE), 1);
    assert_string_equal(seen(ALERT_CATALOGUE, "")->detail, "384: tên đổi; và 2 thay đổi nữa");
    assert_int_equal(seen(ALERT_CATALOGUE, "")->since_ms, house_now_ms);
    house_now_ms += ALERT_DAY_MS;
    look();
    assert_int_equal(count_of(ALERT_CATALOGUE), 0);
}

/* ---- collectors ------------------------------------------------------------------------------ */

static void a_collector_is_gone_after_a_day_at_the_office(void **state)
{
    (void)state;
    greet("stream of 384...", "384", house_now_ms); /* Monday 09:00 */
    house_now_ms += 23 * ALERT_HOUR_MS;
    greet("stream of 385...", "385", house_now_ms); /* Tuesday 08:00 */
    look();
    assert_int_equal(count_of(ALERT_GONE), 0);
    house_now_ms += ALERT_HOUR_MS;
    look();
    assert_int_equal(count_of(ALERT_GONE), 1);
    assert_string_equal(seen(ALERT_GONE, "384")->detail, "lần cuối liên lạc lúc 09:00 22/07/2024");
    assert_int_equal(count_of(ALERT_DEAF), 0);
}

static void a_weekend_makes_nobody_gone(void **state)
{
    (void)state;
    house_now_ms += 4 * ALERT_DAY_MS + 8 * ALERT_HOUR_MS; /* Friday 17:00 */
    greet("stream of 384...", "384", house_now_ms);
    greet("stream of 385...", "385", house_now_ms);
    house_now_ms += 2 * ALERT_DAY_MS + 16 * ALERT_HOUR_MS; /* Monday 09:00 */
    look();
    assert_int_equal(count_of(ALERT_GONE), 0);
    assert_int_equal(count_of(ALERT_DEAF), 0);
}

static void when_nobody_is_heard_the_province_is_deaf(void **state)
{
    (void)state;
    greet("stream of 384...", "384", house_now_ms);
    greet("stream of 385...", "385", house_now_ms + ALERT_HOUR_MS);
    house_now_ms += 3 * ALERT_HOUR_MS;
    look();
    assert_int_equal(count_of(ALERT_DEAF), 1);
    assert_int_equal(seen(ALERT_DEAF, "")->since_ms, house_now_ms - 2 * ALERT_HOUR_MS);
}

/* ---- the system ------------------------------------------------------------------------------ */

static void a_disk_below_its_limit_is_told_once_for_both_folders(void **state)
{
    (void)state;
    house_policy.rules[ALERT_DISK] = (alert_rule){true, ALERT_CRITICAL, INT32_MAX};
    look();
    assert_int_equal(count_of(ALERT_DISK), 1);
    house_policy.rules[ALERT_DISK].limit = 1;
    look();
    assert_int_equal(count_of(ALERT_DISK), 0);
}

static void a_log_above_its_limit_is_told(void **state)
{
    (void)state;
    char path[90];
    snprintf(path, sizeof path, "%s-wal", house_store_path);
    house_policy.rules[ALERT_LOG] = (alert_rule){true, ALERT_WARNING, 16};
    store_close(house_writer);
    house_writer = NULL;
    FILE *log = fopen(path, "we");
    assert_non_null(log);
    assert_int_equal(fseek(log, 16 * 1024 * 1024, SEEK_SET), 0);
    assert_int_equal(fputc('x', log), 'x');
    fclose(log);
    const alert_view v = {.policy = &house_policy,
                          .rules = house_rules,
                          .store_lost_ms = house_now_ms,
                          .store_path = house_store_path,
                          .state_dir = house_dir,
                          .now_ms = house_now_ms};
    assert_int_equal(alert_look(&v, memory, &sight).code, ERR_OK);
    assert_int_equal(count_of(ALERT_LOG), 1);
    assert_int_equal(sight.seen & 1U << ALERT_OVERDUE, 0);
}

static int64_t send_to(const char *address, delivery_state state, int64_t at_ms)
{
    static int number;
    char key[20];
    int64_t message_id, delivery_id = 0;
    snprintf(key, sizeof key, "%d", ++number);
    const message_part body = {"", "text/plain", "", "x", 1};
    const message m = {MESSAGE_ALERT, "truc", key, "", at_ms, at_ms, 0, "s", &body, 1, ""};
    const message_address to = {
        .channel = "mail", .name = "x", .address = address, .message_id = key};
    assert_int_equal(ledger_add(house_ledger, &m, &to, 1, DELIVERY_QUEUED, at_ms, &message_id).code,
                     ERR_OK);
    ledger_delivery due;
    bool found;
    assert_int_equal(ledger_next_due(house_ledger, memory, at_ms, NULL, 0, &due, &found).code,
                     ERR_OK);
    assert_true(found);
    delivery_id = due.id;
    const delivery_decision d = {state, at_ms + ALERT_DAY_MS};
    assert_int_equal(ledger_begin_try(house_ledger, delivery_id, at_ms).code, ERR_OK);
    assert_int_equal(ledger_end_try(house_ledger, delivery_id, &d, "550 no such user", at_ms).code,
                     ERR_OK);
    return delivery_id;
}

static void an_address_that_refuses_is_told_until_something_gets_through(void **state)
{
    (void)state;
    send_to("a@example.vn", DELIVERY_FAILED, house_now_ms);
    send_to("a@example.vn", DELIVERY_FAILED, house_now_ms + 1);
    send_to("b@example.vn", DELIVERY_SENT, house_now_ms);
    look();
    assert_int_equal(count_of(ALERT_DELIVERY), 1);
    assert_string_equal(seen(ALERT_DELIVERY, "")->subject.object, "a@example.vn");
    assert_non_null(strstr(seen(ALERT_DELIVERY, "")->detail, "550 no such user"));
    send_to("a@example.vn", DELIVERY_SENT, house_now_ms + 2);
    look();
    assert_int_equal(count_of(ALERT_DELIVERY), 0);
}

static void a_delivery_that_waits_for_hours_is_told(void **state)
{
    (void)state;
    send_to("a@example.vn", DELIVERY_DEFERRED, house_now_ms);
    look();
    assert_int_equal(count_of(ALERT_DELIVERY), 0);
    house_now_ms += 4 * ALERT_HOUR_MS;
    look();
    assert_int_equal(count_of(ALERT_DELIVERY), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_status_that_matters_is_a_condition_with_its_reason),
        TEST(who_is_silent_leaves_the_forecast_unsure),
        TEST(what_was_sent_back_counts_after_some_days),
        TEST(who_sent_nothing_is_silent_once_and_not_for_each_thing),
        TEST(who_sends_nothing_has_done_so_since_the_last_thing_was_missed),
        TEST(who_sent_all_of_a_month_and_nothing_of_a_quarter_is_silent_about_the_quarter),
        TEST(who_sent_a_part_misses_the_rest_after_some_days),
        TEST(nothing_due_yet_is_not_silence),
        TEST(the_province_itself_is_never_silent),
        TEST(a_difficulty_counts_from_an_age_on_and_its_words_are_not_passed_on),
        TEST(each_figure_that_looks_wrong_is_its_own_condition),
        TEST(a_changed_catalogue_is_told_for_a_day_and_the_first_one_is_no_change),
        TEST(a_collector_is_gone_after_a_day_at_the_office),
        TEST(a_weekend_makes_nobody_gone),
        TEST(when_nobody_is_heard_the_province_is_deaf),
        TEST(a_disk_below_its_limit_is_told_once_for_both_folders),
        TEST(a_log_above_its_limit_is_told),
        TEST(an_address_that_refuses_is_told_until_something_gets_through),
        TEST(a_delivery_that_waits_for_hours_is_told),
    };
    return cmocka_run_group_tests(tests, house_load, house_unload);
}
