/* fault.h - what is wrong with a line of a file, as a person needs it: where, which value, why,
 * and what to do. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

typedef struct fault {
    unsigned line;      /* in the file, from 1; 0: the file as a whole */
    const char *column; /* as titled in the file; "" for the whole line */
    const char *value;  /* as written; "" for none */
    const char *what;
    const char *cure;
} fault;

/* A growing list; its strings and items belong to an arena. */
typedef struct faults {
    arena *memory;
    fault *items;
    size_t count, capacity;
} faults;

/* Adds a copy of F. Errors: ERR_NO_MEMORY. */
error faults_add(faults *list, const fault *f);

/* MESSAGE ("what; what to do") as the two halves of F, in arena A; a message without a cure gets
 * the general one. */
void fault_set_text(arena *a, fault *f, const char *message);

/* "Dòng 5, cột "Giá trị", giá trị "abc": what. Cách sửa: cure." in arena A; NULL: no memory. */
const char *fault_sentence(arena *a, const fault *f);
