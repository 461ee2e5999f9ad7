#include "unit_test.h"

#include "digest_filled.h"
#include "notifier/digest/digest_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void comes_back_as_it_was(digest *d)
{
    char *text = digest_frozen(d);
    digest *back = digest_thawed(text);
    char *again = digest_frozen(back);
    const char *where = NULL;
    if (!digest_same(&digest_shape_digest, d, back, &where))
        fail_msg("%s is lost", where);
    assert_string_equal(again, text);
    free(again);
    free(text);
    digest_free(back);
    digest_free(d);
}

static void every_member_comes_back_as_it_was(void **state)
{
    (void)state;
    comes_back_as_it_was(digest_filled(3, false));
}

static void what_is_absent_stays_absent(void **state)
{
    (void)state;
    comes_back_as_it_was(digest_filled(2, true));
    comes_back_as_it_was(digest_new());
}

/* ---- no member is forgotten ----------------------------------------------------------------- */

#if defined __has_builtin
#if __has_builtin(__builtin_clear_padding)
#define KNOWS_PADDING
#endif
#endif

#ifdef KNOWS_PADDING
/* Leaves 0 where VALUE, all bytes 0xff, has padding. */
#define MASK(type_)                                                                                \
    static void mask_##type_(void *value)                                                          \
    {                                                                                              \
        __builtin_clear_padding((type_ *)value);                                                   \
    }
MASK(digest_party)
MASK(digest_obligation)
MASK(digest_standing)
MASK(digest_concern)
MASK(digest_point)
MASK(digest_indicator)
MASK(digest_difficulty)
MASK(digest_rank)
MASK(digest_ranking)
MASK(digest_reporting)
MASK(digest_cell)
MASK(digest_heat_row)
MASK(digest_finished)
MASK(digest_correction)
MASK(digest_directive)
MASK(digest_upcoming)
MASK(digest_tile)
MASK(digest_remark)
MASK(digest)

#define MASKED(type_, name_)                                                                       \
    {                                                                                              \
        name_, mask_##type_                                                                        \
    }
static const struct {
    const char *name;
    void (*mask)(void *value);
} masks[] = {
    MASKED(digest_party, "party"),
    MASKED(digest_obligation, "obligation"),
    MASKED(digest_standing, "standing"),
    MASKED(digest_concern, "concern"),
    MASKED(digest_point, "point"),
    MASKED(digest_indicator, "indicator"),
    MASKED(digest_difficulty, "difficulty"),
    MASKED(digest_rank, "rank"),
    MASKED(digest_ranking, "ranking"),
    MASKED(digest_reporting, "reporting"),
    MASKED(digest_cell, "cell"),
    MASKED(digest_heat_row, "heat_row"),
    MASKED(digest_finished, "finished"),
    MASKED(digest_correction, "correction"),
    MASKED(digest_directive, "directive"),
    MASKED(digest_upcoming, "upcoming"),
    MASKED(digest_tile, "tile"),
    MASKED(digest_remark, "remark"),
    MASKED(digest, "digest"),
};

static void (*mask_of(const digest_shape *shape))(void *)
{
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
        if (strcmp(masks[i].name, shape->name) == 0)
            return masks[i].mask;
    fail_msg("%s: add it to masks", shape->name);
    return NULL;
}

static void cover(const digest_shape *shape, unsigned char *mask)
{
    for (size_t i = 0; i < shape->count; i++) {
        const digest_field *f = &shape->fields[i];
        memset(mask + f->offset, 0, digest_field_size(f));
        if (f->has_flag)
            memset(mask + f->flag, 0, sizeof(bool));
        if (f->type == FIELD_LIST)
            memset(mask + f->count, 0, sizeof(size_t));
    }
}

static void check_shape(const digest_shape *shape)
{
    unsigned char *mask = malloc(shape->size);
    assert_non_null(mask);
    memset(mask, 0xff, shape->size);
    mask_of(shape)(mask);
    cover(shape, mask);
    if (shape == &digest_shape_digest)
        memset(mask + offsetof(digest, memory), 0, sizeof(arena *));
    for (size_t i = 0; i < shape->size; i++)
        if (mask[i])
            fail_msg("%s: the member at byte %zu is not in digest_fields.c", shape->name, i);
    free(mask);
    for (size_t i = 0; i < shape->count; i++)
        if (shape->fields[i].of)
            check_shape(shape->fields[i].of);
}

static void no_member_is_missing_in_the_tables(void **state)
{
    (void)state;
    check_shape(&digest_shape_digest);
}
#endif

/* ---- what is read strictly ------------------------------------------------------------------ */

/* TEXT with the first OLD replaced by NEW; the caller's. */
static char *replaced(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    if (!at)
        fail_msg("no %s in it", old);
    char *out = NULL;
    size_t before = (size_t)(at - text);
    assert_true(asprintf(&out, "%.*s%s%s", (int)before, text, new, at + strlen(old)) > 0);
    return out;
}

