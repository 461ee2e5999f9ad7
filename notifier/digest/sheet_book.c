#include "base/i18n.h"
#include "notifier/digest/sheet_check.h"
#include "notifier/digest/sheet_internal.h"
#include "notifier/digest/sheet_name.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FORMATS_MAX = 128,
    PAPER_A4 = 9,
    FOOT_MAX = 240, /* the library takes 255 bytes with its own marks */
    INK = 0x1a1a1a,
    LINE = 0xbfbfbf,
    HEADING = 0x1f3864,
    WARNING = 0xb00020,
    LINK = 0x0563c1,
};

struct sheet_book {
    arena *memory;
    int file; /* in memory */
    char path[64];
    lxw_workbook *book;
    lxw_error failed;
    sheet *sheets; /* the last one */
    sheet_fit *fit;
    locale_t locale, outer_locale;
    char foot[FOOT_MAX + 16];
    struct {
        sheet_look look;
        lxw_format *format;
    } formats[FORMATS_MAX];
    size_t format_count;
};

arena *sheet_memory(sheet_book *b)
{
    return b->memory;
}

sheet_fit *sheet_measure(sheet_book *b)
{
    return b->fit;
}

void sheet_failed(sheet_book *b, lxw_error code)
{
    if (b->failed == LXW_NO_ERROR)
        b->failed = code;
}

/* ---- life ----------------------------------------------------------------------------------- */

static void use_plain_numbers(sheet_book *b)
{
    locale_t copy = duplocale(uselocale((locale_t)0));
    b->locale = copy ? newlocale(LC_NUMERIC_MASK, "C", copy) : NULL;
    if (!b->locale && copy)
        freelocale(copy);
    if (b->locale)
        b->outer_locale = uselocale(b->locale);
}

static void release(sheet_book *b)
{
    if (b->locale) {
        uselocale(b->outer_locale);
        freelocale(b->locale);
    }
    if (b->file >= 0)
        close(b->file);
    sheet_fit_free(b->fit);
    arena_free(b->memory);
    free(b);
}

/* "&" begins a command there. */
static size_t put_foot(char *out, size_t used, const char *mark, const char *text)
{
    used += (size_t)snprintf(out + used, FOOT_MAX - used, "%s", mark);
    for (; *text && used + 2 < FOOT_MAX; text++) {
        if (*text == '&')
            out[used++] = '&';
        out[used++] = *text;
    }
    out[used] = '\0';
    return used;
}

static void set_foot(sheet_book *b, const sheet_about *about)
{
    char pages[64];
    snprintf(pages, sizeof pages, _("&CTrang %s/%s&R"), "&P", "&N");
    size_t used = put_foot(b->foot, 0, "&L", about->foot_left);
    put_foot(b->foot, used, pages, about->foot_right);
}

static void set_properties(sheet_book *b, const sheet_about *about)
{
    lxw_doc_properties properties = {
        .title = arena_strdup(b->memory, about->title),
        .company = arena_strdup(b->memory, about->company),
        .comments = arena_strdup(b->memory, about->comments),
        .created = (time_t)(about->made_ms / 1000),
    };
    lxw_error code = workbook_set_properties(b->book, &properties);
    sheet_failed(b, code);
}

static error open_book(sheet_book *b)
{
    b->memory = arena_new(0);
    b->fit = sheet_fit_new();
    b->file = memfd_create("tiendo-xlsx", MFD_CLOEXEC);
    use_plain_numbers(b);
    if (!b->memory || !b->fit || !b->locale)
        return error_no_memory();
    if (b->file < 0)
        return error_errno(errno, "memfd_create");
    /* This version of the library writes to a named file only. */
    snprintf(b->path, sizeof b->path, "/proc/self/fd/%d", b->file);
    b->book = workbook_new(b->path);
    return b->book ? OK : error_no_memory();
}

error sheet_book_new(sheet_book **out, const sheet_about *about)
{
    sheet_book *b = calloc(1, sizeof *b);
    if (!b)
        return error_no_memory();
    b->file = -1;
    error err = open_book(b);
    if (err.code) {
        release(b);
        return err;
    }
    set_foot(b, about);
    set_properties(b, about);
    *out = b;
    return OK;
}

static error read_back(int file, unsigned char **out, size_t *size)
{
    struct stat st;
    if (fstat(file, &st) != 0)
        return error_errno(errno, "fstat");
    unsigned char *bytes = malloc((size_t)st.st_size);
    if (!bytes)
        return error_no_memory();
    if (pread(file, bytes, (size_t)st.st_size, 0) != st.st_size) {
        free(bytes);
        return error_make(ERR_INTERNAL, _("không đọc lại được bảng tính vừa lập"));
    }
    *out = bytes;
    *size = (size_t)st.st_size;
    return OK;
}

/* What the library has to write to is temporary files and memory: without room for either. */
static bool is_without_room(lxw_error code)
{
    return code == LXW_ERROR_CREATING_TMPFILE || code == LXW_ERROR_CREATING_XLSX_FILE ||
           code == LXW_ERROR_ZIP_FILE_OPERATION;
}

