#include "store/store_schema.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

enum { NO_LIMIT = -1 };

error store_snapshot_begin(store *s)
{
    TRY(db_exec(s->db, "BEGIN"));
    s->read_until_ms = clock_monotonic_ms() + s->snapshot_ms;
    return OK;
}

void store_snapshot_end(store *s)
{
    s->read_until_ms = 0;
    db_rollback(s->db);
}

void store_set_snapshot_ms(store *s, int64_t ms)
{
    s->snapshot_ms = ms;
}

stored_report store_read_report(sqlite3_stmt *stmt)
{
    const char *warning = db_text(stmt, 18);
    return (stored_report){
        .id = sqlite3_column_int64(stmt, 0),
        .received_at_ms = sqlite3_column_int64(stmt, 2),
        .outcome = *warning ? ACCEPTED_WITH_WARNING : ACCEPTED,
        .warning = warning,
        .replaces = sqlite3_column_int64(stmt, 19),
        .stream = sqlite3_column_int64(stmt, 20),
        .catalogue = sqlite3_column_int64(stmt, 21),
        .report =
            {
                .sequence = (uint64_t)sqlite3_column_int64(stmt, 1),
                .kind = report_kind_parse(db_text(stmt, 3)),
                .unit = db_text(stmt, 4),
                .obligation = db_text(stmt, 5),
                .period = db_text(stmt, 6),
                .breakdown = db_text(stmt, 7),
                .figure =
                    {
                        .is_ratio = sqlite3_column_type(stmt, 9) != SQLITE_NULL,
                        .value = sqlite3_column_int64(stmt, 8),
                        .denominator = sqlite3_column_int64(stmt, 9),
                        .decimals = (unsigned)sqlite3_column_int(stmt, 10),
                    },
                .percent = (unsigned)sqlite3_column_int(stmt, 11),
                .state = *db_text(stmt, 12) ? task_state_parse(db_text(stmt, 12)) : 0,
                .text = db_text(stmt, 13),
                .addressed_to = db_text(stmt, 14),
                .observed_at_ms = sqlite3_column_int64(stmt, 15),
                .source = db_text(stmt, 16),
                .corrects = (uint64_t)sqlite3_column_int64(stmt, 17),
            },
    };
}

/* The filter's conditions; ?1 … ?7 are bound by bind_filter(). TABLE aliases: r has the report's
 * columns. */
#define FILTER                                                                                     \
    " (?1 IS NULL OR r.unit = ?1) AND (?2 IS NULL OR r.obligation = ?2)"                           \
    " AND (?3 IS NULL OR r.period = ?3) AND (?4 IS NULL OR r.kind = ?4)"                           \
    " AND r.id > ?5 AND (?6 = 0 OR r.received_ms < ?6)"

static error bind_filter(sqlite3_stmt *stmt, const store_filter *f)
{
    static const store_filter any;
    if (!f)
        f = &any;
    return db_bind(stmt, "ttttiii", f->unit, f->obligation, f->period,
                   f->kind ? report_kind_code(f->kind) : NULL, f->after_id, f->before_ms,
                   f->limit > 0 ? f->limit : (int64_t)NO_LIMIT);
}

static error each_report(store *s, const char *sql, const store_filter *filter, stored_report_fn fn,
                         void *context)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = bind_filter(stmt, filter);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        stored_report it = store_read_report(stmt);
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_reports(store *s, const store_filter *filter, stored_report_fn fn, void *context)
{
    static const char sql[] =
        "SELECT " STORE_REPORT_COLUMNS " FROM report r WHERE" FILTER " ORDER BY r.id DESC LIMIT ?7";
    return each_report(s, sql, filter, fn, context);
}

error store_latest(store *s, const store_filter *filter, stored_report_fn fn, void *context)
{
    static const char sql[] =
        "SELECT " STORE_REPORT_COLUMNS
        " FROM latest l JOIN report r ON r.id = l.report WHERE (?2 IS NULL OR l.obligation = ?2)"
        " AND (?3 IS NULL OR l.period = ?3) AND" FILTER
        " ORDER BY l.obligation, l.period, l.unit, l.breakdown, l.kind LIMIT ?7";
    /* With obligation and period given, the primary key of `latest` bounds the scan. */
    static const char sql_by_key[] =
        "SELECT " STORE_REPORT_COLUMNS
        " FROM latest l JOIN report r ON r.id = l.report WHERE l.obligation = ?2"
        " AND l.period = ?3 AND" FILTER
        " ORDER BY l.obligation, l.period, l.unit, l.breakdown, l.kind LIMIT ?7";
    bool keyed = filter && filter->obligation && filter->period;
    return each_report(s, keyed ? sql_by_key : sql, filter, fn, context);
}

