#include "store/store_board.h"

#include "store/store_batch_items.h"
#include "store/store_schema.h"

#include <stdio.h>
#include <string.h>

/* Warnings that tell of the sending, not of the figure: nothing to confirm. */
static bool is_about_sending(const char *warning)
{
    return strcmp(warning, "late") == 0 || strcmp(warning, "observed-in-future") == 0;
}

bool store_warning_needs_confirmation(const verdict *v)
{
    return v->outcome == ACCEPTED_WITH_WARNING && !is_about_sending(v->code);
}

/* ---- the board ------------------------------------------------------------------------------ */

/* What a board needs of a report; texts and sources stay where they are. */
#define BOARD_COLUMNS                                                                              \
    "r.id, r.received_ms, r.kind, r.unit, r.obligation, r.period, r.breakdown, r.value,"           \
    " r.denominator, r.decimals, r.percent, r.state, r.observed_ms, r.warning"
enum {
    COLUMN_ID,
    COLUMN_RECEIVED,
    COLUMN_KIND,
    COLUMN_UNIT,
    COLUMN_OBLIGATION,
    COLUMN_PERIOD,
    COLUMN_BREAKDOWN,
    COLUMN_VALUE,
    COLUMN_DENOMINATOR,
    COLUMN_DECIMALS,
    COLUMN_PERCENT,
    COLUMN_STATE,
    COLUMN_OBSERVED,
    COLUMN_WARNING,
    COLUMN_FIRST, /* behind the report's: first receipt, corrections, confirmed, returned */
    COLUMN_CORRECTIONS,
    COLUMN_CONFIRMED,
    COLUMN_RETURNED,
};

static const char *known_warning(const char *code)
{
    static const char *const known[] = {
        "late",       "observed-in-future", "cumulative-fell", "jump", "relation-broken",
        "early-zero", "repeated-value",     "breakdown-sum",
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], code) == 0)
            return known[i];
    return *code ? "other" : "";
}

static figure read_figure(sqlite3_stmt *stmt)
{
    return (figure){.is_ratio = sqlite3_column_type(stmt, COLUMN_DENOMINATOR) != SQLITE_NULL,
                    .value = sqlite3_column_int64(stmt, COLUMN_VALUE),
                    .denominator = sqlite3_column_int64(stmt, COLUMN_DENOMINATOR),
                    .decimals = (unsigned)sqlite3_column_int(stmt, COLUMN_DECIMALS)};
}

static error take_row(sqlite3_stmt *stmt, board *into)
{
    const char *warning = db_text(stmt, COLUMN_WARNING), *state = db_text(stmt, COLUMN_STATE);
    int64_t received_ms = sqlite3_column_int64(stmt, COLUMN_RECEIVED),
            observed_ms = sqlite3_column_int64(stmt, COLUMN_OBSERVED);
    bool confirmed = sqlite3_column_int64(stmt, COLUMN_CONFIRMED) != 0;
    statement s = {.unit = db_text(stmt, COLUMN_UNIT),
                   .obligation = db_text(stmt, COLUMN_OBLIGATION),
                   .breakdown = db_text(stmt, COLUMN_BREAKDOWN)};
    if (period_parse(db_text(stmt, COLUMN_PERIOD), &s.said.period).code)
        return OK;
    s.said = (point){.period = s.said.period,
                     .kind = report_kind_parse(db_text(stmt, COLUMN_KIND)),
                     .figure = read_figure(stmt),
                     .units = 1,
                     .expected = 1,
                     .percent = (unsigned)sqlite3_column_int(stmt, COLUMN_PERCENT),
                     .state = *state ? task_state_parse(state) : 0,
                     .first_ms = sqlite3_column_int64(stmt, COLUMN_FIRST),
                     .last_ms = received_ms,
                     .observed_ms = observed_ms ? observed_ms : received_ms,
                     .report = sqlite3_column_int64(stmt, COLUMN_ID),
                     .corrections = (unsigned)sqlite3_column_int(stmt, COLUMN_CORRECTIONS),
                     .returned = sqlite3_column_int64(stmt, COLUMN_RETURNED) != 0,
                     .unconfirmed = *warning && !is_about_sending(warning) && !confirmed,
                     .warning = known_warning(warning)};
    error err = board_take(into, &s);
    /* The catalogue may have dropped an obligation since. */
    return err.code == ERR_NOT_FOUND ? OK : err;
}

static error take_rows(sqlite3_stmt *stmt, board *into)
{
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row)
        if ((err = take_row(stmt, into)).code)
            break;
    return err;
}