static error failure(const sheet_book *b)
{
    if (b->failed == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return error_no_memory();
    return error_make(is_without_room(b->failed) ? ERR_FULL : ERR_INTERNAL,
                      _("không lập được bảng tính: %s"), lxw_strerror(b->failed));
}

error sheet_book_finish(sheet_book *b, unsigned char **out, size_t *size)
{
    lxw_error code = workbook_close(b->book);
    sheet_failed(b, code);
    error err = b->failed ? failure(b) : sheet_check(b->path);
    if (!err.code)
        err = read_back(b->file, out, size);
    release(b);
    return err;
}

/* ---- looks ---------------------------------------------------------------------------------- */

static void set_role(lxw_format *f, sheet_role role)
{
    format_set_font_name(f, "Times New Roman");
    format_set_font_size(f, role == SHEET_TITLE ? 14 : 11);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    format_set_font_color(f, role == SHEET_HEADING   ? LXW_COLOR_WHITE
                             : role == SHEET_WARNING ? WARNING
                                                     : INK);
    if (role != SHEET_NOTE && role != SHEET_CELL && role != SHEET_COUNT)
        format_set_bold(f);
    if (role == SHEET_COUNT)
        format_set_align(f, LXW_ALIGN_LEFT);
    if (role >= SHEET_HEADING && role != SHEET_LABEL) {
        format_set_text_wrap(f);
        format_set_border(f, LXW_BORDER_THIN);
        format_set_border_color(f, LINE);
    }
    if (role == SHEET_HEADING) {
        format_set_bg_color(f, HEADING);
        format_set_align(f, LXW_ALIGN_CENTER);
        format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    }
}

static lxw_format *new_format(sheet_book *b, const sheet_look *look)
{
    lxw_format *f = workbook_add_format(b->book);
    if (!f)
        return NULL;
    set_role(f, look->role);
    if (look->number)
        format_set_num_format(f, look->number);
    if (look->fill)
        format_set_bg_color(f, look->fill);
    if (look->right)
        format_set_align(f, LXW_ALIGN_RIGHT);
    if (look->indent)
        format_set_indent(f, 1);
    if (look->centre)
        format_set_align(f, LXW_ALIGN_CENTER);
    if (look->link) {
        format_set_font_color(f, LINK);
        format_set_underline(f, LXW_UNDERLINE_SINGLE);
    }
    return f;
}

static bool same_look(const sheet_look *a, const sheet_look *b)
{
    return a->role == b->role && a->fill == b->fill && a->right == b->right &&
           a->centre == b->centre && a->indent == b->indent && a->link == b->link &&
           strcmp(a->number ? a->number : "", b->number ? b->number : "") == 0;
}

lxw_format *sheet_format(sheet_book *b, const sheet_look *look)
{
    for (size_t i = 0; i < b->format_count; i++)
        if (same_look(&b->formats[i].look, look))
            return b->formats[i].format;
    lxw_format *format = new_format(b, look);
    if (b->format_count < FORMATS_MAX) {
        b->formats[b->format_count].look = *look;
        b->formats[b->format_count++].format = format;
    }
    return format;
}

/* ---- sheets --------------------------------------------------------------------------------- */

static void set_up_print(lxw_worksheet *at, const char *foot)
{
    worksheet_set_landscape(at);
    worksheet_set_paper(at, PAPER_A4);
    worksheet_fit_to_pages(at, 1, 0);
    worksheet_set_margins(at, 0.5, 0.5, 0.6, 0.7); /* inches */
    worksheet_set_footer(at, foot);
}

static bool is_taken(const void *context, const char *name)
{
    const sheet_book *b = context;
    const sheet *s = b->sheets;
    while (s && !sheet_name_same(b->memory, s->name, name))
        s = s->before;
    return s;
}

sheet *sheet_add(sheet_book *b, const char *name)
{
    sheet *s = arena_alloc(b->memory, sizeof *s);
    const char *fit = s ? sheet_name_fit(b->memory, name, is_taken, b) : NULL;
    lxw_worksheet *at = fit ? workbook_add_worksheet(b->book, fit) : NULL;
    if (!at) {
        sheet_failed(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    set_up_print(at, b->foot);
    *s = (sheet){.book = b, .at = at, .name = fit, .before = b->sheets};
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
        s->widths[i] = LXW_DEF_COL_WIDTH;
    b->sheets = s;
    return s;
}

void sheet_width(sheet *s, size_t column, double characters)
{
    if (!s)
        return;
    if (column < SHEET_COLUMNS_MAX)
        s->widths[column] = characters;
    sheet_failed(s->book, worksheet_set_column(s->at, (lxw_col_t)column, (lxw_col_t)column,
                                               characters, NULL));
}

double sheet_width_of(sheet_book *b, const char *text)
{
    return sheet_fit_width(b->fit, text, true);
}

void sheet_freeze(sheet *s, size_t rows, size_t columns)
{
    if (s)
        worksheet_freeze_panes(s->at, (lxw_row_t)rows, (lxw_col_t)columns);
}

void sheet_filter(sheet *s, size_t first_row, size_t last_row, size_t last_column)
{
    if (s)
        sheet_failed(s->book, worksheet_autofilter(s->at, (lxw_row_t)first_row, 0,
                                                   (lxw_row_t)last_row, (lxw_col_t)last_column));
}

void sheet_repeat(sheet *s, size_t row)
{
    if (s)
        sheet_failed(s->book, worksheet_repeat_rows(s->at, (lxw_row_t)row, (lxw_row_t)row));
}

void sheet_spread(sheet *s, size_t columns)
{
    if (!s)
        return;
    worksheet_fit_to_pages(s->at, 2, 0);
    if (columns)
        sheet_failed(s->book, worksheet_repeat_columns(s->at, 0, (lxw_col_t)(columns - 1)));
}
