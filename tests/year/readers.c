#include "readers.h"

#include "notifier/alert/alert_book.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MAX = 400, CONDITIONS_MAX = 40000, SHOWN_DAYS = 12 };

/* The longest that something may wait that nothing holds back: its group, a day's interval, a night
 * and nine days of Tết. */
#define LONGEST_WAIT_MS (12 * ALERT_DAY_MS)

typedef struct day_counts {
    unsigned changes, lasting, news, reminders, messages;
} day_counts;

typedef struct memory {
    int64_t alert;
    int64_t last_ms;
    bool told;
} memory;

struct readers {
    sqlite3 *db; /* the book, only read */
    const alert_policy *policy;
    date first;
    int64_t last_note;
    alert_subject *before; /* what held at the last look, by subject */
    size_t before_count;
    arena *kept, *spare; /* of `before`, and of the next one */
    day_counts days[ALERT_ROUTES_MAX][DAYS_MAX];
    memory *memories[ALERT_ROUTES_MAX]; /* by number of the alert */
    size_t room;
    alert_book *book;
    int64_t kinds[ALERT_KINDS];
};

/* ---- life ------------------------------------------------------------------------------------ */

error readers_new(readers **out, const char *state_dir, date first)
{
    char path[200];
    readers *r = calloc(1, sizeof *r);
    if (!r)
        return error_no_memory();
    *out = r;
    r->first = first;
    r->kept = arena_new(0);
    r->spare = arena_new(0);
    if (!r->kept || !r->spare)
        return error_no_memory();
    snprintf(path, sizeof path, "%s/alerts.db", state_dir);
    TRY(alert_book_open(&r->book, state_dir));
    if (sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return db_error(r->db, "open");
    return OK;
}

void readers_free(readers *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < ALERT_ROUTES_MAX; i++)
        free(r->memories[i]);
    alert_book_close(r->book);
    sqlite3_close(r->db);
    arena_free(r->kept);
    arena_free(r->spare);
    free(r);
}

static day_counts *day_of(readers *r, size_t route, int64_t ms)
{
    int64_t i = date_to_days(clock_local_date(ms)) - date_to_days(r->first);
    return &r->days[route][i < 0 ? 0 : i < DAYS_MAX ? i : DAYS_MAX - 1];
}

/* ---- every change by itself ------------------------------------------------------------------ */

static int by_subject(const void *a, const void *b)
{
    return alert_subject_compare(a, b);
}

static void count_change(readers *r, const alert_view *v, const alert_subject *s)
{
    for (size_t i = 0; i < v->policy->route_count; i++)
        if (alert_route_takes(&v->policy->routes[i], v->rules, s,
                              v->policy->rules[s->kind].severity))
            day_of(r, i, v->now_ms)->changes++;
    r->kinds[s->kind]++;
}

/* What the look could not see, and what is unsure, stays as it was. */
static error merge(readers *r, const alert_view *v, alert_subject *now, size_t count, unsigned seen)
{
    size_t i = 0, k = 0;
    while (i < r->before_count || k < count) {
        int order = i == r->before_count ? 1
                    : k == count         ? -1
                                         : alert_subject_compare(&r->before[i], &now[k]);
        if (order < 0 && (seen & 1U << r->before[i].kind))
            count_change(r, v, &r->before[i]);
        if (order > 0)
            count_change(r, v, &now[k]);
        i += order <= 0;
        k += order >= 0;
    }
    return OK;
}

static error take_sight(readers *r, const alert_view *v)
{
    alert_sight sight;
    size_t count = 0;
    arena_reset(r->spare);
    TRY(alert_look(v, r->spare, &sight));
    alert_subject *now = arena_alloc(r->spare, (sight.count + r->before_count + 1) * sizeof *now);
    if (!now)
        return error_no_memory();
    for (size_t i = 0; i < sight.count; i++)
        if (!sight.conditions[i].unsure)
            now[count++] = sight.conditions[i].subject;
    qsort(now, count, sizeof *now, by_subject);
    TRY(merge(r, v, now, count, sight.seen));
    if (!v->store) /* most could not be seen: what was there before still counts */
        return OK;
    arena *swap = r->kept;
    r->kept = r->spare;
    r->spare = swap;
    r->before = now;
    r->before_count = count;
    return OK;
}

/* ---- what was told --------------------------------------------------------------------------- */

