#include "base/problems.h"

#include "base/i18n.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 200, TEXT_MAX = 512 };

typedef struct problem {
    char *file;
    unsigned line;
    size_t order; /* keeps the order of finding among equals */
    char text[TEXT_MAX];
} problem;

struct problems {
    size_t count;
    problem kept[KEPT_MAX];
};

problems *problems_new(void)
{
    return calloc(1, sizeof(problems));
}

void problems_free(problems *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->count && i < KEPT_MAX; i++)
        free(p->kept[i].file);
    free(p);
}

void problems_add(problems *p, const char *file, unsigned line, const char *format, ...)
{
    size_t i = p->count++;
    if (i >= KEPT_MAX)
        return;
    problem *it = &p->kept[i];
    it->file = file ? strdup(file) : NULL;
    it->line = line;
    it->order = i;
    va_list args;
    va_start(args, format);
    vsnprintf(it->text, sizeof it->text, format, args);
    va_end(args);
}

size_t problems_count(const problems *p)
{
    return p->count;
}

static int by_place(const void *a, const void *b)
{
    const problem *x = *(const problem *const *)a, *y = *(const problem *const *)b;
    int c = strcmp(x->file ? x->file : "", y->file ? y->file : "");
    if (c)
        return c;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

void problems_print(const problems *p, FILE *to)
{
    const problem *sorted[KEPT_MAX];
    size_t n = p->count < KEPT_MAX ? p->count : KEPT_MAX;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &p->kept[i];
    qsort(sorted, n, sizeof *sorted, by_place);
    for (size_t i = 0; i < n; i++) {
        const problem *it = sorted[i];
        if (it->file && it->line)
            fprintf(to, "%s:%u: %s\n", it->file, it->line, it->text);
        else if (it->file)
            fprintf(to, "%s: %s\n", it->file, it->text);
        else
            fprintf(to, "%s\n", it->text);
    }
    if (p->count > n)
        fprintf(to, _("… và %zu lỗi nữa\n"), p->count - n);
}

error problems_result(const problems *p)
{
    if (p->count == 0)
        return OK;
    return error_make(ERR_CONFIG, _("cấu hình có %zu lỗi"), p->count);
}

error problems_finish(problems *p, error err)
{
    problems_print(p, stderr);
    problems_free(p);
    return err;
}
