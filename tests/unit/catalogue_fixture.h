/* catalogue_fixture.h - the shipped configuration, and copies of it with mistakes planted. */
#pragma once
#include "unit_test.h"

#include "model/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char fixture_source[] = TIENDO_SOURCE_DIR "/config/thanh-hoa";
static const char *const fixture_files[] = {
    "units.conf",        "indicators.conf",  "tasks.conf",  "calendar.conf",
    "report_types.conf", "assignments.conf", "ranking.conf"};
enum { FIXTURE_FILES = sizeof fixture_files / sizeof *fixture_files, FIXTURE_FILE_MAX = 1 << 20 };

/* The catalogue in DIR; NULL when anything is wrong with it, which is shown. */
static inline catalogue *fixture_load(const char *dir)
{
    problems *found = problems_new();
    catalogue *c = NULL;
    catalogue_load(&c, dir, found);
    problems_print(found, stderr);
    problems_free(found);
    return c;
}

/* The folder of the copy. */
static char fixture_dir[64];

static inline char *fixture_path(const char *dir, const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* The caller's, released by free(). */
static inline char *fixture_read(const char *dir, const char *name)
{
    FILE *file = fopen(fixture_path(dir, name), "r");
    assert_non_null(file);
    char *text = calloc(1, FIXTURE_FILE_MAX);
    assert_non_null(text);
    assert_true(fread(text, 1, FIXTURE_FILE_MAX - 1, file) > 0);
    fclose(file);
    return text;
}

static inline void fixture_write(const char *name, const char *text)
{
    FILE *file = fopen(fixture_path(fixture_dir, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline int fixture_copy(void **state)
{
    (void)state;
    strcpy(fixture_dir, "/tmp/tiendo-catalogue-XXXXXX");
    if (!mkdtemp(fixture_dir))
        return -1;
    for (size_t i = 0; i < FIXTURE_FILES; i++) {
        char *text = fixture_read(fixture_source, fixture_files[i]);
        fixture_write(fixture_files[i], text);
        free(text);
    }
    return 0;
}

static inline int fixture_remove(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIXTURE_FILES; i++)
        unlink(fixture_path(fixture_dir, fixture_files[i]));
    return rmdir(fixture_dir);
}

/* Replaces OLD by NEW behind the first AFTER in file NAME of the copy; answers the line. */
static inline unsigned plant(const char *name, const char *after, const char *old,
                             const char *replacement)
{
    char *text = fixture_read(fixture_dir, name);
    char *start = strstr(text, after);
    if (!start)
        fail_msg("%s has no %s", name, after);
    char *where = strstr(start, old);
    if (!where)
        fail_msg("%s has no %s behind %s", name, old, after);
    unsigned line = 1;
    for (const char *c = text; c < where; c++)
        line += *c == '\n';
    size_t size = FIXTURE_FILE_MAX + strlen(replacement);
    char *whole = calloc(1, size);
    assert_non_null(whole);
    snprintf(whole, size, "%.*s%s%s", (int)(where - text), text, replacement, where + strlen(old));
    fixture_write(name, whole);
    free(whole);
    free(text);
    return line;
}

/* A mistake, planted in one line, and what has to be said about it. */
typedef struct planted {
    const char *name, *after, *old, *replacement, *said;
    unsigned line;
} planted;

static inline char *fixture_problems(size_t *count)
{
    problems *found = problems_new();
    catalogue *c = NULL;
    assert_int_equal(catalogue_load(&c, fixture_dir, found).code, ERR_CONFIG);
    assert_null(c);
    FILE *to = tmpfile();
    assert_non_null(to);
    problems_print(found, to);
    long size = ftell(to);
    char *text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    rewind(to);
    assert_int_equal(fread(text, 1, (size_t)size, to), (size_t)size);
    fclose(to);
    *count = problems_count(found);
    problems_free(found);
    return text;
}

/* Plants the N mistakes: each must be said at its line, and nothing else. */
static inline void assert_all_said(planted *errors, size_t n)
{
    for (size_t i = 0; i < n; i++)
        errors[i].line =
            plant(errors[i].name, errors[i].after, errors[i].old, errors[i].replacement);
    size_t count = 0;
    char *text = fixture_problems(&count);
    for (size_t i = 0; i < n; i++) {
        char place[160];
        snprintf(place, sizeof place, "%s/%s:%u: ", fixture_dir, errors[i].name, errors[i].line);
        const char *line = strstr(text, place);
        const char *end = line ? strchr(line, '\n') : NULL;
        const char *said = line ? strstr(line, errors[i].said) : NULL;
        if (!said || said > end)
            fail_msg("\"%s\" with \"%s\" is not in:\n%s", place, errors[i].said, text);
    }
    if (count != n)
        fail_msg("%zu problems, not %zu:\n%s", count, n, text);
    free(text);
}
