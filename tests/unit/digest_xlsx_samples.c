/* Writes digests as NAME.xlsx and NAME.json into the folder that is named, for digest_xlsx_test.py
 * to compare. */
#include "unit_test.h"

#include "digest_filled.h"
#include "digest_sample.h"
#include "notifier/digest/digest_render.h"
#include "notifier/digest/sheet_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_file(const char *folder, const char *name, const char *end, const void *bytes,
                       size_t size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, end);
    FILE *file = fopen(path, "wbe");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void write_digest(const char *folder, const char *name, digest *d)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    error err = digest_render_xlsx(d, &bytes, &size);
    if (err.code)
        fail_msg("%s", err.text);
    write_file(folder, name, "xlsx", bytes, size);
    free(bytes);
    char *text = digest_frozen(d);
    write_file(folder, name, "json", text, strlen(text));
    free(text);
    digest_free(d);
}

/* Figures at the edge of what a spreadsheet holds, and texts that would like to be formulas. */
static digest *hostile(void)
{
    static const char *const texts[] = {
        "=1+1",    "+1",       "-1",   "@SUM(A1)",     "\t=1", "=HYPERLINK(\"http://x\",\"y\")",
        "_x0041_", "<r>&</r>", "{=1}", "\u202e'quoted"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    static const exact figures[] = {
        {true, INT64_C(123456789012345), 0, "đồng"},
        {true, INT64_C(1234567890123456), 0, "đồng"},
        {true, INT64_C(-9223372036854775807) - 1, 9, ""},
        {true, INT64_C(1234567890123450), 1, ""},
        {true, 0, 0, "thẻ"},
        {true, 57, 2, "%"},
        {true, 10000, 2, "%"},
        {true, -5, 9, "điểm %"},
        {false, 0, 0, "thẻ"},
        {true, INT64_C(9007199254740993), 3, "%"},
    };
    digest *d = digest_new();
    d->as_of_ms = 1721610000123;
    d->simulated = true;
    d->title = "=cmd|' /C calc'!A0";
    d->organisation = "@UBND & <tỉnh>";
    d->corrections = arena_alloc(d->memory, TEXTS * sizeof *d->corrections);
    d->correction_count = TEXTS;
    for (size_t i = 0; i < TEXTS; i++)
        d->corrections[i] = (digest_correction){.unit = {texts[i], texts[i], texts[i]},
                                                .obligation = texts[i],
                                                .obligation_name = texts[i],
                                                .period = "2024-M06",
                                                .period_name = texts[i],
                                                .before = figures[i],
                                                .after = figures[TEXTS - 1 - i],
                                                .whole_before = figures[8],
                                                .whole_after = figures[i],
                                                .at_ms = d->as_of_ms};
    return d;
}

/* Sheets whose names cannot be as they were wished, and a link to each. */
static void write_names(const char *folder)
{
    static const char *const wishes[] = {"Overdue, behind, or at risk of being late",
                                         "Overdue, behind, or at risk of being more",
                                         "Chỉ tiêu/nhiệm vụ [06]", "'Khó khăn'", "history"};
    enum { WISHES = sizeof wishes / sizeof *wishes };
    sheet_book *book;
    unsigned char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(sheet_book_new(&book, &(sheet_about){"", "", "", "", "", 0}).code, 0);
    sheet *first = sheet_add(book, "Tóm tắt");
    for (size_t i = 0; i < WISHES; i++)
        sheet_link((sheet_place){first, i, 0, SHEET_CELL}, sheet_add(book, wishes[i]), wishes[i]);
    assert_int_equal(sheet_book_finish(book, &bytes, &size).code, 0);
    write_file(folder, "names", "xlsx", bytes, size);
    free(bytes);
}

static digest *with_all_sections(digest *d)
{
    d->nothing_new = false;
    d->sections = SECTION_ALL;
    return d;
}

static digest *with_two_sections(digest *d)
{
    d->sections = SECTION_DECISIONS | SECTION_FINISHED;
    return d;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    write_digest(argv[1], "sample", digest_sample());
    write_digest(argv[1], "quiet", digest_sample_quiet());
    write_digest(argv[1], "empty", digest_sample_empty());
    write_digest(argv[1], "filled", with_all_sections(digest_filled(3, false)));
    write_digest(argv[1], "sparse", with_all_sections(digest_filled(2, true)));
    write_digest(argv[1], "brief", with_two_sections(digest_sample()));
    write_digest(argv[1], "hostile", hostile());
    write_names(argv[1]);
    return 0;
}
