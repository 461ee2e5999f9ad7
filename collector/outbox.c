#include "base/i18n.h"
#include "collector/outbox_schema.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* "TDOB" */
enum { APPLICATION_ID = 0x54444f42 };

static const char schema_1[] =
    "CREATE TABLE state ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  stream BLOB NOT NULL CHECK (length(stream) = 16),"
    "  last INTEGER NOT NULL DEFAULT 0,"
    "  acknowledged INTEGER NOT NULL DEFAULT 0,"
    "  acknowledged_at INTEGER NOT NULL DEFAULT 0,"
    "  connection TEXT NOT NULL DEFAULT '',"
    "  connection_detail TEXT NOT NULL DEFAULT '',"
    "  connection_at INTEGER NOT NULL DEFAULT 0,"
    "  notice TEXT NOT NULL DEFAULT '') STRICT;"
    "CREATE TABLE file ("
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL,"
    "  hash BLOB,"
    "  place TEXT NOT NULL DEFAULT '',"
    "  summary TEXT NOT NULL DEFAULT '',"
    "  taken_at INTEGER NOT NULL,"
    "  queued INTEGER NOT NULL, unchanged INTEGER NOT NULL,"
    "  corrections INTEGER NOT NULL, refused INTEGER NOT NULL,"
    "  accepted INTEGER NOT NULL DEFAULT 0, warned INTEGER NOT NULL DEFAULT 0,"
    "  rejected INTEGER NOT NULL DEFAULT 0,"
    "  first INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  untold INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX file_hash ON file (hash);"
    "CREATE INDEX file_untold ON file (id) WHERE untold = 1;"
    "CREATE TABLE report ("
    "  sequence INTEGER PRIMARY KEY,"
    "  file INTEGER REFERENCES file (id),"
    "  queued_at INTEGER NOT NULL,"
    "  bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE said ("
    "  key TEXT PRIMARY KEY,"
    "  sequence INTEGER NOT NULL," /* 0: in an earlier stream */
    "  hash BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE verdict ("
    "  id INTEGER PRIMARY KEY,"
    "  sequence INTEGER NOT NULL,"
    "  file INTEGER REFERENCES file (id),"
    "  topic TEXT NOT NULL,"
    "  outcome INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,"
    "  unit TEXT NOT NULL, obligation TEXT NOT NULL, period TEXT NOT NULL,"
    "  breakdown TEXT NOT NULL, content TEXT NOT NULL, source TEXT NOT NULL,"
    "  at INTEGER NOT NULL,"
    "  settled INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX verdict_topic ON verdict (topic) WHERE settled = 0;"
    "CREATE INDEX verdict_file ON verdict (file);"
    "CREATE TABLE catalogue ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  version INTEGER NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE letter ("
    "  kind TEXT NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  subject TEXT NOT NULL, deadline TEXT NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL,"
    "  PRIMARY KEY (kind, id)) STRICT;";

static const char *const migrations[] = {schema_1};
static const db_schema schema = {APPLICATION_ID, migrations, 1};

static const char *const texts[BOX_STATEMENTS] = {
    [BOX_STATE] = "SELECT s.stream, s.last, s.acknowledged, s.acknowledged_at,"
                  " (SELECT queued_at FROM report ORDER BY sequence LIMIT 1),"
                  " c.version, c.at FROM state s LEFT JOIN catalogue c ON c.one = 1",
    [BOX_LAST_GET] = "SELECT sequence, hash FROM said WHERE key = ?",
    [BOX_LAST_PUT] = "INSERT INTO said (key, sequence, hash) VALUES (?, ?, ?)"
                     " ON CONFLICT (key) DO UPDATE SET sequence = excluded.sequence,"
                     " hash = excluded.hash",
    [BOX_REPORT_INSERT] =
        "INSERT INTO report (sequence, file, queued_at, bytes) VALUES (?, nullif(?, 0), ?, ?)",
    [BOX_VERDICT_SETTLE] = "UPDATE verdict SET settled = 1 WHERE topic = ? AND settled = 0",
    [BOX_REPORT_GET] = "SELECT ifnull(file, 0), bytes FROM report WHERE sequence = ?",
    [BOX_LAST_FORGET] = "DELETE FROM said WHERE key = ? AND sequence = ?",
    [BOX_FILE_REJECTED] =
        "UPDATE file SET rejected = rejected + 1, accepted = accepted - 1 WHERE id = ?",
    [BOX_FILE_WARNED] = "UPDATE file SET warned = warned + 1, accepted = accepted - 1 WHERE id = ?",
    [BOX_VERDICT_INSERT] = "INSERT INTO verdict (sequence, file, topic, outcome, code, message,"
                           " unit, obligation, period, breakdown, content, source, at)"
                           " VALUES (?, nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

static error compile_all(outbox *box)
{
    for (int i = 0; i < BOX_STATEMENTS; i++)
        TRY(db_prepare(box->db, texts[i], &box->statements[i]));
    return OK;
}

static error make_stream(outbox *box)
{
    unsigned char id[WIRE_STREAM_ID_SIZE];
    randombytes_buf(id, sizeof id);
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db, "INSERT INTO state (one, stream) VALUES (1, ?) ON CONFLICT DO NOTHING",
                   &stmt));
    error err = db_run(stmt, "b", (const void *)id, sizeof id);
    sqlite3_finalize(stmt);
    return err;
}

