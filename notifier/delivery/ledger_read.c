#include "base/i18n.h"
#include "notifier/delivery/ledger_internal.h"

#include <string.h>

/* ---- messages -------------------------------------------------------------------------------- */

#define MESSAGE_COLUMNS                                                                            \
    "m.kind, m.profile, m.key, m.follows, m.slot_ms, m.as_of_ms, m.last_event, m.subject,"         \
    " m.frozen"

static error keep(arena *a, const char **strings[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(*strings[i] = arena_strdup(a, *strings[i])))
            return error_no_memory();
    return OK;
}

static error read_message(sqlite3_stmt *stmt, arena *a, message *out)
{
    *out = (message){.kind = message_kind_parse(db_text(stmt, 0)),
                     .profile = db_text(stmt, 1),
                     .key = db_text(stmt, 2),
                     .references = db_text(stmt, 3),
                     .slot_ms = sqlite3_column_int64(stmt, 4),
                     .as_of_ms = sqlite3_column_int64(stmt, 5),
                     .last_event = sqlite3_column_int64(stmt, 6),
                     .subject = db_text(stmt, 7),
                     .frozen = db_text(stmt, 8)};
    const char **strings[] = {&out->profile, &out->key, &out->references, &out->subject,
                              &out->frozen};
    return keep(a, strings, sizeof strings / sizeof *strings);
}

error ledger_last(ledger *l, message_kind kind, const char *profile, int64_t as_of_ms, arena *a,
                  message *out, int64_t *id, bool *found)
{
    static const char sql[] =
        "SELECT " MESSAGE_COLUMNS ", m.id FROM message m WHERE m.kind = ? AND m.profile = ?"
        " AND m.as_of_ms <= ? AND (EXISTS (SELECT 1 FROM delivery v WHERE v.message = m.id"
        " AND v.state NOT IN ('held', 'skipped')) OR NOT EXISTS (SELECT 1 FROM delivery v"
        " WHERE v.message = m.id)) ORDER BY m.as_of_ms DESC, m.id DESC LIMIT 1";
    sqlite3_stmt *stmt;
    *found = false;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "tti", message_kind_code(kind), profile, as_of_ms);
    if (!err.code && !(err = db_step(stmt, found)).code && *found) {
        *id = sqlite3_column_int64(stmt, 9);
        err = read_message(stmt, a, out);
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_last_slot(ledger *l, message_kind kind, const char *profile, int64_t *slot_ms)
{
    static const char sql[] = "SELECT coalesce(max(slot_ms), 0) FROM message WHERE kind = ?"
                              " AND profile = ?";
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "tt", message_kind_code(kind), profile);
    if (!err.code && !(err = db_step(stmt, &row)).code)
        *slot_ms = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

error ledger_find(ledger *l, message_kind kind, const char *profile, const char *key, int64_t *id,
                  bool *found)
{
    static const char sql[] = "SELECT id FROM message WHERE kind = ? AND profile = ? AND key = ?";
    sqlite3_stmt *stmt;
    *found = false;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "ttt", message_kind_code(kind), profile, key);
    if (!err.code && !(err = db_step(stmt, found)).code && *found)
        *id = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

static error read_part(sqlite3_stmt *stmt, arena *a, message_part *out)
{
    size_t size = (size_t)sqlite3_column_bytes(stmt, 3);
    char *data = arena_alloc(a, size + 1);
    *out = (message_part){.name = db_text(stmt, 0),
                          .type = db_text(stmt, 1),
                          .content_id = db_text(stmt, 2),
                          .data = data,
                          .size = size};
    if (!data)
        return error_no_memory();
    if (size)
        memcpy(data, sqlite3_column_blob(stmt, 3), size);
    const char **strings[] = {&out->name, &out->type, &out->content_id};
    return keep(a, strings, 3);
}

static error count_parts(ledger *l, int64_t id, size_t *count)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, "SELECT count(*) FROM part WHERE message = ?", &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code && !(err = db_step(stmt, &row)).code)
        *count = (size_t)sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

static error read_parts(ledger *l, int64_t id, arena *a, message *out)
{
    static const char sql[] =
        "SELECT name, type, content_id, data FROM part WHERE message = ? ORDER BY id";
    sqlite3_stmt *stmt;
    size_t count = 0, n = 0;
    TRY(count_parts(l, id, &count));
    message_part *parts = arena_alloc(a, (count + 1) * sizeof *parts);
    if (!parts)
        return error_no_memory();
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "i", id);
    bool row = true;
    while (!err.code && n < count && !(err = db_step(stmt, &row)).code && row)
        err = read_part(stmt, a, &parts[n++]);
    sqlite3_finalize(stmt);
    out->parts = parts;
    out->part_count = n;
    return err;
}

