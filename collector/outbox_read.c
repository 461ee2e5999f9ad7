/* What is read from the outbox, and what the province sent. */
#include "base/i18n.h"
#include "collector/outbox_schema.h"

#include <stdio.h>
#include <string.h>

/* ---- for the publisher ---------------------------------------------------------------------- */

static error copy_pending(sqlite3_stmt *stmt, arena *a, size_t max, size_t max_bytes,
                          wire_bytes *out, size_t *count)
{
    size_t bytes = 0;
    for (bool row;;) {
        TRY(db_step(stmt, &row));
        size_t size = row ? (size_t)sqlite3_column_bytes(stmt, 0) : 0;
        if (!row || *count == max || (*count && bytes + size > max_bytes))
            return OK;
        void *copy = arena_alloc(a, size ? size : 1);
        if (!copy)
            return error_no_memory();
        memcpy(copy, sqlite3_column_blob(stmt, 0), size);
        out[(*count)++] = (wire_bytes){copy, size};
        bytes += size;
    }
}

error outbox_pending(outbox *box, arena *a, uint64_t first, size_t max, size_t max_bytes,
                     wire_bytes **out, size_t *count)
{
    sqlite3_stmt *stmt;
    *count = 0;
    *out = arena_alloc(a, max * sizeof **out);
    if (!*out)
        return error_no_memory();
    TRY(db_prepare(
        box->db, "SELECT bytes FROM report WHERE sequence >= ? ORDER BY sequence LIMIT ?", &stmt));
    error err = db_bind(stmt, "ii", (int64_t)first, (int64_t)max);
    if (!err.code)
        err = copy_pending(stmt, a, max, max_bytes, *out, count);
    sqlite3_finalize(stmt);
    return err;
}

/* ---- catalogue ------------------------------------------------------------------------------ */

error outbox_put_catalogue(outbox *box, uint64_t version, wire_bytes message, int64_t now_ms)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "INSERT OR REPLACE INTO catalogue (one, version, at, bytes) VALUES (1, ?, ?, ?)",
                   &stmt));
    error err = db_run(stmt, "iib", (int64_t)version, now_ms, message.data, message.size);
    sqlite3_finalize(stmt);
    return err;
}

static error unpack_catalogue(const void *data, size_t size, catalogue **out)
{
    arena *a = wire_arena();
    if (!a)
        return error_no_memory();
    ProtobufCMessage *base;
    error err = wire_unpack(a, &tiendo__v1__aggregator_message__descriptor,
                            (wire_bytes){data, size}, &base);
    if (!err.code) {
        const Tiendo__V1__AggregatorMessage *m = (const Tiendo__V1__AggregatorMessage *)base;
        err = m->body_case == TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE
                  ? wire_catalogue_from(m->catalogue, out)
                  : error_make(ERR_CORRUPT, _("danh mục lưu trong hộp gửi không đọc được"));
    }
    arena_free(a);
    return err;
}

error outbox_catalogue(outbox *box, catalogue **out)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(box->db, "SELECT bytes FROM catalogue", &stmt));
    error err = db_step(stmt, &row);
    if (!err.code && !row)
        err = error_make(ERR_NOT_FOUND,
                         _("chưa nhận được danh mục từ tỉnh; để tiendo-collector run kết nối với "
                           "tỉnh một lần rồi làm lại"));
    else if (!err.code)
        err = unpack_catalogue(sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0),
                               out);
    sqlite3_finalize(stmt);
    return err;
}

/* ---- letters -------------------------------------------------------------------------------- */

error outbox_has_letter(outbox *box, const char *kind, uint64_t id, bool *out)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db, "SELECT 1 FROM letter WHERE kind = ? AND id = ?", &stmt));
    error err = db_bind(stmt, "ti", kind, (int64_t)id);
    if (!err.code)
        err = db_step(stmt, out);
    sqlite3_finalize(stmt);
    return err;
}

