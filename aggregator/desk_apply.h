/* desk_apply.h - carries out what operators decided. */
#pragma once
#include "aggregator/desk.h"
#include "aggregator/standings.h"

/* In the store's open transaction: applies every action that is not applied yet, and marks it so.
 * One that cannot be applied any more leaves an event "desk-refused" and stops nobody. *APPLIED
 * counts them; *REOPENED tells whether a period was opened again. */
error desk_apply_new(desk *d, store *s, standings *st, size_t *applied, bool *reopened);