error ledger_read(ledger *l, int64_t id, arena *a, message *out)
{
    sqlite3_stmt *stmt;
    bool found = false;
    TRY(db_prepare(l->db, "SELECT " MESSAGE_COLUMNS " FROM message m WHERE m.id = ?", &stmt));
    error err = db_bind(stmt, "i", id);
    if (!err.code && !(err = db_step(stmt, &found)).code && found)
        err = read_message(stmt, a, out);
    sqlite3_finalize(stmt);
    TRY(err);
    if (!found)
        return error_make(ERR_NOT_FOUND, _("không có bản tin số %lld trong sổ gửi"), (long long)id);
    return read_parts(l, id, a, out);
}

/* ---- deliveries ------------------------------------------------------------------------------ */

ledger_delivery ledger_delivery_row(sqlite3_stmt *stmt)
{
    return (ledger_delivery){.id = sqlite3_column_int64(stmt, 0),
                             .message = sqlite3_column_int64(stmt, 1),
                             .attempts = sqlite3_column_int64(stmt, 2),
                             .queued_ms = sqlite3_column_int64(stmt, 3),
                             .next_try_ms = sqlite3_column_int64(stmt, 4),
                             .done_ms = sqlite3_column_int64(stmt, 5),
                             .state = delivery_state_parse(db_text(stmt, 6)),
                             .kind = message_kind_parse(db_text(stmt, 7)),
                             .profile = db_text(stmt, 8),
                             .key = db_text(stmt, 9),
                             .subject = db_text(stmt, 10),
                             .slot_ms = sqlite3_column_int64(stmt, 11),
                             .to = {.channel = db_text(stmt, 12),
                                    .name = db_text(stmt, 13),
                                    .address = db_text(stmt, 14),
                                    .message_id = db_text(stmt, 15)},
                             .said = db_text(stmt, 16),
                             .dated_ms = sqlite3_column_int64(stmt, 17)};
}

error ledger_delivery_keep(arena *a, ledger_delivery *d)
{
    const char **strings[] = {&d->profile, &d->key,        &d->subject,       &d->to.channel,
                              &d->to.name, &d->to.address, &d->to.message_id, &d->said};
    return keep(a, strings, sizeof strings / sizeof *strings);
}

error ledger_bind_filter(sqlite3_stmt *stmt, const ledger_filter *f)
{
    return db_bind(stmt, "itttiii", f->message, f->address, f->profile,
                   delivery_state_code(f->state), (int64_t)f->dead, f->since_ms, f->delivery);
}

error ledger_count(ledger *l, const ledger_filter *f, int64_t *count)
{
    static const char sql[] = "SELECT count(*) FROM delivery v JOIN message m ON m.id = v.message"
                              " WHERE " LEDGER_MATCHES;
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = ledger_bind_filter(stmt, f);
    if (!err.code && !(err = db_step(stmt, &row)).code)
        *count = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

error ledger_each(ledger *l, const ledger_filter *f, ledger_fn fn, void *context)
{
    static const char sql[] =
        "SELECT " LEDGER_DELIVERY_COLUMNS " FROM delivery v JOIN message m ON m.id = v.message"
        " WHERE " LEDGER_MATCHES " ORDER BY v.id DESC LIMIT ?8";
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = ledger_bind_filter(stmt, f);
    if (!err.code && sqlite3_bind_int64(stmt, 8, f->limit ? f->limit : -1) != SQLITE_OK)
        err = db_error(l->db, "bind");
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        ledger_delivery d = ledger_delivery_row(stmt);
        if (!fn(context, &d))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

error ledger_tries(ledger *l, int64_t delivery, ledger_try_fn fn, void *context)
{
    static const char sql[] =
        "SELECT began_ms, ended_ms, state, said FROM try WHERE delivery = ? ORDER BY id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(l->db, sql, &stmt));
    error err = db_bind(stmt, "i", delivery);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        const ledger_try t = {.began_ms = sqlite3_column_int64(stmt, 0),
                              .ended_ms = sqlite3_column_int64(stmt, 1),
                              .state = delivery_state_parse(db_text(stmt, 2)),
                              .said = db_text(stmt, 3)};
        if (!fn(context, &t))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}
