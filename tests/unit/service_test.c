#include "unit_test.h"

#include "base/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HOUR_MS = 3600 * 1000 };

/* The service manager's end. */
static char dir[] = "/tmp/tiendo-service-XXXXXX";
static struct sockaddr_un address;
static int manager;

static int make_manager(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", dir);
    manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return bind(manager, (struct sockaddr *)&address, sizeof address);
}

static int remove_manager(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    close(manager);
    unlink(address.sun_path);
    return rmdir(dir);
}

static service *opened(void)
{
    service *s;
    assert_int_equal(service_open(&s).code, ERR_OK);
    return s;
}

/* With signs of life asked for every INTERVAL_MS. */
static service *watched(int64_t interval_ms)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)interval_ms * 1000);
    setenv("WATCHDOG_USEC", text, 1);
    return opened();
}

/* What the manager was told next; "" when there is nothing. */
static const char *told(void)
{
    static char text[300];
    ssize_t n = recv(manager, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void without_a_manager_there_is_no_service_and_nothing_to_tell(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    service *s = opened();
    assert_null(s);
    service_ready(s);
    service_reloading(s);
    service_stopping(s);
    service_status(s, "%s", "nothing");
    service_turn(s, true);
    assert_int_equal(service_wait_ms(s, 77), 77);
    assert_false(service_is_stuck(s, INT64_MAX));
    service_close(s);
    assert_string_equal(told(), "");
}

static void its_life_is_told_in_the_words_of_the_manager(void **state)
{
    (void)state;
    service *s = opened();
    service_ready(s);
    assert_string_equal(told(), "READY=1");
    service_stopping(s);
    assert_string_equal(told(), "STOPPING=1");
    assert_string_equal(told(), "");
    service_close(s);
}

static void reloading_says_when_to_the_microsecond(void **state)
{
    (void)state;
    long long at = 0;
    service *s = opened();
    int64_t before = now_us();
    service_reloading(s);
    assert_int_equal(sscanf(told(), "RELOADING=1\nMONOTONIC_USEC=%lld", &at), 1);
    assert_in_range(at, before, now_us());
    service_close(s);
}

static void the_same_status_is_told_once(void **state)
{
    (void)state;
    service *s = opened();
    for (int i = 0; i < 3; i++)
        service_status(s, "%d reports", 12);
    assert_string_equal(told(), "STATUS=12 reports");
    assert_string_equal(told(), "");
    service_close(s);
}

static void a_status_that_changes_is_told_again_in_time(void **state)
{
    (void)state;
    service *s = opened();
    service_status(s, "%s", "first");
    assert_string_equal(told(), "STATUS=first");
    const char *next;
    do
        service_status(s, "%s", "second");
    while (!*(next = told()));
    assert_string_equal(next, "STATUS=second");
    service_close(s);
}

static void a_long_status_is_cut(void **state)
{
    (void)state;
    service *s = opened();
    service_status(s, "%0300d", 1);
    assert_in_range(strlen(told()), 100, 200);
    service_close(s);
}

static void turns_give_no_more_signs_of_life_than_are_asked_for(void **state)
{
    (void)state;
    service *s = watched(HOUR_MS);
    for (int i = 0; i < 1000; i++)
        service_turn(s, true);
    assert_string_equal(told(), "WATCHDOG=1");
    assert_string_equal(told(), "");
    service_close(s);
}

static void the_loop_waits_no_longer_than_half_of_the_interval(void **state)
{
    (void)state;
    service *s = watched(HOUR_MS);
    service_turn(s, true);
    assert_in_range(service_wait_ms(s, INT64_MAX), 1, HOUR_MS / 2);
    assert_int_equal(service_wait_ms(s, 250), 250);
    service_close(s);
}

static void signs_of_life_go_on_for_as_long_as_it_turns(void **state)
{
    (void)state;
    service *s = watched(4);
    for (int signs = 0; signs < 5; signs += *told() != '\0')
        service_turn(s, true);
    service_close(s);
}

static void with_a_thread_stuck_there_is_no_sign_until_it_gets_on(void **state)
{
    (void)state;
    service *s = watched(8);
    int64_t until = now_us() + 50000;
    while (now_us() < until)
        service_turn(s, false);
    assert_string_equal(told(), "");
    const char *sign;
    do
        service_turn(s, true);
    while (!*(sign = told()));
    assert_string_equal(sign, "WATCHDOG=1");
    service_close(s);
}

static void a_thread_is_stuck_when_it_is_silent_for_more_than_the_interval(void **state)
{
    (void)state;
    service *s = watched(5000);
    assert_false(service_is_stuck(s, 5000));
    assert_true(service_is_stuck(s, 5001));
    service_close(s);
}

static void nobody_asks_for_signs_of_life_of_another_process(void **state)
{
    (void)state;
    setenv("WATCHDOG_PID", "1", 1);
    service *s = watched(1000);
    service_turn(s, true);
    assert_string_equal(told(), "");
    assert_int_equal(service_wait_ms(s, INT64_MAX), INT64_MAX);
    assert_false(service_is_stuck(s, INT64_MAX));
    service_close(s);
}

static void a_manager_that_is_gone_stops_nothing(void **state)
{
    (void)state;
    service *s = opened();
    unlink(address.sun_path);
    service_ready(s);
    service_stopping(s);
    service_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_manager, remove_manager)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_manager_there_is_no_service_and_nothing_to_tell),
        TEST(its_life_is_told_in_the_words_of_the_manager),
        TEST(reloading_says_when_to_the_microsecond),
        TEST(the_same_status_is_told_once),
        TEST(a_status_that_changes_is_told_again_in_time),
        TEST(a_long_status_is_cut),
        TEST(turns_give_no_more_signs_of_life_than_are_asked_for),
        TEST(the_loop_waits_no_longer_than_half_of_the_interval),
        TEST(signs_of_life_go_on_for_as_long_as_it_turns),
        TEST(with_a_thread_stuck_there_is_no_sign_until_it_gets_on),
        TEST(a_thread_is_stuck_when_it_is_silent_for_more_than_the_interval),
        TEST(nobody_asks_for_signs_of_life_of_another_process),
        TEST(a_manager_that_is_gone_stops_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
