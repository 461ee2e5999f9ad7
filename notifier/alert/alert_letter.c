#include "notifier/alert/alert_letter.h"

#include "base/i18n.h"
#include "base/plain.h"
#include "base/text.h"
#include "notifier/alert/alert_letter_internal.h"
#include "notifier/alert/alert_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SUBJECT_SECTIONS_MAX = 3, SUBJECT_PLACES_MAX = 3 };

typedef struct writing {
    arena *memory;
    const kept_note *note;
    const alert_letterhead *head;
    bool failed;
} writing;

static const char *say(writing *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

static const char *say(writing *w, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(w->memory, format, args);
    va_end(args);
    w->failed = w->failed || !text;
    return text ? text : "";
}

/* What units wrote, or a mail server said, made fit to be shown. */
static const char *plain(writing *w, const char *text)
{
    const char *fit = plain_text(w->memory, text);
    w->failed = w->failed || !fit;
    return fit ? fit : "";
}

/* At the beginning of a line. */
static const char *capital(writing *w, const char *text)
{
    const char *line = text_capital(w->memory, text);
    w->failed = w->failed || !line;
    return line ? line : "";
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool same_section(const alert_item *a, const alert_item *b)
{
    return a->says == b->says && a->about->subject.kind == b->about->subject.kind;
}

/* One line for all the places of the same obligation, or for which the same is said. Difficulties
 * and figures are each their own matter. */
static bool same_line(const alert_item *a, const alert_item *b)
{
    const alert_subject *x = &a->about->subject, *y = &b->about->subject;
    bool own = x->kind == ALERT_DIFFICULTY || x->kind == ALERT_UNUSUAL;
    return same_section(a, b) && !own && strcmp(x->obligation, y->obligation) == 0 &&
           (*x->obligation || strcmp(a->about->detail, b->about->detail) == 0);
}

static bool same_detail(const alert_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(items[i].about->detail, items[0].about->detail) != 0)
            return false;
    return true;
}

/* Whether a place before INDEX has the same name. */
static bool was_named(const char *const *names, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(names[i], names[index]) == 0)
            return true;
    return false;
}

/* The names of the places, at most MOST: "Mường Lát, Quan Hóa và 3 nơi nữa". */
static const char *places(writing *w, const alert_item *items, size_t count, size_t most)
{
    const char **names = arena_alloc(w->memory, (count + 1) * sizeof *names);
    const char *list = "";
    size_t named = 0, more = 0;
    w->failed = w->failed || !names;
    for (size_t i = 0; names && i < count; i++) {
        names[i] = alert_place(w->head->rules, items[i].about);
        if (!*names[i] || was_named(names, i))
            continue;
        if (named == most)
            more++;
        else
            list = say(w, "%s%s%s", list, named++ ? ", " : "", plain(w, names[i]));
    }
    return more ? say(w, _("%s và %zu nơi nữa"), list, more) : list;
}

static const char *ended_since(writing *w, const alert_item *it)
{
    char when[32];
    const alert *a = it->about;
    clock_format_vi(a->away_ms ? a->away_ms : a->ended_ms, when, sizeof when);
    return it->now ? say(w, _("từ %s; nay còn %s"), when, alert_kind_name(it->now->subject.kind))
                   : say(w, _("từ %s"), when);
}

static date day_of(const alert_item *it)
{
    return clock_local_date(it->about->since_ms);
}

/* Of several the first, and whether the others are later. */
static const char *since(writing *w, const alert_item *items, size_t count)
{
    const alert *a = items[0].about;
    date first = day_of(&items[0]);
    bool differ = false;
    char day[11];
    if (count == 1 && items[0].says == ALERT_SAYS_ENDED)
        return ended_since(w, &items[0]);
    if (items[0].says == ALERT_SAYS_ENDED)
        return "";
    for (size_t i = 1; i < count; i++) {
        differ = differ || date_compare(day_of(&items[i]), first) != 0;
        first = date_earlier(first, day_of(&items[i]));
    }
    date_format_vi(first, day, sizeof day);
    if (count == 1 && a->flaps > 1)
        return say(w, _("từ %s; trong ngày đã hết rồi lại có %" PRId64 " lần"), day, a->flaps);
    return differ ? say(w, _("sớm nhất từ %s"), day) : say(w, _("từ %s"), day);
}

static letter_line make_line(writing *w, const alert_item *items, size_t count)
{
    const alert *a = items[0].about;
    const obligation *o = catalogue_obligation(w->head->rules, a->subject.obligation);
    bool single = count == 1, ended = items[0].says == ALERT_SAYS_ENDED;
    return (letter_line){
        .title = o ? say(w, "%s (%s)", capital(w, o->name), o->code) : a->subject.obligation,
        .places = places(w, items, count, LETTER_PLACES_MAX),
        .since = since(w, items, count),
        .number = single ? say(w, "#%" PRId64, a->id) : "",
        .detail = same_detail(items, count) && !ended ? capital(w, plain(w, a->detail)) : "",
        .lead = ended ? "" : alert_lead(w->head->rules, a),
        .count = count,
    };
}

/* ---- sections -------------------------------------------------------------------------------- */

/* Within a section: by what makes one line, then by place. */
static int by_line(const void *a, const void *b)
{
    const alert_item *x = a, *y = b;
    int order = strcmp(x->about->subject.obligation, y->about->subject.obligation);
    if (!order && !*x->about->subject.obligation)
        order = strcmp(x->about->detail, y->about->detail);
    return order ? order : alert_subject_compare(&x->about->subject, &y->about->subject);
}

