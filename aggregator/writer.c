#include "aggregator/writer.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A log as long as this tells of a reader that never lets go (S2). */
enum { LOG_TOO_LONG = 64 * 1024 * 1024 };

struct writer {
    store *into;
    int ended; /* eventfd */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* guarded by lock */
    const store_batch *batch; /* NULL: none */
    bool busy, stopping, has_result;
    int64_t busy_since_ms; /* monotonic */
    error_code code;
    char text[ERROR_TEXT_MAX];
    /* the thread's own */
    bool told_of_log;
};

static error write_batch(store *into, const store_batch *b)
{
    TRY(store_begin(into));
    error err = store_write(into, b);
    if (!err.code)
        err = store_commit(into);
    store_rollback(into); /* nothing is open after a commit */
    return err;
}

static void tell_end(writer *w, error result)
{
    uint64_t one = 1;
    pthread_mutex_lock(&w->lock);
    w->batch = NULL;
    w->has_result = true;
    w->code = result.code;
    snprintf(w->text, sizeof w->text, "%s", result.code ? result.text : "");
    pthread_mutex_unlock(&w->lock);
    if (write(w->ended, &one, sizeof one) != sizeof one)
        log_error("writer-cannot-tell", "errno=%d", errno);
}

/* Behind the result: nobody waits for it. A log that could not be copied is tried again behind the
 * next batch. */
static void tidy(writer *w)
{
    int64_t bytes = 0;
    error err = store_tidy(w->into, &bytes);
    if (err.code)
        log_warn("log-not-copied", "reason=%s", log_value(err.text));
    if (bytes > LOG_TOO_LONG && !w->told_of_log)
        log_warn("log-long", "bytes=%" PRId64 " cause=reader", bytes);
    w->told_of_log = bytes > LOG_TOO_LONG;
}

static void *work(void *context)
{
    writer *w = context;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->batch && !w->stopping)
            pthread_cond_wait(&w->changed, &w->lock);
        const store_batch *b = w->batch;
        if (!b)
            break;
        w->busy = true;
        w->busy_since_ms = clock_monotonic_ms();
        pthread_mutex_unlock(&w->lock);
        tell_end(w, write_batch(w->into, b));
        tidy(w);
        pthread_mutex_lock(&w->lock);
        w->busy = false;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

error writer_start(writer **out, store *s)
{
    writer *w = calloc(1, sizeof *w);
    if (!w)
        return error_no_memory();
    w->into = s;
    w->ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    int number = w->ended < 0 ? errno : pthread_create(&w->thread, NULL, work, w);
    if (number) {
        if (w->ended >= 0)
            close(w->ended);
        free(w);
        return error_errno(number, "writer");
    }
    pthread_setname_np(w->thread, "writer");
    *out = w;
    return OK;
}

void writer_stop(writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    close(w->ended);
    free(w);
}

int writer_fd(const writer *w)
{
    return w->ended;
}

void writer_give(writer *w, const store_batch *b)
{
    pthread_mutex_lock(&w->lock);
    w->batch = b;
    pthread_mutex_unlock(&w->lock);
    /* Woken while the lock is ours, the thread would only run into it. */
    pthread_cond_broadcast(&w->changed);
}

bool writer_take_result(writer *w, error *result)
{
    uint64_t count;
    pthread_mutex_lock(&w->lock);
    bool ended = w->has_result;
    w->has_result = false;
    if (ended && read(w->ended, &count, sizeof count) < 0 && errno != EAGAIN)
        log_error("writer-cannot-hear", "errno=%d", errno);
    *result = w->code ? error_make(w->code, "%s", w->text) : OK;
    pthread_mutex_unlock(&w->lock);
    return ended;
}

int64_t writer_busy_ms(writer *w)
{
    pthread_mutex_lock(&w->lock);
    int64_t since = w->busy ? w->busy_since_ms : 0;
    pthread_mutex_unlock(&w->lock);
    return since ? clock_monotonic_ms() - since : 0;
}

void writer_rest(writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->batch || w->busy)
        pthread_cond_wait(&w->changed, &w->lock);
    pthread_mutex_unlock(&w->lock);
}
