#include "notifier/digest/sheet_table.h"

#include "base/i18n.h"
#include "model/amount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Characters; what is wider could not be read on a sheet of A4. */
enum { PAGE_WIDTH = 280 };

static void put_parties(sheet_place at, const digest_parties *parties)
{
    size_t room = 1, used = 0;
    for (size_t i = 0; i < parties->count; i++)
        room += strlen(parties->items[i].short_name) + 2;
    char *text = malloc(room);
    if (!text)
        return;
    for (size_t i = 0; i < parties->count; i++) {
        if (i)
            used = (size_t)(stpcpy(text + used, ", ") - text);
        used = (size_t)(stpcpy(text + used, parties->items[i].short_name) - text);
    }
    text[used] = '\0';
    sheet_text(at, text);
    free(text);
}

static void put_number(sheet_place at, const sheet_column *c, int64_t n, bool there)
{
    if (!there)
        sheet_empty(at);
    else if (c->kind == SHEET_OF_PERCENT || c->kind == SHEET_OF_PERCENT_OR_NONE)
        sheet_percent(at, n);
    else if (c->kind == SHEET_OF_CHANGE)
        sheet_change(at, n);
    else
        sheet_integer(at, n);
}

static void put_date(sheet_place at, date day)
{
    if (day.day)
        sheet_date(at, day);
    else
        sheet_empty(at);
}

static void put_state(sheet_place at, difficulty_state state)
{
    sheet_text(at, state ? difficulty_state_name(state) : "");
}

static void put_value(sheet_place at, const sheet_column *c, const char *row)
{
    const void *value = row + c->offset;
    switch (c->kind) {
    case SHEET_OF_TEXT:
        sheet_text(at, *(const char *const *)value);
        break;
    case SHEET_OF_SIZE:
        put_number(at, c, (int64_t) * (const size_t *)value, true);
        break;
    case SHEET_OF_SIZE_OR_NONE:
        put_number(at, c, (int64_t) * (const size_t *)value, *(const size_t *)value != 0);
        break;
    case SHEET_OF_INT64:
    case SHEET_OF_CHANGE:
        put_number(at, c, *(const int64_t *)value, true);
        break;
    case SHEET_OF_INT_OR_NONE:
        put_number(at, c, *(const int *)value, *(const int *)value != 0);
        break;
    case SHEET_OF_PERCENT:
        put_number(at, c, *(const int64_t *)value, *(const int64_t *)value >= 0);
        break;
    case SHEET_OF_PERCENT_OR_NONE:
        put_number(at, c, *(const int64_t *)value, *(const int64_t *)value != 0);
        break;
    case SHEET_OF_EXACT:
        sheet_exact(at, value);
        break;
    case SHEET_OF_UNIT:
        sheet_word(at, ((const exact *)value)->unit);
        break;
    case SHEET_OF_DATE:
        put_date(at, *(const date *)value);
        break;
    case SHEET_OF_INSTANT:
        sheet_instant(at, *(const int64_t *)value);
        break;
    case SHEET_OF_STATUS:
        sheet_status(at, *(const status *)value);
        break;
    case SHEET_OF_STATE:
        put_state(at, *(const difficulty_state *)value);
        break;
    case SHEET_OF_YES:
        sheet_word(at, *(const bool *)value ? _("Có") : "");
        break;
    case SHEET_OF_PARTIES:
        put_parties(at, value);
        break;
    case SHEET_OF_SHARE:
        sheet_share(at, *(const size_t *)value, *(const size_t *)(const void *)(row + c->other));
        break;
    }
}

static void put_row(sheet_place at, const sheet_table *table, const char *row)
{
    at.role = table->has_strong && *(const bool *)(row + table->strong) ? SHEET_STRONG : SHEET_CELL;
    for (at.column = 0; at.column < table->column_count; at.column++) {
        const sheet_column *c = &table->columns[at.column];
        if (c->conditional && !*(const bool *)(row + c->other))
            sheet_empty(at);
        else
            put_value(at, c, row);
    }
}

/* What stands above the table; the row that is free below. */
static size_t put_head(sheet *s, const sheet_table *table)
{
    sheet_place at = {s, 0, 0, SHEET_TITLE};
    sheet_text(at, table->title);
    at.role = SHEET_NOTE;
    for (size_t i = 0; i < SHEET_NOTES_MAX && table->notes[i]; i++)
        if (*table->notes[i]) {
            at.row++;
            sheet_text(at, table->notes[i]);
        }
    if (*table->warning) {
        at.row++;
        at.role = SHEET_WARNING;
        sheet_text(at, table->warning);
    }
    return at.row + 1;
}

/* A number that has no room is shown as "####". */
static double width_of(sheet_book *b, const sheet_table *table, const sheet_column *c)
{
    char text[AMOUNT_TEXT_MAX], longest[AMOUNT_TEXT_MAX + 1] = "";
    for (size_t i = 0; c->kind == SHEET_OF_EXACT && i < table->row_count; i++) {
        const char *row = (const char *)table->rows + i * table->row_size;
        const exact *e = (const exact *)(const void *)(row + c->offset);
        if (!e->known || e->decimals > AMOUNT_DECIMALS_MAX)
            continue;
        amount_format(e->amount, e->decimals, AMOUNT_PEOPLE, text, sizeof text);
        if (strlen(text) >= strlen(longest))
            snprintf(longest, sizeof longest, "%s%%", text);
    }
    double needed = sheet_width_of(b, longest);
    return needed > c->width ? needed : c->width;
}

static void put_headings(sheet_book *b, sheet_place at, const sheet_table *table)
{
    double total = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        double width = width_of(b, table, &table->columns[i]);
        sheet_width(at.sheet, i, width);
        total += width;
    }
    for (; at.column < table->column_count; at.column++)
        sheet_text(at, table->columns[at.column].title);
    if (total > PAGE_WIDTH)
        sheet_spread(at.sheet, table->frozen_columns);
}

sheet *sheet_table_add(sheet_book *b, const sheet_table *table)
{
    sheet *s = sheet_add(b, table->name);
    sheet_place at = {s, put_head(s, table), 0, SHEET_HEADING};
    size_t heading = at.row;
    put_headings(b, at, table);
    for (size_t i = 0; i < table->row_count; i++) {
        at.row++;
        put_row(at, table, (const char *)table->rows + i * table->row_size);
    }
    if (table->row_count)
        sheet_filter(s, heading, at.row, table->column_count - 1);
    else
        sheet_text((sheet_place){s, heading + 1, 0, SHEET_NOTE}, table->empty);
    sheet_freeze(s, heading + 1, table->frozen_columns);
    sheet_repeat(s, heading);
    return s;
}
