/* owner.h - files that root makes for somebody else.
 *
 * Each program runs as an account of its own, to which its state folder belongs. A verb that an
 * operator runs as root must leave nothing there that the account can neither read nor write. */
#pragma once
#include "base/error.h"

#include <sys/types.h>

/* open(PATH, FLAGS | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MODE); when root makes the file, it belongs
 * to whom its folder belongs to. -1 and errno as open(). */
int owner_open(const char *path, int flags, mode_t mode);

/* For what is opened by somebody else's code: when we are root and PATH is not there, makes it,
 * empty, for whom its folder belongs to. What hinders that is left for the opening to say. */
void owner_prepare(const char *path);
