#include "store/db.h"

#include "base/i18n.h"
#include "base/owner.h"
#include "store/log_vfs.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 5000, WAL_LIMIT_BYTES = 64 * 1024 * 1024 };

static error_code code_of(int sqlite_code)
{
    switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_NOMEM:
        return ERR_NO_MEMORY;
    case SQLITE_CANTOPEN:
        return ERR_NOT_FOUND;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERR_REFUSED;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_ERROR:
        return ERR_INTERNAL;
    default:
        return ERR_IO;
    }
}

error db_error(sqlite3 *db, const char *doing)
{
    int code = sqlite3_extended_errcode(db);
    const char *path = sqlite3_db_filename(db, "main");
    if (code == SQLITE_INTERRUPT)
        return error_make(ERR_BUSY,
                          _("%s: đọc quá lâu nên đã dừng, để nhật ký ghi không dài mãi; hãy hỏi "
                            "hẹp hơn (ít đơn vị, ít nội dung hơn, hoặc bỏ --as-of)"),
                          path ? path : "?");
    /* The statement last: it is long, and logs cut. */
    return error_make(code_of(code), "%s: %s (SQLite %d): %s", path ? path : "?",
                      sqlite3_errmsg(db), code, doing);
}

error db_exec(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : db_error(db, sql);
}

error db_begin(sqlite3 *db)
{
    return db_exec(db, "BEGIN IMMEDIATE");
}

error db_commit(sqlite3 *db)
{
    return db_exec(db, "COMMIT");
}

void db_rollback(sqlite3 *db)
{
    /* Some errors roll back by themselves; only autocommit tells (S5). */
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

static error read_pragma(sqlite3 *db, const char *name, int64_t *out)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA %s", name);
    sqlite3_stmt *stmt;
    TRY(db_prepare(db, sql, &stmt));
    int rc = sqlite3_step(stmt);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW ? OK : db_error(db, sql);
}

/* A pragma that does not take is silent: set, then read back. */
static error set_pragma(sqlite3 *db, const char *name, int64_t value)
{
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA %s = %" PRId64, name, value);
    TRY(db_exec(db, sql));
    int64_t now;
    TRY(read_pragma(db, name, &now));
    if (now != value)
        return error_make(ERR_INTERNAL, "SQLite: %s stays %" PRId64, sql, now);
    return OK;
}

static error set_safety(sqlite3 *db)
{
    if (sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
        return db_error(db, "defensive mode");
    TRY(set_pragma(db, "trusted_schema", 0));
    TRY(set_pragma(db, "foreign_keys", 1));
    TRY(set_pragma(db, "cell_size_check", 1));
    TRY(set_pragma(db, "synchronous", 2));
    return db_exec(db, "PRAGMA mmap_size = 0");
}

static error set_journal(sqlite3 *db, db_mode mode)
{
    const char *wanted = mode == DB_WAL ? "wal" : "truncate";
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA journal_mode = %s", wanted);
    sqlite3_stmt *stmt;
    TRY(db_prepare(db, sql, &stmt));
    error err = OK;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        err = db_error(db, sql);
    else if (strcmp(db_text(stmt, 0), wanted) != 0)
        err = error_make(ERR_INTERNAL, "SQLite: journal mode stays %s", db_text(stmt, 0));
    sqlite3_finalize(stmt);
    if (err.code)
        return err;
    snprintf(sql, sizeof sql, "PRAGMA journal_size_limit = %d", WAL_LIMIT_BYTES);
    return db_exec(db, sql);
}

/* Log and index stay when the writer closes. A reader of another account may not make them, and
 * could read nothing while the writer is down. */
static error keep_log(sqlite3 *db)
{
    int keep = 1;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep) != SQLITE_OK)
        return db_error(db, "persistent log");
    return OK;
}

static error set_read_only(sqlite3 *db)
{
    /* Only the writer checkpoints: a reader that did could corrupt the WAL (S1). */
    sqlite3_wal_autocheckpoint(db, 0);
    if (sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK)
        return db_error(db, "no checkpoint on close");
    return set_pragma(db, "query_only", 1);
}

/* One step, in the open transaction. */
static error apply_migration(sqlite3 *db, const db_schema *schema, int64_t from)
{
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             schema->application_id, (int)from + 1);
    TRY(db_exec(db, schema->migrations[from]));
    return db_exec(db, sql);
}

static error migrate(sqlite3 *db, const db_schema *schema, int64_t from)
{
    for (int64_t v = from; v < schema->version; v++) {
        int64_t now = v;
        TRY(db_begin(db));
        /* Another process may have been quicker since the version was read. */
        error err = read_pragma(db, "user_version", &now);
        if (!err.code && now <= v)
            err = apply_migration(db, schema, v);
        if (!err.code)
            err = db_commit(db);
        if (err.code) {
            db_rollback(db);
            return err;
        }
    }
    return OK;
}

