/* xlsx_tables.h - a digest as tables, one for each sheet. */
#pragma once
#include "notifier/digest/digest_model.h"
#include "notifier/digest/sheet_table.h"

enum { XLSX_TABLES_MAX = 16 };

typedef struct xlsx_tables {
    sheet_table items[XLSX_TABLES_MAX];
    size_t count;
} xlsx_tables;

/* The tables of the sections that D was asked for; they point into D and the arena A. Errors:
 * ERR_NO_MEMORY. */
error xlsx_tables_of(xlsx_tables *out, arena *a, const digest *d);
