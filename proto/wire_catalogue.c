#include "proto/wire_check.h"

#include <sodium.h>
#include <string.h>

/* The levels and frequencies have the same numbers in the schema and in the model. */
_Static_assert((int)LEVEL_OTHER == (int)TIENDO__V1__UNIT_LEVEL__UNIT_LEVEL_OTHER, "unit levels");
_Static_assert((int)PERIOD_YEAR == (int)TIENDO__V1__FREQUENCY__FREQUENCY_YEAR, "frequencies");
_Static_assert((int)OBLIGATION_TASK == (int)TIENDO__V1__OBLIGATION_KIND__OBLIGATION_KIND_TASK,
               "obligation kinds");

/* ---- from the model ----------------------------------------------------------------------- */

typedef struct writing {
    arena *memory;
    const catalogue *from;
    const char *speaker;
    date day;
} writing;

static error unit_to(const writing *w, const unit *u, Tiendo__V1__CatalogueUnit **out)
{
    Tiendo__V1__CatalogueUnit *it = arena_alloc(w->memory, sizeof *it);
    if (!it)
        return error_no_memory();
    tiendo__v1__catalogue_unit__init(it);
    it->code = wire_shared(u->code);
    it->name = wire_shared(u->name);
    it->level = (Tiendo__V1__UnitLevel)u->level;
    *out = it;
    return OK;
}

static bool speaks_for(const writing *w, const unit *u)
{
    return unit_valid_on(u, w->day) && catalogue_unit_within(w->from, u->code, w->speaker);
}

static bool is_agency(const writing *w, const unit *u)
{
    return unit_valid_on(u, w->day) && !speaks_for(w, u) &&
           (u->level == LEVEL_DEPARTMENT || u->level == LEVEL_OTHER || u->level == LEVEL_PROVINCE);
}

static error units_to(const writing *w, bool (*wanted)(const writing *, const unit *),
                      Tiendo__V1__CatalogueUnit ***out, size_t *count)
{
    size_t all = catalogue_unit_count(w->from);
    *count = 0;
    *out = arena_alloc(w->memory, (all + 1) * sizeof **out);
    if (!*out)
        return error_no_memory();
    for (size_t i = 0; i < all; i++) {
        const unit *u = catalogue_unit_at(w->from, i);
        if (wanted(w, u))
            TRY(unit_to(w, u, &(*out)[(*count)++]));
    }
    return OK;
}

static error texts_to(const writing *w, const char *const *texts, size_t count, char ***out)
{
    *out = arena_alloc(w->memory, (count + 1) * sizeof **out);
    if (!*out)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        (*out)[i] = wire_shared(texts[i]);
    return OK;
}

static error breakdown_to(const writing *w, const obligation *o,
                          Tiendo__V1__CatalogueObligation *out)
{
    size_t count = 0;
    for (size_t d = 0; d < o->dimension_count; d++)
        count += o->dimensions[d].category_count;
    out->breakdown = arena_alloc(w->memory, (count + 1) * sizeof *out->breakdown);
    out->breakdown_names = arena_alloc(w->memory, (count + 1) * sizeof *out->breakdown_names);
    if (!out->breakdown || !out->breakdown_names)
        return error_no_memory();
    for (size_t d = 0; d < o->dimension_count; d++)
        for (size_t c = 0; c < o->dimensions[d].category_count; c++) {
            const dimension *dim = &o->dimensions[d];
            char *code = arena_printf(w->memory, "%s=%s", dim->code, dim->categories[c].code);
            char *name = arena_printf(w->memory, "%s: %s", dim->name, dim->categories[c].name);
            if (!code || !name)
                return error_no_memory();
            out->breakdown[out->n_breakdown++] = code;
            out->breakdown_names[out->n_breakdown_names++] = name;
        }
    return OK;
}

