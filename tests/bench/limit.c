/* limit.c - what this machine's disk and SQLite could do at best, measured beside the pipeline.
 *
 *   tiendo-limit sync PATH COUNT EVERY_US     one page written and fdatasync(), COUNT times, with
 *                                             so long from one to the next
 *   tiendo-limit store PATH CATALOGUE UNITS ROWS ROWS_PER_COMMIT BATCH
 *
 * `store` makes a database with the aggregator's own schema and fills it in one process, from
 * statements prepared once, with figures that are there already: each report a row, and for each
 * key touched in a commit one upsert and one event. No line, no decoding, no checks, no sums. */
#include "base/clock.h"
#include "base/problems.h"
#include "model/catalogue.h"
#include "store/db.h"
#include "store/store_schema.h"
#include "tests/bench/cargo.h"
#include "tests/bench/samples.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64 };

/* ---- the disk -------------------------------------------------------------------------------- */

static error measure_sync(const char *path, size_t count, useconds_t every_us)
{
    static char page[PAGE];
    samples took = {0};
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_errno(errno, "%s", path);
    for (size_t i = 0; i < count; i++) {
        if (every_us)
            usleep(every_us);
        memset(page, (int)i, sizeof page);
        if (pwrite(fd, page, sizeof page, (off_t)(i % PAGES) * PAGE) < 0)
            return error_errno(errno, "%s", path);
        int64_t begun = bench_now_ns();
        if (fdatasync(fd) != 0)
            return error_errno(errno, "%s", path);
        samples_add(&took, bench_now_ns() - begun);
    }
    close(fd);
    unlink(path);
    printf("{\"p50\": %.1f, \"p99\": %.1f, \"p999\": %.1f}\n", (double)samples_at(&took, 500) / 1e3,
           (double)samples_at(&took, 990) / 1e3, (double)samples_at(&took, 999) / 1e3);
    samples_free(&took);
    return OK;
}

/* ---- the database ---------------------------------------------------------------------------- */

enum { INSERT_REPORT, PUT_LATEST, INSERT_EVENT, ADVANCE, STATEMENTS };

static const char *const SQL[STATEMENTS] = {
    [INSERT_REPORT] =
        ("INSERT INTO report (stream, sequence, received_ms, kind, unit, obligation, period,"
         " breakdown, value, denominator, decimals, source, replaces, catalogue)"
         " VALUES (?, ?, ?, 'figure', ?, ?, ?, '', ?, ?, 0, 'fleet', ?, 1)"),
    [PUT_LATEST] =
        ("INSERT INTO latest (obligation, period, unit, breakdown, kind, report, first_ms)"
         " VALUES (?, ?, ?, '', 'figure', ?, ?)"
         " ON CONFLICT DO UPDATE SET report = excluded.report,"
         " corrections = corrections + 1"),
    [INSERT_EVENT] = ("INSERT INTO event (at_ms, kind, unit, obligation, period, detail, report)"
                      " VALUES (?, 'figure', ?, ?, ?, '', ?)"),
    [ADVANCE] = "UPDATE stream SET last_sequence = ?, last_seen_ms = ? WHERE id = ?",
};

/* A unit's stream: its reports go round its keys. */
typedef struct source {
    const char *unit;
    size_t keys;
    report *said;       /* what each key says */
    int64_t *latest;    /* id of the report that counts, by key */
    size_t *touched_in; /* last commit that touched the key */
    uint64_t sequence;
} source;

typedef struct limit {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    source *sources;
    size_t count, commits;
    size_t batch, in_batch, turn; /* reports of a batch, put of the current one, whose it is */
    int64_t now_ms;
} limit;

static error fill_source(source *s, cargo *from, const char *unit, arena *a)
{
    s->unit = unit;
    TRY(cargo_keys(from, unit, &s->keys));
    s->said = arena_alloc(a, s->keys * sizeof *s->said);
    s->latest = arena_alloc(a, s->keys * sizeof *s->latest);
    s->touched_in = arena_alloc(a, s->keys * sizeof *s->touched_in);
    if (!s->said || !s->latest || !s->touched_in)
        return error_no_memory();
    for (size_t i = 0; i < s->keys; i++)
        TRY(cargo_value(from, unit, i + 1, &s->said[i]));
    return OK;
}

static error fill_sources(limit *l, cargo *from, const catalogue *c, size_t count, arena *a)
{
    l->sources = arena_alloc(a, count * sizeof *l->sources);
    if (!l->sources)
        return error_no_memory();
    for (size_t i = 0; i < catalogue_unit_count(c) && l->count < count; i++) {
        const unit *u = catalogue_unit_at(c, i);
        if (u->level == LEVEL_DISTRICT && unit_valid_on(u, clock_local_date(l->now_ms)))
            TRY(fill_source(&l->sources[l->count++], from, u->code, a));
    }
    if (!l->count)
        return error_make(ERR_CONFIG, "no district today: TIENDO_CLOCK_FILE must say another day");
    return OK;
}

