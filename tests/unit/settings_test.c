#include "unit_test.h"

#include "base/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct sample {
    const char *name, *path, *number;
    int64_t count;
    bool on;
    int choice;
    settings_texts texts;
    settings_ints place;
    const settings_group *child;
    settings_list list;
} sample;

static const char *const colours[] = {"red", "green", NULL};

static const settings_key keys[] = {
    {"name", SETTINGS_STRING, SETTINGS_FIELD(sample, name), false, 1, 10, NULL},
    {"path", SETTINGS_PATH, SETTINGS_FIELD(sample, path), false, 1, 100, NULL},
    {"number", SETTINGS_NUMBER, SETTINGS_FIELD(sample, number), false, 1, 30, NULL},
    {"count", SETTINGS_INT, SETTINGS_FIELD(sample, count), true, 1, 5000000000, NULL},
    {"on", SETTINGS_BOOL, SETTINGS_FIELD(sample, on), false, 0, 0, NULL},
    {"colour", SETTINGS_CHOICE, SETTINGS_FIELD(sample, choice), false, 0, 0, colours},
    {"texts", SETTINGS_TEXTS, SETTINGS_FIELD(sample, texts), false, 1, 10, NULL},
    {"place", SETTINGS_INTS, SETTINGS_FIELD(sample, place), false, 1, 40, NULL},
    {"child", SETTINGS_CHILD, SETTINGS_FIELD(sample, child), false, 0, 0, NULL},
    {"list", SETTINGS_LIST, SETTINGS_FIELD(sample, list), false, 0, 0, NULL},
};

static char path[] = "/tmp/tiendo-settings-XXXXXX";
static problems *found;
static settings *open_file;
static char *said;

static int make_file(void **state)
{
    (void)state;
    strcpy(path + strlen(path) - 6, "XXXXXX");
    int fd = mkstemp(path);
    if (fd < 0)
        return -1;
    close(fd);
    found = problems_new();
    open_file = NULL;
    said = NULL;
    return 0;
}

static int remove_file(void **state)
{
    (void)state;
    unlink(path);
    settings_close(open_file);
    problems_free(found);
    free(said);
    return 0;
}

/* Reads CONTENT by the keys above; what was wrong is in `said`, without the file's name. */
static sample read_sample(const char *content)
{
    sample s = {.name = "default", .choice = -1};
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    if (!settings_open(&open_file, path, found).code)
        settings_read(settings_root(open_file), keys, SETTINGS_COUNT(keys), &s, found);
    size_t size = 0;
    FILE *to = open_memstream(&said, &size);
    problems_print(found, to);
    fclose(to);
    return s;
}

static void assert_said(unsigned line, const char *part)
{
    char place[80];
    snprintf(place, sizeof place, "%s:%u: ", path, line);
    if (!strstr(said, place) || !strstr(said, part))
        fail_msg("\"%s\" with \"%s\" is not in:\n%s", place, part, said);
}

static void every_type_is_read(void **state)
{
    (void)state;
    sample s = read_sample("name = \"Hóa\"; path = \"keys/a\"; number = \"99.5\"; count = 3;\n"
                           "on = true; colour = \"green\"; texts = [ \"a\", \"b\" ];\n"
                           "place = [ 3, 40 ];\n"
                           "child = { x = 1; }; list = ( { x = 1; }, { x = 2; } );\n");
    assert_int_equal(problems_count(found), 0);
    assert_string_equal(s.name, "Hóa");
    assert_string_equal(s.path, "/tmp/keys/a");
    assert_string_equal(s.number, "99.5");
    assert_int_equal(s.count, 3);
    assert_true(s.on);
    assert_int_equal(s.choice, 1);
    assert_int_equal(s.texts.count, 2);
    assert_string_equal(s.texts.items[1], "b");
    assert_true(s.place.count == 2 && s.place.items[0] == 3 && s.place.items[1] == 40);
    assert_non_null(s.child);
    assert_int_equal(s.list.count, 2);
}

static void what_is_not_there_keeps_its_default(void **state)
{
    (void)state;
    sample s = read_sample("count = 1;");
    assert_string_equal(s.name, "default");
    assert_int_equal(s.choice, -1);
    assert_null(s.child);
}

static void a_number_may_be_whole_without_quotes(void **state)
{
    (void)state;
    assert_string_equal(read_sample("count = 1; number = 40;").number, "40");
}

static void a_binary_fraction_is_no_number(void **state)
{
    (void)state;
    read_sample("count = 1;\nnumber = 99.5;");
    assert_said(2, "number");
}

static void three_thousand_million_is_not_negative(void **state)
{
    (void)state;
    assert_int_equal(read_sample("count = 3000000000L;").count, 3000000000);
    assert_int_equal(problems_count(found), 0);
}

static void three_thousand_million_without_suffix_is_read_or_refused(void **state)
{
    (void)state;
    sample s = read_sample("count = 3000000000;");
    assert_true(s.count == 3000000000 || problems_count(found) == 1);
}

