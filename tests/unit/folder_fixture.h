/* folder_fixture.h - a folder for one test with one file in it that matters, and whatever a
 * database of that name leaves beside it. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/tiendo-unit-XXXXXX";
static char path[64]; /* of the file */

static inline int folder_make(const char *file)
{
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/%s", dir, file);
    return 0;
}

/* Fails when something else was left in it. */
static inline int folder_remove(void)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
    char name[80];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(dir);
}
