/* html.h - HTML with escaping by construction.
 *
 * Markup can only come from string literals (html_markup() accepts nothing else); whatever comes
 * from data goes through html_text(), which escapes it and leaves out what could command, hide or
 * turn around (base/plain.h). */
#pragma once
#include <stddef.h>

typedef struct html html;

html *html_new(void); /* NULL: no memory */
void html_free(html *h);

/* LITERAL as it is. */
#define html_markup(h, literal) html_append_markup((h), "" literal "")
void html_append_markup(html *h, const char *literal);

/* TEXT escaped, for content and for attribute values between double quotes. */
void html_text(html *h, const char *text);
/* As html_text(), with each line feed as a line break. */
void html_lines(html *h, const char *text);
void html_number(html *h, long number);

/* Bytes of the document so far. */
size_t html_size(const html *h);

/* The document, which is the caller's (free()); H is empty then. NULL: memory ran out. */
char *html_take(html *h);
