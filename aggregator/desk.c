#include "aggregator/desk.h"

#include "store/db.h"

#include <stdlib.h>
#include <string.h>

enum { DESK_APPLICATION_ID = 0x54444431 }; /* "TDD1" */

static const char *const migrations[] = {
    "CREATE TABLE action ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT," /* never used again: the store keeps how far it read
                                               */
    "  at_ms INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL,"
    "  operator TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  obligation TEXT NOT NULL,"
    "  period TEXT NOT NULL,"
    "  until TEXT NOT NULL,"
    "  target INTEGER NOT NULL,"
    "  state TEXT NOT NULL,"
    "  agency TEXT NOT NULL,"
    "  reference TEXT NOT NULL,"
    "  text TEXT NOT NULL"
    ") STRICT;",
};

static const db_schema schema = {DESK_APPLICATION_ID, migrations, 1};

struct desk {
    sqlite3 *db;
    bool looked;
    int64_t version; /* of the database, when it was last looked at */
};

error desk_open(desk **out, const char *path)
{
    desk *d = calloc(1, sizeof *d);
    if (!d)
        return error_no_memory();
    error err = db_open(&d->db, path, DB_SHARED, &schema);
    if (err.code) {
        free(d);
        return err;
    }
    *out = d;
    return OK;
}

void desk_close(desk *d)
{
    if (!d)
        return;
    db_close(d->db);
    free(d);
}

error desk_write(desk *d, const desk_action *a, int64_t *id)
{
    static const char sql[] =
        "INSERT INTO action (at_ms, kind, operator, unit, obligation, period, until, target,"
        " state, agency, reference, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(d->db, sql, &stmt));
    error err = db_run(stmt, "iitttttitttt", a->at_ms, (int64_t)a->kind, a->operator, a->unit,
                       a->obligation, a->period, a->until, a->target, a->state, a->agency,
                       a->reference, a->text);
    *id = sqlite3_last_insert_rowid(d->db);
    sqlite3_finalize(stmt);
    return err;
}

error desk_has_news(desk *d, bool *news)
{
    int64_t version;
    TRY(db_data_version(d->db, &version));
    *news = !d->looked || version != d->version;
    d->looked = true;
    d->version = version;
    return OK;
}

void desk_look_again(desk *d)
{
    d->looked = false;
}

error desk_read_after(desk *d, int64_t id, desk_action_fn fn, void *context)
{
    static const char sql[] =
        "SELECT id, at_ms, kind, operator, unit, obligation, period, until, target, state, agency,"
        " reference, text FROM action WHERE id > ? ORDER BY id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(d->db, sql, &stmt));
    error err = db_bind(stmt, "i", id);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        desk_action it = {.id = sqlite3_column_int64(stmt, 0),
                          .at_ms = sqlite3_column_int64(stmt, 1),
                          .kind = (action_kind)sqlite3_column_int(stmt, 2),
                          .operator= db_text(stmt, 3),
                          .unit = db_text(stmt, 4),
                          .obligation = db_text(stmt, 5),
                          .period = db_text(stmt, 6),
                          .until = db_text(stmt, 7),
                          .target = sqlite3_column_int64(stmt, 8),
                          .state = db_text(stmt, 9),
                          .agency = db_text(stmt, 10),
                          .reference = db_text(stmt, 11),
                          .text = db_text(stmt, 12)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}