static void changed_is_refused(const char *old, const char *new, error_code code, const char *says)
{
    digest *d = digest_filled(1, false), *out = NULL;
    char *text = digest_frozen(d), *changed = replaced(text, old, new);
    error err = digest_from_json(&out, changed);
    assert_int_equal(err.code, code);
    if (!strstr(err.text, says))
        fail_msg("\"%s\" does not say \"%s\"", err.text, says);
    assert_null(out);
    free(changed);
    free(text);
    digest_free(d);
}

static void a_key_that_does_not_exist_is_named_with_its_place(void **state)
{
    (void)state;
    changed_is_refused("\"short_name\"", "\"shortname\"", ERR_INVALID,
                       "difficulties[0].unit.shortname");
    changed_is_refused("\"short_name\"", "\"shortname\"", ERR_INVALID, "\"short_name\"");
}

static void a_key_that_is_missing_is_named(void **state)
{
    (void)state;
    changed_is_refused("\"simulated\": true,", "", ERR_INVALID, "simulated");
}

static void a_key_twice_is_refused(void **state)
{
    (void)state;
    changed_is_refused("\"simulated\": true,", "\"simulated\": true, \"simulated\": false,",
                       ERR_INVALID, "simulated");
}

static void another_type_is_refused_with_its_place(void **state)
{
    (void)state;
    changed_is_refused("\"simulated\": true", "\"simulated\": 1", ERR_INVALID, "simulated");
    changed_is_refused("\"central\": true", "\"central\": \"true\"", ERR_INVALID,
                       "difficulties[0].central");
    changed_is_refused("\"overdue\": ", "\"overdue\": -", ERR_INVALID, "concerns[0].overdue");
    changed_is_refused("\"overdue\": ", "\"overdue\": 1.5, \"x\": ", ERR_INVALID, "concerns[0]");
    changed_is_refused("\"about\": {", "\"about\": [], \"x\": {", ERR_INVALID, "concerns[0]");
    changed_is_refused("\"summary\": [", "\"summary\": [3, ", ERR_INVALID, "summary[0]");
}

static void a_value_in_another_writing_is_refused(void **state)
{
    (void)state;
    changed_is_refused("\"amount\": \"", "\"amount\": \"0", ERR_INVALID, "concerns[0].whole.value");
    changed_is_refused("\"amount\": \"", "\"amount\": \"1,", ERR_INVALID,
                       "concerns[0].whole.value");
    changed_is_refused("\"as_of\": \"2024", "\"as_of\": \"24", ERR_INVALID, "as_of");
    changed_is_refused("+07:00\"", "Z\"", ERR_INVALID, "as_of");
    changed_is_refused("\"deadline\": \"20", "\"deadline\": \"30", ERR_INVALID,
                       "concerns[0].about.deadline");
    changed_is_refused("\"sections\": [", "\"sections\": [\"upcoming\", ", ERR_INVALID, "sections");
    changed_is_refused("\"percent\": ", "\"percent\": -1, \"x\": ", ERR_INVALID, "whole");
    changed_is_refused("\"depth\": \"", "\"depth\": \"x", ERR_INVALID, "depth");
}

static void a_document_of_a_later_format_asks_for_a_newer_program(void **state)
{
    (void)state;
    changed_is_refused("tiendo-digest-1", "tiendo-digest-2", ERR_NEWER, "tiendo-digest-2");
    changed_is_refused("tiendo-digest-1", "tiendo-report-1", ERR_INVALID, "tiendo-digest-1");
    changed_is_refused("\"format\"", "\"kind\"", ERR_INVALID, "tiendo-digest-1");
}

static void what_is_no_json_is_refused_with_its_line(void **state)
{
    (void)state;
    changed_is_refused("\"simulated\"", "simulated", ERR_INVALID, "simulated");
    digest *out = NULL;
    assert_int_equal(digest_from_json(&out, "").code, ERR_INVALID);
    assert_int_equal(digest_from_json(&out, "[]").code, ERR_INVALID);
}

static void a_document_over_the_limit_is_refused(void **state)
{
    (void)state;
    char *text = malloc(DIGEST_JSON_MAX + 2);
    assert_non_null(text);
    memset(text, ' ', DIGEST_JSON_MAX + 1);
    text[DIGEST_JSON_MAX + 1] = '\0';
    digest *out = NULL;
    assert_int_equal(digest_from_json(&out, text).code, ERR_LIMIT);
    free(text);
}

