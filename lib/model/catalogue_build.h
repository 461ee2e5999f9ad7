/* catalogue_build.h - copies of what a builder is given; for catalogue_build*.c alone.
 *
 * Each function replaces what is behind its pointer by a copy in A, NULL texts by "". False: no
 * memory. */
#pragma once
#include "base/arena.h"
#include "model/catalogue.h"

bool own_text(arena *a, const char **text);
bool own_texts(arena *a, const char *const **texts, size_t count);
/* A copy of COUNT things of SIZE bytes, with room for one at least; NULL: no memory. */
void *own_bytes(arena *a, const void *from, size_t count, size_t size);

bool own_obligation(arena *a, obligation *o);
bool own_report_type(arena *a, report_type *t);
bool own_relation(arena *a, relation *r);
bool own_member(arena *a, member *m);
bool own_criterion(arena *a, criterion *c);
bool own_published(arena *a, published_score *s);
