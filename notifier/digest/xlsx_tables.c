#include "notifier/digest/xlsx_tables.h"

#include "base/i18n.h"
#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/xlsx_rows.h"

#include <string.h>

/* ---- columns, by what the rows are ---------------------------------------------------------- */

#define COLUMN(title_, width_, kind_, member_)                                                     \
    {                                                                                              \
        .title = (title_), .width = (width_), .kind = SHEET_OF_##kind_,                            \
        .offset = offsetof(IN, member_)                                                            \
    }
#define COLUMN_IF(title_, width_, kind_, member_, condition_)                                      \
    {                                                                                              \
        .title = (title_), .width = (width_), .kind = SHEET_OF_##kind_,                            \
        .offset = offsetof(IN, member_), .conditional = true, .other = offsetof(IN, condition_)    \
    }

#define IN digest_difficulty
static const sheet_column difficulty_columns[] = {
    COLUMN(N_("Số"), 7, INT64, id),
    COLUMN(N_("Đơn vị nêu"), 18, TEXT, unit.short_name),
    COLUMN(N_("Cơ quan phải trả lời"), 20, TEXT, agency.short_name),
    COLUMN(N_("Khó khăn, vướng mắc"), 60, TEXT, text),
    COLUMN(N_("Mã"), 14, TEXT, obligation),
    COLUMN(N_("Nội dung giao"), 40, TEXT, obligation_name),
    COLUMN(N_("Nêu lúc"), 17, INSTANT, raised_ms),
    COLUMN(N_("Số ngày"), 9, INT64, age_days),
    COLUMN(N_("Tình trạng"), 20, STATE, state),
    COLUMN(N_("Chờ Trung ương"), 11, YES, central),
    COLUMN(N_("Văn bản"), 20, TEXT, reference),
    COLUMN(N_("Mới"), 7, YES, is_new),
};
#undef IN

#define IN xlsx_standing_row
static const sheet_column concern_columns[] = {
    COLUMN(N_("Mã"), 14, TEXT, about.code),
    COLUMN(N_("Nội dung giao"), 45, TEXT, about.name),
    COLUMN(N_("Đơn vị"), 18, TEXT, at.unit.short_name),
    COLUMN(N_("Tình trạng"), 18, STATUS, at.status),
    COLUMN(N_("Lý do"), 55, TEXT, at.reason),
    COLUMN(N_("Cơ quan chủ trì"), 20, TEXT, about.lead.short_name),
    COLUMN_IF(N_("Hạn"), 12, DATE, about.deadline, about.has_deadline),
    COLUMN_IF(N_("Còn lại (ngày)"), 10, INT64, about.days_left, about.has_deadline),
    COLUMN(N_("Thực hiện"), 15, EXACT, at.value),
    COLUMN(N_("Mức giao"), 15, EXACT, at.target),
    COLUMN(N_("Đơn vị tính"), 12, UNIT, at.value),
    COLUMN(N_("So với mức giao (%)"), 9, PERCENT, at.percent),
    COLUMN(N_("Theo lộ trình (%)"), 9, PERCENT_OR_NONE, at.path_percent),
    COLUMN(N_("Cần mỗi 30 ngày"), 13, EXACT, at.needed_pace),
    COLUMN(N_("Thực tế mỗi 30 ngày"), 13, EXACT, at.actual_pace),
    COLUMN_IF(N_("Dự kiến đạt"), 12, DATE, at.expected, at.has_expected),
    COLUMN(N_("Đơn vị tự đánh giá"), 20, TEXT, at.own),
    COLUMN(N_("Mới"), 7, YES, at.is_new),
    COLUMN_IF(N_("Số đơn vị quá hạn"), 9, SIZE, overdue, is_whole),
    COLUMN_IF(N_("Số đơn vị chậm"), 9, SIZE, behind, is_whole),
    COLUMN_IF(N_("Số đơn vị có nguy cơ chậm"), 10, SIZE, at_risk, is_whole),
    COLUMN_IF(N_("Số đơn vị chưa báo cáo"), 9, SIZE, silent, is_whole),
    COLUMN_IF(N_("Số đơn vị hoàn thành"), 9, SIZE, done, is_whole),
    COLUMN_IF(N_("Số đơn vị được giao"), 9, SIZE, units, is_whole),
    COLUMN(N_("Lĩnh vực"), 10, TEXT, about.field),
    COLUMN(N_("Hạn theo văn bản"), 24, TEXT, about.deadline_text),
};
static const sheet_column upcoming_columns[] = {
    COLUMN(N_("Mã"), 14, TEXT, about.code),
    COLUMN(N_("Nội dung giao"), 45, TEXT, about.name),
    COLUMN_IF(N_("Hạn"), 12, DATE, about.deadline, about.has_deadline),
    COLUMN_IF(N_("Còn lại (ngày)"), 10, INT64, about.days_left, about.has_deadline),
    COLUMN(N_("Tình trạng"), 18, STATUS, at.status),
    COLUMN(N_("Thực hiện"), 15, EXACT, at.value),
    COLUMN(N_("Mức giao"), 15, EXACT, at.target),
    COLUMN(N_("Đơn vị tính"), 12, UNIT, at.value),
    COLUMN(N_("So với mức giao (%)"), 9, PERCENT, at.percent),
    COLUMN(N_("Số đơn vị hoàn thành"), 9, SIZE, done),
    COLUMN(N_("Số đơn vị được giao"), 9, SIZE, units),
    COLUMN(N_("Cơ quan chủ trì"), 20, TEXT, about.lead.short_name),
    COLUMN(N_("Lý do"), 55, TEXT, at.reason),
    COLUMN(N_("Lĩnh vực"), 10, TEXT, about.field),
    COLUMN(N_("Hạn theo văn bản"), 24, TEXT, about.deadline_text),
};
#undef IN

