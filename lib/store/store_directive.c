#include "store/store_directive.h"

#include "store/store_schema.h"

error store_put_directive(store *s, int64_t report, const char *sender, const char *text,
                          int64_t now_ms)
{
    static const char sql[] = "INSERT INTO directive (unit, report, issued_ms, sender, text)"
                              " SELECT stream.unit, report.id, ?2, ?3, ?4 FROM report JOIN stream"
                              " ON stream.id = report.stream WHERE report.id = ?1";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_run(stmt, "iitt", report, now_ms, sender, text);
    sqlite3_finalize(stmt);
    return err;
}

error store_waiting_directives(store *s, const char *unit, stored_directive_fn fn, void *context)
{
    static const char sql[] =
        "SELECT d.id, d.report, r.stream, r.sequence, r.obligation, d.sender, d.text, d.issued_ms"
        " FROM directive d JOIN report r ON r.id = d.report"
        " WHERE d.unit = ? AND d.received_ms IS NULL ORDER BY d.id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "t", unit);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const stored_directive it = {.id = sqlite3_column_int64(stmt, 0),
                                     .report = sqlite3_column_int64(stmt, 1),
                                     .stream = sqlite3_column_int64(stmt, 2),
                                     .sequence = (uint64_t)sqlite3_column_int64(stmt, 3),
                                     .obligation = db_text(stmt, 4),
                                     .sender = db_text(stmt, 5),
                                     .text = db_text(stmt, 6),
                                     .issued_at_ms = sqlite3_column_int64(stmt, 7)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error store_issued_directives(store *s, int64_t before_ms, issued_directive_fn fn, void *context)
{
    static const char sql[] =
        "SELECT d.id, d.report, r.kind, r.unit, r.obligation, r.period, r.breakdown, d.sender,"
        " d.text, d.issued_ms, CASE WHEN ?1 = 0 OR d.received_ms < ?1 THEN d.received_ms END,"
        " CASE WHEN f.report IS NULL THEN '' WHEN ?1 = 0 THEN f.state"
        "  ELSE coalesce((SELECT state FROM difficulty_step WHERE difficulty = f.report"
        "   AND at_ms < ?1 ORDER BY id DESC LIMIT 1), 'raised') END"
        " FROM directive d JOIN report r ON r.id = d.report"
        " LEFT JOIN difficulty f ON f.report = d.report"
        " WHERE d.id IN (SELECT max(id) FROM directive WHERE ?1 = 0 OR issued_ms < ?1"
        "  GROUP BY report) ORDER BY d.issued_ms, d.id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", before_ms);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const issued_directive it = {.id = sqlite3_column_int64(stmt, 0),
                                     .report = sqlite3_column_int64(stmt, 1),
                                     .kind = report_kind_parse(db_text(stmt, 2)),
                                     .unit = db_text(stmt, 3),
                                     .obligation = db_text(stmt, 4),
                                     .period = db_text(stmt, 5),
                                     .breakdown = db_text(stmt, 6),
                                     .sender = db_text(stmt, 7),
                                     .text = db_text(stmt, 8),
                                     .issued_at_ms = sqlite3_column_int64(stmt, 9),
                                     .received_at_ms = sqlite3_column_int64(stmt, 10),
                                     .state = difficulty_state_parse(db_text(stmt, 11))};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

static error mark_received(store *s, const char *unit, int64_t id, int64_t now_ms, bool *first)
{
    static const char sql[] = "UPDATE directive SET received_ms = ?3"
                              " WHERE id = ?1 AND unit = ?2 AND received_ms IS NULL";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_run(stmt, "iti", id, unit, now_ms);
    *first = !err.code && sqlite3_changes(s->db) > 0;
    sqlite3_finalize(stmt);
    return err;
}

error store_directive_received(store *s, const char *unit, int64_t id, int64_t now_ms)
{
    bool first;
    TRY(mark_received(s, unit, id, now_ms, &first));
    return first ? store_put_event(s, "receipt", unit, "", "", "directive", now_ms) : OK;
}
