#include "readers.h"

#include "notifier/alert/alert_words.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MAX = 400, SHOWN_DAYS = 12 };

typedef struct day_counts {
    unsigned changes, lasting, news, reminders, messages;
} day_counts;

struct readers {
    sqlite3 *book, *ledger; /* only read */
    witness *witness;
    const alert_policy *policy;
    date first;
    int64_t now_ms;
    int64_t last_note, notes;
    arena *memory; /* of one look */
    day_counts days[ALERT_ROUTES_MAX][DAYS_MAX];
    int64_t kinds[ALERT_KINDS], says[ALERT_SAYS_ENDED + 1];
};

/* ---- life ------------------------------------------------------------------------------------ */

static error open_read(sqlite3 **out, const char *dir, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (sqlite3_open_v2(path, out, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return db_error(*out, path);
    return OK;
}

error readers_new(readers **out, const char *state_dir, witness *w, const alert_policy *policy,
                  date first)
{
    readers *r = calloc(1, sizeof *r);
    if (!r)
        return error_no_memory();
    *out = r;
    r->witness = w;
    r->policy = policy;
    r->first = first;
    r->memory = arena_new(0);
    if (!r->memory)
        return error_no_memory();
    TRY(open_read(&r->book, state_dir, "alerts.db"));
    return open_read(&r->ledger, state_dir, "ledger.db");
}

void readers_free(readers *r)
{
    if (!r)
        return;
    sqlite3_close(r->book);
    sqlite3_close(r->ledger);
    arena_free(r->memory);
    free(r);
}

static day_counts *day_of(readers *r, size_t route, int64_t ms)
{
    int64_t i = date_to_days(clock_local_date(ms)) - date_to_days(r->first);
    return &r->days[route][i < 0 ? 0 : i < DAYS_MAX ? i : DAYS_MAX - 1];
}

/* ---- every change by itself ------------------------------------------------------------------ */

static void count_change(void *context, const alert_subject *s, unsigned reach)
{
    readers *r = context;
    for (size_t i = 0; i < r->policy->route_count; i++)
        if (reach & 1U << i)
            day_of(r, i, r->now_ms)->changes++;
    r->kinds[s->kind]++;
}

static error take_sight(readers *r, const alert_view *v)
{
    alert_sight sight;
    TRY(alert_look(v, r->memory, &sight));
    return witness_see(r->witness, v, &sight, count_change, r);
}

/* ---- what was told --------------------------------------------------------------------------- */

static error count_rows(sqlite3 *db, const char *sql, int64_t *count)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(db, sql, &stmt));
    error err = db_step(stmt, &row);
    *count = !err.code && row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

static error count_new_items(readers *r, size_t *count)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(r->book, "SELECT count(*) FROM item WHERE note > ?", &stmt));
    error err = db_bind(stmt, "i", r->last_note);
    if (!err.code)
        err = db_step(stmt, &row);
    *count = err.code ? 0 : (size_t)sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

static spoken read_item(const readers *r, sqlite3_stmt *row)
{
    return (spoken){.note = sqlite3_column_int64(row, 0),
                    .route = (size_t)alert_policy_route(r->policy, db_text(row, 1)),
                    .about = {.kind = alert_kind_parse(db_text(row, 2)),
                              .unit = arena_strdup(r->memory, db_text(row, 3)),
                              .obligation = arena_strdup(r->memory, db_text(row, 4)),
                              .object = arena_strdup(r->memory, db_text(row, 5))},
                    .says = (alert_says)sqlite3_column_int(row, 6),
                    .rest = alert_kind_parse(db_text(row, 7))};
}

