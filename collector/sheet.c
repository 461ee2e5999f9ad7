#include "collector/sheet.h"

#include "base/i18n.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { ALIASES_MAX = 3, NAMES_MAX = COLUMN_COUNT * (ALIASES_MAX + 1) };

typedef struct column_title {
    const char *code;
    const char *people[ALIASES_MAX];
} column_title;

/* What a header may say; people's titles are compared without marks and case. */
static const column_title titles[COLUMN_COUNT] = {
    [COLUMN_UNIT] = {"unit", {"Đơn vị"}},
    [COLUMN_OBLIGATION] = {"obligation", {"Mã nội dung", "Nội dung giao", "Mã chỉ tiêu"}},
    [COLUMN_PERIOD] = {"period", {"Kỳ báo cáo", "Kỳ"}},
    [COLUMN_VALUE] = {"value", {"Giá trị", "Số liệu"}},
    [COLUMN_NUMERATOR] = {"numerator", {"Tử số"}},
    [COLUMN_DENOMINATOR] = {"denominator", {"Mẫu số"}},
    [COLUMN_BREAKDOWN] = {"breakdown", {"Phân tổ"}},
    [COLUMN_PERCENT] = {"percent", {"Tiến độ (%)"}},
    [COLUMN_STATE] = {"state", {"Trạng thái"}},
    [COLUMN_DIFFICULTY] = {"difficulty", {"Khó khăn, vướng mắc"}},
    [COLUMN_ADDRESSED_TO] = {"addressed_to", {"Gửi cơ quan"}},
    [COLUMN_NARRATIVE] = {"narrative", {"Thuyết minh"}},
    [COLUMN_NOTHING] = {"nothing", {"Không phát sinh"}},
    [COLUMN_OBSERVED_AT] = {"observed_at", {"Thời điểm số liệu"}},
    [COLUMN_NOTE] = {"note", {"Ghi chú"}},
    [COLUMN_SECRECY] = {"secret", {"Độ mật", "Mật"}},
};

/* A file on its way through. */
typedef struct reading {
    arena *memory;
    const char *name;
    const csv_row *header;
    int columns[CSV_COLUMNS_MAX]; /* which column is at which place */
    amount_style styles[CSV_COLUMNS_MAX];
    bool present[COLUMN_COUNT];
    const row_context *context;
    sheet *out;
} reading;

static error add_fault(reading *r, unsigned line, const char *column, const char *value,
                       const char *message)
{
    fault f = {.line = line, .column = column, .value = value};
    fault_set_text(r->memory, &f, message);
    return faults_add(&r->out->faults, &f);
}

/* The column with TITLE, or -1. */
static int find_column(reading *r, const char *title, amount_style *style)
{
    const char *key = text_fold(r->memory, title);
    for (int c = 0; c < COLUMN_COUNT; c++) {
        *style = AMOUNT_MACHINE;
        if (strcasecmp(title, titles[c].code) == 0)
            return c;
        *style = AMOUNT_PEOPLE;
        for (int i = 0; key && i < ALIASES_MAX && titles[c].people[i]; i++) {
            const char *alias = text_fold(r->memory, titles[c].people[i]);
            if (alias && strcmp(key, alias) == 0)
                return c;
        }
    }
    return -1;
}

static const char *nearest_title(reading *r, const char *title)
{
    const char *names[NAMES_MAX], *folded[NAMES_MAX];
    size_t n = 0;
    for (int c = 0; c < COLUMN_COUNT; c++) {
        names[n++] = titles[c].code;
        for (int i = 0; i < ALIASES_MAX && titles[c].people[i]; i++)
            names[n++] = titles[c].people[i];
    }
    const char *key = text_fold(r->memory, title);
    for (size_t i = 0; i < n; i++)
        if (!(folded[i] = text_fold(r->memory, names[i])))
            return NULL;
    const char *near = key ? text_nearest(key, folded, n) : NULL;
    for (size_t i = 0; near && i < n; i++)
        if (folded[i] == near)
            return names[i];
    return NULL;
}

static error refuse_unknown(reading *r, const char *title)
{
    const char *near = nearest_title(r, title);
    const char *message =
        near ? arena_printf(r->memory,
                            _("không có cột tên này; gần nhất là \"%s\": sửa tên cột "
                              "hoặc bỏ cột"),
                            near)
             : _("không có cột tên này; sửa tên cột theo mẫu hoặc bỏ cột");
    return message ? add_fault(r, r->header->line, title, "", message) : error_no_memory();
}

static bool column_is_empty(const csv_table *table, size_t place)
{
    for (size_t i = 0; i < table->count; i++)
        if (place < table->rows[i].count && *table->rows[i].cells[place])
            return false;
    return true;
}

static error map_column(reading *r, const csv_table *table, size_t place)
{
    const char *title = r->header->cells[place];
    r->columns[place] = -1;
    if (!*title)
        return column_is_empty(table, place)
                   ? OK
                   : add_fault(r, r->header->line, "", "",
                               _("có một cột có dữ liệu mà không có tên; đặt tên cột theo mẫu "
                                 "hoặc xóa cột"));
    int c = find_column(r, title, &r->styles[place]);
    if (c < 0)
        return refuse_unknown(r, title);
    if (r->present[c])
        return add_fault(r, r->header->line, title, "", _("cột này có hai lần; chỉ giữ một cột"));
    r->present[c] = true;
    r->columns[place] = c;
    return OK;
}