#define IN xlsx_indicator_row
static const sheet_column indicator_columns[] = {
    COLUMN(N_("Mã"), 14, TEXT, about.code),
    COLUMN(N_("Chỉ tiêu"), 45, TEXT, about.name),
    COLUMN(N_("Đơn vị"), 18, TEXT, at.unit.short_name),
    COLUMN_IF(N_("Kỳ số liệu"), 14, TEXT, period_name, is_whole),
    COLUMN(N_("Thực hiện"), 15, EXACT, at.value),
    COLUMN(N_("Mức giao"), 15, EXACT, at.target),
    COLUMN(N_("Đơn vị tính"), 12, UNIT, at.value),
    COLUMN(N_("So với mức giao (%)"), 9, PERCENT, at.percent),
    COLUMN(N_("Theo lộ trình (%)"), 9, PERCENT_OR_NONE, at.path_percent),
    COLUMN(N_("Tình trạng"), 18, STATUS, at.status),
    COLUMN_IF(N_("Thay đổi"), 12, EXACT, change, is_whole),
    COLUMN_IF(N_("Thay đổi bằng lời"), 34, TEXT, change_text, is_whole),
    COLUMN_IF(N_("Tử số"), 14, EXACT, numerator, is_whole),
    COLUMN_IF(N_("Mẫu số"), 14, EXACT, denominator, is_whole),
    COLUMN(N_("Cần mỗi 30 ngày"), 13, EXACT, at.needed_pace),
    COLUMN(N_("Thực tế mỗi 30 ngày"), 13, EXACT, at.actual_pace),
    COLUMN_IF(N_("Hạn"), 12, DATE, about.deadline, about.has_deadline),
    COLUMN_IF(N_("Dự kiến đạt"), 12, DATE, at.expected, at.has_expected),
    COLUMN_IF(N_("Số đơn vị có số liệu"), 9, SIZE, at.have, is_whole),
    COLUMN_IF(N_("Số đơn vị phải báo cáo"), 9, SIZE, at.expected_units, is_whole),
    COLUMN(N_("Cơ quan chủ trì"), 20, TEXT, about.lead.short_name),
    COLUMN(N_("Đơn vị tự đánh giá"), 20, TEXT, at.own),
    COLUMN(N_("Lý do"), 55, TEXT, at.reason),
    COLUMN(N_("Lĩnh vực"), 10, TEXT, about.field),
};
#undef IN

