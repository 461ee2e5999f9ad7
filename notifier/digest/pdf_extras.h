/* pdf_extras.h - what cairo 1.16 cannot write into a PDF: its language, the alternative texts of
 * pictures, the scope of header cells, and that the title is shown. Appended as an incremental
 * update (ISO 32000-1, 7.5.6): what was there stays byte for byte. */
#pragma once
#include "base/error.h"

#include <stddef.h>

typedef struct pdf_extras {
    const char *language;            /* "vi" */
    const char *const *alternatives; /* one for each Figure, in the document's order */
    size_t alternative_count;
} pdf_extras;

/* *BYTES, from malloc(), may move. Errors: ERR_INTERNAL (not written as cairo writes it),
 * ERR_NO_MEMORY; *BYTES is as it was then. */
error pdf_extras_add(unsigned char **bytes, size_t *size, const pdf_extras *extras);
