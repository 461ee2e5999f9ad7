/* The engine's memory, written and read back; notes on their way into the ledger. */
#include "notifier/alert/alert_book_internal.h"

#include <inttypes.h>
#include <string.h>

/* ---- reading --------------------------------------------------------------------------------- */

static alert_telling telling_row(sqlite3_stmt *stmt)
{
    return (alert_telling){
        .first_ms = sqlite3_column_int64(stmt, 1),
        .last_ms = sqlite3_column_int64(stmt, 2),
        .times = sqlite3_column_int64(stmt, 3),
        .first_note = sqlite3_column_int64(stmt, 4),
        .free_ms = sqlite3_column_int64(stmt, 5),
        .owed = (alert_says)sqlite3_column_int(stmt, 6),
        .escalated = sqlite3_column_int(stmt, 7) != 0,
        .held = sqlite3_column_int(stmt, 8) != 0,
        .end_told = sqlite3_column_int(stmt, 9) != 0,
    };
}

error book_prepare_tellings(alert_book *b, sqlite3_stmt **out)
{
    return db_prepare(b->db,
                      "SELECT route, first_ms, last_ms, times, first_note, free_ms, owed,"
                      " escalated, held, end_told FROM telling WHERE alert = ?",
                      out);
}

error book_read_tellings(sqlite3_stmt *tellings, const alert_policy *p, alert *a)
{
    bool row = true;
    error err = db_bind(tellings, "i", a->id);
    while (!err.code && !(err = db_step(tellings, &row)).code && row) {
        int r = alert_policy_route(p, db_text(tellings, 0));
        if (r != ALERT_NO_ROUTE)
            a->tellings[r] = telling_row(tellings);
    }
    return err;
}

static error load_alert(sqlite3_stmt *row, sqlite3_stmt *tellings, alert_engine *e,
                        const alert_policy *p)
{
    alert a = book_alert_row(row);
    if (!a.subject.kind || !a.severity) /* of a later version, which was gone back from */
        return OK;
    TRY(book_read_tellings(tellings, p, &a));
    return alert_engine_restore(e, &a);
}

static error load_alerts(alert_book *b, alert_engine *e, const alert_policy *p)
{
    sqlite3_stmt *stmt, *tellings;
    bool row = true;
    TRY(book_prepare_tellings(b, &tellings));
    error err =
        db_prepare(b->db, "SELECT " BOOK_ALERT_COLUMNS " FROM alert a WHERE a.closed = 0", &stmt);
    if (!err.code) {
        while (!err.code && !(err = db_step(stmt, &row)).code && row)
            err = load_alert(stmt, tellings, e, p);
        sqlite3_finalize(stmt);
    }
    sqlite3_finalize(tellings);
    return err;
}

static error load_routes(alert_book *b, alert_engine *e, const alert_policy *p)
{
    sqlite3_stmt *stmt;
    bool row = true;
    TRY(db_prepare(b->db,
                   "SELECT route.name, pace.kind, pace.last_ms FROM route"
                   " LEFT JOIN pace ON pace.route = route.name",
                   &stmt));
    error err;
    while (!(err = db_step(stmt, &row)).code && row) {
        int r = alert_policy_route(p, db_text(stmt, 0));
        alert_kind k = alert_kind_parse(db_text(stmt, 1));
        if (r != ALERT_NO_ROUTE)
            alert_engine_restore_route(e, (size_t)r);
        if (r != ALERT_NO_ROUTE && k)
            alert_engine_restore_pace(e, (size_t)r, k, sqlite3_column_int64(stmt, 2));
    }
    sqlite3_finalize(stmt);
    return err;
}

error alert_book_load(alert_book *b, alert_engine *e, const alert_policy *p)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(load_alerts(b, e, p));
    TRY(load_routes(b, e, p));
    TRY(db_prepare(b->db, "SELECT last_alert, last_note FROM book", &stmt));
    error err = db_step(stmt, &row);
    if (!err.code && row)
        alert_engine_restore_numbers(e, sqlite3_column_int64(stmt, 0),
                                     sqlite3_column_int64(stmt, 1));
    sqlite3_finalize(stmt);
    return err;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Statements that one saving uses for each alert. */
typedef struct saving {
    const alert_policy *policy;
    sqlite3_stmt *alert, *telling;
} saving;

static const char PUT_ALERT[] =
    "INSERT INTO alert (id, kind, unit, obligation, object, severity, detail, since_ms, begun_ms,"
    " away_ms, ended_ms, shaken_ms, flaps, acked_ms, ending, silenced, closed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
    " severity = excluded.severity, detail = excluded.detail, since_ms = excluded.since_ms,"
    " begun_ms = excluded.begun_ms, away_ms = excluded.away_ms, ended_ms = excluded.ended_ms,"
    " shaken_ms = excluded.shaken_ms, flaps = excluded.flaps, acked_ms = excluded.acked_ms,"
    " ending = excluded.ending, silenced = excluded.silenced, closed = excluded.closed";

