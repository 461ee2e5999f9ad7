/* Killed before every single step that makes something durable - in alerts.db, in the ledger - and
 * started again: the same messages come out as when nobody was killed. */
#include "alert_house.h"

#include "base/log.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define A "DX-XH-01"
#define B "06-CA-01"

enum { KILLED = 77, STEPS = 4, LIST_MAX = 8192 };

/* Seen by the test and by the process that is killed. */
typedef struct shared {
    long done, die_at; /* durable steps so far; before which one to die, 0: none */
    int64_t now_ms;
} shared;
static shared *common;

static void die_if_it_is_time(void)
{
    if (common && ++common->done == common->die_at)
        _exit(KILLED);
}

/* SQLite's steps towards durability pass through here: the executable's symbols come first. A
 * process that is killed loses nothing that it wrote, so nothing has to reach the disk. */
int fsync(int fd)
{
    (void)fd;
    die_if_it_is_time();
    return 0;
}

int fdatasync(int fd)
{
    return fsync(fd);
}

int ftruncate64(int fd, off64_t length)
{
    die_if_it_is_time();
    return (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate(int fd, off_t length)
{
    return ftruncate64(fd, length);
}

/* ---- the story ------------------------------------------------------------------------------- */

static void write_statuses(int step)
{
    assert_int_equal(store_open_writer(&house_writer, house_store_path).code, ERR_OK);
    switch (step) {
    case 0:
        house_status("384", A, STATUS_ON_TRACK, STATUS_ON_TRACK);
        break;
    case 1: /* a burst for two routes */
        house_status("384", A, STATUS_OVERDUE, STATUS_ON_TRACK);
        house_status("385", A, STATUS_OVERDUE, STATUS_ON_TRACK);
        house_status("386", B, STATUS_AT_RISK, STATUS_ON_TRACK);
        break;
    case 2: /* one ends, another begins */
        house_status("384", A, STATUS_DONE_LATE, STATUS_ON_TRACK);
        house_status("387", A, STATUS_SILENT, STATUS_SILENT);
        break;
    default: /* nothing but time: repeats, an escalation */
        break;
    }
    store_close(house_writer);
    house_writer = NULL;
}

static bool only_time_passes(int step)
{
    return step == STEPS - 1;
}

/* In a process of its own, from wherever the one before got to. */
static void run_until(int64_t until_ms, int64_t pause_ms)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        house_now_ms = common->now_ms;
        if (house_open_alerts().code)
            _exit(1);
        while (house_now_ms < until_ms) {
            if (house_try_tick().code)
                _exit(2);
            common->now_ms = house_now_ms += pause_ms;
        }
        house_close_alerts();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == KILLED)
        run_until(until_ms, pause_ms);
    else
        assert_int_equal(WEXITSTATUS(status), 0);
}

/* What every route was told, in order, a line each. */
static void list_messages(char *list)
{
    assert_int_equal(ledger_open(&house_ledger, house_dir).code, ERR_OK);
    const house_mails *all = house_read_mails();
    size_t used = 0;
    for (size_t i = all->count; i-- > 0;)
        used += (size_t)snprintf(list + used, LIST_MAX - used, "%s: %s\n", all->items[i].profile,
                                 all->items[i].subject);
    ledger_close(house_ledger);
    house_ledger = NULL;
}

static void tell_the_story(long die_at, char *list)
{
    static const char *const to[] = {"truc-ban"}, *const chief[] = {"chu-tich"};
    assert_int_equal(house_make(NULL), 0);
    house_close_alerts();
    store_close(house_writer);
    house_writer = NULL;
    house_policy.route_count = 0;
    house_route("truc", to, 1)->escalate_after_ms = 24 * ALERT_HOUR_MS;
    house_policy.routes[0].escalate_to = 1;
    house_route("tren", chief, 1)->kinds = 1U << ALERT_SILENT;
    *common = (shared){.die_at = die_at, .now_ms = house_now_ms};
    for (int step = 0; step < STEPS; step++) {
        house_now_ms = common->now_ms;
        common->die_at = 0;
        long done = common->done;
        write_statuses(step);
        common->done = done;
        common->die_at = die_at;
        if (only_time_passes(step))
            run_until(common->now_ms + 2 * ALERT_DAY_MS, 4 * ALERT_HOUR_MS);
        else
            run_until(common->now_ms + 2 * ALERT_HOUR_MS, 20 * ALERT_MINUTE_MS);
    }
    common->die_at = 0;
    list_messages(list);
    assert_int_equal(house_remove(NULL), 0);
}

static void nothing_is_lost_or_told_twice_wherever_it_is_killed(void **state)
{
    (void)state;
    static char wanted[LIST_MAX], got[LIST_MAX];
    tell_the_story(0, wanted);
    long steps = common->done;
    assert_true(steps > 30);
    assert_non_null(strstr(wanted, "truc: [SỐ LIỆU MÔ PHỎNG] [Cảnh báo] 2 nội dung mới quá hạn"));
    assert_non_null(strstr(wanted, "tren: [SỐ LIỆU MÔ PHỎNG] [Cảnh báo] 1 đơn vị chưa báo cáo"));
    assert_non_null(strstr(wanted, "tren: [SỐ LIỆU MÔ PHỎNG] [Chưa ai xác nhận]"));
    assert_non_null(strstr(wanted, "truc: [SỐ LIỆU MÔ PHỎNG] [Nhắc lại]"));
    for (long at = 1; at <= steps; at++) {
        tell_the_story(at, got);
        if (strcmp(got, wanted) != 0)
            fail_msg("killed before durable step %ld of %ld:\n%s\nwanted:\n%s", at, steps, got,
                     wanted);
    }
    print_message("killed before each of %ld durable steps\n", steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_or_told_twice_wherever_it_is_killed),
    };
    log_set_level(LOG_LEVEL_ERROR);
    common = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (common == MAP_FAILED)
        return 1;
    return cmocka_run_group_tests(tests, house_load, house_unload);
}
