#include "model/catalogue_diff.h"
#include "model/catalogue_internal.h"

/* FNV-1a, 64 bits. */
static const uint64_t hash_start = 14695981039346656037U, hash_prime = 1099511628211U;

static void put_byte(uint64_t *h, unsigned char byte)
{
    *h = (*h ^ byte) * hash_prime;
}

static void put_number(uint64_t *h, uint64_t n)
{
    for (int i = 0; i < 8; i++)
        put_byte(h, (unsigned char)(n >> (8 * i)));
}

/* With its end, so that "a", "bc" is not "ab", "c". */
static void put_text(uint64_t *h, const char *text)
{
    do
        put_byte(h, (unsigned char)*text);
    while (*text++);
}

static void put_date(uint64_t *h, date day)
{
    put_number(h, (uint64_t)day.year << 16 | (uint64_t)day.month << 8 | day.day);
}

typedef void put_item(uint64_t *h, const void *item);

static void put_list(uint64_t *h, const void *items, size_t count, size_t size, put_item *put)
{
    put_number(h, count);
    for (size_t i = 0; i < count; i++)
        put(h, (const char *)items + i * size);
}

/* A sum of hashes does not depend on their order. */
static void put_set(uint64_t *h, const void *items, size_t count, size_t size, put_item *put)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t own = hash_start;
        put(&own, (const char *)items + i * size);
        sum += own;
    }
    put_number(h, count);
    put_number(h, sum);
}

static void put_text_item(uint64_t *h, const void *item)
{
    put_text(h, *(const char *const *)item);
}

static void put_texts(uint64_t *h, const char *const *texts, size_t count)
{
    put_list(h, texts, count, sizeof *texts, put_text_item);
}

static void put_codes(uint64_t *h, const char *const *codes, size_t count)
{
    put_set(h, codes, count, sizeof *codes, put_text_item);
}

static void put_date_item(uint64_t *h, const void *item)
{
    put_date(h, *(const date *)item);
}

/* ---- units and obligations ----------------------------------------------------------------- */

/* Not how the province draws and shortens it: no unit's own catalogue has that. */
static void put_unit(uint64_t *h, const void *item)
{
    const unit *u = item;
    put_text(h, u->code);
    put_text(h, u->name);
    put_text(h, u->kind);
    put_number(h, u->level);
    put_text(h, u->parent);
    put_date(h, u->valid_from);
    put_date(h, u->valid_to);
    put_codes(h, u->successors, u->successor_count);
}

static void put_category(uint64_t *h, const void *item)
{
    const category *c = item;
    put_text(h, c->code);
    put_text(h, c->name);
}

static void put_dimension(uint64_t *h, const void *item)
{
    const dimension *d = item;
    put_text(h, d->code);
    put_text(h, d->name);
    put_list(h, d->categories, d->category_count, sizeof *d->categories, put_category);
}

static void put_target(uint64_t *h, bool has_target, int64_t target, bool has_deadline,
                       date deadline, const char *deadline_text)
{
    put_number(h, has_target);
    put_number(h, has_target ? (uint64_t)target : 0);
    put_number(h, has_deadline);
    put_date(h, has_deadline ? deadline : (date){0});
    put_text(h, deadline_text);
}

static void put_exception(uint64_t *h, const void *item)
{
    const exception *x = item;
    put_text(h, x->unit);
    put_target(h, x->has_target, x->target, x->has_deadline, x->deadline, x->deadline_text);
}

static void put_change(uint64_t *h, const void *item)
{
    const change *c = item;
    put_date(h, c->since);
    put_text(h, c->lead);
    put_target(h, c->has_target, c->target, c->has_deadline, c->deadline, c->deadline_text);
    put_text(h, c->basis);
}

static void put_definition(uint64_t *h, const void *item)
{
    const definition *d = item;
    put_number(h, d->version);
    put_date(h, d->since);
    put_text(h, d->text);
}

static void put_measure(uint64_t *h, const obligation *o)
{
    put_text(h, o->measure_unit);
    put_number(h, o->is_ratio);
    put_text(h, o->numerator_name);
    put_text(h, o->denominator_name);
    put_number(h, o->decimals);
    put_number(h, o->may_exceed_denominator);
    put_number(h, (uint64_t)o->min);
    put_number(h, (uint64_t)o->max);
    put_list(h, o->dimensions, o->dimension_count, sizeof *o->dimensions, put_dimension);
    put_number(h, o->aggregation);
    put_number(h, o->accumulation);
    put_number(h, o->lower_is_better);
}