static const char PUT_TELLING[] =
    "INSERT INTO telling (alert, route, first_ms, last_ms, times, first_note, free_ms, owed,"
    " escalated, held, end_told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
    " first_ms = excluded.first_ms, last_ms = excluded.last_ms, times = excluded.times,"
    " first_note = excluded.first_note, free_ms = excluded.free_ms, owed = excluded.owed,"
    " escalated = excluded.escalated, held = excluded.held, end_told = excluded.end_told";

static error save_alert(void *context, const alert *a)
{
    const saving *s = context;
    TRY(db_run(s->alert, "ittttttiiiiiiiiii", a->id, alert_kind_code(a->subject.kind),
               a->subject.unit, a->subject.obligation, a->subject.object,
               alert_severity_code(a->severity), a->detail, a->since_ms, a->begun_ms, a->away_ms,
               a->ended_ms, a->shaken_ms, a->flaps, a->acked_ms, (int64_t)a->ending,
               (int64_t)a->silenced, (int64_t)a->forgotten));
    for (size_t r = 0; r < s->policy->route_count; r++) {
        const alert_telling *t = &a->tellings[r];
        TRY(db_run(s->telling, "itiiiiiiiii", a->id, s->policy->routes[r].name, t->first_ms,
                   t->last_ms, t->times, t->first_note, t->free_ms, (int64_t)t->owed,
                   (int64_t)t->escalated, (int64_t)t->held, (int64_t)t->end_told));
    }
    return OK;
}

static error save_alerts(alert_book *b, const alert_engine *e, const alert_policy *p)
{
    saving s = {.policy = p};
    error err = db_prepare(b->db, PUT_ALERT, &s.alert);
    if (!err.code)
        err = db_prepare(b->db, PUT_TELLING, &s.telling);
    if (!err.code)
        err = alert_engine_each_changed(e, save_alert, &s);
    sqlite3_finalize(s.alert);
    sqlite3_finalize(s.telling);
    return err;
}

static error save_routes(alert_book *b, const alert_engine *e, const alert_policy *p,
                         int64_t now_ms)
{
    for (size_t r = 0; r < p->route_count; r++) {
        BOOK_RUN(b, "INSERT INTO route VALUES (?, ?) ON CONFLICT DO NOTHING", "ti",
                 p->routes[r].name, now_ms);
        for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
            if (alert_engine_pace(e, r, k))
                BOOK_RUN(b,
                         "INSERT INTO pace VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
                         " last_ms = excluded.last_ms",
                         "tti", p->routes[r].name, alert_kind_code(k), alert_engine_pace(e, r, k));
    }
    return OK;
}

static error save_note(alert_book *b, const alert_policy *p, const alert_note *n)
{
    BOOK_RUN(b, "INSERT INTO note (id, route, made_ms, severity) VALUES (?, ?, ?, ?)", "itit",
             n->id, p->routes[n->route].name, n->made_ms, alert_severity_code(n->severity));
    sqlite3_stmt *stmt;
    TRY(db_prepare(b->db, "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?)", &stmt));
    error err = OK;
    for (size_t i = 0; i < n->count && !err.code; i++) {
        const alert_item *it = &n->items[i];
        const int64_t place = (int64_t)i, says = (int64_t)it->says;
        err = it->now ? db_run(stmt, "iiiiii", n->id, place, it->about->id, says, it->now->id,
                               it->first_note)
                      : db_run(stmt, "iiiini", n->id, place, it->about->id, says, it->first_note);
    }
    sqlite3_finalize(stmt);
    return err;
}

static error save(alert_book *b, const alert_engine *e, const alert_policy *p,
                  const alert_decisions *d, int64_t last_ack, int64_t now_ms)
{
    TRY(save_alerts(b, e, p));
    TRY(save_routes(b, e, p, now_ms));
    for (size_t i = 0; d && i < d->count; i++)
        TRY(save_note(b, p, &d->notes[i]));
    int64_t last_alert, last_note;
    alert_engine_numbers(e, &last_alert, &last_note);
    BOOK_RUN(b, "UPDATE book SET last_ack = max(last_ack, ?), last_alert = ?, last_note = ?", "iii",
             last_ack, last_alert, last_note);
    return OK;
}

error alert_book_save(alert_book *b, const alert_engine *e, const alert_policy *p,
                      const alert_decisions *d, int64_t last_ack, int64_t now_ms)
{
    TRY(db_begin(b->db));
    error err = save(b, e, p, d, last_ack, now_ms);
    if (!err.code)
        err = db_commit(b->db);
    db_rollback(b->db); /* nothing is open after a commit */
    return err;
}

