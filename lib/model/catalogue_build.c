#include "model/catalogue_build.h"
#include "base/text.h"
#include "model/catalogue_internal.h"

#include <stdlib.h>
#include <string.h>

/* Things of one type, in the order in which they were added. */
typedef struct items {
    void *all;
    size_t count, room;
} items;

struct catalogue_builder {
    arena *memory; /* becomes the catalogue's */
    items units, obligations, report_types, relations, members, criteria, published;
    report_type general;
    calendar days;
    scoring scoring;
};

/* ---- due rules ----------------------------------------------------------------------------- */

/* Our default, as the decree leaves the days to whoever orders the reports: communes first, so that
 * those above them have a day to look. */
static due_rule default_due(int level)
{
    return (due_rule){.working_days = level == LEVEL_COMMUNE - 1 ? 1 : 2};
}

static void fill_due(report_type *t)
{
    for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
        for (int level = 0; level < UNIT_LEVELS; level++)
            if (!t->due[kind][level].working_days && !t->due[kind][level].day)
                t->due[kind][level] = default_due(level);
}

/* Until the configuration names another. */
static report_type plain_report_type(void)
{
    report_type t = {.code = "",
                     .name = "",
                     .content = "",
                     .reporters = "",
                     .addressee = "",
                     .method = "",
                     .outline = "",
                     .form = "",
                     .basis = ""};
    for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
        t.frequencies |= 1U << kind;
    fill_due(&t);
    return t;
}

/* ---- adding -------------------------------------------------------------------------------- */

catalogue_builder *catalogue_builder_new(void)
{
    catalogue_builder *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->general = plain_report_type();
    b->scoring = (scoring){.results = 70, .discipline = 30};
    b->memory = arena_new(0);
    if (b->memory)
        return b;
    catalogue_builder_free(b);
    return NULL;
}

void catalogue_builder_free(catalogue_builder *b)
{
    if (!b)
        return;
    arena_free(b->memory);
    free(b->units.all);
    free(b->obligations.all);
    free(b->report_types.all);
    free(b->relations.all);
    free(b->members.all);
    free(b->criteria.all);
    free(b->published.all);
    free(b);
}

/* Where one more of SIZE bytes goes; it is counted by the caller. NULL: no memory. */
static void *next_of(items *list, size_t size)
{
    if (list->count == list->room) {
        size_t wanted = list->room ? list->room * 2 : 64;
        void *bigger = reallocarray(list->all, wanted, size);
        if (!bigger)
            return NULL;
        list->all = bigger;
        list->room = wanted;
    }
    return (char *)list->all + list->count * size;
}

/* As leadership writes it. */
static const char *short_name_of(catalogue_builder *b, const unit *u)
{
    static const char *const shorter[][2] = {
        {"Huyện ", ""}, {"Thị xã ", "TX "}, {"Thành phố ", "TP "}};
    if (u->short_name && *u->short_name)
        return arena_strdup(b->memory, u->short_name);
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++)
        if (text_starts_with(u->name, shorter[i][0]))
            return arena_printf(b->memory, "%s%s", shorter[i][1], u->name + strlen(shorter[i][0]));
    return u->name;
}

bool catalogue_builder_unit(catalogue_builder *b, const unit *u)
{
    unit *copy = next_of(&b->units, sizeof *copy);
    if (!copy)
        return false;
    *copy = *u;
    if (!own_text(b->memory, &copy->code) || !own_text(b->memory, &copy->name) ||
        !(copy->short_name = short_name_of(b, copy)) || !own_text(b->memory, &copy->kind) ||
        !own_text(b->memory, &copy->parent) ||
        !own_texts(b->memory, &copy->successors, copy->successor_count))
        return false;
    b->units.count++;
    return true;
}

bool catalogue_builder_obligation(catalogue_builder *b, const obligation *o)
{
    obligation *copy = next_of(&b->obligations, sizeof *copy);
    if (!copy)
        return false;
    *copy = *o;
    bool owned = own_obligation(b->memory, copy);
    b->obligations.count += owned;
    return owned;
}

