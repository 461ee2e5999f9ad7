#include "store/batch_tables.h"

#include "store/db.h"
#include "store/store_batch_items.h"

/* What makes one table of a batch. */
typedef struct shape {
    const char *schema;
    const void *(*first)(const store_batch *b); /* row, NULL: none */
    const void *(*next)(const void *row);
    void (*column)(sqlite3_context *to, const void *row, int column); /* sets nothing: null */
} shape;

typedef struct table {
    sqlite3_vtab base;
    const shape *shape;
    const store_batch **shown;
} table;

typedef struct cursor {
    sqlite3_vtab_cursor base;
    const void *row;
    sqlite3_int64 number;
} cursor;

static void put_text(sqlite3_context *to, const char *text)
{
    sqlite3_result_text(to, text, -1, SQLITE_STATIC);
}

/* ---- batch_report ---------------------------------------------------------------------------- */

/* As in BATCH_REPORT_COLUMNS. */
enum {
    REPORT_STREAM,
    REPORT_SEQUENCE,
    REPORT_RECEIVED,
    REPORT_KIND,
    REPORT_UNIT,
    REPORT_OBLIGATION,
    REPORT_PERIOD,
    REPORT_BREAKDOWN,
    REPORT_VALUE,
    REPORT_DENOMINATOR,
    REPORT_DECIMALS,
    REPORT_PERCENT,
    REPORT_STATE,
    REPORT_TEXT,
    REPORT_ADDRESSED_TO,
    REPORT_OBSERVED,
    REPORT_SOURCE,
    REPORT_CORRECTS,
    REPORT_WARNING,
    REPORT_REPLACES,
};

static const batch_report *skip_rejected(const batch_report *it)
{
    while (it && it->outcome == REJECTED)
        it = it->next;
    return it;
}

static const void *first_report(const store_batch *b)
{
    return skip_rejected(b->reports);
}

static const void *next_report(const void *row)
{
    return skip_rejected(((const batch_report *)row)->next);
}

static void put_optional_text(sqlite3_context *to, const char *text)
{
    if (*text)
        put_text(to, text);
}

static void put_optional_int(sqlite3_context *to, int64_t number)
{
    if (number)
        sqlite3_result_int64(to, number);
}

static void put_of_figure(sqlite3_context *to, const figure *f, int column)
{
    switch (column) {
    case REPORT_VALUE:
        sqlite3_result_int64(to, f->value);
        break;
    case REPORT_DENOMINATOR:
        if (f->is_ratio)
            sqlite3_result_int64(to, f->denominator);
        break;
    case REPORT_DECIMALS:
        sqlite3_result_int64(to, (int64_t)f->decimals);
    }
}

static void put_of_task(sqlite3_context *to, const report *r, int column)
{
    if (column == REPORT_PERCENT)
        sqlite3_result_int64(to, (int64_t)r->percent);
    else if (column == REPORT_STATE)
        put_text(to, task_state_code(r->state));
}

/* What only some reports have. */
static void put_content(sqlite3_context *to, const batch_report *it, int column)
{
    const report *r = &it->said;
    switch (column) {
    case REPORT_TEXT:
        put_optional_text(to, r->text);
        break;
    case REPORT_ADDRESSED_TO:
        put_optional_text(to, r->addressed_to);
        break;
    case REPORT_CORRECTS:
        put_optional_int(to, (int64_t)r->corrects);
        break;
    case REPORT_WARNING:
        if (it->outcome == ACCEPTED_WITH_WARNING)
            put_text(to, it->code);
        break;
    default:
        if (r->kind == REPORT_FIGURE)
            put_of_figure(to, &r->figure, column);
        else if (r->kind == REPORT_TASK)
            put_of_task(to, r, column);
    }
}

static void put_of_report(sqlite3_context *to, const void *row, int column)
{
    const batch_report *it = row;
    const report *r = &it->said;
    switch (column) {
    case REPORT_STREAM:
        sqlite3_result_int64(to, it->stream);
        break;
    case REPORT_SEQUENCE:
        sqlite3_result_int64(to, (int64_t)r->sequence);
        break;
    case REPORT_RECEIVED:
        sqlite3_result_int64(to, it->received_ms);
        break;
    case REPORT_KIND:
        put_text(to, report_kind_code(r->kind));
        break;
    case REPORT_UNIT:
        put_text(to, r->unit);
        break;
    case REPORT_OBLIGATION:
        put_text(to, r->obligation);
        break;
    case REPORT_PERIOD:
        put_text(to, r->period);
        break;
    case REPORT_BREAKDOWN:
        put_text(to, r->breakdown);
        break;
    case REPORT_SOURCE:
        put_optional_text(to, r->source);
        break;
    case REPORT_OBSERVED:
        put_optional_int(to, r->observed_at_ms);
        break;
    case REPORT_REPLACES:
        put_optional_int(to, it->replaces);
        break;
    default:
        put_content(to, it, column);
    }
}

static const shape reports = {
    .schema = "CREATE TABLE x (" BATCH_REPORT_COLUMNS ")",
    .first = first_report,
    .next = next_report,
    .column = put_of_report,
};

