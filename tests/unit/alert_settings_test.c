#include "unit_test.h"

#include "notifier/alert/alert_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const RECIPIENTS[] = {"chu-tich", "van-phong", "truc-ban", "ioc"};

static char path[] = "/tmp/tiendo-alerts-XXXXXX";
static settings *file;
static problems *found;
static arena *memory;
static alert_settings *loaded;
static char said[16384];

static int make_all(void **state)
{
    (void)state;
    file = NULL;
    strcpy(path + strlen(path) - 6, "XXXXXX");
    int fd = mkstemp(path);
    if (fd >= 0)
        close(fd);
    found = problems_new();
    memory = arena_new(0);
    return fd >= 0 && found && memory ? 0 : -1;
}

static int remove_all(void **state)
{
    (void)state;
    settings_close(file);
    problems_free(found);
    arena_free(memory);
    return unlink(path);
}

static void catch_what_is_said(void)
{
    FILE *caught = tmpfile();
    assert_non_null(caught);
    problems_print(found, caught);
    rewind(caught);
    said[fread(said, 1, sizeof said - 1, caught)] = '\0';
    fclose(caught);
}

/* Reads CONTENT as what stands in the group `alerts`, which begins on the first line. */
static const alert_policy *read_group(const char *content)
{
    static const settings_key key = {"alerts", SETTINGS_CHILD, 0, true, 0, 0, NULL};
    const settings_group *group = NULL;
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fprintf(out, "alerts: {%s};\n", content);
    fclose(out);
    assert_int_equal(settings_open(&file, path, found).code, ERR_OK);
    settings_read(settings_root(file), &key, 1, &group, found);
    loaded = alert_settings_read(group, RECIPIENTS, 4, memory, found);
    assert_non_null(loaded);
    catch_what_is_said();
    return alert_settings_policy(loaded);
}

static const alert_policy *read_good(const char *content)
{
    const alert_policy *p = read_group(content);
    assert_string_equal(said, "");
    return p;
}

static void assert_refused(const char *content, unsigned line, const char *part)
{
    char place[80];
    read_group(content);
    snprintf(place, sizeof place, "%s:%u: ", path, line);
    if (!strstr(said, place) || !strstr(said, part))
        fail_msg("wanted %s… %s; said:\n%s", place, part, said);
}

#define ONE_ROUTE "routes = ( { name = \"lanh-dao\"; to = [ \"chu-tich\" ]; } );"

/* ---- what works ------------------------------------------------------------------------------ */

static void a_route_with_a_name_and_a_recipient_is_enough(void **state)
{
    (void)state;
    const alert_policy *p = read_good(ONE_ROUTE);
    assert_int_equal(p->route_count, 1);
    assert_string_equal(p->routes[0].to[0], "chu-tich");
    assert_int_equal(p->routes[0].kinds, alert_kinds_of(false));
    assert_int_equal(p->group_wait_ms, 30 * ALERT_SECOND_MS);
    assert_int_equal(p->repeats[ALERT_WARNING].gap_ms[0], ALERT_DAY_MS);
    assert_int_equal(p->repeats[ALERT_INFO].count, 0);
    assert_true(p->rules[ALERT_DISK].enabled);
    assert_int_equal(p->rules[ALERT_DIFFICULTY].limit, 15);
}

static void without_the_group_there_are_no_routes(void **state)
{
    (void)state;
    loaded = alert_settings_read(NULL, RECIPIENTS, 4, memory, found);
    assert_non_null(loaded);
    assert_int_equal(alert_settings_policy(loaded)->route_count, 0);
    assert_int_equal(problems_count(found), 0);
}

