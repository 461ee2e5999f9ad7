#include "collector/csv.h"

#include "base/i18n.h"

#include <csv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

/* What libcsv's callbacks fill. */
typedef struct reading {
    arena *memory;
    csv_row *rows;
    size_t count, capacity;
    const char *cells[CSV_COLUMNS_MAX];
    size_t cell_count;
    unsigned line; /* of the row that is being read */
    bool ended;    /* a row ended in the line that was fed last */
    bool no_memory;
    unsigned too_wide, too_many; /* the line where it happened; 0: not */
} reading;

static error refuse(fault *why, error_code code, unsigned line, const char *what, const char *cure)
{
    *why = (fault){line, "", "", what, cure};
    return error_make(code, "%s; %s", what, cure);
}

static const char *save_as_utf8(void)
{
    return _("lưu tệp dạng CSV UTF-8; trong Excel: Save As, kiểu \"CSV UTF-8 (Comma delimited)\"");
}

static unsigned line_of(const uint8_t *data, const uint8_t *at)
{
    unsigned line = 1;
    for (; data < at; data++)
        line += *data == '\n';
    return line;
}

static error check_encoding(const uint8_t *data, size_t size, fault *why)
{
    if (size >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff)))
        return refuse(why, ERR_INVALID, 0, _("tệp ở bảng mã UTF-16 (\"Unicode Text\")"),
                      save_as_utf8());
    const uint8_t *nul = memchr(data, 0, size);
    if (nul)
        return refuse(why, ERR_INVALID, line_of(data, nul),
                      _("có byte 0: tệp không phải văn bản UTF-8 (có thể là UTF-16 hoặc tệp .xlsx "
                        "đổi tên)"),
                      save_as_utf8());
    const uint8_t *bad = u8_check(data, size);
    if (bad)
        return refuse(why, ERR_INVALID, line_of(data, bad),
                      _("chữ không phải UTF-8 (thường là bảng mã windows-1258, TCVN3 hoặc VNI)"),
                      save_as_utf8());
    return OK;
}

/* White space at both ends, with the no-break space that spreadsheets put into numbers. */
static char *trimmed(arena *a, const char *text, size_t n)
{
    static const char no_break[] = "\xc2\xa0";
    for (bool more = true; more;) {
        more = false;
        if (n && strchr(" \t\r\n", text[0]))
            text++, n--, more = true;
        else if (n >= 2 && memcmp(text, no_break, 2) == 0)
            text += 2, n -= 2, more = true;
        if (n && strchr(" \t\r\n", text[n - 1]))
            n--, more = true;
        else if (n >= 2 && memcmp(text + n - 2, no_break, 2) == 0)
            n -= 2, more = true;
    }
    return arena_strndup(a, text, n);
}

static void on_cell(void *text, size_t n, void *context)
{
    reading *r = context;
    if (r->cell_count == CSV_COLUMNS_MAX) {
        if (!r->too_wide)
            r->too_wide = r->line;
        return;
    }
    char *cell = trimmed(r->memory, text ? text : "", n);
    if (cell)
        r->cells[r->cell_count++] = cell;
    else
        r->no_memory = true;
}

static bool row_is_empty(const reading *r)
{
    for (size_t i = 0; i < r->cell_count; i++)
        if (*r->cells[i])
            return false;
    return true;
}

static bool make_room(reading *r)
{
    if (r->count < r->capacity)
        return true;
    size_t more = r->capacity ? r->capacity * 2 : 64;
    csv_row *rows = arena_alloc(r->memory, more * sizeof *rows);
    if (rows && r->count)
        memcpy(rows, r->rows, r->count * sizeof *rows);
    if (rows) {
        r->rows = rows;
        r->capacity = more;
    }
    return rows != NULL;
}

static void keep_row(reading *r)
{
    if (r->count > CSV_ROWS_MAX) {
        if (!r->too_many)
            r->too_many = r->line;
        return;
    }
    const char **cells = arena_alloc(r->memory, (r->cell_count + 1) * sizeof *cells);
    if (!cells || !make_room(r)) {
        r->no_memory = true;
        return;
    }
    memcpy(cells, r->cells, r->cell_count * sizeof *cells);
    r->rows[r->count++] = (csv_row){r->line, r->cell_count, cells};
}

