#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 1024 * 1024 };

typedef struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
} block;

struct arena {
    block *first, *current;
    size_t budget, used;
};

static block *block_new(size_t size)
{
    block *b = malloc(sizeof *b + size);
    if (b)
        *b = (block){.size = size};
    return b;
}

arena *arena_new(size_t budget)
{
    arena *a = calloc(1, sizeof *a);
    if (a)
        a->budget = budget ? budget : SIZE_MAX;
    return a;
}

static void free_blocks(block *b)
{
    while (b) {
        block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_free(arena *a)
{
    if (!a)
        return;
    free_blocks(a->first);
    free(a);
}

void arena_reset(arena *a)
{
    a->used = 0;
    if (!a->first)
        return;
    free_blocks(a->first->next);
    a->first->next = NULL;
    a->first->used = 0;
    a->current = a->first;
}

static block *block_with_room(arena *a, size_t size)
{
    if (a->current && a->current->size - a->current->used >= size)
        return a->current;
    size_t step = a->current ? a->current->size * 2 : FIRST_BLOCK;
    if (step > LARGEST_STEP)
        step = LARGEST_STEP;
    block *b = block_new(size > step ? size : step);
    if (!b)
        return NULL;
    if (a->current)
        a->current->next = b;
    else
        a->first = b;
    return a->current = b;
}

void *arena_alloc(arena *a, size_t size)
{
    size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (rounded < size || rounded > a->budget - a->used)
        return NULL;
    block *b = block_with_room(a, rounded);
    if (!b)
        return NULL;
    void *out = b->bytes + b->used;
    b->used += rounded;
    a->used += rounded;
    return memset(out, 0, rounded);
}

char *arena_strndup(arena *a, const char *text, size_t n)
{
    char *out = n < SIZE_MAX ? arena_alloc(a, n + 1) : NULL;
    if (out && n)
        memcpy(out, text, n);
    return out;
}

char *arena_strdup(arena *a, const char *text)
{
    return arena_strndup(a, text, strlen(text));
}

char *arena_vprintf(arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *out = n >= 0 ? arena_alloc(a, (size_t)n + 1) : NULL;
    if (out)
        vsnprintf(out, (size_t)n + 1, format, again);
    va_end(again);
    return out;
}

char *arena_printf(arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *out = arena_vprintf(a, format, args);
    va_end(args);
    return out;
}

size_t arena_used(const arena *a)
{
    return a->used;
}
