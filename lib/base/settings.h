/* settings.h - libconfig files, read strictly.
 *
 * A caller describes each group by a table of keys; reading fills a struct by it. Unknown keys,
 * wrong types, values out of range and missing keys are added to a `problems` list with file and
 * line, and reading goes on, so that all of them are reported at once. libconfig on its own takes
 * a misspelt key silently, reads 3000000000 as a negative int and refuses `x = 1` for a float. */
#pragma once
#include "base/error.h"
#include "base/problems.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct settings settings;
/* A group inside an open configuration; lives as long as the configuration. */
typedef struct settings_group settings_group;

typedef enum settings_type {
    SETTINGS_STRING, /* const char *, lives as long as the configuration; MIN and MAX bound its
                        bytes */
    SETTINGS_PATH, /* const char *, absolute: a relative one is taken from the file's own folder */
    SETTINGS_INT,  /* int64_t, within MIN … MAX */
    SETTINGS_NUMBER, /* const char *: an exact number, written "99.5" or as a whole number */
    SETTINGS_BOOL,   /* bool */
    SETTINGS_CHOICE, /* int: index of the text in CHOICES (NULL-terminated) */
    SETTINGS_TEXTS,  /* settings_texts: an array or list of strings */
    SETTINGS_INTS,   /* settings_ints: an array of whole numbers, each within MIN … MAX */
    SETTINGS_CHILD,  /* a group: const settings_group *, NULL when absent */
    SETTINGS_LIST,   /* a list of groups: settings_list */
} settings_type;

typedef struct settings_texts {
    const char *const *items;
    size_t count;
} settings_texts;

typedef struct settings_ints {
    const int64_t *items;
    size_t count;
} settings_ints;

typedef struct settings_list {
    const settings_group *const *items;
    size_t count;
} settings_list;

typedef struct settings_key {
    const char *name;
    settings_type type;
    size_t offset; /* of the field in the caller's struct */
    bool required; /* else the field keeps the value that the caller put there */
    int64_t min, max;
    const char *const *choices;
} settings_key;

/* Opens and parses PATH. On success *out is the caller's, released by settings_close(). A file that
 * cannot be read or parsed is added to FOUND and answered with ERR_CONFIG. */
error settings_open(settings **out, const char *path, problems *found);
void settings_close(settings *c);

const settings_group *settings_root(const settings *c);
const char *settings_file(const settings *c);

/* Fills INTO from GROUP by KEYS (of COUNT). Problems go to FOUND. */
void settings_read(const settings_group *group, const settings_key *keys, size_t count, void *into,
                   problems *found);

/* Where GROUP, or its key NAME when not NULL and present, stands. */
unsigned settings_line(const settings_group *group, const char *name);

/* Adds a problem at GROUP's key NAME (NULL: at the group itself). */
void settings_problem(const settings_group *group, const char *name, problems *found,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Reads a whole small file, such as a secret, without its trailing line end. *OUT is the
 * caller's, released by free(). Errors: ERR_IO, ERR_NOT_FOUND, ERR_LIMIT over 64 KiB. */
error settings_read_secret(const char *path, char **out);

#define SETTINGS_FIELD(type_, field_) offsetof(type_, field_)
#define SETTINGS_COUNT(keys_)         (sizeof(keys_) / sizeof *(keys_))