static error open_mode(outbox **out, const char *path, db_mode mode)
{
    if (sodium_init() < 0)
        return error_make(ERR_INTERNAL, "libsodium");
    outbox *box = calloc(1, sizeof *box);
    if (!box)
        return error_no_memory();
    error err = db_open(&box->db, path, mode, &schema);
    if (!err.code && mode != DB_READ_ONLY)
        err = make_stream(box);
    if (!err.code)
        err = compile_all(box);
    if (err.code) {
        outbox_close(box);
        return err;
    }
    *out = box;
    return OK;
}

error outbox_open(outbox **out, const char *path)
{
    return open_mode(out, path, DB_SHARED);
}

error outbox_open_reader(outbox **out, const char *path)
{
    return open_mode(out, path, DB_READ_ONLY);
}

void outbox_close(outbox *box)
{
    if (!box)
        return;
    for (int i = 0; i < BOX_STATEMENTS; i++)
        sqlite3_finalize(box->statements[i]);
    db_close(box->db);
    free(box);
}

error outbox_read_state(outbox *box, outbox_state *out)
{
    sqlite3_stmt *stmt = box->statements[BOX_STATE];
    bool row;
    *out = (outbox_state){0};
    TRY(db_bind(stmt, ""));
    TRY(db_step(stmt, &row));
    if (!row)
        return error_make(ERR_CORRUPT, _("hộp gửi không có mã luồng; khôi phục từ bản sao lưu"));
    memcpy(out->stream, sqlite3_column_blob(stmt, 0), sizeof out->stream);
    out->last = (uint64_t)sqlite3_column_int64(stmt, 1);
    out->acknowledged = (uint64_t)sqlite3_column_int64(stmt, 2);
    out->acknowledged_at_ms = sqlite3_column_int64(stmt, 3);
    out->pending = (int64_t)(out->last - out->acknowledged); /* no gaps: counting takes its time */
    out->oldest_ms = sqlite3_column_int64(stmt, 4);
    out->catalogue_version = (uint64_t)sqlite3_column_int64(stmt, 5);
    out->catalogue_at_ms = sqlite3_column_int64(stmt, 6);
    sqlite3_reset(stmt);
    sodium_bin2hex(out->stream_hex, sizeof out->stream_hex, out->stream, sizeof out->stream);
    return OK;
}

void outbox_hash(const void *data, size_t size, unsigned char hash[OUTBOX_HASH_SIZE])
{
    crypto_generichash(hash, OUTBOX_HASH_SIZE, data, size, NULL, 0);
}

/* ---- what a report says, and about what ----------------------------------------------------- */

