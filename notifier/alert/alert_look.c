#include "notifier/alert/alert_look.h"

#include "base/i18n.h"
#include "notifier/alert/alert_look_internal.h"
#include "store/store_board.h"
#include "store/store_watch.h"

#include <inttypes.h>
#include <string.h>

/* Figures that look wrong, the oldest ones first: more than these nobody works off in a day. */
enum { WARNINGS_MAX = 500 };

/* How long a new catalogue explains what changed with it. */
#define CATALOGUE_LASTS_MS ALERT_DAY_MS

/* ---- gathering ------------------------------------------------------------------------------- */

static const char *keep(looking *l, const char *text)
{
    const char *copy = *text ? arena_strdup(l->memory, text) : "";
    l->failed = l->failed || !copy;
    return copy ? copy : "";
}

static alert_condition *next_item(looking *l)
{
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 512;
        alert_condition *more = arena_alloc(l->memory, room * sizeof *more);
        if (!more) {
            l->failed = true;
            return NULL;
        }
        if (l->count)
            memcpy(more, l->items, l->count * sizeof *more);
        l->items = more;
        l->room = room;
    }
    return &l->items[l->count++];
}

static void add(looking *l, alert_condition c)
{
    const alert_subject *s = &c.subject;
    if (!l->view->policy->rules[s->kind].enabled)
        return;
    alert_condition *into = next_item(l);
    if (!into)
        return;
    *into = c;
    into->subject =
        (alert_subject){s->kind, keep(l, s->unit), keep(l, s->obligation), keep(l, s->object)};
    into->detail = keep(l, c.detail);
}

void look_add(looking *l, alert_kind k, const char *unit_code, const char *obligation_code,
              const char *object, int64_t since_ms, const char *detail)
{
    add(l, (alert_condition){{k, unit_code, obligation_code, object}, since_ms, detail, false});
}

void look_unsure(looking *l, alert_kind k, const char *unit_code, const char *obligation_code)
{
    add(l, (alert_condition){{k, unit_code, obligation_code, ""}, 0, "", true});
}

const char *look_say(looking *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(l->memory, format, args);
    va_end(args);
    l->failed = l->failed || !text;
    return text ? text : "";
}

void look_saw(looking *l, unsigned kinds)
{
    l->seen |= kinds;
}

int64_t look_limit(const looking *l, alert_kind k)
{
    return l->view->policy->rules[k].limit;
}

/* ---- where everybody stands ------------------------------------------------------------------ */

/* Of one unit, what became of the reports of one frequency that are due last. */
typedef struct reporting {
    const obligation *missed; /* one of those missed */
    size_t said, missing;
    int64_t since_ms; /* of the oldest one missed */
    int64_t last_ms;  /* of the newest one */
    bool unknown;     /* of one nobody can tell since when */
} reporting;

enum { FREQUENCIES = PERIOD_YEAR + 1 };

typedef struct standing_look {
    looking *look;
    const unit *whole;
    reporting *units; /* by row of the unit, then frequency */
} standing_look;

static void note_since(reporting *r, const stored_standing *row)
{
    if (row->status != STATUS_SILENT) {
        r->unknown = true;
        return;
    }
    if (!r->since_ms || row->since_ms < r->since_ms)
        r->since_ms = row->since_ms;
    if (row->since_ms > r->last_ms)
        r->last_ms = row->since_ms;
}

static void count_report(standing_look *s, const stored_standing *row, const obligation *o,
                         const unit *u)
{
    size_t at = (size_t)(u - catalogue_unit_at(s->look->view->rules, 0));
    reporting *r = &s->units[at * FREQUENCIES + o->frequency];
    switch (row->reporting) {
    case STATUS_SILENT:
        r->missing++;
        r->missed = o;
        note_since(r, row);
        break;
    case STATUS_ON_TRACK:
    case STATUS_REPORTED_LATE:
    case STATUS_RETURNED:
        r->said++;
        break;
    default:
        break;
    }
}

static bool is_older(const looking *l, int64_t since_ms, int64_t days)
{
    return l->view->now_ms - since_ms >= days * ALERT_DAY_MS;
}

/* While nothing is said, nobody knows whether the pace has become better. */
static void leave_forecast(looking *l, const stored_standing *row)
{
    look_unsure(l, ALERT_AT_RISK, row->unit, row->obligation);
    look_unsure(l, ALERT_BEHIND, row->unit, row->obligation);
}

