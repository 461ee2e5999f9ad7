/* plain.h - text from anywhere, made fit to be shown.
 *
 * What people at units wrote is shown to leadership, in terminals, mails and on paper. Whatever
 * would command the device, hide, or turn around what stands beside it is taken out: control
 * characters, direction marks and overrides, invisible characters, and what is no UTF-8. */
#pragma once
#include "base/arena.h"

/* The bytes of the first character of TEXT, which must not be empty. *INSTEAD is what to show for
 * it: NULL for itself; else " ", "" or U+FFFD. Line feeds are themselves. */
size_t plain_step(const char *text, const char **instead);

/* A copy of TEXT fit to be shown, in arena A. NULL: no memory. */
char *plain_text(arena *a, const char *text);
