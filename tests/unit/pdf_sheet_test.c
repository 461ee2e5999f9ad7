/* Where things are on paper. */
#include "pdf_reading.h"

#include "notifier/digest/pdf_table.h"

/* ---- on the sheet ---------------------------------------------------------------------------- */

static double attribute(const char *line, const char *name)
{
    const char *at = strstr(line, name);
    assert_non_null(at);
    /* "123.45": read without the locale. */
    long whole = strtol(at + strlen(name), NULL, 10);
    return (double)whole;
}

/* Every word of the document within its margins; in the upper one only page number and mark. */
static void assert_within_margins(void)
{
    const double left = 30 * MM, right = (210 - 15) * MM, top = 20 * MM, bottom = (297 - 20) * MM;
    char *boxes = shown_by("pdftotext -bbox $PDF -"), *rest = boxes, *line;
    size_t words = 0;
    while ((line = strsep(&rest, "\n"))) {
        if (!strstr(line, "<word "))
            continue;
        words++;
        if (attribute(line, "xMin=\"") < left - 2 || attribute(line, "xMax=\"") > right + 1)
            fail_msg("beside the margins: %s", line);
        if (attribute(line, "yMax=\"") > bottom + 1)
            fail_msg("below the margin: %s", line);
        if (attribute(line, "yMin=\"") < top - 2 && attribute(line, "yMax=\"") > top)
            fail_msg("across the upper margin: %s", line);
    }
    assert_true(words > 20);
    free(boxes);
}

static void no_word_is_outside_the_margins(void **state)
{
    (void)state;
    render(digest_sample());
    assert_within_margins();
    render(digest_brief());
    assert_within_margins();
}

static void texts_without_end_stay_within_the_margins(void **state)
{
    (void)state;
    digest *d = digest_sample();
    char *word = arena_alloc(d->memory, 4001), *words = arena_alloc(d->memory, 9001);
    memset(word, 'W', 4000);
    for (size_t i = 0; i < 9000; i++)
        words[i] = i % 6 == 5 ? ' ' : 'e';
    d->title = words;
    d->greeting = word;
    d->issuer = word;
    d->organisation = words;
    d->basis = word;
    d->difficulties[0].text = word;
    d->difficulties[1].text = words;
    d->concerns[0].whole.reason = words;
    d->concerns[1].whole.reason = word;
    d->concerns[2].about.name = word;
    d->concerns[3].worst[0].unit.name = words;
    d->indicators[0].about.name = words;
    d->tiles[0].unit.short_name = word;
    d->heat[0].unit.short_name = words;
    d->recipients.items[0] = words;
    d->signature.items[0] = words;
    render(d);
    assert_within_margins();
}

static bool is_heading(const char *line)
{
    size_t n = strspn(line, "IVX");
    if (n && strncmp(line + n, ". ", 2) == 0)
        return true;
    n = strspn(line, "0123456789");
    return n && n < 3 && strncmp(line + n, ". ", 2) == 0;
}

/* Whatever the length of what is above it. */
static void no_heading_stands_alone_at_the_foot(void **state)
{
    (void)state;
    for (size_t lines = 0; lines < 45; lines += 4) {
        digest *d = digest_sample();
        d->heat_count = d->tile_count = d->ranking_count = 0; /* the appendix takes longest */
        const char **items = arena_alloc(d->memory, (lines + 1) * sizeof *items);
        for (size_t i = 0; i < lines; i++)
            items[i] = "Một dòng.";
        d->summary = (digest_lines){items, lines};
        render(d);
        char *text = shown_by("pdftotext -raw -l 8 $PDF -"), *rest = text, *page;
        while ((page = strsep(&rest, "\f"))) {
            size_t n = strlen(page);
            while (n && page[n - 1] == '\n')
                page[--n] = '\0';
            /* Page number and mark are written last. */
            for (int i = 0; i < 2 && strrchr(page, '\n'); i++)
                *strrchr(page, '\n') = '\0';
            const char *last = strrchr(page, '\n');
            if (last && is_heading(last + 1))
                fail_msg("%zu lines: \"%s\" ends a sheet", lines, last + 1);
        }
        free(text);
    }
}

