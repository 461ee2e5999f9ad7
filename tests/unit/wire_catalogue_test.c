#include "unit_test.h"

#include "proto/wire.h"

#include <string.h>

static const date DAY = {2024, 7, 22};
static arena *memory;
static catalogue *rules;

static int load_rules(void **state)
{
    (void)state;
    problems *found = problems_new();
    error err = catalogue_load(&rules, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_free(found);
    return err.code ? -1 : 0;
}

static int free_rules(void **state)
{
    (void)state;
    catalogue_free(rules);
    return 0;
}

static int new_memory(void **state)
{
    (void)state;
    return (memory = arena_new(0)) ? 0 : -1;
}

static int free_memory(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

static Tiendo__V1__Catalogue *sent_to(const catalogue *c, const char *unit)
{
    Tiendo__V1__Catalogue *out = NULL;
    assert_int_equal(wire_catalogue_to(memory, c, unit, DAY, &out).code, ERR_OK);
    return out;
}

/* What the collector of UNIT makes of it; unpacked within the budget of a real one. */
static catalogue *received_by(const char *unit)
{
    catalogue *out = NULL;
    wire_bytes bytes;
    ProtobufCMessage *message;
    arena *budget = wire_arena();
    assert_int_equal(wire_pack(memory, &sent_to(rules, unit)->base, &bytes).code, ERR_OK);
    assert_int_equal(wire_unpack(budget, &tiendo__v1__catalogue__descriptor, bytes, &message).code,
                     ERR_OK);
    assert_int_equal(wire_catalogue_from((Tiendo__V1__Catalogue *)message, &out).code, ERR_OK);
    arena_free(budget);
    return out;
}

static void assert_same_dimensions(const obligation *a, const obligation *b)
{
    assert_int_equal(a->dimension_count, b->dimension_count);
    for (size_t d = 0; d < a->dimension_count; d++) {
        assert_string_equal(a->dimensions[d].code, b->dimensions[d].code);
        assert_int_equal(a->dimensions[d].category_count, b->dimensions[d].category_count);
        for (size_t i = 0; i < a->dimensions[d].category_count; i++)
            assert_string_equal(a->dimensions[d].categories[i].code,
                                b->dimensions[d].categories[i].code);
    }
}

/* Everything that check_report() looks at. */
static void assert_same_rules(const obligation *a, const obligation *b)
{
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->frequency, b->frequency);
    assert_int_equal(a->reporters, b->reporters);
    assert_int_equal(a->reporter_unit_count, b->reporter_unit_count);
    for (size_t i = 0; i < a->reporter_unit_count; i++)
        assert_string_equal(a->reporter_units[i], b->reporter_units[i]);
    assert_string_equal(a->measure_unit, b->measure_unit);
    assert_int_equal(a->is_ratio, b->is_ratio);
    assert_string_equal(a->numerator_name, b->numerator_name);
    assert_string_equal(a->denominator_name, b->denominator_name);
    assert_int_equal(a->decimals, b->decimals);
    assert_int_equal(a->may_exceed_denominator, b->may_exceed_denominator);
    assert_true(a->min == b->min && a->max == b->max);
    assert_string_equal(a->lead, b->lead);
    assert_same_dimensions(a, b);
}

static void assert_whole(const catalogue *c, const unit *u)
{
    size_t expected = 0;
    for (size_t i = 0; i < catalogue_obligation_count(rules); i++) {
        const obligation *own = catalogue_obligation_at(rules, i);
        if (!obligation_is_reported_by(own, u))
            continue;
        const obligation *there = catalogue_obligation(c, own->code);
        expected++;
        assert_non_null(there);
        assert_same_rules(own, there);
        assert_true(obligation_is_reported_by(there, catalogue_unit(c, u->code, DAY)));
    }
    assert_true(expected > 0);
    assert_int_equal(catalogue_obligation_count(c), expected);
}

static void every_district_gets_all_that_it_reports_on_unchanged_and_nothing_else(void **state)
{
    (void)state;
    size_t districts = 0;
    for (size_t i = 0; i < catalogue_unit_count(rules); i++) {
        const unit *u = catalogue_unit_at(rules, i);
        if (u->level != LEVEL_DISTRICT || !unit_valid_on(u, DAY))
            continue;
        catalogue *c = received_by(u->code);
        assert_whole(c, u);
        catalogue_free(c);
        districts++;
    }
    assert_int_equal(districts, 27);
}

static void other_agencies_can_be_addressed_but_not_spoken_for(void **state)
{
    (void)state;
    catalogue *c = received_by("384");
    assert_non_null(catalogue_unit(c, "STTTT", DAY));
    assert_false(catalogue_unit_within(c, "STTTT", "384"));
    assert_null(catalogue_unit(c, "385", DAY));
    catalogue_free(c);
}

/* A catalogue of one district and one obligation, O. */
static catalogue *small(const obligation *o)
{
    catalogue_builder *b = catalogue_builder_new();
    const unit u = {
        .code = "384", .name = "Huyện", .kind = "", .level = LEVEL_DISTRICT, .parent = ""};
    assert_non_null(b);
    assert_true(catalogue_builder_unit(b, &u));
    assert_true(catalogue_builder_obligation(b, o));
    catalogue *c = catalogue_builder_finish(b);
    assert_non_null(c);
    return c;
}

static uint64_t version_of(const obligation *o)
{
    catalogue *c = small(o);
    uint64_t version = sent_to(c, "384")->version;
    catalogue_free(c);
    return version;
}

static void its_version_is_its_contents(void **state)
{
    (void)state;
    const obligation o = {.code = "A",
                          .name = "Tên",
                          .kind = OBLIGATION_INDICATOR,
                          .duty = "",
                          .field = "",
                          .pillar = "",
                          .section = "",
                          .lead = "",
                          .reporters = 1u << LEVEL_DISTRICT,
                          .frequency = PERIOD_MONTH,
                          .measure_unit = "thẻ",
                          .numerator_name = "",
                          .denominator_name = "",
                          .max = 100,
                          .deadline_text = "",
                          .source = "",
                          .note = ""};
    obligation other = o;
    const uint64_t version = version_of(&o);
    assert_true(version != 0);
    assert_true(version_of(&o) == version);
    other.max = 101;
    assert_true(version_of(&other) != version);
    other = o;
    other.name = "Tên khác";
    assert_true(version_of(&other) != version);
    other = o;
    other.frequency = PERIOD_QUARTER;
    assert_true(version_of(&other) != version);
}

static void nobody_gets_a_catalogue_who_is_no_unit_on_that_day(void **state)
{
    (void)state;
    Tiendo__V1__Catalogue *out;
    assert_int_equal(wire_catalogue_to(memory, rules, "nobody", DAY, &out).code, ERR_NOT_FOUND);
}

static void a_catalogue_that_contradicts_itself_is_refused(void **state)
{
    (void)state;
    catalogue *out;
    Tiendo__V1__Catalogue *c = sent_to(rules, "384");
    Tiendo__V1__CatalogueObligation *o = c->obligations[0];
    const int64_t min = o->min;
    o->min = o->max + 1;
    assert_int_equal(wire_catalogue_from(c, &out).code, ERR_INVALID);
    o->min = min;
    o->decimals = 10;
    assert_int_equal(wire_catalogue_from(c, &out).code, ERR_INVALID);
    o->decimals = 0;
    c->n_units = 0;
    assert_int_equal(wire_catalogue_from(c, &out).code, ERR_INVALID);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, new_memory, free_memory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_district_gets_all_that_it_reports_on_unchanged_and_nothing_else),
        TEST(other_agencies_can_be_addressed_but_not_spoken_for),
        TEST(its_version_is_its_contents),
        TEST(nobody_gets_a_catalogue_who_is_no_unit_on_that_day),
        TEST(a_catalogue_that_contradicts_itself_is_refused),
    };
    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