static error open_database(limit *l, const char *path)
{
    store *schema;
    TRY(store_open_writer(&schema, path));
    store_close(schema);
    TRY(db_open(&l->db, path, DB_WAL, &store_schema));
    for (int i = 0; i < STATEMENTS; i++)
        TRY(db_prepare(l->db, SQL[i], &l->statements[i]));
    for (size_t i = 0; i < l->count; i++) {
        char sql[300];
        snprintf(sql, sizeof sql,
                 "INSERT INTO stream VALUES (%zu, randomblob(16), '%s', 'key', 0, 0, 0, 0, '')",
                 i + 1, l->sources[i].unit);
        TRY(db_exec(l->db, sql));
    }
    return OK;
}

static error put_report(limit *l, size_t stream)
{
    source *s = &l->sources[stream];
    size_t at = s->sequence++ % s->keys;
    const report *r = &s->said[at];
    sqlite3_stmt *insert = l->statements[INSERT_REPORT];
    TRY(db_bind(insert, "iiitttiii", (int64_t)stream + 1, (int64_t)s->sequence, l->now_ms, s->unit,
                r->obligation, r->period, r->figure.value + (int64_t)(s->sequence / s->keys),
                r->figure.denominator, s->latest[at]));
    bool row;
    TRY(db_step(insert, &row));
    s->latest[at] = sqlite3_last_insert_rowid(l->db);
    s->touched_in[at] = l->commits + 1;
    return OK;
}

static error put_touched(limit *l, size_t stream)
{
    source *s = &l->sources[stream];
    bool any = false;
    for (size_t i = 0; i < s->keys; i++) {
        const report *r = &s->said[i];
        if (s->touched_in[i] != l->commits + 1)
            continue;
        any = true;
        TRY(db_run(l->statements[PUT_LATEST], "tttii", r->obligation, r->period, s->unit,
                   s->latest[i], l->now_ms));
        TRY(db_run(l->statements[INSERT_EVENT], "ittti", l->now_ms, s->unit, r->obligation,
                   r->period, s->latest[i]));
    }
    return any ? db_run(l->statements[ADVANCE], "iii", (int64_t)s->sequence, l->now_ms,
                        (int64_t)stream + 1)
               : OK;
}

/* As the pipeline gets them: a batch of each unit in turn. */
static error put_commit(limit *l, size_t rows)
{
    TRY(db_begin(l->db));
    for (size_t n = 0; n < rows; n++) {
        TRY(put_report(l, l->turn));
        if (++l->in_batch == l->batch) {
            l->in_batch = 0;
            l->turn = (l->turn + 1) % l->count;
        }
    }
    for (size_t i = 0; i < l->count; i++)
        TRY(put_touched(l, i));
    TRY(db_commit(l->db));
    l->commits++;
    return OK;
}

static error measure_store(limit *l, size_t rows, size_t per_commit)
{
    int64_t begun = bench_now_ns();
    size_t done = 0;
    for (; done < rows; done += per_commit)
        TRY(put_commit(l, per_commit));
    double seconds = (double)(bench_now_ns() - begun) / 1e9;
    printf("{\"rows\": %zu, \"seconds\": %.6f, \"rows_per_s\": %.0f, \"commits\": %zu}\n", done,
           seconds, (double)done / seconds, l->commits);
    return OK;
}

static void close_database(limit *l)
{
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(l->statements[i]);
    db_close(l->db);
}

static error with_catalogue(char **args, const catalogue *c)
{
    limit l = {.now_ms = clock_now_ms(), .batch = (size_t)atol(args[5])};
    cargo *from = NULL;
    arena *a = arena_new(0);
    error err = a ? cargo_new(&from, c, l.now_ms) : error_no_memory();
    if (!err.code)
        err = fill_sources(&l, from, c, (size_t)atol(args[2]), a);
    if (!err.code)
        err = open_database(&l, args[0]);
    if (!err.code)
        err = measure_store(&l, (size_t)atol(args[3]), (size_t)atol(args[4]));
    close_database(&l);
    cargo_free(from);
    arena_free(a);
    return err;
}

static error store_command(char **args)
{
    catalogue *rules;
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    TRY(problems_finish(found, catalogue_load(&rules, args[1], found)));
    error err = with_catalogue(args, rules);
    catalogue_free(rules);
    return err;
}

static error command(int argc, char **argv)
{
    TRY(clock_init());
    if (argc == 5 && strcmp(argv[1], "sync") == 0)
        return measure_sync(argv[2], (size_t)atol(argv[3]), (useconds_t)atol(argv[4]));
    if (argc == 8 && strcmp(argv[1], "store") == 0)
        return store_command(argv + 2);
    return error_make(ERR_USAGE, "usage: tiendo-limit sync PATH COUNT EVERY_US\n"
                                 "       tiendo-limit store PATH CATALOGUE UNITS ROWS"
                                 " ROWS_PER_COMMIT BATCH");
}

int main(int argc, char **argv)
{
    error err = command(argc, argv);
    if (err.code)
        fprintf(stderr, "tiendo-limit: %s\n", err.text);
    return error_exit_status(err);
}