static void the_signature_is_never_alone_on_its_sheet(void **state)
{
    (void)state;
    for (size_t lines = 0; lines < 40; lines += 3) {
        digest *d = digest_sample_quiet();
        const char **items = arena_alloc(d->memory, (lines + 1) * sizeof *items);
        for (size_t i = 0; i < lines; i++)
            items[i] = "Một dòng.";
        d->summary = (digest_lines){items, lines};
        render(d);
        char *text = shown_by("pdftotext -raw $PDF -"), *rest = text, *page;
        while ((page = strsep(&rest, "\f")))
            if (strstr(page, "GIÁM ĐỐC")) {
                assert_non_null(strstr(page, "Kính báo cáo đồng chí"));
                assert_non_null(strstr(page, "Lưu: VT, CNTT."));
            }
        free(text);
    }
}

static const paper_setup plain = {
    .title = "", .author = "", .subject = "", .language = "vi", .mark = ""};

static void finish(paper *p)
{
    unsigned char *pdf;
    size_t size;
    assert_int_equal(paper_finish(p, &pdf, &size).code, ERR_OK);
    keep(pdf, size);
    free(pdf);
}

static void a_paragraph_leaves_no_line_alone(void **state)
{
    (void)state;
    for (int above = 600; above < 730; above += 4) {
        paper *p;
        char text[1024] = "";
        for (int i = 0; i < 60; i++)
            strcat(text, "mười chữ ");
        assert_int_equal(paper_open(&p, &plain).code, ERR_OK);
        paper_text(p, "đầu", &PAPER_BODY);
        paper_move(p, above);
        paper_text(p, text, &PAPER_BODY);
        finish(p);
        for (int page = 1; page <= (int)page_count(); page++) {
            char command[64];
            snprintf(command, sizeof command, "pdftotext -raw -f %d -l %d $PDF - | grep -c 'mười'",
                     page, page);
            int status;
            char *n = output_of(command, &status);
            assert_int_not_equal(strtoul(n, NULL, 10), 1);
            free(n);
        }
    }
}

static void a_table_repeats_its_header_and_cuts_no_row(void **state)
{
    (void)state;
    static const pdf_column columns[] = {{"Đầu bảng", 1, PAPER_LEFT}, {"Số", 1, PAPER_RIGHT}};
    paper *p;
    assert_int_equal(paper_open(&p, &plain).code, ERR_OK);
    pdf_table *t = pdf_table_open(p, columns, 2, 11);
    for (int i = 0; i < 60; i++) {
        char row[64];
        snprintf(row, sizeof row, "hàng-%d\ngiữa-%d\ncuối-%d", i, i, i);
        pdf_table_row(t, (const char *const[]){row, NULL});
    }
    pdf_table_close(t);
    finish(p);
    size_t pages = page_count();
    assert_true(pages > 2);
    char *text = shown_by("pdftotext -raw $PDF -"), *rest = text, *page;
    assert_int_equal(count_in(text, "Đầu bảng"), pages);
    while ((page = strsep(&rest, "\f"))) {
        assert_int_equal(count_in(page, "hàng-"), count_in(page, "cuối-"));
        assert_int_equal(count_in(page, "hàng-"), count_in(page, "giữa-"));
    }
    free(text);
}

static void a_group_goes_with_its_first_row(void **state)
{
    (void)state;
    static const pdf_column columns[] = {{"A", 1, PAPER_LEFT}};
    for (int above = 640; above < 728; above += 5) {
        paper *p;
        assert_int_equal(paper_open(&p, &plain).code, ERR_OK);
        paper_text(p, "đầu", &PAPER_BODY);
        paper_move(p, above);
        pdf_table *t = pdf_table_open(p, columns, 1, 11);
        pdf_table_row(t, (const char *const[]){"hàng đầu"});
        pdf_table_group(t, "nhóm");
        pdf_table_row(t, (const char *const[]){"hàng của nhóm"});
        pdf_table_close(t);
        finish(p);
        char *text = shown_by("pdftotext -raw $PDF -"), *rest = text, *page;
        while ((page = strsep(&rest, "\f")))
            assert_int_equal(strstr(page, "nhóm\n") != NULL, strstr(page, "hàng của nhóm") != NULL);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_document(no_word_is_outside_the_margins),
        with_document(texts_without_end_stay_within_the_margins),
        with_document(no_heading_stands_alone_at_the_foot),
        with_document(the_signature_is_never_alone_on_its_sheet),
        with_document(a_paragraph_leaves_no_line_alone),
        with_document(a_table_repeats_its_header_and_cuts_no_row),
        with_document(a_group_goes_with_its_first_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