error store_report_by_id(store *s, int64_t id, stored_report_fn fn, void *context, bool *found)
{
    static const char sql[] = "SELECT " STORE_REPORT_COLUMNS " FROM report r WHERE r.id = ?1";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    *found = false;
    error err = db_bind(stmt, "i", id);
    if (!err.code && !(err = db_step(stmt, found)).code && *found) {
        stored_report it = store_read_report(stmt);
        fn(context, &it);
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_stream_by_row(store *s, int64_t id, stored_stream_fn fn, void *context)
{
    static const char sql[] =
        "SELECT unit, key, program, first_seen_ms, last_seen_ms FROM stream WHERE id = ?";
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const stored_stream it = {.unit = db_text(stmt, 0),
                                  .key = db_text(stmt, 1),
                                  .program = db_text(stmt, 2),
                                  .first_seen_ms = sqlite3_column_int64(stmt, 3),
                                  .last_seen_ms = sqlite3_column_int64(stmt, 4)};
        fn(context, &it);
    }
    sqlite3_finalize(stmt);
    return err;
}

stored_verdict store_read_verdict(sqlite3_stmt *stmt)
{
    return (stored_verdict){
        .stream = sqlite3_column_int64(stmt, 0),
        .sequence = (uint64_t)sqlite3_column_int64(stmt, 1),
        .outcome = (outcome)sqlite3_column_int(stmt, 2),
        .code = db_text(stmt, 3),
        .message = db_text(stmt, 4),
        .unit = db_text(stmt, 5),
        .obligation = db_text(stmt, 6),
        .period = db_text(stmt, 7),
        .source = db_text(stmt, 8),
        .received_at_ms = sqlite3_column_int64(stmt, 9),
        .report = sqlite3_column_int64(stmt, 10),
    };
}

static error each_verdict(sqlite3_stmt *stmt, stored_verdict_fn fn, void *context)
{
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stored_verdict it = store_read_verdict(stmt);
        if (!fn(context, &it))
            break;
    }
    return err;
}

error store_rejected(store *s, const store_filter *filter, bool with_warnings, stored_verdict_fn fn,
                     void *context)
{
    static const char sql[] =
        "SELECT " STORE_VERDICT_COLUMNS " FROM verdict"
        " WHERE (settled_ms IS NULL OR (?6 != 0 AND settled_ms >= ?6)) AND (?1 IS NULL OR unit = "
        "?1) AND (?2 IS NULL OR obligation = ?2)"
        " AND (?3 IS NULL OR period = ?3) AND (?4 IS NULL OR kind = ?4) AND ?5 >= 0"
        " AND (?6 = 0 OR received_ms < ?6) AND outcome >= ?8"
        " ORDER BY received_ms DESC, stream, sequence DESC LIMIT ?7";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = bind_filter(stmt, filter);
    sqlite3_bind_int(stmt, 8, with_warnings ? ACCEPTED_WITH_WARNING : REJECTED);
    if (!err.code)
        err = each_verdict(stmt, fn, context);
    sqlite3_finalize(stmt);
    return err;
}

error store_verdicts(store *s, int64_t stream, uint64_t first, uint64_t last, stored_verdict_fn fn,
                     void *context)
{
    static const char sql[] = "SELECT " STORE_VERDICT_COLUMNS " FROM verdict WHERE stream = ?"
                              " AND sequence BETWEEN ? AND ? ORDER BY sequence";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "iii", stream, (int64_t)first, (int64_t)last);
    if (!err.code)
        err = each_verdict(stmt, fn, context);
    sqlite3_finalize(stmt);
    return err;
}

error store_events(store *s, const store_filter *filter, stored_event_fn fn, void *context)
{
    static const char sql[] =
        "SELECT id, at_ms, kind, unit, obligation, period, detail, report FROM event"
        " WHERE id > ?5 AND (?1 IS NULL OR unit = ?1) AND (?2 IS NULL OR obligation = ?2)"
        " AND (?3 IS NULL OR period = ?3) AND (?4 IS NULL OR kind = ?4)"
        " AND (?6 = 0 OR at_ms < ?6) ORDER BY id LIMIT ?7";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = bind_filter(stmt, filter);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        stored_event it = {.id = sqlite3_column_int64(stmt, 0),
                           .at_ms = sqlite3_column_int64(stmt, 1),
                           .kind = db_text(stmt, 2),
                           .unit = db_text(stmt, 3),
                           .obligation = db_text(stmt, 4),
                           .period = db_text(stmt, 5),
                           .detail = db_text(stmt, 6),
                           .report = sqlite3_column_int64(stmt, 7)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_last_event(store *s, int64_t *id)
{
    return store_last_event_before(s, INT64_MAX, id);
}

error store_last_event_before(store *s, int64_t before_ms, int64_t *id)
{
    /* From the end back: what came before is near it. */
    static const char sql[] = "SELECT id FROM event WHERE at_ms < ?1 ORDER BY id DESC LIMIT 1";
    sqlite3_stmt *stmt;
    bool row = false;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", before_ms);
    if (!err.code)
        err = db_step(stmt, &row);
    *id = !err.code && row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

error store_has_notice(store *s, const char *kind, const char *unit, const char *period, bool *has)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_HAS_NOTICE, &stmt));
    TRY(db_bind(stmt, "ttt", unit, period, kind));
    error err = db_step(stmt, has);
    sqlite3_reset(stmt);
    return err;
}