#define IN xlsx_point_row
static const sheet_column point_columns[] = {
    COLUMN(N_("Mã"), 14, TEXT, code),           COLUMN(N_("Chỉ tiêu"), 60, TEXT, name),
    COLUMN(N_("Mã kỳ"), 11, TEXT, at.period),   COLUMN(N_("Kỳ"), 20, TEXT, period_name),
    COLUMN(N_("Giá trị"), 18, EXACT, at.value), COLUMN(N_("Đơn vị tính"), 14, UNIT, at.value),
};
#undef IN

#define IN xlsx_rank_row
static const sheet_column rank_columns[] = {
    COLUMN(N_("Bảng xếp hạng"), 34, TEXT, ranking),
    COLUMN(N_("Hạng"), 8, SIZE_OR_NONE, at.rank),
    COLUMN(N_("Hạng bản tin trước"), 11, SIZE_OR_NONE, at.rank_before),
    COLUMN_IF(N_("Tăng, giảm bậc"), 10, CHANGE, up, moved),
    COLUMN(N_("Mã"), 16, TEXT, at.unit.code),
    COLUMN(N_("Đơn vị"), 26, TEXT, at.unit.name),
    COLUMN(N_("Tổng điểm"), 12, EXACT, at.total),
    COLUMN(N_("Điểm kết quả"), 12, EXACT, at.results),
    COLUMN(N_("Điểm nề nếp báo cáo"), 12, EXACT, at.discipline),
};
#undef IN

#define IN digest_tile
static const sheet_column tile_columns[] = {
    COLUMN(N_("Mã"), 16, TEXT, unit.code),
    COLUMN(N_("Đơn vị"), 26, TEXT, unit.name),
    COLUMN(N_("Tổng điểm"), 12, EXACT, score),
    COLUMN(N_("Tình trạng đáng lo nhất"), 20, STATUS, worst),
    COLUMN(N_("Quá hạn"), 9, SIZE, overdue),
    COLUMN(N_("Chậm tiến độ"), 9, SIZE, behind),
    COLUMN(N_("Có nguy cơ chậm"), 9, SIZE, at_risk),
    COLUMN(N_("Chưa báo cáo"), 9, SIZE, silent),
    COLUMN(N_("Hoàn thành"), 9, SIZE, done),
    COLUMN(N_("Số nội dung được giao"), 11, SIZE, obligations),
    COLUMN(N_("Hàng trên bản đồ"), 9, INT_OR_NONE, row),
    COLUMN(N_("Cột trên bản đồ"), 9, INT_OR_NONE, column),
};
#undef IN

#define IN digest_reporting
static const sheet_column reporting_columns[] = {
    COLUMN(N_("Kỳ"), 16, TEXT, period_name),
    COLUMN(N_("Nhóm đơn vị"), 26, TEXT, level_name),
    COLUMN(N_("Hạn gửi"), 12, DATE, due),
    COLUMN_IF(N_("Đã quá hạn (ngày)"), 11, INT64, days_late, due_passed),
    COLUMN(N_("Phải báo cáo"), 9, SIZE, expected),
    COLUMN(N_("Đã báo cáo"), 9, SIZE, reported),
    COLUMN(N_("Đúng hạn"), 9, SIZE, on_time),
    COLUMN(N_("Chậm"), 9, SIZE, late),
    {.title = N_("Tỷ lệ đã báo cáo"),
     .width = 10,
     .kind = SHEET_OF_SHARE,
     .offset = offsetof(IN, reported),
     .other = offsetof(IN, expected)},
    COLUMN(N_("Đơn vị chưa gửi"), 50, PARTIES, missing),
    COLUMN(N_("Đơn vị gửi chậm"), 40, PARTIES, late_units),
    COLUMN(N_("Đơn vị gửi chưa đủ"), 40, PARTIES, incomplete),
};
#undef IN