static void fill_lines(writing *w, letter_section *s, const alert_item *items)
{
    s->lines = arena_alloc(w->memory, LETTER_LINES_MAX * sizeof *s->lines);
    w->failed = w->failed || !s->lines;
    for (size_t from = 0, to; s->lines && from < s->count; from = to) {
        for (to = from + 1; to < s->count && same_line(&items[from], &items[to]); to++)
            ;
        if (s->line_count == LETTER_LINES_MAX)
            s->left_out += to - from;
        else
            s->lines[s->line_count++] = make_line(w, items + from, to - from);
    }
}

static bool has_shell(const writing *w)
{
    const alert_policy *p = w->head->policy;
    int r = alert_policy_route(p, w->note->route);
    return r == ALERT_NO_ROUTE || p->routes[r].commands;
}

static const char *advice(writing *w, alert_kind k)
{
    const char *words = alert_advice(k), *more = alert_shows_more(k);
    return *more && has_shell(w) ? say(w, _("%s Chi tiết: %s."), words, more) : words;
}

static letter_section make_section(writing *w, alert_item *items, size_t count)
{
    const alert_item *first = &items[0];
    alert_kind k = first->about->subject.kind;
    const char *phrase = alert_phrase(k, first->says);
    letter_section s = {
        .says = first->says,
        .kind = k,
        .severity = first->about->severity,
        .title = alert_kind_about(k)->is_alone ? phrase : say(w, "%zu %s", count, phrase),
        .occasion = alert_occasion(first->says),
        .advice = first->says == ALERT_SAYS_ENDED ? "" : advice(w, k),
        .count = count,
    };
    qsort(items, count, sizeof *items, by_line);
    fill_lines(w, &s, items);
    return s;
}

static void fill_sections(writing *w, letter *l)
{
    const kept_note *n = w->note;
    l->sections = arena_alloc(w->memory, (n->count + 1) * sizeof *l->sections);
    w->failed = w->failed || !l->sections;
    for (size_t from = 0, to; l->sections && from < n->count; from = to) {
        for (to = from + 1; to < n->count && same_section(&n->items[from], &n->items[to]); to++)
            ;
        l->sections[l->section_count++] = make_section(w, n->items + from, to - from);
    }
}

/* ---- subject --------------------------------------------------------------------------------- */

/* What there is, and where the first of it is, as far as a subject line has room. */
static const char *subject(writing *w, const letter *l)
{
    const letter_section *first = &l->sections[0];
    const char *text = say(w, "%s%s ", w->head->simulated ? _("[SỐ LIỆU MÔ PHỎNG] ") : "",
                           alert_tag(first->severity, first->says));
    for (size_t i = 0; i < l->section_count; i++) {
        const letter_section *s = &l->sections[i];
        const char *where = i ? "" : places(w, w->note->items, s->count, SUBJECT_PLACES_MAX);
        if (i < SUBJECT_SECTIONS_MAX)
            text = say(w, "%s%s%s%s%s", text, i ? "; " : "", s->title, *where ? ": " : "", where);
    }
    return l->section_count > SUBJECT_SECTIONS_MAX
               ? say(w, _("%s; và %zu loại nữa"), text, l->section_count - SUBJECT_SECTIONS_MAX)
               : text;
}

/* ---- foot ------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t numbers_to_acknowledge(const writing *w, int64_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < w->note->count; i++) {
        const alert_item *it = &w->note->items[i];
        if (it->says != ALERT_SAYS_ENDED && !alert_kind_about(it->about->subject.kind)->is_once)
            out[n++] = it->about->id;
    }
    qsort(out, n, sizeof *out, by_number);
    return n;
}

/* As `alerts ack` takes them: "12 14-37", as many as a command line has room for. */
static const char *numbers(writing *w)
{
    int64_t *all = arena_alloc(w->memory, (w->note->count + 1) * sizeof *all);
    const char *list = "";
    w->failed = w->failed || !all;
    size_t n = all ? numbers_to_acknowledge(w, all) : 0, listed = 0;
    for (size_t from = 0, to; from < n && listed < LETTER_NUMBERS_MAX; from = to) {
        for (to = from + 1; to < n && all[to] <= all[to - 1] + 1; to++)
            ;
        list = all[to - 1] == all[from] ? say(w, "%s%s%" PRId64, list, listed ? " " : "", all[from])
                                        : say(w, "%s%s%" PRId64 "-%" PRId64, list,
                                              listed ? " " : "", all[from], all[to - 1]);
        listed++;
    }
    return list;
}

static const char *repeats(writing *w)
{
    const char *list = alert_repeats_say(w->memory, &w->head->policy->repeats[w->note->severity]);
    w->failed = w->failed || !list;
    return list ? list : "";
}

error alert_letter_write(arena *a, const kept_note *n, const alert_letterhead *head,
                         alert_letter *out)
{
    writing w = {a, n, head, false};
    letter l = {.note = n, .head = head, .commands = has_shell(&w)};
    char when[32];
    if (n->count == 0)
        return error_make(ERR_INTERNAL, "a note says nothing");
    clock_format_vi(n->made_ms, when, sizeof when);
    fill_sections(&w, &l);
    if (w.failed)
        return error_no_memory();
    l.when = say(&w, "%s", when);
    l.subject = subject(&w, &l);
    l.numbers = numbers(&w);
    l.repeats = *l.numbers ? repeats(&w) : "";
    *out = (alert_letter){l.subject, letter_text(a, &l), letter_html(a, &l), letter_json(a, &l)};
    return w.failed || !out->text || !out->html || !out->json ? error_no_memory() : OK;
}
