/* catalogue_diff_text.h - parts of a catalogue in words that are compared and shown; for
 * catalogue_diff*.c alone.
 *
 * Each function answers a text in A, "" for nothing there, NULL without memory. Equal parts have
 * equal texts and different parts different ones. */
#pragma once
#include "base/arena.h"
#include "model/catalogue.h"

typedef const char *unit_text(arena *a, const catalogue *c, const unit *u);
typedef const char *obligation_text(arena *a, const catalogue *c, const obligation *o);

typedef struct unit_part {
    const char *key, *label; /* as in the configuration; for people, to be translated */
    unit_text *text;
} unit_part;

typedef struct obligation_part {
    const char *key, *label;
    obligation_text *text;
} obligation_part;

/* Ended by one without a key. */
extern const unit_part unit_parts[];
extern const obligation_part obligation_parts[];

/* "Sở Khoa học và Công nghệ (SKHCN)": the latest unit with CODE, or CODE alone. */
const char *text_of_unit(arena *a, const catalogue *c, const char *code);
/* "40%", "12 đơn vị". */
const char *text_of_target(arena *a, const obligation *o, int64_t target);
/* "31/12/2024 (hết năm 2024)". */
const char *text_of_deadline(arena *a, date day, const char *words);
const char *text_of_date(arena *a, date day);
/* "mức giao 50%, hạn 31/12/2024": what holds for one unit; X may be NULL. */
const char *text_of_exception(arena *a, const obligation *o, const exception *x);