static error require_column(reading *r, column c)
{
    if (r->present[c])
        return OK;
    const char *message = arena_printf(r->memory, _("thiếu cột \"%s\" (hoặc \"%s\"); thêm cột này"),
                                       titles[c].people[0], titles[c].code);
    return message ? add_fault(r, r->header->line, titles[c].people[0], "", message)
                   : error_no_memory();
}

static error require_columns(reading *r)
{
    TRY(require_column(r, COLUMN_OBLIGATION));
    TRY(require_column(r, COLUMN_PERIOD));
    const bool *has = r->present;
    if (has[COLUMN_NUMERATOR] || has[COLUMN_DENOMINATOR]) {
        TRY(require_column(r, COLUMN_NUMERATOR));
        TRY(require_column(r, COLUMN_DENOMINATOR));
    }
    if (has[COLUMN_VALUE] || has[COLUMN_NUMERATOR] || has[COLUMN_PERCENT] || has[COLUMN_STATE] ||
        has[COLUMN_DIFFICULTY] || has[COLUMN_NARRATIVE] || has[COLUMN_NOTHING])
        return OK;
    return add_fault(
        r, r->header->line, "", "",
        _("không có cột nào để báo cáo; thêm ít nhất một trong các cột: Giá trị, Tử số "
          "và Mẫu số, Tiến độ (%), Khó khăn, vướng mắc, Thuyết minh, Không phát sinh"));
}

static error map_header(reading *r, const csv_table *table)
{
    r->header = &table->rows[0];
    for (size_t i = 0; i < r->header->count; i++)
        TRY(map_column(r, table, i));
    TRY(require_columns(r));
    r->out->refused = r->out->faults.count > 0;
    return OK;
}

/* "NAME:LINE", with the name cut where it is too long. */
static const char *source_of(reading *r, unsigned line)
{
    return arena_printf(r->memory, "%.*s:%u", (int)text_clip(r->name, REPORT_SOURCE_MAX - 12),
                        r->name, line);
}

/* In a row that has slipped, nobody knows which cell was to be secret. */
static const char *shown_surplus(const reading *r, const char *cell)
{
    return r->present[COLUMN_SECRECY] ? _("[đã bỏ]") : row_shown(cell);
}

static error refuse_surplus(reading *r, const csv_row *row)
{
    for (size_t i = r->header->count; i < row->count; i++)
        if (*row->cells[i]) {
            r->out->refused_rows++;
            return add_fault(r, row->line, "", shown_surplus(r, row->cells[i]),
                             _("dòng có nhiều ô hơn tiêu đề; nếu trong ô có dấu tách cột thì đặt "
                               "cả ô trong hai dấu nháy kép"));
        }
    return OK;
}

static error read_row(reading *r, const csv_row *row)
{
    size_t before = r->out->faults.count;
    TRY(refuse_surplus(r, row));
    if (r->out->faults.count > before)
        return OK;
    row_cell cells[COLUMN_COUNT] = {0};
    for (size_t i = 0; i < r->header->count; i++)
        if (r->columns[i] >= 0)
            cells[r->columns[i]] =
                (row_cell){i < row->count ? row->cells[i] : "", r->header->cells[i], r->styles[i]};
    fault why = {0};
    report *out = &r->out->reports[r->out->report_count];
    error err = row_report(r->memory, cells, r->context, out, &why);
    if (err.code == ERR_INVALID) {
        r->out->refused_rows++;
        why.line = row->line;
        return faults_add(&r->out->faults, &why);
    }
    if (err.code)
        return err;
    out->source = source_of(r, row->line);
    r->out->report_count++;
    return out->source ? OK : error_no_memory();
}

static error read_rows(reading *r, const csv_table *table)
{
    r->out->reports = arena_alloc(r->memory, table->count * sizeof *r->out->reports);
    if (!r->out->reports)
        return error_no_memory();
    for (size_t i = 1; i < table->count; i++)
        TRY(read_row(r, &table->rows[i]));
    return OK;
}

static error refuse_file(sheet *out, const fault *why)
{
    out->refused = true;
    return faults_add(&out->faults, why);
}

error sheet_read(arena *a, const char *name, const void *data, size_t size,
                 const row_context *context, sheet *out)
{
    *out = (sheet){.faults = {.memory = a}};
    csv_table table;
    fault why = {0};
    error err = csv_read(a, data, size, &table, &why);
    if (err.code)
        return err.code == ERR_INVALID || err.code == ERR_LIMIT ? refuse_file(out, &why) : err;
    reading *r = arena_alloc(a, sizeof *r);
    char *clean = r ? text_nfc(a, name) : NULL;
    if (!r || !clean)
        return error_no_memory();
    *r = (reading){.memory = a, .name = clean, .context = context, .out = out};
    TRY(map_header(r, &table));
    if (out->refused)
        return OK;
    if (table.count == 1) {
        why = (fault){0, "", "", _("tệp chỉ có dòng tiêu đề"), _("thêm các dòng số liệu")};
        return refuse_file(out, &why);
    }
    return read_rows(r, &table);
}
