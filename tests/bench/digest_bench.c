/* digest_bench.c - what a digest costs over stores of different ages.
 *
 *   tiendo-digest-bench make PATH REPORTS   a store of 27 districts with 80 obligations for 24
 *                                           months, and so many reports: each key its first one in
 *                                           time, all others corrections, spread over two years
 *   tiendo-digest-bench measure PATH RUNS   makes the digest of PATH and all its renderings, RUNS
 *                                           times; medians in ms and the most memory, as JSON
 *
 * What is told since the last digest is the same in every store: one correction of each key of the
 * last month. Simulated figures. */
#include "base/clock.h"
#include "model/catalogue.h"
#include "notifier/digest/digest_build.h"
#include "notifier/digest/digest_json.h"
#include "notifier/digest/digest_render.h"
#include "store/store.h"
#include "tests/bench/samples.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { DISTRICTS = 27, OBLIGATIONS = 80, MONTHS = 24, KEYS_A_MONTH = DISTRICTS * OBLIGATIONS };

static const int64_t MS_A_DAY = 24 * 3600 * 1000;

/* ---- the province ---------------------------------------------------------------------------- */

static bool add_units(catalogue_builder *b)
{
    bool ok = catalogue_builder_unit(
        b, &(unit){.code = "38", .name = "Tỉnh Thanh Hóa", .level = LEVEL_PROVINCE});
    ok = ok && catalogue_builder_unit(b, &(unit){.code = "STTTT",
                                                 .name = "Sở Thông tin và Truyền thông",
                                                 .short_name = "Sở TTTT",
                                                 .level = LEVEL_DEPARTMENT,
                                                 .parent = "38"});
    for (int i = 0; ok && i < DISTRICTS; i++) {
        char code[16], name[64];
        snprintf(code, sizeof code, "D%02d", i + 1);
        snprintf(name, sizeof name, "Huyện mô phỏng %d", i + 1);
        ok = catalogue_builder_unit(b, &(unit){.code = code,
                                               .name = name,
                                               .level = LEVEL_DISTRICT,
                                               .parent = "38",
                                               .tile_row = i / 6 + 1,
                                               .tile_column = i % 6 + 1});
    }
    return ok;
}

/* Of eight obligations one is a task, one counts, and six are shares. */
static bool is_task(int i)
{
    return i % 8 == 7;
}

static bool is_share(int i)
{
    return i % 8 < 6;
}

static bool add_obligation(catalogue_builder *b, int i)
{
    char code[16], name[96];
    snprintf(code, sizeof code, "O%02d", i + 1);
    snprintf(name, sizeof name, "Nội dung giao mô phỏng số %d để đo", i + 1);
    return catalogue_builder_obligation(
        b, &(obligation){.code = code,
                         .name = name,
                         .field = i % 2 ? "06" : "DX",
                         .kind = is_task(i) ? OBLIGATION_TASK : OBLIGATION_INDICATOR,
                         .is_ratio = is_share(i),
                         .measure_unit = is_share(i) || is_task(i) ? "" : "thẻ",
                         .aggregation = is_share(i) ? AGGREGATE_RATIO_OF_SUMS : AGGREGATE_SUM,
                         .accumulation = is_share(i) ? ACCUMULATE_STOCK : ACCUMULATE_CUMULATIVE,
                         .has_target = !is_task(i),
                         .target = is_share(i) ? 300000 + 8000 * i : 400000000,
                         .has_deadline = true,
                         .deadline = {2024, (uint8_t)(i % 3 ? 12 : 8), 15},
                         .deadline_text = "trước ngày 16",
                         .frequency = PERIOD_MONTH,
                         .lead = "STTTT",
                         .reporters = 1U << LEVEL_DISTRICT,
                         .since = {2022, 8, 1},
                         .max = 1000000000,
                         .weight = 1});
}

static error make_catalogue(catalogue **out)
{
    catalogue_builder *b = catalogue_builder_new();
    bool ok = b && add_units(b);
    for (int i = 0; ok && i < OBLIGATIONS; i++)
        ok = add_obligation(b, i);
    *out = ok ? catalogue_builder_finish(b) : NULL;
    return *out ? OK : error_make(ERR_INTERNAL, "the catalogue cannot be made");
}

/* ---- the store ------------------------------------------------------------------------------- */

/* Keys, numbered month by month; a month closes on its 14th. */
static const char KEYS[] =
    "CREATE TEMP TABLE key (n INTEGER PRIMARY KEY, month INTEGER, unit TEXT, obligation TEXT,"
    " period TEXT, kind TEXT, share INTEGER, last INTEGER, first_ms INTEGER, said INTEGER);"
    "WITH RECURSIVE m(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM m WHERE i < 23),"
    " u(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM u WHERE i < 27),"
    " o(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM o WHERE i < 79)"
    " INSERT INTO key SELECT (m.i * 27 + u.i - 1) * 80 + o.i, m.i, printf('D%02d', u.i),"
    "  printf('O%02d', o.i + 1), printf('%d-M%02d', 2022 + (m.i + 7) / 12, (m.i + 7) % 12 + 1),"
    "  iif(o.i % 8 = 7, 'task', 'figure'), o.i % 8 < 6, NULL, 0, 0 FROM m, u, o;";