static error reporters_to(const writing *w, const obligation *o,
                          Tiendo__V1__CatalogueObligation *out)
{
    out->reporters = arena_alloc(w->memory, LEVEL_OTHER * sizeof *out->reporters);
    if (!out->reporters)
        return error_no_memory();
    for (int level = LEVEL_PROVINCE; level <= LEVEL_OTHER; level++)
        if (o->reporters & 1u << level)
            out->reporters[out->n_reporters++] = (Tiendo__V1__UnitLevel)level;
    out->n_reporter_units = o->reporter_unit_count;
    return texts_to(w, o->reporter_units, o->reporter_unit_count, &out->reporter_units);
}

static error obligation_to(const writing *w, const obligation *o,
                           Tiendo__V1__CatalogueObligation **out)
{
    Tiendo__V1__CatalogueObligation *it = arena_alloc(w->memory, sizeof *it);
    if (!it)
        return error_no_memory();
    tiendo__v1__catalogue_obligation__init(it);
    it->code = wire_shared(o->code);
    it->name = wire_shared(o->name);
    it->kind = (Tiendo__V1__ObligationKind)o->kind;
    it->frequency = (Tiendo__V1__Frequency)o->frequency;
    it->measure_unit = wire_shared(o->measure_unit);
    it->is_ratio = o->is_ratio;
    it->numerator_name = wire_shared(o->numerator_name);
    it->denominator_name = wire_shared(o->denominator_name);
    it->decimals = o->decimals;
    it->may_exceed_denominator = o->may_exceed_denominator;
    it->min = o->min;
    it->max = o->max;
    it->lead = wire_shared(o->lead);
    *out = it;
    TRY(reporters_to(w, o, it));
    return breakdown_to(w, o, it);
}

static bool is_reported(const writing *w, const obligation *o)
{
    for (size_t i = 0; i < catalogue_unit_count(w->from); i++) {
        const unit *u = catalogue_unit_at(w->from, i);
        if (speaks_for(w, u) && obligation_is_reported_by(o, u))
            return true;
    }
    return false;
}

static error obligations_to(const writing *w, Tiendo__V1__Catalogue *out)
{
    size_t all = catalogue_obligation_count(w->from);
    out->obligations = arena_alloc(w->memory, (all + 1) * sizeof *out->obligations);
    if (!out->obligations)
        return error_no_memory();
    for (size_t i = 0; i < all; i++) {
        const obligation *o = catalogue_obligation_at(w->from, i);
        if (is_reported(w, o))
            TRY(obligation_to(w, o, &out->obligations[out->n_obligations++]));
    }
    return OK;
}

/* A hash of the content, so that nobody has to remember to raise a number. */
static error set_version(arena *a, Tiendo__V1__Catalogue *c)
{
    wire_bytes bytes;
    c->version = 1;
    TRY(wire_pack(a, &c->base, &bytes));
    uint64_t hash = 0;
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, bytes.data, bytes.size, NULL, 0);
    memcpy(&hash, digest, sizeof hash);
    c->version = hash ? hash : 1;
    return OK;
}

error wire_catalogue_to(arena *a, const catalogue *c, const char *speaker, date day,
                        Tiendo__V1__Catalogue **out)
{
    const writing w = {a, c, speaker, day};
    Tiendo__V1__Catalogue *it = arena_alloc(a, sizeof *it);
    if (!it)
        return error_no_memory();
    tiendo__v1__catalogue__init(it);
    TRY(units_to(&w, speaks_for, &it->units, &it->n_units));
    if (it->n_units == 0)
        return error_make(ERR_NOT_FOUND, "unit %s is not valid on this day", speaker);
    TRY(units_to(&w, is_agency, &it->agencies, &it->n_agencies));
    TRY(obligations_to(&w, it));
    TRY(set_version(a, it));
    *out = it;
    return OK;
}

/* ---- into the model ----------------------------------------------------------------------- */