static error replay(store *s, int64_t before_ms, board *into)
{
    static const char sql[] =
        "SELECT " BOARD_COLUMNS ", r.received_ms, 0,"
        " (SELECT at_ms FROM ruling WHERE report = r.id AND kind = 'confirmed'"
        "  AND (?1 = 0 OR at_ms < ?1)),"
        " (SELECT at_ms FROM ruling WHERE report = r.id AND kind = 'returned'"
        "  AND (?1 = 0 OR at_ms < ?1))"
        " FROM report r WHERE (?1 = 0 OR r.received_ms < ?1)"
        " AND r.kind IN ('figure', 'task', 'nothing') ORDER BY r.id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", before_ms);
    if (!err.code)
        err = take_rows(stmt, into);
    sqlite3_finalize(stmt);
    return err;
}

/* Marks what was ruled of the report ID, if that is what counts. */
static void mark(board *into, int64_t id, ruling_kind kind, const report *r)
{
    period p;
    const obligation *o = catalogue_obligation(board_catalogue(into), r->obligation);
    const point *said = o && !period_parse(r->period, &p).code
                            ? board_point(into, o, r->unit, p, r->breakdown)
                            : NULL;
    if (!said || said->report != id)
        return;
    if (kind == RULING_RETURNED)
        board_mark_returned(into, o, r->unit, p, r->breakdown);
    else
        board_mark_confirmed(into, o, r->unit, p, r->breakdown);
}

/* Rulings are few: asking for each report whether there is one would cost more than all of them. */
static error mark_rulings(store *s, board *into)
{
    static const char sql[] = "SELECT r.id, ruling.kind, r.unit, r.obligation, r.period,"
                              " r.breakdown FROM ruling JOIN report r ON r.id = ruling.report";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        bool returned = strcmp(db_text(stmt, 1), "returned") == 0;
        const report r = {.unit = db_text(stmt, 2),
                          .obligation = db_text(stmt, 3),
                          .period = db_text(stmt, 4),
                          .breakdown = db_text(stmt, 5)};
        mark(into, sqlite3_column_int64(stmt, 0), returned ? RULING_RETURNED : RULING_CONFIRMED,
             &r);
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_load_board(store *s, int64_t before_ms, board *into)
{
    /* A figure and "nothing to report" for one key are two rows, of which the later counts: so in
     * the order of the reports. Sorted before the reports are looked up, that is 1 MB, not a
     * temporary file, and the look-ups go through the table once. */
    static const char sql[] =
        "SELECT " BOARD_COLUMNS ", l.first_ms, l.corrections, 0, 0 FROM"
        " (SELECT report, first_ms, corrections FROM latest"
        "  WHERE kind IN ('figure', 'task', 'nothing') ORDER BY report LIMIT -1) l"
        " CROSS JOIN report r ON r.id = l.report";
    sqlite3_stmt *stmt;
    if (before_ms)
        return replay(s, before_ms, into);
    TRY(db_prepare(s->db, sql, &stmt));
    error err = take_rows(stmt, into);
    sqlite3_finalize(stmt);
    return err.code ? err : mark_rulings(s, into);
}

error store_replay_board(store *s, board *into)
{
    return replay(s, 0, into);
}

error store_load_refusals(store *s, int64_t before_ms, refusals *into)
{
    /* What is open now is in an index; what was open then takes going through all. */
    static const char now[] = "SELECT unit, obligation, period FROM verdict"
                              " WHERE settled_ms IS NULL AND outcome = 3 AND ?1 = 0";
    static const char then[] = "SELECT unit, obligation, period FROM verdict WHERE outcome = 3"
                               " AND received_ms < ?1 AND (settled_ms IS NULL OR settled_ms >= ?1)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, before_ms ? then : now, &stmt));
    error err = db_bind(stmt, "i", before_ms);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row)
        if (!refusals_add(into, db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2)))
            err = error_no_memory();
    sqlite3_finalize(stmt);
    return err;
}

