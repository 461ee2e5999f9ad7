/* amount.h - exact numbers: whole numbers of 10^-decimals in 64 bits, never binary floating point.
 *
 * They are rounded once, when shown, half away from zero, from numerator and denominator. */
#pragma once
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AMOUNT_DECIMALS_MAX = 9, AMOUNT_TEXT_MAX = 40 };

/* Machines write "-1234.5". People in Vietnam write "1.234,5": dot for thousands, comma for
 * decimals (Decree 30/2020 documents and general usage). */
typedef enum amount_style { AMOUNT_MACHINE, AMOUNT_PEOPLE } amount_style;

/* Reads TEXT as a number with at most DECIMALS decimals into units of 10^-DECIMALS. In the
 * people's style thousands must be grouped by three or not at all. Errors: ERR_INVALID with what
 * to write instead, ERR_LIMIT when it does not fit 64 bits. */
error amount_parse(const char *text, amount_style style, unsigned decimals, int64_t *out);

/* Writes AMOUNT with all its DECIMALS. OUT needs AMOUNT_TEXT_MAX bytes. Returns OUT. */
char *amount_format(int64_t amount, unsigned decimals, amount_style style, char *out, size_t size);

/* As amount_format(), without zeros at the end of the decimals: "12,50" is "12,5". */
char *amount_format_short(int64_t amount, unsigned decimals, amount_style style, char *out,
                          size_t size);

/* *OUT = A + B; false on overflow, *OUT untouched. */
bool amount_add(int64_t a, int64_t b, int64_t *out);

/* AMOUNT with FROM decimals in TO decimals: exact or false (also on overflow). */
bool amount_rescale(int64_t amount, unsigned from, unsigned to, int64_t *out);

/* NUMERATOR * FACTOR / DENOMINATOR in units of 10^-DECIMALS, rounded half away from zero. For a
 * percentage FACTOR is 100. False when the denominator is 0 or the result does not fit. */
bool amount_ratio(int64_t numerator, int64_t denominator, int64_t factor, unsigned decimals,
                  int64_t *out);

/* The order of A/B against the amount T of DECIMALS decimals times 1/FACTOR, without rounding:
 * -1, 0 or 1. B must be above 0. */
int amount_compare_ratio(int64_t a, int64_t b, int64_t factor, int64_t t, unsigned decimals);