/* The keys of the months ?1 to ?2 say something at ?3. Values grow from month to month. */
static const char REPORTS[] =
    "INSERT INTO report (stream, sequence, received_ms, kind, unit, obligation, period, breakdown,"
    " value, denominator, decimals, percent, state, source, replaces, catalogue)"
    " SELECT 1, (SELECT coalesce(max(id), 0) FROM report) + n + 1, ?3 + n % 2160, kind, unit,"
    " obligation, period, '', iif(kind = 'task', NULL, 2000 + month * 180 + n % 700 + said),"
    " iif(share, 10000, NULL), iif(kind = 'task', NULL, 0), iif(kind = 'task', month * 4, NULL),"
    " iif(kind = 'task', 'in_progress', NULL), 'bench', last, 1"
    " FROM key WHERE month BETWEEN ?1 AND ?2 ORDER BY n";
static const char EVENTS[] =
    "INSERT INTO event (at_ms, kind, unit, obligation, period, detail, report)"
    " SELECT received_ms, iif(kind = 'task', 'task', 'figure'), unit, obligation, period, '', id"
    " FROM report WHERE id > ?1 ORDER BY id";
static const char REMEMBER[] =
    "UPDATE key SET last = ?3 + n - ?1 * 2160 + 1, said = said + 1,"
    " first_ms = iif(first_ms, first_ms, ?4) WHERE month BETWEEN ?1 AND ?2";
static const char LATEST[] =
    "INSERT INTO latest SELECT obligation, period, unit, '', kind, last, first_ms, said - 1"
    " FROM key WHERE last IS NOT NULL";

typedef struct making {
    sqlite3 *db;
    sqlite3_stmt *reports, *events, *remember;
    int64_t stored;
} making;

static error said(const making *m, int code)
{
    bool ok = code == SQLITE_OK || code == SQLITE_DONE;
    return ok ? OK : error_make(ERR_IO, "%s", sqlite3_errmsg(m->db));
}

static error run(const making *m, sqlite3_stmt *stmt, const int64_t *values, int count)
{
    for (int i = 0; i < count; i++)
        sqlite3_bind_int64(stmt, i + 1, values[i]);
    error err = said(m, sqlite3_step(stmt));
    sqlite3_reset(stmt);
    return err;
}

/* The keys of the months FIRST to LAST report at AT. */
static error report_months(making *m, int first, int last, int64_t at)
{
    int64_t before = m->stored;
    TRY(run(m, m->reports, (int64_t[]){first, last, at}, 3));
    m->stored += sqlite3_changes(m->db);
    TRY(run(m, m->events, (int64_t[]){before}, 1));
    return run(m, m->remember, (int64_t[]){first, last, before, at}, 4);
}

static int64_t closes(int month)
{
    int n = month + 7;
    date day = {(int16_t)(2022 + n / 12), (uint8_t)(n % 12 + 1), 14};
    return clock_day_start_ms(day) + MS_A_DAY;
}

/* Reports of the first time at their month's end, corrections evenly between. */
static error fill(making *m, int months, int64_t wanted, int64_t until)
{
    int first = MONTHS - months, told = first;
    int64_t corrections = wanted - (int64_t)months * KEYS_A_MONTH, begin = closes(first);
    int64_t slices = corrections / (KEYS_A_MONTH * (int64_t)(months + 1) / 2);
    for (int64_t i = 0; i <= slices; i++) {
        int64_t at = slices ? begin + (until - begin) * i / slices : until;
        for (; told < MONTHS && closes(told) <= at; told++)
            TRY(report_months(m, told, told, closes(told)));
        if (i && told > first)
            TRY(report_months(m, first, told - 1, at));
    }
    while (m->stored < wanted)
        TRY(report_months(m, first, told - 1, until));
    return report_months(m, MONTHS - 1, MONTHS - 1, until + MS_A_DAY);
}

static error make_in(making *m, int64_t reports, int64_t until)
{
    static const char ready[] =
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
        "BEGIN; INSERT INTO stream VALUES (1, zeroblob(16), 'D01', 'key', 0, 1, 1, 0, 'bench');";
    int months = (int)(reports / KEYS_A_MONTH);
    months = months < 1 ? 1 : months > MONTHS ? MONTHS : months;
    TRY(said(m, sqlite3_exec(m->db, ready, NULL, NULL, NULL)));
    TRY(said(m, sqlite3_exec(m->db, KEYS, NULL, NULL, NULL)));
    TRY(said(m, sqlite3_prepare_v2(m->db, REPORTS, -1, &m->reports, NULL)));
    TRY(said(m, sqlite3_prepare_v2(m->db, EVENTS, -1, &m->events, NULL)));
    TRY(said(m, sqlite3_prepare_v2(m->db, REMEMBER, -1, &m->remember, NULL)));
    TRY(fill(m, months, reports, until));
    TRY(said(m, sqlite3_exec(m->db, LATEST, NULL, NULL, NULL)));
    return said(m, sqlite3_exec(m->db,
                                "UPDATE stream SET last_sequence = (SELECT max(sequence) FROM"
                                " report); COMMIT; PRAGMA journal_mode = WAL;",
                                NULL, NULL, NULL));
}

