#include "render/csv.h"

#include <string.h>

bool csv_is_formula(const char *text)
{
    char first = text[strspn(text, " ")];
    return first && strchr("=+-@\t\r\n", first);
}

void csv_put(FILE *out, const char *text)
{
    /* RFC 4180 needs no quotes for ";" and TAB, but spreadsheets may split there too. */
    if (!strpbrk(text, ",\"\r\n;\t")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            putc('"', out);
        putc(*p, out);
    }
    putc('"', out);
}
