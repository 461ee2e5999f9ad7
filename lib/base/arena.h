/* arena.h - memory that is released all at once.
 *
 * For things that live and die together: a decoded message, a catalogue, a digest. Allocation
 * never fails visibly up to the budget: over it, or out of memory, NULL comes back. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

typedef struct arena arena;

/* Makes an arena that hands out at most BUDGET bytes; 0 means no bound. NULL: no memory. */
arena *arena_new(size_t budget);
void arena_free(arena *a);

/* Forgets everything handed out; keeps the first block for the next use. */
void arena_reset(arena *a);

/* SIZE zeroed bytes, aligned for any type; NULL over the budget or without memory. */
void *arena_alloc(arena *a, size_t size);

/* Copies of TEXT, with a NUL behind; NULL as arena_alloc(). */
char *arena_strdup(arena *a, const char *text);
char *arena_strndup(arena *a, const char *text, size_t n);

/* A formatted string in the arena; NULL as arena_alloc(). */
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Bytes handed out since arena_new() or the last arena_reset(). */
size_t arena_used(const arena *a);