static void judge(looking *l, const stored_standing *row)
{
    switch (row->status) {
    case STATUS_OVERDUE:
        look_add(l, ALERT_OVERDUE, row->unit, row->obligation, "", row->since_ms, row->reason);
        break;
    case STATUS_BEHIND:
        look_add(l, ALERT_BEHIND, row->unit, row->obligation, "", row->since_ms, row->reason);
        break;
    case STATUS_AT_RISK:
        look_add(l, ALERT_AT_RISK, row->unit, row->obligation, "", row->since_ms, row->reason);
        break;
    case STATUS_DONE:
    case STATUS_DONE_LATE:
        look_add(l, ALERT_MET, row->unit, row->obligation, "", row->since_ms, row->reason);
        break;
    case STATUS_RETURNED:
        leave_forecast(l, row);
        if (is_older(l, row->since_ms, look_limit(l, ALERT_RETURNED)))
            look_add(l, ALERT_RETURNED, row->unit, row->obligation, "", row->since_ms, row->reason);
        break;
    case STATUS_SILENT:
        leave_forecast(l, row);
        break;
    default:
        break;
    }
}

static bool take_standing(void *context, const stored_standing *row)
{
    standing_look *s = context;
    looking *l = s->look;
    const obligation *o = catalogue_obligation(l->view->rules, row->obligation);
    const unit *u = catalogue_unit(l->view->rules, row->unit, l->today);
    if (!o || !u)
        return true;
    judge(l, row);
    if (u != s->whole)
        count_report(s, row, o, u);
    return !l->failed;
}

/* "tháng 7/2024 (hạn 16/07/2024)"; *SINCE_MS becomes earlier when it was missed before. Who sends
 * nothing has done so since the last thing was missed, not since the first one was. */
static const char *name_missed(looking *l, const unit *u, const reporting *r, int64_t *since_ms)
{
    const catalogue *c = l->view->rules;
    char name[PERIOD_NAME_MAX], day[11];
    period p = catalogue_last_due(c, r->missed, u->level, l->today);
    date due = catalogue_due_date(c, r->missed, p, u->level);
    int64_t begun_ms = r->said ? r->since_ms : r->unknown ? 0 : r->last_ms;
    int64_t missed_ms = begun_ms ? begun_ms : clock_day_start_ms(date_add_days(due, 1));
    if (!*since_ms || missed_ms < *since_ms)
        *since_ms = missed_ms;
    date_format_vi(due, day, sizeof day);
    return look_say(l, _("%s (hạn %s)"), period_name(p, name, sizeof name), day);
}

/* A unit that missed all of one frequency is silent, whatever else it sent; else it misses what it
 * did not send. One condition for the unit, not one for each thing. */
static void report_on(looking *l, const unit *u, const reporting *all)
{
    const char *silent = "", *partly = "";
    int64_t silent_ms = 0, partly_ms = 0;
    size_t missing = 0, owed = 0;
    for (const reporting *r = all; r < all + FREQUENCIES; r++) {
        bool whole = r->missing && !r->said;
        owed += r->missing + r->said;
        missing += r->missing;
        if (whole)
            silent = look_say(l, "%s%s%s", silent, *silent ? ", " : "",
                              name_missed(l, u, r, &silent_ms));
        else if (r->missing)
            partly = look_say(l, "%s%s%s", partly, *partly ? ", " : "",
                              name_missed(l, u, r, &partly_ms));
    }
    if (*silent)
        look_add(l, ALERT_SILENT, u->code, "", "", silent_ms,
                 look_say(l, _("chưa gửi báo cáo %s"), silent));
    else if (*partly && is_older(l, partly_ms, look_limit(l, ALERT_MISSING)))
        look_add(l, ALERT_MISSING, u->code, "", "", partly_ms,
                 look_say(l, _("còn thiếu %zu/%zu nội dung: %s"), missing, owed, partly));
}

