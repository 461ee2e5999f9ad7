#include "notifier/alert/alert_engine_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- entries --------------------------------------------------------------------------------- */

static bool keep_words(entry *x)
{
    alert_subject *s = &x->a.subject;
    size_t unit = strlen(s->unit) + 1, obligation = strlen(s->obligation) + 1,
           object = strlen(s->object) + 1;
    char *words = malloc(unit + obligation + object);
    if (!words)
        return false;
    memcpy(words, s->unit, unit);
    memcpy(words + unit, s->obligation, obligation);
    memcpy(words + unit + obligation, s->object, object);
    *s = (alert_subject){s->kind, words, words + unit, words + unit + obligation};
    x->words = words;
    return true;
}

error entry_set_detail(entry *x, const char *detail)
{
    if (x->detail && strcmp(x->detail, detail) == 0)
        return OK;
    char *copy = strdup(detail);
    if (!copy)
        return error_no_memory();
    free(x->detail);
    x->a.detail = x->detail = copy;
    x->changed = true;
    return OK;
}

entry *entry_new(const alert *a)
{
    entry *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->a = *a;
    if (!keep_words(x) || entry_set_detail(x, a->detail).code) {
        entry_free(x);
        return NULL;
    }
    return x;
}

void entry_free(entry *x)
{
    if (!x)
        return;
    free(x->words);
    free(x->detail);
    free(x);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* The first entry whose subject is not before S. */
static size_t lower_bound(const alert_engine *e, const alert_subject *s)
{
    size_t low = 0, high = e->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (alert_subject_compare(&e->all[middle]->a.subject, s) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

error engine_insert(alert_engine *e, entry *x)
{
    if (e->count == e->room) {
        size_t room = e->room ? e->room * 2 : 256;
        entry **more = realloc(e->all, room * sizeof(entry *));
        if (!more) {
            entry_free(x);
            return error_no_memory();
        }
        e->all = more;
        e->room = room;
    }
    size_t at = lower_bound(e, &x->a.subject);
    memmove(e->all + at + 1, e->all + at, (e->count - at) * sizeof(entry *));
    e->all[at] = x;
    e->count++;
    return OK;
}

entry *engine_find(const alert_engine *e, const alert_subject *s)
{
    size_t at = lower_bound(e, s);
    bool found = at < e->count && alert_subject_compare(&e->all[at]->a.subject, s) == 0;
    return found ? e->all[at] : NULL;
}

size_t engine_first(const alert_engine *e, alert_kind k, const char *unit)
{
    return lower_bound(e, &(alert_subject){k, unit, "", ""});
}

/* ---- life ------------------------------------------------------------------------------------ */

alert_engine *alert_engine_new(const alert_policy *policy)
{
    alert_engine *e = calloc(1, sizeof *e);
    if (e)
        e->policy = policy;
    return e;
}

void alert_engine_free(alert_engine *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->count; i++)
        entry_free(e->all[i]);
    free(e->all);
    free(e);
}

error alert_engine_restore(alert_engine *e, const alert *kept)
{
    entry *x = entry_new(kept);
    if (!x)
        return error_no_memory();
    x->changed = false;
    return engine_insert(e, x);
}

void alert_engine_restore_pace(alert_engine *e, size_t route, alert_kind k, int64_t last_ms)
{
    e->pace[route][k] = last_ms;
}

void alert_engine_restore_route(alert_engine *e, size_t route)
{
    e->known[route] = true;
}

void alert_engine_restore_numbers(alert_engine *e, int64_t last_alert, int64_t last_note)
{
    e->last_alert = last_alert;
    e->last_note = last_note;
}

void alert_engine_numbers(const alert_engine *e, int64_t *last_alert, int64_t *last_note)
{
    *last_alert = e->last_alert;
    *last_note = e->last_note;
}

bool alert_engine_acknowledge(alert_engine *e, int64_t id, int64_t at_ms)
{
    for (size_t i = 0; i < e->count; i++) {
        entry *x = e->all[i];
        if (x->a.id != id)
            continue;
        if (!alert_lives(&x->a))
            return false;
        x->a.acked_ms = at_ms;
        x->changed = true;
        return true;
    }
    return false;
}

void engine_say(const alert_world *w, alert_happening what, const alert *a, int route,
                const alert *by)
{
    if (w->happened)
        w->happened(w->context, what, a, route, by);
}

/* ---- looking --------------------------------------------------------------------------------- */

error alert_engine_each_changed(const alert_engine *e, alert_fn fn, void *context)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->all[i]->changed)
            TRY(fn(context, &e->all[i]->a));
    return OK;
}

bool alert_engine_has_changed(const alert_engine *e)
{
    bool changed = e->introduced;
    for (size_t i = 0; i < e->count && !changed; i++)
        changed = e->all[i]->changed;
    return changed;
}

void alert_engine_settled(alert_engine *e)
{
    size_t kept = 0;
    e->introduced = false;
    for (size_t i = 0; i < e->count; i++) {
        e->all[i]->changed = false;
        if (e->all[i]->a.forgotten)
            entry_free(e->all[i]);
        else
            e->all[kept++] = e->all[i];
    }
    e->count = kept;
}

size_t alert_engine_count(const alert_engine *e)
{
    return e->count;
}

const alert *alert_engine_at(const alert_engine *e, size_t i)
{
    return &e->all[i]->a;
}

const alert *alert_engine_by_id(const alert_engine *e, int64_t id)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->all[i]->a.id == id)
            return &e->all[i]->a;
    return NULL;
}

int64_t alert_engine_pace(const alert_engine *e, size_t route, alert_kind k)
{
    return e->pace[route][k];
}