static error read_items(const readers *r, spoken *out, size_t room, size_t *count)
{
    static const char sql[] =
        "SELECT n.id, n.route, a.kind, a.unit, a.obligation, a.object, i.says, rest.kind"
        " FROM note n JOIN item i ON i.note = n.id JOIN alert a ON a.id = i.alert"
        " LEFT JOIN alert rest ON rest.id = i.rest WHERE n.id > ? ORDER BY n.id, i.place";
    sqlite3_stmt *stmt;
    bool row = true;
    *count = 0;
    TRY(db_prepare(r->book, sql, &stmt));
    error err = db_bind(stmt, "i", r->last_note);
    while (!err.code && *count < room && !(err = db_step(stmt, &row)).code && row)
        out[(*count)++] = read_item(r, stmt);
    sqlite3_finalize(stmt);
    return err;
}

static void count_items(readers *r, const spoken *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        day_counts *d = day_of(r, items[i].route, r->now_ms);
        r->says[items[i].says]++;
        if (items[i].says == ALERT_SAYS_AGAIN)
            d->reminders++;
        else
            d->news++;
        if (items[i].note != r->last_note) {
            d->messages++;
            r->notes++;
        }
        r->last_note = items[i].note;
    }
}

/* The ledger has each note once, and nothing else. */
static error check_ledger(const readers *r)
{
    int64_t unplaced, messages;
    TRY(count_rows(r->book, "SELECT count(*) FROM note WHERE message IS NULL", &unplaced));
    TRY(count_rows(r->ledger,
                   "SELECT count(*) FROM message m JOIN delivery d ON d.message = m.id"
                   " WHERE m.kind = 'alert'",
                   &messages));
    if (unplaced || messages != r->notes)
        return error_make(ERR_INTERNAL,
                          "%lld notes, of them %lld not in the ledger, which has %lld",
                          (long long)r->notes, (long long)unplaced, (long long)messages);
    return OK;
}

error readers_look(readers *r, const alert_view *v)
{
    size_t room, count;
    arena_reset(r->memory);
    r->now_ms = v->now_ms;
    TRY(take_sight(r, v));
    TRY(count_new_items(r, &room));
    spoken *items = arena_alloc(r->memory, (room + 1) * sizeof *items);
    if (!items)
        return error_no_memory();
    TRY(read_items(r, items, room, &count));
    TRY(witness_hear(r->witness, items, count));
    count_items(r, items, count);
    return OK;
}

/* ---- a day ----------------------------------------------------------------------------------- */

/* What a reminder a day would come to. */
static void count_lasting(void *context, const alert_subject *s, unsigned reach)
{
    readers *r = context;
    for (size_t i = 0; i < r->policy->route_count && !alert_kind_about(s->kind)->is_once; i++)
        if (reach & 1U << i)
            day_of(r, i, r->now_ms)->lasting++;
}

