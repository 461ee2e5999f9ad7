/* settings_fixture.h - a configuration in a folder of its own, loaded, with what was said of it on
 * standard error. */
#pragma once
#include "unit_test.h"

#include "notifier/notifier_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char fixture_dir[] = "/tmp/tiendo-notifier-XXXXXX";
static char conf[64];
static notifier_settings *loaded;
static char *said;

static int make_fixture(void **state)
{
    (void)state;
    strcpy(fixture_dir + strlen(fixture_dir) - 6, "XXXXXX");
    loaded = NULL;
    said = NULL;
    if (!mkdtemp(fixture_dir))
        return -1;
    snprintf(conf, sizeof conf, "%s/notifier.conf", fixture_dir);
    return 0;
}

static int remove_fixture(void **state)
{
    (void)state;
    notifier_settings_free(loaded);
    free(said);
    unlink(conf);
    return rmdir(fixture_dir);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static char *read_back(FILE *file)
{
    char *text = calloc(1, 16384);
    assert_non_null(text);
    rewind(file);
    size_t n = fread(text, 1, 16383, file);
    text[n] = '\0';
    return text;
}

/* Standard error goes to *CAUGHT until caught(). */
static int catch_stderr(FILE **file)
{
    *file = tmpfile();
    assert_non_null(*file);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    dup2(fileno(*file), STDERR_FILENO);
    return kept;
}

static void caught(FILE *file, int kept)
{
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    free(said);
    said = read_back(file);
    fclose(file);
}

/* Loads CONTENT; what it printed on standard error is in `said`. */
static error_code load(const char *content)
{
    FILE *file;
    write_text(conf, content);
    int kept = catch_stderr(&file);
    error err = notifier_settings_load(&loaded, conf);
    caught(file, kept);
    return err.code;
}

static void assert_said(unsigned line, const char *part)
{
    char place[80];
    snprintf(place, sizeof place, "%s:%u: ", conf, line);
    for (const char *at = said; (at = strstr(at, place)); at++) {
        size_t n = strcspn(at, "\n");
        const char *found = strstr(at, part);
        if (found && found < at + n)
            return;
    }
    fail_msg("no \"%s\" with \"%s\" in:\n%s", place, part, said);
}

static size_t lines_said(void)
{
    size_t n = 0;
    for (const char *p = said; *p; p++)
        n += *p == '\n';
    return n;
}
