/* csv.h - the fields of a CSV file (RFC 4180), safe to open in a spreadsheet. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Ahead of the first field: without it Excel takes Vietnamese text for another encoding. */
#define CSV_BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define CSV_LINE_END        "\r\n"

/* Whether a spreadsheet could run TEXT, which somebody else wrote, as a formula. Such a text is
 * written with an apostrophe in front (OWASP, "CSV Injection"). */
bool csv_is_formula(const char *text);

/* Writes TEXT as one field, in quotes where it needs them. */
void csv_put(FILE *out, const char *text);