static void a_fraction_for_a_whole_number_is_refused(void **state)
{
    (void)state;
    read_sample("\ncount = 1.5;");
    assert_said(2, "count");
}

static void a_misspelt_key_names_the_nearest(void **state)
{
    (void)state;
    read_sample("count = 1;\n\ncolor = \"red\";");
    assert_said(3, "\"color\"");
    assert_said(3, "\"colour\"");
}

static void a_key_that_stands_twice_is_refused(void **state)
{
    (void)state;
    read_sample("count = 1;\ncount = 2;");
    assert_said(2, "");
}

static void a_missing_key_is_named(void **state)
{
    (void)state;
    read_sample("name = \"a\";");
    assert_non_null(strstr(said, "\"count\""));
}

static void out_of_range_says_the_range(void **state)
{
    (void)state;
    read_sample("count = 0;");
    assert_said(1, "5000000000");
}

static void a_text_too_long_or_empty_is_refused(void **state)
{
    (void)state;
    read_sample("count = 1;\nname = \"12345678901\";");
    assert_said(2, "name");
    problems_free(found);
    found = problems_new();
    free(said);
    settings_close(open_file);
    read_sample("count = 1;\nname = \"\";");
    assert_said(2, "name");
}

static void a_choice_lists_what_is_allowed(void **state)
{
    (void)state;
    read_sample("count = 1;\ncolour = \"gren\";");
    assert_said(2, "\"green\"");
}

static void every_wrong_type_is_named_at_once(void **state)
{
    (void)state;
    read_sample("name = 1;\npath = 2;\ncount = \"x\";\non = 1;\ncolour = 1;\ntexts = \"a\";\n"
                "child = 1;\nlist = 1;\nplace = 1;\n");
    assert_int_equal(problems_count(found), 9);
    for (unsigned line = 1; line <= 9; line++)
        assert_said(line, "");
}

static void whole_numbers_with_a_wrong_one_are_not_taken(void **state)
{
    (void)state;
    assert_null(read_sample("count = 1;\nplace = [ 1, 41 ];").place.items);
    assert_said(2, "41");
}

static void a_list_with_something_else_than_whole_numbers_is_not_taken(void **state)
{
    (void)state;
    assert_null(read_sample("count = 1;\nplace = ( 1, \"2\" );").place.items);
}

static void a_wrong_element_of_a_list_is_named(void **state)
{
    (void)state;
    read_sample("count = 1;\nlist = (\n { x = 1; },\n 2\n);");
    assert_said(4, "");
}

static void wrong_syntax_has_its_line(void **state)
{
    (void)state;
    read_sample("count = 1;\nname = \n;");
    assert_said(3, "");
}

static void a_missing_file_is_a_problem(void **state)
{
    (void)state;
    settings *s = NULL;
    assert_int_equal(settings_open(&s, "/nonexistent/a.conf", found).code, ERR_CONFIG);
    assert_int_equal(problems_count(found), 1);
}

static void a_secret_loses_its_line_end_only(void **state)
{
    (void)state;
    FILE *file = fopen(path, "w");
    fputs(" mật khẩu \r\n", file);
    fclose(file);
    char *secret = NULL;
    assert_int_equal(settings_read_secret(path, &secret).code, ERR_OK);
    assert_string_equal(secret, " mật khẩu ");
    free(secret);
    assert_int_equal(settings_read_secret("/nonexistent", &secret).code, ERR_NOT_FOUND);
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, make_file, remove_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FILE(every_type_is_read),
        WITH_FILE(what_is_not_there_keeps_its_default),
        WITH_FILE(a_number_may_be_whole_without_quotes),
        WITH_FILE(a_binary_fraction_is_no_number),
        WITH_FILE(three_thousand_million_is_not_negative),
        WITH_FILE(three_thousand_million_without_suffix_is_read_or_refused),
        WITH_FILE(a_fraction_for_a_whole_number_is_refused),
        WITH_FILE(a_misspelt_key_names_the_nearest),
        WITH_FILE(a_key_that_stands_twice_is_refused),
        WITH_FILE(a_missing_key_is_named),
        WITH_FILE(out_of_range_says_the_range),
        WITH_FILE(a_text_too_long_or_empty_is_refused),
        WITH_FILE(a_choice_lists_what_is_allowed),
        WITH_FILE(every_wrong_type_is_named_at_once),
        WITH_FILE(whole_numbers_with_a_wrong_one_are_not_taken),
        WITH_FILE(a_list_with_something_else_than_whole_numbers_is_not_taken),
        WITH_FILE(a_wrong_element_of_a_list_is_named),
        WITH_FILE(wrong_syntax_has_its_line),
        WITH_FILE(a_missing_file_is_a_problem),
        WITH_FILE(a_secret_loses_its_line_end_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