/* Two weeks after the last month closed; the last digest was a week ago. */
static int64_t today(void)
{
    return clock_day_start_ms((date){2024, 7, 24}) + MS_A_DAY / 3;
}

static error make(const char *path, int64_t reports)
{
    store *s;
    making m = {0};
    TRY(store_open_writer(&s, path));
    store_close(s);
    error err = said(&m, sqlite3_open(path, &m.db));
    if (!err.code)
        err = make_in(&m, reports, today() - 7 * MS_A_DAY - MS_A_DAY / 2);
    sqlite3_finalize(m.reports);
    sqlite3_finalize(m.events);
    sqlite3_finalize(m.remember);
    sqlite3_close(m.db);
    if (!err.code)
        printf("{\"reports\": %" PRId64 "}\n", m.stored);
    return err;
}

/* ---- the measurement ------------------------------------------------------------------------- */

enum { BUILD, TEXT, HTML, PDF, XLSX, JSON, STEPS };

static const char *const names[] = {"build", "text", "html", "pdf", "xlsx", "json"};

static error render(const digest *d, int step)
{
    char *text = NULL;
    unsigned char *bytes = NULL;
    size_t size = 0;
    digest_html page = {0};
    error err = OK;
    switch (step) {
    case TEXT:
        err = digest_render_text(d, &text);
        break;
    case HTML:
        err = digest_render_html(d, &page);
        break;
    case PDF:
        err = digest_render_pdf(d, &bytes, &size);
        break;
    case XLSX:
        err = digest_render_xlsx(d, &bytes, &size);
        break;
    default:
        err = digest_to_json(d, &text);
        break;
    }
    free(text);
    free(bytes);
    if (step == HTML && !err.code)
        digest_html_free(&page);
    return err;
}

static error build(digest **out, store *s, const catalogue *c, const digest *previous)
{
    static const char *const attachments[] = {"báo cáo đầy đủ (PDF)"};
    return digest_build(out, s, c,
                        &(digest_request){.profile = "do",
                                          .organisation = "UBND tỉnh (mô phỏng)",
                                          .issuer = "Sở Thông tin và Truyền thông",
                                          .symbol = "BC-STTTT",
                                          .place = "Thanh Hóa",
                                          .greeting = "",
                                          .basis = "",
                                          .attachments = attachments,
                                          .attachment_count = 1,
                                          .depth = DIGEST_FULL,
                                          .simulated = true,
                                          .as_of_ms = today(),
                                          .previous = previous});
}

/* A digest of a week ago that knew of less, so that there is as much news as there can be. */
static error build_previous(digest **out, store *s, const catalogue *c)
{
    TRY(build(out, s, c, NULL));
    (*out)->as_of_ms -= 7 * MS_A_DAY;
    (*out)->concern_count = (*out)->indicator_count = (*out)->ranking_count = 0;
    return store_last_event_before(s, (*out)->as_of_ms, &(*out)->last_event);
}

static error measure_once(store *s, const catalogue *c, const digest *previous, samples *took)
{
    digest *d = NULL;
    int64_t begun = bench_now_ns();
    TRY(build(&d, s, c, previous));
    samples_add(&took[BUILD], bench_now_ns() - begun);
    error err = OK;
    for (int i = TEXT; !err.code && i < STEPS; i++) {
        begun = bench_now_ns();
        err = render(d, i);
        samples_add(&took[i], bench_now_ns() - begun);
    }
    digest_free(d);
    return err;
}

static void print_figures(samples *took)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"rss_mib\": %.1f", (double)used.ru_maxrss / 1024);
    for (int i = 0; i < STEPS; i++) {
        printf(", \"%s_ms\": %.3f", names[i], (double)samples_at(&took[i], 500) / 1e6);
        samples_free(&took[i]);
    }
    puts("}");
}

static error measure(const char *path, int64_t runs)
{
    samples took[STEPS] = {0};
    catalogue *c = NULL;
    store *s = NULL;
    digest *previous = NULL;
    error err = make_catalogue(&c);
    if (!err.code)
        err = store_open_reader(&s, path);
    if (!err.code)
        err = build_previous(&previous, s, c);
    for (int64_t i = 0; !err.code && i < runs; i++)
        err = measure_once(s, c, previous, took);
    if (!err.code)
        print_figures(took);
    digest_free(previous);
    store_close(s);
    catalogue_free(c);
    return err;
}

int main(int argc, char **argv)
{
    error err = error_make(ERR_USAGE, "tiendo-digest-bench make|measure PATH NUMBER");
    if (argc == 4 && strcmp(argv[1], "make") == 0)
        err = make(argv[2], atoll(argv[3]));
    else if (argc == 4 && strcmp(argv[1], "measure") == 0)
        err = measure(argv[2], atoll(argv[3]));
    if (err.code)
        fprintf(stderr, "%s\n", err.text);
    return error_exit_status(err);
}