/* ---- notes ----------------------------------------------------------------------------------- */

/* With its time: when an older copy of the book was put in place, numbers come again. */
static const char *key_made(const alert_book *b, arena *a, int64_t note, int64_t made_ms)
{
    return arena_printf(a, "%s-%" PRId64 "-%" PRId64, b->name, note, made_ms);
}

/* The key of the note with number ID, "" when it is 0 or was dropped. */
static error key_of(alert_book *b, arena *a, int64_t id, const char **out)
{
    sqlite3_stmt *stmt;
    bool row = false;
    TRY(db_prepare(b->db, "SELECT made_ms FROM note WHERE id = ?", &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code)
        err = db_step(stmt, &row);
    *out = !err.code && row ? key_made(b, a, id, sqlite3_column_int64(stmt, 0)) : "";
    sqlite3_finalize(stmt);
    TRY(err);
    return *out ? OK : error_no_memory();
}

/* The alert ID as the book has it now, in arena A; NULL when it was dropped. */
static error keep_alert(alert_book *b, arena *a, int64_t id, alert **out)
{
    sqlite3_stmt *stmt;
    bool row = false;
    *out = NULL;
    TRY(db_prepare(b->db, "SELECT " BOOK_ALERT_COLUMNS " FROM alert a WHERE a.id = ?", &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code && !(err = db_step(stmt, &row)).code && row) {
        alert *kept = arena_alloc(a, sizeof *kept);
        if (kept) {
            *kept = book_alert_row(stmt);
            alert_subject *s = &kept->subject;
            s->unit = arena_strdup(a, s->unit);
            s->obligation = arena_strdup(a, s->obligation);
            s->object = arena_strdup(a, s->object);
            kept->detail = arena_strdup(a, kept->detail);
            *out = s->unit && s->obligation && s->object && kept->detail ? kept : NULL;
        }
        if (!*out)
            err = error_no_memory();
    }
    sqlite3_finalize(stmt);
    return err;
}

static error keep_item(alert_book *b, arena *a, sqlite3_stmt *stmt, alert_item *out)
{
    alert *about, *rest;
    TRY(keep_alert(b, a, sqlite3_column_int64(stmt, 0), &about));
    TRY(keep_alert(b, a, sqlite3_column_int64(stmt, 2), &rest));
    *out = (alert_item){about, (alert_says)sqlite3_column_int(stmt, 1), rest,
                        sqlite3_column_int64(stmt, 3)};
    return OK;
}

static error keep_items(alert_book *b, arena *a, kept_note *n)
{
    sqlite3_stmt *stmt;
    bool row = true;
    size_t room = n->count;
    n->count = 0;
    if (!(n->items = arena_alloc(a, (room + 1) * sizeof *n->items)))
        return error_no_memory();
    TRY(db_prepare(b->db,
                   "SELECT alert, says, rest, first_note FROM item WHERE note = ? ORDER BY place",
                   &stmt));
    error err = db_bind(stmt, "i", n->id);
    while (!err.code && n->count < room && !(err = db_step(stmt, &row)).code && row)
        if (!(err = keep_item(b, a, stmt, &n->items[n->count])).code)
            n->count += n->items[n->count].about != NULL;
    sqlite3_finalize(stmt);
    return err;
}

error alert_book_next_unplaced(alert_book *b, arena *a, kept_note *out, bool *found)
{
    sqlite3_stmt *stmt;
    *found = false;
    TRY(db_prepare(b->db,
                   "SELECT id, route, made_ms, severity,"
                   " (SELECT count(*) FROM item WHERE note = note.id)"
                   " FROM note WHERE message IS NULL ORDER BY id LIMIT 1",
                   &stmt));
    error err = db_step(stmt, found);
    if (!err.code && *found)
        *out = (kept_note){
            .id = sqlite3_column_int64(stmt, 0),
            .made_ms = sqlite3_column_int64(stmt, 2),
            .route = arena_strdup(a, db_text(stmt, 1)),
            .key = key_made(b, a, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 2)),
            .severity = alert_severity_parse(db_text(stmt, 3)),
            .count = (size_t)sqlite3_column_int64(stmt, 4)};
    sqlite3_finalize(stmt);
    TRY(err);
    if (!*found)
        return OK;
    TRY(keep_items(b, a, out));
    TRY(key_of(b, a, out->count ? out->items[0].first_note : 0, &out->first_key));
    return out->route && out->key ? OK : error_no_memory();
}

error alert_book_placed(alert_book *b, int64_t note, int64_t message)
{
    BOOK_RUN(b, "UPDATE note SET message = ?2 WHERE id = ?1", "ii", note, message);
    return OK;
}
