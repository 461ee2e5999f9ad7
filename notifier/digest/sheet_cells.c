#include "base/plain.h"
#include "base/text.h"
#include "model/amount.h"
#include "notifier/digest/sheet_internal.h"
#include "render/chart.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    TEXT_MAX = 30000, /* a cell holds 32,767 characters */
    LINE_HEIGHT = 15, /* points */
    TITLE_HEIGHT = 20,
    INDENT = 2,          /* characters */
    BUTTON = 2,          /* characters of a heading that the button of the filter hides */
    DIGITS_MAX = 15,     /* what a spreadsheet keeps of a number */
    DATES_FROM = -25569, /* 1899-12-30, day 0 of spreadsheets, counted from 1970-01-01 */
    MS_A_DAY = 24 * 3600 * 1000,
    TINT = 160, /* of 255: how much white is in the colour behind a status */
};

static lxw_row_t row_of(const sheet_place *at)
{
    return (lxw_row_t)at->row;
}

static lxw_col_t column_of(const sheet_place *at)
{
    return (lxw_col_t)at->column;
}

static lxw_format *look_of(const sheet_place *at, sheet_look look)
{
    look.role = at->role;
    return sheet_format(at->sheet->book, &look);
}

/* ---- rows -----------------------------------------------------------------------------------  */

/* Titles, notes and labels stand on one line and run over what is beside them. */
static bool wraps(sheet_role role)
{
    return role >= SHEET_HEADING && role != SHEET_LABEL;
}

/* Of a column's characters, those that no text can have. */
static double lost(const sheet_place *at, const sheet_look *look)
{
    return at->role == SHEET_HEADING ? BUTTON : look->indent ? INDENT : 0;
}

static unsigned lines_of(const sheet_place *at, const char *text, const sheet_look *look)
{
    const sheet *s = at->sheet;
    bool bold = at->role == SHEET_HEADING || at->role == SHEET_STRONG;
    if (!wraps(at->role) || at->column >= SHEET_COLUMNS_MAX)
        return 1;
    return sheet_fit_lines(sheet_measure(s->book), text, bold,
                           s->widths[at->column] - lost(at, look));
}

/* Rows are written one by one, so only the one in hand has to be known. */
static void make_room(const sheet_place *at, const char *text, const sheet_look *look)
{
    sheet *s = at->sheet;
    unsigned lines = lines_of(at, text, look);
    if (s->row != at->row)
        s->lines = 1;
    s->row = at->row;
    unsigned height = lines * LINE_HEIGHT;
    if (at->role == SHEET_TITLE)
        height = TITLE_HEIGHT;
    else if (lines <= s->lines)
        return;
    s->lines = lines;
    sheet_failed(s->book, worksheet_set_row(s->at, row_of(at), height, NULL));
}

/* ---- text ----------------------------------------------------------------------------------- */

/* "_x0041_" would be read as "A": its own underscore is written that way. */
static bool reads_as_code(const char *text)
{
    return text[0] == '_' && text[1] == 'x' && isxdigit((unsigned char)text[2]) &&
           isxdigit((unsigned char)text[3]) && isxdigit((unsigned char)text[4]) &&
           isxdigit((unsigned char)text[5]) && text[6] == '_';
}

static const char *for_cell(sheet_book *b, const char *text)
{
    text = plain_text(sheet_memory(b), text);
    if (!text) {
        sheet_failed(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return "";
    }
    size_t n = strlen(text), kept = text_clip(text, TEXT_MAX), used = 0;
    bool plain = kept == n && !strstr(text, "_x");
    char *out = plain ? NULL : arena_alloc(sheet_memory(b), kept * 2 + 8);
    if (!out)
        return text;
    for (size_t i = 0; i < kept && used < TEXT_MAX; i++) {
        if (reads_as_code(text + i)) {
            memcpy(out + used, "_x005F", 6);
            used += 6;
        }
        out[used++] = text[i];
    }
    if (kept < n)
        memcpy(out + used, "…", sizeof "…");
    return out;
}

static void put_text(const sheet_place *at, const char *text, sheet_look look)
{
    sheet_book *b = at->sheet->book;
    const char *shown = for_cell(b, text);
    /* A cell of text stays text when somebody edits it: "=1+1" does not start to compute. */
    if (strchr("=+-@\n", *shown))
        look.number = "@";
    look.indent = wraps(at->role) && at->role != SHEET_HEADING && !look.right && !look.centre;
    make_room(at, shown, &look);
    sheet_failed(b, worksheet_write_string(at->sheet->at, row_of(at), column_of(at), shown,
                                           look_of(at, look)));
}

void sheet_empty(sheet_place at)
{
    if (at.sheet)
        sheet_failed(at.sheet->book,
                     worksheet_write_blank(at.sheet->at, row_of(&at), column_of(&at),
                                           look_of(&at, (sheet_look){0})));
}

void sheet_text(sheet_place at, const char *text)
{
    if (!*text)
        sheet_empty(at);
    else if (at.sheet)
        put_text(&at, text, (sheet_look){0});
}

void sheet_word(sheet_place at, const char *text)
{
    if (!*text)
        sheet_empty(at);
    else if (at.sheet)
        put_text(&at, text, (sheet_look){.centre = true});
}

void sheet_link(sheet_place at, const sheet *to, const char *text)
{
    if (!at.sheet || !to)
        return;
    char *url = arena_printf(sheet_memory(at.sheet->book), "internal:'%s'!A1", to->name);
    sheet_failed(at.sheet->book,
                 url ? worksheet_write_url_opt(at.sheet->at, row_of(&at), column_of(&at), url,
                                               look_of(&at, (sheet_look){.link = true}), text, NULL)
                     : LXW_ERROR_MEMORY_MALLOC_FAILED);
}

static uint32_t tint_of(uint32_t colour)
{
    uint32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        uint32_t part = colour >> shift & 0xff;
        out |= (part + (255 - part) * TINT / 255) << shift;
    }
    return out;
}