static void put_terms(uint64_t *h, const obligation *o)
{
    put_target(h, o->has_target, o->target, o->has_deadline, o->deadline, o->deadline_text);
    put_number(h, o->deadline_exclusive);
    put_set(h, o->exceptions, o->exception_count, sizeof *o->exceptions, put_exception);
    put_list(h, o->changes, o->change_count, sizeof *o->changes, put_change);
    put_list(h, o->definitions, o->definition_count, sizeof *o->definitions, put_definition);
    put_date(h, o->since);
    put_text(h, o->report_type);
    put_number(h, o->weight);
    put_number(h, o->on_fall);
    put_number(h, o->on_jump);
}

static void put_obligation(uint64_t *h, const void *item)
{
    const obligation *o = item;
    const char *const texts[] = {o->code,    o->name, o->duty,   o->field, o->pillar,
                                 o->section, o->lead, o->source, o->note};
    put_texts(h, texts, sizeof texts / sizeof *texts);
    put_number(h, o->kind);
    put_codes(h, o->cooperating, o->cooperating_count);
    put_number(h, o->reporters);
    put_codes(h, o->reporter_units, o->reporter_unit_count);
    put_number(h, o->frequency);
    put_measure(h, o);
    put_terms(h, o);
    put_texts(h, o->legal_basis, o->legal_basis_count);
    put_texts(h, o->legal_basis_normalised, o->legal_basis_count);
    put_codes(h, o->measured_by, o->measured_by_count);
    put_codes(h, o->pilot_units, o->pilot_unit_count);
}

/* ---- the rest ------------------------------------------------------------------------------ */

static void put_report_type(uint64_t *h, const void *item)
{
    const report_type *t = item;
    const char *const texts[] = {t->code,   t->name,    t->content, t->reporters, t->addressee,
                                 t->method, t->outline, t->form,    t->basis};
    put_texts(h, texts, sizeof texts / sizeof *texts);
    put_number(h, t->frequencies);
    for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
        for (int level = 0; level < UNIT_LEVELS; level++) {
            put_number(h, t->due[kind][level].working_days);
            put_number(h, t->due[kind][level].day);
            put_number(h, t->due[kind][level].month);
        }
    put_date(h, t->since);
    put_number(h, t->grace_days);
    put_number(h, t->locks);
    put_number(h, t->locks ? t->lock_days : 0);
}

static void put_relation(uint64_t *h, const void *item)
{
    const relation *r = item;
    put_text(h, r->lesser);
    put_text(h, r->greater);
    put_number(h, r->severity);
    put_text(h, r->note);
}

static void put_member(uint64_t *h, const void *item)
{
    const member *m = item;
    put_text(h, m->code);
    put_text(h, m->name);
    put_text(h, m->role);
    put_codes(h, m->fields, m->field_count);
    put_codes(h, m->units, m->unit_count);
    put_codes(h, m->obligations, m->obligation_count);
    put_text(h, m->source);
}

static void put_criterion(uint64_t *h, const void *item)
{
    const criterion *c = item;
    put_text(h, c->code);
    put_text(h, c->name);
    put_text(h, c->set);
    put_text(h, c->department);
    put_codes(h, c->obligations, c->obligation_count);
    put_text(h, c->source);
}

static void put_published(uint64_t *h, const void *item)
{
    const published_score *s = item;
    put_text(h, s->index);
    put_text(h, s->index_set);
    put_text(h, s->unit);
    put_number(h, (uint64_t)s->year);
    put_number(h, (uint64_t)s->score);
    put_number(h, (uint64_t)s->scale);
    put_number(h, s->rank);
    put_text(h, s->source);
}

uint64_t catalogue_version(const catalogue *c)
{
    uint64_t h = hash_start;
    put_set(&h, c->units, c->unit_count, sizeof *c->units, put_unit);
    put_set(&h, c->obligations, c->obligation_count, sizeof *c->obligations, put_obligation);
    put_set(&h, c->days.holidays, c->days.holiday_count, sizeof *c->days.holidays, put_date_item);
    put_set(&h, c->days.makeup_days, c->days.makeup_count, sizeof *c->days.makeup_days,
            put_date_item);
    put_text(&h, c->report_types[0].code); /* which of them is the general one */
    put_set(&h, c->report_types, c->report_type_count, sizeof *c->report_types, put_report_type);
    put_set(&h, c->relations, c->relation_count, sizeof *c->relations, put_relation);
    put_set(&h, c->members, c->member_count, sizeof *c->members, put_member);
    put_set(&h, c->criteria, c->criterion_count, sizeof *c->criteria, put_criterion);
    put_number(&h, c->scoring.results);
    put_number(&h, c->scoring.discipline);
    put_set(&h, c->published, c->published_count, sizeof *c->published, put_published);
    return h ? h : 1;
}