static void everything_can_be_set(void **state)
{
    (void)state;
    const alert_policy *p = read_good(
        "timers: { group_wait_s = 60; interval: { warning = \"2h\"; }; calm = \"1h\";"
        "  repeat: { warning = [ \"2d\", \"1w\" ]; info = [ ]; }; repeat_at = \"07:30\"; };"
        "rules = ( { kind = \"difficulty\"; days = 10; severity = \"critical\"; },"
        "          { kind = \"met\"; enabled = false; } );"
        "routes = ("
        "  { name = \"lanh-dao\"; to = [ \"chu-tich\", \"ioc\" ]; kinds = [ \"overdue\", "
        "\"silent\" ];"
        "    severities = [ \"critical\" ]; units = [ \"384\" ]; fields = [ \"06\" ];"
        "    scope = \"units\"; commands = false; interval: { critical = \"10m\"; };"
        "    quiet: { from = \"22:00\"; to = \"06:30\"; days_off = true; break = [ ]; }; },"
        "  { name = \"truc\"; to = [ \"truc-ban\" ]; kinds = [ \"system\", \"unusual\" ];"
        "    escalate: { to = \"lanh-dao\"; after_h = 24; severities = [ \"critical\" ]; }; } );");
    const alert_route *first = &p->routes[0], *second = &p->routes[1];
    assert_int_equal(p->group_wait_ms, ALERT_MINUTE_MS);
    assert_int_equal(p->interval_ms[ALERT_WARNING], 2 * ALERT_HOUR_MS);
    assert_int_equal(p->interval_ms[ALERT_CRITICAL], 5 * ALERT_MINUTE_MS);
    assert_int_equal(p->repeats[ALERT_WARNING].count, 2);
    assert_int_equal(p->repeats[ALERT_WARNING].gap_ms[1], 7 * ALERT_DAY_MS);
    assert_int_equal(p->repeat_minute, 450);
    assert_int_equal(p->calm_ms, ALERT_HOUR_MS);
    assert_int_equal(p->rules[ALERT_DIFFICULTY].limit, 10);
    assert_int_equal(p->rules[ALERT_DIFFICULTY].severity, ALERT_CRITICAL);
    assert_false(p->rules[ALERT_MET].enabled);
    assert_int_equal(first->kinds, 1U << ALERT_OVERDUE | 1U << ALERT_SILENT);
    assert_int_equal(first->severities, 1U << ALERT_CRITICAL);
    assert_int_equal(first->scope, ALERT_SCOPE_UNITS);
    assert_false(first->commands);
    assert_int_equal(first->interval_ms[ALERT_CRITICAL], 10 * ALERT_MINUTE_MS);
    assert_int_equal(first->interval_ms[ALERT_WARNING], 2 * ALERT_HOUR_MS);
    assert_int_equal(first->quiet.from, 22 * 60);
    assert_int_equal(first->quiet.breaks, 0);
    assert_true(first->quiet.days_off);
    assert_int_equal(second->kinds, alert_kinds_of(true) | 1U << ALERT_UNUSUAL);
    assert_int_equal(second->escalate_to, 0);
    assert_int_equal(second->escalate_after_ms, ALERT_DAY_MS);
    assert_int_equal(second->escalate_severities, 1U << ALERT_CRITICAL);
}

static void a_route_without_kinds_of_its_own_is_for_what_is_escalated_to_it(void **state)
{
    (void)state;
    const alert_policy *p =
        read_good("routes = ( { name = \"a\"; to = [ \"chu-tich\" ]; kinds = [ ]; } );");
    assert_int_equal(p->routes[0].kinds, 0);
}