error outbox_put_letter(outbox *box, const outbox_letter *letter)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "INSERT OR IGNORE INTO letter (kind, id, at, subject, deadline, sender, text)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?)",
                   &stmt));
    error err = db_run(stmt, "tiitttt", letter->kind, (int64_t)letter->id, letter->received_at_ms,
                       letter->subject, letter->deadline, letter->sender, letter->text);
    sqlite3_finalize(stmt);
    return err;
}

error outbox_letters(outbox *box, outbox_letter_fn fn, void *context)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "SELECT kind, id, at, subject, deadline, sender, text FROM letter"
                   " ORDER BY at DESC, id DESC",
                   &stmt));
    error err;
    for (bool row; !(err = db_step(stmt, &row)).code && row;) {
        outbox_letter l = {
            .kind = db_text(stmt, 0),
            .id = (uint64_t)sqlite3_column_int64(stmt, 1),
            .received_at_ms = sqlite3_column_int64(stmt, 2),
            .subject = db_text(stmt, 3),
            .deadline = db_text(stmt, 4),
            .sender = db_text(stmt, 5),
            .text = db_text(stmt, 6),
        };
        if (!fn(context, &l))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- connection ----------------------------------------------------------------------------- */

error outbox_put_connection(outbox *box, const char *state, const char *detail, int64_t since_ms)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "UPDATE state SET connection = ?, connection_detail = ?, connection_at = ?",
                   &stmt));
    error err = db_run(stmt, "tti", state, detail, since_ms);
    sqlite3_finalize(stmt);
    return err;
}

error outbox_read_connection(outbox *box, arena *a, outbox_connection *out)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(
        box->db, "SELECT connection, connection_detail, connection_at, notice FROM state", &stmt));
    *out = (outbox_connection){"", "", 0, ""};
    error err = db_step(stmt, &row);
    if (!err.code && row) {
        *out = (outbox_connection){
            arena_strdup(a, db_text(stmt, 0)),
            arena_strdup(a, db_text(stmt, 1)),
            sqlite3_column_int64(stmt, 2),
            arena_strdup(a, db_text(stmt, 3)),
        };
        if (!out->state || !out->detail || !out->notice)
            err = error_no_memory();
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- verdicts ------------------------------------------------------------------------------- */

static error each_refusal(sqlite3_stmt *stmt, outbox_refusal_fn fn, void *context)
{
    for (bool row;;) {
        TRY(db_step(stmt, &row));
        if (!row)
            return OK;
        outbox_refusal r = {
            .sequence = (uint64_t)sqlite3_column_int64(stmt, 0),
            .outcome = (outcome)sqlite3_column_int(stmt, 1),
            .code = db_text(stmt, 2),
            .message = db_text(stmt, 3),
            .unit = db_text(stmt, 4),
            .obligation = db_text(stmt, 5),
            .period = db_text(stmt, 6),
            .breakdown = db_text(stmt, 7),
            .content = db_text(stmt, 8),
            .source = db_text(stmt, 9),
            .at_ms = sqlite3_column_int64(stmt, 10),
        };
        if (!fn(context, &r))
            return OK;
    }
}

#define REFUSAL_COLUMNS                                                                            \
    "sequence, outcome, code, message, unit, obligation, period, breakdown, content, source, at"

error outbox_refusals(outbox *box, outbox_refusal_fn fn, void *context)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "SELECT " REFUSAL_COLUMNS " FROM verdict WHERE settled = 0 ORDER BY id DESC",
                   &stmt));
    error err = each_refusal(stmt, fn, context);
    sqlite3_finalize(stmt);
    return err;
}

error outbox_file_refusals(outbox *box, int64_t file, outbox_refusal_fn fn, void *context)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db, "SELECT " REFUSAL_COLUMNS " FROM verdict WHERE file = ? ORDER BY id",
                   &stmt));
    error err = db_bind(stmt, "i", file);
    if (!err.code)
        err = each_refusal(stmt, fn, context);
    sqlite3_finalize(stmt);
    return err;
}
