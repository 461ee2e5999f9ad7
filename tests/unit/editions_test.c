#include "unit_test.h"

#include "aggregator/editions.h"

#include <string.h>

static catalogue *rules;
static editions *e;
static arena *memory;
static int64_t before_merger, after_merger;

static int load(void **state)
{
    (void)state;
    problems *found = problems_new();
    error err = catalogue_load(&rules, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_free(found);
    e = editions_new();
    memory = arena_new(0);
    before_merger = clock_day_start_ms((date){2024, 7, 16});
    after_merger = clock_day_start_ms((date){2025, 7, 1});
    return err.code || !e || !memory ? -1 : 0;
}

static int unload(void **state)
{
    (void)state;
    editions_free(e);
    catalogue_free(rules);
    arena_free(memory);
    return 0;
}

static Tiendo__V1__Catalogue *unpack(wire_bytes bytes)
{
    ProtobufCMessage *m;
    assert_int_equal(
        wire_unpack(memory, &tiendo__v1__aggregator_message__descriptor, bytes, &m).code, ERR_OK);
    return ((Tiendo__V1__AggregatorMessage *)m)->catalogue;
}

static void the_message_has_the_version_that_was_told(void **state)
{
    (void)state;
    static const char *const units[] = {"384", "385"};
    for (size_t i = 0; i < 2; i++) {
        uint64_t version;
        wire_bytes plain, small, again;
        assert_int_equal(editions_version(e, rules, units[i], before_merger, &version).code,
                         ERR_OK);
        assert_int_equal(
            editions_message(e, rules, units[i], false, before_merger, memory, &plain).code,
            ERR_OK);
        assert_int_equal(
            editions_message(e, rules, units[i], true, before_merger, memory, &small).code, ERR_OK);
        assert_true(small.size < plain.size / 2);
        assert_true(unpack(plain)->version == version && unpack(small)->version == version);
        assert_int_equal(
            editions_message(e, rules, units[i], true, before_merger, memory, &again).code, ERR_OK);
        assert_int_equal(again.size, small.size);
        assert_memory_equal(again.data, small.data, small.size);
    }
}

static void units_have_their_own(void **state)
{
    (void)state;
    uint64_t one, other;
    assert_int_equal(editions_version(e, rules, "384", before_merger, &one).code, ERR_OK);
    assert_int_equal(editions_version(e, rules, "385", before_merger, &other).code, ERR_OK);
    assert_true(one != other);
}

static void a_day_on_which_other_units_are_valid_is_another_edition(void **state)
{
    (void)state;
    uint64_t version;
    wire_bytes bytes;
    assert_int_equal(editions_version(e, rules, "384", before_merger, &version).code, ERR_OK);
    /* The district ended on 30/6/2025. */
    error err = editions_message(e, rules, "384", false, after_merger, memory, &bytes);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_int_equal(editions_version(e, rules, "khong-co", before_merger, &version).code,
                     ERR_NOT_FOUND);
}

static void another_catalogue_is_not_answered_from_the_old_one(void **state)
{
    (void)state;
    uint64_t version;
    wire_bytes bytes;
    assert_int_equal(editions_version(e, rules, "384", before_merger, &version).code, ERR_OK);
    assert_int_equal(editions_message(e, rules, "384", true, before_merger, memory, &bytes).code,
                     ERR_OK);
    editions_forget(e);
    assert_int_equal(editions_message(e, rules, "384", true, before_merger, memory, &bytes).code,
                     ERR_OK);
    assert_true(unpack(bytes)->version == version);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, load, unload)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_message_has_the_version_that_was_told),
        TEST(units_have_their_own),
        TEST(a_day_on_which_other_units_are_valid_is_another_edition),
        TEST(another_catalogue_is_not_answered_from_the_old_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