static error check_version(sqlite3 *db, const char *path, const db_schema *schema, int64_t *version)
{
    int64_t application = 0, pages = 0;
    TRY(db_exec(db, "BEGIN")); /* the three belong together while another process migrates */
    error err = read_pragma(db, "application_id", &application);
    if (!err.code)
        err = read_pragma(db, "user_version", version);
    if (!err.code)
        err = read_pragma(db, "page_count", &pages);
    db_rollback(db);
    TRY(err);
    bool fresh = pages == 0 || (application == 0 && *version == 0);
    if (!fresh && application != schema->application_id)
        return error_make(
            ERR_CORRUPT,
            _("%s là cơ sở dữ liệu của chương trình khác (application_id %" PRId64 ")"), path,
            application);
    if (*version > schema->version)
        return error_make(ERR_NEWER,
                          _("%s do phiên bản mới hơn ghi (lược đồ %" PRId64
                            ", chương trình này hiểu đến %d); hãy nâng cấp chương trình"),
                          path, *version, schema->version);
    return OK;
}

/* Two names for one file would have two journals (S7). */
static error check_single_link(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0 && st.st_nlink != 1)
        return error_make(ERR_REFUSED,
                          _("%s có %lu liên kết cứng; cơ sở dữ liệu chỉ được có một tên"), path,
                          (unsigned long)st.st_nlink);
    return OK;
}

static error prepare_connection(sqlite3 *db, const char *path, db_mode mode,
                                const db_schema *schema)
{
    int64_t version;
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    TRY(set_safety(db));
    TRY(check_version(db, path, schema, &version));
    if (mode == DB_READ_ONLY) {
        if (version < schema->version)
            return error_make(ERR_NOT_FOUND,
                              _("%s chưa có dữ liệu hoặc chưa được nâng cấp; hãy "
                                "chạy chương trình ghi vào nó trước"),
                              path);
        return set_read_only(db);
    }
    TRY(set_journal(db, mode));
    if (mode == DB_WAL)
        TRY(keep_log(db));
    return migrate(db, schema, version);
}

/* SQLite counts its memory under a lock of all threads, several times a row; nobody asks for it.
 * Without effect where SQLite was used before. */
static void set_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

error db_open(sqlite3 **out, const char *path, db_mode mode, const db_schema *schema)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_library);
    int flags =
        mode == DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (mode == DB_READ_ONLY && access(path, F_OK) != 0)
        return error_errno(errno, "%s", path);
    TRY(check_single_link(path));
    if (mode != DB_READ_ONLY)
        owner_prepare(path);
    sqlite3 *db = NULL;
    const char *layer = NULL;
    error err = OK;
    if (mode == DB_WAL)
        TRY(log_vfs_use(&layer));
    if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, layer) != SQLITE_OK)
        err = db ? error_make(code_of(sqlite3_errcode(db)), "%s: %s", path, sqlite3_errmsg(db))
                 : error_no_memory();
    if (!err.code)
        err = prepare_connection(db, path, mode, schema);
    if (err.code) {
        sqlite3_close(db);
        return err;
    }
    *out = db;
    return OK;
}

void db_close(sqlite3 *db)
{
    if (db)
        sqlite3_close_v2(db);
}

error db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out)
{
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return db_error(db, sql);
    return OK;
}

static error bind_all(sqlite3_stmt *stmt, const char *format, va_list args)
{
    sqlite3_reset(stmt);
    int rc = SQLITE_OK;
    for (int i = 1; format[i - 1] && rc == SQLITE_OK; i++) {
        switch (format[i - 1]) {
        case 'i':
            rc = sqlite3_bind_int64(stmt, i, va_arg(args, int64_t));
            break;
        case 't':
            rc = sqlite3_bind_text(stmt, i, va_arg(args, const char *), -1, SQLITE_STATIC);
            break;
        case 'b': {
            const void *data = va_arg(args, const void *);
            rc = sqlite3_bind_blob64(stmt, i, data, va_arg(args, size_t), SQLITE_STATIC);
            break;
        }
        default:
            rc = sqlite3_bind_null(stmt, i);
        }
    }
    return rc == SQLITE_OK ? OK : db_error(sqlite3_db_handle(stmt), sqlite3_sql(stmt));
}

error db_bind(sqlite3_stmt *stmt, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error err = bind_all(stmt, format, args);
    va_end(args);
    return err;
}

error db_run(sqlite3_stmt *stmt, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error err = bind_all(stmt, format, args);
    va_end(args);
    if (!err.code && sqlite3_step(stmt) != SQLITE_DONE)
        err = db_error(sqlite3_db_handle(stmt), sqlite3_sql(stmt));
    sqlite3_reset(stmt);
    return err;
}

error db_step(sqlite3_stmt *stmt, bool *row)
{
    int rc = sqlite3_step(stmt);
    *row = rc == SQLITE_ROW;
    if (*row)
        return OK;
    error err = rc == SQLITE_DONE ? OK : db_error(sqlite3_db_handle(stmt), sqlite3_sql(stmt));
    sqlite3_reset(stmt);
    return err;
}

const char *db_text(sqlite3_stmt *stmt, int column)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);
    return text ? (const char *)text : "";
}

error db_data_version(sqlite3 *db, int64_t *out)
{
    return read_pragma(db, "data_version", out);
}
