/* What the province's answers do to the outbox. */
#include "base/i18n.h"
#include "collector/outbox_schema.h"
#include "model/amount.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* ---- verdicts ------------------------------------------------------------------------------- */

/* What a report says, in a few words for a listing; in arena A. */
static const char *content_text(arena *a, const report *r)
{
    char first[AMOUNT_TEXT_MAX], second[AMOUNT_TEXT_MAX];
    const figure *f = &r->figure;
    switch (r->kind) {
    case REPORT_FIGURE:
        amount_format_short(f->value, f->decimals, AMOUNT_PEOPLE, first, sizeof first);
        if (!f->is_ratio)
            return arena_strdup(a, first);
        amount_format_short(f->denominator, f->decimals, AMOUNT_PEOPLE, second, sizeof second);
        return arena_printf(a, "%s/%s", first, second);
    case REPORT_TASK:
        return arena_printf(a, "%u%%, %s", r->percent, task_state_name(r->state));
    case REPORT_NOTHING:
        return arena_strdup(a, report_kind_name(r->kind));
    default:
        return arena_strdup(a, r->text);
    }
}

static error keep_verdict(outbox *box, const outbox_verdict *v, const report *r, int64_t file,
                          arena *scratch, int64_t at_ms)
{
    outbox_key key;
    outbox_key_of(r, &key);
    const char *content = content_text(scratch, r);
    if (!content)
        return error_no_memory();
    if (v->outcome == REJECTED)
        TRY(db_run(box->statements[BOX_LAST_FORGET], "ti", key.text, (int64_t)v->sequence));
    return db_run(box->statements[BOX_VERDICT_INSERT], "iititttttttti", (int64_t)v->sequence, file,
                  key.topic, (int64_t)v->outcome, v->code, v->message, r->unit, r->obligation,
                  r->period, r->breakdown, content, r->source, at_ms);
}

static error take_verdict(outbox *box, const outbox_verdict *v, arena *scratch, int64_t at_ms)
{
    sqlite3_stmt *stmt = box->statements[BOX_REPORT_GET];
    bool row;
    arena_reset(scratch);
    TRY(db_bind(stmt, "i", (int64_t)v->sequence));
    TRY(db_step(stmt, &row));
    if (!row)
        return OK; /* acknowledged before: its verdict was kept then */
    int64_t file = sqlite3_column_int64(stmt, 0);
    report r;
    error err = outbox_unpack(scratch, sqlite3_column_blob(stmt, 1),
                              (size_t)sqlite3_column_bytes(stmt, 1), &r);
    sqlite3_reset(stmt);
    if (err.code)
        return err;
    TRY(keep_verdict(box, v, &r, file, scratch, at_ms));
    if (!file)
        return OK;
    return db_run(box->statements[v->outcome == REJECTED ? BOX_FILE_REJECTED : BOX_FILE_WARNED],
                  "i", file);
}

/* ---- acknowledging -------------------------------------------------------------------------- */

/* Every answered report counts as accepted first; take_verdict() moves those that were not. */
static error count_answers(outbox *box, uint64_t through)
{
    char sql[320];
    snprintf(sql, sizeof sql,
             "UPDATE file SET untold = 1, accepted = accepted + n FROM"
             " (SELECT file AS f, count(*) AS n FROM report WHERE sequence <= %lld"
             " AND file IS NOT NULL GROUP BY file) WHERE id = f",
             (long long)through);
    return db_exec(box->db, sql);
}

static error forget_reports(outbox *box, uint64_t through, int64_t at_ms)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "DELETE FROM report WHERE sequence <= %lld;"
             "UPDATE state SET acknowledged = %lld, acknowledged_at = %lld",
             (long long)through, (long long)through, (long long)at_ms);
    return db_exec(box->db, sql);
}

static error ack_all(outbox *box, uint64_t through, const outbox_verdict *verdicts, size_t count,
                     arena *scratch, int64_t at_ms)
{
    outbox_state state;
    TRY(outbox_read_state(box, &state));
    if (through <= state.acknowledged)
        return OK;
    if (through > state.last)
        return error_make(ERR_INVALID, _("tỉnh xác nhận đến số %llu, hộp gửi mới có đến số %llu"),
                          (unsigned long long)through, (unsigned long long)state.last);
    TRY(count_answers(box, through));
    for (size_t i = 0; i < count; i++)
        TRY(take_verdict(box, &verdicts[i], scratch, at_ms));
    return forget_reports(box, through, at_ms);
}