static bool add_units(catalogue_builder *b, Tiendo__V1__CatalogueUnit *const *units, size_t count,
                      const char *parent)
{
    for (size_t i = 0; i < count; i++) {
        const Tiendo__V1__CatalogueUnit *u = units[i];
        /* The first unit is the speaker; the others that it speaks for hang below it. */
        const unit it = {.code = u->code,
                         .name = u->name,
                         .kind = "",
                         .level = (unit_level)u->level,
                         .parent = parent && i ? parent : ""};
        if (!catalogue_builder_unit(b, &it))
            return false;
    }
    return true;
}

/* "dimension=category" lists back into dimensions, in the order in which they first appear. */
static error dimensions_from(arena *a, const Tiendo__V1__CatalogueObligation *in, obligation *out)
{
    dimension *dims = arena_alloc(a, (in->n_breakdown + 1) * sizeof *dims);
    category *categories = arena_alloc(a, (in->n_breakdown + 1) * sizeof *categories);
    if (!dims || !categories)
        return error_no_memory();
    for (size_t i = 0; i < in->n_breakdown; i++) {
        const char *equals = strchr(in->breakdown[i], '=');
        if (!equals || in->n_breakdown_names != in->n_breakdown)
            return error_make(ERR_INVALID, "catalogue: breakdown of %s", in->code);
        char *code = arena_strndup(a, in->breakdown[i], (size_t)(equals - in->breakdown[i]));
        if (!code)
            return error_no_memory();
        dimension *last = out->dimension_count ? &dims[out->dimension_count - 1] : NULL;
        if (!last || strcmp(last->code, code) != 0) {
            last = &dims[out->dimension_count++];
            *last = (dimension){.code = code, .name = code, .categories = &categories[i]};
        }
        categories[i] = (category){.code = equals + 1, .name = in->breakdown_names[i]};
        last->category_count++;
    }
    out->dimensions = dims;
    return OK;
}

static error obligation_from(arena *a, const Tiendo__V1__CatalogueObligation *in, obligation *out)
{
    *out = (obligation){.code = in->code,
                        .name = in->name,
                        .kind = (obligation_kind)in->kind,
                        .duty = "",
                        .field = "",
                        .pillar = "",
                        .section = "",
                        .lead = in->lead,
                        .reporter_units = (const char *const *)in->reporter_units,
                        .reporter_unit_count = in->n_reporter_units,
                        .frequency = (period_kind)in->frequency,
                        .measure_unit = in->measure_unit,
                        .is_ratio = in->is_ratio,
                        .numerator_name = in->numerator_name,
                        .denominator_name = in->denominator_name,
                        .decimals = in->decimals,
                        .may_exceed_denominator = in->may_exceed_denominator,
                        .min = in->min,
                        .max = in->max,
                        .deadline_text = "",
                        .source = "",
                        .note = ""};
    for (size_t i = 0; i < in->n_reporters; i++)
        out->reporters |= 1u << in->reporters[i];
    if (!in->kind || !in->frequency || in->decimals > 9 || in->min > in->max)
        return error_make(ERR_INVALID, "catalogue: %s is incomplete", in->code);
    return dimensions_from(a, in, out);
}

static error build(catalogue_builder *b, arena *a, const Tiendo__V1__Catalogue *in)
{
    if (in->n_units == 0)
        return error_make(ERR_INVALID, "catalogue: no unit");
    if (!add_units(b, in->units, in->n_units, in->units[0]->code) ||
        !add_units(b, in->agencies, in->n_agencies, NULL))
        return error_no_memory();
    for (size_t i = 0; i < in->n_obligations; i++) {
        obligation o;
        TRY(obligation_from(a, in->obligations[i], &o));
        if (!catalogue_builder_obligation(b, &o))
            return error_no_memory();
    }
    return OK;
}

error wire_catalogue_from(const Tiendo__V1__Catalogue *in, catalogue **out)
{
    arena *a = arena_new(0);
    catalogue_builder *b = a ? catalogue_builder_new() : NULL;
    error err = b ? build(b, a, in) : error_no_memory();
    if (err.code)
        catalogue_builder_free(b);
    else if (!(*out = catalogue_builder_finish(b)))
        err = error_no_memory();
    arena_free(a);
    return err;
}