error readers_end_day(readers *r)
{
    witness_each(r->witness, count_lasting, r);
    return check_ledger(r);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static int64_t days_of(const readers *r)
{
    int64_t last = 0;
    for (int64_t i = 0; i < DAYS_MAX; i++)
        for (size_t k = 0; k < r->policy->route_count; k++)
            if (r->days[k][i].changes || r->days[k][i].messages)
                last = i + 1;
    return last;
}

static void print_totals(const readers *r, int64_t days)
{
    printf("| recipient | changes | with a reminder a day | news told | reminders told | messages "
           "| most in a day | days with none | 1 | 2 | more |\n"
           "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (size_t k = 0; k < r->policy->route_count; k++) {
        unsigned changes = 0, lasting = 0, news = 0, reminders = 0, messages = 0, most = 0,
                 spread[4] = {0};
        for (int64_t i = 0; i < days; i++) {
            const day_counts *d = &r->days[k][i];
            changes += d->changes;
            lasting += d->lasting;
            news += d->news;
            reminders += d->reminders;
            messages += d->messages;
            most = d->messages > most ? d->messages : most;
            spread[d->messages < 3 ? d->messages : 3]++;
        }
        printf("| %s | %u | %u | %u | %u | %u | %u | %u | %u | %u | %u |\n",
               r->policy->routes[k].to[0], changes, changes + lasting, news, reminders, messages,
               most, spread[0], spread[1], spread[2], spread[3]);
    }
}

static void print_months(const readers *r, int64_t days)
{
    printf("\n| month |");
    for (size_t k = 0; k < r->policy->route_count; k++)
        printf(" %s |", r->policy->routes[k].to[0]);
    printf("\n|---|--:|--:|--:|--:|\n");
    for (int64_t i = 0; i < days;) {
        date first = date_add_days(r->first, i);
        day_counts sums[ALERT_ROUTES_MAX] = {{0}};
        for (; i < days && date_add_days(r->first, i).month == first.month; i++)
            for (size_t k = 0; k < r->policy->route_count; k++) {
                sums[k].changes += r->days[k][i].changes;
                sums[k].messages += r->days[k][i].messages;
            }
        printf("| %02d/%d |", first.month, first.year);
        for (size_t k = 0; k < r->policy->route_count; k++)
            printf(" %u → %u |", sums[k].changes, sums[k].messages);
        printf("\n");
    }
}

static unsigned changes_on(const readers *r, int64_t day)
{
    unsigned sum = 0;
    for (size_t k = 0; k < r->policy->route_count; k++)
        sum += r->days[k][day].changes;
    return sum;
}

static void print_day(const readers *r, int64_t day)
{
    char text[11];
    date_format_vi(date_add_days(r->first, day), text, sizeof text);
    printf("| %s |", text);
    for (size_t k = 0; k < r->policy->route_count; k++) {
        const day_counts *d = &r->days[k][day];
        printf(" %u → %u → %u |", d->changes, d->news + d->reminders, d->messages);
    }
    printf("\n");
}

/* The days on which most changed, as they came. */
static void print_busy_days(const readers *r, int64_t days)
{
    bool shown[DAYS_MAX] = {false};
    printf("\n| busiest days |");
    for (size_t k = 0; k < r->policy->route_count; k++)
        printf(" %s |", r->policy->routes[k].to[0]);
    printf("\n|---|--:|--:|--:|--:|\n");
    for (int n = 0; n < SHOWN_DAYS && n < days; n++) {
        int64_t best = -1;
        for (int64_t i = 0; i < days; i++)
            if (!shown[i] && (best < 0 || changes_on(r, i) > changes_on(r, best)))
                best = i;
        shown[best] = true;
    }
    for (int64_t i = 0; i < days; i++)
        if (shown[i])
            print_day(r, i);
}

static void print_kinds(const readers *r)
{
    printf("\nchanges by kind:");
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
        if (r->kinds[k])
            printf(" %s %lld", alert_kind_code(k), (long long)r->kinds[k]);
    printf("\nwords:");
    for (alert_says s = ALERT_SAYS_BEGUN; s <= ALERT_SAYS_ENDED; s++)
        printf(" %s %lld", alert_says_code(s), (long long)r->says[s]);
    printf("\n");
}

static error write_csv(const readers *r, int64_t days, const char *path)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return error_make(ERR_IO, "%s", path);
    fprintf(out, "day,recipient,changes,news,reminders,messages\n");
    for (int64_t i = 0; i < days; i++)
        for (size_t k = 0; k < r->policy->route_count; k++) {
            const day_counts *d = &r->days[k][i];
            char text[11];
            date_format_iso(date_add_days(r->first, i), text, sizeof text);
            fprintf(out, "%s,%s,%u,%u,%u,%u\n", text, r->policy->routes[k].to[0], d->changes,
                    d->news, d->reminders, d->messages);
        }
    return fclose(out) == 0 ? OK : error_make(ERR_IO, "%s", path);
}

error readers_print(const readers *r, const char *csv)
{
    int64_t days = days_of(r);
    print_totals(r, days);
    print_months(r, days);
    print_busy_days(r, days);
    print_kinds(r);
    return csv ? write_csv(r, days, csv) : OK;
}
