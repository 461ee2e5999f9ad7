/* fleet.c - many collectors in one process, for measuring the aggregator.
 *
 *   tiendo-fleet make CREW REGISTRY CATALOGUE LEVEL COUNT
 *   tiendo-fleet sail CREW CATALOGUE SERVER SERVER_KEY [RECONNECT_MS [FEED READER_KEY]]
 *
 * `sail` connects every collector of the crew and then takes orders, a line each, from its
 * standard input; each is answered by one line of JSON:
 *   greet                                   connect and greet all, as after a restart
 *   run REPORTS BATCH WINDOW RATE BUSY      the first BUSY collectors send REPORTS reports each;
 *                                           RATE: reports a second over all of them, 0: no bound
 * Simulated figures. */
#include "base/clock.h"
#include "base/problems.h"
#include "model/catalogue.h"
#include "net/socket.h"
#include "tests/bench/cargo.h"
#include "tests/bench/crew.h"
#include "tests/bench/line.h"
#include "tests/bench/samples.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <zmq.h>

enum {
    CHECKSUM_PRIME = 9973,
    EVENTS_PER_WAIT = 256,
    NS_PER_MS = 1000000,
    NS_PER_S = 1000 * NS_PER_MS,
    GREET_ROUND_NS = 10 * NS_PER_MS,
    IO_THREAD_SOCKETS = 1 << 14
};

typedef struct fleet {
    catalogue *rules;
    crew_member *crew;
    line *lines;
    size_t count;
    void *zmq, *feed;
    int epoll;
    arena *memory, *scratch;
    samples acks, feed_delays;
    uint64_t checksum; /* of the run's reports; tests/bench/bench.py counts it in the store */
} fleet;

typedef struct order {
    size_t reports, batch, window, busy;
    double rate;
} order;

static error load_catalogue(catalogue **out, const char *dir)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    return problems_finish(found, catalogue_load(out, dir, found));
}

/* ---- opening --------------------------------------------------------------------------------- */

static error watch(const fleet *f, void *socket, uint64_t index)
{
    int fd;
    size_t size = sizeof fd;
    struct epoll_event e = {.events = EPOLLIN, .data.u64 = index};
    if (zmq_getsockopt(socket, ZMQ_FD, &fd, &size) != 0)
        return socket_error("ZMQ_FD");
    return epoll_ctl(f->epoll, EPOLL_CTL_ADD, fd, &e) == 0 ? OK : error_errno(errno, "epoll");
}

static error open_lines(fleet *f, const char *server, const char *server_key, int reconnect_ms)
{
    char key[KEY_TEXT_SIZE];
    TRY(keys_read_public(server_key, key));
    f->lines = calloc(f->count + 1, sizeof *f->lines);
    if (!f->lines)
        return error_no_memory();
    for (size_t i = 0; i < f->count; i++) {
        TRY(line_open(&f->lines[i], &f->crew[i], f->zmq, server, key, reconnect_ms));
        TRY(watch(f, f->lines[i].socket, i));
    }
    return OK;
}

static error open_feed(fleet *f, const char *endpoint, const char *server_key, const char *own)
{
    const socket_limits limits = {WIRE_FEED_MAX, 0, 0, 0};
    char key[KEY_TEXT_SIZE];
    key_pair pair;
    TRY(keys_read_public(server_key, key));
    TRY(keys_read_secret(own, &pair));
    TRY(socket_client(&f->feed, f->zmq, ZMQ_SUB, key, &pair, &limits));
    zmq_setsockopt(f->feed, ZMQ_SUBSCRIBE, "figure", 6);
    zmq_setsockopt(f->feed, ZMQ_SUBSCRIBE, "correction", 10);
    if (zmq_connect(f->feed, endpoint) != 0)
        return socket_error(endpoint);
    return watch(f, f->feed, f->count);
}

static error prepare(fleet *f, const char *crew, const char *catalogue_dir)
{
    f->memory = arena_new(0);
    f->scratch = wire_arena();
    f->zmq = zmq_ctx_new();
    f->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!f->memory || !f->scratch || !f->zmq || f->epoll < 0)
        return error_no_memory();
    zmq_ctx_set(f->zmq, ZMQ_MAX_SOCKETS, IO_THREAD_SOCKETS);
    TRY(load_catalogue(&f->rules, catalogue_dir));
    return crew_read(crew, f->memory, &f->crew, &f->count);
}

static void close_all(fleet *f)
{
    for (size_t i = 0; f->lines && i < f->count; i++)
        line_close(&f->lines[i]);
    if (f->feed)
        zmq_close(f->feed);
    if (f->zmq)
        zmq_ctx_term(f->zmq);
    free(f->lines);
    catalogue_free(f->rules);
    arena_free(f->memory);
    arena_free(f->scratch);
    samples_free(&f->acks);
    samples_free(&f->feed_delays);
}

