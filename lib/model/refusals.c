#include "model/refusals.h"

#include "base/arena.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

typedef struct refusal {
    const char *unit, *obligation, *period;
} refusal;

struct refusals {
    void *tree; /* of tsearch() */
    arena *memory;
};

static int compare(const void *a, const void *b)
{
    const refusal *x = a, *y = b;
    int c = strcmp(x->unit, y->unit);
    if (!c)
        c = strcmp(x->obligation, y->obligation);
    return c ? c : strcmp(x->period, y->period);
}

refusals *refusals_new(void)
{
    refusals *r = calloc(1, sizeof *r);
    if (r && !(r->memory = arena_new(0))) {
        free(r);
        return NULL;
    }
    return r;
}

static void leave(void *node)
{
    (void)node; /* in the arena */
}

void refusals_free(refusals *r)
{
    if (!r)
        return;
    tdestroy(r->tree, leave);
    arena_free(r->memory);
    free(r);
}

bool refusals_add(refusals *r, const char *unit, const char *obligation, const char *period_code)
{
    const refusal sought = {unit, obligation, period_code};
    if (tfind(&sought, &r->tree, compare))
        return true;
    refusal *made = arena_alloc(r->memory, sizeof *made);
    if (!made)
        return false;
    *made = (refusal){.unit = arena_strdup(r->memory, unit),
                      .obligation = arena_strdup(r->memory, obligation),
                      .period = arena_strdup(r->memory, period_code)};
    return made->unit && made->obligation && made->period && tsearch(made, &r->tree, compare);
}

bool refusals_has(const refusals *r, const char *unit, const char *obligation, period p)
{
    char code[PERIOD_TEXT_MAX];
    if (!r || !r->tree)
        return false;
    const refusal sought = {unit, obligation, period_format(p, code, sizeof code)};
    return tfind(&sought, &r->tree, compare) != NULL;
}
