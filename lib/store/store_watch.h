/* store_watch.h - what is looked at again and again to see what needs somebody: each call costs by
 * what is open now, whatever the history. */
#pragma once
#include "store/store.h"

/* Every unit that has a stream, by its code, and when one of its collectors last spoke. */
typedef bool (*heard_fn)(void *context, const char *unit, int64_t last_seen_ms);
error store_heard(store *s, heard_fn fn, void *context);

/* Figures with a warning that nobody has confirmed or corrected
 * (store_warning_needs_confirmation()), oldest first, at most LIMIT. */
error store_waiting_warnings(store *s, int64_t limit, stored_verdict_fn fn, void *context);