/* ---- receiving ------------------------------------------------------------------------------- */

/* An event says when its cause was received; what it took from there to here. */
static void read_feed(fleet *f)
{
    char topic[128];
    uint8_t body[WIRE_FEED_MAX];
    for (;;) {
        if (zmq_recv(f->feed, topic, sizeof topic, ZMQ_DONTWAIT) < 0)
            return;
        int size = zmq_recv(f->feed, body, sizeof body, 0);
        ProtobufCMessage *base;
        arena_reset(f->scratch);
        if (size < 0 || wire_unpack(f->scratch, &tiendo__v1__feed_event__descriptor,
                                    (wire_bytes){body, (size_t)size}, &base)
                            .code)
            continue;
        int64_t at_ms = ((const Tiendo__V1__FeedEvent *)base)->at_ms;
        samples_add(&f->feed_delays, (clock_now_ms() - at_ms) * 1000000);
    }
}

static bool send_all(line *l, bool paced)
{
    bool any = false;
    while (!paced && line_send(l))
        any = true;
    return any;
}

/* The descriptor tells of changes only, and sending may take the news of an answer along: read
 * behind each. */
static error turn(fleet *f, line *l, bool paced)
{
    do
        TRY(line_receive(l, f->scratch, &f->acks));
    while (send_all(l, paced));
    return OK;
}

static error wait_for_any(fleet *f, int64_t most_ns, bool paced)
{
    struct epoll_event events[EVENTS_PER_WAIT];
    struct timespec most = {most_ns / NS_PER_S, most_ns % NS_PER_S};
    int n = epoll_pwait2(f->epoll, events, EVENTS_PER_WAIT, &most, NULL);
    for (int i = 0; i < n; i++) {
        if (events[i].data.u64 == f->count)
            read_feed(f);
        else
            TRY(turn(f, &f->lines[events[i].data.u64], paced));
    }
    return OK;
}

/* ---- orders ---------------------------------------------------------------------------------- */

static size_t count_greeted(const fleet *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++)
        n += f->lines[i].greeted;
    return n;
}

static error greet_all(fleet *f)
{
    int64_t begun = bench_now_ns(), half = 0;
    for (size_t i = 0; i < f->count; i++) {
        f->lines[i].greeted = false;
        f->lines[i].hello_ns = 0;
    }
    for (size_t done; (done = count_greeted(f)) < f->count;) {
        for (size_t i = 0; i < f->count; i++)
            TRY(line_greet(&f->lines[i], f->scratch));
        TRY(wait_for_any(f, GREET_ROUND_NS, true));
        for (size_t i = 0; i < f->count; i++)
            TRY(line_receive(&f->lines[i], f->scratch, &f->acks));
        if (!half && done * 2 >= f->count)
            half = bench_now_ns();
    }
    printf("{\"collectors\": %zu, \"seconds\": %.3f, \"half_seconds\": %.3f}\n", f->count,
           (double)(bench_now_ns() - begun) / 1e9, (double)((half ? half : begun) - begun) / 1e9);
    return OK;
}

static error load_all(fleet *f, const order *o, cargo *from, arena *batches)
{
    f->checksum = 0;
    for (size_t i = 0; i < o->busy; i++) {
        uint64_t first = f->lines[i].expected;
        TRY(line_load(&f->lines[i], from, o->reports, o->batch, o->window, batches));
        for (uint64_t n = first; n < first + o->reports; n++) {
            report r;
            TRY(cargo_value(from, f->lines[i].who->unit, n, &r));
            f->checksum += (uint64_t)r.figure.value * (n % CHECKSUM_PRIME);
        }
    }
    return OK;
}

static size_t count_done(const fleet *f, const order *o)
{
    size_t n = 0;
    for (size_t i = 0; i < o->busy; i++)
        n += line_is_done(&f->lines[i]);
    return n;
}

/* Sends what is due by now at the rate asked for, in turn. *LEFT_NS: how long until the next is. */
static error send_due(fleet *f, const order *o, int64_t begun, size_t *sent, int64_t *left_ns)
{
    double each_ns = 1e9 * (double)o->batch / o->rate;
    size_t idle = 0;
    while ((*left_ns = begun + (int64_t)((double)*sent * each_ns) - bench_now_ns()) <= 0 &&
           idle < o->busy) {
        line *l = &f->lines[*sent % o->busy];
        bool went = line_send(l);
        idle = went ? 0 : idle + 1;
        ++*sent;
        if (went)
            TRY(line_receive(l, f->scratch, &f->acks));
    }
    if (*left_ns <= 0)
        *left_ns = NS_PER_MS; /* all wait for an answer, which wakes us */
    return OK;
}