static error recall(readers *r, size_t route, int64_t alert_id, memory **out)
{
    size_t at = (size_t)alert_id;
    if (at >= r->room) {
        size_t room = at * 2 + 1024;
        for (size_t i = 0; i < ALERT_ROUTES_MAX; i++) {
            memory *more = realloc(r->memories[i], room * sizeof *more);
            if (!more)
                return error_no_memory();
            memset(more + r->room, 0, (room - r->room) * sizeof *more);
            r->memories[i] = more;
        }
        r->room = room;
    }
    *out = &r->memories[route][at];
    return OK;
}

static error twice(const char *what, const char *route, int64_t alert_id, int64_t note)
{
    return error_make(ERR_INTERNAL, "%s: alert %lld on route %s, note %lld", what,
                      (long long)alert_id, route, (long long)note);
}

static error hear(readers *r, sqlite3_stmt *row, size_t route)
{
    const char *name = r->policy->routes[route].name;
    int64_t note = sqlite3_column_int64(row, 0), made_ms = sqlite3_column_int64(row, 2);
    int64_t alert_id = sqlite3_column_int64(row, 3), begun_ms = sqlite3_column_int64(row, 5);
    alert_says says = (alert_says)sqlite3_column_int(row, 4);
    alert_severity severity = alert_severity_parse(db_text(row, 6));
    memory *m = NULL;
    TRY(recall(r, route, alert_id, &m));
    const alert_repeats *repeats = &r->policy->repeats[severity];
    if (says == ALERT_SAYS_BEGUN && m->told && begun_ms <= m->last_ms)
        return twice("begun twice", name, alert_id, note);
    if (says == ALERT_SAYS_ENDED && m->last_ms && !m->told)
        return twice("ended twice", name, alert_id, note);
    /* Whole days end in the morning: a gap may be shorter by the part of a day. */
    if (says == ALERT_SAYS_AGAIN && m->last_ms &&
        made_ms - m->last_ms <
            repeats->gap_ms[0] - (repeats->gap_ms[0] < ALERT_DAY_MS ? 0 : ALERT_DAY_MS))
        return twice("repeated too soon", name, alert_id, note);
    m->told = says != ALERT_SAYS_ENDED;
    m->last_ms = made_ms;
    if (says == ALERT_SAYS_AGAIN)
        day_of(r, route, made_ms)->reminders++;
    else
        day_of(r, route, made_ms)->news++;
    return OK;
}

static error read_notes(readers *r)
{
    static const char sql[] =
        "SELECT n.id, n.route, n.made_ms, i.alert, i.says, a.begun_ms, a.severity, n.message"
        " FROM note n JOIN item i ON i.note = n.id JOIN alert a ON a.id = i.alert"
        " WHERE n.id > ? ORDER BY n.id, i.place";
    sqlite3_stmt *stmt;
    bool row = true;
    int64_t last = r->last_note;
    TRY(db_prepare(r->db, sql, &stmt));
    error err = db_bind(stmt, "i", r->last_note);
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        int route = alert_policy_route(r->policy, db_text(stmt, 1));
        int64_t note = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_type(stmt, 7) == SQLITE_NULL)
            err = twice("not in the ledger", db_text(stmt, 1), 0, note);
        if (note != last)
            day_of(r, (size_t)route, sqlite3_column_int64(stmt, 2))->messages++;
        last = note;
        if (!err.code)
            err = hear(r, stmt, (size_t)route);
    }
    sqlite3_finalize(stmt);
    r->last_note = last;
    return err;
}

error readers_look(readers *r, const alert_view *v)
{
    r->policy = v->policy;
    TRY(take_sight(r, v));
    return read_notes(r);
}

/* ---- nothing is lost ------------------------------------------------------------------------- */

typedef struct checking {
    readers *readers;
    const catalogue *rules;
    int64_t now_ms;
    error result;
    sqlite3_stmt *cause;
} checking;

static bool is_held_by_something(const checking *c, const alert *a)
{
    static const alert_kind causes[] = {ALERT_SILENT,    ALERT_GONE,    ALERT_DEAF,
                                        ALERT_CATALOGUE, ALERT_OVERDUE, ALERT_BEHIND};
    sqlite3_stmt *stmt = c->cause;
    bool row = false;
    for (size_t i = 0; i < sizeof causes / sizeof *causes && !row; i++)
        if (causes[i] != a->subject.kind &&
            (db_bind(stmt, "tt", alert_kind_code(causes[i]), a->subject.unit).code ||
             db_step(stmt, &row).code))
            break;
    sqlite3_reset(stmt);
    return row;
}

