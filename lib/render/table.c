#include "render/table.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/amount.h"
#include "render/csv.h"
#include "render/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS_MAX = 20 };

#define SIMULATED "simulated" /* the column of the mark, for programs */

typedef struct cell {
    const char *text;
    emphasis shown;
} cell;

struct table {
    const table_column *columns;
    int count;
    output_format format;
    int next;       /* column of the next cell */
    emphasis shown; /* of the next cell */
    arena *memory;
    cell *cells; /* row by row, but for JSON */
    size_t used, room;
    json_t *rows, *row; /* for --json */
    bool simulated;
    bool failed; /* memory ran out; table_print() tells */
};

table *table_new(const table_column *columns, int count, output_format format)
{
    table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    *t = (table){.columns = columns, .count = count, .format = format};
    t->memory = arena_new(0);
    t->rows = format == FORMAT_JSON ? json_array() : NULL;
    if (!t->memory || (format == FORMAT_JSON && !t->rows)) {
        table_free(t);
        return NULL;
    }
    return t;
}

void table_free(table *t)
{
    if (!t)
        return;
    json_decref(t->row);
    json_decref(t->rows);
    arena_free(t->memory);
    free(t->cells);
    free(t);
}

void table_mark_simulated(table *t)
{
    t->simulated = true;
}

static void advance(table *t)
{
    t->shown = EMPHASIS_NONE;
    t->next = (t->next + 1) % t->count;
}

static void add_json(table *t, json_t *value)
{
    if (t->next == 0)
        t->row = json_object();
    if (!t->row || json_object_set_new(t->row, t->columns[t->next].key, value) != 0)
        t->failed = true;
    advance(t);
    if (t->next == 0) {
        if (t->simulated && json_object_set_new(t->row, SIMULATED, json_true()) != 0)
            t->failed = true;
        if (json_array_append_new(t->rows, t->row) != 0)
            t->failed = true;
        t->row = NULL;
    }
}