void look_at_standings(looking *l)
{
    const catalogue *c = l->view->rules;
    size_t units = catalogue_unit_count(c);
    standing_look s = {.look = l, .whole = catalogue_province(c)};
    if (!(s.units = arena_alloc(l->memory, (units + 1) * FREQUENCIES * sizeof *s.units))) {
        l->failed = true;
        return;
    }
    if (store_standings(l->view->store, take_standing, &s).code)
        return;
    for (size_t i = 0; i < units && !l->failed; i++)
        report_on(l, catalogue_unit_at(c, i), &s.units[i * FREQUENCIES]);
    look_saw(l, 1U << ALERT_OVERDUE | 1U << ALERT_BEHIND | 1U << ALERT_AT_RISK | 1U << ALERT_MET |
                    1U << ALERT_RETURNED | 1U << ALERT_SILENT | 1U << ALERT_MISSING);
}

/* ---- what waits for somebody ----------------------------------------------------------------- */

static bool take_difficulty(void *context, const stored_difficulty *row)
{
    looking *l = context;
    char number[24], day[11];
    if (difficulty_age_days(row->raised_at_ms, l->view->now_ms) < look_limit(l, ALERT_DIFFICULTY))
        return false; /* the oldest come first */
    snprintf(number, sizeof number, "%" PRId64, row->id);
    date_format_vi(clock_local_date(row->raised_at_ms), day, sizeof day);
    const unit *agency = catalogue_unit(l->view->rules, row->addressed_to, l->today);
    look_add(l, ALERT_DIFFICULTY, row->unit, row->obligation, number, row->raised_at_ms,
             agency ? look_say(l, _("nêu ngày %s, gửi %s, chưa được trả lời"), day, agency->name)
                    : look_say(l, _("nêu ngày %s, chưa được trả lời"), day));
    return !l->failed;
}

static bool take_warning(void *context, const stored_verdict *row)
{
    looking *l = context;
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, row->report);
    look_add(l, ALERT_UNUSUAL, row->unit, row->obligation, number, row->received_at_ms,
             row->message);
    return !l->failed;
}

/* The oldest version is where it began, not a change. */
typedef struct versions {
    looking *look;
    bool has_later;
    int64_t version, since_ms;
    const char *changes;
} versions;

static const char *describe(looking *l, const char *changes)
{
    size_t first = strcspn(changes, "\n"), more = 0;
    for (const char *at = changes; *at; at++)
        more += *at == '\n';
    if (!*changes)
        return _("danh mục đã được thay bằng bản khác");
    return more ? look_say(l, _("%.*s; và %zu thay đổi nữa"), (int)first, changes, more)
                : look_say(l, "%.*s", (int)first, changes);
}

static void add_version(versions *v)
{
    char object[24];
    snprintf(object, sizeof object, "%016" PRIx64, (uint64_t)v->version);
    look_add(v->look, ALERT_CATALOGUE, "", "", object, v->since_ms, v->changes);
}

static bool take_version(void *context, const stored_catalogue *row)
{
    versions *v = context;
    looking *l = v->look;
    if (v->has_later) /* there is an older one, so the later one was a change */
        add_version(v);
    v->has_later = l->view->now_ms - row->since_ms < CATALOGUE_LASTS_MS;
    if (!v->has_later)
        return false;
    v->version = row->version;
    v->since_ms = row->since_ms;
    v->changes = describe(l, row->changes);
    return !l->failed;
}

void look_at_what_waits(looking *l)
{
    store *s = l->view->store;
    versions v = {.look = l};
    if (!store_open_difficulties(s, take_difficulty, l).code)
        look_saw(l, 1U << ALERT_DIFFICULTY);
    if (!store_waiting_warnings(s, WARNINGS_MAX, take_warning, l).code)
        look_saw(l, 1U << ALERT_UNUSUAL);
    if (!store_catalogues(s, take_version, &v).code)
        look_saw(l, 1U << ALERT_CATALOGUE);
}

/* ---- one look -------------------------------------------------------------------------------- */

static void look_into_store(looking *l)
{
    if (store_snapshot_begin(l->view->store).code)
        return;
    look_at_standings(l);
    look_at_what_waits(l);
    look_at_collectors(l);
    store_snapshot_end(l->view->store);
}

error alert_look(const alert_view *v, arena *a, alert_sight *out)
{
    looking l = {.view = v, .memory = a, .today = clock_local_date(v->now_ms)};
    if (v->store)
        look_into_store(&l);
    look_at_system(&l);
    *out = (alert_sight){l.items, l.count, l.seen};
    return l.failed ? error_no_memory() : OK;
}