error store_uneven_streams(store *s, uneven_stream_fn fn, void *context)
{
    static const char sql[] =
        "WITH stored AS (SELECT stream, sequence FROM report"
        "  UNION ALL SELECT stream, sequence FROM verdict WHERE outcome = 3),"
        " counted AS (SELECT stream, count(*) AS n, count(DISTINCT sequence) AS different,"
        "  max(sequence) AS highest FROM stored GROUP BY stream)"
        " SELECT stream.id, stream.unit, stream.last_sequence, coalesce(n, 0) FROM stream"
        " LEFT JOIN counted ON counted.stream = stream.id WHERE coalesce(n, 0) != last_sequence"
        " OR coalesce(different, 0) != last_sequence OR coalesce(highest, 0) != last_sequence";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        const uneven_stream it = {.stream = sqlite3_column_int64(stmt, 0),
                                  .unit = db_text(stmt, 1),
                                  .last_sequence = sqlite3_column_int64(stmt, 2),
                                  .stored = sqlite3_column_int64(stmt, 3)};
        fn(context, &it);
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- roll-ups ------------------------------------------------------------------------------- */

error store_put_rollup(store *s, const board_sum *sum)
{
    sqlite3_stmt *stmt;
    char p[PERIOD_TEXT_MAX];
    const tally *t = &sum->tally;
    TRY(store_use(s, STMT_ROLLUP_PUT, &stmt));
    return db_run(stmt, "ttttiiiii", sum->obligation->code, period_format(sum->period, p, sizeof p),
                  sum->scope, sum->breakdown, t->value, t->denominator, (int64_t)t->have,
                  (int64_t)t->positive, (int64_t)t->reported);
}

error store_clear_rollups(store *s)
{
    return db_exec(s->db, "DELETE FROM rollup");
}

error store_rollups(store *s, stored_rollup_fn fn, void *context)
{
    static const char sql[] = "SELECT obligation, period, scope, breakdown, value, denominator,"
                              " have, positive, reported FROM rollup"
                              " ORDER BY obligation, period, scope, breakdown";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stored_rollup it = {.obligation = db_text(stmt, 0),
                            .period = db_text(stmt, 1),
                            .scope = db_text(stmt, 2),
                            .breakdown = db_text(stmt, 3),
                            .tally = {.value = sqlite3_column_int64(stmt, 4),
                                      .denominator = sqlite3_column_int64(stmt, 5),
                                      .have = (size_t)sqlite3_column_int64(stmt, 6),
                                      .positive = (size_t)sqlite3_column_int64(stmt, 7),
                                      .reported = (size_t)sqlite3_column_int64(stmt, 8)}};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- where each unit stands ------------------------------------------------------------------ */

error store_put_standing(store *s, const char *obligation, const char *unit, const judgement *j,
                         int64_t now_ms)
{
    sqlite3_stmt *stmt;
    char day[16];
    TRY(store_use(s, STMT_STANDING_PUT, &stmt));
    TRY(db_bind(stmt, "ttttiitnnn", obligation, unit, status_code(j->status),
                status_code(j->reporting), now_ms, now_ms, j->reason));
    if (j->has_value)
        sqlite3_bind_int64(stmt, 8, j->value);
    if (j->has_percent)
        sqlite3_bind_int64(stmt, 9, j->percent);
    if (j->has_expected) {
        date_format_iso(j->expected, day, sizeof day);
        sqlite3_bind_text(stmt, 10, day, -1, SQLITE_STATIC);
    }
    bool row;
    return db_step(stmt, &row);
}

error store_drop_standings_before(store *s, int64_t before_ms)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, "DELETE FROM standing WHERE judged_ms < ?", &stmt));
    error err = db_run(stmt, "i", before_ms);
    sqlite3_finalize(stmt);
    return err;
}

