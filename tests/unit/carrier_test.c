#include "unit_test.h"

#include "base/clock.h"
#include "notifier/carrier.h"
#include "notifier/delivery/ledger.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A way out that keeps the carrier until the test lets it go. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool under_way, let_go;
static bool asks; /* whether it asks meanwhile if it should stop, as it ought to */

static error hold(const channel *c, const message *m, const message_address *to, int64_t queued_ms,
                  send_stop_fn stop, void *context, send_result *out)
{
    (void)c, (void)m, (void)to, (void)queued_ms;
    pthread_mutex_lock(&mutex);
    under_way = true;
    pthread_cond_broadcast(&changed);
    while (!let_go) {
        if (asks) {
            pthread_mutex_unlock(&mutex);
            stop(context);
            sched_yield();
            pthread_mutex_lock(&mutex);
        } else {
            pthread_cond_wait(&changed, &mutex);
        }
    }
    pthread_mutex_unlock(&mutex);
    *out = (send_result){.outcome = SEND_ACCEPTED};
    return OK;
}

static error probe(const channel *c, send_result *out)
{
    (void)c, (void)out;
    return OK;
}

static const channel_kind holding = {"holding", hold, probe};
static const channel channels[] = {{"mail", &holding, NULL, 0, {1000, 2000, 3600000}}};

static char dir[] = "/tmp/tiendo-carrier-XXXXXX";
static notifier_options options;
static carrier *at_work;

static void queue_one(void)
{
    ledger *l;
    int64_t id;
    const message m = {.kind = MESSAGE_TEST,
                       .profile = "p",
                       .key = "k",
                       .references = "",
                       .subject = "s",
                       .frozen = ""};
    const message_address to = {
        .channel = "mail", .name = "", .address = "a@example.vn", .message_id = "<1@example.vn>"};
    assert_int_equal(ledger_open(&l, dir).code, ERR_OK);
    assert_int_equal(ledger_add(l, &m, &to, 1, DELIVERY_QUEUED, 1, &id).code, ERR_OK);
    ledger_close(l);
}

/* The carrier has it and is within the try. */
static void start_a_try(bool that_asks)
{
    under_way = let_go = false;
    asks = that_asks;
    queue_one();
    assert_int_equal(carrier_start(&at_work, &options).code, ERR_OK);
    pthread_mutex_lock(&mutex);
    while (!under_way)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static void end_the_try(void)
{
    pthread_mutex_lock(&mutex);
    let_go = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static int make_ledger(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    options = (notifier_options){.state_dir = dir, .channels = channels, .channel_count = 1};
    return 0;
}

static int remove_ledger(void **state)
{
    (void)state;
    static const char *const names[] = {"ledger.db", "ledger.db-journal", "deliver.lock"};
    char path[100];
    carrier_stop(at_work);
    at_work = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

static void a_try_that_gets_nowhere_is_silence(void **state)
{
    (void)state;
    start_a_try(false);
    while (carrier_silent_ms(at_work) < 20)
        sched_yield();
    end_the_try();
    while (carrier_silent_ms(at_work) >= 20)
        sched_yield();
}

static void a_try_that_waits_for_its_server_is_heard_of(void **state)
{
    (void)state;
    start_a_try(true);
    int64_t long_ago = clock_monotonic_ms() + 50;
    while (clock_monotonic_ms() < long_ago)
        sched_yield();
    while (carrier_silent_ms(at_work) >= 20)
        sched_yield();
    end_the_try();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ledger, remove_ledger)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_try_that_gets_nowhere_is_silence),
        TEST(a_try_that_waits_for_its_server_is_heard_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