void outbox_key_of(const report *r, outbox_key *out)
{
    snprintf(out->topic, sizeof out->topic, "%s|%s|%s|%s|%s", r->unit, r->obligation, r->period,
             r->breakdown, report_kind_code(r->kind));
    snprintf(out->text, sizeof out->text, "%s", out->topic);
    if (r->kind != REPORT_DIFFICULTY && r->kind != REPORT_NARRATIVE)
        return;
    unsigned char hash[OUTBOX_HASH_SIZE];
    char hex[2 * OUTBOX_HASH_SIZE + 1];
    outbox_hash(r->text, strlen(r->text), hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(out->text, sizeof out->text, "%s|%s", out->topic, hex);
}

/* Where it came from does not count: the same figure from another file is the same figure. */
static void content_hash(const report *r, unsigned char hash[OUTBOX_HASH_SIZE])
{
    crypto_generichash_state h;
    char numbers[200];
    int n =
        snprintf(numbers, sizeof numbers, "%d %d %lld %lld %u %u %d %lld|", (int)r->kind,
                 r->figure.is_ratio, (long long)r->figure.value, (long long)r->figure.denominator,
                 r->figure.decimals, r->percent, (int)r->state, (long long)r->observed_at_ms);
    crypto_generichash_init(&h, NULL, 0, OUTBOX_HASH_SIZE);
    crypto_generichash_update(&h, (const unsigned char *)numbers, (size_t)n);
    crypto_generichash_update(&h, (const unsigned char *)r->addressed_to,
                              strlen(r->addressed_to) + 1);
    crypto_generichash_update(&h, (const unsigned char *)r->text, strlen(r->text));
    crypto_generichash_final(&h, hash, OUTBOX_HASH_SIZE);
}

error outbox_pack(arena *a, const report *r, wire_bytes *out)
{
    Tiendo__V1__Report *message;
    TRY(wire_report_to(a, r, &message));
    return wire_pack(a, &message->base, out);
}

error outbox_unpack(arena *a, const void *data, size_t size, report *out)
{
    ProtobufCMessage *message;
    TRY(wire_unpack(a, &tiendo__v1__report__descriptor, (wire_bytes){data, size}, &message));
    return wire_report_from(a, (const Tiendo__V1__Report *)message, out);
}

/* ---- appending ------------------------------------------------------------------------------ */

/* Reports on their way in, within one transaction. */
typedef struct appending {
    outbox *box;
    arena *scratch;
    int64_t file, now_ms;
    uint64_t last;
    outbox_tally tally;
} appending;

static error find_said(appending *in, const outbox_key *key, const unsigned char *hash, bool *same,
                       uint64_t *sequence)
{
    sqlite3_stmt *stmt = in->box->statements[BOX_LAST_GET];
    bool row;
    TRY(db_bind(stmt, "t", key->text));
    TRY(db_step(stmt, &row));
    *same = row && sqlite3_column_bytes(stmt, 1) == OUTBOX_HASH_SIZE &&
            memcmp(sqlite3_column_blob(stmt, 1), hash, OUTBOX_HASH_SIZE) == 0;
    *sequence = row ? (uint64_t)sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return OK;
}

static error insert_report(appending *in, const report *r)
{
    wire_bytes packed;
    arena_reset(in->scratch);
    TRY(outbox_pack(in->scratch, r, &packed));
    return db_run(in->box->statements[BOX_REPORT_INSERT], "iiib", (int64_t)r->sequence, in->file,
                  in->now_ms, packed.data, packed.size);
}

static error append_one(appending *in, report *r)
{
    unsigned char hash[OUTBOX_HASH_SIZE];
    outbox_key key;
    bool same;
    outbox_key_of(r, &key);
    content_hash(r, hash);
    r->sequence = 0;
    TRY(find_said(in, &key, hash, &same, &r->corrects));
    if (same) {
        in->tally.unchanged++;
        r->corrects = 0;
        return OK;
    }
    r->sequence = ++in->last;
    TRY(insert_report(in, r));
    TRY(db_run(in->box->statements[BOX_LAST_PUT], "tib", key.text, (int64_t)r->sequence,
               (const void *)hash, sizeof hash));
    TRY(db_run(in->box->statements[BOX_VERDICT_SETTLE], "t", key.topic));
    in->tally.corrections += r->corrects != 0;
    in->tally.queued++;
    return OK;
}

static error append_all(appending *in, report *reports, size_t count)
{
    outbox_state state;
    TRY(outbox_read_state(in->box, &state));
    in->last = state.last;
    for (size_t i = 0; i < count; i++)
        TRY(append_one(in, &reports[i]));
    if (in->tally.queued) {
        in->tally.first_sequence = state.last + 1;
        in->tally.last_sequence = in->last;
    }
    char sql[80];
    snprintf(sql, sizeof sql, "UPDATE state SET last = %lld", (long long)in->last);
    return db_exec(in->box->db, sql);
}

error outbox_append(outbox *box, report *reports, size_t count, int64_t now_ms, outbox_tally *tally)
{
    appending in = {.box = box, .now_ms = now_ms, .scratch = wire_arena()};
    if (!in.scratch)
        return error_no_memory();
    error err = db_begin(box->db);
    if (!err.code && !(err = append_all(&in, reports, count)).code)
        err = db_commit(box->db);
    if (err.code)
        db_rollback(box->db);
    arena_free(in.scratch);
    *tally = in.tally;
    return err;
}

/* ---- files ---------------------------------------------------------------------------------- */

#define FILE_COLUMNS                                                                               \
    "id, name, taken_at, place, summary, queued, unchanged, corrections, refused, accepted,"       \
    " warned, rejected"

static error read_file_row(sqlite3_stmt *stmt, arena *a, outbox_file *out)
{
    *out = (outbox_file){
        .id = sqlite3_column_int64(stmt, 0),
        .name = arena_strdup(a, db_text(stmt, 1)),
        .taken_at_ms = sqlite3_column_int64(stmt, 2),
        .place = arena_strdup(a, db_text(stmt, 3)),
        .summary = arena_strdup(a, db_text(stmt, 4)),
        .queued = sqlite3_column_int64(stmt, 5),
        .unchanged = sqlite3_column_int64(stmt, 6),
        .corrections = sqlite3_column_int64(stmt, 7),
        .refused = sqlite3_column_int64(stmt, 8),
        .accepted = sqlite3_column_int64(stmt, 9),
        .warned = sqlite3_column_int64(stmt, 10),
        .rejected = sqlite3_column_int64(stmt, 11),
    };
    return out->name && out->place && out->summary ? OK : error_no_memory();
}

/* A taking that was cut off before its file was moved counts as well, whatever was refused: its
 * reports are in, only the moving is left. */
static error find_taken(outbox *box, arena *a, const unsigned char *hash, outbox_file *out,
                        bool *found)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "SELECT " FILE_COLUMNS " FROM file WHERE hash = ? AND"
                   " (place = '' OR (refused = 0 AND rejected = 0)) ORDER BY id DESC LIMIT 1",
                   &stmt));
    error err = db_bind(stmt, "b", (const void *)hash, (size_t)OUTBOX_HASH_SIZE);
    if (!err.code && !(err = db_step(stmt, found)).code && *found)
        err = read_file_row(stmt, a, out);
    sqlite3_finalize(stmt);
    return err;
}

