/* The workbook: a summary first, then one sheet for each section. */
#include "base/i18n.h"
#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/digest_render.h"
#include "notifier/digest/xlsx_tables.h"

#include <stdlib.h>

/* The summary is written line by line: a label, and what it says. */
typedef struct summary {
    sheet *sheet;
    phrases words;
    size_t row;
} summary;

enum { LABELS, WORDS };

static sheet_place place(const summary *s, size_t column, sheet_role role)
{
    return (sheet_place){s->sheet, s->row, column, role};
}

static void put_line(summary *s, const char *text, sheet_role role)
{
    if (*text) {
        sheet_text(place(s, LABELS, role), text);
        s->row++;
    }
}

static void put_words(summary *s, const char *text)
{
    if (*text) {
        sheet_text(place(s, WORDS, SHEET_CELL), text);
        s->row++;
    }
}

/* The label stands beside the first line. */
static void put_lines(summary *s, digest_part part, const digest_lines *lines)
{
    if (!lines->count)
        return;
    s->row++;
    sheet_text(place(s, LABELS, SHEET_LABEL), phrase_title(part));
    for (size_t i = 0; i < lines->count; i++, s->row++)
        sheet_text(place(s, WORDS, SHEET_CELL), lines->items[i]);
}

static void put_remarks(summary *s, const digest *d)
{
    if (!d->remark_count)
        return;
    s->row++;
    sheet_text(place(s, LABELS, SHEET_LABEL), phrase_title(PART_REMARKS));
    for (size_t i = 0; i < d->remark_count; i++, s->row++) {
        const digest_remark *it = &d->remarks[i];
        sheet_text(place(s, WORDS, SHEET_CELL),
                   phrase(&s->words, _("%s (%s): %s"), it->author,
                          phrase_instant(&s->words, it->at_ms), it->text));
    }
}

static void put_counts(summary *s, const digest *d)
{
    const struct {
        status status;
        size_t count;
    } counts[] = {
        {STATUS_OVERDUE, d->overdue}, {STATUS_BEHIND, d->behind},     {STATUS_AT_RISK, d->at_risk},
        {STATUS_SILENT, d->silent},   {STATUS_ON_TRACK, d->on_track}, {STATUS_DONE, d->done},
    };
    if (!d->obligations)
        return;
    s->row++;
    sheet_text(place(s, LABELS, SHEET_HEADING), _("Tình trạng"));
    sheet_text(place(s, WORDS, SHEET_HEADING), _("Số chỉ tiêu, nhiệm vụ"));
    s->row++;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++, s->row++) {
        sheet_status(place(s, LABELS, SHEET_CELL), counts[i].status);
        sheet_integer(place(s, WORDS, SHEET_COUNT), (int64_t)counts[i].count);
    }
    sheet_text(place(s, LABELS, SHEET_STRONG), _("Tất cả"));
    sheet_integer(place(s, WORDS, SHEET_COUNT), (int64_t)d->obligations);
    s->row++;
}

static void put_contents(summary *s, const xlsx_tables *tables, sheet *const *sheets)
{
    if (!tables->count)
        return;
    s->row++;
    sheet_text(place(s, LABELS, SHEET_HEADING), _("Trang tính"));
    sheet_text(place(s, WORDS, SHEET_HEADING), _("Số dòng"));
    s->row++;
    for (size_t i = 0; i < tables->count; i++, s->row++) {
        sheet_link(place(s, LABELS, SHEET_CELL), sheets[i], tables->items[i].name);
        sheet_integer(place(s, WORDS, SHEET_COUNT), (int64_t)tables->items[i].row_count);
    }
}

static void put_about(summary *s, const digest *d)
{
    s->row++;
    sheet_text(place(s, LABELS, SHEET_LABEL), _("Ghi chú"));
    put_words(s, phrase_sources(&s->words, d));
    put_words(s, phrase_without_data(&s->words, d));
    put_words(s, phrase_not_issued(&s->words, d));
}

static void put_summary(summary *s, const digest *d, const xlsx_tables *tables,
                        sheet *const *sheets)
{
    sheet_width(s->sheet, LABELS, 36);
    sheet_width(s->sheet, WORDS, 110);
    put_line(s, d->organisation, SHEET_NOTE);
    put_line(s, d->title, SHEET_TITLE);
    put_line(s, phrase_closing(&s->words, d), SHEET_NOTE);
    put_line(s, phrase_draft(&s->words, d), SHEET_NOTE);
    if (d->simulated)
        put_line(s, phrase_simulated(), SHEET_WARNING);
    if (d->nothing_new) {
        put_line(s, phrase_nothing_new(&s->words, d), SHEET_NOTE);
        return;
    }
    put_lines(s, PART_SUMMARY, &d->summary);
    put_lines(s, PART_ATTENTION, &d->attention);
    put_lines(s, PART_CHANGES, &d->changes);
    put_lines(s, PART_PROPOSALS, &d->proposals);
    put_remarks(s, d);
    put_lines(s, PART_GAPS, &d->gaps);
    put_counts(s, d);
    put_contents(s, tables, sheets);
    put_about(s, d);
}

static error write_book(const digest *d, summary *s, unsigned char **out, size_t *size)
{
    sheet_book *book;
    xlsx_tables tables;
    TRY(xlsx_tables_of(&tables, s->words.memory, d));
    const char *draft = phrase_draft(&s->words, d);
    TRY(sheet_book_new(&book, &(sheet_about){.title = d->title,
                                             .company = d->organisation,
                                             .comments = draft,
                                             .foot_left = draft,
                                             .foot_right = d->simulated ? phrase_simulated() : "",
                                             .made_ms = d->as_of_ms}));
    sheet *sheets[XLSX_TABLES_MAX];
    s->sheet = sheet_add(book, _("Tóm tắt"));
    for (size_t i = 0; i < tables.count; i++)
        sheets[i] = sheet_table_add(book, &tables.items[i]);
    put_summary(s, d, &tables, sheets);
    return sheet_book_finish(book, out, size);
}

error digest_render_xlsx(const digest *d, unsigned char **out, size_t *size)
{
    summary s = {.words = {.memory = arena_new(0)}};
    if (!s.words.memory)
        return error_no_memory();
    error err = write_book(d, &s, out, size);
    if (!err.code && s.words.failed) {
        free(*out);
        err = error_no_memory();
    }
    arena_free(s.words.memory);
    return err;
}