error store_has_report(store *s, const char *unit, const char *period, bool *has)
{
    sqlite3_stmt *stmt;
    TRY(store_use(s, STMT_HAS_REPORT, &stmt));
    TRY(db_bind(stmt, "tt", period, unit));
    error err = db_step(stmt, has);
    sqlite3_reset(stmt);
    return err;
}

error store_streams(store *s, stream_fn fn, void *context)
{
    static const char sql[] = "SELECT id, stream_id, unit, last_sequence FROM stream ORDER BY id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stream_state it = {.row = sqlite3_column_int64(stmt, 0),
                           .last_sequence = (uint64_t)sqlite3_column_int64(stmt, 3)};
        memcpy(it.id, sqlite3_column_blob(stmt, 1), sizeof it.id);
        strncat(it.unit, db_text(stmt, 2), REPORT_CODE_MAX);
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_units(store *s, unit_activity_fn fn, void *context)
{
    static const char sql[] =
        "WITH heard AS (SELECT unit, max(last_seen_ms) AS seen, skew_ms, program FROM stream"
        "  GROUP BY unit),"
        " said AS (SELECT unit, max(received_ms) AS at, count(*) AS n FROM report GROUP BY unit),"
        " refused AS (SELECT unit, count(*) AS n FROM verdict WHERE settled_ms IS NULL"
        "  AND outcome = 3 GROUP BY unit)"
        " SELECT u.unit, heard.seen, said.at, said.n, refused.n, heard.skew_ms, heard.program"
        " FROM (SELECT unit FROM heard UNION SELECT unit FROM said UNION SELECT unit FROM refused)"
        " u LEFT JOIN heard ON heard.unit = u.unit LEFT JOIN said ON said.unit = u.unit"
        " LEFT JOIN refused ON refused.unit = u.unit ORDER BY u.unit";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        unit_activity it = {.unit = db_text(stmt, 0),
                            .last_seen_ms = sqlite3_column_int64(stmt, 1),
                            .last_report_ms = sqlite3_column_int64(stmt, 2),
                            .reports = sqlite3_column_int64(stmt, 3),
                            .rejected = sqlite3_column_int64(stmt, 4),
                            .skew_ms = sqlite3_column_int64(stmt, 5),
                            .program = db_text(stmt, 6)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_period_activity(store *s, const char *period, period_activity_fn fn, void *context)
{
    static const char sql[] =
        "SELECT l.unit, count(DISTINCT l.obligation), min(l.first_ms), max(r.received_ms)"
        " FROM latest l JOIN report r ON r.id = l.report WHERE l.period = ?"
        " GROUP BY l.unit ORDER BY l.unit";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "t", period);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        period_activity it = {.unit = db_text(stmt, 0),
                              .obligations = sqlite3_column_int64(stmt, 1),
                              .first_ms = sqlite3_column_int64(stmt, 2),
                              .last_ms = sqlite3_column_int64(stmt, 3)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_open_difficulties(store *s, stored_difficulty_fn fn, void *context)
{
    static const char sql[] =
        "SELECT report, unit, obligation, period, addressed_to, text, raised_ms FROM difficulty"
        " WHERE answered_ms IS NULL ORDER BY raised_ms, report";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stored_difficulty it = {.id = sqlite3_column_int64(stmt, 0),
                                .unit = db_text(stmt, 1),
                                .obligation = db_text(stmt, 2),
                                .period = db_text(stmt, 3),
                                .addressed_to = db_text(stmt, 4),
                                .text = db_text(stmt, 5),
                                .raised_at_ms = sqlite3_column_int64(stmt, 6)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_count(store *s, store_totals *out)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM report),"
        " (SELECT count(*) FROM verdict WHERE outcome = 3 AND settled_ms IS NULL),"
        " (SELECT count(*) FROM stream), (SELECT count(*) FROM event),"
        " (SELECT count(*) FROM difficulty WHERE answered_ms IS NULL),"
        " (SELECT max(last_seen_ms) FROM stream)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    bool row;
    error err = db_step(stmt, &row);
    if (!err.code && row)
        *out = (store_totals){.reports = sqlite3_column_int64(stmt, 0),
                              .rejected = sqlite3_column_int64(stmt, 1),
                              .streams = sqlite3_column_int64(stmt, 2),
                              .events = sqlite3_column_int64(stmt, 3),
                              .open_difficulties = sqlite3_column_int64(stmt, 4),
                              .last_received_ms = sqlite3_column_int64(stmt, 5)};
    sqlite3_finalize(stmt);
    return err;
}