static void what_no_route_takes_can_be_named(void **state)
{
    (void)state;
    unsigned untold = alert_policy_untold(read_good(ONE_ROUTE));
    assert_int_equal(untold, alert_kinds_of(true));
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void a_recipient_that_is_not_there_is_refused_with_the_nearest(void **state)
{
    (void)state;
    assert_refused("\nroutes = ( { name = \"a\";\n to = [ \"chu-tch\" ]; } );", 3,
                   "to: không có \"chu-tch\"; gần nhất là \"chu-tich\"");
}

static void kinds_and_severities_are_refused_with_the_nearest(void **state)
{
    (void)state;
    assert_refused("routes = ( { name = \"a\"; to = [ \"ioc\" ];\n kinds = [ \"overdu\" ]; } );", 2,
                   "gần nhất là \"overdue\"");
    settings_close(file);
    assert_refused("routes = ( { name = \"a\"; to = [ \"ioc\" ];\n severities = [ \"warn\" ]; } );",
                   2, "severities: không có \"warn\"");
}

static void repeats_that_come_closer_together_are_refused(void **state)
{
    (void)state;
    assert_refused("timers: { repeat: {\n warning = [ \"3d\", \"1d\" ]; }; };" ONE_ROUTE, 2,
                   "càng lâu phải càng thưa");
}

static void repeats_of_days_and_a_bit_are_refused(void **state)
{
    (void)state;
    assert_refused("timers: { repeat: {\n warning = [ \"25h\" ]; }; };" ONE_ROUTE, 2,
                   "phải tròn ngày");
}

static void a_repeat_before_news_may_come_is_refused(void **state)
{
    (void)state;
    assert_refused("timers: { interval: { warning = \"1d\"; };\n repeat: { warning = [ \"6h\" ]; };"
                   "}; routes = (\n{ name = \"lanh-dao\"; to = [ \"chu-tich\" ]; } );",
                   3, "nhắc lại (repeat) sớm hơn");
}

static void a_wait_that_is_longer_than_the_interval_is_refused(void **state)
{
    (void)state;
    assert_refused("timers: { group_wait_s = 3600; };" ONE_ROUTE, 1, "ngắn hơn thời gian chờ gộp");
}

static void durations_that_are_none_are_refused(void **state)
{
    (void)state;
    assert_refused("timers: {\n calm = \"soon\"; };" ONE_ROUTE, 2,
                   "\"soon\" không phải một khoảng thời gian");
}

static void escalating_to_itself_is_refused(void **state)
{
    (void)state;
    assert_refused(
        "routes = ( { name = \"a\"; to = [ \"ioc\" ];\n escalate: { to = \"a\"; after_h = "
        "4; }; } );",
        2, "quay lại chính nó");
}

static void escalating_in_a_circle_is_refused(void **state)
{
    (void)state;
    assert_refused("routes = (\n"
                   "{ name = \"a\"; to = [ \"ioc\" ]; escalate: { to = \"b\"; after_h = 4; }; },\n"
                   "{ name = \"b\"; to = [ \"ioc\" ]; escalate: { to = \"c\"; after_h = 4; }; },\n"
                   "{ name = \"c\"; to = [ \"ioc\" ]; escalate: { to = \"a\"; after_h = 4; }; } );",
                   4, "quay lại chính nó");
}

static void escalating_to_a_route_that_is_not_there_is_refused(void **state)
{
    (void)state;
    assert_refused("routes = ( { name = \"lanh-dao\"; to = [ \"ioc\" ];\n escalate: { to = "
                   "\"lanh-da\"; after_h = 4; }; } );",
                   2, "gần nhất là \"lanh-dao\"");
}

static void escalating_what_the_route_never_gets_is_refused(void **state)
{
    (void)state;
    assert_refused(
        "routes = ( { name = \"b\"; to = [ \"ioc\" ]; },\n { name = \"a\"; to = [ \"ioc\" "
        "]; severities = [ \"info\" ]; escalate: { to = \"b\"; after_h = 4; }; } );",
        2, "không nhận mức nào");
}

static void half_of_quiet_hours_and_empty_ones_are_refused(void **state)
{
    (void)state;
    assert_refused(
        "routes = ( { name = \"a\"; to = [ \"ioc\" ];\n quiet: { from = \"22:00\"; }; } );", 2,
        "cần cả from và to");
    settings_close(file);
    assert_refused("routes = ( { name = \"a\"; to = [ \"ioc\" ];\n quiet: { from = \"22:00\"; to = "
                   "\"22:00\"; }; } );",
                   2, "bắt đầu và kết thúc cùng lúc");
    settings_close(file);
    assert_refused("routes = ( { name = \"a\"; to = [ \"ioc\" ];\n quiet: { from = \"10h\"; to = "
                   "\"22:00\"; }; } );",
                   2, "không phải giờ trong ngày");
}

static void a_limit_of_another_kind_or_out_of_bounds_is_refused(void **state)
{
    (void)state;
    assert_refused("rules = ( { kind = \"gone\";\n days = 3; } );" ONE_ROUTE, 2,
                   "days: không dùng cho loại \"gone\"");
    settings_close(file);
    assert_refused("rules = ( { kind = \"difficulty\";\n days = 0; } );" ONE_ROUTE, 2,
                   "nhận từ 1 đến 365");
}

static void the_same_kind_or_name_twice_is_refused(void **state)
{
    (void)state;
    assert_refused("rules = ( { kind = \"met\"; },\n { kind = \"met\"; } );" ONE_ROUTE, 2,
                   "\"met\" có hai lần");
    settings_close(file);
    assert_refused(
        "routes = ( { name = \"a\"; to = [ \"ioc\" ]; },\n { name = \"a\"; to = [ \"ioc\" "
        "]; } );",
        2, "\"a\" bị trùng");
}

static void no_routes_and_no_recipients_are_refused(void **state)
{
    (void)state;
    assert_refused("routes = ( );", 1, "chưa có tuyến nào");
    settings_close(file);
    assert_refused("routes = ( { name = \"a\";\n to = [ ]; } );", 2, "chưa có người nhận nào");
}

static void units_and_fields_are_checked_with_the_catalogue(void **state)
{
    (void)state;
    catalogue *rules = NULL;
    assert_int_equal(catalogue_load(&rules, TIENDO_SOURCE_DIR "/config/thanh-hoa", found).code,
                     ERR_OK);
    read_group("routes = ( { name = \"a\"; to = [ \"ioc\" ];\n units = [ \"384\", \"3840\" ];\n"
               "fields = [ \"06\", \"07\" ]; } );");
    assert_string_equal(said, "");
    alert_settings_check(loaded, rules, found);
    catalogue_free(rules);
    catch_what_is_said();
    assert_non_null(strstr(said, ":2: units: không có \"3840\""));
    assert_non_null(strstr(said, ":3: fields: danh mục không có lĩnh vực \"07\""));
    assert_int_equal(problems_count(found), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_all, remove_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_route_with_a_name_and_a_recipient_is_enough),
        TEST(without_the_group_there_are_no_routes),
        TEST(everything_can_be_set),
        TEST(a_route_without_kinds_of_its_own_is_for_what_is_escalated_to_it),
        TEST(what_no_route_takes_can_be_named),
        TEST(a_recipient_that_is_not_there_is_refused_with_the_nearest),
        TEST(kinds_and_severities_are_refused_with_the_nearest),
        TEST(repeats_that_come_closer_together_are_refused),
        TEST(repeats_of_days_and_a_bit_are_refused),
        TEST(a_repeat_before_news_may_come_is_refused),
        TEST(a_wait_that_is_longer_than_the_interval_is_refused),
        TEST(durations_that_are_none_are_refused),
        TEST(escalating_to_itself_is_refused),
        TEST(escalating_in_a_circle_is_refused),
        TEST(escalating_to_a_route_that_is_not_there_is_refused),
        TEST(escalating_what_the_route_never_gets_is_refused),
        TEST(half_of_quiet_hours_and_empty_ones_are_refused),
        TEST(a_limit_of_another_kind_or_out_of_bounds_is_refused),
        TEST(the_same_kind_or_name_twice_is_refused),
        TEST(no_routes_and_no_recipients_are_refused),
        TEST(units_and_fields_are_checked_with_the_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
