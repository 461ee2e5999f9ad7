#include "model/catalogue_build.h"

#include <string.h>

bool own_text(arena *a, const char **text)
{
    *text = arena_strdup(a, *text ? *text : "");
    return *text != NULL;
}

static bool own_each(arena *a, const char **const texts[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!own_text(a, texts[i]))
            return false;
    return true;
}

void *own_bytes(arena *a, const void *from, size_t count, size_t size)
{
    void *out = arena_alloc(a, (count ? count : 1) * size);
    if (out && count)
        memcpy(out, from, count * size);
    return out;
}

bool own_texts(arena *a, const char *const **texts, size_t count)
{
    const char **copy = own_bytes(a, *texts, count, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++)
        if (!own_text(a, &copy[i]))
            return false;
    *texts = copy;
    return copy != NULL;
}

/* ---- parts of an obligation ---------------------------------------------------------------- */

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

static bool own_changes(arena *a, obligation *o)
{
    change *copy = own_bytes(a, o->changes, o->change_count, sizeof *copy);
    for (size_t i = 0; copy && i < o->change_count; i++)
        if (!own_text(a, &copy[i].lead) || !own_text(a, &copy[i].deadline_text) ||
            !own_text(a, &copy[i].basis))
            return false;
    o->changes = copy;
    return copy != NULL;
}

static bool own_definitions(arena *a, obligation *o)
{
    definition *copy = own_bytes(a, o->definitions, o->definition_count, sizeof *copy);
    for (size_t i = 0; copy && i < o->definition_count; i++)
        if (!own_text(a, &copy[i].text))
            return false;
    o->definitions = copy;
    return copy != NULL;
}

/* Beside each quoted text one that is normalised, so none at all is as many empty ones. */
static bool own_legal_basis(arena *a, obligation *o)
{
    const char **none = arena_alloc(a, (o->legal_basis_count + 1) * sizeof *none);
    if (!none)
        return false;
    if (!o->legal_basis_normalised)
        o->legal_basis_normalised = none;
    return own_texts(a, &o->legal_basis, o->legal_basis_count) &&
           own_texts(a, &o->legal_basis_normalised, o->legal_basis_count);
}

bool own_obligation(arena *a, obligation *o)
{
    const char **const texts[] = {&o->code,           &o->name,
                                  &o->duty,           &o->field,
                                  &o->pillar,         &o->section,
                                  &o->lead,           &o->measure_unit,
                                  &o->numerator_name, &o->denominator_name,
                                  &o->deadline_text,  &o->report_type,
                                  &o->source,         &o->note};
    return own_each(a, texts, sizeof texts / sizeof *texts) &&
           own_texts(a, &o->cooperating, o->cooperating_count) &&
           own_texts(a, &o->reporter_units, o->reporter_unit_count) &&
           own_texts(a, &o->measured_by, o->measured_by_count) &&
           own_texts(a, &o->pilot_units, o->pilot_unit_count) && own_legal_basis(a, o) &&
           own_dimensions(a, o) && own_exceptions(a, o) && own_changes(a, o) &&
           own_definitions(a, o);
}

/* ---- the rest ------------------------------------------------------------------------------ */

bool own_report_type(arena *a, report_type *t)
{
    const char **const texts[] = {&t->code,      &t->name,      &t->content,
                                  &t->reporters, &t->addressee, &t->method,
                                  &t->outline,   &t->form,      &t->basis};
    return own_each(a, texts, sizeof texts / sizeof *texts);
}

bool own_relation(arena *a, relation *r)
{
    return own_text(a, &r->lesser) && own_text(a, &r->greater) && own_text(a, &r->note);
}

bool own_member(arena *a, member *m)
{
    const char **const texts[] = {&m->code, &m->name, &m->role, &m->source};
    return own_each(a, texts, sizeof texts / sizeof *texts) &&
           own_texts(a, &m->fields, m->field_count) && own_texts(a, &m->units, m->unit_count) &&
           own_texts(a, &m->obligations, m->obligation_count);
}

bool own_criterion(arena *a, criterion *c)
{
    const char **const texts[] = {&c->code, &c->name, &c->set, &c->department, &c->source};
    return own_each(a, texts, sizeof texts / sizeof *texts) &&
           own_texts(a, &c->obligations, c->obligation_count);
}

bool own_published(arena *a, published_score *s)
{
    const char **const texts[] = {&s->index, &s->index_set, &s->unit, &s->source};
    return own_each(a, texts, sizeof texts / sizeof *texts);
}