void sheet_status(sheet_place at, status s)
{
    if (!s)
        sheet_empty(at);
    else if (at.sheet)
        put_text(&at, status_name(s), (sheet_look){.fill = tint_of(chart_status_colour(s))});
}

/* ---- numbers -------------------------------------------------------------------------------- */

static void put_number(const sheet_place *at, double value, sheet_look look)
{
    sheet_failed(at->sheet->book, worksheet_write_number(at->sheet->at, row_of(at), column_of(at),
                                                         value, look_of(at, look)));
}

void sheet_integer(sheet_place at, int64_t n)
{
    sheet_exact(at, &(exact){true, n, 0, ""});
}

void sheet_change(sheet_place at, int64_t n)
{
    if (at.sheet)
        put_number(&at, (double)n, (sheet_look){.number = "+0;-0;0"});
}

void sheet_percent(sheet_place at, int64_t percent)
{
    sheet_exact(at, &(exact){true, percent, 0, "%"});
}

void sheet_share(sheet_place at, size_t part, size_t whole)
{
    enum { NONE = 0xf4b183, SOME = 0xfce4c8, ALL = 0xd6e8f5 };
    if (!whole)
        sheet_empty(at);
    else if (at.sheet)
        put_number(&at, (double)part / (double)whole,
                   (sheet_look){.number = "0%",
                                .fill = !part          ? NONE
                                        : part < whole ? SOME
                                                       : ALL});
}

/* In Vietnam's way where the program asks the format and not the machine. */
static const char *number_format(unsigned decimals, bool percent)
{
    static const char *const plain[] = {"[$-42A]#,##0",          "[$-42A]#,##0.0",
                                        "[$-42A]#,##0.00",       "[$-42A]#,##0.000",
                                        "[$-42A]#,##0.0000",     "[$-42A]#,##0.00000",
                                        "[$-42A]#,##0.000000",   "[$-42A]#,##0.0000000",
                                        "[$-42A]#,##0.00000000", "[$-42A]#,##0.000000000"};
    static const char *const hundredths[] = {
        "[$-42A]0%",          "[$-42A]0.0%",        "[$-42A]0.00%",     "[$-42A]0.000%",
        "[$-42A]0.0000%",     "[$-42A]0.00000%",    "[$-42A]0.000000%", "[$-42A]0.0000000%",
        "[$-42A]0.00000000%", "[$-42A]0.000000000%"};
    return percent ? hundredths[decimals] : plain[decimals];
}

static unsigned digits_of(int64_t amount)
{
    uint64_t n = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    unsigned digits = 1;
    while (n && n % 10 == 0)
        n /= 10;
    while (n >= 10) {
        n /= 10;
        digits++;
    }
    return digits;
}

/* AMOUNT * 10^-DECIMALS as the nearest double: both parts are exact, and one division rounds once.
 */
static double nearest(int64_t amount, unsigned decimals)
{
    double scale = 1;
    while (decimals && amount % 10 == 0) {
        amount /= 10;
        decimals--;
    }
    while (decimals--)
        scale *= 10;
    return (double)amount / scale;
}

void sheet_exact(sheet_place at, const exact *e)
{
    if (!e->known || e->decimals > AMOUNT_DECIMALS_MAX) {
        sheet_empty(at);
        return;
    }
    if (!at.sheet)
        return;
    bool percent = strcmp(e->unit, "%") == 0;
    char text[AMOUNT_TEXT_MAX];
    if (digits_of(e->amount) > DIGITS_MAX)
        put_text(&at, amount_format(e->amount, e->decimals, AMOUNT_PEOPLE, text, sizeof text),
                 (sheet_look){.number = "@", .right = true});
    else
        put_number(&at, nearest(e->amount, e->decimals + (percent ? 2 : 0)),
                   (sheet_look){.number = number_format(e->decimals, percent)});
}

/* ---- time ----------------------------------------------------------------------------------- */

void sheet_date(sheet_place at, date day)
{
    if (at.sheet)
        put_number(&at, (double)(date_to_days(day) - DATES_FROM),
                   (sheet_look){.number = "dd\\/mm\\/yyyy"});
}

void sheet_instant(sheet_place at, int64_t utc_ms)
{
    double local = (double)(utc_ms + CLOCK_LOCAL_OFFSET_MS) / MS_A_DAY;
    if (at.sheet)
        put_number(&at, local - DATES_FROM, (sheet_look){.number = "dd\\/mm\\/yyyy hh:mm"});
}
