#include "notifier/digest_model.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DUE_SOON_DAYS = 30, UPCOMING_MAX = 3, BEHIND_MAX = 3 };

/* What one unit last said of a task. */
typedef struct unit_progress {
    const unit *unit;
    bool reported, done;
    unsigned percent;
} unit_progress;

typedef struct progress {
    building *b;
    unit_progress *items;
    size_t count;
} progress;

/* Rows come by period, so the last one of a unit is its newest. */
static bool take_row(void *context, const stored_report *row)
{
    progress *p = context;
    for (size_t i = 0; i < p->count; i++) {
        unit_progress *u = &p->items[i];
        if (strcmp(u->unit->code, row->report.unit) != 0)
            continue;
        u->reported = true;
        u->percent = row->report.percent;
        u->done = row->report.state == TASK_DONE;
    }
    return true;
}

static error read_progress(building *b, const obligation *o, progress *out)
{
    const store_filter filter = {
        .obligation = o->code, .kind = REPORT_TASK, .before_ms = b->digest->request.as_of_ms + 1};
    size_t all = catalogue_unit_count(b->rules);
    *out = (progress){.b = b};
    out->items = arena_alloc(b->digest->memory, (all + 1) * sizeof *out->items);
    if (!out->items)
        return error_no_memory();
    for (size_t i = 0; i < all; i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        if (unit_valid_on(u, b->today) && obligation_is_reported_by(o, u))
            out->items[out->count++] = (unit_progress){.unit = u};
    }
    return store_latest(b->store, &filter, take_row, out);
}

/* The nearest deadline among the units that are not done; false when none is left or dated. */
static bool nearest_deadline(const obligation *o, const progress *p, date *out)
{
    bool found = false;
    for (size_t i = 0; i < p->count; i++) {
        terms t = obligation_terms(o, p->items[i].unit->code, p->b->today);
        if (p->items[i].done || !t.has_deadline)
            continue;
        if (!found || date_compare(t.deadline, *out) < 0)
            *out = t.deadline;
        found = true;
    }
    return found;
}

static const char *when_text(building *b, int64_t days)
{
    if (days < 0)
        return digest_say(b, _("quá hạn %" PRId64 " ngày"), -days);
    if (days == 0)
        return _("đến hạn hôm nay");
    return digest_say(b, _("còn %" PRId64 " ngày"), days);
}

static int by_percent(const void *x, const void *y)
{
    const unit_progress *a = x, *b = y;
    if (a->percent != b->percent)
        return a->percent < b->percent ? -1 : 1;
    return strcmp(a->unit->code, b->unit->code);
}

static const char *progress_text(building *b, const progress *p)
{
    size_t done = 0, silent = 0;
    for (size_t i = 0; i < p->count; i++) {
        done += p->items[i].done;
        silent += !p->items[i].reported;
    }
    const char *out = digest_say(b, _("%zu/%zu đơn vị hoàn thành"), done, p->count);
    return silent ? digest_say(b, _("%s; %zu đơn vị chưa báo cáo tiến độ"), out, silent) : out;
}

/* Among those that reported and are not done; who said nothing is counted, not ranked. */
static const char *behind_text(building *b, progress *p)
{
    const char *out = "";
    int shown = 0;
    qsort(p->items, p->count, sizeof *p->items, by_percent);
    for (size_t i = 0; i < p->count && shown < BEHIND_MAX; i++) {
        const unit_progress *u = &p->items[i];
        if (!u->reported || u->done)
            continue;
        out = digest_say(b, "%s%s%s %u%%", out, shown++ ? "; " : "",
                         digest_unit_name(b, u->unit->code), u->percent);
    }
    return out;
}

static task describe(building *b, const obligation *o, progress *p, date deadline)
{
    char day[16];
    int64_t days = date_to_days(deadline) - date_to_days(b->today);
    date_format_vi(deadline, day, sizeof day);
    task t = {.code = digest_say(b, "%s", o->code),
              .name = digest_say(b, "%s", o->name),
              .lead = *o->lead ? digest_unit_name(b, o->lead) : "",
              .when = when_text(b, days),
              .days_left = days};
    t.deadline = *o->deadline_text
                     ? digest_say(b, _("hạn %s (nguyên văn: “%s”)"), day, o->deadline_text)
                     : digest_say(b, _("hạn %s"), day);
    t.progress = progress_text(b, p);
    t.behind = behind_text(b, p);
    return t;
}

/* Meetings, statements and lists of recipients are in the catalogue, but nobody is urged for
 * them. */
static bool is_work(const obligation *o)
{
    static const char *const left_out[] = {"event", "statement", "distribution", "risk"};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (strcmp(o->duty, left_out[i]) == 0)
            return false;
    return o->kind == OBLIGATION_TASK && o->reporters;
}

static int by_deadline(const void *x, const void *y)
{
    const task *a = x, *b = y;
    if (a->days_left != b->days_left)
        return a->days_left < b->days_left ? -1 : 1;
    return strcmp(a->code, b->code);
}

error digest_build_tasks(building *b)
{
    digest *d = b->digest;
    size_t all = catalogue_obligation_count(b->rules), count = 0;
    task *tasks = arena_alloc(d->memory, (all + 1) * sizeof *tasks);
    if (!tasks)
        return error_no_memory();
    for (size_t i = 0; i < all; i++) {
        const obligation *o = catalogue_obligation_at(b->rules, i);
        progress p;
        date deadline;
        if (!is_work(o) || (!o->has_deadline && !o->exception_count))
            continue;
        TRY(read_progress(b, o, &p));
        if (nearest_deadline(o, &p, &deadline))
            tasks[count++] = describe(b, o, &p, deadline);
    }
    qsort(tasks, count, sizeof *tasks, by_deadline);
    d->tasks = tasks;
    while (d->task_count < count && tasks[d->task_count].days_left <= DUE_SOON_DAYS)
        d->task_count++;
    d->upcoming = tasks + d->task_count;
    size_t rest = count - d->task_count;
    d->upcoming_count = rest < UPCOMING_MAX ? rest : UPCOMING_MAX;
    return OK;
}
