#include "model/catalogue_internal.h"

#include <stdlib.h>
#include <string.h>

struct catalogue_builder {
    arena *memory; /* becomes the catalogue's */
    unit *units;
    size_t unit_count, unit_room;
    obligation *obligations;
    size_t obligation_count, obligation_room;
    calendar days;
    report_type *report_types; /* the first is the general one */
};

/* Whatever the period, so many working days after it closes. */
static report_type general_report_type(unsigned due_commune, unsigned due_other)
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
    for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++) {
        t.frequencies |= 1U << kind;
        for (int level = 0; level < UNIT_LEVELS; level++)
            t.due[kind][level].working_days = level == LEVEL_COMMUNE - 1 ? due_commune : due_other;
    }
    return t;
}

catalogue_builder *catalogue_builder_new(void)
{
    catalogue_builder *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->memory = arena_new(0);
    b->report_types = b->memory ? arena_alloc(b->memory, sizeof *b->report_types) : NULL;
    if (b->report_types) {
        b->report_types[0] = general_report_type(1, 2);
        return b;
    }
    catalogue_builder_free(b);
    return NULL;
}

void catalogue_builder_free(catalogue_builder *b)
{
    if (!b)
        return;
    arena_free(b->memory);
    free(b->units);
    free(b->obligations);
    free(b);
}

/* Makes room for one more of SIZE bytes in *ITEMS. */
static bool grow(void **items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wanted = *room ? *room * 2 : 64;
    void *bigger = reallocarray(*items, wanted, size);
    if (!bigger)
        return false;
    *items = bigger;
    *room = wanted;
    return true;
}

/* Replaces *TEXT (NULL: "") by a copy in A. */
static bool own_text(arena *a, const char **text)
{
    *text = arena_strdup(a, *text ? *text : "");
    return *text != NULL;
}

static void *own_bytes(arena *a, const void *from, size_t count, size_t size)
{
    void *out = arena_alloc(a, (count ? count : 1) * size);
    if (out && count)
        memcpy(out, from, count * size);
    return out;
}

static bool own_texts(arena *a, const char *const **texts, size_t count)
{
    const char **copy = own_bytes(a, *texts, count, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++)
        if (!own_text(a, &copy[i]))
            return false;
    *texts = copy;
    return copy != NULL;
}

static bool own_categories(arena *a, dimension *d)
{
    category *copy = own_bytes(a, d->categories, d->category_count, sizeof *copy);
    for (size_t i = 0; copy && i < d->category_count; i++)
        if (!own_text(a, &copy[i].code) || !own_text(a, &copy[i].name))
            return false;
    d->categories = copy;
    return copy != NULL;
}

static bool own_dimensions(arena *a, obligation *o)
{
    dimension *copy = own_bytes(a, o->dimensions, o->dimension_count, sizeof *copy);
    for (size_t i = 0; copy && i < o->dimension_count; i++)
        if (!own_text(a, &copy[i].code) || !own_text(a, &copy[i].name) ||
            !own_categories(a, &copy[i]))
            return false;
    o->dimensions = copy;
    return copy != NULL;
}

static bool own_exceptions(arena *a, obligation *o)
{
    exception *copy = own_bytes(a, o->exceptions, o->exception_count, sizeof *copy);
    for (size_t i = 0; copy && i < o->exception_count; i++)
        if (!own_text(a, &copy[i].unit) || !own_text(a, &copy[i].deadline_text))
            return false;
    o->exceptions = copy;
    return copy != NULL;
}

bool catalogue_builder_unit(catalogue_builder *b, const unit *u)
{
    if (!grow((void **)&b->units, b->unit_count, &b->unit_room, sizeof *b->units))
        return false;
    unit *copy = &b->units[b->unit_count];
    *copy = *u;
    if (!own_text(b->memory, &copy->code) || !own_text(b->memory, &copy->name) ||
        !own_text(b->memory, &copy->kind) || !own_text(b->memory, &copy->parent) ||
        !own_texts(b->memory, &copy->successors, copy->successor_count))
        return false;
    b->unit_count++;
    return true;
}

bool catalogue_builder_obligation(catalogue_builder *b, const obligation *o)
{
    if (!grow((void **)&b->obligations, b->obligation_count, &b->obligation_room,
              sizeof *b->obligations))
        return false;
    obligation *copy = &b->obligations[b->obligation_count];
    *copy = *o;
    const char **texts[] = {&copy->code,           &copy->name,
                            &copy->duty,           &copy->field,
                            &copy->pillar,         &copy->section,
                            &copy->lead,           &copy->measure_unit,
                            &copy->numerator_name, &copy->denominator_name,
                            &copy->deadline_text,  &copy->report_type,
                            &copy->source,         &copy->note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!own_text(b->memory, texts[i]))
            return false;
    if (!own_texts(b->memory, &copy->cooperating, copy->cooperating_count) ||
        !own_texts(b->memory, &copy->reporter_units, copy->reporter_unit_count) ||
        !own_texts(b->memory, &copy->legal_basis, copy->legal_basis_count) ||
        !own_texts(b->memory, &copy->measured_by, copy->measured_by_count) ||
        !own_dimensions(b->memory, copy) || !own_exceptions(b->memory, copy))
        return false;
    b->obligation_count++;
    return true;
}

bool catalogue_builder_calendar(catalogue_builder *b, const calendar *days, unsigned due_commune,
                                unsigned due_other)
{
    date *holidays = own_bytes(b->memory, days->holidays, days->holiday_count, sizeof *holidays);
    date *makeup = own_bytes(b->memory, days->makeup_days, days->makeup_count, sizeof *makeup);
    if (!holidays || !makeup)
        return false;
    b->days = (calendar){holidays, days->holiday_count, makeup, days->makeup_count};
    b->report_types[0] = general_report_type(due_commune, due_other);
    return true;
}

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
    return true;
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
    return true;
}

catalogue *catalogue_builder_finish(catalogue_builder *b)
{
    arena *a = b->memory;
    catalogue *c = arena_alloc(a, sizeof *c);
    const unit *units = own_bytes(a, b->units, b->unit_count, sizeof *units);
    const obligation *obligations =
        own_bytes(a, b->obligations, b->obligation_count, sizeof *obligations);
    if (c && units && obligations) {
        *c = (catalogue){.memory = a,
                         .units = units,
                         .unit_count = b->unit_count,
                         .obligations = obligations,
                         .obligation_count = b->obligation_count,
                         .days = b->days,
                         .report_types = b->report_types,
                         .report_type_count = 1,
                         .scoring = {.results = 70, .discipline = 30}};
        if (index_units(c) && index_obligations(c))
            b->memory = NULL; /* handed over */
        else
            c = NULL;
    } else {
        c = NULL;
    }
    catalogue_builder_free(b);
    return c;
}