static void what_could_not_be_read_again_is_not_written(void **state)
{
    (void)state;
    char *text = NULL;
    digest *d = digest_filled(1, false);
    d->as_of_ms = INT64_MAX / 2;
    error err = digest_to_json(d, &text);
    assert_int_equal(err.code, ERR_INVALID);
    assert_non_null(strstr(err.text, "as_of"));
    d->as_of_ms = 0;
    d->concerns[0].whole.status = 99;
    err = digest_to_json(d, &text);
    assert_non_null(strstr(err.text, "concerns[0].whole.status"));
    d->concerns[0].whole.status = STATUS_DONE;
    d->subject = "\xff";
    assert_int_equal(digest_to_json(d, &text).code, ERR_INVALID);
    assert_null(text);
    digest_free(d);
}

static void a_forgotten_word_is_an_empty_one(void **state)
{
    (void)state;
    digest *d = digest_new();
    d->subject = NULL;
    char *text = digest_frozen(d);
    assert_non_null(strstr(text, "\"subject\": \"\""));
    free(text);
    digest_free(d);
}

/* ---- what nobody wrote ---------------------------------------------------------------------- */

static uint64_t dice_state = 20240722;

static size_t dice(size_t sides)
{
    dice_state = dice_state * 6364136223846793005U + 1442695040888963407U;
    return (size_t)(dice_state >> 33) % sides;
}

/* One value of TEXT, which is indented, becomes another. */
static char *with_another_value(const char *text)
{
    static const char *const values[] = {
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "18446744073709551616",
        "9223372036854775807",
        "\"\"",
        "\"0\"",
        "\"-0.0\"",
        "[]",
        "{}",
        "\"2024-02-30\"",
        "\"\\u0000\"",
        "[[]]",
        "\"\\ud800\"",
        "\"overdue\"",
        "1.0",
        "[1]",
        "\"99999999999999999999.9\"",
    };
    const char *at = strstr(text + dice(strlen(text)), "\": ");
    if (!at)
        return strdup("");
    at += 3;
    size_t old = strcspn(at, ",\n");
    char *out = NULL;
    assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text,
                         values[dice(sizeof values / sizeof *values)], at + old) > 0);
    return out;
}

/* A few bytes changed, a stretch taken out or said twice. */
static char *with_other_bytes(const char *text)
{
    size_t n = strlen(text), from = dice(n), length = dice(n - from) % 200;
    char *out = NULL;
    switch (dice(3)) {
    case 0:
        out = strdup(text);
        for (size_t i = 0; i <= dice(4); i++)
            out[dice(n)] = (char)(dice(255) + 1);
        return out;
    case 1:
        assert_true(asprintf(&out, "%.*s%s", (int)from, text, text + from + length) >= 0);
        return out;
    default:
        assert_true(asprintf(&out, "%.*s%s", (int)(from + length), text, text + from) > 0);
        return out;
    }
}

/* What is taken must freeze to the document that was read. */
static bool taken_whole_or_refused(const char *text)
{
    digest *d = NULL;
    error err = digest_from_json(&d, text);
    if (err.code) {
        assert_null(d);
        assert_non_null(err.text);
        return false;
    }
    char *again = digest_frozen(d);
    json_t *before = json_loads(text, 0, NULL), *after = json_loads(again, 0, NULL);
    if (!json_equal(before, after))
        fail_msg("read %s\nwrote %s", text, again);
    json_decref(before);
    json_decref(after);
    free(again);
    digest_free(d);
    return true;
}

static void twenty_thousand_damaged_documents_are_taken_whole_or_refused(void **state)
{
    (void)state;
    enum { DOCUMENTS = 20000 };
    digest *full = digest_filled(1, false), *sparse = digest_filled(1, true);
    char *long_text = digest_frozen(full), *short_text = digest_frozen(sparse);
    size_t taken = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
        char *damaged = i % 2 ? with_another_value(long_text) : with_other_bytes(short_text);
        assert_non_null(damaged);
        taken += taken_whole_or_refused(damaged);
        free(damaged);
    }
    /* Some damage is to the words alone; most is not. */
    assert_in_range(taken, DOCUMENTS / 100, DOCUMENTS / 2);
    free(long_text);
    free(short_text);
    digest_free(full);
    digest_free(sparse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_comes_back_as_it_was),
        cmocka_unit_test(what_is_absent_stays_absent),
#ifdef KNOWS_PADDING
        cmocka_unit_test(no_member_is_missing_in_the_tables),
#endif
        cmocka_unit_test(a_key_that_does_not_exist_is_named_with_its_place),
        cmocka_unit_test(a_key_that_is_missing_is_named),
        cmocka_unit_test(a_key_twice_is_refused),
        cmocka_unit_test(another_type_is_refused_with_its_place),
        cmocka_unit_test(a_value_in_another_writing_is_refused),
        cmocka_unit_test(a_document_of_a_later_format_asks_for_a_newer_program),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_line),
        cmocka_unit_test(a_document_over_the_limit_is_refused),
        cmocka_unit_test(what_could_not_be_read_again_is_not_written),
        cmocka_unit_test(a_forgotten_word_is_an_empty_one),
        cmocka_unit_test(twenty_thousand_damaged_documents_are_taken_whole_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