static error send_everything(fleet *f, const order *o)
{
    int64_t begun = bench_now_ns();
    size_t sent = 0;
    bool paced = o->rate > 0;
    for (size_t i = 0; i < o->busy; i++)
        TRY(turn(f, &f->lines[i], paced));
    while (count_done(f, o) < o->busy) {
        int64_t most_ns = NS_PER_S;
        if (paced)
            TRY(send_due(f, o, begun, &sent, &most_ns));
        TRY(wait_for_any(f, most_ns, paced));
    }
    return OK;
}

static void print_percentiles(const char *name, samples *s)
{
    printf(", \"%s\": {\"count\": %zu, \"p50\": %.1f, \"p99\": %.1f, \"p999\": %.1f}", name,
           s->count, (double)samples_at(s, 500) / 1e3, (double)samples_at(s, 990) / 1e3,
           (double)samples_at(s, 999) / 1e3);
}

static void print_run(fleet *f, const order *o, int64_t begun, int64_t ended)
{
    uint64_t verdicts = 0;
    for (size_t i = 0; i < o->busy; i++) {
        verdicts += f->lines[i].verdicts;
        f->lines[i].verdicts = 0;
    }
    double seconds = (double)(ended - begun) / 1e9;
    printf("{\"reports\": %zu, \"seconds\": %.6f, \"reports_per_s\": %.0f, \"verdicts\": %" PRIu64,
           o->reports * o->busy, seconds, (double)(o->reports * o->busy) / seconds, verdicts);
    printf(", \"checksum\": %" PRIu64, f->checksum);
    print_percentiles("ack_us", &f->acks);
    print_percentiles("feed_us", &f->feed_delays);
    puts("}");
}

static error run(fleet *f, const order *o)
{
    cargo *from = NULL;
    arena *batches = arena_new(0);
    if (!batches)
        return error_no_memory();
    error err = cargo_new(&from, f->rules, clock_now_ms());
    if (!err.code)
        err = load_all(f, o, from, batches);
    samples_free(&f->acks);
    samples_free(&f->feed_delays);
    int64_t begun = bench_now_ns();
    if (!err.code)
        err = send_everything(f, o);
    int64_t ended = bench_now_ns();
    if (!err.code && f->feed)
        err = wait_for_any(f, 200 * NS_PER_MS, true);
    if (!err.code)
        print_run(f, o, begun, ended);
    cargo_free(from);
    arena_free(batches);
    return err;
}

static error take_order(fleet *f, const char *text)
{
    order o;
    if (strcmp(text, "greet\n") == 0)
        return greet_all(f);
    if (sscanf(text, "run %zu %zu %zu %lf %zu", &o.reports, &o.batch, &o.window, &o.rate,
               &o.busy) == 5 &&
        o.busy <= f->count && o.batch > 0 && o.batch <= WIRE_BATCH_REPORTS_MAX)
        return run(f, &o);
    return error_make(ERR_USAGE, "no such order: %s", text);
}

static error sail(fleet *f, int count, char **args)
{
    char text[200];
    TRY(prepare(f, args[0], args[1]));
    TRY(open_lines(f, args[2], args[3], count > 4 ? atoi(args[4]) : 0));
    if (count > 6)
        TRY(open_feed(f, args[5], args[3], args[6]));
    TRY(greet_all(f));
    fflush(stdout);
    while (fgets(text, sizeof text, stdin)) {
        TRY(take_order(f, text));
        fflush(stdout);
    }
    return OK;
}

/* ---- making a crew --------------------------------------------------------------------------- */

static error make(char **args)
{
    catalogue *rules;
    unit_level level = LEVEL_PROVINCE;
    while (level < LEVEL_OTHER && strcmp(unit_level_codes[level - 1], args[3]) != 0)
        level++;
    TRY(load_catalogue(&rules, args[2]));
    error err = crew_make(args[0], args[1], rules, level, clock_local_date(clock_now_ms()),
                          (size_t)atol(args[4]));
    catalogue_free(rules);
    return err;
}

static error command(int argc, char **argv)
{
    TRY(clock_init());
    if (sodium_init() < 0)
        return error_make(ERR_INTERNAL, "libsodium cannot start");
    if (argc == 7 && strcmp(argv[1], "make") == 0)
        return make(argv + 2);
    if (argc >= 6 && strcmp(argv[1], "sail") == 0) {
        fleet f = {0};
        error err = sail(&f, argc - 2, argv + 2);
        close_all(&f);
        return err;
    }
    return error_make(ERR_USAGE, "usage: tiendo-fleet make CREW REGISTRY CATALOGUE LEVEL COUNT\n"
                                 "       tiendo-fleet sail CREW CATALOGUE SERVER SERVER_KEY"
                                 " [RECONNECT_MS [FEED READER_KEY]]");
}

int main(int argc, char **argv)
{
    error err = command(argc, argv);
    if (err.code)
        fprintf(stderr, "tiendo-fleet: %s\n", err.text);
    return error_exit_status(err);
}