#define IN digest_finished
static const sheet_column finished_columns[] = {
    COLUMN(N_("Mã"), 14, TEXT, about.code),
    COLUMN(N_("Nội dung giao"), 60, TEXT, about.name),
    COLUMN(N_("Đơn vị"), 20, TEXT, unit.short_name),
    COLUMN(N_("Tình trạng"), 22, STATUS, status),
    COLUMN(N_("Lúc"), 17, INSTANT, at_ms),
    COLUMN_IF(N_("Hạn"), 12, DATE, about.deadline, about.has_deadline),
    COLUMN(N_("Cơ quan chủ trì"), 20, TEXT, about.lead.short_name),
    COLUMN(N_("Lĩnh vực"), 10, TEXT, about.field),
};
#undef IN

#define IN digest_correction
static const sheet_column correction_columns[] = {
    COLUMN(N_("Đơn vị"), 20, TEXT, unit.short_name),
    COLUMN(N_("Mã"), 14, TEXT, obligation),
    COLUMN(N_("Chỉ tiêu"), 50, TEXT, obligation_name),
    COLUMN(N_("Kỳ"), 16, TEXT, period_name),
    COLUMN(N_("Trước"), 15, EXACT, before),
    COLUMN(N_("Sau"), 15, EXACT, after),
    COLUMN(N_("Đơn vị tính"), 12, UNIT, after),
    COLUMN(N_("Toàn tỉnh, bản tin trước"), 15, EXACT, whole_before),
    COLUMN(N_("Toàn tỉnh, nay"), 15, EXACT, whole_after),
    COLUMN(N_("Bản tin trước đã nêu"), 11, YES, shown_before),
    COLUMN(N_("Lúc"), 17, INSTANT, at_ms),
};
#undef IN

#define IN digest_directive
static const sheet_column directive_columns[] = {
    COLUMN(N_("Số"), 7, INT64, id),
    COLUMN(N_("Đơn vị nhận"), 20, TEXT, unit.short_name),
    COLUMN(N_("Người chỉ đạo"), 26, TEXT, sender),
    COLUMN(N_("Ý kiến chỉ đạo"), 70, TEXT, text),
    COLUMN(N_("Mã"), 14, TEXT, obligation),
    COLUMN(N_("Lúc"), 17, INSTANT, issued_ms),
    COLUMN(N_("Số ngày"), 9, INT64, age_days),
    COLUMN(N_("Đơn vị đã nhận"), 11, YES, received),
};
#undef IN

/* ---- tables --------------------------------------------------------------------------------- */

typedef struct making {
    const digest *digest;
    phrases words;
    xlsx_tables *out;
} making;

static sheet_column *translated(making *m, const sheet_column *columns, size_t count)
{
    sheet_column *out = arena_alloc(m->words.memory, count * sizeof *out);
    for (size_t i = 0; out && i < count; i++) {
        out[i] = columns[i];
        out[i].title = _(columns[i].title);
    }
    return out;
}

/* Columns and rows are the caller's to set; a table without room for them is not counted. */
static sheet_table *add(making *m, const char *name, const char *title, const char *empty)
{
    sheet_table *t = &m->out->items[m->out->count++];
    *t = (sheet_table){.name = name,
                       .title = title,
                       .notes = {phrase_closing(&m->words, m->digest)},
                       .warning = m->digest->simulated ? phrase_simulated() : "",
                       .empty = empty};
    return t;
}

static sheet_table *add_part(making *m, const char *name, digest_part part)
{
    return add(m, name, phrase_title(part), phrase_empty(part));
}

static void note(sheet_table *t, const char *text)
{
    for (size_t i = 0; i + 1 < SHEET_NOTES_MAX; i++)
        if (!t->notes[i]) {
            t->notes[i] = text;
            return;
        }
}

static void note_left_out(making *m, sheet_table *t, size_t n)
{
    if (n)
        note(t, phrase(&m->words, _("Bảng này không liệt kê hết: còn %zu mục nữa."), n));
}

static void set_columns(making *m, sheet_table *t, const sheet_column *columns, size_t count)
{
    t->columns = translated(m, columns, count);
    t->column_count = count;
    m->words.failed = m->words.failed || !t->columns;
}

static void set_rows(making *m, sheet_table *t, const void *rows, size_t size, size_t count)
{
    t->rows = rows;
    t->row_size = size;
    t->row_count = count;
    m->words.failed = m->words.failed || (count && !rows);
}