error store_standings(store *s, stored_standing_fn fn, void *context)
{
    static const char sql[] = "SELECT obligation, unit, status, reporting, since_ms, judged_ms,"
                              " value, percent, expected, reason FROM standing"
                              " ORDER BY obligation, unit";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stored_standing it = {.obligation = db_text(stmt, 0),
                              .unit = db_text(stmt, 1),
                              .status = status_parse(db_text(stmt, 2)),
                              .reporting = status_parse(db_text(stmt, 3)),
                              .since_ms = sqlite3_column_int64(stmt, 4),
                              .judged_ms = sqlite3_column_int64(stmt, 5),
                              .has_value = sqlite3_column_type(stmt, 6) != SQLITE_NULL,
                              .value = sqlite3_column_int64(stmt, 6),
                              .has_percent = sqlite3_column_type(stmt, 7) != SQLITE_NULL,
                              .percent = sqlite3_column_int64(stmt, 7),
                              .expected = db_text(stmt, 8),
                              .reason = db_text(stmt, 9)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- catalogue versions ---------------------------------------------------------------------- */

error store_put_catalogue(store *s, int64_t version, const char *changes, int64_t now_ms)
{
    static const char sql[] = "INSERT OR REPLACE INTO catalogue (version, since_ms, changes)"
                              " VALUES (?, ?, ?)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_run(stmt, "iit", version, now_ms, changes);
    sqlite3_finalize(stmt);
    return err;
}

error store_catalogues(store *s, stored_catalogue_fn fn, void *context)
{
    static const char sql[] =
        "SELECT version, since_ms, changes FROM catalogue ORDER BY since_ms DESC, version";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stored_catalogue it = {.version = sqlite3_column_int64(stmt, 0),
                               .since_ms = sqlite3_column_int64(stmt, 1),
                               .changes = db_text(stmt, 2)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- operators' rulings ---------------------------------------------------------------------- */

error store_put_reopening(store *s, const reopening *r)
{
    static const char sql[] =
        "INSERT INTO reopening (at_ms, operator, unit, obligation, period, until, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_run(stmt, "itttttt", r->at_ms, r->operator, r->unit, r->obligation, r->period,
                       r->until, r->reason);
    sqlite3_finalize(stmt);
    TRY(err);
    return store_put_event(s, "reopened", r->unit, r->obligation, r->period, r->reason, r->at_ms);
}

error store_reopenings(store *s, reopening_fn fn, void *context)
{
    static const char sql[] =
        "SELECT at_ms, operator, unit, obligation, period, until, reason FROM reopening"
        " ORDER BY id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        reopening it = {.at_ms = sqlite3_column_int64(stmt, 0),
                        .operator= db_text(stmt, 1),
                        .unit = db_text(stmt, 2),
                        .obligation = db_text(stmt, 3),
                        .period = db_text(stmt, 4),
                        .until = db_text(stmt, 5),
                        .reason = db_text(stmt, 6)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

static const char *ruling_code(ruling_kind kind)
{
    return kind == RULING_CONFIRMED ? "confirmed" : "returned";
}

/* What a ruling needs to know of its report. */
typedef struct about {
    store *store;
    const ruling *ruling;
    error result;
} about;

static bool tell(void *context, const stored_report *row)
{
    about *a = context;
    const report *r = &row->report;
    a->result = store_put_event(a->store, ruling_code(a->ruling->kind), r->unit, r->obligation,
                                r->period, a->ruling->text, a->ruling->at_ms);
    return true;
}

static error settle_warning(store *s, const ruling *r)
{
    static const char sql[] =
        "UPDATE verdict SET settled_ms = ?2 WHERE settled_ms IS NULL AND (stream, sequence) ="
        " (SELECT stream, sequence FROM report WHERE id = ?1)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_run(stmt, "ii", r->report, r->at_ms);
    sqlite3_finalize(stmt);
    return err;
}

/* *RULED: it was so ruled before. */
static error insert_ruling(store *s, const ruling *r, bool *ruled)
{
    static const char sql[] =
        "INSERT INTO ruling (report, kind, at_ms, operator, text) SELECT id, ?2, ?3, ?4, ?5"
        " FROM report WHERE id = ?1 ON CONFLICT DO NOTHING";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err =
        db_run(stmt, "ititt", r->report, ruling_code(r->kind), r->at_ms, r->operator, r->text);
    *ruled = !err.code && sqlite3_changes(s->db) == 0;
    sqlite3_finalize(stmt);
    return err;
}

error store_put_ruling(store *s, const ruling *r)
{
    about a = {.store = s, .ruling = r, .result = OK};
    bool found, ruled;
    TRY(insert_ruling(s, r, &ruled));
    if (ruled)
        return error_make(ERR_EXISTS, "report=%lld ruling=%s", (long long)r->report,
                          ruling_code(r->kind));
    TRY(store_report_by_id(s, r->report, tell, &a, &found));
    TRY(a.result);
    return r->kind == RULING_CONFIRMED ? settle_warning(s, r) : OK;
}

error store_rulings(store *s, int64_t report, ruling_fn fn, void *context)
{
    static const char sql[] = "SELECT report, kind, at_ms, operator, text FROM ruling"
                              " WHERE ?1 = 0 OR report = ?1 ORDER BY at_ms, report";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", report);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        bool returned = strcmp(db_text(stmt, 1), "returned") == 0;
        ruling it = {.report = sqlite3_column_int64(stmt, 0),
                     .kind = returned ? RULING_RETURNED : RULING_CONFIRMED,
                     .at_ms = sqlite3_column_int64(stmt, 2),
                     .operator= db_text(stmt, 3),
                     .text = db_text(stmt, 4)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}