error outbox_ack(outbox *box, uint64_t through, const outbox_verdict *verdicts, size_t count,
                 int64_t at_ms)
{
    arena *scratch = wire_arena();
    if (!scratch)
        return error_no_memory();
    error err = db_begin(box->db);
    if (!err.code && !(err = ack_all(box, through, verdicts, count, scratch, at_ms)).code)
        err = db_commit(box->db);
    if (err.code)
        db_rollback(box->db);
    arena_free(scratch);
    return err;
}

/* ---- a new stream --------------------------------------------------------------------------- */

/* The report at OLD gets the sequence NEW, also inside its bytes, and corrects nothing: what it
 * corrected has no number in the new stream. */
static error renumber(outbox *box, sqlite3_stmt *update, uint64_t old, uint64_t new, arena *a)
{
    sqlite3_stmt *get = box->statements[BOX_REPORT_GET];
    bool row;
    report r;
    wire_bytes packed;
    arena_reset(a);
    TRY(db_bind(get, "i", (int64_t)old));
    TRY(db_step(get, &row));
    if (!row)
        return error_make(ERR_CORRUPT, _("hộp gửi thiếu báo cáo số %llu"), (unsigned long long)old);
    error err =
        outbox_unpack(a, sqlite3_column_blob(get, 1), (size_t)sqlite3_column_bytes(get, 1), &r);
    sqlite3_reset(get);
    if (err.code)
        return err;
    r.sequence = new;
    r.corrects = 0;
    TRY(outbox_pack(a, &r, &packed));
    return db_run(update, "ibi", (int64_t) new, packed.data, packed.size, (int64_t)old);
}

static error renumber_all(outbox *box, const outbox_state *state, arena *a)
{
    sqlite3_stmt *update;
    TRY(db_prepare(box->db, "UPDATE report SET sequence = ?, bytes = ? WHERE sequence = ?",
                   &update));
    error err = OK;
    for (uint64_t old = state->acknowledged + 1; old <= state->last && !err.code; old++)
        err = renumber(box, update, old, old - state->acknowledged, a);
    sqlite3_finalize(update);
    return err;
}

/* What the province lost may be said again, row by row or as the same file. */
static error forget_lost(outbox *box, uint64_t from, uint64_t acknowledged)
{
    char sql[256];
    if (!from)
        return OK;
    snprintf(sql, sizeof sql,
             "DELETE FROM said WHERE sequence BETWEEN %lld AND %lld;"
             "UPDATE file SET hash = NULL WHERE last >= %lld",
             (long long)from, (long long)acknowledged, (long long)from);
    return db_exec(box->db, sql);
}

static error put_stream(outbox *box, const outbox_state *state, const char *notice)
{
    unsigned char id[WIRE_STREAM_ID_SIZE];
    sqlite3_stmt *stmt;
    randombytes_buf(id, sizeof id);
    TRY(db_prepare(box->db,
                   "UPDATE state SET stream = ?, last = ?, acknowledged = 0, acknowledged_at = 0,"
                   " notice = ?",
                   &stmt));
    error err = db_run(stmt, "bit", (const void *)id, sizeof id,
                       (int64_t)(state->last - state->acknowledged), notice);
    sqlite3_finalize(stmt);
    return err;
}

static error change_stream(outbox *box, uint64_t lost_from, const char *notice, arena *a)
{
    outbox_state state;
    char sql[320];
    long long shift;
    TRY(outbox_read_state(box, &state));
    shift = (long long)state.acknowledged;
    TRY(forget_lost(box, lost_from, state.acknowledged));
    TRY(renumber_all(box, &state, a));
    snprintf(sql, sizeof sql,
             "UPDATE said SET sequence = max(0, sequence - %lld);"
             "UPDATE file SET first = max(0, first - %lld), last = max(0, last - %lld)",
             shift, shift, shift);
    TRY(db_exec(box->db, sql));
    return put_stream(box, &state, notice);
}

error outbox_new_stream(outbox *box, uint64_t lost_from, const char *notice)
{
    arena *a = wire_arena();
    if (!a)
        return error_no_memory();
    error err = db_begin(box->db);
    if (!err.code && !(err = change_stream(box, lost_from, notice, a)).code)
        err = db_commit(box->db);
    if (err.code)
        db_rollback(box->db);
    arena_free(a);
    return err;
}
