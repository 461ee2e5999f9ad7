/* folder.h - the channel that drops a message into a folder for other programs to take.
 *
 * One folder per message, named by its instant, profile and id; complete when it is there: it is
 * written aside, brought to the disk, then renamed. One that is there already is not written again,
 * so a crash between rename and ledger leaves one. */
#pragma once

typedef struct folder_options {
    const char *path; /* must exist: a disk that is not mounted must not be written beside */
} folder_options;