bool catalogue_builder_calendar(catalogue_builder *b, const calendar *days)
{
    date *holidays = own_bytes(b->memory, days->holidays, days->holiday_count, sizeof *holidays);
    date *makeup = own_bytes(b->memory, days->makeup_days, days->makeup_count, sizeof *makeup);
    if (!holidays || !makeup)
        return false;
    qsort(holidays, days->holiday_count, sizeof *holidays, date_order);
    qsort(makeup, days->makeup_count, sizeof *makeup, date_order);
    b->days = (calendar){holidays, days->holiday_count, makeup, days->makeup_count};
    return true;
}

bool catalogue_builder_report_type(catalogue_builder *b, const report_type *t, bool general)
{
    report_type *copy = general ? &b->general : next_of(&b->report_types, sizeof *copy);
    if (!copy)
        return false;
    *copy = *t;
    fill_due(copy);
    bool owned = own_report_type(b->memory, copy);
    b->report_types.count += owned && !general;
    return owned;
}

bool catalogue_builder_relation(catalogue_builder *b, const relation *r)
{
    relation *copy = next_of(&b->relations, sizeof *copy);
    if (!copy)
        return false;
    *copy = *r;
    bool owned = own_relation(b->memory, copy);
    b->relations.count += owned;
    return owned;
}

bool catalogue_builder_member(catalogue_builder *b, const member *m)
{
    member *copy = next_of(&b->members, sizeof *copy);
    if (!copy)
        return false;
    *copy = *m;
    bool owned = own_member(b->memory, copy);
    b->members.count += owned;
    return owned;
}

bool catalogue_builder_criterion(catalogue_builder *b, const criterion *c)
{
    criterion *copy = next_of(&b->criteria, sizeof *copy);
    if (!copy)
        return false;
    *copy = *c;
    bool owned = own_criterion(b->memory, copy);
    b->criteria.count += owned;
    return owned;
}

bool catalogue_builder_published(catalogue_builder *b, const published_score *s)
{
    published_score *copy = next_of(&b->published, sizeof *copy);
    if (!copy)
        return false;
    *copy = *s;
    bool owned = own_published(b->memory, copy);
    b->published.count += owned;
    return owned;
}

void catalogue_builder_scoring(catalogue_builder *b, scoring s)
{
    b->scoring = s;
}

/* ---- finishing ----------------------------------------------------------------------------- */

static int by_code_and_date(const void *a, const void *b)
{
    const unit *x = *(const unit *const *)a, *y = *(const unit *const *)b;
    int c = strcmp(x->code, y->code);
    return c ? c : date_compare(x->valid_from, y->valid_from);
}

static int by_code(const void *a, const void *b)
{
    const obligation *x = *(const obligation *const *)a, *y = *(const obligation *const *)b;
    return strcmp(x->code, y->code);
}

static bool index_units(catalogue *c)
{
    size_t n = c->unit_count;
    c->units_by_code = arena_alloc(c->memory, (n + 1) * sizeof *c->units_by_code);
    c->unit_codes = arena_alloc(c->memory, (n + 1) * sizeof *c->unit_codes);
    if (!c->units_by_code || !c->unit_codes)
        return false;
    for (size_t i = 0; i < n; i++)
        c->units_by_code[i] = &c->units[i];
    qsort(c->units_by_code, n, sizeof *c->units_by_code, by_code_and_date);
    for (size_t i = 0; i < n; i++)
        c->unit_codes[i] = c->units_by_code[i]->code;
    return code_index_build(&c->unit_index, c->unit_codes, n, c->memory);
}

static bool index_ends(catalogue *c)
{
    c->unit_ends = arena_alloc(c->memory, (c->unit_count + 1) * sizeof *c->unit_ends);
    if (!c->unit_ends)
        return false;
    for (size_t i = 0; i < c->unit_count; i++)
        if (c->units[i].valid_to.year)
            c->unit_ends[c->unit_end_count++] = c->units[i].valid_to;
    qsort(c->unit_ends, c->unit_end_count, sizeof *c->unit_ends, date_order);
    return true;
}

