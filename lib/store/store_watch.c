#include "store/store_watch.h"

#include "store/store_schema.h"

error store_heard(store *s, heard_fn fn, void *context)
{
    static const char sql[] = "SELECT unit, max(last_seen_ms) FROM stream GROUP BY unit";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row)
        if (!fn(context, db_text(stmt, 0), sqlite3_column_int64(stmt, 1)))
            break;
    sqlite3_finalize(stmt);
    return err;
}

error store_waiting_warnings(store *s, int64_t limit, stored_verdict_fn fn, void *context)
{
    /* The words of the index `verdict_waiting`: with others SQLite would read every verdict. */
    static const char sql[] = "SELECT " STORE_VERDICT_COLUMNS " FROM verdict"
                              " WHERE settled_ms IS NULL AND outcome = 2 AND code <> 'late'"
                              " AND code <> 'observed-in-future' ORDER BY received_ms LIMIT ?";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", limit);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        stored_verdict it = store_read_verdict(stmt);
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}