static error check_one(const checking *c, const alert *a, size_t r)
{
    const alert_telling *t = &a->tellings[r];
    const alert_policy *p = c->readers->policy;
    bool takes = alert_route_takes(&p->routes[r], c->rules, &a->subject, a->severity);
    if (!takes || a->away_ms || a->silenced || t->first_ms)
        return OK;
    if (t->held)
        return is_held_by_something(c, a) ? OK
                                          : twice("held by nothing", p->routes[r].name, a->id, 0);
    int64_t from_ms = a->begun_ms > t->free_ms ? a->begun_ms : t->free_ms;
    from_ms = a->shaken_ms > from_ms ? a->shaken_ms : from_ms;
    return c->now_ms - from_ms <= LONGEST_WAIT_MS ? OK : twice("lost", p->routes[r].name, a->id, 0);
}

static bool check_alert(void *context, const kept_alert *row)
{
    checking *c = context;
    for (size_t r = 0; r < c->readers->policy->route_count && !c->result.code; r++)
        c->result = check_one(c, &row->about, r);
    return !c->result.code;
}

/* The subjects of all living alerts, in order. In arena A. */
static error read_living(readers *r, arena *a, alert_subject **out, size_t *count)
{
    sqlite3_stmt *stmt;
    bool row = true;
    *count = 0;
    if (!(*out = arena_alloc(a, CONDITIONS_MAX * sizeof **out)))
        return error_no_memory();
    TRY(db_prepare(r->db,
                   "SELECT kind, unit, obligation, object FROM alert WHERE closed = 0"
                   " AND ended_ms = 0",
                   &stmt));
    error err;
    while (!(err = db_step(stmt, &row)).code && row && *count < CONDITIONS_MAX)
        (*out)[(*count)++] =
            (alert_subject){alert_kind_parse(db_text(stmt, 0)), arena_strdup(a, db_text(stmt, 1)),
                            arena_strdup(a, db_text(stmt, 2)), arena_strdup(a, db_text(stmt, 3))};
    sqlite3_finalize(stmt);
    qsort(*out, *count, sizeof **out, by_subject);
    return err;
}

/* Every condition of the last look has a living alert, and one only. */
static error check_conditions(readers *r)
{
    alert_subject *living;
    size_t count, at = 0;
    arena_reset(r->spare);
    TRY(read_living(r, r->spare, &living, &count));
    for (size_t i = 0; i < r->before_count; i++) {
        const alert_subject *s = &r->before[i];
        int order = -1;
        while (at < count && (order = alert_subject_compare(&living[at], s)) < 0)
            at++;
        if (at == count || order != 0 ||
            (at + 1 < count && alert_subject_compare(&living[at + 1], s) == 0))
            return error_make(ERR_INTERNAL, "%s %s %s %s holds and has not one alert",
                              alert_kind_code(s->kind), s->unit, s->obligation, s->object);
    }
    return OK;
}

/* Once a day for all that lasts: what a reminder a day would come to. */
static void count_lasting(readers *r, const catalogue *c, int64_t now_ms)
{
    const alert_policy *p = r->policy;
    for (size_t i = 0; i < r->before_count; i++) {
        const alert_subject *s = &r->before[i];
        for (size_t k = 0; k < p->route_count && !alert_kind_about(s->kind)->is_once; k++)
            if (alert_route_takes(&p->routes[k], c, s, p->rules[s->kind].severity))
                day_of(r, k, now_ms)->lasting++;
    }
}

error readers_check(readers *r, const catalogue *c, int64_t now_ms)
{
    count_lasting(r, c, now_ms);
    checking check = {.readers = r, .rules = c, .now_ms = now_ms, .result = OK};
    TRY(db_prepare(r->db,
                   "SELECT kind FROM alert WHERE closed = 0 AND ended_ms = 0 AND kind = ?"
                   " AND (unit = ? OR unit = '') LIMIT 1",
                   &check.cause));
    error err = alert_book_each(r->book, r->policy, false, 100000, check_alert, &check);
    sqlite3_finalize(check.cause);
    TRY(err);
    TRY(check.result);
    return check_conditions(r);
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