/* ---- batch_key ------------------------------------------------------------------------------- */

static const void *first_key(const store_batch *b)
{
    return b->keys.all;
}

static const void *next_key(const void *row)
{
    return ((const touched *)row)->next;
}

static void put_of_key(sqlite3_context *to, const void *row, int column)
{
    enum { OBLIGATION, PERIOD, UNIT, BREAKDOWN, KIND, REPORT, FIRST, LAST, TIMES, EVENT };
    const touched *key = row;
    const report *r = key->first;
    switch (column) {
    case OBLIGATION:
        put_text(to, r->obligation);
        break;
    case PERIOD:
        put_text(to, r->period);
        break;
    case UNIT:
        put_text(to, r->unit);
        break;
    case BREAKDOWN:
        put_text(to, r->breakdown);
        break;
    case KIND:
        put_text(to, report_kind_code(r->kind));
        break;
    case REPORT:
        sqlite3_result_int64(to, key->latest);
        break;
    case FIRST:
        sqlite3_result_int64(to, key->first_ms);
        break;
    case LAST:
        sqlite3_result_int64(to, key->last_ms);
        break;
    case TIMES:
        sqlite3_result_int64(to, (int64_t)key->times);
        break;
    case EVENT:
        if (key->event)
            put_text(to, key->event);
    }
}

static const shape keys = {
    .schema =
        "CREATE TABLE x (obligation, period, unit, breakdown, kind, report, first_ms, last_ms,"
        " times, event)",
    .first = first_key,
    .next = next_key,
    .column = put_of_key,
};

/* ---- what SQLite asks ------------------------------------------------------------------------ */

static int connect_table(sqlite3 *db, const shape *shape, const store_batch **shown,
                         sqlite3_vtab **out)
{
    int rc = sqlite3_declare_vtab(db, shape->schema);
    table *made = rc == SQLITE_OK ? sqlite3_malloc(sizeof *made) : NULL;
    if (!made)
        return rc == SQLITE_OK ? SQLITE_NOMEM : rc;
    *made = (table){.shape = shape, .shown = shown};
    *out = &made->base;
    return SQLITE_OK;
}

static int connect_reports(sqlite3 *db, void *shown, int argc, const char *const *argv,
                           sqlite3_vtab **out, char **why)
{
    (void)argc, (void)argv, (void)why;
    return connect_table(db, &reports, shown, out);
}

static int connect_keys(sqlite3 *db, void *shown, int argc, const char *const *argv,
                        sqlite3_vtab **out, char **why)
{
    (void)argc, (void)argv, (void)why;
    return connect_table(db, &keys, shown, out);
}

static int disconnect(sqlite3_vtab *made)
{
    sqlite3_free(made);
    return SQLITE_OK;
}

/* Only ever read from end to end. */
static int plan(sqlite3_vtab *made, sqlite3_index_info *info)
{
    (void)made, (void)info;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *made, sqlite3_vtab_cursor **out)
{
    (void)made;
    cursor *c = sqlite3_malloc(sizeof *c);
    if (!c)
        return SQLITE_NOMEM;
    *c = (cursor){0};
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *c)
{
    sqlite3_free(c);
    return SQLITE_OK;
}

static const table *of(const cursor *c)
{
    return (const table *)c->base.pVtab;
}

static int rewind_cursor(sqlite3_vtab_cursor *base, int plan, const char *name, int argc,
                         sqlite3_value **argv)
{
    (void)plan, (void)name, (void)argc, (void)argv;
    cursor *c = (cursor *)base;
    const store_batch *b = *of(c)->shown;
    c->row = b ? of(c)->shape->first(b) : NULL;
    c->number = 1;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    cursor *c = (cursor *)base;
    c->row = of(c)->shape->next(c->row);
    c->number++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    return !((cursor *)base)->row;
}

static int put_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
    cursor *c = (cursor *)base;
    of(c)->shape->column(to, c->row, column);
    return SQLITE_OK;
}

static int put_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((cursor *)base)->number;
    return SQLITE_OK;
}

#define MODULE(connecting)                                                                         \
    {                                                                                              \
        .xConnect = (connecting), .xBestIndex = plan, .xDisconnect = disconnect,                   \
        .xOpen = open_cursor, .xClose = close_cursor, .xFilter = rewind_cursor, .xNext = next,     \
        .xEof = is_at_end, .xColumn = put_column, .xRowid = put_rowid,                             \
    }

/* Without xCreate they are there by their names alone. */
static const sqlite3_module report_module = MODULE(connect_reports);
static const sqlite3_module key_module = MODULE(connect_keys);

error batch_tables_add(sqlite3 *db, const store_batch **shown)
{
    if (sqlite3_create_module_v2(db, "batch_report", &report_module, shown, NULL) != SQLITE_OK ||
        sqlite3_create_module_v2(db, "batch_key", &key_module, shown, NULL) != SQLITE_OK)
        return db_error(db, "tables of a batch");
    return OK;
}