/* TEXT on one line, within the column's width, and without what would command the terminal. */
static const char *fit(table *t, const char *text, int max_width)
{
    char *copy = arena_strdup(t->memory, text);
    for (char *p = copy; p && *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    if (!copy || !max_width || text_width(copy) <= max_width)
        return copy;
    size_t n = strlen(copy);
    while (n && text_width(copy) > max_width - 1) {
        n = text_clip(copy, n - 1);
        copy[n] = '\0';
    }
    return arena_printf(t->memory, "%s…", copy);
}

static void add_cell(table *t, const char *text)
{
    if (t->used == t->room) {
        size_t room = t->room ? t->room * 2 : 256;
        cell *more = realloc(t->cells, room * sizeof *more);
        if (!more) {
            t->failed = true;
            return;
        }
        t->cells = more;
        t->room = room;
    }
    const char *copy = t->format == FORMAT_CSV ? arena_strdup(t->memory, text)
                                               : fit(t, text, t->columns[t->next].max_width);
    if (!copy)
        t->failed = true;
    t->cells[t->used++] = (cell){copy ? copy : "", t->shown};
    advance(t);
}

/* Only texts are disarmed: a number below zero must stay one. */
static void add_csv_text(table *t, const char *text)
{
    const char *safe = csv_is_formula(text) ? arena_printf(t->memory, "'%s", text) : text;
    if (!safe)
        t->failed = true;
    add_cell(t, safe ? safe : "");
}

void table_text(table *t, const char *text)
{
    if (t->format == FORMAT_JSON)
        add_json(t, text ? json_string(text) : json_null());
    else if (t->format == FORMAT_CSV)
        add_csv_text(t, text ? text : "");
    else
        add_cell(t, text ? text : "—");
}

void table_int(table *t, int64_t number)
{
    char text[24];
    if (t->format == FORMAT_JSON) {
        add_json(t, json_integer(number));
        return;
    }
    snprintf(text, sizeof text, "%" PRId64, number);
    add_cell(t, text);
}

void table_number(table *t, int64_t amount, unsigned decimals)
{
    char text[AMOUNT_TEXT_MAX];
    amount_style style = t->format == FORMAT_TABLE ? AMOUNT_PEOPLE : AMOUNT_MACHINE;
    amount_format_short(amount, decimals, style, text, sizeof text);
    if (t->format == FORMAT_JSON)
        add_json(t, decimals ? json_string(text) : json_integer(amount));
    else
        add_cell(t, text);
}

void table_time(table *t, int64_t utc_ms)
{
    char text[32];
    if (!utc_ms) {
        table_text(t, NULL);
        return;
    }
    if (t->format == FORMAT_TABLE)
        clock_format_vi(utc_ms, text, sizeof text);
    else
        clock_format_iso(utc_ms, text, sizeof text);
    table_text(t, text);
}

void table_date(table *t, date day)
{
    char text[16];
    if (!day.year) {
        table_text(t, NULL);
        return;
    }
    if (t->format == FORMAT_TABLE)
        date_format_vi(day, text, sizeof text);
    else
        date_format_iso(day, text, sizeof text);
    table_text(t, text);
}

void table_emphasis(table *t, emphasis e)
{
    t->shown = e;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

static bool use_colour(void)
{
    const char *force = variable("CLICOLOR_FORCE");
    if (*variable("NO_COLOR") || strcmp(variable("TERM"), "dumb") == 0)
        return false;
    return isatty(STDOUT_FILENO) || (*force && strcmp(force, "0") != 0);
}

static void put_text(const cell *c, bool colour)
{
    static const char *const codes[] = {[EMPHASIS_GOOD] = "32",
                                        [EMPHASIS_WARN] = "33",
                                        [EMPHASIS_BAD] = "31",
                                        [EMPHASIS_FAINT] = "2"};
    if (colour && c->shown != EMPHASIS_NONE)
        printf("\033[%sm%s\033[0m", codes[c->shown], c->text);
    else
        fputs(c->text, stdout);
}

static void put_cell(const table_column *column, const cell *c, int width, bool last, bool colour)
{
    int pad = width - text_width(c->text);
    if (column->align == TABLE_RIGHT)
        printf("%*s", pad, "");
    put_text(c, colour);
    if (column->align == TABLE_LEFT && !last)
        printf("%*s", pad, "");
    fputs(last ? "\n" : "  ", stdout);
}

static void put_rule(const int *widths, int count)
{
    for (int c = 0; c < count; c++) {
        for (int i = 0; i < widths[c]; i++)
            fputs("─", stdout);
        fputs(c == count - 1 ? "\n" : "  ", stdout);
    }
}

static void print_rows(const table *t)
{
    int widths[COLUMNS_MAX] = {0};
    bool colour = use_colour();
    for (int c = 0; c < t->count; c++) {
        widths[c] = text_width(_(t->columns[c].title));
        for (size_t i = (size_t)c; i < t->used; i += (size_t)t->count) {
            int w = text_width(t->cells[i].text);
            if (w > widths[c])
                widths[c] = w;
        }
    }
    for (int c = 0; c < t->count; c++) {
        cell title = {.text = _(t->columns[c].title)};
        put_cell(&t->columns[c], &title, widths[c], c == t->count - 1, colour);
    }
    put_rule(widths, t->count);
    for (size_t i = 0; i < t->used; i++) {
        int c = (int)(i % (size_t)t->count);
        put_cell(&t->columns[c], &t->cells[i], widths[c], c == t->count - 1, colour);
    }
}

static void print_csv(const table *t)
{
    fputs(CSV_BYTE_ORDER_MARK, stdout);
    for (int c = 0; c < t->count; c++) {
        fputs(c ? "," : "", stdout);
        csv_put(stdout, t->columns[c].key);
    }
    fputs(t->simulated ? "," SIMULATED CSV_LINE_END : CSV_LINE_END, stdout);
    for (size_t i = 0; i < t->used; i++) {
        csv_put(stdout, t->cells[i].text);
        if ((i + 1) % (size_t)t->count != 0)
            fputs(",", stdout);
        else
            fputs(t->simulated ? ",true" CSV_LINE_END : CSV_LINE_END, stdout);
    }
}

error table_print(table *t, const char *empty)
{
    if (t->failed)
        return error_no_memory();
    if (t->format == FORMAT_JSON) {
        json_t *rows = t->rows;
        t->rows = NULL;
        return json_print(rows);
    }
    if (t->format == FORMAT_TABLE && t->simulated)
        printf("%s\n\n", _("SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT"));
    if (t->format == FORMAT_CSV)
        print_csv(t);
    else if (t->used == 0)
        printf("%s\n", empty);
    else
        print_rows(t);
    return ferror(stdout) ? error_make(ERR_IO, _("không ghi được ra đầu ra chuẩn")) : OK;
}