#define COLUMNS(m_, table_, columns_)                                                              \
    set_columns(m_, table_, columns_, sizeof(columns_) / sizeof *(columns_))
#define ROWS(m_, table_, rows_, count_) set_rows(m_, table_, rows_, sizeof *(rows_), count_)

static void add_difficulties(making *m)
{
    const digest *d = m->digest;
    sheet_table *t = add_part(m, _("Khó khăn, vướng mắc"), PART_DECISIONS);
    note_left_out(m, t, d->difficulties_left_out);
    COLUMNS(m, t, difficulty_columns);
    ROWS(m, t, d->difficulties, d->difficulty_count);
}

static void add_concerns(making *m)
{
    size_t count = 0;
    sheet_table *t = add_part(m, _("Quá hạn, chậm, nguy cơ chậm"), PART_CONCERNS);
    note(t, _("Dòng chữ đậm là toàn tỉnh (hoặc đơn vị duy nhất); bên dưới là từng đơn vị."));
    note_left_out(m, t, m->digest->concerns_left_out);
    xlsx_standing_row *rows = xlsx_concern_rows(m->words.memory, m->digest, &count);
    COLUMNS(m, t, concern_columns);
    ROWS(m, t, rows, count);
    t->frozen_columns = 2;
    t->has_strong = true;
    t->strong = offsetof(xlsx_standing_row, is_whole);
}

static void add_indicators(making *m)
{
    size_t count = 0;
    sheet_table *t = add_part(m, _("Chỉ tiêu"), PART_INDICATORS);
    note(t, _("Dòng chữ đậm là toàn tỉnh (hoặc đơn vị duy nhất); bên dưới là từng đơn vị."));
    note_left_out(m, t, m->digest->indicators_left_out);
    xlsx_indicator_row *rows = xlsx_indicator_rows(m->words.memory, m->digest, &count);
    COLUMNS(m, t, indicator_columns);
    ROWS(m, t, rows, count);
    t->frozen_columns = 2;
    t->has_strong = true;
    t->strong = offsetof(xlsx_indicator_row, is_whole);
}

static void add_trends(making *m)
{
    size_t count = 0;
    sheet_table *t = add(m, _("Diễn biến chỉ tiêu"), _("Diễn biến chỉ tiêu qua các kỳ"),
                         phrase_empty(PART_INDICATORS));
    xlsx_point_row *rows = xlsx_point_rows(m->words.memory, m->digest, &count);
    COLUMNS(m, t, point_columns);
    ROWS(m, t, rows, count);
}

static void add_rankings(making *m)
{
    size_t count = 0;
    sheet_table *t = add_part(m, _("Xếp hạng"), PART_RANKING);
    note(t, m->digest->ranking_mark);
    xlsx_rank_row *rows = xlsx_rank_rows(m->words.memory, m->digest, &count);
    COLUMNS(m, t, rank_columns);
    ROWS(m, t, rows, count);
}

static void add_tiles(making *m)
{
    const digest *d = m->digest;
    if (!d->tile_count)
        return;
    sheet_table *t = add(m, _("Từng địa phương"), _("Tình hình từng địa phương"), "");
    note(t, d->ranking_mark);
    COLUMNS(m, t, tile_columns);
    ROWS(m, t, d->tiles, d->tile_count);
}

static void add_reportings(making *m)
{
    const digest *d = m->digest;
    sheet_table *t = add_part(m, _("Tình hình gửi báo cáo"), PART_DISCIPLINE);
    COLUMNS(m, t, reporting_columns);
    ROWS(m, t, d->reportings, d->reporting_count);
}