/* "muong lat" in "huyen muong lat". */
static const char *without_kind(const char *folded)
{
    static const char *const kinds[] = {"thanh pho ", "thi xa ", "huyen ", "phuong ", "xa ", "so "};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_starts_with(folded, kinds[i]))
            return folded + strlen(kinds[i]);
    return folded;
}

static bool index_names(catalogue *c)
{
    size_t n = c->unit_count;
    c->folded_names = arena_alloc(c->memory, (n + 1) * sizeof *c->folded_names);
    c->short_names = arena_alloc(c->memory, (n + 1) * sizeof *c->short_names);
    for (size_t i = 0; c->folded_names && c->short_names && i < n; i++) {
        if (!(c->folded_names[i] = text_fold(c->memory, c->units[i].name)))
            return false;
        c->short_names[i] = without_kind(c->folded_names[i]);
    }
    return c->folded_names && c->short_names;
}

static bool index_obligations(catalogue *c)
{
    size_t n = c->obligation_count;
    c->obligations_by_code = arena_alloc(c->memory, (n + 1) * sizeof *c->obligations_by_code);
    c->obligation_codes = arena_alloc(c->memory, (n + 1) * sizeof *c->obligation_codes);
    if (!c->obligations_by_code || !c->obligation_codes)
        return false;
    for (size_t i = 0; i < n; i++)
        c->obligations_by_code[i] = &c->obligations[i];
    qsort(c->obligations_by_code, n, sizeof *c->obligations_by_code, by_code);
    for (size_t i = 0; i < n; i++)
        c->obligation_codes[i] = c->obligations_by_code[i]->code;
    return code_index_build(&c->obligation_index, c->obligation_codes, n, c->memory);
}

/* The general report type goes first, where catalogue_report_type() expects it. */
static const report_type *report_types_of(const catalogue_builder *b)
{
    report_type *all = arena_alloc(b->memory, (b->report_types.count + 1) * sizeof *all);
    if (!all)
        return NULL;
    all[0] = b->general;
    if (b->report_types.count)
        memcpy(&all[1], b->report_types.all, b->report_types.count * sizeof *all);
    return all;
}

static const void *kept(const catalogue_builder *b, const items *list, size_t size)
{
    return own_bytes(b->memory, list->all, list->count, size);
}

static catalogue *assemble(const catalogue_builder *b)
{
    catalogue *c = arena_alloc(b->memory, sizeof *c);
    if (!c)
        return NULL;
    *c = (catalogue){.memory = b->memory,
                     .units = kept(b, &b->units, sizeof *c->units),
                     .unit_count = b->units.count,
                     .obligations = kept(b, &b->obligations, sizeof *c->obligations),
                     .obligation_count = b->obligations.count,
                     .days = b->days,
                     .report_types = report_types_of(b),
                     .report_type_count = b->report_types.count + 1,
                     .relations = kept(b, &b->relations, sizeof *c->relations),
                     .relation_count = b->relations.count,
                     .members = kept(b, &b->members, sizeof *c->members),
                     .member_count = b->members.count,
                     .criteria = kept(b, &b->criteria, sizeof *c->criteria),
                     .criterion_count = b->criteria.count,
                     .scoring = b->scoring,
                     .published = kept(b, &b->published, sizeof *c->published),
                     .published_count = b->published.count};
    bool whole = c->units && c->obligations && c->report_types && c->relations && c->members &&
                 c->criteria && c->published;
    return whole && index_units(c) && index_ends(c) && index_names(c) && index_obligations(c)
               ? c
               : NULL;
}

catalogue *catalogue_builder_finish(catalogue_builder *b)
{
    catalogue *c = assemble(b);
    if (c)
        b->memory = NULL; /* handed over */
    catalogue_builder_free(b);
    return c;
}