static error insert_file(outbox *box, const outbox_file *file, const unsigned char *hash)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "INSERT INTO file (name, hash, taken_at, queued, unchanged, corrections,"
                   " refused, first, last) VALUES (?, ?, ?, 0, 0, 0, ?, 0, 0)",
                   &stmt));
    error err = db_run(stmt, "tbii", file->name, (const void *)hash, (size_t)OUTBOX_HASH_SIZE,
                       file->taken_at_ms, file->refused);
    sqlite3_finalize(stmt);
    return err;
}

static error count_file(outbox *box, const outbox_file *file, const outbox_tally *t)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "UPDATE file SET queued = ?, unchanged = ?, corrections = ?, first = ?,"
                   " last = ? WHERE id = ?",
                   &stmt));
    error err = db_run(stmt, "iiiiii", file->queued, file->unchanged, file->corrections,
                       (int64_t)t->first_sequence, (int64_t)t->last_sequence, file->id);
    sqlite3_finalize(stmt);
    return err;
}

static error append_new_file(appending *in, outbox_file *file, const unsigned char *hash,
                             report *reports, size_t count)
{
    file->taken_at_ms = in->now_ms;
    file->place = file->summary = "";
    TRY(insert_file(in->box, file, hash));
    file->id = in->file = sqlite3_last_insert_rowid(in->box->db);
    TRY(append_all(in, reports, count));
    file->queued = (int64_t)in->tally.queued;
    file->unchanged = (int64_t)in->tally.unchanged;
    file->corrections = (int64_t)in->tally.corrections;
    return count_file(in->box, file, &in->tally);
}

error outbox_append_file(outbox *box, arena *a, outbox_file *file,
                         const unsigned char hash[OUTBOX_HASH_SIZE], report *reports, size_t count,
                         int64_t now_ms, bool *again)
{
    appending in = {.box = box, .now_ms = now_ms, .scratch = wire_arena()};
    if (!in.scratch)
        return error_no_memory();
    error err = db_begin(box->db);
    if (!err.code)
        err = find_taken(box, a, hash, file, again);
    if (!err.code && !*again)
        err = append_new_file(&in, file, hash, reports, count);
    if (!err.code)
        err = db_commit(box->db);
    if (err.code)
        db_rollback(box->db);
    arena_free(in.scratch);
    return err;
}

error outbox_file_moved(outbox *box, int64_t id, const char *place, const char *summary)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db, "UPDATE file SET place = ?, summary = ? WHERE id = ?", &stmt));
    error err = db_run(stmt, "tti", place, summary, id);
    sqlite3_finalize(stmt);
    return err;
}

error outbox_next_answered(outbox *box, arena *a, outbox_file *out, bool *found)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(box->db,
                   "SELECT " FILE_COLUMNS " FROM file WHERE untold = 1 AND place <> ''"
                   " ORDER BY id LIMIT 1",
                   &stmt));
    error err = db_step(stmt, found);
    if (!err.code && *found)
        err = read_file_row(stmt, a, out);
    sqlite3_finalize(stmt);
    return err;
}

error outbox_file_told(outbox *box, int64_t id)
{
    char sql[80];
    snprintf(sql, sizeof sql, "UPDATE file SET untold = 0 WHERE id = %lld", (long long)id);
    return db_exec(box->db, sql);
}
