/* period.h - reporting periods and their windows.
 *
 * Windows of data by Decree 09/2019/NĐ-CP, Article 12: a month runs from the 15th of the month
 * before to the 14th of its own; quarters, halves and years are the union of their months. Nine
 * months follow the same pattern (found only in provincial decisions); weeks (Monday to Sunday,
 * ISO 8601) and days are not in the decree and are whole calendar weeks and days here. */
#pragma once
#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum period_kind {
    PERIOD_DAY = 1,
    PERIOD_WEEK,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_HALF_YEAR,
    PERIOD_NINE_MONTHS,
    PERIOD_YEAR,
} period_kind;

enum { PERIOD_TEXT_MAX = 16, PERIOD_NAME_MAX = 64 };

typedef struct period {
    period_kind kind;
    int16_t year;
    uint8_t number; /* month, quarter, half (1 or 2) or week; month of a day; else 0 */
    uint8_t day;    /* day of a day; else 0 */
} period;

/* Reads "2024-M06", "2024-Q2", "2024-H1", "2024-9M", "2024-Y", "2024-W26", "2024-06-22".
 * Errors: ERR_INVALID with the forms that exist. */
error period_parse(const char *text, period *out);

/* The code; OUT needs PERIOD_TEXT_MAX bytes. Returns OUT. */
char *period_format(period p, char *out, size_t size);

/* For people: "tháng 6/2024", "quý II/2024", "6 tháng đầu năm 2024", "năm 2024", "tuần 26/2024",
 * "ngày 22/6/2024". OUT needs PERIOD_NAME_MAX bytes. Returns OUT. */
char *period_name(period p, char *out, size_t size);

/* First and last day (inclusive) of the window of data. */
date period_opens(period p);
date period_closes(period p);

/* The period of KIND whose window holds DAY. For nine months: the one of DAY's reporting year. */
period period_at(period_kind kind, date day);

/* The period of the same kind just before P. */
period period_previous(period p);

/* The latest period of KIND that has closed before DAY. */
period period_last_closed(period_kind kind, date day);

bool period_equal(period a, period b);

/* "month", "quarter", … as in the configuration; NULL-terminated, at index kind - 1. */
extern const char *const period_kind_codes[];
/* "tháng", "quý", …, translated. */
const char *period_kind_name(period_kind kind);