/* One column for each period: PART, a member of its cell, of what was expected. */
static void add_heat(making *m, const char *name, const char *title, size_t part)
{
    enum { UNIT_COLUMNS = 2 };
    const digest *d = m->digest;
    size_t count = 0, size = 0, periods = d->heat_periods.count;
    if (!d->heat_count || !periods)
        return;
    sheet_column *columns =
        arena_alloc(m->words.memory, (UNIT_COLUMNS + periods) * sizeof *columns);
    sheet_table *t = add(m, name, title, "");
    m->words.failed = m->words.failed || !columns;
    if (!columns)
        return;
    columns[0] =
        (sheet_column){.title = _("Mã"), .width = 16, .offset = offsetof(xlsx_heat_row, unit.code)};
    columns[1] = (sheet_column){
        .title = _("Đơn vị"), .width = 26, .offset = offsetof(xlsx_heat_row, unit.name)};
    for (size_t i = 0; i < periods; i++) {
        size_t cell = sizeof(xlsx_heat_row) + i * sizeof(digest_cell);
        columns[UNIT_COLUMNS + i] =
            (sheet_column){.title = xlsx_period_name(m->words.memory, d->heat_periods.items[i]),
                           .width = 9,
                           .kind = SHEET_OF_SHARE,
                           .offset = cell + part,
                           .other = cell + offsetof(digest_cell, expected)};
    }
    void *rows = xlsx_heat_rows(m->words.memory, d, &count, &size);
    t->columns = columns;
    t->column_count = UNIT_COLUMNS + periods;
    set_rows(m, t, rows, size, count);
}

static void add_finished(making *m)
{
    const digest *d = m->digest;
    sheet_table *t = add_part(m, _("Mới hoàn thành"), PART_FINISHED);
    note_left_out(m, t, d->finished_left_out);
    COLUMNS(m, t, finished_columns);
    ROWS(m, t, d->finished, d->finished_count);
}

static void add_corrections(making *m)
{
    const digest *d = m->digest;
    sheet_table *t = add_part(m, _("Đính chính số liệu"), PART_CORRECTIONS);
    note_left_out(m, t, d->corrections_left_out);
    COLUMNS(m, t, correction_columns);
    ROWS(m, t, d->corrections, d->correction_count);
}

static void add_directives(making *m)
{
    const digest *d = m->digest;
    sheet_table *t = add_part(m, _("Ý kiến chỉ đạo"), PART_DIRECTIVES);
    note_left_out(m, t, d->directives_left_out);
    COLUMNS(m, t, directive_columns);
    ROWS(m, t, d->directives, d->directive_count);
}

static void add_upcoming(making *m)
{
    size_t count = 0;
    sheet_table *t = add_part(m, _("Sắp đến hạn"), PART_UPCOMING);
    note_left_out(m, t, m->digest->upcoming_left_out);
    xlsx_standing_row *rows = xlsx_upcoming_rows(m->words.memory, m->digest, &count);
    COLUMNS(m, t, upcoming_columns);
    ROWS(m, t, rows, count);
}

static void add_discipline(making *m)
{
    add_reportings(m);
    add_heat(m, _("Mức đầy đủ theo kỳ"), _("Tỷ lệ báo cáo đã gửi trong số phải gửi, theo kỳ"),
             offsetof(digest_cell, actual));
    add_heat(m, _("Mức đúng hạn theo kỳ"),
             _("Tỷ lệ báo cáo gửi đúng hạn trong số phải gửi, theo kỳ"),
             offsetof(digest_cell, on_time));
}

error xlsx_tables_of(xlsx_tables *out, arena *a, const digest *d)
{
    static const struct {
        digest_section section;
        void (*add)(making *m);
    } sections[] = {
        {SECTION_DECISIONS, add_difficulties},  {SECTION_CONCERNS, add_concerns},
        {SECTION_INDICATORS, add_indicators},   {SECTION_INDICATORS, add_trends},
        {SECTION_RANKING, add_rankings},        {SECTION_RANKING, add_tiles},
        {SECTION_DISCIPLINE, add_discipline},   {SECTION_FINISHED, add_finished},
        {SECTION_CORRECTIONS, add_corrections}, {SECTION_DIRECTIVES, add_directives},
        {SECTION_UPCOMING, add_upcoming},
    };
    making m = {.digest = d, .words = {.memory = a}, .out = out};
    out->count = 0;
    if (d->nothing_new)
        return OK;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (d->sections & (unsigned)sections[i].section)
            sections[i].add(&m);
    return m.words.failed ? error_no_memory() : OK;
}