static void on_row(int end, void *context)
{
    (void)end;
    reading *r = context;
    if (!row_is_empty(r))
        keep_row(r);
    r->cell_count = 0;
    r->ended = true;
}

/* Bytes of the first line at TEXT with its end: \n, \r\n or \r. */
static size_t line_length(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] != '\n' && text[i] != '\r')
        i++;
    if (i == n)
        return n;
    return text[i] == '\r' && i + 1 < n && text[i + 1] == '\n' ? i + 2 : i + 1;
}

static bool line_is_blank(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr(" \t\r\n", text[i]))
            return false;
    return true;
}

/* The separator is the one of the two that the header has more of, outside quotes. */
static unsigned char find_separator(const char *text, size_t n)
{
    size_t commas = 0, semicolons = 0;
    bool quoted = false, content = false;
    for (size_t i = 0; i < n && (quoted || !content || (text[i] != '\n' && text[i] != '\r')); i++) {
        content |= !strchr(" \t\r\n", text[i]);
        if (text[i] == '"')
            quoted = !quoted;
        commas += !quoted && text[i] == ',';
        semicolons += !quoted && text[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static error feed(reading *r, struct csv_parser *parser, const char *text, size_t n, fault *why)
{
    bool open = false;
    for (unsigned line = 1; n; line++) {
        size_t length = line_length(text, n);
        if (!open)
            r->line = line;
        if (open || !line_is_blank(text, length)) {
            r->ended = false;
            if (csv_parse(parser, text, length, on_cell, on_row, r) != length)
                return csv_error(parser) == CSV_ENOMEM
                           ? error_no_memory()
                           : refuse(why, ERR_INVALID, line, _("dấu nháy kép (\") đặt sai chỗ"),
                                    _("đặt cả ô trong hai dấu nháy kép và viết dấu nháy trong ô "
                                      "thành hai dấu (\"\")"));
            open = !r->ended;
        }
        text += length;
        n -= length;
    }
    if (csv_fini(parser, on_cell, on_row, r) != 0)
        return refuse(why, ERR_INVALID, r->line,
                      _("dấu nháy kép (\") mở ở dòng này không được đóng"),
                      _("thêm dấu nháy kép đóng ở cuối ô"));
    return OK;
}

static error parse(reading *r, const char *text, size_t n, fault *why)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return error_no_memory();
    csv_set_delim(&parser, find_separator(text, n));
    error err = feed(r, &parser, text, n, why);
    csv_free(&parser);
    if (err.code)
        return err;
    if (r->no_memory)
        return error_no_memory();
    if (r->too_wide)
        return refuse(why, ERR_LIMIT, r->too_wide, _("có hơn 64 cột"),
                      _("bỏ các cột không thuộc mẫu"));
    if (r->too_many)
        return refuse(why, ERR_LIMIT, r->too_many, _("tệp có hơn 100.000 dòng"),
                      _("chia thành nhiều tệp"));
    if (!r->count)
        return refuse(why, ERR_INVALID, 0, _("tệp không có dòng tiêu đề"),
                      _("dòng đầu là tên cột, ví dụ: Mã nội dung;Kỳ báo cáo;Giá trị"));
    return OK;
}

error csv_read(arena *a, const void *data, size_t size, csv_table *out, fault *why)
{
    const char *text = data;
    if (size > CSV_BYTES_MAX)
        return refuse(why, ERR_LIMIT, 0, _("tệp lớn hơn 16 MiB"), _("chia thành nhiều tệp"));
    TRY(check_encoding(data, size, why));
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3, size -= 3;
    reading *r = arena_alloc(a, sizeof *r);
    if (!r)
        return error_no_memory();
    r->memory = a;
    TRY(parse(r, text, size, why));
    *out = (csv_table){r->rows, r->count};
    return OK;
}
