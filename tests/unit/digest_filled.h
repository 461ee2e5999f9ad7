/* digest_filled.h - digests made from the tables of digest_fields.h, for tests of what has to keep
 * every member. No two members hold the same value. */
#pragma once
#include "notifier/digest/digest_fields.h"

/* Each list has ITEMS items. SPARSE: what may be absent is. */
digest *digest_filled(size_t items, bool sparse);

/* Whether A and B, structs of SHAPE, say the same; *WHERE: the first member that differs. */
bool digest_same(const digest_shape *shape, const void *a, const void *b, const char **where);

/* D as JSON, the caller's; and the digest of such a TEXT. Both fail the test when they cannot. */
char *digest_frozen(const digest *d);
digest *digest_thawed(const char *text);
